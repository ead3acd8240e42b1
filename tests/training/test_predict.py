"""Predictions for passages, and reports on small sets."""

import json
from pathlib import Path

import torch

from indexer.rerank.pairs import PairEncoder
from indexer.rerank.reader import Excerpt
from tests.training.small_sets import KEPT_OUT
from training.fit.reader import BaseModel, new_reader
from training.report.evaluate import read_sets, write_report
from training.report.predict import Predictor
from training.report.sets import held_out_sets, report_sets


def test_a_span_of_a_late_window_has_its_place_in_the_passage(base: BaseModel, encoder: PairEncoder) -> None:
    """Whatever a random reader points at: all that it says of a long passage lies in it."""
    predictor = Predictor(new_reader(base.folder, seed=0, trained_layers=1), encoder, device=torch.device("cpu"))
    passage = "村民捐款三万元，用于修路。" * 30
    long, short, empty = predictor.read("捐了多少？", [Excerpt(passage), Excerpt("三万元"), Excerpt("")])
    assert long.span is not None
    assert 0 <= long.span.start < long.span.end <= len(passage)
    assert short.span is not None
    assert short.span.end <= 3
    assert (empty.span, empty.answerable) == (None, 0.0)


def test_reports_ask_only_what_was_kept_for_them(shared: Path) -> None:
    """XQuAD's Harbour and Ferry, in all four pairs of two languages; the donation's figure is looked for in its article."""
    found = {each.name: each for each in report_sets(shared / "eval")}
    assert list(found) == ["xquad", "donation"]
    assert set(found["xquad"].asked) == {"zh→zh", "zh→en", "en→zh", "en→en"}
    for asked in found["xquad"].asked.values():
        assert {each.passage.article for each in asked} == {"Harbour", "Ferry"}
    assert found["xquad"].asked["en→zh"][0].question == "When was the lighthouse built?"
    assert found["xquad"].asked["en→zh"][0].accepted == ("1901年",)
    (donation,) = found["donation"].asked["zh→zh"]
    assert donation.passage.id == KEPT_OUT


def test_of_sets_that_were_trained_on_the_articles_kept_aside_are_asked(shared: Path) -> None:
    chinese, traditional = held_out_sets(shared / "eval", {"cmrc2018:石桥", "cmrc2018:木塔", "drcd:茶山"})
    assert (chinese.name, traditional.name) == ("cmrc2018-train", "drcd-dev")
    assert [each.question for each in chinese.asked["zh→zh"]] == ["石桥建成于哪一年？", "木塔共有几层？"]
    assert [each.accepted for each in traditional.asked["zh-Hant→zh-Hant"]] == [("九百米",)]
    assert [each.asked for each in held_out_sets(shared / "eval", ())] == [{}, {}]


def test_a_report_says_of_each_set_whether_it_was_trained_on(
    shared: Path, base: BaseModel, encoder: PairEncoder, tmp_path: Path
) -> None:
    predictor = Predictor(new_reader(base.folder, seed=0, trained_layers=1), encoder, device=torch.device("cpu"))
    rows = read_sets(report_sets(shared / "eval"), predictor, encoder, limit=2, note=lambda _: None)
    said: list[str] = []
    write_report(rows, {"steps": 0}, tmp_path, say=said.append)
    written = json.loads((tmp_path / "evaluation.json").read_text(encoding="utf-8"))["rows"]
    assert {(row["set"], row["trained_on"]) for row in written} == {
        ("xquad", "other articles of the set"),
        ("donation", "no"),
    }
    assert len(said) == len(written)
    assert all(0 <= value <= 1 for row in written for value in row["figures"].values())
