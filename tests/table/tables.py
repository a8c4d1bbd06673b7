"""The tables of the programs, as table-dump prints them.

LOCALHSM_TEST_TABLES holds the paths of the dumping programs, divided by ":"; without it they are those of the
build directory build/.
"""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab

# Options that the shell adds to commands: not in the tables.
SHELL_OPTIONS = {"help", "version", "query", "output", "no-cli-pager", "no-paginate"}

BY_ADMIN, BY_CRYPTO_USER = 1, 2


class Command:
    def __init__(self, program, entry):
        self.program = program
        self.__dict__.update(entry)

    @property
    def words(self):
        return self.path.split()

    @property
    def name(self):
        return f"{self.program} {self.path}".strip()

    @property
    def page(self):
        """The name of its man page."""
        return self.name.replace(" ", "-")

    def option_names(self):
        return {option["name"] for option in self.options
                if option["name"] and not option["hidden"]}

    def positionals(self):
        """What stands in help for the words by themselves."""
        return [option["metavar"] for option in self.options if option["positional"]]

    def later_names(self):
        """Of those, the ones that are known and not simulated."""
        return {option["name"] for option in self.options
                if option["name"] and option["later"] and not option["hidden"]}


def dump(path):
    return json.loads(subprocess.run([path], check=True, capture_output=True).stdout)


def programs():
    """{name: (commands, groups)} of all programs; hidden commands are left out."""
    found = {}
    for path in lab.built("LOCALHSM_TEST_TABLES", "tests/table/table-dump-{}"):
        table = dump(path)
        found[table["program"]] = (
            [Command(table["program"], entry) for entry in table["commands"]
             if not entry["hidden"]], table["groups"])
    return found


def commands():
    return [command for listed, _ in programs().values() for command in listed]
