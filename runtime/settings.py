"""What the environment sets for a process: every variable starts with `SIGHTLINE_`."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from email.headerregistry import Address
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec import Meta, Struct

from domain.access import email
from domain.values import Name, PersonRole

Encryption = Literal["from the start", "after a greeting", "none"]

PREFIX = "SIGHTLINE_"
DATABASE_SCHEMES = ("postgresql", "postgres")
REDIS_SCHEMES = ("redis", "rediss", "unix")
MODEL_SCHEMES = ("https", "http")

SMTP_SCHEMES: dict[str, tuple[Encryption, int]] = {
    "smtps": ("from the start", 465),
    "smtp": ("after a greeting", 587),
    "smtp+plain": ("none", 25),
}
"""How the way to a mail server is encrypted, and its usual port."""

_AS_JSON = ("oidc_groups",)
_ADDRESS_FORM = "expected an address as in Sightline <okr@example.org>"


class BadSetting(Exception):
    """A setting cannot be used."""

    def __init__(self, name: str, reason: str) -> None:
        self.variable = PREFIX + name.upper()
        super().__init__(f"{self.variable}: {reason}")


class GroupMeaning(Struct, frozen=True, forbid_unknown_fields=True):
    """What those who are in a group of the provider become when they log in."""

    role: PersonRole | None = None
    unit: Name | None = None


class MailServer(Struct, frozen=True):
    """Where mail is handed over, and by what login."""

    host: str
    port: int
    tls: Encryption
    user: str | None = None
    password: str | None = None


class LanguageModel(Struct, frozen=True):
    """Where a language model is asked, and how much of it a workspace may use."""

    url: str
    name: str
    key: str | None
    seconds: float
    """How long it is waited for."""
    tokens_a_month: int
    """Of each workspace, in calendar months of UTC."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Servers without a URL are started on demand, with their data below `home`."""

    database_url: str | None = None
    #: As whom to migrate; without it, `database_url` is the owner's address as well.
    owner_database_url: str | None = None
    redis_url: str | None = None
    home: Path = msgspec.field(default_factory=lambda: Path.home() / ".sightline")
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535)] = 8000
    #: Under which address browsers reach the API, if it is another one than `local_address`.
    public_url: str | None = None
    #: How many proxies stand before the API and add to X-Forwarded-For whom they answer.
    proxies: Annotated[int, Meta(ge=0, le=9)] | None = None
    #: Single sign-on by OpenID Connect; off without an issuer.
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None
    #: The workspace that a login leads to, unless it names another.
    oidc_workspace: str | None = None
    oidc_scopes: str = "openid email profile"
    oidc_groups_claim: str = "groups"
    #: What it means to be in a group, the first that says something first.
    oidc_groups: dict[str, GroupMeaning] | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] = "text"
    #: By which name those who use the command line are on record.
    operator: Name | None = None
    #: Whether webhooks may use plain HTTP and lead to addresses that are not public.
    webhooks_private: bool | None = None
    #: Mail is sent if there is a server for it, and then from this address.
    smtp_url: str | None = None
    mail_from: str | None = None
    #: A language model that speaks as OpenAI's does, at `<url>/chat/completions`; off without one.
    model_url: str | None = None
    model_name: str | None = None
    model_key: str | None = None
    #: Seconds for which it is waited.
    model_timeout: Annotated[float, Meta(ge=1, le=600)] = 60.0
    #: Of each workspace; each text sets aside what it may need.
    model_tokens_a_month: Annotated[int, Meta(ge=0, le=1_000_000_000)] = 200_000

    @property
    def language_model(self) -> LanguageModel | None:
        if self.model_url is None or self.model_name is None:
            return None
        return LanguageModel(
            self.model_url.rstrip("/"),
            self.model_name,
            self.model_key,
            self.model_timeout,
            self.model_tokens_a_month,
        )

    @property
    def mail_server(self) -> MailServer | None:
        return None if self.smtp_url is None else _mail_server(self.smtp_url)

    @property
    def mail_sender(self) -> Address:
        """From whom mails are. Raises BadSetting."""
        return _sender(self.mail_from)

    @property
    def private_webhooks(self) -> bool:
        """As set; else only on the embedded database, which is somebody's own machine."""
        return self.database_url is None if self.webhooks_private is None else self.webhooks_private

    @property
    def operator_name(self) -> str:
        """As set, or else the user of the operating system, who may have a number only."""
        if self.operator is not None:
            return self.operator
        try:
            return getpass.getuser()
        except (KeyError, OSError):  # the first up to Python 3.12, the second from 3.13 on
            return str(os.getuid())

    @property
    def site_address(self) -> str:
        """Where browsers reach the API: the scheme, the host and the port."""
        return self.public_url or self.local_address

    @property
    def proxies_before(self) -> int:
        """As set; else the one that there has to be where browsers use HTTPS."""
        if self.proxies is not None:
            return self.proxies
        return int(self.site_address.startswith("https://"))

    @property
    def local_address(self) -> str:
        """Where the API answers on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104 - compared only
        return f"http://{host}:{self.port}"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment; raises BadSetting. Empty variables count as not set."""
    environment = os.environ if environment is None else environment
    given = {
        field.name: environment[PREFIX + field.name.upper()].strip()
        for field in msgspec.structs.fields(Settings)
        if environment.get(PREFIX + field.name.upper(), "").strip()
    }
    for name in ("log_level", "log_format"):
        if name in given:
            given[name] = given[name].lower()
    _check_url(given, "database_url", DATABASE_SCHEMES)
    _check_url(given, "owner_database_url", DATABASE_SCHEMES)
    _check_url(given, "redis_url", REDIS_SCHEMES)
    _check_mail(given)
    _check_model(given)
    if "owner_database_url" in given and "database_url" not in given:
        raise BadSetting("owner_database_url", f"needs {PREFIX}DATABASE_URL beside it")
    if "public_url" in given:
        given["public_url"] = _origin("public_url", given["public_url"])
    values: dict[str, object] = {}
    for field in msgspec.structs.fields(Settings):
        if field.name in given:
            try:
                values[field.name] = _read(field.name, given[field.name], field.type)
            except msgspec.DecodeError as error:
                raise BadSetting(field.name, f"{error}, got {given[field.name]!r}") from error
    _check_single_sign_on(given)
    return Settings(**values)  # type: ignore[arg-type]  # each was converted to its field's type


def _read(name: str, text: str, wanted: Any) -> Any:
    if name in _AS_JSON:
        return msgspec.json.decode(text, type=wanted)
    return msgspec.convert(text, wanted, strict=False, dec_hook=_path)


def _check_single_sign_on(given: Mapping[str, str]) -> None:
    """The issuer and the client go together, and nothing else stands without them."""
    if "oidc_issuer" in given:
        if "oidc_client_id" not in given:
            raise BadSetting("oidc_client_id", f"is needed beside {PREFIX}OIDC_ISSUER")
        if not is_private_way(given["oidc_issuer"]):
            raise BadSetting(
                "oidc_issuer", "has to begin with https://, but for this machine itself"
            )
        return
    for name in given:
        if name.startswith("oidc_"):
            raise BadSetting(name, f"needs {PREFIX}OIDC_ISSUER beside it")


def _check_mail(given: Mapping[str, str]) -> None:
    """The server and the sender go together."""
    if "smtp_url" in given:
        if "mail_from" not in given:
            raise BadSetting("mail_from", f"is needed beside {PREFIX}SMTP_URL")
        _mail_server(given["smtp_url"])
        _sender(given["mail_from"])
    elif "mail_from" in given:
        raise BadSetting("mail_from", f"needs {PREFIX}SMTP_URL beside it")


def _check_model(given: Mapping[str, str]) -> None:
    """The address and the name go together, and nothing else stands without them."""
    if "model_url" not in given:
        for name in given:
            if name.startswith("model_"):
                raise BadSetting(name, f"needs {PREFIX}MODEL_URL beside it")
        return
    if "model_name" not in given:
        raise BadSetting("model_name", f"is needed beside {PREFIX}MODEL_URL")
    _check_url(given, "model_url", MODEL_SCHEMES)
    parts = urlsplit(given["model_url"])
    if not parts.hostname or parts.username is not None or parts.query or parts.fragment:
        raise BadSetting("model_url", "expected an address as in https://llm.example.org/v1")
    key = given.get("model_key", "")
    if not (key.isascii() and key.isprintable()):
        raise BadSetting("model_key", "expected letters, digits and signs of ASCII")


def _mail_server(url: str) -> MailServer:
    """What an address says of a server; it may hold a password and is not repeated."""
    _check_url({"smtp_url": url}, "smtp_url", tuple(SMTP_SCHEMES))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadSetting("smtp_url", "expected a number as the port") from None
    if not parts.hostname or parts.path.strip("/") or parts.query:
        raise BadSetting("smtp_url", "expected a host, as in smtp://user:password@mail.example.org")
    tls, usual = SMTP_SCHEMES[parts.scheme]
    user, password = (one and unquote(one) for one in (parts.username, parts.password))
    if tls == "none" and user:
        raise BadSetting(
            "smtp_url", "a password is not sent without encryption: smtp:// or smtps://"
        )
    return MailServer(parts.hostname, port or usual, tls, user, password)


def _sender(text: str | None) -> Address:
    name, given = parseaddr(text or "")
    try:
        address = email.normal(given)
    except email.NotAnAddress:
        address = ""
    if not address or given not in (text or "") or not name.isprintable():
        raise BadSetting("mail_from", f"{_ADDRESS_FORM}, got {text!r}")
    return Address(name, *address.rsplit("@", 1))


def _path(kind: type, value: object) -> Path:
    if kind is not Path:
        raise NotImplementedError
    return Path(str(value)).expanduser().absolute()


def _origin(name: str, address: str) -> str:
    """The address of a whole host, written as browsers do."""
    form = "expected a host and nothing after it, as in https://okr.example.org"
    try:
        parts = urlsplit(address.lower())
        port = parts.port
    except ValueError:
        raise BadSetting(name, form) from None
    host = parts.hostname or ""
    if not host or parts.username is not None or parts.path.strip("/") or parts.query:
        raise BadSetting(name, form)
    if not is_private_way(address):
        raise BadSetting(name, "has to begin with https://, but for this machine itself")
    shown = f"[{host}]" if ":" in host else host
    usual = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{shown}" + ("" if port in (None, usual) else f":{port}")


def is_private_way(address: str) -> bool:
    """Whether nobody reads along on the way to an address: by HTTPS, or on this machine itself."""
    parts = urlsplit(address.lower())
    if parts.scheme != "http":
        return parts.scheme == "https"
    host = parts.hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check_url(given: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> None:
    """Refuse another kind of address; the value itself may hold a password and is not repeated."""
    if name in given and urlsplit(given[name]).scheme not in schemes:
        expected = " or ".join(f"{scheme}://" for scheme in schemes)
        raise BadSetting(name, f"expected an address that begins with {expected}")
