"""What the parts of the intake hand on to one another; knows no database."""

from types import MappingProxyType

#: the models of the kinds of customers
MODELS = {"lead": "crm.lead", "contact": "res.partner", "account": "res.partner"}

NOTHING = MappingProxyType({})


def get_parts(address):
    """Return what a further address consists of, wherever it stands among others."""
    return {name: value for name, value in address.items() if name != "number"}


class Entry:
    """One candidate on its way through the door."""

    __slots__ = (
        "index",
        "values",
        "points",
        "addresses",
        "tags",
        "account",
        "issues",
        "matches",
        "action",
        "record",
        "target",
        "known",
        "shared",
        "previous",
        "made",
    )

    def __init__(self, index):
        self.index = index
        #: values of the model's own fields, in the format of ``write``
        self.values = {}
        #: ``{kind: {normalized: shown value}}``, in the order given
        self.points = {"phone": {}, "email": {}, "social": {}}
        self.addresses = []
        #: ids of tags
        self.tags = []
        #: name of the account of a contact, where it is not known yet
        self.account = None
        self.issues = []
        #: ids of existing customers, the best match first
        self.matches = []
        self.action = None
        #: the existing or created customer, as the caller sees it
        self.record = None
        #: the existing customer that the candidate itself names, by its key
        self.known = None
        #: an earlier entry of the same batch that is the same customer
        self.target = None
        #: keys of points that another customer has: these cannot be exclusive
        self.shared = set()
        self.previous = {}
        #: what was created beside the customer: its account, addresses, new tags
        self.made = []

    def keys(self):
        """Return ``(kind, normalized)`` of what tells customers apart."""
        return [
            (kind, normalized)
            for kind in ("phone", "email")
            for normalized in self.points.get(kind, ())
        ]

    def add_issue(self, code, message, field=None, value=None, severity="warning"):
        self.issues.append(
            {
                "code": code,
                "field": field,
                "value": value,
                "message": message,
                "severity": severity,
            }
        )

    def forget(self):
        """Keep no more than what tells a later entry that it is the same customer."""
        # one empty thing for all: there may be a hundred thousand of them
        self.values = self.previous = NOTHING
        self.addresses = self.tags = self.issues = self.matches = self.made = ()
        self.shared = frozenset()
        self.points = {kind: values for kind, values in self.points.items() if values}

    @property
    def rejected(self):
        return any(issue["severity"] == "error" for issue in self.issues)
