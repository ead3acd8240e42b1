"""Opens the writer that the settings name, if they name one; brings the client library only then."""

from importlib.util import find_spec
from urllib.parse import urlsplit

from indexer.core.errors import SettingError
from service.generate.writer import Writer
from service.settings import ServiceSettings

NOT_CONFIGURED = "This service has no language model."
_NEXT_STEP = "Set XUNWEN_LLM_URL (http://127.0.0.1:8080/v1) and XUNWEN_LLM_MODEL."


def open_writer(settings: ServiceSettings) -> Writer | None:
    """The model that the settings name; None where they name none. Nothing is sent to it yet.

    Raises:
        SettingError: One of address and model is missing, the address is none, or the client is not installed.
    """
    if not settings.llm_url and not settings.llm_model:
        return None
    if not settings.llm_url or not settings.llm_model:
        raise SettingError("Only one of XUNWEN_LLM_URL and XUNWEN_LLM_MODEL is set.", next_step=_NEXT_STEP)
    parts = urlsplit(settings.llm_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingError("XUNWEN_LLM_URL is not the address of a web server.", next_step=_NEXT_STEP)
    if find_spec("openai") is None:
        raise SettingError(
            "A language model is configured, but its client is not installed.",
            next_step="Install it: pip install 'xunwen[llm]'.",
        )
    # Here and not at the top: the client is an extra, and takes a second to import.
    from service.generate.client import ChatServer

    return ChatServer(settings.llm_url, settings.llm_model, settings)


def require_writer(settings: ServiceSettings) -> Writer:
    """The same for who asked for a written answer.

    Raises:
        SettingError: As above, or none is configured.
    """
    writer = open_writer(settings)
    if writer is None:
        raise SettingError("No language model is configured.", next_step=_NEXT_STEP)
    return writer
