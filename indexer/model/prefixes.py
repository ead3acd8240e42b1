"""What a model's family wants before a question and before a passage. Only this module knows the families."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prefixes:
    """Put before each text when it is embedded; empty where the model wants none."""

    query: str = ""
    passage: str = ""


_SEARCH_EN = Prefixes("Represent this sentence for searching relevant passages: ")

# The first pattern that the model's name matches decides; sources: the models' own cards.
FAMILIES: tuple[tuple[re.Pattern[str], Prefixes], ...] = tuple(
    (re.compile(pattern), prefixes)
    for pattern, prefixes in (
        (
            r"\be5-.*instruct",
            Prefixes(
                "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: ",
            ),
        ),
        (r"\be5-", Prefixes("query: ", "passage: ")),
        (r"\bbge-.*-en\b", _SEARCH_EN),
        (r"\bbge-.*-zh\b", Prefixes("为这个句子生成表示以用于检索相关文章：")),
        (r"\bnomic-embed-text\b", Prefixes("search_query: ", "search_document: ")),
        (r"\bsnowflake-arctic-embed-.*v2", Prefixes("query: ")),
        (r"\b(mxbai-embed-large|snowflake-arctic-embed)\b", _SEARCH_EN),
    )
)


def family_prefixes(name: str) -> Prefixes:
    """What the family of the model `name` (a hub id or a folder) wants; none if the family is not known."""
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].lower()
    return next((prefixes for pattern, prefixes in FAMILIES if pattern.search(last)), Prefixes())


def choose_prefixes(name: str, prompts: Mapping[str, str], *, query: str | None, passage: str | None) -> Prefixes:
    """A given prefix wins, then the prompts that the model itself carries, then what its family wants.

    Args:
        name: The model as the user names it.
        prompts: `prompts` of its config_sentence_transformers.json; sentence-transformers writes
            empty ones into every model it saves, so empty prompts say nothing.
        query: The user's own prefix of questions; an empty string is a choice, None is not.
        passage: The user's own prefix of passages.
    """
    own = Prefixes(
        prompts.get("query", ""),
        next((prompts[key] for key in ("passage", "document", "corpus") if prompts.get(key)), ""),
    )
    model = own if own != Prefixes() else family_prefixes(name)
    return Prefixes(
        model.query if query is None else query,
        model.passage if passage is None else passage,
    )
