"""A crypto user's session in a cluster, for tests that run many commands, with OpenSSL beside it."""

import base64
import json
import os
import select

import lab
from lab import LOGIN_ALICE, LiveSession
from openssl import OpenSsl


class Desk:
    """A context manager over one interactive session. Keys that are made for one comparison are session keys:
    they are gone with it."""

    def __init__(self, estate):
        self.estate = estate
        self.openssl = OpenSsl(estate.work)
        self.live = LiveSession(estate)
        self.made = 0

    def __enter__(self):
        self.ask(LOGIN_ALICE)
        return self

    def __exit__(self, *unused):
        status = self.live.end()
        self.live.__exit__()
        if status != 0:
            raise lab.CommandFailed(f"the session ended with status {status}")

    def answer(self, *words):
        """The answer to a command, which must not be a usage error."""
        line = " ".join(words)
        self.live.write(line)
        out, errors = (stream.fileno() for stream in (self.live.process.stdout,
                                                      self.live.process.stderr))
        text = b""
        while not text.endswith(b"\n}\n"):
            ready, _, _ = select.select([out, errors], [], [])
            chunk = os.read(ready[0], 65536)
            if ready[0] == errors or not chunk:
                raise lab.CommandFailed(f"{line}: {text.decode()}{chunk.decode()}")
            text += chunk
        return json.loads(text)

    def ask(self, *words):
        """The data of a command that must succeed."""
        answer = self.answer(*words)
        if answer["error_code"] != 0:
            raise AssertionError(f"{' '.join(words)}: {answer['data']}")
        return answer["data"]

    def total_keys(self):
        return self.ask("key list --max-items 1")["total_key_count"]

    def new_label(self):
        self.made += 1
        return f"made-{self.made}"

    # Wrapping and unwrapping. Keys are named by their references, as in a filter.

    def wrap(self, mechanism, payload, wrapping, *options):
        """The wrapped bytes, and the IV where the mechanism gives one."""
        data = self.ask("key wrap", mechanism, "--payload-filter", by(payload), "--wrapping-filter",
                        by(wrapping), *options)
        wrapped = data.get("wrapped_key_data") or data["wrapped-key-data"]
        return base64.b64decode(wrapped, validate=True), data.get("iv")

    def unwrap_answer(self, mechanism, unwrapping, kind, data, *options):
        where = ["--data", base64.b64encode(data).decode()]
        if not data:
            self.estate.write("empty.bin", b"")
            where = ["--data-path", "empty.bin"]
        return self.answer("key unwrap", mechanism, "--filter", by(unwrapping), "--key-type-class",
                           kind, "--label", self.new_label(), *where, *options)

    def unwrap(self, mechanism, unwrapping, kind, data, *options):
        """The key object."""
        answer = self.unwrap_answer(mechanism, unwrapping, kind, data, *options)
        if answer["error_code"] != 0:
            raise AssertionError(f"unwrap {mechanism} of {kind}, {data.hex()}: {answer['data']}")
        return answer["data"]["key"]

    # Keys whose bytes are known on both sides.

    def bring_rsa(self, name):
        """Both halves of an RSA key of OpenSSL's: the references of the public and the private one."""
        public = self.ask("key import pem --path", f"{name}-public.pem", "--label",
                          f"{name}-public", "--key-type-class rsa-public --attributes wrap=true")
        private = self.bring("rsa-private", self.openssl.pkcs8(name), "unwrap=true", "decrypt=true")
        return public["key"]["key-reference"], private

    def bring_transport(self):
        """An AES key that both sides have, under which payloads come and go: it came by RSA-OAEP."""
        pair = self.ask("key generate-asymmetric-pair rsa --public-label first-public "
                        "--private-label first --modulus-size-bits 2048 --public-exponent 65537 "
                        "--private-attributes unwrap=true")
        self.ask("key generate-file --encoding pem --path first.pem --filter",
                 by(pair["public_key"]["key-reference"]))
        self.transport_key = os.urandom(32)
        wrapped = self.openssl.oaep("encrypt", "first.pem", "sha256", self.transport_key)
        self.transport = self.unwrap(
            "rsa-oaep", pair["private_key"]["key-reference"], "aes", wrapped, "--hash-function",
            "sha256 --mgf mgf1-sha256 --attributes wrap=true unwrap=true")["key-reference"]

    def bring(self, kind, data, *attributes):
        """The reference of a new key of these bytes."""
        options = ["--attributes", *attributes] if attributes else []
        return self.unwrap("aes-zero-pad", self.transport, kind,
                           self.openssl.kwp("wrap", self.transport_key, data), "--session",
                           *options)["key-reference"]

    def bytes_of(self, reference):
        """What a key consists of."""
        wrapped, _ = self.wrap("aes-zero-pad", reference, self.transport)
        return self.openssl.kwp("unwrap", self.transport_key, wrapped)


class DeskTest(lab.LabTest):
    """A session that is open for the whole class."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk = Desk(cls.lab.estate("nonfips"))
        try:
            cls.desk.__enter__()
            cls.openssl = cls.desk.openssl
            cls.desk.bring_transport()
            cls.make_keys()
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def make_keys(cls):
        """What the tests of the class share."""

    @classmethod
    def tearDownClass(cls):
        cls.desk.__exit__()
        super().tearDownClass()


def by(reference):
    return f"key-reference={reference}"
