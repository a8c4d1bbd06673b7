#!/usr/bin/env python3
"""Many processes at once: all get through, none waits long, and nothing of theirs is lost. Killed ones leave
an estate that opens, and no login behind."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab
from lab import ADMIN, ALICE, LOGIN_ALICE, PASSWORD, LabTest, LiveSession

CROWD = 50
SECONDS = 5 * float(os.environ.get("LOCALHSM_TEST_SLOWNESS", "1"))


class CrowdTest(LabTest):
    def setUp(self):
        self.estate = self.lab.estate("hsm2m")

    def start(self, credentials, *words):
        return subprocess.Popen([self.lab.program("cloudhsm-cli"), *words],
                                env=self.estate.environment(credentials), cwd=self.estate.work,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, encoding="utf-8")

    def all_at_once(self, credentials, commands):
        """Runs commands side by side; (status, stdout, stderr, seconds) of each."""
        results = [None] * len(commands)

        def one(number):
            begin = time.monotonic()
            process = self.start(credentials, *commands[number])
            out, err = process.communicate(timeout=120)
            results[number] = (process.returncode, out, err, time.monotonic() - begin)

        threads = [threading.Thread(target=one, args=(number,)) for number in range(len(commands))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    def check_crowd(self, credentials, commands):
        results = self.all_at_once(credentials, commands)
        for status, out, err, _ in results:
            self.assertEqual((status, err), (0, ""), out)
        longest = max(seconds for *_, seconds in results)
        print(f"longest of {len(commands)}: {longest:.2f} s")
        self.assertLess(longest, SECONDS)

    def test_fifty_users_then_fifty_keys(self):
        names = [f"user{number:02}" for number in range(CROWD)]
        self.check_crowd(ADMIN, [["user", "create", "--username", name, "--role", "crypto-user",
                                  "--password", PASSWORD] for name in names])
        users = {user["username"]: user for user in self.estate.ask("user", "list")["users"]}
        for name in names:
            self.assertEqual(users[name]["cluster-coverage"], "full")
        self.check_crowd(ALICE, [["key", "generate-symmetric", "aes", "--label", name,
                                  "--key-length-bytes", "32"] for name in names])
        listed = self.estate.ask("key", "list", "--verbose", "--max-items", "100", as_user=ALICE)
        self.assertEqual(listed["total_key_count"], CROWD)
        self.assertEqual(sorted(key["attributes"]["label"] for key in listed["matched_keys"]),
                         names)
        for key in listed["matched_keys"]:
            self.assertEqual(key["key-info"]["cluster-coverage"], "full")

    def test_of_many_that_create_one_user_one_wins(self):
        results = self.all_at_once(ADMIN, [["user", "create", "--username", "once", "--role",
                                            "crypto-user", "--password", PASSWORD]] * 8)
        self.assertEqual(sorted(status for status, *_ in results), [0] + [1] * 7)

    def test_readers_do_not_wait_for_a_writer(self):
        self.estate.ask("key", "generate-symmetric", "aes", "--label", "x", "--key-length-bytes",
                        "32", as_user=ALICE)
        writer = sqlite3.connect(self.estate.database(), isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        begin = time.monotonic()
        self.assertEqual(self.estate.cli("user", "list").status, 0)
        self.assertLess(time.monotonic() - begin, SECONDS / 2)
        writer.execute("ROLLBACK")
        writer.close()

    def test_killed_at_any_moment(self):
        chance = random.Random(20)
        made = 0
        for number in range(40):
            process = self.start(ALICE, "key", "generate-symmetric", "aes", "--label",
                                 f"k{number}", "--key-length-bytes", "32")
            time.sleep(chance.uniform(0, 0.06))
            process.send_signal(signal.SIGKILL)
            out, _ = process.communicate()
            made += process.returncode == 0
        listed = self.estate.ask("key", "list", "--verbose", "--max-items", "100", as_user=ALICE)
        self.assertGreaterEqual(listed["total_key_count"], made)
        for key in listed["matched_keys"]:
            self.assertEqual(key["key-info"]["cluster-coverage"], "full")

    def test_a_killed_session_does_not_stay_logged_in(self):
        delete = ["user", "delete", "--username", "alice", "--role", "crypto-user"]
        with LiveSession(self.estate) as session:
            session.ask(LOGIN_ALICE)
            self.assertRefused(self.estate.cli(*delete, as_user=ADMIN),
                               "User is currently logged in")
        # The end of the block killed it.
        self.assertEqual(self.estate.cli(*delete, as_user=ADMIN).status, 0)


if __name__ == "__main__":
    lab.main()
