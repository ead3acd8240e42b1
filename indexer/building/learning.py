"""The stage that learns from the articles which names stand for one thing, and which words and names there are."""

from indexer.building.draft import NOWHERE, Draft
from indexer.names import NameLearner
from indexer.snapshot import NAMES, WORDS
from indexer.words.learning import WordLearner
from indexer.words.table import WordTable
from indexer.zone import day_of

_MOST_CHANGED = 0.1
"""Share of changed articles beyond which words are counted anew: what one article has and another gets is not told together."""


def learn_names(draft: Draft) -> None:
    """Writes the tables of names and words.

    Every article is asked for names again, which takes less than to tell what has changed; words are counted on from the last
    snapshot's, where few articles did.
    """
    names, (words, counted) = NameLearner(), _counted_on(draft)
    for (_, article), origin in zip(draft.archive.each_article(), draft.article_origins, strict=True):
        names.add(f"{article.title}\n{article.body}")
        if not counted or origin == NOWHERE:
            words.add(article.title, article.body, day_of(article.published_at, draft.zone))
        draft.progress.advance(1)
    names.table().save(draft.part / NAMES)
    words.table().save(draft.part / WORDS)


def _counted_on(draft: Draft) -> tuple[WordLearner, bool]:
    """Counts that the articles carried over are in already, and whether they are; else none."""
    base = draft.base
    if base is None or not draft.same_recipe("words") or base.manifest.time_zone != draft.zone.key:
        return WordLearner(), False
    carried = {origin for origin in draft.article_origins if origin != NOWHERE}
    gone = [number for number in range(1, base.articles + 1) if number not in carried]
    changed = len(gone) + len(draft.article_origins) - len(carried)
    file = base.folder / WORDS
    if changed > _MOST_CHANGED * len(draft.article_origins) or not file.is_file():
        return WordLearner(), False
    words = WordLearner.from_table(WordTable.open(file))
    for number in gone:
        article = base.article(number)
        words.take_back(article.title, article.body)
    return words, True
