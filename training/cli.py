"""The commands `prepare`, `mine`, `fit`, `contrast`, `mean`, `kinds`, `scope`, `lists`, `between`, `rebase` and `evaluate`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from indexer.core.process import Silent
from indexer.embed.load import load_embedder
from indexer.rerank.pairs import PairEncoder
from indexer.settings import BASE_MODEL, IndexerSettings
from training.answer.enumerations import PACKAGED_LISTS, fit_lists
from training.answer.question_type import PACKAGED_KINDS, PACKAGED_SCOPE, fit_kinds, fit_scope
from training.examples.example import read_groups
from training.examples.mine import Mining
from training.examples.mine import mine as mine_examples
from training.examples.news import FOLDS, read_news
from training.examples.prepare import HELD_OUT, PREPARED, TRAIN, Recipe
from training.examples.prepare import prepare as prepare_examples
from training.fit.adapter import ContrastFitting, ContrastSettings, mean_adapter
from training.fit.reader import TRAINED_LAYERS, find_base
from training.fit.reader_file import READER, open_trained, write_trained
from training.fit.reader_file import between as reader_between
from training.fit.reader_file import rebase as rebase_reader
from training.fit.run import Fitting, chosen_device
from training.fit.settings import HEADS_RATE, LEARNING_RATE, Budget, Device, FitSettings, Precision
from training.report.evaluate import rank_sets, read_sets, write_report
from training.report.predict import Predictor
from training.report.ranking_figures import Indexes
from training.report.sets import held_out_sets, report_sets

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Trains the reader and the embedder's adapter.")

Shared = Annotated[Path, typer.Option(help="Folder with eval/ and corpus/.")]
Seed = Annotated[int, typer.Option(help="Draws windows, negatives, order and first weights.")]


def _note(message: str) -> None:
    typer.echo(message, err=True)


def _tell_written(file: Path) -> None:
    typer.echo(f"{file} ({file.stat().st_size / 1e6:.1f} MB)")


@app.callback()
def main() -> None:
    """Prepare examples, make harder ones, fit the reader and the embedder's adapter, and report on what they never saw."""


@app.command()
def prepare(
    out: Annotated[Path, typer.Option(help="Folder to write into.")],
    shared: Shared = Path("../shared"),
    seed: Seed = 7,
    all_xquad_questions: Annotated[
        bool, typer.Option(help="Train on the reporting half's questions too where their article is trained on.")
    ] = False,
    own_languages: Annotated[
        bool, typer.Option(help="Ask XQuAD's questions in each of its languages of the passage in that language, too.")
    ] = False,
    named: Annotated[
        int,
        typer.Option(min=0, help="Questions of the archive on each of: who, which body, which country, where, what."),
    ] = 0,
    composed: Annotated[int, typer.Option(min=0, help="Reports of donations to compose.")] = Recipe().composed,
    per_label: Annotated[
        int, typer.Option(min=0, help="Questions made of the archive, for each pattern or kind of figure.")
    ] = Recipe().per_label,
    news: Annotated[bool, typer.Option(help="Take our own news questions, too.")] = False,
    translated: Annotated[bool, typer.Option(help="Take those that were translated into English, too.")] = False,
    news_fold: Annotated[
        int | None, typer.Option(min=0, max=FOLDS - 1, help="A fold of their articles to leave out, to report on.")
    ] = None,
    details_one_of: Annotated[
        int, typer.Option(min=1, help="Take one of so many of our news questions that ask for details.")
    ] = Recipe().details_one_of,
    headlined_one_of: Annotated[
        int,
        typer.Option(min=0, help="In one question of so many, make headlines of the windows' sentences; 0 makes none."),
    ] = Recipe().headlined_one_of,
    others_one_of: Annotated[
        int, typer.Option(min=1, help="Take one question of so many of every other source.")
    ] = Recipe().others_one_of,
) -> None:
    """Make the training examples."""
    base = find_base(IndexerSettings(), note=_note)
    recipe = Recipe(
        seed=seed,
        all_xquad_questions=all_xquad_questions,
        own_languages=own_languages,
        named=named,
        composed=composed,
        per_label=per_label,
        news=news,
        translated=translated,
        news_fold=news_fold,
        details_one_of=details_one_of,
        headlined_one_of=headlined_one_of,
        others_one_of=others_one_of,
    )
    facts = prepare_examples(shared, out, PairEncoder.read(base.folder), recipe, note=_note)
    typer.echo(json.dumps(facts, ensure_ascii=False, indent=1))


@app.command()
def mine(
    work: Annotated[Path, typer.Argument(help="Folder that `prepare` wrote.")],
    out: Annotated[Path, typer.Option(help="Folder to write into.")],
    questions: Annotated[int, typer.Option(min=1, help="How many to draw of those in the languages.")] = 8000,
    negatives: Annotated[int, typer.Option(min=1, help="Windows to find for each.")] = 4,
    languages: Annotated[
        str, typer.Option(metavar="CODE,…", help="Of questions and windows; what is in others is left out.")
    ] = ",".join(Mining().languages),
    seed: Seed = 7,
) -> None:
    """Make harder examples: windows that our own search puts beside the right one, by meaning and by words."""
    embedder = load_embedder(IndexerSettings(), throughput=True)
    mining = Mining(questions, negatives, tuple(languages.split(",")), seed)
    typer.echo(json.dumps(mine_examples(work, out, embedder, mining, note=_note), ensure_ascii=False, indent=1))


@app.command()
def fit(
    work: Annotated[Path, typer.Argument(help="Folder that `prepare` or `mine` wrote.")],
    minutes: Annotated[
        float, typer.Option(min=0.1, help="How long to train; the rate falls to 0 at the end of it.")
    ] = 120,
    steps: Annotated[
        int | None, typer.Option(min=1, help="Steps instead of minutes, for runs that must be equal.")
    ] = None,
    device: Annotated[Device, typer.Option(help="auto takes the GPU where there is one.")] = "auto",
    threads: Annotated[int, typer.Option(min=0, help="CPU threads; 0 takes all.")] = 0,
    precision: Annotated[Precision, typer.Option(help="auto tries both and takes the faster.")] = Precision.AUTO,
    dropout: Annotated[float, typer.Option(min=0, max=0.9, help="For many passes over the data, as on a GPU.")] = 0.0,
    batch_tokens: Annotated[int, typer.Option(min=1, help="Of a batch, padding included.")] = 2560,
    start: Annotated[
        Path | None, typer.Option(help="A reader to go on from, for a second course; default: the base model.")
    ] = None,
    slower: Annotated[
        float, typer.Option(min=0.001, max=1, help="Part of the first course's learning rates to use.")
    ] = 1.0,
    negatives: Annotated[
        int, typer.Option(min=0, help="Windows that do not answer beside each that does; 0 draws none, one or two.")
    ] = 0,
    layers: Annotated[
        int,
        typer.Option(
            min=1,
            help="Of the encoder's layers, the upper ones to train; with more than eight a movement takes half a byte.",
        ),
    ] = TRAINED_LAYERS,
    resume: Annotated[bool, typer.Option(help="Go on from the folder's checkpoint.")] = False,
    seed: Seed = 7,
) -> None:
    """Train, and write reader.safetensors, curve.csv and curve.png into the folder."""
    settings = FitSettings(
        Budget(minutes * 60, steps),
        seed=seed,
        device=device,
        threads=threads,
        precision=precision,
        dropout=dropout,
        batch_tokens=batch_tokens,
        learning_rate=LEARNING_RATE * slower,
        heads_rate=HEADS_RATE * slower,
        negatives=negatives,
        trained_layers=layers,
    )
    base = find_base(IndexerSettings(), note=_note)
    fitting = Fitting(base, read_groups(work / TRAIN), read_groups(work / HELD_OUT), settings, start=start)
    fitting.run(work, resume=resume, note=_note)
    prepared = json.loads((work / PREPARED).read_text(encoding="utf-8"))
    file = write_trained(fitting, work, prepared)
    _tell_written(file)


@app.command()
def contrast(
    work: Annotated[Path, typer.Argument(help="Folder that `prepare` or `mine` wrote.")],
    out: Annotated[Path, typer.Option(help="The adapter's file to write.")],
    minutes: Annotated[float, typer.Option(min=0.1, help="How long to train; the rate falls to 0 at its end.")] = 15,
    steps: Annotated[
        int | None, typer.Option(min=1, help="Steps instead of minutes, for runs that must be equal.")
    ] = None,
    resume: Annotated[bool, typer.Option(help="Go on from the checkpoint beside the file.")] = False,
    seed: Seed = 7,
) -> None:
    """Train the embedder's adapter over the base model as published; what was mined makes it harder."""
    base = find_base(IndexerSettings(model=BASE_MODEL), note=_note)
    settings = ContrastSettings(Budget(minutes * 60, steps), seed=seed)
    fitting = ContrastFitting(base, read_groups(work / TRAIN), settings)
    fitting.run(out.with_suffix(".checkpoint.pt"), resume=resume, note=_note)
    fitting.write(out, json.loads((work / PREPARED).read_text(encoding="utf-8")))
    _tell_written(out)


@app.command()
def mean(
    adapters: Annotated[list[Path], typer.Argument(help="Files that `contrast` wrote, of one base model.")],
    out: Annotated[Path, typer.Option(help="The adapter's file to write.")],
    share: Annotated[float, typer.Option(min=0, max=1, help="How much of the mean to keep.")] = 1.0,
) -> None:
    """Write the mean of what several adapters move, or a part of it: less of each run's chance, more of the base model."""
    mean_adapter(adapters, out, share=share)
    _tell_written(out)


@app.command()
def kinds(
    out: Annotated[Path, typer.Option(help="The file to write; default: the one in the package.")] = PACKAGED_KINDS,
    without_fold: Annotated[
        int | None,
        typer.Option(min=0, max=FOLDS - 1, help="A fold of articles to report on instead of learning from it."),
    ] = None,
) -> None:
    """Fit the classifier that tells what kind of answer a question asks for, to our own news questions."""
    facts = fit_kinds(load_embedder(IndexerSettings()), out, without_fold=without_fold)
    typer.echo(json.dumps(facts, ensure_ascii=False, indent=1))
    _tell_written(out)


@app.command()
def scope(
    out: Annotated[Path, typer.Option(help="The file to write; default: the one in the package.")] = PACKAGED_SCOPE,
    without_fold: Annotated[
        int | None,
        typer.Option(min=0, max=FOLDS - 1, help="A fold of articles to report on instead of learning from it."),
    ] = None,
) -> None:
    """Fit the classifier that tells whether a question names what it asks about, to our own news questions."""
    facts = fit_scope(load_embedder(IndexerSettings()), out, without_fold=without_fold)
    typer.echo(json.dumps(facts, ensure_ascii=False, indent=1))
    _tell_written(out)


@app.command()
def lists(
    shared: Shared = Path("../shared"),
    out: Annotated[Path, typer.Option(help="The file to write; default: the one in the package.")] = PACKAGED_LISTS,
    without_fold: Annotated[
        int | None,
        typer.Option(min=0, max=FOLDS - 1, help="A fold of articles to report on instead of learning from it."),
    ] = None,
) -> None:
    """Fit where the items of an enumeration end, to the lists of our own news questions."""
    facts = fit_lists(read_news(shared), out, without_fold=without_fold)
    typer.echo(json.dumps(facts, ensure_ascii=False, indent=1))
    _tell_written(out)


@app.command()
def between(
    first: Annotated[Path, typer.Argument(help="A reader's file.")],
    second: Annotated[Path, typer.Argument(help="Another's, as after a further course.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    part: Annotated[float, typer.Option(min=0, max=1, help="How far to go from the first to the second.")] = 0.5,
) -> None:
    """Write a reader between two: what a course learnt, with less of what it forgot."""
    reader_between(first, second, find_base(IndexerSettings(), note=_note), out, part=part)
    _tell_written(out)


@app.command()
def rebase(
    reader: Annotated[Path, typer.Argument(help="A reader's file.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    trained_on: Annotated[str, typer.Option(help="The model that it was trained on.")] = BASE_MODEL,
) -> None:
    """Write a reader over the default model that was trained over the one without the adapter: it reads as before."""
    onto = find_base(IndexerSettings(), note=_note)
    rebase_reader(reader, onto, find_base(IndexerSettings(model=trained_on), note=_note), out)
    _tell_written(out)


@app.command()
def evaluate(
    work: Annotated[Path, typer.Argument(help="Folder that `fit` wrote into.")],
    shared: Shared = Path("../shared"),
    indexes: Annotated[Path, typer.Option(help="Where indexes of the sets are kept.")] = Path("build/eval"),
    limit: Annotated[
        int, typer.Option(min=0, help="At most so many questions of each language pair; 0 asks all.")
    ] = 150,
    ranking: Annotated[bool, typer.Option(help="Whether to build indexes and rank what they find.")] = True,
    device: Annotated[Device, typer.Option(help="auto takes the GPU where there is one.")] = "auto",
) -> None:
    """Report on what the reader was not trained on: a table, and evaluation.json in the folder."""
    settings = IndexerSettings()
    base = find_base(settings, note=_note)
    reader, facts = open_trained(work / READER, base)
    encoder = PairEncoder.read(base.folder, max_tokens=facts.max_tokens, heading_tokens=facts.heading_tokens)
    predictor = Predictor(reader, encoder, device=chosen_device(device))
    kept_aside = {group[0].article for group in read_groups(work / HELD_OUT)}
    sets = [*report_sets(shared / "eval"), *held_out_sets(shared / "eval", kept_aside)]
    rows = read_sets(sets, predictor, encoder, limit=limit or None, note=_note)
    if ranking:
        kept = Indexes(indexes, load_embedder(settings), settings.chunk_tokens, Silent())
        rows += rank_sets(shared / "eval", predictor, kept, limit=limit or None, note=_note)
    write_report(rows, facts.training, work, say=typer.echo)
