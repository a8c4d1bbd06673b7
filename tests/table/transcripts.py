#!/usr/bin/env python3
"""Compares the tables with the transcripts: every command has one that succeeds, one that is refused and one
with a usage error, and every option stands in one that succeeds."""

import itertools
import os
import sys
import unittest

import tables

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, os.pardir, "transcripts")
sys.path.insert(0, FOLDER)

import transcript

# Commands that no answer of error_code 1 can come from.
NEVER_REFUSED = {"cloudhsm-cli interactive", "localhsm status"}


def blocks():
    """(program, words, block) of every command in every transcript."""
    for path, _, names in os.walk(FOLDER):
        for name in sorted(names):
            if not name.endswith(".out"):
                continue
            for block in transcript.read_out(os.path.join(path, name))[0]:
                if block.command.startswith("$ "):
                    continue
                try:
                    words = transcript.words_of(block.command)
                except ValueError:
                    continue
                program = "cloudhsm-cli"
                if words and words[0] in transcript.PROGRAMS:
                    program, words = words[0], words[1:]
                yield program, words, block


def path_of(words, paths):
    """The longest command path that the words begin with; a command of a command may stand behind its options."""
    plain = list(itertools.takewhile(lambda word: not word.startswith("-"), words))
    for length in range(len(plain), -1, -1):
        path = " ".join(plain[:length])
        if path in paths:
            return next((f"{path} {word}" for word in words[length:] if f"{path} {word}" in paths), path)
    return None


class CoverageTest(unittest.TestCase):
    def setUp(self):
        self.commands = {command.name: command for command in tables.commands()
                         if not command.later}
        self.seen = {name: {"0": 0, "1": 0, "2": 0, "options": set(), "succeeded": set()}
                     for name in self.commands}
        for program, words, block in blocks():
            paths = {command.path for command in self.commands.values()
                     if command.program == program}
            path = path_of(words, paths)
            if path is None:
                continue
            seen = self.seen[f"{program} {path}".strip()]
            status = {"254": "1", "252": "2"}.get(block.status, block.status)
            seen[status] = seen.get(status, 0) + 1
            options = {word[2:].split("=")[0] for word in words if word.startswith("--")}
            seen["options"] |= options
            if status == "0":
                seen["succeeded"] |= options

    def test_every_command_has_its_three(self):
        for name, seen in self.seen.items():
            with self.subTest(command=name):
                self.assertTrue(seen["0"], "no transcript in which it succeeds")
                self.assertTrue(seen["2"], "no transcript of a usage error")
                if name not in NEVER_REFUSED:
                    self.assertTrue(seen["1"], "no transcript in which it is refused")

    def shared(self):
        """Options that every operation of the control plane has: one transcript is enough for each."""
        groups = [command.option_names() for name, command in self.commands.items()
                  if name.startswith("localhsm cloudhsmv2 ")]
        return set.intersection(*groups)

    def unused(self, name):
        """Options that stand in no success; of those that are not simulated, in nothing at all."""
        command, seen = self.commands[name], self.seen[name]
        later = command.later_names()
        return (command.option_names() - later - seen["succeeded"]) | (later - seen["options"])

    def test_every_option_is_used(self):
        shared = self.shared()
        for name in self.commands:
            with self.subTest(command=name):
                allowed = shared if name.startswith("localhsm cloudhsmv2 ") else set()
                self.assertEqual(self.unused(name) - allowed, set())

    def test_every_shared_option_is_used_once(self):
        operations = [name for name in self.commands if name.startswith("localhsm cloudhsmv2 ")]
        unused = set.intersection(*(self.unused(name) for name in operations))
        self.assertEqual(self.shared() & unused, set())


if __name__ == "__main__":
    unittest.main(verbosity=2)
