"""A walk over every route of a database that takes an id or a model from whoever asks:
each is asked over HTTP for what is hidden. Black-box tests run it with other addons."""

import inspect
import io
import json
import re
import threading
import zipfile
from collections import defaultdict
from typing import NamedTuple
from urllib.parse import quote

from odoo.http import Request

from .hidden_state import HiddenState
from .reference_walk import undone

#: a parameter that is a record, or says of which model one is
ID_NAME = re.compile(
    r"(^|_)(ids?|record|model|models?_name|docids|subpath|path|partner|message"
    r"|attachments?|fetch_params|actions|args|kwargs|data|domain|emails?|token|pid)$"
)
MODEL_NAME = re.compile(r"(^|_)(model|models?_name)$")
OWN_ID = re.compile(r"^(id|ids|(res|thread|record|rec|object|active)_ids?|docids|pid)$")
#: what code takes out of the parameters that it does not name
TAKEN = re.compile(
    r"(?:kw|kwargs|kws|post|params|data|options|form_data|query_params)"
    r"(?:\.get\(|\.pop\(|\[)['\"](\w+)['\"]"
)
#: an answer with one of these is a fault of the server, not a refusal
FAULTS = re.compile(r'"name": ?"(?!odoo\.|werkzeug\.)[\w.]+"')
#: parameters that are no record, and what they are then
SAMPLES = {
    "access_token": "x",
    "action": "add",
    "body": "",
    "bus_data": {},
    "content": "x",
    "context": {},
    "crop": "0",
    "custom_notifications": "all",
    "download": "0",
    "fields": ["name"],
    "filename": "x.txt",
    "filename_field": "email",
    "fname": "x",
    "hash": "x",
    "height": 10,
    "import_compat": False,
    "is_internal": True,
    "is_typing": True,
    "known_member_ids": [],
    "minutes": 5,
    "name": "x",
    "note": "x",
    "post_data": {"body": "x"},
    "rate": 5,
    "search_term": "a",
    "term": "a",
    "token": "x",
    "type": "x",
    "unique": "1",
    "update_data": {"body": "x"},
    "values": {},
    "width": 10,
    "zip_name": "x.zip",
}
MISSING = 2**31 - 7
BODY = ("json", "data", "params")


class Subject(NamedTuple):
    """A record that is asked for."""

    model: str
    id: int
    #: the partner and the lead that it stands for
    partner: int
    lead: int
    #: by the name of a parameter: ids of what refers to them
    others: dict


class Asked(NamedTuple):
    """A request, ready to be sent."""

    method: str
    url: str
    options: dict

    def __str__(self):
        body = next((self.options[k] for k in BODY if self.options.get(k)), "")
        return f"{self.method} {self.url} {json.dumps(body, default=str)}"


class RouteWalk:
    """Asks, and remembers what was answered.

    :param case: an ``HttpCase``
    :param subjects: the hidden records, the first is of a partner
    :param secrets: texts of them that no answer may have
    :param names: texts that no answer may have but those of the routes ``name_shown``
    :param special: ``{route: function}`` that makes the parameters of a route which
        needs more than ids: ``function(subject)`` yields dictionaries
    """

    def __init__(self, case, subjects, secrets, names, name_shown, special):
        self.case = case
        self.env = case.env
        self.subjects = subjects
        self.secrets = secrets
        self.names = names
        self.name_shown = name_shown
        self.special = special
        self.state = HiddenState(
            self.env,
            {
                "res.partner": {subject.partner for subject in subjects},
                "crm.lead": {subject.lead for subject in subjects},
            },
        )
        #: what was found, as texts
        self.leaks, self.written, self.faults = [], [], []
        #: routes that answered somebody who may see the records
        self.answered = set()
        #: routes that showed him a secret: so the walk sees one where there is one
        self.shown = set()
        self.tries = 0
        #: what routes said to him, where they answered nothing
        self.refusals = defaultdict(set)
        self._routes, self._parameters = {}, {}

    # ------------------------------------------------------------------
    # Routes
    # ------------------------------------------------------------------

    def get_routes(self):
        """Return ``{address: rule}`` of what takes a record from whoever asks."""
        # what a request has, and the routing map writes to the log
        thread = threading.current_thread()
        if not hasattr(thread, "dbname"):
            thread.dbname = self.env.cr.dbname
            self.case.addCleanup(delattr, thread, "dbname")
        if not self._routes:
            self._routes = {
                rule.rule: rule
                for rule in self.env["ir.http"].routing_map().iter_rules()
                if not rule.endpoint.routing.get("websocket")
                and (
                    rule.rule in self.special
                    or any(ID_NAME.search(name) for name in self.get_parameters(rule))
                )
            }
        return self._routes

    def get_parameters(self, rule):
        """Return ``{name: whether it is needed}``: of the address, of the function, and
        of what it and those that it extends take out of the rest."""
        if rule.rule not in self._parameters:
            self._parameters[rule.rule] = self._find_parameters(rule)
        return self._parameters[rule.rule]

    def _find_parameters(self, rule):
        names = dict.fromkeys(rule.arguments, True)
        function = inspect.unwrap(rule.endpoint.original_endpoint)
        controller = getattr(rule.endpoint, "func", rule.endpoint).__self__
        for cls in type(controller).mro():
            code = vars(cls).get(function.__name__)
            code = code and inspect.unwrap(getattr(code, "original_endpoint", code))
            if not inspect.isfunction(code):
                continue
            for name, parameter in inspect.signature(code).parameters.items():
                if name != "self" and parameter.kind in (
                    parameter.POSITIONAL_OR_KEYWORD,
                    parameter.KEYWORD_ONLY,
                ):
                    names.setdefault(name, parameter.default is parameter.empty)
            try:
                source = inspect.getsource(code)
            except OSError:
                continue
            for name in TAKEN.findall(source):
                names.setdefault(name, False)
        return {name: needed for name, needed in names.items() if name != "csrf_token"}

    def get_module(self, rule):
        return rule.endpoint.original_endpoint.__module__.split(".")[2]

    # ------------------------------------------------------------------
    # Requests
    # ------------------------------------------------------------------

    def get_requests(self, rule, subjects=None):
        """Return the requests of a route for subjects, as :class:`Asked`."""
        found = self._find_requests(rule, subjects or self.subjects)
        return [*{str(asked): asked for asked in found}.values()]

    def _find_requests(self, rule, subjects):
        special = self.special.get(rule.rule)
        names = self.get_parameters(rule)
        for subject in subjects:
            values = {name: self.get_value(rule, name, subject) for name in names}
            known = {k: v for k, v in values.items() if v is not None}
            sets = [known]
            # only what the route cannot do without: the rest may turn it elsewhere
            needed = {k: v for k, v in known.items() if names[k] or OWN_ID.match(k)}
            if needed != known:
                sets.append(needed)
            if special:
                sets = [
                    # nothing: not sent
                    {k: v for k, v in (known | more).items() if v is not None}
                    for more in special(subject)
                ]
            for values in sets:
                yield from self.make_requests(rule, values)

    def get_value(self, rule, name, subject):
        """Return what stands for a parameter when a subject is asked for."""
        converter = rule._converters.get(name)
        if model := getattr(converter, "model", None):
            return {
                "res.partner": subject.partner,
                "crm.lead": subject.lead,
            }.get(model) or subject.others.get(model.rpartition(".")[2], subject.id)
        if MODEL_NAME.search(name):
            return subject.model
        if name == "field":
            return "raw" if subject.model == "ir.attachment" else "avatar_128"
        stem = re.sub(r"(_su)?_ids?$", "", name)
        if OWN_ID.match(name):
            value = subject.id
        elif stem in ("partner", "author", "customer", "contact", "account", "address"):
            value = subject.partner
        elif stem in ("lead", "opportunity"):
            value = subject.lead
        elif stem in subject.others:
            value = subject.others[stem]
        elif name in SAMPLES:
            return SAMPLES[name]
        elif name.endswith(("_id", "_ids")):
            value = subject.id
        elif name == "domain":
            return [("id", "=", subject.id)]
        elif name in ("email", "emails"):
            value = self.secrets[0]
        else:
            return None
        if name == "docids":
            return str(value)
        return [value] if name.endswith("s") else value

    def make_requests(self, rule, values):
        url = "".join(
            quote(str(values.get(data, "x")), safe="/") if is_parameter else data
            for is_parameter, data in rule._trace
            if data
        ).removeprefix("|")
        values = {k: v for k, v in values.items() if k not in rule.arguments}
        if rule.endpoint.routing["type"] == "json2":
            yield Asked("POST", url, {"json": values})
        elif rule.endpoint.routing["type"] in ("jsonrpc", "json"):
            yield Asked("POST", url, {"json": {"jsonrpc": "2.0", "params": values}})
        else:
            form = {
                name: json.dumps(value)
                if isinstance(value, dict)
                else ",".join(map(str, value))
                if isinstance(value, list)
                else value
                for name, value in values.items()
            }
            methods = set(rule.methods or ("GET", "POST")) - {"HEAD", "OPTIONS"}
            if "GET" in methods:
                yield Asked("GET", url, {"params": form})
            for method in sorted(methods & {"POST"}):
                options = {"data": form}
                if "ufile" in self.get_parameters(rule):
                    options["files"] = {"ufile": ("x.txt", b"x", "text/plain")}
                yield Asked(method, url, options)

    def send(self, asked, key=None):
        options = dict(asked.options)
        if "data" in options and self.case.session:
            token = Request.csrf_token(self.case)
            options["data"] = options["data"] | {"csrf_token": token}
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        if asked.url.startswith("/json/2"):
            headers["X-Odoo-Database"] = self.env.cr.dbname
        return self.case.opener.request(
            asked.method,
            self.case.base_url() + asked.url,
            headers=headers,
            timeout=60,
            allow_redirects=False,
            **options,
        )

    # ------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------

    def ask_as_allowed(self, key=None):
        """Ask all routes as somebody who may see the records."""
        for address, rule in self.get_routes().items():
            for asked in self.get_requests(rule):
                with undone(self.case.env):
                    response = self.send(asked, self.get_key(rule, key))
                refusal = self.get_refusal(response)
                if refusal:
                    self.refusals[address].add(refusal)
                else:
                    self.answered.add(address)
                    if self.find(self.secrets, asked, response):
                        self.shown.add(address)

    def ask_as_stranger(self, who, key=None):
        """Ask all routes as somebody who may not."""
        before = self.state.fetch()
        for rule in self.get_routes().values():
            requests = self.get_requests(rule)
            if not key and rule.endpoint.routing["auth"] not in ("public", "none"):
                # a visitor is sent to log in, whatever he asks for
                requests = requests[:1]
            faults = []
            with undone(self.case.env):
                for asked in requests:
                    response = self.send(asked, self.get_key(rule, key))
                    self.judge(who, rule, asked, response)
                    if self.is_fault(response):
                        faults.append(f"{who}: {asked}: {response.text[:300]}")
                # what a refused request has done is undone by the host
                if changed := self.state.compare(before, self.state.fetch()):
                    self.written.append(f"{who}: {changed}: {rule.rule}")
            if faults and not self.fails_anyway(rule, self.get_key(rule, key)):
                self.faults += faults

    def judge(self, who, rule, asked, response):
        self.tries += 1
        texts = self.secrets
        if rule.rule not in self.name_shown:
            texts = (*texts, *self.names)
        if told := self.find(texts, asked, response):
            self.leaks.append(f"{who}: {sorted(told)}: {asked}: {response.text[:300]}")

    def fails_anyway(self, rule, key):
        """Whether a route fails for the same user with ids of nothing, too."""
        missing = [
            Subject(
                subject.model,
                MISSING,
                MISSING,
                MISSING,
                dict.fromkeys(subject.others, MISSING),
            )
            for subject in self.subjects
        ]
        for asked in self.get_requests(rule, missing):
            with undone(self.case.env):
                if self.is_fault(self.send(asked, key)):
                    return True
        return False

    def get_key(self, rule, key):
        return key if rule.endpoint.routing["auth"] == "bearer" else None

    def get_refusal(self, response):
        """Return why nothing was answered."""
        if response.status_code >= 400:
            return str(response.status_code)
        error = re.search(r'"error": ?\{.*?"name": ?"([\w.]+)"', response.text, re.S)
        return error and error[1]

    def is_fault(self, response):
        """Whether the server failed, where it could have refused."""
        return response.status_code >= 500 or (
            '"error":' in response.text and FAULTS.search(response.text) is not None
        )

    def find(self, texts, asked, response):
        """Return the texts that an answer tells, and the request did not."""
        question = asked.url + json.dumps(asked.options, default=str)
        location = response.headers.get("Location", "")
        answer = self.unpack(response.content).decode(errors="replace") + location
        return {text for text in texts if text in answer and text not in question}

    def unpack(self, content):
        """Return the content of a file, that of a workbook too."""
        if not content.startswith(b"PK"):
            return content
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return b"".join(map(archive.read, archive.namelist()))
