"""A session to which words are given as they are meant, whatever is in them."""

import json
import shlex

from lab import LiveSession


def not_single(count):
    """What a command for one key says of a filter that selects none or many."""
    return (f"Key selection criteria matched {count} keys. "
            "Refine selection criteria to select a single key.")


class Asker(LiveSession):
    """A session to which words are typed, each quoted as it needs."""

    @staticmethod
    def typed(words):
        return " ".join(shlex.quote(word) for word in words)

    def answer(self, *words):
        out, err = self.watch(self.typed(words))
        if not out:
            raise AssertionError(f"{words}: {err}")
        return json.loads(out)

    def data(self, *words):
        answer = self.answer(*words)
        if answer["error_code"] != 0:
            raise AssertionError(f"{words}: {answer['data']}")
        return answer["data"]

    def selected(self, *tokens):
        """The references that a filter of these words selects."""
        filters = ["--filter", *tokens] if tokens else []
        listed = self.data("key", "list", "--max-items", "1000", *filters)
        return [key["key-reference"] for key in listed["matched_keys"]]
