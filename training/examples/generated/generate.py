"""Examples made from the archive: questions in Chinese and English on figures and names in its sentences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.rerank.pairs import PairEncoder
from training.examples.chance import chance, one_in
from training.examples.example import Example, Group
from training.examples.generated.frames import Question
from training.examples.generated.names import english_name
from training.examples.generated.statements import Statement
from training.examples.grouping import Grouper
from training.examples.pool import Window, WindowPool, windows_of
from training.examples.reading_set import Reading

_NAME_LEFT_IN_CHINESE = 5
"""One English question of so many names its subject in Chinese, as people do who copy a name."""
_EXCHANGED = 4
"""One statement of so many is asked of somebody else, whom its article does not know: unanswerable."""


@dataclass(frozen=True, slots=True)
class Generator:
    """Asks for statements, with windows of all their articles as what might be mistaken for an answer."""

    grouper: Grouper
    statements: Sequence[Statement]
    seed: int

    @classmethod
    def over(cls, statements: Sequence[Statement], encoder: PairEncoder, seed: int) -> "Generator":
        """Cuts the articles of the statements into windows and makes them searchable."""
        windows: Mapping[str, list[Window]] = {
            each.passage.id: windows_of(each.passage, encoder) for each in statements
        }
        pool = WindowPool([window for own in windows.values() for window in own])
        return cls(Grouper("generated", seed, windows, pool), statements, seed)

    def groups(self) -> Iterator[Group]:
        """The groups of every statement, in their order."""
        for place, statement in enumerate(self.statements):
            name = f"generated:{statement.passage.id}:{statement.start}"
            yield from (group for group in self._asked(statement, name) if group)
            if statement.asked and one_in(_EXCHANGED, self.seed, "exchange", name):
                yield from self._exchanged(place, name)

    def _asked(self, statement: Statement, name: str) -> Iterator[Group]:
        """In place, by a Chinese template, and by an English one."""
        if statement.in_place:
            yield self.grouper.group(_reading(statement, statement.in_place), name=f"{name}:in-place")
        if statement.asked is None:
            return
        who, whom = statement.asked.who, statement.asked.whom
        chinese = _reading(statement, self._one(statement.asked.chinese, name).format(who=who, whom=whom))
        yield self.grouper.group(chinese, name=f"{name}:zh")
        yield self.grouper.group(
            chinese,
            question=replace(chinese, text=self._english(statement.asked, name), language="en"),
            name=f"{name}:en",
        )

    def _english(self, asked: Question, name: str) -> str:
        left = one_in(_NAME_LEFT_IN_CHINESE, self.seed, "left", name)
        who = asked.who if left else english_name(asked.who)
        whom = asked.whom if left else english_name(asked.whom)
        return self._one(asked.english, f"{name}:en").format(who=who, whom=whom)

    def _exchanged(self, place: int, name: str) -> Iterator[Group]:
        """The statement's window asked about somebody else of the same pattern: nothing in it answers."""
        statement = self.statements[place]
        asked = statement.asked
        other = self._somebody_else(statement, name)
        if asked is None or other is None:
            return
        windows = self.grouper.windows[statement.passage.id]
        window = next((each for each in windows if each.holds(statement.start, statement.end)), None)
        if window is None:
            return
        text = self._one(asked.chinese, name).format(who=other, whom=asked.whom)
        english = self._one(asked.english, name).format(who=english_name(other), whom=english_name(asked.whom))
        for question, language in ((text, "zh"), (english, "en")):
            group = f"{name}:exchanged:{language}"
            article = f"generated:{statement.passage.id}"
            yield (
                Example(
                    group=group,
                    question=question,
                    passage=window.text,
                    start=None,
                    end=None,
                    question_language=language,
                    passage_language="zh",
                    origin="generated",
                    article=article,
                    heading=window.heading,
                ),
            )

    def _somebody_else(self, statement: Statement, name: str) -> str | None:
        """Who did the same in another article, by name unknown to this one; None after a few draws without luck."""
        random = chance(self.seed, "somebody", name)
        for draw in random.integers(len(self.statements), size=60):
            other = self.statements[int(draw)].asked
            same = other is not None and statement.asked is not None and other.frame == statement.asked.frame
            if other is not None and same and other.who not in statement.passage.text:
                return other.who
        return None

    def _one(self, templates: Sequence[str], name: str) -> str:
        return templates[int(chance(self.seed, "template", name).integers(len(templates)))]


def _reading(statement: Statement, question: str) -> Reading:
    """A Chinese question as any other set has them."""
    identity = f"{statement.passage.id}:{statement.start}"
    return Reading(
        identity,
        identity,
        text=question,
        language="zh",
        passage=statement.passage.id,
        answers=(statement.answer,),
        start=statement.start,
    )
