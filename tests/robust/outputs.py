#!/usr/bin/env python3
"""Where answers go: readers that leave early, devices that are full, streams that are closed, directories
that may not be written, and standard input that belongs to the caller."""

import os
import re
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab
from lab import ADMIN, ALICE, PASSWORD, LabTest

NOBODY = 65534


class OutputTest(LabTest):
    def setUp(self):
        self.estate = self.lab.estate("keys")

    def shell(self, script, credentials=ALICE, check=False):
        return self.estate.shell(script, env=credentials, check=check)

    def test_readers_that_leave_early(self):
        for reader in ("head -1", "grep -q data", "head -c 1", "true"):
            with self.subTest(reader=reader):
                for _ in range(5):
                    result = self.shell(f"cloudhsm-cli key list --verbose --max-items 100 | {reader}")
                    self.assertEqual((result.status, result.stderr), (0, ""))
        result = self.shell("cloudhsm-cli key list --filter attr.label=x=y=z | head -c 0; "
                            "echo ${PIPESTATUS[0]}")
        self.assertEqual(result.stdout, "0\n")

    def test_a_refusal_keeps_its_status_when_nobody_reads(self):
        result = self.shell("cloudhsm-cli key delete --filter attr.label=none | true; "
                            "echo ${PIPESTATUS[0]}")
        self.assertEqual(result.stdout, "1\n")

    def test_a_full_device(self):
        for command in ("cloudhsm-cli key list", "cloudhsm-cli --help", "cloudhsm-cli --version",
                        "localhsm status --output json"):
            with self.subTest(command=command):
                result = self.shell(f"{command} >/dev/full")
                self.assertNotEqual(result.status, 0)
                self.assertIn("No space left on device", result.stderr)
        result = self.shell("printf 'key list\\nquit\\n' | cloudhsm-cli interactive >/dev/full")
        self.assertNotEqual(result.status, 0)

    def test_closed_streams(self):
        self.assertEqual(self.shell("cloudhsm-cli key list 2>&-", check=True).answer["error_code"], 0)
        self.assertEqual(self.shell("cloudhsm-cli key list <&-", check=True).answer["error_code"], 0)
        self.assertNotEqual(self.shell("cloudhsm-cli key list >&-").status, 0)
        # No file of ours may take the place of a stream that was closed.
        self.shell("cloudhsm-cli user nonsense >&- 2>&- <&-")
        self.assertEqual(self.estate.cli("user", "list").status, 0)

    def test_standard_input_belongs_to_the_caller(self):
        result = self.shell("""
            printf '%s\\n' data sign-priv unwrapping | while read -r label; do
                cloudhsm-cli key list --filter attr.label="$label" | jq .data.total_key_count
            done""", check=True)
        self.assertEqual(result.stdout, "1\n1\n1\n")

    def test_wrapped_bytes_go_where_they_are_sent(self):
        wrap = ("cloudhsm-cli key wrap rsa-aes --payload-filter attr.label=data "
                "--wrapping-filter attr.label=wrapping --hash-function sha256 "
                "--mgf mgf1-sha256 --path ")
        self.assertRefused(self.shell(wrap + "/dev/full"), re.compile("No space left on device"))
        self.assertRefused(self.shell(wrap + "missing/dir.bin"),
                           re.compile("No such file or directory"))
        self.assertRefused(self.shell(wrap + "."), re.compile("directory"))
        self.shell(wrap + "out.bin && ln -s out.bin link.bin", check=True)
        first = self.estate.read("out.bin")
        self.shell(wrap + "link.bin", check=True)
        self.assertTrue(os.path.islink(self.estate.path("link.bin")))
        self.assertNotEqual(self.estate.read("out.bin"), first)

    def test_an_input_that_cannot_be_read(self):
        result = self.shell("cloudhsm-cli interactive </tmp")
        self.assertStartError(result, "Cannot read the input: Is a directory")

    def test_a_long_command_takes_no_longer_than_its_lines(self):
        # Once each line was looked at again for every line behind it: 200000 of them took a minute.
        result = self.estate.session(*["a \\"] * 200000, timeout=20)
        self.assertEqual(result.status, 0)
        self.assertIn("unrecognized subcommand 'a'", result.stderr)

    def test_a_limit_on_the_size_of_files(self):
        for blocks in (0, 1, 40):
            with self.subTest(blocks=blocks):
                result = self.shell(f"ulimit -f {blocks}; cloudhsm-cli key generate-symmetric aes "
                                    "--label more --key-length-bytes 32 >&2; echo $?")
                self.assertIn(result.stdout, ("0\n", "1\n"), str(result))
        with self.subTest(command="set"):
            result = self.shell("ulimit -f 0; exec localhsm set password-cost fast")
            self.assertStartError(result)

    def test_what_is_ours_and_a_pipe_instead(self):
        for path in (self.estate.config_path(), os.path.join(self.estate.home, "estate.key")):
            with self.subTest(path=path):
                self.estate.restore()
                os.remove(path)
                os.mkfifo(path, 0o600)
                result = self.shell("timeout 10 cloudhsm-cli key list")
                self.assertEqual(result.status, 1, str(result))
                self.assertIn("It is not a regular file", result.stdout + result.stderr)
        self.estate.restore()

    def test_no_answer_steers_a_terminal(self):
        label = "x\x1b[2J\x7f\u009b2J"
        made = self.estate.cli("key", "generate-symmetric", "aes", "--label", label,
                               "--key-length-bytes", "32", as_user=ALICE, check=True)
        self.assertEqual(made.data["key"]["attributes"]["label"], label)
        wrong = self.estate.cli("key", "list", label, as_user=ALICE)
        start = self.estate.cli("key", "list", env={"CLOUDHSM_ROLE": label, "CLOUDHSM_PIN": "a:b"})
        for result in (made, wrong, start):
            text = result.stdout + result.stderr
            self.assertRegex(text, "u001b|u{1b}")
            for control in "\x1b\x7f\u009b":
                self.assertNotIn(control, text)

    def test_words_that_are_no_text_are_refused(self):
        for script in ("cloudhsm-cli key list --filter $'attr.label=\\xff'",
                       "cloudhsm-cli key generate-symmetric aes --key-length-bytes 32 "
                       "--label $'\\xff\\xfe'"):
            with self.subTest(script=script):
                self.assertUsage(self.shell(script), "invalid UTF-8 was detected in one or more "
                                 "arguments", "Usage: cloudhsm-cli key")
        result = self.shell("printf 'key list --filter attr.label=\\xff\\n' | "
                            "cloudhsm-cli interactive")
        self.assertIn("invalid UTF-8", result.stderr)

    def test_answers_are_one_write(self):
        if shutil.which("strace") is None:
            self.skipTest("strace is not installed")
        result = self.shell("strace -f -e trace=write -e write=none -o trace "
                            "cloudhsm-cli key list --verbose --max-items 100 >/dev/null; "
                            "grep -c 'write(1,' trace")
        self.assertEqual(result.stdout, "1\n")


@unittest.skipUnless(os.getuid() == 0, "needs root to become somebody else")
class ReadOnlyTest(LabTest):
    """An estate whose files another user may read and not write."""

    def setUp(self):
        self.estate = self.lab.estate("keys")
        os.chmod(self.lab.dir, 0o755)
        for path, folders, names in os.walk(self.estate.dir):
            for name in folders + names + ["."]:
                os.chown(os.path.join(path, name), NOBODY, NOBODY)

    def tearDown(self):
        for path, folders, names in os.walk(self.estate.dir):
            os.chmod(path, 0o700)

    def as_nobody(self, credentials, *words):
        def become():
            os.setgid(NOBODY)
            os.setuid(NOBODY)

        done = subprocess.run([self.lab.program("cloudhsm-cli"), *words], preexec_fn=become,
                              env=self.estate.environment(credentials), cwd="/", timeout=60,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False,
                              encoding="utf-8")
        self.assertIn(done.returncode, (0, 1), done)
        return lab.Result(list(words), done.returncode, done.stdout, done.stderr)

    def freeze_files(self):
        for path, _, names in os.walk(self.estate.home):
            for name in names:
                os.chmod(os.path.join(path, name), 0o400)
            os.chmod(path, 0o500)

    CREATE = ("user", "create", "--username", "carol", "--role", "crypto-user", "--password",
              PASSWORD)

    def test_its_owner_works_as_usual(self):
        self.assertEqual(self.as_nobody(ADMIN, *self.CREATE).status, 0)

    def test_what_cannot_be_written_is_said_and_changes_nothing(self):
        self.freeze_files()
        result = self.as_nobody(ADMIN, *self.CREATE)
        self.assertEqual(result.status, 1, str(result))
        self.assertRegex(result.stderr + result.stdout, "estate|Permission|read-only")
        self.tearDown()
        users = self.as_nobody({}, "user", "list").data["users"]
        self.assertNotIn("carol", [user["username"] for user in users])

    def test_what_is_there_can_be_read_though_something_is_due(self):
        before = self.as_nobody({}, "user", "list").data["users"]
        self.estate.lab_command("clock", "advance", "--by", "3d")
        for path, folders, names in os.walk(self.estate.dir):
            for name in folders + names:
                os.chown(os.path.join(path, name), NOBODY, NOBODY)
        self.freeze_files()
        self.assertEqual(self.as_nobody({}, "user", "list").data["users"], before)

    def test_what_cannot_be_read_is_said(self):
        os.chmod(self.estate.home, 0o000)
        self.assertStartError(self.as_nobody({}, "user", "list"), re.compile("Permission denied"))

    def test_somebody_elses_log_is_one_warning(self):
        run = os.path.join(self.estate.client, "run")
        self.assertEqual(self.as_nobody({}, "user", "list").status, 0)
        for name in os.listdir(run):
            os.chmod(os.path.join(run, name), 0o000)
        os.chmod(run, 0o500)
        result = self.as_nobody({}, "user", "list")
        self.assertEqual((result.status, result.answer["error_code"]), (0, 0))
        self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
        os.chmod(run, 0o700)


if __name__ == "__main__":
    lab.main()
