"""What no search is made for: a question without words, and an index whose vectors another model made."""

import unicodedata

from indexer.core.arrays import Matrix, Rows
from indexer.core.errors import QueryError, WrongModelError
from indexer.embed.embedder import Embedder, ModelCard
from indexer.index.manifest import Manifest, same_model
from service.search.index import SearchIndex


def check_words(query: str) -> None:
    """A question needs a letter, a digit or a symbol such as 🚒, and no half of a character.

    Raises:
        QueryError: It has none.
    """
    if not query.strip():
        raise QueryError("The question is empty.", next_step="Write what you want to know.")
    categories = {unicodedata.category(character) for character in query}
    if "Cs" in categories:
        raise QueryError("The question is not valid Unicode.", next_step="Write it in UTF-8.")
    if all(category[0] in "PZC" for category in categories):
        raise QueryError("The question has no words, only punctuation.", next_step="Write what you want to know.")


def check_model(index: SearchIndex, embedder: Embedder) -> None:
    """The model that embeds questions must be the one that made an index's vectors.

    Raises:
        WrongModelError: It is another.
    """

    def passages(rows: Rows) -> tuple[list[str], Matrix]:
        return [chunk.text for _, chunk in index.chunks(rows)], index.vectors(rows)

    if not same_model(index.manifest, embedder, passages):
        raise _wrong_model(index.manifest, embedder.card)


def _wrong_model(manifest: Manifest, loaded: ModelCard) -> WrongModelError:
    """What made the snapshot and what is loaded, and the way out: never to use what is in use already."""
    made_by = manifest.model
    again = "build the index again, which keeps its articles: xunwen index PATH... --index DIR"
    if made_by.name != loaded.name:
        next_step = f"Use --model {made_by.name}, or {again}."
    elif (made_by.query_prefix, made_by.passage_prefix) != (loaded.query_prefix, loaded.passage_prefix):
        prefixes = f"--query-prefix {made_by.query_prefix!r} --passage-prefix {made_by.passage_prefix!r}"
        next_step = f"Use {prefixes}, or {again}."
    else:
        next_step = f"It is another version of this model: {again}."
    return WrongModelError(
        f"Snapshot {manifest.name} was built with {made_by.name} ({made_by.fingerprint[:12]}), "
        f"but the model loaded is {loaded.name} ({loaded.fingerprint[:12]}).",
        next_step=next_step,
    )
