"""What a question is about, for matching by words: the question without the words that only ask.

"多少", "how many" and their like stand in every question and in few articles' answers, so a chunk that happens to hold
them gains what the chunk with the answer should. The lists hold question words and the commonest function words; names,
verbs and anything else stay.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from indexer.index.compound_words import COMPOUNDING
from indexer.index.wants import Synonyms, TermStatistics, Want, find_wants
from indexer.text.analyzer import different_terms, spaced_words, stemmed, stems_of
from indexer.text.normalize import normalize
from service.query.dictionary import glossary
from service.query.names import ArchiveNames
from service.query.pinyin import spellings
from service.query.relative_time import without_relative_times

# Longest first where one begins another. Folded already: Simplified, lower case.
_CHINESE = (
    "请问|为什么|什么样|什么时候|什么|哪一年|哪一天|哪个|哪些|哪里|哪儿|哪位|哪年|哪国|哪家|哪几|哪|谁|多少|几个|几|何时|何地|何处|何人|"
    "为何|如何|怎么样|怎么|怎样|是否|吗|呢|多大|多久|多长|多高|多远"
)
_WORDS = {
    "en": "a an the of in on at to for from by with and or is are was were be been being do does did has have had how "
    "many much what which who whom whose when where why that this it its as there",
    "es": "el la los las un una de del en a al por para con y o que qué cuál cuáles quién quiénes cuándo cuánto cuánta "
    "cuántos cuántas dónde cómo es son fue fueron era se su sus ha han había no si sí ni ya más muy pero sin sobre entre "
    "durante desde hasta según cada también lo le les está están ser sido tiene tienen hay",
    "ru": "и в во на с со к по из за от до о об у не что кто где когда как какой какая какое какие сколько чей почему "
    "зачем был была было были это ли же",
    "vi": "là có gì nào ai đâu khi bao nhiêu mấy như thế tại sao vì của và ở trong cho với được đã các những một",
    "ar": "ما ماذا من متى أين كيف كم لماذا هل أي في على إلى عن مع هو هي كان كانت التي الذي و",
    "fr": "le la les un une des de du en à au aux et ou que quel quelle quels quelles qui quand combien où comment "
    "pourquoi est sont était a ont il elle se ce",
}
_SETS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_SCRIPTS = {
    "zh": re.compile("[\u3400-\u9fff\uf900-\ufaff]"),
    "ru": re.compile("[\u0400-\u04ff]+"),
    "ar": re.compile("[\u0600-\u06ff]+"),
    "Latin": re.compile("[a-z\u00c0-\u024f\u1e00-\u1eff]+"),
}
_KEPT_QUESTIONS = 256
"""Of which language and content are remembered: each is asked for by several who read the same question."""
TOLD = frozenset({*_SETS, "zh"})
"""Languages that a question can be told to be in; one in another may be taken for any of them."""
_VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
_OTHER_SCRIPTS = frozenset({"zh", "ru", "ar"})
_ASKING_CHINESE = re.compile(_CHINESE)
_ASKING = {
    # In English an apostrophe joins what is one word, Xi'an; elsewhere it may part two, l'an.
    language: re.compile(
        rf"{_CHINESE}|(?<![\w{'’' + chr(39) if language == 'en' else ''}])(?:{'|'.join(sorted(words))})(?![\w'’])"
    )
    for language, words in _SETS.items()
}
"""By language: what only asks in one, "hay" in Spanish, is what another asks for."""


@lru_cache(maxsize=_KEPT_QUESTIONS)
def content(question: str, language: str | None = None) -> str:
    """The question with asking words blanked out, at the same length; the question itself if nothing else is in it.

    >>> content("How much did Anna give?")
    '             anna give?'

    Args:
        question: In any language.
        language: As `language_of` tells it; None asks.
    """
    folded = normalize(question)
    asking = _ASKING.get(language_of(question) if language is None else language, _ASKING_CHINESE)
    shouted = question.isupper()

    def blank(match: re.Match[str]) -> str:
        word = question[match.start() : match.end()]
        # WHO and IT are names where the rest is not in capitals.
        return match.group() if len(word) > 1 and word.isupper() and not shouted else " " * len(word)

    rest = asking.sub(blank, folded)
    return rest if re.search(r"\w", rest) else folded


def stated(question: str, language: str) -> str:
    """A query that asks nothing without the words that only say when, 上个月 of 上个月 洪水; any other as it is."""
    return without_relative_times(question) if content(question, language) == normalize(question) else question


@dataclass(frozen=True, slots=True)
class ParsedQuestion:
    """What the lexical leg looks for."""

    words: str
    """The question without the words that only ask."""
    language: str
    """As `language_of` tells it."""
    terms: list[str]
    """Its terms, each once."""
    spellings: Mapping[str, list[list[str]]]
    """For a term that may be a Chinese name in pinyin, what it may stand for; see `service.query.pinyin`."""
    synonyms: Synonyms
    """For a term, what stands for it in the archive's other languages, and under other names."""
    by_themselves: Synonyms = field(default_factory=dict)
    """For a word that was translated in a phrase, what stands for it alone, where the archive has nothing for the phrase:
    "collect donations" is 募捐, which an article of 捐款 need not have."""
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For a name of the question, what else the archive calls it."""

    @classmethod
    def of(
        cls,
        question: str,
        *,
        languages: Collection[str] = (),
        names: ArchiveNames | None = None,
        language: str | None = None,
        compounds: Callable[[str], Sequence[str]] = lambda _: (),
    ) -> "ParsedQuestion":
        """Reads a question.

        Args:
            question: In any language.
            languages: Of the archive's articles, BCP 47; what is asked is looked for in these too.
            names: Knows how the archive writes names; None leaves them to the dictionaries.
            language: Of the question, where this is a part of one: "Los Angeles" alone would be Spanish. None tells it.
            compounds: Terms of the archive in which the stem of a word stands.
        """
        language = language_of(question) if language is None else language
        question = stated(question, language)
        words = content(question, language)
        stemmer = stems_of(language)
        has_pinyin = language not in _OTHER_SCRIPTS
        known = None if names is None else names.read(question, language, spelled=has_pinyin)
        spelled = known.spellings if known else spellings(question) if has_pinyin else {}
        spoken = {name.partition("-")[0] for name in languages}
        synonyms = _synonyms(words, language, spoken - {language})
        alone = _by_themselves(words, language, spoken - {language})
        for term, found in _within(words, language, spoken & COMPOUNDING, compounds):
            synonyms.setdefault(term, []).extend((each,) for each in found)
        for name in known.whole if known else ():
            # The words of 韩建中 are none of English, where Han is a dynasty; but Hong Kong is known by both of its own.
            stems = stemmed(name, stemmer)
            if len(stems) > 1 and " ".join(stems) not in glossary().chinese:
                synonyms = {term: others for term, others in synonyms.items() if term not in stems}
                alone = {term: others for term, others in alone.items() if term not in stems}
        terms = different_terms(words, language=language)
        for term, others in known.synonyms.items() if known else ():
            synonyms.setdefault(term, []).extend(others)
            # A name may be written like a word that only asks: WHO.
            terms += [term] if term not in terms else []
        return cls(
            words,
            language,
            terms=terms,
            spellings=dict(zip(stemmed(spelled, stemmer), spelled.values(), strict=True)),
            synonyms=synonyms,
            by_themselves=alone,
            names={} if known is None else known.taken,
        )

    @property
    def is_in_other_letters(self) -> bool:
        """Whether all that it asks about is written in other letters than its language, as 多少 iPhone 15."""
        return self.language in _OTHER_SCRIPTS and language_of(self.words) not in _OTHER_SCRIPTS

    def wants(self, index: TermStatistics) -> list[Want]:
        """What a term index of the archive is asked for."""
        return find_wants(index, self.terms, self.spellings, self.synonyms, self.by_themselves)


def _synonyms(words: str, language: str, others: Collection[str]) -> dict[str, list[tuple[str, ...]]]:
    """For terms of a question's words, renderings in other languages, and stems as those languages have them."""
    spaced = [part for word in spaced_words(words) for part in re.split("[’']", word)]
    found: dict[str, list[tuple[str, ...]]] = {}
    own = stems_of(language)
    for other in sorted({stems_of(name) for name in others} - {own}):
        for stem, foreign in zip(stemmed(spaced, own), stemmed(spaced, other), strict=True):
            found.setdefault(stem, []).append((foreign,))
    translated: Mapping[str, list[tuple[str, ...]]] = {}
    if _is_rendered_in_chinese(language, others):
        translated = glossary().in_chinese(_SCRIPTS["Latin"].findall(words))
    elif language == "zh" and "en" in others:
        translated = glossary().in_english(words)
    for term, renderings in translated.items():
        found.setdefault(term, []).extend(renderings)
    return found


def _by_themselves(words: str, language: str, others: Collection[str]) -> dict[str, list[tuple[str, ...]]]:
    """For the words of phrases that were translated as one, their own renderings."""
    if not _is_rendered_in_chinese(language, others):
        return {}
    found = _SCRIPTS["Latin"].findall(words)
    together, alone = glossary().in_chinese(found), glossary().in_chinese(found, longest=1)
    return {term: renderings for term, renderings in alone.items() if renderings != together.get(term)}


def _is_rendered_in_chinese(language: str, others: Collection[str]) -> bool:
    """Whether a question in this language is looked for in Chinese: names alone tell no language, and the dictionary knows many."""
    return language in {"en", ""} and "zh" in others


def _within(
    words: str, language: str, spoken: Collection[str], compounds: Callable[[str], Sequence[str]]
) -> Iterator[tuple[str, Sequence[str]]]:
    """For terms of a question's words, the compounds in which they stand, of languages that have such."""
    if not spoken:
        return
    spaced = spaced_words(words)
    for stemmer in sorted(map(stems_of, spoken)):
        for term, stem in zip(stemmed(spaced, stems_of(language)), stemmed(spaced, stemmer), strict=True):
            yield term, compounds(stem)


@lru_cache(maxsize=_KEPT_QUESTIONS)
def language_of(question: str) -> str:
    """The language a question is asked in, as far as its script and its commonest words tell; "" if they don't.

    A detector made for pages errs on a handful of words; this knows only the languages listed here.
    """
    folded = normalize(question)
    # Two Han characters say about as much as one word of another script.
    weights = {language: float(len(script.findall(folded))) for language, script in _SCRIPTS.items()}
    weights["zh"] /= 2
    script = max(weights, key=lambda language: weights[language])
    if script != "Latin" or not weights[script]:
        return script if weights[script] else ""
    if _VIETNAMESE.search(folded):
        return "vi"
    found = _counts(re.findall(r"[^\W\d_]+", folded))
    best = max(found, key=lambda language: found[language])
    return best if found[best] else ""


def known_words(words: Sequence[str]) -> int:
    """How many of some words are among the commonest of the language that `language_of` takes them for."""
    return max(_counts(words).values())


def _counts(words: Sequence[str]) -> dict[str, int]:
    return {language: sum(word in known for word in words) for language, known in _SETS.items()}
