#!/usr/bin/env python3
"""How long whole processes take in a full estate, side by side with `openssl version`.

usage: bench.py [RUNS]

Fills one cluster of two HSMs with 16,666 keys, as many as an hsm2m.medium HSM holds, and prints medians for
password checks that cost little (fast) and that cost what they cost by default (standard). Measure a build
without sanitizers, on an idle machine.
"""

import os
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab
from lab import ALICE, LOGIN_ALICE, NOBODY

KEYS = 16_666
LIMITS = {"key list --filter attr.label=x": 6, "user list": 3}


def fill(estate):
    """All but one through one session, half of them under labels of their own; then the key x."""
    begin = time.monotonic()
    lines = [LOGIN_ALICE]
    for number in range(KEYS - 1):
        label = f"key-{number}" if number % 2 else f"batch-{number % 100}"
        lines.append(f"key generate-symmetric aes --label {label} --key-length-bytes 32")
    result = estate.session(*lines, timeout=3600, check=True)
    if '"error_code": 1' in result.stdout:
        raise SystemExit("a key could not be made")
    estate.ask("key", "generate-symmetric", "aes", "--label", "x", "--key-length-bytes", "32",
               as_user=ALICE)
    total = estate.ask("key", "list", "--max-items", "1", as_user=ALICE)["total_key_count"]
    print(f"{total} keys in {time.monotonic() - begin:.1f} s\n")


class Process:
    """One command, run to its end many times with its output thrown away."""

    def __init__(self, estate, name, credentials, *words):
        self.name, self.words = name, words
        self.env = estate.environment(credentials)
        self.program = words[0]
        for folder in self.env["PATH"].split(":"):
            if os.access(os.path.join(folder, words[0]), os.X_OK):
                self.program = os.path.join(folder, words[0])
                break
        self.seconds = []

    def run(self, keep=True):
        null = os.open("/dev/null", os.O_RDWR)
        begin = time.perf_counter()
        process = os.posix_spawn(self.program, self.words, self.env,
                                 file_actions=[(os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)])
        _, status = os.waitpid(process, 0)
        end = time.perf_counter()
        os.close(null)
        if status != 0:
            raise SystemExit(f"{self.name}: status {os.waitstatus_to_exitcode(status)}")
        if keep:
            self.seconds.append(end - begin)

    @property
    def milliseconds(self):
        return 1000 * statistics.median(self.seconds)


def measure(estate, cost, runs):
    estate.lab_command("set", "password-cost", cost)
    # A verifier keeps the cost it was made with.
    for name, user in (("admin", "admin"), ("alice", "crypto-user")):
        estate.ask("user", "change-password", "--username", name, "--role", user,
                   "--password", lab.PASSWORD, as_user=lab.ADMIN)
    base = Process(estate, "openssl version", NOBODY, "openssl", "version")
    listing = Process(estate, "key list --filter attr.label=x", ALICE,
                      "cloudhsm-cli", "key", "list", "--filter", "attr.label=x")
    users = Process(estate, "user list", NOBODY, "cloudhsm-cli", "user", "list")
    processes = [base, listing, users]
    for process in processes:
        for _ in range(3):
            process.run(keep=False)
    for _ in range(runs):
        for process in processes:
            process.run()
    for process in processes:
        ratio = process.milliseconds / base.milliseconds
        limit = LIMITS.get(process.name)
        note = f"  (limit {limit})" if limit and cost == "fast" else ""
        print(f"{cost:9} {process.name:32} {process.milliseconds:8.2f} ms {ratio:6.2f} x{note}")
    print()


def main(runs):
    with lab.Lab() as made:
        estate = made.estate("hsm2m")
        fill(estate)
        for cost in ("fast", "standard"):
            measure(estate, cost, runs)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 51)
