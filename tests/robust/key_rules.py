"""The rules of keys, said a second time: what each command makes of a key, and which refusals it may meet. Nothing
here was taken from the product but the texts of its errors.

Each of the functions that end in _faults gives the texts of all rules that a command breaks. It must succeed when
there are none, and otherwise be refused with one of them: which rule is looked at first is the product's choice.
"""

FLAGS = ("encrypt", "decrypt", "token", "always-sensitive", "derive", "destroyable", "extractable",
         "local", "modifiable", "never-extractable", "private", "sensitive", "sign", "trusted",
         "unwrap", "verify", "wrap", "wrap-with-trusted")
AT_CREATION = ("encrypt", "decrypt", "derive", "destroyable", "extractable", "modifiable", "private",
               "sensitive", "sign", "unwrap", "verify", "wrap", "wrap-with-trusted", "id")
BY_OWNER = ("label", "id", "encrypt", "decrypt", "derive", "destroyable", "extractable",
            "modifiable", "sign", "unwrap", "verify", "wrap", "wrap-with-trusted")
ID_MAX, LABEL_MAX = 64, 127
USERS = ("alice", "bob")
HASH_BYTES = {"sha1": 20, "sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64}

NOT_OWNER = "User is not the owner of the key"
NOT_EXTRACTABLE = "Key is not extractable"
NOT_DESTROYABLE = "Key is not destroyable"
NOT_MODIFIABLE = "Key is not modifiable"
NOT_TRUSTED = "Key can only be wrapped with a trusted wrapping key"
NOT_SEEN = ("Key selection criteria matched 0 keys. "
            "Refine selection criteria to select a single key.")
SHARE_PUBLIC = "Public keys cannot be shared"
SHARE_SELF = "Key cannot be shared with its owner"
SHARE_TWICE = "Key is already shared with the specified user"
SHARE_NOT = "Key is not shared with the specified user"
SHARE_ROLE = "Key can only be shared with a CryptoUser"
NO_USER = "Specified user does not exist"
SESSION_KEY = "Session key cannot be used for this operation"
TOKEN_ATTRIBUTE = "Token key attribute cannot be supplied via optional attributes"
BAD_LABEL = "Label must be between 1 and 127 characters"
UNWRAP_FAILED = "Unwrap operation failed"
REPLICATE_FAILED = "Key replicate failed on 2 of 2 connections"


def refused(name, value):
    return f"Attribute {name} cannot be set to the value {value} by the user for this operation"


def wants(flag):
    return f"Key does not permit this operation: attribute {flag} is not true"


def mismatch(text):
    return f"Key type is inconsistent with this operation: {text}"


class Material:
    """The bytes of a key, or of both halves of a pair, wherever they are. kind: "bytes", or the type of a private
    key. They are the same material under whatever type and attributes they were unwrapped."""

    def __init__(self, kind):
        self.kind = kind


class Key:
    """A key as it must be printed."""

    def __init__(self, printed, material, owner, flags, session=None):
        self.reference = printed["key-reference"]
        self.material, self.owner, self.session = material, owner, session
        self.sharees = []
        self.flags = flags
        attributes = printed["attributes"]
        self.label, self.id = attributes["label"], attributes["id"]
        # What never changes.
        self.fixed = {name: value for name, value in attributes.items()
                      if name not in FLAGS and name not in ("label", "id")}
        self.type, self.key_class = self.fixed["key-type"], self.fixed["class"]
        self.length = self.fixed["key-length-bytes"]

    @property
    def is_public(self):
        return self.key_class == "public-key"

    @property
    def is_edwards(self):
        return self.fixed.get("curve") == "ed25519"

    def seen_by(self, user):
        """By those it is for; what is in a session, by that session alone."""
        if self.session:
            return user == self.session
        return user == "admin" or self.is_public or user == self.owner or user in self.sharees

    def printed(self):
        def person(name):
            return {"username": name, "key-coverage": "full"}

        return {"key-reference": self.reference,
                "key-info": {"key-owners": [person(self.owner)],
                             "shared-users": [person(name) for name in self.sharees],
                             "key-quorum-values": {"manage-key-quorum-value": 0,
                                                   "use-key-quorum-value": 0},
                             "cluster-coverage": "full"},
                "attributes": {**self.fixed, **self.flags, "label": self.label, "id": self.id}}


def first_flags(key_class, origin, session, attributes):
    """The flags of a new key. origin: "generated", "unwrapped" or "imported"."""
    secret, public = key_class == "secret-key", key_class == "public-key"
    flags = {name: name in ("destroyable", "extractable", "modifiable", "private") for name in FLAGS}
    flags.update(token=not session, local=origin == "generated", sign=secret, verify=secret,
                 sensitive=not public)
    flags.update((name, value == "true") for name, value in attributes.items() if name in FLAGS)
    made_inside = not public and origin == "generated"
    flags["always-sensitive"] = made_inside and flags["sensitive"]
    flags["never-extractable"] = made_inside and not flags["extractable"]
    return flags


def class_forbids(key_class, name, value):
    if name == "unwrap":
        return value == "true" and key_class == "public-key"
    if name == "wrap":
        return value == "true" and key_class == "private-key"
    if name == "sensitive":
        return key_class != "private-key" and (value == "true") != (key_class == "secret-key")
    return False


def id_is_too_long(name, value):
    return name == "id" and len(value) > 2 + 2 * ID_MAX


class Rules:
    """Those of one HSM type and mode, at a date after 2026-09-01."""

    def __init__(self, hsm_type, mode):
        self.hsm_type, self.mode = hsm_type, mode

    @property
    def is_hsm1(self):
        return self.hsm_type == "hsm1.medium"

    def policy(self, what):
        return f"{what} is not permitted on {self.hsm_type} in {self.mode} mode"

    def kind_faults(self, key_type, curve=None):
        if curve == "ed25519" and self.mode == "FIPS":
            yield self.policy("An Ed25519 key")
        if key_type == "ml-dsa" and self.is_hsm1:
            yield self.policy("An ML-DSA key")
        if key_type == "des3" and self.mode == "FIPS" and not self.is_hsm1:
            yield self.policy("A 3DES key")

    @staticmethod
    def template_faults(key_class, attributes):
        for name, value in attributes.items():
            if name == "token":
                yield TOKEN_ATTRIBUTE
            elif (name not in AT_CREATION or class_forbids(key_class, name, value)
                  or id_is_too_long(name, value)):
                yield refused(name, value)

    @staticmethod
    def sharee_faults(owner, names, session):
        for number, name in enumerate(names):
            if session:
                yield SESSION_KEY
            if name == owner:
                yield SHARE_SELF
            elif name not in USERS:
                yield NO_USER
            if name in names[:number]:
                yield SHARE_TWICE

    def set_faults(self, user, key, name, value):
        if not key.seen_by(user):
            yield NOT_SEEN
            return
        by_admin = user == "admin" and name == "trusted"
        if user != key.owner and not by_admin:
            yield NOT_OWNER
        if not key.flags["modifiable"]:
            yield NOT_MODIFIABLE
        if name == "token":
            allowed = key.session and value == "true"
        elif name == "trusted":
            allowed = by_admin
        else:
            allowed = name in BY_OWNER and self.change_is_allowed(key, name, value)
        if not allowed:
            yield refused(name, value)
        if name == "label" and not 1 <= len(value) <= LABEL_MAX:
            yield BAD_LABEL

    def change_is_allowed(self, key, name, value):
        if class_forbids(key.key_class, name, value):
            return False
        if name == "extractable":
            return value == "false" and key.flags["extractable"] and not self.is_hsm1
        if name == "modifiable":
            return value == "false"
        if name == "wrap-with-trusted":
            return value == "true" or not key.flags["wrap-with-trusted"]
        if name == "id":
            return not self.is_hsm1 and not id_is_too_long(name, value)
        return not (name == "derive" and key.type == "rsa" and self.is_hsm1)

    @staticmethod
    def share_faults(user, key, name, role):
        if not key.seen_by(user):
            yield NOT_SEEN
            return
        if user != key.owner:
            yield NOT_OWNER
        if key.is_public:
            yield SHARE_PUBLIC
        if role != "crypto-user":
            yield SHARE_ROLE
        if key.session:
            yield SESSION_KEY
        if name == key.owner:
            yield SHARE_SELF
        elif name in key.sharees:
            yield SHARE_TWICE
        elif name not in USERS:
            yield NO_USER

    @staticmethod
    def unshare_faults(user, key, name, role):
        if not key.seen_by(user):
            yield NOT_SEEN
            return
        if user != key.owner:
            yield NOT_OWNER
        if role != "crypto-user":
            yield SHARE_ROLE
        if name not in key.sharees:
            yield SHARE_NOT

    @staticmethod
    def delete_faults(user, key):
        if not key.seen_by(user):
            yield NOT_SEEN
            return
        if user != key.owner:
            yield NOT_OWNER
        if not key.flags["destroyable"]:
            yield NOT_DESTROYABLE

    def mechanism_faults(self, mechanism):
        if mechanism == "rsa-pkcs" and self.mode == "FIPS":
            yield self.policy("rsa-pkcs")

    def wrap_faults(self, user, payload, wrapping, mechanism, hash_name):
        yield from self.mechanism_faults(mechanism)
        if not payload.seen_by(user) or not wrapping.seen_by(user):
            yield NOT_SEEN
            return
        if payload.is_public:
            yield mismatch("the payload must be a secret or private key")
        if payload.type == "ml-dsa":
            yield mismatch("ML-DSA keys cannot be wrapped")
        if payload.owner != user:
            yield NOT_OWNER
        if not payload.flags["extractable"]:
            yield NOT_EXTRACTABLE
        if payload.flags["wrap-with-trusted"] and not wrapping.flags["trusted"]:
            yield NOT_TRUSTED
        if not wrapping.flags["wrap"]:
            yield wants("wrap")
        if fits(wrapping, mechanism, "public-key"):
            yield from size_faults(payload.length, wrapping, mechanism, hash_name)
        else:
            yield mismatch("the wrapping key must be "
                           + ("an RSA public key" if mechanism.startswith("rsa") else "an AES key"))

    def unwrap_faults(self, user, unwrapping, mechanism, opens):
        """opens: whether this is the key, and these are the bytes, from which a key of the type comes."""
        yield from self.mechanism_faults(mechanism)
        if not unwrapping.seen_by(user):
            yield NOT_SEEN
            return
        if not unwrapping.flags["unwrap"]:
            yield wants("unwrap")
        if not fits(unwrapping, mechanism, "private-key"):
            yield mismatch("the unwrapping key must be "
                           + ("an RSA private key" if mechanism.startswith("rsa") else "an AES key"))
        elif not opens:
            yield UNWRAP_FAILED

    @staticmethod
    def sign_faults(user, key, mechanism):
        """mechanism: ecdsa or rsa-pkcs, with SHA-512, which is too weak for no key."""
        if not key.seen_by(user):
            yield NOT_SEEN
            return
        if not key.flags["sign"]:
            yield wants("sign")
        wanted, name = {"ecdsa": ("ec", "an EC"), "rsa-pkcs": ("rsa", "an RSA")}[mechanism]
        if key.type != wanted or key.key_class != "private-key" or key.is_edwards:
            other = ", on another curve than ed25519" if key.is_edwards and wanted == "ec" else ""
            yield mismatch(f"the key must be {name} private key{other}")

    @staticmethod
    def replicate_faults(user, key, standing):
        """standing: how the key is printed in the destination, if it is there."""
        if key.session or not key.seen_by(user):
            yield NOT_SEEN
            return
        if user not in (key.owner, "admin"):
            yield NOT_OWNER
        if standing not in (None, key.printed()):
            yield REPLICATE_FAILED


def fits(key, mechanism, rsa_class):
    """Whether a key is of the kind that a mechanism works with."""
    if mechanism.startswith("rsa"):
        return (key.type, key.key_class) == ("rsa", rsa_class)
    return key.type == "aes"


def size_faults(length, wrapping, mechanism, hash_name):
    modulus = wrapping.fixed.get("modulus-size-bits", 0) // 8
    room = {"rsa-pkcs": modulus - 11}
    if mechanism == "rsa-oaep":
        room[mechanism] = modulus - 2 * HASH_BYTES[hash_name] - 2
    if mechanism == "aes-no-pad" and (length < 16 or length % 8):
        yield (f"Wrap operation failed: a payload of {length} bytes cannot be wrapped without "
               "padding, it must be a multiple of 8 bytes and at least 16")
    # RFC 3394 wraps two blocks or more.
    if mechanism == "aes-pkcs5-pad" and length < 8:
        yield (f"Wrap operation failed: a payload of {length} bytes cannot be wrapped with "
               "aes-pkcs5-pad, it must have at least 8")
    if length > room.get(mechanism, length):
        yield (f"Wrap operation failed: payload of {length} bytes is too large, the wrapping key "
               f"and mechanism allow {room[mechanism]} bytes")


def wrapped_length(length, wrapping, mechanism, tag_bits):
    """How many bytes a mechanism makes of a payload."""
    modulus = wrapping.fixed.get("modulus-size-bits", 0) // 8
    padded = (length + 7) // 8 * 8 + 8
    return {"aes-gcm": length + tag_bits // 8, "cloudhsm-aes-gcm": 12 + length + tag_bits // 8,
            "aes-no-pad": length + 8, "aes-zero-pad": padded,
            "aes-pkcs5-pad": length // 8 * 8 + 16, "rsa-aes": modulus + padded,
            "rsa-oaep": modulus, "rsa-pkcs": modulus}[mechanism]


def becomes(material, length, kind):
    """Whether bytes of so great a length make a key of a --key-type-class."""
    if kind.endswith("-private"):
        return material.kind == kind[:-len("-private")]
    return length in {"aes": (16, 24, 32), "des3": (24,), "generic-secret": range(1, 801)}[kind]
