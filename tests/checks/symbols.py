#!/usr/bin/env python3
"""Checks with nm what each static library calls: the engine touches time, chance, the environment and
the terminal only where it may, and each foreign library is called from one floor.

usage: symbols.py FLOOR=LIBRARY.a...
"""

import re
import subprocess
import sys

import tree

# Symbols of foreign libraries, and the floors that may call them.
FOREIGN = [
    (r"sqlite3_\w+", {"store"}),
    (r"cJSON_\w+", {"json"}),
    (r"(el|history|tok)_\w+|readline|add_history", {"cli"}),
    (r"(EVP|BIO|PEM|X509|X509V3|RSA|EC|EC_\w+|BN|OSSL|OPENSSL|CRYPTO|RAND|ASN1|HMAC|ERR|OBJ|PKCS8|"
     r"d2i|i2d)_\w+", {"crypto"}),
]

# What no floor of the engine calls, and what the commands leave to the shell. Fortified builds call
# __printf_chk and the like.
ENGINE_FORBIDDEN = {
    "the environment": r"getenv|secure_getenv|setenv|putenv|environ",
    "the end of the process": r"exit|_exit|quick_exit|abort",
    "the terminal": r"stdout|stderr|stdin|(__)?v?printf(_chk)?|puts|putchar|perror",
    "time": r"time|clock_gettime|gettimeofday|clock|ftime",
    "chance": r"rand|random|rand_r|srand|drand48|getrandom|getentropy|arc4random\w*",
    "unbounded text": r"gets|strcpy|strcat|sprintf|vsprintf|strtok",
}
COMMANDS_FORBIDDEN = {name: ENGINE_FORBIDDEN[name] for name in ("the terminal", "chance",
                                                               "unbounded text")}
ENGINE = ("base", "crypto", "json", "store", "partition", "topology", "client", "estate", "api")

# The port of the real machine, and what has a reason of its own.
EXCEPTIONS = {
    ("crypto", "crypto_machine", "clock_gettime"),  # the machine's clock is this port
}


def undefined_symbols(library):
    """(object, symbol) of everything that the library calls elsewhere."""
    listing = subprocess.run(["nm", "-A", "-u", library], check=True, capture_output=True,
                             encoding="utf-8").stdout
    for line in listing.splitlines():
        place, _, symbol = line.rpartition(" ")
        member = re.search(r"([\w-]+)\.c\.o", place)
        yield (member[1] if member else place), symbol.split("@")[0]


def faults_of(floor, library):
    forbidden = ENGINE_FORBIDDEN if floor in ENGINE else COMMANDS_FORBIDDEN
    if floor == "cli":
        forbidden = {name: ENGINE_FORBIDDEN[name] for name in ("chance", "unbounded text")}
    for member, symbol in undefined_symbols(library):
        if (floor, member, symbol) in EXCEPTIONS:
            continue
        for pattern, owners in FOREIGN:
            if re.fullmatch(pattern, symbol) and floor not in owners:
                yield f"{floor}: {member}.c calls {symbol}, which belongs to {', '.join(owners)}"
        for what, pattern in forbidden.items():
            if re.fullmatch(pattern, symbol):
                yield f"{floor}: {member}.c touches {what}: {symbol}"


def main(words):
    faults = []
    for word in words:
        floor, _, library = word.partition("=")
        faults += faults_of(floor, library)
    return tree.report(faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
