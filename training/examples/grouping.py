"""From a question to its group: one window that answers, others of the same passage, and look-alikes that do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from service.evaluate.correctness import contains_answer
from training.examples.chance import chance, one_in
from training.examples.example import Example, Group
from training.examples.pool import Window, WindowPool
from training.examples.reading_set import Reading

NEIGHBOURS = 2
"""Other windows of the same passage in a group, at most."""
LOOK_ALIKES = 2
"""Windows of other articles in a group, at most."""
WITHOUT_ANSWER = 12
"""In one question of so many the window that answers is taken away: nothing in its group answers."""

WITHOUT_HEADING = 3
"""One question of so many has its windows without headings: where one names what is asked about, the text must be read still."""


@dataclass(frozen=True, slots=True)
class Grouper:
    """Makes groups of one set's questions."""

    origin: str
    seed: int
    windows: Mapping[str, Sequence[Window]]
    """By passage."""
    pool: WindowPool
    without_answer: int = WITHOUT_ANSWER
    """In one question of so many the window that answers is taken away; 0 takes none away."""

    def group(self, asked: Reading, *, question: Reading | None = None, look_up: str = "", name: str = "") -> Group:
        """The examples of one question; empty where its answer fits no window.

        Args:
            asked: The question with its answer's place, in the passage's language.
            question: The same question in another language, to be shown instead.
            look_up: Words to find look-alikes by, where the question shown shares none with the passages.
            name: The group's; the question's id by default.
        """
        shown = question or asked
        group = name or shown.id
        own = self.windows[asked.passage]
        holding = [window for window in own if window.holds(asked.start, asked.end)]
        if not holding:
            return ()
        random = chance(self.seed, "window", group)
        chosen = holding[int(random.integers(len(holding)))]
        others = [window for window in own if not contains_answer(window.text, asked.answers)]
        others = [others[int(place)] for place in random.permutation(len(others))[:NEIGHBOURS]]
        others += self.pool.look_alikes(look_up or asked.text, asked.answers, article=chosen.article, most=LOOK_ALIKES)
        right = self._example(group, shown, chosen, asked.start - chosen.start, asked.end - chosen.start)
        wrong = [self._example(group, shown, window, None, None, article=chosen.article) for window in others]
        taken = bool(self.without_answer and wrong) and one_in(self.without_answer, self.seed, "without", group)
        return self._headed(wrong if taken else [right, *wrong], group)

    def unanswered(self, asked: Reading, *, look_up: str = "") -> Group:
        """The windows of a passage that does not answer its question, and look-alikes of others.

        Args:
            asked: The question, without answers.
            look_up: As in `group`.
        """
        own = self.windows[asked.passage]
        random = chance(self.seed, "window", asked.id)
        windows = [own[int(place)] for place in random.permutation(len(own))[: NEIGHBOURS + 1]]
        if not windows:
            return ()
        article = windows[0].article
        windows += self.pool.look_alikes(look_up or asked.text, (), article=article, most=1)
        wrong = [self._example(asked.id, asked, window, None, None, article=article) for window in windows]
        return self._headed(wrong, asked.id)

    def _headed(self, examples: list[Example], group: str) -> Group:
        """The examples, in some groups without their headings."""
        if one_in(WITHOUT_HEADING, self.seed, "heading", group):
            return tuple(replace(example, heading="") for example in examples)
        return tuple(examples)

    def _example(
        self, group: str, shown: Reading, window: Window, start: int | None, end: int | None, *, article: str = ""
    ) -> Example:
        return Example(
            group=group,
            question=shown.text,
            passage=window.text,
            start=start,
            end=end,
            question_language=shown.language,
            passage_language=window.language,
            origin=self.origin,
            article=f"{self.origin}:{article or window.article}",
            heading=window.heading,
        )
