#!/usr/bin/env python3
"""Passwords and key bytes are looked for in everything that lies on the disk, in what the programs print, and
in the list of processes."""

import os
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "interop"))

import lab
from lab import ADMIN, ALICE, LabTest
from leaks import forms
from openssl import OpenSsl

SECRET = "Sesame-0pen-42!"


class SecretsTest(LabTest):
    def setUp(self):
        self.estate = self.lab.estate("nonfips")

    def files(self):
        for folder in (self.estate.home, self.estate.client):
            for path, _, names in os.walk(folder):
                for name in names:
                    yield os.path.join(path, name)

    def assertNowhere(self, secret, what):
        wanted = list(forms(secret))
        for path in self.files():
            with open(path, "rb") as file:
                content = file.read()
            for form in wanted:
                self.assertNotIn(form, content, f"{what} stands in {path}")

    def test_nothing_on_the_disk(self):
        # Make everything be written that can be: the log at its most talkative, all kinds of keys.
        self.estate.run("configure-cli", "--log-level", "trace", check=True)
        self.estate.ask("user", "create", "--username", "carol", "--role", "crypto-user",
                        "--password", SECRET, as_user=ADMIN)
        self.estate.ask("user", "change-password", "--username", "alice", "--role", "crypto-user",
                        "--password", SECRET, as_user=ADMIN)
        alice = {**ALICE, "CLOUDHSM_PIN": f"alice:{SECRET}"}
        self.estate.session(f"login --username alice --role crypto-user --password {SECRET}",
                            f"login --username carol --role crypto-user --password {SECRET}x",
                            f"user change-password --password {SECRET} --nonsense", "quit")
        openssl = OpenSsl(self.estate.work)
        openssl.make_rsa("rsa")
        openssl.make_ec("ec", "prime256v1")
        self.estate.ask("key", "generate-asymmetric-pair", "rsa", "--public-label", "w",
                        "--private-label", "u", "--modulus-size-bits", "2048", "--public-exponent",
                        "65537", "--private-attributes", "unwrap=true", as_user=alice)
        self.estate.ask("key", "generate-file", "--encoding", "pem", "--path", "w.pem",
                        "--filter", "attr.label=w", as_user=alice)
        payloads = {"aes": os.urandom(32), "3DES": os.urandom(24), "generic-secret": os.urandom(64),
                    "rsa-private": openssl.pkcs8("rsa"), "ec-private": openssl.pkcs8("ec")}
        for kind, payload in payloads.items():
            self.estate.write("in.bin", openssl.rsa_aes_wrap("w.pem", "sha256", payload))
            for more in ([], ["--session"]):
                self.estate.ask("key", "unwrap", "rsa-aes", "--filter", "attr.label=u",
                                "--hash-function", "sha256", "--mgf", "mgf1-sha256",
                                "--key-type-class", kind, "--label", kind + "".join(more),
                                "--data-path", "in.bin", *more, as_user=alice)
        self.assertNowhere(SECRET.encode(), "a password")
        for kind, payload in payloads.items():
            # The middle of a PKCS#8 file is its private numbers.
            self.assertNowhere(payload[len(payload) // 2:][:24], f"a key of type {kind}")
        self.assertIn("INFO", self.estate.log())

    def test_permissions(self):
        self.estate.session("user list")
        for folder in (self.estate.home, self.estate.client):
            self.assertEqual(os.stat(folder).st_mode & 0o077, 0, folder)
        for path in self.files():
            self.assertEqual(os.stat(path).st_mode & 0o077, 0, path)

    def test_a_password_does_not_stay_in_the_list_of_processes(self):
        holder = sqlite3.connect(self.estate.database(), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        try:
            with subprocess.Popen([self.lab.program("cloudhsm-cli"), "user", "create", "--username",
                                   "carol", "--role", "crypto-user", f"--password={SECRET}"],
                                  env=self.estate.environment(ADMIN), cwd=self.estate.work,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                time.sleep(0.5)
                self.assertIsNone(process.poll(), "it should be waiting for the estate")
                with open(f"/proc/{process.pid}/cmdline", "rb") as file:
                    line = file.read()
                holder.execute("ROLLBACK")
                self.assertEqual(process.wait(30), 0)
        finally:
            holder.close()
        self.assertIn(b"carol", line)
        self.assertNotIn(SECRET.encode(), line)

    def test_an_answer_does_not_repeat_what_was_looked_for(self):
        empty = self.estate.cli("key", "list", "--filter", "attr.label=never-made", as_user=ALICE)
        self.assertEqual((empty.status, empty.data["matched_keys"]), (0, []))
        self.assertNotIn("never-made", empty.stdout)
        refused = self.estate.cli("user", "delete", "--username", "nobody_there", "--role",
                                  "crypto-user", as_user=ADMIN)
        self.assertRefused(refused, "Specified user does not exist")

    def test_a_usage_error_does_not_repeat_a_password(self):
        for words in (["login", "--username", "alice", "--role", "admn", "--password", SECRET],
                      ["login", "--username", "alice", "--role", "admin", "--password", SECRET,
                       "more"],
                      ["user", "create", "--password", SECRET]):
            result = self.estate.cli(*words)
            self.assertUsage(result)
            self.assertNotIn(SECRET, result.stderr)


if __name__ == "__main__":
    lab.main()
