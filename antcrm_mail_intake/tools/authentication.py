"""What a mail server found out about the sender of a mail: ``Authentication-Results``
(RFC 8601), with DMARC (RFC 7489), SPF (RFC 7208), DKIM (RFC 6376) and ARC (RFC 8617).

Anybody may write such headers into a mail. Only those of servers that the administrator
names count, and of these the topmost, which stand above what came with the mail. They
count against a sender, never for one: a server that checks nothing changes nothing.
"""

from .headers import MAX_FIELDS, MAX_HEADER

PASSED = ("pass", "bestguesspass")
FAILED_SPF = ("fail", "softfail", "hardfail")
MAX_RESULTS = 100


def find_failure(message, servers, address):
    """Return what speaks against the sender of a mail, such as
    ``dmarc=fail (mx.company.example)``; ``""`` if nothing does.

    :param servers: names of mail servers in lower case; those below one count too
    :param address: the address in From
    """
    if not servers:
        return ""
    domain = address.rpartition("@")[2].lower()
    fields = _get_trusted(message, servers)
    results = [result for _server, results in fields for result in results]
    failure = _get_failure(results, domain)
    if not failure or _is_forwarded(message, servers, fields, failure):
        return ""
    return f"{failure[0]}={failure[1]} ({fields[0][0]})"


def _get_failure(results, domain):
    """Return the result that speaks against a domain, or ``None``."""
    by_method = {}
    for result in results:
        by_method.setdefault(result[0], []).append(result)
    dmarc = by_method.get("dmarc", [])
    for result in (*dmarc, *by_method.get("compauth", [])):
        if result[1] in ("fail", "permerror"):
            return result
    if any(result[1] in PASSED for result in dmarc):
        return None
    # a server without DMARC: what it would say
    spf, dkim = by_method.get("spf", []), by_method.get("dkim", [])
    passed = [
        *((r, r[2].get("smtp.mailfrom") or r[2].get("smtp.helo")) for r in spf),
        *((r, r[2].get("header.d") or r[2].get("header.i")) for r in dkim),
    ]
    passed = [(r, identity) for r, identity in passed if r[1] in PASSED]
    if any(not identity or _is_aligned(identity, domain) for _r, identity in passed):
        return None
    failed = [result for result in spf if result[1] in FAILED_SPF]
    failed += [result for result in dkim if result[1] == "fail"]
    if failed:
        return failed[0]
    for (method, result, _properties), identity in passed:
        return method, f"{result} for {identity}", {}
    return None


def _is_aligned(identity, domain):
    identity = identity.rpartition("@")[2].lower().strip("<>\"'")
    return (
        identity == domain
        or identity.endswith(f".{domain}")
        or domain.endswith(f".{identity}")
        and "." in identity
    )


def _is_forwarded(message, servers, fields, failure):
    """Whether a failure comes from a forwarder that is trusted: the server found its
    seals whole, all of them are of named servers, and the first says that the sender
    was right when the mail came."""
    for _server, results in fields:
        arc = [result for result in results if result[0] == "arc"]
        if arc:
            if arc[0][1] not in PASSED:
                return False
            break
        if failure in results:
            # what stands below may have come with the mail
            return False
    else:
        return False
    seals, found = {}, {}
    for key, value in _get_fields(message):
        if key == "arc-seal":
            tags = _read_tags(value)
            seals[tags.get("i")] = tags.get("d", "").lower()
        elif key == "arc-authentication-results":
            instance, _semicolon, rest = value.partition(";")
            found[instance.replace(" ", "").removeprefix("i=")] = _read_results(rest)
    if not seals or not all(
        domain and any(_is_below(server, domain) for server in servers)
        for domain in seals.values()
    ):
        return False
    server, results = found.get("1", ("", []))
    return (
        "1" in seals
        and _is_named(server, servers)
        and _is_below(server, seals["1"])
        and any(result[:2] == ("dmarc", "pass") for result in results)
    )


def _get_trusted(message, servers):
    """Return ``(server, results)`` of the fields of trusted servers, the topmost
    first."""
    trusted, by = [], ""
    for key, value in _get_fields(message):
        if key == "received":
            if trusted:
                break  # below is what the server got
            by = f" {value}".partition(" by ")[2].split()[:1]
            by = by[0].lower() if by else ""
        elif key == "authentication-results":
            server, results = _read_results(value)
            # Exchange Online does not say its name, which stands above
            server = server or by
            if _is_named(server, servers):
                trusted.append((server, results))
    return trusted


def _get_fields(message):
    for number, (key, value) in enumerate(message.raw_items()):
        if number >= MAX_FIELDS:
            return
        yield key.lower(), " ".join(str(value)[:MAX_HEADER].split())


def _is_named(server, servers):
    return any(_is_below(server, name) for name in servers)


def _is_below(server, name):
    return server == name or server.endswith(f".{name}")


def _read_tags(value):
    tags = (tag.partition("=") for tag in value.split(";"))
    return {name.strip().lower(): tag.strip() for name, _sign, tag in tags}


def _read_results(value):
    """Return ``(authserv-id, [(method, result, {property: value})])`` of a field."""
    parts = _strip_comments(value).split(";")[:MAX_RESULTS]
    server = ""
    if "=" not in parts[0]:
        server = (parts.pop(0).split() or [""])[0].lower()
    results = []
    for part in parts:
        words = part.replace(" = ", "=").split()
        if not words or "=" not in words[0]:
            continue
        method, _sign, result = words[0].lower().partition("=")
        properties = (word.partition("=") for word in words[1:])
        results.append(
            (
                method.partition("/")[0],
                result,
                {key.lower(): value for key, _sign, value in properties},
            )
        )
    return server, results


def _strip_comments(value):
    kept, depth, quoted = [], 0, False
    for character in value:
        if character == '"':
            quoted = not quoted
        elif character == "(" and not quoted:
            depth += 1
        elif character == ")" and depth and not quoted:
            depth -= 1
        elif not depth:
            # what is quoted parts nothing
            kept.append("_" if quoted and character in "; =" else character)
    return "".join(kept)
