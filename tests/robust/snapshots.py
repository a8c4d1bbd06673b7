#!/usr/bin/env python3
"""Estates that are saved, loaded and destroyed while something goes wrong: what is no whole file of snapshot save is
refused; a command that is killed, or finds the disk full, at each of its writes in turn leaves the old estate or the
new one, whole; who has the old one open is told.

usage: snapshots.py [BREAKER]     (the library made from breaker.c; without it nothing is broken)
"""

import concurrent.futures
import hashlib
import json
import os
import resource
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab
from lab import ADMIN, LOGIN_ADMIN, PASSWORD, LabTest

BREAKER = ""
FILE = "lab.snapshot"
OWN = {"estate.db", "estate.db-wal", "estate.db-shm", "estate.key", "estate.lock"}
REPLACED = "was removed or replaced while it was open"


class SnapshotTest(LabTest):
    """Over an estate of alice and bob, of which there is a snapshot; carol came later."""

    def setUp(self):
        self.estate = self.lab.estate("saved")

    def names(self):
        """The users of the estate, which must be whole."""
        users = self.estate.ask("user", "list")["users"]
        self.assertEqual({user["cluster-coverage"] for user in users}, {"full"})
        return {user["username"] for user in users} - {"admin", "app_user"}

    def make_carol(self):
        self.estate.make_users("carol")

    def load(self, *words, **more):
        return self.estate.run("localhsm", "snapshot", "load", *words, **more)

    def assertNothingLeft(self):
        self.assertLessEqual(set(os.listdir(self.estate.home)), OWN)
        self.assertEqual([name for name in os.listdir(self.estate.work) if name.startswith(".")], [])

    def assertUnchanged(self, result):
        self.assertRefused(result)
        self.assertIn("Cannot load", result.data)
        self.assertNothingLeft()

    def damaged(self):
        """The file, cut off at many places and with a bit turned over in each of its regions."""
        whole = self.estate.read(FILE)
        size = len(whole)
        for length in (0, 1, 19, 20, 23, 40, 56, 63, 64, 4096, size // 3, size - 33, size - 32, size - 1):
            yield f"cut off at {length}", whole[:length]
        for at in (0, 18, 19, 22, 24, 55, 60, 64, 200, size // 2, size - 40, size - 1):
            yield f"changed at {at}", whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:]
        yield "longer", whole + b"\n"
        yield "twice", whole + whole
        yield "another program's", b"SQLite format 3\0" + bytes(4096)

    def test_what_is_no_whole_snapshot(self):
        for name, data in self.damaged():
            with self.subTest(file=name):
                self.estate.write("damaged", data)
                self.assertUnchanged(self.load("damaged", "--replace"))
        self.assertEqual(self.names(), {"alice", "bob"})

    def test_a_digest_that_was_mended(self):
        whole = bytearray(self.estate.read(FILE))
        for at, text in ((30, "key in it does not belong"), (70, "no whole estate")):
            with self.subTest(at=at):
                changed = bytearray(whole)
                changed[at] ^= 1
                changed[-32:] = hashlib.sha256(changed[:-32]).digest()
                self.estate.write("damaged", bytes(changed))
                result = self.load("damaged", "--replace")
                self.assertUnchanged(result)
                self.assertIn(text, result.data)

    def test_a_fifo_is_not_waited_for(self):
        os.mkfifo(self.estate.path("fifo"))
        self.assertRefused(self.load("fifo", "--replace", timeout=20))

    def test_a_session_is_told(self):
        with lab.LiveSession(self.estate) as session:
            self.assertEqual(session.ask(LOGIN_ADMIN)["error_code"], 0)
            self.assertEqual(self.load(FILE, "--replace").status, 0)
            for line in ("user list", f"user create --username carol --role crypto-user --password {PASSWORD}"):
                out, err = session.watch(line)
                self.assertIn(REPLACED, out + err)
        self.assertEqual(self.names(), {"alice", "bob"})
        with lab.LiveSession(self.estate) as session:
            self.assertEqual(session.ask(LOGIN_ADMIN)["error_code"], 0)
            self.estate.lab_command("destroy", "--yes")
            out, err = session.watch("user list")
            self.assertIn(REPLACED, out + err)

    def test_saving_while_others_write(self):
        def make(number):
            return self.estate.cli("user", "create", "--username", f"u{number}", "--role", "crypto-user",
                                   "--password", PASSWORD, as_user=ADMIN)

        def save(number):
            return self.estate.run("localhsm", "snapshot", "save", f"s{number}")

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            made = [pool.submit(work, number) for number in range(6) for work in (make, save)]
            for one in made:
                self.assertEqual(one.result().status, 0, str(one.result()))
        for number in range(6):
            self.assertEqual(self.load(f"s{number}", "--replace").status, 0)
            self.assertLessEqual({"alice", "bob"}, self.names())

    def test_loading_while_others_work(self):
        """Whoever opens the estate meanwhile finds the one or the other, or is told."""
        def look(_):
            return self.estate.cli("user", "list")

        def load(_):
            return self.load(FILE, "--replace")

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            looks = [pool.submit(work, number) for number in range(8) for work in (look, look, load)]
            for one in looks:
                result = one.result()
                if result.status != 0:
                    self.assertIn(REPLACED, result.stdout + result.stderr)
        self.assertEqual(self.names(), {"alice", "bob"})
        self.assertNothingLeft()

    def broken(self, at, how, *words):
        env = self.estate.environment({"LD_PRELOAD": BREAKER, "BREAK_AT": str(at), "BREAK_WITH": how,
                                       "BREAK_COUNT": self.estate.path("count")})
        return subprocess.run([self.lab.program("localhsm"), *words], env=env, timeout=60, cwd=self.estate.work,
                              stdin=subprocess.DEVNULL, check=False, capture_output=True, encoding="utf-8")

    def every_write(self, how, *words):
        """Yields what comes of a break at each write, until the command gets through."""
        if not BREAKER:
            self.skipTest("there is nothing that breaks")
        for at in range(1, 200):
            done = self.broken(at, how, *words)
            yield done
            if done.returncode != -signal.SIGKILL and int(self.estate.read("count")) < at:
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertGreater(at, 2, "the writes were not seen: is the breaker preloaded?")
                return
        self.fail("the command never gets through")

    def check_load(self, how):
        self.make_carol()
        before = self.home_files()
        for done in self.every_write(how, "snapshot", "load", FILE, "--replace"):
            with self.subTest(how=how, done=done):
                names = self.names()
                if done.returncode == 0:
                    self.assertEqual(names, {"alice", "bob"})
                else:
                    self.assertIn(names, ({"alice", "bob"}, {"alice", "bob", "carol"}))
                self.assertNothingLeft()
            self.put_back(before)

    def home_files(self):
        found = {}
        for name in OWN & set(os.listdir(self.estate.home)):
            with open(os.path.join(self.estate.home, name), "rb") as file:
                found[name] = file.read()
        return found

    def put_back(self, files):
        for name in os.listdir(self.estate.home):
            os.remove(os.path.join(self.estate.home, name))
        for name, data in files.items():
            if not name.endswith("-shm"):
                path = os.path.join(self.estate.home, name)
                with open(path, "wb") as file:
                    file.write(data)
                os.chmod(path, 0o600)

    def test_loading_killed(self):
        self.check_load("kill")

    def test_loading_with_a_full_disk(self):
        self.check_load("full")

    def check_save(self, how):
        for words in (["new"], [FILE, "--replace"]):
            for done in self.every_write(how, "snapshot", "save", *words):
                with self.subTest(how=how, words=words, done=done):
                    if how == "kill" and words != ["new"]:
                        self.remove_whole_temporary()
                    self.assertNothingLeft()
                    there = os.path.exists(self.estate.path(words[0]))
                    self.assertTrue(there or done.returncode != 0)
                    if there:
                        whole = self.estate.read(words[0])
                        self.assertEqual(hashlib.sha256(whole[:-32]).digest(), whole[-32:])
                    if words == ["new"] and there:
                        os.remove(self.estate.path("new"))

    def remove_whole_temporary(self):
        """A file that is replaced has two names for an instant, of which a kill leaves both."""
        for name in os.listdir(self.estate.work):
            if name.startswith(".localhsm-"):
                whole = self.estate.read(name)
                self.assertEqual(hashlib.sha256(whole[:-32]).digest(), whole[-32:])
                os.remove(self.estate.path(name))

    def test_saving_killed(self):
        self.check_save("kill")

    def test_saving_with_a_full_disk(self):
        self.check_save("full")

    def limited(self, size, *words):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

        return subprocess.run([self.lab.program("localhsm"), *words], env=self.estate.environment(),
                              cwd=self.estate.work, preexec_fn=limit, stdin=subprocess.DEVNULL, check=False,
                              capture_output=True, encoding="utf-8", timeout=60, restore_signals=False)

    def test_files_that_may_not_grow(self):
        for words in (["save", "new"], ["save", FILE, "--replace"], ["load", FILE, "--replace"]):
            with self.subTest(words=words):
                done = self.limited(50000, "snapshot", *words)
                self.assertEqual(done.returncode, 1, done)
                self.assertEqual(json.loads(done.stdout)["error_code"], 1)
                self.assertNothingLeft()
                self.assertFalse(os.path.exists(self.estate.path("new")))
        self.assertEqual(self.names(), {"alice", "bob"})
        self.assertEqual(self.load(FILE, "--replace").status, 0)


if __name__ == "__main__":
    if sys.argv[1:] and os.path.exists(sys.argv[1]):
        BREAKER = os.path.abspath(sys.argv.pop(1))
    lab.main()
