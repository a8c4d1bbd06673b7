#!/usr/bin/env python3
"""Guessing passwords: each HSM looks at six wrong ones and no more, whoever sends them, at once or one by one, and
however they end; and one HSM that has looked at so many keeps the user out of the cluster. Nobody learns anything by
the way that leaves no count."""

import functools
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab
import signing
from lab import ADMIN, PASSWORD, LiveSession
from signing import BAD_SIGNATURE, NEEDS_MFA, NO_SIGNATURES, USER_ROLE, WRONG, Member, SharedLab, ring_of

# "More than five": the sixth is the last that an HSM looks at.
TRIES = 6
GUESS = "Wr0ng-guess"
SIZES = (1, 2, 3)
ROUNDS = 15
SLOWNESS = float(os.environ.get("LOCALHSM_TEST_SLOWNESS", "1"))


def make_of(hsms):
    def make(estate):
        signing.small_cluster(estate, hsms)
        estate.make_users("alice")
    return make


ESTATES = {hsms: signing.recipe(f"guessing-{hsms}", make_of(hsms)) for hsms in SIZES}


def each_size(test):
    """A test for clusters of each size, over an estate of its own."""
    @functools.wraps(test)
    def run(self):
        for hsms in SIZES:
            with self.subTest(hsms=hsms):
                self.begin(hsms)
                test(self, hsms)
    return run


class GuessingLab(SharedLab):
    def begin(self, hsms):
        self.estate = self.lab.estate(ESTATES[hsms])
        self.hsms = signing.hsm_ids(self.estate)
        self.ring = ring_of(self.lab)

    def sql(self, text, *values):
        database = sqlite3.connect(self.estate.database(), timeout=30)
        with database:
            rows = database.execute(text, values).fetchall()
        database.close()
        return rows

    def only(self, hsm):
        """Lets one HSM answer and no other; None: all of them."""
        self.sql("DELETE FROM fault")
        for other in self.hsms:
            if hsm not in (None, other):
                self.sql("INSERT INTO fault (hsm_id, kind) VALUES (?, 'unreachable')", other)

    def counts(self, name="alice"):
        """What the HSMs have counted, in the order of their ids."""
        return [count for count, in self.sql(
            "SELECT failures FROM user JOIN hsm ON hsm.partition = user.partition WHERE name = ?"
            " ORDER BY hsm_id", name)]

    def login(self, password, name="alice", role="crypto-user"):
        return self.estate.cli("login", "--username", name, "--role", role, "--password", password)

    def guess(self, count, password=GUESS, name="alice", role="crypto-user"):
        """So many guesses in one session, all answered alike."""
        lines = [f"login --username {name} --role {role} --password {password}"] * count
        answers = self.estate.session(*lines).answers
        self.assertEqual(answers, [{"error_code": 1, "data": WRONG}] * count)

    def locked(self, name="alice"):
        return next(user["locked"] for user in self.estate.ask("user", "list")["users"]
                    if user["username"] == name)

    def assertLetIn(self, name="alice", role="crypto-user", password=PASSWORD):
        result = self.login(password, name, role)
        self.assertEqual(result.status, 0, str(result))

    def assertShutOut(self, name="alice", role="crypto-user", password=PASSWORD):
        self.assertRefused(self.login(password, name, role), WRONG)


class OneByOneTest(GuessingLab):
    @each_size
    def test_five_at_one_hsm_do_no_harm_and_six_lock_it(self, hsms):
        for number, hsm in enumerate(self.hsms):
            self.estate.restore()
            self.only(hsm)
            self.guess(TRIES - 1)
            self.only(None)
            self.assertEqual(self.counts()[number], TRIES - 1)
            self.assertEqual(self.locked(), "false")
            self.assertLetIn()
            # A login starts the count anew.
            self.assertEqual(self.counts(), [0] * hsms)
            self.only(hsm)
            self.guess(TRIES)
            self.assertShutOut()
            self.only(None)
            self.assertEqual(self.locked(), "true" if hsms == 1 else "inconsistent")
            for _ in range(2 * hsms):
                self.assertShutOut()
            self.assertEqual(self.counts()[number], TRIES, "a login elsewhere unlocks nothing here")

    @each_size
    def test_five_for_each_hsm_and_one_more_are_too_many(self, hsms):
        self.guess((TRIES - 1) * hsms + 1)
        self.assertEqual(sum(self.counts()), (TRIES - 1) * hsms + 1)
        self.assertIn(TRIES, self.counts())
        for _ in range(2 * hsms):
            self.assertShutOut()
        self.assertEqual(self.locked(), "true" if hsms == 1 else "inconsistent")
        # Whoever was let in by one HSM and not by another is logged in nowhere.
        self.assertEqual(self.sql("SELECT * FROM login"), [])
        self.estate.restore()
        self.guess(TRIES * hsms)
        self.assertEqual(self.counts(), [TRIES] * hsms)
        self.assertEqual(self.locked(), "true")
        for _ in range(2 * hsms):
            self.assertShutOut()
        # What comes afterwards is not looked at, and not counted.
        self.guess(5)
        self.assertEqual(self.counts(), [TRIES] * hsms)

    def test_what_names_nobody_counts_for_nobody(self):
        self.begin(2)
        self.guess(20, name="nobody")
        self.guess(20, role="admin")
        self.guess(20, name="admin")
        self.assertEqual(self.counts(), [0, 0])
        self.assertEqual(self.counts("admin"), [0, 0])
        self.assertLetIn()

    @each_size
    def test_a_new_password_unlocks(self, hsms):
        self.guess(TRIES * hsms)
        self.assertShutOut()
        self.estate.ask("user", "change-password", "--username", "alice", "--role", "crypto-user",
                        "--password", "An0ther-one", as_user=ADMIN)
        self.assertEqual(self.locked(), "false")
        self.assertEqual(self.counts(), [0] * hsms)
        self.assertShutOut()
        self.assertLetIn(password="An0ther-one")

    def test_a_locked_admin_goes_on_where_logged_in(self):
        self.begin(2)
        with LiveSession(self.estate) as session:
            self.assertEqual(session.ask(lab.LOGIN_ADMIN)["error_code"], 0)
            self.guess(TRIES * 2, name="admin", role="admin")
            self.assertShutOut("admin", "admin")
            answer = session.ask(f"user change-password --username admin --role admin --password {PASSWORD}")
            self.assertEqual(answer["error_code"], 0)
        self.assertLetIn("admin", "admin")


class CrowdTest(GuessingLab):
    """Guessers who do not wait for each other."""

    def start(self, password=GUESS):
        return subprocess.Popen(
            [self.lab.program("cloudhsm-cli"), "login", "--username", "alice", "--role", "crypto-user",
             "--password", password], env=self.estate.environment(), cwd=self.estate.work,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")

    @each_size
    def test_none_gets_through_uncounted(self, hsms):
        crowd = [self.start() for _ in range((TRIES - 1) * hsms + 1)]
        for guesser in crowd:
            out, err = guesser.communicate(timeout=120)
            self.assertEqual((guesser.returncode, err), (1, ""), out)
        self.assertEqual(sum(self.counts()), (TRIES - 1) * hsms + 1)
        self.assertShutOut()
        self.estate.restore()
        self.guess(TRIES * hsms - 1)
        crowd = [self.start() for _ in range(8)]
        for guesser in crowd:
            self.assertIn(WRONG, guesser.communicate(timeout=120)[0])
        self.assertEqual(self.counts(), [TRIES] * hsms)
        self.assertShutOut()

    @each_size
    def test_killed_guessers_are_counted(self, hsms):
        """Who has an answer has been counted, and nobody is counted twice or taken back."""
        chance = random.Random(hsms)
        killed = answered = before = 0
        for _ in range(ROUNDS):
            if before > TRIES * hsms - 2:
                self.estate.restore()
                answered = before = 0
            crowd = [self.start(), self.start()]
            time.sleep(chance.uniform(0, 0.03) * SLOWNESS)
            for guesser in crowd:
                guesser.send_signal(signal.SIGKILL)
            for guesser in crowd:
                out, _ = guesser.communicate()
                answered += WRONG in out
                killed += guesser.returncode == -signal.SIGKILL
            counted = sum(self.counts())
            self.assertGreaterEqual(counted, answered)
            self.assertIn(counted - before, (0, 1, 2))
            before = counted
        self.assertGreater(killed, 0)
        # Those that are left until the lock are as many as were not counted.
        self.guess(TRIES * hsms - before)
        self.assertEqual(self.counts(), [TRIES] * hsms)
        self.assertShutOut()


class SecondFactorTest(GuessingLab):
    """Password and signature are one secret."""

    def begin(self, hsms):
        super().begin(hsms)
        self.pair = self.ring.of("alice")
        with Member(self.estate, "alice", USER_ROLE) as alice:
            self.assertEqual(alice.enter().change_mfa(self.pair)["error_code"], 0)
        self.alice = Member(self.estate, "alice", USER_ROLE)
        self.addCleanup(self.alice.__exit__)

    def assertAnswer(self, answer, text):
        self.assertEqual(answer, {"error_code": 1, "data": text})

    @each_size
    def test_wrong_signatures_and_wrong_passwords_count_alike(self, hsms):
        stranger = self.ring.of("stranger")
        for number in range(TRIES * hsms):
            self.assertEqual(sum(self.counts()), number)
            pair, password = ((stranger, PASSWORD), (self.pair, GUESS), (stranger, GUESS))[number % 3]
            self.assertAnswer(self.alice.login_mfa(pair, password), WRONG)
        self.assertEqual(self.counts(), [TRIES] * hsms)
        self.assertEqual(self.locked(), "true")
        self.assertAnswer(self.alice.login_mfa(self.pair), WRONG)
        self.estate.ask("user", "change-password", "--username", "alice", "--role", "crypto-user",
                        "--password", PASSWORD, as_user=ADMIN)
        self.assertEqual(self.alice.login_mfa(self.pair)["error_code"], 0)

    def test_without_a_signature_nothing_counts_and_nothing_is_told(self):
        self.begin(2)
        users = self.estate.ask("user", "list")
        for password in (PASSWORD, GUESS) * 8:
            result = self.login(password)
            self.assertRefused(result, NEEDS_MFA)
            self.assertEqual(result.stderr, "")
        for password in PASSWORD, GUESS:
            self.assertAnswer(self.alice.login_mfa(self.pair, password, which=()), NO_SIGNATURES)
        self.assertEqual(self.counts(), [0, 0])
        self.assertEqual(self.estate.ask("user", "list"), users)
        # Nor does it take back what was counted.
        for _ in range(3):
            self.assertAnswer(self.alice.login_mfa(self.ring.of("stranger")), WRONG)
        self.assertRefused(self.login(PASSWORD), NEEDS_MFA)
        self.assertEqual(sum(self.counts()), 3)
        # And when the user is locked, the answers are the same.
        for _ in range(2 * TRIES - 3):
            self.assertAnswer(self.alice.login_mfa(self.pair, GUESS), WRONG)
        self.assertEqual(self.locked(), "true")
        for password in PASSWORD, GUESS:
            self.assertRefused(self.login(password), NEEDS_MFA)

    def test_a_signature_for_one_hsm_is_none_for_another(self):
        """Where the answer to its own question is missing, an HSM takes no login, and counts none."""
        self.begin(2)
        self.assertEqual(self.alice.login_mfa(self.pair)["error_code"], 0)
        self.alice.data("logout")

        def swap(path):
            token = signing.read_json(path)
            first, second = token["tokens"]
            first["signed"], second["signed"] = second["signed"], first["signed"]
            signing.write_json(path, token)

        self.assertAnswer(self.alice.login_mfa(self.pair, edit=swap), WRONG)
        self.assertEqual(sum(self.counts()), 1)


class ApproverTest(GuessingLab):
    def test_wrong_approvals_lock_nobody(self):
        """A signature on a token is no login: who asks cannot lock an approver out by forging one's."""
        self.begin(2)
        signing.members(self.estate, "admin", "second")
        with Member(self.estate, "admin") as admin:
            admin.enter()
            admin.data("quorum", "token-sign", "set-quorum-value", "--service", "user", "--value", "2")
            path = admin.token("user", "user.token")
            forged = signing.entry(path, "second", "admin", self.ring.of("stranger"))
            signing.approve(path, admin.entry(path), forged)
            for _ in range(15):
                answer = admin.answer("user", "create", "--username", "eve", "--role", "crypto-user",
                                      "--password", PASSWORD, "--approval", path)
                self.assertEqual(answer, {"error_code": 1, "data": BAD_SIGNATURE})
        self.assertEqual(self.counts("second"), [0, 0])
        self.assertLetIn("second", "admin")


if __name__ == "__main__":
    lab.main()
