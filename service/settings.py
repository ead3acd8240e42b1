"""Settings of the service: one frozen object, read once at the edge and passed down."""

from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from indexer.core.configuration import ConfiguredSettings
from indexer.core.processors import processors
from service.keys.scopes import LOCAL, Scope
from service.results import Mode

SEARCH_MODE = Mode.HYBRID
"""How passages are searched for where nobody says how."""


def is_loopback(address: str) -> bool:
    """Whether only programs of this machine reach an address."""
    name = address.strip("[]").lower()
    try:
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


class ServiceSettings(ConfiguredSettings):
    """What answers; a command line option wins."""

    host: str = Field(default="127.0.0.1", description="Address to listen on; 0.0.0.0 lets other machines in.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one and prints it.")
    max_query_characters: int = Field(default=1000, ge=1, description="Longest question, in characters.")
    max_body_bytes: int = Field(default=64 * 1024, ge=1024, description="Largest request body, in bytes.")
    max_limit: int = Field(default=100, ge=1, le=1000, description="Most hits in one response.")
    max_offset: int = Field(default=1000, ge=0, description="How far down the ranking a page of hits may begin.")
    default_mode: Mode | None = Field(
        default=None,
        description="How a question is searched for that does not say how: hybrid, reranked, dense or lexical. "
        "Default: hybrid for passages; for an answer reranked, where the model has a reader, else hybrid.",
    )
    reader: Path | None = Field(
        default=None, description="File of the reader that orders anew in mode reranked; default: the package's own."
    )
    read_candidates: int = Field(default=10, ge=1, le=100, description="Most candidates that the reader reads.")
    read_ms: float | None = Field(
        default=None,
        gt=0,
        description="How long it may read, in milliseconds; what it did not come to keeps its score and its place. "
        "Default: 150 for the service; commands read to the end.",
    )
    strict: bool = Field(
        default=False, description="Whether anything missing or fallen back is an error instead of being told."
    )
    request_threads: int | None = Field(
        default=None,
        ge=1,
        le=256,
        description="Questions worked on at once; more wait their turn. "
        "Default: as many as each process has processors for itself, 2 to 16.",
    )
    max_batch: int = Field(
        default=16, ge=1, le=256, description="Most questions that are embedded in one step of the model."
    )
    cached_questions: int = Field(
        default=1024, ge=0, description="Question vectors kept in memory, least recently used out first; 0 keeps none."
    )
    allowed_hosts: tuple[str, ...] | None = Field(
        default=None,
        description='Names that the service answers for, as JSON: ["news.example"]; ["*"] for any, [] for none. '
        "Default: those of loopback where it listens there, any elsewhere.",
    )
    max_connections: int = Field(
        default=1000,
        ge=8,
        description="Connections open at once, as far as the system grants open files; then those that wait longest go.",
    )
    head_seconds: float = Field(
        default=10.0, gt=0, description="How long the head of a request may take to come before it is answered 408."
    )
    body_seconds: float = Field(
        default=30.0, gt=0, description="How long its body may take; of an upload, how long it may pause."
    )
    keep_alive_seconds: float = Field(
        default=65.0,
        gt=0,
        description="How long a connection is kept for another request; longer than a proxy before it keeps its own.",
    )
    write_seconds: float = Field(
        default=30.0, gt=0, description="How long a client may take nothing of a response before it is cut off."
    )
    cors_origins: tuple[str, ...] = Field(
        default=(),
        description='Web origins whose pages may call the service, as JSON: ["https://news.example"]; none by default.',
    )
    poll_seconds: float = Field(
        default=1.0, ge=0, description="How often to look whether another snapshot was published; 0 never looks."
    )
    max_waiting: int = Field(
        default=64, ge=0, description="Questions that may wait for a thread; one more is answered 503 at once."
    )
    request_seconds: float = Field(
        default=30.0, gt=0, description="How long a question may take, waiting included, before it is answered 503."
    )
    workers: int = Field(
        default=1, ge=1, le=64, description="Processes that answer; they share a snapshot's pages in memory."
    )
    admin_key: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="Who sends it as a bearer token may do everything, beside those who have a key of xunwen keys.",
    )
    keys_file: Path | None = Field(
        default=None, description="File of the keys that xunwen keys makes; default: keys.json in the index's folder."
    )
    anonymous: tuple[Scope, ...] | None = Field(
        default=None,
        description='What anybody may do without a key, as JSON: ["search", "ask", "articles"]; [] is nothing. '
        "Default: all of reading, events and metrics where the service listens on loopback, nothing elsewhere.",
    )
    key_per_minute: int = Field(
        default=0, ge=0, description="Requests a minute with one key, if it has no limit of its own; 0 is no limit."
    )
    address_per_minute: int = Field(
        default=0, ge=0, description="Requests a minute without a key from one address; 0 is no limit."
    )
    root_path: str = Field(
        default="",
        pattern=r"^(?:(?:/[A-Za-z0-9._~-]+)+)?$",
        description="Prefix of all links, as /xunwen, behind a proxy that tells none by X-Forwarded-Prefix.",
    )
    trusted_proxies: tuple[str, ...] = Field(
        default=(),
        description='Addresses or networks of proxies that are believed, as JSON: ["10.0.0.0/8"]: they tell the address, '
        "scheme and prefix by which the service was reached.",
    )
    job_folders: tuple[Path, ...] = Field(
        default=(), description='Folders that index jobs may read, as JSON: ["/srv/archive"]; none by default.'
    )
    jobs_dir: Path | None = Field(
        default=None, description="Where jobs are kept; default: jobs/ in the index's folder."
    )
    max_upload_bytes: int = Field(default=256 * 1024 * 1024, ge=1024, description="Largest upload to index, in bytes.")
    job_stop_seconds: float = Field(
        default=10.0, gt=0, description="How long a canceled job may take to end by itself before it is killed."
    )
    schedule: str = Field(
        default="", description='When to index by itself, as a cron line: "15 3 * * *"; empty never does.'
    )
    schedule_zone: str = Field(
        default="", description="Time zone of the schedule's clock, such as Europe/Berlin; default: the machine's."
    )
    schedule_sources: tuple[Path, ...] | None = Field(
        default=None, description="What a scheduled job indexes, as JSON; default: all of the job folders."
    )
    schedule_fetch: tuple[str, ...] = Field(
        default=(),
        description="Feeds, sitemaps and pages that a scheduled job fetches before it indexes, as JSON; none by default.",
    )
    schedule_fetch_to: Path | None = Field(
        default=None, description="Folder that they are fetched into, and that is then indexed too."
    )
    curation: Path | None = Field(
        default=None,
        description="File of synonyms, pins and hides; default: curation.toml in the index, if there is one.",
    )
    events_file: Path | None = Field(
        default=None,
        description="Where clicks that pages tell of are counted, a small SQLite file; without one none are taken.",
    )
    demo_site: bool = Field(
        default=False, description="Whether /demo/ shows the archive as a small news site with the widget and ask box."
    )
    widget_origins: tuple[str, ...] = Field(
        default=(),
        description='Web origins whose pages may show related reading, as JSON; ["*"] for all. Beside cors_origins.',
    )
    llm_url: str = Field(
        default="", description="An OpenAI-compatible server that may write answers: http://127.0.0.1:8080/v1; or none."
    )
    llm_model: str = Field(default="", description="Name of the model there.")
    llm_api_key: SecretStr | None = Field(default=None, description="The key that the server wants, if it wants one.")
    llm_connect_seconds: float = Field(default=5.0, gt=0, description="How long connecting to it may take.")
    llm_silence_seconds: float = Field(default=20.0, gt=0, description="How long it may be silent in an answer.")
    llm_seconds: float = Field(default=60.0, gt=0, description="How long writing an answer may take in all.")
    llm_retries: int = Field(default=2, ge=0, le=10, description="How often to ask again where it is busy or away.")
    llm_max_tokens: int = Field(default=512, ge=16, le=8192, description="Longest answer, in the model's tokens.")
    heartbeat_seconds: float = Field(
        default=15.0, gt=0, description="Longest silence of a streamed answer, so that proxies keep it open."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="What is logged: this and whatever is worse."
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="Lines for people, or a JSON object a line for programs."
    )
    log_questions: bool = Field(
        default=False, description="Whether the access log has what was asked: personal data, told to readers."
    )
    traces: bool = Field(
        default=False,
        description="Whether spans of requests are sent by OpenTelemetry (extra otel), to where its OTEL_ variables say.",
    )
    shutdown_seconds: int = Field(
        default=5, ge=1, le=300, description="How long requests in flight may take to finish after SIGTERM."
    )

    @property
    def anybody_may(self) -> frozenset[Scope]:
        """What a caller without a key may do."""
        if self.anonymous is not None:
            return frozenset(self.anonymous)
        return LOCAL if is_loopback(self.host) else frozenset()

    @property
    def questions_at_once(self) -> int:
        """How many questions one process works on at once; more would fight for its interpreter."""
        return self.request_threads or min(max(processors() // self.workers, 2), 16)

    @property
    def search_mode(self) -> Mode:
        """How passages are searched for where the question does not say how."""
        return self.default_mode or SEARCH_MODE

    def too_long(self, question: str) -> str:
        """What is wrong with a question's length, in a sentence; empty where nothing is."""
        most = self.max_query_characters
        return "" if len(question) <= most else f"{len(question):,} characters; the most is {most:,}."
