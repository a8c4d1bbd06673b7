"""The six signature mechanisms, each with the options that our commands take and with the same thing done by
OpenSSL. One object is one mechanism under one key with one set of parameters."""

import hashlib

import der
from digest_info import digest_info
from keys import CURVE_NAMES, CURVES
from openssl import Refused

HASHES = ("sha1", "sha224", "sha256", "sha384", "sha512")
# The width of r and of s (SEC 1, 4.1.3): that of the order of the curve.
WIDTHS = {"secp224r1": 28, "secp256r1": 32, "secp256k1": 32, "secp384r1": 48, "secp521r1": 66}


def digest(hash_name, message):
    return hashlib.new(hash_name, message).digest()


def to_der(raw):
    """The ECDSA-Sig-Value (RFC 3279) of r and s side by side."""
    half = len(raw) // 2
    return der.sequence(*(der.number(int.from_bytes(part, "big"))
                          for part in (raw[:half], raw[half:])))


def from_der(signature, width):
    return b"".join(int.from_bytes(contents, "big").to_bytes(width, "big")
                    for _, contents in der.members(signature))


class Pair:
    """A key pair of both sides: references for us, files for OpenSSL. What was generated here has no private
    file."""

    def __init__(self, name, private, public, file):
        self.name, self.private, self.public = name, private, public
        self.private_file, self.public_file = f"{file}.pem", f"{file}-public.pem"


def bring(desk, name, kind, file):
    """A pair of OpenSSL's."""
    public = desk.ask("key import pem --path", f"{file}-public.pem", "--label", desk.new_label(),
                      "--key-type-class", f"{kind}-public", "--attributes verify=true")
    private = desk.bring(f"{kind}-private", desk.openssl.pkcs8(file), "sign=true")
    return Pair(name, private, public["key"]["key-reference"], file)


def bring_ec(desk, curve):
    desk.openssl.make_ec(curve, CURVES[curve])
    pair = bring(desk, CURVE_NAMES[curve], "ec", curve)
    pair.width = WIDTHS[curve]
    return pair


def bring_rsa(desk, bits):
    desk.openssl.make_rsa(f"rsa-{bits}", bits)
    pair = bring(desk, f"RSA-{bits}", "rsa", f"rsa-{bits}")
    pair.bytes = bits // 8
    return pair


def bring_ed25519(desk):
    desk.openssl.make_ed25519("ed25519")
    return bring(desk, "Ed25519", "ec", "ed25519")


def generate(desk, name, file, kind):
    """A pair of ours: OpenSSL has the public half alone."""
    made = desk.ask("key generate-asymmetric-pair", kind, "--public-label", desk.new_label(),
                    "--private-label", desk.new_label(), "--public-attributes verify=true",
                    "--private-attributes sign=true")
    pair = Pair(name, made["private_key"]["key-reference"], made["public_key"]["key-reference"],
                file)
    desk.ask("key generate-file --encoding pem --path", pair.public_file,
             f"--filter key-reference={pair.public}")
    return pair


class Mechanism:
    stranger = "OpenSSL"
    needs = None  # (major, minor) of the first OpenSSL that has it
    same_each_time = False
    what = "message"

    def __init__(self, openssl, pair):
        self.openssl, self.pair = openssl, pair
        self.options = ()
        self.variant = None

    @property
    def title(self):
        """How the table calls it."""
        return f"{self.name} of a {self.what}"

    def data(self, message):
        """What our commands are given for a message."""
        return message

    def sign(self, message):
        """What OpenSSL makes of a message, in the form that our commands take."""
        raise NotImplementedError

    def verify(self, message, signature):
        """Refused when OpenSSL does not believe it."""
        raise NotImplementedError


class Hashed(Mechanism):
    """ECDSA and both of RSA. When our commands are given the message, so is OpenSSL, and otherwise the hash."""

    def __init__(self, openssl, pair, hash_name, what="message"):
        super().__init__(openssl, pair)
        self.hash, self.what, self.variant = hash_name, what, hash_name
        self.options = ("--hash-function", hash_name)
        if what != "message":
            self.options += ("--data-type", "digest")
        self.parameters = {}

    def data(self, message):
        return message if self.what == "message" else digest(self.hash, message)

    def sign(self, message):
        if self.what == "message":
            return self.openssl.sign(self.pair.private_file, self.hash, message, self.parameters)
        return self.openssl.sign_hash(self.pair.private_file, self.hash,
                                      digest(self.hash, message), self.parameters)

    def verify(self, message, signature):
        if self.what == "message":
            self.openssl.verify(self.pair.public_file, self.hash, message, signature,
                                self.parameters)
        else:
            self.openssl.verify_hash(self.pair.public_file, self.hash, digest(self.hash, message),
                                     signature, self.parameters)


class Ecdsa(Hashed):
    name = "ecdsa"

    def sign(self, message):
        return from_der(super().sign(message), self.pair.width)

    def verify(self, message, signature):
        if len(signature) != 2 * self.pair.width:
            raise Refused(f"a signature of {len(signature)} bytes")
        super().verify(message, to_der(signature))


class RsaPkcs(Hashed):
    """Of a hash OpenSSL makes the DigestInfo itself."""
    name = "rsa-pkcs"
    same_each_time = True

    def data(self, message):
        return message if self.what == "message" else digest_info(self.hash, message)


class RsaPkcsPss(Hashed):
    name = "rsa-pkcs-pss"

    def __init__(self, openssl, pair, hash_name, salt_length, what="message"):
        super().__init__(openssl, pair, hash_name, what)
        self.options += ("--mgf", f"mgf1-{hash_name}", "--salt-length", str(salt_length))
        self.parameters = {"rsa_padding_mode": "pss", "rsa_pss_saltlen": str(salt_length)}
        self.same_each_time = salt_length == 0
        self.salt_length = salt_length

    @property
    def title(self):
        length = len(digest(self.hash, b""))
        salts = {0: "no salt", length: "a salt as long as the hash",
                 self.pair.bytes - length - 2: "the longest salt"}
        return f"{super().title}, {salts.get(self.salt_length, f'a salt of {self.salt_length}')}"


class Ed25519(Mechanism):
    name = "ed25519"
    same_each_time = True

    def sign(self, message):
        return self.openssl.sign_raw(self.pair.private_file, message)

    def verify(self, message, signature):
        self.openssl.verify_raw(self.pair.public_file, message, signature)


class EvpEd25519(Ed25519):
    """The command line of OpenSSL 3.0 cannot sign a message of no bytes."""
    stranger = "OpenSSL EVP"
    instance = ()

    def sign(self, message):
        return self.openssl.evp("sign", self.pair.private_file, *self.instance, data=message)

    def verify(self, message, signature):
        self.openssl.evp("verify", self.pair.public_file, self.openssl.keep(signature),
                         *self.instance, data=message)


class Ed25519ph(EvpEd25519):
    """OpenSSL is given the message always."""
    name = "ed25519ph"
    needs = (3, 2)
    instance = ("instance=Ed25519ph",)

    def __init__(self, openssl, pair, what="message"):
        super().__init__(openssl, pair)
        self.what = what
        self.options = ("--hash-function sha512 --data-type",
                        "raw" if what == "message" else "digest")
        if what != "message":
            self.needs = (3, 4)

    def data(self, message):
        return message if self.what == "message" else digest("sha512", message)


class MlDsa(Mechanism):
    """Keys of ours alone: ML-DSA keys do not come in. mu is made here by FIPS 204, algorithm 7, line 6, and
    OpenSSL verifies by the message and by the mu."""
    name = "ml-dsa"
    stranger = "OpenSSL EVP"
    needs = (3, 5)

    def __init__(self, openssl, pair, what="message"):
        super().__init__(openssl, pair)
        self.what = what
        self.options = ("--hash-function shake256 --data-type",
                        "raw" if what == "message" else "external-mu")

    def public_key(self):
        spki = self.openssl.run("pkey", "-pubin", "-in", self.pair.public_file, "-outform", "DER")
        _, contents = der.members(spki)[1]
        return contents[1:]

    def mu(self, message):
        tr = hashlib.shake_256(self.public_key()).digest(64)
        return hashlib.shake_256(tr + b"\0\0" + message).digest(64)

    def data(self, message):
        return message if self.what == "message" else self.mu(message)

    def verify(self, message, signature):
        file = self.openssl.keep(signature)
        self.openssl.evp("verify", self.pair.public_file, file, data=message)
        self.openssl.evp("verify", self.pair.public_file, file, "mu=1", data=self.mu(message))
