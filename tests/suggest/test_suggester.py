"""What is typed goes on as titles, names and phrases do, in characters, pinyin, initials, and any script or case."""

from dataclasses import fields

import pytest

from indexer.index.suggestions.prefixes import Prefixes
from indexer.index.suggestions.vocabulary import Vocabulary
from service.results import Filters
from service.search.local import LocalIndex
from service.suggest.help import TypingHelp
from service.suggest.suggester import Suggester
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder

ANYTHING = Filters()


def texts(typing, typed, *, limit=20, filters=ANYTHING):
    return [each.text for each in typing.suggest(typed, limit=limit, filters=filters).suggestions]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("柳", "柳禾村捐款三万元"),
        ("捐款", "捐款"),
        ("juank", "捐款"),
        ("tushuguan", "图书馆"),
        ("tsg", "图书馆"),
        ("chongqing", "重庆洪水退去"),
        ("hongshui", "洪水"),
        ("圖書", "图书馆"),
        ("青溪镇", "青溪鎮圖書館開放"),
        ("柳he", "柳禾村捐款三万元"),
        ("CAFE", "Café Müller donates books"),
        ("mull", "Café Müller donates books"),
        ("hosp", "hospital"),
        ("fangxun", "防汛"),
    ],
)
def test_what_is_typed_goes_on(typing, typed, expected):
    assert expected in texts(typing, typed)


@pytest.mark.parametrize("typed", ["重庆 洪水", "洪水 重", "hongshui 退", "chongqing hongs"])
def test_a_list_of_words_goes_on_as_what_holds_them_all(typing, typed):
    assert texts(typing, typed)[0] == "重庆洪水退去"
    assert texts(typing, f"{typed} 捐款") == []


def test_what_more_articles_have_comes_first_and_each_text_once(typing):
    found = typing.suggest("捐", limit=20, filters=Filters()).suggestions
    assert (found[0].text, found[0].kind, found[0].articles) == ("捐款", "phrase", 2)
    assert len({each.text for each in found}) == len(found)


def test_common_words_that_are_cut_as_names_are_words_unless_somebody_is_called_so(tmp_path):
    """城市 is tagged as a place; 高峰, a peak, is who wrote two of three."""
    body = "这座城市很大，重庆也是。他走遍这座城市，也到过重庆。"
    records = [
        {"id": str(place), "title": f"第{place}条", "body": body, "author": author}
        for place, author in enumerate(("高峰", "高峰", "王海"))
    ]
    build(tmp_path / "index", TermEmbedder(), record_pages(records))
    index = LocalIndex.open(tmp_path / "index")
    found, every = Suggester(index.typed_words()), index.select(ANYTHING)
    kinds = {
        each.text: each.kind
        for typed in ("城市", "高峰", "重庆")
        for each in found.suggest(typed, limit=20, among=every)
    }
    assert (kinds["城市"], kinds["高峰"], kinds["重庆"]) == ("phrase", "name", "name")


def test_a_title_names_its_article(typing):
    found = typing.suggest("重庆洪水", limit=20, filters=Filters()).suggestions
    assert [(each.article_id, each.kind) for each in found if each.text == "重庆洪水退去"] == [("c", "title")]


def test_characters_typed_are_not_others_that_sound_the_same(typing):
    assert texts(typing, "柳he")
    assert not texts(typing, "刘he")


@pytest.mark.parametrize("typed", ["", " ", "!", "zzzz", "\ud800", "%", "\n", "捐" * 200, "a" * 200, "' -"])
def test_what_nothing_begins_with_finds_nothing(typing, typed):
    assert texts(typing, typed) == []


def test_only_articles_that_pass_are_told_of(typing):
    daily, nobody = Filters(sources=("青禾日报",)), Filters(sources=())
    assert texts(typing, "重庆洪水", filters=daily) == []
    assert "捐款" in texts(typing, "捐", filters=daily)
    assert "柳禾村再次捐款" not in texts(typing, "柳", filters=daily)
    assert texts(typing, "fangxun", filters=daily) == []
    assert texts(typing, "捐", filters=nobody) == []


def test_no_more_come_than_wanted(typing):
    assert len(texts(typing, "柳", limit=1)) == 1


def test_a_snapshot_of_before_there_were_words_suggests_those_of_its_titles(searcher):
    from dataclasses import replace

    from service.search.opening import over

    before = replace(searcher.index.whole(), words_file=None, suggestions_folder=None)
    old = TypingHelp(over(before), searcher.read, over(before).select, typing_patience=60)
    assert "柳禾村捐款三万元" in texts(old, "liuhe")


def test_a_snapshot_of_before_words_were_kept_by_sound_offers_other_wordings(searcher, tmp_path):
    from dataclasses import replace
    from shutil import copytree

    from service.search.opening import over

    snapshot = searcher.index.whole()
    folder = tmp_path / "suggestions"
    copytree(snapshot.suggestions_folder, folder)
    kept = list(folder.glob("vocabulary.*"))
    assert len(kept) == len(fields(Vocabulary))
    for each in kept:
        each.unlink()
    before = over(replace(snapshot, suggestions_folder=folder))
    old = TypingHelp(before, searcher.read, before.select, typing_patience=60, asking_patience=60)
    assert old.instead("liuhe cun juankuan") == "柳禾村 捐款"


def test_the_likeliest_of_a_table_are_found_as_in_all_of_it(searcher):
    table = searcher.index.whole().suggestions()
    most = len(table.entries) // 2
    some = table.likeliest(most)
    kept = sorted(range(len(table.entries)), key=lambda number: -table.entries[number].weight)[:most]
    expected = {table.entries[number] for number in kept}
    assert {some.entries[number] for number in range(len(some.entries))} == expected
    for name, typed in (
        ("written", "柳"),
        ("written", "图书"),
        ("sounds", "tushu"),
        ("initials", "tsg"),
        ("written", ""),
    ):
        all_of, of_some = (
            [
                (each.entries[number].text, first)
                for number, first in zip(*map(list, getattr(each, name).found(typed)), strict=True)
            ]
            for each in (table, some)
        )
        assert of_some == [each for each in all_of if each[0] in {entry.text for entry in expected}]
    assert table.likeliest(len(table.entries)) is table


def test_prefixes_longer_than_what_is_put_in_order_are_looked_at_whole():
    key = "a" * 120
    prefixes = Prefixes.of([(0, key + "b", [0, 1]), (1, key + "c", [0])])
    assert prefixes.found(key + "b")[0].tolist() == [0]
    assert sorted(prefixes.found("a")[0].tolist()) == [0, 0, 1]
    assert prefixes.found("b")[0].tolist() == []


def test_without_entries_nothing_is_found():
    assert Prefixes.of([]).found("a")[0].tolist() == []
