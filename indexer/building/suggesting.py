"""The stage that puts in order what can be suggested while somebody types; names, words and stories are known before."""

from indexer.building.draft import Draft
from indexer.names import NameTable
from indexer.snapshot import NAMES, STORIES, WORDS
from indexer.stories import Stories
from indexer.suggestions.entries import Heading
from indexer.suggestions.table import SUGGESTIONS, SuggestionTable
from indexer.words.table import WordTable
from indexer.zone import day_of


def order_suggestions(draft: Draft) -> None:
    """Writes the table of suggestions, made anew each time: hardly one is of a single article."""
    stories = Stories.open(draft.part / STORIES).story.tolist()
    headings: list[Heading] = []
    for (_, article), story in zip(draft.archive.each_article(), stories, strict=True):
        day = day_of(article.published_at, draft.zone)
        headings.append(Heading(article.title, day, story, article.keywords, article.authors))
        draft.progress.advance(1)
    words, names = WordTable.open(draft.part / WORDS), NameTable.open(draft.part / NAMES)
    SuggestionTable.of(headings, words, names).save(draft.part / SUGGESTIONS)
