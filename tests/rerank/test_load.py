"""The fast reader: it gives what the torch network gives, over its own base model only."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from indexer.core.errors import ModelError
from indexer.embed.openvino import ALIKE, Precision, compile_graph, open_graph, precisions
from indexer.embed.prepare import fast_path, prepare, read_tokenizer
from indexer.embed.registry import find_source
from indexer.embed.tokenizer import TextTokenizer
from indexer.rerank.load import READER_FILE, load_reader
from indexer.rerank.pairs import PairEncoder
from indexer.rerank.reader import Excerpt, Judgement
from indexer.rerank.runtime import ReaderBase, open_reader
from indexer.rerank.weights import HEADS, ReaderFacts, write_reader
from indexer.settings import IndexerSettings
from tests.embed.test_load import HEAVY, run
from tests.tiny_model import make_tiny_model
from training.fit.batches import Row
from training.fit.losses import tensors_of
from training.fit.reader import BaseModel, Reader, find_base, new_reader
from training.fit.reader_file import open_trained

QUESTIONS = ("柳禾村捐了多少钱？", "How many tents did the clinic receive?", "When did the bridge reopen?")
WINDOWS = tuple(
    map(
        Excerpt,
        (
            "截至2月20日，柳禾村共筹集善款三万多元，其中老党员魏小雨率先捐出1万元。村里把钱用来买口罩，分给值守的三十二名志愿者。",
            "The clinic in Harrow received 40 tents in May. The county paid for the repairs of the bridge, which reopened on 14 June.",
            "渡口的灯还亮着，船工说今年的水位比去年低了一米半。",
            "雨",
            "",
        ),
    )
)
HEADED = (*WINDOWS, Excerpt(WINDOWS[0].text, "柳禾村三天筹集善款三万多元"), Excerpt("雨", "渡口" * 40))


def reference(reader: Reader, encoder: PairEncoder, question: str, excerpts: Sequence[Excerpt]) -> list[Judgement]:
    """What the torch network says, each window alone and so without padding."""
    judged = []
    for pair in encoder.encode_all(question, excerpts):
        batch = tensors_of([Row(pair, 0, 0, 0)], pad_id=reader.pad_id, device=torch.device("cpu"))
        with torch.no_grad():
            found = reader(batch.ids, batch.mask, batch.allowed)
        spans = torch.stack((found.start[0], found.end[0]), dim=1).numpy()
        judged.append(pair.judgement(spans, torch.stack((found.rank[0], found.answerable[0])).numpy()))
    return judged


def encoder_of(tokenizer: TextTokenizer, facts: ReaderFacts) -> PairEncoder:
    return PairEncoder(tokenizer, max_tokens=facts.max_tokens, heading_tokens=facts.heading_tokens)


def farthest(ones: Sequence[Judgement], others: Sequence[Judgement]) -> float:
    """The largest difference of any logit."""
    return max(
        float(
            np.abs(
                np.array([a.rank - b.rank, a.answerable - b.answerable, *(a.start - b.start), *(a.end - b.end)])
            ).max()
        )
        for a, b in zip(ones, others, strict=True)
    )


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> IndexerSettings:
    """A tiny model whose vectors of ones and zeros, which a converter would leave out, are neither."""
    folder = make_tiny_model(tmp_path_factory.mktemp("reader") / "tiny")
    weights, random = load_file(folder / "model.safetensors"), np.random.default_rng(1)
    moved = {name: w + random.normal(0, 0.02, w.shape).astype(np.float32) for name, w in weights.items()}
    save_file(moved, folder / "model.safetensors", metadata={"format": "pt"})
    return IndexerSettings(model=str(folder), cache_dir=folder.parent / "cache")


@pytest.fixture(scope="module")
def base(tiny: IndexerSettings) -> BaseModel:
    return find_base(tiny, note=lambda _: None)


@pytest.fixture(scope="module")
def reader_file(base: BaseModel) -> Path:
    """The upper layer and the heads moved by chance; it reads no headings."""
    return _written(base, "reader.safetensors", heading_tokens=0)


@pytest.fixture(scope="module")
def headed_file(base: BaseModel) -> Path:
    """The same weights, with 7 tokens for headings."""
    return _written(base, "headed.safetensors", heading_tokens=7)


def _written(base: BaseModel, file_name: str, *, heading_tokens: int) -> Path:
    reader = new_reader(base.folder, seed=1, trained_layers=1)
    before = {name: weights for name, weights in reader.numbers().items() if not name.startswith(HEADS)}
    with torch.no_grad():
        for name, weight in reader.trained().items():
            moved = torch.randn(weight.shape, generator=torch.Generator().manual_seed(3))
            weight.add_(moved, alpha=1.0 if name.startswith(HEADS) else 0.1)
    file = base.folder.parent / file_name
    write_reader(file, reader.numbers(), before, ReaderFacts("tiny", base.fingerprint, 1, 60, heading_tokens, {}))
    return file


@pytest.mark.parametrize(("precision", "tolerance"), [(Precision.F32, 1e-4), (Precision.INT8, 0.1)])
def test_its_logits_are_those_of_the_torch_network(
    tiny: IndexerSettings, base: BaseModel, headed_file: Path, precision: Precision, tolerance: float
) -> None:
    """Whole, cut and empty windows, with headings and without, in one padded batch against each alone."""
    source = find_source(tiny)
    record = prepare(source, fast=True, progress=lambda _: None)
    tokenizer = read_tokenizer(source, record)
    folder = fast_path(source, record).folder
    fast = open_reader(ReaderBase(folder, precision, tokenizer, base.fingerprint), headed_file)
    torch_reader, facts = open_trained(headed_file, base)
    for question in QUESTIONS:
        expected = reference(torch_reader, encoder_of(tokenizer, facts), question, HEADED)
        judged = fast.judge(question, HEADED)
        assert [one.offsets for one in judged] == [one.offsets for one in expected]
        assert np.std([one.rank for one in expected]) > tolerance  # they differ by more than what is let pass
        assert farthest(judged, expected) < tolerance
    assert fast.judge("谁？", []) == []


def test_a_heading_is_read_by_a_reader_that_was_trained_with_them_alone(
    tiny: IndexerSettings, reader_file: Path, headed_file: Path
) -> None:
    """The same weights with and without 7 tokens for headings: one tells the excerpts apart, the other can't."""
    same = [Excerpt("雨", "渡口"), Excerpt("雨", "柳禾村"), Excerpt("雨")]
    without = [judged.rank for judged in load_reader(tiny, reader_file).judge("谁？", same)]
    assert len(set(without)) == 1
    ranks = [judged.rank for judged in load_reader(tiny, headed_file).judge("谁？", same)]
    assert len(set(ranks)) == 3
    assert ranks[2] == without[2]


def test_threads_read_what_one_reads(tiny: IndexerSettings, reader_file: Path) -> None:
    fast = load_reader(tiny, reader_file)
    expected = [fast.judge(question, WINDOWS) for question in QUESTIONS]
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda question: fast.judge(question, WINDOWS), QUESTIONS * 4))
    assert all(farthest(one, expected[number % 3]) == 0 for number, one in enumerate(found))


def test_its_weights_are_mapped_from_the_cache_where_they_are_whole_and_written_anew_where_not(
    tiny: IndexerSettings, reader_file: Path, headed_file: Path
) -> None:
    source = find_source(tiny)
    folder = fast_path(source, prepare(source, fast=True, progress=lambda _: None)).folder
    expected = load_reader(tiny, reader_file).judge(QUESTIONS[0], WINDOWS)
    (kept,) = folder.glob("reader-*")
    whole = kept.read_bytes()
    assert farthest(load_reader(tiny, reader_file).judge(QUESTIONS[0], WINDOWS), expected) == 0
    for damaged in (whole[:-4], whole[:100], b"", b"{}" * 9):
        kept.write_bytes(damaged)
        assert farthest(load_reader(tiny, reader_file).judge(QUESTIONS[0], WINDOWS), expected) == 0
        assert kept.read_bytes() == whole
    load_reader(tiny, headed_file)
    (other,) = folder.glob("reader-*")  # nothing is left of the one before
    assert other != kept


def test_a_reader_of_another_base_model_is_refused(tiny: IndexerSettings, tmp_path: Path) -> None:
    file = tmp_path / "r.safetensors"
    write_reader(file, {"heads.x": np.ones((1, 1), np.float32)}, {}, ReaderFacts("large", "e" * 64, 1, 60, 0, {}))
    with pytest.raises(ModelError, match=r"was trained on large \(e{12}\), but the base model here is"):
        load_reader(tiny, file)


def test_a_weight_without_a_place_is_named(tiny: IndexerSettings, base: BaseModel, tmp_path: Path) -> None:
    file = tmp_path / "r.safetensors"
    weights = {"encoder.layer.7.output.dense.bias": np.ones(32, np.float32)}
    write_reader(file, weights, weights, ReaderFacts("tiny", base.fingerprint, 1, 60, 0, {}))
    with pytest.raises(ModelError, match=r"no place for encoder\.layer\.7\.output\.dense\.bias"):
        load_reader(tiny, file)


def test_a_build_without_a_reader_says_so(tiny: IndexerSettings, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"There is no reader none\.safetensors\. .*XUNWEN_READER"):
        load_reader(tiny, tmp_path / "none.safetensors")


def test_a_backend_without_openvino_has_no_reader(tiny: IndexerSettings, reader_file: Path) -> None:
    with pytest.raises(ModelError, match="XUNWEN_BACKEND"):
        load_reader(tiny.model_copy(update={"backend": "sentence-transformers"}), reader_file)


def test_importing_imports_no_heavy_library_and_reading_no_torch(tiny: IndexerSettings, reader_file: Path) -> None:
    assert run(f"import sys, indexer.rerank.load; {HEAVY} print(heavy)") == "set()"
    prepare(find_source(tiny), fast=True, progress=lambda _: None)
    code = (
        "import sys; from pathlib import Path; from indexer.rerank.load import load_reader; "
        "from indexer.settings import IndexerSettings; "
        "r = load_reader(IndexerSettings(model=sys.argv[1], cache_dir=sys.argv[2]), Path(sys.argv[3])); "
        "from indexer.rerank.reader import Excerpt; "
        f"r.judge('a', [Excerpt('b')]); {HEAVY} print(heavy)"
    )
    assert run(code, tiny.model, str(tiny.cache_dir), str(reader_file)) == "{'openvino'}"


@pytest.fixture(scope="module")
def shipped() -> tuple[ReaderBase, list[list[Judgement]]]:
    """What the reader in the package is opened over, and what the torch network says to each question."""
    source = find_source(IndexerSettings())
    record = prepare(source, fast=True, progress=lambda _: None)
    tokenizer, folder = read_tokenizer(source, record), fast_path(source, record).folder
    # What is converted has no folder of float32 weights any more: it is written again for the torch network.
    torch_reader, facts = open_trained(READER_FILE, find_base(IndexerSettings(), note=lambda _: None))
    encoder = encoder_of(tokenizer, facts)
    expected = [reference(torch_reader, encoder, question, WINDOWS) for question in QUESTIONS]
    return ReaderBase(folder, Precision.F32, tokenizer, record.identity), expected


@pytest.mark.slow
@pytest.mark.skipif(not READER_FILE.is_file(), reason="this checkout has no reader")
@pytest.mark.parametrize("precision", [None, Precision.F32], ids=["as loaded", "f32"])
def test_the_shipped_reader_finds_what_the_torch_network_finds(
    shipped: tuple[ReaderBase, list[list[Judgement]]], precision: Precision | None
) -> None:
    """Float32 gives its ranks; 8 bits may be off by a quarter of what parts the right window from the next (0.53 was seen)."""
    base, every = shipped
    fast = open_reader(base, READER_FILE) if precision else load_reader(IndexerSettings())
    for question, expected, right in zip(QUESTIONS, every, ("三万多元", "40", "14 June"), strict=True):
        judged = fast.judge(question, WINDOWS)
        wanted, found = (np.array([one.rank for one in each]) for each in (expected, judged))
        best, apart = int(wanted.argmax()), float(np.diff(np.sort(wanted)[-2:])[0])
        # A quarter of the way at most: two windows can't change places even if both are off by that.
        assert np.abs(found - wanted).max() < (1e-3 if precision else apart / 4)
        assert int(found.argmax()) == best
        span, same = judged[best].best_span(), expected[best].best_span()
        assert span is not None
        assert same is not None
        assert span[0] == same[0]
        assert right in WINDOWS[best].text[span[0].start : span[0].end]


def test_a_window_is_judged_the_same_beside_any_others_and_on_any_number_of_threads(
    tiny: IndexerSettings, headed_file: Path
) -> None:
    """To the bit, in every precision that this processor has."""
    one, two = (load_reader(tiny.model_copy(update={"threads": threads}), headed_file) for threads in (1, 2))
    for question in QUESTIONS:
        together = two.judge(question, HEADED)
        assert farthest(one.judge(question, HEADED), together) == 0
        assert farthest([one.judge(question, [each])[0] for each in HEADED], together) == 0


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_it_stops_before_a_window_that_there_is_no_time_for(
    tiny: IndexerSettings, headed_file: Path, threads: int
) -> None:
    reader = load_reader(tiny.model_copy(update={"threads": threads}), headed_file)
    asked: list[tuple[int, int]] = []

    def go_on(begun: int, done: int) -> bool:
        asked.append((begun, done))
        return begun < 3

    judged = reader.judge(QUESTIONS[0], HEADED, go_on)
    assert farthest(judged, reader.judge(QUESTIONS[0], HEADED)[:3]) == len(judged) - 3 == 0
    assert [begun for begun, _ in asked[:4]] == [0, 1, 2, 3]
    assert all(0 <= begun - done < threads for begun, done in asked[:4])


@pytest.mark.slow
@pytest.mark.skipif(not READER_FILE.is_file(), reason="this checkout has no reader")
def test_the_shipped_reader_judges_a_window_the_same_beside_any_others() -> None:
    """Windows of many lengths, alone on one thread and together on two, to the bit."""
    one, two = (load_reader(IndexerSettings(threads=threads)) for threads in (1, 2))
    long = WINDOWS[0].text * 3
    windows = [Excerpt(long[:length], "柳禾村三天筹集善款") for length in range(5, 160, 9)]
    together = two.judge(QUESTIONS[0], windows)
    assert farthest([one.judge(QUESTIONS[0], [each])[0] for each in windows], together) == 0


@pytest.mark.slow
@pytest.mark.skipif(not READER_FILE.is_file(), reason="this checkout has no reader")
def test_texts_filled_to_multiples_of_sixteen_have_the_same_numbers_in_a_batch() -> None:
    """With any filling, to the bit. Filled to the longest alone, numbers of bf16 differ by up to 0.3."""
    source = find_source(IndexerSettings())
    record = prepare(source, fast=True, progress=lambda _: None)
    tokenizer, folder = read_tokenizer(source, record), fast_path(source, record).folder
    precision = Precision.BF16 if Precision.BF16 in precisions() else Precision.F32
    engine = compile_graph(open_graph(folder), precision)
    long = WINDOWS[0].text * 3
    ids = tokenizer.encode([long[:length] for length in range(5, 160, 9)])
    (together,) = engine.run(tokenizer.pad(ids, multiple=ALIKE))
    together = together.copy()
    for row, each in enumerate(ids):
        (alone,) = engine.run(tokenizer.pad([each], multiple=ALIKE))
        assert np.array_equal(alone[0], together[row])
