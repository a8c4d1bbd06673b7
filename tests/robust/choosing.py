"""What a walk through the key commands does next, by chance: mostly what will do, now and then what must be
refused."""

import random

import key_rules
from key_rules import FLAGS, USERS

AES_MECHANISMS = ("aes-gcm", "aes-no-pad", "aes-pkcs5-pad", "aes-zero-pad", "cloudhsm-aes-gcm")
RSA_MECHANISMS = ("rsa-aes", "rsa-oaep", "rsa-pkcs")
CURVES = ("secp224r1", "secp256r1", "secp384r1", "secp256k1", "secp521r1", "ed25519")
KINDS = ("aes", "des3", "generic-secret", "ec-private", "rsa-private")
# Attributes that never can be given, with a value of their kind.
UNSETTABLE = {"trusted": "true", "token": "false", "local": "true", "always-sensitive": "true",
              "never-extractable": "false", "key-type": "aes", "class": "secret-key",
              "curve": "secp256r1", "check-value": "0x010203", "ec-point": "0x04",
              "modulus": "0x03", "public-exponent": "0x010001", "key-length-bytes": "32",
              "modulus-size-bits": "2048", "mldsa-algorithm": "ML-DSA-44"}


class Choices(random.Random):
    """Chance, in the words of a walk."""

    labels = 0

    def often(self, probability):
        return self.random() < probability

    def flag(self, probability=0.5):
        return "true" if self.often(probability) else "false"

    def user(self):
        return self.choice(USERS)

    def key(self, keys, user, wanted=lambda key: True, loose=0.1):
        """One that the user sees and that is as wanted; now and then any other, to be refused."""
        keys = list(keys)
        best = [key for key in keys if key.seen_by(user) and wanted(key)]
        if not keys or (not best and not self.often(loose)):
            return None
        return self.choice(keys if not best or self.often(loose) else best)

    def label(self):
        self.labels += 1
        return f"key-{self.labels}"

    def usages(self, key_class):
        """A template that will do, most of the time."""
        attributes = {}
        chances = {"encrypt": 0.1, "decrypt": 0.1, "derive": 0.1, "destroyable": 0.1, "private": 0.1,
                   "verify": 0.2, "modifiable": 0.15, "extractable": 0.4, "sign": 0.3, "wrap": 0.5,
                   "unwrap": 0.6, "wrap-with-trusted": 0.4, "sensitive": 0.1, "id": 0.2}
        for name, probability in chances.items():
            if not self.often(probability) or (key_rules.class_forbids(key_class, name, "true")
                                               and not self.often(0.02)):
                continue
            attributes[name] = self.value(name)
            if name in ("wrap", "unwrap", "sign") and self.often(0.8):
                attributes[name] = "true"
            elif key_rules.class_forbids(key_class, name, attributes[name]) and self.often(0.9):
                del attributes[name]
        if self.often(0.03):
            name = self.choice(list(UNSETTABLE))
            attributes[name] = UNSETTABLE[name]
        return attributes

    def value(self, name):
        if name == "id":
            length = key_rules.ID_MAX + 1 if self.often(0.1) else self.randint(0, 8)
            return "0x" + self.randbytes(length).hex()
        if name == "label":
            return self.choice(("", "x" * 127, "x" * 128, self.label(), self.label()))
        return UNSETTABLE[name] if name in UNSETTABLE and name not in FLAGS else self.flag()

    def company(self, user):
        """Whether a new key is for the session, and with whom it is shared."""
        session, names = self.often(0.2), []
        if self.often(0.2):
            other = USERS[1 - USERS.index(user)]
            names = self.choice(([other],) * 8 + ([user], ["admin"], [other, other]))
        words = ["--session"] if session else []
        return session, names, words + (["--share-crypto-users", *names] if names else [])

    def parameters(self, mechanism):
        if mechanism.endswith("aes-gcm"):
            aad = ["--aad", "0x" + self.randbytes(5).hex()] if self.often(0.4) else []
            return ["--tag-length-bits", str(self.randrange(64, 129, 8)), *aad]
        if mechanism in ("rsa-aes", "rsa-oaep"):
            name = self.choice(list(key_rules.HASH_BYTES))
            return ["--hash-function", name, "--mgf", f"mgf1-{name}"]
        return []
