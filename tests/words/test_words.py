"""Words are whole, are of a kind, and are counted by article."""

import pytest

from indexer.core.errors import BrokenSnapshotError
from indexer.text.normalize import normalize
from indexer.text.words.cutting import Kind, words_of
from indexer.text.words.learning import WordLearner, words_in
from indexer.text.words.table import KnownWord, WordTable


def test_words_stand_where_their_spans_say_and_nothing_else_is_a_word():
    text = normalize("柳河村捐贈３萬元，OpenAI 的 5G-B 模型。\n今天上午")
    words = list(words_of(text))
    assert all(text[word.start : word.end] == word.text for word in words)
    assert [word.text for word in words if word.kind is Kind.WORD and word.text.isascii()] == ["openai", "g-b"]
    assert not {"，", "。", " "} & {word.text for word in words}


@pytest.mark.parametrize(
    ("text", "kind"),
    [("郑州", Kind.PLACE), ("青溪镇", Kind.PLACE), ("协会", Kind.WORD), ("捐款", Kind.VERB), ("今天上午", Kind.OTHER)],
)
def test_a_word_is_of_a_kind(text, kind):
    assert [word.kind for word in words_of(text)] == [kind]


def test_a_word_counts_once_an_article_and_remembers_the_last_day():
    table = words_in(
        [
            ("捐款", "村民捐款，村民捐款。", "2021-03-05"),
            ("捐款", "", "2021-07-01"),
            ("图书角", "", "2022-01-01"),
        ]
    )
    assert [(each.text, each.articles, each.last_day, each.sort) for each in table] == [
        ("捐款", 2, "2021-07-01", "verb")
    ]


def test_a_word_is_written_as_inside_of_a_sentence_and_a_name_of_several_words_is_one():
    body = "Relief came late. The head of Harbour Gazette said relief was slow."
    table = {each.text: each.sort for each in words_in([("", body, ""), ("", body, "")])}
    assert table["relief"] == "word"
    assert table["Harbour Gazette"] == "name"


def test_words_side_by_side_in_titles_are_known_together():
    table = words_in([("动力电池基地开工", "", "")] * 2)
    assert "动力电池基地" in {each.text for each in table}


def test_what_always_stands_behind_a_word_belongs_to_it():
    table = words_in([("", "柳禾村捐款。柳禾村修桥。", ""), ("", "柳禾村修路。柳禾村通电。", "")])
    assert "柳禾村" in {each.text for each in table}
    linked = words_in([("", "柳禾的桥，柳禾的水。", ""), ("", "柳禾的桥，柳禾的水。", "")])
    assert "柳禾的" not in {each.text for each in linked}


@pytest.mark.parametrize(
    ("wider", "piece"),
    [("佩斯科夫", "斯科夫"), ("张雨霏", "张雨"), ("丁薛祥", "薛祥")],
    ids=["before", "behind", "family name"],
)
def test_a_name_takes_the_place_of_its_piece(wider: str, piece: str) -> None:
    """One mention an article is enough where the articles agree."""
    articles = [("", f"昨天，{wider}在会上发言。", f"2024-05-0{day}") for day in (1, 2, 3)]
    table = {each.text: each for each in words_in(articles)}
    assert (table[wider].articles, table[wider].sort, table[wider].last_day) == (3, "name", "2024-05-03")
    assert piece not in table


def test_a_name_that_stands_alone_as_well_is_kept_beside_the_wider_one() -> None:
    bodies = ["马克龙发言。", "马克发言。", "马克到会。", "马克龙到会。"]
    table = {each.text: each.articles for each in words_in(("", f"昨天，{body}", "") for body in bodies)}
    assert table["马克"] == 4
    assert "马克龙" not in table


@pytest.mark.parametrize("beside", ["由", "驻", "据", "二"])
def test_what_joins_words_belongs_to_no_name(beside: str) -> None:
    table = {each.text for each in words_in([("", f"昨天，{beside}佩斯科夫发言。", "")] * 2)}
    assert f"{beside}佩斯科夫" not in table


def test_what_one_article_has_goes_when_there_are_too_many():
    learner = WordLearner(waiting=3)
    for title in ("捐款", "捐款 图书馆 洪水 大桥", "捐款"):
        learner.add(title, "", "")
    assert [each.text for each in learner.table()] == ["捐款"]


def test_a_table_is_read_as_it_was_written(tmp_path):
    table = WordTable((KnownWord("柳河村", 3, "2021-03-05", "name"), KnownWord("relief", 2, "", "word")))
    table.save(tmp_path / "words.json")
    assert WordTable.open(tmp_path / "words.json") == table


@pytest.mark.parametrize("text", ["", "{}", "[[1]]", '[["a", 1, "", "kind"]]', "\0"])
def test_a_file_that_holds_something_else_is_told(tmp_path, text):
    (tmp_path / "words.json").write_text(text)
    if text != "{}":
        with pytest.raises(BrokenSnapshotError):
            WordTable.open(tmp_path / "words.json")
