#!/usr/bin/env python3
"""What localhsm apply takes, and what the JSON Schema beside it says of that, are the same: an independent validator
judges the same documents. What a schema cannot say is refused by the command alone, by its place."""

import copy
import json
import os
import sys

from jsonschema import Draft202012Validator

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab
from lab import LabTest
from recipes import DECLARED

SCHEMA = os.path.join(os.path.dirname(DECLARED), "estate.schema.json")
GONE = object()

# A member of the example by its place, what it becomes, and the place that the refusal names.
BOTH_REFUSE = (
    ("clusters", GONE, "clusters"),
    ("clusters", {}, "clusters"),
    ("cluster", [], "cluster"),
    ("clusters.0", "blue", "clusters[0]"),
    ("clusters.0.colour", "blue", "clusters[0].colour"),
    ("clusters.0.name", GONE, "clusters[0].name"),
    ("clusters.0.name", "", "clusters[0].name"),
    ("clusters.0.name", "a b", "clusters[0].name"),
    ("clusters.0.name", "x" * 65, "clusters[0].name"),
    ("clusters.0.name", 1, "clusters[0].name"),
    ("clusters.0.hsm-type", "hsm3", "clusters[0].hsm-type"),
    ("clusters.0.hsm-type", None, "clusters[0].hsm-type"),
    ("clusters.0.mode", "fips", "clusters[0].mode"),
    ("clusters.0.mode", "NON_FIPS", "clusters[0].mode"),
    ("clusters.0.hsms", 0, "clusters[0].hsms"),
    ("clusters.0.hsms", 29, "clusters[0].hsms"),
    ("clusters.0.hsms", 1.5, "clusters[0].hsms"),
    ("clusters.0.hsms", -1, "clusters[0].hsms"),
    ("clusters.0.hsms", 1e300, "clusters[0].hsms"),
    ("clusters.0.hsms", "2", "clusters[0].hsms"),
    ("clusters.0.admin-password", GONE, "clusters[0].admin-password"),
    ("clusters.0.admin-password", "short", "clusters[0].admin-password"),
    ("clusters.0.admin-password", "a:colon:in:it", "clusters[0].admin-password"),
    ("clusters.0.admin-password", "é" * 33, "clusters[0].admin-password"),
    ("clusters.0.admin-password-env", "PATH", "clusters[0]"),
    ("clusters.0.source", 7, "clusters[0].source"),
    ("clusters.0.quorum-values", 2, "clusters[0].quorum-values"),
    ("clusters.0.quorum-values.user", 9, "clusters[0].quorum-values.user"),
    ("clusters.0.quorum-values.users", 1, "clusters[0].quorum-values.users"),
    ("clusters.0.quorum-values.cluster", 1, "clusters[0].quorum-values.cluster"),
    ("clusters.0.users", "alice", "clusters[0].users"),
    ("clusters.0.users.1", None, "clusters[0].users[1]"),
    ("clusters.0.users.1.username", GONE, "clusters[0].users[1].username"),
    ("clusters.0.users.1.username", "a-b", "clusters[0].users[1].username"),
    ("clusters.0.users.1.username", "", "clusters[0].users[1].username"),
    ("clusters.0.users.1.username", "x" * 32, "clusters[0].users[1].username"),
    ("clusters.0.users.1.username", "Admin", "clusters[0].users[1].username"),
    ("clusters.0.users.1.username", "app_user", "clusters[0].users[1].username"),
    ("clusters.0.users.1.role", GONE, "clusters[0].users[1].role"),
    ("clusters.0.users.1.role", "crypto_user", "clusters[0].users[1].role"),
    ("clusters.0.users.1.password", GONE, "clusters[0].users[1].password"),
    ("clusters.0.users.1.password", True, "clusters[0].users[1].password"),
    ("clusters.0.users.1.locked", False, "clusters[0].users[1].locked"),
    ("clusters.0.keys", True, "clusters[0].keys"),
    ("clusters.0.keys.0", [], "clusters[0].keys[0]"),
    ("clusters.0.keys.0.key-type", GONE, "clusters[0].keys[0].key-type"),
    ("clusters.0.keys.0.key-type", "des3", "clusters[0].keys[0].key-type"),
    ("clusters.0.keys.0.key-type", "AES", "clusters[0].keys[0].key-type"),
    ("clusters.0.keys.0.key-type", 1, "clusters[0].keys[0].key-type"),
    ("clusters.0.keys.0.key-type", "rsa", "clusters[0].keys[0]"),
    ("clusters.0.keys.0.label", GONE, "clusters[0].keys[0].label"),
    ("clusters.0.keys.0.label", "", "clusters[0].keys[0].label"),
    ("clusters.0.keys.0.label", "é" * 128, "clusters[0].keys[0].label"),
    ("clusters.0.keys.0.owner", GONE, "clusters[0].keys[0].owner"),
    ("clusters.0.keys.0.owner", "a-b", "clusters[0].keys[0].owner"),
    ("clusters.0.keys.0.key-length-bytes", GONE, "clusters[0].keys[0].key-length-bytes"),
    ("clusters.0.keys.0.key-length-bytes", 17, "clusters[0].keys[0].key-length-bytes"),
    ("clusters.1.keys.1.key-length-bytes", 0, "clusters[1].keys[1].key-length-bytes"),
    ("clusters.1.keys.1.key-length-bytes", 801, "clusters[1].keys[1].key-length-bytes"),
    ("clusters.0.keys.0.attributes.wrapp", True, "clusters[0].keys[0].attributes.wrapp"),
    ("clusters.0.keys.0.attributes.trusted", True, "clusters[0].keys[0].attributes.trusted"),
    ("clusters.0.keys.0.attributes.wrap", "true", "clusters[0].keys[0].attributes.wrap"),
    ("clusters.0.keys.0.attributes.sensitive", False, "clusters[0].keys[0].attributes.sensitive"),
    ("clusters.0.keys.0.attributes.id", "01", "clusters[0].keys[0].attributes.id"),
    ("clusters.0.keys.0.attributes.id", "0x1", "clusters[0].keys[0].attributes.id"),
    ("clusters.0.keys.0.attributes.id", "0x" + 65 * "00", "clusters[0].keys[0].attributes.id"),
    ("clusters.0.keys.0.shared-with", "bob", "clusters[0].keys[0].shared-with"),
    ("clusters.0.keys.0.shared-with.0", 1, "clusters[0].keys[0].shared-with[0]"),
    ("clusters.0.keys.0.shared-with", ["bob", "bob"], "clusters[0].keys[0].shared-with[1]"),
    ("clusters.0.keys.0.key-quorum-values.use-key-quorum-value", GONE,
     "clusters[0].keys[0].key-quorum-values.use-key-quorum-value"),
    ("clusters.0.keys.0.key-quorum-values.use-key-quorum-value", 1,
     "clusters[0].keys[0].key-quorum-values.use-key-quorum-value"),
    ("clusters.0.keys.1.modulus-size-bits", 2049, "clusters[0].keys[1].modulus-size-bits"),
    ("clusters.0.keys.1.modulus-size-bits", 1792, "clusters[0].keys[1].modulus-size-bits"),
    ("clusters.0.keys.1.public-exponent", 65538, "clusters[0].keys[1].public-exponent"),
    ("clusters.0.keys.1.public-exponent", 3, "clusters[0].keys[1].public-exponent"),
    ("clusters.0.keys.1.public-exponent", 2 ** 53 + 1, "clusters[0].keys[1].public-exponent"),
    ("clusters.0.keys.1.label", "x", "clusters[0].keys[1].label"),
    ("clusters.0.keys.1.public-label", GONE, "clusters[0].keys[1].public-label"),
    ("clusters.0.keys.1.private-attributes.wrap", True, "clusters[0].keys[1].private-attributes.wrap"),
    ("clusters.0.keys.1.public-attributes.unwrap", True, "clusters[0].keys[1].public-attributes.unwrap"),
    ("clusters.0.keys.1.public-attributes.sensitive", True,
     "clusters[0].keys[1].public-attributes.sensitive"),
    ("clusters.0.keys.2.curve", "prime256v1", "clusters[0].keys[2].curve"),
    ("clusters.0.keys.2.curve", GONE, "clusters[0].keys[2].curve"),
)

COMMAND_REFUSES = (
    ("clusters.1.name", "blue", "clusters[1].name"),
    ("clusters.1.source", "red", "clusters[1].source"),
    ("clusters.1.source", "green", "clusters[1].source"),
    ("clusters.1.mode", "NON_FIPS", "clusters[1].mode"),
    ("clusters.0.hsms", 1, "clusters[0].hsms"),
    ("clusters.0.quorum-values.user", 2, "clusters[0].quorum-values.user"),
    ("clusters.0.users.1.username", "OFFICER", "clusters[0].users[1].username"),
    ("clusters.0.keys.0.owner", "dave", "clusters[0].keys[0].owner"),
    ("clusters.0.keys.0.owner", "officer", "clusters[0].keys[0].owner"),
    ("clusters.0.keys.0.owner", "bob", "clusters[0].keys[0].shared-with[0]"),
    ("clusters.0.keys.0.shared-with", ["bob", "BOB"], "clusters[0].keys[0].shared-with[1]"),
    ("clusters.0.keys.0.key-quorum-values.use-key-quorum-value", 3,
     "clusters[0].keys[0].key-quorum-values.use-key-quorum-value"),
    ("clusters.1.keys.1", {"key-type": "aes", "label": "data", "owner": "ALICE", "key-length-bytes": 16},
     "clusters[1].keys[1].label"),
    ("clusters.1.admin-password", "OtherPassw0rd", "clusters[1].admin-password"),
    ("clusters.0.keys.0.key-length-bytes", 16, "clusters[1].keys[0].key-length-bytes"),
    ("clusters.1.keys.0.key-length-bytes", 24, "clusters[1].keys[0].key-length-bytes"),
    ("clusters.1.keys.0.key-type", "generic-secret", "clusters[1].keys[0].key-type"),
    ("clusters.0.keys.0.key-quorum-values", GONE, "clusters[1].keys[0].key-quorum-values"),
    ("clusters.1.keys.0.attributes.wrap", True, "clusters[1].keys[0].attributes.wrap"),
    ("clusters.1.keys.0.attributes.id", "0x02", "clusters[1].keys[0].attributes.id"),
    ("clusters.1.keys.0.shared-with", ["bob", "carol"], "clusters[1].keys[0].shared-with"),
    ("clusters.0.admin-password", {"admin-password-env": "NONE_OF_THIS_NAME"}, "clusters[0]"),
)


def edited(document, place, value):
    """A copy in which the member at a place is another, or (GONE) not there; {name: value} in its stead."""
    document = copy.deepcopy(document)
    *way, last = place.split(".")
    parent = document
    for step in way:
        parent = parent[int(step) if isinstance(parent, list) else step]
    last = int(last) if isinstance(parent, list) else last
    if value is GONE:
        del parent[last]
    elif last == "admin-password" and isinstance(value, dict):
        del parent[last]
        parent.update(value)
    else:
        parent[last] = value
    return document


class DeclaredTest(LabTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with open(SCHEMA, encoding="utf-8") as file:
            schema = json.load(file)
        Draft202012Validator.check_schema(schema)
        cls.validator = Draft202012Validator(schema)
        with open(DECLARED, encoding="utf-8") as file:
            cls.example = json.load(file)

    def refused(self, estate, document):
        """What the command says of a document that it must refuse before there is an estate."""
        text = document if isinstance(document, (str, bytes)) else json.dumps(document)
        estate.write("wrong.json", text)
        result = estate.run("localhsm", "apply", "wrong.json")
        self.assertEqual((result.status, result.stderr), (1, ""), str(result))
        self.assertTrue(result.data.startswith("wrong.json: "), str(result))
        return result.data.removeprefix("wrong.json: ")

    def test_what_the_schema_refuses_the_command_refuses(self):
        estate = self.lab.estate("none")
        for place, value, named in BOTH_REFUSE:
            with self.subTest(place=place, value=value):
                document = edited(self.example, place, value)
                self.assertFalse(self.validator.is_valid(document))
                said = self.refused(estate, document)
                self.assertTrue(said.startswith(named), said)
                if place.endswith("password") and isinstance(value, str):
                    self.assertNotIn(value, said)
        self.assertFalse(os.path.exists(os.path.join(estate.home, "estate.db")))

    def test_what_no_schema_can_say(self):
        estate = self.lab.estate("none")
        for place, value, named in COMMAND_REFUSES:
            with self.subTest(place=place, value=value):
                document = edited(self.example, place, value)
                self.assertTrue(self.validator.is_valid(document))
                said = self.refused(estate, document)
                self.assertTrue(said.startswith(f"{named}: ") or said.startswith(f"{named}."), said)

    def test_what_no_copy_can_be(self):
        estate = self.lab.estate("none")
        pair, ec = self.example["clusters"][0]["keys"][1:]
        place = "clusters[1].keys[2]"
        for key, changes, source_changes, said in (
                (pair, {"public-label": "other"}, {}, f"{place}.public-label: that of the pair of blue is wrapping"),
                (pair, {"modulus-size-bits": 3072}, {}, f"{place}.modulus-size-bits: that of the key of blue is 2048"),
                (pair, {"public-exponent": 65539}, {}, f"{place}.public-exponent: that of the key of blue is 65537"),
                (pair, {"private-attributes": {"extractable": True}}, {"private-attributes": {"extractable": False}},
                 f"{place}.private-attributes.extractable: it is otherwise in the key of blue, and cannot be set to "
                 "true"),
                (pair, {"public-attributes": {"encrypt": True}}, {"public-attributes": {"modifiable": False}},
                 f"{place}.public-attributes.encrypt: it is otherwise in the key of blue, and cannot be set to true"),
                (pair, {"private-attributes": {"private": False}}, {},
                 f"{place}.private-attributes.private: it is otherwise in the key of blue, and cannot be set to false"),
                (pair, {}, {"shared-with": ["bob"]},
                 f"{place}: the key of blue is shared with bob, who is no crypto user here"),
                (ec, {"curve": "secp384r1"}, {}, f"{place}.curve: the key of blue is on secp256r1")):
            with self.subTest(said=said):
                document = copy.deepcopy(self.example)
                source, clone = document["clusters"]
                source["keys"][source["keys"].index(key)].update(source_changes)
                clone["keys"].append({**key, **changes})
                if "bob" in said:
                    del source["keys"][0], clone["keys"][0], clone["users"][1]
                self.assertTrue(self.validator.is_valid(document))
                self.assertEqual(self.refused(estate, document), said if "bob" not in said
                                 else said.replace("keys[2]", "keys[1]"))

    def test_copies_are_as_the_clone_declares_them(self):
        estate = self.lab.estate("declared")
        document = copy.deepcopy(self.example)
        source, clone = document["clusters"]
        clone["keys"].append({**source["keys"][1], "public-attributes": {"wrap": True, "verify": True},
                              "private-attributes": {"unwrap": False, "extractable": False}, "shared-with": ["carol"]})
        clone["users"][0]["password"] = "N3wPassw0rd"
        estate.write("clone.json", json.dumps(document))
        for expected in ((14, 0, 1), (0, 0, 15)):
            data = estate.lab_command("apply", "clone.json").data
            self.assertEqual((data["created"], data["changed"], data["unchanged"]), expected)

    def test_no_json(self):
        estate = self.lab.estate("none")
        for text, part in (("", "unexpected end"), ("[]", "it must be an object"), ("{", "unexpected end"),
                           ("{} {}", "line 1"), ('{"clusters": [], "clusters": []}', "is there twice"),
                           ("[" * 100 + "]" * 100, "line 1"), (b'{"clusters": []}\0', "NUL"),
                           (b'{"\xff": 1}', "line 1"), (" " * (1024 * 1024 + 1), "too large")):
            with self.subTest(text=text[:20]):
                self.assertIn(part, self.refused(estate, text))

    def test_too_many(self):
        estate = self.lab.estate("none")
        for name, most in (("users", 1024), ("keys", 4096)):
            document = edited(self.example, f"clusters.0.{name}", [{}] * (most + 1))
            self.assertFalse(self.validator.is_valid(document))
            self.assertEqual(self.refused(estate, document), f"clusters[0].{name}: there are more than {most}")
        document = {"clusters": [{}] * 17}
        self.assertFalse(self.validator.is_valid(document))
        self.assertEqual(self.refused(estate, document), "clusters: there are more than 16")

    def test_example_is_valid_and_made_once(self):
        self.assertEqual(list(self.validator.iter_errors(self.example)), [])
        estate = self.lab.estate("declared")
        first = estate.lab_command("apply", "estate.json").data
        self.assertEqual((first["created"], first["changed"]), (13, 0))
        before = estate.lab_command("cloudhsmv2", "describe-clusters").stdout
        second = estate.lab_command("apply", "estate.json").data
        self.assertEqual((second["created"], second["changed"], second["unchanged"]), (0, 0, 14))
        self.assertEqual(estate.lab_command("cloudhsmv2", "describe-clusters").stdout, before)

    def test_what_stands_at_the_bounds_is_taken(self):
        estate = self.lab.estate("declared")
        document = {"clusters": [{
            "name": "x" * 64, "hsms": 2.0, "admin-password": "é" * 32,
            "users": [{"username": "A" * 31, "role": "crypto-user", "password": "pass wrd"}],
            "keys": [
                {"key-type": "generic-secret", "label": "é" * 127, "owner": "a" * 31,
                 "key-length-bytes": 800, "attributes": {"id": "0x" + 64 * "ab", "private": True}},
                {"key-type": "aes", "label": "it's \"data\"\n", "owner": "A" * 31, "key-length-bytes": 16,
                 "attributes": {"modifiable": False, "extractable": False}, "shared-with": []}]}]}
        self.assertEqual(list(self.validator.iter_errors(document)), [])
        estate.write("bounds.json", json.dumps(document))
        for expected in ((4, 0), (0, 4)):
            data = estate.lab_command("apply", "bounds.json").data
            self.assertEqual((data["created"], data["unchanged"]), expected)

    def test_what_is_not_in_the_file_is_left_alone(self):
        estate = self.lab.estate("declared")
        clusters = estate.lab_command("apply", "estate.json").data["clusters"]
        ids = [cluster["cluster-id"] for cluster in clusters]
        estate.write("less.json", json.dumps({"clusters": [
            {"name": "blue", "hsm-type": "hsm1.medium", "admin-password": lab.PASSWORD}]}))
        data = estate.lab_command("apply", "less.json").data
        self.assertEqual((data["created"], data["changed"], data["unchanged"]), (0, 0, 1))
        users = estate.ask("user", "list", "--cluster-id", ids[0])["users"]
        self.assertEqual(len(users), 5)
        keys = estate.ask("key", "list", "--cluster-id", ids[0], as_user=lab.ALICE)
        self.assertEqual(keys["total_key_count"], 5)

    def test_clones_share_what_both_declare(self):
        estate = self.lab.estate("declared")
        clusters = estate.lab_command("apply", "estate.json").data["clusters"]
        data = estate.lab_command("compare", "--source-cluster-id", clusters[0]["cluster-id"],
                                  "--destination-cluster-id", clusters[1]["cluster-id"]).data
        self.assertTrue(data["clones"])
        told = {(difference["kind"], difference.get("label", difference["name"]))
                for difference in data["differences"]}
        self.assertEqual(told, {("user", "officer"), ("user", "carol"), ("key", "seed"),
                                ("key", "sign-pub"), ("key", "sign-priv"), ("key", "wrapping"),
                                ("key", "unwrapping")})


if __name__ == "__main__":
    lab.main()
