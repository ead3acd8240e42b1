"""Fitting the weights of sources: what is learnt from labelled pages, and how a page is judged by it."""

import gzip
import random

from benchmarks.extraction_sets import fundus_pages
from benchmarks.fit_source import Page, fit, found_by, read_page
from indexer.extract.fitted_weights import FittedWeights
from indexer.extract.named_media import NamedMedium

PAPER = NamedMedium("Harbour Courier", ("logo",), ("place=logo", "host=equal"))
BUTTON = NamedMedium("Create an account", ("account",), ("place=account", "host=other"))


def page(*media: NamedMedium, right: tuple[str, ...] = ("Harbour Courier",), first: str = "") -> Page:
    return Page("lot", "page", "site", right, rules="Northwire", first=first, media=media, copies=(media,))


def test_what_stands_where_sources_stand_is_found_on_a_page_unseen():
    weights = fit([page(PAPER, BUTTON), page(BUTTON, PAPER)])
    assert weights.weights["place=logo"] > 0 > weights.weights["place=account"]
    other = NamedMedium("Bay Gazette", ("logo",), PAPER.seen)
    assert found_by(weights, page(BUTTON, other)) == "Bay Gazette"


def test_a_page_that_names_its_source_nowhere_teaches_nothing():
    some = [page(PAPER, BUTTON)]
    assert fit([*some, page(BUTTON, right=("Unsaid Times",))]) == fit(some)


def test_nothing_is_found_where_nothing_is_likely_enough():
    weights = FittedWeights(-2.0, {})
    assert found_by(weights, page(PAPER)) == ""
    assert found_by(weights, page(PAPER), least=0.1) == "Harbour Courier"


def test_a_name_is_right_in_other_capitals_and_as_an_address():
    labelled = page(PAPER, right=("Der Courier",))
    assert labelled.is_right("COURIER.de")
    assert not labelled.is_right("COURIER.de", as_written=True)
    assert labelled.is_right("DER COURIER", as_written=True)
    assert not labelled.is_right("")
    assert page(right=("",)).is_right("")


def test_copies_lose_places_and_no_name_is_new_in_them():
    html = (
        "<html lang='en'><head><title>Bridge opens - Harbour Courier</title><meta property='og:site_name' content='Harbour Courier'>"
        "<link rel='canonical' href='https://harbourcourier.example/a'></head><body><h1>Bridge opens</h1><p>14 March 2023</p>"
        + "<p>The county council voted on Tuesday night to open the bridge, two years after a flood carried it away.</p>"
        * 3
        + "<p>Source: Northwire</p></body></html>"
    )
    read = read_page("lot", "a", "a", html, ("Northwire",), random.Random(1))  # noqa: S311 - not for secrets
    assert (read.rules, read.first) == ("Northwire", "Northwire")
    names = {each.name for each in read.media}
    assert "Harbour Courier" in names
    assert all({each.name for each in copy} <= names for copy in read.copies)
    places = {place for copy in read.copies for each in copy for place in each.places}
    assert len({tuple(each.places for each in copy) for copy in read.copies}) > 1
    assert places <= {place for each in read.media for place in each.places}


def test_fundus_names_a_papers_pages(tmp_path):
    publishers = tmp_path / "src" / "fundus" / "publishers" / "xx"
    publishers.mkdir(parents=True)
    text = 'class XX:\n    HarbourCourier = Publisher(name="Harbour Courier", domain="https://a.example/")\n    Other = 3\n'
    (publishers / "__init__.py").write_text(text)
    data = tmp_path / "tests" / "resources" / "parser" / "test_data" / "xx"
    data.mkdir(parents=True)
    (data / "HarbourCourier.json").write_text('{"V1": {"title": "Bridge opens"}}')
    (data / "meta.info").write_text("{}")
    (data / "HarbourCourier_2023.html.gz").write_bytes(gzip.compress(b"<html><p>Bridge opens</p></html>"))
    assert [(each.name, each.source) for each in fundus_pages(tmp_path)] == [
        ("xx/HarbourCourier_2023", "Harbour Courier")
    ]
