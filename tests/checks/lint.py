#!/usr/bin/env python3
"""Runs the linters: shellcheck on every shell script, mandoc on every man page, cppcheck on the C files. None
of them may have anything to say.

usage: lint.py MAN_DIRECTORY
"""

import os
import subprocess
import sys

import tree

CPPCHECK = ["cppcheck", "--quiet", "--std=c11", "--language=c", "--inline-suppr", "-D_GNU_SOURCE",
            "--enable=warning,performance,portability", "--error-exitcode=1",
            # Flexible tables and designated initialisers are more than it can follow.
            "--suppress=missingIncludeSystem", "--suppress=internalAstError"]


def shell_scripts():
    for folder in ("scripts", ".ci", "tests"):
        for path, _, names in os.walk(os.path.join(tree.ROOT, folder)):
            for name in names:
                whole = os.path.join(path, name)
                with open(whole, "rb") as file:
                    first = file.readline()
                if name.endswith(".sh") or (first.startswith(b"#!") and b"sh" in first.split(b"/")[-1]):
                    yield os.path.relpath(whole, tree.ROOT)


def run(*command):
    """The tool's words if it has any, or if it failed."""
    done = subprocess.run(command, cwd=tree.ROOT, capture_output=True, check=False, encoding="utf-8")
    words = (done.stdout + done.stderr).strip()
    if words or done.returncode:
        yield f"{command[0]}:\n{words}"


def lint_pages(directory):
    pages = sorted(name for name in os.listdir(directory) if name.endswith((".1", ".7")))
    return run("mandoc", "-T", "lint", *(os.path.join(directory, name) for name in pages))


def main(man_directory):
    includes = [f"-I{folder}" for folder in tree.SEES if not folder.startswith("commands/")]
    faults = list(run("shellcheck", "--external-sources", *sorted(shell_scripts())))
    faults += lint_pages(man_directory)
    faults += run(*CPPCHECK, *includes, "src", "cli")
    for program in ("cloudhsm-cli", "configure-cli", "localhsm"):
        faults += run(*CPPCHECK, *includes, f"-Icommands/{program}", f"commands/{program}")
    return tree.report(faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
