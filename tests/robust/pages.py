#!/usr/bin/env python3
"""Pages of key list: they join to the whole, and keys that come and go behind a page do not move it."""

import contextlib
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "lib"))

import lab
from asker import Asker
from lab import LOGIN_ALICE, LOGIN_BOB, LabTest


class PagesTest(LabTest):
    """Pages: what they hold while nothing happens, and while keys come and go."""

    TOKEN_KEYS, SESSION_KEYS = 9, 4

    def setUp(self):
        self.open = contextlib.ExitStack()
        self.addCleanup(self.open.close)
        estate = self.lab.estate("hsm2m")
        self.alice = self.open.enter_context(Asker(estate))
        self.bob = self.open.enter_context(Asker(estate))
        self.alice.data(*LOGIN_ALICE.split())
        self.bob.data(*LOGIN_BOB.split())
        for _ in range(self.TOKEN_KEYS):
            self.make()
        for _ in range(self.SESSION_KEYS):
            self.make("--session")
        # Not hers: another's, and another session's.
        self.make(by=self.bob)
        self.make("--session", by=self.bob)
        self.whole = self.alice.selected()

    def make(self, *options, by=None):
        made = (by or self.alice).data("key", "generate-symmetric", "aes", "--label", "page",
                                       "--key-length-bytes", "16", *options)
        return made["key"]["key-reference"]

    def delete(self, reference):
        self.alice.data("key", "delete", "--filter", f"key-reference={reference}")

    def make_behind(self, reference, count, *options):
        """References are chance's: makes keys until so many lie behind one, and deletes the others."""
        made = []
        while len(made) < count:
            new = self.make(*options)
            if new > reference:
                made.append(new)
            else:
                self.delete(new)
        return made

    def page(self, size, token, *options):
        where = ["--starting-token", token] if token else []
        page = self.alice.data("key", "list", "--max-items", str(size), *where, *options)
        references = [key["key-reference"] for key in page["matched_keys"]]
        self.assertEqual(page["returned_key_count"], len(references))
        return page["total_key_count"], references, page.get("next_token")

    def rest(self, size, token, *options):
        """All pages from a token on; each but the last is full."""
        found = []
        while True:
            total, references, token = self.page(size, token, *options)
            found += references
            if token is None:
                return total, found
            self.assertEqual(len(references), size)

    def test_pages_of_any_size_join_to_the_whole(self):
        count = self.TOKEN_KEYS + self.SESSION_KEYS
        self.assertEqual(len(self.whole), count)
        self.assertEqual(self.whole, sorted(set(self.whole)))
        for size in range(1, count + 2):
            with self.subTest(size=size):
                self.assertEqual(self.rest(size, None), (count, self.whole))
                self.assertEqual(self.rest(size, None, "--verbose"), (count, self.whole))
        self.assertEqual(self.page(count, None), (count, self.whole, None))
        self.assertEqual(self.page(count - 1, None), (count, self.whole[:-1], str(count - 1)))
        self.assertEqual(self.page(5, str(count)), (count, [], None))
        self.assertEqual(self.page(5, str(2 ** 64 - 1)), (count, [], None))

    def test_pages_of_a_filter(self):
        for token, count in (("true", self.TOKEN_KEYS), ("false", self.SESSION_KEYS)):
            wanted = self.alice.selected(f"attr.token={token}")
            self.assertEqual(len(wanted), count)
            for size in range(1, count + 2):
                self.assertEqual(self.rest(size, None, "--filter", f"attr.token={token}"),
                                 (count, wanted))

    def test_keys_that_come_behind_a_page(self):
        _, first, token = self.page(4, None)
        made = self.make_behind(first[-1], 3) + self.make_behind(first[-1], 2, "--session")
        total, found = self.rest(4, token)
        self.assertEqual(found, sorted(self.whole[4:] + made))
        self.assertEqual(total, len(self.whole) + len(made))

    def test_keys_that_go_behind_a_page(self):
        _, _, token = self.page(4, None)
        for reference in self.whole[6:9] + self.whole[-1:]:
            self.delete(reference)
        self.assertEqual(self.rest(3, token)[1], self.whole[4:6] + self.whole[9:-1])

    def test_a_token_counts_keys(self):
        """Keys that go before a page move it by as many."""
        _, _, token = self.page(4, None)
        for reference in self.whole[:2]:
            self.delete(reference)
        self.assertEqual(self.rest(3, token)[1], self.whole[6:])

    def test_what_others_do_moves_nothing(self):
        _, first, token = self.page(5, None)
        self.make(by=self.bob)
        self.make("--session", by=self.bob)
        self.assertEqual(first + self.rest(2, token)[1], self.whole)


if __name__ == "__main__":
    lab.main()
