"""The words by which forms name their fields, in many languages; see ``notices``."""

from .forward_words import word_key

# role: words of one language after the other, as they stand before a value
_LABELS = {
    "name": (
        "name|full name|fullname|invitee|your name|contact name|contact "
        "person|customer|client|"
        "customer name|client name|contact|lead name|sender|sender name|visitor|"
        "first and last name|first last name|person|submitted by|sent by|applicant|"
        "guest|"
        "tên|họ tên|họ và tên|ho ten|ho va ten|tên khách hàng|khách hàng|tên của bạn|"
        "họ tên khách hàng|người liên hệ|người gửi|tên đầy đủ|quý danh|"
        "ihr name|vollständiger name|vor und nachname|vorname und nachname|kontakt|"
        "ansprechpartner|kundenname|vor nachname|vorname nachname|absender|"
        "nom complet|nom et prénom|nom prénom|prénom et nom|votre nom|nom du client|"
        "nom|nom du contact|"
        "nombre|nombre completo|nombre y apellidos|nombre y apellido|"
        "tu nombre|su nombre|"
        "nombre del cliente|cliente|nome|nome completo|nome e sobrenome|seu nome|"
        "nome e apelido|nome e cognome|il tuo nome|nominativo|nome cliente|"
        "naam|volledige naam|uw naam|je naam|voor en achternaam|contactpersoon|klant|"
        "imię i nazwisko|imie i nazwisko|twoje imię|namn|ditt namn|navn|dit navn|"
        "jméno|jméno a příjmení|имя|фио|ваше имя|ім'я|姓名|名字|您的姓名|称呼|联系人|"
        "お名前|氏名|名前|ご氏名|성함|이름|성명|ชื่อ|ชื่อ-นามสกุล|nama|nama lengkap|"
        "ad soyad|adınız|isim|nimi|név|teljes név|nume|nume complet|ime i prezime|"
        "الاسم|שם|שם מלא|όνομα|ονοματεπώνυμο"
    ),
    "first": (
        "first name|firstname|given name|forename|tên riêng|tên gọi|vorname|prénom|"
        "nombre de pila|primeiro nome|primer nombre|voornaam|imię|förnamn|fornavn|"
        "etunimi|keresztnév|prenume|名|jméno křestní"
    ),
    "last": (
        "last name|lastname|surname|family name|họ|họ đệm|nachname|familienname|"
        "zuname|nom de famille|apellido|apellidos|sobrenome|apelido|cognome|achternaam|"
        "nazwisko|efternamn|efternavn|etternavn|sukunimi|příjmení|фамилия|姓"
    ),
    "email": (
        "email|e mail|mail|email address|mail address|your email|email id|emailid|"
        "contact email|work email|business email|customer email|"
        "client email|from email|"
        "email khách hàng|địa chỉ email|thư điện tử|địa chỉ thư điện tử|hộp thư|"
        "emailadresse|email adresse|mailadresse|ihre email|ihre emailadresse|"
        "adresse email|adresse mail|adresse électronique|courriel|votre email|"
        "adresse courriel|correo|correo electrónico|email de contacto|su correo|"
        "tu correo electrónico|dirección de correo|dirección de email|"
        "endereço de email|seu email|correio eletrónico|correio eletrônico|"
        "indirizzo email|la tua email|posta elettronica|indirizzo di posta|"
        "emailadres|mailadres|uw email|adres email|twój email|epost|epostadress|"
        "epostadresse|sähköposti|sähköpostiosoite|почта|эл почта|электронная почта|"
        "邮箱|电子邮箱|电子邮件|邮件|電子郵件|電子信箱|信箱|メール|"
        "メールアドレス|이메일|"
        "อีเมล|surel|alamat email|eposta|email cím|adresă de email|البريد الإلكتروني|"
        'דוא"ל|אימייל|ηλεκτρονική διεύθυνση'
    ),
    "phone": (
        "phone|tel|telephone|mobile|cell|phone number|telephone number|mobile number|"
        "mobile phone|cell phone|your phone|contact number|contact phone|whatsapp|"
        "number to call|phone no|mobile no|work phone|"
        "điện thoại|số điện thoại|sđt|sdt|số đt|đt|di động|số di động|zalo|"
        "điện thoại liên hệ|số điện thoại liên hệ|hotline|số điện thoại di động|"
        "telefon|telefonnummer|mobil|handy|handynummer|mobilnummer|rufnummer|"
        "rückrufnummer|ihre telefonnummer|mobiltelefon|"
        "téléphone|tél|portable|numéro de téléphone|mobile|téléphone portable|"
        "teléfono|móvil|celular|número de teléfono|teléfono de contacto|tlf|"
        "teléfono móvil|telefone|telemóvel|telefone celular|número de telefone|fone|"
        "telefone de contato|cellulare|telefono|numero di telefono|recapito telefonico|"
        "telefoon|telefoonnummer|mobiel|gsm|mobiel nummer|gsm nummer|"
        "numer telefonu|nr telefonu|telefonnr|puhelin|puhelinnumero|телефон|тел|"
        "номер телефона|电话|手机|联系电话|手机号|手机号码|電話|手機|電話番号|携帯電話|"
        "전화|전화번호|연락처|휴대폰|โทรศัพท์|เบอร์โทร|เบอร์โทรศัพท์|telepon|"
        "nomor telepon|"
        "no hp|telefon numarası|telefonszám|الهاتف|רقم الهاتف|טלפון|נייד|τηλέφωνο"
    ),
    "company": (
        "company|company name|organisation|organization|business|business name|firm|"
        "your company|organisation name|organization name|employer|"
        "công ty|tên công ty|doanh nghiệp|tên doanh nghiệp|đơn vị|cơ quan|tổ chức|"
        "firma|firmenname|unternehmen|ihre firma|organisation|name der firma|"
        "société|entreprise|nom de la société|nom de l'entreprise|raison sociale|"
        "organisme|votre société|empresa|nombre de la empresa|compañía|organización|"
        "razón social|nome da empresa|companhia|organização|razão social|"
        "azienda|società|ragione sociale|nome azienda|ditta|impresa|"
        "bedrijf|bedrijfsnaam|organisatie|uw bedrijf|nazwa firmy|företag|företagsnamn|"
        "virksomhed|firmanavn|bedrift|yritys|společnost|компания|организация|"
        "公司|公司名称|单位|企业名称|公司名稱|会社名|会社|御社名|貴社名|회사|회사명|"
        "บริษัท|perusahaan|nama perusahaan|şirket|şirket adı|cég|"
        "cégnév|companie|الشركة|"
        "חברה|εταιρεία"
    ),
    "message": (
        "message|your message|message body|comment|comments|enquiry|inquiry|question|"
        "questions|body|notes|note|details|description|request|comment or message|"
        "how can we help|how can we help you|what can we do for you|"
        "additional comments|"
        "project details|text|content|"
        "nội dung|lời nhắn|tin nhắn|ghi chú|yêu cầu|nội dung liên hệ|nội dung tin nhắn|"
        "câu hỏi|nội dung yêu cầu|thông điệp|lời nhắn của bạn|nội dung tư vấn|"
        "nachricht|ihre nachricht|nachrichtentext|anliegen|ihr anliegen|mitteilung|"
        "anfrage|ihre anfrage|bemerkung|bemerkungen|kommentar|frage|"
        "votre message|corps du message|demande|votre demande|commentaire|commentaires|"
        "question|mensaje|tu mensaje|su mensaje|comentario|comentarios|consulta|"
        "cuerpo del mensaje|mensagem|sua mensagem|comentário|comentários|"
        "messaggio|il tuo messaggio|richiesta|commento|corpo del messaggio|note|testo|"
        "bericht|uw bericht|je bericht|opmerking|opmerkingen|vraag|"
        "uw vraag|toelichting|"
        "wiadomość|treść|treść wiadomości|meddelande|ditt meddelande|besked|melding|"
        "viesti|zpráva|сообщение|вопрос|комментарий|повідомлення|留言|内容|"
        "留言内容|消息|"
        "訊息|お問い合わせ内容|内容|ご質問|メッセージ|문의내용|내용|메시지|"
        "ข้อความ|pesan|"
        "isi pesan|mesaj|mesajınız|üzenet|الرسالة|הודעה|μήνυμα"
    ),
    "subject": (
        "subject|topic|regarding|chủ đề|tiêu đề|betreff|thema|objet|sujet|asunto|tema|"
        "assunto|oggetto|onderwerp|temat|ämne|emne|aihe|тема|主题|标题|件名|제목|เรื่อง"
    ),
    # of whom sent the notice, and when; where it begins, what somebody wrote has ended
    "trace": (
        "date|time|datetime|page url|url|page|ip|ip address|remote ip|user agent|"
        "powered by|referer|referrer|browser|submitted|submitted at|submitted on|"
        "submission id|submission date|sent on|sent from|timestamp|form|form name|"
        "form id|entry id|site|source|utm source|utm medium|utm campaign|ad name|"
        "ad id|adset name|campaign name|campaign|platform|via|view submission|lead id|"
        "ngày|thời gian|url trang|chiến dịch|biểu mẫu|trang|nguồn|ngày gửi|"
        "datum|uhrzeit|seite|ip adresse|formular|quelle|gesendet am|"
        "heure|adresse ip|page web|formulaire|fecha|hora|dirección ip|"
        "formulario|página|"
        "data|ora|indirizzo ip|pagina|modulo|endereço ip|formulário|tijd|formulier"
    ),
    "salutation": (
        "salutation|title|anrede|civilité|tratamiento|titel|aanhef|danh xưng|xưng hô|"
        "titre|appellativo|prefix|gender|geschlecht"
    ),
}

#: roles of the words in a label that is a sentence of its own ("What is your name?");
#: the first that fits
_WORDS = (
    (
        "company",
        "company|organisation|organization|firma|unternehmen|entreprise|société|"
        "empresa|azienda|bedrijf|business|employer",
    ),
    ("email", "email|emails|mail|correo|courriel|emailadresse|emailadres|epost"),
    (
        "phone",
        "phone|telephone|mobile|telefon|telefonnummer|téléphone|teléfono|telefone|"
        "telefono|telefoon|telefoonnummer|móvil|whatsapp|handy",
    ),
    (
        "message",
        "message|comments|comment|question|questions|enquiry|inquiry|nachricht|"
        "mensaje|mensagem|messaggio|bericht|help|looking|"
        "ayudarte|ayudarle|ayudar|aider|aiutarti|aiutarla|helfen|helpen|ajudar",
    ),
    ("first", "firstname|vorname|prénom|voornaam"),
    ("last", "lastname|surname|nachname|cognome|achternaam|apellidos|sobrenome"),
    (
        "name",
        "name|nom|nombre|nome|naam|namn|navn|llamas|llama|heißen|heißt|chiami|chiama|"
        "appelez|appelles|heet|chamas|chama",
    ),
)
#: of whom a name or an address is that is not of the person who wrote
_OTHERS = (
    "merchant friend friends support seller store shop product user domain site "
    "website form ad adset campaign project page event file host server "
    "school course brand "
    "model item service department recipient manager agent owner assigned "
    "referrer referred "
    "partner colleague second secondary alternative alternate spouse parent child pet "
    "amigo ami freund freunde amico vriend produkt produit producto "
    "produto prodotto list category plan package job position invoice billing".split()
)

ROLES = {
    word_key(word): role
    for role, words in reversed(_LABELS.items())
    for word in words.split("|")
}
WORDS = tuple(
    (role, frozenset(map(word_key, words.split("|")))) for role, words in _WORDS
)
OTHERS = frozenset(map(word_key, _OTHERS))
#: what stands before the name of a field: whose it is
YOURS = frozenset(
    map(
        word_key,
        (
            *("your", "field", "the", "form", "input", "ihr", "ihre", "dein", "deine"),
            *("votre", "ton", "ta", "tu", "su", "seu", "sua", "uw", "je", "il", "la"),
            *("tuo", "tua", "din", "ditt", "twój", "twoje", "ваш", "ваше", "ваша"),
        ),
    )
)
MAX_LABEL = 80

#: Below such a line stands nothing of what somebody entered
FOOTERS = tuple(
    map(
        word_key,
        (
            *(
                "this e-mail was sent from",
                "this email was sent from",
                "sent from http",
            ),
            *("this is a notification that", "does this submission look like spam"),
            *("if you think this submission", "report it as spam", "powered by"),
            *("you are receiving this", "you're receiving this", "unsubscribe"),
            *("log in to view", "reply to this email to", "view in dashboard"),
            *("submitted at", "view submission", "manage your notification"),
            *("email này được gửi từ", "thư này được gửi từ", "email này gửi từ"),
            *("diese e-mail wurde", "diese nachricht wurde", "cet e-mail a été envoyé"),
            *("ce message a été envoyé", "cet email a été envoyé", "este correo se"),
            *(
                "este correo electrónico",
                "este mensaje se ha enviado",
                "este e-mail foi",
            ),
            *("este email foi", "questa e-mail è stata", "questa email è stata"),
            *("deze e-mail is", "dit bericht is verzonden", "deze email is verzonden"),
        ),
    )
)

#: service: part of its sender's domain, or a phrase of its notices (in ``word_key``)
SERVICES = (
    (
        "Contact Form 7",
        (),
        ("sent from a contact form on", "[your-"),
    ),
    ("WPForms", (), ("wpforms",)),
    ("Gravity Forms", (), ("gravity forms", "gravityforms", "gf_")),
    ("Elementor", (), ("powered by: elementor",)),
    ("Wix", ("wix", "wixforms", "wixemails"), ("wix.com",)),
    ("Squarespace", ("squarespace",), ("sent via form submission from",)),
    ("Shopify", ("shopify", "shopifyemail"), ("online store's contact form",)),
    ("Webflow", ("webflow",), ("webflow site",)),
    ("Formspree", ("formspree",), ("formspree",)),
    ("Jotform", ("jotform",), ("jotform",)),
    ("Typeform", ("typeform",), ("typeform",)),
    ("Google Forms", (), ("google forms", "docs.google.com/forms", "forms-receipts")),
    ("Facebook", ("facebookmail", "facebook", "fb", "meta"), ("facebook lead",)),
    ("Haravan", ("haravan",), ("haravan",)),
    ("Sapo", ("sapo", "bizweb"), ("[sapo]",)),
    ("HubSpot", ("hubspot",), ()),
    ("Mailchimp", ("mailchimp",), ()),
    ("Tally", ("tally",), ()),
    ("Netlify", ("netlify",), ()),
    ("WordPress", (), ("wordpress",)),
)
