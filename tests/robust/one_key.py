#!/usr/bin/env python3
"""Commands that are for one key refuse a filter that selects none or many, say how many, and change nothing."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab
from asker import Asker, not_single
from lab import ALICE, BOB, LOGIN_ALICE, LabTest

OAEP = ("--hash-function", "sha256", "--mgf", "mgf1-sha256")
# What each mechanism wants beside its keys, to wrap and to unwrap.
WRAPPINGS = {
    "aes-gcm": (("--tag-length-bits", "128"),
                ("--tag-length-bits", "128", "--iv", "0x" + "00" * 12)),
    "aes-no-pad": ((), ()), "aes-pkcs5-pad": ((), ()), "aes-zero-pad": ((), ()),
    "cloudhsm-aes-gcm": (("--tag-length-bits", "128"), ("--tag-length-bits", "128")),
    "rsa-aes": (OAEP, OAEP), "rsa-oaep": (OAEP, OAEP), "rsa-pkcs": ((), ())}
SIGNATURES = {
    "ecdsa": ("--hash-function", "sha256"), "ed25519": (),
    "ed25519ph": ("--data-type", "raw", "--hash-function", "sha512"),
    "ml-dsa": ("--data-type", "raw", "--hash-function", "shake256"),
    "rsa-pkcs": ("--hash-function", "sha256"),
    "rsa-pkcs-pss": ("--hash-function", "sha256", "--mgf", "mgf1-sha256", "--salt-length", "32")}
ONE = "attr.label=one"


def one_key_commands():
    """Every command that is for one key, but for its filter: (words, the filter's option)."""
    yield ("key", "delete"), "--filter"
    for encoding in ("pem", "reference-pem", "cloudhsm-reference-pem"):
        yield (("key", "generate-file", "--encoding", encoding, "--path", "made.pem"), "--filter")
    yield ("key", "set-attribute", "--name", "encrypt", "--value", "true"), "--filter"
    for verb in ("share", "unshare"):
        yield ("key", verb, "--username", "bob", "--role", "crypto-user"), "--filter"
    for mechanism, (to_wrap, to_unwrap) in WRAPPINGS.items():
        wrap = ("key", "wrap", mechanism, *to_wrap, "--path", "made.bin")
        yield (*wrap, "--wrapping-filter", ONE), "--payload-filter"
        yield (*wrap, "--payload-filter", ONE), "--wrapping-filter"
        yield (("key", "unwrap", mechanism, *to_unwrap, "--key-type-class", "aes", "--label",
                "made", "--data", "AAAA"), "--filter")
    for mechanism, options in SIGNATURES.items():
        data = (*options, "--data", "AAAA")
        yield ("crypto", "sign", mechanism, *data), "--key-filter"
        yield ("crypto", "verify", mechanism, *data, "--signature", "AAAA"), "--key-filter"


class OneKeyTest(LabTest):
    """Commands for one key, when a filter selects none or many."""

    def make_keys(self, estate):
        for label in ("one", "three", "three", "three"):
            estate.ask("key", "generate-symmetric", "aes", "--label", label, "--key-length-bytes",
                       "32", as_user=ALICE)
        estate.ask("key", "generate-symmetric", "aes", "--label", "three", "--key-length-bytes",
                   "32", as_user=BOB)
        for _ in range(2):
            estate.ask("key", "generate-asymmetric-pair", "ec", "--public-label", "halves",
                       "--private-label", "halves", "--curve", "secp256r1", as_user=ALICE)

    @staticmethod
    def cases():
        yield "attr.label=none", 0
        yield "key-reference=0x1", 0
        yield "attr.label=three", 3  # and one of bob's, which is not hers to see
        yield "attr.label=halves", 4
        yield "attr.class=public-key", 2

    def test_none_and_many_are_refused(self):
        estate = self.lab.estate("nonfips")
        self.make_keys(estate)
        with Asker(estate) as alice:
            alice.data(*LOGIN_ALICE.split())
            before = alice.data("key", "list", "--verbose", "--max-items", "100")
            for words, option in one_key_commands():
                for token, count in self.cases():
                    with self.subTest(command=words, token=token):
                        self.assertEqual(alice.answer(*words, option, token),
                                         {"error_code": 1, "data": not_single(count)})
            self.assertEqual(alice.data("key", "list", "--verbose", "--max-items", "100"), before)
        self.assertEqual(os.listdir(estate.work), [])
        self.assertRefused(estate.cli("key", "delete", "--filter", "attr.label=three", as_user=ALICE),
                           not_single(3))

    def test_replicate(self):
        estate = self.lab.estate("clones")
        self.make_keys_of_clones(estate)
        for token, count in (("attr.label=none", 0), ("attr.label=three", 3)):
            with self.subTest(token=token):
                result = estate.cli(
                    "key", "replicate", "--filter", token, "--source-cluster-id",
                    estate.clusters["source"], "--destination-cluster-id",
                    estate.clusters["destination"], as_user=ALICE, env={
                        "DESTINATION_CLOUDHSM_ROLE": "crypto-user",
                        "DESTINATION_CLOUDHSM_PIN": f"alice:{lab.PASSWORD}"})
                self.assertRefused(result, not_single(count))
        listed = estate.ask("key", "list", "--cluster-id", estate.clusters["destination"],
                            as_user=ALICE)
        self.assertEqual(listed["total_key_count"], 0)

    def make_keys_of_clones(self, estate):
        for _ in range(3):
            estate.ask("key", "generate-symmetric", "aes", "--label", "three", "--key-length-bytes",
                       "32", "--cluster-id", estate.clusters["source"], as_user=ALICE)


if __name__ == "__main__":
    lab.main()
