#!/usr/bin/env python3
"""Random walks through the key commands, each step foretold by a model: no sequence of commands lets a crypto user
wrap a key that is not extractable, or not under the key that it asks for, see what is not theirs, or change what
is another's; and no key that came in to stay comes out in the clear. What comes of unwrapping is a key of its own,
with the attributes that whoever unwraps it gives it: what the wrapped key asked for does not come along.

LOCALHSM_TEST_SEED repeats a walk; LOCALHSM_TEST_STEPS makes it longer.
"""

import base64
import contextlib
import json
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "interop"))

import key_rules
import lab
from asker import Asker
from choosing import AES_MECHANISMS, CURVES, KINDS, RSA_MECHANISMS, UNSETTABLE, Choices
from comparing import Difference, Witness, compare_replicas, judged
from key_rules import USERS, Key, Material, Rules
from lab import ADMIN, ALICE, BOB, LOGIN_ADMIN, LOGIN_ALICE, LOGIN_BOB, LabTest, lacks_openssl
from openssl import OpenSsl

LOGINS = {"alice": LOGIN_ALICE, "bob": LOGIN_BOB, "admin": LOGIN_ADMIN}
CREDENTIALS = {"alice": ALICE, "bob": BOB, "admin": ADMIN}
CLASS_OF = {"ec-private": "private-key", "rsa-private": "private-key"}
LIST = ("key", "list", "--verbose", "--max-items", "1000")
STEPS = int(os.environ.get("LOCALHSM_TEST_STEPS", "3000"))


def option(name, attributes):
    return [name, *(f"{key}={value}" for key, value in attributes.items())] if attributes else []


def wraps(key):
    return key.type == "aes" or (key.type, key.key_class) == ("rsa", "public-key")


class Blob:
    """A wrapped key: what it was made of, and how it is opened."""

    def __init__(self, mechanism, options, data, payload, lock, length):
        self.mechanism, self.options, self.data = mechanism, options, data
        self.payload, self.lock, self.length = payload, lock, length


class Walk:
    """One walk: sessions of two crypto users and an admin, and what they must see."""

    def __init__(self, estate, rules, chance, destination=None):
        self.estate, self.rules, self.chance = estate, rules, chance
        self.destination = destination
        self.openssl = OpenSsl(estate.work)
        self.sessions = {}
        self.log = []
        self.keys, self.replicas = {}, {}
        self.blobs = []
        # Pairs whose public half the test has as a file, and what it brought in under them.
        self.files = {}
        self.witness = Witness(estate)

    # Asking

    def enter(self, user):
        # In a cluster of two, the one that is walked in.
        words = ["--cluster-id", self.estate.clusters["source"]] if self.destination else []
        self.sessions[user] = Asker(self.estate, *words)
        self.ask(user, *LOGINS[user].split())

    def close(self):
        for session in self.sessions.values():
            session.__exit__()

    def ask(self, user, *words):
        """The answer to a command; all it printed is searched for secrets."""
        line = Asker.typed(words)
        return self.read(f"{user}: {line}", *self.sessions[user].watch(line))

    def read(self, command, out, err):
        self.log.append(command)
        self.witness.search(out.encode() + err.encode(), "what was printed")
        try:
            answer = json.loads(out)
        except json.JSONDecodeError:
            raise Difference(f"no answer: {out}{err}") from None
        told = json.dumps(answer["data"])
        self.log.append(f"    {answer['error_code']} {told if len(told) < 200 else told[:200] + ' …'}")
        return answer

    def data(self, user, *words):
        answer = self.ask(user, *words)
        if answer["error_code"] != 0:
            raise Difference(f"it should have succeeded: {answer['data']}")
        return answer["data"]

    def any_key(self, *wanted, **more):
        return self.chance.key(self.keys.values(), *wanted, **more)

    # Keys come

    def take_in(self, printed, key_class, user, origin, attributes, session, sharees, material):
        """A new key, which must be printed as the rules have it."""
        key = Key(printed, material, user,
                  key_rules.first_flags(key_class, origin, session, attributes),
                  user if session else None)
        key.sharees = list(sharees)
        key.id = attributes.get("id", "0x")
        if key.key_class != key_class or key.reference in self.keys:
            raise Difference(f"a {key_class}, and a reference of its own: {printed}")
        self.keys[key.reference] = key
        self.witness.compare(key, printed)
        return key

    def make_secret(self):
        user = self.chance.user()
        session, sharees, company = self.chance.company(user)
        attributes = self.chance.usages("secret-key")
        kind, sizes = self.chance.choice((("aes", (16, 24, 32)), ("aes", (16, 24, 32)),
                                          ("generic-secret", (1, 7, 16, 24, 48, 200, 800))))
        answer = self.ask(user, "key", "generate-symmetric", kind, "--label", self.chance.label(),
                          "--key-length-bytes", str(self.chance.choice(sizes)), *company,
                          *option("--attributes", attributes))
        data = judged([*self.rules.template_faults("secret-key", attributes),
                       *self.rules.sharee_faults(user, sharees, session)], answer)
        if data:
            self.take_in(data["key"], "secret-key", user, "generated", attributes, session,
                         sharees, Material("bytes"))

    def make_pair(self, kind=None, **wanted):
        user = self.chance.user()
        kind = kind or self.chance.choice(("ec",) * 8 + ("rsa", "ml-dsa"))
        curve = self.chance.choice(CURVES) if kind == "ec" else None
        how = {"ec": ["--curve", curve], "ml-dsa": ["--mldsa-algorithm", "ML-DSA-44"],
               "rsa": ["--modulus-size-bits", "2048", "--public-exponent", "65537"]}[kind]
        session, sharees, company = self.chance.company(user)
        public = self.chance.usages("public-key")
        private = {**self.chance.usages("private-key"), **wanted}
        answer = self.ask(user, "key", "generate-asymmetric-pair", kind, "--public-label",
                          self.chance.label(), "--private-label", self.chance.label(), *how, *company,
                          *option("--public-attributes", public),
                          *option("--private-attributes", private))
        if kind == "ml-dsa" and lacks_openssl(answer):
            return
        data = judged([*self.rules.kind_faults(kind, curve),
                       *self.rules.template_faults("public-key", public),
                       *self.rules.template_faults("private-key", private),
                       *self.rules.sharee_faults(user, sharees, session)], answer)
        if not data:
            return
        material = Material(kind)
        first = self.take_in(data["public_key"], "public-key", user, "generated", public, session,
                             [], material)
        self.take_in(data["private_key"], "private-key", user, "generated", private, session,
                     sharees, material)
        self.export(user, first)

    def make_rsa(self):
        """A pair under which keys can come in."""
        self.make_pair("rsa", unwrap="true")

    def export(self, user, key):
        """The test, and whoever imports it, gets the public key."""
        if key.material.kind not in ("rsa", "ec"):
            return
        path = f"{key.reference}.pem"
        self.data(user, "key", "generate-file", "--encoding", "pem", "--path", path, "--filter",
                  f"key-reference={key.reference}")
        self.files[key.material] = path

    def import_public(self):
        user, attributes = self.chance.user(), self.chance.usages("public-key")
        if not self.files:
            return
        material, path = self.chance.choice(list(self.files.items()))
        answer = self.ask(user, "key", "import", "pem", "--path", path, "--label",
                          self.chance.label(), "--key-type-class", f"{material.kind}-public",
                          *option("--attributes", attributes))
        data = judged(self.rules.template_faults("public-key", attributes), answer)
        if data:
            self.take_in(data["key"], "public-key", user, "imported", attributes, False, [],
                         material)

    # Keys change

    def set_attribute(self):
        user = self.chance.user() if self.chance.often(0.8) else "admin"
        key = self.any_key(user, lambda key: user in (key.owner, "admin"), loose=0.2)
        if not key:
            return
        name = self.chance.choice(key_rules.BY_OWNER)
        if user == "admin" and self.chance.often(0.9):
            name = "trusted"
        elif self.chance.often(0.3):
            name = self.chance.choice(list(UNSETTABLE))
        # modifiable=false is for good, and keys that cannot change teach little.
        value = "true" if name == "modifiable" and self.chance.often(0.7) else self.chance.value(name)
        answer = self.ask(user, "key", "set-attribute", "--filter",
                          f"key-reference={key.reference}", "--name", name, f"--value={value}")
        if judged(self.rules.set_faults(user, key, name, value), answer) is None:
            return
        if name == "label":
            key.label = value
        elif name == "id":
            key.id = value
        else:
            key.flags[name] = value == "true"
        if name == "token":
            key.session = None

    def share(self):
        self.change_sharing("share", self.rules.share_faults, lambda key, name: key.sharees.append(name))

    def unshare(self):
        self.change_sharing("unshare", self.rules.unshare_faults,
                            lambda key, name: key.sharees.remove(name))

    def change_sharing(self, verb, faults, change):
        user = self.chance.user()
        key = self.any_key(user, lambda key: key.owner == user and not key.is_public, loose=0.2)
        if not key:
            return
        name = self.chance.choice([other for other in USERS if other != user] * 8
                                  + [user, "admin", "nobody"])
        role = "admin" if self.chance.often(0.05) else "crypto-user"
        answer = self.ask(user, "key", verb, "--filter", f"key-reference={key.reference}",
                          "--username", name, "--role", role)
        if judged(faults(user, key, name, role), answer) is not None:
            change(key, name)

    def delete(self):
        user = self.chance.user()
        key = self.any_key(user, lambda key: key.owner == user, loose=0.3)
        if not key:
            return
        answer = self.ask(user, "key", "delete", "--filter", f"key-reference={key.reference}")
        if judged(self.rules.delete_faults(user, key), answer) is not None:
            del self.keys[key.reference]

    def relogin(self):
        """What lives in a session ends with it."""
        user = self.chance.user()
        self.data(user, "logout")
        self.data(user, *LOGINS[user].split())
        self.keys = {key.reference: key for key in self.keys.values() if key.session != user}

    def replicate(self):
        if not self.destination:
            return
        user = self.chance.choice(USERS + ("admin",))
        key = self.any_key(user, loose=0.2)
        if not key:
            return
        words = ["key", "replicate", "--filter", f"key-reference={key.reference}",
                 "--source-cluster-id", self.estate.clusters["source"],
                 "--destination-cluster-id", self.destination]
        credentials = CREDENTIALS[user]
        result = self.estate.cli(*words, as_user=credentials, env={
            f"DESTINATION_{name}": value for name, value in credentials.items()})
        answer = self.read(f"{user}, alone: {' '.join(words)}", result.stdout, result.stderr)
        standing = self.replicas.get(key.reference)
        if judged(self.rules.replicate_faults(user, key, standing), answer) is not None:
            self.replicas[key.reference] = key.printed()

    # Keys are used

    def wrap(self):
        user = self.chance.user()
        payload = self.any_key(user, lambda key: key.owner == user and not key.is_public
                               and (key.flags["extractable"] or self.chance.often(0.3)), loose=0.15)
        wrapping = self.any_key(user, lambda key: wraps(key) and key.flags["wrap"])
        if not payload or not wrapping:
            return
        suitable = RSA_MECHANISMS if wrapping.type == "rsa" else AES_MECHANISMS
        mechanism = self.chance.choice(suitable if self.chance.often(0.95)
                                       else AES_MECHANISMS + RSA_MECHANISMS)
        options = self.chance.parameters(mechanism)
        path = "out.bin" if self.chance.often(0.3) else None
        answer = self.ask(user, "key", "wrap", mechanism, "--payload-filter",
                          f"key-reference={payload.reference}", "--wrapping-filter",
                          f"key-reference={wrapping.reference}", *options,
                          *(["--path", path] if path else []))
        if answer["error_code"] == 0:
            self.witness.check_wrap(user, payload, wrapping)
        hash_name = options[1] if mechanism in ("rsa-aes", "rsa-oaep") else None
        data = judged(self.rules.wrap_faults(user, payload, wrapping, mechanism, hash_name), answer)
        if data:
            self.keep(mechanism, options, data, path, payload, wrapping)

    def keep(self, mechanism, options, data, path, payload, wrapping):
        wrapped = (self.estate.read(path) if path else
                   base64.b64decode(data.get("wrapped_key_data") or data["wrapped-key-data"]))
        self.witness.search(wrapped, "what was wrapped")
        tag_bits = int(options[1]) if mechanism.endswith("gcm") else 0
        if len(wrapped) != key_rules.wrapped_length(payload.length, wrapping, mechanism, tag_bits):
            raise Difference(f"{len(wrapped)} bytes of {payload.length} by {mechanism}")
        more = ["--iv", data["iv"]] if mechanism == "aes-gcm" else []
        self.blobs.append(Blob(mechanism, options + more, wrapped, payload.material,
                               wrapping.material, payload.length))
        self.blobs = self.blobs[-60:]

    def unwrap(self):
        user = self.chance.user()
        keys = {key.material for key in self.keys.values()
                if key.seen_by(user) and key.flags["unwrap"]}
        blobs = self.blobs
        if self.chance.often(0.9):
            blobs = [blob for blob in blobs if blob.lock in keys]
        if not blobs:
            return
        blob = self.chance.choice(blobs)
        unwrapping = self.any_key(user, lambda key: key.material is blob.lock)
        if not unwrapping:
            return
        kinds = [kind for kind in KINDS if key_rules.becomes(blob.payload, blob.length, kind)]
        kind = self.chance.choice(KINDS if not kinds or self.chance.often(0.15) else kinds)
        wrapped = bytearray(blob.data)
        spoilt = self.chance.often(0.1)
        if spoilt:
            wrapped[self.chance.randrange(len(wrapped))] ^= 1 << self.chance.randrange(8)
        opens = not spoilt and kind in kinds and unwrapping.material is blob.lock
        self.unwrap_as(user, unwrapping, blob.mechanism, blob.options, bytes(wrapped), kind, opens,
                       blob.payload)

    def unwrap_as(self, user, unwrapping, mechanism, options, wrapped, kind, opens, material,
                  **wanted):
        session, sharees, company = self.chance.company(user)
        key_class = CLASS_OF.get(kind, "secret-key")
        attributes = {**self.chance.usages(key_class), **wanted}
        answer = self.ask(user, "key", "unwrap", mechanism, "--filter",
                          f"key-reference={unwrapping.reference}", *options, "--key-type-class",
                          kind, "--label", self.chance.label(), "--data",
                          base64.b64encode(wrapped).decode(), *company,
                          *option("--attributes", attributes))
        data = judged([*self.rules.kind_faults(kind),
                       *self.rules.template_faults(key_class, attributes),
                       *self.rules.sharee_faults(user, sharees, session),
                       *self.rules.unwrap_faults(user, unwrapping, mechanism, opens)], answer)
        if data:
            self.take_in(data["key"], key_class, user, "unwrapped", attributes, session, sharees,
                         material)

    def plant(self):
        """A key whose bytes the test knows comes in, most often to stay."""
        user = self.chance.user()
        unwrapping = self.any_key(user, lambda key: key.flags["unwrap"] and key.type == "rsa"
                                  and key.material in self.files, loose=0)
        if not unwrapping:
            self.make_rsa()
            return
        kind = self.chance.choice(("aes", "generic-secret", "ec-private"))
        if kind == "ec-private":
            payload, material = self.chance.choice(self.curves)
            secret = payload[36:68]
        else:
            payload, material = self.chance.randbytes(32), Material("bytes")
            secret = payload
        self.witness.remember(secret[4:28], f"a key of {kind}")
        wrapped = self.openssl.oaep("encrypt", self.files[unwrapping.material], "sha256", payload)
        self.unwrap_as(user, unwrapping, "rsa-oaep", ["--hash-function", "sha256", "--mgf",
                                                     "mgf1-sha256"], wrapped, kind, True, material,
                       extractable="false" if self.chance.often(0.8) else "true")

    def sign(self):
        user = self.chance.user()
        mechanism, kind = self.chance.choice((("ecdsa", "ec"), ("rsa-pkcs", "rsa")))
        key = self.any_key(user, lambda key: key.type == kind and key.key_class == "private-key")
        if not key:
            return
        answer = self.ask(user, "crypto", "sign", mechanism, "--key-filter",
                          f"key-reference={key.reference}", "--hash-function", "sha512", "--data",
                          "AAAA")
        judged(self.rules.sign_faults(user, key, mechanism), answer)

    # Walking

    STEPS = {"make_secret": 10, "make_pair": 6, "import_public": 3, "plant": 4, "set_attribute": 25,
             "share": 8, "unshare": 4, "wrap": 30, "unwrap": 20, "sign": 4, "relogin": 1,
             "replicate": 3}

    def prepare(self):
        self.curves = []
        for name in ("one", "two", "three"):
            self.openssl.make_ec(name, "prime256v1")
            self.curves.append((self.openssl.pkcs8(name), Material("ec")))
            for end in (".pem", "-public.pem"):
                os.remove(self.estate.path(name + end))
        for user in LOGINS:
            self.enter(user)
        for _ in range(3):
            self.make_rsa()

    def step(self):
        # Few keys teach little, and among many the right ones are seldom chosen together.
        weights = {**self.STEPS, "delete": 3 + max(0, len(self.keys) - 40)}
        name, = self.chance.choices(list(weights), list(weights.values()))
        getattr(self, name)()

    def compare_all(self):
        for user in USERS:
            self.witness.compare_list(user, self.keys, self.data(user, *LIST))
        self.witness.compare_admins_list(self.keys, self.data("admin", *LIST))

    def go(self, steps):
        self.prepare()
        for number in range(1, steps + 1):
            self.step()
            if number % 20 == 0 or number == steps:
                self.compare_all()
            if number % 400 == 0 or number == steps:
                self.witness.search_files()
        if self.destination:
            for user in USERS:
                compare_replicas(user, self.replicas, self.estate.ask(
                    *LIST, "--cluster-id", self.destination, as_user=CREDENTIALS[user]))


class TemplatesTest(LabTest):
    def setUp(self):
        self.seed = int(os.environ.get("LOCALHSM_TEST_SEED") or random.SystemRandom().getrandbits(32))
        print(f"LOCALHSM_TEST_SEED={self.seed}", flush=True)

    def talkative(self, recipe):
        """An estate whose client logs all that it can."""
        estate = self.lab.estate(recipe)
        estate.run("configure-cli", "--log-level", "trace", check=True)
        return estate

    def walk(self, estate, rules, steps, **more):
        walk = Walk(estate, rules, Choices(self.seed), **more)
        with contextlib.closing(walk):
            try:
                walk.go(steps)
            except Difference as difference:
                self.fail("\n".join([*walk.log, f"LOCALHSM_TEST_SEED={self.seed}", str(difference)]))

    def test_on_hsm2m_with_a_clone(self):
        estate = self.talkative("nonfips")
        destination = estate.up("destination", "--source-backup-id", estate.newest_backup())
        self.walk(estate, Rules("hsm2m.medium", "NON_FIPS"), STEPS * 2 // 3,
                  destination=destination["cluster-id"])

    def test_on_hsm1(self):
        self.walk(self.talkative("hsm1"), Rules("hsm1.medium", "FIPS"), STEPS // 3)


if __name__ == "__main__":
    lab.main()
