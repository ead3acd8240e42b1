"""Who or what a question names: an answer from an article that does not know them is no answer."""

import re
from collections.abc import Iterator

from indexer.fold import fold
from service.question import content, language_of

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
    "january february march april june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday am pm"
)
_NOT_NAMES = frozenset(_PLAIN.split())


def names_in(question: str) -> list[str]:
    """The names in a question in Latin script, in order; words with capitals side by side are one, a lone figure is none.

    >>> names_in("How much did Acme Motors donate to Henan?")
    ['Acme Motors', 'Henan']
    """
    found: list[str] = []
    end = -1
    for word in _name_words(question):
        if found and question[end : word.start()] in {" ", "-"}:
            found[-1] += question[end : word.end()]
        else:
            found.append(word.group())
        end = word.end()
    return [name for name in found if any(character.isalpha() for character in name)]


def subject_of(question: str) -> str:
    """The words of a question that name whom or what it is about; empty where none do.

    In Chinese, what stands before the first word of doing or place; in Latin script, the words with capitals, and in
    English where there are none, the plain words for who did it.

    >>> subject_of("青禾基金会向灾区捐款多少？")
    '青禾基金会'
    >>> subject_of("RCEP生效时间是哪天？")
    'rcep'
    >>> subject_of("捐了多少口罩？"), subject_of("诊所里有几名医生？")
    ('', '诊所')
    >>> subject_of("How much did Acme donate to Henan?")
    'Acme Henan'
    >>> subject_of("How much did the party secretary donate?")
    'party secretary'
    """
    if language_of(question) == "zh":
        plain = _OPENING.sub("", fold(question).strip())
        found = _SUBJECT.match(plain)
        named = _ENDING.sub("", content(found["subject"]).strip()) if found else ""
        # RCEP生效时间 is a thing and what is asked of it: the name ends where the letters do.
        within = named or plain
        if latin := _LATIN_NAME.search(within):
            named = within[: latin.end()]
        return "" if len(named) < 2 or _DOING.fullmatch(named) else named
    names = " ".join(word.group() for word in _name_words(question))
    agent = None if names else _AGENT.search(fold(question))
    return agent[1] if agent else names


def _name_words(question: str) -> Iterator[re.Match[str]]:
    """The words with capitals that are not what a sentence begins with, nor a day or month."""
    return (word for word in _CAPITALISED.finditer(question) if fold(word.group()) not in _NOT_NAMES)
