"""What a person sees of an answer on a terminal."""

import re
from dataclasses import replace

from indexer.cli.terminal import out
from service.answer.ask import ask
from service.cli.terminal import print_answer
from service.http.ask_schemas import AskResponse
from service.results import AskResult
from service.search.searcher import Searcher
from service.web.confidence import Confidence
from service.web.strings import PageLanguage, text_of
from tests.answer.reading import with_reader


def shown(question: str, result: AskResult) -> str:
    with out.capture() as captured:
        print_answer(question, AskResponse.of(result))
    return captured.get()


def test_value_quote_article_date_confidence_and_alternatives_are_shown(news: Searcher) -> None:
    question = "阳湾村全村共捐款多少元？"
    result = replace(ask(with_reader(news, "三万多元", "3万多元"), question), wanted="money")
    assert result.answer is not None
    text = shown(question, result)
    sure = Confidence.of(result.answer.confidence)
    in_words = text_of(PageLanguage.EN, sure.words).lower()
    assert f"{result.answer.text}  = > 30,000 CNY  money, confidence {sure} ({in_words})" in text
    first, second = result.citations
    assert f"characters {first.start}–{first.end} of {first.article.id}" in text
    assert f"{first.article.title} · {first.article.source} · {first.article.published_at}" in text
    assert f"also in {second.article.title} · {second.article.source}" in text
    beside = result.alternatives[0]
    assert (
        f"or {beside.answer.text} ({Confidence.of(beside.answer.confidence)}) — {beside.citation.article.title}" in text
    )


def test_a_conflict_is_told_by_but_and_an_earlier_report_by_before(news: Searcher) -> None:
    question = "望海镇转移群众多少人？"
    result = ask(with_reader(news, "460人", "320人"), question)
    text = shown(question, result)
    assert re.search(r"before 320人 \([0-9]+%\) — 望海镇连夜转移群众 · 望海早报 · 2021-08-10", text)
    disputed = replace(result, alternatives=tuple(replace(each, superseded=False) for each in result.alternatives))
    assert re.search(r"but 320人 \([0-9]+%\) — 望海镇连夜转移群众", shown(question, disputed))


def test_each_reason_is_a_sentence_of_its_own(news: Searcher) -> None:
    silent = ask(news, "红松林业公司捐款多少元？")
    sentences = {
        reason: shown("？", replace(silent, reason=reason)).strip().splitlines()[0]
        for reason in ("no_evidence", "low_margin", "type_mismatch", "conflict", "ambiguous", "other_period")
    }
    assert len(set(sentences.values())) == 6
    assert all(line.endswith(".") for line in sentences.values())


def test_markup_in_an_article_is_shown_as_text(news: Searcher) -> None:
    result = ask(with_reader(news, "4.6亿元"), "青石河大桥总投资多少元？")
    assert result.answer is not None
    article = replace(result.citations[0].article, title="[red]标题[/red]")
    hostile = replace(result, citations=(replace(result.citations[0], article=article),))
    assert "[red]标题[/red]" in shown("？", hostile)
