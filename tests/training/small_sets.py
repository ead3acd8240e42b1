"""A small shared folder: sets and an archive whose every text was written for these tests."""

import json
from collections.abc import Sequence
from pathlib import Path

TOPICS = {  # by the halving rule over names: two for training, two for reporting
    "Harbour": ("港口的灯塔建于1901年。守塔人每晚点灯。", "The lighthouse of the harbour was built in 1901. A keeper lit it every night."),
    "Orchard": ("果园里种了三百棵梨树。秋天摘果。", "The orchard has three hundred pear trees. Fruit is picked in autumn."),
    "Ferry": ("渡船每天六点出发。船上有四十个座位。", "The ferry leaves at six every day. It has forty seats."),
    "Quarry": ("采石场在山的北面。工人有五十名。", "The quarry lies north of the hill. It employs fifty workers."),
}  # fmt: skip
ANSWERS = {
    "Harbour": ("1901年", "1901"),
    "Orchard": ("三百棵", "three hundred"),
    "Ferry": ("六点", "six"),
    "Quarry": ("五十名", "fifty"),
}
QUESTIONS = {
    "Harbour": ("灯塔是哪年建的？", "When was the lighthouse built?"),
    "Orchard": ("果园种了多少棵梨树？", "How many pear trees does the orchard have?"),
    "Ferry": ("渡船几点出发？", "When does the ferry leave?"),
    "Quarry": ("采石场有多少工人？", "How many workers does the quarry employ?"),
}

WIKI = (
    ("w1", "石桥", "石桥建成于1820年，全长四十米，由当地石匠修建。桥头有两座石狮。", "石桥建成于哪一年？", "1820年"),
    ("w2", "茶山", "茶山海拔九百米，春天开满杜鹃花。山顶有一座旧茶亭。", "茶山海拔多少米？", "九百米"),
    ("w3", "盐湖", "盐湖面积十二平方公里，盛产食盐。湖边住着三百户人家。", "盐湖面积有多大？", "十二平方公里"),
    ("w4", "木塔", "木塔共七层，由僧人守护。塔内藏有经书两千卷。", "木塔共有几层？", "七层"),
)  # fmt: skip

ARCHIVE = (
    ("n1", "近日，天气转晴。青田县永丰集团投资3200万元，用于修建新的码头。当地居民十分高兴。"),
    ("n2", "昨天下午，会议召开。柳河市大同银行投资8500万元，用于扩建仓库。会议由市长主持。"),
    ("n3", "村里新修了路。全村今年种植小麦1500亩，比去年多了不少。大家忙着收割。"),
    ("n4", "这篇留作评测。远山镇公司投资4400万元，用于修建水库，工程预计后年完成。"),
    ("n5", "据另一家报道。远山镇公司投资4400万元，用于修建水库，工程预计后年完成。别的话不同。"),
)  # fmt: skip
KEPT_OUT, COPY = "n4", "n5"


def write_shared(folder: Path) -> Path:
    """Writes the folder and returns it."""
    for name in ("cmrc2018-train", "drcd-dev"):
        language = "zh" if name.startswith("cmrc") else "zh-Hant"
        corpus = [
            {"id": f"{name}:{key}", "title": title, "text": text, "lang": language} for key, title, text, *_ in WIKI
        ]
        queries = [
            {"id": f"{name}:{key}-q", "text": asked, "lang": language, "answers": [answer],
             "answer_start": text.index(answer), "positive_ids": [f"{name}:{key}"]}
            for key, _, text, asked, answer in WIKI
        ]  # fmt: skip
        _write(folder / "eval" / name, corpus, queries)
    _write(folder / "eval" / "xquad", *_xquad())
    donation = folder / "eval" / "donation"
    donation.mkdir(parents=True)
    _lines(donation / "corpus_ids.jsonl", [{"id": KEPT_OUT}])
    asked = {
        "id": "d1",
        "text": "远山镇公司投资了多少？",
        "lang": "zh",
        "answers": ["4400万元"],
        "answer_start": 16,
        "positive_ids": [KEPT_OUT],
    }
    _lines(donation / "queries.jsonl", [asked])
    (folder / "corpus").mkdir()
    _lines(folder / "corpus" / "news.jsonl", [{"id": key, "text": text, "lang": "zh"} for key, text in ARCHIVE])
    return folder


def _xquad() -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    corpus: list[dict[str, object]] = []
    queries: list[dict[str, object]] = []
    for topic, texts in TOPICS.items():
        for place, language in enumerate(("zh", "en")):
            identity = f"{language}:{topic}"
            answer, asked = ANSWERS[topic][place], QUESTIONS[topic][place]
            corpus.append({"id": identity, "text": texts[place], "lang": language, "topic": topic})
            queries.append(
                {"id": f"{identity}-q", "qid": topic, "text": asked, "lang": language, "answers": [answer],
                 "answer_start": texts[place].index(answer), "positive_ids": [identity]}
            )  # fmt: skip
    return corpus, queries


def _write(folder: Path, corpus: Sequence[object], queries: Sequence[object]) -> None:
    folder.mkdir(parents=True)
    _lines(folder / "corpus.jsonl", corpus)
    _lines(folder / "queries.jsonl", queries)


def _lines(file: Path, rows: Sequence[object]) -> None:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
