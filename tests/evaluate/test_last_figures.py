"""How figures compare with those committed last: ratios, losses, baselines, and what is not compared."""

import json
from pathlib import Path

import pytest

from benchmarks import last_figures
from benchmarks.last_figures import changes, main

LAST = {
    "texts": 96,
    "tokens_per_second": {"plain": 3000, "ours": 8000},
    "query": {"ours": {"median_ms": 5.0}},
    "errors": 0,
    "same": True,
    "backend": "openvino",
}


def ratios_of(now: dict[str, object]) -> dict[str, tuple[float, bool]]:
    return {each.name: (each.ratio, each.lost) for each in changes(now, LAST)}


def test_more_a_second_and_fewer_milliseconds_are_better() -> None:
    now = {**LAST, "tokens_per_second": {"plain": 1500, "ours": 6000}, "query": {"ours": {"median_ms": 4.0}}}
    assert ratios_of(now) == {
        "tokens_per_second plain": (0.5, False),  # the machine's own speed is nobody's loss
        "tokens_per_second ours": (0.75, True),
        "query ours median_ms": (1.25, False),
        "errors": (1.0, False),
    }


def test_a_first_error_is_a_loss() -> None:
    assert ratios_of({**LAST, "errors": 2})["errors"] == (0.0, True)


def test_noise_is_no_loss() -> None:
    assert ratios_of({"query": {"ours": {"median_ms": 5.5}}})["query ours median_ms"][1] is False


def test_figures_of_something_else_are_not_compared() -> None:
    with pytest.raises(ValueError, match="texts is 48 and was 96"):
        changes({**LAST, "texts": 48}, LAST)


def test_what_is_kept_is_compared_with_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(last_figures, "KEPT", tmp_path / "kept")
    file = tmp_path / "embedding.json"
    file.write_text(json.dumps(LAST), encoding="utf-8")
    main([str(file), "--keep"])
    assert "there are no last figures" in capsys.readouterr().out
    kept = json.loads((tmp_path / "kept" / "embedding.json").read_text(encoding="utf-8"))
    assert kept["figures"] == LAST
    assert {"commit", "date", "machine"} <= kept.keys()
    file.write_text(json.dumps({**LAST, "query": {"ours": {"median_ms": 10}}}), encoding="utf-8")
    main([str(file), str(tmp_path / "service.json")])
    told = capsys.readouterr().out
    assert "query ours median_ms" in told
    assert "0.50  LOSS" in told
    assert "1 of 4 figures lost more than 10%" in told
    assert "service: not measured" in told
