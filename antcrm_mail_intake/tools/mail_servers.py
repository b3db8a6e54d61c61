"""Look up where the mail of a domain goes; no ORM."""

import dns.exception
import dns.resolver

SECONDS = 2.0  # in all: somebody waits for the answer
#: {end of the name of a server: whose it is}; they keep the mail of a domain themselves
PROVIDERS = {
    "google.com": "Google",
    "googlemail.com": "Google",
    "outlook.com": "Microsoft",
    "yandex.net": "Yandex",
    "yandex.ru": "Yandex",
    "zoho.com": "Zoho",
    "zoho.eu": "Zoho",
    "mail.me.com": "Apple",
    "messagingengine.com": "Fastmail",
    "protonmail.ch": "Proton",
    "ionos.com": "IONOS",
    "kundenserver.de": "IONOS",
    "ovh.net": "OVH",
    "mailgun.org": "Mailgun",
}
# what stands in place of a server where a domain takes no mail, RFC 7505
NO_MAIL = "."


def find_mail_servers(domain, resolver=None):
    """Return the names of the servers that take the mail of a domain, first choice
    first.

    :param str domain: the part behind the @
    :param resolver: a ``dns.resolver.Resolver``; without one that of the machine
    :return: the names without the dot at their end, ``["."]`` where the domain says
        that it takes no mail, ``[]`` where it names no server, ``None`` where nobody
        answers
    :raise LookupError: there is no such domain
    """
    try:
        resolver = resolver or dns.resolver.Resolver()
        answer = resolver.resolve(domain, "MX", lifetime=SECONDS)
    except dns.resolver.NXDOMAIN as error:
        raise LookupError(domain) from error
    except dns.resolver.NoAnswer:
        return []
    except (dns.exception.DNSException, OSError, UnicodeError):
        return None
    records = sorted(answer, key=lambda record: record.preference)
    names = (record.exchange.to_text().lower() for record in records)
    return [name.rstrip(".") or NO_MAIL for name in names]


def get_provider(server):
    """Return whose mail server it is, where it is one of a big provider.

    >>> get_provider("aspmx.l.google.com")
    'Google'
    """
    labels = server.split(".")
    ends = (".".join(labels[at:]) for at in range(len(labels)))
    return next((PROVIDERS[end] for end in ends if end in PROVIDERS), None)
