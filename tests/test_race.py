"""Two people, or two runs, enter the same number at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from host import OdooError

ROUNDS = 5


@pytest.fixture(scope="module")
def salespeople(make_user):
    """Two salespeople with sessions of their own."""
    return [make_user("antcrm_share.group_user") for _number in range(2)]


def at_once(salespeople, call):
    """Run ``call(client)`` for all at the same time.

    :return: list of results and errors
    """

    def run(client):
        try:
            return call(client)
        except OdooError as error:
            return error

    with ThreadPoolExecutor(len(salespeople)) as pool:
        return list(pool.map(run, salespeople))


@pytest.mark.parametrize(
    "model, values",
    [
        ("res.partner", {"firstname": "Race"}),
        ("res.partner", {"name": "Race", "is_company": True}),
        ("crm.lead", {"firstname": "Race", "type": "lead"}),
    ],
    ids=["contact", "account", "lead"],
)
def test_typed_entry_leaves_one_customer_and_one_clear_error(
    salespeople, admin, model, values
):
    for number in range(ROUNDS):
        # valid numbers of Washington, other ones for each kind
        phone = f"+1202555{len(values)}{len(model) % 10}{number:02}"
        commands = [[0, 0, {"value": phone}]]
        answers = at_once(
            salespeople,
            lambda client, commands=commands: client.call(
                model, "create", [{**values, "phone_ids": commands}]
            ),
        )
        errors = [answer for answer in answers if isinstance(answer, OdooError)]
        assert len(errors) == 1, answers
        assert "another customer" in errors[0].message.lower() or (
            "already belongs to" in errors[0].message
        )
        points = admin.call(
            "antcrm.contact.point",
            "search_count",
            [["normalized", "=", phone]],
        )
        assert points == 1


@pytest.fixture
def unique_tax_numbers(admin):
    """Accounts of which no two may have one tax number."""
    domain = [["kind", "=", "account"], ["key", "=", "vat"]]
    ids = admin.call("antcrm.customer.key", "search", domain)
    admin.call("antcrm.customer.key", "write", ids, {"mode": "unique"})
    yield
    admin.call("antcrm.customer.key", "write", ids, {"mode": "suggest"})


@pytest.mark.usefixtures("unique_tax_numbers")
def test_unique_number_leaves_one_customer(salespeople, admin):
    for number in range(ROUNDS):
        values = {"name": "Race", "is_company": True, "vat": f"03014423{number:02}"}
        answers = at_once(
            salespeople,
            lambda client, values=values: client.call(
                "res.partner", "create", [values]
            ),
        )
        errors = [answer for answer in answers if isinstance(answer, OdooError)]
        assert len(errors) == 1, answers
        assert "already belongs to" in errors[0].message
        candidate = {"name": "Race", "vat": f"03014424{number:02}"}
        answers = at_once(
            salespeople,
            lambda client, candidate=candidate: client.call(
                "antcrm.intake", "apply", "account", [candidate], {}
            ),
        )
        actions = sorted(outcome["action"] for (outcome,) in answers)
        assert actions == ["created", "skipped"], answers
        for vat in (values["vat"], candidate["vat"]):
            domain = [["vat", "=", vat]]
            assert admin.call("res.partner", "search_count", domain) == 1


def test_intake_makes_one_customer_and_no_error(salespeople, admin):
    """Who comes second is matched with who came first."""
    for number in range(ROUNDS):
        candidate = {
            "name": "Race",
            "phones": [f"+1202556{number:04}"],
            "emails": [f"race{number}@example.com"],
        }
        answers = at_once(
            salespeople,
            lambda client, candidate=candidate: client.call(
                "antcrm.intake", "apply", "contact", [candidate], {}
            ),
        )
        actions = sorted(outcome["action"] for (outcome,) in answers)
        assert actions == ["created", "skipped"], answers
        assert (
            admin.call(
                "res.partner", "search_count", [["email", "=", candidate["emails"][0]]]
            )
            == 1
        )


def test_intake_makes_a_new_tag_and_a_new_policy_once(salespeople, admin):
    """Both need something that neither can see yet: who comes second begins anew."""
    me = admin.call("res.users", "search", [["login", "=", "admin"]])
    others = admin.call("res.users", "search", [["share", "=", False]])
    for number in range(ROUNDS):
        options = {
            "tag_names": [f"Race {number}"],
            "share_mode": "employee",
            "share_user_ids": sorted({*me, *others[: number + 1]}),
        }
        candidates = iter([{"name": "Ann Race"}, {"name": "Bob Race"}])
        answers = at_once(
            salespeople,
            lambda client, candidates=candidates, options=options: client.call(
                "antcrm.intake", "apply", "lead", [next(candidates)], options
            ),
        )
        actions = [outcome["action"] for (outcome,) in answers]
        assert actions == ["created", "created"], answers
        domain = [["name", "=", f"Race {number}"]]
        assert admin.call("crm.tag", "search_count", domain) == 1
