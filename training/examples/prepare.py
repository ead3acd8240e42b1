"""Makes the training examples out of the shared sets and the archive: the same input and seed give the same files."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from indexer.core.errors import InputError
from indexer.embed.default_model import sha256_of
from indexer.rerank.pairs import PairEncoder
from training.examples.archive import free_articles
from training.examples.chance import chance, one_in
from training.examples.cross_lingual import crossed_groups, is_reported, is_trained_on, parallel_questions
from training.examples.example import Group, write_groups
from training.examples.generated.compose import composed, composed_groups
from training.examples.generated.generate import Generator
from training.examples.generated.statements import named_statements, statements
from training.examples.grouping import Grouper
from training.examples.headlines import headlined
from training.examples.news import DATA, TRANSLATED, news_groups, read_news
from training.examples.pool import WindowPool, windows_of
from training.examples.reading_set import Passage, ReadingSet, read_reading_set
from training.examples.scripts import Direction, in_other_script

TRAIN, HELD_OUT, PREPARED = "train.jsonl", "held-out.jsonl", "prepared.json"
CMRC, DRCD, XQUAD = "cmrc2018-train", "drcd-dev", "xquad"

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How much of what is made."""

    seed: int = 7
    cmrc_in_traditional: int = 4
    """One CMRC question of so many is asked in Traditional as well."""
    archive_one_of: int = 1
    """One article of the archive of so many is read."""
    per_label: int = 600
    """Statements of one pattern or kind of figure."""
    named: int = 0
    """Statements of one sort of name: who, which body, which country, where, what. The reader was trained without."""
    composed: int = 1500
    """Composed reports of donations."""
    held_out_one_of: int = 60
    """One article of so many is kept for watching the training."""
    all_xquad_questions: bool = False
    """Whether questions of the reporting half are trained on where their article is of the training half."""
    own_languages: bool = False
    """Whether XQuAD's questions are asked in each of its languages of the passage in that language, too."""
    news: bool = False
    """Whether our own news questions are taken; the fold below is left out of them."""
    news_fold: int | None = None
    details_one_of: int = 1
    """Of the news questions that ask for details, those of the first two files, one of so many is taken."""
    translated: bool = False
    """Whether the translated news questions are taken, too."""
    headlined_one_of: int = 0
    """In one of so many groups the windows get headlines made of their own sentences; 0 makes none."""
    others_one_of: int = 1
    """Of every other source one question of so many is taken: enough not to forget what was learnt of it."""


def prepare(shared: Path, out: Path, encoder: PairEncoder, recipe: Recipe, *, note: Note) -> dict[str, object]:
    """Writes train.jsonl, held-out.jsonl and prepared.json into a folder, and returns what the last one says.

    Args:
        shared: The folder with eval/ and corpus/.
        out: Where to write; made if missing.
        encoder: The base model's, as windows are counted in its tokens.
        recipe: How much of what.
        note: Told of each part.

    Raises:
        InputError: A set is missing, or is not what it should be.
    """
    if not (shared / "eval").is_dir():
        raise InputError(f"{shared} has no folder eval.", next_step="Name the shared folder with --shared.")
    found = read_reading_set(shared / "eval" / XQUAD)
    groups = _every_group(shared, found, encoder, recipe, note)
    groups = [groups[int(place)] for place in chance(recipe.seed, "order").permutation(len(groups))]
    groups = [headlined(group, one_of=recipe.headlined_one_of, seed=recipe.seed) for group in groups]
    held = [one_in(recipe.held_out_one_of, recipe.seed, "held out", group[0].article) for group in groups]
    out.mkdir(parents=True, exist_ok=True)
    write_groups([group for group, is_held in zip(groups, held, strict=True) if not is_held], out / TRAIN)
    write_groups([group for group, is_held in zip(groups, held, strict=True) if is_held], out / HELD_OUT)
    facts = _facts(groups, found, recipe, out)
    (out / PREPARED).write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return facts


def _every_group(shared: Path, crossing: ReadingSet, encoder: PairEncoder, recipe: Recipe, note: Note) -> list[Group]:
    """The groups of all sources, one source after the other."""
    groups: list[Group] = []
    sources: tuple[tuple[str, Iterator[Group]], ...] = (
        ("CMRC 2018", _own_groups(shared / "eval" / CMRC, "cmrc2018", encoder, recipe)),
        ("DRCD", _own_groups(shared / "eval" / DRCD, "drcd", encoder, recipe)),
        ("XQuAD", _crossed(crossing, encoder, recipe)),
        ("the archive", _generated(shared, encoder, recipe)),
    )
    for name, source in sources:
        before = len(groups)
        groups += (each for each in source if one_in(recipe.others_one_of, recipe.seed, "kept", each[0].group))
        note(f"{name}: {len(groups) - before:,} questions")
    for data, label in ((DATA, "our news questions"), (TRANSLATED, "these translated")):
        if recipe.news if data is DATA else recipe.translated:
            before = len(groups)
            news = read_news(shared, data=data, details_one_of=recipe.details_one_of)
            groups += news_groups(news, encoder, recipe.seed, without_fold=recipe.news_fold)
            note(f"{label}: {len(groups) - before:,} questions")
    return groups


def _own_groups(folder: Path, origin: str, encoder: PairEncoder, recipe: Recipe) -> Iterator[Group]:
    """A set's questions on its own passages, and some of them in the other script."""
    found = read_reading_set(folder)
    grouper = _grouper(list(found.passages.values()), origin, encoder, recipe.seed)
    direction: Direction = "s2t" if origin == "cmrc2018" else "t2s"
    share = recipe.cmrc_in_traditional if origin == "cmrc2018" else 1
    for reading in found.readings:
        if not (group := grouper.group(reading)):
            continue
        yield group
        if one_in(share, recipe.seed, "script", reading.id) and (turned := in_other_script(group, direction)):
            yield turned


def _crossed(found: ReadingSet, encoder: PairEncoder, recipe: Recipe) -> Iterator[Group]:
    """XQuAD's questions across languages; look-alikes come from the training half's articles alone."""
    open_ones = [passage for passage in found.passages.values() if not is_reported(passage.article)]
    by_language: dict[str, list[Passage]] = {}
    for passage in open_ones:
        by_language.setdefault(passage.language, []).append(passage)
    groupers = {each: _grouper(those, "xquad", encoder, recipe.seed) for each, those in by_language.items()}
    for question in parallel_questions(found):
        if is_trained_on(question, all_questions=recipe.all_xquad_questions):
            yield from crossed_groups(question, groupers, recipe.seed, own_languages=recipe.own_languages)


def _generated(shared: Path, encoder: PairEncoder, recipe: Recipe) -> Iterator[Group]:
    """Of what articles of the archive state, then of composed reports among their sentences."""
    articles = free_articles(shared, one_of=recipe.archive_one_of, seed=recipe.seed)
    stated = statements(articles, most=recipe.per_label) + named_statements(articles, most=recipe.named)
    yield from Generator.over(stated, encoder, recipe.seed).groups()
    yield from composed_groups(list(composed(articles, count=recipe.composed, seed=recipe.seed)), encoder, recipe.seed)


def _grouper(passages: Sequence[Passage], origin: str, encoder: PairEncoder, seed: int) -> Grouper:
    windows = {passage.id: windows_of(passage, encoder) for passage in passages}
    return Grouper(origin, seed, windows, WindowPool([window for own in windows.values() for window in own]))


def _facts(groups: Sequence[Group], found: ReadingSet, recipe: Recipe, out: Path) -> dict[str, object]:
    """What was made, in numbers, and what was kept for reporting."""
    parallel = parallel_questions(found)
    trained = [each for each in parallel if is_trained_on(each, all_questions=recipe.all_xquad_questions)]
    reported = [each for each in parallel if is_reported(each.article)]
    return {
        "recipe": asdict(recipe),
        "questions": dict(sorted(Counter(group[0].origin for group in groups).items())),
        "unanswerable": sum(group[0].start is None for group in groups),
        "examples": sum(map(len, groups)),
        "pairs": dict(sorted(Counter(f"{g[0].question_language}→{g[0].passage_language}" for g in groups).items())),
        "xquad": {
            "questions_trained_on": len(trained),
            "questions_for_reporting": len(reported),
            "articles_trained_on": len({each.article for each in trained}),
            "articles_for_reporting": sorted({each.article for each in reported}),
        },
        "sha256": hashes(out),
    }


def hashes(out: Path) -> dict[str, str]:
    """sha256 of the files of examples in a folder, by name."""
    return {name: sha256_of(out / name) for name in (TRAIN, HELD_OUT)}
