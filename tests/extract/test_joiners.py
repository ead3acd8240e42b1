"""What joins letters and emoji stays in what is quoted, and does not matter to what is found."""

import pytest

from indexer.core.article import Page, PageKind
from indexer.extract.article import extract_article
from indexer.text.analyzer import terms, tokens, word_tokens
from indexer.text.characters import clean_characters
from indexer.text.normalize import unjoined
from service.search.highlight import highlights, phrases_held, quoted_names

WANT = "می\u200cخواهیم"
PLAIN = WANT.replace("\u200c", "")
FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    "text",
    [WANT, FAMILY, "❤\ufe0f", "☎\ufe0e", "1\ufe0f\u20e3", "👁\ufe0f\u200d🗨\ufe0f", "क्\u200dष", "ه\u200d", "Auf\u200clage", "葛\ufe00"],
    ids=["Persian", "family", "as an emoji", "as text", "key", "both", "Devanagari", "at an end", "German", "Han"],
)  # fmt: skip
def test_a_body_keeps_how_it_is_written(text: str) -> None:
    """The body of a record, of a text and of an HTML page."""
    body = f"昨天，新桥通车，两岸居民不必再绕行八公里，有人写{text}。"
    for kind, page in ((PageKind.TEXT, body), (PageKind.HTML, f"<html><body><p>{body}</p>")):
        assert extract_article(Page("a", kind, page)).body == body
    record = extract_article(Page("a", PageKind.RECORD, record={"title": text, "body": body}))
    assert (record.title, record.body) == (text, body)


@pytest.mark.parametrize(
    "junk",
    ["\u200b", "\u2060", "\ufeff", "\xad", "\u200e", "\u202e", "\u200d", "\u200c", "\u200d\u200c\u200d"],
)
def test_what_joins_nothing_goes(junk: str) -> None:
    assert clean_characters(f"{junk}柳{junk}河村{junk}，共{junk}3{junk}0{junk}元{junk}") == "柳河村，共30元"


def test_runs_of_joiners_are_one() -> None:
    assert clean_characters("a" + "\u200d" * 9 + "b" + "\ufe0f" * 9) == "a\u200db\ufe0f"


def test_a_word_is_found_with_and_without_its_joiner() -> None:
    assert terms(WANT) == terms(PLAIN) == [unjoined(PLAIN)]
    assert [token.term for token in word_tokens(WANT)] == [unjoined(PLAIN)]
    assert highlights(terms(PLAIN), f"ما {WANT} نان") == highlights(terms(WANT), f"ما {WANT} نان")
    (span,) = highlights(terms(PLAIN), f"ما {WANT} نان")
    assert f"ما {WANT} نان"[span.start : span.end] == WANT


def test_places_are_those_of_the_text_as_it_is_written() -> None:
    text = f"{FAMILY}葛\ufe00城捐款3\ufe0f000元 {WANT}"
    found = {token.term: text[token.start : token.end] for token in tokens(text)}
    assert (found["葛城"], found["捐款"], found["#3000"]) == ("葛\ufe00城", "捐款", "3\ufe0f000")
    assert found[unjoined(PLAIN)] == WANT


def test_a_quoted_name_is_held_with_and_without_joiners() -> None:
    article = extract_article(Page("a", PageKind.RECORD, record={"title": "خبر", "body": f"ما {WANT} نان"}))
    assert phrases_held(quoted_names(f"«{WANT}»"), article) == 1.0
    assert phrases_held(quoted_names(f"«{PLAIN}»"), article) == 1.0
