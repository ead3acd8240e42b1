"""The words by which follow-ups are told, by language: follow_up_words.toml."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from indexer.core.article import Span
from indexer.text.normalize import normalize
from service.conversation.exchange import Exchange
from service.conversation.patterns import any_of

FILE = "follow_up_words.toml"
MARKS = " \t\n,，、;；:：?？!！¿¡.。…—–؟،\"'“”‘’"
_KANA = re.compile("[\u3040-\u30ff]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_MARKS_OF_LETTERS = re.compile("[\u0300-\u036f]")
_SCRIPTS = {
    "ru": re.compile("[\u0400-\u04ff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "ko": re.compile("[\u1100-\u11ff\uac00-\ud7af]"),
}
_WORD = re.compile(r"[^\W\d_]+")
UNSPACED = frozenset({"zh", "ja"})
"""Languages that are written without spaces."""


@dataclass(frozen=True, slots=True)
class FollowUpWords:
    """The words of one language."""

    language: str
    opener: re.Pattern[str]
    closer: re.Pattern[str]
    asker: re.Pattern[str]
    interrogative: re.Pattern[str]
    """Words that ask and nothing else, with the small words and what frames them, without the marks of letters: "y por que"."""
    frame: re.Pattern[str]
    """What frames and nothing else: 然后呢, "and then"."""
    exchange: Exchange
    """How what asks in a question is exchanged."""
    person: re.Pattern[str]
    small: frozenset[str]
    of_people: bool
    """Whether the pronouns for a person stand for no thing."""
    year_before: frozenset[str]
    year_behind: frozenset[str]
    """What names the year beside the one that was asked about."""
    occasion: re.Pattern[str]
    """Holidays, seasons and what else comes round: they take each other's place as dates do."""
    telling: frozenset[str]
    """Single words that tell the language."""

    def unframed(self, text: str) -> tuple[str, bool]:
        """A text without what a follow-up may begin and end with, and whether it had any of that.

        >>> words_in("那口罩呢？").unframed("那口罩呢？")
        ('口罩', True)
        """
        left, framed = text.strip(MARKS), False
        if self.frames(left):
            return left, True
        while left:
            found = self.opener.match(normalize(left))
            # A word that opens is no frame where nothing is behind it.
            if found is None or not left[found.end() :].strip(MARKS):
                break
            left, framed = left[found.end() :].strip(MARKS), True
        found = self.closer.search(normalize(left))
        # Như thế nào asks, though "thế nào" behind a name is no more than a sign of a follow-up.
        if found is not None and self.asker.fullmatch(normalize(left)) is None and left[: found.start()].strip(MARKS):
            left, framed = left[: found.start()].strip(MARKS), True
        return left, framed

    def occasions(self, text: str) -> list[Span]:
        """Where a text names a holiday, a season or what else comes round, in order.

        >>> words_in("春节呢？").occasions("铁路春节发送了多少旅客？")
        [Span(start=2, end=4)]
        """
        return [Span(*found.span()) for found in self.occasion.finditer(normalize(text))]

    def years_away(self, text: str) -> int:
        """How many years a text counts from the one before, -1 for 前一年; 0 where it does not.

        >>> words_in("The year before").years_away("The year before")
        -1
        """
        folded = normalize(text).strip()
        return (folded in self.year_behind) - (folded in self.year_before)

    def asks(self, text: str) -> bool:
        """Whether anything in a text asks."""
        return self.asker.search(normalize(text)) is not None or self.is_interrogative(text)

    def is_interrogative(self, text: str) -> bool:
        """Whether a text is what asks alone, also as it is typed without the marks of letters.

        >>> words_in("¿y por que?").is_interrogative("¿y por que?"), words_in("por el puente").is_interrogative("por el puente")
        (True, False)
        """
        return self.interrogative.fullmatch(_bare(text)) is not None

    def frames(self, text: str) -> bool:
        """Whether a text is what frames a follow-up alone, as 然后呢, and names nothing."""
        return self.frame.fullmatch(normalize(text).strip(MARKS)) is not None


def words_in(*texts: str) -> FollowUpWords:
    """The words of the language that some texts are in, as their script and their commonest words tell.

    >>> words_in("Und die Schule?").language, words_in("病院は？").language
    ('de', 'ja')
    """
    known, folded = _languages(), normalize(" ".join(texts))
    if _KANA.search(folded):
        return known["ja"]
    if _HAN.search(folded):
        return known["zh"]
    for language, script in _SCRIPTS.items():
        if script.search(folded):
            return known[language]
    found = _WORD.findall(folded)
    return max(
        (words for words in known.values() if words.language not in {*UNSPACED, *_SCRIPTS}),
        key=lambda words: sum(word in words.telling for word in found),
    )


@lru_cache(maxsize=1)
def _languages() -> dict[str, FollowUpWords]:
    stored = tomllib.loads((files("service.conversation") / FILE).read_text(encoding="utf-8"))
    return {language: _read(language, lists) for language, lists in stored.items()}


def _read(language: str, lists: dict[str, Any]) -> FollowUpWords:
    spaced = language not in UNSPACED
    opener = any_of(lists["openers"], spaced=spaced)
    closer = any_of(lists["closers"], spaced=spaced and not lists.get("endings"))
    apart = f"(?!{any_of(lists['apart'], spaced=spaced)})" if lists.get("apart") else ""
    rounds = [
        f"{which}{' ' if spaced else ''}{what}" for which in lists.get("which_round", ()) for what in lists["rounds"]
    ]
    times = [word for name in ("occasions", "year_before", "year_behind") for word in lists.get(name, ())]
    every: Iterable[str] = (word for name in ("openers", "askers", "small", "person") for word in lists[name])
    asker = any_of(lists["askers"], spaced=spaced, joined=lists.get("joined", ()), endings=bool(lists.get("endings")))
    return FollowUpWords(
        language,
        re.compile(f"{apart}(?:{opener})"),
        closer=re.compile(rf"(?:{closer})\Z"),
        asker=re.compile(asker),
        interrogative=re.compile(_interrogative(lists)),
        frame=re.compile(rf"(?:{apart}(?:{opener}))?\s*(?:{opener}|{closer})?"),
        exchange=Exchange.of(lists),
        person=re.compile(any_of(lists["person"], spaced=spaced)),
        small=frozenset(map(normalize, lists["small"])),
        of_people=bool(lists.get("of_people")),
        year_before=frozenset(map(normalize, lists.get("year_before", ()))),
        year_behind=frozenset(map(normalize, lists.get("year_behind", ()))),
        occasion=re.compile(any_of([*times, *rounds], spaced=spaced)),
        telling=frozenset(part for word in every for part in _WORD.findall(normalize(word))),
    )


def _interrogative(lists: dict[str, Any]) -> str:
    """See `FollowUpWords.interrogative`."""
    asks, small, opens = (
        "|".join(re.escape(_bare(word)) for word in sorted(words, key=len, reverse=True))
        for words in (
            lists["askers"],
            (*lists["small"], *lists["closers"]),
            (*lists["openers"], *lists.get("joined", ())),
        )
    )
    beside = rf"(?:(?:{small or '(?!)'})\b\s*)*"
    return rf"(?:(?:{opens or '(?!)'})\s*)?{beside}(?:{asks})\b\s*{beside}"


def _bare(text: str) -> str:
    """A text folded, without the marks around it and those of its letters."""
    return _MARKS_OF_LETTERS.sub("", unicodedata.normalize("NFD", normalize(text))).strip(MARKS)
