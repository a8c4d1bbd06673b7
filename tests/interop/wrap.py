#!/usr/bin/env python3
"""OpenSSL opens what we wrap and we open what OpenSSL wraps: every mechanism, every payload that fits, every
hash function, tag length and key size. Keys arrive as the bytes that they were."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import der
from lab import ALICE, LabTest
from desk import DeskTest, by
from keys import ALIGNED_RSA, CURVES, payloads
from mechanisms import (HASHES, TAG_BITS, AesGcm, AesKey, AesNoPad, AesPkcs5Pad, AesZeroPad,
                        CloudHsmAesGcm, RsaAes, RsaKey, RsaOaep, RsaPkcs)
from openssl import OpenSsl
from proof import Proof

PROOF = Proof(__file__)
AAD = bytes(range(20))


class KeysTest(DeskTest):
    """The keys that both sides wrap with."""

    RSA_BITS = (2048,)

    @classmethod
    def make_keys(cls):
        cls.aes = [AesKey(cls.desk, size) for size in (16, 24, 32)]
        cls.rsa = [RsaKey(cls.desk, bits) for bits in cls.RSA_BITS]


class WrapTest(KeysTest):
    RSA_BITS = (2048, 4096)

    @classmethod
    def make_keys(cls):
        super().make_keys()
        cls.payloads = payloads(cls.openssl)
        for payload in cls.payloads:
            payload.reference = cls.desk.bring(payload.kind, payload.data)

    def out(self, mechanism, payload):
        """From us to OpenSSL."""
        with self.subTest("out", mechanism=mechanism.name, variant=mechanism.variant, payload=payload):
            wrapped, initial = self.desk.wrap(mechanism.name, payload.reference,
                                              mechanism.key.wrapping, *mechanism.options)
            self.assertEqual(mechanism.open(wrapped, initial), payload.data)
            self.note(mechanism, payload, "out")

    def come_in(self, mechanism, payload):
        """From OpenSSL to us, and what came is looked at by way of the transport key."""
        with self.subTest("in", mechanism=mechanism.name, variant=mechanism.variant, payload=payload):
            wrapped, options = mechanism.seal(payload.data)
            key = self.desk.unwrap(mechanism.name, mechanism.key.unwrapping, payload.kind, wrapped,
                                   "--session", *options)
            self.assertEqual(self.desk.bytes_of(key["key-reference"]), payload.data)
            self.assertFalse(key["attributes"]["local"])
            self.note(mechanism, payload, "in")

    def note(self, mechanism, payload, direction):
        # Whether the PKCS #8 of another RSA key is a multiple of 8 bytes long is chance.
        if (mechanism.name == "aes-no-pad" and payload.kind == "rsa-private"
                and payload.name != ALIGNED_RSA):
            return
        PROOF.add(mechanism.name, payload.name, mechanism.stranger, f"bytes, {direction}",
                  mechanism.variant)

    def both_ways(self, mechanism, payload):
        if mechanism.fits(len(payload.data)):
            self.out(mechanism, payload)
            self.come_in(mechanism, payload)

    def under_aes(self, make):
        for payload in self.payloads:
            for key in self.aes:
                self.both_ways(make(self.openssl, key), payload)

    def under_gcm(self, make):
        for payload in self.payloads:
            for tag_bits in TAG_BITS:
                self.both_ways(make(self.openssl, self.aes[tag_bits // 8 % 3], tag_bits), payload)
            for tag_bits in (64, 128):
                self.both_ways(make(self.openssl, self.aes[2], tag_bits, AAD), payload)

    def under_rsa(self, make, *parameters):
        """Under the smallest key that has room."""
        for payload in self.payloads:
            for mechanism in (make(self.openssl, key, *parameters) for key in self.rsa):
                if mechanism.fits(len(payload.data)):
                    self.both_ways(mechanism, payload)
                    break

    def test_aes_gcm(self):
        self.under_gcm(AesGcm)

    def test_cloudhsm_aes_gcm(self):
        self.under_gcm(CloudHsmAesGcm)

    def test_aes_no_pad(self):
        self.under_aes(AesNoPad)

    def test_aes_pkcs5_pad(self):
        self.under_aes(AesPkcs5Pad)

    def test_aes_zero_pad(self):
        self.under_aes(AesZeroPad)

    def test_rsa_aes(self):
        for name in HASHES:
            self.under_rsa(RsaAes, name)

    def test_rsa_oaep(self):
        for name in HASHES:
            self.under_rsa(RsaOaep, name)

    def test_rsa_pkcs(self):
        self.under_rsa(RsaPkcs)

    def test_rsa_aes_takes_every_aes_key(self):
        for size in (16, 24):
            for payload in self.payloads:
                self.come_in(RsaAes(self.openssl, self.rsa[0], "sha256", size), payload)

    def test_check_values_and_public_keys(self):
        """What the HSM says of a key that came in."""
        for payload in self.payloads:
            with self.subTest(payload=payload):
                shown = self.desk.ask("key list --verbose --filter",
                                      by(payload.reference))["matched_keys"][0]["attributes"]
                if payload.public:
                    self.desk.ask("key generate-file --encoding pem --path shown.pem --filter",
                                  by(payload.reference))
                    self.assertEqual(self.desk.estate.read("shown.pem"), payload.public)
                elif payload.kind == "generic-secret":
                    self.assertNotIn("check-value", shown)
                    self.assertEqual(shown["key-length-bytes"], len(payload.data))
                else:
                    self.assertEqual(shown["check-value"],
                                     self.openssl.check_value(payload.data, payload.kind))

    def test_a_new_iv_each_time(self):
        for mechanism, take in ((AesGcm, lambda wrapped, initial: initial),
                                (CloudHsmAesGcm, lambda wrapped, initial: wrapped[:12])):
            case = mechanism(self.openssl, self.aes[0], 128)
            seen = {take(*self.desk.wrap(case.name, self.payloads[0].reference, case.key.wrapping,
                                         *case.options)) for _ in range(20)}
            self.assertEqual(len(seen), 20)


class GeneratedTest(KeysTest):
    """Keys that the HSM made itself, and pairs of its own to wrap with."""

    RSA_BITS = (3072,)

    def test_openssl_opens_what_was_generated_here(self):
        mechanisms = [AesGcm(self.openssl, self.aes[2], 96), CloudHsmAesGcm(self.openssl, self.aes[2], 96),
                      AesPkcs5Pad(self.openssl, self.aes[2]), AesZeroPad(self.openssl, self.aes[2]),
                      RsaAes(self.openssl, self.rsa[0], "sha256"),
                      RsaOaep(self.openssl, self.rsa[0], "sha256"), RsaPkcs(self.openssl, self.rsa[0])]
        for private, public in self.pairs():
            self.desk.ask("key generate-file --encoding pem --path made.pem --filter", by(public))
            length = len(self.desk.bytes_of(private))
            for mechanism in mechanisms:
                with self.subTest(mechanism=mechanism.name, private=private):
                    if not mechanism.fits(length):
                        continue
                    opened = mechanism.open(*self.desk.wrap(
                        mechanism.name, private, mechanism.key.wrapping, *mechanism.options))
                    self.assertEqual(self.openssl.public_of_pkcs8(opened),
                                     self.desk.estate.read("made.pem"))

    def pairs(self):
        """References of private and public keys."""
        kinds = [f"ec --curve {curve}" for curve in (*CURVES, "ed25519")]
        kinds.append("rsa --modulus-size-bits 2048 --public-exponent 65537")
        for kind in kinds:
            verb, _, options = kind.partition(" ")
            made = self.desk.ask("key generate-asymmetric-pair", verb, "--public-label",
                                 self.desk.new_label(), "--private-label", self.desk.new_label(),
                                 options)
            yield made["private_key"]["key-reference"], made["public_key"]["key-reference"]

    def test_secrets_that_were_generated_here(self):
        for size in (16, 24, 32):
            made = self.desk.ask("key generate-symmetric aes --label", self.desk.new_label(),
                                 "--key-length-bytes", str(size))["key"]
            key = self.desk.bytes_of(made["key-reference"])
            self.assertEqual(self.openssl.check_value(key, "aes"), made["attributes"]["check-value"])

    def test_a_pair_that_was_generated_here(self):
        """OpenSSL wraps under a public key that came from the HSM as PEM."""
        for bits in (2048, 3072):
            made = self.desk.ask(
                "key generate-asymmetric-pair rsa --public-label", self.desk.new_label(),
                "--private-label", self.desk.new_label(), "--modulus-size-bits", str(bits),
                "--public-exponent 65537 --private-attributes unwrap=true")
            self.desk.ask("key generate-file --encoding pem --path pair.pem --filter",
                          by(made["public_key"]["key-reference"]))
            payload = os.urandom(32)
            for mechanism, wrapped, options in (
                    ("rsa-oaep", self.openssl.oaep("encrypt", "pair.pem", "sha384", payload),
                     "--hash-function sha384 --mgf mgf1-sha384"),
                    ("rsa-aes", self.openssl.rsa_aes_wrap("pair.pem", "sha384", payload),
                     "--hash-function sha384 --mgf mgf1-sha384"),
                    ("rsa-pkcs", self.openssl.pkcs1("encrypt", "pair.pem", payload), "")):
                with self.subTest(bits=bits, mechanism=mechanism):
                    key = self.desk.unwrap(mechanism, made["private_key"]["key-reference"], "aes",
                                           wrapped, options)
                    self.assertEqual(self.desk.bytes_of(key["key-reference"]), payload)


class ShapesTest(DeskTest):
    """Private keys in other encodings than ours, which other programs write."""

    def shapes_of_ec(self):
        self.openssl.make_ec("p256", "prime256v1")
        whole = self.openssl.pkcs8("p256")
        _, (_, scalar), (_, public) = der.members(der.members(whole)[2][1])
        curve = der.item(0xA0, der.oid("secp256r1"))
        yield "as here", whole
        yield "without the public key", der.private("secp256r1", der.ec_private(scalar))
        yield "with the curve twice", der.private("secp256r1", der.ec_private(
            scalar, curve, der.item(0xA1, public)))
        yield "with attributes", der.private(
            "secp256r1", der.ec_private(scalar, der.item(0xA1, public)), after=der.item(0xA0))

    def test_private_keys_in_other_encodings(self):
        shapes = dict(self.shapes_of_ec())
        for shape, data in shapes.items():
            with self.subTest(shape=shape):
                self.assertEqual(self.desk.bytes_of(self.desk.bring("ec-private", data)),
                                 shapes["as here"])


class FileTest(KeysTest):
    def test_a_file_has_what_the_answer_would_have(self):
        """The mechanisms without chance give the same bytes both ways; the others open to the same."""
        payload = os.urandom(24)
        reference = self.desk.bring("aes", payload)
        for make, *parameters in ((AesNoPad,), (AesPkcs5Pad,), (AesZeroPad,), (AesGcm, 128),
                                  (CloudHsmAesGcm, 64), (RsaAes, "sha1"), (RsaOaep, "sha1"), (RsaPkcs,)):
            key = (self.rsa if make.name.startswith("rsa") else self.aes)[0]
            mechanism = make(self.openssl, key, *parameters)
            with self.subTest(mechanism=mechanism.name):
                data = self.desk.ask("key wrap", mechanism.name, "--payload-filter", by(reference),
                                     "--wrapping-filter", by(key.wrapping), *mechanism.options,
                                     "--path wrapped.bin")
                self.assertFalse({"wrapped_key_data", "wrapped-key-data"} & set(data))
                wrapped = self.desk.estate.read("wrapped.bin")
                self.assertEqual(mechanism.open(wrapped, data.get("iv")), payload)
                _, options = mechanism.seal(payload)
                if "iv" in data:
                    options = (*mechanism.options, "--iv", data["iv"])
                back = self.desk.ask("key unwrap", mechanism.name, "--filter", by(key.unwrapping),
                                     "--key-type-class aes --label", self.desk.new_label(),
                                     "--data-path wrapped.bin", *options)["key"]
                self.assertEqual(self.desk.bytes_of(back["key-reference"]), payload)

    def test_what_does_not_fit_leaves_no_file(self):
        secret = self.desk.bring("generic-secret", os.urandom(250))
        for mechanism in (RsaOaep(self.openssl, self.rsa[0], "sha256"),
                          RsaPkcs(self.openssl, self.rsa[0]), AesNoPad(self.openssl, self.aes[0])):
            with self.subTest(mechanism=mechanism.name):
                answer = self.desk.answer("key wrap", mechanism.name, "--payload-filter", by(secret),
                                          "--wrapping-filter", by(mechanism.key.wrapping),
                                          *mechanism.options, "--path no.bin")
                self.assertEqual(answer["error_code"], 1)
                self.assertIn("bytes", answer["data"])
                self.assertFalse(os.path.exists(self.desk.estate.path("no.bin")))


class PemTest(LabTest):
    def test_pem_files_that_are_none(self):
        estate = self.lab.estate("nonfips")
        openssl = OpenSsl(estate.work)
        openssl.make_rsa("outside")
        openssl.make_ec("ec", "prime256v1")
        public = estate.read("outside-public.pem")
        estate.write("der.pem", openssl.run("pkey", "-pubin", "-in", "outside-public.pem",
                                            "-outform", "DER", "-pubout"))
        estate.write("empty.pem", "")
        estate.write("cut.pem", public[:200])
        for path, kind in (("der.pem", "rsa-public"), ("empty.pem", "rsa-public"),
                           ("cut.pem", "rsa-public"), ("outside.pem", "rsa-public"),
                           ("ec-public.pem", "rsa-public"), ("outside-public.pem", "ec-public"),
                           ("missing.pem", "rsa-public"), (".", "rsa-public")):
            with self.subTest(path=path, kind=kind):
                self.assertRefused(estate.cli("key", "import", "pem", "--path", path, "--label",
                                              "bad", "--key-type-class", kind, as_user=ALICE))
        self.assertEqual(estate.ask("key", "list", as_user=ALICE)["total_key_count"], 0)


if __name__ == "__main__":
    PROOF.main()
