"""Many visitors at once: what the load test and the benchmark of web forms share."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import requests


class Visitors:
    """Clients that send at the same time, each over a connection of its own.

    ``answers`` are pairs of status and seconds, ``waits`` the Retry-After headers.
    """

    def __init__(self, clients=4):
        self.clients = clients
        self.answers = []
        self.waits = []

    def send(self, url, posts, headers=None):
        """Send the posts, dealt out to the clients; return the seconds it took."""
        start = time.perf_counter()
        with ThreadPoolExecutor(self.clients) as pool:
            list(
                pool.map(
                    lambda number: self._send(
                        url, posts[number :: self.clients], headers
                    ),
                    range(self.clients),
                )
            )
        return time.perf_counter() - start

    def _send(self, url, posts, headers):
        with requests.Session() as session:
            for post in posts:
                start = time.perf_counter()
                response = session.post(
                    url, data=post, headers=headers, allow_redirects=False, timeout=120
                )
                seconds = time.perf_counter() - start
                self.answers.append((response.status_code, seconds))
                if response.status_code == 429:
                    self.waits.append(response.headers.get("Retry-After"))

    def count(self, status):
        return sum(1 for found, _seconds in self.answers if found == status)

    def percentile(self, share=0.95):
        """Return the seconds within which so many of the answers came."""
        seconds = sorted(seconds for _status, seconds in self.answers)
        return seconds[min(len(seconds) - 1, int(len(seconds) * share))]


def make_form(admin, **values):
    """Make a form without limits; return its id and address."""
    for name, value in (
        ("min_seconds", 0),
        ("address_limit", 1_000_000),
        ("form_limit", 1_000_000),
    ):
        admin.call(
            "ir.config_parameter", "set_param", f"antcrm_webform.{name}", str(value)
        )
    names = ("name", "emails", "phones", "message")
    (form_id,) = admin.call(
        "antcrm.webform",
        "create",
        [
            {
                "name": "Load",
                "kind": "lead",
                "field_ids": [[0, 0, {"name": name}] for name in names],
                **values,
            }
        ],
    )
    (form,) = admin.call("antcrm.webform", "read", [form_id], ["token"])
    return form_id, f"{admin.url}/antcrm/form/{form['token']}"


def get_stamp(url):
    """Open the form as a browser does; return what it sends along unseen."""
    page = requests.get(url, timeout=120).text
    return re.search(r'name="stamp" value="([^"]+)"', page)[1]


def wait_until_taken_in(admin, form_id, timeout=300):
    """Wait until nothing of a form is waiting; return the seconds it took."""
    start = time.perf_counter()
    domain = [["webform_id", "=", form_id], ["state", "=", "queued"]]
    while admin.call("antcrm.webform.submission", "search_count", domain):
        if time.perf_counter() - start > timeout:
            raise AssertionError("the entries are not taken in")
        time.sleep(0.1)
    return time.perf_counter() - start
