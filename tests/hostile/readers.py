"""Everything that reads what others wrote, by name: each takes a whole text and nothing else."""

import json
from collections.abc import Callable
from contextlib import suppress

from indexer.core.article import Article, Chunk, Page, PageKind, Span
from indexer.core.errors import PageError
from indexer.core.markup import element, report_page
from indexer.extract import (
    boilerplate,
    bylines,
    dates,
    lines,
    media_names,
    page_state,
    patterns,
    person_names,
    titles,
    untitled,
)
from indexer.extract.article import extract_article
from indexer.extract.credits import credited_authors, credited_medium, opening_credits, read_credits
from indexer.extract.identity import canonical_url
from indexer.extract.images import picture_address
from indexer.extract.metadata import split_keywords
from indexer.fetch.addresses import Target
from indexer.fetch.failure import FetchError
from indexer.index.suggestions.keys import keys_of
from indexer.index.wants import Want
from indexer.input.documents.docx import one_text
from indexer.input.documents.feed import entry_address, moment
from indexer.input.documents.http_body import unchunked
from indexer.input.documents.pdf_order import TextLine
from indexer.input.documents.pdf_paragraphs import PdfPage, running_lines, words_of
from indexer.input.documents.pdf_paragraphs import paragraphs as paragraphs_of
from indexer.input.documents.reading import read_document
from indexer.input.documents.warc import parse_head
from indexer.input.documents.xml import parse_xml_text
from indexer.input.formats import Format, format_of_content
from indexer.input.jsonl import read_json_document, read_json_lines
from indexer.input.tables import read_csv
from indexer.related.article_text import ExplainedArticle, own_text
from indexer.related.explain import shared_words, snippet
from indexer.rerank.reader import Excerpt
from indexer.text.analyzer import different_terms, spaced_words, tokens, word_tokens
from indexer.text.characters import clean_characters, match_form, one_line
from indexer.text.chunker import Chunker
from indexer.text.encoding import decode
from indexer.text.language import detect_language
from indexer.text.sentences import sentences
from indexer.text.words.learning import WordLearner
from service.answer.candidates import candidates
from service.answer.enumerations import whole_list
from service.answer.model import Reading, answer_model
from service.answer.question import AnswerQuery, names_in, subject_of
from service.answer.units import asked_unit
from service.answer.yes_no import verdict
from service.figures.numerals import numerals
from service.figures.read import figures
from service.generate.citations import Context, cite
from service.generate.prompt import Passage, harmless
from service.generate.stream import AnswerReader, QuoteMark
from service.query.question import content, language_of
from service.query.question_type import parts_of
from service.results import Hit, HitScores, Signals
from service.search.highlight import highlights
from service.web.display import cut, outward, paragraphs, pieces
from tests.doubles import MarkingReader

Reader = Callable[[str], object]

BODY = "柳河村党支部发出倡议，全村共捐款三万二千元。" * 8
_LIMIT = 2**25
_SCORES = HitScores(None, None, 1.0, Signals(None, None, None, None, None, None, 0.0, 0.0, 1.0))


def read(kind: PageKind, text: str) -> str:
    """The body of a page; empty where it has none or is refused."""
    try:
        return extract_article(Page("a", kind, text)).body
    except PageError:
        return ""


def _html(before: str, after: str = "") -> Reader:
    return lambda text: read(PageKind.HTML, f"<html>{before.replace('TEXT', text)}<div><p>{BODY}</p></div>{after}")


def _text(text: str) -> None:
    for page in (text, f"柳河村捐款\n2021-03-05 来源：青禾日报\n{text}\n{BODY}", f"柳河村捐款\n{BODY}\n{text}"):
        read(PageKind.TEXT, page)


def _record(text: str) -> None:
    named = dict.fromkeys(("title", "author", "source", "editor", "date", "language", "url", "keywords", "id"), text)
    for fields in (named, {"author": list(text), "keywords": list(text)}, {"body": BODY + text}):
        extract_article(Page("a", PageKind.RECORD, record={"body": BODY} | fields))


def _header(judge: Callable[[list[str]], object]) -> Reader:
    """As one line of a page's head, and as many."""

    def read_header(text: str) -> None:
        judge([text])
        judge([text[start : start + 40] for start in range(0, len(text), 40)])

    return read_header


_LINES = {
    judge.__name__: judge
    for judge in (
        boilerplate.is_furniture,
        boilerplate.starts_related,
        boilerplate.is_editor_line,
        boilerplate.is_related_lead,
        boilerplate.is_footer,
        boilerplate.is_breadcrumb,
        boilerplate.is_prose,
        boilerplate.ends_sentence,
        boilerplate.is_pager,
        person_names.split_names,
        person_names.names_of,
        person_names.is_nobody,
        media_names.clean_source,
        media_names.is_media,
        dates.read_date,
        dates.read_loose_date,
        dates.read_date_in_words,
        dates.without_date,
        dates.date_in_url,
        titles.is_site_name,
        untitled.own_title,
        patterns.cut,
        read_credits,
        opening_credits,
        one_line,
        match_form,
        detect_language,
        split_keywords,
    )
} | {
    judge.__name__: _header(judge)
    for judge in (
        bylines.header_authors,
        bylines.body_authors,
        media_names.header_source,
        bylines.find_editor,
        credited_authors,
        credited_medium,
    )
}
"""Each by itself: beside forty others, one that takes the square of the time would show late."""


def _heading(text: str) -> None:
    titles.heading_text([text, "新桥通车"], text, titles.title_forms(titles.parts_of_window(text)))


def _line_addresses(text: str) -> None:
    picture_address(text, "https://news.example/a")
    canonical_url(f"http://a.example/?{clean_characters(text)}")


def _state(text: str) -> None:
    scripts = [text, f'content="{text}', f"editor:'{text}"]
    page_state.embedded_html(scripts)
    for field in ("date", "source", "editor"):
        page_state.state_field(scripts, field)


def _bytes(text: str) -> None:
    for encoding in ("utf-8", "gb18030", "utf-16", "cp1251"):
        data = text.encode(encoding, "replace")
        for each in (data, b"\xd0" + data + b"\xff\xfe" * 20):
            try:
                decode(each)
            except PageError:
                continue


def _formats(text: str) -> None:
    format_of_content(text.encode("utf-8", "replace"))
    for whole in (text, f'[{{"title": "{text}', "[" * len(text)):
        list(read_json_document(whole, name="a", encoding="utf-8"))
    for reader, rows in ((read_json_lines, text), (read_csv, f"title,body\n{text}"), (read_csv, f'title\n"{text}')):
        try:
            list(reader([rows.encode("utf-8", "replace")], name="a", limit=_LIMIT))
        except PageError:
            continue


def _chunks(text: str) -> None:
    Chunker(lambda texts: [len(each) for each in texts], max_tokens=200).chunk(_article(text))


def _terms(text: str) -> None:
    different_terms(text)
    spaced_words(text)
    list(word_tokens(text))
    highlights(different_terms(text[:100]), text)


def _question(text: str) -> None:
    for reader in (content, language_of, subject_of, names_in):
        reader(text)


def _candidates(question: str, *, window: int = 0) -> Reader:
    """What may answer in a chunk, ranked; of which a reader reads so many characters at the beginning."""
    wants = tuple(Want((term,), 1.0) for term in different_terms(question))
    query = AnswerQuery(question, language_of(question), {}, wants, wants[:2], frozenset())

    def weigh(text: str) -> None:
        chunk = Chunk("a", 0, 0, len(text), text)
        hit = Hit(1, _article(text), chunk, _SCORES, Span(0, len(text)), row=0)
        read = MarkingReader(text[:window][-9:]).judge(question, [Excerpt(text[:window])])
        model = answer_model(Reading.ONCE if window else Reading.NONE)
        ranked = model.ranked(candidates(query, [hit], {0: read[0]} if window else {}))
        if ranked:
            model.likelihood(ranked)

    return weigh


def _related(text: str) -> None:
    reading = ExplainedArticle(_article(text))
    shared_words(own_text(_article(text)), reading, ["捐款", "word", "5000", "一一"])
    snippet(reading, ["捐款", "word", "一一", "a"], [1.0, 1.0, 1.0, 1.0])


def _words(text: str) -> None:
    learner = WordLearner()
    learner.add(text, text, "")
    learner.table()
    keys_of(text[:120], ways=3)


def _generated(text: str) -> None:
    harmless(text)
    passage = Passage.of(_article(text), Span(0, len(text)))
    if citation := cite(QuoteMark(1, text[:200]), [passage]):
        Context.of(citation)
    for written in (text, f"[[1|a{text}b]]{text}", f"<think>{text}]]"):
        answer = AnswerReader()
        for start in range(0, len(written), 50):
            answer.feed(written[start : start + 50])
        answer.end()


def _shown(text: str) -> None:
    cut(text, 100)
    outward(text)
    pieces(text, [Span(place, place + 1) for place in range(0, len(text), 20)])
    paragraphs(text, Span(0, len(text)))
    report_page(text, "", element("p", text))


def _article(text: str) -> Article:
    return Article("a", "", text, language="zh")


def _documents(text: str) -> None:
    data = text.encode("utf-8", "replace")
    words = f"<w:document xmlns:w='w'><w:p><w:r><w:t>{text}"
    for form, document in (
        (Format.XML, data),
        (Format.XML, f"<rss>{text}".encode("utf-8", "replace")),
        (Format.XML, f"<rss><item><description><![CDATA[{text}]]>".encode("utf-8", "replace")),
        (Format.MHTML, data),
        (Format.MHTML, b"Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n" + data),
        (Format.WARC, data),
        (Format.WARC, b"WARC/1.1\r\nContent-Length: " + data),
    ):
        with suppress(PageError):
            list(read_document(form, [document], name="a", page_limit=_LIMIT, limit=_LIMIT))
    with suppress(PageError):
        one_text(parse_xml_text(words, what="DOCX"))
    parse_head(data)
    unchunked(data)
    lines = [TextLine(40, 600.0 - n, 200, 610.0 - n, 10, text[n * 20 : n * 20 + 20]) for n in range(len(text) // 20)]
    pages = [PdfPage(n, 800, (tuple(lines),)) for n in (1, 2)]
    paragraphs_of(pages[0], running_lines(pages)[0], words_of(pages))


def _addresses(text: str) -> None:
    for address in (text, f"http://{text}/", f"http://a.example/{text}?{text}"):
        with suppress(FetchError):
            Target.of(address, base="http://a.example/b")
    moment(text)
    entry_address(parse_xml_text("<item><link>a</link></item>", what="feed"), text)


READERS: dict[str, Reader] = {
    "text page": _text,
    "HTML page": lambda text: read(PageKind.HTML, text),
    "HTML paragraph": _html("<h1>柳河村</h1><p>TEXT</p>"),
    "HTML table": _html("<table><tr><th>TEXT</th><th>捐款</th></tr><tr><td>TEXT</td><td>三万元</td></tr></table>"),
    "HTML cards": _html("", "<ul>" + "<li><a href=/a>TEXT</a></li>" * 6 + "</ul>"),
    "HTML picture": _html("<img src='TEXT'><link rel=canonical href='TEXT'><time datetime='TEXT'>TEXT</time>"),
    "HTML tag": _html("<h1>柳河村</h1><div TEXT>"),
    "HTML names": _html("<div class='TEXT'><p id='TEXT'>柳河村</p>"),
    "HTML titles": _html("<title>TEXT</title><h1>TEXT</h1>"),
    "HTML meta": _html(
        '<meta name="keywords" content="TEXT"><meta property="og:title" content="TEXT"><meta name="author" content="TEXT">'
        '<meta name="source" content="TEXT"><meta name="pubdate" content="TEXT"><link rel="canonical" href="TEXT">'
    ),
    "HTML scripts": _html('<script>var content = "TEXT</script><script>TEXT</script>'),
    "HTML linked data": lambda text: _html(
        f'<script type="application/ld+json">{json.dumps([{"headline": text, "author": list(text)}, *text])}</script>'
    )(""),
    "HTML by-line": _html("<span class=author>TEXT</span><span class=source>TEXT</span>", "<p>责任编辑：TEXT</p>"),
    "record": _record,
    **{f"line: {name}": judge for name, judge in _LINES.items()},
    "line: heading_text": _heading,
    "line: addresses": _line_addresses,
    "line: ending_pieces": lambda text: bylines.ending_pieces([text]),
    "line: entry_times": lambda text: lines.entry_times([text, text[:20]]),
    "script state": _state,
    "bytes": _bytes,
    "formats": _formats,
    "documents": _documents,
    "addresses": _addresses,
    "chunker": _chunks,
    "sentences": sentences,
    "tokens": lambda text: list(tokens(text)),
    "terms": _terms,
    "numerals": lambda text: list(numerals(text)),
    "figures": lambda text: figures(text, published_at="2020-02-21"),
    "question": _question,
    "asked unit": asked_unit,
    "kind of a question": parts_of,
    "yes or no": lambda text: (verdict(text, BODY, "zh"), verdict("捐款了吗？", text, "zh")),
    "enumeration": lambda text: whole_list(text, Span(len(text) // 2, len(text) // 2 + 2)),
    "candidates": _candidates("柳河村一共捐款多少元？"),
    "candidates of a passage that was read": _candidates("柳河村什么时候捐款word 5000？", window=200),
    "related": _related,
    "words": _words,
    "generated": _generated,
    "shown": _shown,
}
