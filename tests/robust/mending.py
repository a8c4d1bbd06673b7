#!/usr/bin/env python3
"""The commands that localhsm compare shows, run round after round as they stand, make two clones the same that differ in
all that commands can mend. None of them fails, and what none can mend does not bring one up for ever."""

import contextlib
import itertools
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab
from lab import ADMIN, PASSWORD, LabTest
from recipes import Registering, make_user_keys

ROUNDS = 4
OTHER_PASSWORD = "0therPassw0rd!"
GENERATE = "key generate-symmetric aes --key-length-bytes 16 --label"


def login(name, role="crypto-user"):
    return f"login --username {name} --role {role} --password {PASSWORD}"


class MendingTest(LabTest):
    def setUp(self):
        self.estate = self.lab.estate("hsm2m")
        self.make_baseline()
        self.estate.up("destination", "--source-backup-id", self.estate.newest_backup())
        self.source, self.destination = (self.estate.clusters[name] for name in ("source", "destination"))

    def must(self, cluster, name, *lines):
        """What somebody does in one cluster."""
        role = "admin" if name == "admin" else "crypto-user"
        answers = self.estate.session(login(name, role), *lines, words=["--cluster-id", cluster]).answers
        self.assertEqual([0] * (1 + len(lines)), [answer["error_code"] for answer in answers], (lines, answers))

    @staticmethod
    def make(name, role="crypto-user"):
        return f"user create --username {name} --role {role} --password {PASSWORD}"

    @staticmethod
    def drop(name):
        return f"user delete --username {name} --role crypto-user"

    @staticmethod
    def change(name):
        return f"user change-password --username {name} --role crypto-user --password {OTHER_PASSWORD}"

    def make_baseline(self):
        """What both have."""
        cluster = self.estate.clusters["source"]
        self.must(cluster, "admin", *map(self.make, ("carol", "gus", "hal", "jon", "kim", "leo")),
                  self.make("officer1", "admin"), self.make("officer2", "admin"))
        self.must(cluster, "alice", f"{GENERATE} dash", f"{GENERATE} fixed", f"{GENERATE} lent")
        make_user_keys(self.estate, "officer1", "officer2", "alice")
        with Registering(self.estate, cluster) as users:
            users.quorum("officer1", "admin")
            users.quorum("officer2", "admin")

    @contextlib.contextmanager
    def lost(self, cluster):
        """One HSM of a cluster does not answer."""
        clusters = self.estate.lab_command("cloudhsmv2", "describe-clusters").answer["Clusters"]
        hsm = next(entry for entry in clusters if entry["ClusterId"] == cluster)["Hsms"][0]["HsmId"]
        self.sql("INSERT INTO fault (hsm_id, kind) VALUES (?, 'unreachable')", hsm)
        yield
        self.sql("DELETE FROM fault")

    def sql(self, text, *values):
        with sqlite3.connect(self.estate.database()) as database:
            database.execute(text, values)
        database.close()

    def register_as(self, cluster, name, role, key):
        self.estate.shell(f"for half in key pub; do cp {key}.$half {name}.$half; done")
        with Registering(self.estate, cluster) as users:
            users.quorum(name, role)

    def change_source(self):
        self.must(self.source, "admin", self.make("erin"), self.make("officer3", "admin"), self.drop("gus"),
                  self.make("gus", "admin"))
        self.must(self.source, "erin", f"{GENERATE} erins --share-crypto-users carol")
        self.must(self.source, "alice",
                  "key set-attribute --filter attr.label=dash --name label --value=-dashed",
                  "key set-attribute --filter attr.label=fixed --name modifiable --value false")
        self.register_as(self.source, "officer3", "admin", "alice")
        with self.lost(self.source):
            self.must(self.source, "admin", self.make("ida"), self.drop("jon"))
        self.must(self.source, "admin",
                  *(f"quorum token-sign set-quorum-value --service {service} --value {value}"
                    for service, value in (("cluster", 2), ("quorum", 3))))

    def change_destination(self):
        self.must(self.destination, "admin", self.change("carol"), self.make("fay"))
        self.must(self.destination, "fay", f"{GENERATE} fays")
        self.must(self.destination, "gus", f"{GENERATE} guss")
        self.must(self.destination, "alice",
                  "key share --filter attr.label=lent --username fay --role crypto-user",
                  "key share --filter attr.label=lent --username gus --role crypto-user",
                  "key set-attribute --filter attr.label=fixed --name label --value other",
                  "key set-attribute --filter attr.label=other --name modifiable --value false")
        self.register_as(self.destination, "leo", "crypto-user", "alice")
        with self.lost(self.destination):
            self.must(self.destination, "admin", self.drop("hal"))
        for _ in range(11):  # more than five at one of two HSMs
            self.estate.session(login("kim").replace(PASSWORD, OTHER_PASSWORD),
                                words=["--cluster-id", self.destination])
        self.must(self.destination, "admin", "quorum token-sign set-quorum-value --service user --value 2")

    def compare(self):
        return self.estate.lab_command("compare", "--source-cluster-id", self.source, "--destination-cluster-id",
                                       self.destination).data

    @staticmethod
    def actor(difference):
        """Who runs a command: of keys, the owner."""
        if not difference["command"].startswith("key "):
            return "admin"
        return {"erins": "erin", "fays": "fay", "guss": "gus", "bobs": "bob"}.get(difference["label"], "alice")

    def run_commands(self, actor, commands):
        """Logged in wherever they can; passwords are asked for where a command makes or changes one."""
        role = "admin" if actor == "admin" else "crypto-user"
        lines = [line + (f" --password {PASSWORD}" if " create " in line or "change-password" in line else "")
                 for line in commands]
        logins = [f"{login(actor, role)} --cluster-id {cluster}" for cluster in (self.source, self.destination)]
        result = self.estate.session(*logins, *lines, words=["--cluster-id", self.source])
        answers = result.answers[len(logins):]
        self.assertEqual(len(lines), len(answers), str(result))
        for line, answer in zip(lines, answers):
            self.assertEqual(answer["error_code"], 0, f"{line}: {answer['data']}")

    def mend(self):
        """What is left when no command is, in few rounds."""
        for _ in range(ROUNDS):
            differences = self.compare()["differences"]
            todo = {each["command"]: self.actor(each) for each in differences if "command" in each}
            for actor, commands in itertools.groupby(todo, todo.get):
                self.run_commands(actor, commands)
        left = self.compare()
        self.assertFalse([each for each in left["differences"] if "command" in each], left)
        return left

    def test_a_mixed_lot_is_mended(self):
        self.change_source()
        self.change_destination()
        kinds = {each["kind"] for each in self.compare()["differences"]}
        self.assertGreaterEqual(kinds, {"quorum-value", "user-coverage", "user", "role", "locked", "password", "quorum",
                                        "key", "attribute", "sharee"})
        left = self.mend()
        self.assertTrue(left["equal"], left)

    def test_what_no_command_mends_is_left(self):
        """A user with keys: the registration goes, and the password record stays another."""
        self.register_as(self.destination, "alice", "crypto-user", "officer1")
        self.must(self.destination, "admin", self.change("alice"))
        self.register_as(self.source, "bob", "crypto-user", "officer2")
        self.must(self.source, "bob", f"{GENERATE} bobs")
        self.must(self.source, "alice", "key share --filter attr.label=lent --username bob --role crypto-user")
        left = self.mend()["differences"]
        self.assertEqual([("password", "alice")], [(each["kind"], each["name"]) for each in left])


if __name__ == "__main__":
    lab.main()
