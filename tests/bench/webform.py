"""Posts to a web form beside the host's own ``/website/form/crm.lead``.

Both make a lead of each post, from 4 clients at once, on one server with our addons
and the host's ``website_crm``. Ours answers first and takes in right after, so the time
until the last lead is there counts too.
"""

import os
import subprocess
import sys

from common import database
from host import Server
from webform_posts import Visitors, get_stamp, make_form, wait_until_taken_in

POSTS = 150
ROUNDS = 2


def install(name, addon):
    """Add an addon of the host to a database."""
    subprocess.run(
        [sys.executable, "-m", "odoo", "--database", name, "--init", addon]
        + ["--stop-after-init", "--no-http", "--log-level", "error"],
        check=True,
        env=os.environ,
    )


def show(name, visitors, seconds, first):
    rate = POSTS / seconds
    print(
        f"{name:34} {rate:8.1f} posts/s {rate / first:6.2f} x   "
        f"95 % within {visitors.percentile() * 1000:7.1f} ms"
    )


def main():
    with database("webform") as name:
        install(name, "website_crm")
        server = Server(name)
        server.start()
        try:
            measure_all(server)
        finally:
            server.stop()


def measure_all(server):
    admin = server.client()
    form_id, url = make_form(admin)
    headers = {"Origin": server.url}
    stamp = get_stamp(url)
    for number in range(ROUNDS + 1):
        host = Visitors(4)
        host_seconds = host.send(
            f"{server.url}/website/form/crm.lead",
            [
                {
                    "contact_name": f"Ann {post}",
                    "name": f"Ann {post}",
                    "email_from": f"host{number}-{post}@example.com",
                    "phone": f"+1 202 555 {post:04}",
                    "description": "Hello there",
                }
                for post in range(POSTS)
            ],
        )
        ours = Visitors(4)
        seconds = ours.send(
            url,
            [
                {
                    "stamp": stamp,
                    "name": f"Ann {post}",
                    "emails": f"ours{number}-{post}@example.com",
                    "phones": f"+1 202 55{number} {post:04}",
                    "message": "Hello there",
                }
                for post in range(POSTS)
            ],
            headers,
        )
        rest = wait_until_taken_in(admin, form_id)
        assert host.count(200) == POSTS and ours.count(303) == POSTS
        if not number:
            continue  # to warm up
        first = POSTS / host_seconds
        print(f"round {number}")
        show("host: /website/form/crm.lead", host, host_seconds, first)
        show("ours, answered", ours, seconds, first)
        show("ours, until the last lead is there", ours, seconds + rest, first)


if __name__ == "__main__":
    main()
