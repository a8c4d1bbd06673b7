"""Signs token files as operators do: by the openssl command line, from what the cli has written.

Whoever signs is a KeyPair, made once and kept as long as its folder; the files that come from them are
those of the working directory of an estate.
"""

import base64
import functools
import json
import os
import subprocess
import tempfile
import time
import unittest

import recipes
from asker import Asker
from lab import PASSWORD, Lab, LabTest

ADMIN_ROLE, USER_ROLE = "admin", "crypto-user"
SIGNED_PATH = "Enter signed token file path (press enter if same as the unsigned token file):"
KEY_PATH = "Enter public key PEM file path:"

# The service's texts.
NEEDS_QUORUM = "Quorum approval is required for this operation"
QUORUM_FAILED = "Quorum Failed"
BAD_SIGNATURE = "Invalid username-signature pair for quorum authorization"
NO_SIGNATURES = "No token signatures provided"
BAD_PROOF = "InvalidQuorumSignature"
NEEDS_MFA = "MFA is required for this user"
WRONG = "Incorrect authentication credentials"
DISCONNECTED = "HSM is disconnected"


def too_few(has, wants):
    return f"Too few quorum approvals: currently {has} approvals, but {wants} approvals required"


def openssl(*words, data=b""):
    """What openssl says to some bytes."""
    return subprocess.run(["openssl", *words], input=data, check=True, capture_output=True).stdout


class KeyPair:
    """A private key and its public half, as files of a folder: <name>.key and <name>.pub."""

    def __init__(self, folder, name, bits=2048):
        self.private = os.path.join(folder, f"{name}.key")
        self.public = os.path.join(folder, f"{name}.pub")
        openssl("genrsa", "-out", self.private, str(bits))
        openssl("rsa", "-in", self.private, "-outform", "PEM", "-pubout", "-out", self.public)

    def sign(self, digest):
        """The signature of a digest that a token file has, both in base64."""
        with tempfile.NamedTemporaryFile() as token:
            token.write(base64.b64decode(digest, validate=True))
            token.flush()
            signature = openssl("pkeyutl", "-sign", "-inkey", self.private, "-pkeyopt",
                                "digest:sha256", "-keyform", "PEM", "-in", token.name)
        return base64.b64encode(signature).decode()


class KeyRing:
    """Key pairs by the names of those who have them, each made when it is first asked for."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self.of = functools.cache(self.make)

    def make(self, name):
        return KeyPair(self.folder, name)


def ring_of(lab):
    """The key ring of a lab, outside its estates: putting those back leaves it alone."""
    if not hasattr(lab, "key_ring"):
        lab.key_ring = KeyRing(os.path.join(lab.dir, "keys"))
    return lab.key_ring


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def write_json(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file)


def sign_tokens(path, pair, to=None, which=None):
    """Fills signed of a file for registration or MFA: of all its tokens, or of those with these numbers."""
    token_file = read_json(path)
    for number, token in enumerate(token_file["tokens"]):
        if which is None or number in which:
            token["signed"] = pair.sign(token["unsigned"])
    write_json(to or path, token_file)


def entry(path, username, role, pair):
    """What an approver adds to the signatures of a service token."""
    return {"username": username, "role": role, "signature": pair.sign(read_json(path)["token"])}


def approve(path, *entries, to=None):
    """Adds entries to the signatures of a service token."""
    token_file = read_json(path)
    token_file["signatures"] += entries
    write_json(to or path, token_file)


def wait_for(path, seconds=30):
    """Waits until a session has written a file that was not there before."""
    end = time.monotonic() + seconds
    while not os.path.exists(path):
        if time.monotonic() > end:
            raise AssertionError(f"{path} is not written")
        time.sleep(0.002)


class Member(Asker):
    """A session of one user, who has a key pair of that name and approves things with it."""

    # A session that says nothing for so long hangs.
    PATIENCE = 30 * float(os.environ.get("LOCALHSM_TEST_SLOWNESS", "1"))

    def __init__(self, estate, name, role=ADMIN_ROLE, password=PASSWORD):
        super().__init__(estate)
        self.estate, self.name, self.role, self.password = estate, name, role, password
        self.pair = ring_of(estate.lab).of(name)

    def enter(self):
        self.data("login", "--username", self.name, "--role", self.role, "--password", self.password)
        return self

    def register(self, pair=None):
        """Registers the user for the quorum."""
        pair = pair or self.pair
        path = self.estate.path(f"{self.name}.registration")
        self.data("quorum", "token-sign", "generate", "--service", "registration", "--token", path)
        sign_tokens(path, pair)
        self.data("user", "change-quorum", "token-sign", "register", "--public-key", pair.public,
                  "--signed-token", path)

    def token(self, service, path, *selector):
        """Gets a token for a service, and for the key that the words select; its path."""
        path = self.estate.path(path)
        filters = ["--filter", *selector] if selector else []
        self.data("quorum", "token-sign", "generate", "--service", service, "--token", path, *filters)
        return path

    def entry(self, path, pair=None):
        return entry(path, self.name, self.role, pair or self.pair)

    def prompted(self, command, unsigned, answers):
        """The answer to a command that writes a file and then reads lines; answers makes the lines, once
        the file is there."""
        unsigned = self.estate.path(unsigned)
        if os.path.exists(unsigned):
            os.remove(unsigned)
        self.write(self.typed(command))
        wait_for(unsigned)
        *lines, last = answers(unsigned)
        for line in lines:
            self.write(line)
        out, err = self.watch(last)
        if not out:
            raise AssertionError(f"{command}: {err}")
        return json.loads(out)

    def change_mfa(self, pair, *more, password=PASSWORD, user=None, role=None, signer=None, which=None):
        """Gives a user, or oneself, a second factor."""
        def answers(path):
            sign_tokens(path, signer or pair, which=which)
            return "", pair.public
        return self.prompted(
            ("user", "change-mfa", "token-sign", "--username", user or self.name, "--role",
             role or self.role, "--change-password", password, "--token", "mfa.token", *more),
            "mfa.token", answers)

    def login_mfa(self, pair, password=None, which=None, edit=None):
        """A login with a second factor: the answer. edit may spoil the signed file."""
        def answers(path):
            sign_tokens(path, pair, which=which)
            if edit:
                edit(path)
            return ("",)
        return self.prompted(
            ("login", "--username", self.name, "--role", self.role, "--password",
             password or self.password, "mfa-token-sign", "--token", "login.token"),
            "login.token", answers)


def members(estate, *names, role=ADMIN_ROLE):
    """Makes users, each registered for the quorum with the key of the name."""
    for name in names:
        if name != "admin":
            estate.ask("user", "create", "--username", name, "--role", role, "--password", PASSWORD,
                       as_user={"CLOUDHSM_ROLE": "admin", "CLOUDHSM_PIN": f"admin:{PASSWORD}"})
        with Member(estate, name, role) as member:
            member.enter().register()


def pin(name, role=USER_ROLE, password=PASSWORD):
    """A user's credentials for a single command."""
    return {"CLOUDHSM_ROLE": role, "CLOUDHSM_PIN": f"{name}:{password}"}


def small_cluster(estate, hsms):
    """A cluster of so many HSMs, whose keys may be used even if there is but one."""
    recipes.fast(estate)
    estate.up("source", "--hsms", str(hsms))
    if hsms == 1:
        estate.run("configure-cli", "--disable-key-availability-check", check=True)


def hsm_ids(estate):
    """The HSMs of the only cluster."""
    clusters = estate.lab_command("cloudhsmv2", "describe-clusters").answer["Clusters"]
    return sorted(hsm["HsmId"] for hsm in clusters[0]["Hsms"])


class SharedLab(LabTest):
    """A test case over one lab for all such classes of a file, for key pairs and estates take their time."""

    shared = None

    @classmethod
    def setUpClass(cls):
        if SharedLab.shared is None:
            SharedLab.shared = Lab()
            unittest.addModuleCleanup(SharedLab.shared.close)
        cls.lab = SharedLab.shared

    @classmethod
    def tearDownClass(cls):
        pass


def recipe(name, make):
    """Makes an estate known to Lab.estate by a name; make fills it."""
    recipes.RECIPES[name] = make
    return name
