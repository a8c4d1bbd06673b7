#!/usr/bin/env python3
"""Approvals that are none: forged, borrowed, repeated, edited and broken ones. Each is refused with nothing
changed and nothing used up, and what was good before is good afterwards.
"""

import base64
import hashlib
import json
import os
import re
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab
import signing
from lab import ADMIN, ALICE, PASSWORD
from signing import (ADMIN_ROLE, BAD_PROOF, BAD_SIGNATURE, NEEDS_QUORUM, NO_SIGNATURES, QUORUM_FAILED,
                     USER_ROLE, WRONG, Member, SharedLab, approve, entry, members, ring_of, too_few)

CREATE = ("user", "create", "--username", "eve", "--role", "crypto-user", "--password", PASSWORD)
SIGN = ("crypto", "sign", "rsa-pkcs", "--hash-function", "sha256", "--data-path", "message",
        "--key-filter", "attr.label=private")
SHARE = ("key", "share", "--filter", "attr.label=private", "--username", "dora", "--role", "crypto-user")
PRIVATE = "attr.label=private"
RECORD = 80


def invalid_file(path, reason):
    return f"Invalid token file {path}: {reason}"


def make_pair(member, label):
    """An RSA pair of alice's, shared with bob, both of whom must approve all that is done with it."""
    member.data("key", "generate-asymmetric-pair", "rsa", "--modulus-size-bits", "2048",
                "--public-exponent", "65537", "--public-label", f"{label}-public", "--private-label",
                label, "--private-attributes", "sign=true", "--share-crypto-users", "bob",
                "--manage-private-key-quorum-value", "2", "--use-private-key-quorum-value", "2")


def make_estate(estate):
    """Three registered admins whose approval takes two, one who is not registered, and one whose registration
    went when the password of a second factor was changed; alice and bob with keys, and carol and dora."""
    signing.small_cluster(estate, 2)
    members(estate, "admin", "second", "third")
    members(estate, "alice", "bob", "carol", role=USER_ROLE)
    estate.make_users("dora")
    for name in "fourth", "fifth":
        estate.ask("user", "create", "--username", name, "--role", "admin", "--password", PASSWORD,
                   as_user=ADMIN)
    with Member(estate, "fifth") as fifth:
        fifth.enter().change_mfa(fifth.pair)
    estate.ask("user", "change-password", "--username", "fifth", "--role", "admin", "--password",
               PASSWORD, as_user=ADMIN)
    with Member(estate, "admin") as admin:
        admin.enter()
        for service in "user", "quorum":
            admin.data("quorum", "token-sign", "set-quorum-value", "--service", service, "--value", "2")
    with Member(estate, "alice", USER_ROLE) as alice:
        alice.enter()
        make_pair(alice, "private")
        make_pair(alice, "other")
    estate.write("message", b"a message")


APPROVALS = signing.recipe("approvals", make_estate)


class Approvals(SharedLab):
    """Cases in which something is refused, in an estate that stays as it is."""

    def setUp(self):
        self.estate = self.lab.estate(APPROVALS)
        self.ring = ring_of(self.lab)

    def member(self, name, role=ADMIN_ROLE):
        """A session of a user who is logged in."""
        member = Member(self.estate, name, role)
        self.addCleanup(member.__exit__)
        return member.enter()

    def state(self):
        """All that somebody could have changed."""
        ask = self.estate.ask
        return {
            "users": ask("user", "list"),
            "values": ask("quorum", "token-sign", "list-quorum-values"),
            "anchors": ask("cluster", "mtls", "list-trust-anchors"),
            "keys": ask("key", "list", "--verbose", as_user=ALICE),
        }

    def tokens(self, member):
        """The tokens that there are, but for their age."""
        listed = member.data("quorum", "token-sign", "list")["tokens"]
        return [{name: value for name, value in token.items() if "seconds" not in name}
                for token in listed]

    def refuse(self, member, words, text, before=None):
        """A session's command is refused with this text, and changes nothing: no token, and nothing of the
        state before, if that is given."""
        tokens = self.tokens(member)
        answer = member.answer(*words)
        self.assertEqual(answer["error_code"], 1, words)
        self.assertText(answer["data"], text)
        self.assertEqual(self.tokens(member), tokens)
        if before is not None:
            self.assertEqual(self.state(), before)

    def entry(self, path, name, role=ADMIN_ROLE, key=None):
        return entry(path, name, role, self.ring.of(key or name))

    def resigned(self, path, change, *names):
        """The file with its records changed, its digest made anew, and both signed by those who may."""
        token = signing.read_json(path)
        records = change(base64.b64decode(token["approval_data"]))
        token["approval_data"] = base64.b64encode(records).decode()
        token["token"] = base64.b64encode(hashlib.sha256(records).digest()).decode()
        signing.write_json(path + ".resigned", token)
        return [self.entry(path + ".resigned", name) for name in names], token


class SignatureTest(Approvals):
    def test_signatures_that_are_nobodys(self):
        """Each next to a good one: were it believed, there would be two."""
        admin, before = self.member("admin"), self.state()
        path = admin.token("user", "user.token")
        second, third = (self.entry(path, name) for name in ("second", "third"))
        elsewhere = self.ring.of("third").sign(base64.b64encode(bytes(32)).decode())
        cases = {
            "not registered": self.entry(path, "fourth"),
            "registration gone": self.entry(path, "fifth"),
            "the same user": second,
            "the same user in capitals": {**second, "username": "SECOND"},
            "over another token": {**third, "signature": elsewhere},
            "with another's key": self.entry(path, "third", key="second"),
            "in another's name": {**second, "username": "third"},
            "a crypto user": self.entry(path, "alice", USER_ROLE),
            "a crypto user who says admin": self.entry(path, "alice"),
            "an admin who says crypto user": self.entry(path, "third", USER_ROLE),
            "no such user": self.entry(path, "nobody"),
            "the appliance user": self.entry(path, "app_user", key="third"),
            "no name": {**third, "username": ""},
            "a name that cannot be": {**third, "username": "third\n"},
            "a long name": {**third, "username": "t" * 5000},
            "a role that is none": {**third, "role": "auditor"},
            "a role that is no text": {**third, "role": 1},
            "an empty signature": {**third, "signature": ""},
            "a signature in another text": {**third, "signature": "!" + third["signature"]},
            "a signature cut": {**third, "signature": third["signature"][:-4]},
            "a signature that is too long": {**third, "signature": third["signature"] * 20},
            "a signature that is no text": {**third, "signature": 7},
        }
        for name, bad in cases.items():
            for number, entries in enumerate(([second, bad], [bad, second], [second, third, bad])):
                with self.subTest(case=name, place=number):
                    spoilt = self.estate.path("spoilt.token")
                    approve(path, *entries, to=spoilt)
                    self.refuse(admin, (*CREATE, "--approval", spoilt), BAD_SIGNATURE)
        for entries in [second], [third]:
            approve(path, *entries, to=self.estate.path("one.token"))
            self.refuse(admin, (*CREATE, "--approval", "one.token"), too_few(1, 2), before)
        # The good one is good still, in whichever case the names are.
        approve(path, {**second, "username": "Second"}, third)
        admin.data(*CREATE, "--approval", path)
        self.assertEqual(self.tokens(admin), [])

    def test_no_role_is_that_of_older_files(self):
        admin = self.member("admin")
        path = admin.token("user", "user.token")
        token = signing.read_json(path)
        del token["service"]
        signing.write_json(path, token)
        for name in "second", "third":
            signature = self.entry(path, name)
            del signature["role"]
            approve(path, signature)
        admin.data(*CREATE, "--approval", path)

    def test_signatures_on_a_key(self):
        alice, before = self.member("alice", USER_ROLE), self.state()
        for service, words in ("key-usage", SIGN), ("key-management", SHARE):
            path = alice.token(service, f"{service}.token", PRIVATE)
            own, bob = alice.entry(path), self.entry(path, "bob", USER_ROLE)
            cases = {
                "a stranger": self.entry(path, "carol", USER_ROLE),
                "one who is not registered": self.entry(path, "dora", USER_ROLE),
                "an admin": self.entry(path, "admin"),
                "twice the owner": own,
                "with another's key": self.entry(path, "bob", USER_ROLE, key="alice"),
            }
            for name, bad in cases.items():
                with self.subTest(service=service, case=name):
                    approve(path, own, bad, to=self.estate.path("spoilt.token"))
                    self.refuse(alice, (*words, "--approval", "spoilt.token"), BAD_SIGNATURE, before)
            approve(path, own, bob)
            alice.data(*words, "--approval", path)
            before = self.state()
            self.refuse(alice, (*words, "--approval", path), BAD_SIGNATURE, before)

    def test_an_approver_who_is_one_no_more(self):
        """What counts is who may approve when the operation is carried out."""
        admin = self.member("admin")
        path = admin.token("user", "user.token")
        approve(path, self.entry(path, "second"), self.entry(path, "third"))
        with self.member("third") as third:
            third.register(self.ring.of("third-new"))
        before = self.state()
        self.refuse(admin, (*CREATE, "--approval", path), BAD_SIGNATURE, before)
        with self.member("third") as third:
            third.data("user", "change-password", "--username", "third", "--role", "admin",
                       "--password", PASSWORD, "--deregister-quorum")
        before = self.state()
        self.refuse(admin, (*CREATE, "--approval", path), BAD_SIGNATURE, before)
        with self.member("third") as third:
            third.register()
        admin.data(*CREATE, "--approval", path)


class TokenTest(Approvals):
    """Tokens that are good, and not for this."""

    def good(self, member, service, path, *selector, names=("second", "third"), role=ADMIN_ROLE):
        path = member.token(service, path, *selector)
        approve(path, *(self.entry(path, name, role) for name in names))
        return path

    def test_of_another_login(self):
        first, again, other = self.member("admin"), self.member("admin"), self.member("third")
        before = self.state()
        path = self.good(first, "user", "user.token")
        for member in again, other:
            self.refuse(member, (*CREATE, "--approval", path), BAD_SIGNATURE, before)
        self.assertEqual(again.answer("quorum", "token-sign", "generate", "--service", "user",
                                      "--token", "second.token")["data"],
                         "User already has an active quorum token for this service")
        self.assertFalse(os.path.exists(self.estate.path("second.token")))
        first.data(*CREATE, "--approval", path)
        before = self.state()
        for member in first, again, other:
            self.refuse(member, (*CREATE, "--approval", path), BAD_SIGNATURE, before)

    def test_after_its_login(self):
        admin, before = self.member("admin"), self.state()
        path = self.good(admin, "user", "user.token")
        admin.data("logout")
        admin.enter()
        self.refuse(admin, (*CREATE, "--approval", path), BAD_SIGNATURE, before)
        # A process that was killed takes its token with it, and leaves the place to the next one.
        path = self.good(admin, "user", "user.token")
        admin.process.kill()
        admin.process.wait()
        again = self.member("admin")
        self.refuse(again, (*CREATE, "--approval", path), BAD_SIGNATURE, before)
        path = self.good(again, "user", "user.token")
        again.data(*CREATE, "--approval", path)

    def test_of_another_service(self):
        admin, before = self.member("admin"), self.state()
        lower = ("quorum", "token-sign", "set-quorum-value", "--service", "user", "--value", "1")
        user, quorum, cluster = (self.good(admin, service, f"{service}.token")
                                 for service in ("user", "quorum", "cluster"))
        for words, paths in (CREATE, (quorum, cluster)), (lower, (user, cluster)):
            for path in paths:
                self.refuse(admin, (*words, "--approval", path), NEEDS_QUORUM, before)
        alice = self.member("alice", USER_ROLE)
        for service in "key-usage", "key-management":
            path = self.good(alice, service, f"{service}.token", PRIVATE, names=("alice", "bob"),
                             role=USER_ROLE)
            self.refuse(admin, (*CREATE, "--approval", path), BAD_SIGNATURE, before)
        for words in SIGN, SHARE:
            self.refuse(alice, (*words, "--approval", user), BAD_SIGNATURE, before)
        admin.data(*CREATE, "--approval", user)
        admin.data(*lower, "--approval", quorum)

    def test_of_another_key_or_use(self):
        alice, before = self.member("alice", USER_ROLE), self.state()
        bob = self.member("bob", USER_ROLE)

        def get(member, service, label):
            return self.good(member, service, f"{member.name}-{service}-{label}.token",
                             f"attr.label={label}", names=("alice", "bob"), role=USER_ROLE)

        use, manage = (get(alice, service, "private") for service in ("key-usage", "key-management"))
        use_other, manage_other = (get(alice, service, "other")
                                   for service in ("key-usage", "key-management"))
        for words, paths in (SIGN, (manage, use_other, manage_other)), (SHARE, (use, use_other, manage_other)):
            for path in paths:
                self.refuse(alice, (*words, "--approval", path), QUORUM_FAILED, before)
        # bob's is for him alone.
        bobs = get(bob, "key-usage", "private")
        self.refuse(alice, (*SIGN, "--approval", bobs), BAD_SIGNATURE, before)
        self.refuse(bob, (*SIGN, "--approval", use), BAD_SIGNATURE, before)
        # Whom the key is not shared with gets no token for it, and an admin none for any key.
        for name, role in ("carol", USER_ROLE), ("admin", ADMIN_ROLE):
            member = self.member(name, role)
            for service in "key-usage", "key-management":
                answer = member.answer("quorum", "token-sign", "generate", "--service", service,
                                       "--token", "theirs.token", "--filter", PRIVATE)
                self.assertEqual(answer["error_code"], 1, answer)
                self.assertFalse(os.path.exists(self.estate.path("theirs.token")))
        bob.data(*SIGN, "--approval", bobs)
        alice.data(*SIGN, "--approval", use)
        alice.data(*SHARE, "--approval", manage)

    def test_two_tokens_in_one_file(self):
        """Who signs once approves once, whatever the requester has put together."""
        alice, before = self.member("alice", USER_ROLE), self.state()
        tokens = [signing.read_json(alice.token("key-usage", f"{number}.token", PRIVATE)) for number in (1, 2)]
        first, second = (base64.b64decode(token["approval_data"]) for token in tokens)
        path = self.estate.path("merged.token")
        for number, records in enumerate((first + second, second + first, first[:RECORD] + second,
                                          first[:RECORD] + second[:RECORD] + first[RECORD:] + second[RECORD:])):
            with self.subTest(merged=number):
                signing.write_json(path, {
                    **tokens[0], "approval_data": base64.b64encode(records).decode(),
                    "token": base64.b64encode(hashlib.sha256(records).digest()).decode()})
                approve(path, alice.entry(path), self.entry(path, "bob", USER_ROLE))
                self.refuse(alice, (*SIGN, "--approval", path), BAD_SIGNATURE, before)

    def test_a_refused_operation_uses_nothing_up(self):
        admin, before = self.member("admin"), self.state()
        path = self.good(admin, "user", "user.token")
        exists = ("user", "create", "--username", "bob", "--role", "crypto-user", "--password", PASSWORD)
        self.refuse(admin, (*exists, "--approval", path), "User already exists", before)
        owns = ("user", "delete", "--username", "alice", "--role", "crypto-user")
        self.refuse(admin, (*owns, "--approval", path), "User owns keys", before)
        admin.data(*CREATE, "--approval", path)
        before = self.state()
        path = self.good(admin, "quorum", "quorum.token")
        value = ("quorum", "token-sign", "set-quorum-value", "--service", "user", "--approval", path)
        for number in "4", "8":
            self.refuse(admin, (*value, "--value", number), "Invalid quorum value provided.", before)
        admin.data(*value, "--value", "3")

    def test_a_file_that_cannot_be_written(self):
        """The token that nobody has a file of is none, and does not stand in the way."""
        admin, before = self.member("admin"), self.state()
        os.mkdir(self.estate.path("folder"))
        generate = ("quorum", "token-sign", "generate", "--service", "user", "--token")
        for path, why in (("folder", "Is a directory"), ("nowhere/token", "No such file or directory"),
                          ("/dev/full", "No space left on device"), ("message/token", "Not a directory")):
            self.refuse(admin, (*generate, path), f"{path}: {why}", before)
            self.assertEqual(self.tokens(admin), [])
        path = self.good(admin, "user", "user.token")
        admin.data(*CREATE, "--approval", path)

    def test_below_its_quorum_a_cluster_stays_shut(self):
        """Two of three approvers take themselves out: nobody can be made an approver's equal any more."""
        for name in "second", "third":
            with self.member(name) as member:
                member.data("user", "change-password", "--username", name, "--role", "admin",
                            "--password", PASSWORD, "--deregister-quorum")
        admin, before = self.member("admin"), self.state()
        user = self.good(admin, "user", "user.token", names=("admin",))
        quorum = self.good(admin, "quorum", "quorum.token", names=("admin",))
        lower = ("quorum", "token-sign", "set-quorum-value", "--service", "user", "--value", "1")
        for words, path in (CREATE, user), (lower, quorum):
            self.refuse(admin, words, NEEDS_QUORUM, before)
            self.refuse(admin, (*words, "--approval", path), too_few(1, 2), before)
        # But for those who are there already: with them it opens again.
        with self.member("second") as second:
            second.register()
        approve(user, self.entry(user, "second"))
        admin.data(*CREATE, "--approval", user)

    def test_more_than_there_are_approvers(self):
        self.estate.restore()
        admin = self.member("admin")
        path = self.good(admin, "quorum", "quorum.token")
        admin.data("quorum", "token-sign", "set-quorum-value", "--service", "quorum", "--value", "1",
                   "--approval", path)
        before = self.state()
        for service in "user", "quorum", "cluster":
            value = ("quorum", "token-sign", "set-quorum-value", "--service", service, "--value")
            for number in "4", "5", "8":
                self.refuse(admin, (*value, number), "Invalid quorum value provided.", before)
            for number in "0", "9", "-1", "256", "4294967298", "two", "":
                answer = admin.watch(admin.typed((*value, number)))
                self.assertNotIn('"error_code": 0', answer[0], number)
                self.assertEqual(self.state(), before)
        admin.data("quorum", "token-sign", "set-quorum-value", "--service", "cluster", "--value", "3")


class LostHsmTest(Approvals):
    """HSMs keep tokens each for itself."""

    def sql(self, text, *values):
        with sqlite3.connect(self.estate.database()) as database:
            database.execute(text, values)
        database.close()

    def lose(self, hsm):
        self.sql("INSERT INTO fault (hsm_id, kind) VALUES (?, 'unreachable')", hsm)

    def mend(self):
        self.sql("DELETE FROM fault")

    def coverage(self, name):
        return {user["username"]: user["cluster-coverage"]
                for user in self.estate.ask("user", "list")["users"]}.get(name)

    def test_a_token_of_one_hsm_is_none_of_another(self):
        """In the file of a cluster that lacked an HSM there is no word of it."""
        for hsm in signing.hsm_ids(self.estate):
            with self.subTest(hsm=hsm):
                self.setUp()
                before = self.state()
                admin = self.member("admin")
                self.lose(hsm)
                path = admin.token("user", "user.token")
                approve(path, self.entry(path, "second"), self.entry(path, "third"))
                self.mend()
                answer = admin.answer(*CREATE, "--approval", path)
                self.assertEqual(answer, {"error_code": 1, "data": BAD_SIGNATURE})
                self.assertEqual(self.state(), before)

    def test_what_one_hsm_has_used_up_is_used_up(self):
        for hsm in signing.hsm_ids(self.estate):
            with self.subTest(hsm=hsm):
                self.setUp()
                admin = self.member("admin")
                path = admin.token("user", "user.token")
                approve(path, self.entry(path, "second"), self.entry(path, "third"))
                self.lose(hsm)
                admin.data(*CREATE, "--approval", path)
                self.mend()
                self.assertEqual(self.coverage("eve"), "inconsistent")
                other = [word.replace("eve", "frank") for word in CREATE]
                answer = admin.answer(*other, "--approval", path)
                self.assertEqual(answer, {"error_code": 1, "data": BAD_SIGNATURE})
                self.assertIsNone(self.coverage("frank"))

    def test_records_of_one_hsm_do_not_stand_for_the_other(self):
        """Two may sign what they like: each HSM wants to find its own record in it."""
        admin, before = self.member("admin"), self.state()
        path = admin.token("user", "user.token")
        for name, change in (("the first", lambda records: records[:RECORD]),
                             ("the second", lambda records: records[RECORD:]),
                             ("twice the first", lambda records: records[:RECORD] * 2),
                             ("none", lambda records: bytes(2 * RECORD)),
                             ("another name", lambda records: records.replace(b"admin\0", b"third\0"))):
            with self.subTest(case=name):
                entries, token = self.resigned(path, change, "second", "third")
                signing.write_json(self.estate.path("spoilt.token"), {**token, "signatures": entries})
                text = BAD_SIGNATURE if name != "none" else invalid_file(
                    "spoilt.token", "its service or key_reference is not that of its approval_data")
                self.refuse(admin, (*CREATE, "--approval", "spoilt.token"), text, before)


class EditedTest(Approvals):
    """Files in which something was changed by hand."""

    DIGEST = "its token is not the SHA-256 of its approval_data"
    SERVICE = "its service or key_reference is not that of its approval_data"
    DATA = "its approval_data is not that of a service token"

    def edits(self, token):
        """(case, the file, why it is refused)"""
        data, digest = token["approval_data"], token["token"]
        flipped = base64.b64decode(data)
        flipped = base64.b64encode(bytes([*flipped[:-1], flipped[-1] ^ 1])).decode()
        version = "it is not a token of version 2.0"
        one = token["signatures"][0]
        for value in "1.0", "2", 2, 2.0, None, ["2.0"], "":
            yield f"version {value}", {**token, "version": value}, version
        for value in "quorum-management", "user", "", 3, None, ["user-management"]:
            yield f"service {value}", {**token, "service": value}, self.SERVICE
        for value in "0x0000000000000001", 1, ["0"], {}:
            yield f"key reference {value}", {**token, "key_reference": value}, self.SERVICE
        for value in "", data[:-8], data + data * 40, "!", 5, None, [data], data.replace("A", "-", 1):
            yield f"approval data {str(value)[:9]}", {**token, "approval_data": value}, self.DATA
        yield "approval data changed", {**token, "approval_data": flipped}, self.DIGEST
        for value in "", digest[:-4], base64.b64encode(bytes(32)).decode(), 5, None, [digest], digest + digest:
            yield f"token {str(value)[:9]}", {**token, "token": value}, self.DIGEST
        for value in [5], ["x"], [[one]], [one, None]:
            yield f"signatures {str(value)[:9]}", {**token, "signatures": value}, "a signature is no object"
        for name in "username", "signature":
            lacking = {key: value for key, value in one.items() if key != name}
            yield f"no {name}", {**token, "signatures": [one, lacking]}, \
                "a signature lacks its username or signature"
        yield "a number for a name", {**token, "signatures": [one, {**one, "username": 5}]}, \
            "a signature lacks its username or signature"
        yield "many signatures", {**token, "signatures": [one] * 1025}, \
            "it has more signatures than an HSM has users"
        for value in [], {}, None, "x", [{**one, "signature": ""}] * 2:
            yield f"signatures {str(value)[:9]}", {**token, "signatures": value}, None
        for name, why in (("version", version), ("approval_data", self.DATA), ("token", self.DIGEST),
                          ("signatures", None)):
            yield f"no {name}", {key: value for key, value in token.items() if key != name}, why
        for value in [], [token], "x", 5, None, {}:
            yield f"not an object: {str(value)[:9]}", value, version

    def test_each_member(self):
        admin, before = self.member("admin"), self.state()
        path = admin.token("user", "user.token")
        approve(path, self.entry(path, "second"), self.entry(path, "third"))
        spoilt = self.estate.path("spoilt.token")
        for name, edited, why in self.edits(signing.read_json(path)):
            with self.subTest(case=name):
                signing.write_json(spoilt, edited)
                text = NO_SIGNATURES if why is None else invalid_file(spoilt, why)
                answer = admin.answer(*CREATE, "--approval", spoilt)
                self.assertEqual(answer, {"error_code": 1, "data": text})
        self.assertEqual(len(self.tokens(admin)), 1)
        self.assertEqual(self.state(), before)
        admin.data(*CREATE, "--approval", path)

    def test_what_stands_beside_is_nobodys_business(self):
        """Operators' tools may add members; other white space and escapes are the same file."""
        admin = self.member("admin")
        path = admin.token("user", "user.token")
        approve(path, {**self.entry(path, "second"), "at": "noon"}, self.entry(path, "third"))
        token = signing.read_json(path)
        text = json.dumps({**token, "comment": ["x", {"y": None}]}, indent="\t")
        self.estate.write(path, text.replace("user-management", "user\\u002dmanagement"))
        admin.data(*CREATE, "--approval", path)


class BrokenFileTest(Approvals):
    """Files that are no files, or hold nothing of use, wherever one is asked for."""

    # What is no file, as it is known to those who get its path.
    NO_FILE = {"missing": "No such file or directory", "directory": "Is a directory"}

    def broken(self, good):
        """Paths of broken files by their names; good is the text of a file that would do."""
        contents = {
            "empty": b"",
            "newline": b"\n",
            "junk": bytes(range(256)) * 64,
            "zeros": bytes(4096),
            "not json": b"-----BEGIN NOTHING-----",
            "cut": good[:len(good) // 2],
            "with a tail": good + good,
            "with a zero": good[:-2] + b"\0" + good[-2:],
            "nested": b'{"version":"2.0","tokens":' + b"[" * 100000,
            "nested and closed": b'{"version":"2.0","signatures":' + b"[" * 50000 + b"]" * 50000 + b"}",
            "ten megabytes": b'{"version":"2.0","comment":"' + b"x" * (10 * 1024 * 1024) + b'"}',
            "ten megabytes of white space": good + b" " * (10 * 1024 * 1024),
            "a million members": b'{"version":"2.0"' + b',"a":0' * 100000 + b"}",
            "bad utf-8": b'{"version":"2.0","token":"\xff\xfe"}',
        }
        paths = {}
        for name, data in contents.items():
            paths[name] = self.estate.write(name.replace(" ", "_") + ".hostile", data)
        paths["missing"] = self.estate.path("missing.hostile")
        paths["directory"] = self.estate.path("directory.hostile")
        os.mkdir(paths["directory"])
        paths["fifo"] = self.estate.path("fifo.hostile")
        os.mkfifo(paths["fifo"])
        paths["loop"] = self.estate.path("loop.hostile")
        os.symlink("loop.hostile", paths["loop"])
        paths["device"] = "/dev/zero"
        paths["terminal"] = "/dev/tty"
        return paths

    def assertBroken(self, name, path, answer):
        self.assertEqual(answer["error_code"], 1, (name, answer))
        self.assertIsInstance(answer["data"], str)
        self.assertIn(path, answer["data"], name)
        self.assertNotIn("Internal error", answer["data"], name)
        self.assertLess(len(answer["data"]), 1000, name)
        if name in self.NO_FILE:
            self.assertEqual(answer["data"], f"{path}: {self.NO_FILE[name]}")

    def test_approvals(self):
        admin, before = self.member("admin"), self.state()
        path = admin.token("user", "user.token")
        approve(path, self.entry(path, "second"), self.entry(path, "third"))
        for name, spoilt in self.broken(self.estate.read(path)).items():
            with self.subTest(file=name):
                self.assertBroken(name, spoilt, admin.answer(*CREATE, "--approval", spoilt))
        self.assertEqual(self.state(), before)
        admin.data(*CREATE, "--approval", path)

    TWICE = re.compile(r"\AInvalid token file \S*/spoilt.token: line 1, column \d+: "
                       r"a member of this name is there twice\Z")

    def test_a_member_that_stands_there_twice(self):
        """Which of the two would count is anybody's guess."""
        admin, before = self.member("admin"), self.state()
        path = admin.token("user", "user.token")
        approve(path, self.entry(path, "second"), self.entry(path, "third"))
        token = signing.read_json(path)
        good = json.dumps(token)
        for name in token:
            twice = good[:-1] + f", {json.dumps(name)}: {json.dumps(token[name])}}}"
            spoilt = self.estate.write("spoilt.token", twice)
            answer = admin.answer(*CREATE, "--approval", spoilt)
            self.assertText(answer["data"], self.TWICE)
        twice = good.replace('"username": "second"', '"username": "second", "username": "second"')
        self.assertNotEqual(twice, good)
        spoilt = self.estate.write("spoilt.token", twice)
        answer = admin.answer(*CREATE, "--approval", spoilt)
        self.assertText(answer["data"], self.TWICE)
        self.assertEqual(self.state(), before)
        admin.data(*CREATE, "--approval", path)

    def test_registration(self):
        """By one who is registered already: the key stays the one that it was."""
        third = self.member("third")
        path = self.estate.path("registration.token")
        third.data("quorum", "token-sign", "generate", "--service", "registration", "--token", path)
        unsigned = self.estate.read(path)
        signing.sign_tokens(path, self.ring.of("new"))
        before = self.state()
        new = self.ring.of("new").public

        def register(token, key):
            return third.answer("user", "change-quorum", "token-sign", "register", "--public-key", key,
                                "--signed-token", token)

        for name, spoilt in self.broken(self.estate.read(path)).items():
            with self.subTest(file=name):
                self.assertBroken(name, spoilt, register(spoilt, new))
                self.assertBroken(name, spoilt, register(path, spoilt))
        spoilt = self.estate.write("unsigned.token", unsigned)
        self.assertEqual(register(spoilt, new)["data"], NO_SIGNATURES)
        self.assertEqual(register(path, self.ring.of("third").public)["data"], BAD_PROOF)
        for name, edited, text in self.spoilt_registrations(signing.read_json(path)):
            with self.subTest(token=name):
                signing.write_json(spoilt, edited)
                self.assertEqual(register(spoilt, new),
                                 {"error_code": 1, "data": text or NO_SIGNATURES})
        for name, key, text in self.spoilt_keys():
            with self.subTest(key=name):
                self.assertText(register(path, key)["data"], text)
        self.assertEqual(self.state(), before)
        # The key of before still approves, and then the new one does.
        admin = self.member("admin")
        for pair, user in (self.ring.of("third"), "eve"), (self.ring.of("new"), "frank"):
            token = admin.token("user", "user.token")
            approve(token, admin.entry(token), entry(token, "third", ADMIN_ROLE, pair))
            admin.data(*(word.replace("eve", user) for word in CREATE), "--approval", token)
            self.assertEqual(register(path, new)["error_code"], 0)

    def spoilt_registrations(self, good):
        spoilt = self.estate.path("unsigned.token")
        token = good["tokens"][0]
        other = base64.b64encode(bytes(32)).decode()
        admin_token = self.member("admin").token("quorum", "service.token")

        def one(**members):
            return {**good, "tokens": [{**token, **members}]}

        def file(reason):
            return invalid_file(spoilt, reason)

        yield "two tokens", {**good, "tokens": [token, token]}, file("it is not a registration token")
        yield "as of MFA", {**good, "tokens": [{"unsigned": token["unsigned"], "signed": token["signed"]}]}, \
            file("it is not a registration token")
        for value in [], {}, None, "x", [token] * 1000:
            yield f"tokens {str(value)[:9]}", {**good, "tokens": value}, file("it has no list of tokens to sign")
        yield "a service token", signing.read_json(admin_token), file("it has no list of tokens to sign")
        yield "another digest", one(unsigned=other), \
            file("an unsigned value is not the SHA-256 of its approval_data")
        yield "other data", one(approval_data=other), \
            file("an unsigned value is not the SHA-256 of its approval_data")
        for value in "", other[:-4], 5, None:
            yield f"digest {value}", one(unsigned=value), file("a token in it has no unsigned value of 32 bytes")
        for value in "!", 5, None:
            yield f"signed {value}", one(signed=value), file("a token in it has no signed value in base64")
        yield "another signature", one(signed=self.ring.of("new").sign(other)), BAD_PROOF
        yield "a long signature", one(signed=token["signed"][:-4] * 8), BAD_PROOF
        yield "not signed", one(signed=""), None
        yield "version", {**good, "version": "1.0"}, file("it is not a token of version 2.0")

    def spoilt_keys(self):
        """(case, path, text) of files in which no key of 2048 bits is."""
        kind = "Invalid public key: it must be an RSA key of 2048 bits"
        pem = re.compile(r"\AInvalid PEM file ")
        work, ring = self.estate.work, self.ring
        for bits, text in (1024, pem), (2050, kind), (3072, kind):
            yield bits, signing.KeyPair(work, f"rsa{bits}", bits).public, text
        ec = self.estate.path("ec.pub")
        signing.openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", ec + ".key")
        signing.openssl("ec", "-in", ec + ".key", "-pubout", "-out", ec)
        yield "EC", ec, kind
        yield "a private key", ring.of("new").private, pem
        with open(ring.of("new").public, "rb") as file:
            public = file.read()
        yield "twice", self.estate.write("twice.pub", public * 2), pem
        yield "DER", self.estate.write("der.pub", base64.b64decode(b"".join(public.splitlines()[1:-1]))), pem

    def test_answers_of_a_second_factor(self):
        """Given to a login and to a change: neither counts as a wrong password, but for good files with bad
        signatures."""
        with self.member("second") as second:
            self.assertEqual(second.change_mfa(second.pair)["error_code"], 0)
        before = self.state()
        member = Member(self.estate, "second")
        self.addCleanup(member.__exit__)

        def login(answer):
            return member.prompted(
                ("login", "--username", "second", "--role", "admin", "--password", PASSWORD,
                 "mfa-token-sign", "--token", "login.token"), "login.token", lambda path: (answer,))

        good = self.estate.path("good.token")
        signing.write_json(good, {"version": "2.0", "tokens": []})
        paths = self.broken(self.estate.read(good))
        for name, spoilt in paths.items():
            with self.subTest(login=name):
                self.assertBroken(name, spoilt, login(spoilt))
        self.assertEqual(member.login_mfa(member.pair)["error_code"], 0)

        def change(token, key):
            def answers(path):
                if token is None:
                    signing.sign_tokens(path, self.ring.of("new"))
                return token or "", key
            return member.prompted(
                ("user", "change-mfa", "token-sign", "--username", "second", "--role", "admin",
                 "--change-password", "An0ther-one", "--change-quorum", "--token", "mfa.token"),
                "mfa.token", answers)

        for name, spoilt in paths.items():
            with self.subTest(change=name):
                self.assertBroken(name, spoilt, change(spoilt, self.ring.of("new").public))
                self.assertBroken(name, spoilt, change(None, spoilt))
        self.assertEqual(self.state(), before)
        member.data("logout")
        self.assertEqual(member.login_mfa(member.pair)["error_code"], 0)

    def test_an_old_answer_of_a_second_factor(self):
        """A signed file is good for the question that it answers, once."""
        with self.member("second") as second:
            self.assertEqual(second.change_mfa(second.pair)["error_code"], 0)
            old = self.estate.write("old.token", self.estate.read("mfa.token"))
        member = Member(self.estate, "second")
        self.addCleanup(member.__exit__)

        def replay(path):
            os.replace(old, path)

        self.assertEqual(member.login_mfa(member.pair, edit=replay)["data"], NO_SIGNATURES)
        kept = []

        def keep(path):
            with open(path, "rb") as file:
                kept.append(file.read())

        self.assertEqual(member.login_mfa(member.pair, edit=keep)["error_code"], 0)
        member.data("logout")

        def again(path):
            with open(path, "wb") as file:
                file.write(kept[0])

        self.assertEqual(member.login_mfa(member.pair, edit=again)["data"], NO_SIGNATURES)
        self.assertEqual(member.login_mfa(self.ring.of("third"))["data"], WRONG)
        self.assertEqual(member.login_mfa(member.pair)["error_code"], 0)

    def test_trust_anchors(self):
        admin, before = self.member("admin"), self.state()
        good = signing.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout",
                               self.estate.path("root.key"), "-days", "9130", "-subj", "/CN=root")
        self.estate.write("root.crt", good)
        register = ("cluster", "mtls", "register-trust-anchor", "--path")
        # The text is that of the HSM, which knows no paths, when there is a file of some size.
        texts = re.compile(r"\A(Invalid Certificate: .*|Oversized Certificate: Certificate is too long"
                               r"|\S+: .*)\Z")
        for name, spoilt in self.broken(good).items():
            with self.subTest(file=name):
                answer = admin.answer(*register, spoilt)
                self.assertEqual(answer["error_code"], 1, answer)
                self.assertText(answer["data"], texts)
                self.assertNotIn("Internal error", answer["data"])
        self.assertEqual(self.state(), before)
        admin.data(*register, "root.crt")


if __name__ == "__main__":
    lab.main()
