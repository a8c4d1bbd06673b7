#!/usr/bin/env python3
"""Runs the transcripts of one or more folders, in each of their modes, and compares the answers.

usage: run.py [--update] FOLDER|CASE.in...

--update writes the .out files anew from what the programs answer. Read the difference before you keep it.
A command of the mode single may use a value of an answer before it by the name that it gets there: the
first one of its kind is {{b64:b64-1}}.
"""

import difflib
import json
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab
import transcript
from transcript import Bindings, Block, Case, divided, is_for_cli, words_of


def lines_of(text):
    return text.split("\n")[:-1] if text.endswith("\n") else (text.split("\n") if text else [])


def by_label(text):
    """The text with the keys of each list in the order of their labels. References are chance, and the
    order of a list with them; that they ascend is checked here."""
    decoder, settled, at = json.JSONDecoder(), "", 0
    while (begin := text.find("{\n", at)) >= 0:
        settled += text[at:begin]
        answer, at = decoder.raw_decode(text, begin)
        data = answer.get("data")
        keys = data.get("matched_keys", []) if isinstance(data, dict) else []
        if len(keys) < 2:
            settled += text[begin:at]
            continue
        references = [key["key-reference"] for key in keys]
        if references != sorted(references):
            raise AssertionError(f"the references do not ascend: {references}")
        keys.sort(key=lambda key: (key["attributes"]["label"], key["attributes"].get("class")))
        settled += json.dumps(answer, indent=2, ensure_ascii=False)
    return settled + text[at:]


def same_in_both_modes(lines):
    """Lines in which a usage begins with the program's name or not, and is broken accordingly, as one."""
    text = re.sub(r"(?m)^(Usage: )cloudhsm-cli ?", r"\1", "\n".join(lines))
    text = re.sub(r"(?m)^(Usage: .*(?:\n {11}.*)*)", lambda usage: " ".join(usage[1].split()), text)
    return text.split("\n") if lines else []


class Runner:
    """One run of a case, in one mode, over a fresh estate."""

    def __init__(self, case, estate, bindings):
        self.case, self.estate, self.bindings = case, estate, bindings
        self.credentials = {}

    def run(self, command):
        """The result of one command in the mode single; None for login and logout."""
        command = self.bindings.substitute(command)
        if command.startswith("$ "):
            return self.estate.shell(command[2:], check=False, env=self.environment())
        words = words_of(command)
        if words[0] in transcript.PROGRAMS:
            program, words = words[0], words[1:]
        elif self.take_credentials(words):
            return None
        else:
            program = "cloudhsm-cli"
        return self.estate.run(program, *words, env=self.environment(), stdin=self.case.stdin)

    def environment(self):
        return {**self.case.env, **self.credentials}

    def take_credentials(self, words):
        """Whether words are a login or logout of one user, which single commands cannot use."""
        if words == ["logout"]:
            self.credentials = {}
            return True
        options = dict(zip(words[1::2], words[2::2]))
        if (words[:1] != ["login"] or set(options) != {"--username", "--role", "--password"}
                or options["--role"] not in ("admin", "crypto-user")):
            return False
        self.credentials = {"CLOUDHSM_ROLE": options["--role"],
                            "CLOUDHSM_PIN": f"{options['--username']}:{options['--password']}"}
        return True

    def session(self):
        lines = [self.bindings.substitute(command) for command in self.case.session]
        return self.estate.session(*lines, env=self.case.env, words=self.interactive())

    def interactive(self):
        return [self.bindings.substitute(word) for word in self.case.interactive]


class LiveRun:
    """The session of a case, fed one command at a time; a context manager that ends it."""

    def __init__(self, runner):
        self.runner = runner
        self.session = lab.LiveSession(runner.estate, *runner.interactive(), env=runner.case.env)

    def __enter__(self):
        self.session.__enter__()
        return self

    def __exit__(self, *unused):
        self.session.__exit__(*unused)

    def run(self, command):
        """The result of a command of any kind."""
        if not is_for_cli(command):
            return self.runner.run(command)
        typed, more = divided(self.runner.bindings.substitute(command))
        while more:
            self.session.write(typed)
            self.wait(more)
            typed = more.pop(0)[len("<"):].strip()
        stdout, stderr = self.session.watch(typed)
        status = 0
        if stdout.startswith("{\n"):
            status = json.loads(stdout)["error_code"]
        elif stderr:
            status = 1 if stderr.startswith("Error: ") else 2
        return lab.Result([command], status, stdout, stderr)

    def wait(self, more):
        """Runs what is for a shell before the next answer."""
        while more[0].startswith("<$ "):
            self.runner.estate.shell(more.pop(0)[len("<$ "):], env=self.runner.environment())

    def end(self):
        return str(self.session.end())


def known_values(estate):
    values = {"dir": estate.work, "home": estate.home, "client": estate.client,
              "bin": estate.lab.bin}
    values.update({f"{name}-cluster": cluster for name, cluster in estate.clusters.items()})
    if estate.iv:
        values["iv"] = estate.iv
    return values


class TranscriptTest(lab.LabTest):
    def start(self, case):
        if not case.runs_with(lab.openssl_version()):
            self.skipTest(f"it is for an OpenSSL {case.openssl}")
        estate = self.lab.estate(case.estate)
        return Runner(case, estate, Bindings(known_values(estate)))

    def compare(self, bindings, expected, actual, what):
        expected, actual = same_in_both_modes(expected), same_in_both_modes(actual)
        if bindings.matches_all(expected, actual):
            return
        difference = difflib.unified_diff([bindings.substitute(line) for line in expected], actual,
                                          "expected", "actual", lineterm="")
        self.fail(f"{what}:\n" + "\n".join(difference))

    def compare_block(self, runner, block, result):
        self.compare(runner.bindings, block.stdout, lines_of(by_label(result.stdout)),
                     f"stdout of {block.command}\n{result.stderr}")
        stderr = [line.rstrip() for line in lines_of(result.stderr)]
        self.compare(runner.bindings, block.stderr, stderr, f"stderr of {block.command}")
        self.assertEqual(block.status, str(result.status), f"status of {block.command}")

    def blocks_of(self, case):
        blocks, session = transcript.read_out(case.out_path)
        self.assertEqual([block.command for block in blocks], case.commands,
                         f"{case.out_path} was made from other commands: run.py --update")
        return blocks, session

    def check_single(self, case):
        runner = self.start(case)
        blocks, _ = self.blocks_of(case)
        for block in blocks:
            result = runner.run(block.command)
            if result is not None:
                self.compare_block(runner, block, result)

    def check_repl(self, case):
        runner = self.start(case)
        blocks, status = self.blocks_of(case)
        first, last = len(case.before), len(case.before) + len(case.session)
        for block in blocks[:first]:
            self.compare_block(runner, block, runner.run(block.command))
        compare = self.compare_live if case.is_live else self.compare_session
        compare(runner, blocks[first:last], status)
        for block in blocks[last:]:
            self.compare_block(runner, block, runner.run(block.command))

    def compare_live(self, runner, inside, status):
        with LiveRun(runner) as live:
            for block in inside:
                self.compare_block(runner, block, live.run(block.command))
            self.assertEqual(status, live.end(), "status of the session")

    def compare_session(self, runner, inside, status):
        result = runner.session()
        self.compare(runner.bindings, [line for block in inside for line in block.stdout],
                     lines_of(by_label(result.stdout)), f"stdout of the session\n{result.stderr}")
        self.compare(runner.bindings, [line for block in inside for line in block.stderr],
                     [line.rstrip() for line in lines_of(result.stderr)], "stderr of the session")
        self.assertEqual(status, str(result.status), "status of the session")


class Namer:
    """Puts tokens in the place of values that differ from run to run: not of those that stand in the commands."""

    IDS = [
        ("cluster", r"\bcluster-[2-7a-zA-Z]{11,16}\b"),
        ("hsm", r"\bhsm-[2-7a-zA-Z]{11,16}\b"),
        ("backup", r"\bbackup-[2-7a-zA-Z]{11,16}\b"),
        ("eni", r"\beni-[0-9a-f]{8,17}\b"),
        ("sg", r"\bsg-[0-9a-f]{8,17}\b"),
    ]
    VALUES = [
        ("pem", transcript.KINDS["pem"]),
        ("serial", r'(?<="serial-number": ")[^"]+'),
        ("ref", r"\b0x[0-9a-f]{16}\b"),
        ("hex", r"\b0x[0-9a-f]{64,}\b"),
        ("kcv", r'(?<="check-value": ")0x[0-9a-f]{6}'),
        ("num", r"(?<=payload of )12[0-9]{2}\b"),
        ("num", r'(?<="key-length-bytes": )(?:12|17|23)[0-9]{2}\b'),
        ("version", rf"(?<=this is OpenSSL ){transcript.KINDS['version']}"),
        ("time", transcript.KINDS["time"]),
        ("b64", r'(?<="NextToken": ")[^"]+'),
        ("b64", r'(?<="wrapped[-_]key[-_]data": ")[A-Za-z0-9+/]+={0,2}'),
        ("hex", r'(?<="iv": ")0x[0-9a-f]{24}'),
        ("b64", r'(?<="signature": ")[A-Za-z0-9+/]+={0,2}'),
        ("seconds", r'(?<="value": )(?:600|5[0-9]{2})\b'),
        ("utc", r'(?<="time": ")[0-9-]{10}T[0-9:]{8}Z'),
        ("utc", r'(?<="eventTime": ")[0-9-]{10}T[0-9:]{8}Z'),
        ("uuid", rf'(?<="requestID": "){transcript.KINDS["uuid"]}'),
        ("uuid", rf'(?<="eventID": "){transcript.KINDS["uuid"]}'),
        ("ahead", r'(?<="seconds-ahead": )-?[0-9]+\.[0-9]+'),
        ("millis", r'(?<="timestamp": )[0-9]{13}'),
        ("stamp", transcript.KINDS["stamp"]),
        ("handle", r"(?<=Session Handle : )0x[0-9a-f]+"),
        ("num", r"(?<=Key Handle : )[1-9][0-9]+"),
    ]
    # Values that are equal by chance.
    TIMES = {"seconds", "millis", "stamp", "utc", "ahead"}

    def __init__(self, case, known):
        self.names = {value: name for name, value in known.items()}
        self.fixed = "\n".join(case.commands)
        self.count = {}

    def line(self, text, finders=None):
        for value, name in sorted(self.names.items(), key=lambda item: -len(item[0])):
            if value.startswith("/"):
                text = text.replace(value, "{{path:" + name + "}}")
        for kind, pattern in finders or self.IDS + self.VALUES:
            text = re.sub(pattern, lambda match, kind=kind: self.token(kind, match[0]), text)
        return text

    def token(self, kind, value):
        if value in self.fixed:
            return value
        if value not in self.names or kind in self.TIMES:
            self.count[kind] = self.count.get(kind, 0) + 1
            self.names[value] = f"{kind}-{self.count[kind]}"
        return "{{" + kind + ":" + self.names[value] + "}}"


def block_of(command, result):
    block = Block(command)
    block.stdout, block.stderr = lines_of(by_label(result.stdout)), lines_of(result.stderr)
    block.status = str(result.status)
    return block


def update(case, estate_of):
    estate = estate_of(case.estate)
    known = known_values(estate)
    runner, status = Runner(case, estate, Bindings(known)), "0"
    namer = Namer(case, known)

    def named(command, result):
        if result is None:
            return Block(command)
        block = block_of(command, result)
        block.stdout = [namer.line(line) for line in block.stdout]
        block.stderr = [namer.line(line, namer.IDS) for line in block.stderr]
        runner.bindings.values.update({name: value for value, name in namer.names.items()})
        return block

    def run_all(commands):
        return [named(command, runner.run(command)) for command in commands]

    blocks = run_all(case.before)
    if case.session:
        with LiveRun(runner) as live:
            blocks += [named(command, live.run(command)) for command in case.session]
            status = live.end()
    blocks += run_all(case.behind)
    transcript.write_out(case.out_path, blocks, status)


def find_cases(paths):
    for path in paths:
        if os.path.isdir(path):
            for name in sorted(os.listdir(path)):
                if name.endswith(".in"):
                    yield os.path.join(path, name)
        else:
            yield path


def main(paths):
    if not paths or paths[0] == "--help":
        print(__doc__)
        return
    if paths[0] == "--update":
        with lab.Lab() as made:
            for path in find_cases(paths[1:]):
                case = Case(path)
                if case.runs_with(lab.openssl_version()):
                    update(case, made.estate)
                else:
                    print(f"{path}: it is for an OpenSSL {case.openssl}", file=sys.stderr)
        return
    for path in find_cases(paths):
        case = Case(path)
        # Both modes run the same commands: for a sanitizer one of them tells all.
        modes = case.modes[:1] if "LOCALHSM_TEST_SLOWNESS" in os.environ else case.modes
        for mode in modes:
            name = re.sub(r"\W", "_", os.path.basename(path)[:-len(".in")])
            check = getattr(TranscriptTest, f"check_{mode}")
            setattr(TranscriptTest, f"test_{name}_{mode}",
                    lambda self, check=check, case=case: check(self, case))
    unittest.main(argv=[sys.argv[0]], verbosity=2)


if __name__ == "__main__":
    main(sys.argv[1:])
