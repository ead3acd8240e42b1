"""Settings of the service: one frozen object, read once at the edge and passed down."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from indexer.domain import Mode

SEARCH_MODE = Mode.HYBRID
"""How passages are searched for where nobody says how."""


class ServiceSettings(BaseSettings):
    """Read from the environment (prefix `XUNWEN_`) when constructed; a command line option wins over both."""

    # What was given may be a secret, or hold one: errors say what is wrong with it, and not what it is.
    model_config = SettingsConfigDict(env_prefix="XUNWEN_", frozen=True, extra="ignore", hide_input_in_errors=True)

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
    request_threads: int = Field(
        default=16,
        ge=1,
        le=256,
        description="Questions worked on at once; more wait their turn.",
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
        description="Who sends it as a bearer token may run index jobs; without one nobody may.",
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
    shutdown_seconds: int = Field(
        default=5, ge=1, le=300, description="How long requests in flight may take to finish after SIGTERM."
    )

    @property
    def search_mode(self) -> Mode:
        """How passages are searched for where the question does not say how."""
        return self.default_mode or SEARCH_MODE

    def too_long(self, question: str) -> str:
        """What is wrong with a question's length, in a sentence; empty where nothing is."""
        most = self.max_query_characters
        return "" if len(question) <= most else f"{len(question):,} characters; the most is {most:,}."
