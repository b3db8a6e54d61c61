"""Addresses of Vietnam as people write them, read as units of today.

A fixed seed, the public units, and the ways in which addresses are written: abbreviated
and left out types, no accents, parts missing, the order reversed. ``wrong`` is what was
said to be sure and is not. A second, smaller set is written otherwise: by forms, in
English, on lines, with buildings and hamlets before the ward.
"""

import importlib.util
import random
import sys
import time
import unicodedata
from collections import Counter

from host import ROOT

SEED = 20250701
COUNT = 10_000
SECOND_SEED, SECOND_COUNT = 1907, 500
RESULTS = ("right province", "wrong province", "sure", "split", "unknown", "wrong")
STREETS = """
Nguyễn Huệ; Lê Lợi; Trần Hưng Đạo; Điện Biên Phủ; Hai Bà Trưng; Lý Thường Kiệt
Hùng Vương; Nguyễn Trãi; Phan Đình Phùng; Quang Trung; Cách Mạng Tháng 8
Võ Văn Kiệt; Lê Văn Việt; Xa lộ Hà Nội; Tôn Đức Thắng; Kim Mã; Cầu Giấy
Nguyễn Thị Minh Khai; Bạch Đằng; Ngô Quyền; 30/4; 3 tháng 2
"""
STREETS = STREETS.strip().replace("\n", "; ").split("; ")
TYPES = {
    "p": ("Phường", "P.", "P", "p.", "phường", "Ward"),
    "x": ("Xã", "X.", "xã"),
    "t": ("Thị trấn", "TT.", "TT", "thị trấn"),
    "d": ("Đặc khu",),
    "q": ("Quận", "Q.", "Q", "quận"),
    "h": ("Huyện", "H.", "huyện"),
    "tx": ("Thị xã", "TX.", "TX"),
    "tp": ("Thành phố", "TP.", "Tp", "TP"),
}
PROVINCES = {
    "79": (
        "TP.HCM",
        "TPHCM",
        "TP. Hồ Chí Minh",
        "HCM",
        "Sài Gòn",
        "Hồ Chí Minh",
        "tp hcm",
    ),
    "01": ("Hà Nội", "TP. Hà Nội", "HN", "Ha Noi", "Thành phố Hà Nội"),
    "48": ("Đà Nẵng", "TP. Đà Nẵng", "Tp Đà Nẵng", "Da Nang"),
    "66": ("Đắk Lắk", "Đắc Lắc", "Daklak", "Tỉnh Đắk Lắk"),
    "77": ("Bà Rịa - Vũng Tàu", "BR-VT", "Bà Rịa Vũng Tàu", "Tỉnh Bà Rịa - Vũng Tàu"),
    "46": ("Huế", "TP Huế", "Thừa Thiên Huế", "TT Huế"),
}


def load_places():
    """Return the module of the addon: it needs neither a database nor the host."""
    path = ROOT / "antcrm_l10n_vn/tools/places.py"
    spec = importlib.util.spec_from_file_location("places", path)
    places = importlib.util.module_from_spec(spec)
    sys.modules["places"] = places
    spec.loader.exec_module(places)
    return places


def read_units(path):
    """Return the old wards as ``(province, district, ward, codes)``, each as a pair of
    type and name, without the code that is measured."""
    wards, old, province, district = [], False, None, None
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            old = line == "[old]"
        elif not old or line.startswith("#"):
            continue
        elif line.startswith("="):
            code, _, name = line[1:].split(" > ")[0].partition(" ")
            province = (code, name)
        elif line.startswith("-"):
            kind, _, name = line[1:].split(" | ")[0].partition(" ")
            district = (kind, name)
        else:
            rest, _, codes = line.split(" | ")[0].partition(" > ")
            kind, _, name = rest.partition(" ")
            if kind != "h":
                wards.append((province, district, (kind, name), tuple(codes.split())))
    return wards


def plain(text):
    """Return a text without accents."""
    text = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in text if not unicodedata.combining(c))


def write_unit(rng, kind, name, bare):
    """Return a unit as somebody writes it."""
    if bare and not name.isdigit():
        return name
    word = rng.choice(TYPES[kind])
    if word == "Ward":
        return f"{name} Ward" if not name.isdigit() else f"Ward {name}"
    tight = word.endswith(".") and rng.random() < 0.5
    tight = tight or (name.isdigit() and len(word) == 1 and rng.random() < 0.7)
    return f"{word}{'' if tight else ' '}{name}"


def write_address(rng, province, district, ward):
    """Return an address as somebody writes it, and which parts it names."""
    number = rng.choice(("12", "5A", "120/4/7", "Số 8", "Lô B3", "45-47"))
    street = f"{number} {rng.choice(STREETS)}"
    if rng.random() < 0.1:
        street = f"Thôn {rng.randint(1, 9)}"
    separator = rng.choice((", ", ", ", ", ", ",", " - "))
    bare = rng.random() < 0.3
    code, name = province
    usual = (name, name, f"Tỉnh {name}", f"T. {name}")
    parts = {
        "ward": write_unit(rng, *ward, bare),
        "district": write_unit(rng, *district, bare and rng.random() < 0.7),
        "province": rng.choice(PROVINCES.get(code, usual)),
    }
    missing = rng.random()
    if missing < 0.08:
        del parts["district"]
    elif missing < 0.13:
        del parts["province"]
    elif missing < 0.16:
        del parts["ward"]
    pieces = [street, *parts.values()]
    if rng.random() < 0.1:
        pieces.reverse()
    text = separator.join(pieces)
    if not bare and rng.random() < 0.1:
        text = " ".join(pieces)
    if rng.random() < 0.3:
        text = plain(text)
    style = rng.random()
    if style < 0.15:
        text = text.lower()
    elif style < 0.2:
        text = text.upper()
    if rng.random() < 0.1:
        text += rng.choice((", Việt Nam", ", Vietnam", ", VN", " 700000"))
    if rng.random() < 0.1:
        text = unicodedata.normalize("NFD", text)
    return text, set(parts)


BUILDINGS = """
Tầng 5, Tòa nhà Sao Mai; P.1203 Chung cư Hoa Sen; KCN Phía Nam; Khu phố 3; KP 7; Ấp 4
Tổ 12, Khu phố 2; Ngõ 58; Kiệt 17; Khu đô thị mới; Chợ Trung tâm; Số nhà 8 tổ 5
Km 12 QL1A
"""
BUILDINGS = BUILDINGS.strip().replace("\n", "; ").split("; ")
WORDS_OF_TYPES = {"p": "Phường", "x": "Xã", "t": "Thị trấn", "d": "Đặc khu"}
WORDS_OF_TYPES |= {"q": "Quận", "h": "Huyện", "tx": "Thị xã", "tp": "Thành phố"}
ENGLISH_TYPES = {"p": "Ward", "x": "Commune", "t": "Town", "q": "District"}
ENGLISH_TYPES |= {"h": "District", "tx": "Town", "tp": "City", "d": "Commune"}


def write_otherwise(rng, province, district, ward):
    """Return an address as forms, foreigners and delivery services write it, and which
    parts it names."""
    code, name = province
    street = f"{rng.randint(1, 900)} {rng.choice(STREETS)}"
    if rng.random() < 0.4:
        street = f"{rng.choice(BUILDINGS)}, {street}"
    style = rng.choice(("form", "english", "lines", "slashes", "short", "shop"))
    usual = rng.choice(PROVINCES.get(code, (name,)))
    (ward_kind, ward_name), (district_kind, district_name) = ward, district
    if style == "form":
        text = (
            f"Địa chỉ: {street}; {WORDS_OF_TYPES[ward_kind]}: {ward_name}; "
            f"{WORDS_OF_TYPES[district_kind]}: {district_name}; Tỉnh/TP: {name}"
        )
    elif style == "english":
        parts = []
        for kind, unit in (ward, district):
            word = ENGLISH_TYPES[kind]
            parts.append(f"{word} {unit}" if unit.isdigit() else f"{unit} {word}")
        text = plain(f"{street} St., {', '.join(parts)}, {name} Province, Vietnam")
        if "Province" in text and code in ("01", "31", "48", "79", "92"):
            text = text.replace(" Province", " City")
    elif style == "lines":
        sep = rng.choice(("\n", "\r\n", " | "))
        text = sep.join(
            (
                street,
                f"{WORDS_OF_TYPES[ward_kind]} {ward_name}",
                f"{WORDS_OF_TYPES[district_kind]} {district_name}",
                usual,
            )
        )
    elif style == "slashes":
        text = f"{street}, {ward_name} / {district_name} / {name}"
        if ward_name.isdigit() or district_name.isdigit():
            text = f"{street}, P{ward_name} / Q{district_name} / {name}"
    elif style == "short":
        text = f"{street} {write_unit(rng, *ward, False)} {usual}".lower()
        return text, {"ward", "province"}
    else:
        text = (
            f"{write_unit(rng, *ward, False)} ({write_unit(rng, *district, False)}), "
            f"{usual} - {street}"
        )
    return text, {"ward", "district", "province"}


def main():
    places = load_places()
    measure_set(places, SEED, COUNT, write_address)
    print()
    measure_set(places, SECOND_SEED, SECOND_COUNT, write_otherwise)


def measure_set(places, seed, count, write):
    rng = random.Random(seed)
    wards = read_units(places.UNITS)
    drawn = [rng.choice(wards) for _ in range(count)]
    written = [write(rng, *ward[:3]) for ward in drawn]
    units = places.units()
    start = time.perf_counter()
    found = [places.read_address(text) for text, _parts in written]
    seconds = time.perf_counter() - start
    tally = Counter()
    for (_province, _district, _ward, codes), (text, parts), place in zip(
        drawn, written, found, strict=True
    ):
        province = units.wards[codes[0]].province
        if "province" in parts:
            tally["with a province"] += 1
            tally["right province"] += place.province == province
        tally["wrong province"] += place.province not in (None, province)
        # a ward that was split is never sure, nor is one that nobody named
        wrong = place.ward and ((place.ward.code,) != codes or "ward" not in parts)
        tally["wrong" if wrong else place.status] += 1
        missed = "province" in parts and place.province != province
        if (wrong or missed) and "--show" in sys.argv:
            print(f"{text!r} -> {place}")
    print(f"{count} addresses in {seconds:.1f} s")
    for name in RESULTS:
        total = tally["with a province"] if name == "right province" else count
        print(f"{name:15} {tally[name]:6} {tally[name] / total:7.2%}")


if __name__ == "__main__":
    main()
