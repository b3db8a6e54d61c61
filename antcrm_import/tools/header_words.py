"""Words that head the columns of spreadsheets, in English and Vietnamese.

Written as :func:`.mapping.words` leaves them: lower case, without accents and
punctuation, parted by commas.
"""

HEADER_WORDS = {
    "name": """
        name, full name, fullname, display name, customer, customer name, client,
        client name, contact, contact name, lead, lead name, person, person name, ho
        ten, ho va ten, ten day du, ten khach hang, khach hang, ten lien he, nguoi
        lien he, ten nguoi lien he, ho ten khach hang, ho va ten khach hang, hoc
        vien, benh nhan
    """,
    "firstname": """
        first name, firstname, given name, forename, fname, first, ten, ten goi
    """,
    "lastname": """
        last name, lastname, surname, family name, lname, last, ho, ho dem, ho va
        ten dem, ho va dem, ten ho, ho lot
    """,
    "company": """
        company, company name, account, account name, organization, organisation,
        organisation name, organization name, employer, business, business name,
        firm, works at, cong ty, ten cong ty, to chuc, ten to chuc, doanh nghiep,
        ten doanh nghiep, don vi, co quan, noi lam viec, khach hang doanh nghiep
    """,
    "vat": """
        vat, vat number, vat no, vat id, tax id, tax code, tax number, tin, ma so
        thue, mst, so thue
    """,
    "function": """
        job, job title, title, position, job position, function, role, designation,
        chuc vu, chuc danh, vi tri, vai tro
    """,
    "birthdate_date": """
        birthday, birthdate, birth date, date of birth, dob, born, born on, ngay
        sinh, sinh ngay, sinh nhat, ngay thang nam sinh, ngay thang sinh
    """,
    "gender": """
        gender, sex, gioi tinh, phai, gioi
    """,
    "identity_number": """
        identity card, identity number, identity card number, identity no, id card,
        id card number, national id, citizen id, passport, passport number, passport
        no, cmnd, cccd, so cmnd, so cccd, cmt, cmnd cccd, can cuoc, can cuoc cong
        dan, so can cuoc, chung minh nhan dan, chung minh thu, ho chieu, so ho chieu
    """,
    "phones": """
        phone, phones, phone number, telephone, telephone number, tel, tel no, phone
        no, mobile, mobile phone, mobile number, mobile no, cell, cell phone,
        cellphone, cellular, work phone, home phone, office phone, business phone,
        contact number, whatsapp, hotline, dien thoai, so dien thoai, dt, sdt, di
        dong, dien thoai di dong, so di dong, dtdd, so dt, dien thoai ban, so lien
        he, may ban, zalo
    """,
    "emails": """
        email, e mail, emails, email address, e mail address, mail, mail address,
        email addresses, work email, personal email, thu dien tu, dia chi email, dia
        chi mail, dia chi thu dien tu, hop thu
    """,
    "socials": """
        social, socials, social network, social networks, social media, facebook,
        fb, linkedin, twitter, instagram, tiktok, youtube, skype, telegram, viber,
        facebook link, facebook url, linkedin url, linkedin profile, mang xa hoi,
        trang facebook
    """,
    "website": """
        web, website, web site, webpage, web page, homepage, url, site, web address,
        website url, company website, domain, trang web, trang chu, dia chi web
    """,
    "street": """
        street, address, address 1, street 1, street address, address line 1,
        mailing address, home address, billing address, apartment number street and
        ward, dia chi, so nha, duong, dia chi nha, so nha duong, so nha ten duong,
        dia chi lien he
    """,
    "street2": """
        street 2, address 2, address line 2, street line 2, apartment, suite, unit,
        ward, phuong, xa, phuong xa, xa phuong, dia chi 2, thon xom
    """,
    "district": """
        district, county, borough, quan, huyen, quan huyen, huyen quan
    """,
    "city": """
        city, town, locality, city town, province city, thanh pho, tinh thanh pho,
        tinh thanh, tp, tinh tp, thi xa
    """,
    "state_id": """
        state, province, region, state province, state region, tinh
    """,
    "zip": """
        zip, zip code, zipcode, postal code, post code, postcode, postal, ma buu
        dien, ma buu chinh, ma vung buu chinh
    """,
    "country_id": """
        country, country name, country code, nation, quoc gia, nuoc, dat nuoc
    """,
    "source_id": """
        source, lead source, origin, customer source, channel, nguon, nguon khach
        hang, nguon goc, kenh, nguon khach
    """,
    "industry_id": """
        industry, sector, career, occupation, profession, business type, nganh,
        nganh nghe, nghe nghiep, linh vuc, nghe
    """,
    "status_id": """
        status, customer status, lead status, stage, trang thai, tinh trang, giai
        doan
    """,
    "user_id": """
        pic, person in charge, salesperson, sales person, owner, account manager,
        assigned to, responsible, sales rep, nguoi phu trach, phu trach, nhan vien
        phu trach, nhan vien kinh doanh, nhan vien, nguoi quan ly, sale
    """,
    "tags": """
        tag, tags, label, labels, category, categories, group, the, nhan, phan loai,
        nhom
    """,
    "record_key": """
        record key, ma ban ghi
    """,
    "notes": """
        note, notes, comment, comments, remark, remarks, description, details, memo,
        internal notes, ghi chu, mo ta, dien giai, nhan xet, thong tin them
    """,
}


def _parse(text):
    return frozenset(" ".join(word.split()) for word in text.split(","))


#: {field of a candidate: header words}
HEADERS = {name: _parse(text) for name, text in HEADER_WORDS.items()}
# the same thing goes to different fields of leads, contacts and accounts
for _names, _concept in (
    (("parent_id", "partner_name"), "company"),
    (("comment", "description"), "notes"),
):
    HEADERS |= dict.fromkeys(_names, HEADERS.pop(_concept))
KNOWN_HEADERS = frozenset().union(*HEADERS.values())
