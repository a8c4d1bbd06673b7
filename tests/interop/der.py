"""DER (X.690) by hand, as far as keys need it: what no tool would write can be written with it."""

OIDS = {
    "rsaEncryption": "1.2.840.113549.1.1.1",
    "ecPublicKey": "1.2.840.10045.2.1",
    "Ed25519": "1.3.101.112",
    "secp224r1": "1.3.132.0.33",
    "secp256r1": "1.2.840.10045.3.1.7",
    "secp384r1": "1.3.132.0.34",
    "secp521r1": "1.3.132.0.35",
    "secp256k1": "1.3.132.0.10",
}

NULL = b"\x05\x00"


def item(tag, *parts):
    body = b"".join(parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def sequence(*parts):
    return item(0x30, *parts)


def octets(data):
    return item(0x04, data)


def bits(data):
    return item(0x03, b"\0", data)


def number(value):
    return item(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(name):
    first, second, *rest = map(int, OIDS[name].split("."))
    body = bytes([40 * first + second])
    for arc in rest:
        digits = [arc & 0x7F]
        while arc := arc >> 7:
            digits.insert(0, 0x80 | arc & 0x7F)
        body += bytes(digits)
    return item(0x06, body)


def algorithm(name):
    """AlgorithmIdentifier of RSA, of EC on the curve of that name, or of another scheme."""
    if name == "rsaEncryption":
        return sequence(oid(name), NULL)
    if name.startswith("secp"):
        return sequence(oid("ecPublicKey"), oid(name))
    return sequence(oid(name))


def rsa_public(modulus, exponent):
    return sequence(algorithm("rsaEncryption"), bits(sequence(number(modulus), number(exponent))))


def public(name, point):
    """SubjectPublicKeyInfo of a point on a curve, or of the bytes of an Ed25519 key."""
    return sequence(algorithm(name), bits(point))


def private(name, key, version=0, after=b""):
    """PKCS#8 (RFC 5958) around the bytes of a private key."""
    return sequence(number(version), algorithm(name), octets(key), after)


def ec_private(scalar, *more):
    """RFC 5915; more are the optional members."""
    return sequence(number(1), octets(scalar), *more)


def read(data, at=0):
    """(tag, contents, offset behind) of the item at an offset."""
    tag, length, at = data[at], data[at + 1], at + 2
    if length & 0x80:
        size = length & 0x7F
        length, at = int.from_bytes(data[at:at + size], "big"), at + size
    return tag, data[at:at + length], at + length


def members(data):
    """Tags and contents of the items of a sequence."""
    _, body, _ = read(data)
    found, at = [], 0
    while at < len(body):
        tag, contents, at = read(body, at)
        found.append((tag, contents))
    return found
