"""Forwards and notices of kinds that the other sets do not have: written by hand, with
invented people, as the programs write them."""

# ruff: noqa: E501
OWN = ("company.example",)

# Program: subject, text, HTML, the original sender (``None``: it cannot be told)
FORWARDS = {
    "HEY": (
        "Fwd: Price list",
        "Please take this one\n\nForwarded message\nFrom Hanna Hey <hanna@hey1.example>\n"
        "Date: March 12, 2024 at 9:14 AM\nTo: support@company.example\n"
        "Subject: Price list\n\nHello, what does it cost?",
        "",
        ("Hanna Hey", "hanna@hey1.example"),
    ),
    "Superhuman": (
        "Fwd: Question",
        "---------- Forwarded message ----------\n"
        "From: Sue Perhuman < sue@super1.example >\nDate: Tue, Mar 12, 2024 at 9:14 AM\n"
        "Subject: Question\nTo: < emma@company.example >\n\nHi\n\nSent via Superhuman",
        "",
        ("Sue Perhuman", "sue@super1.example"),
    ),
    "Front": (
        "Fwd: Order 12",
        "FYI\n\n---------- Forwarded message ---------\nFrom: Frank Ont "
        "(frank@front1.example)\nDate: 12 March 2024, 09:14\nTo: Emma "
        "(emma@company.example)\nSubject: Order 12\n\nWhere is it?",
        "",
        ("Frank Ont", "frank@front1.example"),
    ),
    "Missive": (
        "Fwd: Angebot",
        "",
        "<div>siehe unten</div><div>On March 12, 2024 at 9:14 AM, Mia Sive "
        "(<a href='mailto:mia@missive1.example'>mia@missive1.example</a>) wrote:</div>"
        "<blockquote>Guten Tag</blockquote>",
        ("Mia Sive", "mia@missive1.example"),
    ),
    "Mailspring": (
        "Fwd: Hello",
        "",
        "<br><div class='gmail_quote'>---------- Forwarded Message ---------<br><br>"
        "From: Max Spring &lt;max@spring1.example&gt;<br>Subject: Hello<br>"
        "Date: Mar 12 2024, at 9:14 am<br>To: emma@company.example<br><br>Hi there</div>",
        ("Max Spring", "max@spring1.example"),
    ),
    "BlueMail": (
        "Fwd: Rechnung",
        "Gesendet von BlueMail\n\n-------- Originale Nachricht --------\nVon: Bea Blau "
        "<bea@blau1.example>\nGesendet: 12. März 2024 09:14:22 MEZ\nAn: "
        "emma@company.example\nBetreff: Rechnung\n\nBitte prüfen.",
        "",
        ("Bea Blau", "bea@blau1.example"),
    ),
    "Canary": (
        "Fwd: Booking",
        "Begin forwarded message:\n\nOn Tuesday, Mar 12, 2024 at 9:14 AM, Cara Nary "
        "<cara@canary1.example> wrote:\n\nCan I book?",
        "",
        ("Cara Nary", "cara@canary1.example"),
    ),
    "FairEmail": (
        "Fwd: Vraag",
        "Ter info\n\nVan: Fay Remail <fay@fair1.example>\nVerzonden: 12 maart 2024 "
        "09:14:22 CET\nAan: emma@company.example\nOnderwerp: Vraag\n\nHallo",
        "",
        ("Fay Remail", "fay@fair1.example"),
    ),
    "Zimbra": (
        "Fwd: Devis",
        "----- Mail transféré -----\n> De: Zoé Imbra <zoe@zimbra1.example>\n"
        "> À: emma@company.example\n> Envoyé: Mardi 12 Mars 2024 09:14:22\n"
        "> Objet: Devis\n>\n> Bonjour",
        "",
        ("Zoé Imbra", "zoe@zimbra1.example"),
    ),
    "SOGo": (
        "Fwd: Offer",
        "-------- Original Message --------\nSubject: Offer\nDate: Tuesday, March 12, "
        "2024 09:14 CET\nFrom: Sol Go <sol@sogo1.example>\nTo: emma@company.example\n\n"
        "Hello",
        "",
        ("Sol Go", "sol@sogo1.example"),
    ),
    "Lark": (
        "Fwd: 报价",
        "请处理\n\n发件人: 李拉克 <li@lark1.example>\n发送时间: 2024年3月12日 (周二) 09:14\n"
        "主题: 报价\n收件人: emma@company.example\n\n你好",
        "",
        ("李拉克", "li@lark1.example"),
    ),
    "Naver": (
        "Fwd: 문의",
        '-----Original Message-----\nFrom: "김네이버" <kim@naver1.example>\nTo: '
        "<emma@company.example>;\nCc:\nSent: 2024-03-12 (화) 09:14:22 (GMT+09:00)\n"
        "Subject: 문의\n\n안녕하세요",
        "",
        ("김네이버", "kim@naver1.example"),
    ),
    "VNPT Mail": (
        "Fwd: Báo giá",
        "Em chuyển chị\n\n----- Thư đã chuyển tiếp -----\nTừ: Lê Thị Mận "
        "<man@khach5.example>\nTới: emma@company.example\nĐã gửi: Thứ Ba, 12 Tháng 3, "
        "2024 09:14:22\nChủ đề: Báo giá\n\nXin báo giá",
        "",
        ("Lê Thị Mận", "man@khach5.example"),
    ),
    "nobody's words": (
        "Fwd: Tästä",
        "Ole hyvä\n\n———\nLähettänyt joku eilen\n\nTerve, emma@company.example",
        "",
        None,
    ),
}
# Service: sender, subject, text, HTML, name, address, other fields
NOTICES = {
    "Tally": (
        "Tally <notifications@tally.so>",
        "New Tally Form Submission for Contact",
        "Your form Contact has a new submission. Here are the details:\n\nYour name\n"
        "Tara Lly\n\nEmail address\ntara@tally1.example\n\nPhone number\n"
        "+44 20 7946 0990\n\nHow can we help?\nI need a quote.\n\nView submission",
        "",
        ("Tara Lly", "tara@tally1.example"),
        {"phone": "+44 20 7946 0990"},
    ),
    "Fluent Forms": (
        "My Site <wordpress@company.example>",
        "Contact Form",
        "",
        "<table><tbody><tr><th><strong>Name</strong></th></tr><tr><td>Flo Uent</td></tr>"
        "<tr><th><strong>Email</strong></th></tr><tr><td>flo@fluent1.example</td></tr>"
        "<tr><th><strong>Your Message</strong></th></tr><tr><td>Hello<br>there</td></tr>"
        "</tbody></table>",
        ("Flo Uent", "flo@fluent1.example"),
        {},
    ),
    "Ladipage": (
        "LadiPage <noreply@ladipage.example>",
        "[LadiPage] Bạn có một khách hàng đăng ký mới",
        "Thông tin khách hàng:\n- Họ và tên: Đỗ Văn Ladi\n- Số điện thoại: 0903456781\n"
        "- Email: ladi@khach6.example\n- Lời nhắn: Tư vấn giúp tôi\n- Nguồn: "
        "https://lp.company.example\n- IP: 203.0.113.7",
        "",
        ("Đỗ Văn Ladi", "ladi@khach6.example"),
        {"phone": "0903456781"},
    ),
    "Zalo Ads lead": (
        "Zalo Ads <no-reply@ads.zalo.example>",
        "Bạn có khách hàng tiềm năng mới",
        "Tên khách hàng: Vũ Thị Za\nSĐT: 0904567812\nEmail: za@khach7.example\n"
        "Tỉnh/Thành phố: Hà Nội",
        "",
        ("Vũ Thị Za", "za@khach7.example"),
        {"phone": "0904567812"},
    ),
    "Divi": (
        "wordpress@company.example",
        "New Message From My Site",
        "Sent by:\nDiana Vi - diana@divi1.example\n\nMessage:\nHow much is it?",
        "",
        ("Diana Vi", "diana@divi1.example"),
        {},
    ),
    "JotForm table": (
        "JotForm <noreply@jotform.example>",
        "Kontaktformular - Jo Form",
        "",
        "<table><tr><td>Frage</td><td>Antwort</td></tr><tr><td>Vollständiger Name</td>"
        "<td>Jo Form</td></tr><tr><td>E-Mail</td><td>jo@jotform1.example</td></tr>"
        "<tr><td>Telefonnummer</td><td>(030) 901820</td></tr></table>",
        ("Jo Form", "jo@jotform1.example"),
        {"phone": "(030) 901820"},
    ),
}
