#!/usr/bin/env python3
"""Looks whether every error of errors.def is reached by some test: its text stands in an answer of a transcript or
in another test that runs the programs, or a unit test asks for it by name."""

import os
import re
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.join(HERE, os.pardir)
ROOT = os.path.join(TESTS, os.pardir)
sys.path.insert(0, os.path.join(TESTS, "transcripts"))

import transcript

# Errors that are found by neither: their text is all argument, or another error's, or is compared in part.
UNSEEN = {"OUTPUT", "ESTATE_WRITE", "ESTATE_BUSY", "CLUSTER_NO_HSM", "CONFIG_OPTION", "NOT_ACTIVATED"}


class Error:
    LINE = re.compile(r'^(?:ERROR|GUESS)\((\d+), (\w+), (\w+), "((?:[^"\\]|\\.)*)", "((?:[^"\\]|\\.)*)"\)', re.M)

    def __init__(self, number, name, text):
        self.number, self.name = int(number), name
        self.text = re.sub(r"\\(.)", r"\1", text)

    @property
    def says_something(self):
        """Whether there are words in the text besides its arguments."""
        return re.search(r"\w", self.text.replace("{}", "")) is not None

    @property
    def fragments(self):
        """Its words between the arguments, as tests compare or search for them."""
        return [part.strip(" .,:'") for part in self.text.split("{}") if len(part.strip(" .,:'")) > 8]

    @property
    def pattern(self):
        return re.compile(re.escape(self.text).replace(re.escape("{}"), ".+"))


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def texts_in(folder, ending):
    for path, _, names in os.walk(folder):
        for name in names:
            if name.endswith(ending):
                yield read(path, name)


def errors():
    return [Error(number, name, text) for number, name, _, text, _ in Error.LINE.findall(
        read(ROOT, "include", "base", "errors.def"))]


def answers():
    """All that transcripts say, as one text."""
    lines = []
    for path, _, names in os.walk(os.path.join(TESTS, "transcripts")):
        for name in names:
            if name.endswith(".out"):
                for block in transcript.read_out(os.path.join(path, name))[0]:
                    lines += block.stdout + block.stderr
    # As they are in an answer that is JSON, and in the one line of Error: "...".
    return "\n".join(lines).replace('\\"', '"')


def programs():
    """What the other tests that run the programs consist of, with strings that go on in the next line joined."""
    folders = ("robust", "runbooks", "terminal", "interop", "lib")
    text = "\n".join(text for ending in (".py", ".sh") for folder in folders
                     for text in texts_in(os.path.join(TESTS, folder), ending))
    return re.sub(r'"\s*\n\s*[rf]?"', "", text)


class ErrorTest(unittest.TestCase):
    def test_every_error_is_reached(self):
        said = answers()
        others = programs()
        units = "\n".join(texts_in(os.path.join(TESTS, "unit"), ".c"))
        listed = errors()
        self.assertGreater(len(listed), 100)
        for error in listed:
            with self.subTest(number=error.number, name=error.name):
                alone = sum(other.text == error.text for other in listed) == 1
                reached = re.search(rf"\bERR_{error.name}\b", units) is not None
                if error.says_something and alone:
                    reached = (reached or error.pattern.search(said) is not None
                               or bool(error.fragments) and all(part in others for part in error.fragments))
                self.assertTrue(reached or error.name in UNSEEN, error.text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
