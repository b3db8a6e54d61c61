"""Origins of web pages (RFC 6454); knows no database."""

from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


def read_origin(text):
    """Return the origin of an address, ``https://www.example.com``, or ``None``.

    The host is in lower case and IDNA, the scheme's own port is left out, and whatever
    follows the host is dropped. A user name makes it no address of a site.
    """
    try:
        parts = urlsplit((text or "").strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in DEFAULT_PORTS or not host or "@" in parts.netloc:
        return None
    try:
        host = host.encode("idna").decode().lower()
    except UnicodeError:
        return None
    if not set(host) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.:_"):
        return None
    if ":" in host:
        host = f"[{host}]"
    if port in (None, DEFAULT_PORTS[parts.scheme]):
        return f"{parts.scheme}://{host}"
    return f"{parts.scheme}://{host}:{port}"


def is_safe_target(url):
    """Whether a visitor may be sent to ``url``: an address of the web, or a path of
    this site. ``//host``, ``/\\host`` and other schemes are neither."""
    url = url or ""
    if any(char in url for char in "\\\r\n\t ") or not url.isprintable():
        return False
    if url.startswith("/"):
        return not url.startswith("//")
    return read_origin(url) is not None
