#!/usr/bin/env python3
"""OpenSSL verifies what we sign and we verify what OpenSSL signs: every mechanism, every curve and hash function,
and every kind of data. Altered signatures are refused, all with the same words."""

import base64
import os
import sys
import threading
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

from lab import ALICE, lacks_openssl, openssl_version
from desk import DeskTest, by
from proof import Proof
from signatures import (HASHES, WIDTHS, Ecdsa, Ed25519, Ed25519ph, EvpEd25519, MlDsa, RsaPkcs,
                        RsaPkcsPss, bring_ec, bring_ed25519, bring_rsa, digest, generate, to_der)

PROOF = Proof(__file__)
REFUSED = "Signature verification failed"
MESSAGE = b"The quick brown fox jumps over the lazy dog"
RSA_BITS = (2048, 3072, 4096)
ML_DSA_LENGTHS = {"ML-DSA-44": 2420, "ML-DSA-65": 3309, "ML-DSA-87": 4627}
# The order of P-521 (SEC 2, 2.6.1), whose width leaves room above it, and that of the base point of edwards25519
# (RFC 8032, 5.1).
P521_ORDER = 2**521 - 0x5AE79787C40D069948033FEB708F65A2FC44A36477663B851449048E16EC79BF7
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493


def b64(data):
    return base64.b64encode(data).decode() or '""'


class SignLab(DeskTest):
    """Keys that both sides have, and what our commands say."""

    @classmethod
    def make_keys(cls):
        cls.ec = {curve: bring_ec(cls.desk, curve) for curve in WIDTHS}
        cls.rsa = {bits: bring_rsa(cls.desk, bits) for bits in RSA_BITS}
        cls.ed25519 = bring_ed25519(cls.desk)

    def sign(self, mechanism, message):
        answer = self.desk.ask("crypto sign", mechanism.name, "--key-filter",
                               by(mechanism.pair.private), *mechanism.options, "--data",
                               b64(mechanism.data(message)))
        self.assertEqual(answer["key-reference"], mechanism.pair.private)
        return base64.b64decode(answer["signature"], validate=True)

    def answer(self, mechanism, message, signature):
        """The data of the answer of crypto verify."""
        return self.desk.answer("crypto verify", mechanism.name, "--key-filter",
                                by(mechanism.pair.public), *mechanism.options, "--data",
                                b64(mechanism.data(message)), "--signature",
                                b64(signature))["data"]

    def believe(self, mechanism, message, signature):
        self.assertEqual(self.answer(mechanism, message, signature),
                         {"message": "Signature verified successfully"})

    def doubt(self, mechanism, message, signature, **why):
        with self.subTest(mechanism=mechanism.name, **why):
            self.assertEqual(self.answer(mechanism, message, signature), REFUSED)


class SignTest(SignLab):
    def out(self, mechanism, message=MESSAGE):
        """We sign, OpenSSL verifies, and so do we."""
        with self.subTest("out", mechanism=mechanism.title, key=mechanism.pair.name,
                          variant=mechanism.variant):
            signature = self.sign(mechanism, message)
            mechanism.verify(message, signature)
            self.believe(mechanism, message, signature)
            self.assertEqual(self.sign(mechanism, message) == signature, mechanism.same_each_time)
            self.note(mechanism, "verified, out")

    def come_in(self, mechanism, message=MESSAGE):
        """OpenSSL signs, and we verify; or the same comes of it as if we had signed."""
        with self.subTest("in", mechanism=mechanism.title, key=mechanism.pair.name,
                          variant=mechanism.variant):
            signature = mechanism.sign(message)
            self.believe(mechanism, message, signature)
            self.note(mechanism, "verified, in")
            if mechanism.same_each_time:
                self.assertEqual(self.sign(mechanism, message), signature)
                self.note(mechanism, "same signature")

    def note(self, mechanism, compared):
        PROOF.add(mechanism.title, f"{mechanism.pair.name} key", mechanism.stranger, compared,
                  mechanism.variant, mechanism.needs)

    def both_ways(self, mechanism, message=MESSAGE):
        self.out(mechanism, message)
        self.come_in(mechanism, message)

    def within_reach(self, mechanism):
        """Whether OpenSSL has it; if not, we say so as well."""
        if not mechanism.needs or openssl_version() >= mechanism.needs:
            return True
        answer = self.desk.answer("crypto sign", mechanism.name, "--key-filter",
                                  by(mechanism.pair.private), *mechanism.options, "--data",
                                  b64(mechanism.data(MESSAGE)))
        self.assertTrue(lacks_openssl(answer), answer)
        self.assertIn("{}.{} or newer".format(*mechanism.needs), answer["data"])
        return False

    def test_ecdsa(self):
        for pair in self.ec.values():
            for name in HASHES:
                for what in ("message", "hash"):
                    self.both_ways(Ecdsa(self.openssl, pair, name, what))

    def test_ed25519(self):
        for size in (1, 32, 1000, 16000):
            self.both_ways(Ed25519(self.openssl, self.ed25519), os.urandom(size))
        for size in (0, 64):
            self.both_ways(EvpEd25519(self.openssl, self.ed25519), os.urandom(size))

    def test_ed25519ph(self):
        for what in ("message", "hash"):
            mechanism = Ed25519ph(self.openssl, self.ed25519, what)
            if self.within_reach(mechanism):
                for size in (0, 3, 20000):
                    self.both_ways(mechanism, os.urandom(size))

    @unittest.skipIf(openssl_version() < (3, 5), "OpenSSL has no ML-DSA")
    def test_ml_dsa(self):
        for name, length in ML_DSA_LENGTHS.items():
            pair = generate(self.desk, name, name, f"ml-dsa --mldsa-algorithm {name}")
            message, mu = (MlDsa(self.openssl, pair, what) for what in ("message", "mu"))
            for size in (0, 3, 20000):
                text = os.urandom(size)
                for mechanism, other in ((message, mu), (mu, message)):
                    self.out(mechanism, text)
                    signature = self.sign(mechanism, text)
                    self.assertEqual(len(signature), length)
                    self.believe(other, text, signature)

    def test_rsa_pkcs(self):
        for pair in self.rsa.values():
            for name in HASHES:
                for what in ("message", "DigestInfo"):
                    self.both_ways(RsaPkcs(self.openssl, pair, name, what))

    def test_rsa_pkcs_pss(self):
        for pair in self.rsa.values():
            for name in HASHES:
                length = len(digest(name, b""))
                for salt in (0, 10, length, pair.bytes - length - 2):
                    for what in ("message", "hash"):
                        self.both_ways(RsaPkcsPss(self.openssl, pair, name, salt, what))

    def test_pairs_that_were_generated_here(self):
        for curve in WIDTHS:
            pair = generate(self.desk, "", f"made-{curve}", f"ec --curve {curve}")
            pair.width = WIDTHS[curve]
            mechanism = Ecdsa(self.openssl, pair, "sha512")
            mechanism.verify(MESSAGE, self.sign(mechanism, MESSAGE))
        pair = generate(self.desk, "", "made-ed25519", "ec --curve ed25519")
        mechanism = Ed25519(self.openssl, pair)
        mechanism.verify(MESSAGE, self.sign(mechanism, MESSAGE))
        pair = generate(self.desk, "", "made-rsa",
                        "rsa --modulus-size-bits 2304 --public-exponent 65537")
        for mechanism in (RsaPkcs(self.openssl, pair, "sha256"),
                          RsaPkcsPss(self.openssl, pair, "sha256", 32)):
            mechanism.verify(MESSAGE, self.sign(mechanism, MESSAGE))

    def test_messages_of_any_length(self):
        for message in (b"", b"\0", os.urandom(3000)):
            for mechanism in (Ecdsa(self.openssl, self.ec["secp256r1"], "sha256"),
                              RsaPkcs(self.openssl, self.rsa[2048], "sha256"),
                              RsaPkcsPss(self.openssl, self.rsa[2048], "sha256", 32)):
                self.both_ways(mechanism, message)


class RefusalTest(SignLab):
    """One text for whatever is wrong with a signature."""

    @classmethod
    def make_keys(cls):
        super().make_keys()
        cls.ec_other = generate(cls.desk, "P-256", "other-ec", "ec --curve secp256r1")
        cls.rsa_other = generate(cls.desk, "RSA-2048", "other-rsa",
                                 "rsa --modulus-size-bits 2048 --public-exponent 65537")
        cls.ed25519_other = generate(cls.desk, "Ed25519", "other-ed25519", "ec --curve ed25519")
        cls.cases = list(cls.make_cases())

    @classmethod
    def make_cases(cls):
        """Mechanisms, each with another key of its kind."""
        yield Ecdsa(cls.openssl, cls.ec["secp256r1"], "sha256"), cls.ec_other
        yield RsaPkcs(cls.openssl, cls.rsa[2048], "sha256"), cls.rsa_other
        yield RsaPkcsPss(cls.openssl, cls.rsa[2048], "sha256", 32), cls.rsa_other
        yield Ed25519(cls.openssl, cls.ed25519), cls.ed25519_other
        if openssl_version() >= Ed25519ph.needs:
            yield Ed25519ph(cls.openssl, cls.ed25519), cls.ed25519_other
        if openssl_version() >= MlDsa.needs:
            kind = "ml-dsa --mldsa-algorithm ML-DSA-44"
            yield (MlDsa(cls.openssl, generate(cls.desk, "ML-DSA-44", "ml-dsa", kind)),
                   generate(cls.desk, "ML-DSA-44", "other-ml-dsa", kind))

    def test_every_altered_byte(self):
        for mechanism, _ in self.cases:
            signature = self.sign(mechanism, MESSAGE)
            for at, byte in enumerate(signature):
                altered = bytes([byte ^ 1 << at % 8])
                self.doubt(mechanism, MESSAGE, signature[:at] + altered + signature[at + 1:], at=at)

    def test_other_lengths(self):
        for mechanism, _ in self.cases:
            signature = self.sign(mechanism, MESSAGE)
            for name, altered in (("none", b""), ("one byte", signature[:1]),
                                  ("half", signature[:len(signature) // 2]),
                                  ("no last byte", signature[:-1]), ("no first byte", signature[1:]),
                                  ("a byte behind", signature + b"\0"),
                                  ("a byte before", b"\0" + signature), ("twice", signature * 2),
                                  ("zeroes", bytes(len(signature))),
                                  ("ones", b"\xff" * len(signature))):
                self.doubt(mechanism, MESSAGE, altered, altered=name)

    def test_another_message_key_or_mechanism(self):
        for mechanism, other in self.cases:
            signature = self.sign(mechanism, MESSAGE)
            self.believe(mechanism, MESSAGE, signature)
            for message in (b"", MESSAGE[:-1], MESSAGE + b"\0", MESSAGE.upper()):
                self.doubt(mechanism, message, signature, instead=message)
            mechanism.pair, own = other, mechanism.pair
            self.doubt(mechanism, MESSAGE, signature, key="another")
            mechanism.pair = own
        schemes = [mechanism for mechanism, _ in self.cases if mechanism.name.startswith("rsa")]
        for scheme, other in (schemes, schemes[::-1]):
            self.doubt(scheme, MESSAGE, self.sign(other, MESSAGE), made_with=other.name)

    def test_another_hash_or_salt(self):
        ec, rsa = self.ec["secp521r1"], self.rsa[2048]
        for made in ("sha1", "sha256", "sha512"):
            for read in set(HASHES) - {made}:
                for make, pair, *more in ((Ecdsa, ec), (RsaPkcs, rsa), (RsaPkcsPss, rsa, 20)):
                    signature = self.sign(make(self.openssl, pair, made, *more), MESSAGE)
                    self.doubt(make(self.openssl, pair, read, *more), MESSAGE, signature,
                               made=made, read=read)
        for made in (0, 10, 32, 222):
            signature = self.sign(RsaPkcsPss(self.openssl, rsa, "sha256", made), MESSAGE)
            for read in {0, 10, 31, 32, 33, 222} - {made}:
                self.doubt(RsaPkcsPss(self.openssl, rsa, "sha256", read), MESSAGE, signature,
                           made=made, read=read)

    def test_numbers_that_are_none_of_ecdsa(self):
        for pair in self.ec.values():
            mechanism = Ecdsa(self.openssl, pair, "sha512")
            signature = self.sign(mechanism, MESSAGE)
            r, s = signature[:pair.width], signature[pair.width:]
            zero = bytes(pair.width)
            for name, altered in (("swapped", s + r), ("r is 0", zero + s), ("s is 0", r + zero),
                                  ("both are 0", zero + zero), ("r twice", r + r),
                                  ("DER", to_der(signature)),
                                  ("narrow", r.lstrip(b"\0")[1:] + s.lstrip(b"\0")[1:]),
                                  ("wide", b"\0" + r + b"\0" + s)):
                self.doubt(mechanism, MESSAGE, altered, curve=pair.name, altered=name)

    def test_a_number_above_the_order(self):
        """r + n is r modulo n; FIPS 186-5, 6.4.2, step 1, wants it refused all the same."""
        mechanism = Ecdsa(self.openssl, self.ec["secp521r1"], "sha512")
        signature = self.sign(mechanism, MESSAGE)
        r, s = (int.from_bytes(part, "big") for part in (signature[:66], signature[66:]))
        for altered in ((r + P521_ORDER, s), (r, s + P521_ORDER), (P521_ORDER, s), (r, P521_ORDER)):
            self.doubt(mechanism, MESSAGE, b"".join(part.to_bytes(66, "big") for part in altered))

    def test_a_number_above_the_order_of_ed25519(self):
        """The same of S: RFC 8032, 5.1.7, step 1."""
        mechanism = Ed25519(self.openssl, self.ed25519)
        signature = self.sign(mechanism, MESSAGE)
        above = int.from_bytes(signature[32:], "little") + ED25519_ORDER
        self.doubt(mechanism, MESSAGE, signature[:32] + above.to_bytes(32, "little"))

    def test_a_number_above_the_modulus(self):
        """The same of s: RFC 8017, 5.2.2, step 1."""
        pair = self.rsa[2048]
        shown = self.desk.ask("key list --verbose --filter", by(pair.public))["matched_keys"][0]
        modulus = int(shown["attributes"]["modulus"], 16)
        for mechanism in (RsaPkcs(self.openssl, pair, "sha256"),
                          RsaPkcsPss(self.openssl, pair, "sha256", 32)):
            for number in range(1000):
                message = str(number).encode()
                above = int.from_bytes(self.sign(mechanism, message), "big") + modulus
                if above < 2 ** 2048:
                    break
            self.doubt(mechanism, message, above.to_bytes(256, "big"))

    def test_a_number_without_its_leading_zeroes(self):
        """The length is that of the modulus, whatever the number: RFC 8017, 8.1.2 and 8.2.2, step 1."""
        for mechanism in (RsaPkcs(self.openssl, self.rsa[2048], "sha256"),
                          RsaPkcsPss(self.openssl, self.rsa[2048], "sha256", 32)):
            for number in range(5000):
                message = str(number).encode()
                signature = self.sign(mechanism, message)
                if signature[0] == 0:
                    break
            self.believe(mechanism, message, signature)
            self.doubt(mechanism, message, signature.lstrip(b"\0"))

    def test_one_algorithm_of_ed25519_is_not_the_other(self):
        if openssl_version() < Ed25519ph.needs:
            self.skipTest("OpenSSL has no Ed25519ph")
        pure = Ed25519(self.openssl, self.ed25519)
        hashed = Ed25519ph(self.openssl, self.ed25519)
        for made, read in ((pure, hashed), (hashed, pure)):
            self.doubt(read, MESSAGE, self.sign(made, MESSAGE), made_with=made.name)
        self.doubt(pure, digest("sha512", MESSAGE), self.sign(hashed, MESSAGE))


class InputTest(SignLab):
    """Where data and signatures come from."""

    @classmethod
    def make_keys(cls):
        cls.pair = bring_rsa(cls.desk, 2048)
        cls.mechanism = RsaPkcs(cls.openssl, cls.pair, "sha256")

    def command(self, verb, *words):
        reference = self.pair.private if verb == "sign" else self.pair.public
        return [*f"crypto {verb} rsa-pkcs --hash-function sha256 --key-filter".split(),
                by(reference), *words]

    def test_files(self):
        for message in (b"", MESSAGE, os.urandom(100_000)):
            self.desk.estate.write("in.bin", message)
            signature = self.sign(self.mechanism, message) if len(message) < 1000 else None
            answer = self.desk.ask(*self.command("sign", "--data-path in.bin"))
            made = base64.b64decode(answer["signature"], validate=True)
            self.assertEqual(made, signature or made)
            self.mechanism.verify(message, made)
            self.desk.estate.write("in.sig", made)
            self.desk.ask(*self.command("verify", "--data-path in.bin --signature-path in.sig"))
            self.desk.ask(*self.command("verify", "--data-path in.bin --signature", b64(made)))

    def test_a_fifo(self):
        path = self.desk.estate.path("fifo")
        os.mkfifo(path)

        def feed():
            with open(path, "wb") as fifo:
                fifo.write(MESSAGE)

        writer = threading.Thread(target=feed)
        writer.start()
        answer = self.desk.ask(*self.command("sign", "--data-path fifo"))
        writer.join()
        self.mechanism.verify(MESSAGE, base64.b64decode(answer["signature"]))

    def test_standard_input(self):
        """A single command reads it when it is named, as in a pipe."""
        estate = self.desk.estate
        self.desk.ask("key import pem --path", self.pair.public_file,
                      "--label piped --key-type-class rsa-public --attributes verify=true")
        signature = self.mechanism.sign(MESSAGE)
        answer = estate.cli(*"crypto verify rsa-pkcs --key-filter attr.label=piped --data-path "
                            "/dev/stdin --hash-function sha256 --signature".split(),
                            b64(signature), as_user=ALICE, stdin=MESSAGE.decode())
        self.assertEqual(answer.status, 0, str(answer))

    def test_a_file_that_is_no_signature(self):
        self.desk.estate.write("large.sig", bytes(64 * 1024 + 1))
        text = self.desk.answer(*self.command("verify", "--data-path large.sig --signature-path "
                                              "large.sig"))["data"]
        self.assertEqual(text, "large.sig: File is too large")


if __name__ == "__main__":
    PROOF.main()
