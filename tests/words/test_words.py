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
    bodies = ["张雨霏发言。", "张雨发言。", "张雨说话。", "张雨霏发言。"]
    table = {each.text: each.articles for each in words_in(("", f"昨天，{body}", "") for body in bodies)}
    assert table["张雨"] == 4
    assert "张雨霏" not in table


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("俄军占领波克罗夫斯克附近村庄", "波克罗夫斯克"),
        ("土耳其总统埃尔多安会见客人", "埃尔多安"),
        ("哈萨克斯坦总统托卡耶夫访问", "托卡耶夫"),
        ("法国总统马克龙与冯德莱恩", "马克龙"),
        ("欧盟委员会主席冯德莱恩说", "冯德莱恩"),
        ("泽连斯基在扎波罗热", "泽连斯基"),
    ],
)
def test_a_foreign_name_is_one_word(text: str, name: str) -> None:
    assert name in {each.text for each in words_of(text) if each.kind is Kind.NAME}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("卡塔尔多哈", ["卡塔尔", "多哈"]),
        ("马龙对奥恰洛夫", ["马龙", "对", "奥恰洛夫"]),
        ("乌克兰军队在克里米亚", ["乌克兰", "军队", "在", "克里米亚"]),
    ],
)
def test_what_stands_beside_a_foreign_name_is_none_of_it(text: str, words: list[str]) -> None:
    assert [each.text for each in words_of(text)] == words


def test_a_part_of_a_name_gives_way_to_the_name() -> None:
    bodies = [
        "画家弗拉基米尔·切尔尼科夫到访。弗拉基米尔·切尔尼科夫说好。",
        "昨天，弗拉基米尔·切尔尼科夫离开。",
        "The bridge of Ann van den Berg opened. Ann van den Berg smiled.",
        "In May the house of Ann van den Berg was sold.",
        "El corredor Carmen de la Fuente ganó. La casa de Carmen de la Fuente es la segunda.",
        "Carmen de la Fuente vive en Ávila. Dice Carmen de la Fuente que no.",
    ]
    table = {each.text: each.sort for each in words_in(("", body, "") for body in bodies)}
    assert {"弗拉基米尔·切尔尼科夫", "Ann van den Berg", "Carmen de la Fuente"} <= {
        text for text, sort in table.items() if sort == "name"
    }
    assert not {"弗拉基米尔", "切尔尼科夫", "Berg", "Ann", "Fuente", "van", "den", "de", "la"} & table.keys()


def test_a_particle_of_several_names_is_no_word() -> None:
    bodies = [
        "The house of Ann van Houten burnt.",
        "The bridge of Rob van Dijk opened.",
        "The wife of Tom van Gogh spoke.",
    ]
    table = {each.text for each in words_in(("", body, "") for body in bodies)}
    assert "van" not in table


def test_a_part_that_stands_alone_too_stays() -> None:
    table = {each.text for each in words_in([("", "The mayor Ann Berg said so. Then Berg left.", "")] * 2)}
    assert {"Ann Berg", "Berg"} <= table


def test_what_only_joins_is_no_word_and_an_abbreviation_is() -> None:
    table = {each.text for each in words_in([("", "The US and the house of a man in the war", "")] * 2)}
    assert {"US", "house", "man", "war"} <= table
    assert not {"The", "the", "and", "of", "in"} & table
    german = {each.text for each in words_in([("", "Das Haus war alt und die Straße war gesperrt", "")] * 2)}
    assert {"Haus", "Straße"} <= german
    assert not {"Das", "war", "und", "die"} & german


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
