"""Forwarded mails with the words that each program uses in each language, which are
not always those of the language, and with the mark-up of each.

:func:`make_client_mails` puts tables and layouts together; :data:`CLIENT_MAILS` has the
mails of other programs and the many ways to write a sender.
"""
# ruff: noqa: E501 - mails have long lines

from html import escape

# language: who writes
PEOPLE = {
    "cs": ("Jiří Dvořák", "jiri.dvorak@seznam.example"),
    "da": ("Søren Kjær", "soren@kjaer.example"),
    "de": ("Jörg Müller", "joerg.mueller@firma.example"),
    "el": ("Γιώργος Παπαδόπουλος", "g.papadopoulos@etaireia.example"),
    "en": ("Ida Doe", "ida.doe@example.com"),
    "es": ("José Ñíguez", "jose.niguez@empresa.example"),
    "et": ("Õie Pärn", "oie.parn@firma.example"),
    "fi": ("Päivi Mäkelä", "paivi.makela@yritys.example"),
    "fr": ("Hélène L'Hôte", "helene@societe.example"),
    "hr": ("Željka Šarić", "zeljka@tvrtka.example"),
    "hu": ("Kovács Ágnes", "kovacs.agnes@ceg.example"),
    "id": ("Budi Santoso", "budi.santoso@perusahaan.example"),
    "it": ("Niccolò D'Amico", "n.damico@azienda.example"),
    "ja": ("山田 太郎", "yamada@kaisha.example"),
    "ko": ("김철수", "chulsoo.kim@hoesa.example"),
    "nl": ("Jan van der Berg", "jan@vandenberg.example"),
    "no": ("Åse Bjørnstad", "ase@bedrift.example"),
    "pl": ("Łukasz Żak", "lukasz.zak@firma.example"),
    "pt": ("João Conceição", "joao@empresa.example"),
    "pt_br": ("Antônio Araújo", "antonio@empresa.example"),
    "ro": ("Ștefan Țăranu", "stefan@companie.example"),
    "ru": ("Иван Петров", "ivan.petrov@kompaniya.example"),
    "sk": ("Ľubomír Šťastný", "lubomir@firma.example"),
    "sv": ("Åsa Öberg", "asa.oberg@foretag.example"),
    "th": ("สมชาย ใจดี", "somchai@borisat.example"),
    "tr": ("İbrahim Çağlar", "ibrahim@sirket.example"),
    "uk": ("Олена Ґудзь", "olena@kompaniya.example"),
    "vi": ("Nguyễn Văn Á", "nguyen.van.a@congty.example"),
    "zh_cn": ("王小明", "wangxm@gongsi.example"),
    "zh_tw": ("陳美玲", "meiling.chen@kungssu.example"),
    "ar": ("محمد علي", "m.ali@sharika.example"),
    "he": ("דוד כהן", "david.cohen@hevra.example"),
}
WHEN = {
    "en": "Tuesday, October 26, 2021 2:25 PM",
    "ja": "2021年10月26日 14:25",
    "zh_cn": "2021年10月26日 14:25",
    "zh_tw": "2021年10月26日 下午 02:25",
    "ko": "2021년 10월 26일 화요일 오후 2:25",
    "hu": "2021. október 26., kedd 14:25",
    "fr": "mardi 26 octobre 2021 14:25",
    "de": "Dienstag, 26. Oktober 2021 14:25",
    "vi": "Thứ Ba, 26 tháng 10, 2021 14:25",
    "th": "26 ตุลาคม 2564 14:25",
    "ar": "26 أكتوبر 2021 14:25",
    "he": "יום שלישי 26 אוקטובר 2021 14:25",
    "ru": "26 октября 2021 г. 14:25",
}
ANY_WHEN = "26.10.2021 14:25"
TOPIC = "Order 4711"
TO = "Support <support@company.example>"
COPY = '"Doe, Walter" <walter@globex.example>, nick@globex.example'
BODY = "Hello,\ncould you tell me the price of ten chairs?\n\nThank you"
HTML_BODY = "".join(f"<p>{line}</p>" for line in BODY.splitlines())

# Gmail translates "From" alone
GMAIL = """
cs Od
da Fra
de Von
el Από
en From
es De
et Saatja
fi Lähettäjä
fr De
hr Od
hu Feladó
id Dari
it Da
ja From
ko 보낸사람
nl Van
no Fra
pl Od
pt De
pt_br De
ro De la
ru От
sk Od
sv Från
th จาก
tr Gönderen
uk Від
vi Từ
zh_cn 发件人
zh_tw 寄件者
ar من
he מאת
"""
# In the other tables: what stands above, then the fields in their order:
# from, subject, date, to, copy
APPLE = """
cs Začátek přeposílané zprávy:~f=Od|s=Předmět|d=Datum|t=Komu|c=Kopie
da Start på videresendt besked:~f=Fra|s=Emne|d=Dato|t=Til|c=Cc
el Αρχή προωθημένου μηνύματος:~f=Από|s=Θέμα|d=Ημερομηνία|t=Προς
en Begin forwarded message:~f=From|s=Subject|d=Date|t=To|c=Cc
fi Välitetty viesti alkaa:~f=Lähettäjä|s=Aihe|d=Päiväys|t=Vastaanottaja|c=Kopio
hr Započni proslijeđenu poruku:~f=Od|s=Predmet|d=Datum|t=Prima|c=Kopija
hu Továbbított levél kezdete:~f=Feladó|s=Tárgy|d=Dátum|t=Címzett|c=Másolat
id Mulai pesan diteruskan:~f=Dari|s=Perihal|d=Tanggal|t=Kepada
ja 転送されたメッセージ:~f=差出人|s=件名|d=日付|t=宛先
ko 전달된 메시지:~f=보낸 사람|s=제목|d=날짜|t=받는 사람
no Videresendt melding:~f=Fra|s=Emne|d=Dato|t=Til|c=Kopi
pl Początek przekazywanej wiadomości:~f=Od|s=Temat|d=Data|t=Do|c=DW
pt_br Início da mensagem encaminhada:~f=De|s=Assunto|d=Data|t=Para|c=Cc
ro Începe mesajul redirecționat:~f=De la|s=Subiect|d=Dată|t=Către|c=Cc
sk Začiatok preposlanej správy:~f=Od|s=Predmet|d=Dátum|t=Komu|c=Kópia
th เริ่มต้นข้อความที่ส่งต่อ:~f=จาก|s=เรื่อง|d=วันที่|t=ถึง
tr İleti başlangıcı:~f=Kimden|s=Konu|d=Tarih|t=Kime|c=Bilgi
uk Початок листа, що пересилається:~f=Від|s=Тема|d=Дата|t=Кому|c=Копія
vi Bắt đầu thư được chuyển tiếp:~f=Từ|s=Chủ đề|d=Ngày|t=Đến
zh_cn 以下是转发的邮件：~f=发件人|s=主题|d=日期|t=收件人
zh_tw 以下是被轉寄的郵件：~f=寄件人|s=主旨|d=日期|t=收件人
ar بداية الرسالة المُعاد توجيهها:~f=من|s=الموضوع|d=التاريخ|t=إلى
he תחילת ההודעה שהועברה:~f=מאת|s=נושא|d=תאריך|t=אל
"""
OUTLOOK = """
cs FW~f=Od|d=Odesláno|t=Komu|s=Předmět
da VS~f=Fra|d=Sendt|t=Til|s=Emne
de WG~f=Von|d=Gesendet|t=An|s=Betreff
el ΠΡΘ~f=Από|d=Αποστολή|t=Προς|s=Θέμα
en FW~f=From|d=Sent|t=To|c=Cc|s=Subject
es RV~f=De|d=Enviado el|t=Para|s=Asunto
et Edasi~f=Saatja|d=Saatmisaeg|t=Adressaat|s=Teema
fi VL~f=Lähettäjä|d=Lähetetty|t=Vastaanottaja|s=Aihe
fr TR~f=De|d=Envoyé|t=À|s=Objet
hr PR~f=Šalje|d=Poslano|t=Prima|s=Predmet
hu FW~f=Feladó|d=Küldve|t=Címzett|s=Tárgy
id FW~f=Dari|d=Dikirim|t=Kepada|s=Subjek
it I~f=Da|d=Inviato|t=A|s=Oggetto
ja FW~f=差出人|d=送信日時|t=宛先|s=件名
ko FW~f=보낸 사람|d=보낸 날짜|t=받는 사람|s=제목
nl FW~f=Van|d=Verzonden|t=Aan|s=Onderwerp
no VS~f=Fra|d=Sendt|t=Til|s=Emne
pl PD~f=Od|d=Wysłane|t=Do|s=Temat
pt FW~f=De|d=Enviada|t=Para|s=Assunto
pt_br ENC~f=De|d=Enviada em|t=Para|s=Assunto
ro Redir.~f=De la|d=Expediat|t=Către|s=Subiect
ru FW~f=От|d=Отправлено|t=Кому|s=Тема
sk FW~f=Od|d=Odoslané|t=Komu|s=Predmet
sv VB~f=Från|d=Skickat|t=Till|s=Ämne
th FW~f=จาก|d=ส่ง|t=ถึง|s=เรื่อง
tr İLT~f=Kimden|d=Gönderildi|t=Kime|s=Konu
uk FW~f=Від|d=Надіслано|t=Кому|s=Тема
vi FW~f=Từ|d=Đã gửi|t=Đến|s=Chủ đề
zh_cn 转发~f=发件人|d=发送时间|t=收件人|s=主题
zh_tw FW~f=寄件者|d=寄件日期|t=收件者|s=主旨
ar إعادة توجيه~f=من|d=تم الإرسال|t=إلى|s=الموضوع
he FW~f=מאת|d=נשלח|t=אל|s=נושא
"""
NEW_OUTLOOK = """
cs FW~f=Od|d=Datum|t=Komu|s=Předmět
da VS~f=Fra|d=Dato|t=Til|s=Emne
et FW~f=Saatja|d=Kuupäev|t=Adressaat|s=Teema
fi VL~f=Lähettäjä|d=Päivämäärä|t=Vastaanottaja|s=Aihe
hu FW~f=Feladó|d=Dátum|t=Címzett|c=Másolatot kap|s=Tárgy
no Videresend~f=Fra|d=Dato|t=Til|s=Emne
pl PD~f=Od|d=Data|t=Do|c=DW|s=Temat
pt_br ENC~f=De|d=Data|t=Para|c=Cc|s=Assunto
sk FW~f=Od|d=Dátum|t=Komu|s=Predmet
tr İLT~f=Kimden|d=Tarih|t=Kime|s=Konu
ja FW~f=差出人|d=日付|t=宛先|s=件名
zh_cn FW~f=发件人|d=日期|t=收件人|s=主题
he FW~f=מאת|d=תאריך|t=אל|s=נושא
"""
THUNDERBIRD = """
cs -------- Přeposlaná zpráva --------~s=Předmět|d=Datum|f=Od|t=Komu
da -------- Videresendt meddelelse --------~s=Emne|d=Dato|f=Fra|t=Til
el -------- Προωθημένο μήνυμα --------~s=Θέμα|d=Ημερομηνία|f=Από|t=Προς
en -------- Forwarded Message --------~s=Subject|d=Date|f=From|t=To|c=CC
et -------- Edastatud kiri --------~s=Teema|d=Kuupäev|f=Saatja|t=Saaja
fi -------- Välitetty viesti / Fwd.Msg --------~s=Aihe|d=Päiväys|f=Lähettäjä|t=Vastaanottaja
hr -------- Proslijeđena poruka --------~s=Naslov|d=Datum|f=Šalje|t=Prima
hu -------- Továbbított üzenet --------~s=Tárgy|d=Dátum|f=Feladó|t=Címzett
id -------- Pesan Diteruskan --------~s=Subjek|d=Tanggal|f=Dari|t=Kepada
ja -------- 転送メッセージ --------~s=件名|d=日付|f=差出人|t=宛先
ko -------- 전달된 메시지 --------~s=제목|d=날짜|f=보낸 사람|t=받는 사람
no -------- Videresendt melding --------~s=Emne|d=Dato|f=Fra|t=Til
pl -------- Treść przekazanej wiadomości --------~s=Temat|d=Data|f=Nadawca|t=Adresat
pt_br -------- Mensagem encaminhada --------~s=Assunto|d=Data|f=De|t=Para
ro -------- Mesaj înaintat --------~s=Subiect|d=Data|f=De la|t=Către
sk -------- Preposlaná správa --- Forwarded Message --------~s=Predmet|d=Dátum|f=Od|t=Komu
tr -------- İletilen İleti --------~s=Konu|d=Tarih|f=Kimden|t=Kime
uk -------- Переслане повідомлення --------~s=Тема|d=Дата|f=Від|t=Кому
vi -------- Thư đã chuyển tiếp --------~s=Chủ đề|d=Ngày|f=Người gửi|t=Người nhận
zh_cn -------- 转发的消息 --------~s=主题|d=日期|f=发件人|t=收件人
zh_tw -------- 轉寄郵件 --------~s=主旨|d=日期|f=寄件者|t=收件者
ar -------- رسالة مُمرّرة --------~s=الموضوع|d=التاريخ|f=من|t=إلى
he -------- הודעה שהועברה --------~s=נושא|d=תאריך|f=מאת|t=אל
th -------- ข้อความที่ส่งต่อ --------~s=เรื่อง|d=วันที่|f=จาก|t=ถึง
"""
YAHOO = """
cs ----- Přeposlaná zpráva -----~f=Od|t=Komu|d=Odesláno|s=Předmět
da ----- Videresendt meddelelse -----~f=Fra|t=Til|d=Sendt|s=Emne
el ----- Προωθημένο μήνυμα -----~f=Από|t=Προς|d=Στάλθηκε|s=Θέμα
fi ----- Edelleenlähetetty viesti -----~f=Lähettäjä|t=Vastaanottaja|d=Lähetetty|s=Aihe
hu ----- Továbbított üzenet -----~f=Feladó|t=Címzett|d=Elküldve|s=Tárgy
id ----- Pesan yang Diteruskan -----~f=Dari|t=Kepada|d=Dikirim|s=Judul
no ----- Videresendt melding -----~f=Fra|t=Til|d=Sendt|s=Emne
pl ----- Przekazana wiadomość -----~f=Od|t=Do|d=Wysłano|s=Temat
pt_br ----- Mensagem encaminhada -----~f=De|t=Para|d=Enviado|s=Assunto
ro ----- Mesaj redirecționat -----~f=De la|t=Pentru|d=Trimis|s=Subiect
sk ----- Preposlaná správa -----~f=Od|t=Komu|d=Odoslané|s=Predmet
tr ----- İletilmiş Mesaj -----~f=Kimden|t=Kime|d=Gönderildi|s=Konu
uk ----- Перенаправлене повідомлення -----~f=Від|t=Кому|d=Надіслано|s=Тема
vi ----- Thư đã chuyển tiếp -----~f=Từ|t=Đến|d=Đã gửi|s=Chủ đề
th ----- ข้อความที่ส่งต่อ -----~f=จาก|t=ถึง|d=ส่งเมื่อ|s=หัวเรื่อง
zh_tw ----- 轉寄的郵件 -----~f=寄件者|t=收件者|d=寄件日期|s=主旨
ja ----- 転送されたメッセージ -----~f=差出人|t=宛先|d=送信日時|s=件名
ko ----- 전달된 메시지 -----~f=보낸 사람|t=받는 사람|d=보낸 날짜|s=제목
"""
HUBSPOT = """
fi ---------- Edelleenlähetetty viesti ----------~f=Lähettäjä|d=Päivämäärä|s=Aihe|t=Vastaanottaja
ja ---------- メッセージを転送 ----------~f=送信元|d=日付|s=件名|t=宛先
pl ---------- Wiadomość przesłana dalej ----------~f=Od|d=Data|s=Temat|t=Do
pt_br ---------- Mensagem encaminhada ----------~f=De|d=Data|s=Assunto|t=Para
zh_tw ---------- 轉寄的訊息 ----------~f=寄件者|d=日期|s=主旨|t=收件者
"""
OUTLOOK_MAC = {
    "cs": "Dne 26.10.21 14:25, {n} <{a}> napsal(a):",
    "da": 'Den 26.10.2021 14.25 skrev "{n}" <{a}>:',
    "en": 'On 26/10/2021, 14:25, "{n}" <{a}> wrote:',
    "fi": "{n} <{a}> kirjoitti 26.10.2021 klo 14.25:",
    "hu": '2021. 10. 26. 14:25 időpontban "{n}" <{a}> ezt írta:',
    "no": "{n} <{a}> skrev følgende den 26.10.2021 14:25:",
    "pl": "Dnia 26.10.2021, 14:25 „{n}” <{a}> napisał:",
    "pt_br": 'Em 26/10/2021 14:25, "{n}" <{a}> escreveu:',
    "sk": "26.10.21 14:25 používateľ {n} (<{a}>) napísal:",
    "tr": '"{n}" <{a}>, 26.10.2021 14:25 tarihinde şunu yazdı:',
    "ja": '2021/10/26 14:25 に、"{n}" <{a}> が次のように書きました:',
    "zh_cn": '在 2021/10/26 14:25，"{n}" <{a}> 写入:',
    "el": 'Στις 26/10/21, 14:25, ο χρήστης "{n}" <{a}> έγραψε:',
    "ko": '21. 10. 26. 오후 2:25에 "{n}" <{a}>님이 작성:',
}


def read_table(table):
    """Yield ``(language, what stands above, [(field, label, value)])``."""
    for row in table.strip().splitlines():
        language, rest = row.split(" ", 1)
        above, labels = rest.split("~")
        name, address = PEOPLE[language]
        values = {
            "f": f"{name} <{address}>",
            "s": TOPIC,
            "d": WHEN.get(language, ANY_WHEN),
            "t": TO,
            "c": COPY,
        }
        fields = [label.split("=") for label in labels.split("|")]
        yield language, above, [(key, label, values[key]) for key, label in fields]


def get_text(rows, prefix="", colon=": "):
    return "\n".join(f"{prefix}{label}{colon}{value}" for _key, label, value in rows)


def link(person):
    """Return a sender in HTML, with a link to the address."""
    name, address = person
    return f'{escape(name)} &lt;<a href="mailto:{address}">{address}</a>&gt;'


def get_html(rows, person=None):
    """Return the fields in HTML; with a person, its address is a link."""
    return "".join(
        f"<b>{label}:</b> {link(person) if person and key == 'f' else escape(value)}<br>"
        for key, label, value in rows
    )


def make_client_mails():
    """Yield ``(case, subject, text, HTML, (name, address))``."""
    for maker in (gmail, apple, outlook, new_outlook, outlook_mac, thunderbird, yahoo):
        yield from maker()
    yield from hubspot()


def gmail():
    for row in GMAIL.strip().splitlines():
        language, label = row.split(" ", 1)
        name, address = person = PEOPLE[language]
        when = WHEN.get(language, "Tue, Oct 26, 2021 at 2:25 PM")
        mark = "---------- Forwarded message ---------"
        text = f"\n\n{mark}\n{label}: {name} <{address}>\nDate: {when}\nSubject: {TOPIC}\nTo: <support@company.example>\n\n\n{BODY}"
        html = (
            '<div dir="ltr"><br><div class="gmail_quote gmail_quote_container">'
            f'<div dir="ltr" class="gmail_attr">{mark}<br>{label}: '
            f'<strong class="gmail_sendername" dir="auto">{escape(name)}</strong> '
            f'<span dir="auto">&lt;<a href="mailto:{address}">{address}</a>&gt;</span><br>'
            f"Date: {when}<br>Subject: {TOPIC}<br>To: &lt;"
            '<a href="mailto:support@company.example">support@company.example</a>&gt;'
            f"<br></div><br><br>{HTML_BODY}</div></div>"
        )
        yield f"gmail/{language}", f"Fwd: {TOPIC}", text, html, person


def apple():
    for language, above, rows in read_table(APPLE):
        person = PEOPLE[language]
        # older versions do not quote
        quote = "" if language in ("da", "pl", "zh_cn") else "> "
        text = (
            f"\n{quote}{above}\n{quote}\n{get_text(rows, quote)}\n{quote}\n{quote}Hello"
        )
        html = (
            f'<br><div><br><blockquote type="cite"><div>{above}</div>'
            '<br class="Apple-interchange-newline">'
        )
        for key, label, value in rows:
            shown = link(person) if key == "f" else escape(value)
            html += (
                f'<div style="margin: 0px"><span style="color:rgba(0,0,0,1.0);"><b>{label}: '
                f"</b></span><span>{shown}<br></span></div>"
            )
        html += f"<br>{HTML_BODY}</blockquote></div>"
        subject = None if language == "th" else f"Fwd: {TOPIC}"
        yield f"apple/{language}", subject, text, html, person


def outlook():
    for language, prefix, rows in read_table(OUTLOOK):
        person = PEOPLE[language]
        subject = f"{prefix}：{TOPIC}" if language == "zh_cn" else f"{prefix}: {TOPIC}"
        space = "\xa0" if language == "fr" else ""
        mark = "\u200f" if language in ("ar", "he") else ""
        text = f"\n\nFYI\n\n{get_text(rows, mark, f'{space}: {mark}')}\n\n{BODY}"
        html = (
            "<html><head><style>p.MsoNormal {margin:0}</style></head><body>"
            '<div class="WordSection1"><p class="MsoNormal">FYI<o:p></o:p></p><div>'
            '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal">'
            f"{get_html(rows)}<o:p></o:p></p></div></div>{HTML_BODY}</div></body></html>"
        )
        yield f"outlook desktop/{language}", subject, text, html, person
        text = f"\n________________________________\n{get_text(rows)}\n\n{BODY}"
        html = (
            '<div class="elementToProof"><br></div><div id="appendonsend"></div>'
            '<hr style="display:inline-block;width:98%" tabindex="-1">'
            '<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif">'
            f"{get_html(rows)}<div>&nbsp;</div></font></div>{HTML_BODY}"
        )
        yield f"outlook web/{language}", subject, text, html, person


def new_outlook():
    for language, prefix, rows in read_table(NEW_OUTLOOK):
        person = PEOPLE[language]
        text = f"\n\n{get_text(rows)}\n\n{BODY}"
        html = (
            '<div id="mail-editor-reference-message-container"><div><p class="MsoNormal">'
            f"{get_html(rows, person)}</p></div></div>{HTML_BODY}"
        )
        yield f"new outlook/{language}", f"{prefix}: {TOPIC}", text, html, person


def outlook_mac():
    for language, line in OUTLOOK_MAC.items():
        name, address = person = PEOPLE[language]
        line = line.format(n=name, a=address)
        html = escape(line, quote=False)
        html = f'<p class="MsoNormal" style="margin-left:36.0pt">{html}</p>{HTML_BODY}'
        text = f"\n\n{line}\n\n    Hello"
        yield f"outlook mac/{language}", f"FW: {TOPIC}", text, html, person


def thunderbird():
    for language, above, rows in read_table(THUNDERBIRD):
        name, address = person = PEOPLE[language]
        block = get_text(rows, colon=": \t")
        text = f"\n\n{above}\n{block}\n\n\n{BODY}"
        html = (
            f'<div class="moz-forward-container"><br><br>{above}'
            '<table class="moz-email-headers-table"><tbody>'
        )
        for key, label, value in rows:
            shown = escape(value)
            if key == "f":
                shown = (
                    f'{escape(name)} <a href="mailto:{address}">&lt;{address}&gt;</a>'
                )
            html += (
                '<tr><th valign="BASELINE" nowrap="nowrap" align="RIGHT">'
                f"{label}: </th><td>{shown}</td></tr>"
            )
        html += f"</tbody></table><br><br>{HTML_BODY}</div>"
        subject = None if language in ("cs", "fi") else f"Fwd: {TOPIC}"
        yield f"thunderbird/{language}", subject, text, html, person


def yahoo():
    for language, above, rows in read_table(YAHOO):
        text = f"\n\n   {above}\n{get_text(rows)}\n\n   {BODY}"
        if language in ("no", "tr"):  # the app loses the lines
            text = f"\n   {above} {' '.join(get_text(rows).splitlines())}  Hello"
        html = '<div id="yahoo_quoted_1" class="yahoo_quoted"><div>' + "".join(
            f"<div>{line}</div>" for line in (above, *get_html(rows).split("<br>"))
        )
        html += f"{HTML_BODY}</div></div>"
        yield f"yahoo/{language}", f"Fw: {TOPIC}", text, html, PEOPLE[language]


def hubspot():
    for language, above, rows in read_table(HUBSPOT):
        colon = "：" if language in ("ja", "zh_tw") else ": "
        text = f"\n{above}\n{get_text(rows, colon=colon)}\n\n{BODY}"
        html = f'<div class="hs_reply"><div>{above}<br>{get_html(rows)}</div>{HTML_BODY}</div>'
        yield f"hubspot/{language}", f"Fwd: {TOPIC}", text, html, PEOPLE[language]


# What stands after "From:", and who that is
SENDERS = {
    "Ida Doe [mailto:ida@example.com]": ("Ida Doe", "ida@example.com"),
    "[mailto:ida@example.com]": (None, "ida@example.com"),
    "Ida Doe <ida@example.com<mailto:ida@example.com>>": ("Ida Doe", "ida@example.com"),
    "ida@example.com<mailto:ida@example.com>": (None, "ida@example.com"),
    "ida@example.com <ida@example.com> [mailto:ida@example.com]": (
        None,
        "ida@example.com",
    ),
    "Ida Doe <mailto:ida@example.com>": ("Ida Doe", "ida@example.com"),
    "Ida Doe <[ida@example.com](mailto:ida@example.com)>": (
        "Ida Doe",
        "ida@example.com",
    ),
    "“Ida Doe” <ida@example.com>": ("Ida Doe", "ida@example.com"),
    "'Ida Doe' <ida@example.com>": ("Ida Doe", "ida@example.com"),
    "'ida@example.com' <ida@example.com>": (None, "ida@example.com"),
    "'Ida Doe' [mailto:ida@example.com]": ("Ida Doe", "ida@example.com"),
    "„Ida Doe“ <ida@example.com>": ("Ida Doe", "ida@example.com"),
    "« Ida Doe » <ida@example.com>": ("Ida Doe", "ida@example.com"),
    "Doe, Ida <ida@example.com>": ("Doe, Ida", "ida@example.com"),
    '"Doe, Ida" <ida@example.com>': ("Doe, Ida", "ida@example.com"),
    "Doe, Ida (Sales, EMEA) <ida@example.com>": (
        "Doe, Ida (Sales, EMEA)",
        "ida@example.com",
    ),
    "ida@example.com (Ida Doe)": ("Ida Doe", "ida@example.com"),
    "ida@example.com": (None, "ida@example.com"),
    "<ida@example.com>": (None, "ida@example.com"),
    "Ida Doe <ida@example.com>;": ("Ida Doe", "ida@example.com"),
    "Ida\xa0Doe\xa0<ida@example.com>\xa0": ("Ida Doe", "ida@example.com"),
    "\u200bIda Doe\u200b <\u200bida@example.com\u200b>": ("Ida Doe", "ida@example.com"),
    "\ufeffIda Doe <ida@example.com>": ("Ida Doe", "ida@example.com"),
    '"ida@home.example" <ida@example.com>': (None, "ida@example.com"),
    "'Ida Doe' via Support <ida@example.com>": (
        "Ida Doe' via Support",
        "ida@example.com",
    ),
    "&lt;ida@example.com&gt;": (None, "ida@example.com"),
    "Ida Doe <ida+tag@example.com>": ("Ida Doe", "ida+tag@example.com"),
    "Sinéad O'Brien <sinead.o'brien@example.ie>": (
        "Sinéad O'Brien",
        "sinead.o'brien@example.ie",
    ),
    "Jörg <joerg@müller.example>": ("Jörg", "joerg@müller.example"),
    "IDA DOE <IDA.DOE@EXAMPLE.COM>": ("IDA DOE", "IDA.DOE@EXAMPLE.COM"),
    "\tIda Doe <ida@example.com>": ("Ida Doe", "ida@example.com"),
    "Ida Doe<ida@example.com>": ("Ida Doe", "ida@example.com"),
    "Dr. Ida Doe, MBA <ida@example.com>": ("Dr. Ida Doe, MBA", "ida@example.com"),
    "Ida Doe | Example GmbH <ida@example.com>": (
        "Ida Doe | Example GmbH",
        "ida@example.com",
    ),
    "sec@example.com <sec@example.com> on behalf of Ida Doe <ida@example.com>": (
        "Ida Doe",
        "ida@example.com",
    ),
    "sekretariat@example.com [mailto:sekretariat@example.com] Im Auftrag von Ida Doe": None,
    "sec@example.com <sec@example.com> de la part de Ida Doe <ida@example.com>": (
        "Ida Doe",
        "ida@example.com",
    ),
    "sec@example.com <sec@example.com> en nombre de Ida Doe <ida@example.com>": (
        "Ida Doe",
        "ida@example.com",
    ),
    "sec@example.com <sec@example.com> per conto di Ida Doe <ida@example.com>": (
        "Ida Doe",
        "ida@example.com",
    ),
    "sec@example.com <sec@example.com> namens Ida Doe <ida@example.com>": (
        "Ida Doe",
        "ida@example.com",
    ),
    "Ida Doe <ida@example.com> on behalf of Ida Doe <ida@example.com>": (
        "Ida Doe",
        "ida@example.com",
    ),
    "Ida Doe <ida@example.com>, Bob <bob@example.com>": None,
    "Ida Doe <ida@example.com>; Bob <bob@example.com>": None,
    "Ida Doe </O=ORG/OU=EXCHANGE/CN=RECIPIENTS/CN=IDA>": None,
    "Ida Doe": None,
    "Ida Doe 🎉 <ida@example.com>": ("Ida Doe 🎉", "ida@example.com"),
    "=?utf-8?q?Ida_Doe?= <ida@example.com>": ("=?utf-8?q?Ida_Doe?=", "ida@example.com"),
}

# (case, subject, text, HTML or nothing, expected)
CLIENT_MAILS = [
    (
        "proton en",
        "Fw: Order",
        "\n\nSent with Proton Mail secure email.\n\n------- Forwarded Message -------\nFrom: Ida Doe <ida@example.com>\nDate: On Tuesday, October 26th, 2021 at 2:25 PM\nSubject: Order\nTo: support@company.example <support@company.example>\n\n\nHello,\ncould you tell me the price of ten chairs?\n\nThank you",
        '<div style="font-family:Arial"><br></div><div class="protonmail_quote">------- Forwarded Message -------<br>From: Ida Doe &lt;ida@example.com&gt;<br>Date: On Tuesday, October 26th, 2021 at 2:25 PM<br>Subject: Order<br>To: support@company.example &lt;support@company.example&gt;<br><br><blockquote class="protonmail_quote" type="cite">Hello</blockquote></div>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "proton quoted",
        "Fw: Order",
        "Sent with [Proton Mail](https://proton.me/) secure email.\n\n------- Forwarded Message -------\nFrom: ida@example.com <ida@example.com>\nDate: On Tuesday\nSubject: Order\nTo: support@company.example\n\n> Hello\n> Ida",
        "",
        (None, "ida@example.com"),
    ),
    (
        "proton de",
        "WG: Order",
        "------- Weitergeleitete Nachricht -------\nVon: Ida Doe <ida@example.com>\nDatum: Am Dienstag, 26. Oktober 2021 um 14:25\nBetreff: Order\nAn: support@company.example <support@company.example>\n\n> Hallo",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "proton fr",
        "Tr : Order",
        "------- Forwarded Message -------\nDe : Ida Doe <ida@example.com>\nDate : Le mardi 26 octobre 2021 à 14:25\nObjet : Order\nÀ : support@company.example <support@company.example>\n\n> Bonjour",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "zoho en",
        "Fwd: Order",
        '\n\n\n\n============ Forwarded message ============\nFrom: Ida Doe <ida@example.com>\nTo: "support"<support@company.example>\nDate: Tue, 26 Oct 2021 14:25:08 +0200\nSubject: Order\n============ Forwarded message ============\n\nHello',
        '<div style="font-family: Verdana"><div><br></div><div class="zmail_extra"><div><br>============ Forwarded message ============<br></div><div>From: Ida Doe &lt;<a href="mailto:ida@example.com">ida@example.com</a>&gt;<br>To: "support"&lt;support@company.example&gt;<br>Date: Tue, 26 Oct 2021 14:25:08 +0200<br>Subject: Order<br>============ Forwarded message ============<br></div><blockquote><div>Hello</div></blockquote></div></div>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "zoho name glued",
        "Fwd: Order",
        '============ Forwarded message ============\nFrom: "Ida Doe"<ida@example.com>\nTo: <support@company.example>\nDate: Tue, 26 Oct 2021\nSubject: Order\n============ Forwarded message ============\nhi',
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "zoho de",
        "Fwd: Order",
        "============ Weitergeleitete Nachricht ============\nVon: Ida Doe <ida@example.com>\nAn: <support@company.example>\nDatum: Di., 26 Okt. 2021 14:25:08 +0200\nBetreff: Order\n============ Weitergeleitete Nachricht ============\n",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "zoho ja",
        "Fwd: 注文",
        "============ 転送メッセージ ============\n差出人: 山田 太郎 <yamada@kaisha.example>\n宛先: <support@company.example>\n日時: 2021年10月26日\n件名: 注文\n============ 転送メッセージ ============",
        "",
        ("山田 太郎", "yamada@kaisha.example"),
    ),
    (
        "fastmail en",
        "Fwd: Order",
        "\n\n----- Original message -----\nFrom: Ida Doe <ida@example.com>\nTo: support@company.example\nSubject: Order\nDate: Tuesday, October 26, 2021 2:25 PM\n\nHello",
        '<div><br></div><div>----- Original message -----<br></div><div>From: Ida Doe &lt;<a href="mailto:ida%40example.com">ida@example.com</a>&gt;<br></div><div>To: support@company.example<br></div><div>Subject: Order<br></div><div>Date: Tuesday, October 26, 2021 2:25 PM<br></div><div><br></div><div>Hello</div>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "fastmail bare",
        "Fwd: Order",
        "----- Original message -----\nFrom: ida@example.com\nTo: support@company.example\nSubject: Order\nDate: Tuesday\n\nHello",
        "",
        (None, "ida@example.com"),
    ),
    (
        "fastmail no prefix",
        "Order 4711",
        "\n\n----- Original message -----\nFrom: Ida Doe <ida@example.com>\nTo: support@company.example\nSubject: Order 4711\nDate: Tuesday, 26 October 2021 2:25 PM\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "gmx de",
        "Fw: Bestellung",
        '\n\n \n\nGesendet: Dienstag, 26. Oktober 2021 um 14:25 Uhr\nVon: "Ida Doe" <ida@example.com>\nAn: support@company.example\nBetreff: Bestellung\n\nHallo',
        '<html><head></head><body><div style="font-family: Verdana;font-size: 12.0px;"><div>&nbsp;<div style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5;"><div style="margin:0 0 10px 0;"><b>Gesendet:</b>&nbsp;Dienstag, 26. Oktober 2021 um 14:25 Uhr<br/><b>Von:</b>&nbsp;&quot;Ida Doe&quot; &lt;ida@example.com&gt;<br/><b>An:</b>&nbsp;support@company.example<br/><b>Betreff:</b>&nbsp;Bestellung</div><div name="quoted-content">Hallo</div></div></div></div></body></html>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "gmx en",
        "Fw: Order",
        'Sent: Tuesday, October 26, 2021 at 2:25 PM\nFrom: "Ida Doe" <ida@example.com>\nTo: support@company.example\nSubject: Order\n\nHello',
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "gmx new de",
        "WG: Bestellung",
        "--\nDiese Nachricht wurde von meinem Android-Gerät mit GMX Mail gesendet.\nAm 26.10.21, 14:25, Ida Doe <ida@example.com> schrieb:\n\n> Hallo",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "webde fwd",
        "Fwd: Bestellung",
        "-------- Ursprüngliche Nachricht --------\nVon: Ida Doe <ida@example.com>\nDatum: 26.10.21 14:25 (GMT+01:00)\nAn: support@company.example\nBetreff: Bestellung\n\nHallo",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "ionos en",
        "Fwd: Order",
        "> ---------- Original Message ----------\n> From: Ida Doe <ida@example.com>\n> To: support@company.example\n> Date: 10/26/2021 2:25 PM\n> Subject: Order\n>\n>\n> Hello",
        '<!doctype html><html><body><p><br></p><blockquote type="cite">---------- Original Message ----------<br>From: Ida Doe &lt;ida@example.com&gt;<br>To: support@company.example<br>Date: 10/26/2021 2:25 PM<br>Subject: Order<br><br><br>Hello</blockquote></body></html>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "ionos no subject",
        None,
        "---------- Original Message ----------\nFrom: Ida Doe <ida@example.com>\nTo: support@company.example\nDate: October 26, 2021 2:25 PM\nSubject: Order\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "ionos quoted no subject",
        None,
        "> ---------- Original Message ----------\n> From: Ida Doe <ida@example.com>\n> To: support@company.example\n> Date: October 26, 2021 2:25 PM\n> Subject: Order\n>\n> Hello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "ionos de",
        "Fwd: Bestellung",
        "---------- Ursprüngliche Nachricht ----------\nVon: Ida Doe <ida@example.com>\nAn: support@company.example\nDatum: 26.10.2021 14:25 CEST\nBetreff: Bestellung\n \n \nHallo",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "ionos es",
        "Fwd: Pedido",
        "---------- Mensaje original ----------\nDe: Ida Doe <ida@example.com>\nPara: support@company.example\nFecha: 26/10/2021 14:25 CEST\nAsunto: Pedido\n\nHola",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "mailmate en",
        "Fwd: Order",
        "Forwarded message:\n\n> From: Ida Doe <ida@example.com>\n> To: support@company.example\n> Subject: Order\n> Date: Tue, 26 Oct 2021 14:25:08 +0200\n>\n> Hello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "mailmate html",
        "Fwd: Order",
        "",
        '<div style="font-family: sans-serif;"><div class="markdown" style="white-space: normal;"><p dir="auto">Forwarded message:</p></div><blockquote class="embedded"><div class="embedded"><p>From: Ida Doe &lt;ida@example.com&gt;<br>To: support@company.example<br>Subject: Order<br>Date: Tue, 26 Oct 2021 14:25:08 +0200</p><p>Hello</p></div></blockquote></div>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "mailmate no subject",
        None,
        "\nForwarded message:\n\n> From: Ida Doe <ida@example.com>\n> To: support@company.example\n> Subject: Order\n> Date: Tue, 26 Oct 2021\n>\n> Hello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "missive en",
        "Fwd: Order",
        "\n\n---------- Forwarded message ----------\nFrom: Ida Doe <ida@example.com>\nDate: October 26, 2021 at 2:25 PM\nSubject: Order\nTo: <support@company.example>, Bob <bob@globex.example>\n\nHello",
        '<div><br></div><div class="missive_quote"><div>---------- Forwarded message ----------<br>From: Ida Doe &lt;<a href="mailto:ida@example.com">ida@example.com</a>&gt;<br>Date: October 26, 2021 at 2:25 PM<br>Subject: Order<br>To:  &lt;<a href="mailto:support@company.example">support@company.example</a>&gt;</div><br><div>Hello</div></div>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "missive noname",
        None,
        "---------- Forwarded message ----------\nFrom: <ida@example.com>\nDate: October 26, 2021\nSubject: Order\nTo: <support@company.example>\n\nHello",
        "",
        (None, "ida@example.com"),
    ),
    (
        "hubspot en reply to",
        "Fwd: Order",
        "---------- Forwarded message ----------\nFrom: Ida Doe <ida@example.com>\nDate: Oct 26, 2021, 2:25:08 PM\nSubject: Order\nTo: support@company.example\nReply-To: other@example.net\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "spark en",
        "Fwd: Order",
        "Sent with Spark\n---------- Forwarded message ----------\nFrom: Ida Doe <ida@example.com>\nDate: 26 Oct 2021, 14:25 +0200\nTo: support@company.example\nSubject: Order\n\n> Hello",
        '<html><body><div name="messageBodySection"><div dir="auto"><br></div></div><div name="messageReplySection">---------- Forwarded message ----------<br><b>From:</b> Ida Doe &lt;<a href="mailto:ida@example.com">ida@example.com</a>&gt;<br><b>Date:</b> 26 Oct 2021, 14:25 +0200<br><b>To:</b> support@company.example<br><b>Subject:</b> Order<br><br><blockquote type="cite">Hello</blockquote></div></body></html>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "samsung en",
        "Fwd: Order",
        "\n\nSent from my Galaxy\n\n-------- Original message --------\nFrom: Ida Doe <ida@example.com>\nDate: 26/10/2021 14:25 (GMT+01:00)\nTo: support@company.example\nSubject: Order\n\nHello",
        '<html><head></head><body dir="auto"><div dir="auto"><br></div><div id="composer_signature" dir="auto"><div style="font-size:12px;color:#575757" dir="auto">Sent from my Galaxy</div></div><div dir="auto"><br></div><div><br></div><div align="left" dir="auto" style="font-size:100%;color:#000000"><div>-------- Original message --------</div><div>From: Ida Doe &lt;ida@example.com&gt; </div><div>Date: 26/10/2021  14:25  (GMT+01:00) </div><div>To: support@company.example </div><div>Subject: Order </div><div><br></div></div>Hello</body></html>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "samsung one line",
        "Fwd: Order",
        "Sent from my Samsung Galaxy smartphone.\n-------- Original message --------From: Ida Doe <ida@example.com> Date: 26/10/2021  14:25  (GMT+01:00) To: support@company.example Subject: Order \nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "samsung ko",
        "Fwd: 주문",
        "나의 Galaxy에서 보냈습니다.\n\n-------- 원본 이메일 --------\n발신: 김철수 <kim@hoesa.example>\n날짜: 2021/10/26 14:25 (GMT+09:00)\n받은 사람: support@company.example\n제목: 주문\n\n안녕하세요",
        "",
        ("김철수", "kim@hoesa.example"),
    ),
    (
        "samsung pl",
        "Fwd: Zamówienie",
        "Wysłane z mojego Galaxy\n\n-------- Oryginalna wiadomość --------\nOd: Ida Doe <ida@example.com>\nData: 26.10.2021 14:25 (GMT+01:00)\nDo: support@company.example\nTemat: Zamówienie\n\nCześć",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "samsung fr",
        "Fwd: Commande",
        "Envoyé depuis mon appareil Galaxy\n\n-------- Message d'origine --------\nDe : Ida Doe <ida@example.com> \nDate : 26/10/2021  14:25  (GMT+01:00) \nÀ : support@company.example \nObjet : Commande \n\nBonjour",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "k9 en",
        "Fwd: Order",
        "\n\n\n-------- Original Message --------\nFrom: Ida Doe <ida@example.com>\nSent: October 26, 2021 2:25:08 PM GMT+02:00\nTo: support@company.example\nSubject: Order\n\nHello\n-- \nSent from my Android device with K-9 Mail.",
        '<!DOCTYPE html><html><body><br><br><div class="gmail_quote">-------- Original Message --------<br><b>From:</b> Ida Doe &lt;ida@example.com&gt;<br><b>Sent:</b> October 26, 2021 2:25:08 PM GMT+02:00<br><b>To:</b> support@company.example<br><b>Subject:</b> Order<br><br>Hello</div></body></html>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "k9 de",
        "Fwd: Bestellung",
        "-------- Ursprüngliche Nachricht --------\nVon: Ida Doe <ida@example.com>\nGesendet: 26. Oktober 2021 14:25:08 MESZ\nAn: support@company.example\nBetreff: Bestellung\n\nHallo",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "evolution en",
        "Fwd: Order",
        "-------- Forwarded Message --------\nFrom: Ida Doe <ida@example.com>\nReply-To: Ida Doe <ida@private.example>\nTo: support@company.example\nSubject: Order\nDate: Tue, 26 Oct 2021 14:25:08 +0200\n\nHello",
        '<div></div><div>-------- Forwarded Message --------</div><div><b>From</b>: Ida Doe &lt;<a href="mailto:Ida%20Doe%20%3cida@example.com%3e">ida@example.com</a>&gt;</div><div><b>To</b>: support@company.example</div><div><b>Subject</b>: Order</div><div><b>Date</b>: Tue, 26 Oct 2021 14:25:08 +0200</div><div>Hello</div>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "evolution old de",
        "[Fwd: Bestellung]",
        "-------- Weitergeleitete Nachricht --------\nVon: Ida Doe <ida@example.com>\nAn: support@company.example\nBetreff: Bestellung\nDatum: Tue, 26 Oct 2021 14:25:08 +0200\n\nHallo",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "roundcube en",
        "Fwd: Order",
        "-------- Original Message --------\nSUBJECT: Order\nDATE: 2021-10-26 14:25\nFROM: Ida Doe <ida@example.com>\nTO: support@company.example\n\nHello",
        '<p>-------- Original Message --------</p><table border="0" cellspacing="0" cellpadding="0"><tbody><tr><th align="right" valign="baseline" nowrap="nowrap">Subject:</th><td>Order</td></tr><tr><th align="right" valign="baseline" nowrap="nowrap">Date:</th><td>2021-10-26 14:25</td></tr><tr><th align="right" valign="baseline" nowrap="nowrap">From:</th><td>Ida Doe &lt;ida@example.com&gt;</td></tr><tr><th align="right" valign="baseline" nowrap="nowrap">To:</th><td>support@company.example</td></tr></tbody></table><p>Hello</p>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "roundcube it",
        "Fwd: Ordine",
        "-------- Messaggio originale --------\nOggetto: Ordine\nData: 26.10.2021 14:25\nMittente: Ida Doe <ida@example.com>\nDestinatario: support@company.example\n\nCiao",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "roundcube ru",
        "Fwd: Заказ",
        "-------- Исходное сообщение --------\nТема: Заказ\nДата: 2021-10-26 14:25\nОт: Иван Петров <ivan@kompaniya.example>\nКому: support@company.example\n\nДобрый день",
        "",
        ("Иван Петров", "ivan@kompaniya.example"),
    ),
    (
        "roundcube tr",
        "Fwd: Sipariş",
        "-------- Özgün ileti --------\nKonu: Sipariş\nTarih: 26.10.2021 14:25\nGönderen: İbrahim Çağlar <ibrahim@sirket.example>\nAlıcı: support@company.example\n\nMerhaba",
        "",
        ("İbrahim Çağlar", "ibrahim@sirket.example"),
    ),
    (
        "roundcube cs",
        "Fwd: Objednávka",
        "-------- Původní zpráva --------\nPředmět: Objednávka\nDatum: 26.10.2021 14:25\nOdesílatel: Jiří Dvořák <jiri@firma.example>\nPříjemce: support@company.example\n\nDobrý den",
        "",
        ("Jiří Dvořák", "jiri@firma.example"),
    ),
    (
        "horde en",
        "Fwd: Order",
        "\n----- Forwarded message from Ida Doe <ida@example.com> -----\n    Date: Tue, 26 Oct 2021 14:25:08 +0200\n    From: Ida Doe <ida@example.com>\nReply-To: Ida Doe <ida@example.com>\n Subject: Order\n      To: support@company.example\n\nHello\n\n----- End forwarded message -----",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "horde own mark",
        "Fwd: Order",
        "----- Weitergeleitete Nachricht von ida@example.com -----\n  Datum: Tue, 26 Oct 2021 14:25:08 +0200\n    Von: Ida Doe <ida@example.com>\nBetreff: Order\n     An: support@company.example\n\nHello\n----- Ende der weitergeleiteten Nachricht -----",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "zimbra en",
        "Fwd: Order",
        '\n----- Forwarded Message -----\nFrom: "Ida Doe" <ida@example.com>\nTo: "support" <support@company.example>\nSent: Tuesday, October 26, 2021 2:25:08 PM\nSubject: Order\n\nHello',
        '<html><body><div style="font-family: arial"><div><br></div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>From: </b>"Ida Doe" &lt;ida@example.com&gt;<br><b>To: </b>"support" &lt;support@company.example&gt;<br><b>Sent: </b>Tuesday, October 26, 2021 2:25:08 PM<br><b>Subject: </b>Order<br></div><br><div data-marker="__QUOTED_TEXT__">Hello</div></div></body></html>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "zimbra fr",
        "Fwd: Commande",
        '----- Mail transféré -----\nDe: "Ida Doe" <ida@example.com>\nÀ: "support" <support@company.example>\nEnvoyé: Mardi 26 Octobre 2021 14:25:08\nObjet: Commande\n\nBonjour',
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "zimbra it",
        "Fwd: Ordine",
        'Da: "Ida Doe" <ida@example.com>\nA: "support" <support@company.example>\nInviato: Martedì, 26 ottobre 2021 14:25:08\nOggetto: Ordine\n\nCiao',
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "mailspring en",
        "Fwd: Order",
        "",
        '<br/><br/><div class="gmail_quote_attribution">---------- Forwarded Message ---------</div><div>From: Ida Doe &lt;ida@example.com&gt;<br/>Subject: Order<br/>Date: Oct 26 2021, at 2:25 pm<br/>To: support@company.example</div><br/>Hello',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "emclient en",
        "Fw: Order",
        '\n\n------ Forwarded Message ------\nFrom: "Ida Doe" <ida@example.com>\nTo: support@company.example\nSent: 26/10/2021 14:25:08\nSubject: Order\n\nHello',
        '<div><br></div><div id="x1"><div style="">------ Forwarded Message ------</div><div>From: "Ida Doe" &lt;<a href="mailto:ida@example.com">ida@example.com</a>&gt;</div><div>To: support@company.example</div><div>Date: 26/10/2021 14:25:08</div><div>Subject: Order</div><div><br></div>Hello</div>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "emclient de",
        "Fw: Bestellung",
        '------ Weitergeleitete Nachricht ------\nVon "Ida Doe" <ida@example.com>\nAn support@company.example\nDatum 26.10.2021 14:25:08\nBetreff Bestellung\n\nHallo',
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "emclient en nocolon",
        "Fw: Order",
        '------ Forwarded Message ------\nFrom "Ida Doe" <ida@example.com>\nTo support@company.example\nDate 26/10/2021 14:25:08\nSubject Order\n\nHello',
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "windows mail",
        "Fw: Order",
        "",
        '<div class=WordSection1><p class=MsoNormal>Sent from <a href="https://go.microsoft.com/fwlink/?LinkId=550986">Mail</a> for Windows</p><div style="mso-element:para-border-div;border:none;border-top:solid #E1E1E1 1.0pt"><p class=MsoNormal style="border:none;padding:0cm"><b>From: </b><a href="mailto:ida@example.com">Ida Doe</a><br><b>Sent: </b>Tuesday, 26 October 2021 14:25<br><b>To: </b><a href="mailto:support@company.example">support@company.example</a><br><b>Subject: </b>Order</p></div><p class=MsoNormal>Hello</p></div>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "notes en",
        "Fw: Order",
        "----- Forwarded by Bob Boss/ACME on 26/10/2021 15:00 -----\n\nFrom:   Ida Doe <ida@example.com>\nTo:     support@company.example\nDate:   26/10/2021 14:25\nSubject:        Order\n\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "notes old",
        "Fw: Order",
        '----- Forwarded by Bob Boss/HQ/ACME on 10/26/2021 03:00 PM -----\n\n             "Ida Doe"                                                        \n             <ida@example.com>                                              To \n                                        <support@company.example>        \n             10/26/2021 02:25 PM                                              cc \n',
        "",
        None,
    ),
    (
        "notes de",
        "WG: Bestellung",
        '----- Weitergeleitet von Bob Boss/ACME am 26.10.2021 15:00 -----\n\nVon:        "Ida Doe" <ida@example.com>\nAn:        <support@company.example>\nDatum:        26.10.2021 14:25\nBetreff:        Bestellung\n________________________________\n\nHallo',
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "notes own html",
        "Fw: Order",
        "",
        '<font size=1 color=#800080 face="sans-serif">----- Forwarded by Bob Boss/ACME on 26/10/2021 15:00 -----</font><br><br><font size=1 color=#5f5f5f face="sans-serif">From: &nbsp; &nbsp; &nbsp; &nbsp;</font><font size=1 face="sans-serif">&quot;Ida Doe&quot; &lt;ida@example.com&gt;</font><br><font size=1 color=#5f5f5f>To: &nbsp; &nbsp; &nbsp; &nbsp;</font><font size=1>&lt;support@company.example&gt;</font><br><font size=1>Date: &nbsp;</font><font size=1>26/10/2021 14:25</font><br><font>Subject: &nbsp;</font><font>Order</font><br><hr noshade>Hello',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "mutt",
        "Fwd: Order",
        "----- Forwarded message from Ida Doe <ida@example.com> -----\n\nDate: Tue, 26 Oct 2021 14:25:08 +0200\nFrom: Ida Doe <ida@example.com>\nTo: support@company.example\nSubject: Order\nUser-Agent: Mutt/1.10\n\nHello\n\n----- End forwarded message -----",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "mutt no prefix",
        "[ida@example.com: Order]",
        "----- Forwarded message from Ida Doe <ida@example.com> -----\n\nDate: Tue, 26 Oct 2021 14:25:08 +0200\nFrom: Ida Doe <ida@example.com>\nTo: support@company.example\nSubject: Order\n\nHello\n\n----- End forwarded message -----",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "mutt full headers",
        "[ida@example.com: Order]",
        "----- Forwarded message from Ida Doe <ida@example.com> -----\n\nReturn-Path: <bounce@mailer.example>\nReceived: from mx.example.com (mx.example.com [192.0.2.1])\n\tby mail.company.example; Tue, 26 Oct 2021 14:25:08 +0200\nDate: Tue, 26 Oct 2021 14:25:08 +0200\nFrom: Ida Doe <ida@example.com>\nTo: support@company.example\nSubject: Order\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "front en",
        "Fwd: Order",
        "\n---------- Forwarded message ----------\nFrom: Ida Doe <ida@example.com>\nDate: October 26, 2021 at 2:25 PM GMT+2\nTo: support@company.example\nSubject: Order\n\nHello",
        '<div><br></div><blockquote type="cite" class="front-blockquote">---------- Forwarded message ----------<br>From: Ida Doe &lt;ida@example.com&gt;<br>Date: October 26, 2021 at 2:25 PM GMT+2<br>Subject: Order<br>To: support@company.example<br><br>Hello</blockquote>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "superhuman",
        "Fwd: Order",
        "Sent via Superhuman ( https://sprh.mn/?vip=bob@company.example )\n\n---------- Forwarded message ----------\nFrom: Ida Doe <ida@example.com>\nDate: Tue, Oct 26, 2021 at 2:25 PM\nSubject: Order\nTo: <support@company.example>\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "hey",
        "Fwd: Order",
        "",
        '<div class="trix-content"><div><br></div></div><div>---------- Forwarded message ----------<br>From: Ida Doe &lt;ida@example.com&gt;<br>Date: October 26, 2021<br>Subject: Order<br>To: support@company.example</div><div>Hello</div>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "airmail",
        "Fwd: Order",
        "From: Ida Doe <ida@example.com>\nReply: Ida Doe <ida@example.com>\nDate: 26 October 2021 at 14:25:08\nTo: support@company.example <support@company.example>\nSubject:  Order\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "airmail html",
        "Fwd: Order",
        "",
        '<div class="bloop_sign"></div><br><p class="airmail_on">From:&nbsp;<span style="color:black">Ida Doe</span> <a href="mailto:ida@example.com">&lt;ida@example.com&gt;</a><br><span style="color:black">Reply:</span>&nbsp;Ida Doe <a href="mailto:ida@example.com">&lt;ida@example.com&gt;</a><br>Date:&nbsp;26 October 2021 at 14:25:08<br>To:&nbsp;support@company.example<br>Subject:&nbsp;<span> Order</span><br></p><blockquote type="cite">Hello</blockquote>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "postbox",
        "Fwd: Order",
        "-------- Original Message --------\nSubject: \tOrder\nDate: \tTue, 26 Oct 2021 14:25:08 +0200\nFrom: \tIda Doe <ida@example.com>\nTo: \tsupport@company.example\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "qq",
        "转发：订单",
        '\n\n\n------------------ 原始邮件 ------------------\n发件人: "王小明" <wangxm@gongsi.example>;\n发送时间: 2021年10月26日(星期二) 下午2:25\n收件人: "support"<support@company.example>;\n主题: 订单\n\n你好',
        '<div><br></div><div><div><br></div><div style="font-size: 12px;font-family: Arial Narrow;padding:2px 0 2px 0;">------------------&nbsp;原始邮件&nbsp;------------------</div><div style="font-size: 12px;background:#efefef;padding:8px;"><div><b>发件人:</b>&nbsp;"王小明"&lt;wangxm@gongsi.example&gt;;</div><div><b>发送时间:</b>&nbsp;2021年10月26日(星期二) 下午2:25</div><div><b>收件人:</b>&nbsp;"support"&lt;support@company.example&gt;;</div><div></div><div><b>主题:</b>&nbsp;订单</div></div>你好</div>',
        ("王小明", "wangxm@gongsi.example"),
    ),
    (
        "qq bilingual",
        "转发: Order",
        '------------------&nbsp;Original&nbsp;------------------\nFrom:  "王小明"<wangxm@gongsi.example>;\nDate:  Tue, Oct 26, 2021 02:25 PM\nTo:  "support"<support@company.example>; \nSubject:  Order',
        "",
        ("王小明", "wangxm@gongsi.example"),
    ),
    (
        "163",
        "转发:订单",
        '\n\n\n-------- 转发邮件信息 --------\n发件人："王小明" <wangxm@gongsi.example>\n发送日期：2021-10-26 14:25:08\n收件人：support@company.example\n主题：订单\n你好',
        "",
        ("王小明", "wangxm@gongsi.example"),
    ),
    (
        "163 no prefix",
        "订单",
        "-------- 转发邮件信息 --------\n发件人：王小明 <wangxm@gongsi.example>\n发送日期：2021-10-26 14:25:08\n收件人：support@company.example\n主题：订单\n你好",
        "",
        ("王小明", "wangxm@gongsi.example"),
    ),
    (
        "foxmail",
        "转发: 订单",
        "\n\n \n发件人： 王小明\n发送时间： 2021-10-26 14:25\n收件人： support\n主题： 订单\n你好",
        "",
        None,
    ),
    (
        "foxmail html",
        "转发: 订单",
        "",
        '<div><br></div><blockquote style="margin-Top:0px;"><div>&nbsp;</div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><div style="PADDING-RIGHT: 8px; FONT-SIZE: 12px;BACKGROUND: #efefef"><div><b>发件人：</b>&nbsp;<a href="mailto:wangxm@gongsi.example">王小明</a></div><div><b>发送时间：</b>&nbsp;2021-10-26&nbsp;14:25</div><div><b>收件人：</b>&nbsp;<a href="mailto:support@company.example">support</a></div><div><b>主题：</b>&nbsp;订单</div></div></div><div>你好</div></blockquote>',
        ("王小明", "wangxm@gongsi.example"),
    ),
    (
        "naver",
        "FW: 주문",
        '-----Original Message-----\nFrom: "김철수"<kim@hoesa.example>\nTo: <support@company.example>;\nCc:\nSent: 2021-10-26 (화) 14:25:08 (GMT+09:00)\nSubject: 주문\n\n안녕하세요',
        '<div><p>-----Original Message-----<br><b>From:</b> "김철수"&lt;kim@hoesa.example&gt;<br><b>To:</b> &lt;support@company.example&gt;; <br><b>Cc:</b> <br><b>Sent:</b> 2021-10-26 (화) 14:25:08 (GMT+09:00)<br><b>Subject:</b> 주문<br>&nbsp;</p>안녕하세요</div>',
        ("김철수", "kim@hoesa.example"),
    ),
    (
        "daum",
        "FW: 주문",
        "--------- 원본 메일 ---------\n보낸사람 : 김철수 <kim@hoesa.example>\n받는사람 : <support@company.example>\n날짜: 2021년 10월 26일 화요일, 14시 25분 08초 +0900\n제목: 주문\n\n안녕하세요",
        "",
        ("김철수", "kim@hoesa.example"),
    ),
    (
        "yandex",
        "Fwd: Заказ",
        '\n\n-------- Пересылаемое сообщение --------\n26.10.2021, 14:25, "Иван Петров" <ivan@kompaniya.example>:\n\nДобрый день\n\n-------- Конец пересылаемого сообщения --------',
        '<div></div><div>-------- Пересылаемое сообщение --------</div><div>26.10.2021, 14:25, "Иван Петров" &lt;<a href="mailto:ivan@kompaniya.example">ivan@kompaniya.example</a>&gt;:</div><div>Добрый день</div><div>-------- Конец пересылаемого сообщения --------</div>',
        ("Иван Петров", "ivan@kompaniya.example"),
    ),
    (
        "yandex new",
        "Fwd: Заказ",
        '----------------\nКому: support@company.example;\nТема: Заказ;\n26.10.2021, 14:25, "Иван Петров" <ivan@kompaniya.example>:\n\nДобрый день',
        "",
        ("Иван Петров", "ivan@kompaniya.example"),
    ),
    (
        "yandex en",
        "Fwd: Order",
        '-------- Forwarded message --------\n26.10.2021, 14:25, "Ida Doe" <ida@example.com>:\nHello\n-------- End of forwarded message --------',
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "mailru",
        "Fwd: Заказ",
        "\n\n-------- Пересылаемое сообщение --------\nОт: Иван Петров <ivan@kompaniya.example>\nКому: support@company.example\nДата: Вторник, 26 октября 2021, 14:25 +03:00\nТема: Заказ\n\nДобрый день",
        "<HTML><BODY><div><br><br>-------- Пересылаемое сообщение --------<br>От: Иван Петров &lt;ivan@kompaniya.example&gt;<br>Кому: support@company.example<br>Дата: Вторник, 26 октября 2021, 14:25 +03:00<br>Тема: Заказ<br>&nbsp;<div>Добрый день</div></div></BODY></HTML>",
        ("Иван Петров", "ivan@kompaniya.example"),
    ),
    (
        "mailru from kogo",
        "Fwd: Заказ",
        "----- Пересылаемое сообщение -----\nОт кого: Иван Петров <ivan@kompaniya.example>\nКому: support@company.example\nДата: 26 октября 2021, 14:25\nТема: Заказ\n",
        "",
        ("Иван Петров", "ivan@kompaniya.example"),
    ),
    (
        "seznam",
        "Fwd: Objednávka",
        "---------- Původní e-mail ----------\nOd: Jiří Dvořák <jiri@firma.example>\nKomu: support@company.example\nDatum: 26. 10. 2021 14:25:08\nPředmět: Objednávka\nDobrý den",
        '<br><br><aside>---------- Původní e-mail ----------<br>Od: Jiří Dvořák &lt;jiri@firma.example&gt;<br>Komu: support@company.example<br>Datum: 26. 10. 2021 14:25:08<br>Předmět: Objednávka</aside><blockquote data-email="jiri@firma.example">Dobrý den</blockquote>',
        ("Jiří Dvořák", "jiri@firma.example"),
    ),
    (
        "seznam prep",
        "Fwd: Objednávka",
        "---------- Přeposlaný e-mail ----------\nOd: Jiří Dvořák <jiri@firma.example>\nKomu: support@company.example\nDatum: 26. 10. 2021 14:25:08\nPředmět: Objednávka\nDobrý den",
        "",
        ("Jiří Dvořák", "jiri@firma.example"),
    ),
    (
        "centrum cz",
        "Fwd: Objednávka",
        '______________________________________________________________\n> Od: "Jiří Dvořák" <jiri@firma.example>\n> Komu: <support@company.example>\n> Datum: 26.10.2021 14:25\n> Předmět: Objednávka\n>\nDobrý den',
        "",
        ("Jiří Dvořák", "jiri@firma.example"),
    ),
    (
        "orange fr",
        "tr: Commande",
        '\n\n> Message du 26/10/21 14:25\n> De : "Ida Doe" <ida@example.com>\n> A : support@company.example\n> Copie à : \n> Objet : Commande\n> \n> Bonjour',
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "laposte fr",
        "TR: Commande",
        "----- Mail transféré -----\nDe: Ida Doe <ida@example.com>\nEnvoyé: Tue, 26 Oct 2021 14:25:08 +0200 (CEST)\nÀ: support@company.example\nObjet: Commande\n\nBonjour",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "libero it",
        "I: Ordine",
        "----Messaggio originale----\nDa: ida@example.com\nData: 26-ott-2021 14.25\nA: <support@company.example>\nOgg: Ordine\n\nCiao",
        "",
        (None, "ida@example.com"),
    ),
    (
        "libero new",
        "Fwd: Ordine",
        "---------- Messaggio originale ----------\nDa: Ida Doe <ida@example.com>\nA: support@company.example\nData: 26 ottobre 2021 alle 14.25\nOggetto: Ordine\n\nCiao",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "virgilio inoltrato",
        "Fwd: Ordine",
        "---------- Messaggio inoltrato ----------\nDa: Ida Doe <ida@example.com>\nA: support@company.example\nData: 26/10/2021\nOggetto: Ordine",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "tonline de",
        "WG: Bestellung",
        '-----Original-Nachricht-----\nBetreff: Bestellung\nDatum: 2021-10-26T14:25:08+0200\nVon: "Ida Doe" <ida@example.com>\nAn: "support@company.example" <support@company.example>\n\nHallo',
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "freenet de",
        "WG: Bestellung",
        '--- Ursprüngliche Nachricht ---\nVon: "Ida Doe" <ida@example.com>\nDatum: 26.10.2021 14:25:08\nAn: support@company.example\nBetreff: Bestellung\n\nHallo',
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "onet pl",
        "Fwd: Zamówienie",
        "W dniu 2021-10-26 14:25:08 użytkownik Ida Doe <ida@example.com> napisał:\n> Dzień dobry",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "wp pl",
        "Fw: Zamówienie",
        "Dnia 26 października 2021 14:25 Ida Doe <ida@example.com> napisał(a):\n\nDzień dobry",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "o2 pl",
        "Fwd: Zamówienie",
        "---------- Przesłana wiadomość dalej ----------\nOd: Ida Doe <ida@example.com>\nDo: support@company.example\nData: 26 października 2021\nTemat: Zamówienie\n",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "interia pl",
        "Fwd: Zamówienie",
        '---- Wiadomość oryginalna ----\nOd: "Ida Doe" <ida@example.com>\nDo: support@company.example;\nWysłane: 14:25 Wtorek 2021-10-26\nTemat: Zamówienie\n\nDzień dobry',
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "uol br",
        "Enc: Pedido",
        "De: Ida Doe <ida@example.com>\nEnviado: terça-feira, 26 de outubro de 2021 14:25\nPara: support@company.example\nAssunto: Pedido\n\nOlá",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "groupwise",
        "Fwd: Order",
        ">>> Ida Doe <ida@example.com> 26.10.2021 14:25 >>>\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "apple resent",
        "Fwd: Order",
        "Begin forwarded message:\n\nResent-From: Bob <bob@company.example>\nFrom: Ida Doe <ida@example.com>\nSubject: Order\nDate: 26. October 2021 at 14:25:08 CEST\nTo: support@company.example\nReply-To: shop@example.net\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "apple reply to first",
        "Fwd: Order",
        "Begin forwarded message:\n\n> Reply-To: shop@example.net\n> From: Ida Doe <ida@example.com>\n> Subject: Order\n> Date: 26. October 2021\n> To: support@company.example\n>\n> Hello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "ios bold",
        "Fwd: Order",
        "Sent from my iPhone\n\nBegin forwarded message:\n\n> *From:* Ida Doe <ida@example.com>\n> *Date:* October 26, 2021 at 14:25:08 GMT+2\n> *To:* support@company.example\n> *Subject:* *Order*\n>\n> Hello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "ios fr",
        "Fwd: Commande",
        "Envoyé de mon iPhone\n\nDébut du message transféré :\n\n> De: Hélène <helene@societe.example>\n> Date: 26 octobre 2021 à 14:25:08 UTC+2\n> À: support@company.example\n> Objet: Rép : Commande\n> \n> Bonjour",
        "",
        ("Hélène", "helene@societe.example"),
    ),
    (
        "ios ja",
        "Fwd: 注文",
        "iPhoneから送信\n\n転送されたメッセージ:\n\n> 差出人: 山田太郎 <yamada@kaisha.example>\n> 日時: 2021年10月26日 14:25:08 JST\n> 宛先: support@company.example\n> 件名: 注文\n> \n> こんにちは",
        "",
        ("山田太郎", "yamada@kaisha.example"),
    ),
    (
        "ios new html",
        "Fwd: Order",
        "",
        '<html><body dir="auto"><div dir="ltr"></div><div dir="ltr"><br id="lineBreakAtBeginningOfMessage"><br>Begin forwarded message:<br><br></div><blockquote type="cite"><div dir="ltr"><b>From:</b> Ida Doe &lt;ida@example.com&gt;<br><b>Date:</b> October 26, 2021 at 14:25:08 GMT+2<br><b>To:</b> support@company.example<br><b>Subject:</b> <b>Order</b><br><br></div></blockquote><blockquote type="cite"><div dir="ltr">Hello</div></blockquote></body></html>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "outlook ios",
        "Fw: Order",
        "Get Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: Ida Doe <ida@example.com>\nSent: Tuesday, October 26, 2021 2:25:08 PM\nTo: support@company.example <support@company.example>\nSubject: Order\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "outlook android de",
        "WG: Bestellung",
        "Outlook für Android<https://aka.ms/AAb9ysg> beziehen\n________________________________\nVon: Jörg Müller <joerg@firma.example>\nGesendet: Dienstag, 26. Oktober 2021 14:25:08\nAn: support@company.example <support@company.example>\nBetreff: Bestellung\n\nHallo",
        "",
        ("Jörg Müller", "joerg@firma.example"),
    ),
    (
        "outlook android vi",
        "FW: Đơn hàng",
        "Tải Outlook cho Android<https://aka.ms/AAb9ysg>\n________________________________\nTừ: Nguyễn Văn Á <nguyen.van.a@congty.example>\nĐã gửi: Thứ Ba, 26 Tháng Mười, 2021 14:25\nĐến: support@company.example\nChủ đề: Đơn hàng\n\nChào",
        "",
        ("Nguyễn Văn Á", "nguyen.van.a@congty.example"),
    ),
    (
        "gmail vi mark",
        "Chuyển tiếp: Đơn hàng",
        "---------- Thư đã chuyển tiếp ----------\nTừ: Nguyễn Văn Á <nguyen.van.a@congty.example>\nNgày: 14:25 Thứ Ba, 26 tháng 10, 2021\nTiêu đề: Đơn hàng\nTới: <support@company.example>\n\nChào",
        "",
        ("Nguyễn Văn Á", "nguyen.van.a@congty.example"),
    ),
    (
        "zalo vi",
        "Fwd: Đơn hàng",
        "-------- Thư gốc --------\nNgười gửi: Nguyễn Văn Á <nguyen.van.a@congty.example>\nNgày gửi: 26/10/2021 14:25\nNgười nhận: support@company.example\nTiêu đề: Đơn hàng\n",
        "",
        ("Nguyễn Văn Á", "nguyen.van.a@congty.example"),
    ),
    (
        "zimbra vi",
        "Fwd: Đơn hàng",
        '----- Chuyển tiếp thư -----\nTừ: "Nguyễn Văn Á" <nguyen.van.a@congty.example>\nTới: "support" <support@company.example>\nĐã gửi: Thứ Ba, 26 Tháng 10 Năm 2021 14:25:08\nChủ đề: Đơn hàng\n',
        "",
        ("Nguyễn Văn Á", "nguyen.van.a@congty.example"),
    ),
    (
        "asterisk",
        "Fwd: Order",
        "*From:* Ida Doe <ida@example.com>\n*Sent:* Tuesday, October 26, 2021 2:25 PM\n*To:* support@company.example\n*Subject:* Order\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "asterisk one line",
        "Fwd: Order",
        "*From:* Ida Doe <ida@example.com> *Sent:* Tuesday, October 26, 2021 2:25 PM *To:* support@company.example *Subject:* Order\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "asterisk noaddr one line",
        "Fwd: Order",
        "*From:* Ida *Sent:* Tuesday, October 26, 2021 2:25 PM *To:* support@company.example <support@company.example> *Subject:* Order\n\nHello",
        "",
        None,
    ),
    (
        "noaddr one line other to",
        "Fwd: Order",
        "From: Ida Sent: Tuesday, October 26, 2021 2:25 PM To: Bob <bob@globex.example> Subject: Order\n\nHello",
        "",
        None,
    ),
    (
        "noaddr wrapped to",
        "Fwd: Order",
        "From: Ida Doe\nTo: Bob <bob@globex.example>\nSent: Tuesday\nSubject: Order\n\nHello",
        "",
        None,
    ),
    (
        "asterisk in",
        "Fwd: Order",
        "*From: *Ida Doe <ida@example.com>\n*Date: *Tuesday\n*To: *support@company.example\n*Subject: *Order",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "bold name",
        "Fwd: Order",
        "---------- Forwarded message ---------\nFrom: *Ida Doe* <ida@example.com>\nDate: Tue\nSubject: Order\nTo: <support@company.example>",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "underscore md",
        "Fwd: Order",
        "**From:** Ida Doe <ida@example.com>\n**Sent:** Tuesday\n**To:** support@company.example\n**Subject:** Order",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "wrapped value",
        "FW: Order",
        "From: Ida Doe, Department of very long names and other things\n<ida@example.com>\nSent: Tuesday\nTo: support@company.example\nSubject: Order",
        "",
        ("Ida Doe, Department of very long names and other things", "ida@example.com"),
    ),
    (
        "wrapped label",
        "FW: Order",
        "From:\nIda Doe <ida@example.com>\nSent:\nTuesday\nTo:\nsupport@company.example\nSubject:\nOrder\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "wrapped label blank",
        "FW: Order",
        "From:\n\nIda Doe <ida@example.com>\n\nSent:\n\nTuesday\n\nTo:\n\nsupport@company.example\n\nSubject:\n\nOrder",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "wrapped to",
        "FW: Order",
        "From: Ida Doe <ida@example.com>\nTo: A <a@x.example>, B <b@x.example>,\n C <c@x.example>, D <d@x.example>,\n E <e@x.example>\nSent: Tuesday\nSubject: Order",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "date before from",
        "FW: Order",
        "Date: Tuesday, 26 Oct 2021\nFrom: Ida Doe <ida@example.com>\nTo: support@company.example\nSubject: Order",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "to before from",
        "FW: Order",
        "To: Bob <bob@globex.example>\nFrom: Ida Doe <ida@example.com>\nSubject: Order\nDate: Tue",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "subject first no prefix",
        "Order",
        "Subject: Order\nFrom: Ida Doe <ida@example.com>\nDate: Tue\nTo: Bob <bob@globex.example>\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "crlf",
        "FW: Order",
        "From: Ida Doe <ida@example.com>\r\nSent: Tuesday\r\nTo: support@company.example\r\nSubject: Order\r\n\r\nHello\r\n",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "blank between",
        "FW: Order",
        "From: Ida Doe <ida@example.com>\n\nSent: Tuesday\n\nTo: support@company.example\n\nSubject: Order\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "indented",
        "FW: Order",
        "    From: Ida Doe <ida@example.com>\n    Sent: Tuesday\n    To: support@company.example\n    Subject: Order\n\n    Hello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "pipe quoted",
        "FW: Order",
        "| From: Ida Doe <ida@example.com>\n| Sent: Tuesday\n| To: support@company.example\n| Subject: Order\n|\n| Hello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "double quoted",
        "Fwd: Order",
        ">> From: Ida Doe <ida@example.com>\n>> Date: Tuesday\n>> To: support@company.example\n>> Subject: Order\n>>\n>> Hello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "signature before",
        "FW: Order",
        "Please handle.\n\nBest regards\nBob Boss\nACME Ltd | Tel: +44 20 7946 0000 | E-mail: bob@company.example\n\nFrom: Ida Doe <ida@example.com>\nSent: Tuesday\nTo: support@company.example\nSubject: Order",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "signature private",
        "FW: Order",
        "Please handle.\n\nBob\nbob.private@mail.example\n\nFrom: Ida Doe <ida@example.com>\nSent: Tuesday\nTo: support@company.example\nSubject: Order",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "text above address",
        "FW: Order",
        "Hi, see below; please answer to carl@partner.example as well.\n\n---------- Forwarded message ---------\nFrom: Ida Doe <ida@example.com>\nDate: Tue\nSubject: Order\nTo: <support@company.example>",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "text above label",
        "FW: Order",
        "Note: urgent.\nSubject: see below\n\nFrom: Ida Doe <ida@example.com>\nSent: Tuesday\nTo: support@company.example\nSubject: Order",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "text above from word",
        "FW: Order",
        "From: what I understand, she needs help.\nTo: me it looks urgent.\n\n---------- Forwarded message ---------\nFrom: Ida Doe <ida@example.com>\nDate: Tue\nSubject: Order\nTo: <support@company.example>",
        "",
        None,
    ),
    (
        "external banner",
        "[EXTERNAL] FW: Order",
        "CAUTION: This email originated from outside of the organization.\n\nFrom: Ida Doe <ida@example.com>\nSent: Tuesday\nTo: support@company.example\nSubject: [EXTERNAL] Order",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "banner from",
        "FW: Order",
        "WARNING: External sender.\nFrom: Ida Doe <ida@example.com>\nSent: Tuesday\nTo: support@company.example\nSubject: Order\n\nYou don't often get email from other@example.net. Learn why this is important",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "chain own first",
        "Fw: Order",
        "________________________________\nFrom: Bob Boss <bob@company.example>\nSent: Wednesday\nTo: Support <support@company.example>\nSubject: Fw: Order\n\nplease\n\n________________________________\nFrom: Ida Doe <ida@example.com>\nSent: Tuesday\nTo: Bob Boss <bob@company.example>\nSubject: Order\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "chain own twice",
        "Fw: Fw: Order",
        "________________________________\nFrom: Bob Boss <bob@company.example>\nSent: Wednesday\nTo: Support <support@company.example>\nSubject: Fw: Order\n\nplease\n\nFrom: Sue <sue@company.example>\nSent: Wed\nTo: Bob <bob@company.example>\nSubject: FW: Order\n\n\n________________________________\nFrom: Ida Doe <ida@example.com>\nSent: Tuesday\nTo: Bob Boss <bob@company.example>\nSubject: Order\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "chain top wins",
        "Fwd: Fwd: Order",
        "---------- Forwarded message ---------\nFrom: Ida Doe <ida@example.com>\nDate: Wed\nSubject: Fwd: Order\nTo: <support@company.example>\n\n---------- Forwarded message ---------\nFrom: Old One <old@example.net>\nDate: Tue\nSubject: Order\nTo: Ida Doe <ida@example.com>\n\nhi",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "chain reply in",
        "Fwd: Re: Order",
        "---------- Forwarded message ---------\nFrom: Ida Doe <ida@example.com>\nDate: Wed\nSubject: Re: Order\nTo: <support@company.example>\n\nthanks\n\nOn Tue, Oct 26, 2021 at 2:25 PM Support <support@company.example> wrote:\n> Hello\n> From: Carl <carl@example.net>\n> To: x@example.net\n> Date: Mon\n",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "chain own then wrote",
        "Fwd: Order",
        "---------- Forwarded message ---------\nFrom: Bob <bob@company.example>\nDate: Wed\nSubject: Re: Order\nTo: Ida Doe <ida@example.com>\n\nWe answer.\n\nOn Tue, Oct 26, 2021 at 2:25 PM Ida Doe <ida@example.com> wrote:\n> Hello\n",
        "",
        None,
    ),
    (
        "chain own all",
        "Fwd: Order",
        "---------- Forwarded message ---------\nFrom: Bob <bob@company.example>\nDate: Wed\nSubject: Order\nTo: Ida Doe <ida@example.com>\n\nWe answer.",
        "",
        None,
    ),
    (
        "chain own unknown then",
        "Fwd: Order",
        "From: Bob <bob@company.example>\nSent: Wed\nTo: X\nSubject: FW: Order\n\nFrom: Ida Doe\nSent: Tue\nTo: Bob <bob@company.example>\nSubject: Order\n\nFrom: Carl <carl@example.net>\nSent: Mon\nTo: Ida <ida@example.com>\nSubject: Order",
        "",
        None,
    ),
    (
        "chain mixed lang",
        "WG: FW: Order",
        "Von: Bob Boss <bob@company.example>\nGesendet: Mittwoch\nAn: Support <support@company.example>\nBetreff: FW: Order\n\n差出人: 山田 太郎 <yamada@kaisha.example>\n送信日時: 2021年10月26日 14:25\n宛先: Bob Boss <bob@company.example>\n件名: Order",
        "",
        ("山田 太郎", "yamada@kaisha.example"),
    ),
    (
        "chain first unsure",
        "Fwd: Order",
        "From: Ida Doe\nSent: Wed\nTo: Support\nSubject: Order\n\nFrom: Carl <carl@example.net>\nSent: Tue\nTo: Ida\nSubject: Order",
        "",
        None,
    ),
    (
        "chain on behalf own",
        "FW: Order",
        "From: bob@company.example <bob@company.example> On Behalf Of Ida Doe\nSent: Wed\nTo: x\nSubject: Order\n\nhi",
        "",
        None,
    ),
    (
        "chain via group",
        "Fwd: Order",
        "---------- Forwarded message ---------\nFrom: 'Ida Doe' via Support <support@company.example>\nDate: Tue\nSubject: Order\nTo: Support <support@company.example>\n\nHello",
        "",
        None,
    ),
    (
        "chain via group reply to",
        "Fwd: Order",
        "---------- Forwarded message ---------\nFrom: 'Ida Doe' via Support <support@company.example>\nDate: Tue\nSubject: Order\nTo: Support <support@company.example>\nReply-To: Ida Doe <ida@example.com>\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "chain via group then other",
        "Fwd: Order",
        "---------- Forwarded message ---------\nFrom: 'Ida Doe' via Support <support@company.example>\nDate: Tue\nSubject: Order\nTo: Support <support@company.example>\n\n---------- Forwarded message ---------\nFrom: Carl <carl@example.net>\nDate: Tue\nSubject: Order\nTo: Ida",
        "",
        None,
    ),
    (
        "unknown lt",
        "FW: Order",
        "Nuo: Ida Doe <ida@example.com>\nIšsiųsta: antradienis\nKam: support@company.example\nTema: Order\n\nFrom: Carl <carl@example.net>\nSent: Mon\nTo: Ida\nSubject: Order",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "reply gmail",
        "Re: Order",
        "Thanks!\n\nOn Tue, Oct 26, 2021 at 2:25 PM Ida Doe <ida@example.com> wrote:\n\n> Hello\n",
        '<div dir="ltr">Thanks!</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Tue, Oct 26, 2021 at 2:25 PM Ida Doe &lt;<a href="mailto:ida@example.com">ida@example.com</a>&gt; wrote:<br></div><blockquote class="gmail_quote">Hello</blockquote></div>',
        None,
    ),
    (
        "reply outlook",
        "RE: Order",
        "Thanks!\n\nFrom: Ida Doe <ida@example.com>\nSent: Tuesday\nTo: support@company.example\nSubject: Order\n\nHello",
        "",
        None,
    ),
    (
        "reply outlook web",
        "Re: Order",
        "Thanks!\n________________________________\nFrom: Ida Doe <ida@example.com>\nSent: Tuesday\nTo: support@company.example\nSubject: Order\n\nHello",
        "",
        None,
    ),
    (
        "reply original msg",
        "AW: Order",
        "Danke\n\n-----Ursprüngliche Nachricht-----\nVon: Ida Doe <ida@example.com>\nGesendet: Dienstag\nAn: support@company.example\nBetreff: Order\n",
        "",
        None,
    ),
    (
        "reply samsung",
        "Re: Order",
        "ok\n\n-------- Original message --------\nFrom: Ida Doe <ida@example.com>\nDate: 26/10/2021\nTo: support@company.example\nSubject: Order\n",
        "",
        None,
    ),
    (
        "reply yahoo",
        "Re: Order",
        "ok\n\n    On Tuesday, October 26, 2021, 02:25:08 PM GMT+2, Ida Doe <ida@example.com> wrote:  \n \n Hello",
        "",
        None,
    ),
    (
        "reply to forward",
        "Re: Fwd: Order",
        "done\n\nOn Wed, Oct 27, 2021 at 1:00 PM Bob <bob@company.example> wrote:\n> ---------- Forwarded message ---------\n> From: Ida Doe <ida@example.com>\n> Date: Tue\n> Subject: Order\n> To: <support@company.example>\n",
        "",
        None,
    ),
    (
        "reply vi",
        "TL: Đơn hàng",
        "ok\n\nVào T3, 26 thg 10, 2021 vào lúc 14:25 Nguyễn Văn Á <nguyen.van.a@congty.example> đã viết:\n\n> chào",
        "",
        None,
    ),
    (
        "reply no prefix",
        "Order",
        "ok\n\nOn Tue, Oct 26, 2021 at 2:25 PM Ida Doe <ida@example.com> wrote:\n\n> Hello",
        "",
        None,
    ),
    (
        "reply sv fi",
        "SV: Beställning",
        "Tack\n\nFrån: Åsa Öberg <asa@foretag.example>\nSkickat: den 26 oktober 2021 14:25\nTill: support@company.example\nÄmne: Beställning",
        "",
        None,
    ),
    (
        "reply vs fi",
        "VS: Tilaus",
        "Kiitos\n\nLähettäjä: Päivi Mäkelä <paivi@yritys.example>\nLähetetty: tiistai 26. lokakuuta 2021 14.25\nVastaanottaja: support@company.example\nAihe: Tilaus",
        "",
        None,
    ),
    (
        "reply hu",
        "Vá: Rendelés",
        "Köszönöm\n\nFeladó: Ida <ida@example.com>\nKüldve: kedd\nCímzett: support@company.example\nTárgy: Rendelés",
        "",
        None,
    ),
    (
        "reply tr",
        "YNT: Sipariş",
        "Tamam\n\nKimden: İbrahim <ibrahim@sirket.example>\nGönderildi: Salı\nKime: support@company.example\nKonu: Sipariş",
        "",
        None,
    ),
    (
        "reply zh",
        "答复: 订单",
        "好\n\n发件人: 王小明 <wangxm@gongsi.example>\n发送时间: 2021年10月26日 14:25\n收件人: support@company.example\n主题: 订单",
        "",
        None,
    ),
    (
        "reply zh re",
        "回复：订单",
        '好\n\n------------------ 原始邮件 ------------------\n发件人: "王小明" <wangxm@gongsi.example>;\n发送时间: 2021年10月26日\n收件人: "support"<support@company.example>;\n主题: 订单',
        "",
        None,
    ),
    (
        "reply ar",
        "رد: طلب",
        "شكرا\n\nمن: محمد <m@sharika.example>\nتم الإرسال: الثلاثاء\nإلى: support@company.example\nالموضوع: طلب",
        "",
        None,
    ),
    (
        "reply he",
        "תגובה: הזמנה",
        "תודה\n\nמאת: דוד <d@hevra.example>\nנשלח: יום שלישי\nאל: support@company.example\nנושא: הזמנה",
        "",
        None,
    ),
    (
        "reply el",
        "ΑΠ: Παραγγελία",
        "ok\n\nΑπό: Γιώργος <g@etaireia.example>\nΣτάλθηκε: Τρίτη\nΠρος: support@company.example\nΘέμα: Παραγγελία",
        "",
        None,
    ),
    (
        "reply ko",
        "RE: 주문",
        "네\n\n보낸 사람: 김철수 <kim@hoesa.example>\n보낸 날짜: 2021년\n받는 사람: support@company.example\n제목: 주문",
        "",
        None,
    ),
    (
        "reply id",
        "Bls: Pesanan",
        "ok\n\n________________________________\nDari: Budi <budi@perusahaan.example>\nKepada: support@company.example\nDikirim: Selasa\nJudul: Pesanan",
        "",
        None,
    ),
    (
        "reply th",
        "ตอบกลับ: สั่งซื้อ",
        "ok\n\nจาก: สมชาย <somchai@borisat.example>\nส่ง: 26\nถึง: support@company.example\nเรื่อง: สั่งซื้อ",
        "",
        None,
    ),
    (
        "reply ro",
        "RE: Comanda",
        "ok\n\nDe la: Ștefan <stefan@companie.example>\nTrimis: marți\nCătre: support@company.example\nSubiect: Comanda",
        "",
        None,
    ),
    (
        "reply pl",
        "Odp.: Zamówienie",
        "ok\n\nOd: Ida <ida@example.com>\nWysłano: wtorek\nDo: support@company.example\nTemat: Zamówienie",
        "",
        None,
    ),
    (
        "reply da",
        "SV: Ordre",
        "ok\n\nFra: Søren <s@kjaer.example>\nSendt: 26. oktober 2021 14:25\nTil: support@company.example\nEmne: Ordre",
        "",
        None,
    ),
    (
        "reply et",
        "Vs: Tellimus",
        "ok\n\nSaatja: Õie <oie@firma.example>\nSaadetud: teisipäev\nAdressaat: support@company.example\nTeema: Tellimus",
        "",
        None,
    ),
    (
        "plain order",
        "Order",
        "Hello, my address is ida@example.com, please call.\nFrom: Hanoi\nTo: Saigon\nDate: tomorrow\n",
        "",
        None,
    ),
    (
        "plain from to",
        "Transport",
        "I need transport.\nFrom: Berlin, contact bob@depot.example\nTo: Hamburg\nDate: 5 May\n",
        "",
        None,
    ),
    (
        "plain webform",
        "New contact request",
        "Name: Ida\nFrom: ida@example.com\nMessage: hi\n",
        "",
        None,
    ),
    ("empty", "Fwd: Order", "", "", None),
    ("forward no block", "Fwd: Order", "see attached, ask carl@example.net", "", None),
    (
        "forged second",
        "Fwd: Order",
        "---------- Forwarded message ---------\nFrom: Ida Doe <ida@example.com>\nDate: Tue\nSubject: Order\nTo: <support@company.example>\n\nHello\n\n---------- Forwarded message ---------\nFrom: Boss <boss@victim.example>\nDate: Mon\nSubject: x\nTo: <y@example.net>",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "subject none",
        None,
        "From: Ida Doe <ida@example.com>\nSent: Tuesday\nTo: support@company.example\nSubject: Order",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "subject other word",
        "Please call this customer",
        "From: Ida Doe <ida@example.com>\nSent: Tuesday\nTo: support@company.example\nSubject: Order",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "deep text block",
        "Please call",
        "Please call her.\n\n-- \nBob\n\n________________________________\nFrom: Ida Doe <ida@example.com>\nSent: Tuesday\nTo: support@company.example\nSubject: Order",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "html mailto name",
        "FW: Order",
        "",
        '<p><b>From:</b> <a href="mailto:ida@example.com">Ida Doe</a><br><b>Sent:</b> Tue<br><b>To:</b> <a href="mailto:support@company.example">Support</a><br><b>Subject:</b> Order</p>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "html mailto query",
        "FW: Order",
        "",
        '<p><b>From:</b> <a href="mailto:ida@example.com?subject=Order">Ida Doe</a><br><b>Sent:</b> Tue<br><b>To:</b> x<br><b>Subject:</b> Order</p>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "html mailto quoted percent",
        "FW: Order",
        "",
        '<p><b>From:</b> <a href="mailto:ida%40example.com">Ida Doe</a><br><b>Sent:</b> Tue<br><b>To:</b> x<br><b>Subject:</b> Order</p>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "html mailto unquoted",
        "FW: Order",
        "",
        "<p><b>From:</b> <a href=mailto:ida@example.com>Ida Doe</a><br><b>Sent:</b> Tue<br><b>To:</b> x<br><b>Subject:</b> Order</p>",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "html mailto upper",
        "FW: Order",
        "",
        '<P><B>From:</B> <A HREF="MAILTO:ida@example.com">Ida Doe</A><BR><B>Sent:</B> Tue<BR><B>To:</B> x<BR><B>Subject:</B> Order</P>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "html no br divs",
        "FW: Order",
        "",
        "<div><span><b>From:</b></span><span> Ida Doe &lt;ida@example.com&gt;</span></div><div><b>Sent:</b> Tue</div><div><b>To:</b> x</div><div><b>Subject:</b> Order</div>",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "html table",
        "FW: Order",
        "",
        "<table><tr><td><b>From:</b></td><td>Ida Doe &lt;ida@example.com&gt;</td></tr><tr><td><b>Sent:</b></td><td>Tue</td></tr><tr><td><b>To:</b></td><td>x</td></tr><tr><td>Subject:</td><td>Order</td></tr></table>",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "html table div cells",
        "FW: Order",
        "",
        "<table><tr><td><div>From:</div></td><td><div>Ida Doe &lt;ida@example.com&gt;</div></td></tr><tr><td><div>Sent:</div></td><td><div>Tue</div></td></tr><tr><td><div>To:</div></td><td><div>x@y.example</div></td></tr><tr><td><p>Subject:</p></td><td><p>Order</p></td></tr></table>",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "html pre",
        "FW: Order",
        "",
        "<pre>From: Ida Doe &lt;ida@example.com&gt;\nSent: Tue\nTo: x\nSubject: Order\n\nHello</pre>",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "html nested quote",
        "Fwd: Order",
        "",
        "<blockquote><blockquote><div><b>From:</b> Ida Doe &lt;ida@example.com&gt;</div><div><b>Date:</b> Tue</div><div><b>To:</b> x</div><div><b>Subject:</b> Order</div></blockquote></blockquote>",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "html comment cond",
        "FW: Order",
        "",
        "<!--[if gte mso 9]><xml>From: evil <evil@example.net></xml><![endif]--><p><b>From:</b> Ida Doe &lt;ida@example.com&gt;<br><b>Sent:</b> Tue<br><b>To:</b> x<br><b>Subject:</b> Order</p>",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "html hidden script",
        "FW: Order",
        "",
        '<script>var a="From: evil <evil@example.net>"</script><style>p{}</style><p>From: Ida Doe &lt;ida@example.com&gt;<br>Sent: Tue<br>To: x<br>Subject: Order</p>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "html entities",
        "FW: Order",
        "",
        "<p><b>From&#58;</b>&nbsp;&quot;Doe&comma; Ida&quot; &lt;ida&#64;example.com&gt;<br><b>Sent&colon;</b> Tue<br><b>To:</b> x<br><b>Subject:</b> Order</p>",
        ("Doe, Ida", "ida@example.com"),
    ),
    (
        "html apple zh inline",
        "Fwd: 订单",
        "",
        '<div><br><blockquote type="cite"><div>下面是被转发的邮件：</div><br><div><b>发件人: </b>王小明 &lt;<a href="mailto:wangxm@gongsi.example">wangxm@gongsi.example</a>&gt;</div><div><b>主题: </b>订单</div><div><b>日期: </b>2021年10月26日</div><div><b>收件人: </b>support@company.example</div></blockquote></div>',
        ("王小明", "wangxm@gongsi.example"),
    ),
    (
        "html outlook rtl",
        "FW: הזמנה",
        "",
        '<div dir="rtl"><p class="MsoNormal" dir="RTL"><b><span lang="HE">מאת:</span></b><span dir="LTR"></span><span dir="LTR"> David Cohen &lt;david@hevra.example&gt; <br></span><b><span lang="HE">נשלח:</span></b><span> יום שלישי 26 אוקטובר 2021 14:25<br></span><b>אל:</b> support@company.example<br><b>נושא:</b> הזמנה</p></div>',
        ("David Cohen", "david@hevra.example"),
    ),
    (
        "html link text differs",
        "FW: Order",
        "",
        '<p><b>From:</b> <a href="mailto:evil@example.net">ida@example.com</a><br><b>Sent:</b> Tue<br><b>To:</b> x<br><b>Subject:</b> Order</p>',
        (None, "ida@example.com"),
    ),
    (
        "html safelinks",
        "FW: Order",
        "",
        '<p><b>From:</b> Ida Doe &lt;<a href="https://eur01.safelinks.protection.outlook.com/?url=mailto%3Aida%40example.com">ida@example.com</a>&gt;<br><b>Sent:</b> Tue<br><b>To:</b> x<br><b>Subject:</b> Order</p>',
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "gmail conversation",
        "Fwd: Order",
        "---------- Forwarded Conversation ----------\nSubject: Order\n------------------------\n\nFrom: Ida Doe <ida@example.com>\nDate: Tue, Oct 26, 2021 at 2:25 PM\nTo: <support@company.example>\n\n\nHello\n\n----------\nFrom: Carl <carl@example.net>\nDate: Wed\nTo: Ida Doe <ida@example.com>\n",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "gmail conversation old",
        "Fwd: Order",
        "Forwarded conversation\nSubject: Order\n------------------------\n\nFrom: Ida Doe <ida@example.com>\nDate: Tue\nTo: support@company.example\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "aol",
        "Fwd: Order",
        "\n-----Original Message-----\nFrom: Ida Doe <ida@example.com>\nTo: support@company.example\nSent: Tue, Oct 26, 2021 2:25 pm\nSubject: Order\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "thebat",
        "Fwd: Order",
        "This is a forwarded message\nFrom: Ida Doe <ida@example.com>\nTo: support@company.example\nDate: Tuesday, October 26, 2021, 2:25:08 PM\nSubject: Order\n\n===8<==============Original message text===============\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "claws",
        "Fw: Order",
        "Begin forwarded message:\n\nDate: Tue, 26 Oct 2021 14:25:08 +0200\nFrom: Ida Doe <ida@example.com>\nTo: support@company.example\nSubject: Order\n\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "alpine",
        "Order (fwd)",
        "---------- Forwarded message ----------\nDate: Tue, 26 Oct 2021 14:25:08 +0200\nFrom: Ida Doe <ida@example.com>\nTo: support@company.example\nSubject: Order\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "pegasus",
        "(Fwd) Order",
        "------- Forwarded message follows -------\nFrom:           \tIda Doe <ida@example.com>\nTo:             \tsupport@company.example\nSubject:        \tOrder\nDate sent:      \tTue, 26 Oct 2021 14:25:08 +0200\n\nHello\n------- End of forwarded message -------",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "squirrelmail",
        "[Fwd: Order]",
        '---------------------------- Original Message ----------------------------\nSubject: Order\nFrom:    "Ida Doe" <ida@example.com>\nDate:    Tue, October 26, 2021 2:25 pm\nTo:      support@company.example\n--------------------------------------------------------------------------\n\nHello',
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "rainloop",
        "Fwd: Order",
        '------- Forwarded message -------\nFrom: "Ida Doe" <ida@example.com (mailto:ida@example.com?to=%22Ida%22%20%3Cida%40example.com%3E)>\nTo: support@company.example (mailto:support@company.example)\nSent: October 26, 2021 2:25 PM\nSubject: Order',
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "ox wrote fwd",
        "WG: Bestellung",
        "> Ida Doe <ida@example.com> hat am 26.10.2021 14:25 geschrieben:\n> \n> Hallo",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "tuta",
        "Fwd: Order",
        "Date: Oct 26, 2021, 14:25\nFrom: ida@example.com\nTo: support@company.example\nSubject: Order\n\nHello",
        "",
        (None, "ida@example.com"),
    ),
    (
        "tr outlook",
        "İLT: Sipariş",
        "Gönderen: İbrahim Çağlar <ibrahim@sirket.example>\nGönderme Tarihi: 26 Ekim 2021 Salı 14:25\nKime: support@company.example\nKonu: Sipariş\n",
        "",
        ("İbrahim Çağlar", "ibrahim@sirket.example"),
    ),
    (
        "tr outlook mailto",
        "İLT: Sipariş",
        "Kimden: İbrahim Çağlar [mailto:ibrahim@sirket.example] \nGönderme Tarihi: Salı, Ekim 26, 2021 2:25 PM\nKime: 'support@company.example'\nKonu: Sipariş\n",
        "",
        ("İbrahim Çağlar", "ibrahim@sirket.example"),
    ),
    (
        "nn no",
        "VS: Ordre",
        "Frå: Åse <ase@bedrift.example>\nSendt: tysdag\nTil: support@company.example\nEmne: Ordre\n",
        "",
        ("Åse", "ase@bedrift.example"),
    ),
    (
        "to wrapped before from",
        "Fwd: Order",
        "Subject: Order\nTo: Bob <bob@globex.example>,\n carl@example.net\nFrom: Ida Doe <ida@example.com>\nDate: Tue\n\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "subject with from",
        "Fwd: Order",
        "-------- Forwarded Message --------\nSubject: Re: From: Carl <carl@example.net>\nDate: Tue\nFrom: Ida Doe <ida@example.com>\nTo: x\n",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "sig letters",
        "FW: Order",
        "Regards\nBob Boss\nA: Main Street 5\nT: +49 30 1234567\nE: bob@private.example\nW: www.company.example\n\nFrom: Ida Doe <ida@example.com>\nSent: Tue\nTo: support@company.example\nSubject: Order\n",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "sig email angle",
        "FW: Order",
        "Regards\nBob\nE-mail: Bob Boss <bob@private.example>\nPhone: 1\n\nFrom: Ida Doe <ida@example.com>\nSent: Tue\nTo: support@company.example\nSubject: Order\n",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "meeting above",
        "FW: Order",
        "When: Tuesday\nWhere: Room 5\nFrom: 14:00\nTo: 15:00\n\n________________________________\nFrom: Ida Doe <ida@example.com>\nSent: Tue\nTo: support@company.example\nSubject: Order\n",
        "",
        None,
    ),
    (
        "no blank after note",
        "FW: Order",
        "please handle\nFrom: Ida Doe <ida@example.com>\nSent: Tue\nTo: support@company.example\nSubject: Order\nHello",
        "",
        ("Ida Doe", "ida@example.com"),
    ),
    (
        "via google docs",
        "Fwd: Doc",
        "---------- Forwarded message ---------\nFrom: Ida Doe (via Google Docs) <drive-shares-dm-noreply@google.example>\nDate: Tue\nSubject: Doc\nTo: <support@company.example>",
        "",
        ("Ida Doe (via Google Docs)", "drive-shares-dm-noreply@google.example"),
    ),
    (
        "he gmail rtl",
        "Fwd: הזמנה",
        "---------- Forwarded message ---------\nמאת: \u202bדוד כהן\u202c\u200e <david@hevra.example>\u200e\n\u200bDate: יום ג׳, 26 באוק׳ 2021 ב-14:25\nSubject: הזמנה\nTo: <support@company.example>",
        "",
        ("דוד כהן", "david@hevra.example"),
    ),
    (
        "ar outlook",
        "FW: طلب",
        "\u200fمن: محمد علي <m.ali@sharika.example>\n\u200fالتاريخ: الثلاثاء، 26 أكتوبر 2021\n\u200fإلى: support@company.example\n\u200fالموضوع: طلب",
        "",
        ("محمد علي", "m.ali@sharika.example"),
    ),
    (
        "ar apple",
        "Fwd: طلب",
        "بدء الرسالة المعاد توجيهها:\n\n> من: محمد علي <m.ali@sharika.example>\n> الموضوع: طلب\n> التاريخ: 26 أكتوبر 2021\n> إلى: support@company.example",
        "",
        ("محمد علي", "m.ali@sharika.example"),
    ),
    (
        "ja outlook full",
        "FW: 注文",
        "差出人： 山田 太郎 <yamada@kaisha.example>\n送信日時： 2021年10月26日火曜日 14:25\n宛先： support@company.example\n件名： 注文",
        "",
        ("山田 太郎", "yamada@kaisha.example"),
    ),
    (
        "ja title",
        "FW: 注文",
        "差出人: 山田 太郎 (代表取締役) <yamada@kaisha.example>\n送信日時: 2021年\n宛先: support@company.example\n件名: 注文",
        "",
        ("山田 太郎 (代表取締役)", "yamada@kaisha.example"),
    ),
    (
        "ja fullwidth brackets",
        "FW: 注文",
        "差出人: 山田 太郎 ＜yamada@kaisha.example＞\n送信日時: 2021年\n宛先: support@company.example\n件名: 注文",
        "",
        ("山田 太郎", "yamada@kaisha.example"),
    ),
    (
        "ja yahoo",
        "Fwd: 注文",
        "----- 転送メッセージ -----\nFrom: 山田 太郎 <yamada@kaisha.example>\nTo: support@company.example\nDate: 2021/10/26 火 14:25\nSubject: 注文",
        "",
        ("山田 太郎", "yamada@kaisha.example"),
    ),
    (
        "ja becky",
        "Fw: 注文",
        "Forwarded by 佐藤 <sato@company.example>\n----------------------- Original Message -----------------------\n From:    山田 太郎 <yamada@kaisha.example>\n To:      support@company.example\n Date:    Tue, 26 Oct 2021 14:25:08 +0900\n Subject: 注文\n----\n\nこんにちは",
        "",
        ("山田 太郎", "yamada@kaisha.example"),
    ),
    (
        "zh tw tb",
        "Fwd: 訂單",
        "-------- 轉寄郵件 --------\n主旨: \t訂單\n日期: \tTue, 26 Oct 2021\n從: \t陳美玲 <meiling@kungssu.example>\n到: \tsupport@company.example\n",
        "",
        ("陳美玲", "meiling@kungssu.example"),
    ),
    (
        "zh cn mac",
        "转发：订单",
        "发件人: 王小明 <wangxm@gongsi.example>\n日期: 星期二, 2021年10月26日 14:25\n收件人: support@company.example\n主题: 订单",
        "",
        ("王小明", "wangxm@gongsi.example"),
    ),
    (
        "zh cn gmail full",
        "Fwd：订单",
        "---------- 转发的邮件 ---------\n发件人： 王小明 <wangxm@gongsi.example>\n日期： 2021年10月26日周二 14:25\n主题： 订单\n收件人： <support@company.example>",
        "",
        ("王小明", "wangxm@gongsi.example"),
    ),
    (
        "zh wrote",
        "转发: 订单",
        "王小明 <wangxm@gongsi.example> 于2021年10月26日周二 14:25写道：\n\n> 你好",
        "",
        ("王小明", "wangxm@gongsi.example"),
    ),
    (
        "zh qq wrote",
        "Fwd: 订单",
        '------------------ 原始邮件 ------------------\n发件人: "王小明"<wangxm@gongsi.example>; \n发送时间: 2021年10月26日\n收件人: "support"<support@company.example>; \n主题: 订单',
        "",
        ("王小明", "wangxm@gongsi.example"),
    ),
    (
        "ko outlook wrote",
        "FW: 주문",
        '보낸 사람: "김철수" <kim@hoesa.example>\n날짜: 2021년 10월 26일\n받는 사람: support@company.example\n제목: 주문',
        "",
        ("김철수", "kim@hoesa.example"),
    ),
    (
        "ko hanmail",
        "[FWD] 주문",
        "---------- 전달된 메세지 ----------\n보낸사람: 김철수 <kim@hoesa.example>\n받는사람: support@company.example\n제목: 주문\n날짜: 2021",
        "",
        ("김철수", "kim@hoesa.example"),
    ),
    (
        "vi outlook",
        "FW: Đơn hàng",
        "Từ: Nguyễn Văn Á <nguyen.van.a@congty.example> \nĐã gửi: 26 Tháng Mười 2021 14:25\nTới: support@company.example\nChủ đề: Đơn hàng",
        "",
        ("Nguyễn Văn Á", "nguyen.van.a@congty.example"),
    ),
    (
        "vi nfd",
        "FW: Đơn hàng",
        "Từ: Nguyễn Văn Á <nguyen.van.a@congty.example>\nĐã gửi: x\nĐến: y\nChủ đề: z",
        "",
        ("Nguyễn Văn Á", "nguyen.van.a@congty.example"),
    ),
    (
        "vi noaccents",
        "Fwd: Don hang",
        "---------- Thu chuyen tiep ----------\nTu: Nguyen Van A <nguyen.van.a@congty.example>\nNgay: 26/10/2021\nChu de: Don hang\nDen: support@company.example",
        "",
        ("Nguyen Van A", "nguyen.van.a@congty.example"),
    ),
    (
        "vi wrote",
        "Chuyển tiếp: Đơn hàng",
        "Vào 14:25, Th 3, 26 thg 10, 2021 Nguyễn Văn Á <nguyen.van.a@congty.example> đã viết:\n\n> chào",
        "",
        ("Nguyễn Văn Á", "nguyen.van.a@congty.example"),
    ),
    (
        "th gmail full",
        "Fwd: x",
        "---------- ข้อความที่ส่งต่อ ----------\nจาก: สมชาย ใจดี <somchai@borisat.example>\nวันที่: อ. 26 ต.ค. 2021 เวลา 14:25\nเรื่อง: x\nถึง: <support@company.example>",
        "",
        ("สมชาย ใจดี", "somchai@borisat.example"),
    ),
    (
        "th outlook",
        "FW: x",
        "จาก: สมชาย ใจดี <somchai@borisat.example>\nส่งเมื่อ: วันอังคารที่ 26 ตุลาคม 2564\nถึง: support@company.example\nหัวเรื่อง: x",
        "",
        ("สมชาย ใจดี", "somchai@borisat.example"),
    ),
    (
        "uk outlook",
        "FW: Замовлення",
        "Від: Олена Ґудзь <olena@kompaniya.example> \nНадіслано: 26 жовтня 2021 р. 14:25\nКому: support@company.example\nТема: Замовлення",
        "",
        ("Олена Ґудзь", "olena@kompaniya.example"),
    ),
    (
        "uk wrote",
        "Fwd: Замовлення",
        "вт, 26 жовт. 2021 р. о 14:25 Олена Ґудзь <olena@kompaniya.example> пише:\n> x",
        "",
        ("Олена Ґудзь", "olena@kompaniya.example"),
    ),
    (
        "ru wrote",
        "FW: Заказ",
        '26.10.2021, 14:25, пользователь "Иван Петров" <ivan@kompaniya.example> написал:\n\n x',
        "",
        ("Иван Петров", "ivan@kompaniya.example"),
    ),
    (
        "el apple",
        "Fwd: x",
        "Αρχή προωθημένου μηνύματος:\n\n> Από: Γιώργος <g@etaireia.example>\n> Θέμα: x\n> Ημερομηνία: 26 Οκτωβρίου 2021\n> Προς: support@company.example",
        "",
        ("Γιώργος", "g@etaireia.example"),
    ),
    (
        "el upper noaccent",
        "FW: x",
        "ΑΠΟ: Γιώργος <g@etaireia.example>\nΗΜΕΡΟΜΗΝΙΑ: 26\nΠΡΟΣ: support@company.example\nΘΕΜΑ: x",
        "",
        ("Γιώργος", "g@etaireia.example"),
    ),
    (
        "et wrote",
        "Edasi: x",
        "26.10.2021 14:25 kirjutas Õie Pärn <oie@firma.example>:\n> x",
        "",
        ("Õie Pärn", "oie@firma.example"),
    ),
    (
        "hr outlook",
        "FW: x",
        "Od: Željka Šarić <zeljka@tvrtka.example> \nPoslano: utorak, 26. listopada 2021. 14:25\nZa: support@company.example\nPredmet: x",
        "",
        ("Željka Šarić", "zeljka@tvrtka.example"),
    ),
    (
        "ro outlook",
        "Redirecționat: x",
        "De la: Ștefan Țăranu <stefan@companie.example> \nTrimis: marți, 26 octombrie 2021 14:25\nCătre: support@company.example\nSubiect: x",
        "",
        ("Ștefan Țăranu", "stefan@companie.example"),
    ),
    (
        "ro cedilla",
        "Fw: x",
        "----- Mesaj redirecţionat -----\nDe la: Ştefan <stefan@companie.example>\nCătre: support@company.example\nTrimis: marţi\nSubiect: x",
        "",
        ("Ştefan", "stefan@companie.example"),
    ),
    (
        "fi outlook pika",
        "VL: x",
        "Lähettäjä: Päivi Mäkelä <paivi@yritys.example> \nLähetetty: tiistai 26. lokakuuta 2021 14.25\nVastaanottaja: support@company.example\nKopio: x@y.example\nAihe: x",
        "",
        ("Päivi Mäkelä", "paivi@yritys.example"),
    ),
    (
        "hu gmail wrote",
        "Fwd: x",
        "Kovács Ágnes <agnes@ceg.example> ezt írta (időpont: 2021. okt. 26., K, 14:25):\n> x",
        "",
        ("Kovács Ágnes", "agnes@ceg.example"),
    ),
    (
        "da gmail wrote",
        "Fwd: x",
        "Den tir. 26. okt. 2021 kl. 14.25 skrev Søren Kjær <s@kjaer.example>:\n> x",
        "",
        ("Søren Kjær", "s@kjaer.example"),
    ),
    (
        "nl wrote",
        "Fwd: x",
        "Op di 26 okt. 2021 om 14:25 schreef Jan van der Berg <jan@vandenberg.example>:\n> x",
        "",
        ("Jan van der Berg", "jan@vandenberg.example"),
    ),
    (
        "it wrote",
        "Fwd: x",
        "Il giorno mar 26 ott 2021 alle ore 14:25 Niccolò D'Amico <n@azienda.example> ha scritto:\n> x",
        "",
        ("Niccolò D'Amico", "n@azienda.example"),
    ),
    (
        "fr wrote",
        "TR: x",
        "Le mar. 26 oct. 2021 à 14:25, Hélène L'Hôte <helene@societe.example> a écrit :\n> x",
        "",
        ("Hélène L'Hôte", "helene@societe.example"),
    ),
    (
        "de wrote",
        "WG: x",
        "Am Di., 26. Okt. 2021 um 14:25 Uhr schrieb Jörg Müller <joerg@firma.example>:\n> x",
        "",
        ("Jörg Müller", "joerg@firma.example"),
    ),
    (
        "pl wrote",
        "Fwd: x",
        "wt., 26 paź 2021 o 14:25 Łukasz Żak <lukasz@firma.example> napisał(a):\n> x",
        "",
        ("Łukasz Żak", "lukasz@firma.example"),
    ),
    (
        "sv wrote",
        "VB: x",
        "Den tis 26 okt. 2021 kl 14:25 skrev Åsa Öberg <asa@foretag.example>:\n> x",
        "",
        ("Åsa Öberg", "asa@foretag.example"),
    ),
    (
        "tr wrote",
        "Fwd: x",
        "İbrahim Çağlar <ibrahim@sirket.example>, 26 Eki 2021 Sal, 14:25 tarihinde şunu yazdı:\n> x",
        "",
        ("İbrahim Çağlar", "ibrahim@sirket.example"),
    ),
    (
        "id wrote",
        "Fwd: x",
        "Pada tanggal Sel, 26 Okt 2021 pukul 14.25 Budi Santoso <budi@perusahaan.example> menulis:\n> x",
        "",
        ("Budi Santoso", "budi@perusahaan.example"),
    ),
    (
        "ja wrote",
        "Fwd: x",
        "2021年10月26日(火) 14:25 山田 太郎 <yamada@kaisha.example>:\n> x",
        "",
        ("山田 太郎", "yamada@kaisha.example"),
    ),
    (
        "ko wrote",
        "Fwd: x",
        "2021년 10월 26일 (화) 오후 2:25, 김철수 <kim@hoesa.example>님이 작성:\n> x",
        "",
        ("김철수", "kim@hoesa.example"),
    ),
    (
        "he wrote",
        "Fwd: x",
        "\u202bבתאריך יום ג׳, 26 באוק׳ 2021 ב-14:25 מאת \u202aDavid Cohen\u202c\u200f <\u202adavid@hevra.example\u202c\u200f>:\u202c\n> x",
        "",
        ("David Cohen", "david@hevra.example"),
    ),
    (
        "ar wrote",
        "Fwd: x",
        "في الثلاثاء، 26 أكتوبر 2021 في 2:25 م تمت كتابة ما يلي بواسطة محمد علي <m.ali@sharika.example>:\n> x",
        "",
        ("محمد علي", "m.ali@sharika.example"),
    ),
    (
        "th wrote",
        "Fwd: x",
        "ในวันที่ อ. 26 ต.ค. 2021 เวลา 14:25 สมชาย ใจดี <somchai@borisat.example> เขียนว่า:\n> x",
        "",
        ("สมชาย ใจดี", "somchai@borisat.example"),
    ),
    (
        "pt wrote",
        "Enc: x",
        "Em ter., 26 de out. de 2021 às 14:25, Antônio Araújo <antonio@empresa.example> escreveu:\n> x",
        "",
        ("Antônio Araújo", "antonio@empresa.example"),
    ),
    (
        "es wrote",
        "RV: x",
        "El mar, 26 oct 2021 a las 14:25, José Ñíguez (<jose@empresa.example>) escribió:\n> x",
        "",
        ("José Ñíguez", "jose@empresa.example"),
    ),
    (
        "ro wrote",
        "Fwd: x",
        "mar., 26 oct. 2021 la 14:25, Ștefan Țăranu <stefan@companie.example> a scris:\n> x",
        "",
        ("Ștefan Țăranu", "stefan@companie.example"),
    ),
    (
        "cs wrote",
        "Fwd: x",
        "út 26. 10. 2021 v 14:25 odesílatel Jiří Dvořák <jiri@firma.example> napsal:\n> x",
        "",
        ("Jiří Dvořák", "jiri@firma.example"),
    ),
    (
        "sk wrote",
        "Fwd: x",
        "ut 26. 10. 2021 o 14:25 Ľubomír Šťastný <lubomir@firma.example> napísal(a):\n> x",
        "",
        ("Ľubomír Šťastný", "lubomir@firma.example"),
    ),
    (
        "hr wrote",
        "Fwd: x",
        "uto, 26. lis 2021. u 14:25 Željka Šarić <zeljka@tvrtka.example> napisao je:\n> x",
        "",
        ("Željka Šarić", "zeljka@tvrtka.example"),
    ),
    (
        "el wrote",
        "Fwd: x",
        "Στις Τρί 26 Οκτ 2021 στις 2:25 μ.μ., ο/η Γιώργος Παπαδόπουλος <g@etaireia.example> έγραψε:\n> x",
        "",
        ("Γιώργος Παπαδόπουλος", "g@etaireia.example"),
    ),
    (
        "no wrote",
        "Fwd: x",
        "tir. 26. okt. 2021 kl. 14:25 skrev Åse Bjørnstad <ase@bedrift.example>:\n> x",
        "",
        ("Åse Bjørnstad", "ase@bedrift.example"),
    ),
    (
        "fi wrote",
        "VL: x",
        "ti 26. lokak. 2021 klo 14.25 Päivi Mäkelä (paivi@yritys.example) kirjoitti:\n> x",
        "",
        ("Päivi Mäkelä", "paivi@yritys.example"),
    ),
    (
        "reply wrote 0",
        "Re: x",
        "ok\n\nmar., 26 oct. 2021 la 14:25, Ștefan <stefan@companie.example> a scris:\n> ---------- Forwarded message ---------\n> From: Carl <carl@example.net>\n> Date: Mon\n> Subject: x\n> To: y",
        "",
        None,
    ),
    (
        "reply wrote 1",
        "Re: x",
        "ok\n\n2021年10月26日(火) 14:25 山田 太郎 <yamada@kaisha.example>:\n> ---------- Forwarded message ---------\n> From: Carl <carl@example.net>\n> Date: Mon\n> Subject: x\n> To: y",
        "",
        None,
    ),
    (
        "reply wrote 2",
        "x",
        "ok\n\n\u202bבתאריך יום ג׳, 26 באוק׳ 2021 ב-14:25 מאת David <\u202adavid@hevra.example\u202c\u200f>:\u202c\n> ---------- Forwarded message ---------\n> From: Carl <carl@example.net>\n> Date: Mon\n> Subject: x\n> To: y",
        "",
        None,
    ),
    (
        "reply wrote 3",
        "x",
        "ok\n\nفي الثلاثاء، 26 أكتوبر 2021 في 2:25 م تمت كتابة ما يلي بواسطة محمد <m.ali@sharika.example>:\n> ---------- Forwarded message ---------\n> From: Carl <carl@example.net>\n> Date: Mon\n> Subject: x\n> To: y",
        "",
        None,
    ),
    (
        "reply wrote 4",
        "x",
        "ok\n\n2021年10月26日(火) 14:25 山田 太郎 <yamada@kaisha.example>:\n> ---------- Forwarded message ---------\n> From: Carl <carl@example.net>\n> Date: Mon\n> Subject: x\n> To: y",
        "",
        None,
    ),
    (
        "reply wrote 5",
        "x",
        "ok\n\nKovács Ágnes <agnes@ceg.example> ezt írta (időpont: 2021. okt. 26., K, 14:25):\n> ---------- Forwarded message ---------\n> From: Carl <carl@example.net>\n> Date: Mon\n> Subject: x\n> To: y",
        "",
        None,
    ),
]
