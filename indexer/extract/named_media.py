"""The media that a page names, each with what is seen of it: where it is named, how often, and what it looks like.

Statements of one name are put together, since a name in several places is likelier the medium's. It decides nothing:
`source_weights.json` was fitted on labelled pages, and `likely_source` weighs by it what is said here.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from indexer.extract.fields import FieldCandidate
from indexer.extract.media_names import is_media
from indexer.extract.patterns import ARTICLES, FIRMS
from indexer.extract.person_names import is_person
from indexer.text.characters import match_form

_LONGEST, _MOST_WORDS = 60, 6
_MOST_NAMED = 60
_SHORT = 2
"""Letters of a name that stands within many others by chance, at most."""

_MOST_TEXT = 20_000
_BRACKETS = re.compile(r"\s*[(（\[][^()（）\[\]]*[)）\]]")
_DOMAIN = re.compile(r"\.(?:com?|org|net|info|news|tv|[a-z]{2})(?:\.[a-z]{2})?$", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_SCRIPTS = (("han", "\u4e00-\u9fff"), ("kana", "\u3040-\u30ff"), ("hangul", "\uac00-\ud7af"), ("latin", "A-Za-z"))
_IN_SCRIPT = [(name, re.compile(f"[{letters}]")) for name, letters in _SCRIPTS]


@dataclass(frozen=True, slots=True)
class NamedMedium:
    """A name that may be the medium's, the places that say it, and what is seen of it."""

    name: str
    places: tuple[str, ...]
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MediaSurroundings:
    """What a page says beside the names of media: what they are compared with."""

    host: str
    """That the page is on, without "www."; "" where it does not say."""
    handle: str
    """What the site is called on Twitter."""
    title: str
    body: Sequence[str]
    people: Sequence[str]
    """Who wrote or edited the article."""
    imprint: Sequence[str]
    """Lines that say whose the page is."""
    lines: frozenset[str]
    """Lines above the text, and further up."""
    is_chinese: bool


@dataclass(slots=True)
class _Group:
    names: list[str] = field(default_factory=list)
    places: dict[str, None] = field(default_factory=dict)


def named_media(statements: Iterable[FieldCandidate], page: MediaSurroundings) -> list[NamedMedium]:
    """Every name of some statements once, in the order in which they are made."""
    groups: dict[str, _Group] = {}
    for each in statements:
        form = medium_form(each.said) if len(each.said) <= _LONGEST else ""
        if form and (form in groups or len(groups) < _MOST_NAMED):
            group = groups.setdefault(form, _Group())
            group.names.append(each.said)
            group.places[each.reason] = None
    text = "\n".join(page.body)[:_MOST_TEXT]
    about = _About(
        page,
        title=match_form(page.title),
        hosts=tuple(filter(None, map(match_form, _DOMAIN.sub("", page.host).split(".")))),
        handles=tuple(filter(None, (match_form(page.handle),))),
        text=text,
        people=frozenset(map(match_form, page.people)),
        forms=tuple(groups),
    )
    found: list[NamedMedium] = []
    for form, group in groups.items():
        name = _best_written(group.names)
        found.append(NamedMedium(name, tuple(group.places), tuple(about.seen(form, name, group.places))))
    return found


def medium_form(name: str) -> str:
    """A medium's name as its letters and digits, without accents, brackets, a first article and the ending of an address.

    >>> medium_form("Der Tagesspiegel"), medium_form("Golem.de"), medium_form("Schweizer Radio und Fernsehen (SRF)")
    ('tagesspiegel', 'golem', 'schweizerradioundfernsehen')
    """
    plain = _DOMAIN.sub("", (_BRACKETS.sub("", name) or name).strip())
    first, _, rest = plain.replace("’", "'").replace("'", " ").partition(" ")
    plain = rest if rest and first.casefold() in ARTICLES else plain
    spread = unicodedata.normalize("NFKD", plain[:_LONGEST].casefold())
    return unicodedata.normalize("NFC", "".join(letter for letter in spread if _tells(letter)))


def _tells(letter: str) -> bool:
    """Whether a character tells names apart: no accent of Latin, Greek or Cyrillic letters, but the marks of other scripts are letters."""
    return letter.isalnum() or (unicodedata.category(letter).startswith("M") and not "\u0300" <= letter <= "\u036f")


def _best_written(names: Sequence[str]) -> str:
    """Of the ways in which a name is written the one that is neither all capitals, all small nor an address, else the first."""
    written = dict.fromkeys(names)
    return min(written, key=lambda name: (bool(_DOMAIN.search(name)), not _is_mixed(name), -names.count(name)))


def _is_mixed(name: str) -> bool:
    return not (name.isupper() or name.islower())


@dataclass(frozen=True, slots=True)
class _About:
    """What all names of a page are compared with, in the form of names."""

    page: MediaSurroundings
    title: str
    hosts: tuple[str, ...]
    handles: tuple[str, ...]
    text: str
    people: frozenset[str]
    forms: tuple[str, ...]

    def seen(self, form: str, name: str, places: Iterable[str]) -> list[str]:
        """Everything that is seen of a name which some places say."""
        places = list(places)
        words = [word.casefold() for word in _WORD.findall(name)]
        within = sum(form != other and form in other for other in self.forms)
        around = sum(form != other and other in form for other in self.forms)
        kind = "chinese" if self.page.is_chinese else "other"
        return [
            *(f"place={place}" for place in places),
            *(f"place={place} {kind}" for place in places),
            f"places={min(len(places), 6)}",
            f"host={_agreement(form, words, self.hosts)}",
            f"handle={_agreement(form, words, self.handles)}",
            f"script={kind}",
            f"shape={_shape(name)}",
            f"letters={_letters(name)} {kind}",
            f"words={min(len(words), _MOST_WORDS)}",
            f"length={min(len(form) // 4, 8)} {kind}",
            f"firm={bool(words) and not FIRMS.isdisjoint(words[1:])}",
            f"media={is_media(name)} {kind}",
            f"person={form in self.people or match_form(name) in self.people}",
            f"called={is_person(name)} {kind}",
            f"imprint={any(name in line for line in self.page.imprint)} {kind}",
            f"line={name in self.page.lines}",
            f"within={min(within, 3)}",
            f"around={min(around, 3)}",
            f"title={form in self.title}",
            f"told={min(self.text.count(name), 3)}",
            f"digits={any(letter.isdigit() for letter in name)}",
        ]


def _agreement(form: str, words: Sequence[str], parts: Sequence[str]) -> str:
    """How a name agrees with the parts of a host: it is one, its initials are, one is within the other, a word is, or nothing."""
    if not parts:
        return "unknown"
    longest = max(parts, key=len)
    if form in parts or medium_form("".join(words)) in parts:
        return "equal"
    if len(words) > 1 and "".join(word[0] for word in words) in parts:
        return "initials"
    if len(form) > _SHORT and form in longest:
        return "within"
    if len(longest) > _SHORT and longest in form:
        return "around"
    return "word" if any(len(word) > _SHORT and word in longest for word in words) else "other"


def _shape(name: str) -> str:
    if _DOMAIN.search(name):
        return "address"
    if re.search(r"[/@,;!?=&{}<>]|\s[-–|]\s|[。，！？]", name):
        return "signs"
    return "small" if name.islower() else "capitals" if name.isupper() else "mixed"


def _letters(name: str) -> str:
    return next((script for script, letters in _IN_SCRIPT if letters.search(name)), "other")
