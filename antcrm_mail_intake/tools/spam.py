"""The marks that spam filters leave in the headers of a mail."""

import re

from .headers import MAX_HEADER

#: Exchange's "spam confidence level" from which it calls a mail spam
SCL = 5
# "spam", "high confidence spam", "phishing" ..., as Exchange Online sorts mails
CATEGORIES = frozenset(("spm", "hspm", "phsh", "hphsh", "hphish", "malw", "spoof"))
VERDICTS = frozenset(("spm", "skb", "sks"))
ACTIONS = frozenset(("reject", "add header", "rewrite subject", "quarantine"))
_NUMBER = re.compile(r"\s*([+-]?\d{1,6})")
_RSPAMD = re.compile(r"[^;]{0,100}?:\s*true\b")


def get_spam_sign(message):
    """Return the header by which a filter says that a mail is spam, or ``""``.

    Known: SpamAssassin, Rspamd, Exchange and Exchange Online, Barracuda, and all who
    write ``X-Spam: Yes``. Each of several headers of one name counts.
    """
    for key, value in message.raw_items():
        read = _READERS.get(key.lower())
        if read:
            value = " ".join(str(value)[:MAX_HEADER].split())
            if read(value.lower()):
                return f"{key}: {value[:100]}"
    return ""


def _is_yes(value):
    return value.partition(",")[0].partition(";")[0].split()[:1] in (["yes"], ["true"])


def _is_level(value):
    number = _NUMBER.match(value)
    return bool(number) and int(number[1]) >= SCL


def _is_report(value):
    tags = dict(part.partition(":")[::2] for part in value.split(";"))
    tags = {tag.strip(): word.strip() for tag, word in tags.items()}
    return (
        _is_level(tags.get("scl", ""))
        or tags.get("cat") in CATEGORIES
        or tags.get("sfv") in VERDICTS
    )


_READERS = {
    "x-spam": _is_yes,
    "x-spam-flag": _is_yes,
    "x-spam-status": _is_yes,
    "x-barracuda-spam-flag": _is_yes,
    "x-barracuda-spam-status": _is_yes,
    "x-ms-exchange-organization-scl": _is_level,
    "x-forefront-antispam-report": _is_report,
    "x-rspamd-action": lambda value: value.partition(";")[0].strip() in ACTIONS,
    "x-spamd-result": lambda value: bool(_RSPAMD.match(value)),
}
