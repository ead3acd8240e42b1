"""What a follow-up asks, as a question that stands by itself.

A question that names what it is about is left as it is. What only names something ("and in 2021?", 那口罩呢？) takes the place of
what is most alike in the question before; what asks something else of the same (谁带头捐的？, "who paid for it?") is put behind what
the question before is about.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.core.article import Span
from indexer.embed.embedder import Embedder
from indexer.text.normalize import normalize
from service.answer.question import STANDS_BY_ITSELF, YEAR, may_mean_many
from service.conversation.alignment import substituted
from service.conversation.pieces import Piece, Role, pieces_of
from service.conversation.reading import Passages, asks_something_else
from service.conversation.turn import Turn
from service.conversation.way import MOST_WAYS, NEARLY, Way
from service.conversation.words import MARKS, UNSPACED, FollowUpWords, words_in
from service.query.question_type import NAMED, kinds_of, own_vector, question_scope

_MOST_NAMED = 6
"""Pieces that tell something, of a follow-up that only names; more of them are a sentence."""
_LONGEST_NAME = 60
"""Characters of an answer that is a name."""
_MORE_LIKELY = 0.5
_SAYS_ENOUGH = 0.5
"""From this likelihood on some words that ask nothing, and have no sign of a follow-up, are a query by themselves."""

_CLEARLY_ALIKE = 4.6
"""From this score of the rule on nothing is read: a third of what is rightly replaced has it."""
_LINKING = "有是在"
"""What a Chinese question has between what it is about and what asks."""
_STANDING = 0.3
"""What a step of the logit of standing by itself is worth."""


def in_full(before: Turn, text: str, embedder: Embedder | None, passages: Passages | None = None) -> str:
    """The question that a follow-up asks; the text itself where that stands by itself.

    Args:
        before: The question before, in full, with its answer where it has one.
        text: What is asked now.
        embedder: Tells what stands by itself, and what is alike; None leaves both to the words.
        passages: Finds what the reader reads; None leaves all to the rule.
    """
    return ways(before, text, embedder, passages)[0].question


def ways(before: Turn, text: str, embedder: Embedder | None, passages: Passages | None = None) -> list[Way]:
    """The questions that a follow-up may ask: the likeliest, and those that are nearly as likely.

    Args:
        before: The question before, in full, with its answer where it has one.
        text: What is asked now.
        embedder: Tells what stands by itself, and what is alike; None leaves both to the words.
        passages: Finds what the reader reads; None leaves all to the rule.
    """
    found: dict[str, Way] = {}
    for way in sorted(_FollowUp.read(before, text, embedder).ways(passages), key=lambda each: each.behind):
        found.setdefault(way.question, way)
    return list(found.values())[:MOST_WAYS]


@dataclass(frozen=True, slots=True)
class _FollowUp:
    """A follow-up and the question before it, each with the words of its language."""

    before: Turn
    text: str
    bare: str
    """Without what it begins and ends with as a follow-up."""
    framed: bool
    """Whether it has any of that."""
    embedder: Embedder | None
    asked: FollowUpWords
    told: FollowUpWords

    @classmethod
    def read(cls, before: Turn, text: str, embedder: Embedder | None) -> "_FollowUp":
        """Reads both."""
        asked = words_in(before.question, text)
        told = words_in(text, before.question)
        alone = words_in(text)
        # "And when?" may be asked after 柳禾村收到多少捐款？, and the other way round.
        if not pieces_of(text, told) or (not told.asks(text) and alone.asks(text)):
            told = alone
        if told.language in UNSPACED and asked is told and not asked.asks(before.question):
            asked = words_in(before.question)
        bare, framed = told.unframed(text)
        return cls(before, text, bare=bare or text, framed=framed, embedder=embedder, asked=asked, told=told)

    def ways(self, passages: Passages | None) -> list[Way]:
        """The questions as they stand by themselves, the first the one that is chosen."""
        if rewritten := self._other_year() or self._asked_again() or self._exchanged():
            return [Way(rewritten)]
        if (named := self._named()) is None:
            return self._carried_ways()
        if not self.framed and len(self._telling(named)) > 1 and (self._by_itself(self.text) or 0.0) >= _SAYS_ENOUGH:
            return [Way(self.text)]
        instead = self._with_person(named)
        found = substituted(
            self.before.question, instead, self.asked, self.embedder, told=self.told, framed=self.framed
        )
        if not found:
            return self._carried_ways()
        carried = self._carried(self._with_person(self.text))
        return [Way(carried), *found] if self._asks_something_else(found[0], carried, passages) else found

    def _asks_something_else(self, likeliest: Way, carried: str, passages: Passages | None) -> bool:
        """Whether the reader finds that what the follow-up names stands for nothing in the question before."""
        if passages is None or likeliest.alike is None or likeliest.alike >= _CLEARLY_ALIKE:
            return False
        framed = self.framed or self.told.language not in UNSPACED
        read = passages(f"{self.before.question.rstrip(MARKS)} {self.bare}")
        return asks_something_else(read, self.before.question, likeliest.question, carried, framed=framed)

    def _other_year(self) -> str:
        """The question of the year before or behind the one that it names: 前一年呢？; empty where it names another number of years."""
        named = [*YEAR.finditer(self.before.question)]
        away = self.told.years_away(self.bare)
        if not away or len(named) != 1:
            return ""
        return f"{self.before.question[: named[0].start()]}{int(named[0].group()) + away}{self.before.question[named[0].end() :]}"

    def _exchanged(self) -> str:
        """The question before with what asks here alone in the place of what asked there; empty where that is none, or no sentence.

        Where a name answered, it is asked of that one: what it was asked for alone says too little.
        """
        choosing = self.told.exchange.choosing.search(normalize(self.bare)) is not None
        alone = self.told.is_interrogative(self.bare) or (choosing and len(self._telling(self.bare)) == 1)
        if not alone or self.told.language != self.asked.language or self._answer_names():
            return ""
        made = self.asked.exchange.made(self.before.question, self.bare)
        return "" if normalize(made) == normalize(self.before.question) else made

    def _asked_again(self) -> str:
        """The question before, where nothing else is asked: "And when?" behind one that asks when; empty where something is."""
        again = self.told.asker.search(normalize(self.bare))
        if again is None or self.told.language != self.asked.language or self._answer_names():
            return ""
        says = [each for each in self._telling(self.bare) if self.bare[each.start : each.end] not in _LINKING]
        asked = self.asked.asker.finditer(normalize(self.before.question))
        repeated = not says and any(each.group() == again.group() for each in asked)
        return self.before.question if repeated else ""

    def _named(self) -> str | None:
        """What a follow-up names that asks nothing else; None for one that does."""
        if self.told.frames(self.text):
            return None
        left = self.bare
        # "And how many masks?" asks what was asked before: it only names the masks.
        found = self.told.asker.match(normalize(left))
        if found is not None and found.group() in normalize(self.before.question):
            left = left[found.end() :].strip(MARKS)
        pieces = pieces_of(left, self.told)
        if not pieces or self.told.asks(left) or sum(piece.tells for piece in pieces) > _MOST_NAMED:
            return None
        others = [piece.role is Role.OTHER for piece in pieces]
        # "How many farms does it visit" asks what is its own, and so does "Hat die Schule geschlossen?".
        is_sentence = (
            any(others) if left != self.bare else others[0] and not self.framed and self.text.rstrip()[-1] in "?？"
        )
        return None if is_sentence and self.told.language not in UNSPACED else left

    def _carried_ways(self) -> list[Way]:
        """The question alone, and put behind what the question before is about; the one that the rule holds for right first."""
        text = self._with_person(self.text)
        carried = self._carried(text)
        stands, behind = self._standing(text)
        first, second = (text, carried) if stands else (carried, text)
        return [Way(first), *([Way(second, behind)] if behind <= NEARLY else [])]

    def _carried(self, text: str) -> str:
        """The question with what the question before is about before it."""
        about = self._about()
        if self._answer_names() and text == self.text:
            about = f"{self.before.answer}{_comma(self.asked)}{about}" if about else self.before.answer
        if not about:
            return text
        bare, _ = self.told.unframed(text)
        end = text.rstrip()[-1]
        ends = end if end in "?？" else ""
        return f"{about}{_colon(self.asked)}{_lowered(bare or text, self.told)}{ends}"

    def _about(self) -> str:
        """What the question before is about: its words without those that ask, and without a time where this one names its own."""
        question = self.before.question
        pieces = pieces_of(question, self.asked)
        drop = [_with_counted(Span(*found.span()), pieces) for found in self.asked.asker.finditer(normalize(question))]
        if any(piece.role is Role.TIME for piece in pieces_of(self.text, self.told)):
            drop += [Span(piece.start, piece.end) for piece in pieces if piece.role is Role.TIME]
        gone = {place for span in drop for place in range(span.start, span.end)}
        left = "".join(" " if place in gone else character for place, character in enumerate(question))
        telling = [piece for piece in pieces if piece.tells and piece.start not in gone]
        if not telling:
            return ""
        words = left[telling[0].start : telling[-1].end]
        if self.asked.language == "zh":
            # Of a name the dictionary may know a part alone: 图书馆 of 县图书馆, 松岭 of 松岭乡.
            whole = left.strip(MARKS).replace(" ", "")
            return whole.strip(_LINKING) or whole
        return words.replace(" ", "") if self.asked.language in UNSPACED else " ".join(words.split())

    def _with_person(self, text: str) -> str:
        """A text with the person who was spoken of in the place of the first pronoun for one."""
        found = self.told.person.search(normalize(text))
        who = self._person()
        if found is None or not who:
            return text
        return f"{text[: found.start()]}{' ' if found.group()[0] == '-' else ''}{who}{text[found.end() :]}"

    def _person(self) -> str:
        """Who was spoken of: whom the answer names, or the one name of the question."""
        if self._answer_names():
            return self.before.answer
        if not self.told.of_people:
            return ""
        pieces = pieces_of(self.before.question, self.asked)
        names = [piece for piece in pieces if piece.role is Role.NAME]
        return self.before.question[names[0].start : names[0].end] if len(names) == 1 else ""

    def _answer_names(self) -> bool:
        """Whether a name answered the question before."""
        if not 0 < len(self.before.answer) <= _LONGEST_NAME:
            return False
        question = self.before.question
        kinds = kinds_of(question, own_vector(question, self.embedder), self.embedder)
        return sum(kinds.get(name, 0.0) for name in NAMED) > _MORE_LIKELY

    def _standing(self, text: str) -> tuple[bool, float]:
        """Whether a question stands by itself, and how far behind the other way is; one of hardly a word has to say so clearly."""
        telling, likely = self._telling(text), self._by_itself(text)
        says = len(telling) > 1 or any(piece.role is Role.NAME for piece in telling)
        stands = not may_mean_many(text, likely) if says else bool(telling) and (likely or 0.0) >= _SAYS_ENOUGH
        if likely is None or not telling:
            return stands, math.inf
        return stands, _STANDING * abs(_logit(likely) - _logit(STANDS_BY_ITSELF if says else _SAYS_ENOUGH))

    def _by_itself(self, text: str) -> float | None:
        """How likely a text stands by itself; None where that can't be told."""
        vector = own_vector(text, self.embedder)
        return None if vector is None else question_scope().of(vector)

    def _telling(self, text: str) -> list[Piece]:
        return [piece for piece in pieces_of(text, self.told) if piece.tells]


def _with_counted(asks: Span, pieces: Sequence[Piece]) -> Span:
    """What asks, with what it counts or chooses in, which says nothing without it: 个 of 几个, 天 of 哪天."""
    behind = [piece for piece in pieces if piece.role is Role.OTHER and piece.start <= asks.end < piece.end]
    return Span(asks.start, max([asks.end, *(piece.end for piece in behind if piece.end - asks.end == 1)]))


def _logit(likelihood: float) -> float:
    inside = min(max(likelihood, 1e-6), 1 - 1e-6)
    return math.log(inside / (1 - inside))


def _comma(words: FollowUpWords) -> str:
    return "，" if words.language == "zh" else "、" if words.language == "ja" else ", "


def _colon(words: FollowUpWords) -> str:
    return "：" if words.language in UNSPACED else ": "


def _lowered(text: str, words: FollowUpWords) -> str:
    """A text that stands behind others: what asks in it begins small."""
    asks = words.asker.match(normalize(text))
    return text[0].lower() + text[1:] if asks else text
