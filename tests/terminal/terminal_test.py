#!/usr/bin/env python3
"""cloudhsm-cli on a real pseudo-terminal: prompts, passwords that are not shown, completion, history,
interruption."""

import json
import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab
from lab import ADMIN, LOGIN_ALICE, PASSWORD, LabTest
from terminal import Terminal

PROMPT = "aws-cloudhsm > "
TAB, CTRL_C, CTRL_D, UP = "\t", "\x03", "\x04", "\x1b[A"
# What is asked for, and what must never be seen: long enough not to turn up by chance.
SECRET = "Sesame-0pen-42!"


class TerminalLab(LabTest):
    recipe = "hsm2m"

    def setUp(self):
        self.estate = self.lab.estate(self.recipe)

    def terminal(self, *words, env=None):
        """A program on a terminal; words may be a shell's, so that it can be given redirections."""
        return Terminal(list(words), self.estate.environment(env or {}), self.estate.work)

    def repl(self, *words):
        terminal = self.terminal("cloudhsm-cli", "interactive", *words)
        terminal.expect(PROMPT)
        return terminal

    def history(self):
        path = os.path.join(self.estate.client, "run", "cloudhsm-cli.history")
        if not os.path.exists(path):
            return ""
        with open(path, encoding="utf-8") as file:
            return file.read()


class PromptTest(TerminalLab):
    def test_a_login_asks_without_echo(self):
        with self.repl() as terminal:
            terminal.line("login --username alice --role crypto-user")
            terminal.expect("Enter password:")
            self.assertFalse(terminal.echoes())
            terminal.line(PASSWORD)
            terminal.expect('"role": "crypto-user"')
            terminal.expect("> ")
            terminal.line("quit")
            self.assertEqual(terminal.wait(), 0)
            self.assertNotIn(PASSWORD, terminal.everything)
            self.assertNotIn("Confirm password", terminal.everything)

    def test_a_new_password_is_asked_for_twice(self):
        command = "cloudhsm-cli user create --username carol --role crypto-user > out.json"
        with self.terminal("sh", "-c", command, env=ADMIN) as terminal:
            terminal.expect("Enter password:")
            terminal.line(SECRET)
            terminal.expect("Confirm password:")
            terminal.line(SECRET)
            self.assertEqual(terminal.wait(), 0)
            self.assertNotIn(SECRET, terminal.everything)
        # The prompts are for the person, standard output for the answer alone.
        self.assertEqual(json.loads(self.estate.read("out.json"))["data"],
                         {"username": "carol", "role": "crypto-user"})
        self.estate.ask("key", "list", as_user={"CLOUDHSM_ROLE": "crypto-user",
                                                "CLOUDHSM_PIN": f"carol:{SECRET}"})

    def test_two_that_differ_are_refused(self):
        with self.terminal("cloudhsm-cli", "user", "create", "--username", "carol", "--role",
                           "crypto-user", env=ADMIN) as terminal:
            terminal.expect("Enter password:")
            terminal.line(SECRET)
            terminal.expect("Confirm password:")
            terminal.line(SECRET + "x")
            terminal.expect("Passwords do not match")
            self.assertEqual(terminal.wait(), 1)

    def test_a_password_is_changed_by_the_script_of_the_service(self):
        with self.repl() as terminal:
            terminal.line("login --username admin --role admin")
            terminal.expect("Enter password:")
            terminal.line(PASSWORD)
            terminal.expect('"error_code": 0')
            terminal.line("user change-password --username admin --role admin")
            terminal.expect("Enter password:")
            terminal.line(SECRET)
            terminal.expect("Confirm password:")
            terminal.line(SECRET)
            terminal.expect('"error_code": 0')
            terminal.line("quit")
            self.assertEqual(terminal.wait(), 0)
        self.estate.ask("key", "list", as_user={**ADMIN, "CLOUDHSM_PIN": f"admin:{SECRET}"})

    def test_without_a_terminal_it_fails_at_once(self):
        self.assertRefused(self.estate.cli("user", "create", "--username", "carol", "--role",
                                           "crypto-user", as_user=ADMIN, timeout=10),
                           "No terminal to ask for the password on. Use --password")

    def test_standard_input_is_no_place_for_a_password(self):
        with self.terminal("sh", "-c", "echo wrong-password | cloudhsm-cli login --username alice"
                           " --role crypto-user") as terminal:
            terminal.expect("Enter password:")
            terminal.line(PASSWORD)
            terminal.expect('"username": "alice"')
            self.assertEqual(terminal.wait(), 0)

    def test_the_prompt_names_user_and_cluster_when_there_are_several(self):
        self.estate = self.lab.estate("clones")
        source, destination = (self.estate.clusters[name] for name in ("source", "destination"))
        with self.repl("--cluster-id", source) as terminal:
            terminal.line(LOGIN_ALICE)
            terminal.expect('"error_code": 0')
            terminal.expect(f"alice@{source} > ")
            terminal.line(f"{LOGIN_ALICE} --cluster-id {destination}")
            terminal.expect('"error_code": 0')
            terminal.expect(f"alice@{source} > ")
            terminal.line("logout")
            terminal.expect("Logout successful")
            # The login to the other cluster is none that a command without --cluster-id uses.
            terminal.expect(PROMPT)
            terminal.send(CTRL_D)
            self.assertEqual(terminal.wait(), 0)

    def test_one_cluster_keeps_the_plain_prompt(self):
        with self.repl() as terminal:
            terminal.line(LOGIN_ALICE)
            terminal.expect('"error_code": 0')
            terminal.expect(PROMPT)
            self.assertNotIn("alice@", terminal.everything)


class EndTest(TerminalLab):
    def test_ctrl_d_ends_the_session(self):
        with self.repl() as terminal:
            terminal.send(CTRL_D)
            self.assertEqual(terminal.wait(), 0)

    def test_ctrl_c_drops_the_line_and_nothing_else(self):
        with self.repl() as terminal:
            terminal.line(LOGIN_ALICE)
            terminal.expect('"error_code": 0')
            terminal.expect(PROMPT)
            terminal.send("key delete --filter attr.la")
            terminal.settle()
            terminal.send(CTRL_C)
            terminal.expect(PROMPT)
            terminal.line("key list")
            terminal.expect('"total_key_count": 0')
            terminal.expect(PROMPT)
            terminal.line("quit")
            self.assertEqual(terminal.wait(), 0)

    def test_ctrl_c_at_a_password_keeps_the_session_and_the_echo(self):
        with self.repl() as terminal:
            terminal.line("login --username alice --role crypto-user")
            terminal.expect("Enter password:")
            terminal.send("half")
            terminal.send(CTRL_C)
            terminal.expect("Interrupted")
            terminal.expect(PROMPT)
            terminal.line("user list")
            terminal.expect('"app_user"')
            terminal.expect(PROMPT)
            terminal.line("quit")
            self.assertEqual(terminal.wait(), 0)
            self.assertNotIn("half", terminal.everything)

    def test_ctrl_c_ends_the_wait_for_hsms_and_nothing_else(self):
        self.estate.lab_command("set", "lag", "realistic")
        self.estate.shell("lose-hsm " + self.estate.clusters["source"])
        with self.repl() as terminal:
            terminal.line(LOGIN_ALICE)
            terminal.expect('"error_code": 0')
            terminal.expect(PROMPT)
            terminal.line("key list")
            # One that comes between two waits is not heard.
            for _ in range(20):
                terminal.settle()
                if '"error_code": 1' in terminal.everything:
                    break
                terminal.send(CTRL_C)
            terminal.expect("available on at least 2 HSMs")
            terminal.expect(PROMPT)
            terminal.line("quit")
            self.assertEqual(terminal.wait(), 0)

    def test_ctrl_c_at_a_password_ends_a_single_command(self):
        with self.terminal("cloudhsm-cli", "login", "--username", "alice", "--role",
                           "crypto-user") as terminal:
            self.assertTrue(terminal.echoes())
            terminal.expect("Enter password:")
            self.assertFalse(terminal.echoes())
            terminal.send(CTRL_C)
            terminal.expect("Interrupted")
            self.assertEqual(terminal.wait(), 1)
            self.assertTrue(terminal.echoes())

    def test_whatever_ends_it_at_a_password_the_echo_comes_back(self):
        keys = {signal.SIGQUIT: "\x1c"}
        for number in (signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM, signal.SIGUSR1):
            with self.subTest(signal=number), self.terminal(
                    "cloudhsm-cli", "login", "--username", "alice", "--role",
                    "crypto-user") as terminal:
                terminal.expect("Enter password:")
                self.assertFalse(terminal.echoes())
                if number in keys:
                    terminal.send(keys[number])
                else:
                    os.kill(terminal.process, number)
                self.assertEqual(terminal.wait(), -number)
                self.assertTrue(terminal.echoes())

    def test_an_end_of_input_at_a_password(self):
        with self.repl() as terminal:
            terminal.line("login --username alice --role crypto-user")
            terminal.expect("Enter password:")
            terminal.send(CTRL_D)
            terminal.expect("Interrupted")
            terminal.expect(PROMPT)


class EditTest(TerminalLab):
    recipe = "keys"

    def complete(self, terminal, typed, expected):
        """What TAB makes of a beginning; the line is dropped afterwards."""
        terminal.send(typed + TAB)
        terminal.expect_line(expected)
        terminal.send(CTRL_C)
        terminal.expect(PROMPT)

    def test_tab_completes_commands_options_and_values(self):
        with self.repl() as terminal:
            self.complete(terminal, "us", "> user ?")
            self.complete(terminal, "key gen", "key generate-")
            self.complete(terminal, "key generate-a", "key generate-asymmetric-pair ?")
            self.complete(terminal, "key list --max", "--max-items ?")
            self.complete(terminal, "login --role cry", "--role crypto-user ?")
            self.complete(terminal, "key wrap rsa-aes --hash-function sha25", "sha256 ?")

    def test_a_second_tab_lists_what_is_possible(self):
        with self.repl() as terminal:
            terminal.send("key wrap " + TAB + TAB)
            terminal.expect("rsa-aes.*rsa-oaep|rsa-oaep.*rsa-aes")

    def test_tab_knows_live_names(self):
        with self.repl() as terminal:
            terminal.line(LOGIN_ALICE)
            terminal.expect('"error_code": 0')
            terminal.expect(PROMPT)
            self.complete(terminal, "key list --filter attr.label=unw", "attr.label=unwrapping ?")
            self.complete(terminal, "key share --filter attr.label=data --username bo", "--username bob ?")

    def test_history_brings_back_commands_and_no_secrets(self):
        with self.repl() as terminal:
            terminal.line("user list")
            terminal.expect('"app_user"')
            terminal.expect(PROMPT)
            terminal.line(LOGIN_ALICE)
            terminal.expect('"error_code": 0')
            terminal.expect(PROMPT)
            terminal.line("user change-password --username alice --role crypto-user"
                          f" --password '{SECRET}'")
            terminal.expect('"error_code": 0')
            terminal.expect(PROMPT)
            terminal.line("key list --filter attr.label=nothing")
            terminal.expect('"total_key_count": 0')
            terminal.expect(PROMPT)
            shown = len(terminal.everything)
            terminal.send(UP)
            terminal.expect("attr.label=nothing")
            for _ in range(5):
                terminal.send(UP)
                terminal.settle(0.1)
            self.assertNotIn(SECRET, terminal.everything[shown:])
            self.assertNotIn(PASSWORD, terminal.everything[shown:])
            terminal.send(CTRL_C)
            terminal.expect(PROMPT)
            terminal.line("quit")
            self.assertEqual(terminal.wait(), 0)
        history = self.history()
        self.assertIn("user list", history)
        for secret in (SECRET, PASSWORD):
            self.assertNotIn(secret, history)
        with self.repl() as terminal:
            terminal.send(UP)
            terminal.settle()
            terminal.send(UP)
            terminal.expect("attr.label=nothing|user list|login")

    def test_a_misspelt_command_with_a_password_is_not_kept(self):
        with self.repl() as terminal:
            for line in (f"logn --username alice --password {SECRET}",
                         f"login --username alice --role crypto-user --pasword {SECRET}",
                         f"login --username alice --role crypto-user --password '{SECRET}"):
                terminal.line(line)
                terminal.expect("error:")
                terminal.expect("> ")
                terminal.send(CTRL_C)
                terminal.expect(PROMPT)
            terminal.line("quit")
            terminal.wait()
        self.assertNotIn(SECRET, self.history())

    def test_a_backslash_goes_on_in_the_next_line(self):
        with self.repl() as terminal:
            terminal.line("user \\")
            terminal.expect("> ")
            terminal.line("list")
            terminal.expect('"app_user"')
            terminal.expect(PROMPT)
            terminal.send(UP)
            terminal.expect_line("> user +list")

    def test_pasted_lines_are_taken_one_by_one(self):
        with self.repl() as terminal:
            terminal.send("\r".join([LOGIN_ALICE, "key list --filter \\", "attr.label=data",
                                     "nonsense", "logout", "quit", ""]))
            terminal.expect('"error_code": 0')
            terminal.expect('"total_key_count": 1')
            terminal.expect("nonsense")
            terminal.expect("Logout successful")
            self.assertEqual(terminal.wait(), 0)

    def test_an_error_has_its_hint_for_a_person(self):
        with self.repl() as terminal:
            terminal.line("key list")
            terminal.expect('"error_code": 1')
            terminal.expect("Hint")
        piped = self.estate.session("key list")
        self.assertNotIn("Hint", piped.stderr + piped.stdout)

    def test_a_status_is_a_table_for_a_person(self):
        with self.terminal("localhsm", "status") as terminal:
            self.assertEqual(terminal.wait(), 0)
            self.assertNotIn('"error_code"', terminal.everything)
            self.assertIn(self.estate.clusters["source"], terminal.everything)
        self.assertEqual(self.estate.run("localhsm", "status").answer["error_code"], 0)


if __name__ == "__main__":
    lab.main()
