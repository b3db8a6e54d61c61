"""
Words that head the columns of spreadsheets, in the languages that customers' files come
in: Vietnamese, English, German, French, Spanish, Portuguese, Italian, Dutch, Polish,
Russian, Chinese, Japanese and Korean, and the usual ones in Thai and Indonesian. Parted
by commas, in any case and with or without accents: :func:`words` makes them comparable.
What a phrase of the first table means counts for the whole header; the other tables say
which words make a header mean something else, or say nothing about it.
"""

import re

from .values import plain

HEADER_WORDS = {
    "name": """
        name, full name, fullname, display name, customer, customer name, client,
        client name, contact, contact name, contact person, lead, lead name, person,
        person name, file as, complete name, person - name, subscriber name, recipient,
        receiver, invitee, attendee, participant, saved name,
        ho ten, ho va ten, ten day du, ten hien thi, ten zalo, ten facebook,
        ten khach hang, ten khach, khach hang, ten lien
        he, nguoi lien he, ten nguoi lien he, ho ten khach hang, ho va ten khach hang,
        hoc vien, benh nhan, nguoi nhan, ten nguoi nhan, ho ten nguoi nhan, ten kh,
        ho ten kh, ho va ten kh, kh, khach, ten hoc vien,
        ho va ten nguoi lien he, nguoi mua, ten nguoi mua,
        vollstandiger name, kunde, kundenname, ansprechpartner, vor und nachname,
        nom complet, nom, nom et prenom, client nom, nom du client, contact nom,
        nombre, nombre completo, nombre y apellidos, cliente, nombre del cliente,
        contacto, nome, nome completo, nome do cliente, contato, nome e cognome,
        nominativo, ragione nome, volledige naam, naam, klant, klantnaam,
        contactpersoon, imie i nazwisko, nazwa klienta, klient, kontakt, osoba
        kontaktowa, фио, ф и о, имя и фамилия, клиент, контакт, контактное лицо,
        полное имя, имя клиента, наименование, наименование клиента, контрагент,
        наименование контрагента, полное наименование,
        姓名, 名字, 客户, 客户名称, 客户姓名, 客戶, 客戶名稱,
        联系人, 聯絡人, 联系人姓名, 顧客名, 氏名, お名前, 名前, 担当者名, 이름, 성명,
        고객명, 고객 이름, 담당자명, bp name, business partner name, geschaftspartner,
        debitor, ชื่อ, ชื่อ นามสกุล, ชื่อลูกค้า, nama, nama lengkap, nama pelanggan
    """,
    "firstname": """
        first name, firstname, given name, forename, fname, first, middle name,
        additional name, middle, second name, christian name, ten, ten goi, ten dem,
        vorname, zweiter vorname, prenom, deuxieme prenom, primer nombre, nombre de
        pila, segundo nombre, primeiro nome, nome proprio, secondo nome, voornaam,
        imie, drugie imie, имя, отчество, 名, 下の名前, 이름 (성 제외), nama depan,
        ชื่อจริง
    """,
    "lastname": """
        last name, lastname, surname, family name, lname, last, second name, ho, ho
        dem, ho va ten dem, ho va dem, ten ho, ho lot,
        nachname, familienname, zuname, nom de famille, apellido, apellidos, primer
        apellido, segundo apellido, apellido materno, apellido 2, second last name,
        segundo sobrenome, secondo cognome, last name 2, sobrenome, apelido,
        ultimo nome, cognome, achternaam, familienaam,
        nazwisko, фамилия, 姓, 姓氏, 苗字, 성, นามสกุล, nama belakang
    """,
    "company": """
        company, company name, account, account name, organization, organisation,
        organisation name, organization name, employer, business, business name, firm,
        works at, associated company, current company, related company, company account,
        sales account, parent customer,
        parent account, account account name, org, organization 1 name, customer
        company, workplace, parent company, company organization, cong ty, ten cong ty,
        to chuc, ten to chuc, doanh nghiep, ten doanh nghiep, don vi, ten don vi, co
        quan, noi lam viec, khach hang doanh nghiep, cty, ten cty, don vi cong tac, noi
        cong tac, ten cong ty khach hang, ten to chuc doanh nghiep, cong ty to chuc, co
        quan cong tac, firma, firmenname, unternehmen, unternehmensname, arbeitgeber,
        gesellschaft, organisation firma, societe, entreprise, nom de la societe, nom de
        l entreprise, raison sociale, organisation nom, employeur, empresa, nombre de la
        empresa, razon social, organizacion, compania, nome da empresa, razao social,
        organizacao, companhia, azienda, societa, ragione sociale, nome azienda, ditta,
        bedrijf, bedrijfsnaam, organisatie, firmanaam, nazwa firmy, firma nazwa,
        przedsiebiorstwo, organizacja, компания, организация, название компании,
        наименование организации, фирма,
        предприятие, место работы, 公司, 公司名称, 公司名稱, 单位, 單位, 企业, 企業,
        企业名称, 工作单位, 会社, 会社名, 企業名, 勤務先, 法人名, 회사, 회사명, 직장,
        업체명, 기업명, 상호, entreprise associee, entreprise principale associee,
        zugeordnetes unternehmen, empresa asociada, azienda associata, บริษัท,
        ชื่อบริษัท, perusahaan, nama perusahaan
    """,
    "vat": """
        vat, vat number, vat no, vat id, tax id, tax code, tax number, tin, tax id
        number, vat reg no, ma so thue, mst, so thue, ust id, ust idnr, umsatzsteuer
        id, steuernummer, numero de tva, tva, n tva, nif, cif, nif cif, rfc, cuit,
        cnpj, nipc, contribuinte, partita iva, p iva, piva, btw nummer, btw, nip, инн,
        税号, 纳税人识别号, 統一編號, 统一社会信用代码, 法人番号, 사업자등록번호,
        사업자번호
    """,
    "function": """
        job, job title, title, position, job position, function, role, designation,
        organization title, occupation title, job role, current position, current title,
        work title, company position, chuc vu, chuc danh, vi tri, vai tro, vi tri cong
        viec, chuc vu kh, funktion, berufsbezeichnung, stellenbezeichnung, stelle, titel
        position, fonction, poste, intitule du poste, titre, cargo, puesto, puesto de
        trabajo, funcao, ruolo, qualifica, mansione, posizione, functie, functietitel,
        stanowisko, должность, 职位, 职务, 職稱, 職位, 职称, 役職, 肩書, 직함, 직위,
        직책, ตำแหน่ง, jabatan
    """,
    "birthdate_date": """
        birthday, birthdate, birth date, date of birth, dob, born, born on, ngay sinh,
        sinh ngay, sinh nhat, ngay thang nam sinh, ngay thang sinh, ngay sinh kh,
        geburtsdatum, geburtstag, geb datum, geboren am, date de naissance, naissance,
        anniversaire de naissance, fecha de nacimiento, nacimiento, cumpleanos, data de
        nascimento, nascimento, aniversario de nascimento, data di nascita, nascita,
        compleanno, geboortedatum, verjaardag, data urodzenia, data ur, urodziny,
        дата рождения,
        день рождения, 生日, 出生日期, 生年月日, 誕生日, 생년월일, 생일, วันเกิด,
        tanggal lahir
    """,
    "gender": """
        gender, sex, gioi tinh, phai, gioi, geschlecht, sexe, genre, civilite genre,
        sexo, genero, sesso, genere, geslacht, plec, пол, 性别, 性別, 성별, เพศ,
        jenis kelamin
    """,
    "identity_number": """
        identity card, identity number, identity card number, identity no, id card, id
        card number, id card no, national id, national id number, citizen id, passport,
        passport number, passport no, cmnd, cccd, so cmnd, so cccd, cmt, cmnd cccd, so
        cmnd cccd, cccd cmnd, can cuoc, can cuoc cong dan, so can cuoc, chung minh nhan
        dan, chung minh thu, giay to tuy than, so giay to tuy than, gttt, so gttt, ho
        chieu, so ho chieu, cmnd ho chieu, so dinh danh,
        personalausweisnummer, ausweisnummer, numero de piece d identite, cni, dni,
        numero de identificacion, cedula, cpf, rg, codice fiscale, carta d identita,
        pesel, паспорт, номер паспорта, 身份证, 身份证号, 身份证号码, 身分證字號,
        주민등록번호
    """,
    "phones": """
        phone, phones, phone number, phone numbers, telephone, telephone number, tel,
        tel no, tel number, phone no, mobile, mobile phone, mobile number, mobile no,
        mobile tel, cell, cell phone, cell number, cellphone, cellular, work phone, home
        phone, office phone, business phone, contact number, contact no, whatsapp,
        whatsapp number, hotline, direct line, direct phone, direct dial, car phone,
        landline, landline number, phone 1 value, phone value, sms, sms phone number,
        sms number, text reminder number, lien lac, thong tin lien lac, thong tin
        lien he, contact info, contact information, contact details, kontaktdaten,
        coordonnees, datos de contacto, dados de contato, recapiti, контакты,
        handphone, telephone mobile, primary phone, main phone, dien thoai, so dien
        thoai, dt, sdt, di dong,
        dien thoai di dong, so di dong, dtdd, so dt, dien thoai ban, so lien he, may
        ban, zalo, so zalo, dt kh, sdt kh, so dien thoai kh, so dt kh, sdt khach hang,
        dt di dong, dt ban, dien thoai co dinh, so may, dt lien he, sdt zalo, so dtdd,
        telefon, telefonnummer, tel nr, telefon nr, handy, handynummer, mobil,
        mobiltelefon, mobilnummer, mobilfunk, festnetz, rufnummer, telefon privat,
        telefon geschaftlich, telefon 1, numero de telephone, telephone portable,
        portable, mobile telephone, tel portable, telephone fixe, fixe, n de telephone,
        telefono, numero de telefono, telefono movil, movil, celular, telefono celular,
        telefono fijo, fijo, telefone, numero de telefone, telemovel, telefone celular,
        telefone fixo, cellulare, numero di telefono, telefono cellulare, telefono
        fisso, recapito telefonico, telefoon, telefoonnummer, mobiel, mobiele telefoon,
        mobiel nummer, gsm, numer telefonu, nr telefonu, telefon komorkowy, komorka, tel
        kom, телефон, номер телефона, мобильный, мобильный телефон, сотовый, тел,
        рабочий телефон, 电话, 電話, 手机, 手機, 电话号码, 電話號碼, 手机号, 手机号码,
        手機號碼, 联系电话, 聯絡電話, 移动电话, 行動電話, 电话 号码, 電話番号, 携帯,
        携帯電話, 携帯番号, 携帯電話番号, 연락처, 전화, 전화번호, 휴대폰, 휴대전화,
        핸드폰, 휴대폰번호, 휴대폰 번호, 핸드폰번호, เบอร์โทร, เบอร์โทรศัพท์, โทรศัพท์,
        มือถือ, เบอร์มือถือ, telepon, nomor telepon, no hp, nomor hp
    """,
    "emails": """
        email, e mail, emails, email address, e mail address, mail, mail address, email
        addresses, work email, personal email, email id, e mail value, primary email,
        thu dien tu, dia chi email, dia chi mail, dia chi thu dien tu, hop thu, email
        kh, email khach hang, e mail adresse, email adresse, mailadresse, mail adresse,
        e mail privat, courriel, adresse e mail, adresse email, adresse mail, adresse
        courriel, adresse electronique, correo, correo electronico, direccion de correo,
        direccion de correo electronico, e mail principal, endereco de e mail, endereco
        de email, correio eletronico, correio electronico, posta elettronica, indirizzo
        e mail, indirizzo email, indirizzo mail, e mailadres, emailadres, mailadres,
        adres e mail, adres email, poczta, электронная почта, почта, эл почта,
        электронный адрес, адрес электронной почты, имейл, 邮箱, 電子郵件, 电子邮件,
        电子邮箱, 邮件, 郵箱, 电邮, 電郵, 信箱, 邮箱地址, メール, メールアドレス,
        電子メール, 이메일, 메일, 이메일주소, 이메일 주소, 전자우편, 企业邮箱, 工作邮箱,
        อีเมล, surel
    """,
    "socials": """
        social, socials, social network, social networks, social media, facebook,
        fb, linkedin, twitter, instagram, tiktok, youtube, skype, telegram, viber,
        facebook link, facebook url, linkedin url, linkedin profile, linkedin bio,
        twitter handle, twitter profile, twitter username, facebook id, facebook page,
        instagram handle, linkedin profile url, person linkedin url, profile url, xing,
        mang xa hoi, trang facebook, link facebook, soziale netzwerke, reseaux sociaux,
        redes sociales, redes sociais, социальные сети, вконтакте, 社交媒体, sns
    """,
    "website": """
        web, website, web site, webpage, web page, homepage, home page, url, site, web
        address, website url, website value, company website, domain, company domain
        name, company domain, personal web page, trang web, trang chu, dia chi web,
        webseite, internetseite, internet, internetadresse, site web, site internet,
        sitio web, pagina web, pagina de internet, pagina da web, sito, sito web, sito
        internet, strona, strona www, strona internetowa, www, сайт, веб сайт, 网站,
        网址, 網站, 網址, 官网, ホームページ, ウェブサイト, 웹사이트, 홈페이지
    """,
    "source_id": """
        source, lead source, origin, customer source, channel, original source, contact
        source, traffic source, original traffic source, acquisition source, lead
        origin, nguon, nguon khach hang, nguon goc, kenh, nguon khach, nguon kh, kenh
        ban, quelle, leadquelle, herkunft, source du prospect, origine, fuente, origen,
        fonte, origem, origine contatto, bron, herkomst, zrodlo, источник, 来源,
        客户来源, 來源, 流入元, 유입경로, 출처, how did you hear about us,
        how did you find
        us, ban biet den chung toi qua dau, biet den chung toi qua dau, biet qua dau
    """,
    "industry_id": """
        industry, sector, career, occupation, profession, business type, account
        industry, nganh, nganh nghe, nghe nghiep, linh vuc, nghe, nganh nghe kinh
        doanh, linh vuc kinh doanh, branche, beruf, gewerbe, secteur, secteur d
        activite, metier, sector de actividad, industria, profesion, setor, setor de
        atividade, settore, professione, bedrijfstak, branza, zawod, отрасль, профессия,
        行业, 職業, 职业, 業種, 업종, 직업
    """,
    "status_id": """
        status, customer status, lead status, contact status, stage, trang thai, tinh
        trang, giai doan, trang thai khach hang, statut, etat, estado del cliente,
        estado lead, situacao, stato, stato cliente, klantstatus, статус, 状态, 狀態,
        客户状态, ステータス, 상태, statut du lead, leadstatus, estado del lead,
        stato del
        lead
    """,
    "tags": """
        tag, tags, label, labels, category, categories, group, groups, group membership,
        customer group, customer tags, person labels, tag list, contact tag list, lists,
        segment, contact tags, the,
        nhan, nhan dan, phan loai, nhom, nhom khach hang, nhom kh, nhan the,
        schlagworter,
        kategorie, kategorien, gruppe, kundengruppe, etiquettes, etiquette, categorie,
        groupe, etiquetas, etiqueta, categoria, categorias, grupo, marcadores,
        etichette, categorie contatto, gruppo, labels klant, groep, etykiety, etykieta,
        kategorie klienta, grupa, теги, тег, метки, группа, категория, 标签, 標籤, 分类,
        分组, タグ, ラベル, カテゴリ, グループ, 태그, 라벨, 그룹, 분류,
        the khach hang, the kh, 客户标签, แท็ก
    """,
    "record_key": """
        record key, ma ban ghi
    """,
    "notes": """
        note, notes, comment, comments, remark, remarks, description, details, memo,
        internal notes, internal note, about, lead notes, ghi chu, mo ta, dien giai,
        nhan xet, thong tin them, ghi chu noi bo, luu y, notiz, notizen, bemerkung,
        bemerkungen, kommentar, anmerkung, anmerkungen, beschreibung, notes internes,
        commentaire, commentaires, remarque, remarques, observation,
        observations, notas, comentario, comentarios,
        observaciones, observacoes, anotacoes, descricao, descripcion, nota,
        annotazioni, commenti, osservazioni, opmerking, opmerkingen, notities, notitie,
        toelichting, notatki, notatka, uwagi, komentarz, opis, примечание, примечания,
        комментарий, заметки, описание, 备注, 備註, 注释, 说明, 備考, メモ, ノート,
        비고, 메모, 참고, หมายเหตุ, catatan, keterangan
    """,
}

#: the parts of an address; the same words stand for its further ones
ADDRESS_WORDS = {
    "street": """
        street, address, street 1, street house no, street house number, addresses,
        street address, address line, line, address street,
        address formatted, full address, formatted, formatted address,
        apartment number street and ward, detail address, detailed address, address
        detail, address details, dia chi nhan hang, dia chi nguoi nhan, dia
        chi, so nha, duong, dia chi nha, so nha
        duong, so nha ten duong, dia chi lien he, dia chi kh, dia chi khach hang, dia
        chi giao hang, dia chi cu the, strasse, straße, str, anschrift, strasse nr,
        strasse und hausnummer, strasse hausnummer, rue, adresse postale, adresse rue,
        adresse, voie, calle, direccion, domicilio, direccion postal, rua, endereco,
        morada, logradouro, via, indirizzo, straat, adres, straatnaam, straat en
        huisnummer, ulica, ulica i numer, улица, адрес, 地址, 街道, 联系地址, 通讯地址,
        详细地址, 住所, 番地, 主所, 주소, 도로명주소, 상세주소, ที่อยู่, alamat
    """,
    "street2": """
        street2, apartment, suite, suite apartment, unit, floor, ward,
        extended address, po box, address
        po box, address extended address, additional address, phuong, xa, phuong xa, xa
        phuong, thon xom, to dan pho, khu pho, adresszusatz, complement d adresse,
        complement adresse, batiment, colonia, complemento, bairro, piso, toevoeging,
        дом, квартира, 建物名, マンション名
    """,
    "district": """
        district, county, borough, quan, huyen, quan huyen, huyen quan, landkreis,
        bezirk, arrondissement, distrito, municipio, distretto, gemeente, powiat, район,
        区, 区县, 區, 구, 군구
    """,
    "city": """
        city, town, locality, city town, suburb, province city, thanh pho, tinh thanh
        pho, tinh thanh, tp, tinh tp, thi xa, tp tinh, thanh pho tinh, ort, stadt,
        wohnort, ville, commune, localite, ciudad, poblacion, localidad, cidade,
        localidade, citta, comune, localita, plaats, stad, woonplaats, miasto,
        miejscowosc, город, населенный пункт, 城市, 市, 市区町村, 市区, 都市, 도시,
        시, kota
    """,
    "state_id": """
        state, province, region, state province, state region, prefecture, state code,
        province code, tinh, bundesland, kanton, departement, etat province, provincia,
        estado, estado provincia, comunidad autonoma, regiao, uf, regione, staat,
        provincie, wojewodztwo, область, регион, край, 省, 省份, 州, 都道府県, 도,
        시도, จังหวัด,
        provinsi
    """,
    "zip": """
        zip, zip code, zipcode, postal code, post code, postcode, postal, zip postal
        code, postal zip code, zip postcode, ma buu dien, ma buu chinh, ma vung buu
        chinh, ma zip, plz, postleitzahl, code postal, cp, codigo postal, c p, cep, cap,
        codice postale, kod pocztowy, kod, почтовый индекс, индекс, 邮编, 邮政编码,
        郵編, 郵遞區號, 郵便番号, 우편번호, รหัสไปรษณีย์, kode pos
    """,
    "country_id": """
        country, country name, country code, nation, country region, quoc gia, nuoc, dat
        nuoc, land, lnd, staat land, pays, pais, paese, nazione, kraj, panstwo, страна,
        国家, 國家, 国, 国名, 국가, 나라, ประเทศ, negara
    """,
}

#: behind a word for the country, they mean it as well
REGIONS = """
    region, or region, oder region, regione, regiao, regio, area, territory, territoire,
    khu vuc, vung, регион, 地区, 地區, 地域, 지역
"""

#: words that tell one address from another, the one that is the main one first
ADDRESS_KINDS = (
    "primary, main, default, company, organization, account, customer, contact, "
    "person, khach hang, kh, cong ty, cty",
    "card, business, work, office, mailing, mail, postal, registered, permanent, "
    "billing, "
    "invoice, headquarters, po, geschaftlich, bureau, trabajo, travail, lavoro, "
    "thuong tru, hoa don, юридический, почтовый, rechnung, rechnung an, facturation, "
    "facturacion, fatturazione, faktura",
    "home, private, personal, privat, domicile, casa, nha rieng, nha, noi o, "
    "dang song, ban dang song, hien tai, cua ban",
    "shipping, delivery, ship to, sa, liefer, lieferung, lieferung an, livraison, "
    "envio, giao hang, tam tru, доставки",
    "other, alternate, alternative, second, secondary, autre, khac, фактический",
)

#: whose phone, e-mail or name it is, when it is not the customer's
OTHERS = """
    assistant, assistants, assistant s, secretary, spouse, wife, husband, children,
    child, manager s, manager, managers, supervisor, emergency, next of kin, parent,
    parents, father, mother, guardian, referred by, referrer, referral, reference,
    reports to, relation, related person, relationship, sibling, driver, doctor,
    accountant, agent, broker, first contact, last contact, last contacted, erster
    kontakt, letzter kontakt, premier contact, dernier contact, primer contacto, ultimo
    contacto, ultimo contatto, laatste contact, lien he dau tien, lien he cuoi, lan lien
    he cuoi, lien he gan nhat, последний контакт, tro ly, thu ky, vo chong, nguoi than,
    nguoi gioi thieu,
    phu huynh, nguoi giam ho, lien he khan cap, nguoi bao lanh, quan ly, assistent,
    assistentin, sekretariat, ehepartner, partner, vorgesetzter, notfall,
    notfallkontakt, assistante, conjoint, conjointe, urgence, superieur, asistente,
    conyuge, emergencia, esposa, esposo, assistente, conjuge, coniuge, emergenza,
    echtgenoot, noodgeval, malzonek, asystent, asystenta, ассистент, ассистента,
    помощник, помощника, супруг, супруга, супруги, секретарь, секретаря, 助理, 秘书,
    配偶, 紧急联系人, 緊急連絡先, 秘書, 配偶者, 비서, 배우자,
    비상연락처
"""

#: who entered or changed it
AUTHORS = """
    created by, creator, entered by, added by, modified by, last modified by, updated
    by, changed by, last updated by, edited by, imported by, author, nguoi tao, nguoi
    nhap, nguoi sua, nguoi cap nhat, nguoi lap, nguoi chinh sua, nv tao, nhan vien tao,
    tao boi, erstellt von, angelegt von, geandert von, ersteller, cree par, modifie par,
    createur, creado por, modificado por, criado por, creato da, modificato da,
    aangemaakt door, gemaakt door, gewijzigd door, utworzone przez, utworzyl, dodane
    przez, создал, кем создан, создано, автор, изменил, 创建人, 创建者, 建立者, 修改人,
    录入人, 作成者, 登録者, 更新者, 작성자, 등록자, 수정자, 생성자
"""

#: who looks after the customer
OWNERS = """
    pic, person in charge, salesperson, sales person, owner, owners, account manager,
    assigned to, assigned, assignee, responsible, responsible person, responsible user,
    sales rep, sales representative, sales agent, sales owner, contact owner, lead
    owner, deal owner, owned by, record owner, account owner, customer owner,
    account executive,
    case manager, relationship manager, nguoi phu trach, phu trach, nhan vien phu trach,
    nv phu trach, nhan vien kinh doanh, nvkd, nhan vien ban hang, nhan vien, nhan vien
    cham soc, cbql, can bo quan ly, can bo phu trach, can bo tin dung, cbtd, chuyen
    vien, chuyen vien quan he khach hang, cvqhkh, tu van vien, tvv, cong tac vien, ctv,
    nguoi quan ly, chu so huu, nguoi so huu, nguoi thuc hien, giao cho, sale,
    sale phu trach, betreuer, kundenbetreuer, zustandig, zustandiger, verantwortlich,
    verantwortlicher, besitzer, vertriebsmitarbeiter, verkaufer, proprietaire,
    responsable, commercial, vendeur, attribue a, charge de compte, propietario,
    comercial, vendedor, asignado a, agente comercial, proprietario, responsavel,
    atribuido a, responsabile, venditore, assegnato a, commerciale, eigenaar,
    verantwoordelijke, verkoper, accountmanager, toegewezen aan, wlasciciel, opiekun,
    opiekun klienta, handlowiec, sprzedawca, przypisany do, ответственный, менеджер,
    владелец, продавец, ответственного, менеджера, владельца, продавца, 负责人,
    負責人, 所有者, 业务员, 销售员, 客户经理, 担当者, 担当,
    営業担当, 담당자, 영업담당자, 소유자, 跟进人, proprietaire du contact,
    kontaktinhaber,
    propietario del contacto, proprietario del contatto, proprietario do contato,
    contacteigenaar
"""

#: machines that nobody speaks with
MACHINES = """
    fax, fax number, fax no, telefax, pager, telex, isdn, tty, tdd, radio phone,
    callback, modem, so fax, may fax, telecopie, telecopieur, faks, faksu, факс, факса,
    факсу, 传真, 傳真, ファックス,
    ファクス, fax番号, 팩스
"""

#: of a phone, e-mail or website: it is the company's, not the person's
COMPANIES = """
    company, company main, corporate phone, organization, organisation, org, employer,
    firm, head office,
    headquarters, switchboard, reception, cong ty, cty, to chuc, doanh nghiep, co quan,
    tong dai, le tan, firmen, firma, zentrale, unternehmen, entreprise, societe,
    standard, empresa, compania, centralita, azienda, societa, centralino, bedrijf,
    firmy, centrala, компании, компания, организации, 公司, 企业, 会社, 代表, 회사, 대표
"""

#: of a file of companies: it is their person's
PERSONS = """
    contact, contact person, contact name, main contact, primary contact,
    representative, legal representative, nguoi lien he, nguoi dai dien, lien he,
    ansprechpartner, ansprechperson, kontaktperson, interlocuteur, contacto, persona de
    contacto, contato, referente, persona di contatto, contactpersoon, osoba kontaktowa,
    контактное лицо, 联系人, 聯絡人, 担当者, 담당자
"""

#: beside them, of a column with the name of that person
PERSON_FILLERS = """
    name, full name, display name, full, person, main, primary, first, last, of, the,
    ten, ho ten, ho va ten, ho va, ho, chinh, cua, kh, khach hang, cong ty,
    name vorname,
    vorname nachname, nom, nom complet, du, nombre, nombre completo, nome,
    nome completo,
    naam, imie i nazwisko, имя, фио, 姓名, 氏名, 名前, 이름, 1
"""

#: numbers that are amounts, counts and codes
NUMBERS = """
    revenue, total, totals, amount, sum, balance, price, spent, turnover, debt, credit,
    credit limit, salary, income, cost, paid, budget, profit, lifetime value, deal
    value, quantity, qty, count, number of, orders, order count, score, rating, percent,
    tax, points, social security, ssn, insurance number, insurance no, insurance id,
    iban, bank account, card number, so tai khoan, so the, so bao hiem, ma bao hiem,
    bhxh, bhyt, sozialversicherungsnummer, numero de securite sociale,
    tong, tong ban, tong tien, doanh thu, doanh so, so tien, cong no, no can thu, no
    hien tai, gia tri, luong, thu nhap, han muc, so luong, diem, chi phi,
    umsatz, betrag, summe, gesamt, guthaben, anzahl, gehalt, chiffre d affaires,
    montant, somme, solde, nombre de, ingresos, importe, saldo, cantidad, valor,
    receita, faturamento, quantia, quantidade, fatturato, importo, totale, quantita,
    omzet, bedrag, totaal, aantal, kwota, suma, razem, przychod, liczba, ilosc, сумма,
    итого, выручка, оборот, баланс, количество, 金额, 金額, 合计, 合計, 总额, 總額,
    余额, 数量, 売上, 総額, 금액, 합계, 매출, 잔액, 수량
"""

#: who orders, pays or gets something, and may be somebody else than the customer of a
#: row
PARTIES = """
    buyer, purchaser, payer, recipient, receiver, booker, sender, guest, student,
    registrant, applicant, nguoi mua, nguoi nhan, nguoi gui, nguoi dat, nguoi tra tien,
    kaufer, empfanger, besteller, acheteur, destinataire, comprador, destinatario,
    acquirente, koper, ontvanger, odbiorca, покупатель, получатель, 买家, 买方, 收件人
"""

#: what is said about a phone or an e-mail, instead of it
ABOUT = """
    type, label, status, opt, optin, optout, opted, bounce, bounced, verified,
    verification, valid, validation, confidence, consent, subscribed, unsubscribed,
    subscription, domain, display name, date, time, day, last, id, ids, ip, format,
    permission, do not, dont, do, allowed, allow, marketing, count, extension, ext,
    country, preference, preferred, source, provider, carrier, network, server, opens,
    clicks, sent, delivered, created, updated, modified,
    connected, activity, password, hash, loai, trang thai, ngay, ma,
    nhan, nguon, typ, datum, statut, tipo, stato, soort, тип, дата, 类型, 状态, 種別,
    日付, 종류, 상태
"""

#: words that say nothing about what a column holds
FILLERS = """
    billing, person, contact, contacts, customer, customers, client, lead, primary,
    main, secondary, alternate, alternative, additional, default, work, business,
    office, home, personal, private, other, current, value, direct, own, my, the, your,
    custom, of, no, nr, number, numbers, subscriber, member, user, student, guest,
    buyer, invitee, attendee, participant, recipient, registrant, applicant, respondent,
    visitor, donor, purchaser, saved, nguoi nhan, khach
    hang, khach, kh, nguoi lien he, lien he, cua, chinh, phu, khac, ca nhan, co quan,
    nguoi mua, hoc vien, so, cua ban, cua quy khach, kunde, kunden, kontakt, privat,
    geschaftlich, dienstlich,
    haupt, du client, client, principal, professionnel, travail, domicile, personnel,
    del cliente, cliente, trabajo, personal, casa, oficina, do cliente, trabalho,
    pessoal, residencial, comercial, lavoro, personale, principale, ufficio, werk,
    prive, klant, zakelijk, klienta, sluzbowy, prywatny, domowy, клиента, рабочий,
    личный, основной, домашний, 客户, 联系人, 主要, 工作, 個人, 个人, 会社用, 고객,
    업무, 개인, mobile, cell, movil, m, w, h, anh chi, cua anh chi, cua ban, teilnehmer,
    empfanger, participante, destinataire, destinatario, hien tai, hien nay, them, what
    s, what is, what s your, what is your, and your, please enter, please enter your,
    enter your, vui long nhap, ihre, ihr, votre
"""

#: forms of address: a column "Title" that is full of them is no job
HONORIFICS = """
    mr, mrs, ms, miss, mx, dr, prof, sir, madam, mister, ong, ba, anh, chi, co, chu,
    bac, herr, frau, m, mme, mlle, monsieur, madame, sr, sra, srta, don, dona, senor,
    senora, dott, sig, sig ra, dhr, mevr, mw, pan, pani, господин, госпожа, 先生, 女士,
    小姐, 様, 님, 씨, dr med, prof dr, engr, ing, rev, hon, phd, md
"""

#: "status" values of mailing lists and systems, which say nothing about a customer
SYSTEM_STATUSES = """
    subscribed, unsubscribed, cleaned, pending, non subscribed, nonsubscribed, active,
    inactive, enabled, disabled, archived, bounced, transactional, confirmed,
    unconfirmed, true, false, yes, no, 0, 1, invited, declined, hoat dong, dang hoat
    dong, ngung hoat dong
"""

#: words for the whole name that stand for one part of it beside the other one
OPEN_NAMES = frozenset(
    ("name", "nom", "nombre", "nome", "naam", "ten", "nazwa", "ten kh", "nama")
)


def words(header):
    """Reduce a header to its words, lower case and without accents.

    >>> words("Phone_1 (Mobile)")
    'phone 1 mobile'
    >>> words("firstName"), words("POAddressLine1")
    ('first name', 'po address line 1')
    """
    spaced = re.sub(
        r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})|(?<=[A-Za-z])(?=\d)",
        " ",
        header,
    )
    spaced = re.sub(r"(?<=\d)(?=[A-Za-z]{2})", " ", spaced)
    # "TEL会社": a script of its own is a word of its own
    spaced = re.sub(
        "(?<=[A-Za-z])(?=[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3])"
        "|(?<=[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3])(?=[A-Za-z])",
        " ",
        spaced,
    )
    return " ".join(re.sub(r"[\W_]+", " ", plain(spaced)).split())


def parse(text):
    """Return the phrases of a table as a set."""
    phrases = (words(phrase) for phrase in text.split(","))
    return frozenset(filter(None, phrases))


#: {field of a candidate: header words}
HEADERS = {name: parse(text) for name, text in HEADER_WORDS.items()}
ADDRESS_PARTS = {name: parse(text) for name, text in ADDRESS_WORDS.items()}
# "Country/Region", which a region beside it does not change
ADDRESS_PARTS["country_id"] |= {
    f"{country} {region}"
    for country in ADDRESS_PARTS["country_id"]
    for region in parse(REGIONS)
}
HEADERS |= ADDRESS_PARTS
OPEN_NAMES |= {words("ชื่อ")}
# the same thing goes to different fields of leads, contacts and accounts
for _names, _concept in (
    (("parent_id", "partner_name"), "company"),
    (("comment", "description"), "notes"),
):
    HEADERS |= dict.fromkeys(_names, HEADERS.pop(_concept))
HEADERS["user_id"] = parse(OWNERS)
KNOWN_HEADERS = frozenset().union(*HEADERS.values())
