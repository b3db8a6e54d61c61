"""Exports as programs write them, with invented people, and what comes of the first
customer."""

# ruff: noqa: E501
from .test_encodings import APPLE, NEW, OLD

GOOGLE = (
    "First Name,Middle Name,Last Name,Name Prefix,Nickname,File As,Organization Name,"
    "Organization Title,Organization Department,Birthday,Notes,Photo,Labels,"
    "E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,"
    "Phone 2 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,"
    "Address 1 - City,Address 1 - Postal Code,Address 1 - Country,Website 1 - Label,"
    "Website 1 - Value",
    'Gita,M,Gogl,Dr.,,,Gogl Clinic,Head Nurse,Care,1984-03-02,"a note",'
    "https://lh3.example.com/p,* myContacts ::: Suppliers,* Work,"
    "gita@example.com ::: gita2@example.com,Mobile,+84 90 111 22 01 ::: +84 90 111 "
    "22 02,"
    'Work,+84 28 3822 0001,Work,"12 Le Loi, Hue",12 Le Loi,Hue,530000,VN,Work,'
    "https://gogl.example.com",
)
OUTLOOK = (
    "Title,First Name,Middle Name,Last Name,Company,Department,Job Title,Business "
    "Street,"
    "Business City,Business Country/Region,Home Street,Home City,Home Country/Region,"
    "Assistant's Phone,Business Fax,Business Phone,Home Phone,Mobile Phone,Account,"
    "Anniversary,Birthday,Categories,E-mail Address,E-mail Type,E-mail Display Name,"
    "E-mail 2 Address,Gender,Home Address PO Box,Notes,Priority,Web Page",
    "Mr.,Oskar,,Outlok,Outlok Ltd,Sales,Director,1 Main Street,Hanoi,Vietnam,9 Home "
    "Road,"
    "Hue,Vietnam,+84 24 3999 0009,+84 24 3999 0002,+84 24 3999 0001,+84 24 3999 0003,"
    "+84 90 999 0004,,0/0/00,0/0/00,Red Category;VIP,oskar@example.com,SMTP,"
    "Oskar (oskar@example.com),oskar2@example.com,Unspecified,,Met at fair,Normal,"
    "http://outlok.example.com",
)
HUBSPOT = (
    "Record ID,First Name,Last Name,Email,Phone Number,Lead Status,Create Date,"
    "Associated Company,Country/Region,Contact owner,Lifecycle Stage,Email Domain",
    "101,Camila,Hub,camila@example.com,+33 6 39 98 00 01,NEW,2024-03-12 09:14,Hub "
    "Villa,"
    "France,antcrm_importer,lead,example.com",
    "102,Joe,Hub,JOE@Example.com,,OPEN,2024-03-12 09:14,,Australia,antcrm_importer,"
    "customer,example.com",
)
PIPEDRIVE = (
    "Person - Name,Person - First name,Person - Last name,Person - Email - Work,"
    "Person - Phone - Mobile,Person - Organization,Person - Owner,Person - Labels",
    'Pia Pip,Pia,Pip,pia@example.com,+49 151 23456789,Pip GmbH,Iris Importer,"Hot,'
    'Customer"',
)
KIOTVIET = (
    "Loại khách,Chi nhánh tạo,Mã khách hàng,Tên khách hàng,Điện thoại,Địa chỉ,"
    "Phường/Xã,"
    "Công ty,Mã số thuế,Số CMND/CCCD,Ngày sinh,Giới tính,Email,Nhóm khách hàng,Ghi chú,"
    "Người tạo,Ngày tạo,Nợ cần thu hiện tại,Tổng bán",
    "Cá nhân,Chi nhánh 1,KH001,Trần Văn Kiot,0901222001,12 Lê Lợi,Phường 1,Cty Kiot,,"
    "001090012345,02/03/1984,Nam,kiot@example.com,VIP,gọi lại,Nguyễn Thu Ngân,"
    "01/02/2024,"
    "1200000,35000000",
)
MISA = (
    "Xưng hô,Họ và đệm,Tên,Chức danh,Tổ chức,ĐT di động,ĐT cơ quan,Email cá nhân,"
    "Chủ sở hữu,Người tạo,Ngày tạo",
    "Ông,Trần Văn,Misa,Giám đốc,Cty Misa,0901222002,02838220009,misa@example.com,"
    "Iris Importer,Admin,01/02/2024",
)
SALESFORCE = (
    "Salutation,First Name,Last Name,Title,Account Name,Mailing Street,Mailing City,"
    "Mailing State/Province,Mailing Zip/Postal Code,Mailing Country,Phone,Fax,Mobile,"
    "Email,"
    "Contact Owner,Asst. Phone",
    "Ms.,Sally,Force,VP Sales,Force Inc,1 Market St,San Francisco,California,94105,USA,"
    "+1 415 555 0132,+1 415 555 0133,+1 415 555 0134,sally@example.com,Iris Importer,"
    "+1 415 555 0135",
)
ZOHO = (
    "Record Id,Contact Owner.id,Contact Owner,Lead Source,First Name,Last Name,"
    "Account Name.id,Account Name,Email,Title,Department,Phone,Home Phone,Fax,Mobile,"
    "Date of Birth,Assistant,Asst Phone,Email Opt Out,Created By,Mailing Street,"
    "Mailing City,Mailing Zip,Mailing Country,Secondary Email,Tag",
    "zcrm_1,zcrm_9,Iris Importer,,Zoe,Ho,zcrm_2,Ho GmbH,zoe@example.com,CTO,IT,"
    "+49 30 901820,,+49 30 901829,+49 151 23456788,1984-03-02,Bob,+49 30 901821,false,"
    "Admin,Weg 1,Berlin,10115,Germany,zoe2@example.com,VIP",
)
SHOPIFY = (
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,"
    "Default Address Company,Default Address Address1,Default Address Address2,"
    "Default Address City,Default Address Province Code,Default Address Country Code,"
    "Default Address Zip,Default Address Phone,Phone,Total Spent,Total Orders,Note,"
    "Tags",
    "'7012,Shona,Fy,shona@example.com,yes,Fy Shop,1 Elm St,Apt 2,Austin,TX,US,73301,"
    "'+15125550143,'+15125550144,1250.00,3,nice,\"dealer, wholesale\"",
)
MAILCHIMP = (
    "EMAIL,FNAME,LNAME,PHONE,UNSUB,STATUS,MEMBER_RATING,LATITUDE,LONGITUDE,TAGS",
    "mia@example.com,Mia,Chimp,+1 512 555 0145,no,subscribed,2,40.7128,-74.0060,"
    '"""VIP"""',
)
LINKEDIN = (
    "Notes:",
    '"When exporting your connection data, you may notice that some are missing."',
    "",
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
    "Lin,Kedin,https://www.linkedin.com/in/linkedin-lin,,NTT Demo,Director,15 Jun 2026",
)
ODOO = (
    "External ID,Name,Is a Company,Related Company,Job Position,Phone,Email,Street,"
    "City,"
    "Country,Salesperson,Tags",
    "__export__.p1,Odo Odoson,FALSE,Odo Co,CEO,+32 2 290 34 90,odo@example.com,Rue 1,"
    "Namur,Belgium,Iris Importer,VIP",
)
#: programs with a profile: ``{program: (lines, expected values of the first customer)}``
KNOWN = {
    "Google Contacts": (
        GOOGLE,
        {
            "firstname": "Gita M",
            "lastname": "Gogl",
            "account": "Gogl Clinic",
            "function": "Head Nurse",
            "emails": ["gita@example.com", "gita2@example.com"],
            "phones": ["+84901112201", "+84901112202", "+842838220001"],
            "tags": ["Suppliers"],
            "street": "12 Le Loi",
            "city": "Hue",
            "country": "VN",
            "website": "https://gogl.example.com",
        },
    ),
    "Outlook": (
        OUTLOOK,
        {
            "firstname": "Oskar",
            "lastname": "Outlok",
            "account": "Outlok Ltd",
            "function": "Director",
            "emails": ["oskar@example.com", "oskar2@example.com"],
            "phones": ["+842439990001", "+842439990003", "+84909990004"],
            "tags": ["Red Category", "VIP"],
            "street": "1 Main Street",
            "city": "Hanoi",
            "addresses": [("9 Home Road", "Hue")],
        },
    ),
    "HubSpot": (
        HUBSPOT,
        {
            "lastname": "Hub",
            "account": "Hub Villa",
            "emails": ["camila@example.com"],
            "country": "FR",
            "pic": "Iris Importer",
            "state": False,
        },
    ),
    "Pipedrive": (
        PIPEDRIVE,
        {
            "firstname": "Pia",
            "lastname": "Pip",
            "account": "Pip GmbH",
            "pic": "Iris Importer",
            "tags": ["Customer", "Hot"],
        },
    ),
    "KiotViet": (
        KIOTVIET,
        {
            "account": "Cty Kiot",
            "phones": ["+84901222001"],
            "identity": "001090012345",
            "birthday": "1984-03-02",
            "street": "12 Lê Lợi",
            "tags": ["VIP"],
            "pic": False,
        },
    ),
    "MISA AMIS": (
        MISA,
        {
            "firstname": "Misa",
            "lastname": "Trần Văn",
            "account": "Cty Misa",
            "function": "Giám đốc",
            "phones": ["+84901222002", "+842838220009"],
            "pic": "Iris Importer",
        },
    ),
    "Salesforce": (
        SALESFORCE,
        {
            "lastname": "Force",
            "function": "VP Sales",
            "account": "Force Inc",
            "phones": ["+14155550132", "+14155550134"],
            "state": "California",
            "country": "US",
            "zip": "94105",
            "pic": "Iris Importer",
        },
    ),
    "Zoho CRM": (
        ZOHO,
        {
            "lastname": "Ho",
            "account": "Ho GmbH",
            "function": "CTO",
            "phones": ["+4930901820", "+4915123456788"],
            "emails": ["zoe@example.com", "zoe2@example.com"],
            "city": "Berlin",
            "pic": "Iris Importer",
        },
    ),
    "Shopify": (
        SHOPIFY,
        {
            "lastname": "Fy",
            "account": "Fy Shop",
            "street": "1 Elm St",
            "state": "Texas",
            "country": "US",
            "phones": ["+15125550143", "+15125550144"],
            "tags": ["dealer", "wholesale"],
        },
    ),
    "Mailchimp": (
        MAILCHIMP,
        {"firstname": "Mia", "lastname": "Chimp", "phones": ["+15125550145"]},
    ),
    "LinkedIn": (
        LINKEDIN,
        {
            "lastname": "Kedin",
            "account": "NTT Demo",
            "function": "Director",
            "website": False,
            "socials": 1,
        },
    ),
    "Odoo": (
        ODOO,
        {
            "account": "Odo Co",
            "function": "CEO",
            "phones": ["+3222903490"],
            "country": "BE",
            "pic": "Iris Importer",
        },
    ),
    "iCloud (vCard)": (
        (APPLE + OLD + NEW).splitlines(),
        {
            "firstname": "An",
            "lastname": "Nguyễn",
            "account": "Acme Ltd",
            "function": "CEO",
            "phones": ["+84901234567"],
            "emails": ["an@example.com", "an2@example.com"],
            "city": "Huế",
            "tags": ["Friend", "VIP"],
        },
    ),
}
#: programs without a profile, whose columns are understood all the same:
#: ``{program: (kind, lines, expected values of the first customer)}``
OTHERS = {
    "Bitrix24": (
        "contact",
        (
            "ID;Salutation;First name;Second name;Last name;Date of birth;Created;Source;"
            "Work phone;Mobile;Fax;Corporate website;Work e-mail;Home e-mail;Facebook "
            "account;Company;Position;Comment;Responsible person;Created by",
            "17;Ms.;Bella;;Trix;05.06.1988;12.03.2024 09:14:00;Call;+49 30 901821;"
            "+49 151 23456701;+49 30 901829;https://trix.example.com;bella@example.com;"
            "bella.home@example.com;;Trix GmbH;Buyer;Met at fair;Iris Importer;Admin",
        ),
        {
            "firstname": "Bella",
            "lastname": "Trix",
            "account": "Trix GmbH",
            "function": "Buyer",
            "phones": ["+4930901821", "+4915123456701"],
            "emails": ["bella@example.com", "bella.home@example.com"],
            "birthday": "1988-06-05",
            "pic": "Iris Importer",
        },
    ),
    "monday.com": (
        "contact",
        (
            "Contacts,,,,,,,,",
            "Active contacts,,,,,,,,",
            "Name,Subitems,Email,Phone,Title,Company,Priority,Deal value,"
            "Item ID (auto generated)",
            "Mona Day,,mona@example.com,+1 415 555 0161,COO,Day Inc,High,12000,5812001",
            "Max Day,,max@example.com,+1 415 555 0162,CTO,Day Inc,Low,,5812002",
        ),
        {
            "firstname": "Mona",
            "lastname": "Day",
            "function": "COO",
            "account": "Day Inc",
            "phones": ["+14155550161"],
        },
    ),
    "Notion": (
        "contact",
        (
            "Name,Company,Email,Phone,Tags,Status,Last Contact,Owner,LinkedIn",
            "Nora Tion,Tion Ltd (https://www.notion.so/Tion-Ltd-0a1b2c3d4e5f?pvs=21),"
            'nora@example.com,+44 20 7946 0018,"Press, VIP",In progress,"March 12, 2024",'
            "Iris Importer,https://www.linkedin.com/in/nora-tion",
        ),
        {
            "lastname": "Tion",
            "account": "Tion Ltd",
            "phones": ["+442079460018"],
            "tags": ["Press", "VIP"],
            "socials": 1,
            "pic": "Iris Importer",
        },
    ),
    "Freshsales": (
        "contact",
        (
            "Id,First name,Last name,Job title,Email,Work phone,Mobile,Accounts,"
            "Sales owner,Created at,Updated at,Tags,Address,City,State,Zipcode,Country,"
            "Facebook,LinkedIn,Time zone,Has authority,Do not disturb,Last contacted mode",
            "70001,Frida,Sales,Head of IT,frida@example.com,+1 512 555 0171,"
            "+1 512 555 0172,Sales Corp,Iris Importer,2024-03-12T09:14:00Z,"
            "2024-03-13T09:14:00Z,VIP,5 Elm St,Austin,Texas,73301,United States,,,"
            "Central Time,true,false,email",
        ),
        {
            "lastname": "Sales",
            "function": "Head of IT",
            "account": "Sales Corp",
            "phones": ["+15125550171", "+15125550172"],
            "street": "5 Elm St",
            "state": "Texas",
            "zip": "73301",
            "country": "US",
            "pic": "Iris Importer",
        },
    ),
    "Insightly": (
        "contact",
        (
            "Record Id,Salutation,First Name,Last Name,Title,Organization,Background,"
            "Business Phone,Home Phone,Mobile Phone,Assistant Phone,Business Fax,"
            "Email Address,Mailing Street,Mailing City,Mailing State,"
            "Mailing Postal Code,Mailing Country,Other Street,Other City,Contact Owner,"
            "Date Created,Contact Tag List",
            "9,Mr.,Ingo,Sight,CFO,Sight AG,knows us,+41 44 668 18 01,,+41 79 123 45 67,"
            "+41 44 668 18 09,+41 44 668 18 08,ingo@example.com,Weg 2,Bern,Bern,3000,"
            "Switzerland,Gasse 3,Basel,Iris Importer,2024-03-12,VIP",
        ),
        {
            "firstname": "Ingo",
            "function": "CFO",
            "account": "Sight AG",
            "phones": ["+41446681801", "+41791234567"],
            "emails": ["ingo@example.com"],
            "city": "Bern",
            "country": "CH",
            "addresses": [("Gasse 3", "Basel")],
            "tags": ["VIP"],
        },
    ),
    "Odoo with external ids": (
        "contact",
        (
            "External ID,Name,Related Company/External ID,Related Company,Email,Phone,"
            "Job Position,Street,City,Country/External ID,Country,Tags,Salesperson",
            "__export__.res_partner_44_aa,Odette Xid,__export__.res_partner_9_bb,Xid SA,"
            "odette@example.com,+32 2 290 34 91,Clerk,Rue 1,Bruxelles,base.be,Belgium,"
            "VIP,Iris Importer",
        ),
        {
            "lastname": "Xid",
            "account": "Xid SA",
            "phones": ["+3222903491"],
            "function": "Clerk",
            "country": "BE",
            "pic": "Iris Importer",
        },
    ),
    "Thunderbird": (
        "contact",
        (
            "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,"
            "Screen Name,Work Phone,Home Phone,Fax Number,Pager Number,Mobile Number,"
            "Home Address,Home Address 2,Home City,Home State,Home ZipCode,Home Country,"
            "Work Address,Work Address 2,Work City,Work State,Work ZipCode,Work Country,"
            "Job Title,Department,Organization,Web Page 1,Web Page 2,Birth Year,"
            "Birth Month,Birth Day,Custom 1,Custom 2,Custom 3,Custom 4,Notes",
            "Thea,Bird,Thea Bird,,thea@example.com,thea2@example.com,,+33 1 70 18 99 01,,"
            "+33 1 70 18 99 09,,+33 6 12 34 56 78,Rue 1,,Lyon,,69001,France,Rue 2,,Paris,"
            ",75001,France,Editor,,Bird SARL,http://bird.example.com,,,,,,,,,hello",
        ),
        {
            "firstname": "Thea",
            "lastname": "Bird",
            "emails": ["thea@example.com", "thea2@example.com"],
            "phones": ["+33170189901", "+33612345678"],
            "function": "Editor",
            "account": "Bird SARL",
            "website": "http://bird.example.com",
        },
    ),
    "Zalo OA": (
        "contact",
        (
            "User ID,Tên hiển thị,Tên gợi nhớ,Số điện thoại,Địa chỉ,Tỉnh/Thành phố,"
            "Quận/Huyện,Nhãn,Ghi chú,Ngày quan tâm,Tương tác cuối",
            "8123456789012345678,Lê Thị Zalo,,84901222031,5 Lê Lợi,Thừa Thiên Huế,"
            "Thành phố Huế,Khách sỉ,gọi sau,12/03/2024,13/03/2024",
        ),
        {"phones": ["+84901222031"], "tags": ["Khách sỉ"], "emails": []},
    ),
    "Getfly": (
        "account",
        (
            "Mã khách hàng,Tên khách hàng,Điện thoại,Email,Website,Địa chỉ,Mã số thuế,"
            "Mối quan hệ,Nguồn khách hàng,Nhóm khách hàng,Người phụ trách,Người liên hệ,"
            "Chức vụ,SĐT người liên hệ,Email người liên hệ,Ngày tạo,Mô tả",
            "KH00017,Công ty TNHH Getfly Thử,02838220071,info@getfly.example,"
            "https://getfly.example,12 Lê Lợi,0312345678,Tiềm năng,Website,Đại lý,"
            "Iris Importer,Trần Văn Liên,Giám đốc,0901222041,lien@example.com,12/03/2024,"
            "khách cũ",
        ),
        {
            "name": "Công ty TNHH Getfly Thử",
            "phones": ["+842838220071"],
            "emails": ["info@getfly.example"],
            "website": "https://getfly.example",
            "pic": "Iris Importer",
            "people": [("Trần Văn Liên", ["+84901222041"], ["lien@example.com"])],
        },
    ),
    "Sapo": (
        "contact",
        (
            "Mã khách hàng,Tên khách hàng,Nhóm khách hàng,Email,Điện thoại,Ngày sinh,"
            "Giới tính,Fax,Mã số thuế,Mô tả,Nhân viên phụ trách,Chính sách giá,"
            "Chiết khấu mặc định,Địa chỉ,Tỉnh/Thành phố,Quận/Huyện,Phường/Xã,Tags,"
            "Nợ hiện tại,Tổng chi tiêu,SL đơn hàng",
            "CUZN00012,Phạm Thị Sapo,Bán lẻ,sapo@example.com,0901222051,02/03/1991,Nữ,"
            "02838220059,,ghi chú,Iris Importer,Giá bán lẻ,0,8 Hai Bà Trưng,Hà Nội,"
            "Hoàn Kiếm,Tràng Tiền,VIP,0,1500000,3",
        ),
        {
            "phones": ["+84901222051"],
            "emails": ["sapo@example.com"],
            "birthday": "1991-03-02",
            "street": "8 Hai Bà Trưng",
            "pic": "Iris Importer",
        },
    ),
    "Haravan": (
        "contact",
        (
            "Id,Họ,Tên,Email,Số điện thoại,Công ty,Địa chỉ,Địa chỉ 2,Tỉnh thành,"
            "Mã tỉnh thành,Quận huyện,Phường xã,Quốc gia,Mã bưu điện,"
            "Nhận email quảng cáo,Tổng chi tiêu,Tổng đơn hàng,Ghi chú,Tags",
            "1001,Võ Thị,Hara,hara@example.com,0901222061,Cty Hara,9 Trần Phú,,Đà Nẵng,"
            "DN,Hải Châu,Thạch Thang,Việt Nam,550000,Có,2500000,4,thích màu xanh,VIP",
        ),
        {
            "firstname": "Hara",
            "lastname": "Võ Thị",
            "account": "Cty Hara",
            "phones": ["+84901222061"],
            "street": "9 Trần Phú",
            "country": "VN",
        },
    ),
    "Samsung (vCard)": (
        "contact",
        (
            "BEGIN:VCARD",
            "VERSION:2.1",
            "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Nguy=E1=BB=85n;Sam;;;",
            "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Sam Nguy=E1=BB=85n",
            "TEL;CELL;PREF:0901-222-071",
            "TEL;WORK;FAX:02838220079",
            "EMAIL;HOME:sam@example.com",
            "ADR;HOME;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;;5 L=C3=AA L=E1=BB=A3i;"
            "Hu=E1=BA=BF;;;=",
            "Vi=E1=BB=87t Nam",
            "ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:C=C3=B4ng ty Sam;Kho",
            "X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;Sammy;1;;;;;;;;;;;;;",
            "BDAY:1990-05-04",
            "NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:kh=C3=A1ch",
            "END:VCARD",
        ),
        {
            "firstname": "Sam",
            "lastname": "Nguyễn",
            "account": "Công ty Sam",
            "phones": ["+84901222071"],
            "emails": ["sam@example.com"],
            "city": "Huế",
            "birthday": "1990-05-04",
        },
    ),
    "Thunderbird (LDIF)": (
        "contact",
        (
            "dn: cn=Lars Dif,mail=lars@example.com",
            "objectclass: top",
            "objectclass: person",
            "objectclass: mozillaAbPersonAlpha",
            "givenName: Lars",
            "sn:: RMOsZg==",
            "cn:: TGFycyBEw6xm",
            "mail: lars@example.com",
            "mozillaSecondEmail: lars2@example.com",
            "telephoneNumber: +45 32 12 34 56",
            "facsimiletelephonenumber: +45 32 12 34 59",
            "mobile: +45 20 12 34 56",
            "street: Vej 1",
            "l: Odense",
            "postalCode: 5000",
            "c: Denmark",
            "o: Dif A/S",
            "title: Chef",
            "description: met at the",
            "  fair",
            "",
            "dn: cn=No Mail",
            "cn: No Mail",
            "mobile: +45 20 12 34 57",
        ),
        {
            "firstname": "Lars",
            "lastname": "Dìf",
            "account": "Dif A/S",
            "function": "Chef",
            "emails": ["lars@example.com", "lars2@example.com"],
            "phones": ["+4532123456", "+4520123456"],
            "city": "Odense",
            "country": "DK",
        },
    ),
    "Apollo": (
        "contact",
        (
            "First Name,Last Name,Title,Company,Company Name for Emails,Email,Contact "
            "Owner,First Phone,Corporate Phone,Lists,Person Linkedin Url,Website,Company "
            "Linkedin Url,City,Country,Company Address,Company City,Company State,"
            "Company Country,Company Phone",
            "Amy,Pollo,VP Sales,Pollo Inc,Pollo,amy@example.com,iris@example.com,"
            "'+1 415-555-0151,'+1 415-555-0153,List A,"
            "http://www.linkedin.com/in/amypollo,http://pollo.example.com,"
            "http://www.linkedin.com/company/pollo,Oakland,United States,1 Market St,San "
            "Francisco,California,United States,'+1 415-555-0153",
        ),
        {
            "account": "Pollo Inc",
            "account_phones": ["+14155550153"],
            "account_website": False,
            "account_street": "1 Market St",
            "phones": ["+14155550151"],
            "socials": 1,
        },
    ),
    "HubSpot in French": (
        "contact",
        (
            "ID de fiche d'informations,Prénom,Nom,E-mail,Propriétaire du contact,"
            "Entreprise principale associée,Statut du lead,Ville,Pays/Région,Intitulé du "
            "poste",
            "101,Hélène,Bord,helene@example.com,Iris Importer,Bord SA,Nouveau,Lille,"
            "France,Acheteuse",
        ),
        {
            "firstname": "Hélène",
            "lastname": "Bord",
            "account": "Bord SA",
            "pic": "Iris Importer",
            "country": "FR",
            "function": "Acheteuse",
        },
    ),
    "Outlook in German": (
        "contact",
        (
            "Anrede,Vorname,Nachname,Firma,Position,Straße geschäftlich,Ort geschäftlich,"
            "Postleitzahl geschäftlich,Land/Region geschäftlich,Straße privat,Ort privat,"
            "Fax geschäftlich,Telefon geschäftlich,Mobiltelefon,Telefon Assistent,"
            "E-Mail-Adresse,E-Mail-Typ,E-Mail 2: Adresse",
            "Herr,Otto,Luk,Luk GmbH,Leiter,Hauptstr. 1,Berlin,10115,Deutschland,Nebenstr. "
            "2,Potsdam,+49 30 123459,+49 30 123450,+49 151 23456711,+49 30 123452,"
            "otto@example.com,SMTP,otto2@example.com",
        ),
        {
            "firstname": "Otto",
            "account": "Luk GmbH",
            "phones": ["+4930123450", "+4915123456711"],
            "emails": ["otto@example.com", "otto2@example.com"],
            "city": "Berlin",
            "country": "DE",
            "addresses": [("Nebenstr. 2", "Potsdam")],
        },
    ),
    "Google Forms in Vietnamese": (
        "contact",
        (
            "Dấu thời gian,Họ và tên của bạn?,Số điện thoại liên hệ (Zalo),Địa chỉ email,"
            "Bạn đang làm việc tại công ty nào?,Chức vụ hiện tại,Bạn biết đến chúng tôi "
            "qua đâu?,Tỉnh/Thành phố bạn đang sống,Ghi chú thêm",
            "12/03/2024 9:15:22,Nguyễn Thị Phom,0901333201,phom@example.com,Công ty TNHH "
            "Phom,Kế toán trưởng,Facebook,Đà Nẵng,Gọi sau 17h",
        ),
        {
            "name": "Nguyễn Thị Phom",
            "account": "Công ty TNHH Phom",
            "function": "Kế toán trưởng",
            "phones": ["+84901333201"],
            "city": "Đà Nẵng",
            "note": "Gọi sau 17h",
        },
    ),
    "Typeform": (
        "contact",
        (
            "#,What's your first name?,And your last name?,What's your *email address*?,"
            "What's your phone number?,Which company do you work for?,How did you hear "
            "about us?,Response Type,Submit Date (UTC),Network ID,Tags",
            "abc1,Ty,Form,ty@example.com,+14155550195,Form LLC,A friend,completed,"
            "2024-01-02 03:05:05,net1,",
        ),
        {
            "firstname": "Ty",
            "lastname": "Form",
            "account": "Form LLC",
            "emails": ["ty@example.com"],
            "phones": ["+14155550195"],
        },
    ),
    "Stripe": (
        "contact",
        (
            "id,Description,Email,Name,Created (UTC),Delinquent,Card ID,Card Last4,Card "
            "Country,Card Address Line1,Total Spend,Payment Count,Customer Phone,Address "
            "Line1,Address Line2,Address City,Address State,Address Country,Address "
            "Postal Code",
            "cus_N1,Premium plan,stri@example.com,Stri Pay,2024-01-02 03:04,false,card_1,"
            "4242,US,,120.00,3,+1 415 555 0171,1 Market St,Suite 2,San Francisco,CA,US,"
            "94105",
        ),
        {
            "name": "Stri Pay",
            "phones": ["+14155550171"],
            "street": "1 Market St",
            "country": "US",
            # that the card is of the same country is no further address
            "addresses": [],
        },
    ),
    "Pancake": (
        "contact",
        (
            "STT,Tên khách hàng,Số điện thoại,Facebook,Thẻ khách hàng,Nhân viên chăm sóc,"
            "Địa chỉ,Tỉnh/TP,Giới tính,Số đơn hàng,Tổng chi tiêu,Ghi chú",
            '1,Hoàng Bánh Kếp,0901333221,https://www.facebook.com/hoang.kep,"VIP, Sỉ",Iris '
            "Importer,15 Nguyễn Trãi,Hà Nội,Nữ,12,12.500.000,hay đổi trả",
        ),
        {
            "phones": ["+84901333221"],
            "tags": ["Sỉ", "VIP"],
            "socials": 1,
            "pic": "Iris Importer",
            "note": "hay đổi trả",
        },
    ),
    "SAP Business One": (
        "account",
        (
            "BP-Code;BP-Name;BP-Typ;Gruppe;Währung;USt-IdNr.;Telefon 1;Mobiltelefon;Fax;"
            "E-Mail;Ansprechpartner;Rechnung an - Straße;Rechnung an - PLZ;Rechnung an - "
            "Ort;Rechnung an - Land;Kontosaldo;Vertriebsmitarbeiter",
            "C20000;Maschinenbau Nord GmbH;Kunde;Industrie;EUR;;+49 40 123450;"
            "+49 151 23456701;+49 40 123459;nord@example.com;Karl Nord;Hafenstr. 1;20457;"
            "Hamburg;DE;1200.50;Iris Importer",
        ),
        {
            "name": "Maschinenbau Nord GmbH",
            "phones": ["+4940123450", "+4915123456701"],
            "street": "Hafenstr. 1",
            "zip": "20457",
            "city": "Hamburg",
            "country": "DE",
            "people": [("Karl Nord", [], [])],
            "pic": "Iris Importer",
        },
    ),
    "WeCom": (
        "contact",
        (
            "姓名,帐号,职务,部门,手机,个人邮箱,企业邮箱,客户标签,添加时间,跟进人",
            "王小明,wangxm,经理,销售部,+86 138 1234 5601,ming@example.com,"
            "ming.work@example.com,重点客户,2024-01-02,Iris Importer",
        ),
        {
            "name": "王小明",
            "phones": ["+8613812345601"],
            "emails": ["ming@example.com", "ming.work@example.com"],
            "tags": ["重点客户"],
            "pic": "Iris Importer",
        },
    ),
    "EspoCRM": (
        "contact",
        (
            '"id";"Name";"First Name";"Last Name";"Account";"Title";"Email";"Assigned '
            'User";"Teams";"Created At";"Created By"',
            '"65a";"Mr. Esteban Espo";"Esteban";"Espo";"Espo SL";"Comprador";'
            '"esteban@example.com";"Iris Importer";"Sales";"2024-01-01 10:00";"admin"',
        ),
        {"name": "Esteban Espo", "account": "Espo SL", "pic": "Iris Importer"},
    ),
    "a list in Thai": (
        "contact",
        (
            "ชื่อ,นามสกุล,บริษัท,ตำแหน่ง,เบอร์โทร,อีเมล,ที่อยู่,จังหวัด,รหัสไปรษณีย์,หมายเหตุ",
            "สมชาย,ใจดี,บริษัท ตัวอย่าง จำกัด,ผู้จัดการ,+66 81 234 5601,"
            "somchai@example.com,1 ถนนสุขุมวิท,กรุงเทพ,10110,ลูกค้าเก่า",
        ),
        {
            "firstname": "สมชาย",
            "lastname": "ใจดี",
            "phones": ["+66812345601"],
            "zip": "10110",
            "note": "ลูกค้าเก่า",
        },
    ),
}
