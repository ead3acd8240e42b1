"""Settings of the service: one frozen object, read once at the edge and passed down."""

from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from indexer.core.configuration import ConfiguredSettings
from indexer.core.processors import processors
from service.keys.origins import Origin
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

    host: str = Field(
        default="127.0.0.1", description="Address to listen on; 0.0.0.0 accepts connections from other machines."
    )
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 picks a free one and prints it.")
    max_query_characters: int = Field(default=1000, ge=1, description="Maximum length of a question, in characters.")
    max_body_bytes: int = Field(default=64 * 1024, ge=1024, description="Maximum size of a request body, in bytes.")
    max_limit: int = Field(default=100, ge=1, le=1000, description="Maximum number of hits in one response.")
    max_offset: int = Field(default=1000, ge=0, description="Maximum offset of a page of hits.")
    default_mode: Mode | None = Field(
        default=None,
        description="Search mode of requests that name none: hybrid, reranked, dense or lexical. "
        "Default: hybrid for passages; for an answer reranked, where the model has a reader, else hybrid.",
    )
    reader: Path | None = Field(
        default=None,
        description="Path of the reader's weights, which rerank and mark answers; default: the package's own.",
    )
    read_candidates: int = Field(
        default=10, ge=1, le=100, description="Maximum number of passages that the reader reads for a question."
    )
    read_ms: float | None = Field(
        default=None,
        gt=0,
        description="Time limit of the reader, in milliseconds; passages it does not reach keep their score and rank. "
        "Default: 150 for the service; commands read to the end.",
    )
    strict: bool = Field(
        default=False, description="Whether anything missing or fallen back is an error instead of being told."
    )
    request_threads: int | None = Field(
        default=None,
        ge=1,
        le=256,
        description="Number of questions processed at once; others wait. "
        "Default: the number of processors per worker, 2 to 16.",
    )
    max_batch: int = Field(default=16, ge=1, le=256, description="Maximum number of questions embedded in one batch.")
    cached_questions: int = Field(
        default=1024,
        ge=0,
        description="Size of the cache of question vectors (least recently used first out); 0 disables it.",
    )
    allowed_hosts: tuple[str, ...] | None = Field(
        default=None,
        description='Accepted Host names, as JSON: ["news.example"]; ["*"] accepts any, [] none. '
        "Default: those of loopback where it listens there, any elsewhere.",
    )
    max_connections: int = Field(
        default=1000,
        ge=8,
        description="Maximum number of open connections, within the system's limit of open files; beyond it the longest idle ones are closed.",
    )
    head_seconds: float = Field(
        default=10.0, gt=0, description="Time limit for receiving the head of a request; then 408."
    )
    body_seconds: float = Field(
        default=30.0, gt=0, description="Time limit for receiving the body; for an upload, the longest pause."
    )
    keep_alive_seconds: float = Field(
        default=65.0,
        gt=0,
        description="How long an idle connection stays open; set it longer than the proxy's own limit.",
    )
    write_seconds: float = Field(
        default=30.0, gt=0, description="How long a client may stop reading a response before its connection is closed."
    )
    cors_origins: tuple[Origin, ...] = Field(
        default=(),
        description='Web origins whose pages may call the service (CORS), as JSON: ["https://news.example"]; none by default.',
    )
    poll_seconds: float = Field(
        default=1.0, ge=0, description="How often to check for a newly published snapshot; 0 never checks."
    )
    max_waiting: int = Field(
        default=64, ge=0, description="Number of questions that may wait; further ones are answered 503 at once."
    )
    request_seconds: float = Field(
        default=30.0, gt=0, description="Time limit of a question, including waiting; then 503."
    )
    workers: int = Field(
        default=1,
        ge=1,
        le=64,
        description="Number of worker processes, each with a model and a reader of its own; they share the snapshot's memory pages. "
        "One for each core answers the most questions a second.",
    )
    admin_key: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="Bearer token that allows everything, in addition to the keys of xunwen keys.",
    )
    keys_file: Path | None = Field(
        default=None, description="File of API keys (xunwen keys); default: keys.json in the index's folder."
    )
    anonymous: tuple[Scope, ...] | None = Field(
        default=None,
        description='Scopes allowed without a key, as JSON: ["search", "ask", "articles"]; [] allows nothing. '
        "Default: all of reading, events and metrics where the service listens on loopback, nothing elsewhere.",
    )
    anonymous_routes: tuple[str, ...] = Field(
        default=(),
        description='Single routes allowed without a key beside those scopes, as JSON: ["GET /v1/suggest", '
        '"/v1/articles/*/related"]; * is one or more characters, and a page is open with its questions.',
    )
    key_per_minute: int = Field(
        default=0, ge=0, description="Requests per minute of a key that has no limit of its own; 0 means no limit."
    )
    address_per_minute: int = Field(
        default=0, ge=0, description="Requests per minute of an address without a key; 0 means no limit."
    )
    root_path: str = Field(
        default="",
        pattern=r"^(?:(?:/[A-Za-z0-9._~-]+)+)?$",
        description="Path prefix of all links, such as /xunwen, behind a proxy that sends no X-Forwarded-Prefix.",
    )
    trusted_proxies: tuple[str, ...] = Field(
        default=(),
        description='Trusted proxies, as JSON: ["10.0.0.0/8"]: their headers tell the address, '
        "scheme and prefix by which the service was reached.",
    )
    job_folders: tuple[Path, ...] = Field(
        default=(), description='Folders that index jobs may read, as JSON: ["/srv/archive"]; none by default.'
    )
    jobs_dir: Path | None = Field(default=None, description="Folder of jobs; default: jobs/ in the index's folder.")
    max_upload_bytes: int = Field(
        default=256 * 1024 * 1024, ge=1024, description="Maximum size of an upload to index, in bytes."
    )
    job_stop_seconds: float = Field(
        default=10.0, gt=0, description="How long a canceled job may take to stop before it is killed."
    )
    schedule: str = Field(
        default="", description='Schedule of automatic indexing, as a cron line: "15 3 * * *"; empty for none.'
    )
    schedule_zone: str = Field(
        default="", description="Time zone of the schedule, such as Europe/Berlin; default: the machine's."
    )
    schedule_sources: tuple[Path, ...] | None = Field(
        default=None, description="Sources of a scheduled job, as JSON; default: all job folders."
    )
    schedule_fetch: tuple[str, ...] = Field(
        default=(),
        description="Feeds, sitemaps and pages that a scheduled job fetches before it indexes, as JSON; none by default.",
    )
    schedule_fetch_to: Path | None = Field(
        default=None, description="Folder that they are fetched into; it is then indexed, too."
    )
    curation: Path | None = Field(
        default=None,
        description="File of synonyms, pins and hides; default: curation.toml in the index, if there is one.",
    )
    events_file: Path | None = Field(
        default=None,
        description="SQLite file that counts readers' clicks; without one, none are recorded.",
    )
    alerts_file: Path | None = Field(
        default=None, description="SQLite file of alerts; default: alerts.sqlite in the index's folder."
    )
    webhook_networks: tuple[IPv4Network | IPv6Network, ...] = Field(
        default=(),
        description='Networks that webhooks may call though they are not public, as JSON: ["10.1.0.0/16"]; none by default.',
    )
    query_log: Path | None = Field(
        default=None,
        description="SQLite file that logs questions and what came of them. They are personal data; readers are told. None are logged without one.",
    )
    query_log_days: int = Field(
        default=30, ge=1, le=3650, description="How long the query log keeps a question, in days."
    )
    demo_site: bool = Field(
        default=False, description="Whether /demo/ shows the archive as a small news site with the widget and ask box."
    )
    pictures: bool = Field(
        default=True,
        description="Whether pages show pictures of articles, which browsers load from where the articles were published.",
    )
    widget_origins: tuple[Origin, ...] = Field(
        default=(),
        description='Web origins whose pages may show related reading, as JSON; ["*"] for all. In addition to cors_origins.',
    )
    llm_url: str = Field(
        default="",
        description="URL of an OpenAI-compatible server that writes answers: http://127.0.0.1:8080/v1; empty for none.",
    )
    llm_model: str = Field(default="", description="Name of the model on that server.")
    llm_api_key: SecretStr | None = Field(default=None, description="API key of that server, if it needs one.")
    llm_connect_seconds: float = Field(default=5.0, gt=0, description="Time limit for connecting to it.")
    llm_silence_seconds: float = Field(default=20.0, gt=0, description="Longest silence within an answer.")
    llm_seconds: float = Field(default=60.0, gt=0, description="Time limit for a whole written answer.")
    llm_retries: int = Field(default=2, ge=0, le=10, description="Number of retries when it is busy or unreachable.")
    llm_max_tokens: int = Field(
        default=512, ge=16, le=8192, description="Maximum length of a written answer, in tokens."
    )
    heartbeat_seconds: float = Field(
        default=15.0,
        gt=0,
        description="Longest silence of a streamed answer after the quotation it begins with, so that proxies keep the connection open.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Lowest level that is logged."
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="text for people, or json: one JSON object per line."
    )
    log_questions: bool = Field(
        default=False, description="Write questions into the access log. They are personal data; readers are told."
    )
    traces: bool = Field(
        default=False,
        description="Send traces by OpenTelemetry (extra otel) to the server named in its OTEL_ variables.",
    )
    shutdown_seconds: int = Field(
        default=5, ge=1, le=300, description="How long requests in progress may take to finish after SIGTERM."
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
