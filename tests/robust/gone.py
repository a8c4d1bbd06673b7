#!/usr/bin/env python3
"""HSMs that go while a command waits for its input, at a FIFO: the command finds what is there when it goes to work,
and not what was there when it began to wait.
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab
from asker import Asker, not_single
from lab import LOGIN_ALICE, LabTest

DISCONNECTED = 'Error: "HSM is disconnected"\n'
TOO_FEW = ("Cannot perform the requested key operation as the key must be available on at least 2 HSMs. "
           "Either increase the number of HSMs in the cluster, or disable the key availability check.")
TOKEN, SESSION = (), ("--session",)
HASH = ("--hash-function", "sha256")
SIGN = ("crypto", "sign", "ecdsa", *HASH, "--key-filter", "attr.label=private")
VERIFY = ("crypto", "verify", "ecdsa", *HASH, "--key-filter", "attr.label=public", "--signature")
UNWRAP = ("key", "unwrap", "aes-zero-pad", "--key-type-class", "aes", "--label", "unwrapped",
          "--filter", "attr.label=aes")
MESSAGE = b"a message"


class GoneTest(LabTest):
    """Commands that read a file, with session keys and with token keys."""

    def setUp(self):
        self.estate = self.lab.estate("hsm2m")
        os.mkfifo(self.estate.path("fifo"))

    def enter(self, *more):
        """alice, with keys that are made with more words, and what the commands take as their input."""
        alice = Asker(self.estate)
        self.addCleanup(alice.__exit__)
        alice.data(*LOGIN_ALICE.split())
        alice.data("key", "generate-asymmetric-pair", "ec", "--curve", "secp256r1", "--public-label",
                   "public", "--private-label", "private", "--public-attributes", "verify=true",
                   "--private-attributes", "sign=true", *more)
        alice.data("key", "generate-symmetric", "aes", "--label", "aes", "--key-length-bytes", "32",
                   "--attributes", "wrap=true", "unwrap=true", *more)
        self.estate.write("message", MESSAGE)
        signature = alice.data(*SIGN, "--data-path", "message")["signature"]
        alice.data("key", "wrap", "aes-zero-pad", "--payload-filter", "attr.label=aes",
                   "--wrapping-filter", "attr.label=aes", "--path", "wrapped")
        commands = ((SIGN, MESSAGE), ((*VERIFY, signature), MESSAGE),
                    ((*UNWRAP, *more), self.estate.read("wrapped")))
        return alice, commands

    def across(self, alice, words, data, change):
        """What a command says during whose wait for data something changes: its answer, or its error."""
        alice.write(alice.typed((*words, "--data-path", "fifo")))
        # Opening waits for the command to have opened the other end.
        with open(self.estate.path("fifo"), "wb") as fifo:
            change()
            fifo.write(data)
        out, err = alice.watch("")
        return json.loads(out) if out else err

    def delete_hsms(self, count):
        cluster = self.estate.clusters["source"]
        described = self.estate.lab_command("cloudhsmv2", "describe-clusters").answer["Clusters"][0]
        for hsm in described["Hsms"][:count]:
            self.estate.lab_command("cloudhsmv2", "delete-hsm", "--cluster-id", cluster, "--hsm-id",
                                    hsm["HsmId"])

    def assertAcross(self, more, hsms, expected):
        """What each command says when so many HSMs go, each over an estate of its own."""
        for number, name in enumerate(("sign", "verify", "unwrap")):
            with self.subTest(command=name, more=more):
                self.setUp()
                alice, commands = self.enter(*more)
                words, data = commands[number]
                self.assertEqual(
                    self.across(alice, words, data, lambda: self.delete_hsms(hsms)), expected)

    def test_nothing_changes(self):
        alice, commands = self.enter("--session")
        for words, data in commands:
            answer = self.across(alice, words, data, lambda: None)
            self.assertEqual(answer["error_code"], 0, answer)

    def test_every_hsm_goes(self):
        for more in TOKEN, SESSION:
            self.assertAcross(more, 2, DISCONNECTED)

    def test_the_hsm_of_the_session_keys_goes(self):
        self.assertAcross(SESSION, 1, {"error_code": 1, "data": not_single(0)})

    def test_one_hsm_is_too_few_for_token_keys(self):
        self.assertAcross(TOKEN, 1, {"error_code": 1, "data": TOO_FEW})


if __name__ == "__main__":
    lab.main()
