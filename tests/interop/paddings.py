"""What RSA and AES key wrap are applied to, right and with each single fault: (what is wrong, the block)."""

import hashlib
import os


def nonzero(length):
    """Random bytes, none of them zero."""
    return bytes(byte % 255 + 1 for byte in os.urandom(length))


# PKCS#1 v1.5 (RFC 8017, 7.2.1): 00 02, at least eight bytes that are not zero, 00, the message.

def pkcs1(message, length):
    return b"\0\2" + nonzero(length - len(message) - 3) + b"\0" + message


def pkcs1_faults(message, length):
    fill = length - len(message) - 3
    yield "the first byte is 1", b"\1" + pkcs1(message, length)[1:]
    for kind in (0, 1, 3):
        yield f"block type {kind}", bytes([0, kind]) + pkcs1(message, length)[2:]
    for zero in range(8):
        yield (f"{zero} bytes of padding",
               b"\0\2" + nonzero(zero) + b"\0" + nonzero(fill - zero - 1) + b"\0" + message)
    yield "no end of the padding", b"\0\2" + nonzero(length - 2)
    yield "an empty message", b"\0\2" + nonzero(length - 3) + b"\0"
    yield "the padding of a signature", b"\0\1" + b"\xFF" * fill + b"\0" + message
    yield "zeros", bytes(length)
    yield "a message of one byte more", pkcs1(message + b"\0", length)
    yield "a message of one byte less", pkcs1(message[:-1], length)


# OAEP (RFC 8017, 7.1.1), SHA-256 and an empty label.

def mgf1(seed, length):
    blocks = (hashlib.sha256(seed + count.to_bytes(4, "big")).digest()
              for count in range((length + 31) // 32))
    return b"".join(blocks)[:length]


def xor(left, right):
    return bytes(a ^ b for a, b in zip(left, right))


def masked(block, length, first=0):
    seed = os.urandom(32)
    hidden = xor(block, mgf1(seed, length - 33))
    return bytes([first]) + xor(seed, mgf1(hidden, 32)) + hidden


def oaep_block(message, length, label=b"", filling=b"\0", end=b"\1"):
    fill = length - len(message) - 66
    return hashlib.sha256(label).digest() + filling * fill + end + message


def oaep(message, length):
    return masked(oaep_block(message, length), length)


def oaep_faults(message, length):
    yield "the first byte is 1", masked(oaep_block(message, length), length, first=1)
    yield "a label", masked(oaep_block(message, length, label=b"label"), length)
    yield "the padding is not zero", masked(oaep_block(message, length, filling=b"\2"), length)
    yield "no end of the padding", masked(oaep_block(bytes(len(message)), length, end=b"\0"), length)
    yield "the end of the padding is 2", masked(oaep_block(message, length, end=b"\2"), length)
    yield "an empty message", masked(oaep_block(b"", length), length)
    yield "no mask", bytes(33) + oaep_block(message, length)
    yield "the padding of PKCS#1 v1.5", pkcs1(message, length)


# AES key wrap with padding (RFC 5649, 3): initial value A65959A6 and the length, zeros behind the message.

def kwp_faults(message):
    """(what is wrong, the initial value of RFC 3394, the payload)."""
    size = len(message)
    whole = message + bytes(-size % 8)

    def initial(length, constant="A65959A6"):
        return f"{constant}{length:08X}"

    for length in (0, len(whole) - 8, len(whole) + 1, len(whole) + 8, 1 << 31, (1 << 32) - 1):
        yield f"a length of {length}", initial(length), whole
    for place in range(size, len(whole)):
        filled = bytearray(whole)
        filled[place] = 1
        yield f"byte {place} is not zero", initial(size), bytes(filled)
    yield "another constant", initial(size, "A65959A7"), whole
    yield "the initial value of RFC 3394", "A6" * 8, whole
    yield "zeros for an initial value", "00" * 8, whole


# PKCS#5 in blocks of eight bytes, below AES key wrap.

def pkcs5_faults(message):
    """The message is a multiple of eight bytes long, so that all of the last block is padding."""
    yield "no padding", message + bytes(8)
    for last in (9, 16, 128, 255):
        yield f"{last} bytes of padding", message + bytes([last]) * 8
    for place in range(7):
        block = bytearray([8] * 8)
        block[place] ^= 1
        yield f"byte {place} of the padding is another", message + bytes(block)
    yield "the end of the message is no padding", message[:-1] + b"\0"
