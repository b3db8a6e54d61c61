"""Further keys of customers at every door: what an Administrator has chosen counts
however somebody comes in.

A key that finds makes who comes in the one who is there; one that only suggests makes
nobody the same; a unique one finds as well, and whoever writes past it by hand is
refused, with who has it where they may see them. Mails and chats bring phones and
emails alone: see ``test_keys.py`` of the addons.
"""

import base64
import io
import itertools
import time

import openpyxl
import pytest
import requests
from customer_keys import MODELS, key_modes
from host import OdooError
from webform_posts import get_stamp, make_form, wait_until_taken_in

pytestmark = pytest.mark.slow

MODES = ("off", "suggest", "match", "unique")
#: key: how it is written, how somebody else writes it, and what a candidate calls it
KEYS = {
    "vat": ("03{:08}", "VN 03 {:08}", "vat"),
    "identity_number": ("0793{:08}", "0793 {:08}", "identity_number"),
    "social": (
        "https://www.linkedin.com/in/ida{}",
        "http://linkedin.com/in/ida{}/",
        "socials",
    ),
}
#: the keys that each kind has beside phone and email
OF_KINDS = [
    ("account", "vat"),
    ("lead", "vat"),
    ("contact", "identity_number"),
    ("lead", "identity_number"),
    ("contact", "social"),
    ("lead", "social"),
]
numbers = itertools.count(1)


@pytest.fixture(scope="module")
def user(make_user):
    groups = ("antcrm_share.group_user", "antcrm_customers.group_import")
    return make_user(*groups, name="Dora Doors")


@pytest.fixture(scope="module")
def other(make_user):
    return make_user("antcrm_share.group_user", name="Otto Other")


@pytest.fixture
def set_mode(admin):
    """A function that sets what one key of a kind does, and lets all others do
    nothing."""
    with key_modes(admin, KEYS) as set_mode:
        yield lambda kind, key, mode: set_mode(mode, (kind, key))


@pytest.fixture(scope="module")
def forms(admin):
    """A web form of each kind: its id, its address and its key."""
    found = {}
    for kind in MODELS:
        names = ["name", "emails", "socials"]
        names += ["vat"] if kind != "contact" else []
        names += ["identity_number"] if kind != "account" else []
        form_id, url = make_form(
            admin,
            kind=kind,
            name=f"Keys of {kind}s",
            duplicate_policy="merge",
            field_ids=[[0, 0, {"name": name}] for name in names],
        )
        action = admin.call("antcrm.webform", "action_new_api_key", [form_id])
        found[kind] = form_id, url, action["context"]["default_key"]
    return found


class Doors:
    """Each door lets somebody in with a name, an email and one key."""

    def __init__(self, admin, user, forms):
        self.admin = admin
        self.user = user
        self.forms = forms

    def post(self, kind, values):
        """A visitor sends the form of a page."""
        form_id, url, _key = self.forms[kind]
        answer = requests.post(
            url,
            data={**flat(values), "stamp": get_stamp(url)},
            allow_redirects=False,
            timeout=120,
        )
        assert answer.status_code == 303, answer.text
        wait_until_taken_in(self.admin, form_id)
        return "", answer.headers["Location"].partition("?")[0]

    def post_by_program(self, kind, values):
        """A program of the company posts with the form's key."""
        _form_id, url, key = self.forms[kind]
        answer = requests.post(
            url,
            json=flat(values),
            headers={"Authorization": f"Bearer {key}"},
            timeout=120,
        )
        assert answer.status_code in (200, 201), answer.text
        return answer.json()["status"], ""

    def enter(self, kind, values):
        """A program calls the API."""
        answer = self.user.json2(
            "antcrm.intake", "enter", kind=kind, values=values, if_known="merge"
        )
        return "created" if answer["created"] else "updated", ""

    def import_sheet(self, kind, values):
        """Somebody imports a sheet of Excel."""
        run_id = review_sheet(self.user, kind, [values])
        self.user.call("antcrm.import", "action_run", [run_id])
        deadline = time.monotonic() + 120
        while True:
            names = ["state", "created_count", "merged_count"]
            [run] = self.user.call("antcrm.import", "read", [run_id], names)
            if run["state"] == "done":
                return "created" if run["created_count"] else "updated", ""
            assert time.monotonic() < deadline, run
            self.user.call("antcrm.import", "look_after", [run_id])
            time.sleep(0.2)


def flat(values):
    """Return values as a form sends them: one text each."""
    return {
        name: value[0] if isinstance(value, list) else value
        for name, value in values.items()
    }


def review_sheet(client, kind, rows):
    """Go through the wizard with a sheet; return the id of the run."""
    workbook = openpyxl.Workbook()
    headers = {"name": "Name", "emails": "Email"}
    names = list(rows[0])
    workbook.active.append([headers.get(name, "Key") for name in names])
    for values in rows:
        workbook.active.append([flat(values)[name] for name in names])
    file = io.BytesIO()
    workbook.save(file)
    wizard = client.call(
        "antcrm.import.wizard",
        "create",
        {
            "kind": kind,
            "file_data": base64.b64encode(file.getvalue()).decode(),
            "file_name": "keys.xlsx",
            "duplicate_policy": "merge",
        },
    )
    client.call("antcrm.import.wizard", "action_next", [wizard])
    [read] = client.call("antcrm.import.wizard", "read", [wizard], ["mapping"])
    fields = {headers.get(name, "Key"): name for name in names}
    mapping = [{**e, "field": fields[e["header"]]} for e in read["mapping"]]
    client.call("antcrm.import.wizard", "write", [wizard], {"mapping": mapping})
    client.call("antcrm.import.wizard", "action_next", [wizard])
    return client.call("antcrm.import.wizard", "action_review", [wizard])["res_id"]


def get_candidate(key, text, name, email):
    called = KEYS[key][2]
    value = [text] if called == "socials" else text
    return {"name": name, "emails": [email], called: value}


def get_vals(kind, key, text, name, **values):
    """Return values to create a customer with, as a form does."""
    vals = {"name": name, **values}
    if kind == "lead":
        vals |= {"type": "lead", "contact_name": name}
    else:
        vals["is_company"] = kind == "account"
    if key == "social":
        return vals | {"social_ids": [[0, 0, {"value": text}]]}
    return vals | {key: text}


def make_known(client, kind, key, **values):
    """Make a customer with a key; return its id, and another spelling of the key."""
    number = next(numbers)
    text, written, _called = KEYS[key]
    vals = get_vals(kind, key, text.format(number), f"Known {number}", **values)
    [known] = client.call(MODELS[kind], "create", [vals])
    return known, written.format(number), f"Known {number}"


def find(client, kind, email):
    domain = [["email_ids.normalized", "=", email]]
    return client.call(MODELS[kind], "search", domain)


@pytest.mark.parametrize("mode", MODES[1:])
@pytest.mark.parametrize(("kind", "key"), OF_KINDS)
@pytest.mark.parametrize("door", ["post", "post_by_program", "enter", "import_sheet"])
def test_door(admin, user, forms, set_mode, door, kind, key, mode):
    set_mode(kind, key, mode)
    known, written, name = make_known(admin, kind, key, share_mode="all")
    email = f"{door.replace('_', '')}{known}{kind}{key}{mode}@doors.example".replace(
        "_", ""
    )
    come_in = getattr(Doors(admin, user, forms), door)
    status, said = come_in(kind, get_candidate(key, written, "Somebody", email))
    found = find(admin, kind, email)
    assert len(found) == 1
    if mode in ("match", "unique"):
        assert found == [known]
        assert status in ("", "updated")
        [values] = admin.call(MODELS[kind], "read", found, ["name", "email_ids"])
        assert values["name"] == name
    else:
        assert found != [known]
        assert status in ("", "created")
    # nobody who sends a form is told who is there
    assert name not in said


@pytest.mark.parametrize("mode", ["match", "unique"])
@pytest.mark.parametrize(("kind", "key"), OF_KINDS)
def test_hidden_at_the_doors(user, other, set_mode, kind, key, mode):
    """Whom one may not see is found, and nothing of them is told."""
    set_mode(kind, key, mode)
    known, written, name = make_known(other, kind, key, share_mode="me")
    candidate = get_candidate(key, written, "Somebody", f"hidden{known}@doors.example")
    for if_known in ("refuse", "return", "merge"):
        with pytest.raises(OdooError) as error:
            user.json2(
                "antcrm.intake",
                "enter",
                kind=kind,
                values=candidate,
                if_known=if_known,
            )
        assert error.value.status == 422
        assert name not in error.value.message
    run_id = review_sheet(user, kind, [candidate])
    [row] = user.call(
        "antcrm.import.row",
        "search_read",
        [["import_id", "=", run_id]],
        ["planned_action", "reason", "record"],
    )
    assert row["planned_action"] == "skipped" and not row["record"]
    assert name not in (row["reason"] or "")
    assert not find(user, kind, candidate["emails"][0])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("kind", "key"), OF_KINDS)
def test_by_hand(user, other, set_mode, kind, key, mode):
    """While it is typed, who is there is shown; saving is refused for a unique key
    alone."""
    set_mode(kind, key, mode)
    known, written, name = make_known(user, kind, key)
    _hidden, hidden_key, hidden_name = make_known(other, kind, key, share_mode="me")
    called = KEYS[key][2]

    def look(text):
        return user.call(
            "antcrm.intake",
            "find_everywhere",
            kind,
            {called: [text] if called == "socials" else text},
        )

    shown = look(written)
    if mode == "off":
        assert not shown
    else:
        assert [(one["id"], one["reasons"]) for one in shown] == [(known, [key])]
    assert not look(hidden_key)

    def save(text):
        vals = get_vals(kind, key, text, "By Hand")
        return user.call(MODELS[kind], "web_save", [], vals, {"id": {}})

    if mode == "unique":
        for text, is_seen in ((written, True), (hidden_key, False)):
            with pytest.raises(OdooError) as error:
                save(text)
            message = error.value.message
            if is_seen:
                assert name in message and "Open that customer" in message
            else:
                assert hidden_name not in message
                assert "ask your administrator" in message
    else:
        assert save(written)[0]["id"] != known


@pytest.mark.parametrize("kind", MODELS)
def test_website_only_suggests(admin, user, set_mode, kind):
    """The domain of a website is that of many: no door takes it for a key."""
    [key] = admin.call(
        "antcrm.customer.key",
        "search",
        [["kind", "=", kind], ["key", "=", "website"]],
    )
    for mode in ("match", "unique"):
        with pytest.raises(OdooError, match="it cannot do"):
            admin.call("antcrm.customer.key", "write", [key], {"mode": mode})
    number = next(numbers)
    site = f"site{number}.example"
    vals = {"name": f"Site {number}", "website": f"https://www.{site}/about"}
    if kind == "lead":
        vals |= {"type": "lead", "contact_name": vals["name"]}
    else:
        vals["is_company"] = kind == "account"
    [known] = user.call(MODELS[kind], "create", [vals])
    look = ("antcrm.intake", "find_everywhere", kind, {"website": site})
    assert not user.call(*look)
    admin.call("antcrm.customer.key", "write", [key], {"mode": "suggest"})
    try:
        assert [one["id"] for one in user.call(*look)] == [known]
        values = {"name": "Somebody", "website": site}
        answer = user.json2("antcrm.intake", "enter", kind=kind, values=values)
        assert answer["created"]
    finally:
        admin.call("antcrm.customer.key", "write", [key], {"mode": "off"})
