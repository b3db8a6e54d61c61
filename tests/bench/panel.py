"""How long the panel of a form takes to say who is there already, of every kind, while
somebody types: at most 300 ms of the server, of 1,000,000 customers.

The customers of ``duplicates.py``, half of them with a tax number or an identity card.
Half of them have a name of their own, as rare as names get, the others one made of the
few words of which most names are made: of 400,000 a third are called Nguyễn, hundreds
have one name. A salesperson who sees half of them, or few, types a value that somebody
has, or nobody, a part of a name as it is typed, and names with a letter wrong. The
longest of some calls counts, not the median.

``./setup/bench panel [NUMBER] [SEEN...]``: the salesperson sees one of so many; by
default one of two, and then one of 500.
"""

import statistics
import sys
import time

from common import database, environment, vacuum
from duplicates import FILL, FILL_LEADS, LEAD_POINTS, POINTS, processor_seconds

from odoo.tools import SQL

CALLS = 20
KINDS = ("contact", "lead", "account")
SURNAMES = """Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Trương Đinh
    Đoàn Lâm Mai Trịnh Cao Phùng Hà Châu Tạ Thái Quách Lương Võ Huỳnh"""
MIDDLES = """Thị Văn Thanh Minh Ngọc Hữu Đức Thu Xuân Hoàng Quốc Kim Bích Anh Gia Đình
    Tuấn Phương Quang Hồng Công Bảo Mỹ Khánh Thùy Như Diệu Trọng Tiến Viết"""
GIVEN = """Anh Nam Linh Hương Hùng Lan Dũng Hà Mai Tuấn Trang Thảo Hải Minh Phương Cường
    Thủy Sơn Nga Long Hiền Hoa Bình Quân Vân Yến Đức Huy Khoa Tùng Ngân Chi Giang Quỳnh
    Thắng Trung Phúc Tâm Loan Oanh Lợi Đạt Kiên Vinh Tú My Nhung Hạnh Thành Toàn Hằng
    Tuyết Nhi Vy Khanh Duyên Trinh Thịnh Lộc Phát"""
TRADES = """Thương Mại|Dịch Vụ|Xây Dựng|Sản Xuất|Vận Tải|Du Lịch|Đầu Tư|Công Nghệ|
    Thực Phẩm|May Mặc|Nội Thất|Bất Động Sản"""
#: the first words of a list are those of most names
COMMON_NAMES = """
    UPDATE res_partner
       SET (name, complete_name) = (SELECT common, common)
      FROM (SELECT id AS common_id, CASE
                   WHEN is_company
                   THEN 'Công ty TNHH ' || (%(trades)s::text[])[
                            1 + floor(array_length(%(trades)s::text[], 1) * c)]
                        || ' ' || (%(given)s::text[])[
                            1 + floor(array_length(%(given)s::text[], 1) * b * b)]
                        || ' ' || (%(given)s::text[])[
                            1 + floor(array_length(%(given)s::text[], 1) * a * a)]
                   ELSE (%(surnames)s::text[])[
                            1 + floor(array_length(%(surnames)s::text[], 1) * a ^ 3)]
                        || ' ' || (%(middles)s::text[])[
                            1 + floor(array_length(%(middles)s::text[], 1) * b * b)]
                        || ' ' || (%(given)s::text[])[
                            1 + floor(array_length(%(given)s::text[], 1) * c * c)]
                    END AS common
              FROM res_partner,
           LATERAL (SELECT (hashint4(id) & 65535) / 65536.0 AS a,
                           (hashint4(id + 77777777) & 65535) / 65536.0 AS b,
                           (hashint4(id + 99999999) & 65535) / 65536.0 AS c) numbers
             WHERE id > %(first)s AND id / 4 %% 2 = 0) AS names
     WHERE id = common_id
"""
KEYS = """
    UPDATE res_partner
       SET vat = CASE WHEN is_company THEN '03' || lpad(id::text, 8, '0') END,
           identity_number = CASE WHEN NOT is_company
                                  THEN '0793' || lpad(id::text, 8, '0') END,
           commercial_partner_id = id,
           share_id = %(share)s,
           audience = CASE WHEN id / 8 %% %(seen)s = 0 THEN %(everyone)s::int4[]
                           ELSE ARRAY[%(owner)s] END
     WHERE id > %(first)s
"""
LEAD_KEYS = """
    UPDATE crm_lead
       SET share_id = %(share)s,
           audience = CASE WHEN id / 8 %% %(seen)s = 0 THEN %(everyone)s::int4[]
                           ELSE ARRAY[%(owner)s] END
"""


def make_user(env):
    """Return a salesperson, who may ask as often as they like."""
    env["ir.config_parameter"].set_param("antcrm_share.questions_per_hour", str(10**9))
    return env["res.users"].create(
        {
            "name": "Paula Panel",
            "login": "bench_panel",
            "group_ids": [(4, env.ref("antcrm_share.group_user").id)],
        }
    )


def fill(env, number):
    """Make the customers; return the id before the first partner."""
    cr = env.cr
    cr.execute("SELECT max(id) FROM res_partner")
    [first] = cr.fetchone()
    cr.execute("SELECT COALESCE(max(id), 0) FROM crm_lead")
    [first_lead] = cr.fetchone()
    cr.execute(SQL(FILL, number - number // 5))
    words = {"surnames": SURNAMES, "middles": MIDDLES, "given": GIVEN}
    words = {name: text.split() for name, text in words.items()}
    words["trades"] = " ".join(TRADES.split()).replace("| ", "|").split("|")
    cr.execute(SQL(COMMON_NAMES, first=first, **words))
    cr.execute(SQL(POINTS, first=first))
    cr.execute(SQL(FILL_LEADS, first=first))
    cr.execute(SQL(LEAD_POINTS, first=first, first_lead=first_lead))
    return first


def share(env, first, seen):
    """Let the salesperson see one of so many of the customers."""
    cr = env.cr
    everybody = env["antcrm.share"]._get("all", env["res.users"], env["crm.team"])
    shares = {
        "share": everybody.id,
        "everyone": sorted(everybody._get_audience(env.uid, False)),
        "owner": env.uid,
        "seen": seen,
    }
    cr.execute(SQL(KEYS, first=first, **shares))
    cr.execute(SQL(LEAD_KEYS, **shares))
    # takes in the audiences that partners have
    env["antcrm.share.audience"].init()
    vacuum(env, "res_partner", "antcrm_contact_point", "crm_lead")


def mistype(name):
    """Return a name with two letters of its longest word exchanged."""
    word = max(name.split(), key=len)
    middle = len(word) // 2
    wrong = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
    return name.replace(word, wrong)


def read_names(env, first, seen, common):
    """Return names that somebody has whom the salesperson sees."""
    env.cr.execute(
        SQL(
            "SELECT name FROM res_partner WHERE id > %s AND id / 8 %% %s = 0 AND"
            " (id / 4 %% 2 = 0) = %s AND NOT is_company ORDER BY hashint4(id) LIMIT %s",
            first,
            seen,
            common,
            CALLS,
        )
    )
    return [name for (name,) in env.cr.fetchall()]


def read_values(env, first, seen):
    """Return what is typed, for each kind of value: texts that somebody has."""
    env.cr.execute(
        SQL(
            "SELECT vat, identity_number FROM res_partner"
            " WHERE id > %s AND id / 8 %% %s = 0 ORDER BY hashint4(id) LIMIT %s",
            first,
            seen,
            4 * CALLS,
        )
    )
    vats, cards = map(list, zip(*env.cr.fetchall(), strict=True))
    env.cr.execute(
        SQL(
            "SELECT kind, value FROM antcrm_contact_point"
            " WHERE partner_id > %s ORDER BY hashint4(id) LIMIT %s",
            first,
            8 * CALLS,
        )
    )
    points = env.cr.fetchall()
    rare, common = (read_names(env, first, seen, which) for which in (False, True))
    names = {
        "rare": rare,
        "rare, a part": [name[:7] for name in rare],
        "rare, wrong": map(mistype, rare),
        "common": common,
        "common, a part": [name[:-1] for name in common],
        "common, turned": [" ".join(name.split()[::-1]) for name in common],
        "common, two words": [" ".join(name.split()[::2]) for name in common],
        "common, wrong": map(mistype, common),
        "one word": ["Nguyễn", "Văn", "Thị", "Anh", "Nam", "Linh", "công ty", "tnhh"],
        "begun": ["ngu", "ngu", "ng", "anh", "nguyen v", "tran thi", "xyz", "con"],
        "company": [f"{trade} Anh" for trade in ("Thương Mại", "Dịch Vụ", "Thuong")],
        "company, long": [f"Công ty TNHH Thương Mại {w} Nam" for w in GIVEN.split()],
    }
    return {
        "phone": [{"phones": [v]} for kind, v in points if kind == "phone"],
        "email": [{"emails": [v]} for kind, v in points if kind == "email"],
        "tax number": [{"vat": vat} for vat in vats if vat],
        "identity card": [{"identity_number": card} for card in cards if card],
        **{label: [{"name": name} for name in names[label]] for label in names},
        "nobody": [
            {"name": f"Zq Xw {n}", "phones": [f"+84 399 {n:06}"]} for n in range(CALLS)
        ],
        "all at once": [
            {
                "name": name,
                "phones": ["+84 28 3822 0000"],
                "emails": [f"p{n}@example.com"],
                "identity_number": "079300000007",
                "vat": "0300000008",
            }
            for n, name in enumerate(common + rare)
        ],
    }


def ask(env, user, values):
    """Print for each kind of value how long the answers take."""
    Intake = env["antcrm.intake"].with_user(user)
    for kind in KINDS:
        for label, candidates in values.items():
            seconds, found = [], 0
            # of this program and of PostgreSQL: what others do counts less there
            processor = time.process_time() + processor_seconds(env.cr)
            for candidate in candidates[:CALLS]:
                env.invalidate_all()
                start = time.perf_counter()
                found += bool(Intake.find_everywhere(kind, candidate))
                seconds.append(time.perf_counter() - start)
            processor = time.process_time() + processor_seconds(env.cr) - processor
            print(
                f"{kind:8} {label:18}"
                f" median {statistics.median(seconds) * 1000:6.0f} ms"
                f"  longest {max(seconds) * 1000:6.0f} ms"
                f"  processor, mean {processor / len(seconds) * 1000:4.0f} ms"
                f"  found {found} of {len(seconds)}",
                flush=True,
            )


def main(number=1_000_000, *seen):
    """
    :param int number: of customers
    :param int seen: the salesperson sees one of so many, each in turn
    """
    with database("panel") as name, environment(name) as env:
        user = make_user(env)
        first = fill(env, number)
        for one in seen or (2, 500):
            share(env, first, one)
            print(f"{number} customers, one of {one} seen, {CALLS} calls each")
            ask(env, user, read_values(env, first, one))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
