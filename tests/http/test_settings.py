"""Settings are described in one place, read from a file and the environment, and refused where they make no sense."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from indexer.core.errors import SettingError
from service.cli.settings_reference import reference
from service.cli.settings_report import CLASSES, fields, shown, troubles
from service.settings import ServiceSettings

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "configuration.md"


@pytest.fixture
def in_file(tmp_path, monkeypatch):
    """Writes the file of settings that is in use."""

    def written(text):
        file = tmp_path / "settings.toml"
        file.write_text(text, encoding="utf-8")
        monkeypatch.setenv("XUNWEN_CONFIG", str(file))
        return file

    return written


def test_the_page_about_settings_is_what_the_classes_say():
    """After a change: xunwen config reference --out docs/configuration.md."""
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text == reference()
    assert all(f"| `{name}`<br>`XUNWEN_{name.upper()}` |" in text for name in fields())
    assert all(field.description for kind in CLASSES for field in kind.model_fields.values())


def test_the_environment_is_read_when_settings_are_made(monkeypatch):
    monkeypatch.setenv("XUNWEN_PORT", "9001")
    monkeypatch.setenv("XUNWEN_CORS_ORIGINS", '["https://news.example"]')
    settings = ServiceSettings()
    assert (settings.port, settings.cors_origins) == (9001, ("https://news.example",))


def test_the_environment_is_over_the_file_and_what_is_passed_over_both(in_file, monkeypatch):
    file = in_file('port = 9001\nworkers = 3\nhost = "::1"\nadmin_key = "sixteen characters"\nchunk_tokens = 64\n')
    monkeypatch.setenv("XUNWEN_WORKERS", "2")
    settings = ServiceSettings(host="::")
    assert (settings.port, settings.workers, settings.host) == (9001, 2, "::")
    found = {each.name: each for each in shown()}
    assert (found["port"].origin, found["workers"].origin, found["max_limit"].origin) == (
        str(file),
        "XUNWEN_WORKERS",
        "default",
    )
    assert (found["chunk_tokens"].value, found["admin_key"].value) == (64, "********")
    assert found["llm_api_key"].value is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prot = 1", "There is no setting 'prot' ({file}). Did you mean port?"),
        ("[service]\nport = 1", "There is no setting 'service' ({file})"),
        ("port = 70000", "Setting port: Input should be less than or equal to 65535."),
        ('trusted_proxies = ["10.0.0.1/8"]', "trusted_proxies can't be '10.0.0.1/8': 10.0.0.1/8 has host bits set."),
        ('anonymous_routes = ["/v1/serach"]', "anonymous_routes: /v1/serach leads to nothing that needs a key."),
        ('anonymous = ["read"]', "Setting anonymous: Input should be 'search', 'ask'"),
        ("port =", "The settings in {file} are not TOML"),
        ('schedule = "nightly"\njob_folders = ["/srv"]', "The schedule 'nightly' is not a cron line"),
        ('schedule = "15 3 * * *"', "The schedule '15 3 * * *' has nothing to index."),
        ('llm_model = "small"', "Only one of XUNWEN_LLM_URL and XUNWEN_LLM_MODEL is set."),
        ('cors_origins = ["news.example"]', "Setting cors_origins: write scheme and host"),
        ('widget_origins = ["https://news.example/page"]', "Setting widget_origins: write scheme and host"),
        ('store = "s4://archive"', "There is no store at 's4://archive'."),
        ('curation = "/nowhere/curation.toml"', "/nowhere/curation.toml"),
        ('keys_file = "{file}"', "The keys in {file} are damaged"),
    ],
)
def test_all_that_is_wrong_is_said(in_file, text, said):
    file = in_file(text)
    in_file(text.replace("{file}", str(file)))
    assert any(said.format(file=file) in each for each in troubles()), list(troubles())


def test_what_is_wrong_hides_nothing_else_that_is(in_file):
    in_file('port = 70000\nhost = 7\ntrusted_proxies = ["us"]\nllm_model = "small"\nchunk_tokens = 1\nstore = "s4://a"')
    assert [each.partition(" ")[2].partition(" ")[0] for each in troubles()] == [
        "host:",
        "port:",
        "can't",
        "one",
        "chunk_tokens:",
        "is",
    ]


def test_an_origin_is_held_as_browsers_send_it(monkeypatch):
    monkeypatch.setenv("XUNWEN_CORS_ORIGINS", '["https://News.example/", "*"]')
    assert ServiceSettings().cors_origins == ("https://news.example", "*")
    assert list(troubles()) == []


def test_variables_that_are_no_settings_are_named(monkeypatch):
    assert list(troubles()) == []
    monkeypatch.setenv("XUNWEN_PROT", "1")
    assert list(troubles()) == ["There is no setting XUNWEN_PROT (environment). Did you mean XUNWEN_PORT?"]


def test_a_secret_is_not_repeated(in_file):
    in_file('admin_key = "hunter2"')
    assert not any("hunter2" in each for each in troubles())


def test_a_file_that_is_named_and_not_there_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setenv("XUNWEN_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(SettingError, match=r"no file of settings at .*none\.toml"):
        ServiceSettings()


@pytest.mark.parametrize(
    ("name", "value"), [("port", 65536), ("request_threads", 0), ("max_body_bytes", 10), ("root_path", "xunwen/")]
)
def test_a_setting_out_of_range_is_refused(name, value):
    with pytest.raises(ValidationError, match=name):
        ServiceSettings(**{name: value})


@pytest.mark.parametrize(
    ("found", "workers", "threads"), [(1, 1, 2), (2, 1, 2), (8, 1, 8), (8, 3, 2), (16, 2, 8), (64, 1, 16)]
)
def test_as_many_questions_are_worked_on_as_a_process_has_processors(monkeypatch, found, workers, threads):
    monkeypatch.setattr("service.settings.processors", lambda: found)
    assert ServiceSettings(workers=workers).questions_at_once == threads
    assert ServiceSettings(workers=workers, request_threads=5).questions_at_once == 5


def test_a_traceback_repeats_no_value():
    """A worker reads the settings anew, and whoever makes an app too: what is raised there may end in a log."""
    with pytest.raises(ValidationError) as raised:
        ServiceSettings(admin_key="hunter2", port="hunter2")
    assert "admin_key" in str(raised.value)
    assert "hunter2" not in str(raised.value)
