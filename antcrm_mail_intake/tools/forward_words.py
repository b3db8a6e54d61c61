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


def _is_accent(character):
    """Whether words are the same without a sign: accents, and the vowel points of
    Arabic and Hebrew; in the scripts of India the like are letters."""
    return (
        "\u0300" <= character <= "\u036f"
        or "\u0591" <= character <= "\u05c7"
        or "\u064b" <= character <= "\u065f"
        or character == "\u0670"
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
    kept = "".join(c for c in decomposed if not _is_accent(c))
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

#: languages beyond those: known words make their blocks sure where the shape alone
#: would leave a doubt. Words too short to be told from others ("No", "O") are left out.
OTHER_LANGUAGES = {
    "af": ("Van", "Aan", "Datum|Gestuur", "Onderwerp"),
    "az": ("Kimdən|Göndərən", "Kimə|Nüsxə", "Tarix|Göndərilib", "Mövzu"),
    "be": (
        "Ад|Ад каго|Адпраўнік",
        "Каму|Копія|Атрымальнік",
        "Дата|Адпраўлена|Даслана",
        "Тэма",
    ),
    "bg": (
        "От|Подател",
        "До|Копие|Копие до|Получател",
        "Дата|Изпратено|Изпратено на",
        "Относно|Тема|Заглавие",
    ),
    "bn": (
        "প্রেরক|থেকে|হইতে",
        "প্রাপক|প্রতি|অনুলিপি",
        "তারিখ|পাঠানো হয়েছে|প্রেরিত",
        "বিষয়",
    ),
    "br": ("Eus|A-berzh", "Da", "Deiz|Kaset", "Danvez|Sujed"),
    "bs": ("Od|Pošiljalac", "Za|Prima|Kopija", "Datum|Poslano|Poslato", "Predmet|Tema"),
    "ca": (
        "De|Remitent",
        "Per a|A|Destinatari|A/c",
        "Data|Enviat|Enviat el|Data d'enviament",
        "Assumpte|Tema",
    ),
    "cy": ("Oddi wrth|Gan", "At|Derbyniwr|Copi", "Dyddiad|Anfonwyd", "Pwnc"),
    "eo": ("De|Sendanto", "Al|Ricevanto|Kopio", "Dato|Sendita|Sendita je", "Temo"),
    "eu": (
        "Nork|Igorlea|Bidaltzailea",
        "Nori|Hartzailea|Kopia",
        "Data|Bidalita|Bidaltze-data",
        "Gaia",
    ),
    "fa": (
        "از|فرستنده|ارسال کننده|ارسال‌کننده",
        "به|گیرنده|رونوشت|گیرندگان",
        "تاریخ|ارسال شده|زمان ارسال|ارسال",
        "موضوع|عنوان",
    ),
    "fil": ("Mula kay|Mula sa|Nagpadala", "Para kay", "Petsa|Ipinadala", "Paksa"),
    "fo": ("Frá", "Til", "Dagur|Sent", "Evni"),
    "fy": ("Fan|Ofstjoerder", "Oan", "Datum|Ferstjoerd", "Underwerp|Ûnderwerp"),
    "ga": ("Seoltóir|Seolaí", "Chuig", "Dáta|Seolta", "Ábhar"),
    "gd": ("Bho", "Gu", "Ceann-latha|Air a chur", "Cuspair"),
    "gl": ("De|Remitente", "Para|Destinatario", "Data|Enviado", "Asunto"),
    "gu": ("પ્રેષક|તરફથી", "પ્રતિ|પ્રાપ્તકર્તા", "તારીખ|મોકલેલ", "વિષય"),
    "hi": (
        "प्रेषक|भेजने वाला|द्वारा",
        "प्रति|प्राप्तकर्ता|पाने वाला|प्रतिलिपि",
        "दिनांक|तारीख|तारीख़|भेजा गया",
        "विषय",
    ),
    "hy": (
        "Ումից|Ուղարկող|Ումիցից",
        "Ում|Ստացող",
        "Ամսաթիվ|Ուղարկված",
        "Թեմա|Վերնագիր",
    ),
    "is": ("Frá|Sendandi", "Til|Afrit|Viðtakandi", "Dagsetning|Dags|Sent", "Efni"),
    "ka": (
        "ვისგან|გამომგზავნი|გამგზავნი",
        "ვის|ადრესატი|მიმღები|ასლი",
        "თარიღი|გაგზავნილია|გაგზავნის თარიღი|გაიგზავნა",
        "თემა|საგანი",
    ),
    "kk": (
        "Кімнен|Жіберуші",
        "Кімге|Алушы|Көшірме",
        "Күні|Жіберілді",
        "Тақырыбы|Тақырып",
    ),
    "km": ("ពី|អ្នកផ្ញើ", "ទៅ|ជូនចំពោះ|អ្នកទទួល", "កាលបរិច្ឆេទ|បានផ្ញើ", "ប្រធានបទ"),
    "kn": ("ಇಂದ|ಕಳುಹಿಸುವವರು", "ಗೆ|ಸ್ವೀಕರಿಸುವವರು", "ದಿನಾಂಕ|ಕಳುಹಿಸಲಾಗಿದೆ", "ವಿಷಯ"),
    "ky": ("Кимден|Жөнөтүүчү", "Кимге", "Датасы|Жөнөтүлдү", "Темасы"),
    "lb": ("Vun|Ofsender", "Un|Kopie", "Datum|Geschéckt", "Sujet|Betreff"),
    "lo": ("ຈາກ|ຜູ້ສົ່ງ", "ເຖິງ|ຫາ|ຜູ້ຮັບ", "ວັນທີ|ສົ່ງເມື່ອ", "ຫົວຂໍ້|ເລື່ອງ"),
    "lt": (
        "Nuo|Siuntėjas",
        "Kam|Kopija|Gavėjas|Iki",
        "Data|Išsiųsta|Išsiuntimo data",
        "Tema",
    ),
    "lv": (
        "Sūtītājs|Nosūtītājs",
        "Kam|Saņēmējs|Kopija",
        "Datums|Nosūtīts",
        "Temats|Tēma",
    ),
    "mk": (
        "Од|Испраќач|Испраќа",
        "До|Прима|За|Копија",
        "Датум|Испратено",
        "Предмет|Тема",
    ),
    "ml": (
        "പ്രേഷിതാവ്|അയച്ചത്|അയച്ചയാൾ",
        "സ്വീകർത്താവ്|പകർപ്പ്",
        "തീയതി|അയച്ചു",
        "വിഷയം",
    ),
    "mn": ("Хэнээс|Илгээгч", "Хэнд|Хүлээн авагч", "Огноо|Илгээсэн", "Сэдэв|Гарчиг"),
    "mr": ("प्रेषक|कडून", "प्रति|प्राप्तकर्ता", "दिनांक|तारीख|पाठवले", "विषय"),
    "ms": ("Daripada", "Kepada|Salinan", "Tarikh|Dihantar", "Subjek|Perkara"),
    "mt": ("Mingħand|Minn", "Lil|Lejn", "Data|Intbagħat", "Suġġett"),
    "my": ("မှ|ပေးပို့သူ", "သို့|လက်ခံသူ", "ရက်စွဲ|ပို့ခဲ့သည်", "အကြောင်းအရာ"),
    "ne": ("प्रेषक|बाट", "प्रति|प्रापक", "मिति|पठाइएको", "विषय"),
    "nn": ("Frå", "Til|Kopi", "Dato|Sendt", "Emne"),
    "pa": ("ਵੱਲੋਂ|ਭੇਜਣ ਵਾਲਾ", "ਵੱਲ|ਨੂੰ|ਪ੍ਰਾਪਤਕਰਤਾ", "ਮਿਤੀ|ਤਾਰੀਖ|ਭੇਜਿਆ", "ਵਿਸ਼ਾ"),
    "ps": ("استوونکی", "اخيستونکی", "نېټه", "سکالو"),
    "si": ("යවන්නා|වෙතින්", "වෙත|ලබන්නා", "දිනය", "මාතෘකාව|විෂය"),
    "sl": (
        "Od|Pošiljatelj",
        "Za|Kp|V vednost|Prejemnik",
        "Datum|Poslano",
        "Zadeva",
    ),
    "sq": (
        "Nga|Dërguesi",
        "Për|Kopje",
        "Data|Dërguar|Dërguar më",
        "Subjekti|Subjekt|Tema",
    ),
    "sr": (
        "Од|Шаље|Пошиљалац",
        "За|Прима|Коме|Копија",
        "Датум|Послато",
        "Наслов|Предмет|Тема",
    ),
    "sw": ("Kutoka|Mtumaji", "Kwa|Mpokeaji", "Tarehe|Imetumwa", "Mada|Somo"),
    "ta": (
        "அனுப்புநர்|அனுப்புனர்|இருந்து",
        "பெறுநர்|பெறுனர்",
        "தேதி|அனுப்பியது|அனுப்பப்பட்டது",
        "பொருள்|தலைப்பு",
    ),
    "te": ("పంపినవారు|వీరి నుండి|నుండి", "వీరికి|గ్రహీత", "తేదీ|పంపబడింది", "విషయం"),
    "tg": ("Аз", "Ба", "Сана", "Мавзӯъ"),
    "tk": ("Kimden|Iberen", "Kime", "Senesi", "Tema"),
    "ur": (
        "منجانب|بھیجنے والا|از",
        "بنام|وصول کنندہ",
        "تاریخ|بھیجا گیا",
        "عنوان|موضوع",
    ),
    "uz": ("Kimdan|Joʻnatuvchi", "Kimga|Nusxasi", "Sana|Yuborildi", "Mavzu"),
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


def label_key(label):
    """Return the form in which labels are compared; some programs space the signs of
    Chinese ones.

    >>> label_key("日　期")
    '日期'
    """
    key = word_key(label)
    return key if key[:1] < "\u1100" else key.replace(" ", "")


def _read_headers():
    table = {label_key(word): {"": "other"} for word in OTHER_HEADERS.split("|")}
    for language, words in (*OTHER_LANGUAGES.items(), *HEADERS.items()):
        for field, alternatives in zip(FIELDS, words, strict=True):
            for word in alternatives.split("|"):
                # what one language uses for two fields: the sender is what matters
                table.setdefault(label_key(word), {}).setdefault(language, field)
    return table


#: per label's key: the field that it names in each language
FIELDS_BY_LANGUAGE = _read_headers()
#: the field of a label where the language is not known: what two languages use for two
#: fields is the sender's, which is what matters
LABELS = {
    key: "from" if "from" in fields.values() else list(fields.values())[-1]
    for key, fields in FIELDS_BY_LANGUAGE.items()
}
MAX_LABEL = max(map(len, LABELS))

# Parts of labels that stand before anybody's address, as in a form or a signature ...
CONTACT_LABELS = tuple(
    map(
        word_key,
        (
            *(
                "mail",
                "courriel",
                "correo",
                "contact",
                "kontakt",
                "contatto",
                "contato",
            ),
            *("correu", "почта", "пошта", "имейл", "liên hệ", "thư điện tử", "billing"),
            *(
                "邮箱",
                "邮件",
                "郵件",
                "信箱",
                "メール",
                "連絡",
                "联系",
                "이메일",
                "연락",
            ),
            *("อีเมล", "ติดต่อ", "بريد", "ایمیل", "דוא", "ईमेल", "account", "reply"),
            *("username", "customer", "paypal", "skype"),
        ),
    )
)
# ... and words that such labels are
CONTACT_WORDS = frozenset("tel owner user login kunde client http https web id".split())

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
            *("препратен", "препраща", "проследен", "прослеђен"),  # bg, mk, sr
            *("persiųst", "pārsūtīt", "posredovan", "áframsend"),  # lt, lv, sl, is
            *("reenvia", "birzalia", "berbidal", "pasar adiante"),  # ca, eu, gl
            *("przekierowan", "dimajukan", "dikirim semula", "ipinasa"),
            *("فرستاده شده", "هدایت شده", "بازارسال", "yönləndiril"),  # fa, az
            *("перасл", "жіберілген хат", "қайта жібер"),  # be, kk
            *("अग्रेषित", "ফরওয়ার্ড", "အဆက်ပို့", "გადაგზავნილი", "վերահասցե"),
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
            *("ed", "pr", "fs", "ml", "препр", "препратено", "persiųsta"),
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
