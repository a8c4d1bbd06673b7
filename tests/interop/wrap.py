#!/usr/bin/env python3
"""OpenSSL opens what we wrap and we open what OpenSSL wraps: rsa-aes and rsa-oaep, every payload that fits,
every hash function."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab
from lab import ALICE, LabTest
from openssl import OpenSsl

HASHES = ("sha1", "sha224", "sha256", "sha384", "sha512")
MECHANISMS = ("rsa-aes", "rsa-oaep")
# How OpenSSL calls the curves.
CURVES = {"secp224r1": "secp224r1", "secp256r1": "prime256v1", "secp384r1": "secp384r1",
          "secp521r1": "secp521r1", "secp256k1": "secp256k1"}


class WrapLab(LabTest):
    """A cluster on one side and OpenSSL on the other."""

    def setUp(self):
        self.estate = self.lab.estate("nonfips")
        self.openssl = OpenSsl(self.estate.work)

    def ask(self, *words):
        return self.estate.ask(*words, as_user=ALICE)

    def import_wrapping_key(self, bits=2048):
        """An RSA key of OpenSSL's, whose public half wraps here under the label outside."""
        self.openssl.make_rsa("outside", bits)
        return self.ask("key", "import", "pem", "--path", "outside-public.pem", "--label",
                        "outside", "--key-type-class", "rsa-public", "--attributes", "wrap=true")

    def make_unwrapping_key(self):
        """An RSA key of ours, whose public half OpenSSL has as inside.pem."""
        self.ask("key", "generate-asymmetric-pair", "rsa", "--public-label", "inside-public",
                 "--private-label", "inside", "--modulus-size-bits", "2048",
                 "--public-exponent", "65537", "--private-attributes", "unwrap=true")
        self.export("inside-public", "inside.pem")

    def export(self, label, path):
        self.ask("key", "generate-file", "--encoding", "pem", "--path", path,
                 "--filter", f"attr.label={label}")
        return self.estate.read(path)

    def wrap(self, mechanism, payload, hash_name="sha256"):
        data = self.ask("key", "wrap", mechanism, "--payload-filter", f"attr.label={payload}",
                        "--wrapping-filter", "attr.label=outside", "--hash-function", hash_name,
                        "--mgf", f"mgf1-{hash_name}", "--path", "wrapped.bin")
        self.assertNotIn("wrapped-key-data", data)
        return self.estate.read("wrapped.bin")

    def open_with_openssl(self, mechanism, wrapped, hash_name="sha256"):
        if mechanism == "rsa-oaep":
            return self.openssl.oaep("decrypt", "outside.pem", hash_name, wrapped)
        return self.openssl.rsa_aes_unwrap("outside.pem", hash_name, wrapped)

    def wrap_with_openssl(self, mechanism, payload, hash_name="sha256", aes_bytes=32):
        if mechanism == "rsa-oaep":
            return self.openssl.oaep("encrypt", "inside.pem", hash_name, payload)
        return self.openssl.rsa_aes_wrap("inside.pem", hash_name, payload, aes_bytes)

    def unwrap(self, mechanism, wrapped, kind, label, hash_name="sha256"):
        self.estate.write("in.bin", wrapped)
        return self.ask("key", "unwrap", mechanism, "--filter", "attr.label=inside",
                        "--hash-function", hash_name, "--mgf", f"mgf1-{hash_name}",
                        "--key-type-class", kind, "--label", label,
                        "--data-path", "in.bin")["key"]["attributes"]


class WrapTest(WrapLab):
    def test_openssl_opens_symmetric_keys(self):
        self.import_wrapping_key()
        self.make_unwrapping_key()
        for size in (16, 24, 32):
            made = self.ask("key", "generate-symmetric", "aes", "--label", f"aes-{size}",
                            "--key-length-bytes", str(size))["key"]["attributes"]
            for mechanism in MECHANISMS:
                with self.subTest(size=size, mechanism=mechanism):
                    key = self.open_with_openssl(mechanism, self.wrap(mechanism, f"aes-{size}"))
                    self.assertEqual(len(key), size)
                    self.assertEqual(self.openssl.check_value(key, "aes"), made["check-value"])
        # A 3DES key cannot be generated; it comes in and goes out again.
        bytes_in = os.urandom(24)
        self.unwrap("rsa-oaep", self.wrap_with_openssl("rsa-oaep", bytes_in), "3DES", "des3")
        for mechanism in MECHANISMS:
            with self.subTest(kind="3DES", mechanism=mechanism):
                self.assertEqual(self.open_with_openssl(mechanism, self.wrap(mechanism, "des3")),
                                 bytes_in)

    def test_openssl_opens_generic_secrets(self):
        self.import_wrapping_key()
        for size in (1, 5, 16, 190):
            label = f"secret-{size}"
            self.ask("key", "generate-symmetric", "generic-secret", "--label", label,
                     "--key-length-bytes", str(size))
            first = self.open_with_openssl("rsa-aes", self.wrap("rsa-aes", label))
            second = self.open_with_openssl("rsa-oaep", self.wrap("rsa-oaep", label))
            self.assertEqual((len(first), first), (size, second))

    def test_openssl_opens_private_keys(self):
        self.import_wrapping_key()
        self.ask("key", "generate-asymmetric-pair", "rsa", "--public-label", "rsa-public",
                 "--private-label", "rsa", "--modulus-size-bits", "2048",
                 "--public-exponent", "65537")
        opened = self.open_with_openssl("rsa-aes", self.wrap("rsa-aes", "rsa"))
        self.assertEqual(self.openssl.public_of_pkcs8(opened), self.export("rsa-public", "p.pem"))
        for curve in CURVES:
            self.ask("key", "generate-asymmetric-pair", "ec", "--public-label", f"{curve}-public",
                     "--private-label", curve, "--curve", curve)
            public = self.export(f"{curve}-public", "p.pem")
            opened = self.open_with_openssl("rsa-aes", self.wrap("rsa-aes", curve))
            self.assertEqual(self.openssl.public_of_pkcs8(opened), public, curve)
        # P-256 is what fits one block under RSA-2048 and sha256.
        opened = self.open_with_openssl("rsa-oaep", self.wrap("rsa-oaep", "secp256r1"))
        self.assertEqual(self.openssl.public_of_pkcs8(opened),
                         self.export("secp256r1-public", "p.pem"))

    def test_every_hash_function_both_ways(self):
        self.import_wrapping_key()
        self.make_unwrapping_key()
        made = self.ask("key", "generate-symmetric", "aes", "--label", "aes",
                        "--key-length-bytes", "32")["key"]["attributes"]
        payload = os.urandom(32)
        for mechanism in MECHANISMS:
            for name in HASHES:
                with self.subTest(mechanism=mechanism, hash=name):
                    key = self.open_with_openssl(mechanism, self.wrap(mechanism, "aes", name), name)
                    self.assertEqual(self.openssl.check_value(key, "aes"), made["check-value"])
                    wrapped = self.wrap_with_openssl(mechanism, payload, name)
                    got = self.unwrap(mechanism, wrapped, "aes", f"{mechanism}-{name}", name)
                    self.assertEqual(got["check-value"], self.openssl.check_value(payload, "aes"))

    def test_we_open_symmetric_keys(self):
        self.make_unwrapping_key()
        for mechanism in MECHANISMS:
            for kind, printed, size in (("aes", "aes", 16), ("AES", "aes", 24), ("aes", "aes", 32),
                                        ("3DES", "des3", 24), ("generic-secret", "generic-secret", 40)):
                with self.subTest(mechanism=mechanism, kind=kind, size=size):
                    payload = os.urandom(size)
                    got = self.unwrap(mechanism, self.wrap_with_openssl(mechanism, payload), kind,
                                      f"{mechanism}-{kind}-{size}")
                    self.assertEqual((got["key-type"], got["class"]), (printed, "secret-key"))
                    self.assertEqual(got["key-length-bytes"], size)
                    self.assertFalse(got["local"])
                    if printed == "generic-secret":
                        self.assertNotIn("check-value", got)
                    else:
                        self.assertEqual(got["check-value"],
                                         self.openssl.check_value(payload, printed))

    def test_we_open_private_keys(self):
        self.make_unwrapping_key()
        self.openssl.make_rsa("rsa")
        for curve, name in CURVES.items():
            self.openssl.make_ec(curve, name)
        cases = [("rsa-aes", "rsa-private", "rsa", 32), ("rsa-aes", "rsa-private", "rsa", 16)]
        cases += [("rsa-aes", "ec-private", curve, 24) for curve in CURVES]
        cases += [("rsa-oaep", "ec-private", "secp256r1", 32)]
        for mechanism, kind, name, aes_bytes in cases:
            with self.subTest(mechanism=mechanism, name=name):
                wrapped = self.wrap_with_openssl(mechanism, self.openssl.pkcs8(name),
                                                 aes_bytes=aes_bytes)
                label = f"{mechanism}-{name}-{aes_bytes}"
                self.unwrap(mechanism, wrapped, kind, label)
                self.assertEqual(self.export(label, "p.pem"),
                                 self.estate.read(f"{name}-public.pem"))

    def test_inline_data_is_what_the_file_would_be(self):
        self.import_wrapping_key()
        self.ask("key", "generate-symmetric", "aes", "--label", "aes", "--key-length-bytes", "32")
        inline = self.ask("key", "wrap", "rsa-aes", "--payload-filter", "attr.label=aes",
                          "--wrapping-filter", "attr.label=outside", "--hash-function", "sha256",
                          "--mgf", "mgf1-sha256")["wrapped-key-data"]
        wrapped = self.openssl.run("enc", "-d", "-base64", "-A", data=inline.encode())
        self.assertEqual(len(wrapped), 256 + 40)
        self.assertEqual(self.open_with_openssl("rsa-aes", wrapped),
                         self.open_with_openssl("rsa-aes", self.wrap("rsa-aes", "aes")))

    def test_larger_wrapping_keys(self):
        self.openssl.make_rsa("outside", 4096)
        got = self.ask("key", "import", "pem", "--path", "outside-public.pem", "--label", "outside",
                       "--key-type-class", "rsa-public", "--attributes", "wrap=true")
        self.assertEqual(got["key"]["attributes"]["key-length-bytes"], 1024)
        self.ask("key", "generate-symmetric", "aes", "--label", "aes", "--key-length-bytes", "32")
        wrapped = self.wrap("rsa-oaep", "aes", "sha512")
        self.assertEqual(len(wrapped), 512)
        self.assertEqual(len(self.openssl.oaep("decrypt", "outside.pem", "sha512", wrapped)), 32)


class RefusalTest(WrapLab):
    """What does not fit is refused, and leaves no file and no key behind."""

    def refuse(self, *words):
        result = self.estate.cli(*words, as_user=ALICE)
        self.assertRefused(result)
        return result.data

    def total_keys(self):
        return self.ask("key", "list")["total_key_count"]

    def test_an_rsa_key_does_not_fit_one_block(self):
        self.import_wrapping_key()
        self.ask("key", "generate-asymmetric-pair", "rsa", "--public-label", "rsa-public",
                 "--private-label", "rsa", "--modulus-size-bits", "2048",
                 "--public-exponent", "65537")
        text = self.refuse("key", "wrap", "rsa-oaep", "--payload-filter", "attr.label=rsa",
                           "--wrapping-filter", "attr.label=outside", "--hash-function", "sha256",
                           "--mgf", "mgf1-sha256", "--path", "no.bin")
        self.assertIn("190 bytes", text)
        self.assertFalse(os.path.exists(self.estate.path("no.bin")))

    def test_altered_files_make_no_key(self):
        self.make_unwrapping_key()
        for mechanism in MECHANISMS:
            whole = self.wrap_with_openssl(mechanism, os.urandom(32))
            before = self.total_keys()
            altered = {
                "empty": b"",
                "truncated": whole[:-1],
                "half": whole[:128],
                "longer": whole + b"\0",
                "first byte": bytes([whole[0] ^ 1]) + whole[1:],
                "last byte": whole[:-1] + bytes([whole[-1] ^ 1]),
                "noise": os.urandom(len(whole)),
            }
            for name, data in altered.items():
                with self.subTest(mechanism=mechanism, altered=name):
                    self.estate.write("in.bin", data)
                    self.refuse("key", "unwrap", mechanism, "--filter", "attr.label=inside",
                                "--hash-function", "sha256", "--mgf", "mgf1-sha256",
                                "--key-type-class", "aes", "--label", "bad",
                                "--data-path", "in.bin")
            self.assertEqual(self.total_keys(), before)

    def test_wrong_hash_key_and_type_make_no_key(self):
        self.make_unwrapping_key()
        self.openssl.make_rsa("stranger")
        before = self.total_keys()
        cases = {
            "hash": ("sha384", "inside.pem", os.urandom(32), "aes"),
            "key": ("sha256", "stranger-public.pem", os.urandom(32), "aes"),
            "length": ("sha256", "inside.pem", os.urandom(31), "aes"),
            "3DES length": ("sha256", "inside.pem", os.urandom(16), "3DES"),
            "not a private key": ("sha256", "inside.pem", os.urandom(32), "ec-private"),
        }
        for mechanism in MECHANISMS:
            for name, (hash_name, key, payload, kind) in cases.items():
                with self.subTest(mechanism=mechanism, wrong=name):
                    data = (self.openssl.oaep("encrypt", key, hash_name, payload)
                            if mechanism == "rsa-oaep" else
                            self.openssl.rsa_aes_wrap(key, hash_name, payload))
                    self.estate.write("in.bin", data)
                    self.refuse("key", "unwrap", mechanism, "--filter", "attr.label=inside",
                                "--hash-function", "sha256", "--mgf", "mgf1-sha256",
                                "--key-type-class", kind, "--label", "bad",
                                "--data-path", "in.bin")
        self.assertEqual(self.total_keys(), before)

    def test_pem_files_that_are_none(self):
        self.openssl.make_rsa("outside")
        self.openssl.make_ec("ec", "prime256v1")
        public = self.estate.read("outside-public.pem")
        self.estate.write("der.pem", self.openssl.run("pkey", "-pubin", "-in", "outside-public.pem",
                                                      "-outform", "DER", "-pubout"))
        self.estate.write("empty.pem", "")
        self.estate.write("cut.pem", public[:200])
        for path, kind in (("der.pem", "rsa-public"), ("empty.pem", "rsa-public"),
                           ("cut.pem", "rsa-public"), ("outside.pem", "rsa-public"),
                           ("ec-public.pem", "rsa-public"), ("outside-public.pem", "ec-public"),
                           ("missing.pem", "rsa-public"), (".", "rsa-public")):
            with self.subTest(path=path, kind=kind):
                self.refuse("key", "import", "pem", "--path", path, "--label", "bad",
                            "--key-type-class", kind)
        self.assertEqual(self.total_keys(), 0)


if __name__ == "__main__":
    lab.main()
