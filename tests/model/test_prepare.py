"""A model is prepared once, whole or not at all, and again when what it was made from changes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from indexer.errors import ModelError
from indexer.model import prepare as preparing
from indexer.model.fast.engine import Precision
from indexer.model.load import load_embedder, prepare_model, read_card
from tests.model.conftest import TEXTS
from tests.tiny_model import make_tiny_model

PREPARE = (
    "import sys; from indexer.model.load import prepare_model; from indexer.settings import IndexerSettings; "
    "print(prepare_model(IndexerSettings(model=sys.argv[1], cache_dir=sys.argv[2]), print).fingerprint)"
)


def start(model: Path, cache: Path) -> subprocess.Popen[str]:
    """A process that prepares the model."""
    return subprocess.Popen([sys.executable, "-c", PREPARE, model, cache], stdout=subprocess.PIPE, text=True)


def home(cache: Path) -> Path:
    """The one model's folder in a cache."""
    return next(path for path in (cache / "models").iterdir() if path.is_dir())


@pytest.mark.slow
def test_of_two_processes_one_prepares_and_both_get_the_card(tiny_folder, tmp_path):
    outputs = [process.communicate()[0].splitlines() for process in [start(tiny_folder, tmp_path) for _ in range(2)]]
    assert outputs[0][-1] == outputs[1][-1]
    assert sorted(len(lines) for lines in outputs) == [1, 3]  # the other had nothing to tell but its card


@pytest.mark.slow
def test_killed_while_it_prepares_it_leaves_nothing_that_passes_for_a_model(settings, tiny_folder, tmp_path):
    process = start(tiny_folder, tmp_path)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("models/*/.openvino*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert not list(tmp_path.glob("models/*/openvino-*"))
    embedder = load_embedder(settings(cache_dir=tmp_path))
    assert embedder.backend.startswith("openvino")
    assert sorted(path.name[:9] for path in home(tmp_path).iterdir()) == ["openvino-", "ready.jso", "tokenizer"]


def test_a_prepared_model_is_not_prepared_again(settings, tmp_path):
    chosen, told = settings(cache_dir=tmp_path), []
    prepare_model(chosen, told.append)
    assert [sentence.split()[0] for sentence in told] == ["Reading", "Converting"]
    prepare_model(chosen, told.append)
    load_embedder(chosen, progress=told.append)
    assert len(told) == 2


def test_other_weights_in_the_same_folder_are_another_model(settings, tmp_path):
    folder = make_tiny_model(tmp_path / "model", seed=1)
    chosen = settings(model=str(folder), cache_dir=tmp_path / "cache")
    first = load_embedder(chosen)
    make_tiny_model(folder, seed=2)
    assert read_card(chosen) is None
    second = load_embedder(chosen)
    assert first.card.fingerprint != second.card.fingerprint
    assert not np.allclose(first.embed_passages(TEXTS), second.embed_passages(TEXTS), atol=0.05)


def test_touched_files_of_the_same_content_keep_the_fingerprint(settings, tmp_path):
    folder = make_tiny_model(tmp_path / "model")
    chosen = settings(model=str(folder), cache_dir=tmp_path / "cache")
    before = prepare_model(chosen)
    os.utime(folder / "config.json", (1, 1))
    assert prepare_model(chosen) == before


@pytest.mark.parametrize("damage", ["cut", "removed"])
def test_a_damaged_conversion_is_made_again(settings, tmp_path, damage):
    chosen = settings(cache_dir=tmp_path)
    expected = load_embedder(chosen).embed_passages(TEXTS)
    weights = next(home(tmp_path).glob("openvino-*/model.bin"))
    if damage == "cut":
        os.truncate(weights, 100)
    else:
        weights.unlink()
    np.testing.assert_allclose(load_embedder(chosen).embed_passages(TEXTS), expected, atol=1e-6)


def test_another_cpu_verifies_the_conversion_anew(settings, tmp_path):
    chosen = settings(cache_dir=tmp_path)
    load_embedder(chosen)
    record = next(home(tmp_path).glob("openvino-*/fast.json"))
    content = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps({**content, "cpu": "another", "precision": "none"}), encoding="utf-8")
    assert load_embedder(chosen).backend.startswith("openvino")
    assert json.loads(record.read_text(encoding="utf-8"))["precision"] in set(Precision)


def test_a_conversion_that_gives_other_vectors_is_not_used(settings, tmp_path, caplog):
    chosen = settings(cache_dir=tmp_path)
    load_embedder(chosen)
    folder = next(home(tmp_path).glob("openvino-*"))
    np.save(folder / "probes.npy", -np.load(folder / "probes.npy"))
    record = folder / "fast.json"
    content = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps({**content, "cpu": "another"}), encoding="utf-8")
    assert load_embedder(chosen).backend == "sentence-transformers float32"
    assert "OpenVINO gives other vectors than the model" in caplog.text


@pytest.mark.slow
def test_a_precision_that_this_cpu_cant_run_is_passed_over(tiny_folder, tmp_path):
    """Seen with oneDNN held down to AVX2: OpenVINO compiled the 8-bit model and failed at its first batch."""
    environment = {**os.environ, "ONEDNN_MAX_CPU_ISA": "AVX2", "DNNL_MAX_CPU_ISA": "AVX2"}
    command = [sys.executable, "-c", PREPARE, str(tiny_folder), str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    record = json.loads(next(home(tmp_path).glob("openvino-*/fast.json")).read_text(encoding="utf-8"))
    assert record["least_cosine"][record["precision"]] >= 0.999


def test_a_cache_that_cant_be_written_is_named_with_the_setting(settings, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ModelError, match="XUNWEN_CACHE_DIR"):
        prepare_model(settings(cache_dir=tmp_path / "file"))


def test_a_prepared_model_opens_in_a_cache_that_is_only_read(settings, tmp_path, monkeypatch):
    chosen = settings(cache_dir=tmp_path / "cache")
    expected = prepare_model(chosen)

    def refuse(path: object) -> None:
        raise PermissionError(path)

    monkeypatch.setattr(preparing, "FileLock", refuse)
    assert load_embedder(chosen).card == expected
