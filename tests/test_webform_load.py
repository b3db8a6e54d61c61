"""Many visitors send at once, and again and again: nobody comes in twice."""

import time

import pytest
from webform_posts import Visitors, get_stamp, make_form, wait_until_taken_in

pytestmark = pytest.mark.slow

PERIOD = 3600  # seconds in which the posts to a form are counted together


@pytest.mark.parametrize(
    "posts, persons",
    [
        pytest.param(200, 20, id="few"),
        pytest.param(2000, 200, id="many"),
    ],
)
def test_visitors_at_once(admin, server, posts, persons):
    limit = posts - posts // 20
    domain = f"load{posts}.example.com"
    form_id, url = make_form(admin, kind="contact", duplicate_policy="merge")
    admin.call(
        "ir.config_parameter", "set_param", "antcrm_webform.form_limit", str(limit)
    )
    stamp = get_stamp(url)
    visitors = Visitors(4)
    first_period = time.time() // PERIOD
    visitors.send(
        url,
        [
            {
                "stamp": stamp,
                "name": f"Person {number % persons}",
                "emails": f"person{number % persons}@{domain}",
                "message": f"Message {number}",
            }
            for number in range(posts)
        ],
        {"Origin": server.url},
    )
    assert visitors.count(303) + visitors.count(429) == posts, visitors.answers[-1]
    if time.time() // PERIOD == first_period:
        # exact, with all clients counting at once
        assert visitors.count(429) == posts - limit
    assert all(0 < int(wait) <= PERIOD + 1 for wait in visitors.waits)
    wait_until_taken_in(admin, form_id)
    emails = [["email", "like", f"@{domain}"]]
    assert admin.call("res.partner", "search_count", emails) == persons
    ids = admin.call("res.partner", "search", emails)
    messages = [["model", "=", "res.partner"], ["res_id", "in", ids]]
    messages.append(["body", "like", "Message"])
    assert admin.call("mail.message", "search_count", messages) == visitors.count(303)
    failed = [["webform_id", "=", form_id]]
    assert not admin.call("antcrm.webform.submission", "search_count", failed)


def test_limits_survive_a_restart(admin, server):
    form_id, url = make_form(admin)
    admin.call("ir.config_parameter", "set_param", "antcrm_webform.address_limit", "1")
    post = {"stamp": get_stamp(url), "name": "Ann", "emails": "restart@example.com"}
    headers = {"Origin": server.url}
    period = time.time() // 600
    visitors = Visitors(1)
    visitors.send(url, [post, post], headers)
    server.stop()
    server.start()
    visitors.send(url, [post], headers)
    if time.time() // 600 == period:
        assert [status for status, _seconds in visitors.answers] == [303, 429, 429]


def test_large_bodies(admin, server):
    """Refused without being read, and the server goes on."""
    _form_id, url = make_form(admin)
    post = {"stamp": get_stamp(url), "name": "Ann", "message": "x" * 10_000_000}
    visitors = Visitors(4)
    visitors.send(url, [post] * 8, {"Origin": server.url})
    assert visitors.count(413) == 8
    assert get_stamp(url)
