"""Whether a sentence says no more than the sentences its quotes were taken from: by words, by negation, by addresses.

Not understanding, but a bound: a sentence may leave out, reorder and join, and may not bring names, deeds or a "not" of its
own. In doubt it is removed; the quotes remain.
"""

import re
from collections.abc import Iterable, Sequence

from indexer.fold import fold
from indexer.stem import stemmed
from service.generate.amounts import without_figures
from service.generate.quotes import Context
from service.glossary import glossary

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*|\b[\w-]+\.(?:com|cn|org|net|io|info|top|xyz|ru)\b\S*", re.IGNORECASE)

# Left out of account, longest first: what joins and reports, and says nothing by itself.
_JOINING = re.compile(
    "根据|报道|文章|其中|因此|以及|同时|此外|共计|合计|总共|一共|总计|左右|大约|超过|多于|人民币|分别|包括|用于|进行|表示|"
    "由于|因为|所以|没有|并未|已经|为了|通过|可以|开始|以来|之后|之前|当时|目前|他们|她们|它们|这些|那些|这个|该"
)
_PLAIN_WORDS = """a an the and or but of in on at to for from by with as into over under about after before during than that
this these those it its they them their he she his her we is are was were be been being has have had do does did will would
can could may also not no which who whom whose when where while there more most nearly almost only some all both each said
says according total altogether"""
_PLAIN = frozenset(_PLAIN_WORDS.split())
_COUNTING_WORDS = """two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty
ninety hundred hundreds thousand thousands million millions billion billions trillion dozen dozens half twice double triple few
several couple"""
_NUMBER_WORDS = frozenset(_COUNTING_WORDS.split())
_HAN_NUMERALS = frozenset("二三四五六七八九十百千万亿两半倍几数")
"""Numbers that the figures' grammar left unread are foreign even one at a time, and even among many known words."""
_LEAST_SHARE = 0.65
"""Share of a sentence's words that must stand in its sources, in scripts with words."""
_LEAST_TRANSLATED = 0.5
"""The same where a sentence and its source are in Chinese and in English, by the dictionary."""

_NEGATION = re.compile(
    r"没|未(?!来)|无(?!人机|论|线|数|锡|私|偿|疑|缘|比|限|障碍)|非(?!常|洲|遗|凡)|不(?![仅断过但管同久少论足止只愧懈平惜怕]|得不)|"
    r"\b(?:not|no|never|none|nobody|nothing|without|neither|nor|cannot|den(?:y|ied|ies)|refus\w+|fail(?:ed|s)?)\b|n['’]t\b",
    re.IGNORECASE,
)


def foreign_address(text: str, contexts: Sequence[Context]) -> bool:
    """Whether a sentence has a link or an address that its quotes have not."""
    quoted = fold(" ".join(each.text[each.quote.start : each.quote.end] for each in contexts))
    return any(fold(found.rstrip(".。,，)）")) not in quoted for found in _ADDRESS.findall(text))


def contradicts(text: str, contexts: Sequence[Context]) -> bool:
    """Whether a sentence denies and the clauses of its quotes do not, or the reverse."""
    clauses = without_figures(" ".join(each.clause for each in contexts))
    return bool(_NEGATION.search(fold(without_figures(text)))) != bool(_NEGATION.search(fold(clauses)))


def foreign_words(text: str, contexts: Sequence[Context], question: str) -> str:
    """Words of a sentence that its sources do not have, as far as that condemns it; empty where it holds.

    Sources are the sentences quoted from and their articles' titles; a word of the question counts too if the article has
    it, however far from the quote.
    """
    sources = fold("\n".join(f"{each.article.title}\n{each.text}" for each in contexts))
    asked, articles = fold(question), fold("\n".join(each.article.body for each in contexts))
    written = without_figures(text)
    han = _foreign_han(fold(written), sources, asked, articles)
    return han or _foreign_latin(written, sources, asked, articles)


def _foreign_han(written: str, sources: str, asked: str, articles: str) -> str:
    """Two Han characters in a row that are nowhere in the sources: a name or a deed from elsewhere."""
    runs: list[str] = _HAN.findall(_JOINING.sub(" ", written))
    if runs and not _HAN.search(sources):
        return _untranslated(runs, sources)
    known = set(sources) | (set(asked) & set(articles))
    for run in runs:
        if numerals := _HAN_NUMERALS.intersection(run) - known:
            return min(numerals)
        unknown = "".join(character if character in known else " " for character in run)
        if found := re.search(" {2,}", unknown):
            return run[found.start() : found.end()]
    return ""


def _foreign_latin(written: str, sources: str, asked: str, articles: str) -> str:
    """Words with a capital inside a sentence must all be known, of the others a share."""
    spelled = [word for word in _WORD.findall(_HAN.sub(" ", written)) if fold(word) not in _PLAIN]
    if not spelled:
        return ""
    if _HAN.search(sources) and not _HAN.search(written):
        return _untold_in_chinese(spelled, sources, asked)
    known = set(_stems(_WORD.findall(sources)))
    known |= set(_stems(_WORD.findall(asked))) & set(_stems(_WORD.findall(articles)))
    unknown = [word for word, stem in zip(spelled, _stems(spelled), strict=True) if stem not in known]
    names = [
        word
        for word in unknown
        if fold(word) in _NUMBER_WORDS or (word[0].isupper() and not written.lstrip().startswith(word))
    ]
    share = 1 - len(unknown) / len(spelled)
    return (names or unknown)[0] if names or share < _LEAST_SHARE else ""


def _untold_in_chinese(words: Sequence[str], sources: str, asked: str) -> str:
    """Words whose every Chinese rendering is absent from a Chinese source; names as they are in the question pass."""
    renderings = glossary().in_chinese([fold(word) for word in words])
    named = set(_stems(_WORD.findall(asked)))
    told = [
        stem in named or any(all(part in sources for part in rendering) for rendering in renderings.get(stem, ()))
        for stem in _stems(words)
    ]
    if sum(told) >= _LEAST_TRANSLATED * len(told):
        return ""
    return next(word for word, is_told in zip(words, told, strict=True) if not is_told)


def _untranslated(runs: Sequence[str], sources: str) -> str:
    """Chinese words whose English renderings are absent from an English source, if they are most."""
    stems = set(_stems(_WORD.findall(sources)))
    renderings = {word: found for run in runs for word, found in glossary().in_english(run).items()}
    told = [any(set(rendering) <= stems for rendering in found) for found in renderings.values()]
    return "" if told and sum(told) >= _LEAST_TRANSLATED * len(told) else runs[0]


def _stems(words: Iterable[str]) -> list[str]:
    """Stems as the English stemmer has them, for all languages alike: compared only with one another."""
    return stemmed([fold(word).removesuffix("'s").removesuffix("’s") for word in words], "english")
