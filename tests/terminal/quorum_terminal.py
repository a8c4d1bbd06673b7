#!/usr/bin/env python3
"""Quorum and MFA on a real pseudo-terminal, with openssl between the commands: what is asked for in which order,
what is not shown, and what an interruption leaves."""

import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab
import signing
from lab import ADMIN, ALICE, PASSWORD
from signing import KEY_PATH, NEEDS_MFA, NEEDS_QUORUM, SIGNED_PATH, WRONG, SharedLab, approve, ring_of, sign_tokens
from terminal import Terminal

PROMPT = "aws-cloudhsm > "
CTRL_C, CTRL_D, UP = "\x03", "\x04", "\x1b[A"
# Long enough not to turn up by chance.
NEW = "Sesame-0pen-42!"
ENABLED = [{"strategy": "token-sign", "status": "enabled"}]
LOGIN_ADMIN = "login --username admin --role admin"
LOGIN_ALICE = "login --username alice --role crypto-user"
MFA_ALICE = "user change-mfa token-sign --username alice --role crypto-user"


def make_estate(estate):
    """Admins admin and second, crypto user alice; nobody is registered for anything."""
    signing.small_cluster(estate, 2)
    estate.make_users("alice")
    estate.ask("user", "create", "--username", "second", "--role", "admin", "--password", PASSWORD,
               as_user=ADMIN)


PLAIN = signing.recipe("plain-quorum", make_estate)


class Screen(Terminal):
    """A terminal on which commands are typed and answers read."""

    def expect_text(self, text):
        """Waits for a text, which may be broken where the line ends."""
        return self.expect(r"\s*".join(re.escape(word) for word in text.split()))

    def answer(self):
        """The next whole answer; the lines of a terminal end in CR LF."""
        return json.loads(self.expect(r"\{\r\n.*?\r\n\}\r\n")[0])

    def must(self, line):
        """The data of a line that asks for nothing and must succeed."""
        self.line(line)
        answer = self.answer()
        if answer["error_code"] != 0:
            raise AssertionError(f"{line}: {answer['data']}")
        self.expect(PROMPT)
        return answer["data"]

    def must_not(self, line, text):
        self.line(line)
        answer = self.answer()
        if answer != {"error_code": 1, "data": text}:
            raise AssertionError(f"{line}: {answer}")
        self.expect(PROMPT)

    def secret(self, prompt, text):
        """Answers a prompt at which nothing is shown."""
        self.expect_text(prompt)
        if self.echoes():
            raise AssertionError(f"{prompt} shows what is typed")
        self.line(text)


class QuorumLab(SharedLab):
    def setUp(self):
        self.estate = self.lab.estate(PLAIN)
        self.ring = ring_of(self.lab)
        self.path = self.estate.path

    def screen(self, *words, env=None):
        screen = Screen(list(words), self.estate.environment(env or {}), self.estate.work, columns=200)
        self.addCleanup(screen.__exit__)
        return screen

    def repl(self):
        screen = self.screen("cloudhsm-cli", "interactive")
        screen.expect(PROMPT)
        return screen

    def login(self, screen, line, password=PASSWORD):
        screen.line(line)
        screen.secret("Enter password:", password)
        self.assertEqual(screen.answer()["error_code"], 0)
        screen.expect("> ")

    def close(self, screen):
        screen.line("quit")
        self.assertEqual(screen.wait(), 0)
        self.assertUnseen(screen)

    def assertUnseen(self, screen):
        for secret in PASSWORD, NEW:
            self.assertNotIn(secret, screen.everything)

    def factors(self, name):
        """The user's MFA and quorum, as everybody may see them."""
        user = next(user for user in self.estate.ask("user", "list")["users"] if user["username"] == name)
        return user["mfa"], user["quorum"]

    def register_mfa(self, screen, pair, line=MFA_ALICE, answer=""):
        """Types all that registers a second factor, up to the answer."""
        screen.line(f"{line} --token mfa.token")
        screen.secret("Enter password:", NEW)
        screen.secret("Confirm password:", NEW)
        screen.expect_text(SIGNED_PATH)
        sign_tokens(self.path("mfa.token"), pair, to=self.path(answer or "mfa.token"))
        screen.line(answer)
        screen.expect_text(KEY_PATH)
        screen.line(pair.public)
        return screen.answer()

    def login_mfa(self, screen, pair, password=NEW, answer="", line=LOGIN_ALICE):
        screen.line(f"{line} mfa-token-sign --token login.token")
        screen.secret("Enter password:", password)
        screen.expect_text(SIGNED_PATH)
        sign_tokens(self.path("login.token"), pair, to=self.path(answer or "login.token"))
        screen.line(answer)
        return screen.answer()


class FirstQuorumTest(QuorumLab):
    def register(self, screen, name):
        self.login(screen, f"login --username {name} --role admin")
        token = f"{name}.token"
        self.assertEqual(screen.must("quorum token-sign generate --service registration --token " + token),
                         {"path": token})
        pair = self.ring.of(name)
        sign_tokens(self.path(token), pair)
        screen.must(f"user change-quorum token-sign register --public-key {pair.public}"
                    f" --signed-token {token}")
        screen.must("logout")

    def test_from_the_first_key_pair_on(self):
        screen = self.repl()
        for name in "admin", "second":
            self.register(screen, name)
        self.login(screen, LOGIN_ADMIN)
        screen.must("quorum token-sign set-quorum-value --service user --value 2")
        create = "user create --username carol --role crypto-user"
        # The passwords are asked for first: whether an approval is needed, the HSMs say.
        screen.line(create)
        screen.secret("Enter password:", NEW)
        screen.secret("Confirm password:", NEW)
        self.assertEqual(screen.answer()["data"], NEEDS_QUORUM)
        screen.expect(PROMPT)
        screen.must("quorum token-sign generate --service user --token user.token")
        token = self.path("user.token")
        approve(token, *(signing.entry(token, name, "admin", self.ring.of(name))
                         for name in ("admin", "second")))
        # What is interrupted uses nothing up.
        screen.line(create + " --approval user.token")
        screen.secret("Enter password:", NEW)
        screen.expect_text("Confirm password:")
        screen.send(CTRL_C)
        self.assertEqual(screen.answer()["data"], "Interrupted")
        screen.expect(PROMPT)
        self.assertEqual(len(screen.must("quorum token-sign list")["tokens"]), 1)
        screen.line(create + " --approval user.token")
        screen.secret("Enter password:", NEW)
        screen.secret("Confirm password:", NEW)
        self.assertEqual(screen.answer(), {"error_code": 0, "data": {"username": "carol",
                                                                     "role": "crypto-user"}})
        screen.expect(PROMPT)
        self.assertEqual(screen.must("quorum token-sign list"), {"tokens": []})
        self.close(screen)
        self.estate.ask("key", "list", as_user=signing.pin("carol", password=NEW))


class MfaTest(QuorumLab):
    def test_a_user_registers_and_logs_in(self):
        screen = self.repl()
        self.login(screen, LOGIN_ALICE)
        pair = self.ring.of("alice")
        self.assertEqual(self.register_mfa(screen, pair),
                         {"error_code": 0, "data": {"username": "alice", "role": "crypto-user"}})
        screen.expect(PROMPT)
        self.assertEqual(self.factors("alice"), (ENABLED, ENABLED))
        screen.must("logout")
        screen.line(LOGIN_ALICE)
        screen.secret("Enter password:", NEW)
        self.assertEqual(screen.answer(), {"error_code": 1, "data": NEEDS_MFA})
        screen.expect(PROMPT)
        self.assertEqual(self.login_mfa(screen, pair, PASSWORD), {"error_code": 1, "data": WRONG})
        screen.expect(PROMPT)
        self.assertEqual(self.login_mfa(screen, self.ring.of("stranger")), {"error_code": 1, "data": WRONG})
        screen.expect(PROMPT)
        # Into a file of its own, whose name has a blank in it: what is typed is the path, and no words.
        self.assertEqual(self.login_mfa(screen, pair, answer="signed token")["error_code"], 0)
        screen.expect(PROMPT)
        screen.must("key list")
        screen.must("logout")
        self.assertEqual(self.login_mfa(screen, pair)["error_code"], 0)
        screen.expect(PROMPT)
        self.close(screen)

    def test_another_key_and_none(self):
        screen = self.repl()
        self.login(screen, LOGIN_ALICE)
        self.assertEqual(self.register_mfa(screen, self.ring.of("alice"))["error_code"], 0)
        screen.expect(PROMPT)
        new = self.ring.of("alice-new")
        self.assertEqual(self.register_mfa(screen, new)["data"],
                         "Invalid public key: MFA and quorum must use the same key")
        screen.expect(PROMPT)
        self.assertEqual(self.register_mfa(screen, new, MFA_ALICE + " --change-quorum")["error_code"], 0)
        screen.expect(PROMPT)
        screen.must("logout")
        self.assertEqual(self.login_mfa(screen, self.ring.of("alice"))["data"], WRONG)
        screen.expect(PROMPT)
        self.assertEqual(self.login_mfa(screen, new)["error_code"], 0)
        screen.expect(PROMPT)
        screen.line(MFA_ALICE + " --deregister")
        screen.secret("Enter password:", PASSWORD)
        screen.secret("Confirm password:", PASSWORD)
        self.assertEqual(screen.answer()["error_code"], 0)
        screen.expect(PROMPT)
        self.assertEqual(self.factors("alice"), ([], []))
        screen.must("logout")
        self.login(screen, LOGIN_ALICE)
        self.close(screen)

    def test_passwords_that_differ_are_refused_before_anything_is_written(self):
        screen = self.repl()
        self.login(screen, LOGIN_ALICE)
        screen.line(MFA_ALICE + " --token mfa.token")
        screen.secret("Enter password:", NEW)
        screen.secret("Confirm password:", NEW + "x")
        self.assertEqual(screen.answer(), {"error_code": 1, "data": "Passwords do not match"})
        screen.expect(PROMPT)
        self.assertFalse(os.path.exists(self.path("mfa.token")))
        self.close(screen)

    def test_ctrl_c_and_the_end_of_input_at_each_prompt_leave_everything_as_it_was(self):
        screen = self.repl()
        self.login(screen, LOGIN_ALICE)
        pair = self.ring.of("alice")
        for key in CTRL_C, CTRL_D:
            for prompts in range(4):
                with self.subTest(key=key, prompts=prompts):
                    screen.line(MFA_ALICE + " --token mfa.token")
                    for prompt in ("Enter password:", "Confirm password:")[:prompts]:
                        screen.secret(prompt, NEW)
                    if prompts == 3:
                        screen.expect_text(SIGNED_PATH)
                        sign_tokens(self.path("mfa.token"), pair)
                        screen.line("")
                    screen.expect_text(("Enter password:", "Confirm password:", SIGNED_PATH,
                                        KEY_PATH)[prompts])
                    screen.send(key)
                    self.assertEqual(screen.answer(), {"error_code": 1, "data": "Interrupted"})
                    screen.expect(PROMPT)
        self.assertEqual(self.factors("alice"), ([], []))
        # The login goes on, and the password is the old one.
        screen.must("key list")
        screen.must("logout")
        for key in CTRL_C, CTRL_D:
            screen.line(LOGIN_ALICE + " mfa-token-sign --token login.token")
            screen.secret("Enter password:", PASSWORD)
            screen.expect_text(SIGNED_PATH)
            screen.send("half a path")
            screen.settle(0.1)
            if key == CTRL_D:
                screen.send("\x15")  # it ends the input at the beginning of a line only
            screen.send(key)
            self.assertEqual(screen.answer(), {"error_code": 1, "data": "Interrupted"})
            screen.expect(PROMPT)
        screen.must_not("key list", "User must be logged in to run this command")
        self.estate.ask("key", "list", as_user=ALICE)
        self.close(screen)

    def test_what_is_typed_at_a_prompt_is_no_command(self):
        """Neither for the history, nor for the session."""
        screen = self.repl()
        screen.line("user list")
        screen.answer()
        screen.expect(PROMPT)
        screen.line(LOGIN_ALICE + " mfa-token-sign --token login.token")
        screen.secret("Enter password:", PASSWORD)
        screen.expect_text(SIGNED_PATH)
        screen.line("nowhere/to/be/found")
        self.assertEqual(screen.answer(), {"error_code": 1,
                                           "data": "nowhere/to/be/found: No such file or directory"})
        screen.expect(PROMPT)
        screen.send(UP)
        screen.expect_line("login.token")
        screen.send(CTRL_C)
        screen.expect(PROMPT)
        self.close(screen)
        with open(os.path.join(self.estate.client, "run", "cloudhsm-cli.history"), encoding="utf-8") as file:
            self.assertNotIn("nowhere", file.read())


class SingleCommandTest(QuorumLab):
    """Single commands ask on the terminal, and write their answer to where it goes."""

    def shell(self, command, env=None):
        return self.screen("sh", "-c", command + " > out.json", env=env)

    def end(self, screen, status=0):
        self.assertEqual(screen.wait(), status)
        self.assertUnseen(screen)
        return json.loads(self.estate.read("out.json"))

    def test_a_second_factor_and_a_login_with_it(self):
        pair = self.ring.of("alice")
        screen = self.shell(f"cloudhsm-cli {MFA_ALICE} --token mfa.token", env=ALICE)
        screen.secret("Enter password:", NEW)
        screen.secret("Confirm password:", NEW)
        screen.expect_text(SIGNED_PATH)
        self.assertTrue(screen.echoes())
        sign_tokens(self.path("mfa.token"), pair)
        screen.line("")
        screen.expect_text(KEY_PATH)
        screen.line(pair.public)
        self.assertEqual(self.end(screen), {"error_code": 0, "data": {"username": "alice",
                                                                      "role": "crypto-user"}})
        self.assertEqual(self.factors("alice"), (ENABLED, ENABLED))
        self.assertRefused(self.estate.cli("key", "list", as_user=signing.pin("alice", password=NEW)),
                           NEEDS_MFA)
        for signer, expected in (pair, 0), (self.ring.of("stranger"), 1):
            screen = self.shell(f"cloudhsm-cli {LOGIN_ALICE} mfa-token-sign --token login.token")
            screen.secret("Enter password:", NEW)
            screen.expect_text(SIGNED_PATH)
            sign_tokens(self.path("login.token"), signer)
            screen.line("login.token")
            self.assertEqual(self.end(screen, expected)["error_code"], expected)

    def test_a_registration(self):
        """Each step a command of its own: no HSM keeps the token in between."""
        pair = self.ring.of("alice")
        screen = self.shell("cloudhsm-cli quorum token-sign generate --service registration --token r.token",
                            env=ALICE)
        self.assertEqual(self.end(screen), {"error_code": 0, "data": {"path": "r.token"}})
        sign_tokens(self.path("r.token"), pair)
        screen = self.shell("cloudhsm-cli user change-quorum token-sign register --signed-token r.token"
                            f" --public-key {pair.public}", env=ALICE)
        self.assertEqual(self.end(screen)["error_code"], 0)
        self.assertEqual(self.factors("alice"), ([], ENABLED))

    def test_an_interruption_ends_it(self):
        for prompts, prompt in enumerate(("Enter password:", "Confirm password:", SIGNED_PATH)):
            with self.subTest(prompt=prompt):
                screen = self.shell(f"cloudhsm-cli {MFA_ALICE} --token mfa.token", env=ALICE)
                for earlier in ("Enter password:", "Confirm password:")[:prompts]:
                    screen.secret(earlier, NEW)
                screen.expect_text(prompt)
                # CTRL_C would interrupt the shell, too.
                screen.send(CTRL_D)
                self.assertEqual(self.end(screen, 1), {"error_code": 1, "data": "Interrupted"})
                self.assertTrue(screen.echoes())
        screen = self.screen("cloudhsm-cli", *MFA_ALICE.split(), "--token", "mfa.token", env=ALICE)
        for prompt in "Enter password:", "Confirm password:":
            screen.secret(prompt, NEW)
        screen.expect_text(SIGNED_PATH)
        screen.send(CTRL_C)
        self.assertEqual(screen.answer(), {"error_code": 1, "data": "Interrupted"})
        self.assertEqual(screen.wait(), 1)
        self.assertEqual(self.factors("alice"), ([], []))

    def test_without_a_terminal_it_fails_at_once(self):
        text = "No terminal to ask for a path on. Run the command in an interactive session"
        words = ("user", "change-mfa", "token-sign", "--username", "alice", "--role", "crypto-user", "--token",
                 "mfa.token", "--change-password", NEW)
        self.assertRefused(self.estate.cli(*words, as_user=ALICE, timeout=30, stdin="mfa.token\n"), text)
        words = ("login", "--username", "alice", "--role", "crypto-user", "--password", PASSWORD,
                 "mfa-token-sign", "--token", "login.token")
        self.assertRefused(self.estate.cli(*words, timeout=30, stdin="login.token\n"), text)
        self.estate.ask("key", "list", as_user=ALICE)


if __name__ == "__main__":
    lab.main()
