"""A laboratory for the tests: the programs as they are installed, estates that are made once and put
back between cases, and ways to run commands.

The programs come from LOCALHSM_TEST_PROGRAMS (paths divided by ":"), which meson sets, or from the build
directory build/ of the tree, and are copied to the bin directory of a prefix of their own. Nothing of the
caller's environment reaches them.
"""

import contextlib
import functools
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
# Scripts that do what an operator does beside the programs.
TOOLS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bin")

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

# The first OpenSSL that will do.
OPENSSL_OR_NEWER = re.compile(r"OpenSSL ([0-9.]+) or newer")
# A refusal for the sake of the OpenSSL that the programs are linked with.
NEEDS_OPENSSL = re.compile(r"(?:ML-DSA|Ed25519ph(?: of a digest)?) needs " + OPENSSL_OR_NEWER.pattern +
                           r", and this is OpenSSL ([0-9.]+)")


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


def version_of(text):
    """(3, 0) of "3.0.2"."""
    return tuple(int(number) for number in text.split(".")[:2])


@functools.cache
def openssl_version():
    """The version of OpenSSL here, which the programs are linked with, too."""
    words = subprocess.run(["openssl", "version"], check=True, capture_output=True,
                           encoding="utf-8").stdout.split()
    return version_of(words[1])


def lacks_openssl(answer):
    """Whether a command was refused for the sake of OpenSSL, and rightly so."""
    match = NEEDS_OPENSSL.fullmatch(answer["data"]) if answer["error_code"] == 1 else None
    return (match is not None and version_of(match[2]) == openssl_version()
            and openssl_version() < version_of(match[1]))


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
        """The estate of a recipe of recipes.py, as it was when it was made."""
        import recipes  # which is made of what stands here

        if recipe not in self.estates:
            estate = Estate(self, recipe)
            recipes.RECIPES[recipe](estate)
            estate.freeze()
            self.estates[recipe] = estate
        else:
            self.estates[recipe].restore()
        return self.estates[recipe]


class LiveSession:
    """A session that is fed line by line over pipes; a context manager that ends it."""

    # A line that is no command: what stderr says of it marks where the answer before it ends.
    MARK = "~"
    # Seconds in which a command must have said something.
    PATIENCE = 120
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
            ready, _, _ = select.select(list(live), [], [], self.PATIENCE)
            if not ready:
                raise CommandFailed(f"{line}: the session says no more: {list(seen.values())}")
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
        # The IV that wrapped-gcm.bin was made with.
        self.iv = None
        os.makedirs(self.work)

    def environment(self, *more):
        """No HOME, no locale but C.UTF-8, no terminal; more are dictionaries."""
        env = {
            "PATH": f"{self.lab.bin}:{TOOLS}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
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
