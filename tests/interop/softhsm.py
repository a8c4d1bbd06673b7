#!/usr/bin/env python3
"""SoftHSM, an HSM in software that others wrote, opens what we wrap and verifies what we sign, and we do so
with what it makes. Keys and signatures go through PKCS #11."""

import base64
import hashlib
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import der
import keys
from desk import DeskTest, by
from mechanisms import IV_BYTES, AesKey
from pkcs11 import (CKA_PRIVATE_EXPONENT, CKA_VALUE, CKK_AES, CKM_AES_GCM, CKM_AES_KEY_WRAP,
                    CKM_AES_KEY_WRAP_PAD, CKM_ECDSA, CKM_EDDSA, CKM_RSA_PKCS, CKM_RSA_PKCS_OAEP,
                    CKO_PRIVATE_KEY, CKO_SECRET_KEY, HASH, HASHES, MGF, RSA_PKCS, RSA_PKCS_PSS, TYPES,
                    SoftHsm, as_hex)
from proof import Proof

PROOF = Proof(__file__)
SOFTHSM = "SoftHSM"

# The one form of OAEP that SoftHSM has: SHA-1, an empty label.
OAEP = (f"{CKM_RSA_PKCS_OAEP:x}:" +
        struct.pack("@LLLPL", HASHES["sha1"][HASH], HASHES["sha1"][MGF], 1, 0, 0).hex())
SHA1_OPTIONS = ("--hash-function sha1", "--mgf mgf1-sha1")


def type_of(payload):
    """CKO and CKK."""
    return CKO_PRIVATE_KEY if payload.public else CKO_SECRET_KEY, TYPES[payload.kind]


def secret_number(payload):
    """What makes a key secret, and the attribute that has it."""
    if not payload.public:
        return CKA_VALUE, payload.data
    _, inner = der.members(payload.data)[2]
    if payload.kind == "rsa-private":
        return CKA_PRIVATE_EXPONENT, der.members(inner)[3][1]
    return CKA_VALUE, der.members(inner)[1][1]


def comes_whole(payload):
    """Whether what SoftHSM wraps by KWP is the payload. SoftHSM fills it up with zeros to a multiple of 8 bytes
    before, which counts for its own encoding of private keys: it has no public keys in those on curves."""
    if payload.public:
        return payload.name in ("P-384 private", "secp256k1 private", keys.ALIGNED_RSA)
    return len(payload.data) % 8 == 0


class SoftHsmTest(DeskTest):
    """A token beside our session."""

    @classmethod
    def setUpClass(cls):
        cls.softhsm = None
        super().setUpClass()

    @classmethod
    def make_keys(cls):
        cls.softhsm = SoftHsm(cls.desk.estate.path("softhsm"))

    @classmethod
    def tearDownClass(cls):
        if cls.softhsm:
            cls.softhsm.close()
        super().tearDownClass()


class WrapTest(SoftHsmTest):
    @classmethod
    def make_keys(cls):
        super().make_keys()
        # SoftHSM generates Ed25519 keys and signs with them, and neither wraps nor unwraps them.
        cls.payloads = [payload for payload in keys.payloads(cls.openssl)
                        if payload.name != "Ed25519 private"]
        cls.aes = [AesKey(cls.desk, size) for size in (16, 24, 32)]
        for key in cls.aes:
            key.theirs = cls.softhsm.secret("aes", key.data)
        cls.make_rsa_keys()
        for payload in cls.payloads:
            payload.reference = cls.desk.bring(payload.kind, payload.data)
            # SoftHSM has the private keys as OpenSSL wrapped them.
            payload.theirs = (cls.softhsm.secret(payload.kind, payload.data) if not payload.public
                              else cls.softhsm.number(
                                  "unwrap", CKM_AES_KEY_WRAP_PAD, cls.aes[2].theirs, *type_of(payload),
                                  cls.openssl.kwp("wrap", cls.aes[2].data, payload.data)))

    @classmethod
    def make_rsa_keys(cls):
        """Theirs, to which we wrap, and ours, to which they do."""
        spki, _, cls.rsa_private = cls.softhsm.generate_rsa(2048)
        cls.desk.estate.write("theirs.pem", cls.openssl.run("pkey", "-pubin", "-inform", "DER",
                                                            "-pubout", data=spki))
        cls.wrapping = cls.desk.ask("key import pem --path theirs.pem --label theirs --key-type-class "
                                    "rsa-public --attributes wrap=true")["key"]["key-reference"]
        made = cls.desk.ask("key generate-asymmetric-pair rsa --public-label ours --private-label ours "
                            "--modulus-size-bits 2048 --public-exponent 65537 "
                            "--private-attributes unwrap=true")
        cls.unwrapping = made["private_key"]["key-reference"]
        cls.desk.ask("key generate-file --encoding pem --path ours.pem --filter",
                     by(made["public_key"]["key-reference"]))
        cls.rsa_public = cls.softhsm.public(cls.openssl.run("pkey", "-pubin", "-in", "ours.pem",
                                                            "-pubout", "-outform", "DER"))

    def check_theirs(self, key, payload):
        attribute, expected = secret_number(payload)
        self.assertEqual(self.softhsm.get(key, attribute).lstrip(bytes(1)),
                         expected.lstrip(bytes(1)))

    def out(self, name, payload, variant, wrapping, options, open_there):
        """From us to SoftHSM. open_there gives the handle of what was unwrapped."""
        with self.subTest("out", mechanism=name, payload=payload, variant=variant):
            wrapped, _ = self.desk.wrap(name, payload.reference, wrapping, *options)
            self.check_theirs(open_there(wrapped), payload)
            PROOF.add(name, payload.name, SOFTHSM, "bytes, out", variant)

    def come_in(self, name, payload, variant, unwrapping, options, wrap_there):
        """From SoftHSM to us."""
        with self.subTest("in", mechanism=name, payload=payload, variant=variant):
            key = self.desk.unwrap(name, unwrapping, payload.kind, wrap_there(), "--session", *options)
            self.assertEqual(self.desk.bytes_of(key["key-reference"]), payload.data)
            PROOF.add(name, payload.name, SOFTHSM, "bytes, in", variant)

    def under_aes(self, name, mechanism, goes, comes):
        for payload in self.payloads:
            for key in self.aes:
                variant = f"key {key.name}"
                if goes(payload):
                    self.out(name, payload, variant, key.wrapping, (), lambda wrapped: (
                        self.softhsm.number("unwrap", mechanism, key.theirs, *type_of(payload),
                                            wrapped)))
                if comes(payload):
                    self.come_in(name, payload, variant, key.unwrapping, (), lambda: (
                        self.softhsm.bytes("wrap", mechanism, key.theirs, payload.theirs)))

    def test_aes_no_pad(self):
        def long_enough(payload):
            return len(payload.data) >= 16

        self.under_aes("aes-no-pad", CKM_AES_KEY_WRAP,
                       lambda payload: long_enough(payload) and len(payload.data) % 8 == 0
                       and (not payload.public or comes_whole(payload)),
                       lambda payload: long_enough(payload) and comes_whole(payload))

    def test_aes_zero_pad(self):
        self.under_aes("aes-zero-pad", CKM_AES_KEY_WRAP_PAD, lambda payload: True, comes_whole)

    def under_rsa(self, name, mechanism, variant, limit, *options):
        """SoftHSM wraps no private keys under RSA, but unwraps them."""
        for payload in self.payloads:
            if len(payload.data) > limit:
                continue
            self.out(name, payload, variant, self.wrapping, options, lambda wrapped: (
                self.softhsm.number("unwrap", mechanism, self.rsa_private, *type_of(payload), wrapped)))
            if not payload.public:
                self.come_in(name, payload, variant, self.unwrapping, options, lambda: (
                    self.softhsm.bytes("wrap", mechanism, self.rsa_public, payload.theirs)))

    def test_rsa_oaep(self):
        self.under_rsa("rsa-oaep", OAEP, "sha1", 256 - 2 * 20 - 2, *SHA1_OPTIONS)

    def test_rsa_pkcs(self):
        self.under_rsa("rsa-pkcs", CKM_RSA_PKCS, "key RSA-2048", 256 - 11)

    def test_rsa_aes_step_by_step(self):
        """CKM_RSA_AES_KEY_WRAP is a fresh AES key under RSA-OAEP, and the payload under that key by KWP."""
        for payload in self.payloads:
            self.out("rsa-aes", payload, "sha1", self.wrapping, SHA1_OPTIONS,
                     lambda wrapped: self.open_in_steps(payload, wrapped))
            if comes_whole(payload):
                self.come_in("rsa-aes", payload, "sha1", self.unwrapping, SHA1_OPTIONS,
                             lambda: self.wrap_in_steps(payload))

    def open_in_steps(self, payload, wrapped):
        key = self.softhsm.number("unwrap", OAEP, self.rsa_private, CKO_SECRET_KEY, CKK_AES,
                                  wrapped[:256])
        self.assertEqual(len(self.softhsm.get(key, CKA_VALUE)), 32)
        return self.softhsm.number("unwrap", CKM_AES_KEY_WRAP_PAD, key, *type_of(payload),
                                   wrapped[256:])

    def wrap_in_steps(self, payload):
        key = self.softhsm.secret("aes", os.urandom(32))
        return (self.softhsm.bytes("wrap", OAEP, self.rsa_public, key) +
                self.softhsm.bytes("wrap", CKM_AES_KEY_WRAP_PAD, key, payload.theirs))

    def gcm(self, action, key, initial, aad, tag_bits, data):
        return self.softhsm.bytes(action, f"{CKM_AES_GCM:x}:gcm:{as_hex(initial)}:{as_hex(aad)}:"
                                  f"{tag_bits}", key.theirs, data)

    def test_gcm(self):
        """SoftHSM has no wrapping with AES-GCM: the payload is data to it."""
        for number, payload in enumerate(self.payloads):
            for tag_bits, aad in ((64, b""), (96, bytes(range(number + 1))), (128, b"")):
                self.gcm_both_ways(payload, self.aes[number % 3], aad, tag_bits)

    def gcm_both_ways(self, payload, key, aad, tag_bits):
        variant = ("AAD" if aad else "no AAD", f"tag {tag_bits}")
        options = ["--tag-length-bits", str(tag_bits), *(["--aad", f"0x{aad.hex()}"] if aad else [])]
        initial = os.urandom(IV_BYTES)
        with self.subTest("out", payload=payload, variant=variant):
            wrapped, iv = self.desk.wrap("aes-gcm", payload.reference, key.wrapping, *options)
            self.assertEqual(self.gcm("decrypt", key, bytes.fromhex(iv[2:]), aad, tag_bits, wrapped),
                             payload.data)
            PROOF.add("aes-gcm", payload.name, SOFTHSM, "bytes, out", variant)
            wrapped, _ = self.desk.wrap("cloudhsm-aes-gcm", payload.reference, key.wrapping, *options)
            self.assertEqual(self.gcm("decrypt", key, wrapped[:IV_BYTES], aad, tag_bits,
                                      wrapped[IV_BYTES:]), payload.data)
            PROOF.add("cloudhsm-aes-gcm", payload.name, SOFTHSM, "bytes, out", variant)
        self.come_in("aes-gcm", payload, variant, key.unwrapping,
                     [*options, "--iv", f"0x{initial.hex()}"],
                     lambda: self.gcm("encrypt", key, initial, aad, tag_bits, payload.data))
        self.come_in("cloudhsm-aes-gcm", payload, variant, key.unwrapping, options, lambda: (
            initial + self.gcm("encrypt", key, initial, aad, tag_bits, payload.data)))


class SignTest(SoftHsmTest):
    MESSAGE = b"Every signature is looked at from both sides.\n" * 3

    def our_pair(self, kind, *options):
        """References of the private and the public key, and SoftHSM's handle of the latter."""
        made = self.desk.ask("key generate-asymmetric-pair", kind, "--public-label",
                             self.desk.new_label(), "--private-label", self.desk.new_label(), *options,
                             "--public-attributes verify=true --private-attributes sign=true")
        public = made["public_key"]["key-reference"]
        self.desk.ask("key generate-file --encoding pem --path made.pem --filter", by(public))
        spki = self.openssl.run("pkey", "-pubin", "-in", "made.pem", "-pubout", "-outform", "DER")
        return made["private_key"]["key-reference"], self.softhsm.public(spki)

    def their_public(self, spki, kind):
        """The reference of a public key of theirs."""
        self.desk.estate.write("theirs.pem", self.openssl.run("pkey", "-pubin", "-inform", "DER",
                                                              "-pubout", data=spki))
        return self.desk.ask("key import pem --path theirs.pem --label", self.desk.new_label(),
                             "--key-type-class", kind, "--attributes verify=true")["key"]["key-reference"]

    def sign(self, mechanism, key, *options):
        data = self.desk.ask("crypto sign", mechanism, "--key-filter", by(key), "--data",
                             base64.b64encode(self.MESSAGE).decode(), *options)
        return base64.b64decode(data["signature"], validate=True)

    def verify(self, mechanism, key, signature, *options):
        """Whether it holds, and no longer holds with another message."""
        words = ["crypto verify", mechanism, "--key-filter", by(key), "--signature",
                 base64.b64encode(signature).decode(), *options, "--data"]
        self.desk.ask(*words, base64.b64encode(self.MESSAGE).decode())
        answer = self.desk.answer(*words, base64.b64encode(self.MESSAGE[1:]).decode())
        self.assertEqual(answer, {"error_code": 1, "data": "Signature verification failed"})

    def both_ways(self, mechanism, what, ours, theirs, cases):
        """ours and theirs: (private key, public key on the other side); cases: variant, the options of our
        command, the mechanism of PKCS #11 and what is signed with it."""
        for variant, options, numbers, data in cases:
            with self.subTest(mechanism=mechanism, key=what, variant=variant):
                signature = self.sign(mechanism, ours[0], *options)
                self.softhsm.ask("verify", numbers, ours[1], data, signature)
                PROOF.add(mechanism, what, SOFTHSM, "verified, out", variant)
                signature = self.softhsm.bytes("sign", numbers, theirs[0], data)
                self.verify(mechanism, theirs[1], signature, *options)
                PROOF.add(mechanism, what, SOFTHSM, "verified, in", variant)

    def test_ecdsa(self):
        """PKCS #11's CKM_ECDSA takes the hash."""
        cases = [(name, ["--hash-function", name], f"{CKM_ECDSA:x}",
                  hashlib.new(name, self.MESSAGE).digest()) for name in HASHES]
        for curve, name in keys.CURVE_NAMES.items():
            spki, _, private = self.softhsm.generate_ec(curve)
            self.both_ways("ecdsa", f"hash, {name} key", self.our_pair("ec", "--curve", curve),
                           (private, self.their_public(spki, "ec-public")), cases)

    def test_ed25519(self):
        spki, _, private = self.softhsm.generate_ec("Ed25519")
        self.both_ways("ed25519", "message, Ed25519 key", self.our_pair("ec", "--curve ed25519"),
                       (private, self.their_public(spki, "ec-public")),
                       [((), [], f"{CKM_EDDSA:x}", self.MESSAGE)])

    def test_rsa(self):
        for bits in (2048, 3072):
            spki, _, private = self.softhsm.generate_rsa(bits)
            ours = self.our_pair("rsa", f"--public-exponent 65537 --modulus-size-bits {bits}")
            theirs = (private, self.their_public(spki, "rsa-public"))
            self.both_ways("rsa-pkcs", f"message, RSA-{bits} key", ours, theirs, [
                (name, ["--hash-function", name], f"{numbers[RSA_PKCS]:x}", self.MESSAGE)
                for name, numbers in HASHES.items()])
            self.both_ways("rsa-pkcs-pss", f"message, RSA-{bits} key", ours, theirs, list(self.pss_cases()))

    def pss_cases(self):
        for name, numbers in HASHES.items():
            for salt in (0, 10, hashlib.new(name).digest_size):
                parameter = struct.pack("@LLL", numbers[HASH], numbers[MGF], salt)
                yield ((name, f"salt {salt}"),
                       ["--hash-function", name, "--mgf", f"mgf1-{name}", "--salt-length", str(salt)],
                       f"{numbers[RSA_PKCS_PSS]:x}:{parameter.hex()}", self.MESSAGE)


if __name__ == "__main__":
    PROOF.main()
