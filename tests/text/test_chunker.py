"""Chunks are exact spans that cover the body."""

from hypothesis import given
from hypothesis import strategies as st

from indexer.core.article import Article
from indexer.text.analyzer import passage_text
from indexer.text.chunker import Chunker

_ALPHABET = "捐款三万元口罩。！？；，、：”」 \n\t\u3000aB.c1,!?…"


def _characters(texts: object) -> list[int]:
    return [len(text) for text in texts]  # type: ignore[attr-defined]


def _article(body: str) -> Article:
    return Article(id="a", title="标题", body=body)


@given(st.text(alphabet=_ALPHABET, max_size=300), st.integers(min_value=4, max_value=60))
def test_spans_are_exact_in_order_and_cover_every_non_blank_character(body: str, max_tokens: int) -> None:
    chunks = Chunker(_characters, max_tokens=max_tokens).chunk(_article(body))
    covered = set()
    place = 0
    for ordinal, chunk in enumerate(chunks):
        assert chunk.ordinal == ordinal
        assert body[chunk.start : chunk.end] == chunk.text
        assert chunk.text == chunk.text.strip() != ""
        assert chunk.start >= place
        assert len(chunk.text) <= max_tokens
        place = chunk.end
        covered.update(range(chunk.start, chunk.end))
    assert all(index in covered for index, character in enumerate(body) if not character.isspace())


def test_a_repeated_passage_gets_its_own_span() -> None:
    """Where a search for the text would find the first one again."""
    body = "同一句话。同一句话。同一句话。"
    chunks = Chunker(_characters, max_tokens=6).chunk(_article(body))
    assert [(chunk.start, chunk.end) for chunk in chunks] == [(0, 5), (5, 10), (10, 15)]


def test_cuts_fall_where_sentences_end() -> None:
    body = "捐款三万元。口罩3.5万个！“都收到了。”他说。\nMr Li gave US$1.5 million. It helped."
    chunks = Chunker(_characters, max_tokens=20).chunk(_article(body))
    assert [chunk.text for chunk in chunks] == [
        "捐款三万元。口罩3.5万个！",
        "“都收到了。”他说。",
        "Mr Li gave US$1.5",
        "million.",
        "It helped.",
    ]


def test_a_word_that_is_one_token_however_long_is_cut_all_the_same() -> None:
    chunks = Chunker(lambda texts: [1] * len(texts), max_tokens=10).chunk(_article("字" * 1000))
    assert max(len(chunk.text) for chunk in chunks) <= 10 * 12 + 12
    assert "".join(chunk.text for chunk in chunks) == "字" * 1000


def test_title_stands_in_front_of_what_is_embedded_and_not_in_the_span() -> None:
    assert passage_text("标题", "正文。") == "标题\n正文。"
    assert passage_text("", "正文。") == "正文。"


def test_a_title_that_is_a_paragraph_is_cut() -> None:
    assert passage_text("长" * 500, "正文。") == "长" * 120 + "\n正文。"
