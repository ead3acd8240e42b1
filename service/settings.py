"""Settings of the service: one frozen object, read once at the edge and passed down."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """Read from the environment (prefix `XUNWEN_`) when constructed; a command line option wins over both."""

    model_config = SettingsConfigDict(env_prefix="XUNWEN_", frozen=True, extra="ignore")

    host: str = Field(default="127.0.0.1", description="Address to listen on; 0.0.0.0 lets other machines in.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one and prints it.")
    max_query_characters: int = Field(default=1000, ge=1, description="Longest question, in characters.")
    max_body_bytes: int = Field(default=64 * 1024, ge=1024, description="Largest request body, in bytes.")
    max_limit: int = Field(default=100, ge=1, le=1000, description="Most hits in one response.")
    max_offset: int = Field(default=1000, ge=0, description="How far down the ranking a page of hits may begin.")
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
    cors_origins: tuple[str, ...] = Field(
        default=(),
        description='Web origins whose pages may call the service, as JSON: ["https://news.example"]; none by default.',
    )
    shutdown_seconds: int = Field(
        default=5, ge=1, le=300, description="How long requests in flight may take to finish after SIGTERM."
    )

    def too_long(self, question: str) -> str:
        """What is wrong with a question's length, in a sentence; empty where nothing is."""
        most = self.max_query_characters
        return "" if len(question) <= most else f"{len(question):,} characters; the most is {most:,}."
