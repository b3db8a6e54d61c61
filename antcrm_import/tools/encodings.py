"""Tell how the text of a file is written, and put it right where it was written in a
way that is no standard; no ORM.

:func:`decode` turns bytes into text. :func:`find_damage` looks at text, of whatever
kind of file, that is legible to nobody: UTF-8 that was read as something else
("Nguyá»…n"), and Vietnamese of the time before Unicode, whose letters only its fonts
showed ("NguyÔn", "Nguyeãn"). :func:`repair` puts it right.
"""

import codecs
import re
import unicodedata
from collections import Counter

import chardet

#: encodings that can be chosen: what they are called, and for whom
ENCODINGS = {
    "utf-8": "Unicode (UTF-8)",
    "utf-16-le": "Unicode (UTF-16)",
    "utf-16-be": "Unicode (UTF-16, big-endian)",
    "utf-32-le": "Unicode (UTF-32)",
    "utf-32-be": "Unicode (UTF-32, big-endian)",
    "cp1252": "Western Europe (Windows-1252)",
    "cp1250": "Central Europe (Windows-1250)",
    "cp1251": "Cyrillic (Windows-1251)",
    "cp1258": "Vietnam (Windows-1258)",
    "gb18030": "Chinese, simplified (GBK)",
    "big5": "Chinese, traditional (Big5)",
    "cp932": "Japanese (Shift-JIS)",
    "euc_jp": "Japanese (EUC-JP)",
    "cp949": "Korean (EUC-KR)",
    "mac_roman": "Western Europe (Mac)",
    "koi8-r": "Cyrillic (KOI8-R)",
    "cp1253": "Greek (Windows-1253)",
    "cp1254": "Turkish (Windows-1254)",
    "cp874": "Thai (Windows-874)",
}
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# what the detector calls them
DETECTED = {
    "gb18030": "gb18030",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5",
    "big5hkscs": "big5",
    "cp932": "cp932",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "cp949": "cp949",
    "euc-kr": "cp949",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "windows-1252": "cp1252",
    "macroman": "mac_roman",
    "koi8-r": "koi8-r",
    "windows-1253": "cp1253",
    "windows-1254": "cp1254",
    "tis-620": "cp874",
    "cp874": "cp874",
}
EAST_ASIAN = ("gb18030", "big5", "cp932", "euc_jp", "cp949")
# of equally likely ones, that which most files are in
COMMON = ("cp1252", "cp1250", "mac_roman", "cp1251", "koi8-r", "cp1254", "cp1253")
SAMPLE = 200_000  # bytes that are looked at
# Vietnamese in Windows-1258 writes the tone as a mark of its own after its vowel
TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
TONED_VOWELS = frozenset("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY")
# a character of several bytes in UTF-8
MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def decode(data, encoding=None):
    """Decode the bytes of a text file.

    :param bytes data: the file
    :param str encoding: a key of ``ENCODINGS`` that somebody chose, or ``None`` to find
        out
    :return: the text, and the encoding
    """
    for bom, name in BOMS:
        if data.startswith(bom):
            if not encoding or encoding == name:
                return data[len(bom) :].decode(name, "replace"), name
            break
    if encoding:
        return _decode_as(data, encoding), encoding
    utf16 = find_utf16(data)
    try:
        # checked first: a file of plain UTF-8 may hold a NUL by accident
        text = data.decode("utf-8")
        if not utf16:
            return text, "utf-8"
    except UnicodeDecodeError as error:
        if not utf16 and (text := _decode_nearly_utf8(data, error)):
            return text, "utf-8"
    if utf16:
        return data.decode(utf16, "replace"), utf16
    if text := _decode_vietnamese(data):
        return text, "cp1258"
    text = data.decode("cp1252", "replace")
    # old Vietnamese fonts are for the letters of Windows
    if find_damage([text[:SAMPLE].splitlines()]) in ("tcvn3", "vni"):
        return text, "cp1252"
    encoding = _detect(data)
    return _decode_as(data, encoding), encoding


def _decode_as(data, encoding):
    if encoding == "utf-8":
        return data.decode("utf-8", "antcrm_windows")
    text = data.decode(encoding, "replace")
    return unicodedata.normalize("NFC", text) if encoding == "cp1258" else text


def _read_windows(error):
    """Read a byte that is no UTF-8 as Windows would; one spoils one character."""
    byte = error.object[error.start : error.start + 1]
    return byte.decode("cp1252", "replace"), error.start + 1


codecs.register_error("antcrm_windows", _read_windows)


def _decode_nearly_utf8(data, error):
    """Return the text of UTF-8 with some wrong bytes in it, or ``None``: most of its
    characters beyond ASCII are UTF-8, and in no other encoding do they look so."""
    # the part before the first wrong byte says most about small files
    sample = data[: max(error.start + 4096, SAMPLE)]
    good = MULTIBYTE.findall(sample)
    rest = MULTIBYTE.sub(b"", sample)
    bad = sum(byte >= 0x80 for byte in rest)
    if len(good) >= 2 and len(good) >= bad // 2:
        # in East Asian encodings two bytes of a character may look like one of UTF-8
        if bad > 2 and sum(len(one) > 2 for one in good) < 2 and _is_east_asian(data):
            return None
        return data.decode("utf-8", "antcrm_windows")
    return None


def _is_east_asian(data):
    return _detect(data) in EAST_ASIAN


def find_utf16(data):
    """Return the flavour of UTF-16 of data without a mark, or ``None``.

    Digits, spaces and line ends are in all scripts, and have a NUL in every second
    byte."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = data[:4096]
    half = max(len(sample) // 2, 1)
    low, high = sample[1::2].count(0), sample[::2].count(0)
    if low > 0.3 * half and high < 0.05 * half:
        return "utf-16-le"
    if high > 0.3 * half and low < 0.05 * half:
        return "utf-16-be"
    for encoding, zeros, others in (
        ("utf-16-le", low, high),
        ("utf-16-be", high, low),
    ):
        # few letters are Latin: delimiters and line ends tell
        if zeros > 0.05 * half and not others:
            signs = ("\n", "\r", ",", ";", "\t", " ")
            text = sample[: 2 * half].decode(encoding, "replace")
            if "\ufffd" not in text and sum(text.count(s) for s in signs) > 0.03 * half:
                return encoding
    return None


def _decode_vietnamese(data):
    try:
        text = data.decode("cp1258")
    except UnicodeDecodeError:
        return None
    tones = [position for position, char in enumerate(text) if char in TONE_MARKS]
    # in French or Italian the same bytes are letters, which follow consonants too
    if not tones or any(text[at - 1] not in TONED_VOWELS for at in tones):
        return None
    return unicodedata.normalize("NFC", text)


def _detect(data):
    """Return the most likely encoding of bytes that are neither UTF-8 nor UTF-16."""
    # lines of plain ASCII say nothing
    lines = [line for line in data[: 8 * SAMPLE].splitlines() if not line.isascii()]
    sample = b"\n".join(lines)[:SAMPLE] or data[:SAMPLE]
    likely = {}
    for result in chardet.detect_all(sample, ignore_threshold=True):
        name = DETECTED.get((result["encoding"] or "").lower())
        if name and name not in likely:
            likely[name] = result["confidence"]
    best, best_score = "cp1252", 0.0
    for name, confidence in likely.items():
        text = sample.decode(name, "replace")
        score = confidence * (0.2 + _legibility(text))
        if name in COMMON:
            score *= 1.06 - 0.01 * COMMON.index(name)
        if name == "cp1252":
            score *= 1.3
        if score > best_score:
            best, best_score = name, score
    return best


def _legibility(text):
    """Return how much of a text is as people write: letters beside letters, capitals at
    the beginning of words, nothing replaced; 1 at most."""
    odd = total = 0
    for word in re.findall(r"\S*[^\x00-\x7f]\S*", text[:20_000]):
        for position, char in enumerate(word):
            if char.isascii():
                continue
            total += 1
            before = word[position - 1] if position else ""
            if char == "\ufffd" or unicodedata.category(char) in ("Cc", "Cn", "Co"):
                odd += 3
            elif not char.isalpha():
                # a sign within a word
                after = word[position + 1 : position + 2]
                odd += 1.5 if before.isalpha() or after.isalpha() else 0.3
            elif char.isupper() and before.islower():
                odd += 1
            elif any(
                other.isalpha() and _script(other) != _script(char)
                for other in (before, word[position + 1 : position + 2])
            ):
                odd += 3
    return max(1 - odd / total, 0) if total else 0.5


def _script(char):
    if char.isascii():
        return "LATIN"
    name = unicodedata.name(char, "").split(" ")[0]
    return "LATIN" if name == "LATIN" else name


# ------------------------------------------------------------------ old fonts

# TCVN 5712:1993 (VN3), the fonts whose names begin with ".Vn"
_TCVN3 = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊËÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáãâä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ®"
        "¡¢£¤¥¦§",
        "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏóõọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđĂÂÊÔƠƯĐ",
        strict=True,
    )
)
# VNI Windows: a letter with the sign for its tone behind it
_VNI_TONES = dict(zip("øùûõï", "\u0300\u0301\u0309\u0303\u0323", strict=True))
_VNI_ROUND = dict(zip("âàáåãä", ("", *"\u0300\u0301\u0309\u0303\u0323"), strict=True))
_VNI_SHORT = dict(zip("êèéúüë", ("", *"\u0300\u0301\u0309\u0303\u0323"), strict=True))
_VNI_ALONE = dict(zip("ìíæóòîñôö", "ìíỉĩịỵđơư", strict=True))
_VNI = re.compile(
    "([aeoAEO])([âàáåãäÂÀÁÅÃÄ])|([aA])([êèéúüëÊÈÉÚÜË])|([aeouyôöAEOUYÔÖ])([øùûõïØÙÛÕÏ])"
    "|([ìíæóòîñôöÌÍÆÓÒÎÑÔÖ])"
)
# a syllable of Vietnamese, with the marks of its vowels taken off
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    r"(?:uye|uyu|oai|oay|oao|oeo|uoi|uou|ieu|yeu|iee|uay|uya|ai|ao|au|ay|eo|eu|ia|ie|iu|oa"
    r"|oe|oi|oo|ua|ue|ui|uo|uu|uy|ye|[aeiouy])(?:ch|ng|nh|[cmnpt])?"
)
_WORD = re.compile(
    r"[^\W\d_]+(?:[µ¶·¸¹¨©ª«¬®\u00ad»¼½¾¡¢£¤¥¦§×÷][^\W\d_]*)*"
    r"|[µ¶·¸¹¨©ª«¬®»¼½¾¡¢£¤¥¦§×÷][^\W\d_]+"
)


def from_tcvn3(text):
    """Return Vietnamese that was written for the fonts of TCVN3 in Unicode.

    >>> from_tcvn3("NguyÔn V¨n B¶y")
    'Nguyễn Văn Bảy'
    """
    return "".join(_TCVN3.get(char, char) for char in text)


def from_vni(text):
    """Return Vietnamese that was written for the fonts of VNI in Unicode.

    >>> from_vni("Nguyeãn Vaên Baûy")
    'Nguyễn Văn Bảy'
    """

    def replace(match):
        round_, circumflex, short, breve, vowel, tone, alone = match.groups()
        if round_:
            letter = round_ + "\u0302" + _VNI_ROUND[circumflex.lower()]
        elif short:
            letter = short + "\u0306" + _VNI_SHORT[breve.lower()]
        elif vowel:
            base = {"ô": "ơ", "ö": "ư", "Ô": "Ơ", "Ö": "Ư"}.get(vowel, vowel)
            letter = base + _VNI_TONES[tone.lower()]
        else:
            letter = _VNI_ALONE[alone.lower()]
            letter = letter.upper() if alone.isupper() else letter
        return unicodedata.normalize("NFC", letter)

    return unicodedata.normalize("NFC", _VNI.sub(replace, text))


def _is_vietnamese(word):
    """Whether a word is a syllable of Vietnamese, with at least one of its marks."""
    word = word.lower()
    if not all(char == "đ" or _is_vietnamese_letter(char) for char in word):
        return False
    bare = "".join(
        char
        for char in unicodedata.normalize("NFD", word)
        if not unicodedata.combining(char)
    )
    return bool(_SYLLABLE.fullmatch(bare.replace("đ", "d")))


def _is_vietnamese_letter(char):
    return char.isascii() or char in (
        "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"
    )


def from_mojibake(text):
    """Return text in UTF-8 that was read as Windows-1252, or the text as it is.

    >>> from_mojibake("Nguyá»…n")
    'Nguyễn'
    """
    if text.isascii():
        return text
    try:
        data = b"".join(
            bytes([ord(char)]) if ord(char) < 0x100 else char.encode("cp1252")
            for char in text
        )
    except UnicodeEncodeError:
        return text
    found = MULTIBYTE.findall(data)
    rest = sum(byte >= 0x80 for byte in MULTIBYTE.sub(b"", data))
    # a byte that Windows has no letter for is lost for ever
    if not found or rest > len(found) // 2:
        return text
    return data.decode("utf-8", "antcrm_windows")


REPAIRS = {"mojibake": from_mojibake, "tcvn3": from_tcvn3, "vni": from_vni}


def find_damage(rows):
    """Tell what is wrong with the texts of a table.

    :param rows: lists of cells
    :return: ``mojibake``, ``tcvn3``, ``vni``, ``unreadable`` (bytes that no letter
        stands for), or ``None``
    """
    cells = [cell for row in rows for cell in row if cell and not cell.isascii()]
    if not cells:
        return None
    # the texts that are right already are in Unicode, beyond what old fonts had
    mended = sum(from_mojibake(cell) != cell for cell in cells)
    if mended and mended >= 0.3 * len(cells):
        return "mojibake"
    old = [cell for cell in cells if max(cell) <= "\u00ff"]
    counts = Counter()
    words = [
        word
        for cell in old
        for word in _WORD.findall(cell)
        if len(word) > 1 and not word.isascii()
    ]
    before = sum(map(_is_vietnamese, words))
    for name in ("tcvn3", "vni"):
        counts[name] = sum(
            _is_vietnamese(new)
            for word in words
            if (new := REPAIRS[name](word)) != word
        )
    name, count = counts.most_common(1)[0]
    # beside texts that are in Unicode it would have to be most of the file
    others = len(cells) - len(old)
    if count >= max(2, others) and count >= 0.8 * len(words) and count > before:
        return name
    if any("\ufffd" in cell for cell in cells):
        return "unreadable"
    return None


def repair(rows, damage):
    """Yield the rows with their texts put right, see :func:`find_damage`."""
    mend = REPAIRS.get(damage)
    if not mend:
        yield from rows
        return
    for row in rows:
        yield [
            mend(cell)
            if cell
            and not cell.isascii()
            and (damage == "mojibake" or max(cell) <= "ÿ")
            else cell
            for cell in row
        ]
