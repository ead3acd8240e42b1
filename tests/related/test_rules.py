"""What a list shows: what is worth reading, what is wanted, and neither the page itself nor a translation of it."""

import numpy as np
import pytest

from indexer.core.article import Span
from indexer.index.docstore import RowFacts
from indexer.index.related import Related
from service.related.page import NO_RULES, RelatedRules
from service.related.rules import is_translation, is_worth, lets_through

FACTS = RowFacts(
    np.zeros(1, dtype=np.int32),
    ("a", "b", "c"),
    ("青禾日报", "江城晚报", ""),
    ("zh", "en", "zh"),
    ("2024-03-31", "2024-03-01", ""),
    keywords=(("要闻",), ("体育", "要闻"), ()),
)
NEWEST = "2024-03-31"


def related(score, *words):
    return Related(0, score, words, Span(0, 0))


@pytest.mark.parametrize(
    ("words", "least"),
    [
        ((), 0.22),
        (("捐款",), 0.22),
        (("郑州",), 0.22),
        (("郑州", "青溪镇"), 0.22),
        (("Harbour",), 0.22),
        (("图书馆",), 0.19),
        (("Harbour Gazette",), 0.19),
        (("郑州", "图书馆"), 0.15),
        (("郑州", "图书馆", "洪水"), 0.12),
    ],
)
def test_the_more_words_say_why_the_less_relevance_is_asked_for(words, least):
    assert is_worth(related(least + 0.101, *words), 0.1, across=False)
    assert not is_worth(related(least + 0.099, *words), 0.1, across=False)


def test_across_languages_only_names_and_chinese_say_why():
    assert is_worth(related(0.16, "OpenAI", "GPT"), 0.0, across=False)
    assert not is_worth(related(0.16, "horn", "costs"), 0.0, across=True)
    assert is_worth(related(0.16, "Harbour Gazette", "GPT"), 0.0, across=True)


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        (NO_RULES, "abc"),
        (RelatedRules(exclude=frozenset({"a", "x"})), "bc"),
        (RelatedRules(sources=frozenset({"青禾日报"})), "a"),
        (RelatedRules(not_sources=frozenset({"青禾日报"})), "bc"),
        (RelatedRules(keywords=frozenset({"体育"})), "b"),
        (RelatedRules(languages=frozenset({"zh"})), "ac"),
        (RelatedRules(max_age_days=0), "a"),
        (RelatedRules(max_age_days=30), "ab"),
        (RelatedRules(max_age_days=10**6), "ab"),
    ],
)
def test_rules_leave_out_what_is_not_wanted(rules, wanted):
    assert "".join(each for number, each in enumerate("abc") if lets_through(rules, number, FACTS, NEWEST)) == wanted


def test_equal_rules_have_one_tag_and_none_has_none():
    one, other = (RelatedRules(exclude=frozenset(ids)) for ids in (("a", "b"), ("b", "a")))
    assert one.tag() == other.tag() != RelatedRules(sources=frozenset({"a", "b"})).tag()
    assert NO_RULES.tag() == ""


@pytest.mark.parametrize(
    ("one", "other", "cosine", "same"),
    [
        ({"#3", "#1870", "#2-21"}, {"#3", "#1870", "#7"}, 0.9, True),
        ({"#3", "#1870", "#2-21"}, {"#3", "#1870", "#7"}, 0.87, False),
        ({"#3", "#4", "#5"}, {"#3", "#7", "#8"}, 0.95, False),
        ({"#3"}, {"#4"}, 0.93, True),
        (set(), {"#4"}, 0.91, False),
    ],
)
def test_a_translation_is_near_and_has_the_same_numbers(one, other, cosine, same):
    assert is_translation((frozenset(one), frozenset(other)), cosine, 0.88) is same


@pytest.mark.parametrize(
    ("query", "left_out"),
    [
        ("exclude=bridge-2", {"bridge-2"}),
        ("not_source=%E6%B8%85%E6%B0%B4%E5%91%A8%E6%8A%A5", {"bridge-2", "apple-1"}),
        ("source=nobody", {"bridge-2", "apple-1"}),
        ("keyword=nothing", {"bridge-2", "apple-1"}),
        ("max_age_days=60", {"bridge-2"}),
        ("language=en", {"bridge-2", "apple-1"}),
    ],
)
def test_who_asks_says_what_is_wanted(open_service, query, left_out):
    client = open_service()
    route = "/v1/articles/bridge-3/related"
    whole, chosen = client.get(route), client.get(f"{route}?{query}")
    ids = [[each["article"]["id"] for each in response.json()["related"]] for response in (whole, chosen)]
    assert set(ids[0]) == {"bridge-2", "apple-1"}
    assert set(ids[0]) - set(ids[1]) == left_out
    assert chosen.json()["total"] == len(ids[1])
    assert whole.headers["etag"] != chosen.headers["etag"]


def test_a_text_is_listed_by_the_same_rules(open_service):
    body = {"title": "清水镇苹果", "text": "清水镇的果农收苹果，合作社收购苹果。", "limit": 30}
    client = open_service()
    whole = [each["article"]["id"] for each in client.post("/v1/related", json=body).json()["related"]]
    assert "apple-1" in whole
    left = client.post("/v1/related", json=body | {"exclude": ["apple-1"]}).json()["related"]
    assert [each["article"]["id"] for each in left] == [each for each in whole if each != "apple-1"]


@pytest.mark.parametrize("query", ["max_age_days=-1", "max_age_days=x", "unknown=1", "limit=0", "page=0"])
def test_rules_that_make_no_sense_are_told(open_service, query):
    assert open_service().get(f"/v1/articles/bridge-3/related?{query}").status_code == 422
