from __future__ import annotations

from pathlib import Path

import pytest

from runtime.settings import (
    BadSetting,
    GroupMeaning,
    LanguageModel,
    MailServer,
    Settings,
    read_settings,
)


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


def test_where_browsers_use_https_there_is_a_proxy_unless_it_is_said_otherwise() -> None:
    https = {"SIGHTLINE_PUBLIC_URL": "https://okr.example.org"}
    assert read_settings({}).proxies_before == 0
    assert read_settings(https).proxies_before == 1
    assert read_settings({**https, "SIGHTLINE_PROXIES": "2"}).proxies_before == 2
    assert read_settings({**https, "SIGHTLINE_PROXIES": "0"}).proxies_before == 0


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
        ("SIGHTLINE_PUBLIC_URL", "okr.example.org", "as in https://"),
        ("SIGHTLINE_PUBLIC_URL", "https://okr.example.org/okr", "nothing after it"),
        ("SIGHTLINE_PUBLIC_URL", "https://ada:b@okr.example.org", "nothing after it"),
        ("SIGHTLINE_PUBLIC_URL", "https://okr.example.org:port", "as in https://"),
        ("SIGHTLINE_PUBLIC_URL", "http://okr.example.org", "https://"),
        ("SIGHTLINE_OIDC_CLIENT_ID", "sightline", "SIGHTLINE_OIDC_ISSUER"),
        ("SIGHTLINE_OIDC_GROUPS", "{}", "SIGHTLINE_OIDC_ISSUER"),
        ("SIGHTLINE_OPERATOR", "a\nb", "matching"),
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


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("https://OKR.example.org/", "https://okr.example.org"),
        ("https://okr.example.org:443", "https://okr.example.org"),
        ("https://okr.example.org:8443", "https://okr.example.org:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_the_address_for_browsers_is_written_as_they_do(given: str, origin: str) -> None:
    assert read_settings({"SIGHTLINE_PUBLIC_URL": given}).site_address == origin


FROM = {"SIGHTLINE_MAIL_FROM": "Sightline <okr@example.org>"}


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", MailServer("mail.example.org", 587, "after a greeting")),
        (
            "smtps://okr%40example.org:p%3Aw@mail.example.org:10465",
            MailServer("mail.example.org", 10465, "from the start", "okr@example.org", "p:w"),
        ),
        ("smtp+plain://localhost", MailServer("localhost", 25, "none")),
    ],
)
def test_where_mail_is_handed_over_is_read(url: str, server: MailServer) -> None:
    settings = read_settings({"SIGHTLINE_SMTP_URL": url, **FROM})
    assert settings.mail_server == server
    assert str(settings.mail_sender) == FROM["SIGHTLINE_MAIL_FROM"]
    assert read_settings({}).mail_server is None


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "http://:hunter2@mail.example.org",
        "smtp://",
        "smtp://:hunter2@mail.example.org:port",
        "smtp://mail.example.org/inbox",
        "smtp+plain://okr:hunter2@mail.example.org",
    ],
)
def test_where_mail_cannot_be_handed_over_is_refused_without_repeating_a_password(url: str) -> None:
    with pytest.raises(BadSetting, match=r"^SIGHTLINE_SMTP_URL: ") as refused:
        read_settings({"SIGHTLINE_SMTP_URL": url, **FROM})
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("sender", [None, "Sightline", "okr@", "Zoë <zoë@example.org>", "a b@c d"])
def test_mail_needs_a_sender_that_can_be_answered(sender: str | None) -> None:
    given = {} if sender is None else {"SIGHTLINE_MAIL_FROM": sender}
    with pytest.raises(BadSetting, match=r"^SIGHTLINE_MAIL_FROM: "):
        read_settings({"SIGHTLINE_SMTP_URL": "smtp://mail.example.org", **given})
    with pytest.raises(BadSetting, match=r"^SIGHTLINE_MAIL_FROM: "):
        read_settings(FROM)


ISSUER = {"SIGHTLINE_OIDC_ISSUER": "https://id.example.org", "SIGHTLINE_OIDC_CLIENT_ID": "okr"}


def test_what_groups_mean_is_read_in_their_order() -> None:
    groups = '{"admins": {"role": "administrator"}, "sales": {"unit": "Sales", "role": "member"}}'
    settings = read_settings({**ISSUER, "SIGHTLINE_OIDC_GROUPS": groups})
    assert settings.oidc_groups is not None
    assert [*settings.oidc_groups.items()] == [
        ("admins", GroupMeaning("administrator")),
        ("sales", GroupMeaning("member", "Sales")),
    ]


@pytest.mark.parametrize(
    "groups", ["sales", '{"sales": "member"}', '{"sales": {"role": "boss"}}', '{"a": {"of": "b"}}']
)
def test_what_groups_cannot_mean_is_refused(groups: str) -> None:
    with pytest.raises(BadSetting, match=r"^SIGHTLINE_OIDC_GROUPS: "):
        read_settings({**ISSUER, "SIGHTLINE_OIDC_GROUPS": groups})


def test_a_provider_is_asked_over_https() -> None:
    with pytest.raises(BadSetting, match=r"^SIGHTLINE_OIDC_ISSUER: "):
        read_settings({**ISSUER, "SIGHTLINE_OIDC_ISSUER": "http://id.example.org"})
    with pytest.raises(BadSetting, match=r"^SIGHTLINE_OIDC_CLIENT_ID: "):
        read_settings({"SIGHTLINE_OIDC_ISSUER": "https://id.example.org"})


MODEL = {"SIGHTLINE_MODEL_URL": "http://llm:8080/v1/", "SIGHTLINE_MODEL_NAME": "small-1"}


def test_a_language_model_is_off_until_it_has_an_address_which_may_be_private() -> None:
    assert read_settings({}).language_model is None
    given = {"SIGHTLINE_MODEL_KEY": "k", "SIGHTLINE_MODEL_TIMEOUT": "7.5"}
    assert read_settings({**MODEL, **given}).language_model == LanguageModel(
        "http://llm:8080/v1", "small-1", "k", 7.5, 200_000
    )


@pytest.mark.parametrize(
    ("given", "variable"),
    [
        ({"SIGHTLINE_MODEL_NAME": "small-1"}, "NAME"),
        ({"SIGHTLINE_MODEL_KEY": "hunter2"}, "KEY"),
        ({"SIGHTLINE_MODEL_URL": "http://llm/v1"}, "NAME"),
        ({**MODEL, "SIGHTLINE_MODEL_URL": "file:///etc/passwd"}, "URL"),
        ({**MODEL, "SIGHTLINE_MODEL_URL": "https://hunter2@llm/v1"}, "URL"),
        ({**MODEL, "SIGHTLINE_MODEL_URL": "https://llm/v1?key=hunter2"}, "URL"),
        ({**MODEL, "SIGHTLINE_MODEL_URL": "https://"}, "URL"),
        ({**MODEL, "SIGHTLINE_MODEL_KEY": "hunter2\nhunter2"}, "KEY"),
        ({**MODEL, "SIGHTLINE_MODEL_KEY": "hünter2"}, "KEY"),
        ({**MODEL, "SIGHTLINE_MODEL_TIMEOUT": "0"}, "TIMEOUT"),
    ],
)
def test_a_language_model_that_cannot_be_asked_is_refused_without_repeating_its_key(
    given: dict[str, str], variable: str
) -> None:
    with pytest.raises(BadSetting, match=f"^SIGHTLINE_MODEL_{variable}: ") as refused:
        read_settings(given)
    assert "hunter2" not in str(refused.value)
