#!/usr/bin/env python3
"""HSMs that do not answer: what the client makes of it comes out of partitions that differ."""

import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab
from lab import ADMIN, ALICE, LOGIN_ALICE, PASSWORD, LabTest

CREATE_CAROL = ["user", "create", "--username", "carol", "--role", "crypto-user",
                "--password", PASSWORD]


class FaultTest(LabTest):
    def setUp(self):
        self.estate = self.lab.estate("hsm2m")
        clusters = self.estate.lab_command("cloudhsmv2", "describe-clusters").answer["Clusters"]
        self.hsms = sorted(hsm["HsmId"] for hsm in clusters[0]["Hsms"])

    def sql(self, text, *values):
        with sqlite3.connect(self.estate.database()) as database:
            database.execute(text, values)
        database.close()

    def lose(self, hsm):
        self.sql("INSERT INTO fault (hsm_id, kind) VALUES (?, 'unreachable')", hsm)

    def mend(self):
        self.sql("DELETE FROM fault")

    def user(self, name):
        users = self.estate.ask("user", "list")["users"]
        return next((user for user in users if user["username"] == name), None)

    def test_a_user_made_meanwhile_is_inconsistent_until_it_is_made_again(self):
        for hsm in self.hsms:
            with self.subTest(hsm=hsm):
                self.estate.restore()
                self.lose(hsm)
                self.estate.ask(*CREATE_CAROL, as_user=ADMIN)
                self.mend()
                self.assertEqual(self.user("carol")["cluster-coverage"], "inconsistent")
                self.estate.ask(*CREATE_CAROL, as_user=ADMIN)
                self.assertEqual(self.user("carol")["cluster-coverage"], "full")
                self.assertRefused(self.estate.cli(*CREATE_CAROL, as_user=ADMIN),
                                   "User already exists")

    def test_a_user_deleted_meanwhile_is_inconsistent_until_it_is_deleted_again(self):
        delete = ["user", "delete", "--username", "bob", "--role", "crypto-user"]
        self.lose(self.hsms[0])
        self.estate.ask(*delete, as_user=ADMIN)
        self.mend()
        self.assertEqual(self.user("bob")["cluster-coverage"], "inconsistent")
        self.estate.ask(*delete, as_user=ADMIN)
        self.assertIsNone(self.user("bob"))

    def test_keys_need_two_hsms_that_answer(self):
        self.lose(self.hsms[1])
        generate = ["key", "generate-symmetric", "aes", "--label", "x", "--key-length-bytes", "32"]
        text = ("Cannot perform the requested key operation as the key must be available on at "
                "least 2 HSMs. Either increase the number of HSMs in the cluster, or disable the "
                "key availability check.")
        self.assertRefused(self.estate.cli(*generate, as_user=ALICE), text)
        self.estate.run("configure-cli", "--disable-key-availability-check", check=True)
        self.estate.ask(*generate, as_user=ALICE)
        self.mend()
        key = self.estate.ask("key", "list", "--verbose", as_user=ALICE)["matched_keys"][0]
        self.assertEqual(key["key-info"]["cluster-coverage"], "inconsistent")
        self.estate.run("configure-cli", "--enable-key-availability-check", check=True)

    def test_nobody_answers(self):
        for hsm in self.hsms:
            self.lose(hsm)
        self.assertStartError(self.estate.cli("user", "list"), "HSM is disconnected")
        self.assertStartError(self.estate.cli("key", "list", as_user=ALICE), "HSM is disconnected")
        self.mend()
        self.estate.ask("user", "list")

    def test_a_session_notices_hsms_that_come_and_go(self):
        cluster = self.estate.clusters["source"]
        with lab.LiveSession(self.estate) as session:
            def count():
                return len(session.ask("cluster hsm-info")["data"]["hsms"])

            session.ask(LOGIN_ALICE)
            self.assertEqual(count(), 2)
            made = self.estate.lab_command("cloudhsmv2", "create-hsm", "--cluster-id", cluster,
                                           "--availability-zone", self.estate.zone())
            self.assertEqual(count(), 3)
            self.estate.lab_command("cloudhsmv2", "delete-hsm", "--cluster-id", cluster,
                                    "--hsm-id", made.answer["Hsm"]["HsmId"])
            self.assertEqual(count(), 2)
            self.lose(self.hsms[0])
            self.assertEqual(count(), 1)
            self.mend()
            self.assertEqual(count(), 2)
            # The login of the session goes on through all of it.
            answer = session.ask("key generate-symmetric aes --label x --key-length-bytes 32")
            self.assertEqual(answer["error_code"], 0)
        key = self.estate.ask("key", "list", "--verbose", as_user=ALICE)["matched_keys"][0]
        self.assertEqual(key["key-info"]["cluster-coverage"], "full")

    def test_wrong_passwords_count_on_each_hsm(self):
        for _ in range(12):
            self.estate.cli("key", "list", as_user={**ALICE, "CLOUDHSM_PIN": "alice:wrong-one"})
        self.assertEqual(self.user("alice")["locked"], "true")
        self.assertRefused(self.estate.cli("key", "list", as_user=ALICE))
        self.estate.ask("user", "change-password", "--username", "alice", "--role", "crypto-user",
                        "--password", PASSWORD, as_user=ADMIN)
        self.assertEqual(self.user("alice")["locked"], "false")
        self.estate.ask("key", "list", as_user=ALICE)

    def test_session_keys_go_with_their_session(self):
        made = self.estate.session(
            LOGIN_ALICE,
            "key generate-symmetric aes --label s --key-length-bytes 32 --session",
            "key list --filter attr.label=s",
            "logout", LOGIN_ALICE, "key list --filter attr.label=s", "quit")
        counts = [answer["data"]["total_key_count"] for answer in made.answers
                  if "total_key_count" in answer["data"]]
        self.assertEqual(counts, [1, 0])
        self.assertEqual(self.estate.ask("key", "list", as_user=ALICE)["total_key_count"], 0)


if __name__ == "__main__":
    lab.main()
