"""The eight wrap mechanisms, each with the options that our commands take and with the same thing done by
OpenSSL. One object is one mechanism under one key with one set of parameters."""

import os

HASHES = ("sha1", "sha224", "sha256", "sha384", "sha512")
HASH_LENGTHS = {"sha1": 20, "sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64}
TAG_BITS = range(64, 129, 8)
IV_BYTES = 12
PKCS1_OVERHEAD = 11


def pad(data):
    """PKCS#5 for blocks of 8 bytes."""
    count = 8 - len(data) % 8
    return data + bytes([count]) * count


def unpad(data):
    if not data or not 1 <= data[-1] <= 8 or data[-data[-1]:] != bytes([data[-1]]) * data[-1]:
        raise AssertionError(f"padding: {data[-8:].hex()}")
    return data[:-data[-1]]


class AesKey:
    """An AES key of both sides."""

    def __init__(self, desk, size):
        self.data = os.urandom(size)
        self.wrapping = self.unwrapping = desk.bring("aes", self.data, "wrap=true", "unwrap=true")
        self.name = f"AES-{8 * size}"


class RsaKey:
    """An RSA key of both sides; OpenSSL has it as private and public, which are files."""

    def __init__(self, desk, bits, file="wrapping"):
        self.name, self.bytes = f"RSA-{bits}", bits // 8
        file = f"{file}-{bits}"
        desk.openssl.make_rsa(file, bits)
        self.private, self.public = f"{file}.pem", f"{file}-public.pem"
        self.wrapping, self.unwrapping = desk.bring_rsa(file)


class Mechanism:
    stranger = "OpenSSL"

    def __init__(self, openssl, key):
        self.openssl, self.key = openssl, key
        self.options = ()  # of key wrap
        self.variant = f"key {key.name}"  # what the table says of the parameters

    def fits(self, length):
        return length > 0

    def seal(self, data):
        """What OpenSSL makes of data, with the options of key unwrap."""
        raise NotImplementedError

    def open(self, wrapped, initial):
        """What OpenSSL makes of what key wrap gave."""
        raise NotImplementedError


class AesNoPad(Mechanism):
    name = "aes-no-pad"

    def fits(self, length):
        return length >= 16 and length % 8 == 0

    def seal(self, data):
        return self.openssl.kw("wrap", self.key.data, data), ()

    def open(self, wrapped, initial):
        return self.openssl.kw("unwrap", self.key.data, wrapped)


class AesZeroPad(Mechanism):
    name = "aes-zero-pad"

    def seal(self, data):
        return self.openssl.kwp("wrap", self.key.data, data), ()

    def open(self, wrapped, initial):
        return self.openssl.kwp("unwrap", self.key.data, wrapped)


class AesPkcs5Pad(Mechanism):
    """OpenSSL does RFC 3394, the padding is done here."""
    name = "aes-pkcs5-pad"

    def fits(self, length):
        # RFC 3394 wraps no less than two blocks.
        return length >= 8

    def seal(self, data):
        return self.openssl.kw("wrap", self.key.data, pad(data)), ()

    def open(self, wrapped, initial):
        return unpad(self.openssl.kw("unwrap", self.key.data, wrapped))


class AesGcm(Mechanism):
    name = "aes-gcm"
    stranger = "OpenSSL EVP"

    def __init__(self, openssl, key, tag_bits, aad=b""):
        super().__init__(openssl, key)
        self.tag_bits, self.aad = tag_bits, aad
        self.options = ("--tag-length-bits", str(tag_bits))
        self.variant = ("AAD" if aad else "no AAD", f"tag {tag_bits}")
        if aad:
            self.options += ("--aad", f"0x{aad.hex()}")

    def encrypt(self, initial, data):
        return self.openssl.gcm("encrypt", self.key.data, initial, self.aad, self.tag_bits, data)

    def decrypt(self, initial, data):
        return self.openssl.gcm("decrypt", self.key.data, initial, self.aad, self.tag_bits, data)

    def seal(self, data):
        initial = os.urandom(IV_BYTES)
        return self.encrypt(initial, data), (*self.options, "--iv", f"0x{initial.hex()}")

    def open(self, wrapped, initial):
        return self.decrypt(bytes.fromhex(initial.removeprefix("0x")), wrapped)


class CloudHsmAesGcm(AesGcm):
    name = "cloudhsm-aes-gcm"

    def seal(self, data):
        initial = os.urandom(IV_BYTES)
        return initial + self.encrypt(initial, data), self.options

    def open(self, wrapped, initial):
        return self.decrypt(wrapped[:IV_BYTES], wrapped[IV_BYTES:])


class RsaOaep(Mechanism):
    name = "rsa-oaep"

    def __init__(self, openssl, key, hash_name):
        super().__init__(openssl, key)
        self.hash = hash_name
        self.options = ("--hash-function", hash_name, "--mgf", f"mgf1-{hash_name}")
        self.variant = hash_name
        if key.name != "RSA-2048":
            self.variant += f" under {key.name}"

    def fits(self, length):
        return 0 < length <= self.key.bytes - 2 * HASH_LENGTHS[self.hash] - 2

    def seal(self, data):
        return self.openssl.oaep("encrypt", self.key.public, self.hash, data), self.options

    def open(self, wrapped, initial):
        return self.openssl.oaep("decrypt", self.key.private, self.hash, wrapped)


class RsaAes(RsaOaep):
    """aes_bytes: the length of OpenSSL's AES key; ours has 32 bytes."""
    name = "rsa-aes"

    def __init__(self, openssl, key, hash_name, aes_bytes=32):
        super().__init__(openssl, key, hash_name)
        self.aes_bytes = aes_bytes
        if aes_bytes != 32:
            self.variant += f" over AES-{8 * aes_bytes}"

    def fits(self, length):
        return length > 0

    def seal(self, data):
        return (self.openssl.rsa_aes_wrap(self.key.public, self.hash, data, self.aes_bytes),
                self.options)

    def open(self, wrapped, initial):
        key = self.openssl.oaep("decrypt", self.key.private, self.hash, wrapped[:self.key.bytes])
        if len(key) != 32:
            raise AssertionError(f"an AES key of {len(key)} bytes")
        return self.openssl.kwp("unwrap", key, wrapped[self.key.bytes:])


class RsaPkcs(Mechanism):
    name = "rsa-pkcs"

    def fits(self, length):
        return 0 < length <= self.key.bytes - PKCS1_OVERHEAD

    def seal(self, data):
        return self.openssl.pkcs1("encrypt", self.key.public, data), ()

    def open(self, wrapped, initial):
        return self.openssl.pkcs1("decrypt", self.key.private, wrapped)
