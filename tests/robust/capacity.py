#!/usr/bin/env python3
"""HSMs filled to their edge: what finds no room is refused whole, session keys take room on the one HSM that holds
them, from everybody, and go with it or with their process.

Each cluster is filled once: the limits are the product's.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "interop"))

import lab
from asker import Asker
from lab import LOGIN_ALICE, LOGIN_BOB, LabTest
from openssl import OpenSsl

FULL = {"error_code": 1, "data": "HSM limit reached"}
AES = ("key", "generate-symmetric", "aes", "--label", "aes", "--key-length-bytes", "16")
SECRET = ("key", "generate-symmetric", "generic-secret", "--label", "s", "--key-length-bytes", "1")
PAIR = ("key", "generate-asymmetric-pair", "ec", "--public-label", "pair", "--private-label", "pair",
        "--curve", "secp256r1")
IMPORT = ("key", "import", "pem", "--path", "public.pem", "--label", "imported", "--key-type-class",
          "ec-public")
SESSION = ("--session",)


class CapacityTest(LabTest):
    """What the tests for each HSM type share. The cluster has two HSMs, and works with one of them, too."""

    RECIPE = ""

    def setUp(self):
        self.estate = self.lab.estate(self.RECIPE)
        self.estate.run("configure-cli", "--disable-key-availability-check", check=True)
        OpenSsl(self.estate.work).make_ec("ec", "prime256v1")
        os.rename(self.estate.path("ec-public.pem"), self.estate.path("public.pem"))
        self.alice = None

    def fill(self, count, words):
        """So many keys of one command, through one session of their own."""
        result = self.estate.session(LOGIN_ALICE, *[" ".join(words)] * count, timeout=600, check=True)
        self.assertEqual(result.stdout.count('"error_code": 0'), count + 1, result.stdout[-2000:])

    def asker(self, login):
        """A session in a process of its own."""
        asker = Asker(self.estate)
        self.addCleanup(asker.__exit__)
        asker.data(*login.split())
        return asker

    def enter(self):
        self.alice = self.asker(LOGIN_ALICE)

    def count(self, *tokens):
        filters = ["--filter", *tokens] if tokens else []
        return self.alice.data("key", "list", "--max-items", "1", *filters)["total_key_count"]

    def session_keys(self):
        return self.alice.selected("attr.token=false")

    def made(self, *words):
        return self.alice.data(*words)["key"]["key-reference"]

    def assertFull(self, *commands):
        """Each is refused, and leaves nothing: no half of a pair, no session key, no key on one HSM."""
        before = self.count(), self.session_keys()
        for words in commands:
            with self.subTest(command=words):
                self.assertEqual(self.alice.answer(*words), FULL)
                self.assertEqual((self.count(), self.session_keys()), before)

    def delete(self, reference):
        self.alice.data("key", "delete", "--filter", f"key-reference={reference}")

    def promote(self, reference):
        return self.alice.answer("key", "set-attribute", "--filter", f"key-reference={reference}",
                                 "--name", "token", "--value", "true")

    def lose_an_hsm(self):
        cluster = self.estate.clusters["source"]
        described = self.estate.lab_command("cloudhsmv2", "describe-clusters").answer["Clusters"][0]
        self.estate.lab_command("cloudhsmv2", "delete-hsm", "--cluster-id", cluster, "--hsm-id",
                                described["Hsms"][-1]["HsmId"])


class Hsm1Test(CapacityTest):
    """3,300 keys of any kind."""

    RECIPE = "hsm1"
    KEYS = 3300

    def test_the_edge(self):
        self.fill(self.KEYS - 101, AES)
        self.fill(100, IMPORT)
        self.enter()
        self.assertEqual(self.count(), self.KEYS - 1)
        # One place is left on each HSM: not enough for a pair, wherever it is to live.
        self.assertFull(PAIR, PAIR + SESSION)
        self.check_two_processes()
        self.check_session_keys()
        self.assertEqual(self.count(), self.KEYS)
        self.assertFull(AES, SECRET, IMPORT, PAIR, AES + SESSION, PAIR + SESSION, self.unwrap())
        self.check_that_the_rest_goes_on()

    def check_two_processes(self):
        """There is one place on each HSM, for the session keys of whoever comes first."""
        here = self.made(*AES + SESSION)
        other = self.asker(LOGIN_BOB)
        other.data(*AES + SESSION)
        self.assertFull(AES + SESSION, AES, SECRET + SESSION)
        for words in (AES + SESSION, AES, SECRET + SESSION):
            self.assertEqual(other.answer(*words), FULL)
        # Neither sees the key that is in the way, and it goes however its process ends.
        self.assertEqual(len(self.session_keys()), 1)
        other.process.kill()
        other.end()
        there = self.made(*AES + SESSION)
        self.assertFull(AES + SESSION, AES)
        other = self.asker(LOGIN_BOB)
        self.assertEqual(other.answer(*AES + SESSION), FULL)
        self.delete(there)
        other.data(*AES + SESSION)
        other.data("logout")
        self.delete(here)
        self.assertEqual(self.count(), self.KEYS - 1)

    def check_session_keys(self):
        """One more on each HSM; while they live there, no token key fits."""
        here, there = (self.made(*AES + SESSION) for _ in range(2))
        self.assertFull(AES + SESSION, AES, IMPORT, PAIR)
        # A session key frees its place when it becomes a token key, and the other HSM has none.
        self.assertEqual(self.promote(here), FULL)
        self.assertEqual(self.promote(there), FULL)
        self.assertEqual(self.session_keys(), sorted((here, there)))
        self.delete(there)
        self.assertEqual(self.promote(here)["error_code"], 0)
        self.assertEqual(self.session_keys(), [])
        self.assertIn(here, self.alice.selected("attr.token=true", f"key-reference={here}"))

    def unwrap(self):
        """A command that would bring one more key."""
        one, other = self.alice.data("key", "list", "--filter", "attr.key-type=aes", "--max-items",
                                     "2")["matched_keys"]
        one, other = one["key-reference"], other["key-reference"]
        for name in ("wrap", "unwrap"):
            self.alice.data("key", "set-attribute", "--filter", f"key-reference={one}", "--name",
                            name, "--value", "true")
        wrapped = self.alice.data("key", "wrap", "aes-zero-pad", "--payload-filter",
                                  f"key-reference={other}", "--wrapping-filter",
                                  f"key-reference={one}")["wrapped_key_data"]
        return ("key", "unwrap", "aes-zero-pad", "--filter", f"key-reference={one}", "--label", "u",
                "--key-type-class", "aes", "--data", wrapped)

    def check_that_the_rest_goes_on(self):
        keys = self.alice.selected("attr.key-type=aes")
        self.alice.data("key", "set-attribute", "--filter", f"key-reference={keys[0]}", "--name",
                        "label", "--value", "renamed")
        self.delete(keys[0])
        self.made(*self.unwrap())
        self.assertFull(AES)


class Hsm2Test(CapacityTest):
    """16,666 keys, of which 3,333 asymmetric."""

    RECIPE = "hsm2m"
    KEYS, ASYMMETRIC = 16666, 3333
    # How many places are left for session keys on each HSM, once it is filled with token keys.
    ROOM = 6

    def test_the_edge(self):
        self.fill(self.ASYMMETRIC - 1, IMPORT)
        self.enter()
        self.assertFull(PAIR, PAIR + SESSION)
        public = self.made(*IMPORT)
        self.assertEqual(self.count(), self.ASYMMETRIC)
        self.assertFull(IMPORT, PAIR, PAIR + SESSION)
        # What is scarce is room for asymmetric keys alone.
        self.delete(self.made(*AES))
        self.delete(self.made(*AES + SESSION))
        self.delete(public)
        self.assertFull(PAIR)
        self.made(*IMPORT)
        self.assertEqual(self.alice.end(), 0)

        self.fill(self.KEYS - self.ASYMMETRIC - self.ROOM, AES)
        self.enter()
        self.assertEqual(self.count(), self.KEYS - self.ROOM)
        self.check_session_keys()

    def check_session_keys(self):
        keys = {self.made(*(AES, SECRET)[number % 2] + SESSION) for number in range(2 * self.ROOM)}
        self.assertEqual(len(keys), 2 * self.ROOM)
        self.assertFull(AES + SESSION, SECRET + SESSION, AES, IMPORT)
        self.lose_an_hsm()
        left = self.session_keys()
        self.assertEqual(len(left), self.ROOM)
        self.assertLess(set(left), keys)
        self.assertEqual(self.count(), self.KEYS)
        for reference in keys - set(left):
            self.assertEqual(self.alice.selected(f"key-reference={reference}"), [])
        # The session goes on with what it has.
        self.assertFull(AES + SESSION, AES)
        self.delete(left[0])
        self.made(*AES)
        self.assertFull(AES + SESSION, AES)
        self.delete(left[1])
        self.made(*SECRET + SESSION)
        self.assertEqual(self.count(), self.KEYS)


if __name__ == "__main__":
    lab.main()
