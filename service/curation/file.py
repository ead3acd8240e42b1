"""The curation file: TOML, checked whole before any of it is used."""

import tomllib
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from indexer.core.errors import InputError
from indexer.text.normalize import normalize, unjoined

CURATION = "curation.toml"
"""Its name in an index's folder, where no setting names another."""

MOST_BYTES = 4 << 20
_MOST = 10_000
"""Entries of one kind."""
_MOST_PINNED = 20
_NEXT_STEP = "See docs/curation.md, and check it with: xunwen curation check FILE"


def plain(text: str) -> str:
    """A text as words are compared here: one script, no case, blanks as one.

    >>> plain(" 捐贈  MONEY ")
    '捐赠 money'
    """
    return " ".join(unjoined(normalize(text)).split())


def _worded(text: str) -> str:
    if not plain(text):
        raise ValueError("It is blank.")
    return text


_Words: TypeAlias = Annotated[str, Field(max_length=200), AfterValidator(_worded)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SynonymEntry(_Entry):
    """Words that stand for each other, or one that also stands for others."""

    words: tuple[_Words, ...] = Field(default=(), max_length=100)
    """Each is found by any of the others."""
    word: _Words | None = None
    """Who asks for it finds `also` as well, and not the other way round."""
    also: tuple[_Words, ...] = Field(default=(), max_length=100)

    @model_validator(mode="after")
    def _one_way_or_both(self) -> Self:
        both, one = len(self.words) > 1, self.word is not None and bool(self.also)
        if both == one or (self.words and not both) or (not one and (self.word is not None or self.also)):
            raise ValueError("Give either words, two or more that stand for each other, or word and also.")
        return self

    def pairs(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each word that may be asked for, with what else is found then."""
        if self.word is not None:
            yield self.word, self.also
        yield from ((word, tuple(other for other in self.words if other != word)) for word in self.words)


class PinEntry(_Entry):
    """Articles that stand first for some queries."""

    queries: tuple[_Words, ...] = Field(min_length=1, max_length=1000)
    """Whole queries; * stands for any characters, ? for one."""
    articles: tuple[_Words, ...] = Field(min_length=1, max_length=_MOST_PINNED)
    """Ids or addresses, in the order in which they are to stand."""


class Curation(_Entry):
    """All that editors decided."""

    synonyms: tuple[SynonymEntry, ...] = Field(default=(), max_length=_MOST)
    pins: tuple[PinEntry, ...] = Field(default=(), max_length=_MOST)
    hides: tuple[_Words, ...] = Field(default=(), max_length=_MOST)
    """Ids or addresses of articles that are found nowhere."""

    def synonyms_in(self, question: str) -> list[tuple[str, list[str]]]:
        """The words of a question that stand for others, with these; longer words may hold them, as Chinese has no spaces."""
        asked = plain(question)
        found: dict[str, list[str]] = {}
        for entry in self.synonyms:
            for word, others in entry.pairs():
                if plain(word) in asked:
                    found.setdefault(word, []).extend(others)
        return list(found.items())

    def pinned_for(self, query: str) -> list[tuple[str, tuple[str, ...]]]:
        """Patterns that a query fits, each with its articles."""
        asked = plain(query)
        return [
            (pattern, entry.articles)
            for entry in self.pins
            for pattern in entry.queries
            if fnmatchcase(asked, plain(pattern).replace("[", "[[]"))
        ]


NOTHING = Curation()


def read_curation(file: Path) -> Curation:
    """Reads and checks a curation file.

    Raises:
        InputError: It can't be read, is no TOML, or an entry makes no sense; it names the first few places.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(
            f"{file} can't be read: {error.strerror}.", next_step="Check the path and its rights."
        ) from error
    if len(content) > MOST_BYTES:
        raise InputError(f"{file} has more than {MOST_BYTES >> 20} MiB.", next_step=_NEXT_STEP)
    try:
        return Curation.model_validate(tomllib.loads(content.decode("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{file} is not TOML in UTF-8: {error}.", next_step=_NEXT_STEP) from error
    except ValidationError as error:
        raise InputError(f"{file}: {_told(error)}", next_step=_NEXT_STEP) from error


def _told(error: ValidationError) -> str:
    """The first few faults, each with its place: "pins[2].articles: Field required"."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    told = [f"{_place(each['loc'])}: {each['msg'].removeprefix('Value error, ')}" for each in faults[:5]]
    more = f" (and {len(faults) - 5} more)" if len(faults) > 5 else ""
    return "; ".join(told) + more


def _place(parts: Sequence[int | str]) -> str:
    """Where in the file, as one counts there: from 1."""
    text = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.removeprefix(".")
