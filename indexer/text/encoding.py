"""Turns the bytes of a page into text: the only module that knows how encodings are told apart (and chardet's one door)."""

import codecs
import re
from functools import cache

from indexer.core.article import SkipReason
from indexer.core.errors import PageError

# What news pages of these languages are found in. A closed list keeps short Chinese texts from being read as an exotic
# code page; see docs/inputs.md for what that measured.
_CANDIDATES = (
    "gb18030", "big5hkscs", "cp932", "euc_jis_2004", "shift_jis_2004", "cp949", "cp1251", "koi8-r", "cp1250", "cp1252",
    "cp1253", "cp1254", "cp1256",
)  # fmt: skip

# Each is read as the superset that browsers read it as (encoding.spec.whatwg.org, section 4.2).
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "utf-8-sig": "utf-8",
}

# These read any bytes at all, so that they "decode cleanly" says nothing: such a declaration is not believed.
_READS_ANYTHING = {"iso8859-1", "cp1252", "latin-1", "ascii"}

# Longest first: the UTF-32 mark begins with the UTF-16 one.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Files that a folder of pages may hold under a page's name; some of them are mostly ASCII.
_SIGNATURES = (
    b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x7fELF", b"\x1f\x8b", b"\xfd7zXZ\0",
    b"\x28\xb5\x2f\xfd", b"SQLite format 3", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"RIFF",
)  # fmt: skip

_DECLARED = re.compile(rb"""<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.I)
_MARKUP = re.compile(
    # A script that is not closed reaches to the end, as browsers have it.
    rb"<(?:script|style)\b(?:[^<]++|<(?!/(?:script|style)>))*+(?:</(?:script|style)>)?+|<[^<>]{0,2000}>",
    re.I,
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HANZI = re.compile("[\u3400-\u9fff\ue000-\uf8ff\uf900-\ufaff]")

_DETECT_BYTES = 65_536
_DECLARED_WITHIN = 4_096  # HTML asks for 1024; real pages put scripts before it
_DAMAGE = 0.01  # share of characters that may be lost to stray bytes before a text counts as unreadable


def decode(data: bytes, *, hint: str = "") -> tuple[str, str]:
    """Text of a whole page and the name of the encoding it was in; a byte order mark is dropped.

    Args:
        data: The page's bytes. A character cut in two at the very end is dropped.
        hint: An encoding that somebody outside the page named, an HTTP header for instance. It is believed only
            where the bytes agree, as is what the page says of itself.

    Raises:
        PageError: BINARY when this is no text at all, UNDECODABLE when no known encoding reads it.
    """
    name = detect(data, hint=hint)
    text = _read(data, name)
    if text is None:
        message = f"The bytes fit none of the known encodings; {name} came nearest."
        raise PageError(message, reason=SkipReason.UNDECODABLE)
    return text, name


def detect(data: bytes, *, hint: str = "") -> str:
    """Name of the encoding of `data`, which may be only the first block of a file.

    Raises:
        PageError: BINARY or UNDECODABLE, as for `decode`.
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return name
    if data.startswith(_SIGNATURES):
        raise PageError("A file of another kind: its first bytes are no text.", reason=SkipReason.BINARY)
    if (wide := _utf16_without_mark(data)) is not None:
        return wide
    if len(_CONTROLS.findall(data[:_DETECT_BYTES])) > max(1, len(data[:_DETECT_BYTES]) // 200):
        raise PageError("Full of control bytes: this is no text.", reason=SkipReason.BINARY)
    if _is_utf8(data):
        return "utf-8"
    for declared in (hint, _declaration(data)):
        if declared and (name := _agreeing(data, declared)):
            return name
    return _guess(data)


def standard_name(name: str) -> str:
    """The superset under which an encoding is read, "GB2312" -> "gb18030"; empty when Python knows none of the name."""
    try:
        known = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        return ""
    return _SUPERSETS.get(known, known)


def _guess(data: bytes) -> str:
    """Ask chardet, on the words alone: tags, scripts and an English menu outweigh a short text and mislead it."""
    sample = data[:_DETECT_BYTES]
    words = b"\n".join(part for part in _MARKUP.sub(b"\n", sample).split(b"\n") if not part.isascii())
    for part in (words, sample):
        if not part:  # of a page that is all markup
            continue
        import chardet  # here, as it takes a twentieth of a second, and a service that fetches no page needs none

        found = chardet.detect(part, include_encodings=_CANDIDATES, compat_names=False)["encoding"]
        if found and (name := standard_name(found)) and _reads_as_words(part, name):
            return name
    raise PageError("No known encoding reads these bytes.", reason=SkipReason.UNDECODABLE)


def _reads_as_words(data: bytes, name: str) -> bool:
    """Whether what is not ASCII reads as letters of use: koi8-r, for one, finds some sign in any bytes at all."""
    others = re.sub(r"[\x00-\x7f]+", "", data.decode(name, "replace"))
    everyday = re.sub("[\uac00-\ud7a3]+", "", others)
    return not everyday or _common_share(everyday) > 0.6


def _agreeing(data: bytes, declared: str) -> str:
    """The declared encoding's name where the bytes really read as text in it, else empty."""
    name = standard_name(declared)
    if not name or name in _READS_ANYTHING or name.startswith("utf"):
        return ""
    text = _read(data[:_DETECT_BYTES], name)
    return name if text is not None and _plausible(text) else ""


def _declaration(data: bytes) -> str:
    """What the page's own meta tag or XML declaration says, or empty."""
    found = _DECLARED.search(data, 0, _DECLARED_WITHIN)
    return found[1].decode("ascii") if found else ""


def _is_utf8(data: bytes) -> bool:
    """Whether this is UTF-8, allowing for a cut at the end and for a few stray bytes in much that is sound."""
    if _without_cut_end(data, "utf-8") is not None:
        return True
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = sum(map(len, re.findall("[^\x00-\x7f\ufffd]+", text)))
    # Of 31,500 texts in seven other encodings (10 to 300 characters), none that breaks had over 1.4 sound to a broken one.
    return sound > 5 * broken


def _read(data: bytes, name: str) -> str | None:
    """Text of `data` in encoding `name`, None where it does not read as that."""
    for mark, marked in _BYTE_ORDER_MARKS:
        if marked == name and data.startswith(mark):
            data = data[len(mark) :]
            break
    text = _without_cut_end(data, name)
    if text is None:
        text = data.decode(name, "replace")
        if name != "utf-8" and text.count("\ufffd") > _DAMAGE * len(text):
            return None
    return text.replace("\0", "")


def _without_cut_end(data: bytes, name: str) -> str | None:
    """Strictly decoded text but for an unfinished character at the end; None if anything else is wrong."""
    try:
        return codecs.getincrementaldecoder(name)("strict").decode(data, final=False)
    except UnicodeDecodeError:
        return None


def _utf16_without_mark(data: bytes) -> str | None:
    """The UTF-16 that reads as common characters nearly throughout, if one does.

    Plain ASCII read as UTF-16 is hanzi too, but rare ones.
    """
    sample = data[:4096]
    sample = sample[: len(sample) // 2 * 2]
    if len(sample) < 8 or (b"\0" not in sample and sample.isascii()):
        return None
    if b"\0" not in sample and _without_cut_end(sample, "utf-8") is not None:
        return None
    best = max(("utf-16-le", "utf-16-be"), key=lambda name: _common_share(sample.decode(name, "replace")))
    return best if _common_share(sample.decode(best, "replace")) > 0.9 else None


def _plausible(text: str) -> bool:
    """Whether the hanzi in the text are mostly ones that people use."""
    hanzi = _HANZI.findall(text)
    return not hanzi or _common_share("".join(hanzi)) > 0.7


def _common_share(text: str) -> float:
    """Share of characters that are everyday ones in the writing systems of the news: 0..1."""
    common = _common_characters()
    return sum(character in common for character in text) / max(1, len(text))


@cache
def _common_characters() -> frozenset[str]:
    """Printable ASCII, Latin, Greek, Cyrillic, Arabic, kana, and the first level of GB 2312 and of Big5.

    No Hangul: the bytes of frequent GB 2312 characters, read as UTF-16, fall just there. Both Chinese standards put their frequent characters (3,755 and 5,401) in one block ahead of the rare ones.
    """
    spans = ((0x20, 0x7F), (0xA0, 0x250), (0x370, 0x530), (0x600, 0x700), (0x1EA0, 0x1F00), (0x2010, 0x2040),
             (0x20A0, 0x20D0), (0x2100, 0x2200), (0x25A0, 0x2640), (0xFFE0, 0xFFE7),
             (0x3000, 0x3100), (0xFF01, 0xFF5F))  # fmt: skip
    characters = {chr(code) for start, end in spans for code in range(start, end)} | set("\t\n\r\f…—")
    simplified = bytes(byte for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF) for byte in (high, low))
    lows = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    traditional = bytes(byte for high in range(0xA4, 0xC7) for low in lows for byte in (high, low))
    characters.update(simplified.decode("gb2312", "ignore"))
    characters.update(traditional.decode("big5", "ignore"))
    return frozenset(characters - {"\ufffd"})
