"""Public sets of saved pages that people labelled, as one kind of row: what a page says and what a reader should find.

The sets are checkouts of public repositories, which lie beside each other in one folder outside of this repository; none of
their pages is kept here. Each is named by its repository.
"""

import ast
import gzip
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import html

from indexer.core.errors import PageError
from indexer.text.encoding import decode

SHARED = Path(__file__).resolve().parents[2] / "shared"
"""What lies beside the repository, for development only."""


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A saved page and what its set says of it; what it does not say is empty, a field that it leaves open None."""

    name: str
    site: str
    """The host that the page is of: what is fitted on a site's pages is never measured on them."""
    html: str
    url: str = ""
    body: str = ""
    """All of the article's text."""
    has: tuple[str, ...] = ()
    """Pieces of the article's text."""
    lacks: tuple[str, ...] = ()
    """Pieces of the page that are no part of the article."""
    title: str | None = None
    date: str | None = None
    authors: tuple[str, ...] | None = None
    source: str | None = None
    weakly: bool = False
    """Whether what another reader finds may stand for the rest of the text where only pieces are known."""


def small_pages(folder: Path) -> Iterator[LabelledPage]:
    """Small pages of our own, each for one thing that pages do, with pieces of their text."""
    for line in (folder / "pages.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        has, lacks = tuple(row.get("body_has", ())), tuple(row.get("body_lacks", ()))
        if row["file"].endswith(".html") and (has or lacks):
            yield LabelledPage(
                name=row["file"],
                site=row["file"],
                html=(folder / "pages" / row["file"]).read_text("utf-8"),
                has=has,
                lacks=lacks,
            )


def chinese_pages(folder: Path) -> Iterator[LabelledPage]:
    """The saved Chinese news pages beside the repository, with fields read off by hand."""
    for line in (folder / "gold.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        yield LabelledPage(
            name=gold["file"],
            site=gold["file"],
            html=(folder / "html" / gold["file"]).read_text("utf-8"),
            body=gold["body"],
            title=gold["title"],
            date=gold["date"] or None,
            authors=(gold["author"],) if gold["author"] else None,
            source=gold["source"] or None,
        )


def trafilatura_pages(folder: Path) -> Iterator[LabelledPage]:
    """Trafilatura's evaluation: pages in German, English, French, Polish, Spanish and more, with pieces of their text."""
    tests = folder / "tests"
    for url, row in json.loads((tests / "evaldata.json").read_text("utf-8")).items():
        found = next(
            (tests / place / row["file"] for place in ("cache", "eval") if (tests / place / row["file"]).is_file()),
            None,
        )
        if found is None or (text := _text(found.read_bytes())) is None:
            continue
        authors = row.get("author") or ""
        yield LabelledPage(
            name=row["file"],
            site=_site(url),
            html=text,
            url=url,
            has=tuple(row["with"]),
            lacks=tuple(row["without"]),
            title=row.get("title") or None,
            date=row.get("date") or None,
            weakly=True,
            authors=_names(authors if isinstance(authors, str) else "; ".join(authors)) or None,
        )


def extraction_benchmark_pages(folder: Path) -> Iterator[LabelledPage]:
    """The article extraction benchmark's news pages, mostly in English, with all of their text."""
    for name, row in json.loads((folder / "ground-truth.json").read_text("utf-8")).items():
        packed = folder / "html" / f"{name}.html.gz"
        if packed.is_file() and (text := _text(gzip.decompress(packed.read_bytes()))) is not None:
            yield LabelledPage(name=name, site=_site(row["url"]), html=text, url=row["url"], body=row["articleBody"])


def readability_pages(folder: Path) -> Iterator[LabelledPage]:
    """Readability's test pages; the text is what that reader is expected to keep, captions and all."""
    for place in sorted((folder / "test" / "test-pages").iterdir()):
        text = _text((place / "source.html").read_bytes())
        kept = html.document_fromstring((place / "expected.html").read_text("utf-8"))
        said = json.loads((place / "expected-metadata.json").read_text("utf-8"))
        lines = [
            one for element in kept.iter() for piece in (element.text, element.tail) if (one := (piece or "").strip())
        ]
        if text is not None and said.get("readerable"):
            yield LabelledPage(
                name=place.name,
                site=re.sub(r"-\d+$", "", place.name),
                html=text,
                body="\n".join(lines),
                title=said.get("title") or None,
                date=(said.get("publishedTime") or "")[:10] or None,
                source=said.get("siteName") or None,
            )


def goose_pages(folder: Path) -> Iterator[LabelledPage]:
    """goose3's test pages, with the beginning of their text."""
    data = folder / "tests" / "data"
    for described in sorted(
        [*data.glob("content/*.json"), *data.glob("publishdate/*.json"), *data.glob("authors/*.json")]
    ):
        row = json.loads(described.read_text("utf-8"))
        text, gold = _text(described.with_suffix(".html").read_bytes()), row["expected"]
        if text is None:
            continue
        first = gold.get("cleaned_text", "").strip().split("\n")[0]
        yield LabelledPage(
            name=described.stem,
            site=_site(row.get("url", "")) or described.stem,
            html=text,
            url=row.get("url", ""),
            has=(first,) if first else (),
            weakly=True,
            title=gold.get("title") or None,
            date=str(gold.get("publish_date", ""))[:10] or None,
            authors=tuple(gold.get("authors", ())) or None,
        )


def newspaper_pages(folder: Path) -> Iterator[LabelledPage]:
    """newspaper4k's test pages in a dozen languages, with what that reader is expected to give."""
    data = folder / "tests" / "data"
    for saved in sorted((data / "html").glob("*.html")):
        told, plain = data / "metadata" / f"{saved.stem}.json", data / "txt" / f"{saved.stem}.txt"
        text = _text(saved.read_bytes())
        if text is None or not (told.is_file() or plain.is_file()):
            continue
        row = json.loads(told.read_text("utf-8")) if told.is_file() else {}
        body = str(row.get("text_cleaned") or "") or (plain.read_text("utf-8") if plain.is_file() else "")
        yield LabelledPage(
            name=saved.stem,
            site=_site(str(row.get("url", ""))) or re.sub(r"[_\d]+$", "", saved.stem),
            html=text,
            url=str(row.get("url", "")),
            body=body,
            date=str(row.get("publish_date") or "")[:10].replace("None", "") or None,
        )


def fundus_pages(folder: Path) -> Iterator[LabelledPage]:
    """Test pages of fundus, of papers in some forty countries, with what its hand-written parser of each paper gives.

    A paper's versions of a parser and its saved pages are paired in order; papers with more of one than of the other are left out.
    The source of each is what fundus calls the paper.
    """
    called = _publishers(folder / "src" / "fundus" / "publishers")
    for described in sorted((folder / "tests" / "resources" / "parser" / "test_data").glob("*/*.json")):
        said = json.loads(described.read_text("utf-8"))
        saved = sorted(described.parent.glob(f"{described.stem}_*.html.gz"))
        addresses = json.loads((described.parent / "meta.info").read_text("utf-8"))
        versions = [said[version] for version in sorted(said)]
        for file, row in zip(saved, versions, strict=True) if len(saved) == len(versions) else ():
            url = str(addresses.get(file.name, {}).get("url", ""))
            text = _text(gzip.decompress(file.read_bytes()))
            if text is None:
                continue
            yield LabelledPage(
                name=f"{described.parent.name}/{file.name.removesuffix('.html.gz')}",
                site=_site(url) or described.stem,
                html=text,
                url=url,
                body="\n".join(_lines_of(row.get("body") or {})),
                title=row.get("title") or None,
                date=str(row.get("publishing_date") or "")[:10] or None,
                authors=tuple(row.get("authors") or ()) or None,
                source=called.get(described.stem),
            )


def _publishers(folder: Path) -> dict[str, str]:
    """What fundus calls each paper, by the name of its variable: `DieWelt = Publisher(name="Die Welt", …)`."""
    called: dict[str, str] = {}
    for module in sorted(folder.glob("*/__init__.py")):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
                continue
            names = [word.value for word in node.value.keywords if word.arg == "name"]
            for target in node.targets:
                if isinstance(target, ast.Name) and names and isinstance(names[0], ast.Constant):
                    called[target.id] = str(names[0].value)
    return called


def _lines_of(body: Mapping[str, Any]) -> list[str]:
    """The lines of a text that is written as a summary and sections."""
    lines = [*body.get("summary", ())]
    for section in body.get("sections", ()):
        lines += [*section.get("headline", ()), *section.get("paragraphs", ())]
    return lines


SETS: dict[str, Callable[[Path], Iterator[LabelledPage]]] = {
    "trafilatura": trafilatura_pages,
    "article-extraction-benchmark": extraction_benchmark_pages,
    "readability": readability_pages,
    "goose3": goose_pages,
    "newspaper4k": newspaper_pages,
    "fundus": fundus_pages,
}
"""Readers of the public sets, by the name of their repository."""


def read_sets(folder: Path | None, *, beside: Path | None = None) -> dict[str, list[LabelledPage]]:
    """The pages of each set whose checkout lies in a folder, under "name" or "owner+name", and of those beside the repository."""
    sets: dict[str, list[LabelledPage]] = {}
    if beside is not None and (beside / "pages" / "gold.jsonl").is_file():
        sets |= {
            "Chinese news": list(chinese_pages(beside / "pages")),
            "small cases": list(small_pages(beside / "cases")),
        }
    if folder is None:
        return sets
    found = {
        name: next((place for place in (folder / name, *folder.glob(f"*+{name}")) if place.is_dir()), None)
        for name in SETS
    }
    return sets | {name: list(SETS[name](place)) for name, place in found.items() if place is not None}


def _text(data: bytes) -> str | None:
    try:
        return decode(data)[0]
    except PageError:
        return None


def _site(url: str) -> str:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return ".".join(host.split(".")[-3:])


def _names(said: str) -> tuple[str, ...]:
    return tuple(name for each in re.split(r"\s*[;,/&]\s*|\s+(?:and|und|et|y|e|i)\s+", said) if (name := each.strip()))
