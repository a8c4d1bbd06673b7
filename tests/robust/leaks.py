"""What a secret looks like when it gets out."""

import base64


def forms(secret):
    """A secret as bytes, hex in both cases, and base64 at each of its three offsets."""
    yield secret
    yield secret.hex().encode()
    yield secret.hex().upper().encode()
    for offset in range(3):
        encoded = base64.b64encode(bytes(offset) + secret)
        yield encoded[4 if offset else 0:len(encoded) - 4]
