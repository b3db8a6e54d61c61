"""What the parts of the intake hand on to one another; knows no database."""

from types import MappingProxyType

from odoo.exceptions import UserError

from odoo.addons.antcrm_share.tools.logins import KEEP_LOGINS

from .names import is_other_person
from .text import name_key

#: the models of the kinds of customers
MODELS = {"lead": "crm.lead", "contact": "res.partner", "account": "res.partner"}

NOTHING = MappingProxyType({})

#: by which ways customers come in: ``other`` is a program, or another app
WAYS = ("manual", "import", "webform", "mail", "chat", "other")

#: that one value is one customer's; it refuses the second of two transactions
EXCLUSIVE_INDEX = "antcrm_contact_point_exclusive_unique"

#: key of a candidate: what another program calls the customer
EXTERNAL_ID = "external_id"

#: what becomes of a customer who is there, and whom an entry changes
UPDATES = ("merged", "overwritten")

#: marks writes of keys that were asked for already; an object, so that no remote caller
#: can send it
COUNTED = object()

#: context of what is written for an entry: nothing is announced or logged for each of
#: ten thousand customers; the address and the commercial fields are taken over from the
#: account by the intake, for all of them at once, and no account takes over what is
#: written to one of its contacts, nor the customer of a lead what is written to that
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "_partners_skip_fields_sync": True,
    "antcrm_keep_account": True,
    "antcrm_keep_partner": True,
    KEEP_LOGINS: True,
    # the intake has counted what it looks up
    "antcrm_keys": COUNTED,
}

#: what callers may choose, see :meth:`AntcrmIntake.plan`
OPTIONS = frozenset(
    (
        *("duplicate_policy", "invalid_values", "invalid_choices", "keep_emails"),
        *("keep_unread", "tag_names", "status_id", "source_id", "phone_country_id"),
        *("required_values", "external_system", "other_kinds", "way_in"),
        *("pic_mode", "pic_user_id", "pic_team_id", "responsible_id"),
        *("share_mode", "share_user_ids", "share_team_ids"),
    )
)


class IntakeError(UserError, ValueError):
    """The intake was asked for something that there is not: a kind, a field, an option.

    For programs a ``ValueError``, for users an answer instead of a broken server.
    """


class IntakeOptions(dict):
    """Options that our own code completes with what callers have no say in: how people
    are told apart, what earlier batches brought. No remote caller can send one."""


class Missing:
    """A tag, source or industry that there is not yet: it is made with the first
    customer that comes in with it."""

    __slots__ = ("model", "name")

    def __init__(self, model, name):
        self.model = model
        self.name = name


def check_kind(env, kind):
    """Raise unless there is such a kind of customers.

    :raise IntakeError: naming those there are
    """
    if not isinstance(kind, str) or kind not in MODELS:
        raise IntakeError(
            env._(
                "There is no kind of customers “%(kind)s”. Choose one of %(kinds)s.",
                kind=kind,
                kinds=", ".join(MODELS),
            )
        )


def check_candidates(env, candidates):
    """Raise unless candidates are a list of dicts.

    :raise IntakeError: saying so
    """
    if not isinstance(candidates, (list, tuple)) or not all(
        isinstance(candidate, dict) for candidate in candidates
    ):
        raise IntakeError(
            env._("Candidates come as a list, each with its values by field.")
        )


def get_parts(address):
    """Return what a further address consists of, wherever it stands among others."""
    return {name: value for name, value in address.items() if name != "number"}


class Reading:
    """What the candidates of one batch are read with: looked up once, for all of them.

    The steps of reading hand it on, and none of them changes what it says.
    """

    __slots__ = ("kind", "options", "fields", "relations", "regions")

    def __init__(self, kind, options, fields):
        """
        :param str kind: ``lead``, ``contact`` or ``account``
        :param dict options: complete, see ``_read_options``
        :param list fields: what ``get_fields`` returned
        """
        self.kind = kind
        self.options = options
        #: ``{key of a candidate: its field}``
        self.fields = {field["name"]: field for field in fields}
        #: ``{field: {name key: id or choice}}``, see ``_read_relations``
        self.relations = {}
        #: ``{(country id, account id): region}`` of phones, as far as it was asked for
        self.regions = {}

    @property
    def severity(self):
        """Of an issue with a value: ``error`` where it rejects the candidate."""
        return "error" if self.options["invalid_values"] == "reject" else "warning"


class Entry:
    """One candidate on its way through the door."""

    __slots__ = (
        "index",
        "values",
        "points",
        "labels",
        "unread",
        "addresses",
        "tags",
        "brings_tags",
        "account",
        "issues",
        "matches",
        "action",
        "record",
        "target",
        "known",
        "related",
        "numbers",
        "holders",
        "shared",
        "others",
        "person",
        "external_id",
        "is_known",
        "other",
        "previous",
        "made",
    )

    def __init__(self, index):
        self.index = index
        #: values of the model's own fields, in the format of ``write``
        self.values = {}
        #: ``{kind: {normalized: shown value}}``, in the order given
        self.points = {"phone": {}, "email": {}, "social": {}}
        #: ``{(kind, normalized): label}`` of those that have one
        self.labels = {}
        #: pairs of kind and text of what could not be read, and is kept as written
        self.unread = []
        self.addresses = []
        #: ids of tags, or what is to be made of them
        self.tags = []
        #: whether some of them are the candidate's own, and not those of the options
        self.brings_tags = False
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
        #: the entry of the account, or of its person, that comes along
        self.related = None
        #: an earlier entry of the same batch that is the same customer
        self.target = None
        #: ``{(key, what is compared): text}`` of further keys, such as a tax number,
        #: and of all keys the ids of those who have them
        self.numbers = {}
        self.holders = NOTHING
        #: keys of points that another customer has: these cannot be exclusive
        self.shared = set()
        #: ids of those who have a phone of it, and another name
        self.others = frozenset()
        #: account and name of a contact, once the entry is forgotten
        self.person = None
        #: what another program calls it, and whether a customer is called so already
        self.external_id = ""
        self.is_known = False
        #: the customer of another kind who has a phone or an email of it
        self.other = None
        self.previous = {}
        #: what was created beside the customer: its account, addresses, new tags, or a
        #: note in the history of somebody else
        self.made = []

    def keys(self):
        """Return ``(kind, normalized)`` of what tells customers apart."""
        keys = []
        for kind in ("phone", "email"):
            if points := self.points.get(kind):
                keys += [(kind, normalized) for normalized in points]
        keys += self.numbers
        return keys

    def get_shown(self, key):
        """Return what a candidate wrote for one of its keys."""
        return self.numbers.get(key) or self.points[key[0]][key[1]]

    def get_person(self):
        """Return account and name of a contact who comes with an account, or
        ``None``: colleagues are told apart by them."""
        if self.person:
            return self.person
        account = self.values.get("parent_id") or name_key(self.account)
        name = self.get_name()
        return (account, name_key(name)) if account and name else None

    def get_name(self):
        """Return what a lead or contact is called."""
        parts = (self.values.get(name) for name in ("firstname", "lastname"))
        return " ".join(filter(None, parts)) or self.values.get("name") or ""

    def is_colleague(self, other):
        """Whether another entry is of somebody else of the same account, who has a
        phone in common, such as that of the reception, and no email."""
        person, another = self.get_person(), other.get_person()
        return bool(
            person
            and another
            and person[0] == another[0]
            and self.points.get("email", {})
            .keys()
            .isdisjoint(other.points.get("email", ()))
            and is_other_person(person[1], another[1])
        )

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
        self.person = self.get_person()
        # one empty thing for all: there may be a hundred thousand of them
        self.values = self.previous = self.labels = NOTHING
        self.related = self.other = None
        self.holders = NOTHING
        self.addresses = self.tags = self.issues = self.matches = self.made = ()
        self.shared = self.others = frozenset()
        self.points = {kind: values for kind, values in self.points.items() if values}

    @property
    def rejected(self):
        return any(issue["severity"] == "error" for issue in self.issues)
