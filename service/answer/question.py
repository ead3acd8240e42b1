"""A question as candidates are weighed for it: its words, the entities it names, the kind of answer it asks for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from indexer.embed.embedder import Embedder
from indexer.index.wants import TermStatistics, Want
from indexer.text.months import ENGLISH_MONTHS
from indexer.text.normalize import normalize
from service.answer.units import AskedUnit, asked_unit
from service.query.dictionary import glossary
from service.query.question import ParsedQuestion, content, language_of
from service.query.question_type import (
    LIST,
    MEASURE,
    NAMED,
    NUMBERS,
    YES_NO,
    kind_label,
    kinds_of,
    own_vector,
    question_scope,
)

_OPENING = re.compile(
    "^(?:请问|一共|总共|共|据[^，,]{1,20}[，,]|(?:截至|截止|在|自|从)[^，,]{1,24}[，,]|[0-9一二三四五六七八九十年月日上下半季度第]+[，,])+"
)
_SUBJECT = re.compile(
    "(?P<subject>[^，,。？?]{2,24}?)(?:向|为|给|对|捐|赠|在|于|从|已|将|共|一共|总共|累计|目前|今年|去年|是|有|被|把|获|收到?|"
    "的|与|和|预计|计划|宣布|提供|达到?|增|募|筹|拿|投|出|总|资金|善款|公司[^，,]{0,2}(?:多少|几)|(?:多少|几))"
)
_ENDING = re.compile("(?:了|过|里面?|中|内|上|下|的|共|一共|总共|带头|率先)+$")
_DOING = re.compile(
    "(?:一?共|总共)?(?:捐赠?|捐款|捐献|捐助|赠送?|收到?|募集?|筹集?|送|花费?|用|买|采购|有|来|去|死|伤|建|种|做|派|拿出?)+"
)
"""Words of doing that a question may begin with: they name nobody."""
_LATIN_NAME = re.compile(
    "(?<![a-z0-9])(?:(?=[0-9.&-]{0,9}[a-z][0-9.&-]{0,9}[a-z])[a-z0-9][a-z0-9.&-]{0,39}|[a-z][0-9]{2,9})(?=[\u3400-\u9fff])"
)
"""A name in Latin letters right before Chinese ones, of two letters or a letter and a number; a lone letter belongs to its word: A股."""
_LETTER = "[^\\W\u3040-\u30ff\u3400-\u9fff]"
_CAPITALISED = re.compile(rf"(?<!{_LETTER})(?<!['’])[A-Z0-9](?:{_LETTER}|['’&.-])*{_LETTER}(?:'s)?")
_INITIALS = re.compile(r"(?:^| )[A-Z](?:\.[A-Z])*$")
_AGENT = re.compile(
    r"\b(?:did|do|does|has|have|had) (?:the|an?|its|their) ((?:[a-z'-]+ ){0,4}?[a-z'-]+) "
    r"(?:donate|give|raise|pay|spend|earn|invest|receive|contribute|collect|send|buy|make|have|get|lose|cost)"
)
"""The plain words that a question in English has for who did it: "the party secretary" of "did the party secretary give"."""
_PLAIN = (
    "how what who whom whose when where why which is are was were did does do has have had in on at by of to for from "
    "as the a an and or if it its i this that these those can could will would should may "
    "about above according after against along among around before behind below beside between beyond during except "
    "inside into like near off onto out over since than through throughout toward towards under until up upon via with "
    "within without "
    # A day is written in figures as often.
    "monday tuesday wednesday thursday friday saturday sunday am pm"
)
_NOT_NAMES = frozenset((*_PLAIN.split(), *ENGLISH_MONTHS))
STANDS_BY_ITSELF = 0.2
"""From this likelihood on a question may name what it asks about: 97 % of those that do have it, a quarter of the others."""


def names_in(question: str) -> list[str]:
    """The names in a question in Latin script, in order; words with capitals side by side are one, a lone figure is none.

    >>> names_in("How much did Acme Motors donate to Henan?")
    ['Acme Motors', 'Henan']
    """
    found: list[str] = []
    end = -1
    for word in _name_words(question):
        between = question[end : word.start()]
        if found and (between in {" ", "-"} or (between == ". " and _INITIALS.search(found[-1]))):
            found[-1] += question[end : word.end()]
        else:
            found.append(word.group())
        end = word.end()
    return [name for name in found if any(character.isalpha() for character in name)]


def subject_of(question: str) -> str:
    """The words of a question that name whom or what it is about; empty where none do.

    In Chinese, what stands before the first word of doing or place; in Latin script, the words with capitals, a comma between
    two names, and in English where there are none, the plain words for who did it.

    >>> subject_of("青禾基金会向灾区捐款多少？")
    '青禾基金会'
    >>> subject_of("RCEP生效时间是哪天？")
    'rcep'
    >>> subject_of("捐了多少口罩？"), subject_of("诊所里有几名医生？")
    ('', '诊所')
    >>> subject_of("How much did Acme donate to Henan?")
    'Acme, Henan'
    >>> subject_of("How much did the party secretary donate?")
    'party secretary'
    """
    if language_of(question) == "zh":
        plain = _OPENING.sub("", normalize(question).strip())
        found = _SUBJECT.match(plain)
        named = _ENDING.sub("", content(found["subject"]).strip()) if found else ""
        # RCEP生效时间 is a thing and what is asked of it: the name ends where the letters do.
        within = named or plain
        if latin := _LATIN_NAME.search(within):
            named = within[: latin.end()]
        return "" if len(named) < 2 or _DOING.fullmatch(named) else named
    names = ", ".join(names_in(question))
    agent = None if names else _AGENT.search(normalize(question))
    return agent[1] if agent else names


def may_mean_many(question: str, by_itself: float | None) -> bool:
    """Whether a question may leave open what it asks about.

    Args:
        question: What is asked.
        by_itself: How likely it stands by itself; None where that can't be told, and names are looked for.
    """
    if by_itself is not None:
        return by_itself < STANDS_BY_ITSELF
    # The rules for names know these languages alone.
    return language_of(question) in {"zh", "en"} and not subject_of(question)


def _name_words(question: str) -> Iterator[re.Match[str]]:
    """The words with capitals that are not what a sentence begins with, nor a day or month."""
    return (word for word in _CAPITALISED.finditer(question) if normalize(word.group()) not in _NOT_NAMES)


_LINKING = frozenset("了过着的地得里中内上下有无是在来去用和与及被把将向到给对为也还又都就这那其个名位们所")
"""Characters that stand between words rather than in them."""
_MORE_LIKELY = 0.5

YEAR = re.compile("(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
"""A year in figures."""


class CountedTerms(Protocol):
    """Tells how often words are in an archive."""

    @property
    def terms(self) -> TermStatistics:
        """How many chunks hold a term."""


class QuestionedArchive(Protocol):
    """What a question is read against: a searcher, as far as it is needed here."""

    @property
    def index(self) -> CountedTerms:
        """Has the archive's words."""

    @property
    def embedder(self) -> Embedder | None:
        """Makes the question's vector; None where there is no model."""

    def read(self, question: str, *, language: str | None = None) -> ParsedQuestion:
        """What the lexical leg looks for, in the languages and by the names of the archive."""


@dataclass(frozen=True, slots=True)
class AnswerQuery:
    """A question, read against an archive."""

    text: str
    language: str
    """As `language_of` tells it."""
    kinds: Mapping[str, float]
    """How likely it asks for each kind of answer."""
    words: tuple[Want, ...]
    """The words that it looks for, with their idf."""
    names: tuple[Want, ...]
    """Those of them that name whom or what it is about; empty where none do."""
    years: frozenset[str]
    """Years that it names."""
    unit: AskedUnit | None = None
    """The unit or currency that it names; None where it leaves that open."""
    by_itself: float | None = None
    """How likely it names what it asks about; None where nothing tells."""
    called: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For names of it, what else the archive calls them: 柳禾 for "Liuhe"."""

    @classmethod
    def read(cls, archive: QuestionedArchive, question: str) -> "AnswerQuery":
        """Reads a question against the archive that is asked."""
        terms, named, language = archive.index.terms, subject_of(question), language_of(question)
        # Two words of a phrase may be rendered alike, as party and members by 党员: that is one thing looked for.
        parsed = archive.read(question)
        words = dict.fromkeys(parsed.wants(terms))
        unit = asked_unit(question)
        vector = own_vector(question, archive.embedder)
        return cls(
            question,
            language,
            kinds=_named(kinds_of(question, vector, archive.embedder), unit),
            words=tuple(want for want in words if not _is_seam(want)),
            names=tuple(archive.read(named, language=language).wants(terms)) if named else (),
            years=frozenset(YEAR.findall(question)),
            unit=unit,
            by_itself=None if vector is None else question_scope().of(vector),
            called=parsed.names,
        )

    @property
    def is_of_unknown_names(self) -> bool:
        """Whether it names somebody or something, and the archive has no word of these names as they would be looked for."""
        return bool(self.names) and all(name.unknown for name in self.names)

    def would_be_named(self, language: str) -> bool:
        """Whether an article in a language, BCP 47, has the question's names in words that are known here, if it has them at all."""
        if self.is_of(language):
            return True
        # Names that no dictionary has may be there all the same, in the other script.
        is_rendered = self.language == "en" and language.partition("-")[0] == "zh"
        return is_rendered and any(map(glossary().in_chinese, ([word.lower()] for word in _words_of_names(self.text))))

    @property
    def label(self) -> str:
        """The kind of answer that it most likely asks for, in words."""
        return kind_label(self.kinds)

    @property
    def asks_yes_or_no(self) -> bool:
        """Whether yes or no answers it, more likely than not."""
        return self.kinds.get(YES_NO, 0.0) > _MORE_LIKELY

    @property
    def asks_for_a_name(self) -> bool:
        """Whether a person, a body or a place answers it, more likely than not."""
        return sum(self.kinds.get(name, 0.0) for name in NAMED) > _MORE_LIKELY

    @property
    def asks_for_a_person(self) -> bool:
        """Whether a person answers it, more likely than not."""
        return self.kinds.get("person", 0.0) > _MORE_LIKELY

    @property
    def asks_for_a_list(self) -> bool:
        """Whether several things answer it, more likely than not."""
        return self.kinds.get(LIST, 0.0) > _MORE_LIKELY

    def is_of(self, language: str) -> bool:
        """Whether a text in this language, BCP 47, is in the question's own."""
        return language.partition("-")[0] == self.language


def _words_of_names(question: str) -> Iterator[str]:
    """The words of the names in a question in Latin script."""
    return (word for name in names_in(question) for word in re.split(r"[\s-]+", name))


def _named(kinds: Mapping[str, float], unit: AskedUnit | None) -> Mapping[str, float]:
    """The likelihoods with all that is of numbers on the kind whose unit is named: 多少元 asks for money alone."""
    if unit is None:
        return kinds
    own = next((name for name in NUMBERS if name == str(unit.kind)), MEASURE)
    return {name: 0.0 if name in NUMBERS else likely for name, likely in kinds.items()} | {
        own: sum(likely for name, likely in kinds.items() if name in NUMBERS)
    }


def _is_seam(want: Want) -> bool:
    """Whether a term that no row holds is a pair of characters with one that only links: 区有 of 小区有多少群众.

    In a small archive most of a question's seams are unknown; as the rarest of its terms they would say that the archive
    knows little of what is asked.
    """
    term = want.spellings[0]
    return want.unknown and len(term) == 2 and not _LINKING.isdisjoint(term)
