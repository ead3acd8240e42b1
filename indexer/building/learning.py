"""The stage that learns which names stand for one thing, from all articles."""

from indexer.building.draft import Draft
from indexer.names import NameLearner
from indexer.snapshot import NAMES


def learn_names(draft: Draft) -> None:
    """Writes the table of names; every article is asked again, which takes less than to tell what has changed."""
    learner = NameLearner()
    for _, article in draft.archive.each_article():
        learner.add(f"{article.title}\n{article.body}")
        draft.progress.advance(1)
    learner.table().save(draft.part / NAMES)
