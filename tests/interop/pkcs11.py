"""A PKCS #11 module in a process of its own: softhsm.c, fed with a line a request."""

import glob
import os
import struct
import subprocess

import der
import lab

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/*/softhsm/libsofthsm2.so",
           "/usr/lib64/pkcs11/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so",
           "/usr/local/lib/softhsm/libsofthsm2.so")

# PKCS #11's numbers.
CKO_PRIVATE_KEY, CKO_SECRET_KEY = 3, 4
CKK_RSA, CKK_EC, CKK_GENERIC_SECRET, CKK_DES3, CKK_AES, CKK_EC_EDWARDS = 0, 3, 0x10, 0x15, 0x1f, 0x40
CKA_VALUE, CKA_MODULUS, CKA_MODULUS_BITS, CKA_PUBLIC_EXPONENT = 0x11, 0x120, 0x121, 0x122
CKA_PRIVATE_EXPONENT, CKA_EC_PARAMS, CKA_EC_POINT = 0x123, 0x180, 0x181
CKM_RSA_PKCS_KEY_PAIR_GEN, CKM_RSA_PKCS, CKM_RSA_PKCS_OAEP = 0, 1, 9
CKM_EC_KEY_PAIR_GEN, CKM_ECDSA, CKM_EC_EDWARDS_KEY_PAIR_GEN, CKM_EDDSA = 0x1040, 0x1041, 0x1055, 0x1057
CKM_AES_GCM, CKM_AES_KEY_WRAP, CKM_AES_KEY_WRAP_PAD = 0x1087, 0x2109, 0x210a
# By hash: the hash itself, RSA signatures with it, and the mask generation function over it.
HASHES = {"sha1": (0x220, 0x06, 0x0e, 1), "sha224": (0x255, 0x46, 0x47, 5),
          "sha256": (0x250, 0x40, 0x43, 2), "sha384": (0x260, 0x41, 0x44, 3),
          "sha512": (0x270, 0x42, 0x45, 4)}
HASH, RSA_PKCS, RSA_PKCS_PSS, MGF = range(4)

# By --key-type-class.
TYPES = {"aes": CKK_AES, "des3": CKK_DES3, "generic-secret": CKK_GENERIC_SECRET,
         "rsa-private": CKK_RSA, "ec-private": CKK_EC}


class NotDone(AssertionError):
    """The module answered with an error."""


def as_hex(data):
    return data.hex() or "-"


class SoftHsm:
    """One token, in a directory of its own."""

    def __init__(self, directory):
        os.makedirs(os.path.join(directory, "tokens"))
        config = os.path.join(directory, "softhsm2.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(f"directories.tokendir = {directory}/tokens\nobjectstore.backend = file\n"
                       "log.level = ERROR\nslots.removable = false\n")
        program = (os.environ.get("LOCALHSM_TEST_SOFTHSM")
                   or os.path.join(lab.BUILD, "tests", "interop", "softhsm"))
        modules = [path for pattern in MODULES for path in glob.glob(pattern)]
        if not modules:
            raise FileNotFoundError(f"SoftHSM is at none of {', '.join(MODULES)}")
        self.process = subprocess.Popen([program, modules[0]], env={"SOFTHSM2_CONF": config},
                                        encoding="ascii", stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        if self.process.wait() != 0:
            raise NotDone(f"softhsm ended with status {self.process.returncode}")

    def ask(self, *words):
        """The words of the answer. Numbers and bytes go as hex."""
        line = " ".join(as_hex(word) if isinstance(word, bytes) else
                        f"{word:x}" if isinstance(word, int) else word for word in words)
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        state, *answer = self.process.stdout.readline().split()
        if state != "ok":
            raise NotDone(f"{line}: {' '.join(answer)}")
        return answer

    def number(self, *words):
        return int(self.ask(*words)[0], 16)

    def bytes(self, *words):
        word, = self.ask(*words)
        return b"" if word == "-" else bytes.fromhex(word)

    def secret(self, kind, data):
        return self.number("secret", TYPES[kind], data)

    def get(self, key, attribute):
        return self.bytes("get", key, attribute)

    def public(self, spki):
        """A public key of its SubjectPublicKeyInfo."""
        (_, scheme), (_, bits) = der.members(spki)
        names = [der.item(*member) for member in der.members(der.sequence(scheme))]
        if names[0] == der.oid("rsaEncryption"):
            (_, modulus), (_, exponent) = der.members(bits[1:])
            return self.number("public", CKK_RSA, f"{CKA_MODULUS:x}={modulus.lstrip(bytes(1)).hex()}",
                               f"{CKA_PUBLIC_EXPONENT:x}={exponent.hex()}")
        # The name of the curve comes last: behind that of EC, or as that of the scheme, Ed25519.
        return self.number("public", CKK_EC if len(names) > 1 else CKK_EC_EDWARDS,
                           f"{CKA_EC_PARAMS:x}={names[-1].hex()}",
                           f"{CKA_EC_POINT:x}={der.octets(bits[1:]).hex()}")

    def generate_rsa(self, bits):
        """(SubjectPublicKeyInfo, public key, private key)."""
        public, private = self.ask(
            "generate", CKM_RSA_PKCS_KEY_PAIR_GEN,
            f"{CKA_MODULUS_BITS:x}={struct.pack('@L', bits).hex()}",
            f"{CKA_PUBLIC_EXPONENT:x}=010001")
        modulus = int.from_bytes(self.get(public, CKA_MODULUS), "big")
        return der.rsa_public(modulus, 65537), public, private

    def generate_ec(self, name):
        edwards = name == "Ed25519"
        public, private = self.ask(
            "generate", CKM_EC_EDWARDS_KEY_PAIR_GEN if edwards else CKM_EC_KEY_PAIR_GEN,
            f"{CKA_EC_PARAMS:x}={der.oid(name).hex()}")
        _, point, _ = der.read(self.get(public, CKA_EC_POINT))
        return der.public(name, point), public, private
