"""The sample pages, asked: their own questions, and the commands of README.md with what it shows of them."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from service.evaluate.correctness import says_the_words
from service.evaluate.questions import read_set
from tests.cli.command import xunwen
from tests.default_model import needs_default_model

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "data" / "pages"
QUESTIONS = ROOT / "data" / "questions.jsonl"
README = (ROOT / "README.md").read_text(encoding="utf-8")
ASKED = "柳禾村三天一共收到多少捐款？"
ASKED_ON = "2024-12-31"
"""What 去年 of the questions counts from: the latest of the pages are of that year."""
RIGHT, WRONG = 19, 0
"""Least of the 27 questions that the pages answer to be answered rightly, and most to be answered wrongly."""
NEAR = 2
"""Percents by which a confidence may differ on another CPU (docs/models.md)."""

pytestmark = [
    pytest.mark.slow,
    needs_default_model,
    pytest.mark.timeout(600),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `make demo` builds it."""
    folder = tmp_path_factory.mktemp("samples") / "index"
    done = xunwen("index", PAGES, "--index", folder, "-q")
    assert done.code == 0, done.err
    return folder


@pytest.fixture(scope="module")
def answers(index: Path) -> dict[str, str]:
    """What was answered by id of the question; empty where nothing was."""
    done = xunwen("ask", "--batch", QUESTIONS, "--as-of", ASKED_ON, "--index", index)
    assert done.code == 0, done.err
    return {each["id"]: each["answer"]["text"] if each["answer"] else "" for each in done.results}


def test_what_the_pages_do_not_answer_is_declined(answers: dict[str, str]) -> None:
    silent = [each.id for each in read_set(QUESTIONS).questions if each.silent]
    assert [answers[identity] for identity in silent] == ["", "", ""]


def test_what_a_village_collected_is_not_what_a_city_did(index: Path) -> None:
    """The articles of 柳禾村 and its 捐款 hold as much of the question as the English one of a charity's donations."""
    done = xunwen("ask", "How much did the village collect in donations?", "--index", index, "--json")
    assert done.results[0]["answer"] is None, done.out


def test_most_of_the_others_are_answered_rightly(answers: dict[str, str]) -> None:
    asked = {each.id: each for each in read_set(QUESTIONS).questions if not each.silent}
    given = {identity: answers[identity] for identity in asked if answers[identity]}
    wrong = {identity: text for identity, text in given.items() if not says_the_words(text, asked[identity].answers)}
    assert len(wrong) <= WRONG, wrong
    assert len(given) - len(wrong) >= RIGHT, sorted(asked.keys() - given.keys())


def test_the_readme_shows_what_its_first_question_gives(index: Path) -> None:
    """Up to where it leaves off, broken into lines anyhow, confidences within what another CPU may make of them."""
    shown = README.split("```text\n", 1)[1].split("   …\n", 1)[0].split()
    done = xunwen("ask", ASKED, "-n", "1", "--index", index)
    assert done.code == 0, done.err
    printed = done.out.split()[: len(shown)]
    assert [_without_percents(word) for word in printed] == [_without_percents(word) for word in shown]
    percents = zip(_percents(shown), _percents(printed), strict=True)
    assert all(abs(one - other) <= NEAR for one, other in percents), printed


def test_the_readme_shows_the_json_of_its_first_question(index: Path) -> None:
    (given,) = xunwen("ask", ASKED, "--index", index, "--json").results
    answer, citation = given["answer"], given["citations"][0]
    parts = (
        {"status": given["status"], "wanted": given["wanted"]},
        {name: answer[name] for name in ("text", "kind", "start", "end")},
        {name: answer["figure"][name] for name in ("kind", "min", "max", "min_inclusive", "currency", "qualifier")},
        {"id": citation["article"]["id"], "title": citation["article"]["title"]},
        {"start": citation["start"], "end": citation["end"], "sha256": citation["sha256"][:8]},
    )
    for part in parts:
        assert json.dumps(part, ensure_ascii=False)[1:-1].removesuffix('"') in README
    (confidence,) = re.findall('"confidence": ([0-9.]+)', README)
    assert abs(float(confidence) - answer["confidence"]) <= NEAR / 100


def test_the_other_question_of_make_demo_is_answered(index: Path) -> None:
    (question,) = re.findall('ask "(How much[^"]+)"', (ROOT / "Makefile").read_text(encoding="utf-8"))
    (given,) = xunwen("ask", question, "--index", index, "--limit", "2", "--json").results
    assert given["answer"]["text"] == "US$1.5 million"


def _without_percents(word: str) -> str:
    return re.sub("[0-9]+%", "%", word)


def _percents(words: Sequence[str]) -> list[int]:
    return [int(number) for number in re.findall("([0-9]+)%", " ".join(words))]
