"""What a stranger may wrap with right keys and right integrity although it is no key, or none of the kind that
is asked for: (what is wrong, the --key-type-class, the bytes)."""

import math
import os

import der

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
PRIVATE = ("ec-private", "rsa-private")


def secrets():
    for size in (1, 8, 15, 17, 23, 25, 31, 33, 40, 64):
        yield f"an AES key of {size} bytes", "aes", os.urandom(size)
    for size in (8, 16, 23, 25, 32):
        yield f"a 3DES key of {size} bytes", "des3", os.urandom(size)
    yield "a generic secret of 801 bytes", "generic-secret", os.urandom(801)


def everywhere(openssl):
    """What is no private key of either kind."""
    name = "p256"
    public = openssl.run("pkey", "-in", f"{name}.pem", "-pubout", "-outform", "DER")
    x25519 = openssl.run("genpkey", "-algorithm", "X25519", "-outform", "DER")
    for kind in PRIVATE:
        yield "noise", kind, os.urandom(64)
        yield "zeros", kind, bytes(64)
        yield "a public key", kind, public
        yield "PEM", kind, openssl.run("pkey", "-in", f"{name}.pem")
        yield "an X25519 key", kind, x25519
        yield "a DSA key with 50,000 bits of p", kind, der.sequence(
            der.number(0), der.sequence(bytes.fromhex("06072a8648ce380401"), der.sequence(*map(der.number, (
                int.from_bytes(os.urandom(6250), "big") | 1, (1 << 255) + 95, 2)))),
            der.octets(der.number(12345)))
        yield "an encrypted key", kind, openssl.run(
            "pkcs8", "-topk8", "-in", f"{name}.pem", "-outform", "DER", "-passout", "pass:password")
        yield "a sequence of nothing", kind, der.sequence()


def altered(openssl):
    """Keys of the right kind with something about them, and those of the other kind."""
    for kind, name, other in (("ec-private", "p256", "rsa-2048"), ("rsa-private", "rsa-2048", "p256")):
        whole = openssl.pkcs8(name)
        yield "a key of the other kind", kind, openssl.pkcs8(other)
        yield "a trailing byte", kind, whole + b"\0"
        yield "eight trailing bytes", kind, whole + bytes(8)
        yield "a missing byte", kind, whole[:-1]
        yield "no PKCS #8 around it", kind, der.members(whole)[2][1]


def rsa_keys(openssl):
    whole = openssl.pkcs8("rsa-2048")
    _, *numbers = [int.from_bytes(body, "big") for _, body in der.members(der.members(whole)[2][1])]

    def build(changed):
        return der.private("rsaEncryption", der.sequence(der.number(0), *map(der.number, changed)))

    if build(numbers) != whole:
        raise AssertionError("the encoding is not what OpenSSL makes")
    for place, what in enumerate(("modulus", "public exponent", "private exponent", "first prime",
                                  "second prime")):
        changed = list(numbers)
        changed[place] += 2
        yield f"another {what}", "rsa-private", build(changed)
    yield "zeros for numbers", "rsa-private", build([0] * len(numbers))
    # Numbers that nobody should compute with: to find out that they are no primes would take hours.
    modulus, exponent, secret, first, second = numbers[:5]
    huge = int.from_bytes(os.urandom(12500), "big") | 1
    for place, what in enumerate(("public exponent", "private exponent", "first prime", "second prime",
                                  "first exponent", "second exponent", "coefficient"), 1):
        changed = list(numbers)
        changed[place] = huge
        yield f"100,000 bits of {what}", "rsa-private", build(changed)
    order = (first - 1) * (second - 1)
    yield "a public exponent of 70 bits", "rsa-private", build(
        [modulus, wide := (1 << 69) + 1 + 2 * next(i for i in range(1000) if math.gcd(
            (1 << 69) + 1 + 2 * i, order) == 1), wide_secret := pow(wide, -1, order), first, second,
         wide_secret % (first - 1), wide_secret % (second - 1), numbers[7]])
    yield "bytes behind the RSAPrivateKey", "rsa-private", der.private(
        "rsaEncryption", der.sequence(der.number(0), *map(der.number, numbers)) + bytes(8))
    openssl.run("genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024", "-out",
                "rsa-1024.pem")
    yield "RSA-1024", "rsa-private", openssl.pkcs8("rsa-1024")
    openssl.run("genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-pkeyopt",
                "rsa_keygen_primes:3", "-out", "rsa-three-primes.pem")
    yield "RSA-2048 of three primes", "rsa-private", openssl.pkcs8("rsa-three-primes")


def ec_keys(openssl):
    whole = openssl.pkcs8("p256")
    _, (_, scalar), public = der.members(der.members(whole)[2][1])
    point = der.read(public[1])[1][1:]
    openssl.make_ec("p256-other", "prime256v1")
    _, _, other = der.members(der.members(openssl.pkcs8("p256-other"))[2][1])

    def build(*parts, curve="secp256r1"):
        return der.private(curve, der.ec_private(*parts))

    def with_point(changed):
        return build(scalar, der.item(0xA1, der.bits(changed)))

    if with_point(point) != whole:
        raise AssertionError("the encoding is not what OpenSSL makes")
    yield "the public key of another", "ec-private", build(scalar, der.item(*other))
    yield "a point off the curve", "ec-private", with_point(point[:-1] + bytes([point[-1] ^ 1]))
    yield "a point that is cut", "ec-private", with_point(point[:-1])
    yield "no scalar", "ec-private", build(b"")
    yield "a scalar of zero", "ec-private", build(bytes(32))
    yield "the order as scalar", "ec-private", build(P256_ORDER.to_bytes(32, "big"))
    yield "a scalar beyond the order", "ec-private", build(b"\xFF" * 32)
    yield "the point of another curve", "ec-private", build(
        scalar[:28], der.item(0xA1, der.bits(point)), curve="secp224r1")
    for curve in ("prime192v1", "brainpoolP256r1", "sect233k1"):
        openssl.make_ec(curve, curve)
        yield curve, "ec-private", openssl.pkcs8(curve)
    openssl.run("genpkey", "-quiet", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-pkeyopt", "ec_param_enc:explicit", "-out", "explicit.pem")
    yield "explicit parameters", "ec-private", openssl.pkcs8("explicit")


def edwards_keys(openssl):
    yield "an Ed25519 key of 31 bytes", "ec-private", der.private("Ed25519", der.octets(os.urandom(31)))
    yield "an Ed25519 key of 33 bytes", "ec-private", der.private("Ed25519", der.octets(os.urandom(33)))
    yield "an Ed448 key", "ec-private", openssl.run("genpkey", "-algorithm", "ED448", "-outform", "DER")


def versions(openssl):
    """PKCS #8 has versions 0 and 1, and in version 1 alone a public key, which must be that of the key."""
    for kind, name, stranger in (("ec-private", "p256", "p256-other"),
                                 ("rsa-private", "rsa-2048", "rsa-stranger")):
        _, *members = [der.item(*member) for member in der.members(openssl.pkcs8(name))]
        for version in (2, 7, 255, 256):
            yield f"version {version}", kind, der.sequence(der.number(version), *members)
        yield "no version", kind, der.sequence(*members)
        yield "a member of no meaning", kind, der.sequence(der.number(1), *members, der.item(0x82))
        yield "a public key in version 0", kind, der.sequence(
            der.number(0), *members, der.item(0x81, public_bits(openssl, name)))
        yield "the public key of another in version 1", kind, der.sequence(
            der.number(1), *members, der.item(0x81, public_bits(openssl, stranger)))


def public_bits(openssl, name):
    """The contents of the BIT STRING in its SubjectPublicKeyInfo."""
    return der.members(openssl.run("pkey", "-in", f"{name}.pem", "-pubout", "-outform", "DER"))[1][1]


def malformed(openssl):
    """All of them."""
    openssl.make_ec("p256", "prime256v1")
    openssl.make_rsa("rsa-2048")
    openssl.make_rsa("rsa-stranger")
    yield from secrets()
    for make in (everywhere, altered, rsa_keys, ec_keys, edwards_keys, versions):
        yield from make(openssl)
