#!/usr/bin/env python3
"""Checks what can be read off the C files as text: the opening comment, SQL in its one place, calls and
words that are not wanted. Files that grew long are named, which is no fault."""

import re
import sys

import tree

LONG = 400

SQL = re.compile(r'"\s*(SELECT .* FROM|INSERT (OR \w+ )?INTO|UPDATE \w+ SET|DELETE FROM|'
                 r'CREATE (TABLE|INDEX)|BEGIN IMMEDIATE|PRAGMA|SAVEPOINT)\b')

UNWANTED_CALLS = {
    "alloca": "its failure cannot be seen",
    "strcpy": "it has no bound", "strcat": "it has no bound", "sprintf": "it has no bound",
    "gets": "it has no bound", "strtok": "it keeps hidden state",
    "atoi": "it cannot tell an error", "atol": "it cannot tell an error",
    "signal": "use sigaction", "system": "it calls a shell", "popen": "it calls a shell",
}


def faults_of(path):
    text = tree.read(path)
    if not text.startswith("/*"):
        yield f"{path}: does not open with a comment that says its one job"
    for number, line in enumerate(text.split("\n"), 1):
        where = f"{path}:{number}"
        if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line):
            yield f"{where}: unfinished: {line.strip()}"
        if not path.startswith("src/store/") and SQL.search(line):
            yield f"{where}: SQL outside src/store: {line.strip()}"
        if line != line.rstrip():
            yield f"{where}: blanks at the end of the line"
    code = tree.without_comments(text)
    for number, line in enumerate(code.split("\n"), 1):
        for name, reason in UNWANTED_CALLS.items():
            if re.search(rf"(?<![\w.>]){name}\s*\(", line):
                yield f"{path}:{number}: {name}: {reason}"
    if re.search(r"^\s*typedef struct", code, re.M):
        yield f"{path}: a typedef hides a struct"


def main():
    paths = tree.files(".c", ".h", ".def")
    for path in paths:
        lines = tree.read(path).count("\n")
        if lines > LONG:
            print(f"long: {path}: {lines} lines")
    return tree.report([fault for path in paths for fault in faults_of(path)])


if __name__ == "__main__":
    sys.exit(main())
