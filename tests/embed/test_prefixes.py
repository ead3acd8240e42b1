"""Each family gets the prefixes its cards ask for; the model's own prompts and the user's words go before."""

import pytest

from indexer.embed.registry import Prefixes, choose_prefixes, family_prefixes

SEARCH = "Represent this sentence for searching relevant passages: "


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("intfloat/e5-base-v2", "query: ", "passage: "),
        ("/models/multilingual-e5-large/", "query: ", "passage: "),
        ("BAAI/bge-small-en-v1.5", SEARCH, ""),
        ("BAAI/bge-large-zh-v1.5", "为这个句子生成表示以用于检索相关文章：", ""),
        ("BAAI/bge-m3", "", ""),
        ("nomic-ai/nomic-embed-text-v1.5", "search_query: ", "search_document: "),
        ("mixedbread-ai/mxbai-embed-large-v1", SEARCH, ""),
        ("Snowflake/snowflake-arctic-embed-l-v2.0", "query: ", ""),
        ("sentence-transformers/all-MiniLM-L6-v2", "", ""),
        ("someone/re5-x", "", ""),
    ],
)
def test_family(name, query, passage):
    assert family_prefixes(name) == Prefixes(query, passage)


def test_instructed_e5_takes_an_instruction_and_no_passage_prefix():
    prefixes = family_prefixes("intfloat/multilingual-e5-large-instruct")
    assert prefixes.query.startswith("Instruct: ")
    assert prefixes.query.endswith("\nQuery: ")
    assert prefixes.passage == ""


def test_the_models_own_prompts_go_before_its_family():
    prompts = {"query": "Q: ", "document": "D: "}
    assert choose_prefixes("x/e5-y", prompts, query=None, passage=None) == Prefixes("Q: ", "D: ")


def test_empty_prompts_which_every_saved_model_has_say_nothing():
    prompts = {"query": "", "document": ""}
    assert choose_prefixes("x/e5-y", prompts, query=None, passage=None) == Prefixes("query: ", "passage: ")


def test_the_users_prefix_wins_even_when_empty():
    assert choose_prefixes("x/e5-y", {"query": "Q: "}, query="", passage="P ") == Prefixes("", "P ")
