"""Forwarded mails, as the programs of many people write them.

Each program has its layout, each language its words; :func:`make_mails` puts them
together, and :data:`SPECIAL` has what is special. The person who wrote is the same in
all of them, so that a wrong one shows.
"""
# ruff: noqa: E501 - mails have long lines

from html import escape

PERSON = ("Ida Nguyễn-Müller", "ida@customer.example")
BODY = "Hello,\n\nplease send me a price list.\n\nIda\nTel. +84 90 123 45 67"

# language: from, to, copy, date, sent, subject; what Gmail and others print between
# dashes, what Apple prints, the prefix of the subject in Outlook
LANGUAGES = {
    "ar": "من|إلى|نسخة|التاريخ|تاريخ الإرسال|الموضوع|رسالة معاد توجيهها|بداية الرسالة المُعاد توجيهها|إعادة توجيه",
    "cs": "Od|Komu|Kopie|Datum|Odesláno|Předmět|Přeposlaná zpráva|Začátek přeposílané zprávy|FW",
    "da": "Fra|Til|Cc|Dato|Sendt|Emne|Videresendt meddelelse|Start på videresendt besked|VS",
    "de": "Von|An|Cc|Datum|Gesendet|Betreff|Weitergeleitete Nachricht|Anfang der weitergeleiteten Nachricht|WG",
    "el": "Από|Προς|Κοιν.|Ημερομηνία|Στάλθηκε|Θέμα|Προωθημένο μήνυμα|Έναρξη προωθημένου μηνύματος|ΠΡΘ",
    "en": "From|To|Cc|Date|Sent|Subject|Forwarded message|Begin forwarded message|FW",
    "es": "De|Para|CC|Fecha|Enviado|Asunto|Mensaje reenviado|Inicio del mensaje reenviado|RV",
    "et": "Saatja|Saaja|Koopia|Kuupäev|Saadetud|Teema|Edastatud kiri|Edastatud kirja algus|Edasi",
    "fi": "Lähettäjä|Vastaanottaja|Kopio|Päivämäärä|Lähetetty|Aihe|Edelleenlähetetty viesti|Välitetty viesti alkaa|VL",
    "fr": "De|À|Cc|Date|Envoyé|Objet|Message transféré|Début du message réexpédié|TR",
    "he": "מאת|אל|עותק|תאריך|נשלח|נושא|הודעה שהועברה|תחילת הודעה שהועברה|הועבר",
    "hr": "Šalje|Prima|Kopija|Datum|Poslano|Predmet|Proslijeđena poruka|Započni proslijeđenu poruku|FW",
    "hu": "Feladó|Címzett|Másolatot kap|Dátum|Küldve|Tárgy|Továbbított üzenet|Továbbított levél kezdete|Továbbítás",
    "id": "Dari|Kepada|Cc|Tanggal|Dikirim|Perihal|Pesan terusan|Mulai pesan yang diteruskan|Trs",
    "it": "Da|A|Cc|Data|Inviato|Oggetto|Messaggio inoltrato|Inizio messaggio inoltrato|I",
    "ja": "差出人|宛先|CC|日付|送信日時|件名|転送メッセージ|転送されたメッセージ|転送",
    "ko": "보낸 사람|받는 사람|참조|날짜|보낸 날짜|제목|전달된 메시지|전달된 메시지 시작|전달",
    "nl": "Van|Aan|CC|Datum|Verzonden|Onderwerp|Doorgestuurd bericht|Begin doorgestuurd bericht|Doorst",
    "no": "Fra|Til|Kopi|Dato|Sendt|Emne|Videresendt melding|Videresendt melding|Vs",
    "pl": "Od|Do|DW|Data|Wysłano|Temat|Przekazana wiadomość|Początek przekazywanej wiadomości|PD",
    "pt": "De|Para|Cc|Data|Enviado|Assunto|Mensagem reencaminhada|Início da mensagem reencaminhada|FW",
    "pt_br": "De|Para|Cc|Data|Enviada em|Assunto|Mensagem encaminhada|Início da mensagem encaminhada|ENC",
    "ro": "De la|Către|Cc|Data|Trimis|Subiect|Mesaj redirecționat|Începe mesajul redirecționat|Redir.",
    "ru": "От|Кому|Копия|Дата|Отправлено|Тема|Пересылаемое сообщение|Начало переадресованного сообщения|Пересл",
    "sk": "Od|Komu|Kópia|Dátum|Odoslané|Predmet|Preposlaná správa|Začiatok preposlanej správy|FW",
    "sv": "Från|Till|Kopia|Datum|Skickat|Ämne|Vidarebefordrat meddelande|Vidarebefordrat mejl|VB",
    "th": "จาก|ถึง|สำเนา|วันที่|ส่ง|เรื่อง|ข้อความที่ส่งต่อ|เริ่มข้อความที่ส่งต่อ|ส่งต่อ",
    "tr": "Kimden|Kime|Bilgi|Tarih|Gönderildi|Konu|İletilen İleti|İleti başlangıcı|İLT",
    "uk": "Від|Кому|Копія|Дата|Надіслано|Тема|Переслане повідомлення|Початок листа, що пересилається|Переслано",
    "vi": "Từ|Đến|Cc|Ngày|Đã gửi|Chủ đề|Thư đã chuyển tiếp|Bắt đầu thư được chuyển tiếp|Chuyển tiếp",
    "zh_cn": "发件人|收件人|抄送|日期|发送时间|主题|转发的邮件|开始转发的邮件|转发",
    "zh_tw": "寄件者|收件者|副本|日期|寄件日期|主旨|轉寄的郵件|開始轉寄郵件|轉寄",
}
WORDS = (
    "from_",
    "to",
    "copy",
    "date",
    "sent",
    "subject",
    "forwarded",
    "apple",
    "prefix",
)
NOTE = "Can you take this one?\n\n"
WHEN = "Wednesday, 27 October 2021 09:31"
TO = "support@company.example"
TOPIC = "Price list"


# Each layout: (subject, text) of a mail whose words are in one language. `marked`: it
# says that it is a forward, so the subject need not.
def gmail(w):
    return (
        f"Fwd: {TOPIC}",
        f"{NOTE}---------- Forwarded message ---------\n{w.from_}: {w.person}\nDate: {WHEN}"
        f"\nSubject: {TOPIC}\nTo: <{TO}>\n\n\n{BODY}",
    )


def gmail_bold(w):
    return (
        TOPIC,
        f"---------- {w.forwarded} ----------\n{w.from_}: *{w.name}* <{w.address}>\n"
        f"{w.date}: {WHEN}\n{w.subject}: {TOPIC}\n{w.to}: {TO}\n\n{BODY}",
    )


def gmail_own_words(w):
    return (
        f"Re: {TOPIC}",
        f"---------- {w.forwarded} ---------\n{w.from_} : {w.person}\n{w.date} : {WHEN}\n"
        f"{w.subject} : Re: {TOPIC}\n{w.to} : {TO}\n\n\n{BODY}",
    )


def apple_mail(w):
    head = (
        f"{w.apple}:\n\n{w.from_}: {w.person}\n{w.subject}: {TOPIC}\n{w.date}: {WHEN}\n"
    )
    return None, NOTE + quoted(
        f"{head}{w.to}: {TO}\n{w.copy}: Bob <bob@other.example>\n\n{BODY}"
    )


def apple_mail_plain(w):
    head = (
        f"{w.apple}:\n\n{w.from_}: {w.person}\n{w.subject}: {TOPIC}\n{w.date}: {WHEN}\n"
    )
    return f"Fwd: {TOPIC}", f"{NOTE}{head}{w.to}: {TO}\n\n{BODY}"


def ios(w):
    head = (
        f"*{w.from_}:* {w.person}\n*{w.date}:* {WHEN}\n*{w.to}:* {TO}\n*{w.subject}:* "
    )
    return f"Fwd: {TOPIC}", f"Sent from my iPhone\n\n{w.apple}:\n\n" + quoted(
        f"{head}*{TOPIC}*\n\n\ufeff{BODY}"
    )


def ios_bold(w):
    head = f"**{w.from_}:** {w.person}\n**{w.date}:** {WHEN}\n**{w.to}:** {TO}"
    return None, f"{w.apple}:\n\n" + quoted(
        f"{head}\n**{w.subject}:** {TOPIC}\n\n{BODY}"
    )


def ios_no_quotes(w):
    head = (
        f"{w.from_}: {w.person}\n{w.date}: {WHEN}\n{w.to}: {TO}\n{w.subject}: {TOPIC}"
    )
    return f"Fwd: {TOPIC}", f"{w.apple}:\n\n{head}\n\n\ufeff{BODY}\n"


def outlook_desktop(w):
    return (
        f"{w.prefix}: {TOPIC}",
        f"{NOTE}{w.from_}: {w.person} \n{w.sent}: {WHEN}\n{w.to}: Support <{TO}>\n"
        f"{w.copy}: Bob <bob@other.example>; Eve <eve@other.example>\n"
        f"{w.subject}: {TOPIC}\n\n{BODY}",
    )


def outlook_desktop_mailto(w):
    return (
        f"[EXTERNAL] {w.prefix}: {TOPIC}",
        f"{NOTE}-----Original Message-----\n{w.from_}: {w.name} [mailto:{w.address}] \n"
        f"{w.sent}: {WHEN}\n{w.to}: Support\n{w.subject}: {TOPIC}\n\n{BODY}",
    )


def outlook_desktop_address(w):
    return (
        f"{w.prefix} : {TOPIC}",
        f"\r\n{w.from_} : {w.name}<mailto:{w.address}>\r\n{w.sent} : {WHEN}\r\n"
        f"{w.to} : 'Support'\r\n{w.subject} : {TOPIC}\r\n\r\n{BODY}",
    )


def outlook_web(w):
    return (
        f"{w.prefix}: {TOPIC}",
        f"{NOTE}________________________________\n{w.from_}: {w.person}\n{w.sent}: {WHEN}\n"
        f"{w.to}: {TO} <{TO}>\n{w.subject}: {TOPIC}\n\n{BODY}",
    )


def outlook_web_tagged(w):
    return (
        f"[EXT] {w.prefix.upper()}: {TOPIC}",
        f"________________________________\n{w.from_}: {w.name} <{w.address}<mailto:"
        f"{w.address}>>\n{w.sent}: {WHEN}\n{w.to}: {TO} <{TO}>\n"
        f"{w.subject}: RE: {TOPIC}\n\n{BODY}",
    )


def outlook_web_plain(w):
    return (
        TOPIC,
        f"{NOTE}________________________________\n{w.from_}: {w.person}\n{w.sent}: {WHEN}\n"
        f"{w.to}: {TO} <{TO}>\n{w.subject}: {TOPIC}\n\n{BODY}",
    )


def new_outlook(w):
    return (
        f"{w.prefix}: {TOPIC}",
        f"{NOTE}{w.from_}: {w.person}\n{w.date}: {WHEN}\n{w.to}: {TO} <{TO}>\n"
        f"{w.subject}: {TOPIC}\n{BODY}",
    )


def new_outlook_copy(w):
    return (
        f"FW: {TOPIC}",
        f"{w.from_}: {w.person}\n{w.date}: {WHEN}\n{w.to}: {TO} <{TO}>\n"
        f"{w.copy}: Bob <bob@other.example>\n{w.subject}: {TOPIC}\n{BODY}",
    )


def new_outlook_untold(w):
    return (
        TOPIC,
        f"{w.from_}: {w.person}\n{w.date}: {WHEN}\n{w.to}: {TO} <{TO}>\n"
        f"{w.subject}: {TOPIC}\n\n{BODY}",
    )


def outlook_mobile(w):
    return (
        f"Fw: {TOPIC}",
        f"{NOTE}Get Outlook for iOS<https://aka.ms/o0ukef>\n"
        f"________________________________\n{w.from_}: {w.person}\n{w.sent}: {WHEN}\n"
        f"{w.to}: {TO} <{TO}>\n{w.subject}: {TOPIC}\n\n{BODY}",
    )


def outlook_mobile_android(w):
    return (
        f"Fwd: {TOPIC}",
        f"\n\nGet Outlook for Android\n\n-------- Original message --------\n"
        f"{w.from_}: {w.person} \n{w.date}: {WHEN} (GMT+01:00) \n{w.to}: {TO} \n"
        f"{w.subject}: {TOPIC} \n\n{BODY}",
    )


def outlook_mobile_spaced(w):
    return (
        f"{w.prefix}: {TOPIC}",
        f"\n\n{w.from_}: {w.person}\n\n{w.sent}: {WHEN}\n\n{w.to}: {TO}\n\n"
        f"{w.subject}: {TOPIC}\n\n\n{BODY}",
    )


def thunderbird(w):
    return (
        f"Fwd: {TOPIC}",
        f"{NOTE}\n-------- {w.forwarded} --------\n{w.subject}: \t{TOPIC}\n{w.date}: \t"
        f"Wed, 27 Oct 2021 09:31:00 +0200\n{w.from_}: \t{w.person}\n{w.to}: \t{TO}\n\n\n\n{BODY}",
    )


def thunderbird_organization(w):
    return (
        None,
        f"-------- {w.forwarded.title()} --------\n{w.subject}: \t{TOPIC}\n{w.date}: \t"
        f"Wed, 27 Oct 2021\nResent-From: \tboss@company.example\n{w.from_}: \t{w.person}\n"
        f"Reply-To: \tother@other.example\nOrganization: \tACME\n{w.to}: \t{TO}\n\n{BODY}",
    )


def thunderbird_brackets(w):
    return (
        f"[Fwd: {TOPIC}]",
        f"-------- Original Message --------\n{w.subject}: {TOPIC}\n{w.date}: {WHEN}\n"
        f"{w.from_}: {w.person}\n{w.to}: {TO}\n\n{BODY}",
    )


def yahoo(w):
    return (
        None,
        f'   ----- {w.forwarded} ----- {w.from_}: {w.person}{w.to}: "{TO}" <{TO}>'
        f"{w.sent}: {WHEN} CET{w.subject}: {TOPIC}\n {BODY}",
    )


def yahoo_lines(w):
    return (
        f"Fw: {TOPIC}",
        f"\n\n  ----- {w.forwarded} -----\n {w.from_}: {w.person}\n{w.to}: {TO}\n"
        f"{w.sent}: {WHEN}\n{w.subject}: {TOPIC}\n \n{BODY}",
    )


def yahoo_mobile(w):
    return (
        f"Fw: {TOPIC}",
        f"Sent from Yahoo Mail on Android\n \n   ----- {w.forwarded} ----- {w.from_}: "
        f'"{w.name}" <{w.address}>{w.to}: "Support" <{TO}>{w.sent}: {WHEN}'
        f"{w.subject}: {TOPIC}\n {BODY}",
    )


def hubspot(w):
    return (
        None,
        f"{NOTE}---------- {w.forwarded} ---------\n{w.from_}: {w.person}\n{w.date}: {WHEN}\n"
        f"{w.subject}: {TOPIC}\n{w.to}: {TO}\n\n{BODY}",
    )


def hubspot_prefix(w):
    return f"Fwd: {TOPIC}", hubspot(w)[1]


def hubspot_copy(w):
    return (
        f"FWD: {TOPIC}",
        f"---------- {w.forwarded} ---------\n{w.from_}: {w.person}\n{w.date}: {WHEN}\n"
        f"{w.subject}: {TOPIC}\n{w.to}: {TO}\n{w.copy}: Bob <bob@other.example>\n\n{BODY}",
    )


def mailmate(w):
    head = (
        f"{w.from_}: {w.person}\n{w.to}: {TO}\n{w.subject}: {TOPIC}\n{w.date}: {WHEN}"
    )
    return f"Fwd: {TOPIC}", f"{NOTE}Forwarded message:\n\n{quoted(head)}\n\n{BODY}"


def mailmate_untold(w):
    return None, mailmate(w)[1]


def mailmate_plain(w):
    return f"Fwd: {TOPIC}", mailmate(w)[1].replace("> ", "")


def missive(w):
    return (
        None,
        f"---------- Forwarded message ----------\n{w.from_}: {w.person}\n{w.date}: {WHEN}\n"
        f"{w.to}: {TO}\n{w.subject}: {TOPIC}\n\n{quoted(BODY)}",
    )


def missive_prefix(w):
    return f"Fwd: {TOPIC}", NOTE + missive(w)[1]


def missive_local(w):
    return None, missive(w)[1].replace("Forwarded message", w.forwarded)


def ionos(w):
    return (
        f"Fwd: {TOPIC}",
        f"---------- Original Message ----------\n{w.from_}: {w.person}\n{w.to}: {TO}\n"
        f"{w.date}: {WHEN} CEST\n{w.subject}: {TOPIC}\n\n{BODY}",
    )


def ionos_untold(w):
    return None, NOTE + ionos(w)[1]


def ionos_local(w):
    return f"WG: {TOPIC}", ionos(w)[1].replace("Original Message", w.forwarded)


def proton(w):
    return (
        f"Fw: {TOPIC}",
        f"{NOTE}Sent with Proton Mail secure email.\n\n------- Forwarded Message -------\n"
        f"{w.from_}: {w.person}\n{w.date}: On {WHEN}\n{w.subject}: {TOPIC}\n"
        f"{w.to}: {TO} <{TO}>\n\n\n{BODY}",
    )


def proton_hyphens(w):
    return (
        f"Fw: {TOPIC}",
        f"‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn {WHEN}, {w.name} <{w.address}> wrote:\n\n{BODY}",
    )


def proton_local(w):
    return None, proton(w)[1].replace("Forwarded Message", w.forwarded)


def zoho(w):
    line = "============ Forwarded message ============"
    return (
        f"Fwd: {TOPIC}",
        f"{NOTE}{line}\n{w.from_}: {w.name}<{w.address}>\n{w.to}: <{TO}>\n{w.date}: {WHEN}\n"
        f"{w.subject}: {TOPIC}\n{line}\n\n{BODY}",
    )


def zoho_untold(w):
    return None, zoho(w)[1]


def zoho_local(w):
    return f"Fwd:{TOPIC}", zoho(w)[1].replace("Forwarded message", w.forwarded)


def fastmail(w):
    return (
        f"Fwd: {TOPIC}",
        f"{NOTE}----- Original message -----\n{w.from_}: {w.person}\n{w.to}: {TO}\n"
        f"{w.subject}: {TOPIC}\n{w.date}: {WHEN}\n\n{BODY}",
    )


def fastmail_untold(w):
    return TOPIC, fastmail(w)[1]


def fastmail_address(w):
    text = fastmail(w)[1].replace(w.person, w.address)
    return f"Fwd: {TOPIC}", text


def gmx(w):
    return (
        f"Fw: {TOPIC}",
        f'{NOTE}{w.sent}: {WHEN}\n{w.from_}: "{w.name}" <{w.address}>\n{w.to}: {TO}\n'
        f"{w.subject}: {TOPIC}\n\n{BODY}",
    )


def gmx_app(w):
    return (
        f"Fwd: {TOPIC}",
        f"--\nGMX App\n--- {w.forwarded} ---\n{w.from_}: {w.person}\n{w.date}: {WHEN}\n"
        f"{w.subject}: {TOPIC}\n{w.to}: {TO}\n\n{BODY}",
    )


def gmx_indented(w):
    text = gmx(w)[1].removeprefix(NOTE)
    return f"WG: {TOPIC}", NOTE + "\n".join(f"    {line}" for line in text.splitlines())


LAYOUTS = {
    "gmail": (gmail, gmail_bold, gmail_own_words),
    "apple_mail": (apple_mail, apple_mail_plain),
    "ios": (ios, ios_bold, ios_no_quotes),
    "outlook_desktop": (
        outlook_desktop,
        outlook_desktop_mailto,
        outlook_desktop_address,
    ),
    "outlook_web": (outlook_web, outlook_web_tagged, outlook_web_plain),
    "new_outlook": (new_outlook, new_outlook_copy, new_outlook_untold),
    "outlook_mobile": (outlook_mobile, outlook_mobile_android, outlook_mobile_spaced),
    "thunderbird": (thunderbird, thunderbird_organization, thunderbird_brackets),
    "yahoo": (yahoo, yahoo_lines, yahoo_mobile),
    "hubspot": (hubspot, hubspot_prefix, hubspot_copy),
    "mailmate": (mailmate, mailmate_untold, mailmate_plain),
    "missive": (missive, missive_prefix, missive_local),
    "ionos": (ionos, ionos_untold, ionos_local),
    "proton": (proton, proton_hyphens, proton_local),
    "zoho": (zoho, zoho_untold, zoho_local),
    "fastmail": (fastmail, fastmail_untold, fastmail_address),
    "gmx": (gmx, gmx_app, gmx_indented),
}


class _Words:
    def __init__(self, language):
        for name, word in zip(WORDS, LANGUAGES[language].split("|"), strict=True):
            setattr(self, name, word)
        self.name, self.address = PERSON
        self.person = f"{self.name} <{self.address}>"


def quoted(text):
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def make_html(text):
    """Return the HTML twin of a text: quotes as ``blockquote``, lines as ``div``."""
    parts, depth = [], 0
    for line in text.splitlines():
        new = 0
        while line.startswith(">"):
            line, new = line[1:].removeprefix(" "), new + 1
        parts.append("<blockquote type='cite'>" * (new - depth))
        parts.append("</blockquote>" * (depth - new))
        depth = new
        if set(line) == {"_"}:
            parts.append('<hr style="width:98%">')
            continue
        label, colon, value = line.partition(": ")
        shown = (
            f"<b>{escape(label)}:</b>&nbsp;{escape(value)}" if colon else escape(line)
        )
        parts.append(f"<div>{shown or '<br>'}</div>")
    return (
        "<html><head><title>From: x@y.example</title><style>p {margin:0}</style></head>"
        f"<body dir='ltr'>{''.join(parts)}{'</blockquote>' * depth}</body></html>"
    )


def make_mails():
    """Yield ``(case, subject, text, person)`` of each layout in each language."""
    for client, layouts in LAYOUTS.items():
        for layout in layouts:
            for language in LANGUAGES:
                subject, text = layout(_Words(language))
                yield f"{client}/{layout.__name__}/{language}", subject, text, PERSON


OWN = ("company.example", "ida.private@mail.example")
NAME, ADDRESS = PERSON
_FROM = f"{NAME} <{ADDRESS}>"
_BLOCK = f"From: {_FROM}\nSent: {WHEN}\nTo: Support <{TO}>\nSubject: {TOPIC}\n\n{BODY}"
_OWN_BLOCK = (
    f"From: Emma Employee <emma@company.example>\nSent: {WHEN}\nTo: Bob <bob@company.example>"
    f"\nSubject: FW: {TOPIC}\n\n"
)
_GMAIL = "---------- Forwarded message ---------\n"
_ON = f"On Wed, 27 Oct 2021 at 09:31, {_FROM} wrote:"

# (case, subject, text, expected; True stands for the person)
SPECIAL = [
    # chains: the top-most sender who is none of us
    (
        "chain",
        "Fwd: x",
        _GMAIL + _BLOCK + "\n\n" + _GMAIL + "From: Old <old@x.example>\nTo: y\n",
        True,
    ),
    ("chain/own on top", "FW: x", _OWN_BLOCK + _BLOCK, True),
    (
        "chain/own twice",
        "FW: x",
        _OWN_BLOCK + _OWN_BLOCK + "____________\n" + _BLOCK,
        True,
    ),
    ("chain/own alone", "FW: x", _OWN_BLOCK + BODY, None),
    ("chain/own below", "FW: x", _BLOCK + "\n\n" + _OWN_BLOCK, True),
    (
        "chain/own private",
        "Fwd: x",
        _GMAIL + "From: Ida <ida.private@mail.example>\nTo: y\n\nHi",
        None,
    ),
    (
        "chain/own tag",
        "Fwd: x",
        _GMAIL + "From: I <ida.private+a@mail.example>\nTo: y\n\nHi",
        None,
    ),
    (
        "chain/own subdomain",
        "Fwd: x",
        _GMAIL + "From: I <i@eu.company.example>\nTo: y\n\nHi",
        None,
    ),
    (
        "chain/not own",
        "Fwd: x",
        _GMAIL + "From: I <i@mycompany.example>\nTo: y\n\nHi",
        ("I", "i@mycompany.example"),
    ),
    (
        "chain/unknown on top",
        "FW: x",
        f"From: Boss\nSent: {WHEN}\nTo: us\nSubject: FW: y\n\n" + _BLOCK,
        None,
    ),
    (
        "chain/languages",
        "WG: x",
        _OWN_BLOCK + f"Von: {_FROM}\nGesendet: {WHEN}\nAn: Us\nBetreff: x\n\n" + BODY,
        True,
    ),
    (
        "chain/quoted deeper",
        "Fwd: x",
        "Begin forwarded message:\n\n"
        + quoted(_OWN_BLOCK + "Begin forwarded message:\n\n" + quoted(_BLOCK)),
        True,
    ),
    # replies
    ("reply/wrote", "Re: x", f"Thanks!\n\n{_ON}\n> {BODY}", None),
    ("reply/wrote, no prefix", "Price list", f"Thanks!\n\n{_ON}\n> Hello", None),
    ("reply/outlook", "RE: x", "Thanks!\n\n" + _BLOCK, None),
    (
        "reply/outlook web",
        "AW: x",
        "Thanks!\n\n________________________________\n" + _BLOCK,
        None,
    ),
    (
        "reply/original message",
        "SV: x",
        "Thanks!\n\n-----Original Message-----\n" + _BLOCK,
        None,
    ),
    (
        "reply/to a forward",
        "Re: Fwd: x",
        "Thanks!\n\nOn Wed, 27 Oct 2021, Emma <emma@company.example> wrote:\n"
        + quoted(_GMAIL + _BLOCK),
        None,
    ),
    (
        "reply/to a forward, no prefix",
        "x",
        "Thanks!\n\nOn Wed, 27 Oct 2021, Emma <emma@company.example> wrote:\n"
        + quoted(_GMAIL + _BLOCK),
        None,
    ),
    (
        "reply/to a forward, unquoted",
        "Re: Fwd: x",
        "Thanks!\n\n" + _GMAIL + _BLOCK,
        None,
    ),
    (
        "reply/finnish",
        "VS: x",
        f"Kiitos!\n\nLähettäjä: {_FROM}\nLähetetty: {WHEN}\nVastaanottaja: Us\nAihe: x\n\n{BODY}",
        None,
    ),
    (
        "reply/danish prefix is a forward",
        "VS: x",
        f"Fra: {_FROM}\nSendt: {WHEN}\nTil: Us\nEmne: x\n\n{BODY}",
        True,
    ),
    (
        "reply/wrapped",
        "x",
        "Thanks!\n\nOn Wed, 27 Oct 2021 at 09:31, Ida Doe\n<ida@customer.example> wrote:\n> Hi",
        None,
    ),
    ("reply/quoted block", "x", "Thanks!\n\n" + quoted(_BLOCK), None),
    ("reply/german", "AW: WG: x", "Danke!\n\n" + _GMAIL + _BLOCK, None),
    ("reply/external", "[EXTERNAL] RE: x", "Thanks!\n\n" + _BLOCK, None),
    ("plain", "Price list", BODY, None),
    ("plain/prefix alone", "Fwd: Price list", BODY, None),
    (
        "plain/label in text",
        "Fwd: question",
        f"From: {_FROM} I heard that you sell bikes.\nGreat.",
        None,
    ),
    (
        "plain/address in text",
        "FW: call",
        "Please call ida@customer.example on 27.10.2021:\nthanks",
        None,
    ),
    (
        "plain/no sender",
        "FW: x",
        f"From: Ida\nSent: {WHEN}\nTo: Us\nSubject: x\n\n{BODY}",
        None,
    ),
    (
        "plain/exchange address",
        "FW: x",
        f"From: Ida </O=ACME/OU=X/CN=IDA>\nSent: {WHEN}\nTo: Us\nSubject: x\n\n{BODY}",
        None,
    ),
    (
        "plain/several senders",
        "Fwd: x",
        f"{_GMAIL}From: Bob <bob@x.example>, {_FROM}\nTo: y\nSubject: x\n\nHi",
        None,
    ),
    # subjects
    *(
        (f"subject/{subject}", subject, f"\n{_BLOCK}", True)
        for subject in (
            "FWD: x",
            "fw: x",
            "Fw:x",
            " Fwd : x",
            "[EXTERNAL] FW: x",
            "[EXT][Ticket 7] Fwd: x",
            "TR : x",
            "WG: x",
            "RV: x",
            "Doorst: x",
            "Vs: x",
            "转发：x",
            "转发: x",
            "轉寄：x",
            "Chuyển tiếp: x",
            "I: x",
            "PD: x",
            "ENC: x",
            "Redir.: x",
            "VB: x",
            "VL: x",
            "İLT: x",
            "Videresend: x",
            "Fwd[2]: x",
            "FW(3): x",
            "Fwd: Re: x",
            "[Fwd: x]",
            "x (fwd)",
            "***SPAM*** Fwd: x",
            "(EXTERNAL) Fwd: x",
            "【外部】转发：x",
            "Fwd: Fwd: x",
            "EXTERNAL: FW: x",
            "ПЕР: x",
            "إعادة توجيه: x",
            "הועבר: x",
            "転送: x",
            "전달: x",
            "ส่งต่อ: x",
            "ΠΡΘ: x",
            "\u200fFwd: x",
            "Tr: x",
            "Továbbítás: x",
            "Réexp: x",
            "FWD:",
            "VS: RE: x",
        )
    ),
    # other programs
    (
        "samsung",
        "Fwd: x",
        f"\n\nSent from my Galaxy\n\n-------- Original message --------\nFrom: {_FROM} \nDate: 27/10/2021  09:31  (GMT+01:00) \nTo: y \nSubject: x \n\n{BODY}",
        True,
    ),
    (
        "qq",
        "转发：x",
        f'------------------&nbsp;原始邮件&nbsp;------------------\n发件人: "{NAME}"<{ADDRESS}>;\n发送时间: 2021年10月27日(星期三) 上午9:31\n收件人: "support"<{TO}>;\n主题: x\n\n{BODY}',
        True,
    ),
    (
        "163",
        "转发：x",
        f'---------- 转发的邮件 ----------\n发件人："{NAME}" <{ADDRESS}>\n发送日期：2021-10-27 09:31:00\n收件人：{TO}\n主题：x\n{BODY}',
        True,
    ),
    (
        "yandex",
        "Fwd: x",
        f'-------- Пересылаемое сообщение --------\n27.10.2021, 09:31, "{NAME}" <{ADDRESS}>:\n\n{BODY}',
        True,
    ),
    (
        "mail.ru",
        "Fwd: x",
        f"-------- Пересылаемое сообщение --------\nОт кого: {_FROM}\nКому: {TO}\nДата: Среда, 27 октября 2021, 9:31 +03:00\nТема: x\n\n{BODY}",
        True,
    ),
    (
        "seznam",
        "Fwd: x",
        f"---------- Původní e-mail ----------\nOd: {_FROM}\nKomu: {TO}\nDatum: 27. 10. 2021 9:31:00\nPředmět: x\n{BODY}",
        True,
    ),
    (
        "orange",
        "TR: x",
        quoted(
            f'Message du 27/10/21 09:31\nDe : "{NAME}" <{ADDRESS}>\nA : {TO}\nCopie à : \nObjet : x\n\n{BODY}'
        ),
        True,
    ),
    (
        "zimbra",
        "Fwd: x",
        f'----- Mail transféré -----\nDe: "{NAME}" <{ADDRESS}>\nÀ: "y" <{TO}>\nEnvoyé: Mercredi 27 Octobre 2021 09:31:00\nObjet: x\n\n{BODY}',
        True,
    ),
    (
        "libero",
        "I: x",
        f"----Messaggio originale----\nDa: {ADDRESS}\nData: 27-ott-2021 9.31\nA: {TO}\nOgg: x\n\n{BODY}",
        (None, ADDRESS),
    ),
    (
        "mutt",
        "x (fwd)",
        f"----- Forwarded message from {_FROM} -----\n\nDate: Wed, 27 Oct 2021 09:31:00 +0200\nFrom: {_FROM}\nTo: {TO}\nSubject: x\n\n{BODY}\n\n----- End forwarded message -----",
        True,
    ),
    (
        "kmail",
        "Fwd: x",
        f"----------  Forwarded Message  ----------\n\nSubject: x\nDate: Mittwoch, 27. Oktober 2021, 09:31:00 CEST\nFrom: {_FROM}\nTo: {TO}\n\n{BODY}\n-----------------------------------------",
        True,
    ),
    (
        "notes",
        "Fw: x",
        f"----- Forwarded by Emma Employee/ACME on 27.10.2021 09:31 -----\n\nFrom:\t{_FROM}\nTo:\t{TO}\nDate:\t27.10.2021 09:30\nSubject:\tx\n\n\n{BODY}",
        True,
    ),
    (
        "airmail",
        "Fwd: x",
        f"Begin forwarded message:\n\nFrom: {NAME} ({ADDRESS})\nReply: {NAME} ({ADDRESS})\nDate: 27 October 2021 at 09:31:00\nTo: y\nSubject:  x\n\n{BODY}",
        True,
    ),
    (
        "roundcube",
        "Fwd: x",
        f"-------- Originalnachricht --------\nBetreff: x\nDatum: 27.10.2021 09:31\nVon: {_FROM}\nAn: {TO}\n\n{BODY}",
        True,
    ),
    (
        "horde",
        "Fwd: x",
        f"----- Weitergeleitete Nachricht von {ADDRESS} -----\n  Datum: Wed, 27 Oct 2021 09:31:00 +0200\n    Von: {_FROM}\nBetreff: x\n     An: {TO}\n\n{BODY}",
        True,
    ),
    (
        "outlook mac",
        "FW: x",
        f'\ufeffOn 28/10/2021 12:46, "{NAME}" <{ADDRESS}> wrote:\n\n    Hello',
        True,
    ),
    (
        "outlook mac/fi",
        "FW: x",
        f'"{NAME}" <{ADDRESS}> kirjoitti 28.10.2021 12.46:\n\n    Hello',
        True,
    ),
    (
        "outlook mac/hu",
        "FW: x",
        f'2021. 10. 28. dátummal, 12:46 időpontban "{NAME}" <{ADDRESS}> írta:\n\n    Hello',
        True,
    ),
    (
        "outlook mac/tr",
        "FW: x",
        f'28.10.2021 12:46 tarihinde "{NAME}" <{ADDRESS}> şunu yazdı:\n\n    Hello',
        True,
    ),
    (
        "outlook mac/no",
        "FW: x",
        f"28.10.2021 12:46 skrev «{NAME}» <{ADDRESS}> følgende:\n\n    Hello",
        True,
    ),
    (
        "outlook mac/pl",
        "FW: x",
        f"Dnia 28.10.2021 o 12:46 użytkownik {_FROM} napisał:\n\n    Hello",
        True,
    ),
    (
        "outlook mac/cs",
        "FW: x",
        f"Dne 28.10.2021 12:46, {_FROM} napsal(a):\n\n    Hello",
        True,
    ),
    (
        "outlook mac/sk",
        "FW: x",
        f"Dňa 28.10.2021 12:46 používateľ „{NAME}“ <{ADDRESS}> napísal:\n\n    Hello",
        True,
    ),
    (
        "outlook mac/da",
        "FW: x",
        f'Den 28.10.2021 12.46 skrev "{NAME}" <{ADDRESS}>:\n\n    Hello',
        True,
    ),
    (
        "outlook mac/pt_br",
        "FW: x",
        f'Em 28/10/2021 12:46, "{NAME}" <{ADDRESS}> escreveu:\n\n    Hello',
        True,
    ),
    (
        "outlook mac/zh",
        "FW: x",
        f"在 2021/10/28 12:46，“{NAME}”<{ADDRESS}> 写入:\n\n    Hello",
        True,
    ),
    (
        "outlook mac/zh 2",
        "FW: x",
        f"在 2021/10/28 12:46，“{NAME}”<{ADDRESS}> 写道：\n\n    Hello",
        True,
    ),
    (
        "outlook mac/ja",
        "FW: x",
        f'2021/10/28 12:46 に、"{NAME}" <{ADDRESS}> が書きました:\n\n    Hello',
        True,
    ),
    (
        "outlook mac/de wrapped",
        "FW: x",
        f'Am 28.10.2021, 12:46 schrieb "{NAME}"\n<{ADDRESS}>:\n\n    Hello',
        True,
    ),
    # the way it is written
    (
        "on behalf",
        "Fw: x",
        _BLOCK.replace(
            _FROM,
            f"{NAME}<mailto:{ADDRESS}> <{ADDRESS}<mailto:{ADDRESS}>> on behalf of t@x.example<mailto:t@x.example>",
        ),
        True,
    ),
    (
        "address twice",
        "FW: x",
        _BLOCK.replace(_FROM, f"{ADDRESS} <{ADDRESS}>"),
        (None, ADDRESS),
    ),
    ("address alone", "FW: x", _BLOCK.replace(_FROM, ADDRESS), (None, ADDRESS)),
    (
        "address in brackets",
        "FW: x",
        _BLOCK.replace(_FROM, f"<{ADDRESS}>"),
        (None, ADDRESS),
    ),
    ("address first", "FW: x", _BLOCK.replace(_FROM, f"{ADDRESS} ({NAME})"), True),
    (
        "false address as name",
        "FW: x",
        _BLOCK.replace(_FROM, f"boss@company.example <{ADDRESS}>"),
        (None, ADDRESS),
    ),
    (
        "comma",
        "FW: x",
        _BLOCK.replace(_FROM, f'"Müller, Jörg" <{ADDRESS}>'),
        ("Müller, Jörg", ADDRESS),
    ),
    (
        "parentheses",
        "FW: x",
        _BLOCK.replace(_FROM, f"{NAME} (ACME) <{ADDRESS}>"),
        (f"{NAME} (ACME)", ADDRESS),
    ),
    (
        "brackets and address",
        "FW: x",
        _BLOCK.replace(_FROM, f"{NAME} [mailto:{ADDRESS}] <{ADDRESS}>"),
        True,
    ),
    (
        "one line, words unknown",
        "Fwd: x",
        f'   ----- Mesaj nou ----- De la: {_FROM}Către: "y" <{TO}>Trimis: {WHEN}Subiect: x\n Hi',
        True,
    ),
    (
        "one line, words unknown, reply",
        "Re: x",
        f'   ----- Mesaj nou ----- De la: {_FROM}Către: "y" <{TO}>Trimis: {WHEN}Subiect: x\n Hi',
        None,
    ),
    ("apostrophes", "FW: x", _BLOCK.replace(_FROM, f"'{NAME}' <{ADDRESS}>"), True),
    (
        "O'Neil",
        "FW: x",
        _BLOCK.replace(_FROM, f"Ann O'Neil <{ADDRESS}>"),
        ("Ann O'Neil", ADDRESS),
    ),
    ("next line", "FW: x", _BLOCK.replace(_FROM, f"{NAME}\n<{ADDRESS}>"), True),
    ("own line", "FW: x", _BLOCK.replace("From: ", "From:\n"), True),
    ("table", "FW: x", "\n".join(f"| {line} |" for line in _BLOCK.splitlines()), True),
    ("one line", "FW: x", " ".join(_BLOCK.splitlines()[:4]), True),
    (
        "long recipients",
        "FW: x",
        _BLOCK.replace(
            f"Support <{TO}>", ";\n ".join(f"u{i} <u{i}@x.example>" for i in range(6))
        ),
        True,
    ),
    (
        "two addresses",
        "FW: x",
        f"From: {_FROM}\nTo: {TO}\nReply-To: other@x.example\nSubject: x\n\nHi",
        True,
    ),
    (
        "right to left",
        "Fwd: x",
        f"---------- Forwarded message ---------\n\u200fמאת: \u202a{NAME}\u202c\u200e <{ADDRESS}>\u200e\n\u200fDate: x\n\u200fSubject: \u202ax\u202c\u200e\nTo: <{TO}>\n\n{BODY}",
        True,
    ),
    (
        "signature above",
        "FW: x",
        f"See below.\n\n--\nEmma Employee\nE-mail: emma@company.example\nFrom our office: 7\n\n{_BLOCK}",
        True,
    ),
    (
        "markdown",
        "Fwd: x",
        f"**From:** {NAME} [{ADDRESS}](mailto:{ADDRESS})\n**Date:** {WHEN}\n**To:** y\n\n{BODY}",
        True,
    ),
]

# (case, subject, HTML, expected)
SPECIAL_HTML = [
    (
        "gmail",
        "Fwd: x",
        '<div dir="ltr"><br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From: <strong class="gmail_sendername" dir="auto">Ida Nguyễn-Müller</strong> <span dir="auto">&lt;<a href="mailto:ida@customer.example">ida@customer.example</a>&gt;</span><br>Date: Wed, Oct 27, 2021 at 9:31 AM<br>Subject: x<br>To:  &lt;<a href="mailto:support@company.example">support@company.example</a>&gt;<br></div><br><br><div dir="ltr">Hello</div></div></div>',
        True,
    ),
    (
        "outlook desktop",
        "FW: x",
        '<div><p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class=MsoNormal><b><span lang=EN-US>From:</span></b><span lang=EN-US> Ida Nguyễn-Müller &lt;ida@customer.example&gt; <br><b>Sent:</b> Wednesday, October 27, 2021 9:31 AM<br><b>To:</b> Support &lt;support@company.example&gt;<br><b>Subject:</b> x<o:p></o:p></span></p></div></div><p>Hello</p></div>',
        True,
    ),
    (
        "outlook web",
        "Fw: x",
        '<div><br></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt"><b>From:</b> Ida Nguyễn-Müller &lt;ida@customer.example&gt;<br><b>Sent:</b> Wednesday<br><b>To:</b> y<br><b>Subject:</b> x</font></div><div>Hello</div>',
        True,
    ),
    (
        "apple",
        "Fwd: x",
        '<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>Begin forwarded message:</div><br class="Apple-interchange-newline"><div style="margin:0"><span style="font-family:-webkit-system-font"><b>From: </b></span><span>Ida Nguyễn-Müller &lt;<a href="mailto:ida@customer.example">ida@customer.example</a>&gt;<br></span></div><div><span><b>Subject: </b></span><span><b>x</b><br></span></div><div><b>Date: </b>27 October 2021<br></div><div><b>To: </b>y<br></div><br><div>Hello</div></blockquote></div>',
        True,
    ),
    (
        "thunderbird",
        "Fwd: x",
        '<div class="moz-forward-container"><br><br>-------- Forwarded Message --------<table class="moz-email-headers-table" cellspacing="0"><tbody><tr><th valign="BASELINE" nowrap="nowrap" align="RIGHT">Subject: </th><td>x</td></tr><tr><th>Date: </th><td>Wed</td></tr><tr><th>From: </th><td>Ida Nguyễn-Müller <a class="moz-txt-link-rfc2396E" href="mailto:ida@customer.example">&lt;ida@customer.example&gt;</a></td></tr><tr><th>To: </th><td>y</td></tr></tbody></table><br><br>Hello</div>',
        True,
    ),
    (
        "windows mail",
        "FW: x",
        '<div style="mso-element:para-border-div"><p class="MsoNormal"><b>From: </b><a href="mailto:ida@customer.example">Ida Nguyễn-Müller</a><br><b>Sent: </b>Wednesday<br><b>To: </b><a href="mailto:support@company.example">Support</a><br><b>Subject: </b>x</p></div><p>Hello</p>',
        True,
    ),
    (
        "yahoo",
        "Fw: x",
        '<div id="ydp1yahoo_quoted"><div>----- Forwarded Message -----</div><div><b>From:</b> Ida Nguyễn-Müller &lt;ida@customer.example&gt;</div><div><b>To:</b> y</div><div><b>Sent:</b> Wednesday</div><div><b>Subject:</b> x</div><div>Hello</div></div>',
        True,
    ),
    (
        "proton",
        "Fw: x",
        '<div class="protonmail_quote">------- Forwarded Message -------<br>From: Ida Nguyễn-Müller &lt;ida@customer.example&gt;<br>Date: On Wednesday<br>Subject: x<br>To: y<br><br><blockquote class="protonmail_quote" type="cite">Hello</blockquote></div>',
        True,
    ),
    (
        "gmx",
        "Fw: x",
        '<div name="quote"><div style="margin:0 0 10px 0;"><b>Gesendet:</b>&nbsp;Mittwoch, 27. Oktober 2021 um 09:31 Uhr<br/><b>Von:</b>&nbsp;&quot;Ida Nguyễn-Müller&quot; &lt;ida@customer.example&gt;<br/><b>An:</b>&nbsp;y<br/><b>Betreff:</b>&nbsp;x</div><div>Hello</div></div>',
        True,
    ),
    (
        "zoho",
        "Fwd: x",
        '<div><br></div><div class="zmail_extra_hr" style="border-top:1px solid"></div><div class="zmail_extra"><div><br></div><div id="Zm-_Id_-Sgn1">============ Forwarded message ============<br>From: Ida Nguyễn-Müller &lt;<a href="mailto:ida@customer.example" target="_blank">ida@customer.example</a>&gt;<br>To: &lt;y&gt;<br>Date: Wed<br>Subject: x<br>============ Forwarded message ============<br></div><div>Hello</div></div>',
        True,
    ),
    (
        "fastmail",
        "Fwd: x",
        '<div>----- Original message -----</div><div>From: Ida Nguyễn-Müller &lt;<a href="mailto:ida%40customer.example">ida@customer.example</a>&gt;</div><div>To: y</div><div>Subject: x</div><div>Date: Wed</div><div><br></div><div>Hello</div>',
        True,
    ),
    (
        "hubspot",
        "Fwd: x",
        "<div>---------- Forwarded message ---------<br/><strong>From:</strong> Ida Nguyễn-Müller &lt;ida@customer.example&gt;<br/><strong>Date:</strong> Monday<br/><strong>Subject:</strong> x<br/><strong>To:</strong> y</div>",
        True,
    ),
    (
        "preformatted",
        "Fwd: x",
        "<pre>---------- Forwarded message ---------\nFrom: Ida Nguyễn-Müller &lt;ida@customer.example&gt;\nTo: y\n\nHello</pre>",
        True,
    ),
    (
        "comment",
        "Fwd: x",
        "<!-- From: a@b.example --><p>Hi</p><style>From: a@b.example</style><p>From: Ida Nguyễn-Müller &lt;ida@customer.example&gt;</p><p>To: y</p><p>Subject: x</p>",
        True,
    ),
    (
        "reply",
        "Re: x",
        '<p>Thanks</p><div class="gmail_quote"><div class="gmail_attr">On Wed, Oct 27, 2021 at 9:31 AM Ida &lt;<a href="mailto:ida@customer.example">ida@customer.example</a>&gt; wrote:<br></div><blockquote>Hello</blockquote></div>',
        None,
    ),
    (
        "reply/outlook",
        "RE: x",
        "<p>Thanks</p><hr><div><b>From:</b> Ida &lt;ida@customer.example&gt;<br><b>Sent:</b> Wednesday<br><b>To:</b> y<br><b>Subject:</b> x</div>",
        None,
    ),
    (
        "reply/to a forward",
        "x",
        "<p>Thanks</p><div>On Wed, Oct 27, 2021, Emma &lt;emma@company.example&gt; wrote:<br><blockquote>---------- Forwarded message ---------<br>From: Ida &lt;ida@customer.example&gt;<br>To: y<br></blockquote></div>",
        None,
    ),
]
