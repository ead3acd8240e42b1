"""Our own news questions: every line is well formed, groups hold what they should, a fold is left out whole."""

import hashlib
import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.core.errors import InputError
from indexer.rerank.pairs import PairEncoder
from tests.training.small_sets import ARCHIVE
from training.examples.news import FOLDS, TRANSLATED, fold_of, news_groups, read_news, read_questions

KINDS = {
    "person", "place", "org", "count", "money", "percent", "date", "duration", "measure", "reason", "purpose", "manner",
    "thing", "title", "list", "statement", "none",
}  # fmt: skip
TEXTS = dict(ARCHIVE)


def _line(name: str, article: str, text: str, answer: str, kind: str) -> dict[str, object]:
    body = TEXTS[article]
    return {
        "id": name, "text": text, "lang": "zh", "kind": kind, "scope": "s", "answers": [answer] if answer else [],
        "answer_start": body.index(answer) if answer else -1, "article": article,
        "sha256": hashlib.sha256(body.encode()).hexdigest()[:16],
    }  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    rows = [
        _line("q1", "n1", "永丰集团投资了多少？", "3200万元", "money"),
        _line("q2", "n2", "会议由谁主持？", "市长", "person"),
        _line("q3", "n3", "种了多少玉米？", "", "none"),
        {**_line("q4", "n1", "修建什么？", "码头", "thing"), "sha256": "0" * 16},
    ]
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def test_every_question_in_the_repository_is_well_formed() -> None:
    questions = read_questions()
    assert len(questions) == 5_837 + 6_729 + 629 + 273 + 609 + 875
    ids = Counter(each.reading.id for each in questions)
    assert ids.most_common(1)[0][1] == 1
    for each in questions:
        reading = each.reading
        assert each.kind in KINDS
        assert each.answerable == (each.kind != "none") == (reading.start >= 0)
        assert re.fullmatch(r"(zh|zh-Hant|en|es|fr|de|ru|ar|vi|ja|ko)", reading.language)
        assert all(0 < len(answer) <= 80 for answer in reading.answers)
        assert reading.text.strip() == reading.text != ""


def test_a_tenth_of_the_questions_is_asked_in_eight_other_languages() -> None:
    languages = Counter(each.reading.language for each in read_questions())
    others = {name: count for name, count in languages.items() if not name.startswith("zh") and name != "en"}
    assert set(others) == {"es", "fr", "de", "ru", "ar", "vi", "ja", "ko"}
    assert sum(others.values()) >= 0.105 * languages.total()
    assert min(others.values()) >= 0.9 * sum(others.values()) / len(others)


def test_a_translated_question_has_the_answer_of_its_original_and_none_is_of_the_fold_left_out() -> None:
    originals = {each.reading.id: each for each in read_questions()}
    translated = read_questions(TRANSLATED)
    assert len({each.reading.id for each in translated}) == len(translated) == 4_493
    for each in translated:
        original = originals[each.reading.id.removeprefix("en:")]
        own = each.reading
        same = replace(original.reading, id=own.id, qid=own.qid, text=own.text, language="en")
        assert each == replace(original, reading=same)
        assert re.search("[\u3400-\u9fff]", each.reading.text) is None
        assert fold_of(each.reading.passage) != 0


@pytest.mark.skipif(not Path("../shared/train").is_dir(), reason="../shared is not beside the repository")
def test_no_article_that_is_kept_for_judging_is_asked_about() -> None:
    files = sorted(Path("../shared/train").rglob("kept_aside.txt"))
    kept = {line for file in files for line in file.read_text(encoding="utf-8").split()}
    assert not kept & {each.reading.passage for each in read_questions()}


def test_a_question_whose_article_has_another_text_is_left_out_and_counted(shared: Path, data: Path) -> None:
    news = read_news(shared, data=data)
    assert [each.reading.id for each in news.questions] == ["q1", "q2", "q3"]
    assert news.missing == 1


def test_of_questions_for_details_one_of_so_many_is_taken_and_all_plain_ones(shared: Path, tmp_path: Path) -> None:
    rows = [
        _line(f"{file}:{n}", "n1", "永丰集团投资了多少？", "3200万元", "money")
        for file in ("nq", "nq2", "nq5")
        for n in range(60)
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    taken = Counter(
        each.reading.id.split(":")[0] for each in read_news(shared, data=tmp_path, details_one_of=4).questions
    )
    assert taken["nq5"] == 60
    # 30 of 120 are expected, 4.7 the standard deviation.
    assert 15 < taken["nq"] + taken["nq2"] < 45
    assert len(read_news(shared, data=tmp_path).questions) == 180


def test_groups_hold_the_answer_or_nothing(shared: Path, data: Path, encoder: PairEncoder) -> None:
    groups = {
        group[0].group: group for group in news_groups(read_news(shared, data=data), encoder, 7, without_answer=0)
    }
    assert groups["q1"][0].answer == "3200万元"
    assert all(example.start is None for example in groups["q3"])
    assert {example.article for example in groups["q2"]} == {"news:n2"}


def test_the_fold_left_out_is_in_no_window(shared: Path, data: Path, encoder: PairEncoder) -> None:
    assert {fold_of(f"n{number}") for number in range(200)} == set(range(FOLDS))
    left_out = fold_of("n1")
    groups = list(news_groups(read_news(shared, data=data), encoder, 7, without_fold=left_out))
    assert all("3200万元" not in example.passage for group in groups for example in group)


def test_a_folder_without_questions_is_named(shared: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no questions"):
        read_news(shared, data=tmp_path)
