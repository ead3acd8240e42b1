"""Where no label names the source, fitted weights tell the medium from everything else that a page names."""

import json

import pytest
from lxml import html as trees

from indexer.core.article import Page, PageKind
from indexer.extract.article import explain_article
from indexer.extract.fields import FieldCandidate
from indexer.extract.fitted_weights import FittedWeights
from indexer.extract.html import read_sources
from indexer.extract.likely_source import likely_media
from indexer.extract.metadata import read_metadata
from indexer.extract.named_media import MediaSurroundings, NamedMedium, medium_form, named_media
from indexer.extract.site_names import site_statements

TITLE = "Council votes to rebuild the bridge"
TEXT = (
    "<p>The county council voted on Tuesday night to rebuild the footbridge, two years after a flood carried it away.</p>"
    "<p>Work is expected to begin in March, the councillors heard, and will be finished before the autumn term starts.</p>"
    "<p>Residents who spoke asked for lamps along the path, which the county promised to consider in its next budget.</p>"
)
NOTHING = MediaSurroundings("", "", "", (), (), (), frozenset(), is_chinese=False)


def linked(**said: object) -> str:
    return (
        f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": TITLE, **said})}</script>'
    )


def page_of(head: str = "", top: str = "", by: str = "", end: str = "", title: str = TITLE) -> str:
    return (
        f"<html lang='en'><head><title>{title}</title>{head}</head><body><header>{top}</header><article><h1>{TITLE}</h1>"
        f"{by}<p>14 March 2023, 09:12</p><div>{TEXT}</div></article>{end}</body></html>"
    )


def read(html: str):
    article, choices = explain_article(Page("a.html", PageKind.HTML, html))
    return article.source, next(choice for choice in choices if choice.field == "source")


PUBLISHED = linked(publisher={"@type": "Organization", "name": "Harbour Courier"})


@pytest.mark.parametrize(
    "page",
    [
        page_of(f"{PUBLISHED}<script>var tracking = {{'source': 'only x'}}</script>"),
        page_of(
            PUBLISHED,
            top="<a class='account' href='/signup'>Create an account</a>",
            by="<p class='account'>Create an account</p>",
        ),
        page_of(PUBLISHED, by="<div class='author-name'>Arthur Penhale</div>"),
        page_of(PUBLISHED, by="<figure><span class='image-source'>Fjord Images</span></figure>"),
    ],
    ids=["a script's settings", "a button", "the author's element", "whom a picture is from"],
)
def test_what_is_named_like_a_source_and_is_none_gives_way_to_who_published(page):
    assert read(page)[0] == "Harbour Courier"


def test_the_paper_is_the_source_and_not_the_firm_that_owns_it():
    head = linked(publisher={"@type": "Organization", "name": "Brightwater Holdings, LLC"})
    head += "<meta property='og:site_name' content='Harbour Courier'>"
    end = "<footer>© 2023 Brightwater Holdings, LLC. All rights reserved.</footer>"
    assert read(page_of(head, end=end, title=f"{TITLE} | Harbour Courier"))[0] == "Harbour Courier"


def test_a_logo_that_leads_to_the_front_page_names_the_site():
    top = "<a href='/'><img src='/img/logo.png' alt='Harbour Courier Logo'></a>"
    source, choice = read(
        page_of(top=top, end="<footer>Copyright © 2023 Harbour Courier. All rights reserved.</footer>")
    )
    assert source == "Harbour Courier"
    assert choice.reason.startswith("imprint; link to the front page; logo: ")
    assert choice.reason.endswith("% sure")


def test_a_label_is_believed_before_the_weights_and_what_they_say_is_shown():
    source, choice = read(page_of(PUBLISHED, by="<p>Source: Northwire</p>"))
    assert (source, choice.reason) == ("Northwire", "label above the text")
    other = next(each for each in choice.others if each.said == "Harbour Courier")
    assert "JSON-LD publisher" in other.reason
    assert other.reason.endswith("% sure")


def test_agencies_that_a_stroke_parts_are_no_medium():
    assert read(page_of(PUBLISHED, end="<p>Source: kna/upd</p>"))[0] == "Harbour Courier"


def test_without_weights_nothing_that_no_label_says_is_believed(monkeypatch):
    monkeypatch.setattr("indexer.extract.likely_source.WEIGHTS", FittedWeights(-9.0, {}))
    source, choice = read(page_of(PUBLISHED))
    assert (source, choice.value) == ("", "")
    assert next((each.said, each.reason) for each in choice.others) == ("Harbour Courier", "JSON-LD publisher: 0% sure")


def test_the_likeliest_is_first_and_of_equal_ones_the_one_named_first():
    media = [NamedMedium(name, ("logo",), seen) for name, seen in (("A", ("x",)), ("B", ("y",)), ("C", ("y",)))]
    judged = likely_media(media, FittedWeights(0.0, {"x": -1.0, "y": 1.0}))
    assert [(each.name, round(each.sure, 3)) for each in judged] == [("B", 0.731), ("C", 0.731), ("A", 0.269)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Der Tagesspiegel", "TAGESSPIEGEL"),
        ("Golem.de", "golem"),
        ("Schweizer Radio und Fernsehen (SRF)", "Schweizer Radio und Fernsehen"),
        ("L'Écho des Combes", "L’Echo des Combes"),
        ("The Harbour Courier", "Harbour Courier"),
    ],
)
def test_one_medium_has_one_form(one, other):
    assert medium_form(one) == medium_form(other)


@pytest.mark.parametrize(
    ("one", "other"), [("दैनिक सरिता", "दनक सरत"), ("北浜新聞", "北浜"), ("The Mirror", "Daily Mirror")]
)
def test_other_media_have_other_forms(one, other):
    assert medium_form(one) != medium_form(other)


def test_statements_of_one_name_are_put_together_and_the_best_writing_is_kept():
    said = [("HARBOUR COURIER", "logo"), ("harbourcourier.com", "meta og:site_name"), ("Harbour Courier", "imprint")]
    found = named_media([FieldCandidate(*each) for each in (*said, ("Northwire", "script"))], NOTHING)
    assert [(each.name, each.places) for each in found] == [
        ("Harbour Courier", ("logo", "meta og:site_name", "imprint")),
        ("Northwire", ("script",)),
    ]


@pytest.mark.parametrize(
    ("name", "host", "agrees"),
    [
        ("Harbour Courier", "harbourcourier.com", "equal"),
        ("Neue Bergische Zeitung", "nbz.ch", "initials"),
        ("Courier", "harbourcourier.com", "within"),
        ("Harbour Courier Online", "news.harbourcourier.com", "around"),
        ("Courier of the Bay", "harbourcourier.com", "word"),
        ("Northwire", "harbourcourier.com", "other"),
        ("Northwire", "", "unknown"),
    ],
)
def test_how_a_name_agrees_with_the_host(name, host, agrees):
    around = MediaSurroundings(host, "", "", (), (), (), frozenset(), is_chinese=False)
    assert f"host={agrees}" in named_media([FieldCandidate(name, "logo")], around)[0].seen


def test_a_page_that_names_very_many_is_read_in_part():
    many = [FieldCandidate(f"Courier {number}", "link to the front page") for number in range(500)]
    assert len(named_media(many, NOTHING)) == 60


def statements(html: str) -> list[tuple[str, str]]:
    found = read_sources(html)
    return [(each.said, each.reason) for each in site_statements(found.sources, found.root)]


def test_everywhere_that_a_page_names_its_site():
    head = "<meta property='og:site_name' content='Courier.example - All that the bay talks about'>"
    head += "<link rel='canonical' href='https://www.courier.example/2023/bridge'>"
    top = "<a href='https://courier.example/' title='Home'>Harbour Courier</a><a href='https://partner.example/'>Partner</a>"
    end = "<footer>© 2019-2023 Bay Media Ltd. All rights reserved</footer>"
    assert statements(page_of(head, top=top, end=end, title=f"{TITLE} - Local - Harbour Courier")) == [
        ("Courier.example - All that the bay talks about", "meta og:site_name"),
        ("Courier.example", "first part of meta og:site_name"),
        ("Harbour Courier", "end of the window's title"),
        ("Local", "within the window's title"),
        ("Bay Media Ltd", "imprint"),
        ("Harbour Courier", "link to the front page"),
    ]


@pytest.mark.parametrize("address", ["http://[", "//", "https://", "javascript:void(0)"])
def test_an_address_that_is_none_leads_nowhere(address):
    assert statements(page_of(top=f"<a href='{address}'>Harbour Courier</a>")) == []


def test_organisations_and_the_web_site_of_json_ld_are_kept_by_name():
    graph = [
        {"@type": "Organization", "name": "Bay Media Ltd"},
        {"@type": ["WebSite"], "name": "Harbour Courier"},
        {"@type": "Person", "name": "Arthur Penhale"},
        {"@type": "Organization"},
    ]
    root = trees.document_fromstring(f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>')
    assert read_metadata(root).owners == {"organisation": ("Bay Media Ltd",), "site": ("Harbour Courier",)}
