"""Names of a question as articles in another script write them: Korolev in one with Королёв, Зеленский in one with Zelensky."""

import re
from collections.abc import Collection, Iterator, Sequence

from indexer.index.wants import TermStatistics
from indexer.text.analyzer import LETTER, different_terms
from indexer.text.stopwords import is_stopword
from service.query.transliteration import WITH_CYRILLIC, in_cyrillic, in_latin, is_cyrillic, terms_spelt

_WORD = re.compile(rf"{LETTER}+(?:[’']{LETTER}+)*")
_LATIN = re.compile("[a-z\u00c0-\u024f\u1e00-\u1eff]", re.IGNORECASE)
_MOST_TAKEN = 3
"""Spellings of a name that are told of."""


class NamesAcrossScripts:
    """Finds an archive's spellings of names that are asked for in another script; safe to use from any thread."""

    def __init__(self, articles: TermStatistics, languages: Collection[str]) -> None:
        """Takes what the archive knows.

        Args:
            articles: Their terms.
            languages: Of the articles, BCP 47.
        """
        spoken = {each.partition("-")[0] for each in languages}
        self._articles = articles
        self._cyrillic = sorted(spoken & WITH_CYRILLIC)
        # Chinese and others give the Latin words among their own to the English stemmer.
        self._latin = ["en", *sorted(spoken - WITH_CYRILLIC)]
        self._mixed = bool(spoken - WITH_CYRILLIC)

    def read(self, question: str, language: str) -> Iterator[tuple[str, list[str], list[str]]]:
        """The names of a question that the archive has in another script: each with its spellings there, and their terms.

        A name is what has a capital letter, or what the archive does not have as it is typed.
        """
        for found in _WORD.finditer(question):
            word = found.group()
            if is_cyrillic(word):
                ways, spoken = (in_latin, self._latin) if self._mixed else (None, [])
            else:
                ways, spoken = (in_cyrillic, self._cyrillic) if _LATIN.match(word) else (None, [])
            if ways is None or not spoken or is_stopword(word) or not self._is_name(word, language):
                continue
            spellings = [each for each in ways(word) if not is_stopword(each)]
            by_term = terms_spelt(spellings, spoken)
            known = self._known(list(by_term))
            if known:
                yield word, list(dict.fromkeys(by_term[term] for term in known))[:_MOST_TAKEN], known

    def _is_name(self, word: str, language: str) -> bool:
        return word[:1].isupper() or not self._known(different_terms(word, language=language))

    def _known(self, terms: Sequence[str]) -> list[str]:
        frequencies = self._articles.frequencies(terms).tolist() if terms else []
        return [term for term, articles in zip(terms, frequencies, strict=True) if articles]
