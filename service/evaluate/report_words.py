"""What every report of an evaluation says in the same words: notes, intervals and comparisons."""

from service.evaluate.results import ModeComparison, SetFigures, Share

SIGNIFICANT = 0.05
"""A difference with a p below this is marked."""


def set_notes(figures: SetFigures) -> list[str]:
    """What a reader of the figures must know, in sentences."""
    notes: list[str] = []
    if figures.unanswerable:
        notes.append(f"{figures.unanswerable:,} questions that nothing answers were left out.")
    if figures.missing_positives:
        notes.append(f"{figures.missing_positives:,} right articles are not in this index and can't be found.")
    if figures.unjudged:
        notes.append(
            f"{figures.unjudged:,} questions tell no accepted answers: what is answered to them was not judged."
        )
    return notes


def comparison_words(found: ModeComparison) -> str:
    """The difference, its sign and how sure it is: "hit@1 +0.031 (p 0.004)".

    A `*` marks p below 0.05.
    """
    p = f"p {found.p:.4f}" if found.p < 0.001 else f"p {found.p:.3f}"
    mark = "*" if found.p < SIGNIFICANT else ""
    return f"{found.measure} {found.difference:+.3f}{mark} ({p})"


def share_interval(share: Share) -> str:
    """Its 95 % interval and of how many questions: 0.412–0.530 of 280."""
    if not share.questions:
        return "–"
    return f"{share.low:.3f}–{share.high:.3f} of {share.questions:,}"
