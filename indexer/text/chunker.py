"""Articles to chunks: exact spans of the body, cut where sentences end, sized in the model's tokens.

The one door to langchain-text-splitters. Its `add_start_index` searches for the text and finds the wrong place when a
passage repeats, so the span is kept here: the pieces of a splitter that drops nothing are laid end to end.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from math import ceil

from indexer.core.article import Article, Chunk

# From the strongest boundary to the weakest. No capturing groups: the splitter adds its own.
_BOUNDARIES = (
    # Points are tried from the first of a row only, as in `sentences`.
    r"[。！？!?…]+[”’」』）》)\"']*|(?<!\.)(?:(?<![A-Z])|(?=\.\.))\.++[”’\"')\]]*+\s+",
    r"[；;]+",
    r"[，,、：:—]+",
    r"\s+",
    # Text without any of these: by sixteen characters, and only then by one, which alone would take minutes a megabyte.
    r"[\s\S]{16}",
    r"",
)
_PARAGRAPH = re.compile(r"[^\n]*\n+|[^\n]+")
_CHARACTERS_PER_TOKEN = 12
"""A token is taken for at least a twelfth of its characters: some tokenizers make one token of a word of any length."""

_SLACK = 1.2
"""How much longer than its share a part of a cut paragraph may be, so that a sentence need not be broken for balance."""

CountTokens = Callable[[Sequence[str]], list[int]]


class Chunker:
    """Cuts bodies into chunks of at most `max_tokens` tokens as `count_tokens` counts them.

    Short paragraphs that follow each other share a chunk; a longer one is cut into parts of about equal length, since
    a few words left over at its end would be a chunk that says nothing. A single character that alone is more tokens
    than `max_tokens` stays whole.
    """

    def __init__(self, count_tokens: CountTokens, *, max_tokens: int) -> None:
        self._count_tokens = count_tokens
        self._max_tokens = max_tokens

    def chunk(self, article: Article) -> list[Chunk]:
        """Chunks of the body in order; every character that is not blank lies in exactly one."""
        chunks: list[Chunk] = []
        place = 0
        for piece in self._pieces(article.body):
            end = place + len(piece)
            start, stop = _without_blanks(article.body, place, end)
            place = end
            if start < stop:
                chunks.append(Chunk(article.id, len(chunks), start, stop, article.body[start:stop]))
        return chunks

    def _pieces(self, body: str) -> Iterator[str]:
        """The body in pieces that make it up when laid end to end."""
        paragraphs = _PARAGRAPH.findall(body)
        waiting, tokens = "", 0
        for paragraph, length in zip(paragraphs, self._lengths(paragraphs), strict=True):
            if waiting and tokens + length > self._max_tokens:
                yield waiting
                waiting, tokens = "", 0
            if length > self._max_tokens:
                yield from self._parts(paragraph, length)
            else:
                waiting += paragraph
                tokens += length
        if waiting:
            yield waiting

    def _parts(self, paragraph: str, length: int) -> list[str]:
        """A long paragraph in parts of about equal length, cut where the strongest boundaries allow."""
        # Here and not at the top: it takes a fifth of a second, and short articles have no such paragraph.
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        share = length / ceil(length / self._max_tokens)
        splitter = RecursiveCharacterTextSplitter(
            separators=list(_BOUNDARIES),
            is_separator_regex=True,
            keep_separator="end",
            strip_whitespace=False,
            chunk_size=min(ceil(share * _SLACK), self._max_tokens),
            chunk_overlap=0,
            length_function=lambda text: self._lengths([text])[0],
        )
        return splitter.split_text(paragraph)

    def _lengths(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text."""
        counts = self._count_tokens(texts)
        return [max(count, len(text) // _CHARACTERS_PER_TOKEN) for count, text in zip(counts, texts, strict=True)]


def _without_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without blank characters at its ends."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))
