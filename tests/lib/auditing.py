"""Audit logs of HSMs, read as people read them: from the lines of their messages."""

# The opcodes of events that make users and keys, and of those that end them.
MAKE_USER = ("CN_CREATE_USER", "CN_CREATE_CO")
END_USER = ("CN_DELETE_USER",)
MAKE_KEY = ("CN_GENERATE_KEY", "CN_GENERATE_KEY_PAIR", "CN_CREATE_OBJECT", "CN_UNWRAP_KEY",
            "CN_NIST_AES_WRAP", "CN_INSERT_MASKED_OBJECT_USER")
END_KEY = ("CN_DESTROY_OBJECT", "CN_TOMBSTONE_OBJECT")


class Event:
    """One event of one HSM."""

    def __init__(self, event):
        fields = dict(line.split(":", 1) for line in event["message"].splitlines())
        self.fields = {name.strip(): value.strip() for name, value in fields.items()}
        self.at = event["timestamp"]
        self.hsm = event["hsm-id"]
        self.sequence = int(self.fields["Sequence No"], 16)
        self.opcode = self.fields["Opcode"].split()[0]
        self.response = int(self.fields["Response"].split(":")[0])
        self.user = self.fields.get("User Name")
        self.handles = [int(self.fields[name]) for name in ("Priv/Secret Key Handle", "Public Key Handle")
                        if self.fields.get(name, "0") != "0"]

    @property
    def is_good(self):
        return self.response == 0


def events_of(estate, cluster="source"):
    """The events of each HSM that a cluster has or had, in their order."""
    listed = estate.lab_command("audit-log", "--cluster-id", estate.clusters[cluster]).data["events"]
    found = {}
    for event in map(Event, listed):
        found.setdefault(event.hsm, []).append(event)
    return found


def balance(events, makes, ends, what):
    """What is there by the events: all that was made, and not ended since. what gives the names of an event."""
    there = set()
    for event in events:
        if event.is_good and event.opcode in makes:
            for name in what(event):
                if name in there:
                    raise AssertionError(f"{name} was made twice")
                there.add(name)
        elif event.is_good and event.opcode in ends:
            for name in what(event):
                if name not in there:
                    raise AssertionError(f"{name} was ended and not made")
                there.remove(name)
    return there


def users_by_events(events):
    return balance(events, MAKE_USER, END_USER, lambda event: [event.user])


def keys_by_events(events):
    return balance(events, MAKE_KEY, END_KEY, lambda event: event.handles)
