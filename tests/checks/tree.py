"""The tree's C files, and which floor each belongs to."""

import os
import re

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))

# What each floor may see, lowest first. A folder sees itself.
COMMAND_SEES = {"include/base", "include/localhsm", "include/cli", "commands/common"}
SEES = {
    "include/base": set(),
    "include/localhsm": {"include/base"},
    "include/cli": {"include/base"},
    "src/base": {"include/base"},
    "src/crypto": {"include/base", "include/localhsm"},
    "src/json": {"include/base"},
    "src/store": {"include/base", "include/localhsm", "src/crypto"},
    "src/partition": {"include/base", "include/localhsm", "src/crypto", "src/store"},
    "src/topology": {"include/base", "include/localhsm", "src/store"},
    "src/client": {"include/base", "include/localhsm", "src/crypto", "src/json", "src/store",
                   "src/partition", "src/topology"},
    "src/estate": {"include/base", "include/localhsm", "src/crypto", "src/json", "src/store",
                   "src/partition", "src/topology"},
    "src/api": {"include/base", "include/localhsm", "src/json", "src/store"},
    "cli": {"include/base", "include/cli", "src/json"},
    "commands/common": {"include/base", "include/localhsm", "include/cli"},
    "commands/cloudhsm-cli": COMMAND_SEES,
    "commands/configure-cli": COMMAND_SEES,
    "commands/localhsm": COMMAND_SEES,
}


def files(*endings, folders=("include", "src", "cli", "commands")):
    """Paths relative to the root, sorted."""
    found = []
    for folder in folders:
        for path, _, names in os.walk(os.path.join(ROOT, folder)):
            found += [os.path.relpath(os.path.join(path, name), ROOT) for name in names
                      if name.endswith(endings)]
    return sorted(found)


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def includes(path):
    """(form, name) of each #include, form being '"' or '<'."""
    return re.findall(r'^\s*#\s*include\s*(["<])([^">]+)[">]', read(path), re.M)


def without_comments(text):
    """The text with comments and string literals blanked, lines kept."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match[0])
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text,
                  flags=re.S)


def report(faults):
    """Prints the faults and gives the exit status."""
    for fault in faults:
        print(fault)
    print(f"{len(faults)} fault(s)")
    return 1 if faults else 0
