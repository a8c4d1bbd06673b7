#!/usr/bin/env python3
"""Wrapped keys that were altered, cut, sealed with other parameters, or made with a fault inside: all refused
with the same words, whatever is wrong, and no key comes of them."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import paddings
from desk import DeskTest
from malformed import malformed
from mechanisms import (HASHES, IV_BYTES, TAG_BITS, AesGcm, AesKey, AesNoPad, AesPkcs5Pad, AesZeroPad,
                        CloudHsmAesGcm, RsaAes, RsaKey, RsaOaep, RsaPkcs)
from proof import Proof

PROOF = Proof(__file__)
REFUSED = {"error_code": 1, "data": "Unwrap operation failed"}
AAD = b"additional data"
KINDS = ("aes", "des3", "generic-secret", "rsa-private", "ec-private")


def bits_of(data):
    """Each bit turned over."""
    for bit in range(8 * len(data)):
        altered = bytearray(data)
        altered[bit // 8] ^= 0x80 >> bit % 8
        yield bytes(altered)


def bytes_of(data):
    """Each byte made another."""
    for place in range(len(data)):
        altered = bytearray(data)
        altered[place] ^= os.urandom(1)[0] or 1
        yield bytes(altered)


def alterations(data):
    """(group, altered data)."""
    if len(data) <= 64:
        yield from (("every bit altered", altered) for altered in bits_of(data))
    yield from (("every byte altered", altered) for altered in bytes_of(data))
    yield from (("every truncation", data[:length]) for length in range(len(data)))
    yield from (("every truncation", data[length:]) for length in range(1, len(data)))
    for more in (b"\0", bytes(8), bytes(16), os.urandom(1), os.urandom(16), data[-16:], data):
        yield "bytes behind it", data + more
    yield "noise", os.urandom(len(data))
    yield "noise", bytes(len(data))


class AlteredTest(DeskTest):
    @classmethod
    def make_keys(cls):
        cls.malformed = list(malformed(cls.openssl))
        cls.p256 = cls.openssl.pkcs8("p256")
        cls.rsa_2048 = cls.openssl.pkcs8("rsa-2048")
        cls.aes, cls.other_aes = AesKey(cls.desk, 32), AesKey(cls.desk, 32)
        cls.rsa = RsaKey(cls.desk, 2048)
        cls.other_rsa = RsaKey(cls.desk, 2048, "other")
        cls.payloads = (("AES-256", "aes", os.urandom(32)),
                        ("generic secret of 31 bytes", "generic-secret", os.urandom(31)),
                        ("P-256 private", "ec-private", cls.p256))

    def setUp(self):
        self.before = self.desk.total_keys()

    def tearDown(self):
        self.assertEqual(self.desk.total_keys(), self.before)

    def refuse(self, what, mechanism, kind, data, options, key=None):
        answer = self.desk.unwrap_answer(mechanism.name, (key or mechanism.key).unwrapping, kind, data,
                                         *options)
        if answer != REFUSED:
            self.fail(f"{mechanism.name}, {kind}, {what}, {data.hex()}: {answer}")

    def accept(self, mechanism, kind, data, options):
        """What the faults are the only difference to is taken."""
        self.desk.unwrap(mechanism.name, mechanism.key.unwrapping, kind, data, *options, "--session")
        self.before += 1

    def note(self, mechanism, payload, fault):
        PROOF.add(mechanism.name, payload, mechanism.stranger, "refused alike", fault)

    def look_at(self, mechanism):
        """All that can be done to wrapped keys of this mechanism."""
        for payload, kind, data in self.payloads:
            # Of random blocks one in 100,000 has the padding of rsa-pkcs, and any bytes are a generic secret.
            by_chance = mechanism.name == "rsa-pkcs" and kind == "generic-secret"
            if mechanism.fits(len(data)) and not by_chance:
                with self.subTest(mechanism=mechanism.name, payload=payload):
                    self.alter(mechanism, payload, kind, data)
        self.wrong_inside(mechanism)

    def alter(self, mechanism, payload, kind, data):
        wrapped, options = mechanism.seal(data)
        self.accept(mechanism, kind, wrapped, options)
        for group, altered in alterations(wrapped):
            self.refuse(group, mechanism, kind, altered, options)
            self.note(mechanism, payload, group)
        other = self.other_aes if mechanism.key is self.aes else self.other_rsa
        self.refuse("another key", mechanism, kind, wrapped, options, other)
        self.note(mechanism, payload, "another key")
        for other_kind in KINDS:
            # Any bytes are a generic secret.
            if other_kind not in (kind, "generic-secret"):
                self.refuse(f"as {other_kind}", mechanism, other_kind, wrapped, options)
                self.note(mechanism, payload, "as another kind of key")

    def wrong_inside(self, mechanism):
        """Wrapped as it should be, around what is no such key."""
        for what, kind, data in self.malformed:
            with self.subTest(mechanism=mechanism.name, inside=what, kind=kind):
                if mechanism.fits(len(data)):
                    wrapped, options = mechanism.seal(data)
                    self.refuse(what, mechanism, kind, wrapped, options)
                    self.note(mechanism, "what is no such key", kind)

    # AES

    def wrong_parameters(self, make):
        """A GCM tag of another length, other additional data, another IV."""
        right = make(self.openssl, self.aes, 96, AAD)
        for payload, kind, data in self.payloads:
            wrapped, options = right.seal(data)
            initial = list(options[4:])
            for tag_bits in TAG_BITS:
                if tag_bits != 96:
                    wrong = make(self.openssl, self.aes, tag_bits, AAD)
                    self.refuse(f"tag of {tag_bits}", wrong, kind, wrapped, (*wrong.options, *initial))
                    self.note(right, payload, "another tag length")
            for aad in (b"", AAD[:-1], AAD + b"\0", bytes(len(AAD)), *bytes_of(AAD)):
                wrong = make(self.openssl, self.aes, 96, aad)
                self.refuse(f"AAD {aad.hex()}", wrong, kind, wrapped, (*wrong.options, *initial))
                self.note(right, payload, "another AAD")
            if initial:
                for other in bits_of(bytes.fromhex(initial[1][2:])):
                    self.refuse("another IV", right, kind, wrapped,
                                (*right.options, "--iv", f"0x{other.hex()}"))
                    self.note(right, payload, "another IV")

    def test_aes_gcm(self):
        self.look_at(AesGcm(self.openssl, self.aes, 128, AAD))
        self.look_at(AesGcm(self.openssl, self.aes, 64))
        self.wrong_parameters(AesGcm)

    def test_cloudhsm_aes_gcm(self):
        self.look_at(CloudHsmAesGcm(self.openssl, self.aes, 128))
        self.wrong_parameters(CloudHsmAesGcm)
        right = CloudHsmAesGcm(self.openssl, self.aes, 128)
        wrapped, options = right.seal(os.urandom(32))
        self.refuse("the IV behind", right, "aes", wrapped[IV_BYTES:] + wrapped[:IV_BYTES], options)

    def test_aes_no_pad(self):
        mechanism = AesNoPad(self.openssl, self.aes)
        self.look_at(mechanism)
        key = os.urandom(32)
        for what, initial in (("zeros", "00" * 8), ("one bit", "A6" * 7 + "A7"),
                              ("that of RFC 5649", "A65959A600000020")):
            self.refuse(what, mechanism, "aes", self.openssl.enc("wrap", "wrap", self.aes.data, initial,
                                                                 key), ())
            self.note(mechanism, "AES-256", "another initial value")
        for other in (AesZeroPad, AesPkcs5Pad):
            self.refuse(other.name, mechanism, "aes", other(self.openssl, self.aes).seal(key)[0], ())
            self.note(mechanism, "AES-256", f"wrapped by {other.name}")

    def test_aes_zero_pad(self):
        mechanism = AesZeroPad(self.openssl, self.aes)
        self.look_at(mechanism)
        secret = os.urandom(29)
        self.accept(mechanism, "generic-secret", self.openssl.enc(
            "wrap", "wrap", self.aes.data, "A65959A60000001D", secret + bytes(3)), ())
        for what, initial, data in paddings.kwp_faults(secret):
            self.refuse(what, mechanism, "generic-secret",
                        self.openssl.enc("wrap", "wrap", self.aes.data, initial, data), ())
            self.note(mechanism, "generic secret of 29 bytes", "each fault of its padding")

    def test_aes_pkcs5_pad(self):
        mechanism = AesPkcs5Pad(self.openssl, self.aes)
        self.look_at(mechanism)
        secret = os.urandom(24)
        for what, padded in paddings.pkcs5_faults(secret):
            self.refuse(what, mechanism, "generic-secret",
                        self.openssl.kw("wrap", self.aes.data, padded), ())
            self.note(mechanism, "generic secret of 24 bytes", "each fault of its padding")
        self.refuse("aes-zero-pad", mechanism, "generic-secret",
                    self.openssl.kwp("wrap", self.aes.data, secret), ())
        self.note(mechanism, "generic secret of 24 bytes", "wrapped by aes-zero-pad")

    # RSA

    def other_hashes(self, make):
        for payload, kind, data in self.payloads:
            wrapped, _ = make(self.openssl, self.rsa, "sha256").seal(data)
            for name in HASHES:
                if name != "sha256":
                    wrong = make(self.openssl, self.rsa, name)
                    self.refuse(name, wrong, kind, wrapped, wrong.options)
                    self.note(wrong, payload, "another hash")

    def test_rsa_oaep(self):
        mechanism = RsaOaep(self.openssl, self.rsa, "sha256")
        self.look_at(mechanism)
        self.other_hashes(RsaOaep)
        key = os.urandom(32)
        self.accept(mechanism, "aes", self.openssl.rsa(self.rsa.public, paddings.oaep(key, 256)),
                    mechanism.options)
        for what, block in paddings.oaep_faults(key, 256):
            self.refuse(what, mechanism, "aes", self.openssl.rsa(self.rsa.public, block),
                        mechanism.options)
            self.note(mechanism, "AES-256", "each fault of its padding")

    def test_rsa_pkcs(self):
        mechanism = RsaPkcs(self.openssl, self.rsa)
        self.look_at(mechanism)
        key = os.urandom(32)
        self.accept(mechanism, "aes", self.openssl.rsa(self.rsa.public, paddings.pkcs1(key, 256)), ())
        for what, block in paddings.pkcs1_faults(key, 256):
            self.refuse(what, mechanism, "aes", self.openssl.rsa(self.rsa.public, block), ())
            self.note(mechanism, "AES-256", "each fault of its padding")

    def test_rsa_aes(self):
        mechanism = RsaAes(self.openssl, self.rsa, "sha256")
        self.look_at(mechanism)
        self.other_hashes(RsaAes)
        self.steps(mechanism)
        self.wrapped_rsa_key(mechanism)

    def steps(self, mechanism):
        """Faults of the one step with the other one right."""
        secret = os.urandom(29)
        payload = "generic secret of 29 bytes"

        def both(first, second):
            return self.openssl.oaep("encrypt", self.rsa.public, "sha256", first) + second

        right = self.openssl.kwp("wrap", self.aes.data, secret)
        self.accept(mechanism, "generic-secret", both(self.aes.data, right), mechanism.options)
        for size in (0, 8, 15, 17, 31, 33, 64):
            self.refuse(f"a key of {size} bytes", mechanism, "generic-secret",
                        both(os.urandom(size), right), mechanism.options)
            self.note(mechanism, payload, "an AES key of another length")
        for what, initial, data in paddings.kwp_faults(secret):
            second = self.openssl.enc("wrap", "wrap", self.aes.data, initial, data)
            self.refuse(what, mechanism, "generic-secret", both(self.aes.data, second),
                        mechanism.options)
            self.note(mechanism, payload, "each fault of its padding")
        for what, block in paddings.oaep_faults(self.aes.data, 256):
            self.refuse(what, mechanism, "generic-secret",
                        self.openssl.rsa(self.rsa.public, block) + right, mechanism.options)
            self.note(mechanism, payload, "each fault of its padding")

    def wrapped_rsa_key(self, mechanism):
        """A large payload: every byte in the second step."""
        wrapped, options = mechanism.seal(self.rsa_2048)
        self.accept(mechanism, "rsa-private", wrapped, options)
        for place in range(256, len(wrapped)):
            altered = bytearray(wrapped)
            altered[place] ^= 1
            self.refuse(f"byte {place}", mechanism, "rsa-private", bytes(altered), options)
        self.note(mechanism, "RSA-2048 private", "every byte altered")


if __name__ == "__main__":
    PROOF.main()
