"""Make ``data/units.txt``, the administrative units of Vietnam before and after 2025.

Usage: python make_units.py FOLDER

``FOLDER`` is an unpacked wheel of ``vietnamadminunits`` (PyPI, MIT licence, by Hieu
Tran), whose tables come from the General Statistics Office and the maps of the mergers:

    pip download --no-deps vietnamadminunits==1.0.4
    unzip vietnamadminunits-*.whl -d FOLDER

The units since 1 July 2025 are those of Decision 19/2025/QD-TTg: 34 provinces and 3,321
wards, communes and special zones, without districts. The file has one line a unit:

    [new]                       since 1 July 2025
    =01 Hà Nội                  a province: code, name
    00097 p Hồng Hà             a ward of it: code, type, name
    [old]                       before
    =01 Hà Nội > 01             a province, and the code of what it is now
    -q Ba Đình | x | y          a district: type, name, keys of former names
    p Phúc Xá > 00097 00004     a ward: type, name, codes of what it is now, the one
                                that got most of it first; then keys of former names

Types: ``p`` phường, ``x`` xã, ``t`` thị trấn, ``d`` đặc khu; ``q`` quận, ``h`` huyện,
``tx`` thị xã, ``tp`` thành phố. An old district without wards (five islands) has one
with its own name.
"""

import json
import re
import sqlite3
import sys
from collections import defaultdict
from pathlib import Path

TYPES = {
    "Phường": "p",
    "Xã": "x",
    "Thị trấn": "t",
    "Đặc khu": "d",
    "Quận": "q",
    "Huyện": "h",
    "Thị xã": "tx",
    "Thành phố": "tp",
}
HEADER = """\
# Administrative units of Vietnam before and after 1 July 2025
# (Decision 19/2025/QD-TTg).
# Made by scripts/make_units.py, which tells the format, from vietnamadminunits 1.0.4:
# MIT licence, (c) 2025 Hieu Tran.
"""


def short(name, kind):
    """Return a name without its type: the tables keep it in where two units differ in
    nothing else."""
    return name.removeprefix(kind or "").strip()


def former_names(aliases, types):
    """Return the keys of former names, without the type that may stand before them."""
    keys = json.loads(aliases) if aliases else []
    numbers = re.compile(r"(?:f|p|ward|q|district)?0?(\d+)")
    keys = [number[1] if (number := numbers.fullmatch(key)) else key for key in keys]
    return sorted({key for key in keys if not key.startswith(types)})


def successors(folder):
    """Return ``{key of an old ward: [(province key, ward key)]}``, the main one first,
    and ``{key of an old province: key of what it is now}``."""
    path = folder / "vietnamadminunits/data/converter_2025.json"
    tables = json.loads(path.read_text(encoding="utf-8"))
    result = defaultdict(list)
    for province, wards in tables["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, old_keys in wards.items():
            for key in old_keys:
                result[key].append((province, ward))
    for province, divided in tables["DICT_PROVINCE_WARD_DIVIDED"].items():
        for key, parts in divided.items():
            ordered = sorted(parts, key=lambda part: not part["isDefaultNewWard"])
            result[key].extend((province, part["newWardKey"]) for part in ordered)
    provinces = {
        old: new
        for new, old_keys in tables["DICT_PROVINCE"].items()
        for old in old_keys
    }
    return result, provinces


def make_lines(folder):
    """Yield the lines of the file."""
    connection = sqlite3.connect(folder / "vietnamadminunits/data/dataset.db")
    connection.row_factory = sqlite3.Row
    new_wards, new_provinces = {}, {}
    yield "[new]"
    for row in connection.execute("SELECT * FROM admin_units ORDER BY provinceCode"):
        if row["provinceKey"] not in new_provinces:
            new_provinces[row["provinceKey"]] = row["provinceCode"]
            yield f"={row['provinceCode']} {row['provinceShort']}"
        new_wards[row["provinceKey"], row["wardKey"]] = row["wardCode"]
        name = short(row["ward"], row["wardType"])
        yield f"{row['wardCode']} {TYPES[row['wardType']]} {name}"
    followed_by, provinces = successors(folder)
    province = district = None
    yield "[old]"
    rows = connection.execute(
        "SELECT * FROM admin_units_legacy ORDER BY provinceCode, districtCode, wardCode"
    )
    for row in rows:
        if row["provinceCode"] != province:
            province = row["provinceCode"]
            now = new_provinces[provinces[row["provinceKey"]]]
            yield f"={province} {row['provinceShort']} > {now}"
        if row["districtCode"] != district:
            district = row["districtCode"]
            aliases = former_names(
                row["districtAlias"], ("quan", "huyen", "thixa", "thanhpho")
            )
            name = short(row["district"], row["districtType"])
            yield " | ".join([f"-{TYPES[row['districtType']]} {name}", *aliases])
        key = f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"
        codes = " ".join(new_wards[now] for now in followed_by[key])
        aliases = former_names(row["wardAlias"], ("phuong", "xa", "thitran"))
        name = short(row["ward"] or row["district"], row["wardType"] or "Huyện")
        kind = TYPES[row["wardType"] or "Huyện"]
        yield " | ".join([f"{kind} {name} > {codes}", *aliases])


if __name__ == "__main__":
    target = Path(__file__).resolve().parent.parent / "data/units.txt"
    lines = make_lines(Path(sys.argv[1]))
    target.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
