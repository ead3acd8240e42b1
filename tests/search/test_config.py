"""The constants of ranking: each is read where it counts, another one can be tried, and fitted weights go into the file."""

import json
from pathlib import Path

import numpy as np
import pytest

from service.search import config
from service.search.config import ranking, trying, write_weights
from service.search.facts import covered_together
from service.search.fusion import fused
from service.search.head_signals import ToldTimes, head_weights
from service.search.rerank import reader_weights

ONE, HALF = np.ones(1, np.float32), np.full(1, 0.5, np.float32)


def test_another_constant_counts_while_it_is_tried_and_no_longer() -> None:
    """0.5 + 13 * 0.1 * 1 and 0.5 + 2 * 0.1 * 1; a chunk with all of the words in an article with half of them."""
    assert fused(HALF, ONE, spread=0.1)[0] == pytest.approx(1.8)
    assert covered_together(ONE, HALF)[0] == pytest.approx(3 / 13 + 0.5 * 10 / 13)
    with trying(lexical_weight=2.0, chunk_share=1.0):
        assert fused(HALF, ONE, spread=0.1)[0] == pytest.approx(0.7)
        assert covered_together(ONE, HALF)[0] == 1.0
    with pytest.raises(ZeroDivisionError), trying(lexical_weight=2.0):
        raise ZeroDivisionError
    assert fused(HALF, ONE, spread=0.1)[0] == pytest.approx(1.8)


def test_what_is_no_constant_is_refused() -> None:
    with pytest.raises(TypeError, match="wieght"), trying(lexical_wieght=2.0):
        pass


def test_every_signal_has_a_weight() -> None:
    assert set(ToldTimes._fields) < set(head_weights())
    assert reader_weights().rank == ranking().reader_weights["rank"]


def test_fitted_weights_go_into_the_file_and_leave_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = Path(config.__file__).with_name(config.FILE)
    file = tmp_path / config.FILE
    file.write_bytes(shipped.read_bytes())
    monkeypatch.setattr(config, "__file__", str(tmp_path / "config.py"))
    write_weights("reader_weights", {"rank": 1.0})
    before, after = (json.loads(each.read_text(encoding="utf-8")) for each in (shipped, file))
    assert after == before | {"reader_weights": {"rank": 1.0}}
    write_weights("reader_weights", before["reader_weights"])
    assert file.read_bytes() == shipped.read_bytes()
