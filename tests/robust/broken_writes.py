#!/usr/bin/env python3
"""A command is killed, or finds the disk full, at each of its writes in turn, or SQLite gives its transaction
up at each of its steps: the estate opens afterwards, and what the command was to do is done on every HSM or
on none.

usage: broken_writes.py BREAKER     (the library made from breaker.c)
"""

import os
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

from lab import ADMIN, ALICE, PASSWORD, LabTest

BREAKER = ""


class BrokenWritesTest(LabTest):
    def setUp(self):
        self.estate = self.lab.estate("hsm2m")

    def broken(self, at, how, credentials, *words):
        """Runs one command whose writes break; its status and the number of writes it made."""
        count = self.estate.path("count")
        env = self.estate.environment(credentials, {
            "LD_PRELOAD": BREAKER, "BREAK_AT": str(at), "BREAK_WITH": how, "BREAK_COUNT": count})
        done = subprocess.run([self.lab.program("cloudhsm-cli"), *words], env=env, timeout=60,
                              cwd=self.estate.work, stdin=subprocess.DEVNULL, check=False,
                              capture_output=True, encoding="utf-8")
        return done

    def writes(self):
        return int(self.estate.read("count"))

    def every_write(self, how, credentials, make):
        """Yields (name, result) for a break at the first write, the second, and so on, until the
        command gets through. make builds its words from a name that is new each time."""
        for at in range(1, 500):
            name = f"x{at}"
            done = self.broken(at, how, credentials, *make(name))
            yield name, done
            if done.returncode != -signal.SIGKILL and self.writes() < at:
                self.assertEqual(done.returncode, 0, done.stderr)
                return
        self.fail("the command never gets through")

    def users(self):
        listed = self.estate.ask("user", "list")["users"]
        for user in listed:
            self.assertEqual(user["cluster-coverage"], "full", user)
        return [user["username"] for user in listed]

    def keys(self):
        listed = self.estate.ask("key", "list", "--max-items", "1000", "--verbose", as_user=ALICE)
        for key in listed["matched_keys"]:
            self.assertEqual(key["key-info"]["cluster-coverage"], "full", key)
        return [key["attributes"]["label"] for key in listed["matched_keys"]]

    def check_all(self, how, credentials, make, present):
        seen = 0
        for name, done in self.every_write(how, credentials, make):
            seen += 1
            with self.subTest(write=name, how=how):
                names = present()
                if done.returncode == 0:
                    self.assertIn(name, names)
                elif done.returncode != -signal.SIGKILL:
                    self.assertEqual(done.returncode, 1, done)
                    self.assertTrue(done.stderr or done.stdout)
        self.assertGreater(seen, 3, "the writes were not seen: is the breaker preloaded?")

    @staticmethod
    def create_user(name):
        return ["user", "create", "--username", name, "--role", "crypto-user",
                "--password", PASSWORD]

    @staticmethod
    def generate(name):
        return ["key", "generate-symmetric", "aes", "--label", name, "--key-length-bytes", "32"]

    def test_users_killed(self):
        self.check_all("kill", ADMIN, self.create_user, self.users)

    def test_users_disk_full(self):
        self.check_all("full", ADMIN, self.create_user, self.users)

    def test_keys_killed(self):
        self.check_all("kill", ALICE, self.generate, self.keys)

    def test_keys_disk_full(self):
        self.check_all("full", ALICE, self.generate, self.keys)

    def test_users_transaction_given_up(self):
        self.check_all("rollback", ADMIN, self.create_user, self.users)

    def test_keys_transaction_given_up(self):
        self.check_all("rollback", ALICE, self.generate, self.keys)

    def test_a_wrapped_file_is_whole_or_absent(self):
        self.estate = self.lab.estate("keys")

        def wrap(name):
            return ["key", "wrap", "rsa-aes", "--payload-filter", "attr.label=data",
                    "--wrapping-filter", "attr.label=wrapping", "--hash-function", "sha256",
                    "--mgf", "mgf1-sha256", "--path", f"{name}.bin"]

        for how in ("kill", "full"):
            for name, done in self.every_write(how, ALICE, wrap):
                path = self.estate.path(f"{name}.bin")
                if os.path.exists(path):
                    self.assertEqual(os.path.getsize(path), 296, name)
                    os.remove(path)
                else:
                    self.assertNotEqual(done.returncode, 0, name)
            if how == "full":
                left = [name for name in os.listdir(self.estate.work) if name.startswith(("x", ".x"))]
                self.assertEqual(left, [], "temporary files were left behind")


if __name__ == "__main__":
    BREAKER = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)
