"""The environment is read once, and all that is wrong with it is said at once."""

import stat
from pathlib import Path

import pytest

from adapters.doctor import examine_files
from adapters.home import Home
from adapters.mail import FolderMail, SmtpMail
from adapters.settings import AWS, Settings, SettingsError, read_settings

READY = {
    "PLIK_ENV": "production",
    "DATABASE_URL": "postgresql://plik@db.example/plik",
    "JWT_KEYS": __file__,  # a file that exists
    "PUBLIC_URL": "https://plik.example",
    "STRIPE_API_KEY": "sk_live_1",
    "STRIPE_WEBHOOK_SECRETS": "whsec_new, whsec_old",
}
OURS = {
    *READY,
    "STRIPE_API_BASE",
    "SANDBOX_PORT",
    "MAIL_URL",
    "PORT",
    "PLIK_DATA",
    "PLIK_CLOCK",
    "FILES_URL",
} | {*AWS.values()}


def settings(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return read_settings()


def test_production_speaks_with_stripe_and_takes_several_webhook_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = Home(settings(monkeypatch, **READY), tmp_path)

    assert (home.provider.api_key, home.provider.api_base) == ("sk_live_1", None)
    assert home.provider.webhook_secrets == ("whsec_new", "whsec_old")
    assert not home.has_sandbox


@pytest.mark.parametrize("lacking", ["STRIPE_API_KEY", "STRIPE_WEBHOOK_SECRETS"])
def test_production_refuses_to_start_without_what_money_needs(
    monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    with pytest.raises(SettingsError, match=f"^{lacking}: is needed in production$"):
        settings(monkeypatch, **{**READY, lacking: ""})


def test_production_never_sends_its_key_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match=r"^STRIPE_API_BASE: must be https:// in production$"):
        settings(monkeypatch, **READY, STRIPE_API_BASE="http://stripe.example")


def test_an_address_without_a_key_is_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match=r"^STRIPE_API_BASE: needs STRIPE_API_KEY"):
        settings(monkeypatch, STRIPE_API_BASE="http://127.0.0.1:1")


def test_the_sandbox_cannot_listen_where_the_web_does(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match=r"^SANDBOX_PORT: must be another than PORT$"):
        settings(monkeypatch, PORT="8000", SANDBOX_PORT="8000")


@pytest.mark.parametrize(("port", "sandbox"), [("8000", 9000), ("65000", 64000)])
def test_development_has_a_sandbox_beside_the_web_with_a_secret_that_both_know(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, port: str, sandbox: int
) -> None:
    home = Home(settings(monkeypatch, PORT=port, PLIK_DATA=str(tmp_path)), tmp_path)

    other_process = Home(settings(monkeypatch, PORT=port, PLIK_DATA=str(tmp_path)), tmp_path)
    secret = home.sandbox / "webhook_secret"

    assert home.has_sandbox
    assert home.provider.api_base == f"http://127.0.0.1:{sandbox}"
    assert home.provider.api_key.startswith("sk_test_")
    assert home.provider == other_process.provider
    assert home.provider.webhook_secrets == (secret.read_text(),)
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600


def test_no_secret_is_shown_by_accident(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = Home(settings(monkeypatch, **READY), tmp_path)

    assert not {"sk_live_1", "whsec_new", "whsec_old"} & set(repr((home, home.provider)).split("'"))


def test_development_keeps_mails_in_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert isinstance(Home(settings(monkeypatch, PLIK_DATA=str(tmp_path)), tmp_path).mail, FolderMail)


def test_production_without_a_mail_server_sends_no_mails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert Home(settings(monkeypatch, **READY), tmp_path).mail is None


def test_mails_are_sent_by_the_server_that_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    url = "smtp://plik:secret@mail.example?from=notices@plik.example"

    found = settings(monkeypatch, **READY, MAIL_URL=url)

    assert isinstance(Home(found, tmp_path).mail, SmtpMail)
    assert "secret" not in repr(found)


@pytest.mark.parametrize("url", ["mail.example", "smtp://mail.example?from=a@plik.example&tls=none"])
def test_a_mail_server_is_told_of_in_full_and_not_in_the_clear(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    with pytest.raises(SettingsError, match=r"^MAIL_URL: "):
        settings(monkeypatch, MAIL_URL=url)


def test_a_mail_server_on_this_machine_may_do_without_encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "smtp://127.0.0.1:1025?from=a@plik.example&tls=none"

    assert settings(monkeypatch, MAIL_URL=url).mail_url == url


BUCKET = {
    "FILES_URL": "s3://plik/files",
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret word",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
}


def test_files_are_in_the_data_folder_unless_a_bucket_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = Home(settings(monkeypatch, PLIK_DATA=str(tmp_path)), tmp_path)

    finding = examine_files(home)

    assert finding.well
    assert finding.says == f"Files: in {home.folder / 'files'}"
    assert (home.folder / "files").is_dir()


def test_the_doctor_says_that_a_bucket_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = Home(settings(monkeypatch, **BUCKET), tmp_path)

    finding = examine_files(home)

    assert not finding.well
    assert finding.says.startswith("Files: s3://plik/files cannot be used: ")
    assert "secret word" not in finding.says + repr(home.settings)


@pytest.mark.parametrize("url", ["/var/files", "http://plik", "s3://"])
def test_anything_but_a_bucket_is_a_mistake(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    with pytest.raises(SettingsError, match=r"^FILES_URL: is s3://bucket"):
        settings(monkeypatch, FILES_URL=url)


def test_a_bucket_needs_its_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(
        SettingsError, match=r"^FILES_URL: needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY$"
    ):
        settings(monkeypatch, FILES_URL="s3://plik")


def test_production_reaches_its_bucket_by_https(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match=r"^AWS_ENDPOINT_URL: must be https:// in production$"):
        settings(monkeypatch, **READY, **BUCKET)
