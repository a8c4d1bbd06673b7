#!/usr/bin/env python3
"""Checks that each floor includes only what its place in the house allows."""

import os
import sys

import tree

# System headers that one floor alone may include.
RESERVED = {
    "openssl/": "src/crypto",
    "sqlite3.h": "src/store",
    "cjson/": "src/json",
    "histedit.h": "cli",
    "editline/": "cli",
}


def folder_of_header(name, near):
    """The floor of a header of ours, which stands on the path by its flat name."""
    if os.path.exists(os.path.join(tree.ROOT, near, name)):
        return near
    for folder in tree.SEES:
        if os.path.exists(os.path.join(tree.ROOT, folder, name)):
            return folder
    return None


def faults_of(path):
    floor = os.path.dirname(path)
    if floor not in tree.SEES:
        yield f"{path}: this folder is no floor: give it its place in tests/checks/tree.py"
        return
    included = tree.includes(path)
    for form, name in included:
        if form == '"':
            home = folder_of_header(name, floor)
            if home is None:
                yield f'{path}: "{name}" is not a header of ours'
            elif home != floor and home not in tree.SEES[floor]:
                yield f'{path}: {floor} may not see "{name}" of {home}'
            continue
        for start, owner in RESERVED.items():
            if name.startswith(start) and floor != owner:
                yield f"{path}: <{name}> belongs to {owner}"
    own = os.path.basename(path)[:-2] + ".h"
    names = [name for _, name in included]
    if path.endswith(".c") and own in names and names[0] != own:
        yield f'{path}: its own header, "{own}", does not come first'


def main():
    return tree.report([fault for path in tree.files(".c", ".h") for fault in faults_of(path)])


if __name__ == "__main__":
    sys.exit(main())
