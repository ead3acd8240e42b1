"""Documents damaged at random give pages and skips, and nothing else."""

import random

import pytest

from indexer.core.article import Page
from indexer.core.errors import PageError
from indexer.extract.article import extract_article
from indexer.input.documents.reading import read_document
from indexer.input.formats import Format
from tests.documents.making import docx, epub, response, warc_record
from tests.documents.test_books import BOOK, CHAPTERS, FACTS, MHTML, WORDS
from tests.documents.test_feeds import ATOM, RSS
from tests.documents.test_warc import HTML, PAGE, chunked

SOUND = {
    "docx": (Format.DOCX, docx("".join(WORDS), properties=FACTS)),
    "epub": (Format.EPUB, epub(CHAPTERS, metadata=BOOK)),
    "rss": (Format.XML, RSS.replace("{encoding}", "utf-8").encode()),
    "atom": (Format.XML, ATOM.encode()),
    "mhtml": (Format.MHTML, MHTML.encode()),
    "warc": (
        Format.WARC,
        warc_record("https://a.example/1", response(chunked(PAGE.encode()), HTML, "Transfer-Encoding: chunked")) * 2,
    ),
}


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes with some changed, some gone and some twice."""
    broken = bytearray(data)
    for _ in range(chance.choice((1, 2, 5, 20))):
        place = chance.randrange(len(broken))
        match chance.randrange(3):
            case 0:
                broken[place] = chance.randrange(256)
            case 1:
                del broken[place : place + chance.randrange(40)]
            case _:
                broken[place:place] = broken[chance.randrange(len(broken)) :][: chance.randrange(60)]
    return bytes(broken)


@pytest.mark.parametrize("kind", SOUND)
def test_damage_costs_no_more_than_the_document(kind: str) -> None:
    form, data = SOUND[kind]
    chance = random.Random(7)  # noqa: S311 - the same damage each time
    for _ in range(60):
        try:
            for found in read_document(form, [damaged(data, chance)], name="a", page_limit=10**6, limit=10**7):
                if isinstance(found, Page):
                    extract_article(found)
        except PageError:
            continue
