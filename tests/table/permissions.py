#!/usr/bin/env python3
"""Who may run which command: the table agrees with permissions.txt, and the programs with the table."""

import os
import shlex
import unittest

import tables
import lab
from lab import ADMIN, ALICE, LabTest

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "permissions.txt")
NAMES = ((tables.BY_ADMIN, "admin"), (tables.BY_CRYPTO_USER, "crypto-user"))
REFUSALS = {
    tables.BY_ADMIN: "An Admin must be logged in to run this command",
    tables.BY_CRYPTO_USER: "A CryptoUser must be logged in to run this command",
    tables.BY_ADMIN | tables.BY_CRYPTO_USER: "User must be logged in to run this command",
}


def commands():
    return tables.programs()["cloudhsm-cli"][0]


class GoldenTest(unittest.TestCase):
    maxDiff = None

    def test_the_table_says_what_the_file_says(self):
        expected = {}
        with open(FILE, encoding="utf-8") as file:
            for line in file:
                words = line.split("#")[0].split()
                roles = [word for word in words if word in ("anybody", "admin", "crypto-user")]
                if words:
                    expected[" ".join(words[:len(words) - len(roles)])] = roles
        actual = {command.path: [name for bit, name in NAMES if command.roles & bit] or ["anybody"]
                  for command in commands()}
        self.assertEqual(actual, expected)


class RefusalTest(LabTest):
    def test_nobody_else_may_run_it(self):
        estate = self.lab.estate("keys")
        for command in commands():
            # logout has a text of its own, key replicate asks on two clusters.
            if not command.roles or command.path in ("logout", "key replicate"):
                continue
            users = [{}]
            if not command.roles & tables.BY_ADMIN:
                users.append(ADMIN)
            if not command.roles & tables.BY_CRYPTO_USER:
                users.append(ALICE)
            for user in users:
                with self.subTest(command=command.path, user=user):
                    words = shlex.split(command.examples[0]["command"])
                    self.assertRefused(estate.cli(*words, as_user=user), REFUSALS[command.roles])


if __name__ == "__main__":
    lab.main()
