"""What was compared with programs that others wrote, as the tables of README.md in this folder.

A module has one Proof, named as its file. It tells it each comparison that held, and ends in main(), which
compares what was told with the module's section of README.md. `--update` writes the section anew instead.
"""

import os
import re
import sys
import unittest

from lab import OPENSSL_OR_NEWER, openssl_version, version_of

README = os.path.join(os.path.dirname(os.path.abspath(__file__)), "README.md")
HEAD = ("Mechanism", "Payload", "Stranger", "With", "Compared")


def natural(text):
    """A sort key in which AES-128 comes before AES-1024."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part)
            for part in re.findall(r"\d+|\D+", text)]


def one_after_another(words):
    """The words, sorted; what numbered ones begin with stands once: tag 64, 72, 80."""
    text, last = [], None
    for word in sorted(words, key=natural):
        first, _, rest = word.rpartition(" ")
        numbered = first and any(character.isdigit() for character in rest)
        text.append(rest if numbered and first == last else word)
        last = first if numbered else None
    return ", ".join(text)


class Proof:
    """The comparisons of one module."""

    def __init__(self, module):
        self.name = os.path.basename(module)
        self.rows = {}

    def add(self, mechanism, payload, stranger, compared, variant=(), needs=None):
        """One comparison that held: payload is what went through the mechanism (a kind of key, or of data),
        stranger the program of others, compared what was the same on both sides, variant one word or several
        on how (a hash function, a tag length). needs: (major, minor) of the first OpenSSL that can do it; the
        row stays where it is when an older one runs."""
        if needs:
            stranger = stranger.replace("OpenSSL", f"OpenSSL {needs[0]}.{needs[1]} or newer", 1)
            if not OPENSSL_OR_NEWER.search(stranger):
                raise ValueError(f"{stranger}: the need is one of OpenSSL")
        variants, seen = self.rows.setdefault((mechanism, payload, stranger), (set(), set()))
        seen.add(compared)
        variants.update([variant] if isinstance(variant, str) else variant or ())

    def lines(self):
        """Payloads that went the same ways share a line."""
        together = {}
        for (mechanism, payload, stranger), (variants, seen) in self.rows.items():
            way = (mechanism, stranger, one_after_another(variants), "; ".join(sorted(seen)))
            together.setdefault(way, set()).add(payload)
        return {f"| {mechanism} | {'; '.join(sorted(payloads, key=natural))} | {stranger} | {variants} "
                f"| {seen} |" for (mechanism, stranger, variants, seen), payloads in together.items()}

    # README.md

    def markers(self):
        return f"<!-- begin {self.name} -->\n", f"<!-- end {self.name} -->\n"

    def written(self, text):
        """The rows in the section of the module."""
        begin, end = self.markers()
        section = text.partition(begin)[2].partition(end)[0]
        return {line for line in section.splitlines() if line.startswith("| ")
                and not line.startswith("| " + HEAD[0])}

    def section(self, rows):
        begin, end = self.markers()
        head = "| " + " | ".join(HEAD) + " |\n" + "|---" * len(HEAD) + "|\n"
        return begin + "\n" + head + "".join(
            row + "\n" for row in sorted(rows, key=lambda row: list(map(natural, row.split(" | "))))
        ) + "\n" + end

    def update(self):
        with open(README, encoding="utf-8") as file:
            text = file.read()
        rows = self.lines() | {row for row in self.written(text) if self.is_out_of_reach(row)}
        begin, end = self.markers()
        if begin not in text:
            text = f"{text.rstrip()}\n\n## {self.name}\n\n{begin}{end}"
        before, _, rest = text.partition(begin)
        after = rest.partition(end)[2]
        with open(README + ".new", "w", encoding="utf-8") as file:
            file.write(before + self.section(rows) + after)
        os.replace(README + ".new", README)

    def faults(self):
        """What README.md says otherwise."""
        with open(README, encoding="utf-8") as file:
            written = self.written(file.read())
        told = self.lines()
        return ([f"not in the table: {row}" for row in sorted(told - written)] +
                [f"not seen: {row}" for row in sorted(written - told) if not self.is_out_of_reach(row)])

    @staticmethod
    def is_out_of_reach(row):
        """Whether the row needs a newer OpenSSL than the one that runs."""
        need = OPENSSL_OR_NEWER.search(row)
        return bool(need) and openssl_version() < version_of(need[1])

    def main(self):
        """Runs the tests of the module that calls it, then looks at the table if all of them ran."""
        update = "--update" in sys.argv
        if update:
            sys.argv.remove("--update")
        whole = len(sys.argv) == 1
        program = unittest.main(verbosity=2, exit=False)
        if not program.result.wasSuccessful():
            sys.exit(1)
        if update and whole:
            self.update()
        faults = self.faults() if whole else []
        for fault in faults:
            print(fault, file=sys.stderr)
        if faults:
            print(f"README.md of tests/interop is behind. To write it anew:\n"
                  f"  python3 tests/interop/{self.name} --update", file=sys.stderr)
        sys.exit(1 if faults else 0)
