"""Public files of questions become sets that `xunwen eval` reads; what is not such a file is named."""

import csv
import json
from pathlib import Path

import pytest

from benchmarks.public_sets import convert
from indexer.core.errors import InputError
from service.evaluate.corpus import Corpus
from service.evaluate.questions import QuestionSet, read_set
from service.evaluate.set_files import json_rows

FERRY = "青禾渡口的新渡轮可以载客一百二十人，每天往返六次，票价三元，老人免票，由镇政府补贴。"
BRIDGE = "青禾大桥二〇一九年三月动工，全长八百米，计划两年内通车，总投资两亿元，由省里出资。"
FAIR = "白沙集市每逢农历初五开市，周边十二个村子的人都来赶集，摊位有三百多个，最热闹是年前。"


def texts(corpus: Corpus | None) -> dict[str, str]:
    assert corpus is not None
    return {row.text("id"): row.text("text") for file in corpus.files for row in json_rows(file)}


def asked(chosen: QuestionSet) -> list[tuple[str, tuple[str, ...], list[str]]]:
    """Each question with its answers and the texts that answer it."""
    snippets = texts(chosen.corpus)
    return [(each.text, each.answers, [snippets[one] for one in each.positive_ids]) for each in chosen.questions]


def test_a_question_of_webqa_is_answered_by_the_snippets_that_have_an_answer(tmp_path: Path) -> None:
    evidences = {
        "Q1#00": {"answer": ["一百二十人"], "evidence": FERRY},
        "Q1#01": {"answer": ["no_answer"], "evidence": FAIR},
    }
    file = tmp_path / "me_test.ann.json"
    unanswered = {"question": "哪天开市？", "evidences": {"Q2#00": {"answer": ["no_answer"], "evidence": FAIR}}}
    content = {"Q1": {"question": "新渡轮能载多少人？", "evidences": evidences}, "Q2": unanswered}
    file.write_text(json.dumps(content), encoding="utf-8")

    convert("webqa", file, tmp_path / "set")

    made = read_set(tmp_path / "set")
    assert asked(made) == [("新渡轮能载多少人？", ("一百二十人",), [FERRY])]
    assert sorted(texts(made.corpus).values()) == sorted([FERRY, FAIR])


def test_of_chronoqa_only_questions_on_one_snippet_are_asked_and_every_snippet_is_there_once(tmp_path: Path) -> None:
    file = tmp_path / "chronoqa.csv"
    rows = [
        ("大桥哪年动工？", "2019年", "single", [BRIDGE]),
        ("大桥和渡轮，哪个先有？", "大桥", "multiple", [BRIDGE, FERRY]),
        ("大桥多长？", "八百米", "single", [BRIDGE, "2019年3月"]),
        ("没有片段的问题？", "无", "single", []),
    ]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["question", "answer", "reference_document_count", "golden_chunks"])
        writer.writerows((question, answer, count, repr(chunks)) for question, answer, count, chunks in rows)

    convert("chronoqa", file, tmp_path / "set")

    made = read_set(tmp_path / "set")
    assert asked(made) == [("大桥哪年动工？", ("2019年",), [BRIDGE]), ("大桥多长？", ("八百米",), [BRIDGE])]
    assert list(texts(made.corpus).values()) == [BRIDGE, FERRY]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("webqa", "question,answer\n"),
        ("webqa", "[]"),
        ("webqa", '{"Q1": {"question": "?"}}'),
        ("chronoqa", "a,b\n1,2\n"),
    ],
)
def test_a_file_of_something_else_is_named(tmp_path: Path, name: str, content: str) -> None:
    file = tmp_path / "other"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=f"{file} is not a file of {name}"):
        convert(name, file, tmp_path / "set")
    assert not (tmp_path / "set").exists()


def test_a_file_without_a_question_and_one_that_is_not_there_are_named(tmp_path: Path) -> None:
    file = tmp_path / "empty.json"
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="has no question of webqa"):
        convert("webqa", file, tmp_path / "set")
    with pytest.raises(InputError, match=r"missing\.json can't be read"):
        convert("webqa", tmp_path / "missing.json", tmp_path / "set")


SANK = "The ferry sank on 3 May 1931, with forty on board."
BOATS = "The ferry had twelve boats and a crew of nine men."


def test_of_wikiqa_questions_are_asked_that_a_sentence_answers_also_of_two_files_in_one(tmp_path: Path) -> None:
    file = tmp_path / "WikiQA.tsv"
    head = "QuestionID\tQuestion\tSentence\tLabel\n"
    train = f"{head}Q1\twhen did it sink\t{BOATS}\t0\nQ1\twhen did it sink\t{SANK}\t1\n"
    file.write_text(f"{train}{head}Q2\twho owned it\t{BOATS}\t0\n", encoding="utf-8")
    convert("wikiqa", file, tmp_path / "set")
    made = read_set(tmp_path / "set")
    assert asked(made) == [("when did it sink", (), [SANK])]
    assert {each.language for each in made.questions} == {"en"}
    assert sorted(texts(made.corpus).values()) == sorted([SANK, BOATS])


def test_sentences_of_trec_qa_are_written_as_they_were_printed(tmp_path: Path) -> None:
    file = tmp_path / "train.xml"
    words = "It\tdid\tn't\tsink\t,\t``\tsaid\tone\t''\t.\nPRP\tVBD\tRB\n"
    negative = "Boats\t,\ttwelve\tof\tthem\t.\nNNS\t,\n"
    file.write_text(
        f"<QApairs id='1'>\n<question>\nDid\tit\tsink\t?\nVBD\n</question>\n<positive>\n{words}</positive>\n"
        f"<negative>\n{negative}</negative>\n</QApairs>\n",
        encoding="utf-8",
    )
    convert("trecqa", file, tmp_path / "set")
    made = read_set(tmp_path / "set")
    assert asked(made) == [("Did it sink?", (), ['It didn\'t sink, " said one ".'])]
    assert "Boats, twelve of them." in texts(made.corpus).values()


def test_of_rgb_what_was_falsified_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "en_fact.json"
    row = {
        "id": 3,
        "query": "when did it sink",
        "positive": [SANK],
        "negative": [BOATS],
        "positive_wrong": ["It sank in 1899."],
    }
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    convert("rgb", file, tmp_path / "set")
    made = read_set(tmp_path / "set")
    assert asked(made) == [("when did it sink", (), [SANK])]
    assert sorted(texts(made.corpus).values()) == sorted([SANK, BOATS])


def test_a_sentence_of_xquad_is_right_in_which_the_answer_begins(tmp_path: Path) -> None:
    folder = tmp_path / "xquad"
    folder.mkdir()
    text = f"{BOATS} {SANK}"
    rows = [{"id": "p", "text": text, "lang": "es"}, {"id": "q", "text": "Other words.", "lang": "ru"}]
    (folder / "corpus.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    question = {
        "id": "1",
        "text": "when?",
        "lang": "es",
        "answers": ["1931"],
        "answer_start": text.index("1931"),
        "positive_ids": ["p"],
    }
    (folder / "queries.jsonl").write_text(json.dumps(question) + "\n", encoding="utf-8")
    convert("xquad-es", folder, tmp_path / "set")
    made = read_set(tmp_path / "set")
    assert asked(made) == [("when?", ("1931",), [SANK])]
    assert sorted(texts(made.corpus).values()) == sorted([SANK, BOATS])
