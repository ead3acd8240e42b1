"""A true statement with one thing turned round is not shown: a character, a word, two names, a unit, a "not", a "planned"."""

import random
from functools import lru_cache
from pathlib import Path

import pytest

from indexer.core.article import Article, Page, Span
from indexer.extract.article import extract_article
from indexer.input.pages import read_pages
from indexer.text.sentences import sentences
from service.figures.read import figures
from service.generate.generated import Statement
from service.generate.prompt import Passage
from service.generate.stream import DraftStatement, QuoteMark
from service.generate.tokens import lexicon
from service.generate.verify import verify
from tests.cpu import cpu_at_most
from tests.generate.test_verify import HOLDS, verdict

pytestmark = pytest.mark.no_cover  # other tests cover these lines; counting them here takes longer than the test

PAGES = Path(__file__).parents[2] / "data" / "pages"
CHINESE = "不没未拒勿非无差将拟否免欠假疑仅只部会可要停反向对被给‰%万千亿倍半"
ENGLISH = [
    "not",
    "never",
    "almost",
    "planned to",
    "some",
    "by",
    "no",
    "half",
    "hardly",
    "denied",
    "refused to",
    "only",
    "will",
]
OTHERS = "王李张村镇县男女父母东西买卖上下进出高低"
ENGLISH_OTHERS = ["refused", "Peter", "Lyon", "before", "without", "women", "stole", "three"]


def holds(text, quote, body, language="zh"):
    article = Article("a", "题", body, language=language, published_at="2024-05-01")
    checked = verify(DraftStatement(text, (QuoteMark(1, quote),)), (Passage.of(article, Span(0, len(body))),), "?")
    return isinstance(checked, Statement)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("柳禾村收到捐款九百元。", True),
        ("柳禾村收到了捐款900元。", True),
        ("收到捐款九百元。", True),
        # The fault as it was found.
        ("柳禾村拒收到捐款九百元。", False),
        ("柳禾村勿收到捐款九百元。", False),
        ("柳禾村收到捐款差九百元。", False),
        ("柳禾村收到捐款九百元‰。", False),
        # Its kind.
        ("柳禾村收到捐款九百元%。", False),
        ("柳禾村收到捐款九百万元。", False),
        ("柳禾村收到捐款九百角。", False),
        ("柳禾村收到捐款-九百元。", False),
        ("柳禾村收到捐款九百元？", False),
        ("柳禾村将收到捐款九百元。", False),
        ("柳禾村计划收到捐款九百元。", False),
        ("柳禾村共收到捐款九百元。", False),
        ("柳禾村收到部分捐款九百元。", False),
        ("柳河村收到捐款九百元。", False),
        ("禾村收到捐款九百元。", False),
        ("柳村收到捐款九百元。", False),
        ("柳禾村收捐款九百元。", False),
        ("柳禾村收到欠款九百元。", False),
        ("柳禾村被收到捐款九百元。", False),
        ("捐款收到柳禾村九百元。", False),
        ("柳禾村否认收到捐款九百元。", False),
        ("柳禾村是否收到捐款九百元。", False),
        ("据称柳禾村收到捐款九百元。", False),
    ],
)
def test_the_lines_of_the_fault_and_their_kind(text, held):
    assert holds(text, "柳禾村收到捐款九百元", "柳禾村收到捐款九百元。") == held


@pytest.mark.parametrize(
    ("body", "quote", "text"),
    [
        # What the quote has before or behind it turns it, and is cut off.
        ("柳禾村没有收到捐款、物资。", "物资", "柳禾村收到物资。"),
        ("柳禾村尚未收到捐款九百元。", "收到捐款九百元", "收到捐款九百元。"),
        ("柳禾村收到捐款九百元是谣言。", "柳禾村收到捐款九百元", "柳禾村收到捐款九百元。"),
        ("有人说，柳禾村收到捐款九百元，村里否认了。", "柳禾村收到捐款九百元", "柳禾村收到捐款九百元。"),
        ("柳禾村收到捐款九百元的计划落空。", "柳禾村收到捐款九百元", "柳禾村收到捐款九百元。"),
        ("柳禾村收到捐款九百元的父亲。", "柳禾村收到捐款九百元", "柳禾村收到捐款九百元。"),
        ("部分村民捐款九百元。", "村民捐款九百元", "村民捐款九百元。"),
        ("如果柳禾村收到捐款九百元，路就能修好。", "柳禾村收到捐款九百元", "柳禾村收到捐款九百元。"),
        ("柳禾村拟收到捐款九百元。", "柳禾村拟收到捐款九百元", "柳禾村收到捐款九百元。"),
        ("柳禾村收到捐款九百元？", "柳禾村收到捐款九百元", "柳禾村收到捐款九百元。"),
        # Who did it, and a part for the whole.
        ("李大山的父亲捐款九百元。", "李大山的父亲捐款九百元", "李大山捐款九百元。"),
        ("全村捐款三万元，其中李大山捐款九百元。", "捐款九百元", "全村捐款九百元。"),
        ("甲村捐款一万元，乙村捐款九百元，口罩十个。", "口罩十个", "甲村捐口罩十个。"),
        ("甲村捐款一万元。乙村捐款九百元。", "甲村捐款一万元。乙村捐款九百元", "甲村捐款九百元。"),
        ("其中村民李大山捐款九百元。", "其中村民李大山捐款九百元", "大山捐款九百元。"),
        ("政府打击造谣。", "政府打击造谣", "政府造谣。"),
    ],
)
def test_what_is_left_out_does_not_turn_what_is_said(body, quote, text):
    assert not holds(text, quote, body)


@pytest.mark.parametrize(
    ("body", "quote", "text"),
    [
        ("The mayor did not\nattend the opening.", "attend the opening", "The mayor attend the opening."),
        ("The mayor denied that Anna Lind stole it.", "Anna Lind stole it", "Anna Lind stole it."),
        ("The chairman of the council resigned.", "The chairman of the council resigned", "The council resigned."),
        ("Some of the villagers left.", "the villagers left", "The villagers left."),
        ("The library will reopen on Monday.", "The library will reopen on Monday", "The library reopens on Monday."),
        ("The library reopened on Monday.", "The library reopened on Monday", "The library will reopen on Monday."),
        ("The library did not lend books, films or maps.", "maps", "The library did lend maps."),
        ("Anna hit Peter.", "Anna hit Peter", "Peter hit Anna."),
        ("Anna hit Peter.", "Anna hit Peter", "Anna was hit by Peter."),
        ("The mayor of Lyon and Paris resigned.", "The mayor of Lyon and Paris resigned", "Paris resigned."),
        ("It is a rumour that Anna left.", "Anna left", "Anna left."),
    ],
)
def test_the_same_in_english(body, quote, text):
    assert not holds(text, quote, body, "en")


@pytest.mark.parametrize(
    "text",
    [
        "全村捐款三万多元。[[1|全村共捐款三万多元]]",
        "全村共捐款超过3万元。[[1|全村共捐款三万多元]]",
        "全村共捐了三万多元。[[1|全村共捐款三万多元]]",
        "全村捐了口罩一千余个。[[1|口罩一千余个]]",
        "据统计，全村共捐款三万多元，口罩一千余个。[[1|据统计，全村共捐款三万多元，口罩一千余个]]",
        "村民李大山捐了13万元。[[1|李大山捐款13万元]]",
        "李大山的捐款是13万元。[[1|李大山捐款13万元]]",
        "这笔款项用于修缮村小学的屋顶。[[1|款项用于修缮村小学的屋顶]]",
        "款项用于修缮村小学屋顶，没有用于其他项目。[[1|款项用于修缮村小学的屋顶，没有用于其他项目]]",
        "联系电话是13140103919。[[1|联系电话13140103919]]",
        "It reopened on Monday. [[2|The library reopened on Monday]]",
        "The library reopened. [[2|The library reopened on Monday]]",
        "The council spent US$1.5 million. [[2|The council spent US$1.5 million]]",
        "The mayor, Anna Lind, did not attend. [[2|Mayor Anna Lind did not attend]]",
        "The whole village donated more than 30,000 yuan. [[1|全村共捐款三万多元]]",
        "The villager Li Dashan donated 130,000 yuan. [[1|村民李大山捐款13万元]]",
    ],
)
def test_honest_paraphrases_hold(text):
    assert verdict(text) is HOLDS


@pytest.mark.parametrize(
    "text",
    [
        "The village refused more than 30,000 yuan. [[1|全村共捐款三万多元]]",
        "The village did not donate more than 30,000 yuan. [[1|全村共捐款三万多元]]",
        "The village will donate more than 30,000 yuan. [[1|全村共捐款三万多元]]",
        "The village almost donated more than 30,000 yuan. [[1|全村共捐款三万多元]]",
        "Some of the village donated more than 30,000 yuan. [[1|全村共捐款三万多元]]",
        "More than 30,000 yuan was donated to the village. [[1|全村共捐款三万多元]]",
        "The village was donated more than 30,000 yuan. [[1|全村共捐款三万多元]]",
        "The village donated more than 30,000 dollars. [[1|全村共捐款三万多元]]",
        "Wang Dashan donated 130,000 yuan. [[1|李大山捐款13万元]]",
        "Li Dashan's father donated 130,000 yuan. [[1|李大山捐款13万元]]",
        "Li Dashan received 130,000 yuan. [[1|李大山捐款13万元]]",
        "Li Dashan lent 130,000 yuan. [[1|李大山捐款13万元]]",
        "议会损失150万美元。[[2|The council spent US$1.5 million]]",
        "议会没有花费150万美元。[[2|The council spent US$1.5 million]]",
        "市长出席。[[2|Mayor Anna Lind did not attend]]",
    ],
)
def test_across_languages_what_is_turned_round_is_removed(text):
    assert verdict(text, "How much did the village donate?") is not HOLDS


@pytest.mark.parametrize("piece", ["人", "不", "一", "人，", "的", "口罩三个，", "go ", "3 "])
def test_a_sentence_that_repeats_itself_is_read_in_bounded_time(piece):
    body = piece * (1100 // len(piece)) + "。"
    text = (piece * 600)[:590] + "王。"
    with cpu_at_most(3):
        assert not holds(text, body[:1000], body, "")


@lru_cache(maxsize=1)
def true_sentences() -> dict[str, list[tuple[str, str]]]:
    """Sentences of the sample pages by language, each with the article's text."""
    found: dict[str, list[tuple[str, str]]] = {"zh": [], "en": []}
    for page in read_pages([PAGES]):
        article = extract_article(page) if isinstance(page, Page) and page.name.endswith((".txt", ".html")) else None
        if article is None or article.language not in found:
            continue
        body = article.body[:1100]
        spans = [span for span in sentences(body)[:-1] if 8 < span.end - span.start < 120]
        found[article.language] += [(body[span.start : span.end], body) for span in spans]
    return found


def test_sentences_of_pages_hold_as_they_stand():
    for language, found in true_sentences().items():
        assert len(found) > 20
        assert [quote for quote, body in found if not holds(quote, quote, body, language)] == []


def chinese_turns(quote, chance):
    """The sentence with one thing turned round that closed lists and figures' own writings do not explain."""
    closed = {
        character for words in (lexicon().omissible, lexicon().insertable) for word in words for character in word
    }
    figured = {place for each in figures(quote) for place in range(each.start, each.end)}
    place = chance.randrange(len(quote) + 1)
    yield quote[:place] + chance.choice(CHINESE) + quote[place:]
    plain = [
        place
        for place, character in enumerate(quote)
        if "\u4e00" <= character <= "\u9fff"
        and character not in closed
        and place not in figured
        and quote[place - 1 : place + 1] != "其中"
    ]
    place = chance.choice(plain)
    yield quote[:place] + quote[place + 1 :]
    yield quote[:place] + chance.choice(OTHERS.replace(quote[place], "")) + quote[place + 1 :]
    pairs = [place for place in plain if place + 1 in plain]
    first, second = sorted(chance.choices(pairs, k=2)) if pairs else (0, 0)
    if second - first > 1 and quote[first : first + 2] != quote[second : second + 2]:
        middle = quote[first + 2 : second]
        yield quote[:first] + quote[second : second + 2] + middle + quote[first : first + 2] + quote[second + 2 :]


def english_turns(quote, chance):
    words = quote.split(" ")
    known = lexicon()
    harmless = (known.omissible, known.insertable, known.openings)
    closed = {word for phrases in harmless for phrase in phrases for word in phrase}
    place = chance.randrange(len(words))
    yield " ".join([*words[:place], chance.choice(ENGLISH), *words[place:]])
    plain = [
        place for place, word in enumerate(words) if word.isalpha() and word.lower() not in closed and not figures(word)
    ]
    first, second = sorted(chance.sample(plain, 2))
    yield " ".join([*words[:first], *words[first + 1 :]])
    yield " ".join([*words[:first], chance.choice(ENGLISH_OTHERS), *words[first + 1 :]])
    if words[first].lower() != words[second].lower():
        yield " ".join([*words[:first], words[second], *words[first + 1 : second], words[first], *words[second + 1 :]])


@pytest.mark.slow
@pytest.mark.parametrize(("language", "turns", "rounds"), [("zh", chinese_turns, 2), ("en", english_turns, 6)])
def test_no_sentence_of_a_page_holds_with_one_thing_turned_round(language, turns, rounds):
    chance = random.Random(20241129)  # noqa: S311  the same turns each time
    held, tried = [], 0
    for quote, body in true_sentences()[language] * rounds:
        for turned in turns(quote, chance):
            tried += 1
            if holds(turned, quote, body, language):
                held.append((quote, turned))
    assert tried > 500
    assert held == []
