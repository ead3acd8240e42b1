"""What a set is, and what is said where it is not one."""

from pathlib import Path

import pytest

from indexer.core.article import Page
from indexer.core.errors import InputError
from service.evaluate.questions import Question, read_set
from service.evaluate.rankings import cases_of
from service.evaluate.split import Half, half_of, sample_key
from tests.archives import RECORDS
from tests.evaluate.village import QUESTIONS, write_rows, write_set

ACROSS = Question("zh:7", "7", "几个？", "zh", ("三",), ("zh:a",), {"zh": "zh:a", "en": "en:a"})


def test_a_folder_gives_its_questions_and_corpus(tmp_path: Path) -> None:
    village = read_set(write_set(tmp_path / "village"))
    assert village.name == "village"
    assert village.questions[0] == Question(
        "q1", "q1", "柳河村捐款多少？", "zh", ("三萬二千元",), ("donation",), {}, answerable=True
    )
    assert [question.id for question in village.questions if not question.answerable] == ["q4"]
    assert village.questions[4].language == "zh"  # detected
    assert village.corpus is not None
    pages = [page for page in village.corpus.pages(lambda _: None) if isinstance(page, Page)]
    assert [page.record["id"] for page in pages] == [record["id"] for record in RECORDS]


@pytest.mark.parametrize(
    ("fields", "kind", "answerable"),
    [
        pytest.param({"kind": "person", "answers": ["a"]}, "person", True, id="what is asked for"),
        pytest.param({"answers": ["a"]}, "", True, id="not told"),
        pytest.param({"kind": "none", "answers": []}, "", False, id="as our news questions have it"),
        pytest.param({"kind": "no_answer", "answers": ["a"]}, "", False, id="as evaluation sets have it"),
        pytest.param({"kind": "money", "is_impossible": True}, "money", False, id="asked for and not answered"),
    ],
)
def test_a_question_may_say_what_kind_of_answer_it_wants(
    tmp_path: Path, fields: dict[str, object], kind: str, answerable: bool
) -> None:
    own = read_set(write_rows(tmp_path / "own.jsonl", [{"id": "q", "text": "who?", **fields}]))
    assert (own.questions[0].kind, own.questions[0].answerable) == (kind, answerable)


@pytest.mark.parametrize(
    ("fields", "answerable", "silent", "judged"),
    [
        pytest.param({"positive_ids": ["a"], "answers": ["x"]}, True, False, True, id="said"),
        pytest.param({"positive_ids": ["a"], "answers": []}, True, True, True, id="its article does not say it"),
        pytest.param({"positive_ids": ["a"]}, True, False, False, id="not told what is right"),
        pytest.param({"answers": []}, False, True, True, id="nothing is right"),
        pytest.param({"kind": "no_answer", "positive_ids": ["a"]}, False, True, True, id="nothing is right by kind"),
    ],
)
def test_which_answers_are_right_may_be_unknown_or_none(
    tmp_path: Path, fields: dict[str, object], answerable: bool, silent: bool, judged: bool
) -> None:
    (own,) = read_set(write_rows(tmp_path / "own.jsonl", [{"id": "q", "text": "who?", **fields}])).questions
    assert (own.answerable, own.silent, own.judged) == (answerable, silent, judged)


def test_ids_name_articles_of_the_folder_corpus_above(tmp_path: Path) -> None:
    named = tmp_path / "eval" / "named"
    named.mkdir(parents=True)
    (tmp_path / "corpus").mkdir()
    write_rows(tmp_path / "corpus" / "news.jsonl", RECORDS)
    write_rows(named / "queries.jsonl", QUESTIONS)
    write_rows(named / "corpus_ids.jsonl", [{"id": "library"}, {"id": "donation"}])
    corpus = read_set(named).corpus
    assert corpus is not None
    pages = [page for page in corpus.pages(lambda _: None) if isinstance(page, Page)]
    assert [page.record["id"] for page in pages] == ["donation", "library"]

    write_rows(named / "corpus_ids.jsonl", [{"id": "library"}, {"id": "lost"}])
    corpus = read_set(named).corpus
    assert corpus is not None
    with pytest.raises(InputError, match=r"1 articles .* none of news\.jsonl \(first: lost\)"):
        list(corpus.pages(lambda _: None))


def test_ids_without_a_folder_of_articles_are_a_fault(tmp_path: Path) -> None:
    named = tmp_path / "a" / "b" / "named"
    named.mkdir(parents=True)
    write_rows(named / "queries.jsonl", QUESTIONS)
    write_rows(named / "corpus_ids.jsonl", [{"id": "library"}])
    with pytest.raises(InputError, match=r"corpus_ids\.jsonl names articles, but no folder corpus/"):
        read_set(named)


def test_a_file_of_ones_own_has_no_corpus(tmp_path: Path) -> None:
    own = read_set(write_rows(tmp_path / "own.jsonl", [{"id": 3, "text": "where?", "positive_ids": ["a"]}]))
    assert (own.name, own.corpus, own.questions[0].id, own.questions[0].language) == ("own", None, "3", "en")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        pytest.param('{"id": "a", "text": "谁？"}\n{broken\n', r"own\.jsonl:2 is not JSON", id="broken line"),
        pytest.param("[1]\n", r"own\.jsonl:1 is not a JSON object", id="no object"),
        pytest.param('{"id": "a"}\n', r"own\.jsonl:1: 'text' is missing", id="no text"),
        pytest.param('{"text": "谁？"}\n', r"own\.jsonl:1: 'id' is missing", id="no id"),
        pytest.param('{"id": "a", "text": " "}\n', r"own\.jsonl:1: 'text' is empty", id="blank text"),
        pytest.param('{"id": "a", "text": "谁？", "answers": "三"}\n', r":1: 'answers' is not a list", id="no list"),
        pytest.param(
            '{"id":"a","text":"谁？"}\n{"id":"a","text":"谁？"}\n', r":2: a question with the id 'a'", id="twice"
        ),
        pytest.param(
            '{"id":"a","text":"谁？","cross_positive_ids":[1]}\n', r":1: 'cross_positive_ids'", id="no languages"
        ),
        pytest.param("\n", r"own\.jsonl has no question", id="empty"),
    ],
)
def test_a_line_that_is_no_question_is_named(tmp_path: Path, lines: str, message: str) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text(lines, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_set(file)


def test_what_is_no_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"has no queries\.jsonl"):
        read_set(tmp_path)
    with pytest.raises(InputError, match=r"nowhere can't be read"):
        read_set(tmp_path / "nowhere")
    (tmp_path / "latin.jsonl").write_bytes('{"id": "a", "text": "é"}'.encode("latin-1"))
    with pytest.raises(InputError, match=r"latin\.jsonl is not UTF-8"):
        read_set(tmp_path / "latin.jsonl")


def test_the_split_never_moves() -> None:
    """First bytes of sha256: a ca, b 3e, c 2e, d 18, e 3f, f 25, g cd, h aa; below 80 is for tuning."""
    assert "".join(group for group in "abcdefgh" if half_of(group) is Half.TUNE) == "bcdef"


def test_the_split_is_even_and_a_sample_takes_from_both_halves() -> None:
    groups = [f"question {number}" for number in range(2000)]
    assert 900 < sum(half_of(group) is Half.TUNE for group in groups) < 1100
    sample = sorted(groups, key=sample_key)[:200]
    assert 70 < sum(half_of(group) is Half.TUNE for group in sample) < 130


def test_translations_fall_in_one_half(tmp_path: Path) -> None:
    rows = [{"id": f"{tag}:{n}", "qid": n, "text": "?", "answers": ["x"]} for n in range(40) for tag in ("zh", "en")]
    own = read_set(write_rows(tmp_path / "own.jsonl", rows))
    tune, report = (own.half(half) for half in (Half.TUNE, Half.REPORT))
    assert {question.group for question in tune}.isdisjoint(question.group for question in report)
    assert sorted([*tune, *report], key=lambda question: question.id) == sorted(own.half(Half.ALL), key=lambda q: q.id)


def test_a_question_with_translated_articles_is_asked_of_each_language_alone_as_well() -> None:
    cases = cases_of([ACROSS], {"zh:a": "zh", "en:a": "en"})
    assert [(case.pair, sorted(case.positive_ids), case.languages) for case in cases] == [
        ("zh→all", ["zh:a"], ()),
        ("zh→zh", ["zh:a"], ("zh",)),
        ("zh→en", ["en:a"], ("en",)),
    ]


def test_the_pair_is_read_off_the_articles_that_answer() -> None:
    asked = [
        Question("1", "1", "how?", "en", (), ("x", "a")),
        Question("2", "2", "how?", "en", (), ("x",)),
        Question("3", "3", "how?", "en", ("a",)),
        Question("4", "4", "how?", "en", answerable=False),
    ]
    assert [case.pair for case in cases_of(asked, {"a": "zh"})] == ["en→zh", "en→all", "en→all"]


def test_a_limit_takes_the_same_questions_of_every_pair() -> None:
    asked = [
        Question(f"{tag}:{n}", str(n), "?", tag, (), ("zh:a",), {"zh": "zh:a", "en": "en:a"})
        for n in range(30)
        for tag in ("zh", "en")
    ]
    cases = cases_of(asked, {}, limit=4)
    groups = {
        pair: {case.question.group for case in cases if case.pair == pair} for pair in {case.pair for case in cases}
    }
    assert len(cases) == 4 * 6
    assert len(groups) == 6
    assert len({frozenset(each) for each in groups.values()}) == 1
