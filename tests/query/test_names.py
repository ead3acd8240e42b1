"""Names find their articles whatever they are called, and a name is answered whole."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answer.span_expansion import bare_person, whole_name
from service.results import Mode
from service.search.highlight import term_share
from service.search.searcher import Searcher
from tests.archives import RECORDS, build, record_pages
from tests.doubles import TermEmbedder

CLINIC = "柳河村诊所只有一名医生，叫韩建中。韩建中今年五十岁。"
AUDIT = "昨日，毕马威（KPMG）和世界卫生组织（世卫组织，WHO）发布报告。"
LATER = "毕马威在江城开了分所。"
COURT = "原告德文·阿切（Devon Archey）到庭。阿切没有说话。"
TALK = "世卫组织的专家到了白鹭镇。"
RARE = "周鸿祎和李强到会，李强讲话。理强公司和里强村都来了。"
GUESTS = "台湾的客人到了白鹭镇，台完工地上没有人。韩建中问好。"
CHANCE = "汉江边建起了新楼，其中建中路一带最多。"


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    index_dir: Path = tmp_path_factory.mktemp("names")
    texts = {
        "clinic": CLINIC,
        "audit": AUDIT,
        "later": LATER,
        "court": COURT,
        "talk": TALK,
        "chance": CHANCE,
        "rare": RARE,
        "guests": GUESTS,
    }
    records = [{"id": name, "title": name, "body": text, "lang": "zh"} for name, text in texts.items()]
    build(index_dir, TermEmbedder(), record_pages([*records, *RECORDS]))
    return Searcher.open(index_dir, TermEmbedder())


@pytest.mark.parametrize(
    ("question", "taken"),
    [
        pytest.param("Who is Han Jianzhong?", {"Han Jianzhong": ("韩建中",)}, id="family name first"),
        pytest.param("Who is Jianzhong Han?", {"Jianzhong Han": ("韩建中",)}, id="family name last"),
        pytest.param("Who is Han Jian-zhong?", {"Han Jian-zhong": ("韩建中",)}, id="with a hyphen"),
        pytest.param("Who is Zhou Hongyi?", {"Zhou Hongyi": ("周鸿祎",)}, id="a character that only names have"),
        pytest.param("Who is Li Qiang?", {"Li Qiang": ("李强",)}, id="of a person, what begins with a family name"),
        pytest.param("What did KPMG open?", {"KPMG": ("毕马威",)}, id="as an article explains it"),
        pytest.param("毕马威开了什么？", {"毕马威": ("KPMG",)}, id="and the other way round"),
        pytest.param("Did the WHO come?", {"WHO": ("世界卫生组织", "世卫组织")}, id="by way of the full name"),
        pytest.param("世卫组织说了什么？", {"世卫组织": ("世界卫生组织", "WHO")}, id="of a short form"),
        pytest.param("Who is it?", {}, id="small letters ask"),
        pytest.param("What did Archey say?", {"Archey": ("阿切",)}, id="a foreign person's last name"),
    ],
)
def test_names_are_taken_for_what_the_archive_calls_them(
    searcher: Searcher, question: str, taken: dict[str, tuple[str, ...]]
) -> None:
    found = searcher.search(question, mode=Mode.LEXICAL)
    assert dict(found.names) == taken


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("Who is Jianzhong Han?", "clinic"),
        ("What did KPMG open?", "later"),
        ("世界卫生组织的专家", "talk"),
        ("What did Archey say?", "court"),
    ],
)
def test_the_article_is_found_by_the_other_name(searcher: Searcher, question: str, article: str) -> None:
    hits = searcher.search(question, mode=Mode.LEXICAL).hits
    assert article in {hit.article.id for hit in hits[:2]}


def test_an_article_holds_a_whole_name_or_none_of_it(searcher: Searcher) -> None:
    wants = searcher.read("Han Jianzhong", language="en").wants(searcher.index.terms)
    assert (term_share(wants, CLINIC, language="zh"), term_share(wants, CHANCE, language="zh")) == (1.0, 0.0)


def test_a_word_that_the_dictionary_renders_is_no_pinyin(searcher: Searcher) -> None:
    """Though it can be cut into syllables, tai wan e se."""
    read = searcher.read("Did Taiwanese guests come?", language="en")
    assert "taiwanes" not in read.spellings
    assert ("台湾",) in read.synonyms["taiwanes"]


def test_of_names_side_by_side_each_is_known_that_the_archive_has(searcher: Searcher) -> None:
    """白鹭 is in it, and 韩建中; a name of both is not."""
    found = searcher.search("Did Bailu Han Jianzhong come?", mode=Mode.LEXICAL)
    assert found.names == {"Bailu": ("白鹭",), "Han Jianzhong": ("韩建中",)}


def test_a_part_of_a_question_is_read_in_its_language(searcher: Searcher) -> None:
    assert searcher.read("Los Angeles").language == "es"
    assert ("洛杉", "杉矶") in searcher.read("Los Angeles", language="en").synonyms["angel"]


@pytest.mark.parametrize(
    ("text", "marked", "name"),
    [
        pytest.param(CLINIC, "韩建", "韩建中", id="cut at its end"),
        pytest.param(CLINIC, "建中", "韩建中", id="cut at its beginning"),
        pytest.param("韩建民和韩建中。韩建民在这里，韩建中在那里。", "韩建", "韩建民", id="two of one family"),
        pytest.param(
            "王磊在这里，王磊在那里。王磊和他，王磊和她。", "王磊", "王磊", id="what is said of him is no name"
        ),
        pytest.param("记者在江城采访。江城很大。", "在江城", "江城", id="with a preposition"),
        pytest.param("江城队的守门员", "江城队的", "江城队", id="with a particle"),
        pytest.param("王磊说，王磊说", "王磊", "王磊", id="who speaks is not called so"),
        pytest.param("和平路很长。去和平路", "和平路", "和平路", id="a name may begin like a preposition"),
        pytest.param("白鹭镇到了", "白鹭", "白鹭", id="one place tells nothing"),
        pytest.param("Acme came", "Acm", "Acm", id="letters are widened elsewhere"),
    ],
)
def test_a_name_is_whole(text: str, marked: str, name: str) -> None:
    start = text.index(marked)
    first, end = whole_name(text, start, start + len(marked))
    assert text[first:end] == name


@pytest.mark.parametrize(
    ("text", "marked", "name"),
    [
        pytest.param(
            "退役炊事兵岳大川开了食堂。岳大川说，菜不贵。", "兵岳大川", "岳大川", id="what he is stands before his name"
        ),
        pytest.param("退役炊事兵岳大川开了食堂。", "兵岳大川", "兵岳大川", id="one place tells nothing"),
        pytest.param("炊事兵欧阳大川来了。欧阳大川说", "兵欧阳大川", "欧阳大川", id="a family name of two characters"),
        pytest.param("人在白鹭公园。公园很大。", "白鹭公园", "白鹭公园", id="a common word is no name"),
        pytest.param("食堂由岳大川开。岳大川说", "岳大川", "岳大川", id="a name alone"),
    ],
)
def test_a_person_is_called_by_name_alone(text: str, marked: str, name: str) -> None:
    start = text.index(marked)
    first, end = bare_person(text, start, start + len(marked))
    assert text[first:end] == name


@given(st.text(alphabet="在江城的韩建中，a·说", max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_any_span_stays_in_its_text(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    first, last = whole_name(text, start, end)
    assert 0 <= first <= last <= len(text)
    assert (first < last) == (start < end)
