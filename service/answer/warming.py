"""Does ahead what the first question would otherwise wait for."""

from service.answer.ask import ask
from service.results import Mode
from service.search.searcher import Searcher

QUESTIONS = (
    "谁捐了多少钱？",
    "How much did Wang Lei give, and when?",
)
"""In both languages, as each has patterns and words of its own; a Chinese name in pinyin among them, for the dictionaries."""

_READ = 2
"""Passages that are read of each: what is made ready for two is ready for ten, and to read ten takes a quarter of a second."""


def warm(searcher: Searcher, mode: Mode | None = None) -> None:
    """Asks a question in each language: the model, the reader, the dictionaries and half a second of patterns are ready then.

    Args:
        searcher: The snapshot that will be asked.
        mode: In which questions will be asked; None for how the searcher answers best.
    """
    if mode is not Mode.LEXICAL:
        for question in QUESTIONS:
            # First: an answer waits for the reader, which may be on its way meanwhile.
            searcher.question_vector(question)
    few = searcher.reading_at_most(_READ)
    for question in QUESTIONS:
        ask(few, question, limit=1, mode=mode)
