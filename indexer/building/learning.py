"""The stage that learns from all articles which names stand for one thing, and which words and names there are."""

from indexer.building.draft import Draft
from indexer.names import NameLearner
from indexer.snapshot import NAMES, WORDS
from indexer.words.learning import WordLearner
from indexer.zone import day_of


def learn_names(draft: Draft) -> None:
    """Writes the tables of names and words; every article is asked again, which takes less than to tell what has changed."""
    names, words = NameLearner(), WordLearner()
    for _, article in draft.archive.each_article():
        names.add(f"{article.title}\n{article.body}")
        words.add(article.title, article.body, day_of(article.published_at, draft.zone))
        draft.progress.advance(1)
    names.table().save(draft.part / NAMES)
    words.table().save(draft.part / WORDS)
