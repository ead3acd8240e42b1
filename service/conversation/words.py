"""The words by which follow-ups are told, by language: follow_up_words.toml."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from indexer.core.article import Span
from indexer.text.normalize import normalize

FILE = "follow_up_words.toml"
MARKS = " \t\n,，、;；:：?？!！¿¡.。…—–؟،\"'“”‘’"
_KANA = re.compile("[\u3040-\u30ff]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_SCRIPTS = {"ru": re.compile("[\u0400-\u04ff]"), "ar": re.compile("[\u0600-\u06ff]")}
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
        while left:
            found = self.opener.match(normalize(left))
            # A word that opens is no frame where nothing is behind it.
            if found is None or not left[found.end() :].strip(MARKS):
                break
            left, framed = left[found.end() :].strip(MARKS), True
        found = self.closer.search(normalize(left))
        if found is not None and left[: found.start()].strip(MARKS):
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
        return self.asker.search(normalize(text)) is not None


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


def _read(language: str, lists: dict[str, list[str]]) -> FollowUpWords:
    spaced = language not in UNSPACED
    opener, closer = _any(lists["openers"], spaced=spaced), _any(lists["closers"], spaced=spaced)
    apart = f"(?!{_any(lists['apart'], spaced=spaced)})" if lists.get("apart") else ""
    rounds = [
        f"{which}{' ' if spaced else ''}{what}" for which in lists.get("which_round", ()) for what in lists["rounds"]
    ]
    times = [word for name in ("occasions", "year_before", "year_behind") for word in lists.get(name, ())]
    every: Iterable[str] = (word for name in ("openers", "askers", "small", "person") for word in lists[name])
    return FollowUpWords(
        language,
        re.compile(f"{apart}(?:{opener})"),
        closer=re.compile(rf"(?:{closer})\Z"),
        asker=re.compile(_any(lists["askers"], spaced=spaced)),
        person=re.compile(_any(lists["person"], spaced=spaced)),
        small=frozenset(map(normalize, lists["small"])),
        of_people=bool(lists.get("of_people")),
        year_before=frozenset(map(normalize, lists.get("year_before", ()))),
        year_behind=frozenset(map(normalize, lists.get("year_behind", ()))),
        occasion=re.compile(_any([*times, *rounds], spaced=spaced)),
        telling=frozenset(part for word in every for part in _WORD.findall(normalize(word))),
    )


def _any(words: Sequence[str], *, spaced: bool) -> str:
    """A pattern of some words, the longest first; whole ones where words are spaced."""
    if not words:
        return r"(?!)"
    longest = sorted(map(normalize, words), key=len, reverse=True)
    if not spaced:
        return "|".join(map(re.escape, longest))
    return "|".join(
        (r"(?<![\w'’])" if word[0].isalpha() else "") + re.escape(word) + (r"(?![\w])" if word[-1].isalpha() else "")
        for word in longest
    )
