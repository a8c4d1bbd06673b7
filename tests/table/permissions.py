#!/usr/bin/env python3
"""Who may run which command: the tables of the shell and of the HSM say what permissions.txt says, agree with one
another, and the programs do as they say.

usage: permissions.py DUMP       DUMP prints the tables; --update writes permissions.txt anew
"""

import os
import re
import shlex
import subprocess
import sys
import unittest

import tables
import lab
from lab import ADMIN, ALICE, BOB, PASSWORD, LabTest

DUMP = ""
FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "permissions.txt")
HEAD = """\
# Who may run each command of cloudhsm-cli: command (what of it) | who asks | yes, or the name of the refusal.
# Written by permissions.py --update; read the difference, for it is what an HSM allows.
"""
NAMES = ((tables.BY_ADMIN, "admin"), (tables.BY_CRYPTO_USER, "crypto-user"))
# Which roles of the shell's table a caller of the HSM's can have.
ROLES = {
    "admin": tables.BY_ADMIN,
    "the user admin": tables.BY_ADMIN,
    "crypto user": tables.BY_CRYPTO_USER,
    "owner": tables.BY_CRYPTO_USER,
    "sharee": tables.BY_CRYPTO_USER,
    "reader of a public key": tables.BY_CRYPTO_USER,
    "stranger": tables.BY_CRYPTO_USER,
    "the user themself": tables.BY_ADMIN | tables.BY_CRYPTO_USER,
    "nobody": 0,
    "unactivated admin": 0,
}
OUTSIDE = ("nobody", "unactivated admin")


def commands():
    return tables.programs()["cloudhsm-cli"][0]


def dumped():
    return subprocess.run([DUMP], check=True, capture_output=True, encoding="utf-8").stdout


def rows():
    """[(path, what, caller, answer)] of the tables."""
    found = []
    for line in dumped().splitlines():
        command, caller, answer = line.split(" | ")
        match = re.fullmatch(r"(.*?)(?: \((.*)\))?", command)
        found.append((match[1], match[2], caller, answer))
    return found


def texts():
    """The text of each error by its name, as a pattern."""
    path = os.path.join(os.path.dirname(FILE), os.pardir, os.pardir, "include", "base", "errors.def")
    with open(path, encoding="utf-8") as file:
        found = re.findall(r'^(?:ERROR|GUESS)\(\d+, (\w+), \w+, "((?:[^"\\]|\\.)*)"', file.read(), re.M)
    return {name: re.escape(text.replace('\\"', '"')).replace(r"\{\}", ".*") for name, text in found}


class GoldenTest(unittest.TestCase):
    maxDiff = None

    def test_the_tables_say_what_the_file_says(self):
        with open(FILE, encoding="utf-8") as file:
            expected = [line for line in file.read().splitlines() if not line.startswith("#")]
        self.assertEqual(dumped().splitlines(), expected)

    def test_every_command_is_there(self):
        self.assertEqual({path for path, *_ in rows()}, {command.path for command in commands()})

    def test_the_shell_lets_through_whom_the_hsm_lets_through(self):
        for command in commands():
            with self.subTest(command=command.path):
                allowed = [caller for path, _, caller, answer in rows()
                           if path == command.path and answer.startswith("yes")]
                roles = 0
                for caller in allowed:
                    roles |= ROLES.get(caller, 0)
                # What somebody may do who is not logged in, anybody may try; but nobody logs out twice.
                if any(caller in OUTSIDE or caller == "anybody" for caller in allowed):
                    roles = 0
                self.assertEqual(command.roles, roles)


# What the shell says to nobody of a command that more than one role may run, before it asks an HSM.
SHELL_REFUSAL = "USER_REQUIRED"
OFFICER = {"CLOUDHSM_ROLE": "admin", "CLOUDHSM_PIN": f"officer:{PASSWORD}"}
NOBODY = {}

# Commands that cannot be asked so: they are about oneself, or ask two clusters.
ELSEWHERE = ("logout", "user change-quorum token-sign register", "user replicate")
# How each caller can be had: alice owns the keys, "lent" is shared with bob, bob is a stranger to the others.
HSM_CALLERS = {"nobody": NOBODY, "admin": OFFICER, "the user admin": ADMIN, "crypto user": ALICE}
KEY_CALLERS = {"nobody": NOBODY, "admin": OFFICER, "the user admin": ADMIN,
               "owner": (ALICE, "lent"), "sharee": (BOB, "lent"), "stranger": (BOB, "own"),
               "reader of a public key": (BOB, "public")}
SIGN = "--hash-function sha256 --data AA=="
# A command for each rule about keys: {key} is a filter of the caller's key. Its answer need not be good: a refusal by
# another rule than that of permission is one step further.
KEY_COMMANDS = {
    ("crypto sign rsa-pkcs", None): f"crypto sign rsa-pkcs --key-filter {{key}} {SIGN}",
    ("crypto verify rsa-pkcs", None):
        f"crypto verify rsa-pkcs --key-filter {{key}} {SIGN} --signature AA==",
    ("key delete", None): "key delete --filter {key}",
    ("key generate-file", None): "key generate-file --encoding pem --path out.pem --filter {key}",
    ("key list", None): "key list --filter {key}",
    ("key set-attribute", "any attribute but trusted"):
        "key set-attribute --filter {key} --name derive --value true",
    ("key share", None): "key share --filter {key} --username carol --role crypto-user",
    ("key unshare", None): "key unshare --filter {key} --username carol --role crypto-user",
    ("key unwrap aes-no-pad", "with the unwrapping key"):
        "key unwrap aes-no-pad --filter {key} --key-type-class aes --label x --data AAAA",
    ("key wrap aes-no-pad", "the payload key"):
        "key wrap aes-no-pad --payload-filter {key} --wrapping-filter attr.label=public",
    ("quorum token-sign generate", "for key-usage, key-management"):
        "quorum token-sign generate --service key-usage --token out.token --filter {key}",
}
# Answers of another rule that stands before that of permission, for keys of the wrong class.
OTHER_RULE = re.compile(r"Key type is inconsistent with this operation: .*")
KEYS = """\
key generate-asymmetric-pair rsa --public-label {0} --private-label {1} --modulus-size-bits 2048 \
--public-exponent 65537 --public-attributes verify=true wrap=true --private-attributes sign=true {2}
"""


class RefusalTest(LabTest):
    def setUp(self):
        self.estate = self.lab.estate("hsm2m")
        self.texts = texts()
        self.estate.ask("user", "create", "--username", "officer", "--role", "admin", "--password",
                        PASSWORD, as_user=ADMIN)

    def assertAnswer(self, result, answer):
        """As the table says: the refusal by name, or anything but that of another role or person."""
        said = result.answer["data"]
        if not answer.startswith("yes"):
            self.assertEqual(result.status, 1, str(result))
            if not OTHER_RULE.fullmatch(str(said)):
                self.assertRegex(said, f"^(?:{self.texts[answer]})$")
        elif result.status:
            for name in ("ADMIN_REQUIRED", "CRYPTO_USER_REQUIRED", "USER_REQUIRED", "KEY_NOT_OWNER",
                         "KEY_NOT_SINGLE", "MTLS_ADMIN"):
                self.assertNotRegex(said, f"^(?:{self.texts[name]})$")

    def test_who_may_not_is_refused_about_the_hsm_and_about_users(self):
        wanted = {command.path: command for command in commands()}
        for path, what, caller, answer in rows():
            if caller not in HSM_CALLERS or path in ELSEWHERE or what or self.about_key(path) or \
                    answer.startswith("yes"):
                continue
            with self.subTest(command=path, caller=caller):
                words = shlex.split(wanted[path].examples[0]["command"].replace("alice", "bob"))
                self.assertAnswer(self.estate.cli(*words, as_user=HSM_CALLERS[caller]), answer)

    @staticmethod
    def about_key(path):
        return any(path == other and caller == "owner" for other, _, caller, _ in rows())

    @staticmethod
    def is_for_both_roles(path):
        roles = {command.path: command.roles for command in commands()}
        return roles[path] == tables.BY_ADMIN | tables.BY_CRYPTO_USER

    def make_keys(self):
        """Pairs whose private halves are "own" and "lent", and whose public halves are readable."""
        self.estate.make_users("carol")
        lines = [KEYS.format("public", "own", ""),
                 KEYS.format("other", "lent", "--share-crypto-users bob")]
        result = self.estate.session(lab.LOGIN_ALICE, *lines)
        self.assertEqual([answer["error_code"] for answer in result.answers], [0, 0, 0], str(result))

    def test_who_may_not_is_refused_about_keys(self):
        self.make_keys()
        table = {(path, what, caller): answer for path, what, caller, answer in rows()}
        for (path, what), text in KEY_COMMANDS.items():
            for caller, user in KEY_CALLERS.items():
                # The key is wanted for the others; that its owner can delete it, every test of keys shows.
                if (path, caller) == ("key delete", "owner"):
                    continue
                user, label = user if isinstance(user, tuple) else (user, "lent")
                key = f"attr.label={label}" + (" attr.class=public-key" if label == "public" else "")
                with self.subTest(command=path, what=what, caller=caller):
                    result = self.estate.cli(*shlex.split(text.format(key=key)), as_user=user)
                    answer = table[path, what, caller]
                    if caller == "nobody" and self.is_for_both_roles(path):
                        answer = SHELL_REFUSAL
                    if path == "key list" and answer == "KEY_NOT_SINGLE":
                        self.assertEqual(result.data["total_key_count"], 0)
                    elif label == "public" and not answer.startswith("yes"):
                        self.assertEqual(result.status, 1, str(result))
                    else:
                        self.assertAnswer(result, answer)


def update():
    with open(FILE, "w", encoding="utf-8") as file:
        file.write(HEAD + dumped())


if __name__ == "__main__":
    DUMP = sys.argv.pop(1)
    if sys.argv[1:] == ["--update"]:
        update()
    else:
        lab.main()
