#!/usr/bin/env python3
"""Runs the examples of every command as they stand in help and manual, each in a session of its own over the
estate that the manual describes."""

import re
import shlex
import sys

import tables
import lab
from lab import ADMIN, ALICE, LOGIN_ADMIN, LOGIN_ALICE, LabTest

# Examples that speak of another place than that, and the recipe that has it.
ESTATES = {
    "cloudhsm-cli cluster activate": "initialized",
    "cloudhsm-cli key replicate": "clones",
    "configure-cli add-cluster": "absent",
    "localhsm cloudhsmv2 delete-cluster": "bare",
    "localhsm cloudhsmv2 describe-clusters": "signed",
    "localhsm cloudhsmv2 initialize-cluster": "signed",
}


class ExampleTest(LabTest):
    def estate_of(self, command):
        return self.lab.estate(ESTATES.get(command.name, "keys"))

    def in_session(self, command, estate, text):
        """One example of cloudhsm-cli, by a user whom its roles allow."""
        lines = [text]
        words = []
        if command.path == "key replicate":
            users = [f"{LOGIN_ALICE} --cluster-id {cluster}"
                     for cluster in estate.clusters.values()]
            lines = users + lines
            words = ["--cluster-id", estate.clusters["source"]]
        elif command.roles & tables.BY_CRYPTO_USER or command.path == "logout":
            lines.insert(0, LOGIN_ALICE)
        elif command.roles & tables.BY_ADMIN:
            lines.insert(0, LOGIN_ADMIN)
        result = estate.session(*lines, words=words)
        self.assertEqual((result.status, result.stderr), (0, ""), str(result))
        return result.answers[len(lines) - 1]

    def test_examples_in_sessions(self):
        for command in tables.programs()["cloudhsm-cli"][0]:
            for example in command.examples:
                with self.subTest(example=example["command"]):
                    estate = self.estate_of(command)
                    text = substitute(estate, example["command"])
                    if asks_for_password(command, text) or command.path == "interactive":
                        continue
                    answer = self.in_session(command, estate, text)
                    self.assertEqual(answer["error_code"], 0, f"{text}: {answer}")

    def test_examples_as_single_commands(self):
        for command in tables.programs()["cloudhsm-cli"][0]:
            if command.path == "logout":
                continue
            for example in command.examples:
                with self.subTest(example=example["command"]):
                    estate = self.estate_of(command)
                    text = substitute(estate, example["command"])
                    if asks_for_password(command, text):
                        continue
                    user = ADMIN if command.roles == tables.BY_ADMIN else ALICE
                    if not command.roles:
                        user = {}
                    destination = {f"DESTINATION_{name}": value for name, value in user.items()}
                    result = estate.cli(*shlex.split(text), env={**user, **destination})
                    self.assertEqual((result.status, result.stderr), (0, ""), str(result))

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
    return bool(secrets) and "--password" not in text


def substitute(estate, text):
    """Puts ids in the places that the manual marks: <CLUSTER_ID>, <hsm-id>."""
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

    return re.sub(r"<([A-Za-z_-]+)>", find, text)


if __name__ == "__main__":
    lab.main()
