"""Addresses of pages: read, checked, written again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.results import Filters
from service.settings import ServiceSettings
from service.web.form import AskForm

SETTINGS = ServiceSettings(max_query_characters=10, max_limit=40)


def test_an_address_is_read() -> None:
    form = AskForm.of(
        [
            ("q", " 捐款 "),
            ("source", "甲"),
            ("source", "乙"),
            ("source", "甲"),
            ("lang", "zh"),
            ("from", "2020-01-01"),
            ("x", "y"),
        ]
    )
    assert form == AskForm("捐款", ("甲", "乙"), ("zh",), "2020-01-01")
    assert form.filters(article_id="a") == Filters(("a",), ("甲", "乙"), ("zh",), "2020-01-01", "")


def test_what_is_written_is_read_again() -> None:
    form = AskForm("捐", ("甲", "b&c=d"), ("en",), "2020-01-01", "2020-02-01", ui="zh", words=True)
    assert AskForm.of(form.parameters()) == form


@given(
    st.lists(
        st.tuples(st.sampled_from(["q", "source", "lang", "from", "to", "n", "lang-ui", "words"]), st.text(max_size=12))
    )
)
def test_any_address_is_read_without_trouble(parameters: list[tuple[str, str]]) -> None:
    form = AskForm.of(parameters)
    assert 1 <= form.limit <= 1000
    assert form.problem(SETTINGS) in {"", "error_too_long", "error_date", "error_dates"}


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"question": "x" * 10}, ""),
        ({"question": "x" * 11}, "error_too_long"),
        ({"published_from": "2020-02-30"}, "error_date"),
        ({"published_to": "20200230"}, "error_date"),
        ({"published_from": "2020-02-02", "published_to": "2020-02-02"}, ""),
        ({"published_from": "2020-02-03", "published_to": "2020-02-02"}, "error_dates"),
    ],
)
def test_what_cannot_be_used_is_named(fields: dict[str, str], problem: str) -> None:
    assert AskForm(**fields).problem(SETTINGS) == problem


def test_more_passages_are_twenty_more_up_to_the_limit() -> None:
    assert AskForm("捐").more("/", SETTINGS) == "/?q=%E6%8D%90&n=30#passages"
    assert AskForm("捐", limit=30).more("/", SETTINGS) == "/?q=%E6%8D%90&n=40#passages"
    assert AskForm("捐", limit=40).more("/", SETTINGS) == ""


@pytest.mark.parametrize(
    "query", ["失踪人数的变化", "Differences between the first and the second report", "兩篇報導有何出入"]
)
def test_who_asks_what_changed_is_answered_though_it_is_no_question(query: str) -> None:
    assert AskForm(query).wants_answer
    assert not AskForm(query, wanted="articles").wants_answer
