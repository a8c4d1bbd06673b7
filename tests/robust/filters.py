#!/usr/bin/env python3
"""Filters: each attribute selects the keys that are printed with its value and no others, in every spelling, alone
and among others; words that are no filter are refused by name."""

import contextlib
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "interop"))

import lab
from asker import Asker
from lab import ADMIN, ALICE, LOGIN_ADMIN, LOGIN_ALICE, LabTest, lacks_openssl
from openssl import OpenSsl

FLAGS = ("encrypt", "decrypt", "token", "always-sensitive", "derive", "destroyable", "extractable",
         "local", "modifiable", "never-extractable", "private", "sensitive", "sign", "trusted",
         "unwrap", "verify", "wrap", "wrap-with-trusted")
WORDS = ("key-type", "class", "curve", "mldsa-algorithm")
NUMBERS = ("key-length-bytes", "modulus-size-bits")
HEX = ("id", "check-value", "ec-point", "public-exponent", "modulus")
NEVER_PRINTED = ("wrap-template", "unwrap-template")
ATTRIBUTES = ("label",) + FLAGS + WORDS + NUMBERS + HEX

LABELS = ("a label: with blanks", "a=b=c", "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab",
          "schlüssel 鍵 🔑", "attr.label=x", "0x1", 'quoted "so"', "it's", "back\\slash", "-dash",
          "Data", "data", "data ", "%_*?")


class FiltersTest(LabTest):
    """What a filter selects, among keys of every kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open = contextlib.ExitStack()
        cls.estate = cls.lab.estate("nonfips")
        cls.alice = cls.open.enter_context(Asker(cls.estate))
        try:
            cls.alice.data(*LOGIN_ALICE.split())
            cls.make_keys()
        except BaseException:
            cls.tearDownClass()
            raise
        cls.keys = {key["key-reference"]: key["attributes"] for key in cls.alice.data(
            "key", "list", "--verbose", "--max-items", "1000")["matched_keys"]}

    @classmethod
    def tearDownClass(cls):
        cls.open.close()
        super().tearDownClass()

    @classmethod
    def make_keys(cls):
        cls.make_secrets()
        cls.make_pairs()
        cls.bring_keys()
        trusted = cls.alice.selected("attr.label=rsa-pub")[0]
        cls.estate.ask("key", "set-attribute", "--filter", f"key-reference={trusted}", "--name",
                       "trusted", "--value", "true", as_user=ADMIN)

    @classmethod
    def make_secrets(cls):
        aes = ("key", "generate-symmetric", "aes", "--key-length-bytes")
        for label in LABELS:
            cls.alice.data(*aes, "32", f"--label={label}")
        for size, label, *attributes in (
                ("16", "small", "encrypt=true", "decrypt=true", "id=0x00a1"),
                ("24", "middle", "wrap=true", "unwrap=true", "sign=false", "id=0xa1"),
                ("32", "kept", "extractable=false", "wrap-with-trusted=true", "id=0x0A"),
                ("32", "fixed", "modifiable=false", "destroyable=false", "private=false",
                 "verify=false", "derive=true")):
            cls.alice.data(*aes, size, "--label", label, "--attributes", *attributes)
        cls.alice.data(*aes, "32", "--label", "of-this-session", "--session")
        for size in ("1", "20", "800"):
            cls.alice.data("key", "generate-symmetric", "generic-secret", "--label",
                           f"secret-{size}", "--key-length-bytes", size)

    @classmethod
    def make_pairs(cls):
        for curve in ("secp224r1", "secp256r1", "secp384r1", "secp256k1", "secp521r1", "ed25519"):
            cls.pair("ec", curve, "--curve", curve, "--private-attributes", "sign=true",
                     "--public-attributes", "verify=true")
        cls.pair("rsa", "rsa", "--modulus-size-bits", "2048", "--public-exponent", "65537",
                 "--private-attributes", "unwrap=true", "sensitive=false")
        cls.pair("rsa", "large", "--modulus-size-bits", "2304", "--public-exponent", "4294967297")
        made = cls.alice.answer(*cls.pair_words("ml-dsa", "lattice", "--mldsa-algorithm", "ML-DSA-65"))
        cls.has_ml_dsa = made["error_code"] == 0
        if not cls.has_ml_dsa and not lacks_openssl(made):
            raise AssertionError(made["data"])

    @staticmethod
    def pair_words(kind, label, *options):
        return ("key", "generate-asymmetric-pair", kind, "--public-label", f"{label}-pub",
                "--private-label", f"{label}-priv", *options)

    @classmethod
    def pair(cls, kind, label, *options):
        cls.alice.data(*cls.pair_words(kind, label, *options))

    @classmethod
    def bring_keys(cls):
        """Keys from outside: they are neither local nor have they always been sensitive."""
        openssl = OpenSsl(cls.estate.work)
        cls.alice.data("key", "generate-file", "--encoding", "pem", "--path", "rsa.pem",
                       "--filter", "attr.label=rsa-pub")
        cls.alice.data("key", "import", "pem", "--path", "rsa.pem", "--label", "imported",
                       "--key-type-class", "rsa-public")
        for kind, size in (("3des", 24), ("aes", 16)):
            cls.estate.write("in.bin", openssl.oaep("encrypt", "rsa.pem", "sha256",
                                                    os.urandom(size)))
            cls.alice.data("key", "unwrap", "rsa-oaep", "--filter", "attr.label=rsa-priv",
                           "--hash-function", "sha256", "--mgf", "mgf1-sha256", "--key-type-class",
                           kind, "--label", f"unwrapped-{kind}", "--data-path", "in.bin")

    def having(self, name, value):
        return [reference for reference, attributes in self.keys.items()
                if attributes.get(name) == value]

    def assertSelects(self, references, *tokens):
        with self.subTest(tokens=tokens):
            self.assertEqual(self.alice.selected(*tokens), references)

    @staticmethod
    def token(name, value):
        return f"attr.{name}={str(value).lower() if isinstance(value, bool) else value}"

    def values_of(self, name):
        return {attributes[name] for attributes in self.keys.values() if name in attributes}

    def test_the_attributes_are_all_there_are(self):
        printed = set().union(*self.keys.values())
        wanted = set(ATTRIBUTES) - (set() if self.has_ml_dsa else {"mldsa-algorithm"})
        self.assertEqual(printed, wanted)

    def test_each_attribute_selects_by_what_is_printed(self):
        for name in ATTRIBUTES:
            values = self.values_of(name)
            if name == "mldsa-algorithm" and not self.has_ml_dsa:
                continue
            self.assertTrue(values, name)
            for value in values:
                references = self.having(name, value)
                # A value of every key would not show that something is left out.
                self.assertLess(len(references), len(self.keys), name)
                self.assertSelects(references, self.token(name, value))

    def test_values_that_no_key_has(self):
        for token in ("attr.label=none", "attr.label=", "attr.id=0x00", "attr.check-value=0x",
                      "attr.check-value=0x00000000", "attr.ec-point=0x04", "attr.modulus=0x03",
                      "attr.public-exponent=3", "attr.key-length-bytes=7",
                      "attr.modulus-size-bits=2560", "attr.mldsa-algorithm=ML-DSA-87",
                      "key-reference=0x1", "key-reference=0xffffffffffffffff"):
            self.assertSelects([], token)

    def test_attributes_that_a_kind_of_key_has_not(self):
        """A key without an attribute is not selected by any value of it."""
        for name in ("curve", "ec-point", "modulus", "modulus-size-bits", "public-exponent",
                     "check-value"):
            found = set()
            for value in self.values_of(name):
                found.update(self.alice.selected(self.token(name, value)))
            self.assertEqual(found, {reference for reference, attributes in self.keys.items()
                                     if name in attributes}, name)

    def test_words_are_joined_by_and(self):
        chance = random.Random(3)
        references = list(self.keys)
        for _ in range(80):
            # One key's own attributes select it at least; two keys' together often nothing.
            sources = chance.sample(references, chance.choice((1, 1, 2)))
            names = [(source, chance.choice(sorted(self.keys[source])))
                     for source in sources for _ in range(chance.randint(1, 3))]
            wanted = [(name, self.keys[source][name]) for source, name in names]
            self.assertSelects(
                [reference for reference in references
                 if all(self.keys[reference].get(name) == value for name, value in wanted)],
                *(self.token(name, value) for name, value in wanted))

    def test_a_reference_among_other_words(self):
        reference = self.having("label", "small")[0]
        self.assertSelects([reference], f"key-reference={reference}", "attr.key-type=aes")
        self.assertSelects([], f"key-reference={reference}", "attr.key-type=rsa")
        self.assertSelects([], f"key-reference={reference}", "key-reference=1")
        self.assertSelects([reference], f"key-reference={reference}", f"key-reference={reference}")

    def test_forms_of_the_option(self):
        both = ("attr.class=private-key", "attr.key-type=rsa")
        references = self.alice.selected(*both)
        self.assertEqual(len(references), 2)
        for words in (["--filter", *both], ["--filter", both[0], "--filter", both[1]],
                      [f"--filter={both[0]}", f"--filter={both[1]}"],
                      [f"--filter={both[0]}", "--filter", both[1]],
                      ["--filter", *both, *both], ["--filter", *both, "--max-items", "5"]):
            with self.subTest(words=words):
                listed = self.alice.data("key", "list", *words)
                self.assertEqual([key["key-reference"] for key in listed["matched_keys"]], references)

    def test_labels(self):
        for label in LABELS:
            self.assertSelects(self.having("label", label), f"attr.label={label}")
        # The same words by an argument vector, where nothing is quoted.
        for label in LABELS:
            with self.subTest(label=label):
                listed = self.estate.ask("key", "list", "--filter", f"attr.label={label}",
                                         as_user=ALICE)
                self.assertEqual([key["key-reference"] for key in listed["matched_keys"]],
                                 self.having("label", label))

    def test_spellings(self):
        some = next(key for key in self.keys.values() if "modulus" in key)
        point = next(key for key in self.keys.values() if "ec-point" in key)["ec-point"]
        for token, name, value in (
                ("attr.key-type=3des", "key-type", "des3"),
                ("attr.key-type=3DES", "key-type", "des3"),
                ("attr.key-type=DES3", "key-type", "des3"),
                ("attr.key-type=Generic-Secret", "key-type", "generic-secret"),
                ("attr.key-type=RSA", "key-type", "rsa"),
                ("attr.class=PRIVATE-Key", "class", "private-key"),
                ("attr.curve=prime256v1", "curve", "secp256r1"),
                ("attr.curve=PRIME256V1", "curve", "secp256r1"),
                ("attr.curve=Secp256K1", "curve", "secp256k1"),
                ("attr.curve=ED25519", "curve", "ed25519"),
                ("attr.mldsa-algorithm=ml-dsa-65", "mldsa-algorithm", "ML-DSA-65"),
                ("attr.public-exponent=65537", "public-exponent", "0x010001"),
                ("attr.public-exponent=0x10001", "public-exponent", "0x010001"),
                ("attr.public-exponent=0x00010001", "public-exponent", "0x010001"),
                ("attr.public-exponent=010001", "public-exponent", "0x010001"),
                ("attr.public-exponent=4294967297", "public-exponent", "0x0100000001"),
                (f"attr.modulus={some['modulus'][2:].upper()}", "modulus", some["modulus"]),
                (f"attr.modulus=0X00{some['modulus'][2:]}", "modulus", some["modulus"]),
                (f"attr.ec-point={point[2:].upper()}", "ec-point", point),
                (f"attr.check-value={some['check-value'].upper()}", "check-value",
                 some["check-value"]),
                ("attr.id=0XA1", "id", "0xa1"), ("attr.id=a1", "id", "0xa1"),
                ("attr.id=0xA", "id", "0x0a"), ("attr.id=0x00A1", "id", "0x00a1"),
                ("attr.id=", "id", "0x"), ("attr.id=0x", "id", "0x"),
                ("attr.key-length-bytes=032", "key-length-bytes", 32)):
            self.assertSelects(self.having(name, value), token)

    def test_spellings_of_references(self):
        for reference in random.Random(4).sample(list(self.keys), 5):
            number = int(reference, 16)
            for word in (reference, reference.upper().replace("X", "x"), reference.upper(),
                         hex(number), str(number), f"0{number}", f"0x0000{number:016x}"):
                self.assertSelects([reference], f"key-reference={word}")

    def test_an_option_without_words(self):
        for words, text in ((["--filter"], "a value is required for '--filter"),
                            (["--filter", "--verbose"], "a value is required for '--filter"),
                            (["--filter="], "invalid filter ''"),
                            # With an equals sign there is one word, as in any option.
                            (["--filter=attr.label=x", "attr.label=y"],
                             "unexpected argument 'attr.label=y'")):
            with self.subTest(words=words):
                self.assertUsage(self.estate.cli("key", "list", *words, as_user=ALICE), text)

    MALFORMED = (
        ("attr.lable=x", "there is no key attribute 'lable'", "a similar one is 'label'"),
        ("attr.Label=x", "there is no key attribute 'Label'"),
        ("attr.=x", "there is no key attribute ''"),
        ("attr.nothing-like-it=x", "there is no key attribute 'nothing-like-it'"),
        ("attr." + "x" * 200 + "=x", "there is no key attribute"),
        ("label=x", "write attr.label, such as 'attr.label=x'"),
        ("x", "must have the form key-reference=<reference> or attr.<name>=<value>"),
        ("attr.label", "must have the form"),
        ("", "must have the form"), ("=", "must have the form"), ("=x", "must have the form"),
        ("key-reference", "must have the form"), ("reference=0x1", "must have the form"),
        ("key-reference=", "a key reference is a number"),
        ("key-reference=null", "a key reference is a number"),
        ("key-reference=0x", "a key reference is a number"),
        ("key-reference=-1", "a key reference is a number"),
        ("key-reference=+1", "a key reference is a number"),
        ("key-reference= 1", "a key reference is a number"),
        ("key-reference=1 ", "a key reference is a number"),
        ("key-reference=0xg", "a key reference is a number"),
        ("key-reference=0x-1", "a key reference is a number"),
        ("key-reference=0x0x1", "a key reference is a number"),
        ("key-reference=1e3", "a key reference is a number"),
        ("key-reference=0x10000000000000000", "a key reference is a number"),
        ("key-reference=18446744073709551616", "a key reference is a number"),
        ("attr.public-exponent=18446744073709551616", "a smaller number"),
        ("attr.class=privat-key", "secret-key, public-key or private-key",
         "a similar one is 'private-key'"),
        ("attr.class=", "secret-key, public-key or private-key"),
        ("attr.key-type=des", "aes, des3, 3des, generic-secret, rsa, ec or ml-dsa"),
        ("attr.curve=p-256", "attr.curve takes secp224r1"),
        ("attr.mldsa-algorithm=44", "ML-DSA-44, ML-DSA-65 or ML-DSA-87"),
        *((f"attr.{name}={value}", f"attr.{name} takes true or false")
          for name in FLAGS for value in ("maybe", "")),
        *((f"attr.{name}={value}", f"attr.{name} takes a whole number")
          for name in NUMBERS for value in ("", "-1", "+1", "0x20", "3.5", "2048 ",
                                            "99999999999999999999")),
        *((f"attr.{name}={value}", f"attr.{name} takes bytes in hex")
          for name in HEX for value in ("0xzz", "0x 1", "key", "0x0x")),
        *((f"attr.{name}=x", f"keys cannot be selected by {name}") for name in NEVER_PRINTED))

    def test_malformed_words_are_named(self):
        for word, *texts in self.MALFORMED:
            with self.subTest(word=word):
                out, err = self.alice.watch(self.alice.typed(["key", "list", "--filter", word]))
                self.assertEqual(out, "")
                for text in (f"invalid filter '{word}'", *texts):
                    self.assertIn(text, err)

    def test_the_bad_word_among_good_ones_is_named(self):
        for option, words in (
                ("--filter", ["key", "delete"]),
                ("--payload-filter", ["key", "wrap", "aes-zero-pad", "--wrapping-filter", "attr.id="]),
                ("--wrapping-filter", ["key", "wrap", "aes-no-pad", "--payload-filter", "attr.id="]),
                ("--key-filter", ["crypto", "sign", "ecdsa", "--data", "AAAA", "--hash-function",
                                  "sha256"])):
            with self.subTest(option=option):
                self.assertUsage(
                    self.estate.cli(*words, option, "attr.class=public-key", "attr.lable=x",
                                    "key-reference=1", as_user=ALICE), "invalid filter 'attr.lable=x'")

    def test_an_admin_filters_too(self):
        with Asker(self.estate) as admin:
            admin.data(*LOGIN_ADMIN.split())
            for token in ("attr.label=small", "attr.trusted=true", "attr.curve=prime256v1"):
                self.assertEqual(admin.selected(token), self.alice.selected(token))
            # What lives in another's session, nobody else sees.
            self.assertEqual(admin.selected("attr.token=false"), [])
            self.assertEqual(len(self.alice.selected("attr.token=false")), 1)


if __name__ == "__main__":
    lab.main()
