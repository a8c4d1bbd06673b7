#!/usr/bin/env python3
"""Help, for every program, group and command: it is printed without touching any state, fits 80 columns, and
speaks of the options that the table has; the man page speaks of the same ones.

usage: help.py MAN_DIRECTORY
"""

import os
import re
import subprocess
import sys
import unittest

import tables
from lab import LabTest

MAN_DIRECTORY = ""
COLUMNS = 80


def options_in(text):
    """The long options that stand at the beginning of a line, as help and pages list them: indented, which the
    prose of a help is not."""
    return set(re.findall(r"^ +(?:-\w,? ?)?--([a-z][a-z0-9-]*)", text, re.M)) - {"help", "version"}


def section(text, title):
    """What stands under a title of a page, whose prose is indented, too."""
    return re.search(rf"^{title}\n(.*?)(?=^\S)", text, re.M | re.S)[1]


class HelpTest(LabTest):
    def setUp(self):
        self.estate = self.lab.estate("none")

    def help_of(self, program, *words):
        """The full help, which must be printed in any of its spellings, with no estate there."""
        result = self.estate.run(program, *words, "--help")
        self.assertEqual((result.status, result.stderr), (0, ""), str(result))
        self.assertTrue(result.stdout.endswith("\n"))
        self.assertFalse(os.path.exists(self.estate.home), "help touched the state")
        self.assertFalse(os.path.exists(self.estate.client), "help touched the state")
        for line in result.stdout.splitlines():
            self.assertLessEqual(len(line), COLUMNS, line)
            self.assertEqual(line, line.rstrip(), repr(line))
        return result.stdout

    def test_every_command_has_help(self):
        for command in tables.commands():
            with self.subTest(command=command.name):
                text = self.help_of(command.program, *command.words)
                self.assertIn("Usage: ", text)
                shown = options_in(text)
                self.assertLessEqual(command.option_names(), shown)
                self.assertLessEqual(shown, command.option_names() | tables.SHELL_OPTIONS)
                for metavar in command.positionals():
                    self.assertRegex(text, rf"(?s)Usage: [^\n]*<{metavar}>.*\nArguments:\n.*  <{metavar}>\n")
                short = self.estate.run(command.program, *command.words, "-h")
                self.assertEqual(short.status, 0)
                for line in short.stdout.splitlines():
                    self.assertLessEqual(len(line), COLUMNS, line)

    def test_every_group_lists_its_commands(self):
        for name, (commands, groups) in tables.programs().items():
            for group in ["", *groups]:
                with self.subTest(group=f"{name} {group}"):
                    words = group.split()
                    text = self.help_of(name, *words)
                    below = {command.words[len(words)] for command in commands
                             if command.words[:len(words)] == words
                             and len(command.words) > len(words)}
                    for word in below:
                        self.assertRegex(text, rf"(?m)^ +{re.escape(word)}\b")

    def test_help_as_a_word(self):
        for words in (["help"], ["help", "key"], ["help", "key", "wrap", "rsa-aes"],
                      ["key", "help", "list"], ["key", "help"]):
            result = self.estate.run("cloudhsm-cli", *words)
            self.assertEqual(result.status, 0, str(result))
            self.assertIn("Usage:", result.stdout)
        same = self.estate.run("cloudhsm-cli", "help", "key", "list").stdout
        self.assertEqual(same, self.help_of("cloudhsm-cli", "key", "list"))

    def test_versions(self):
        for name in tables.programs():
            result = self.estate.run(name, "--version")
            self.assertEqual(result.status, 0)
            self.assertRegex(result.stdout, rf"^{name} .*\d+\.\d+\.\d+.*\n$")
        version = self.estate.run("cloudhsm-cli", "--version").stdout
        self.assertRegex(version, r"^cloudhsm-cli 5\.18\.0 \(localhsm \d+\.\d+\.\d+\)\n$")


class ManTest(unittest.TestCase):
    """Commands that are known and not simulated yet have help, and no page."""

    def setUp(self):
        self.commands = [command for command in tables.commands() if not command.later]

    def text_of(self, page):
        path = os.path.join(MAN_DIRECTORY, f"{page}.1")
        rendered = subprocess.run(["mandoc", "-T", "utf8", "-O", "width=100", path], check=True,
                                  capture_output=True, encoding="utf-8").stdout
        return re.sub(r".\x08", "", rendered)

    def test_every_command_has_a_page_with_its_options(self):
        for command in self.commands:
            with self.subTest(command=command.name):
                text = self.text_of(command.page)
                self.assertIn(command.summary.split()[0], text)
                shown = options_in(section(text, "OPTIONS"))
                self.assertLessEqual(command.option_names(), shown)
                self.assertLessEqual(shown, command.option_names() | tables.SHELL_OPTIONS)
                for metavar in command.positionals():
                    self.assertRegex(section(text, "SYNOPSIS"), rf"\b{metavar}\b")
                    self.assertRegex(section(text, "OPTIONS"), rf"(?m)^ +{metavar}\b")

    def test_every_page_is_of_a_program_or_command(self):
        known = {command.page for command in self.commands} | set(tables.programs())
        pages = {name[:-2] for name in os.listdir(MAN_DIRECTORY) if name.endswith(".1")}
        self.assertEqual(pages - known, set())
        self.assertEqual(known - pages, set())

    def test_every_page_shows_its_examples(self):
        for command in self.commands:
            text = re.sub(r"\s+", " ", self.text_of(command.page))
            for example in command.examples:
                with self.subTest(example=example["command"]):
                    for word in example["command"].split():
                        self.assertIn(word, text)


if __name__ == "__main__":
    MAN_DIRECTORY = sys.argv.pop(1)
    unittest.main(verbosity=2)
