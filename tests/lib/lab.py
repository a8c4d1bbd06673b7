"""A laboratory for the tests: the programs as they are installed, estates that are made once and put
back between cases, and ways to run commands.

The programs come from LOCALHSM_TEST_PROGRAMS (paths divided by ":"), which meson sets, or from the build
directory build/ of the tree, and are copied to the bin directory of a prefix of their own. Nothing of the
caller's environment reaches them.
"""

import contextlib
import json
import os
import re
import select
import shutil
import subprocess
import tempfile
import unittest

BUILD = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                      os.pardir, os.pardir, "build"))
PROGRAMS = ("cloudhsm-cli", "configure-cli", "localhsm")

PASSWORD = "Passw0rd!"
ADMIN = {"CLOUDHSM_ROLE": "admin", "CLOUDHSM_PIN": f"admin:{PASSWORD}"}
ALICE = {"CLOUDHSM_ROLE": "crypto-user", "CLOUDHSM_PIN": f"alice:{PASSWORD}"}
BOB = {"CLOUDHSM_ROLE": "crypto-user", "CLOUDHSM_PIN": f"bob:{PASSWORD}"}
NOBODY = {}

# The status of a program in which a sanitizer found something: see scripts/test.
SANITIZER_STATUS = 99

LOGIN_ALICE = f"login --username alice --role crypto-user --password {PASSWORD}"
LOGIN_BOB = f"login --username bob --role crypto-user --password {PASSWORD}"
LOGIN_ADMIN = f"login --username admin --role admin --password {PASSWORD}"


class Result:
    """What a program left behind."""

    def __init__(self, command, status, stdout, stderr):
        self.command, self.status, self.stdout, self.stderr = command, status, stdout, stderr

    def __str__(self):
        return (f"{' '.join(self.command)}\nstatus {self.status}\nstdout:\n{self.stdout}\n"
                f"stderr:\n{self.stderr}")

    @property
    def answer(self):
        return json.loads(self.stdout)

    @property
    def data(self):
        return self.answer["data"]

    @property
    def answers(self):
        """All answers of a session, in order; text between them is left out."""
        decoder, found, at = json.JSONDecoder(), [], 0
        while (at := self.stdout.find("{", at)) >= 0:
            value, at = decoder.raw_decode(self.stdout, at)
            found.append(value)
        return found


class CommandFailed(AssertionError):
    pass


def built(variable, place):
    """Paths from a variable that meson sets, or else of what each program has at a place in build/."""
    if variable in os.environ:
        return os.environ[variable].split(":")
    return [os.path.join(BUILD, place.format(program)) for program in PROGRAMS]


class Lab:
    """One temporary directory that holds everything; a context manager."""

    def __init__(self):
        self.dir = os.path.realpath(tempfile.mkdtemp(prefix="localhsm-test-"))
        self.prefix = os.path.join(self.dir, "prefix")
        self.bin = os.path.join(self.prefix, "bin")
        self.estates = {}
        os.makedirs(self.bin)
        for program in built("LOCALHSM_TEST_PROGRAMS", "commands/{}"):
            shutil.copy2(program, self.bin)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()

    def close(self):
        shutil.rmtree(self.dir, ignore_errors=True)

    def program(self, name):
        return os.path.join(self.bin, name)

    def estate(self, recipe):
        """The estate of a recipe below, as it was when it was made."""
        if recipe not in self.estates:
            estate = Estate(self, recipe)
            RECIPES[recipe](estate)
            estate.freeze()
            self.estates[recipe] = estate
        else:
            self.estates[recipe].restore()
        return self.estates[recipe]


class LiveSession:
    """A session that is fed line by line over pipes; a context manager that ends it."""

    # A line that is no command: what stderr says of it marks where the answer before it ends.
    MARK = "~"
    MARKED = re.compile(r"error: unrecognized subcommand '~'\n.*?try '--help'\.\n", re.S)

    def __init__(self, estate, *words, env=None):
        self.process = subprocess.Popen(
            [estate.lab.program("cloudhsm-cli"), "interactive", *words], cwd=estate.work,
            env=estate.environment(env or {}), start_new_session=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.process.kill()
        self.end()
        for stream in (self.process.stdout, self.process.stderr):
            stream.close()

    def end(self):
        """Ends the input, and gives the exit status."""
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        return self.process.wait()

    def write(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def ask(self, line):
        """The answer to a line that gets one on standard output."""
        self.write(line)
        text = ""
        for row in self.process.stdout:
            text += row
            if row == "}\n":
                return json.loads(text)
        raise CommandFailed(f"{line}: the session ended: {text}{self.process.stderr.read()}")

    def watch(self, line):
        """What a line puts on standard output and on standard error."""
        try:
            self.write(line)
            self.write(self.MARK)
        except BrokenPipeError:
            return "", ""
        seen = {self.process.stdout: "", self.process.stderr: ""}
        live = set(seen)
        while live and not self.MARKED.search(seen[self.process.stderr]):
            ready, _, _ = select.select(list(live), [], [])
            for stream in ready:
                seen[stream] += self.take(stream, live)
        while self.process.stdout in select.select(list(live), [], [], 0)[0]:
            seen[self.process.stdout] += self.take(self.process.stdout, live)
            if self.process.stdout not in live:
                break
        return (seen[self.process.stdout],
                self.MARKED.sub("", seen[self.process.stderr]))

    @staticmethod
    def take(stream, live):
        data = os.read(stream.fileno(), 65536)
        if not data:
            live.discard(stream)
        return data.decode("utf-8", "replace")


class Estate:
    """A home, a client host and a working directory under one directory."""

    def __init__(self, lab, name):
        self.lab = lab
        self.dir = os.path.join(lab.dir, name)
        self.home = os.path.join(self.dir, "home")
        self.client = os.path.join(self.dir, "client")
        self.work = os.path.join(self.dir, "work")
        self.frozen = os.path.join(lab.dir, "frozen", name)
        # Ids of clusters by the names that recipes and cases give them.
        self.clusters = {}
        os.makedirs(self.work)

    def environment(self, *more):
        """No HOME, no locale but C.UTF-8, no terminal; more are dictionaries."""
        env = {
            "PATH": f"{self.lab.bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL": "C.UTF-8",
            "LOCALHSM_HOME": self.home,
            "LOCALHSM_CLIENT": self.client,
        }
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                env[name] = os.environ[name]
        for variables in more:
            env.update(variables)
        return {name: value for name, value in env.items() if value is not None}

    def run(self, program, *words, env=None, stdin="", timeout=120, check=False, cwd=None):
        """Runs one program to its end, in a session of its own: there is no terminal to ask on.
        check: anything but status 0 is a CommandFailed."""
        command = [program, *words]
        done = subprocess.run(command, input=stdin, env=self.environment(env or {}),
                              executable=shutil.which(program, path=self.environment()["PATH"]),
                              cwd=cwd or self.work, timeout=timeout, check=False,
                              start_new_session=True, capture_output=True, encoding="utf-8", errors="surrogateescape")
        result = Result(command, done.returncode, done.stdout, done.stderr)
        if done.returncode == SANITIZER_STATUS or done.returncode < 0:
            raise CommandFailed(f"crashed: {result}")
        if check and done.returncode != 0:
            raise CommandFailed(str(result))
        return result

    def cli(self, *words, as_user=None, **more):
        """A single command of cloudhsm-cli."""
        env = {**(as_user or NOBODY), **more.pop("env", {})}
        return self.run("cloudhsm-cli", *words, env=env, **more)

    def ask(self, *words, as_user=None, **more):
        """The data of a single command that must succeed."""
        return self.cli(*words, as_user=as_user, check=True, **more).data

    def lab_command(self, *words, **more):
        return self.run("localhsm", *words, check=True, **more)

    def session(self, *lines, **more):
        """A here-document to `cloudhsm-cli interactive`."""
        text = "".join(line + "\n" for line in lines)
        words = more.pop("words", [])
        return self.run("cloudhsm-cli", "interactive", *words, stdin=text, **more)

    def shell(self, script, check=True, **more):
        """A bash script in the working directory."""
        return self.run("bash", "-c", "set -o pipefail\n" + script, check=check, **more)

    def path(self, *names):
        return os.path.join(self.work, *names)

    def write(self, name, data):
        with open(self.path(name), "wb") as file:
            file.write(data if isinstance(data, bytes) else data.encode())
        return self.path(name)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def config_path(self):
        return os.path.join(self.client, "etc", "cloudhsm-cli.cfg")

    def config(self):
        with open(self.config_path(), encoding="utf-8") as file:
            return json.load(file)

    def log(self):
        path = os.path.join(self.client, "run")
        text = ""
        for name in sorted(os.listdir(path)) if os.path.isdir(path) else []:
            if name.startswith("cloudhsm-cli.log"):
                with open(os.path.join(path, name), encoding="utf-8", errors="replace") as file:
                    text += file.read()
        return text

    def freeze(self):
        shutil.copytree(self.dir, self.frozen, symlinks=True)

    def restore(self):
        shutil.rmtree(self.dir)
        shutil.copytree(self.frozen, self.dir, symlinks=True)

    # What recipes are made of.

    def up(self, name, *options):
        """Makes a cluster ready and remembers its id under name."""
        answer = self.lab_command("up", *options, "--admin-password", PASSWORD).data
        self.clusters[name] = answer["cluster-id"]
        return answer

    def make_users(self, *names, cluster=None):
        where = ["--cluster-id", cluster] if cluster else []
        for name in names:
            self.ask("user", "create", "--username", name, "--role", "crypto-user",
                     "--password", PASSWORD, *where, as_user=ADMIN)

    def newest_backup(self):
        """The id of the newest backup, made by an HSM that comes and goes."""
        cluster = self.clusters["source"]
        made = self.lab_command("cloudhsmv2", "create-hsm", "--cluster-id", cluster,
                                "--availability-zone", self.zone()).answer["Hsm"]["HsmId"]
        self.lab_command("cloudhsmv2", "delete-hsm", "--cluster-id", cluster, "--hsm-id", made)
        backups = self.lab_command("cloudhsmv2", "describe-backups").answer["Backups"]
        return max(backups, key=lambda backup: backup["CreateTimestamp"])["BackupId"]

    def zone(self):
        clusters = self.lab_command("cloudhsmv2", "describe-clusters").answer["Clusters"]
        return sorted(clusters[0]["SubnetMapping"])[0]

    def database(self):
        return os.path.join(self.home, "estate.db")


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


def make_example_keys(estate, cluster=None):
    """The keys and files that the examples of the manual speak of."""
    where = ["--cluster-id", cluster] if cluster else []

    def alice(*words):
        estate.ask(*words, *where, as_user=ALICE)

    alice("key", "generate-symmetric", "aes", "--label", "data", "--key-length-bytes", "32")
    alice("key", "generate-symmetric", "aes", "--label", "lent", "--key-length-bytes", "32",
          "--share-crypto-users", "bob")
    alice("key", "generate-asymmetric-pair", "rsa", "--public-label", "wrapping",
          "--private-label", "unwrapping", "--modulus-size-bits", "2048",
          "--public-exponent", "65537", "--public-attributes", "wrap=true",
          "--private-attributes", "unwrap=true")
    alice("key", "generate-asymmetric-pair", "ec", "--public-label", "sign-pub",
          "--private-label", "sign-priv", "--curve", "secp256r1",
          "--public-attributes", "verify=true", "--private-attributes", "sign=true")
    alice("key", "generate-file", "--encoding", "pem", "--path", "wrapping.pem",
          "--filter", "attr.label=wrapping")
    for mechanism, path in (("rsa-aes", "wrapped.bin"), ("rsa-oaep", "wrapped-oaep.bin")):
        alice("key", "wrap", mechanism, "--payload-filter", "attr.label=data",
              "--wrapping-filter", "attr.label=wrapping", "--hash-function", "sha256",
              "--mgf", "mgf1-sha256", "--path", path)


def recipe_keys(estate):
    """The estate of the manual's examples."""
    recipe_hsm2m(estate)
    make_example_keys(estate)


def recipe_clones(estate):
    """Two clones, both configured: the destination has the users, but none of the source's keys."""
    recipe_hsm2m(estate)
    estate.up("destination", "--source-backup-id", estate.newest_backup())
    make_example_keys(estate, estate.clusters["source"])


def recipe_strangers(estate):
    """Two clusters that have nothing in common, both configured, with users of the same names."""
    recipe_hsm2m(estate)
    estate.up("destination")
    estate.make_users("alice", "bob", cluster=estate.clusters["destination"])
    make_example_keys(estate, estate.clusters["source"])


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


def recipe_absent(estate):
    """Two clones, of which the host is configured for the first alone."""
    recipe_clones(estate)
    estate.run("configure-cli", "remove-cluster", "--cluster-id", estate.clusters["destination"],
               check=True)


RECIPES = {name[len("recipe_"):]: recipe for name, recipe in list(globals().items())
           if name.startswith("recipe_")}


class LabTest(unittest.TestCase):
    """A test case over one lab for the whole class."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab()

    @classmethod
    def tearDownClass(cls):
        cls.lab.close()

    def assertRefused(self, result, text=None, status=1):
        """An answer with error_code 1 and exactly this text, or matching a compiled pattern."""
        self.assertEqual(result.status, status, str(result))
        answer = result.answer
        self.assertEqual(answer["error_code"], 1, str(result))
        self.assertIsInstance(answer["data"], str)
        self.assertText(answer["data"], text)

    def assertUsage(self, result, *words):
        """A usage error on stderr that has these words in it."""
        self.assertEqual(result.status, 2, str(result))
        self.assertEqual(result.stdout, "", str(result))
        for word in words:
            self.assertIn(word, result.stderr)

    def assertStartError(self, result, text=None):
        """One line on stderr, nothing on stdout, status 1."""
        self.assertEqual(result.status, 1, str(result))
        self.assertEqual(result.stdout, "", str(result))
        line, *hints = result.stderr.splitlines()
        self.assertEqual(hints, [], str(result))
        match = re.fullmatch(r'Error: "(.*)"', line)
        self.assertIsNotNone(match, str(result))
        self.assertText(match[1], text)

    def assertText(self, actual, text):
        if isinstance(text, re.Pattern):
            self.assertRegex(actual, text)
        elif text is not None:
            self.assertEqual(actual, text)


def main():
    unittest.main(verbosity=2)
