"""Settings are documented, read from the environment, and refused where they make no sense."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from service.settings import ServiceSettings

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "http.md"


@pytest.mark.parametrize("name", ServiceSettings.model_fields)
def test_every_setting_is_documented(name):
    assert f"`XUNWEN_{name.upper()}`" in DOCUMENT.read_text(encoding="utf-8")
    assert ServiceSettings.model_fields[name].description


def test_the_environment_is_read_when_settings_are_made(monkeypatch):
    monkeypatch.setenv("XUNWEN_PORT", "9001")
    monkeypatch.setenv("XUNWEN_CORS_ORIGINS", '["https://news.example"]')
    settings = ServiceSettings()
    assert (settings.port, settings.cors_origins) == (9001, ("https://news.example",))


@pytest.mark.parametrize(("name", "value"), [("port", 65536), ("request_threads", 0), ("max_body_bytes", 10)])
def test_a_setting_out_of_range_is_refused(name, value):
    with pytest.raises(ValidationError, match=name):
        ServiceSettings(**{name: value})


def test_a_traceback_repeats_no_value():
    """A worker reads the settings anew, and whoever makes an app too: what is raised there may end in a log."""
    with pytest.raises(ValidationError) as raised:
        ServiceSettings(admin_key="hunter2", port="hunter2")
    assert "admin_key" in str(raised.value)
    assert "hunter2" not in str(raised.value)
