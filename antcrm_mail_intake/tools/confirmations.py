"""Read the mails with which mail services ask to confirm a forwarding.

Whoever gets such a code or link decides about somebody's mail, so that only services
that are known by their domains count, with links that lead to them.
"""

from html import unescape
from typing import NamedTuple

from .addresses import find_addresses
from .forward_words import word_key

MAX_TEXT = 20_000
MAX_LINKS = 50
SERVICES = {
    "Gmail": ("google.com",),
    "Yandex": ("yandex.ru", "yandex.com", "yandex.net", "yandex-team.ru"),
    "Zoho": tuple(f"zoho.{end}" for end in ("com", "eu", "in", "jp", "sa", "com.au"))
    + ("zohomail.com", "zohocorp.com", "zohoaccounts.com"),
    "Outlook": ("outlook.com", "live.com", "microsoft.com", "office.com"),
}
# "forward" in the languages that the services write in
FORWARDING = tuple(
    map(
        word_key,
        (
            *("forward", "weiterleit", "transfert", "réexpédi", "reenvi", "inoltr"),
            *("encaminha", "doorstu", "przekaz", "chuyển tiếp", "пересыл", "переадрес"),
            *(
                "转发",
                "轉寄",
                "転送",
                "전달",
                "yönlendir",
                "penerusan",
                "ส่งต่อ",
                "vidarebe",
            ),
        ),
    )
)
CODES = tuple(
    map(
        word_key,
        (
            *("code", "kod", "código", "codice", "mã", "код", "代码", "代碼", "コード"),
            *("코드", "รหัส", "#"),
        ),
    )
)


class Confirmation(NamedTuple):
    """``service``: its name; ``mailbox``: whose mail is to be forwarded; ``code`` and
    ``link``: with which that is confirmed, one of them at least."""

    service: str
    mailbox: str | None = None
    code: str | None = None
    link: str | None = None


def read_confirmation(sender, subject, text, links=()):
    """Return the :class:`Confirmation` that a mail is, else ``None``.

    :param str sender: address in From
    :param str text: of the mail, as a reader sees it
    :param links: addresses of the links in it

    >>> read_confirmation(
    ...     "forwarding-noreply@google.com",
    ...     "(#123456789) Gmail Forwarding Confirmation",
    ...     "ida@firm.example has requested to forward mail. "
    ...     "Confirmation code: 123456789",
    ... )
    Confirmation(service='Gmail', mailbox='ida@firm.example', code='123456789'...
    """
    service = get_service(sender)
    if not service:
        return None
    subject, text = (subject or "")[:500], (text or "")[:MAX_TEXT]
    key = word_key(f"{subject} {text}")
    if not any(word in key for word in FORWARDING):
        return None
    lines = [subject, *text.splitlines()]
    code = _find_code(lines)
    urls = [*links, *(word for line in lines for word in line.split())]
    link = _find_link(urls, service)
    if not code and not link:
        return None
    mailboxes = [
        address
        for address in find_addresses(f"{subject} {text}")
        if not _get_service(address.rpartition("@")[2]) or service != "Gmail"
    ]
    own = [a for a in mailboxes if a.lower() != sender.lower()]
    return Confirmation(service, own[0] if own else None, code, link)


def get_service(address):
    """Return the mail service that has an address, else ``None``."""
    return _get_service((address or "").rpartition("@")[2])


def get_links(html):
    """Return where the first links of an HTML text lead."""
    html = html[: 10 * MAX_TEXT]
    links, position = [], 0
    while len(links) < MAX_LINKS:
        position = html.find("href=", position)
        if position < 0:
            break
        position += len("href=")
        quote = html[position : position + 1]
        end = html.find(quote, position + 1) if quote in ("'", '"') else -1
        if end > 0:
            links.append(unescape(html[position + 1 : end]).strip())
    return links


def _get_service(host):
    host = host.lower().rstrip(".")
    for service, domains in SERVICES.items():
        for domain in domains:
            if host == domain or host.endswith(f".{domain}"):
                return service
    return None


def _find_code(lines):
    """Return the first number of 4 to 12 digits in, or right below, a line that speaks
    of a code."""
    announced = False
    for line in lines[:300]:
        named = any(word in word_key(line[:300]) for word in CODES)
        if named or announced:
            for word in line[:300].split():
                word = word.strip("()[]#:.,;*'\"<>")
                if word.isascii() and word.isdigit() and 4 <= len(word) <= 12:
                    return word
        if line.strip():
            announced = named
    return None


def _find_link(urls, service):
    for url in urls:
        url = url.strip("<>()[],.;'\"")
        if not url.startswith("https://") or len(url) > 2_000:
            continue
        host = url[8:].partition("/")[0].partition("?")[0].partition("#")[0]
        if "@" in host or "\\" in host or ":" in host:
            continue
        path = url[8 + len(host) :].lower()
        # help pages and the front page confirm nothing
        if _get_service(host) == service and len(path) > 12 and "/answer/" not in path:
            if not host.startswith(("support.", "help.", "policies.", "www.")):
                return url
    return None
