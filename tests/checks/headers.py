#!/usr/bin/env python3
"""Checks that every header compiles alone, has its guard, and opens with a comment.

usage: headers.py COMPILER...
"""

import os
import re
import subprocess
import sys

import tree

STANDARD = ["-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-x", "c"]


def compile_fault(compiler, path):
    floor = os.path.dirname(path)
    folders = sorted(tree.SEES.get(floor, set()) | {floor})
    quotes = [word for folder in folders
              for word in ("-iquote", os.path.join(tree.ROOT, folder))]
    done = subprocess.run([*compiler, *STANDARD, *quotes, "-"], capture_output=True, check=False,
                          encoding="utf-8", input=f'#include "{os.path.basename(path)}"\n')
    return f"{path} does not compile alone:\n{done.stderr}" if done.returncode else None


def faults_of(compiler, path):
    text = tree.read(path)
    if not text.startswith("/*"):
        yield f"{path} does not open with a comment"
    name = re.sub(r"\W", "_", os.path.basename(path)).upper()
    if not re.search(rf"^#ifndef (LOCALHSM_(?:\w+_)?{name})\n#define \1$", text, re.M):
        yield f"{path}: its guard is not LOCALHSM_{name}, perhaps with its folder in it"
    fault = compile_fault(compiler, path)
    if fault:
        yield fault


def main(compiler):
    return tree.report([fault for path in tree.files(".h") for fault in faults_of(compiler, path)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["cc"]))
