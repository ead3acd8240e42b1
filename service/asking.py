"""Questions of the command line: one, or a file of them, as a page for a person or as JSON for programs."""

import json as jsonlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from indexer.console import print_json
from indexer.domain import Filters, Mode
from indexer.errors import InputError
from indexer.model.load import load_embedder
from indexer.settings import IndexerSettings
from indexer.snapshot import current_name
from service.answer import ask
from service.http.schemas import AskResponse, SearchResponse
from service.present import print_answer, print_hits
from service.search import Searcher

Response = TypeVar("Response", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Asking:
    """An open searcher and the mode that was asked for."""

    searcher: Searcher
    mode: Mode

    @classmethod
    def open(cls, index: Path, settings: IndexerSettings, mode: Mode) -> "Asking":
        """Opens an index; a model is loaded only where one takes part, and not before the index is seen to be there."""
        current_name(index)
        return cls(Searcher.open(index, None if mode is Mode.LEXICAL else load_embedder(settings)), mode)

    def search(self, given: str | Path, filters: Filters, *, limit: int, by_article: bool, json: bool) -> None:
        """Ranks passages for a question, or for each of a file."""

        def searched(text: str) -> SearchResponse:
            return SearchResponse.of(
                self.searcher.search(
                    text, limit=limit, mode=self.mode, filters=filters, group_by="article" if by_article else "chunk"
                )
            )

        _respond(given, searched, print_hits, json=json)

    def ask(self, given: str | Path, filters: Filters, *, limit: int, json: bool) -> None:
        """Answers a question, or each of a file."""

        def asked(text: str) -> AskResponse:
            return AskResponse.of(ask(self.searcher, text, limit=limit, filters=filters, mode=self.mode))

        _respond(given, asked, print_answer, json=json)


def _respond(
    given: str | Path, respond: Callable[[str], Response], show: Callable[[str, Response], None], *, json: bool
) -> None:
    """One question for a person or a program; of a file, each as a line of JSON with its id."""
    if isinstance(given, Path):
        for identity, text in _questions(given):
            print_json({"id": identity, **respond(text).model_dump(mode="json")})
    elif json:
        print_json(respond(given).model_dump(mode="json"))
    else:
        show(given, respond(given))


def _questions(file: Path) -> Iterator[tuple[object, str]]:
    """Id and text of each line of a batch file."""
    try:
        stream = sys.stdin if str(file) == "-" else file.open(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{file} can't be read: {error.strerror}.", next_step="Check the path.") from error
    with stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            try:
                row = jsonlib.loads(line)
                yield row.get("id", number), str(row["text"])
            except (ValueError, KeyError, AttributeError, TypeError) as error:
                raise InputError(
                    f"{file}:{number} is not a question: {error!r}.", next_step='Each line is {"id": …, "text": …}.'
                ) from error
