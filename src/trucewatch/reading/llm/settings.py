"""Which language model is asked, where it is, and what it may cost and see.

Invariant: without an address nothing is sent; a confidential report goes only to an address that is listed for such
reports. The key is never shown and is read from the environment or from a file of its own.
"""

from __future__ import annotations

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

PREFIX = "TRUCEWATCH_LLM_"
_DEFAULT_PORTS = {"http": 80, "https": 443}
Constraint = Literal["schema", "object", "none"]


class ModelError(ValueError):
    """What is wrong with a model, its settings or its server, in one line for the person who uses it."""


class Settings(BaseModel):
    """How a language model is reached and bounded.

    `address` is the base of an OpenAI-compatible interface (http://127.0.0.1:8080/v1), `model` the name it goes
    by there, `key` what the server wants as a bearer token. `confidential` are the addresses that confidential
    reports may be sent to. `requests` and `tokens` are the budget of one run (None: no limit); `concurrency`
    how many requests run at once; `attempts` how often one is tried; `seconds` how long the server may be
    silent, `longest` how long an answer may take in all. `part` is the number of characters of a report that
    one request holds and `answer_tokens` the longest answer. `constraint` says how answers are constrained: by
    the JSON Schema, to some JSON object, or not at all, for servers that cannot. `cache` is a folder for answers
    (None: none are kept). `proxy` is used only where it is named here.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: str | None = None
    model: str = "default"
    key: SecretStr | None = None
    confidential: tuple[str, ...] = ()
    requests: int | None = Field(default=None, ge=0)
    tokens: int | None = Field(default=None, ge=0)
    concurrency: int = Field(default=2, ge=1, le=64)
    attempts: int = Field(default=4, ge=1, le=20)
    seconds: float = Field(default=120.0, gt=0)
    longest: float = Field(default=900.0, gt=0)
    part: int = Field(default=6000, ge=500, le=100_000)
    answer_tokens: int = Field(default=6000, ge=64)
    seed: int = 7
    stream: bool = True
    constraint: Constraint = "schema"
    cache: Path | None = None
    proxy: str | None = None

    @field_validator("address")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        return None if not value else normal(value)

    @field_validator("confidential", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        values = value.replace(",", " ").split() if isinstance(value, str) else value
        return tuple(normal(v) for v in values) if isinstance(values, list | tuple) else values

    def may_send(self, *, confidential: bool) -> bool:
        """Whether a report may be sent to the address at all."""
        return self.address is not None and (not confidential or self.address in self.confidential)

    @property
    def destination(self) -> str:
        """Where reports are sent, in words for the person who sends them."""
        if self.address is None:
            return "nowhere: no address of a model is set"
        plain = self.address.startswith("http://") and not _is_local(self.address)
        return f"{self.address} (model {self.model}{', not encrypted' if plain else ''})"


def load(
    file: str | Path | None = None, *, environment: Mapping[str, str] | None = None, **given: Any
) -> Settings:
    """The settings from a TOML file, the environment over it (TRUCEWATCH_LLM_ADDRESS, …), and `given` over both.

    Of `given`, what is None counts as not given. `key_file` in the file, or TRUCEWATCH_LLM_KEY_FILE, names a
    file that holds the key alone. Raises ModelError, naming what is wrong, without ever quoting a key.
    """
    known = {*Settings.model_fields, "key_file"}
    values: dict[str, Any] = _from_file(Path(file)) if file is not None else {}
    if unknown := sorted(set(values) - known):
        raise ModelError(f"{file}: no setting is called {unknown[0]!r}; there are {', '.join(sorted(known))}")
    surroundings = os.environ if environment is None else environment
    for name in known:
        if text := surroundings.get(PREFIX + name.upper()):
            values[name] = text
    values |= {name: value for name, value in given.items() if value is not None}
    if path := values.pop("key_file", None):
        values.setdefault("key", _key(Path(str(path))))
    if str(values.get("cache", "")).lower() == "off":
        values["cache"] = None
    else:
        values.setdefault("cache", default_cache(surroundings))
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"]) or "settings"
        raise ModelError(f"{PREFIX}{name.upper()}: {first['msg'].removeprefix('Value error, ')}") from None


def default_cache(environment: Mapping[str, str]) -> Path | None:
    """Where answers are kept unless said otherwise: the user's folder for caches; None where there is none."""
    base = environment.get("XDG_CACHE_HOME") or (
        f"{environment['HOME']}/.cache" if environment.get("HOME") else None
    )
    return Path(base) / "trucewatch" / "llm" if base else None


def normal(address: str) -> str:
    """An address in the one form that addresses are compared in; ValueError where it is none for a model."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError as error:
        raise ValueError(f"{address!r} is no address ({error})") from None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"{address!r} is no address such as http://127.0.0.1:8080/v1")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("an address holds no user, password, query or fragment; a key goes by itself")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    shown = "" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{shown}{parts.path.rstrip('/')}"


def _is_local(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelError(f"{path}: is no TOML ({error})") from None


def _key(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ModelError(f"{path}: the key cannot be read") from None
