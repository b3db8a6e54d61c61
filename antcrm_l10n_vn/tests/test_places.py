import unicodedata

from odoo.tests import BaseCase

from ..tools.places import (
    fold,
    full_name,
    read_address,
    read_province,
    suggest_province,
    units,
)

# {what people write: (street, ward of today, province)}
ADDRESSES = {
    "12 Nguyễn Huệ, P. Bến Nghé, Q.1, TP.HCM": (
        "12 Nguyễn Huệ",
        "Phường Sài Gòn",
        "Hồ Chí Minh",
    ),
    "TP.HCM, Quận 1, Phường Bến Nghé, 12 Nguyễn Huệ": (
        "12 Nguyễn Huệ",
        "Phường Sài Gòn",
        "Hồ Chí Minh",
    ),
    "12 nguyen hue p ben nghe q1 tphcm": (
        "12 nguyen hue",
        "Phường Sài Gòn",
        "Hồ Chí Minh",
    ),
    "Ben Nghe Ward, District 1, Ho Chi Minh City, Vietnam": (
        "",
        "Phường Sài Gòn",
        "Hồ Chí Minh",
    ),
    "5 Lê Duẩn, Phường Sài Gòn, TP.HCM": (
        "5 Lê Duẩn",
        "Phường Sài Gòn",
        "Hồ Chí Minh",
    ),
    "đường 15, long bình, quận 9, hcm": (
        "đường 15",
        "Phường Long Bình",
        "Hồ Chí Minh",
    ),
    "Tổ 5, P.Vĩnh Phúc, Ba Đình, Ha Noi 100000, VN": (
        "Tổ 5",
        "Phường Ngọc Hà",
        "Hà Nội",
    ),
    "số 5, TT. Ea T'ling, Cư Jút, Đắk Nông, Việt Nam": (
        "số 5",
        "Xã Cư Jút",
        "Lâm Đồng",
    ),
    "Huyện Côn Đảo, Bà Rịa - Vũng Tàu": ("", "Đặc khu Côn Đảo", "Hồ Chí Minh"),
    "P.12, Q.Gò Vấp": ("", "Phường An Hội Tây", "Hồ Chí Minh"),
    "12 Lý Tự Trọng, P. Bến Nghé, Q.1, TP.HCM (giao giờ hành chính)": (
        "12 Lý Tự Trọng, (giao giờ hành chính)",
        "Phường Sài Gòn",
        "Hồ Chí Minh",
    ),
    "2 lê đại hành, phường 15, quận 11, hcm, Phường 15, Quận 11, TP.HCM": (
        "2 lê đại hành",
        "Phường Phú Thọ",
        "Hồ Chí Minh",
    ),
}
# {how people write it: how it is written} of the same place
OTHER_WRITINGS = {
    "P. 1, TP. Mĩ Tho, Tiền Giang": "P. 1, TP. Mỹ Tho, Tiền Giang",
    "Xã Mĩ Hạnh Nam, Đức Hòa, Long An": "Xã Mỹ Hạnh Nam, Đức Hòa, Long An",
    "P. Tân Lợi, Buôn Mê Thuột, Đắc Lắc": "P. Tân Lợi, Buôn Ma Thuột, Đắk Lắk",
    "P. Tân Lợi, BMT, Daklak": "P. Tân Lợi, Buôn Ma Thuột, Đắk Lắk",
    "P. Phú Cường, TDM, BD": "P. Phú Cường, Thủ Dầu Một, Bình Dương",
    "P. Phúc La, Hà Đông, Hà Tây": "P. Phúc La, Hà Đông, Hà Nội",
    "Xã An Phước, H. Long Thành, ĐN": "Xã An Phước, H. Long Thành, Đồng Nai",
    "(Hoàng Văn Thụ, Hồng Bàng, HP)": "Hoàng Văn Thụ, Hồng Bàng, Hải Phòng",
    # what it was called before, or is called now
    "Phường Sài Gòn (P. Bến Nghé cũ), TP.HCM": "Phường Sài Gòn, TP.HCM",
    "Phường Sài Gòn (trước đây: P. Bến Nghé), TP.HCM": "Phường Sài Gòn, TP.HCM",
    "Phường Sài Gòn (mới), TP.HCM": "Phường Sài Gòn, TP.HCM",
    "P. Bến Nghé (nay là P. Sài Gòn), TP.HCM": "Phường Sài Gòn, TP.HCM",
    "Phường Dĩ An, TP.HCM (Bình Dương cũ)": "Phường Dĩ An, TP.HCM",
}
# brackets that tell the way, which stay
WAYS = ("gần cầu cũ", "Cư xá Đô Thành", "trước nhà thờ", "nay là đường Hùng Vương")
# what names a province, and no ward for sure
WITHOUT_WARD = {
    # a street has the name of the ward
    "34 Nguyễn Thái Bình, Quận 1, HCM": ("unknown", "Hồ Chí Minh"),
    "15 phố Cầu Giấy, Hà Nội": ("unknown", "Hà Nội"),
    "12 Trần Hưng Đạo, Hải Phòng": ("unknown", "Hải Phòng"),
    "1 Hùng Vương Hà Nội": ("unknown", "Hà Nội"),
    # no ward of today is a commune of this name; several old ones were
    "Xã Tân Định, TP HCM": ("split", "Hồ Chí Minh"),
    # the ward was split
    "59 Nguyễn Sỹ Sách, P15, Tân Bình, HCM": ("split", "Hồ Chí Minh"),
    "Thủ Đức": ("unknown", "Hồ Chí Minh"),
}
PROVINCES = {
    "Hồ Chí Minh": "TP.HCM; TPHCM; tp hcm; Sài Gòn; Saigon; SG; HCMC; "
    "Ho Chi Minh City; Thành phố Hồ Chí Minh; Bình Dương; Vũng Tàu; BR-VT; "
    "Bà Rịa - Vũng Tàu",
    "Đà Nẵng": "Da Nang; danang; TP Đà Nẵng; Đà Nẵng City; Quảng Nam; Tỉnh Quảng Nam",
    "Huế": "Huế; Hue; Thừa Thiên Huế; Thừa Thiên - Huế; TT Huế; TP. Huế",
    "Đồng Nai": "Đồng Nai; Tỉnh Đồng Nai; T. Dong Nai; DONG NAI; Bình Phước",
    "Đắk Lắk": "Đắk Lắk; Daklak; Đắc Lắc; Dak Lak; Đăk Lăk; Phú Yên",
    "Khánh Hòa": "Khánh Hòa; Khánh Hoà; Khanh Hoa; Ninh Thuận",
    "Hà Nội": "Hà Nội; Hanoi; HN; Thủ đô Hà Nội; Ha Noi City",
}


class TestPlaces(BaseCase):
    def test_units(self):
        self.assertEqual((len(units().provinces), len(units().wards)), (34, 3321))

    def test_addresses(self):
        for text, (street, ward, province) in ADDRESSES.items():
            for written in (text, unicodedata.normalize("NFD", text)):
                with self.subTest(written):
                    place = read_address(written)
                    self.assertEqual(place.status, "sure")
                    self.assertEqual(place.street, street)
                    self.assertEqual(full_name(place.ward), ward)
                    self.assertEqual(units().provinces[place.province], province)

    def test_without_accents(self):
        for text, (_street, ward, province) in ADDRESSES.items():
            with self.subTest(text):
                place = read_address(fold(text))
                self.assertEqual(units().provinces[place.province], province)
                if place.ward:
                    self.assertEqual(full_name(place.ward), ward)

    def test_other_writings(self):
        for text, usual in OTHER_WRITINGS.items():
            with self.subTest(text):
                expected = read_address(f"12 Lê Lai, {usual}")
                self.assertEqual(expected.status, "sure")
                for street in ("12 Lê Lai, ", "Tổ 5, ấp 2, "):
                    place = read_address(street + text)
                    self.assertEqual(place.ward, expected.ward)
                    self.assertEqual(place.province, expected.province)
                    self.assertEqual(place.street, street.strip(", "))

    def test_brackets_that_stay(self):
        for way in WAYS:
            place = read_address(f"12 Lê Lai ({way}), P. Bến Nghé, Q.1, TP.HCM")
            self.assertEqual(place.street, f"12 Lê Lai ({way})")
            self.assertEqual(place.ward.name, "Sài Gòn")

    def test_open_vowels(self):
        """Every name is found with "i" for "y", or the other way round."""
        pairs = {"mỹ": "mĩ", "kỳ": "kì", "lý": "lí", "quy": "qui"}
        count = 0
        for ward in units().wards.values():
            words = ward.name.lower().split()
            if not pairs.keys() & {*words}:
                continue
            name = " ".join(pairs.get(word, word) for word in words)
            text = f"{full_name(ward).removesuffix(ward.name)}{name}"
            place = read_address(text, ward.province, False)
            same = read_address(full_name(ward), ward.province, False)
            self.assertEqual(place.ward or place.candidates, same.ward, text)
            count += 1
        self.assertGreater(count, 50)

    def test_without_ward(self):
        for text, (status, province) in WITHOUT_WARD.items():
            with self.subTest(text):
                place = read_address(text)
                self.assertFalse(place.ward)
                self.assertEqual(place.status, status)
                self.assertEqual(units().provinces[place.province], province)

    def test_split(self):
        place = read_address("59 Nguyễn Sỹ Sách, P15, Tân Bình, HCM")
        self.assertEqual(
            [ward.name for ward in place.candidates], ["Tân Sơn", "Tân Bình"]
        )
        self.assertTrue(place.former)

    def test_wards_of_today(self):
        """What is chosen in a form is read back as it is."""
        for ward in units().wards.values():
            text = f"1 A, {full_name(ward)}, {units().provinces[ward.province]}"
            place = read_address(text, former=False)
            self.assertEqual(place.ward, ward, text)

    def test_nothing(self):
        for text in (
            "",
            " ",
            None,
            "\0",
            "Paris",
            "12 Nguyễn Huệ",
            "12 nguyen hue",
            "5 Xa lộ Hà Nội",
            "1" * 5000,
            "a b " * 5000,
            "😀, 😀",
        ):
            with self.subTest(text):
                place = read_address(text)
                self.assertEqual((place.ward, place.province), (None, None))

    def test_provinces(self):
        for province, spellings in PROVINCES.items():
            for spelling in spellings.split("; "):
                with self.subTest(spelling):
                    code = read_province(spelling)
                    self.assertEqual(units().provinces.get(code), province)
        for text in ("DN", "Texas", "", "Nguyễn Huệ", "12 Hà Nội"):
            self.assertIsNone(read_province(text))

    def test_suggestions(self):
        for text, province in {
            "Hà Nôii": "Hà Nội",
            "Đồg Nai": "Đồng Nai",
            "Khánh Hoaf": "Khánh Hòa",
            "Tỉnh Lâm Đôgn": "Lâm Đồng",
        }.items():
            with self.subTest(text):
                self.assertIsNone(read_province(text))
                code = suggest_province(text)
                self.assertEqual(units().provinces.get(code), province)
        for text in ("Paris", "Texas", "Nai"):
            self.assertIsNone(suggest_province(text))
