"""The words by which a signature is told from a text, in many languages; see
``signature``."""

from .forward_words import word_key


def _keys(text):
    return tuple(word_key(word) for word in text.split("|"))


#: how a text ends
CLOSINGS = _keys(
    "best regards|kind regards|warm regards|regards|best wishes|many thanks|thanks|"
    "thank you|sincerely|yours sincerely|yours faithfully|yours truly|cheers|best|"
    "all the best|with kind regards|with best regards|respectfully|"
    "mit freundlichen grüßen|mit freundlichem gruß|mit besten grüßen|freundliche grüße|"
    "viele grüße|beste grüße|herzliche grüße|liebe grüße|schöne grüße|mfg|vg|lg|"
    "mit freundlichen grüssen|freundliche grüsse|viele grüsse|grüße aus|gruß|"
    "cordialement|bien cordialement|très cordialement|bien à vous|cdlt|cdt|"
    "salutations|salutations distinguées|sincères salutations|merci d'avance|"
    "meilleures salutations|bonne journée|bonne réception|respectueusement|"
    "un saludo|saludos|saludos cordiales|atentamente|cordialmente|un cordial saludo|"
    "gracias y saludos|muchas gracias|gracias|muy atentamente|reciba un cordial|"
    "atenciosamente|cumprimentos|com os melhores cumprimentos|obrigado|obrigada|att|"
    "cordiali saluti|distinti saluti|un cordiale saluto|grazie e saluti|saluti|"
    "cordialità|buona giornata|grazie mille|a presto|"
    "groetjes|met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|"
    "vriendelijke groeten|hartelijke groet|hartelijke groeten|mvg|groet|groeten|"
    "med vänliga hälsningar|vänliga hälsningar|mvh|med venlig hilsen|vennlig hilsen|"
    "z poważaniem|pozdrawiam|s pozdravem|üdvözlettel|saygılarımla|с уважением|"
    "trân trọng|trân trọng cảm ơn|thân mến|thân ái|kính thư|kính chào|xin cảm ơn|"
    "cảm ơn|chân thành cảm ơn|trân trọng kính chào|"
    "此致|敬礼|祝好|顺祝商祺|谢谢|以上|敬具|ขอแสดงความนับถือ|감사합니다|"
    "hormat kami|salam"
)
CLOSINGS_WITHIN = _keys("よろしくお願い|宜しくお願い|よろしく御願い|何卒")

#: what stands before a value
LABELS = {
    word_key(word): role
    for role, words in {
        "phone": (
            "t|p|m|tel|tél|tlf|tfno|telephone|phone|ph|mobile|mob|cell|cel|cell phone|"
            "mobile phone|direct|direct line|direct dial|office|main|switchboard|desk|"
            "work|whatsapp|mobile/whatsapp|phone/whatsapp|toll free|call|"
            "telefon|telefonnr|mobil|handy|durchwahl|zentrale|fon|mobiltelefon|büro|"
            "téléphone|portable|ligne directe|standard|port|mob|gsm|"
            "teléfono|móvil|celular|centralita|fijo|telefone|telemóvel|"
            "telefono|cellulare|cell|centralino|diretto|telefoon|mobiel|"
            "điện thoại|đt|sđt|di động|dđ|hotline|zalo|tel/zalo|điện thoại bàn|máy bàn|"
            "电话|手机|電話|携帯|携帯電話|직통|전화|휴대폰|โทร|тел|телефон|"
            "моб|☎|📞|📱|✆|☏"
        ),
        "fax": "f|fax|telefax|số fax|传真|팩스|факс|📠|faks|telecopie|télécopie",
        "email": (
            "e|email|e-mail|mail|courriel|correo|correo electrónico|posta|pec|メール|"
            "邮箱|이메일|✉|📧|🖂|epost"
        ),
        "website": (
            "w|web|website|site|url|internet|homepage|site web|sito|sito web|página|"
            "página web|sitio web|trang web|www|网址|ホームページ|홈페이지|"
            "🌐|🔗|webseite"
        ),
        "address": (
            "a|address|add|adresse|anschrift|addr|dirección|domicilio|"
            "endereço|indirizzo|"
            "sede|adres|địa chỉ|đ/c|dc|trụ sở|văn phòng|住所|所在地|地址|"
            "주소|ที่อยู่|📍|🏠|"
            "🏢|office address|head office|bezoekadres|postadres|адрес"
        ),
        "company": "company|firma|société|empresa|azienda|bedrijf|công ty|"
        "公司|会社|会社名",
        "position": "position|title|chức vụ|chức danh|funktion|poste|cargo|"
        "ruolo|functie",
        "other": (
            "skype|linkedin|twitter|facebook|instagram|wechat|teams|vat|vat "
            "no|ust|ustid|"
            "ust-idnr|steuernummer|hrb|amtsgericht|iban|bic|reg|reg no|"
            "company no|siret|"
            "siren|tva|cif|nif|p iva|p.iva|piva|cf|kvk|btw|mst|mã số thuế|"
            "registered|order"
        ),
    }.items()
    for word in words.split("|")
}

#: ends of a company's name
LEGAL_FORMS = frozenset(
    "ltd limited inc incorporated llc llp lp plc corp corporation co company "
    "gmbh ag kg "
    "ohg ug ek ev eg gbr kgaa mbh sa sas sarl sasu eurl sci sl slu sau scoop srl srls "
    "spa snc sas bv nv vof cv ab as aps oy oyj sp zoo kft zrt doo sro pty pte bhd sdn "
    "jsc cp tnhh eirl lda ltda me epp kk".split()
)
#: parts of the name of a company or another organisation
ORGANISATIONS = _keys(
    "công ty|tập đoàn|doanh nghiệp|cty|tổng công ty|trường đại học|trường thpt|"
    "hợp tác xã|ngân hàng|"
    "cửa hàng|nhà hàng|khách sạn|trung tâm|(株)|(有)|商店|商会|製作所|事務所|病院|"
    "株式会社|有限会社|合同会社|合資会社|社団法人|財団法人|学校法人|"
    "有限公司|公司|주식회사|"
    "บริษัท|شركة|ооо|зао|пао"
)
ORGANISATION_WORDS = frozenset(
    map(
        word_key,
        (
            "group gruppe groupe grupo gruppo groep holding trust foundation stiftung "
            "fondation fundación fondazione stichting studio estudio atelier officine "
            "cooperativa coopérative coöperatie cooperative university universität "
            "université universidad università universiteit school schools college "
            "institute institut instituto istituto bank hotel clinic klinik clinique "
            "hospital consulting partners partner sons associates solutions systems "
            "services technologies agency agentur agence agencia agenzia verlag werke "
            "verein association asociación associazione vereniging kanzlei praxis "
            "restaurant museum theater gemeinde stadt ville mairie ayuntamiento comune "
            "gemeente municipality council domaine agenzia bakery"
        ).split(),
    )
)

#: parts of what somebody is in a company
POSITIONS = frozenset(
    map(
        word_key,
        (
            "manager director head officer executive ceo cfo cto coo cmo founder owner "
            "president vice chairman partner assistant secretary "
            "administrator engineer "
            "developer designer architect consultant analyst buyer purchaser "
            "accountant "
            "specialist coordinator supervisor lead leader representative "
            "sales purchasing "
            "marketing procurement technician teacher professor lawyer "
            "attorney advisor "
            "controller planner editor clerk agent operations facilities buyer "
            "leiter leiterin leitung geschäftsführer geschäftsführerin "
            "geschäftsleitung "
            "vertrieb einkauf innendienst außendienst projektmanager projektmanagerin "
            "projektleiter projektleiterin assistent assistentin sachbearbeiter "
            "sachbearbeiterin referent referentin ingenieur ingenieurin "
            "berater beraterin "
            "vorstand prokurist prokuristin inhaber inhaberin buchhaltung einkäufer "
            "einkäuferin abteilungsleiter entwickler disponent "
            "directeur directrice responsable chef cheffe gérant gérante assistante "
            "acheteur acheteuse commercial commerciale ingénieur ingénieure comptable "
            "chargé chargée conseiller conseillère technicien président présidente "
            "secrétaire architecte avocat avocate "
            "directora gerente jefe jefa encargado encargada ingeniero ingeniera "
            "administrativo administrativa técnico técnica comercial "
            "comprador compradora "
            "contable asesor asesora consultor consultora presidente socio socia "
            "diretor diretora engenheiro engenheira "
            "direttore direttrice responsabile amministratore "
            "amministratrice ingegnere "
            "ufficio impiegato impiegata titolare commerciale consulente ragioniere "
            "architetto geometra avvocato addetto addetta segretaria "
            "directeur inkoper hoofd projectleider adviseur verkoper administratie "
            "secretaresse eigenaar medewerker medewerkster teamleider boekhouder "
            "inköpare säljare verkställande direktør salgschef vp svp evp avp hr it pr "
            "profesor profesora professeur professore dozent lehrer docent"
        ).split(),
    )
)
#: the same in languages without ends of words
POSITION_PARTS = _keys(
    "giám đốc|trưởng phòng|phó phòng|nhân viên|kế toán|kỹ sư|chuyên viên|trưởng nhóm|"
    "phó giám đốc|tổng giám đốc|trợ lý|quản lý|trưởng bộ phận|phòng kinh doanh|thư ký|"
    "chủ tịch|cửa hàng trưởng|tư vấn|"
    "部長|課長|係長|主任|取締役|社長|営業部|総務部|購買部|人事部|経理部|"
    "担当|マネージャー|"
    "本部長|次長|室長|部$|经理|总监|主管|总经理|工程师|销售|采购|대표|부장|"
    "과장|차장|대리|팀장|"
    "ผู้จัดการ|менеджер|директор|начальник|инженер"
)

#: first words of the name of a department
DEPARTMENTS = frozenset(
    map(
        word_key,
        (
            "department dept division abteilung département direction departamento "
            "reparto dipartimento afdeling service servicio servizio phòng ban bộ"
        ).split(),
    )
)
#: "and" between two closings
CLOSING_JOINTS = (" and ", " & ", " und ", " et ", " y ", " e ", " en ", " và ")
#: small words in names of people
NAME_PARTICLES = frozenset(
    "van de der den von zu zum da di del della la le du dos das do el bin al ter ten "
    "y e und of".split()
)
#: who writes in the name of many
TEAMS = frozenset(
    "team teams equipe equipo squadra staff redaktion department support".split()
)

#: what tells that a line with a number is an address
STREETS = _keys(
    "street|str.|straße|strasse|road|lane|avenue|ave|drive|square|place|quay|"
    "park|court|"
    "rue |avenue|boulevard|bd |chemin|allée|calle|avenida|plaza|paseo|camino|gran via|"
    "via |corso|piazza|viale|lungarno|laan|weg|plein|kade|markt|gracht|platz|allee|"
    "ring|kai |gasse|quận|phường|đường|phố|tp.|tp |hà nội|hồ chí minh|tỉnh|thành phố|"
    "huyện|xã |〒|都|道|府|県|市|区|町|路|号|楼|ulica|ul.|улица|ул.|thôn|ngõ|"
    "số nhà|rua "
)
#: lines that belong to no signature; what follows them neither
DISCLAIMERS = _keys(
    "confidential|vertraulich|confidentiel|confidencial|riservat|vertrouwelijk|bảo mật|"
    "disclaimer|consider the environment|privileged|unauthorized|unauthorised|機密|"
    "diese e-mail|this email|this e-mail|this message|ce message|este "
    "mensaje|dit bericht|"
    "questo messaggio|email này|denken sie an die umwelt|pensez à l'environnement"
)
SENT_FROM = _keys(
    "sent from my|sent from outlook|get outlook|von meinem|gesendet von|envoyé de|"
    "envoyé depuis|enviado desde|enviado do|enviado de|inviato da|verzonden vanaf|"
    "verzonden met|gửi từ|được gửi từ|から送信|发自我的|send from|sendt fra|"
    "skickat från"
)
SOCIAL = frozenset(
    "linkedin facebook twitter instagram youtube xing tiktok t x wa zalo skype maps "
    "google goo calendly teams zoom".split()
)
