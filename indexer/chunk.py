"""Articles to chunks: exact spans of the body, cut where sentences end, sized in the model's tokens.

The one door to langchain-text-splitters. Its `add_start_index` searches for the text and finds the wrong place when a
passage repeats, so the span is kept here: the pieces of a splitter that drops nothing are laid end to end.
"""

from collections.abc import Callable, Sequence

from langchain_text_splitters import RecursiveCharacterTextSplitter

from indexer.domain import Article, Chunk

# From the strongest boundary to the weakest. No capturing groups: the splitter adds its own.
_BOUNDARIES = (
    r"\n+",
    r"[。！？!?…]+[”’」』）》)\"']*|(?<![A-Z])[.]+[”’\"')\]]*\s+",
    r"[；;]+",
    r"[，,、：:—]+",
    r"\s+",
    r"",
)
_TITLE_CHARACTERS = 120
"""A title longer than this is a paragraph set as one: its head says what the article is about."""

CountTokens = Callable[[Sequence[str]], list[int]]


class Chunker:
    """Cuts bodies into chunks of at most `max_tokens` tokens as `count_tokens` counts them.

    A single character that alone is more tokens than that stays whole.
    """

    def __init__(self, count_tokens: CountTokens, *, max_tokens: int) -> None:
        self._splitter = RecursiveCharacterTextSplitter(
            separators=list(_BOUNDARIES),
            is_separator_regex=True,
            keep_separator="end",
            strip_whitespace=False,
            chunk_size=max_tokens,
            chunk_overlap=0,
            length_function=lambda text: count_tokens([text])[0],
        )

    def chunk(self, article: Article) -> list[Chunk]:
        """Chunks of the body in order; every character that is not blank lies in exactly one."""
        chunks: list[Chunk] = []
        place = 0
        for piece in self._splitter.split_text(article.body):
            end = place + len(piece)
            start, stop = _without_blanks(article.body, place, end)
            place = end
            if start < stop:
                chunks.append(Chunk(article.id, len(chunks), start, stop, article.body[start:stop]))
        return chunks


def _without_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without blank characters at its ends."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def passage_text(title: str, chunk_text: str) -> str:
    """What is embedded and indexed for a chunk: the title says what the passage is about, so it stands in front."""
    return f"{title[:_TITLE_CHARACTERS]}\n{chunk_text}" if title else chunk_text
