"""A worker does what the build's process would do, or says why it can't."""

from dataclasses import dataclass

import numpy as np
import pytest

from indexer.core.article import PageKind, SkipReason
from indexer.distributed import tasks
from indexer.distributed.serialization import found_of, pages_to_bytes, texts_to_bytes, vectors_of
from indexer.distributed.tasks import EmbedTask, ExtractTask, SameModel
from indexer.embed.embedder import Embedder
from indexer.extract.article import extract_article
from indexer.settings import IndexerSettings
from tests.archives import DONATION, record_pages
from tests.doubles import DIMENSION, TermEmbedder
from tests.tiny_model import make_tiny_model

TEXTS = ["柳河村党支部发出倡议", "白鹭镇连降暴雨"]


class Rough(TermEmbedder):
    """The same model on a processor that computes otherwise."""

    def embed_passages(self, texts):
        return super().embed_passages(texts) + np.float32(0.01)


@dataclass(frozen=True)
class LoadOther:
    """Opens a model of another fingerprint."""

    def __call__(self) -> Embedder:
        return TermEmbedder(fingerprint="other")


def _run(task: EmbedTask) -> dict[str, object]:
    return task({"place": 3, "work": texts_to_bytes(TEXTS)})


def test_vectors_are_those_of_the_embedder() -> None:
    done = _run(EmbedTask.like(TermEmbedder(), TermEmbedder))
    assert (done["place"], done["error"]) == (3, "")
    assert np.array_equal(vectors_of(done["result"], DIMENSION), TermEmbedder().embed_passages(TEXTS))


def test_another_model_is_refused() -> None:
    done = _run(EmbedTask.like(TermEmbedder(), LoadOther()))
    assert done["result"] == b""
    assert "Its model term-embedder is another one than the build's." in done["error"]


def test_another_processor_is_refused() -> None:
    done = _run(EmbedTask.like(TermEmbedder(), Rough))
    assert done["result"] == b""
    assert "Its processor gives other vectors (sum of directions) than the build's." in done["error"]


def test_articles_are_those_of_this_process_and_skips_travel() -> None:
    pages = record_pages([DONATION, {"id": "empty", "title": "只有标题", "body": ""}])
    done = ExtractTask.like_here()({"place": 0, "work": pages_to_bytes(pages)})
    article, skip = found_of(done["result"])
    assert article == extract_article(pages[0])
    assert (skip.name, skip.reason) == ("archive.jsonl:2", SkipReason.NO_BODY)
    assert pages[1].kind is PageKind.RECORD


def test_other_versions_are_refused() -> None:
    """An article is what these libraries make of a page."""
    done = ExtractTask(("xunwen 0.0.1",))({"place": 0, "work": pages_to_bytes(record_pages([DONATION]))})
    assert done["result"] == b""
    assert "the build has xunwen 0.0.1. Install the same versions on every machine." in done["error"]


@pytest.mark.slow
def test_a_worker_opens_the_model_of_the_settings(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where models are kept is the worker's own: the cache folder of the build is not asked."""
    model = make_tiny_model(tmp_path / "model")
    monkeypatch.setenv("XUNWEN_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    load = SameModel.of(
        IndexerSettings(model="model", backend="sentence-transformers", cache_dir=tmp_path / "elsewhere")
    )
    assert load.model == str(model)
    embedder = load()
    tasks._opened.cache_clear()
    done = _run(EmbedTask.like(embedder, load))
    assert np.array_equal(vectors_of(done["result"], 32), embedder.embed_passages(TEXTS))
    assert not (tmp_path / "elsewhere").exists()
