#!/usr/bin/env python3
"""State that was edited, damaged or is newer, and configurations that are broken: refused in one line that
says what to do, never believed."""

import json
import os
import re
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab
from lab import ADMIN, ALICE, BOB, LabTest

ALTERED = re.compile(r"^The estate was altered from outside: .*Restore it from a copy$")


class AlteredTest(LabTest):
    def setUp(self):
        self.estate = self.lab.estate("keys")

    def sql(self, *statements):
        database = sqlite3.connect(self.estate.database())
        for statement in statements:
            database.execute(statement)
        database.commit()
        database.close()

    def refuse(self, result, text):
        """Refused before or in the answer, with a text that says why."""
        self.assertEqual(result.status, 1, str(result))
        if result.stdout:
            self.assertRefused(result, text)
        else:
            self.assertStartError(result, text)

    def test_users_that_were_edited(self):
        edits = {
            "role": "UPDATE user SET role = (SELECT role FROM user WHERE name = 'admin')"
                    " WHERE name = 'bob'",
            "password": "UPDATE user SET salt = (SELECT u.salt FROM user u WHERE u.name = 'alice'),"
                        " hash = (SELECT u.hash FROM user u WHERE u.name = 'alice')"
                        " WHERE name = 'bob'",
            "failures": "UPDATE user SET failures = 3 WHERE name = 'bob'",
            "cost": "UPDATE user SET cost = 2 WHERE name = 'bob'",
            "name": "UPDATE user SET name = 'mallory' WHERE name = 'bob'",
        }
        for name, edit in edits.items():
            with self.subTest(edit=name):
                self.estate.restore()
                self.sql(edit)
                self.refuse(self.estate.cli("user", "list"), ALTERED)
                login = self.estate.cli("key", "list", as_user=BOB)
                # Who has another name now is unknown by the old one.
                self.refuse(login, None if name == "name" else ALTERED)

    def test_keys_that_were_edited(self):
        edits = {
            "label": (ALICE, "UPDATE key SET label = 'other' WHERE label = 'data'"),
            "owner": (BOB, "UPDATE key SET owner = 'bob' WHERE label = 'data'"),
            "sharees": (BOB, "UPDATE key SET sharees = '|bob|' WHERE label = 'data'"),
            "handle": (ALICE, "UPDATE key SET handle = handle + 1 WHERE label = 'data'"),
            "type": (ALICE, "UPDATE key SET type = type + 1 WHERE label = 'data'"),
            "class": (ALICE, "UPDATE key SET class = class + 1 WHERE label = 'data'"),
            "id": (ALICE, "UPDATE key SET key_id = x'01' WHERE label = 'data'"),
            "version": (ALICE, "UPDATE key SET version = (SELECT k.version FROM key k"
                               " WHERE k.label = 'unwrapping' LIMIT 1) WHERE label = 'data'"),
            "sealed": (ALICE, "UPDATE key_version SET sealed = zeroblob(length(sealed))"),
            "partition": (ALICE, "UPDATE partition SET mode = 1 - mode"),
        }
        for name, (user, edit) in edits.items():
            with self.subTest(edit=name):
                self.estate.restore()
                self.sql(edit)
                self.refuse(self.estate.cli("key", "list", "--verbose", as_user=user), ALTERED)

    def test_the_control_plane_that_was_edited(self):
        edits = {
            "mode": "UPDATE cluster SET mode = 1 - mode",
            "state": "UPDATE cluster SET state = state - 1",
            "anchor": "UPDATE cluster SET trust_anchor = cluster_certificate",
            "address": "UPDATE hsm SET ip = '10.0.1.99' WHERE number = 1",
            "partition": "UPDATE hsm SET partition = (SELECT max(partition) FROM backup)"
                         " WHERE number = 1",
        }
        for name, edit in edits.items():
            with self.subTest(edit=name):
                self.estate.restore()
                self.sql(edit)
                self.refuse(self.estate.cli("key", "list", as_user=ALICE), ALTERED)
        self.estate.restore()
        self.sql("UPDATE setting SET value = 'standard' WHERE name = 'password-cost'")
        self.refuse(self.estate.cli("user", "create", "--username", "carol", "--role", "crypto-user",
                                    "--password", lab.PASSWORD, as_user=ADMIN), ALTERED)
        self.estate.restore()
        self.sql("UPDATE backup SET mode = 1 - mode")
        backups = self.estate.run("localhsm", "cloudhsmv2", "describe-backups")
        self.assertNotEqual(backups.status, 0)
        self.assertIn("altered from outside", backups.stderr)

    def test_a_schema_that_was_changed(self):
        self.sql("CREATE TRIGGER spy AFTER INSERT ON key BEGIN DELETE FROM user; END")
        self.assertStartError(self.estate.cli("user", "list"), ALTERED)

    def test_a_newer_schema(self):
        self.sql("PRAGMA user_version = 99")
        newer = re.compile(r"^The estate .* was written by a newer version of localhsm \(schema 99\)")
        for words in (["user", "list"], ["key", "list"]):
            self.assertStartError(self.estate.cli(*words, as_user=ALICE), newer)
        self.assertStartError(self.estate.run("localhsm", "status"), newer)

    def overwrite(self, name, data):
        for path in os.listdir(self.estate.home):
            if path.startswith(name + "-"):
                os.remove(os.path.join(self.estate.home, path))
        with open(os.path.join(self.estate.home, name), "wb") as file:
            file.write(data)

    def test_a_damaged_database(self):
        self.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        with open(self.estate.database(), "rb") as file:
            whole = file.read()
        for name, data in (("text", b"this is no database\n" * 100), ("half", whole[:len(whole) // 2]),
                           ("holes", whole[:8192] + bytes(len(whole) - 8192))):
            with self.subTest(damage=name):
                self.estate.restore()
                self.overwrite("estate.db", data)
                result = self.estate.cli("key", "list", "--verbose", as_user=ALICE)
                self.refuse(result, re.compile("estate"))

    def test_the_key_of_the_estate(self):
        for name, data in (("short", b"x"), ("empty", b""), ("other", os.urandom(32))):
            with self.subTest(key=name):
                self.estate.restore()
                self.overwrite("estate.key", data)
                self.refuse(self.estate.cli("key", "list", as_user=ALICE),
                            re.compile("key of the estate|altered"))
        self.estate.restore()
        os.remove(os.path.join(self.estate.home, "estate.key"))
        self.assertStartError(self.estate.cli("user", "list"), re.compile("key of the estate"))

    def test_no_estate(self):
        os.rename(self.estate.home, self.estate.home + ".away")
        self.assertStartError(self.estate.cli("user", "list"),
                              re.compile("There is no estate at .*'localhsm up'"))
        self.assertFalse(os.path.exists(self.estate.home))
        help_text = self.estate.cli("key", "wrap", "--help")
        self.assertEqual(help_text.status, 0)
        self.assertFalse(os.path.exists(self.estate.home))

    def test_neither_home_nor_estate_is_named(self):
        self.assertStartError(self.estate.run("localhsm", "status", env={"LOCALHSM_HOME": None}),
                              re.compile("LOCALHSM_HOME is not set"))


class ConfigTest(LabTest):
    def setUp(self):
        self.estate = self.lab.estate("hsm2m")

    def write(self, text):
        with open(self.estate.config_path(), "w", encoding="utf-8") as file:
            file.write(text)

    def change(self, edit):
        config = self.estate.config()
        edit(config["clusters"][0]["cluster"], config)
        self.write(json.dumps(config))

    def refuse(self, text):
        for program in (["user", "list"], ["interactive"]):
            self.assertStartError(self.estate.cli(*program), re.compile(text))

    def test_no_config(self):
        os.remove(self.estate.config_path())
        self.refuse("Could not read configuration file at location .*localhsm up.*configure-cli")

    def test_no_json(self):
        for text in ("", "not json", "{", "[]", "null", '{"clusters": 1}', '{"clusters": [1]}',
                     '{"clusters": [{"cluster": {"servers": "x"}}]}', "{}\0", '{"a":1} {"b":2}',
                     "[" * 100000):
            with self.subTest(text=text[:40]):
                self.write(text)
                self.refuse("Configuration file .* is not valid")

    def test_the_template_as_shipped(self):
        self.change(lambda cluster, _: cluster["servers"][0].update(hostname="%%HSM_IP_ADDRESS%%"))
        self.refuse("^Config key hostname has invalid value %%HSM_IP_ADDRESS%%$")

    def test_an_address_where_no_hsm_is(self):
        self.change(lambda cluster, _: cluster.update(servers=[
            {"hostname": "10.9.9.9", "port": 2223, "enable": True}]))
        self.refuse("^HSM is disconnected$")

    def test_one_reachable_address_is_enough(self):
        self.change(lambda cluster, _: cluster.update(servers=cluster["servers"][:1]))
        self.assertEqual(len(self.estate.ask("cluster", "hsm-info")["hsms"]), 2)

    def test_a_ca_file_that_is_none(self):
        self.change(lambda cluster, _: cluster.update(hsm_ca_file="/nowhere/ca.crt"))
        self.refuse("Could not read configuration-referenced file hsm_ca_file at location "
                    "/nowhere/ca.crt: No such file or directory")
        self.change(lambda cluster, _: cluster.pop("hsm_ca_file"))
        result = self.estate.cli("user", "list")
        self.assertEqual((result.status, result.stdout), (1, ""))

    def test_unknown_keys_are_kept(self):
        self.change(lambda cluster, config: (cluster.update(mine=[1, {"b": None}]),
                                             config.update(note="ü")))
        self.estate.ask("user", "list")
        self.estate.run("configure-cli", "--disable-key-availability-check", check=True)
        config = self.estate.config()
        self.assertEqual(config["note"], "ü")
        self.assertEqual(config["clusters"][0]["cluster"]["mine"], [1, {"b": None}])
        self.assertTrue(
            config["clusters"][0]["cluster"]["options"]["disable_key_availability_check"])

    def test_a_log_that_cannot_be_written(self):
        self.estate.write("file", "")
        self.change(lambda _, config: config["logging"].update(
            log_file=self.estate.path("file", "cloudhsm-cli.log")))
        result = self.estate.cli("user", "list")
        self.assertEqual(result.status, 0)
        self.assertEqual(result.answer["error_code"], 0)
        self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)

    def test_an_unknown_cluster(self):
        self.assertStartError(self.estate.cli("user", "list", "--cluster-id", "cluster-aaaaaaaaaaa"),
                              re.compile("cluster-aaaaaaaaaaa.*configure-cli add-cluster"))

    def test_half_credentials(self):
        self.assertStartError(
            self.estate.cli("key", "list", env={"CLOUDHSM_ROLE": "crypto-user"}),
            re.compile("CLOUDHSM_ROLE is set but CLOUDHSM_PIN is not"))
        for pin in ("alice", "", ":x"):
            with self.subTest(pin=pin):
                result = self.estate.cli("key", "list", env={**ALICE, "CLOUDHSM_PIN": pin})
                self.assertEqual(result.status, 1)
        self.assertStartError(self.estate.cli("key", "list", env={**ADMIN, "CLOUDHSM_ROLE": "CO"}),
                              re.compile("CLOUDHSM_ROLE has invalid value 'CO'"))


if __name__ == "__main__":
    lab.main()
