"""Ask a service of somebody else over HTTP; knows no database.

Bounded in time and size, and kept out of private networks: the standard library's
client is asked, on a socket whose address has been checked, so that no other answer of
the name server can come in between.
"""

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from urllib.parse import urljoin, urlsplit

PORTS = {"http": 80, "https": 443}
MAX_BYTES = 1_000_000
MAX_REDIRECTS = 3
REDIRECTS = (301, 302, 303, 307, 308)

#: why there is no answer
NOT_ALLOWED, PRIVATE, ELSEWHERE = "not_allowed", "private", "elsewhere"
TOO_LONG, TOO_LATE, UNREACHABLE = "too_long", "too_late", "unreachable"


class Failure(Exception):
    """There is no answer; ``reason`` is one of the above."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def ask(url, headers, seconds, private_hosts=(), is_http_allowed=False):
    """Return what a service answers: its status and its text.

    Redirects are followed on the same host alone: what is in the headers is for nobody
    else.

    :param dict headers: besides those that every client sends
    :param float seconds: for all of it: names, connection, answer
    :param private_hosts: names of hosts that may be in a private network
    :param bool is_http_allowed: whether the answer may come unencrypted
    :raise Failure: there is none
    """
    deadline = time.monotonic() + seconds
    first = get_origin(url)
    for _number in range(MAX_REDIRECTS + 1):
        scheme, host, port = origin = get_origin(url)
        if origin != first:
            raise Failure(ELSEWHERE)
        if scheme not in PORTS or (scheme == "http" and not is_http_allowed):
            raise Failure(NOT_ALLOWED)
        try:
            address = _find_address(host, port, deadline, host in private_hosts)
            status, location, text = _ask_once(url, headers, address, deadline)
        except (OSError, ValueError, http.client.HTTPException) as error:
            is_late = isinstance(error, TimeoutError) or time.monotonic() >= deadline
            raise Failure(TOO_LATE if is_late else UNREACHABLE) from error
        if status not in REDIRECTS or not location:
            return status, text
        url = urljoin(url, location)
    raise Failure(ELSEWHERE)


def get_origin(url):
    """Return scheme, host and port of a URL."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        raise Failure(UNREACHABLE) from None
    return parts.scheme, (parts.hostname or ""), port


def is_public(address):
    """Whether an IP address is one of the internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    # an IPv4 address in the clothes of an IPv6 one
    ip = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    return ip.is_global and not ip.is_multicast


def _find_address(host, port, deadline, is_private_allowed):
    """Return family and address of a host.

    :raise Failure: one of its addresses is in a private network
    """
    names = ThreadPoolExecutor(max_workers=1)
    try:
        # the name server has no time-out of its own
        found = names.submit(
            socket.getaddrinfo, host, port, type=socket.SOCK_STREAM
        ).result(_get_time_left(deadline))
    except FutureTimeoutError:
        raise Failure(TOO_LATE) from None
    finally:
        names.shutdown(wait=False)
    if not is_private_allowed and not all(is_public(one[4][0]) for one in found):
        raise Failure(PRIVATE)
    family, _type, _protocol, _name, address = found[0]
    return family, address


def _get_time_left(deadline):
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise Failure(TOO_LATE)
    return seconds


def _ask_once(url, headers, address, deadline):
    """Return status, the location of a redirect, and text."""
    parts = urlsplit(url)
    family, socket_address = address
    with socket.socket(family, socket.SOCK_STREAM) as plain:
        plain.settimeout(_get_time_left(deadline))
        plain.connect(socket_address)
        if parts.scheme == "http":
            return _read_answer(plain, parts, headers, deadline)
        with ssl.create_default_context().wrap_socket(
            plain, server_hostname=parts.hostname, do_handshake_on_connect=False
        ) as encrypted:
            return _read_answer(encrypted, parts, headers, deadline)


def _read_answer(connection, parts, headers, deadline):
    # whoever sends a byte now and then is cut off as well
    watch = threading.Timer(
        _get_time_left(deadline),
        socket.socket.shutdown,
        (connection, socket.SHUT_RDWR),
    )
    watch.daemon = True
    watch.start()
    try:
        if isinstance(connection, ssl.SSLSocket):
            connection.do_handshake()
        client = http.client.HTTPConnection(parts.hostname)
        client.sock = connection
        target = re.sub(r"\s", "%20", parts.path or "/")
        target += f"?{parts.query}" if parts.query else ""
        client.request(
            "GET",
            target,
            headers={
                "Accept": "application/json",
                **headers,
                "Host": parts.netloc,
                "Accept-Encoding": "identity",
                "Connection": "close",
            },
        )
        response = client.getresponse()
        body = response.read(MAX_BYTES + 1)
    finally:
        watch.cancel()
    _get_time_left(deadline)
    if len(body) > MAX_BYTES:
        raise Failure(TOO_LONG)
    return (
        response.status,
        response.getheader("Location"),
        body.decode("utf-8", "replace"),
    )
