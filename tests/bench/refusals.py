#!/usr/bin/env python3
"""Whether the time of a refusal tells what is wrong with a wrapped key: medians by kind of fault.

usage: refusals.py [ROUNDS]

In one session every mechanism gets blobs with different faults, round by round and each round in another order,
so that whatever else the machine does falls on all of them alike. Printed are the median and the fastest time,
and how they stand to those of the mechanism's first fault, an altered last byte. A wrong length may show: it is no secret. Measure a build without sanitizers,
on an idle machine.
"""

import base64
import os
import random
import statistics
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, os.pardir, "lib"), os.path.join(HERE, os.pardir, "interop")]

import lab
import paddings
from desk import Desk, by
from mechanisms import (AesGcm, AesKey, AesNoPad, AesPkcs5Pad, AesZeroPad, CloudHsmAesGcm, RsaAes,
                        RsaKey, RsaOaep, RsaPkcs)

ROUNDS = 200


def flipped(data, place):
    altered = bytearray(data)
    altered[place] ^= 1
    return bytes(altered)


def common(mechanism, key):
    """Faults that can be put into any mechanism. A key of 40 bytes is no AES key."""
    wrapped, options = mechanism.seal(key)
    inside, inside_options = mechanism.seal(os.urandom(40))
    yield "last byte altered", flipped(wrapped, -1), options
    yield "first byte altered", flipped(wrapped, 0), options
    yield "a byte in the middle altered", flipped(wrapped, len(wrapped) // 2), options
    yield "a byte too short", wrapped[:-1], options
    yield "no AES key inside", inside, inside_options


def oaep_faults(openssl, rsa, key, behind=b""):
    for what, block in paddings.oaep_faults(key, rsa.bytes):
        yield what, openssl.rsa(rsa.public, block) + behind


def special(mechanism, key):
    """Faults of a mechanism's own padding."""
    openssl, name = mechanism.openssl, mechanism.name
    if name == "aes-zero-pad":
        for what, initial, data in paddings.kwp_faults(key):
            yield what, openssl.enc("wrap", "wrap", mechanism.key.data, initial, data)
    elif name == "aes-pkcs5-pad":
        for what, padded in paddings.pkcs5_faults(key):
            yield what, openssl.kw("wrap", mechanism.key.data, padded)
    elif name == "rsa-pkcs":
        for what, block in paddings.pkcs1_faults(key, mechanism.key.bytes):
            yield what, openssl.rsa(mechanism.key.public, block)
    elif name == "rsa-oaep":
        yield from oaep_faults(openssl, mechanism.key, key)
    elif name == "rsa-aes":
        second = os.urandom(32)
        yield from oaep_faults(openssl, mechanism.key, second, openssl.kwp("wrap", second, key))


def mechanisms(desk):
    aes, rsa = AesKey(desk, 32), RsaKey(desk, 2048)
    yield AesGcm(desk.openssl, aes, 128)
    yield CloudHsmAesGcm(desk.openssl, aes, 128)
    yield from (make(desk.openssl, aes) for make in (AesNoPad, AesPkcs5Pad, AesZeroPad))
    yield from (make(desk.openssl, rsa, "sha256") for make in (RsaAes, RsaOaep))
    yield RsaPkcs(desk.openssl, rsa)


class Fault:
    """One line that is refused, and how long that took."""

    def __init__(self, mechanism, what, data, options):
        self.what, self.seconds = what, []
        self.line = " ".join(["key unwrap", mechanism.name, "--filter", by(mechanism.key.unwrapping),
                              "--key-type-class aes --label bad", *options, "--data",
                              base64.b64encode(data).decode()])

    def measure(self, desk):
        begin = time.perf_counter()
        answer = desk.answer(self.line)
        self.seconds.append(time.perf_counter() - begin)
        if answer["error_code"] == 0:
            raise SystemExit(f"{self.what} was taken")

    def figures(self):
        """Median and minimum in microseconds."""
        return 1_000_000 * statistics.median(self.seconds), 1_000_000 * min(self.seconds)


def faults_of(mechanism):
    key = os.urandom(32)
    for what, data, options in common(mechanism, key):
        yield Fault(mechanism, what, data, options)
    _, options = mechanism.seal(key)
    for what, data in special(mechanism, key):
        yield Fault(mechanism, what, data, options)


def measure(desk, mechanism, rounds):
    faults = list(faults_of(mechanism))
    order = list(faults)
    for _ in range(rounds):
        random.shuffle(order)
        for fault in order:
            fault.measure(desk)
    base = faults[0].figures()
    for fault in faults:
        median, fastest = fault.figures()
        print(f"{mechanism.name:17} {fault.what:40} {median:7.0f} us {median / base[0]:5.2f} x   "
              f"{fastest:7.0f} us {fastest / base[1]:5.2f} x")
    print()


def main(rounds):
    with lab.Lab() as made, Desk(made.estate("nonfips")) as desk:
        desk.bring_transport()
        for mechanism in mechanisms(desk):
            measure(desk, mechanism, rounds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
