"""Recipes: how the estates that the tests run in are made, each by the function of its name.

The estate "keys", and those made from it, has the keys and files that the examples of the manual speak of.
"""

import base64
import hashlib
import os
import shutil

from digest_info import digest_info
from lab import ADMIN, LOGIN_ALICE, PASSWORD, CommandFailed, LiveSession, lacks_openssl

# Key pairs of users, <name>.key, which are always the same.
KEYS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "keys")
# What is installed beside the programs, as it is shipped.
DECLARED = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, os.pardir, "share",
                        "estate.example.json")


def fast(estate):
    """An estate in which passwords cost little, with no cluster yet."""
    estate.lab_command("set", "password-cost", "fast")


def recipe_none(estate):
    """No estate at all."""


def recipe_hsm2m(estate):
    """One hsm2m.medium FIPS cluster of two HSMs; crypto users alice and bob."""
    fast(estate)
    estate.up("source")
    estate.make_users("alice", "bob")


def recipe_saved(estate):
    """The estate of hsm2m, and a snapshot of it."""
    recipe_hsm2m(estate)
    estate.lab_command("snapshot", "save", "lab.snapshot")


def recipe_nonfips(estate):
    fast(estate)
    estate.up("source", "--mode", "NON_FIPS")
    estate.make_users("alice", "bob")


def recipe_hsm1(estate):
    fast(estate)
    estate.up("source", "--hsm-type", "hsm1.medium")
    estate.make_users("alice", "bob")


def recipe_single(estate):
    """A cluster of one HSM: below what the key availability check asks for."""
    fast(estate)
    estate.up("source", "--hsms", "1")
    estate.make_users("alice", "bob")


# The keys that the examples of the manual speak of, all of alice's.
EXAMPLE_KEYS = """\
key generate-symmetric aes --label data --key-length-bytes 32
key generate-symmetric aes --label lent --key-length-bytes 32 --share-crypto-users bob
key generate-symmetric aes --label kek --key-length-bytes 32 --attributes wrap=true unwrap=true
key generate-asymmetric-pair rsa --public-label wrapping --private-label unwrapping \
    --modulus-size-bits 2048 --public-exponent 65537 \
    --public-attributes wrap=true --private-attributes unwrap=true
key generate-asymmetric-pair rsa --public-label rsa-pub --private-label rsa-priv \
    --modulus-size-bits 2048 --public-exponent 65537 \
    --public-attributes verify=true --private-attributes sign=true
key generate-asymmetric-pair ec --public-label sign-pub --private-label sign-priv \
    --curve secp256r1 --public-attributes verify=true --private-attributes sign=true
key generate-file --encoding pem --path wrapping.pem --filter attr.label=wrapping
key generate-file --encoding pem --path sign-pub.pem --filter attr.label=sign-pub
"""

NONFIPS_KEYS = """\
key generate-asymmetric-pair ec --public-label ed-pub --private-label ed-priv \
    --curve ed25519 --public-attributes verify=true --private-attributes sign=true
"""

ML_DSA_KEYS = """\
key generate-asymmetric-pair ml-dsa --public-label ml-dsa-pub --private-label ml-dsa-priv \
    --mldsa-algorithm ML-DSA-65 --public-attributes verify=true --private-attributes sign=true
key generate-file --encoding pem --path ml-dsa.pem --filter attr.label=ml-dsa-pub
"""

OAEP = "--hash-function sha256 --mgf mgf1-sha256"

# Under what the key labelled data is wrapped for an example, how, and into which file.
EXAMPLE_WRAPS = (
    ("kek", "aes-gcm", "--tag-length-bits 128", "wrapped-gcm.bin"),
    ("kek", "aes-no-pad", "", "wrapped-no-pad.bin"),
    ("kek", "aes-pkcs5-pad", "", "wrapped-pkcs5-pad.bin"),
    ("kek", "aes-zero-pad", "", "wrapped-zero-pad.bin"),
    ("kek", "cloudhsm-aes-gcm", "--tag-length-bits 128", "wrapped-cloudhsm-gcm.bin"),
    ("wrapping", "rsa-aes", OAEP, "wrapped.bin"),
    ("wrapping", "rsa-oaep", OAEP, "wrapped-oaep.bin"),
)
NONFIPS_WRAPS = (("wrapping", "rsa-pkcs", "", "wrapped-pkcs.bin"),)

# Which key signs message.txt for an example, how, and into which file.
EXAMPLE_SIGNATURES = (
    ("sign-priv", "ecdsa", "--hash-function sha256", "message.ecdsa"),
    ("rsa-priv", "rsa-pkcs", "--hash-function sha256", "message.rsa"),
    ("rsa-priv", "rsa-pkcs-pss", f"{OAEP} --salt-length 32", "message.pss"),
)
NONFIPS_SIGNATURES = (
    ("ed-priv", "ed25519", "", "message.ed25519"),
    ("ed-priv", "ed25519ph", "--data-type raw --hash-function sha512", "message.ed25519ph"),
)
ML_DSA_SIGNATURES = (
    ("ml-dsa-priv", "ml-dsa", "--data-type raw --hash-function shake256", "message.ml-dsa"),
)

MESSAGE = b"Pay 100 to bob\n"


def lines_of(text):
    """Lines, each joined with those that continue it."""
    return text.replace("\\\n", "").splitlines()


class Alice:
    """What a recipe has alice do in one cluster."""

    def __init__(self, estate, cluster=None):
        self.estate = estate
        self.words = ["--cluster-id", cluster] if cluster else []

    def ask(self, lines):
        """The answers to lines, in one session."""
        result = self.estate.session(LOGIN_ALICE, *lines, words=self.words)
        if len(result.answers) != 1 + len(lines):
            raise CommandFailed(str(result))
        return result.answers[1:]

    def must(self, lines):
        """The same for lines that must all succeed."""
        answers = self.ask(lines)
        for line, answer in zip(lines, answers):
            if answer["error_code"] != 0:
                raise CommandFailed(f"{line}: {answer['data']}")
        return [answer["data"] for answer in answers]

    def wrap(self, wraps):
        answers = self.must([f"key wrap {mechanism} --payload-filter attr.label=data "
                             f"--wrapping-filter attr.label={label} {options} --path {path}"
                             for label, mechanism, options, path in wraps])
        for data in answers:
            if "iv" in data:
                self.estate.iv = data["iv"]

    def sign(self, signatures):
        """Where the library cannot sign, the file is there and no signature."""
        answers = self.ask([f"crypto sign {mechanism} --key-filter attr.label={label} "
                            f"--data-path message.txt {options}"
                            for label, mechanism, options, _ in signatures])
        for (_, _, _, path), answer in zip(signatures, answers):
            if answer["error_code"] == 0:
                self.estate.write(path, base64.b64decode(answer["data"]["signature"]))
            elif lacks_openssl(answer):
                self.estate.write(path, b"no signature")
            else:
                raise CommandFailed(f"{path}: {answer['data']}")


def make_message(estate):
    """The message that the examples sign, and the hashes of it."""
    estate.write("message.txt", MESSAGE)
    estate.write("message.sha256", hashlib.sha256(MESSAGE).digest())
    estate.write("message.info", digest_info("sha256", MESSAGE))
    estate.write("message.sha512", hashlib.sha512(MESSAGE).digest())


def make_example_keys(estate, cluster=None):
    """The keys and files that the examples of the manual speak of."""
    alice = Alice(estate, cluster)
    make_message(estate)
    alice.must(lines_of(EXAMPLE_KEYS))
    alice.wrap(EXAMPLE_WRAPS)
    alice.sign(EXAMPLE_SIGNATURES)


def mu_of(key):
    """The mu of the message under a public key: FIPS 204, algorithm 7."""
    begin = hashlib.shake_256(key).digest(64)
    return hashlib.shake_256(begin + b"\0\0" + MESSAGE).digest(64)


def make_ml_dsa_keys(estate, cluster=None):
    """Where the library cannot make them, the files are there all the same."""
    alice = Alice(estate, cluster)
    answer, *_ = alice.ask(lines_of(ML_DSA_KEYS))
    if lacks_openssl(answer):
        estate.write("message.mu", mu_of(b"no key"))
        estate.write("message.ml-dsa", b"no signature")
    elif answer["error_code"] != 0:
        raise CommandFailed(answer["data"])
    else:
        lines = estate.read("ml-dsa.pem").splitlines()
        # A SubjectPublicKeyInfo ends in the 1952 bytes of an ML-DSA-65 key.
        estate.write("message.mu", mu_of(base64.b64decode(b"".join(lines[1:-1]))[-1952:]))
        alice.sign(ML_DSA_SIGNATURES)


def make_nonfips_keys(estate, cluster=None):
    """All that examples speak of, with what FIPS mode refuses."""
    make_example_keys(estate, cluster)
    alice = Alice(estate, cluster)
    alice.must(lines_of(NONFIPS_KEYS))
    alice.wrap(NONFIPS_WRAPS)
    alice.sign(NONFIPS_SIGNATURES)
    make_ml_dsa_keys(estate, cluster)


def recipe_keys(estate):
    """The estate of the manual's examples."""
    recipe_hsm2m(estate)
    make_example_keys(estate)


def recipe_nonfips_keys(estate):
    """The same in NON_FIPS mode, with what examples speak of that FIPS mode refuses."""
    recipe_nonfips(estate)
    make_nonfips_keys(estate)


def recipe_clones(estate):
    """Two clones, both configured: the destination has the users, but none of the source's keys."""
    recipe_hsm2m(estate)
    estate.up("destination", "--source-backup-id", estate.newest_backup())
    make_example_keys(estate, estate.clusters["source"])


def recipe_hsm1_clones(estate):
    """An hsm1.medium cluster, and as its destination the hsm2m.medium cluster made from its backup."""
    recipe_hsm1(estate)
    estate.up("destination", "--hsm-type", "hsm2m.medium", "--source-backup-id", estate.newest_backup())


def recipe_strangers(estate):
    """Two clusters that have nothing in common, both configured, with users of the same names."""
    recipe_hsm2m(estate)
    estate.up("destination")
    estate.make_users("alice", "bob", cluster=estate.clusters["destination"])
    make_example_keys(estate, estate.clusters["source"])


def recipe_nonfips_strangers(estate):
    """The same in NON_FIPS mode."""
    recipe_nonfips(estate)
    estate.up("destination", "--mode", "NON_FIPS")
    estate.make_users("alice", "bob", cluster=estate.clusters["destination"])
    make_nonfips_keys(estate, estate.clusters["source"])


def recipe_bare(estate):
    """An estate with a cluster that was just created: no HSM, nothing initialised."""
    fast(estate)
    subnets = "subnet-0000000000000001a"
    answer = estate.run("localhsm", "cloudhsmv2", "create-cluster", "--hsm-type", "hsm2m.medium",
                        "--mode", "FIPS", "--subnet-ids", subnets, check=True).answer
    estate.clusters["source"] = answer["Cluster"]["ClusterId"]


def recipe_signed(estate):
    """A cluster with one HSM whose request an operator has signed: customerCA.crt and cluster.crt."""
    recipe_bare(estate)
    cluster = estate.clusters["source"]
    estate.shell(f"""
        set -e
        localhsm cloudhsmv2 create-hsm --cluster-id {cluster} --availability-zone {estate.zone()}
        localhsm cloudhsmv2 describe-clusters --filters clusterIds={cluster} --output text \\
            --query 'Clusters[].Certificates.ClusterCsr' > cluster.csr
        openssl req -new -x509 -newkey rsa:2048 -nodes -days 3652 -keyout customerCA.key \\
            -out customerCA.crt -subj /CN=customerCA 2>&1
        openssl x509 -req -days 3652 -in cluster.csr -CA customerCA.crt -CAkey customerCA.key \\
            -CAcreateserial -out cluster.crt 2>&1""")


def recipe_initialized(estate):
    """The same cluster initialised and configured, and not activated yet."""
    recipe_signed(estate)
    cluster = estate.clusters["source"]
    estate.lab_command("cloudhsmv2", "initialize-cluster", "--cluster-id", cluster,
                       "--signed-cert", "file://cluster.crt",
                       "--trust-anchor", "file://customerCA.crt")
    estate.run("configure-cli", "--cluster-id", cluster, "--hsm-ca-cert", "customerCA.crt",
               check=True)


def recipe_pending(estate):
    """An estate whose newest backup was deleted, and can still be restored."""
    recipe_single(estate)
    estate.shell("""
        set -e
        backup=$(localhsm cloudhsmv2 describe-backups --query 'Backups[0].BackupId' --output text)
        localhsm cloudhsmv2 delete-backup --backup-id $backup
    """)


def recipe_absent(estate):
    """Two clones, of which the host is configured for the first alone."""
    recipe_clones(estate)
    estate.run("configure-cli", "remove-cluster", "--cluster-id", estate.clusters["destination"],
               check=True)


def recipe_declared(estate):
    """An empty estate, and the example of what localhsm apply takes, estate.json."""
    fast(estate)
    shutil.copy(DECLARED, estate.path("estate.json"))


def make_user_keys(estate, *names):
    """The key pairs of users, <name>.key and <name>.pub."""
    for name in names:
        shutil.copy(os.path.join(KEYS, f"{name}.key"), estate.work)
    estate.shell("\n".join(f"openssl pkey -in {name}.key -pubout -out {name}.pub" for name in names))


class Registering:
    """Users of one cluster register their public keys, one after the other in one session."""

    def __init__(self, estate, cluster=None):
        self.estate = estate
        self.words = ["--cluster-id", cluster] if cluster else []

    def __enter__(self):
        self.session = LiveSession(self.estate, *self.words).__enter__()
        return self

    def __exit__(self, *unused):
        self.session.__exit__(*unused)

    def must(self, line):
        answer = self.session.ask(line)
        if answer["error_code"] != 0:
            raise CommandFailed(f"{line}: {answer['data']}")

    def login(self, name, role):
        self.must(f"login --username {name} --role {role} --password {PASSWORD}")

    def quorum(self, name, role):
        """For approvals; <name>.token is the signed token."""
        self.login(name, role)
        self.must(f"quorum token-sign generate --service registration --token {name}.token")
        self.estate.shell(f"sign-token {name}.token {name}")
        self.must(f"user change-quorum token-sign register --public-key {name}.pub "
                  f"--signed-token {name}.token")
        self.must("logout")

    def mfa(self, name, role):
        """For a second factor."""
        self.login(name, role)
        self.session.write(f"user change-mfa token-sign --username {name} --role {role} "
                           f"--change-password {PASSWORD} --token {name}-mfa.token")
        self.estate.shell(f"sign-token {name}-mfa.token {name}")
        self.session.write("")
        self.must(f"{name}.pub")
        self.must("logout")


OFFICERS = ("officer1", "officer2")


def register_all(estate, admins, crypto_users):
    make_user_keys(estate, *admins, *crypto_users)
    with Registering(estate) as users:
        for name in admins:
            users.quorum(name, "admin")
        for name in crypto_users:
            users.quorum(name, "crypto-user")


def make_admins(estate, *names):
    for name in names:
        estate.ask("user", "create", "--username", name, "--role", "admin", "--password", PASSWORD,
                   as_user=ADMIN)


def recipe_quorum(estate):
    """Admins admin, officer1 and officer2 and crypto users alice and bob are registered; carol is not."""
    recipe_hsm2m(estate)
    estate.make_users("carol")
    make_admins(estate, *OFFICERS)
    register_all(estate, ("admin", *OFFICERS), ("alice", "bob"))


def recipe_quorum_hsm1(estate):
    """The same admins in a cluster without the service cluster."""
    recipe_hsm1(estate)
    make_admins(estate, "officer1")
    register_all(estate, ("admin", "officer1"), ())


def recipe_registered(estate):
    """The estate of the manual's examples, in which alice and bob are registered for the quorum."""
    recipe_keys(estate)
    register_all(estate, (), ("alice", "bob"))


def recipe_nonfips_registered(estate):
    """The same in NON_FIPS mode."""
    recipe_nonfips_keys(estate)
    register_all(estate, (), ("alice", "bob"))


def recipe_mfa(estate):
    """The crypto user alice has a second factor; the admin officer1 is registered for the quorum, and bob and
    admin have but their keys."""
    recipe_hsm2m(estate)
    make_admins(estate, "officer1")
    make_user_keys(estate, "admin", "officer1", "alice", "bob")
    with Registering(estate) as users:
        users.mfa("alice", "crypto-user")
        users.quorum("officer1", "admin")


def recipe_user_clones(estate):
    """Two clones, both configured. Of the source alone are carol and registered dave and erin, of whom the
    destination has an erin of its own."""
    recipe_hsm2m(estate)
    estate.up("destination", "--source-backup-id", estate.newest_backup())
    source, destination = estate.clusters["source"], estate.clusters["destination"]
    estate.make_users("carol", "dave", "erin", cluster=source)
    estate.make_users("erin", cluster=destination)
    make_user_keys(estate, "alice")
    estate.shell("for half in key pub; do cp alice.$half dave.$half; done")
    with Registering(estate, source) as users:
        users.quorum("dave", "crypto-user")


# A certificate authority, the key and the chain of a client that it has signed, and other certificates.
CERTIFICATES = """\
set -e
root() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \\
    -subj "/CN=$1" -keyout "$1.key" -out "$1.crt" 2>/dev/null; }
root root
root second
root third
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=client \\
    -keyout ssl-client.key -out client.csr 2>/dev/null
openssl x509 -req -in client.csr -CA root.crt -CAkey root.key -CAcreateserial -days 1825 \\
    -extfile <(echo basicConstraints=CA:FALSE) -out client.crt 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=middle \\
    -keyout middle.key -out middle.csr 2>/dev/null
openssl x509 -req -in middle.csr -CA root.crt -CAkey root.key -CAcreateserial -days 1825 \\
    -extfile <(echo basicConstraints=critical,CA:TRUE) -out middle.crt 2>/dev/null
cat client.crt root.crt >ssl-client.pem
for _ in {1..20}; do cat root.crt; done >long.crt
openssl x509 -in root.crt -outform DER -out root.der
openssl req -x509 -newkey rsa:1024 -nodes -days 3650 -subj /CN=weak -keyout weak.key -out weak.crt 2>/dev/null
"""


def recipe_certificates(estate):
    """Certificates, which no cluster knows yet."""
    recipe_hsm2m(estate)
    estate.shell(CERTIFICATES)


def recipe_certificates_hsm1(estate):
    """The same, and no mutual TLS."""
    recipe_hsm1(estate)
    estate.shell(CERTIFICATES)


def recipe_mtls(estate):
    """A trust anchor, root.crt, is registered, and the client has a certificate under it."""
    recipe_certificates(estate)
    estate.ask("cluster", "mtls", "register-trust-anchor", "--path", "root.crt", as_user=ADMIN)
    estate.run("configure-cli", "--client-cert-hsm-tls-file", "ssl-client.pem",
               "--client-key-hsm-tls-file", "ssl-client.key", check=True)


def recipe_mtls_quorum(estate):
    """The same with three admins who are registered."""
    recipe_mtls(estate)
    make_admins(estate, *OFFICERS)
    register_all(estate, ("admin", *OFFICERS), ())


RECIPES = {name[len("recipe_"):]: recipe for name, recipe in list(globals().items())
           if name.startswith("recipe_")}
