"""Answers that come piece by piece: server-sent events, read into values."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from service.results import Citation, SearchResult
from xunwen.client import reading


@dataclass(frozen=True, slots=True)
class HitsEvent:
    """The passages that the answer is looked for in."""

    search: SearchResult


@dataclass(frozen=True, slots=True)
class CitationEvent:
    """A quote, numbered from 1; what stands on it comes after it."""

    number: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class DeltaEvent:
    """The next sentence of a written answer, verified."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FinalEvent:
    """All of it."""

    result: reading.AskedResult


Event: TypeAlias = HitsEvent | CitationEvent | DeltaEvent | FinalEvent


class EventReader:
    """Takes the lines of a stream in turn."""

    def __init__(self) -> None:
        self._name = ""
        self._data: list[str] = []

    def take(self, line: str) -> Iterator[Event]:
        """The event that ends with a line, if one does."""
        if line:
            field, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if field == "event":
                self._name = value
            elif field == "data":
                self._data.append(value)
            return
        name, data = self._name, "\n".join(self._data)
        self._name, self._data = "", []
        if data and (event := _event(name, json.loads(data))) is not None:
            yield event


def _event(name: str, body: Mapping[str, Any]) -> Event | None:
    """An event of this name; None for `done` and for those of later versions."""
    if name == "hits":
        return HitsEvent(reading.found(body))
    if name == "citation":
        return CitationEvent(body["number"], reading.citation(body["citation"]))
    if name == "delta":
        return DeltaEvent(body["text"], tuple(body["citations"]))
    return FinalEvent(reading.asked(body)) if name == "final" else None
