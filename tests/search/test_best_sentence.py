"""What the first few hold of a question: their best sentence, and quoted names word for word."""

import pytest

from indexer.core.article import Article
from indexer.index.wants import Want
from indexer.text.sentences import sentences
from service.search.highlight import BestSentence, phrases_held, quoted_names, term_share
from service.search.searcher import Searcher

_WANTS = [Want(("捐款",), 2.0), Want(("口罩",), 1.0), Want(("快手", "块手"), 1.0)]


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("捐款捐款", 0.5),
        ("口罩和捐款", 0.75),
        ("块手捐口罩", 0.5),
        ("没有", 0.0),
        ("", 0.0),
    ],
)
def test_share_is_the_idf_of_what_is_held_over_all_that_is_wanted(text: str, share: float) -> None:
    assert term_share(_WANTS, text) == pytest.approx(share)


def test_the_best_sentence_counts_and_not_the_sum_of_all() -> None:
    assert BestSentence(_WANTS).of("他们捐款。又捐口罩。") == pytest.approx(0.5)


def test_ranking_the_head_again_keeps_it_before_the_others(searcher: Searcher) -> None:
    hits = searcher.search("柳河村捐款", limit=50).hits
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)


_MIXED = [
    Want(("捐款",), 2.0), Want(("款",), 1.0), Want(("#30000",), 3.0), Want(("donat", "捐赠"), 2.5), Want(("น้ำ",), 1.0),
    Want(("カ",), 1.0), Want(("3680",), 1.0), Want(("kpmg",), 2.0),
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "他们捐款三万元。又捐口罩。", "共捐款3,680元。KPMG捐贈３万元。", "They donated. KPMG, too.", "น้ำท่วม。น", "ガス会社が捐\u200c款。カラオケ。",
        "", "没有\n捐\n款",
    ],
)  # fmt: skip
def test_a_sentence_holds_what_its_terms_are(text: str) -> None:
    """However it is looked for, as written or cut into terms."""
    by_terms = [term_share(_MIXED, text[span.start : span.end], language="en") for span in sentences(text)]
    assert BestSentence(_MIXED).of(text, language="en") == pytest.approx(max(by_terms, default=0.0))


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("谁写了《青禾紀事》？", ["青禾纪事"]),
        ("“春风行动”和「暖冬计划」", ["春风行动", "暖冬计划"]),
        ('Who said "No More Rain"?', ["no more rain"]),
        ("Кто написал «Мост»?", ["мост"]),
        ("『甲』是一个字", []),
        ("谁写了青禾纪事？", []),
        ('a " alone', []),
        ("“  ”", []),
    ],
)
def test_quoted_names_are_what_stands_in_any_marks_folded(question: str, names: list[str]) -> None:
    assert quoted_names(question) == names


def test_phrases_held_is_the_share_of_names_in_title_or_body_word_for_word() -> None:
    article = Article("a", "《青禾紀事》出版", "春风吹来，行动开始。")
    assert phrases_held(["青禾纪事", "春风行动"], article) == 0.5
    assert phrases_held(["青禾纪事"], article) == 1.0
    assert phrases_held([], article) == 0.0
