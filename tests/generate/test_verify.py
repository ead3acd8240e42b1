"""What a model may say: nothing but what its quotes say. Each case is a sentence, and whether it holds."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.figures.read import figures
from service.generate.generated import RemovalReason, Statement
from service.generate.stream import AnswerReader
from service.generate.verify import verify
from tests.generate.articles import ARTICLES, LIBRARY, PASSAGES, VILLAGE, passage

HOLDS = None


def verdict(text, question="全村捐了多少钱？", passages=PASSAGES):
    """The reason for which the one sentence of an answer is removed; None where it holds."""
    reader = AnswerReader()
    (draft,) = reader.feed(text) + reader.end()
    checked = verify(draft, passages, question)
    return HOLDS if isinstance(checked, Statement) else checked.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        # Figures: equal in value, in whatever writing; not a qualifier more or less.
        ("全村共捐款三万多元。[[1|全村共捐款三万多元]]", HOLDS),
        ("全村共捐款3万多元。[[1|全村共捐款三万多元]]", HOLDS),
        ("全村共捐款三万元。[[1|全村共捐款三万多元]]", RemovalReason.FIGURE),
        ("全村共捐款四万多元。[[1|全村共捐款三万多元]]", RemovalReason.FIGURE),
        ("全村共捐款三万多美元。[[1|全村共捐款三万多元]]", RemovalReason.FIGURE),
        ("全村共捐消毒液2吨。[[1|消毒液二吨]]", HOLDS),
        ("全村共捐消毒液2公斤。[[1|消毒液二吨]]", RemovalReason.FIGURE),
        ("捐款三万多元,口罩一千余个。[[1|全村共捐款三万多元]][[1|口罩一千余个]]", HOLDS),
        ("捐款三万多元,口罩一千余个。[[1|全村共捐款三万多元]]", RemovalReason.FIGURE),
        # A figure cut out of a larger one is not one: the page has 13万元.
        ("李大山捐款3万元。[[1|3万元]]", RemovalReason.FIGURE),
        ("李大山捐款13万元。[[1|李大山捐款13万元]]", HOLDS),
        # Digits that are no figure.
        ("电话13140103919。[[1|联系电话13140103919]]", HOLDS),
        ("电话13140103918。[[1|联系电话13140103919]]", RemovalReason.FIGURE),
        # Dates that the text leaves to the article's own.
        ("2021年3月5日,柳河村党支部发出倡议。[[1|三月五日，柳河村党支部发出倡议]]", HOLDS),
        ("2020年3月5日,柳河村党支部发出倡议。[[1|三月五日，柳河村党支部发出倡议]]", RemovalReason.FIGURE),
        # Quotes.
        ("全村共捐款三万多元。", RemovalReason.UNCITED),
        ("全村共捐款三万多元。[[1|全村捐款三万多元]]", RemovalReason.UNKNOWN_QUOTE),
        ("全村共捐款三万多元。[[1|全村共捐款三万多元]][[1|全村捐出三万多元]]", RemovalReason.UNKNOWN_QUOTE),
        ("全村共捐款三万多元。[[1|。]]", RemovalReason.UNKNOWN_QUOTE),
        ("全村共捐款三万多元。[[0|全村共捐款三万多元]]", HOLDS),
        ("全村共捐款三万多元。[[2|全村共捐款三万多元]]", HOLDS),  # in passage 1: that is what is cited
        # "Not", also where the quote is cut to leave it out.
        ("款项没有用于其他项目。[[1|没有用于其他项目]]", HOLDS),
        ("款项用于其他项目。[[1|用于其他项目]]", RemovalReason.NEGATION),
        ("款项不用于修缮村小学的屋顶。[[1|款项用于修缮村小学的屋顶]]", RemovalReason.NEGATION),
        ("Mayor Anna Lind attended. [[2|Mayor Anna Lind did not attend]]", RemovalReason.NEGATION),
        ("Mayor Anna Lind did not attend. [[2|Mayor Anna Lind did not attend]]", HOLDS),
        # Names and deeds from elsewhere.
        ("村民张三丰捐款13万元。[[1|村民李大山捐款13万元]]", RemovalReason.WORDS),
        ("李大山偷窃13万元。[[1|李大山捐款13万元]]", RemovalReason.WORDS),
        ("Peter Brown spent US$1.5 million on the roof. [[2|spent US$1.5 million on the new roof]]", RemovalReason.WORDS),
        ("The council stole US$1.5 million and burned books. [[2|The council spent US$1.5 million]]", RemovalReason.WORDS),
        ("The council spent US$1.5 million on the new roof. [[2|spent US$1.5 million on the new roof]]", HOLDS),
        # Blanks may differ; what is cited has the article's own.
        ("Spent on the new roof and the reading room. [[2|the new roof and the reading room]]", RemovalReason.WORDS),
        ("The council paid for the new roof and the reading room. [[2|the new roof and the reading room]]", RemovalReason.WORDS),
        ("US$1.5 million on the new roof and the reading room. [[2|US$1.5 million on the new roof and the reading room]]", HOLDS),
        # Numbers in words, and figures taken apart by characters that are not seen.
        ("The council spent a few million on the new roof. [[2|spent US$1.5 million on the new roof]]", RemovalReason.FIGURE),
        ("The council spent twice on the new roof. [[2|spent US$1.5 million on the new roof]]", RemovalReason.FIGURE),
        ("The council spent a couple of grand on the roof. [[2|spent US$1.5 million on the new roof]]", RemovalReason.WORDS),
        ("全村共捐款好几倍。[[1|全村共捐款三万多元]]", RemovalReason.WORDS),
        ("全村捐款翻倍。[[1|全村共捐款三万多元]]", RemovalReason.FIGURE),
        ("全村共捐款九\u200b百\u202e万元。[[1|全村共捐款三万多元]]", RemovalReason.FIGURE),
        # Links and addresses.
        ("全村共捐款三万多元,见http://evil.example。[[1|全村共捐款三万多元]]", RemovalReason.ADDRESS),
        ("Write to pay@evil.com on Monday. [[2|The library reopened on Monday]]", RemovalReason.ADDRESS),
        ("长" * 601 + "。[[1|全村共捐款三万多元]]", RemovalReason.TOO_LONG),
    ],
)  # fmt: skip
def test_a_sentence_holds_or_is_removed_with_the_reason(text, reason):
    assert verdict(text) == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The village donated more than 30,000 yuan. [[1|全村共捐款三万多元]]", HOLDS),
        ("The village donated more than 40,000 yuan. [[1|全村共捐款三万多元]]", RemovalReason.FIGURE),
        ("The village donated 30,000 yuan. [[1|全村共捐款三万多元]]", RemovalReason.FIGURE),
        ("The mayor stole more than 30,000 yuan from the bank. [[1|全村共捐款三万多元]]", RemovalReason.WORDS),
    ],
)
def test_across_languages_figures_are_compared_by_value_and_words_by_the_dictionary(text, reason):
    assert verdict(text, "How much did the village donate?") == reason


def test_what_is_cited_is_what_stands_in_the_article():
    (draft,) = AnswerReader().feed("The new roof. [[2|the new roof and the reading room]] x")
    statement = verify(draft, PASSAGES, "?")
    (citation,) = statement.citations
    assert citation.quote == "the new roof and the\nreading room" == LIBRARY.body[citation.start : citation.end]
    assert citation.sha256 == sha256(citation.quote.encode()).hexdigest()


def test_a_quote_is_looked_for_in_what_the_model_was_shown_and_nowhere_else():
    first = (passage(VILLAGE, 0, VILLAGE.body.index("\n")),)
    assert verdict("全村共捐款三万多元。[[1|全村共捐款三万多元]]", passages=first) is RemovalReason.UNKNOWN_QUOTE


_PIECES = st.sampled_from(
    ["全村", "共捐款", "三万多元", "四万元", "口罩一千余个", "3万元", "13万元", "没有", "李大山", "张三丰", "。", "，", " ",
     "The council", " spent ", "US$1.5 million", "$2 million", " did not attend", "\n", "[[1|", "[[2|", "]]", "http://a.b"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(_PIECES, max_size=14).map("".join))
def test_whatever_is_written_every_statement_stands_on_quotes_and_their_figures(text):
    """The promise itself: each citation is verbatim, and each figure is one of the cited sentences'."""
    reader = AnswerReader()
    bodies = {article.id: article.body for article in ARTICLES}
    for draft in reader.feed(text) + reader.end():
        checked = verify(draft, PASSAGES, "全村捐了多少钱？")
        if not isinstance(checked, Statement):
            continue
        assert checked.citations
        quoted = set()
        for citation in checked.citations:
            assert bodies[citation.article.id][citation.start : citation.end] == citation.quote
            read = figures(citation.article.body, published_at=citation.article.published_at)
            quoted |= {
                (figure.kind, figure.min, figure.max)
                for figure in read
                if citation.start <= figure.start and figure.end <= citation.end
            }
        stated = figures(checked.text, published_at=VILLAGE.published_at)
        assert {(figure.kind, figure.min, figure.max) for figure in stated} <= quoted
