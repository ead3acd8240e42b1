"""Reads a query as the next of a conversation."""

from collections.abc import Sequence
from dataclasses import replace

from indexer.core.errors import QueryError
from indexer.embed.embedder import Embedder
from service.conversation.follow_up import in_full, ways
from service.conversation.reading import Passages
from service.conversation.turn import MOST_ANSWER, MOST_TURNS, Turn
from service.query.operators import Query


def understood(
    query: Query, history: Sequence[Turn], embedder: Embedder | None, passages: Passages | None = None
) -> Query:
    """The query with the question in full that it asks as the next of a conversation, and with what it may ask otherwise.

    Each question of the history is understood beside the one before it, so that it may be given as it was asked or in full.
    Operators bind the query that they stand in, and are carried nowhere.

    Args:
        query: What is asked now.
        history: What was asked before, the oldest first; empty leaves the query as it is.
        embedder: Tells what stands by itself, and what is alike; None leaves both to the words.
        passages: Finds what the reader reads; None leaves all to the rule.
    """
    if not history:
        return query
    before, *others = (replace(turn, question=Query.read(turn.question).words) for turn in history)
    for turn in others:
        before = replace(turn, question=in_full(before, turn.question, embedder, passages))
    question, *instead = (each.question for each in ways(before, query.words, embedder, passages))
    return replace(query, words=question, in_full=question, otherwise=tuple(instead))


def turns(history: Sequence[Turn | str]) -> tuple[Turn, ...]:
    """A history as turns; questions may be given alone.

    Raises:
        QueryError: It has too many turns, a question is blank, or an answer is too long.
    """
    if len(history) > MOST_TURNS:
        raise QueryError(
            f"The history has {len(history)} turns; {MOST_TURNS} are the most.", next_step="Give the last of them."
        )
    found = tuple(Turn(each) if isinstance(each, str) else each for each in history)
    for number, turn in enumerate(found, start=1):
        if not turn.question.strip():
            raise QueryError(f"Question {number} of the history is blank.", next_step="Leave it out.")
        if len(turn.answer) > MOST_ANSWER:
            raise QueryError(
                f"Answer {number} of the history has {len(turn.answer):,} characters; {MOST_ANSWER:,} are the most.",
                next_step="Give the words that answered (`answer.text`), or none.",
            )
    return found
