"""A converted model in 8 bits gives nearly its own vectors, for texts that it was not calibrated on, and is chosen by trial."""

import json
from pathlib import Path

import numpy as np
import pytest

from indexer.embed.fast_path import LEAST_COSINE, METHOD
from indexer.embed.load import load_embedder
from indexer.embed.openvino import Precision, open_embedder, open_graph, precisions
from indexer.embed.prepare import fast_path, fitting_record, read_tokenizer
from indexer.embed.quantization import RANGES_FILE, calibrate, quantize_activations, read_ranges
from indexer.embed.registry import find_source
from indexer.settings import IndexerSettings
from training.examples.news import read_questions

needs_int8 = pytest.mark.skipif(Precision.CALIBRATED not in precisions(), reason="This CPU has no 8-bit products.")
UNSEEN = [
    "青溪镇的旧粮仓改成了社区书屋，三层楼，藏书一万两千册，周末开放到晚上九点。",
    "The night ferry to Corran was cancelled for the third day as winds reached 90 km/h, the harbour office said.",
    "Die Feuerwehr pumpte den Keller der Schule in Neustadt leer; der Unterricht beginnt am Montag wieder.",
    "市教育局3月9日通报：全市新增学位2.3万个，其中小学1.4万个，投入资金5.8亿元。",
]


@needs_int8
@pytest.mark.slow
def test_the_default_model_in_8_bits_is_near_itself_for_texts_that_it_was_not_calibrated_on():
    settings = IndexerSettings()
    source = find_source(settings)
    record = fitting_record(source)
    if record is None:
        load_embedder(settings)
        record = fitting_record(source)
    card, tokenizer = record.bare_card(), read_tokenizer(source, record)
    folder = fast_path(source, record).folder
    texts = [*UNSEEN, *(each.reading.text for each in read_questions()[::97])]
    exact, small = (
        open_embedder(folder, precision, card, tokenizer).embed_passages(texts)
        for precision in (Precision.F32, Precision.CALIBRATED)
    )
    cosines = np.sum(exact.astype(np.float64) * small, axis=1)
    assert len(texts) > 100
    assert cosines.mean() > 0.999
    assert cosines.min() > 0.998


@needs_int8
def test_a_conversion_that_another_version_compared_is_compared_anew(settings, own_cache: Path):
    """Machines whose model was prepared before get the faster precision without converting it again."""
    folder = next(own_cache.glob("models/*/openvino-*"))
    (folder / RANGES_FILE).unlink(missing_ok=True)
    record = json.loads((folder / "fast.json").read_text(encoding="utf-8"))
    del record["method"], record["tokens_per_second"]
    record["sizes"].pop(RANGES_FILE, None)
    (folder / "fast.json").write_text(json.dumps(record), encoding="utf-8")
    model = (folder / "model.bin").stat().st_mtime_ns
    load_embedder(settings(cache_dir=own_cache))
    found = json.loads((folder / "fast.json").read_text(encoding="utf-8"))
    assert found["method"] == METHOD
    assert set(found["tokens_per_second"]) == {
        name for name, cosine in found["least_cosine"].items() if cosine >= LEAST_COSINE
    }
    assert found["precision"] in found["tokens_per_second"]
    assert read_ranges(folder)
    assert (folder / "model.bin").stat().st_mtime_ns == model


def test_ranges_are_the_largest_values_of_real_tokens(settings, own_cache: Path):
    """Of two texts, each channel's range is the larger of both alone; padding has none."""
    chosen = settings(cache_dir=own_cache)
    source = find_source(chosen)
    record = fitting_record(source)
    tokenizer = read_tokenizer(source, record)
    folder = fast_path(source, record).folder
    short, long = tokenizer.encode(["雨", "渡口的灯还亮着。天气很好"])
    both = calibrate(open_graph(folder), [tokenizer.pad([short, long])])
    alone = [calibrate(open_graph(folder), [tokenizer.pad([ids])]) for ids in (short, long)]
    assert both
    for name, values in both.items():
        np.testing.assert_allclose(values, np.maximum(alone[0][name], alone[1][name]), rtol=1e-4, atol=1e-5)


def test_what_narrows_stays_as_it_is(settings, own_cache: Path):
    """Queries, keys and values share what they take: of each of two layers, their input, the output's and the first feed-forward's."""
    chosen = settings(cache_dir=own_cache)
    source = find_source(chosen)
    record = fitting_record(source)
    folder = fast_path(source, record).folder
    tokenizer = read_tokenizer(source, record)
    graph = open_graph(folder)
    ranges = calibrate(open_graph(folder), [tokenizer.pad(tokenizer.encode(["雨"]))])
    assert len(ranges) == 2 * 3
    quantize_activations(graph, ranges)
    assert sum(node.get_type_name() == "FakeQuantize" for node in graph.get_ops()) == 2 * 3
