#!/usr/bin/env python3
"""Runs the examples of every command as they stand in help and manual, each in a session of its own over the
estate that the manual describes."""

import functools
import re
import shlex
import sys

import tables
import lab
from lab import ADMIN, ALICE, LOGIN_ADMIN, LOGIN_ALICE, LabTest

# Examples that speak of another place than that, and the recipe that has it.
ESTATES = {
    "cloudhsm-cli cluster activate": "initialized",
    "cloudhsm-cli cluster mtls deregister-trust-anchor": "mtls",
    "cloudhsm-cli cluster mtls register-trust-anchor": "certificates",
    "cloudhsm-cli cluster mtls set-enforcement": "mtls",
    "cloudhsm-cli crypto sign ed25519": "nonfips_keys",
    "cloudhsm-cli crypto sign ed25519ph": "nonfips_keys",
    "cloudhsm-cli crypto sign ml-dsa": "nonfips_keys",
    "cloudhsm-cli crypto verify ed25519": "nonfips_keys",
    "cloudhsm-cli crypto verify ed25519ph": "nonfips_keys",
    "cloudhsm-cli crypto verify ml-dsa": "nonfips_keys",
    "cloudhsm-cli key generate-asymmetric-pair ec": "nonfips_keys",
    "cloudhsm-cli key generate-asymmetric-pair ml-dsa": "nonfips_keys",
    "cloudhsm-cli key replicate": "clones",
    "cloudhsm-cli key unwrap rsa-pkcs": "nonfips_keys",
    "cloudhsm-cli key wrap rsa-pkcs": "nonfips_keys",
    "cloudhsm-cli login mfa-token-sign": "mfa",
    "cloudhsm-cli user change-quorum token-sign register": "registered",
    "cloudhsm-cli user replicate": "user_clones",
    "configure-cli add-cluster": "absent",
    "localhsm apply": "declared",
    "localhsm cloudhsmv2 delete-cluster": "bare",
    "localhsm compare": "user_clones",
    "localhsm cloudhsmv2 describe-clusters": "signed",
    "localhsm cloudhsmv2 initialize-cluster": "signed",
    "localhsm cloudhsmv2 restore-backup": "pending",
    "localhsm snapshot load": "saved",
}

# Commands that work with keys which no older OpenSSL can make.
OPENSSL = {"cloudhsm-cli crypto sign ml-dsa": (3, 5), "cloudhsm-cli crypto verify ml-dsa": (3, 5)}


def cloudhsm_commands():
    return [command for command in tables.programs()["cloudhsm-cli"][0]
            if lab.openssl_version() >= OPENSSL.get(command.name, ())]

# Examples that speak of keys which cannot be made with an OpenSSL below this.
KEYS_SINCE = {"cloudhsm-cli crypto sign ml-dsa": (3, 5), "cloudhsm-cli crypto verify ml-dsa": (3, 5)}


class ExampleTest(LabTest):
    def estate_of(self, command):
        return self.lab.estate(ESTATES.get(command.name, "keys"))

    def in_session(self, command, estate, text):
        """One example of cloudhsm-cli, by a user whom its roles allow."""
        lines = [text]
        words = []
        if command.path in ("key replicate", "user replicate"):
            login = LOGIN_ALICE if command.path == "key replicate" else LOGIN_ADMIN
            users = [f"{login} --cluster-id {cluster}" for cluster in estate.clusters.values()]
            lines = users + lines
            words = ["--cluster-id", estate.clusters["source"]]
        elif command.roles & tables.BY_CRYPTO_USER or command.path == "logout":
            lines.insert(0, LOGIN_ALICE)
        elif command.roles & tables.BY_ADMIN:
            lines.insert(0, LOGIN_ADMIN)
        result = estate.session(*lines, words=words)
        self.assertEqual(len(result.answers), len(lines), str(result))
        return result

    def asked_for_token(self, estate, text):
        """One that asks for its token file, signed by the user whom it is about."""
        name, token = (re.search(option + r" (\S+)", text)[1] for option in ("--username", "--token"))
        with lab.LiveSession(estate) as session:
            session.write(text)
            estate.shell(f"sign-token {token} {name}")
            out, err = session.watch("")
            return lab.Result([text], session.end(), out, err)

    def assert_works(self, command, result):
        """Only an OpenSSL that cannot do it may stand in the way of an example."""
        if result.answers and lab.lacks_openssl(result.answers[-1]):
            return
        if lab.openssl_version() < KEYS_SINCE.get(command.name, ()):
            self.assertRegex(str(result), "matched 0 keys")
            return
        self.assertEqual((result.status, result.stderr), (0, ""), str(result))
        for answer in result.answers:
            self.assertEqual(answer["error_code"], 0, str(result))

    def test_examples_in_sessions(self):
        for command in cloudhsm_commands():
            for example in command.examples:
                with self.subTest(example=example["command"]):
                    estate = self.estate_of(command)
                    text = substitute(estate, example["command"])
                    if asks_for_password(command, text) or command.path == "interactive":
                        continue
                    run = self.asked_for_token if asks_for_token(command) else functools.partial(
                        self.in_session, command)
                    self.assert_works(command, run(estate, text))

    def test_examples_as_single_commands(self):
        for command in cloudhsm_commands():
            if command.path == "logout":
                continue
            for example in command.examples:
                with self.subTest(example=example["command"]):
                    estate = self.estate_of(command)
                    text = substitute(estate, example["command"])
                    if asks_for_password(command, text) or asks_for_token(command):
                        continue
                    user = ADMIN if command.roles == tables.BY_ADMIN else ALICE
                    if not command.roles:
                        user = {}
                    destination = {f"DESTINATION_{name}": value for name, value in user.items()}
                    result = estate.cli(*shlex.split(text), env={**user, **destination})
                    self.assert_works(command, result)

    def test_examples_of_the_other_programs(self):
        for name in ("configure-cli", "localhsm"):
            for command in tables.programs()[name][0]:
                for example in command.examples:
                    with self.subTest(example=f"{name} {example['command']}"):
                        estate = self.estate_of(command)
                        text = f"{name} {substitute(estate, example['command'])}"
                        result = estate.shell(text, check=False,
                                              env={"LOCALHSM_ADMIN_PASSWORD": lab.PASSWORD})
                        self.assertEqual((result.status, result.stderr), (0, ""), str(result))


def asks_for_password(command, text):
    secrets = [option for option in command.options if option["secret"]]
    return bool(secrets) and "--password" not in text and "--change-password" not in text


def asks_for_token(command):
    """Whether a path is asked for in the middle, which takes a session or a terminal."""
    return command.path == "login mfa-token-sign"


def substitute(estate, text):
    """Puts ids in the places that the manual marks, <CLUSTER_ID>, <hsm-id>, and the IV that a key was wrapped with
    in the place of the manual's."""
    def find(match):
        mark = match[1].lower().replace("_", "-")
        if mark in ("cluster-id", "source-cluster-id"):
            name = "destination" if "add-cluster" in text else "source"
            return estate.clusters[name]
        if mark == "destination-cluster-id":
            return estate.clusters["destination"]
        query = {"hsm-id": ("describe-clusters", "Clusters[0].Hsms[0].HsmId"),
                 "backup-id": ("describe-backups", "Backups[0].BackupId")}
        operation, path = query[mark]
        return estate.lab_command("cloudhsmv2", operation, "--query", path, "--output",
                                  "text").stdout.strip()

    text = re.sub(r"<([A-Za-z_-]+)>", find, text)
    return re.sub(r"(?<=--iv )0x[0-9a-f]{24}\b", lambda _: estate.iv, text)


if __name__ == "__main__":
    lab.main()
