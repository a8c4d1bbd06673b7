#!/usr/bin/env python3
"""Audit logs of HSMs while commands are many, and are killed: they have no gap and no secret, and what they tell is
what there is, neither more nor less."""

import base64
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import auditing
import lab
import signing
from lab import ADMIN, ALICE, PASSWORD
from leaks import forms
from signing import USER_ROLE, Member, SharedLab, openssl

SLOWNESS = float(os.environ.get("LOCALHSM_TEST_SLOWNESS", "1"))
SECRET = "Sesame-0pen-42!"
GUESS = "Never-the-right-1"
LOGIN_FAILURE = 163


def make_estate(estate):
    """Two HSMs; the registered admins admin and second, whose approval users take; alice."""
    signing.small_cluster(estate, 2)
    estate.make_users("alice")
    signing.members(estate, "admin", "second")


AUDITED = signing.recipe("audited", make_estate)


class AuditLab(SharedLab):
    def setUp(self):
        self.estate = self.lab.estate(AUDITED)
        self.chance = random.Random(8)

    def start(self, user, *words):
        return subprocess.Popen([self.lab.program("cloudhsm-cli"), *words],
                                env=self.estate.environment(user or {}), cwd=self.estate.work,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, encoding="utf-8")

    def start_and_kill(self, jobs, every=2):
        """Runs commands four at a time, and kills one of so many at a moment that is anybody's guess."""
        results = []
        lock = threading.Lock()
        jobs = list(enumerate(jobs))

        def work():
            while True:
                with lock:
                    if not jobs:
                        return
                    number, job = jobs.pop(0)
                    pause = self.chance.uniform(0, 0.08) * SLOWNESS if number % every == 0 else None
                process = self.start(*job)
                if pause is not None:
                    time.sleep(pause)
                    process.send_signal(signal.SIGKILL)
                out, _ = process.communicate(timeout=120)
                with lock:
                    results.append((job, process.returncode, out))

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    def events(self):
        """The events of the HSMs, whose numbers have no gap and whose times do not go back."""
        found = auditing.events_of(self.estate)
        self.assertEqual(sorted(found), signing.hsm_ids(self.estate))
        for events in found.values():
            self.assertEqual([event.sequence for event in events], list(range(len(events))))
            times = [event.at for event in events]
            self.assertEqual(times, sorted(times))
        return found

    def users(self):
        listed = self.estate.ask("user", "list")["users"]
        for user in listed:
            self.assertEqual(user["cluster-coverage"], "full", user)
        return {user["username"] for user in listed} - {"admin", "app_user"}

    def keys(self):
        listed = self.estate.ask("key", "list", "--verbose", "--max-items", "1000", as_user=ALICE)
        for key in listed["matched_keys"]:
            self.assertEqual(key["key-info"]["cluster-coverage"], "full", key)
        return {int(key["key-reference"], 16) for key in listed["matched_keys"]}

    def assertTold(self):
        """What there is on each HSM is what its events have left."""
        users, keys = self.users(), self.keys()
        for hsm, events in self.events().items():
            self.assertEqual(auditing.users_by_events(events), users, hsm)
            self.assertEqual(auditing.keys_by_events(events), keys, hsm)


class CrowdTest(AuditLab):
    @staticmethod
    def jobs():
        for number in range(24):
            yield (ADMIN, "user", "create", "--username", f"u{number}", "--role", "crypto-user", "--password",
                   PASSWORD)
            yield (ALICE, "key", "generate-symmetric", "aes", "--label", f"k{number}", "--key-length-bytes", "32")
            if number % 3 == 2:
                yield ADMIN, "user", "delete", "--username", f"u{number - 2}", "--role", "crypto-user"
                yield ALICE, "key", "delete", "--filter", f"attr.label=k{number - 2}"
            if number % 6 == 0:
                yield (ALICE, "key", "generate-asymmetric-pair", "ec", "--curve", "secp256r1", "--public-label",
                       f"p{number}", "--private-label", f"q{number}")
            if number % 4 == 0:
                yield None, "login", "--username", "alice", "--role", "admin", "--password", GUESS

    def test_killed_at_random(self):
        results = self.start_and_kill(self.jobs())
        killed = sum(status == -signal.SIGKILL for _, status, _ in results)
        self.assertGreater(killed, 0)
        self.assertGreater(len(results), 2 * killed - 1)
        self.assertTold()
        users = self.users()
        for (_, *words), status, out in results:
            if status == 0 and words[:2] == ["user", "create"]:
                deleted = any(job[1:] and list(job[1:3]) == ["user", "delete"] and words[3] in job
                              for job, *_ in results)
                self.assertTrue(deleted or words[3] in users, out)

    def test_wrong_passwords_killed(self):
        """What an HSM counts and what it writes down are one."""
        jobs = [(None, "login", "--username", "alice", "--role", "crypto-user", "--password", GUESS)] * 10
        for _ in range(3):
            self.start_and_kill(jobs, every=2)
            database = sqlite3.connect(self.estate.database())
            counts = dict(database.execute(
                "SELECT hsm_id, failures FROM user JOIN hsm ON hsm.partition = user.partition"
                " WHERE name = 'alice'").fetchall())
            database.close()
            for hsm, events in self.events().items():
                refused = sum(event.user == "alice" and event.response == LOGIN_FAILURE for event in events)
                # A user who is locked is refused without being counted.
                self.assertGreaterEqual(refused, counts[hsm])
                if counts[hsm] < 6:
                    self.assertEqual(refused, counts[hsm], hsm)
            self.estate.ask("user", "change-password", "--username", "alice", "--role", "crypto-user",
                            "--password", PASSWORD, as_user=ADMIN)
            self.estate.restore()

    def test_approvals_killed(self):
        """A user who is there was approved, and the token is gone with it."""
        with Member(self.estate, "admin") as admin:
            admin.enter()
            for service in "user", "quorum":
                admin.data("quorum", "token-sign", "set-quorum-value", "--service", service, "--value", "2")
        second = signing.ring_of(self.lab).of("second")
        for number in range(8):
            name = f"eve{number}"
            with Member(self.estate, "admin") as admin:
                admin.enter()
                path = admin.token("user", f"{number}.token")
                signing.approve(path, admin.entry(path), signing.entry(path, "second", "admin", second))
                admin.write(f"user create --username {name} --role crypto-user --password {PASSWORD}"
                            f" --approval {path}")
                time.sleep(self.chance.uniform(0, 0.02) * SLOWNESS)
                admin.process.kill()
                admin.process.wait()
                there = name in self.users()
                for hsm, events in self.events().items():
                    made = [event for event in events if event.opcode == "CN_CREATE_USER" and event.user == name]
                    self.assertEqual(len(made), there, hsm)
                    spent = sum(event.opcode == "CN_APPROVE_TOKEN" for event in events)
                    by_quorum = sum(event.opcode == "CN_CREATE_USER" and event.user.startswith("eve")
                                    for event in events)
                    self.assertEqual(spent, by_quorum, hsm)


class ContentTest(AuditLab):
    def test_no_secret(self):
        """All that is secret goes through the HSMs in one way or the other."""
        self.estate.ask("user", "create", "--username", "carol", "--role", "crypto-user", "--password", SECRET,
                        as_user=ADMIN)
        self.estate.ask("user", "change-password", "--username", "carol", "--role", "crypto-user", "--password",
                        SECRET + "x", as_user=ADMIN)
        self.estate.cli("login", "--username", "carol", "--role", "crypto-user", "--password", GUESS)
        pair = signing.ring_of(self.lab).of("carol")
        with Member(self.estate, "carol", USER_ROLE, SECRET + "x") as carol:
            carol.enter()
            self.assertEqual(carol.change_mfa(pair, password=SECRET + "y")["error_code"], 0)
        key = os.urandom(32)
        ask = self.estate.ask
        ask("key", "generate-asymmetric-pair", "rsa", "--public-label", "w", "--private-label", "u",
            "--modulus-size-bits", "2048", "--public-exponent", "65537", "--private-attributes", "unwrap=true",
            "sign=true", as_user=ALICE)
        ask("key", "generate-file", "--encoding", "pem", "--path", "w.pem", "--filter", "attr.label=w",
            as_user=ALICE)
        self.estate.write("in.bin", openssl(
            "pkeyutl", "-encrypt", "-pubin", "-inkey", self.estate.path("w.pem"), "-pkeyopt",
            "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha256", data=key))
        ask("key", "unwrap", "rsa-oaep", "--filter", "attr.label=u", "--hash-function", "sha256", "--mgf",
            "mgf1-sha256", "--key-type-class", "aes", "--label", "known", "--data-path", "in.bin",
            "--attributes", "wrap=true", as_user=ALICE)
        ask("key", "wrap", "aes-gcm", "--tag-length-bits", "128", "--payload-filter", "attr.label=u",
            "--wrapping-filter", "attr.label=known", "--path", "out.bin", as_user=ALICE)
        self.estate.write("message", b"Attack at dawn, by the bridge")
        ask("crypto", "sign", "rsa-pkcs", "--hash-function", "sha256", "--key-filter", "attr.label=u",
            "--data-path", "message", as_user=ALICE)
        ask("key", "delete", "--filter", "attr.label=known", as_user=ALICE)
        log = self.estate.lab_command("audit-log", "--cluster-id", self.estate.clusters["source"]).stdout
        for text in "CN_CREATE_USER", "CN_CHANGE_PSWD", "carol", "CN_GENERATE_KEY_PAIR", "CN_TOMBSTONE_OBJECT":
            self.assertIn(text, log)
        with open(pair.private, "rb") as file:
            private = base64.b64decode(b"".join(file.read().splitlines()[1:-1]))
        secrets = {"a password": PASSWORD, "a new password": SECRET, "a guess": GUESS, "a key": key,
                   "a user's private key": private[len(private) // 2:][:24], "a message": "Attack at dawn"}
        for what, secret in secrets.items():
            for form in forms(secret.encode() if isinstance(secret, str) else secret):
                self.assertNotIn(form.decode("latin-1"), log, what)

    def test_the_log_of_an_hsm_outlives_it(self):
        cluster = self.estate.clusters["source"]
        before = self.events()
        hsm = self.estate.lab_command("cloudhsmv2", "create-hsm", "--cluster-id", cluster, "--availability-zone",
                                      self.estate.zone()).answer["Hsm"]["HsmId"]
        self.estate.ask("key", "list", as_user=ALICE)
        self.estate.lab_command("cloudhsmv2", "delete-hsm", "--cluster-id", cluster, "--hsm-id", hsm)
        found = auditing.events_of(self.estate)
        self.assertEqual(sorted(found), sorted([*before, hsm]))
        self.assertEqual([event.sequence for event in found[hsm]], list(range(len(found[hsm]))))
        self.assertIn("alice", [event.user for event in found[hsm]])
        one = self.estate.lab_command("audit-log", "--cluster-id", cluster, "--hsm-id", hsm).data["events"]
        self.assertEqual(len(one), len(found[hsm]))

    def test_refused_changes_leave_no_word_of_success(self):
        for words in (["user", "create", "--username", "alice", "--role", "crypto-user", "--password", PASSWORD],
                      ["user", "delete", "--username", "nobody", "--role", "crypto-user"]):
            self.assertEqual(self.estate.cli(*words, as_user=ADMIN).status, 1)
        self.assertEqual(self.estate.cli("key", "delete", "--filter", "attr.label=none", as_user=ALICE).status, 1)
        self.assertTold()


if __name__ == "__main__":
    lab.main()
