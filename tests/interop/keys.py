"""The keys that go to and fro: every kind that can be a payload, made by OpenSSL, with its bytes known."""

import os

# How OpenSSL calls the curves.
CURVES = {"secp224r1": "secp224r1", "secp256r1": "prime256v1", "secp384r1": "secp384r1",
          "secp521r1": "secp521r1", "secp256k1": "secp256k1"}
CURVE_NAMES = {"secp224r1": "P-224", "secp256r1": "P-256", "secp384r1": "P-384",
               "secp521r1": "P-521", "secp256k1": "secp256k1"}
SECRET_LENGTHS = (1, 8, 16, 31, 190, 800)
RSA_BITS = (2048, 3072, 4096)
# A size at which a PKCS#8 form is often a multiple of 8 bytes long, as aes-no-pad wants it.
ALIGNED_RSA_BITS = 2304
ALIGNED_RSA = f"RSA-{ALIGNED_RSA_BITS} private"


class Payload:
    """name: how the table calls it; kind: its --key-type-class; public: its public half in PEM, or None."""

    def __init__(self, name, kind, data, public=None):
        self.name, self.kind, self.data, self.public = name, kind, data, public

    def __repr__(self):
        return self.name


def private(openssl, name, kind, file):
    public = openssl.run("pkey", "-in", f"{file}.pem", "-pubout")
    return Payload(name, kind, openssl.pkcs8(file), public)


def secret_payloads():
    yield from (Payload(f"AES-{8 * size}", "aes", os.urandom(size)) for size in (16, 24, 32))
    yield Payload("3DES", "des3", os.urandom(24))
    for size in SECRET_LENGTHS:
        plural = "s" if size > 1 else ""
        yield Payload(f"generic secret of {size} byte{plural}", "generic-secret", os.urandom(size))


def ec_payload(openssl, curve):
    openssl.make_ec(curve, CURVES[curve])
    return private(openssl, f"{CURVE_NAMES[curve]} private", "ec-private", curve)


def rsa_payload(openssl, bits):
    openssl.make_rsa(f"rsa-{bits}", bits)
    return private(openssl, f"RSA-{bits} private", "rsa-private", f"rsa-{bits}")


def ed25519_payload(openssl):
    openssl.make_ed25519("ed25519")
    return private(openssl, "Ed25519 private", "ec-private", "ed25519")


def aligned_rsa_payload(openssl):
    while len((payload := rsa_payload(openssl, ALIGNED_RSA_BITS)).data) % 8:
        pass
    return payload


def payloads(openssl):
    """All of them."""
    found = list(secret_payloads())
    found += [ec_payload(openssl, curve) for curve in CURVES]
    found.append(ed25519_payload(openssl))
    found += [rsa_payload(openssl, bits) for bits in RSA_BITS]
    found.append(aligned_rsa_payload(openssl))
    return found
