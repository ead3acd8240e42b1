"""What all index and are asked: the same chunks, and questions that an article here answers."""

import json
from pathlib import Path

import pytest

from benchmarks.peers.collection import Asked, collected, from_pages, write
from benchmarks.peers.driver import Row, read_rows
from benchmarks.peers.environments import OWN, ROOT, TOLD
from indexer.core.article import Article
from indexer.core.errors import InputError

BRIDGE = Article("bridge", "柳河村的桥", "柳河村修了一座桥。\n桥长三十米。")


def characters(texts: list[str]) -> list[int]:
    return [len(text) for text in texts]


def test_every_article_is_cut_into_the_chunks_that_a_build_makes(tmp_path: Path) -> None:
    long = Article("long", "长文", "\n".join("镇上的人都来了，桥头很热闹。" * 4 for _ in range(3)))
    written = write(collected("made up", [BRIDGE, long], [], most=9), tmp_path, characters)
    rows = read_rows(written.rows)
    assert rows[0] == Row("bridge#0", "bridge", "柳河村的桥", BRIDGE.body)
    assert len(rows) == written.chunks == 4  # paragraphs of 56 characters, two of which are more than 96
    assert "".join(row.text for row in rows[1:]) == long.body.replace("\n", "")
    record = json.loads(written.articles.read_text(encoding="utf-8").splitlines()[0])
    assert (record["id"], record["title"], record["body"]) == ("bridge", BRIDGE.title, BRIDGE.body)


def test_questions_that_no_article_here_answers_are_left_out() -> None:
    asked = [Asked("谁？", ("nobody",)), Asked("多长？", ("bridge",)), Asked("多长？？", ("bridge",))]
    assert collected("made up", [BRIDGE], asked, most=1).questions == (asked[1],)


def test_the_sample_pages_have_articles_and_their_questions(tmp_path: Path) -> None:
    found = from_pages([ROOT / "data" / "pages"], ROOT / "data" / "questions.jsonl", articles=1000)
    titles = {article.id: article.title for article in found.articles}
    (asked,) = (each for each in found.questions if each.text == "柳禾村三天一共收到多少捐款？")
    assert [titles[identity] for identity in asked.positive_ids] == [
        "柳禾村村民三天捐款三万多元 口罩两千余只送到值守点"
    ]
    assert len(from_pages([ROOT / "data" / "pages"], None, articles=3).articles) == 3
    with pytest.raises(InputError, match="gave no article"):
        from_pages([tmp_path], None, articles=3)


def test_each_peer_has_a_driver_and_says_what_to_install() -> None:
    drivers = {file.stem for file in (ROOT / "benchmarks" / "peers" / "drivers").glob("[a-z]*.py")}
    wanted = {file.stem for file in (ROOT / "benchmarks" / "peers" / "requirements").glob("*.txt")}
    assert drivers == set(TOLD)
    assert wanted == drivers - OWN | {"server"}
