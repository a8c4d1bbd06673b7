"""What a transcript is: a case's commands and the exact answers that they must get.

A case is two files. <case>.in opens with a header and goes on with commands as an operator types them:

    # estate: keys            a recipe of tests/lib/recipes.py
    # modes: repl single      how it is run; both unless said otherwise
    # env: NAME=value         more environment
    # stdin: text             what single commands find on their standard input
    # interactive: words      what stands behind `cloudhsm-cli interactive`
    # openssl: below 3.5      where it is run: with an OpenSSL below 3.5, or (3.5) from 3.5 up
    $ openssl rand -out key.bin 24
    login --username alice --role crypto-user --password Passw0rd!
    key list --filter attr.label="my key"
    localhsm status --output json

Lines with "$ " are for a shell. A line that begins with the name of a program is a command of that
program; all others are for cloudhsm-cli, and form one here-document in the mode repl. Where one of the other
kinds stands between them, as signing does, the session is fed line by line instead, and they run while it
waits. In the mode single, login and logout set and unset the environment's credentials instead, and every
other line is a program of its own. A \\ at the end of a line joins it with the next.

A command that asks for more than its line, in a session, goes on with lines that say what comes of it: "<$ "
for a shell, while the command waits, and "<" with what the command is then answered, which may be nothing.

    login --username alice --role crypto-user --password Passw0rd! mfa-token-sign --token login.token
    <$ sign-token login.token alice
    <

The programs of tests/lib/bin, which sign such files, are on the path of a shell.

<case>.out has the answer behind each command, which is repeated after "> ": what came on stdout as it is,
what came on stderr after "! ", and the exit status, unless it is 0, after "## ". The status of a session
is after "## session ". Keys in a list stand in the order of their labels, which must differ, and not of
their references, which are chance. {{kind:name}} stands for a value that cannot be known before; it must be the same
wherever the name comes again, in later commands too. What an answer gives may be named in a later command
of a case that runs in the mode single only, or whose session is fed line by line.
"""

import os
import re
import shlex
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab

PROGRAMS = ("localhsm", "configure-cli", "cloudhsm-cli")

KINDS = {
    "ref": r"0x[0-9a-f]{16}",
    "kcv": r"0x[0-9a-f]{6}",
    "hex": r"0x(?:[0-9a-f]{2})+",
    "b64": r"[A-Za-z0-9+/]+={0,2}",
    "num": r"[0-9]+",
    "version": r"[0-9]+(?:\.[0-9]+)+",
    "time": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+\+00:00",
    "cluster": r"cluster-[2-7a-zA-Z]{11,16}",
    "hsm": r"hsm-[2-7a-zA-Z]{11,16}",
    "backup": r"backup-[2-7a-zA-Z]{11,16}",
    "serial": r"[0-9]\.[0-9]G[0-9]{4}-[A-Z]+[0-9]+",
    "eni": r"eni-[0-9a-f]{8,17}",
    "sg": r"sg-[0-9a-f]{8,17}",
    "utc": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z",
    "ahead": r"-?[0-9]+\.[0-9]+",
    "seconds": r"600|5[0-9]{2}",
    "millis": r"[0-9]{13}",
    "stamp": r"[0-9]{2}/[0-9]{2}/[0-9]{2} [0-9:]{8}\.[0-9]{6}, usecs:[0-9]{16}",
    "handle": r"0x[0-9a-f]+",
    "uuid": r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "pem": r"-----BEGIN [A-Z ]+-----[^\"]*-----END [A-Z ]+-----(?:\\n)?",
}

TOKEN = re.compile(r"\{\{(\w+):([\w.-]+)\}\}")


class Case:
    """One .in file, read."""

    def __init__(self, path):
        self.path = path
        self.estate = "hsm2m"
        self.modes = ["repl", "single"]
        self.env = {}
        self.stdin = ""
        self.interactive = []
        self.openssl = ""
        with open(path, encoding="utf-8", newline="") as file:
            lines = file.read().split("\n")
        if lines[-1] == "":
            lines.pop()
        while lines and lines[0].startswith("# "):
            name, _, value = lines.pop(0)[2:].partition(":")
            self.set_header(name.strip(), value.strip())
        self.before, self.session, self.behind = self.divide(list(joined(lines)))

    def set_header(self, name, value):
        if name == "estate":
            self.estate = value
        elif name == "modes":
            self.modes = value.split()
        elif name == "env":
            variable, _, text = value.partition("=")
            self.env[variable] = text
        elif name == "stdin":
            self.stdin = value + "\n"
        elif name == "interactive":
            self.interactive = value.split()
        elif name == "openssl":
            self.openssl = value
        elif name != "about":
            raise ValueError(f"{self.path}: unknown header {name}")

    def divide(self, commands):
        """The commands before, in and behind the session; single-mode cases have one run of all."""
        if "repl" not in self.modes:
            return commands, [], []
        inside = [at for at, command in enumerate(commands) if is_for_cli(command)]
        first, last = inside[0], inside[-1] + 1
        return commands[:first], commands[first:last], commands[last:]

    @property
    def is_live(self):
        """Whether something happens in the middle of the session."""
        return any("\n<" in command or not is_for_cli(command) for command in self.session)

    def runs_with(self, openssl):
        """Whether the case is for this version of OpenSSL, such as (3, 0)."""
        if self.openssl == "":
            return True
        *below, version = self.openssl.split()
        return (openssl < lab.version_of(version)) == (below == ["below"])

    @property
    def commands(self):
        return self.before + self.session + self.behind

    @property
    def out_path(self):
        return self.path[:-len(".in")] + ".out"


def joined(lines):
    """Commands, each with its continuation lines and what it is answered."""
    whole, is_open = [], False
    for line in lines:
        if whole and not is_open and not line.startswith("<"):
            yield "\n".join(whole)
            whole = []
        whole.append(line)
        is_open = line.rstrip("\r").endswith("\\")
    if whole:
        yield "\n".join(whole)


def divided(command):
    """A command as it is typed, and the lines that say what comes of it."""
    typed, *more = re.split(r"\n(?=<)", command)
    return typed, more


def is_for_cli(command):
    return not command.startswith("$ ") and command.split(" ")[0] not in PROGRAMS


def words_of(command):
    """The words of a command as a POSIX shell would hand them over."""
    return shlex.split(re.sub(r"\\\r?\n", " ", divided(command)[0]))


class Bindings:
    """Values that names stand for, filled as answers are compared."""

    def __init__(self, known=None):
        self.values = dict(known or {})

    def substitute(self, text):
        return TOKEN.sub(lambda token: self.values.get(token[2], token[0]), text)

    def matches(self, expected, actual):
        """Whether an actual line is the expected one; binds the names that are new."""
        pattern, at, new = "", 0, []
        for token in TOKEN.finditer(expected):
            pattern += re.escape(expected[at:token.start()])
            kind, name = token.groups()
            if name in self.values:
                pattern += re.escape(self.values[name])
            elif name in new:
                pattern += f"(?P=v{new.index(name)})"
            else:
                pattern += f"(?P<v{len(new)}>{KINDS[kind]})"
                new.append(name)
            at = token.end()
        match = re.fullmatch(pattern + re.escape(expected[at:]), actual)
        if match is None:
            return False
        for number, name in enumerate(new):
            self.values[name] = match[f"v{number}"]
        return True

    def matches_all(self, expected, actual):
        return len(expected) == len(actual) and all(
            self.matches(line, other) for line, other in zip(expected, actual))


class Block:
    """What one command is expected to give."""

    def __init__(self, command):
        self.command, self.stdout, self.stderr, self.status = command, [], [], "0"

    def lines(self):
        for line in self.command.split("\n"):
            yield "> " + line
        yield from self.stdout
        for line in self.stderr:
            yield ("! " + line).rstrip()
        if self.status != "0":
            yield "## " + self.status


def read_out(path):
    """The blocks of an .out file, and the status of its session."""
    blocks, session = [], "0"
    with open(path, encoding="utf-8", newline="") as file:
        lines = file.read().split("\n")[:-1]
    continued = False
    for line in lines:
        if line.startswith("> "):
            if continued or line.startswith("> <"):
                blocks[-1].command += "\n" + line[2:]
            else:
                blocks.append(Block(line[2:]))
            continued = line.rstrip("\r").endswith("\\")
        elif line.startswith("## session "):
            session = line[len("## session "):]
        elif line.startswith("## "):
            blocks[-1].status = line[3:]
        elif line == "!" or line.startswith("! "):
            blocks[-1].stderr.append(line[2:])
        else:
            blocks[-1].stdout.append(line)
    return blocks, session


def write_out(path, blocks, session):
    with open(path, "w", encoding="utf-8", newline="") as file:
        for block in blocks:
            file.write("".join(line + "\n" for line in block.lines()))
        if session != "0":
            file.write(f"## session {session}\n")
