"""Offers, forms and names of layouts around an article's text, and sentences that end in other marks."""

from lxml.html import document_fromstring

from indexer.core.article import Page, PageKind
from indexer.extract.article import extract_article
from indexer.extract.boilerplate import ends_sentence, is_prose
from indexer.extract.containers import junk_of

TEXT = [
    "The harbour board said on Monday that the pier would reopen in May after nineteen weeks of repairs.",
    "Repairs cost 2.4 million pounds, some 300,000 more than planned, and were paid for by the county.",
    "Ferries will call at the northern quay until then, and the bus meets each of them, the board added.",
    "The quay was built in 1874 and has been closed twice, in the war and after the storm of 1953.",
]
TEXT += [line.replace("pier", "lighthouse").replace("quay", "tower") + " It stays so." for line in TEXT]
OFFER = [
    "Subscribe now to read the latest news of the harbour and the county.",
    "Unlimited online access to the Courier and fifteen other papers of the coast.",
    "Daily puzzles, and a replica of the printed edition for any device, to share.",
]


def paragraphs(lines):
    return "".join(f"<p>{line}</p>" for line in lines)


def body(inner):
    html = f"<html lang=en><head><title>Pier</title></head><body><h1>Pier reopens</h1><p>3 May 2024</p>{inner}</body></html>"
    return extract_article(Page(name="page.html", kind=PageKind.HTML, text=html)).body


def test_an_offer_that_is_made_twice_is_no_text():
    text = body(f"<article>{paragraphs(TEXT[:2] + OFFER + TEXT[2:] + OFFER)}</article>")
    assert [line for line in TEXT if line not in text] == []
    assert [line for line in OFFER if line in text] == []


def test_a_text_that_is_all_shown_twice_is_kept():
    assert TEXT[3] in body(f"<div>{paragraphs(TEXT)}</div><div>{paragraphs(TEXT)}</div>")


def test_a_form_that_asks_for_an_address_is_no_text():
    asked = "We will send you a link by which you can set a new password, please look into your folder for spam too."
    form = f"<form><p>{asked}</p><input type=email></form>"
    assert asked not in body(f"<article>{paragraphs(TEXT)}{form}</article>")


def test_an_element_named_like_a_side_bar_that_holds_most_of_an_article_is_no_junk():
    inner = f'<article><h2>Pier</h2><div class="sidebar-grid">{paragraphs(TEXT)}</div></article>'
    menu = f'<div class="sidebar-grid">{paragraphs(OFFER * 30)}</div>'
    root = document_fromstring(f"<html><body>{inner}{menu}{menu}</body></html>")
    assert [each.getparent().tag for each in junk_of(root) if each.tag == "div"] == ["body", "body"]


def test_sentences_of_other_scripts_are_prose():
    hindi = "पुलिस ने बुधवार को दो लोगों को गिरफ्तार किया और चोरी का सामान बरामद किया।"
    assert ends_sentence(hindi)
    assert is_prose(hindi)
    assert ends_sentence("پولیس نے بدھ کو دو افراد کو گرفتار کیا۔")


def test_a_line_that_holds_the_whole_text_again_is_a_copy_for_machines():
    told = body(f"<article>{paragraphs(TEXT)}<div itemprop='articleBody' hidden>{' '.join(TEXT)}</div></article>")
    assert told == "\n".join(TEXT)


def test_a_text_of_which_a_long_line_holds_little_keeps_the_line():
    long = f"{TEXT[0]} {' '.join(f'Pier number {number} was looked at as well.' for number in range(40))}"
    assert long in body(f"<article>{paragraphs([*TEXT, long])}</article>")
