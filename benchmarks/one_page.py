"""One real page, asked on its figures, names and reasons in Chinese and English, and what it does not tell.

    python -m benchmarks.one_page [--page FILE]

Needs `../shared/pages/hnr-2020-02-21.txt` beside the repository. The page is indexed alone, as a new user's first one is. An
answer is right if it holds the words expected; a question that the page does not answer is right to be declined.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.fitting.ranking import ALL_READ
from indexer.core.process import Silent
from indexer.embed.load import load_embedder
from indexer.input.pages import read_pages
from indexer.pipeline.build import build_index
from indexer.rerank.load import load_reader
from indexer.settings import IndexerSettings
from service.answer.ask import ask
from service.results import Mode
from service.search.searcher import Searcher

PAGE = Path(__file__).resolve().parents[2] / "shared" / "pages" / "hnr-2020-02-21.txt"
_MODES = (Mode.HYBRID, Mode.RERANKED)
_ANSWERED = {
    "三万多元": (
        "捐了多少钱？", "村里一共收到多少捐款？", "村三委和爱心人士共捐了多少钱？", "How much money was donated?",
        "How much did the villagers and kind-hearted people donate in total?",
    ),
    "1万元": (
        "党支部书记带头捐了多少钱？", "孙新福捐了多少？", "How much did the party secretary donate?",
        "How much did Sun Xinfu donate?",
    ),
    "三千余个": ("捐了多少口罩？", "口罩捐了多少？", "收到多少口罩？", "How many masks were donated?"),
    "二吨": ("捐了多少消毒物资？", "How much disinfectant was donated?"),
    "97名": ("村里有多少名党员？", "有多少党员？", "How many party members does the village have?"),
    "3680余": ("小区有多少群众？", "How many residents live in the community?"),
    "24小时": ("韩建民每天坚守岗位多少小时？", "How many hours does Han Jianmin stay at his post?"),
    "一名": ("诊所里有几名医务工作者？", "有几名医务工作者？"),
    "两人": ("年轻党员几人一组？",),
    "孙新福": (
        "谁带头捐款？", "党支部书记是谁？", "村党支部书记是谁？", "Who led the donation?", "Who is the party secretary of the village?",
    ),
    "韩建民": ("社区物业的负责人是谁？", "Who is in charge of the community's property management?"),
    "韩建中": (
        "小区诊所的医务工作者是谁？", "诊所唯一的医务工作者是谁？", "Who is the medical worker at the clinic?", "Who is the only doctor?",
    ),
    "医务工作者": ("韩建中是做什么的？",),
    "韩国宪": ("像韩建民一样的老党员还有谁？",),
    "王振西": ("报道是哪个记者写的？", "Which reporter wrote this?"),
    "牛砦村": ("这是哪个村的党支部？",),
    "口罩": ("捐款用来买什么？", "捐款用来做什么？", "What was the donated money used for?"),
    "短缺": ("为什么要捐款？",),
    "自行车": ("韩建中骑什么？",),
}  # fmt: skip
_NOT_ANSWERED = (
    "捐了多少防护服？", "村里有多少人确诊？", "学校什么时候开学？", "捐了多少台呼吸机？", "修路花了多少钱？", "村主任叫什么名字？",
    "韩建民今年多大？", "孙新福捐了多少口罩？", "How many ventilators were donated?", "How many people were infected?",
    "When will schools reopen?", "How much did the new road cost?", "How old is Han Jianmin?",
    "How many protective suits were donated?",
)  # fmt: skip


def main() -> None:
    """Asks all of them, with and without the reader, and prints a table and the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", type=Path, default=PAGE)
    page = parser.parse_args().page
    if not page.is_file():
        parser.exit(2, f"{page} is not there: this benchmark needs the shared data.\n")
    settings = IndexerSettings()
    embedder = load_embedder(settings)
    with tempfile.TemporaryDirectory() as folder:
        build_index(
            lambda on_bytes: read_pages([page], on_bytes=on_bytes),
            Path(folder),
            embedder,
            chunk_tokens=settings.chunk_tokens,
            progress=Silent(),
        )
        searcher = Searcher.open(Path(folder), embedder, load_reader(settings), budget=ALL_READ)
        _report(searcher)


def _report(searcher: Searcher) -> None:
    expected = [(question, words) for words, questions in _ANSWERED.items() for question in questions]
    asked: Sequence[tuple[str, str]] = [*expected, *((question, "") for question in _NOT_ANSWERED)]
    table = Table("question", "expected", *_MODES)
    counts: Counter[tuple[str, str, str]] = Counter()
    for question, words in asked:
        cells = []
        for mode in _MODES:
            result = ask(searcher, question, mode=mode)
            said = None if result.answer is None else result.answer.text
            verdict = "declined" if said is None else "right" if words and words in said else "wrong"
            counts[mode, "answerable" if words else "unanswerable", verdict] += 1
            cells.append(result.reason if said is None else f"{'' if verdict == 'right' else '✗ '}{said[:24]}")
        table.add_row(question, words or "–", *cells)
    console = Console(width=150)
    console.print(table)
    for row, number in sorted(counts.items()):
        console.print("{:9} {:13} {:9}".format(*row), number)


if __name__ == "__main__":
    main()
