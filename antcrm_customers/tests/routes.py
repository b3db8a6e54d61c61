"""All that can be asked of a route of ours, in a way that nobody means well."""

import inspect
import json
import threading
from urllib.parse import quote

from odoo import http
from odoo.tests import HttpCase

from .registry import our_modules

LONG = "a" * 70_000
#: what a text may be, in bytes: zero bytes, half of a character, what has no character,
#: what a template, a query or a spreadsheet would take for more than a text
TEXTS = (
    b"",
    b"\x00",
    b"a\x00b",
    b"\xed\xa0\x80",
    b"\xff\xfe",
    "\u202e\U0010ffff".encode(),
    b"'\"%(a)s{a}\\",
    b"..%2f..%2fetc",
    b"-1",
)
NUMBERS = ("0", "1", "2147483648", "99999999999999999999")
#: values of a JSON that is not what was asked for
VALUES = (None, True, -1, 1e308, 2**64, "", "a\x00b", "\ud800", [], {}, [[]], {"a": {}})
BODIES = (
    ("application/json", b"{"),
    ("application/json", b"\xff\x00"),
    ("application/json", b"[" * 5000),
    ("application/json; charset=utf-7", b"{}"),
    ("application/x-www-form-urlencoded", b"\x00=\x00&%00=%ED%A0%80&=&&a=%zz"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="\x00"; filename="\x00"\r\n\r\n'
        b"\x00\r\n--x--\r\n",
    ),
    ("text/plain", b"hello"),
    ("", b"\x00"),
)


def get_module(thing):
    """Return the name of the addon that a class or function stands in."""
    return [*thing.__module__.split("."), *[""] * 3][2]


def is_of_the_host(endpoint, modules):
    """Whether another addon than ``modules`` has the method of a route first."""
    name = endpoint.original_endpoint.__name__
    return any(
        name in vars(cls) and get_module(cls) not in {*modules, ""}
        for cls in type(endpoint.func.__self__).__mro__
    )


class RoutesCommon(HttpCase):
    """Ask each route of ours with values that nobody means well.

    The routes, their parameters and their methods are those of the routing map: a new
    one is asked, too.
    """

    #: the addon whose routes are asked; all of ours if there is none
    addon = None
    #: what leads a route to something, such as the token of a form or the id of a lead
    known = ()

    def get_routes(self):
        """Return the rules of the routing map that lead to code of ours, but those of
        the host that ours goes on with: they answer to others as the host does."""
        modules = {self.addon} if self.addon else our_modules(self.env)
        # what a request has, and the routing map writes to the log
        thread = threading.current_thread()
        if not hasattr(thread, "dbname"):
            thread.dbname = self.env.cr.dbname
            self.addCleanup(delattr, thread, "dbname")
        rules = self.env["ir.http"].routing_map().iter_rules()
        return [
            rule
            for rule in rules
            if get_module(rule.endpoint.original_endpoint) in modules
            and not is_of_the_host(rule.endpoint, our_modules(self.env))
        ]

    def get_urls(self, rule):
        """Yield the addresses of a route, with every kind of value for a parameter."""
        parts = [(is_text, data) for is_text, data in rule._trace if data]
        names = [data for is_text, data in parts if is_text]
        numbers = {
            name
            for name, converter in rule._converters.items()
            if type(converter).__name__ == "IntegerConverter"
        }
        for index, text in enumerate(map(quote, TEXTS)):
            number = NUMBERS[index % len(NUMBERS)]
            values = {name: number if name in numbers else text for name in names}
            yield from self.make_url(parts, values)
        for value in self.known:
            yield from self.make_url(parts, dict.fromkeys(names, str(value)))

    def make_url(self, parts, values):
        yield "".join(
            values[data] if is_text else data for is_text, data in parts
        ).removeprefix("|")

    def get_parameters(self, rule):
        signature = inspect.signature(rule.endpoint.original_endpoint)
        return [
            name
            for name, parameter in signature.parameters.items()
            if name != "self" and parameter.kind is not parameter.VAR_KEYWORD
        ]

    def assertRoutesAnswer(self, names=(), **headers):
        """Ask all routes as the user who is logged in.

        :param names: of fields that a body has beside the parameters of the route
        """
        for rule in self.get_routes():
            methods = (rule.methods or {"GET", "POST"}) - {"HEAD", "OPTIONS"}
            fields = [*self.get_parameters(rule), *names]
            urls = [*dict.fromkeys(self.get_urls(rule))]
            for url in urls:
                for method in sorted(methods):
                    self.assertAnswer(method, url, headers=headers)
            for body in self.get_bodies(fields):
                for method in sorted(methods):
                    if method != "GET" or body.get("query"):
                        self.assertAnswer(method, urls[-1], headers=headers, **body)

    def get_bodies(self, names):
        token = http.Request.csrf_token(self) if self.session else ""
        for text in TEXTS:
            value = quote(text)
            fields = "&".join(f"{name}={value}" for name in names)
            yield {
                "content_type": "application/x-www-form-urlencoded",
                "data": f"csrf_token={token}&{fields}".encode(),
                "query": fields,
            }
        for value in VALUES:
            text = json.dumps(value)
            values = dict.fromkeys(names, value)
            fields = "&".join(f"{name}={quote(text)}" for name in names)
            yield {
                "content_type": "application/x-www-form-urlencoded",
                "data": f"csrf_token={token}&{fields}".encode(),
            }
            yield {
                "content_type": "application/json",
                "data": json.dumps({"params": values, **values}).encode(),
            }
        long = "&".join(f"{name}={LONG}" for name in names)
        yield {
            "content_type": "application/x-www-form-urlencoded",
            "data": f"csrf_token={token}&{long}".encode(),
        }
        for content_type, data in BODIES:
            yield {"content_type": content_type, "data": data}

    def assertAnswer(
        self, method, url, headers=None, content_type=None, data=None, query=""
    ):
        """The answer is neither an error of the server nor tells of its code."""
        if content_type is not None:
            headers = {**(headers or {}), "Content-Type": content_type}
        if method == "GET" and query:
            url, data = f"{url}?{query}", None
        with self.subTest(method=method, url=url[:80], data=(data or b"")[:80]):
            response = self.opener.request(
                method,
                self.base_url() + url,
                data=None if method == "GET" else data,
                headers=headers,
                timeout=30,
                allow_redirects=False,
            )
            self.assertLess(response.status_code, 500, response.text[-300:])
            self.assertNotIn("Traceback", response.text)
