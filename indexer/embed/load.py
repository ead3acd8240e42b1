"""Opens the model of the settings by the fastest path that gives its vectors, preparing it first where needed.

Importing this module imports neither torch nor OpenVINO, and opening a prepared model imports no torch: only for
that reason are the adapters imported inside functions here.
"""

from indexer.core.article import Degradation, Part
from indexer.core.errors import ModelError, report_degraded
from indexer.embed.embedder import Embedder, ModelCard
from indexer.embed.fingerprint import ModelRecord
from indexer.embed.prepare import Progress, fast_path, fitting_record, prepare, read_tokenizer
from indexer.embed.registry import choose_prefixes, find_source
from indexer.settings import IndexerSettings


def load_embedder(settings: IndexerSettings, *, progress: Progress | None = None, throughput: bool = False) -> Embedder:
    """The embedder of the settings' model, prepared first if it is not yet.

    Where OpenVINO can't be used and was not insisted on, sentence-transformers embeds; `degraded` of the embedder and
    the log say why.

    Args:
        settings: Model, prefixes, backend, cache folder and threads.
        progress: Told in a sentence what takes long.
        throughput: Whether many texts at a time matter more than how soon one has its vector, as in a build. The
            vectors are the same to the bit.

    Raises:
        ModelError: the model is not here, is broken, or gives other vectors than it should; or the backend
            "openvino" is asked for and can't be used.
    """
    source = find_source(settings)
    record = prepare(source, fast=_wants_fast(settings), progress=progress or _silent)
    card, tokenizer = _card(record, settings), read_tokenizer(source, record)
    degraded: tuple[Degradation, ...] = ()
    if _wants_fast(settings):
        try:
            place = fast_path(source, record, threads=settings.threads, throughput=throughput)
            return place.open(card, tokenizer)
        except ModelError as error:
            if settings.backend == "openvino":
                raise
            detail = f"Embedding with sentence-transformers, which is slower: {error.message}"
            degraded = (report_degraded(Degradation(Part.FAST_PATH, detail, error.next_step)),)
        prepare(source, fast=False, progress=progress or _silent)
    from indexer.embed.sentence_transformer import SentenceTransformerEmbedder, load_model

    model = load_model(source.folder, threads=settings.threads, double=settings.backend == "float64")
    return SentenceTransformerEmbedder(model, card, tokenizer, degraded=degraded)


def prepare_model(settings: IndexerSettings, progress: Progress | None = None) -> ModelCard:
    """Do all that the first start would otherwise do, as for an image's build; at once where it is done.

    Raises:
        ModelError: as `load_embedder`.
    """
    return _card(prepare(find_source(settings), fast=_wants_fast(settings), progress=progress or _silent), settings)


def read_card(settings: IndexerSettings) -> ModelCard | None:
    """The card of a prepared model, without loading it; None if it is not prepared.

    Raises:
        ModelError: the model is nowhere on this machine.
    """
    record = fitting_record(find_source(settings))
    return _card(record, settings) if record else None


def _wants_fast(settings: IndexerSettings) -> bool:
    return settings.backend in {"auto", "openvino"}


def _card(record: ModelRecord, settings: IndexerSettings) -> ModelCard:
    """The card with the prefixes that the settings, the model or its family want."""
    given = {"query": settings.query_prefix, "passage": settings.passage_prefix}
    return record.card(choose_prefixes(record.name, record.prompts, **given))


def _silent(_: str) -> None:
    """Tell nobody."""
