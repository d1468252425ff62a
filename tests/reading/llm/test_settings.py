"""Where a model is, from a file, the environment and options, and which addresses may see what."""

from pathlib import Path

import pytest

from trucewatch.reading.llm.settings import ModelError, Settings, load, normal


def test_options_go_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "model.toml"
    file.write_text('address = "http://a/v1"\nmodel = "file"\nrequests = 5\n')
    environment = {"TRUCEWATCH_LLM_MODEL": "environment", "TRUCEWATCH_LLM_TOKENS": "900"}
    found = load(file, environment=environment, address="http://b/v1/", model=None)
    assert (found.address, found.model, found.requests, found.tokens) == (
        "http://b/v1",
        "environment",
        5,
        900,
    )


def test_without_anything_there_is_no_address() -> None:
    assert load(environment={}).address is None
    assert not load(environment={}).may_send(confidential=False)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("http://LOCALHOST:80/v1/", "http://localhost/v1"),
        ("https://models.example:443", "https://models.example"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
    ],
)
def test_addresses_have_one_form(written: str, same: str) -> None:
    assert normal(written) == same


@pytest.mark.parametrize(
    "address", ["models.example/v1", "ftp://a", "http://", "http://u:p@a/v1", "http://a/v1?k=1", "http://a:x"]
)
def test_what_is_no_address_is_refused_in_one_line(address: str) -> None:
    with pytest.raises(ModelError, match="TRUCEWATCH_LLM_ADDRESS") as error:
        load(environment={}, address=address)
    assert "\n" not in str(error.value)


def test_confidential_reports_go_only_to_addresses_listed_for_them() -> None:
    listed = "http://127.0.0.1:8080/v1, https://inside.example/v1/"
    environment = {"TRUCEWATCH_LLM_CONFIDENTIAL": listed}
    inside = load(environment=environment, address="https://inside.example/v1")
    outside = load(environment=environment, address="https://inside.example.evil.example/v1")
    elsewhere = load(environment=environment, address="https://inside.example/v1/other")
    assert inside.may_send(confidential=True)
    assert outside.may_send(confidential=False) and not outside.may_send(confidential=True)
    assert not elsewhere.may_send(confidential=True)


def test_a_key_is_in_no_message_and_no_repr(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("s3cret\n")
    environment = {"TRUCEWATCH_LLM_KEY_FILE": str(tmp_path / "key")}
    found = load(environment=environment, address="http://a/v1")
    assert found.key is not None and found.key.get_secret_value() == "s3cret"
    assert "s3cret" not in repr(found) + str(found.model_dump())
    with pytest.raises(ModelError) as error:
        load(environment=environment | {"TRUCEWATCH_LLM_SEED": "s3cret"}, address="http://a/v1")
    assert "s3cret" not in str(error.value)


def test_a_setting_that_is_none_is_named(tmp_path: Path) -> None:
    file = tmp_path / "model.toml"
    file.write_text("adress = 1\n")
    with pytest.raises(ModelError, match="no setting is called 'adress'"):
        load(file, environment={})
    file.write_text("= [")
    with pytest.raises(ModelError, match="no TOML"):
        load(file, environment={})
    with pytest.raises(ModelError, match="cannot be read"):
        load(tmp_path / "missing.toml", environment={})


def test_answers_are_kept_in_the_user_s_cache_unless_that_is_off() -> None:
    assert load(environment={"HOME": "/home/a"}).cache == Path("/home/a/.cache/trucewatch/llm")
    assert load(environment={"HOME": "/home/a", "XDG_CACHE_HOME": "/c"}).cache == Path("/c/trucewatch/llm")
    assert load(environment={"HOME": "/home/a", "TRUCEWATCH_LLM_CACHE": "off"}).cache is None
    assert load(environment={}).cache is None


def test_where_reports_go_is_said_in_words() -> None:
    assert (
        Settings(address="http://127.0.0.1:1/v1", model="m").destination == "http://127.0.0.1:1/v1 (model m)"
    )
    assert "not encrypted" in Settings(address="http://models.example/v1").destination
    assert "not encrypted" not in Settings(address="https://models.example/v1").destination
