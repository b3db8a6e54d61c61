"""The words by which mail programs mark what they forward, in many languages.

The names of header fields are those that the programs print above a forwarded message;
one program mixes languages as it likes, so that all are known at once.
"""

import unicodedata

#: Characters that are there for direction or joining alone, and wide forms of signs
INVISIBLE = dict(zip(map(ord, "＜＞［］＠"), "<>[]@", strict=True)) | dict.fromkeys(
    map(
        ord,
        "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
        "\u2060\u2066\u2067\u2068\u2069\ufeff",
    )
)


def word_key(text):
    """Return the form in which words are compared: no case, no accents, one space.

    >>> word_key("À ")
    'a'
    """
    text = " ".join(text.split())
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
    return kept.casefold().replace("đ", "d").replace("ı", "i")


# language: (from, to and copies, date, subject)
HEADERS = {
    "ar": (
        "من|المرسل|مرسل|من طرف",
        "إلى|الى|المستلم|نسخة|نسخة إلى|نسخة كربونية|المستلمون",
        "التاريخ|تاريخ|تاريخ الإرسال|تم الإرسال|تم الإرسال في|أرسلت|أُرسل|مرسلة",
        "الموضوع|موضوع",
    ),
    "cs": (
        "Od|Odesílatel",
        "Komu|Pro|Příjemce|Kopie|Kopie (CC)",
        "Datum|Odesláno|Dne|Odeslané",
        "Předmět|Věc",
    ),
    "da": (
        "Fra|Afsender",
        "Til|Modtager|Kopi|Kopi til",
        "Dato|Sendt|Sendt den",
        "Emne",
    ),
    "de": (
        "Von|Absender",
        "An|Empfänger|Kopie|Kopie (CC)|Kopie an|Blindkopie",
        "Datum|Gesendet|Gesendet am|Sendedatum|Zeit",
        "Betreff|Thema",
    ),
    "el": (
        "Από|Αποστολέας",
        "Προς|Παραλήπτης|Παραλήπτες|Κοινοποίηση|Κοιν.|Κοιν",
        "Ημερομηνία|Ημ/νία|Στάλθηκε|Εστάλη|Απεστάλη|Αποστολή",
        "Θέμα",
    ),
    "en": (
        "From|Sender|From address",
        "To|Recipient|Recipients|Cc|Copy|Bcc|Carbon copy",
        "Date|Sent|Sent on|Sent at|Date sent|Received|Time",
        "Subject|Topic",
    ),
    "es": (
        "De|Remitente|De parte de",
        "Para|A|Destinatario|Destinatarios|Copia|Con copia|Copia a|CC|CCO",
        "Fecha|Enviado|Enviado el|Enviada|Enviada el|Fecha de envío",
        "Asunto|Tema",
    ),
    "et": (
        "Saatja|Kellelt",
        "Saaja|Adressaat|Kellele|Koopia|Pimekoopia",
        "Kuupäev|Saadetud|Saatmisaeg|Aeg",
        "Teema",
    ),
    "fi": (
        "Lähettäjä",
        "Vastaanottaja|Vastaanottajat|Saaja|Kopio|Piilokopio",
        "Päivämäärä|Päiväys|Lähetetty|Pvm|Lähetyspäivä|Aika",
        "Aihe|Otsikko",
    ),
    "fr": (
        "De|Expéditeur|De la part de",
        "À|A|Pour|Destinataire|Destinataires|Copie|Copie à|Copie cachée à|Cci",
        "Date|Envoyé|Envoyé le|Date d'envoi|Date d’envoi|Envoyée",
        "Objet|Sujet",
    ),
    "he": (
        "מאת|שולח|השולח|מ-|מ",
        "אל|נמען|לכבוד|עותק|העתק|עותק ל",
        "תאריך|נשלח|נשלחה|נשלח בתאריך|בתאריך",
        "נושא|הנדון",
    ),
    "hr": (
        "Od|Šalje|Pošiljatelj|Pošiljalac|Od koga",
        "Za|Prima|Primatelj|Kome|Kopija|Kopija (CC)|Kopija za",
        "Datum|Poslano|Datum slanja|Poslato|Vrijeme",
        "Predmet|Naslov|Tema",
    ),
    "hu": (
        "Feladó|Küldő|Feladja",
        "Címzett|Címzettek|Másolat|Másolatot kap|Titkos másolat",
        "Dátum|Küldve|Elküldve|Küldés dátuma|Küldés ideje|Időpont",
        "Tárgy",
    ),
    "id": (
        "Dari|Pengirim",
        "Kepada|Ke|Untuk|Penerima|Tembusan|Salinan",
        "Tanggal|Dikirim|Terkirim|Waktu|Dikirim pada|Tarikh|Dihantar",
        "Perihal|Subjek|Judul|Subyek",
    ),
    "it": (
        "Da|Mittente",
        "A|Per|Destinatario|Destinatari|Copia|Cc|Ccn|Copia a|Copia per conoscenza",
        "Data|Inviato|Inviato il|Inviata|Data invio|Ora",
        "Oggetto",
    ),
    "ja": (
        "差出人|送信者|送信元|発信者",
        "宛先|受信者|送信先|あて先|写し|宛て先",
        "日付|日時|送信日時|送信日|送信|送信済み|送信時刻|年月日",
        "件名|題名|タイトル",
    ),
    "ko": (
        "보낸 사람|보낸사람|발신|발신자|보내는 사람|보낸이|발신인",
        "받는 사람|받는사람|수신|수신자|받은 사람|참조|받는이|수신인|숨은참조",
        "날짜|보낸 날짜|보낸날짜|일시|보냄|보낸 시간|전송일|발송일",
        "제목",
    ),
    "nl": (
        "Van|Afzender",
        "Aan|Naar|Ontvanger|Ontvangers|Kopie|Kopie aan",
        "Datum|Verzonden|Verzonden op|Verstuurd|Verzenddatum|Tijd",
        "Onderwerp|Betreft",
    ),
    "no": (
        "Fra|Avsender",
        "Til|Mottaker|Kopi|Kopi til|Blindkopi",
        "Dato|Sendt|Sendt den|Tid",
        "Emne|Tema",
    ),
    "pl": (
        "Od|Nadawca",
        "Do|Adresat|Odbiorca|Kopia|DW|UDW|Do wiadomości|Ukryta kopia",
        "Data|Wysłano|Wysłane|Wysłany|Data wysłania|Wysłana|Czas|Dnia",
        "Temat",
    ),
    "pt": (
        "De|Remetente",
        "Para|A|Destinatário|Destinatários|CC|Cópia|Com conhecimento|Com cópia",
        "Data|Enviado|Enviado em|Enviada|Enviada em|Data de envio|Hora",
        "Assunto",
    ),
    "pt_br": (
        "De|Remetente",
        "Para|Destinatário|Cc|Cco|Cópia|Cópia para",
        "Data|Enviado|Enviado em|Enviada em|Enviada|Enviado(a) em|Data do envio",
        "Assunto",
    ),
    "ro": (
        "De la|De|Expeditor|Expeditorul|Din partea",
        "Către|Catre|La|Pentru|Destinatar|Copie|Copie la|Cc",
        "Data|Dată|Trimis|Trimis la|Trimisă|Expediat|Trimisă la|Trimis pe|Trimise",
        "Subiect|Subiectul",
    ),
    "ru": (
        "От|От кого|Отправитель",
        "Кому|Получатель|Получатели|Копия|Скрытая копия|Копии",
        "Дата|Отправлено|Отправлен|Время|Послано|Дата отправки",
        "Тема|Тема письма",
    ),
    "sk": (
        "Od|Odosielateľ",
        "Komu|Pre|Príjemca|Kópia|Skrytá kópia",
        "Dátum|Odoslané|Poslané|Dňa|Čas",
        "Predmet|Vec",
    ),
    "sv": (
        "Från|Avsändare",
        "Till|Mottagare|Kopia|Kopia till|Hemlig kopia",
        "Datum|Skickat|Skickad|Skickat den|Sänt|Tid",
        "Ämne|Rubrik",
    ),
    "th": (
        "จาก|ผู้ส่ง|ส่งจาก",
        "ถึง|ผู้รับ|สำเนา|สำเนาถึง|ไปยัง",
        "วันที่|ส่ง|ส่งเมื่อ|วันเวลา|เวลา|วันที่ส่ง|ส่งแล้ว",
        "เรื่อง|หัวเรื่อง|หัวข้อ|ชื่อเรื่อง",
    ),
    "tr": (
        "Kimden|Gönderen|Gönderici",
        "Kime|Alıcı|Alıcılar|Bilgi|Kopya",
        "Tarih|Gönderme Tarihi|Gönderildi|Gönderilme|Gönderim tarihi|Gönderilen|Zaman",
        "Konu",
    ),
    "uk": (
        "Від|Від кого|Відправник|Надсилає",
        "Кому|Одержувач|Отримувач|Копія|Прихована копія",
        "Дата|Надіслано|Відправлено|Час|Дата надсилання",
        "Тема",
    ),
    "vi": (
        "Từ|Người gửi|Gửi từ",
        "Đến|Tới|Gửi đến|Gửi tới|Người nhận|Đồng gửi|Đồng kính gửi|Bản sao|Sao gửi",
        "Ngày|Đã gửi|Gửi lúc|Thời gian|Vào lúc|Ngày gửi|Gửi ngày|Gửi vào|Gửi|Lúc",
        "Chủ đề|Tiêu đề|V/v",
    ),
    "zh_cn": (
        "发件人|寄件人|发送人|发送者|发自|自",
        "收件人|收信人|抄送|密送|至|收件者",
        "日期|发送时间|发送日期|时间|已发送|发件时间|发送|寄件日期|发信时间",
        "主题|标题",
    ),
    "zh_tw": (
        "寄件者|寄件人|發件人|寄信人|自|從",
        "收件者|收件人|收信人|副本|密件副本|抄送|至|到",
        "日期|寄件日期|傳送時間|已傳送|時間|傳送日期|傳送|發送時間|寄出日期|送出時間",
        "主旨|主題|標題",
    ),
}

#: languages beyond those, so that a block of theirs is not passed over for one that
#: stands deeper
OTHER_LANGUAGES = {
    "bg": ("От|Подател", "До|Копие", "Дата|Изпратено", "Относно"),
    "ca": ("De|Remitent", "Per a|A|Destinatari", "Data|Enviat", "Assumpte"),
    "fa": ("از|فرستنده", "به|گیرنده|رونوشت", "تاریخ|ارسال شده", "موضوع"),
    "is": ("Frá|Sendandi", "Til|Afrit", "Dagsetning|Dags", "Efni"),
    "lt": ("Nuo|Siuntėjas", "Kam|Kopija", "Data|Išsiųsta", "Tema"),
    "ms": ("Daripada", "Kepada", "Tarikh|Dihantar", "Subjek"),
    "sl": ("Od|Pošiljatelj", "Za|Kp|V vednost", "Datum|Poslano", "Zadeva"),
    "sr": ("Од|Шаље", "За|Прима|Коме", "Датум|Послато", "Наслов|Предмет"),
}

#: header fields of a block that tell no more than that it is one
OTHER_HEADERS = (
    "Reply-To|Resent-From|Resent-To|Resent-Date|Organization|Organisation|Importance|"
    "Priority|Attachments|Message-ID|Return-Path|Antwort an|Organisatie|Antwoord aan|"
    "Répondre à|Responder a|Rispondi a|Svar til|Svara till|Odpovědět|Ответить|"
    "Отвечать|Phản hồi|Trả lời|返信先|回复|回覆|답장|Yanıt Adresi|Wichtigkeit|Anlagen|"
    "Bijlagen|Bijlage|Pièces jointes|Allegati|Adjuntos|Datos adjuntos|Anexos|Bilagor|"
    "Vedhæftede filer|Vedlegg|Załączniki|Вложения|Tệp đính kèm|附件|添付ファイル|첨부|"
    "Sender-IP|X-Mailer|User-Agent|Mailing list|Responder para|Contact"
)

FIELDS = ("from", "to", "date", "subject")


def _read_headers():
    table = {word_key(word): "other" for word in OTHER_HEADERS.split("|")}
    for words in (*OTHER_LANGUAGES.values(), *HEADERS.values()):
        for field, alternatives in zip(FIELDS, words, strict=True):
            for word in alternatives.split("|"):
                # what two languages use for two fields: the sender is what matters
                if table.get(word_key(word)) != "from":
                    table[word_key(word)] = field
    return table


#: the field of a header, by its name's key
LABELS = _read_headers()
MAX_LABEL = max(map(len, LABELS))

#: "From" of those for whom ``VS:`` is a reply
VS_REPLIES = frozenset(
    word_key(word)
    for language in ("fi", "et")
    for word in HEADERS[language][0].split("|")
)

# Parts of what stands above a forwarded message, between dashes or before a colon
FORWARDED = tuple(
    map(
        word_key,
        (
            # ar
            *(
                "توجيه",
                "ممرر",
                "محوّلة",
                "محولة",
                "المحول",
                "معاد إرسال",
                "الرسالة المُعاد",
            ),
            # cs, sk
            *("přeposl", "přeposíl", "předan", "preposl", "preposiel", "postúpen"),
            # da, no
            *("videresend", "vidaresend"),
            # de
            *("weitergeleitet", "weiterleitung"),
            *("προωθημ", "προώθησ"),  # el
            *("forwarded", "fwd", "forward message"),  # en
            *("reenviad", "reenvío"),  # es
            *("edastat", "edasi saadetud", "edasisaadetud"),  # et
            *("välitet", "välitys", "edelleenlähet", "edelleen lähet", "eteenpäin"),
            *("transféré", "réexpédi", "transmis", "faire suivre"),  # fr, and ro
            *("הועבר", "שהועבר", "מועבר"),  # he
            *("proslijeđ", "prosleđ", "proslije"),  # hr
            *("továbbít",),  # hu
            *("diteruskan", "terusan", "dimajukan"),  # id
            *("inoltrat", "inoltro"),  # it
            *("転送",),  # ja
            *("전달",),  # ko
            *("doorgestuurd", "doorgezonden", "doorsturen"),  # nl
            *("przekaza", "przekazyw", "przesłan", "przesyłan", "podaj dalej"),  # pl
            *("reencaminhad", "encaminhad"),  # pt, pt_br
            *("redirecționat", "retransmis", "înaintat"),  # ro
            # ru, uk
            *("пересыла", "переадрес", "перенаправ", "пересл", "переслан"),
            *("пересил", "переправл"),
            *("vidarebefordra", "vidarebefordring"),  # sv
            *("ส่งต่อ",),  # th
            *("iletil", "ileti başl", "ilet:", "yönlendiril", "iletilen"),  # tr
            *("chuyển tiếp",),  # vi
            *("转发", "轉寄", "轉發", "转寄"),  # zh
        ),
    )
)
# ... and of what stands above a quoted one, in a reply or a forward
ORIGINAL = tuple(
    map(
        word_key,
        (
            "original",
            "ursprünglich",
            "ursprungligt",
            "d'origine",
            "d’origine",
            "oorspronkelijk",
            "oprindelig",
            "opprinnelig",
            "alkuperäinen",
            "původní",
            "pôvodn",
            "oryginaln",
            "eredeti",
            "orijinal",
            "özgün",
            "αρχικό",
            "izvorn",
            "algne",
            "asli",
            "исходн",
            "оригинал",
            "元の",
            "元のメッセージ",
            "원본",
            "原始",
            "原邮件",
            "原郵件",
            "gốc",
            "ต้นฉบับ",
            "מקור",
            "أصلي",
            "الأصلي",
        ),
    )
)

# Words of the line "On ..., somebody wrote:"
WROTE = tuple(
    map(
        word_key,
        (
            *("wrote", "schrieb", "geschrieben", "escribió", "ha escrito", "a écrit"),
            *("écrivait", "ha scritto", "scrive", "schreef", "geschreven", "escreveu"),
            *("написал", "пишет", "написав", "пише", "skrev", "kirjoitti", "napsal"),
            *("napísal", "napisał", "napisao", "napisala", "pisze", "írta", "a scris"),
            *(
                "yazdı",
                "yazmış",
                "έγραψε",
                "kirjutas",
                "menulis",
                "写道",
                "寫道",
                "写入",
            ),
            *(
                "書きました",
                "のメール",
                "書いた",
                "작성",
                "썼습니다",
                "đã viết",
                "viết",
            ),
            *("เขียน", "כתב", "כתבה", "מאת", "كتب", "كتبت", "كتابة"),
            *("rašė", "rakstīja", "написа", "va escriure", "skrifaði", "نوشت"),
        ),
    )
)

# What stands between date and name in such a line, and is not of the name
NO_NAMES = frozenset(
    map(
        word_key,
        (
            *(
                "on at by am pm um uhr kl klo ore alle ora alle heeft schrieb skrev"
            ).split(),
            *("a le el il em op den dne dnia dňa w dniu den o ob в от г года").split(),
            *(
                "пользователь користувач użytkownik używateľ používateľ uživatel"
            ).split(),
            *("korisnik usuario utilisateur utente gebruiker benutzer user").split(),
            *("időpontban dátummal tarihinde saat saatinde pada pukul stio").split(),
            *(
                "vào lúc ngày tháng năm thứ gmt utc cet cest eet eest edt est pdt"
            ).split(),
            *("pst bst mez mesz oez oesz msk the has wrote schreef de da от").split(),
            *("nap napon-kor est écrit escribió kasutaja käyttäjä bruker").split(),
            *("kirjutas odesílatel odosielateľ ο η ο/η χρήστης מאת بواسطة").split(),
        ),
    )
)

FORWARD_PREFIXES = frozenset(
    map(
        word_key,
        (
            *("fw", "fwd", "forward", "forwarded", "fwrd"),
            *("wg", "wtr", "wtrlt", "weitergeleitet", "weiterleitung", "rv", "reenv"),
            *(
                "reenviado",
                "reenviar",
                "renv",
                "tr",
                "transf",
                "transfert",
                "i",
                "inoltro",
            ),
            *("inoltra", "doorst", "doorgestuurd", "vs", "vb", "vl", "vidarebefordrat"),
            *("videresend", "videresendt", "pd", "podaj dalej", "przekazane", "enc"),
            *("encaminhado", "encaminhar", "encaminhada", "redir", "reenc"),
            *("redirecționat", "redirecționare", "redirect", "ilt", "ilet", "iletilen"),
            *("továbbítás", "továbbítva", "tovább", "továbbított"),
            *(
                "přeposláno",
                "přeposlané",
                "předáno",
                "přepos",
                "preposlané",
                "preposlaná",
            ),
            *("προωθ", "πρθ", "προώθηση", "πρωθ", "edasi", "edastatud", "prosl"),
            *("proslijeđeno", "proslijeđena", "prosleđeno", "välitetty", "edelleen"),
            *(
                "teruskan",
                "terusan",
                "diteruskan",
                "trs",
                "转发",
                "轉寄",
                "轉發",
                "转寄",
            ),
            *("転送", "전달", "chuyển tiếp", "chuyển"),
            *("ed", "pr", "fs", "ml", "препр", "препратено"),
            *("ct", "ส่งต่อ", "הועבר", "העברה"),
            *("إعادة توجيه", "توجيه", "محول", "пересл", "переслано", "пер"),
            *("перенаправлено", "пересылка", "пересылаю", "наперед", "вперед", "réexp"),
        ),
    )
)
REPLY_PREFIXES = frozenset(
    map(
        word_key,
        (
            *(
                "re",
                "aw",
                "antw",
                "antwort",
                "antwoord",
                "antwoorden",
                "sv",
                "svar",
                "svara",
            ),
            *("odp", "odpověď", "odpoveď", "odpowiedź", "r", "rif", "risp", "rispondi"),
            *(
                "res",
                "resp",
                "respuesta",
                "rép",
                "réponse",
                "vá",
                "válasz",
                "ynt",
                "yanıt",
            ),
            *("απ", "απαντ", "σχετ", "αντ", "vast", "vastaus", "atb", "ats", "bls"),
            *("balas", "balasan", "odgovor", "răspuns", "raspuns", "ответ", "отв"),
            *(
                "відп",
                "відповідь",
                "回复",
                "回覆",
                "答复",
                "答覆",
                "返信",
                "답장",
                "회신",
            ),
            *("trả lời", "tl", "phản hồi", "ตอบ"),
            *("ตอบกลับ", "השב", "תשובה", "תגובה", "רד", "رد"),
            *("الرد", "vastus", "atgr", "ang", "betr", "odg", "ref"),
        ),
    )
)

# What stands between a secretary and who let her write; in lower case, as it is written
ON_BEHALF = (
    *("on behalf of", "im auftrag von", "im namen von", "de la part de", "au nom de"),
    *("en nombre de", "de parte de", "per conto di", "a nome di", "em nome de"),
    *("namens", "på vegne af", "på vegne av", "på uppdrag av", "för räkning"),
    *("puolesta", "w imieniu", "jménem", "v mene", "v zastoupení", "nevében"),
    *("în numele", "u ime", "от имени", "від імені", "adına", "nimel"),
    *("εκ μέρους", "για λογαριασμό", "atas nama", "thay mặt cho", "thay mặt"),
    *("代表", "代理", "대신", "ในนามของ", "ในนาม", "نيابة عن", "بالنيابة عن", "בשם"),
)
