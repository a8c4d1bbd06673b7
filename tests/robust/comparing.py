"""What a walk through the key commands has seen, against what its model foretold and what must never happen."""

import json
import os

from leaks import forms


class Difference(AssertionError):
    """The product and the model do not agree."""


def judged(faults, answer):
    """The data of an answer that must be a success, or None for a refusal that had to be."""
    faults = set(faults)
    if answer["error_code"] == 0 and faults:
        raise Difference(f"it should have been refused: {sorted(faults)}")
    if answer["error_code"] != 0 and answer["data"] not in faults:
        raise Difference(f"refused with {answer['data']!r}, not with any of {sorted(faults)}")
    return None if faults else answer["data"]


class Witness:
    """What was seen of keys, whatever the rules say; and the bytes of those that came in to stay."""

    def __init__(self, estate):
        self.estate = estate
        self.needles = {}
        self.extractable, self.once_extractable = {}, set()

    def remember(self, secret, name):
        """Bytes that must be seen nowhere from now on."""
        for form in forms(secret):
            self.needles[form] = name

    def search(self, content, where):
        for needle, name in self.needles.items():
            if needle in content:
                raise Difference(f"{name} stands in {where}")

    def search_files(self):
        for folder in (self.estate.home, self.estate.client, self.estate.work):
            for path, _, names in os.walk(folder):
                for name in names:
                    with open(os.path.join(path, name), "rb") as file:
                        self.search(file.read(), os.path.join(path, name))

    def check_wrap(self, user, payload, wrapping):
        """What must never happen, whatever the rules say and the model knows."""
        if payload.reference not in self.once_extractable or not self.extractable[payload.reference]:
            raise Difference("a key that is not extractable was wrapped")
        if payload.owner != user:
            raise Difference("somebody wrapped another's key")
        if payload.flags["wrap-with-trusted"] and not wrapping.flags["trusted"]:
            raise Difference("a key was wrapped with a key that is not trusted")

    def compare(self, key, printed):
        if printed != key.printed():
            raise Difference(f"printed:\n{json.dumps(printed, indent=1)}\nforetold:\n"
                             f"{json.dumps(key.printed(), indent=1)}")
        flags = printed["attributes"]
        if flags["extractable"] and self.extractable.get(key.reference) is False:
            raise Difference("a key became extractable again")
        self.extractable[key.reference] = flags["extractable"]
        if flags["extractable"]:
            self.once_extractable.add(key.reference)
        if flags["never-extractable"] and key.reference in self.once_extractable:
            raise Difference("never-extractable, of a key that was extractable")

    def compare_list(self, user, keys, listed):
        """What a crypto user sees is theirs, what is shared with them, and what is public."""
        seen = self.seen_by(user, keys)
        references = [key["key-reference"] for key in listed["matched_keys"]]
        if references != [key.reference for key in seen]:
            raise Difference(f"{user} sees {references}, not {[key.reference for key in seen]}")
        for key, printed in zip(seen, listed["matched_keys"]):
            self.compare(key, printed)

    def compare_admins_list(self, keys, listed):
        """An admin sees references."""
        seen = [{"key-reference": key.reference, "attributes": {"label": key.label}}
                for key in self.seen_by("admin", keys)]
        if listed["matched_keys"] != seen:
            raise Difference(f"an admin sees {listed['matched_keys']}, not {seen}")

    @staticmethod
    def seen_by(user, keys):
        return [keys[reference] for reference in sorted(keys) if keys[reference].seen_by(user)]


def compare_replicas(user, replicas, listed):
    """In the other cluster are the keys as they were when they were replicated."""
    wanted = [printed for _, printed in sorted(replicas.items())
              if printed["attributes"]["class"] == "public-key" or user in people(printed)]
    if listed["matched_keys"] != wanted:
        raise Difference(f"{user} sees other replicas than {wanted}: {listed}")


def people(printed):
    info = printed["key-info"]
    return [person["username"] for person in info["key-owners"] + info["shared-users"]]
