"""Addresses behind which no person reads: of machines, lists and forms.

Knows no database; needs the standard library alone.
"""

from .forward_words import word_key

#: "do not reply" in many languages, as it stands in addresses without its signs
NO_REPLY = (
    *("noreply", "noreplay", "donotreply", "dontreply", "donotrespond", "donotanswer"),
    *("noresponse", "nepasrepondre", "sansreponse", "pasdereponse", "keineantwort"),
    *("nichtantworten", "keinerueckantwort", "noresponder", "norespond", "nocontestar"),
    *("naoresponda", "naoresponder", "semresposta", "nonrispondere", "norispondere"),
    *("nietbeantwoorden", "nietantwoorden", "geenantwoord", "nieodpowiada"),
    *("neodpovid", "neodpoved", "svarikke", "ikkesvar", "svarej", "svarainte"),
    *("ejsvar", "inget-svar", "ingetsvar", "eivastata", "alavastaa", "nevalaszolj"),
    *("nevalaszol", "nuraspunde", "neodgovara", "neotvecha", "nevidpovida"),
    *("cevaplamay", "yanitlamay", "khongtraloi", "khongphanhoi", "janganbalas"),
    *("tidakdibalas", "mailerdaemon", "postmaster", "autoreply", "autoresponder"),
    *("autoconfirm", "bounces"),
)
#: parts of an address that tell it whatever stands beside them
NOTICES = frozenset(
    (
        *("notification", "notifications", "notify", "notifier", "notificacion"),
        *("notificaciones", "notificacao", "notificacoes", "notifica", "notifiche"),
        *("benachrichtigung", "benachrichtigungen", "meldingen", "powiadomienia"),
        *("bildirim", "thongbao", "uvedomlenie", "uvedomleniya", "daemon", "noreply"),
    )
)
#: whole addresses, before the ``@``
MACHINES = frozenset(
    (
        *("alert", "alerts", "alerta", "alertas", "alerte", "alertes", "mailer"),
        *("root", "cron", "crond", "newsletter", "newsletters", "rundbrief", "boletin"),
        *("infolettre", "nieuwsbrief", "nyhedsbrev", "nyhetsbrev", "bantin"),
        *("wordpress", "wp", "www-data", "wwwdata", "apache", "nginx", "nobody"),
        *("system", "robot", "bot", "automail", "automated", "automatic", "reminder"),
        *("reminders", "digest", "mailing", "mailings", "bounce", "nagios", "zabbix"),
        *(
            "monitoring",
            "jenkins",
            "gitlab",
            "jira",
            "listserv",
            "majordomo",
            "mailman",
        ),
        *("unsubscribe", "abonnement-noreply", "hethong", "tudong", "automat", "smtp"),
        *("mailserver", "webserver", "backup", "forms-noreply", "form-submission"),
    )
)


def is_machine_address(address):
    """Whether nobody reads what is sent to an address, as a machine writes from it.

    >>> is_machine_address("Do_Not-Reply@example.com")
    True
    >>> is_machine_address("martin.root@example.com")
    False
    """
    local = word_key((address or "").partition("@")[0].partition("+")[0])[:64]
    words = "".join(c if c.isalnum() else " " for c in local).split()
    compact = "".join(words)
    if any(word in compact for word in NO_REPLY) or compact.startswith("nereply"):
        return True
    if NOTICES.intersection(words):
        return True
    return local.strip("0123456789-_.") in MACHINES or compact in MACHINES
