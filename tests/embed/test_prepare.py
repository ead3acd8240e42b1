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

from indexer.core.errors import ModelError
from indexer.embed import prepare as preparing
from indexer.embed.load import load_embedder, prepare_model, read_card
from indexer.embed.openvino import Precision
from indexer.embed.prepare import fast_path, fitting_record
from indexer.embed.registry import find_source
from tests.embed.conftest import TEXTS
from tests.tiny_model import make_tiny_model

PREPARE = (
    "import sys; from indexer.embed.load import prepare_model; from indexer.settings import IndexerSettings; "
    "print(prepare_model(IndexerSettings(model=sys.argv[1], cache_dir=sys.argv[2]), print).fingerprint)"
)
LOAD = (
    "import sys; from indexer.embed.load import load_embedder; from indexer.settings import IndexerSettings; "
    "load_embedder(IndexerSettings(model=sys.argv[1], cache_dir=sys.argv[2]))"
)


def start(model: Path, cache: Path) -> subprocess.Popen[str]:
    """A process that prepares the model."""
    return subprocess.Popen([sys.executable, "-c", PREPARE, model, cache], stdout=subprocess.PIPE, text=True)


def home(cache: Path, model: str = "tiny-bert") -> Path:
    """A model's folder in a cache: other tests may have prepared others beside it."""
    (found,) = (path for path in (cache / "models").iterdir() if path.is_dir() and path.name.startswith(model))
    return found


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
    names = sorted(path.name for path in home(tmp_path).iterdir())
    assert names == [names[0], "ready.json", "tokenizer-pieces", "tokenizer.json"]
    assert names[0].startswith("openvino-")


def checked_elsewhere(cache: Path, **changed: str) -> Path:
    """Makes the conversion in a cache one that another CPU verified; returns its folder."""
    folder = next(home(cache).glob("openvino-*"))
    record = folder / "fast.json"
    content = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps({**content, "cpu": "another", **changed}), encoding="utf-8")
    return folder


def test_a_prepared_model_is_not_prepared_again(settings, tiny_cache):
    said = (tiny_cache / "told").read_text(encoding="utf-8").splitlines()
    assert [sentence.split()[0] for sentence in said] == ["Reading", "Converting"]
    told: list[str] = []
    prepare_model(settings(), told.append)
    load_embedder(settings(), progress=told.append)
    assert told == []


def test_other_weights_in_the_same_folder_are_another_model(settings, tmp_path):
    """What was converted of the first is not taken for the second."""
    folder = make_tiny_model(tmp_path / "model", seed=1)
    chosen = settings(model=str(folder), cache_dir=tmp_path / "cache")
    first = load_embedder(chosen)
    make_tiny_model(folder, seed=2)
    assert read_card(chosen) is None
    second = load_embedder(settings(model=str(folder), cache_dir=tmp_path / "cache", backend="sentence-transformers"))
    assert first.card.fingerprint != second.card.fingerprint
    assert not np.allclose(first.embed_passages(TEXTS), second.embed_passages(TEXTS), atol=0.05)
    source = find_source(chosen)
    assert not fast_path(source, fitting_record(source)).prepared


def test_touched_files_of_the_same_content_keep_the_fingerprint(settings, tmp_path):
    folder = make_tiny_model(tmp_path / "model")
    chosen = settings(model=str(folder), cache_dir=tmp_path / "cache", backend="sentence-transformers")
    before = prepare_model(chosen)
    os.utime(folder / "config.json", (1, 1))
    assert prepare_model(chosen) == before


@pytest.mark.parametrize("name", ["model.bin", "model.xml", "probes.npy", "ranges.safetensors", "fast.json"])
@pytest.mark.parametrize("damage", [Path.unlink, lambda file: os.truncate(file, 100)], ids=["removed", "cut"])
def test_a_conversion_of_which_a_file_is_damaged_is_none(settings, own_cache, name, damage):
    source = find_source(settings(cache_dir=own_cache))
    record = fitting_record(source)
    assert fast_path(source, record).prepared
    damage(next(home(own_cache).glob(f"openvino-*/{name}")))
    assert not fast_path(source, record).prepared


def test_a_damaged_conversion_is_made_again(settings, own_cache):
    expected = load_embedder(settings()).embed_passages(TEXTS)
    os.truncate(next(home(own_cache).glob("openvino-*/model.bin")), 100)
    made = load_embedder(settings(cache_dir=own_cache))
    assert made.backend.startswith("openvino")
    # A trial chose the precision anew, and may have chosen another.
    assert np.sum(made.embed_passages(TEXTS) * expected, axis=1).min() > 0.998


def test_another_cpu_verifies_the_conversion_anew(settings, own_cache):
    folder = checked_elsewhere(own_cache, precision="none")
    assert load_embedder(settings(cache_dir=own_cache)).backend.startswith("openvino")
    assert json.loads((folder / "fast.json").read_text(encoding="utf-8"))["precision"] in set(Precision)


def test_a_conversion_that_gives_other_vectors_is_not_used(settings, own_cache, caplog):
    folder = checked_elsewhere(own_cache)
    np.save(folder / "probes.npy", -np.load(folder / "probes.npy"))
    assert load_embedder(settings(cache_dir=own_cache)).backend == "sentence-transformers float32"
    assert "OpenVINO gives other vectors than the model" in caplog.text


@pytest.mark.slow
def test_a_precision_that_this_cpu_cant_run_is_passed_over(tiny_folder, own_cache):
    """Seen with oneDNN held down to AVX2: OpenVINO compiled the 8-bit model and failed at its first batch."""
    folder = checked_elsewhere(own_cache)
    environment = {**os.environ, "ONEDNN_MAX_CPU_ISA": "AVX2", "DNNL_MAX_CPU_ISA": "AVX2"}
    command = [sys.executable, "-c", LOAD, str(tiny_folder), str(own_cache)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    record = json.loads((folder / "fast.json").read_text(encoding="utf-8"))
    assert record["cpu"] != "another"
    assert record["least_cosine"][record["precision"]] >= 0.999


def test_a_cache_that_cant_be_written_is_named_with_the_setting(settings, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ModelError, match="XUNWEN_CACHE_DIR"):
        prepare_model(settings(cache_dir=tmp_path / "file"))


def test_a_prepared_model_opens_in_a_cache_that_is_only_read(settings, monkeypatch):
    expected = read_card(settings())

    def refuse(path: object) -> None:
        raise PermissionError(path)

    monkeypatch.setattr(preparing, "FileLock", refuse)
    assert load_embedder(settings()).card == expected
