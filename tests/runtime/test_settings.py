from __future__ import annotations

from pathlib import Path

import pytest

from runtime.settings import BadSetting, Settings, read_settings


def test_without_variables_everything_runs_on_this_machine() -> None:
    settings = read_settings({})
    assert settings == Settings()
    assert settings.database_url is None
    assert settings.home == Path.home() / ".sightline"
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)


def test_variables_are_read() -> None:
    settings = read_settings(
        {
            "SIGHTLINE_DATABASE_URL": "postgresql://somebody@somewhere/sightline",
            "SIGHTLINE_OWNER_DATABASE_URL": "postgresql://owner@somewhere/sightline",
            "SIGHTLINE_REDIS_URL": "redis://somewhere:6379/0",
            "SIGHTLINE_HOME": "~/okrs",
            "SIGHTLINE_HOST": "::",
            "SIGHTLINE_PORT": " 8080 ",
            "SIGHTLINE_LOG_FORMAT": "JSON",
            "SIGHTLINE_LOG_LEVEL": "Warning",
            "UNRELATED": "1",
        }
    )
    assert settings.database_url == "postgresql://somebody@somewhere/sightline"
    assert settings.owner_database_url == "postgresql://owner@somewhere/sightline"
    assert settings.redis_url == "redis://somewhere:6379/0"
    assert settings.home == Path.home() / "okrs"
    assert (settings.host, settings.port) == ("::", 8080)
    assert (settings.log_format, settings.log_level) == ("json", "warning")


def test_an_empty_variable_counts_as_not_set() -> None:
    assert read_settings({"SIGHTLINE_PORT": "", "SIGHTLINE_DATABASE_URL": " "}) == Settings()


@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        ("SIGHTLINE_PORT", "80a", "'80a'"),
        ("SIGHTLINE_PORT", "70000", "<= 65535"),
        ("SIGHTLINE_LOG_LEVEL", "loud", "'loud'"),
        ("SIGHTLINE_DATABASE_URL", "mysql://x", "postgresql://"),
        ("SIGHTLINE_OWNER_DATABASE_URL", "mysql://x", "postgresql://"),
        ("SIGHTLINE_OWNER_DATABASE_URL", "postgresql://x", "SIGHTLINE_DATABASE_URL"),
        ("SIGHTLINE_REDIS_URL", "localhost:6379", "redis://"),
    ],
)
def test_a_bad_value_is_refused_by_name_and_reason(variable: str, value: str, reason: str) -> None:
    with pytest.raises(BadSetting, match=f"^{variable}: ") as refused:
        read_settings({variable: value})
    assert reason in str(refused.value)


def test_a_refused_address_is_not_repeated_as_it_may_hold_a_password() -> None:
    with pytest.raises(BadSetting) as refused:
        read_settings({"SIGHTLINE_DATABASE_URL": "mysql://somebody:hunter2@somewhere"})
    assert "hunter2" not in str(refused.value)
