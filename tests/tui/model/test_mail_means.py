"""What a mail test needs besides the file: typed, read, fetched."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from token_service import TokenService, said, throw_away_authority

from cfgkit.document import parse
from cfgkit.errors import CfgkitError, InputError
from cfgkit.mail import Cancellation
from cfgkit.mail.oauth import GrantName
from cfgkit.mail.options import ServerChoice
from cfgkit.mail.plan import plan
from cfgkit.mail.record import Role, Stage
from cfgkit.secret import Secret
from cfgkit.tui.model.mail_extras import Extras, Source, SourceKind
from cfgkit.tui.model.mail_means import Gathering, gathered, login_of, questions
from cfgkit.tui.model.mail_trial import Trial

if TYPE_CHECKING:
    from pathlib import Path

    from cfgkit.document import Document
    from cfgkit.mail import TestOptions
    from cfgkit.tui.model.mail_means import Key, Tokens

ENCRYPTED = "{V1.1}7m4OtVwXFNyLc1j6pZG69Q=="
LOGIN = ("SMTPUserName=me", f"SMTPUserPassword={ENCRYPTED}")
BACKUP = ("SMTPServer1=b.example.com", "SMTPUserName1=me", f"SMTPUserPassword1={ENCRYPTED}")
REAL = Trial(is_real=True)


def document(*lines: str) -> Document:
    text = "\n".join(["[SMTP Settings]", "SMTPServer=a.example.com", "SMTPSender=ps@example.com", *lines, ""])
    return parse(text.encode())


def asked(file: Document, trial: Trial = REAL) -> dict[Key, str]:
    return questions(plan(file), trial.options("f"), trial.extras)


def gather(file: Document, trial: Trial = REAL, typed: dict[Key, Secret] | None = None) -> TestOptions:
    options = trial.options("f")
    what = Gathering(file, plan(file), options, trial.extras, typed or {}, {}, Cancellation(), print)
    return gathered(what).options


def with_source(name: str, kind: SourceKind, where: str = "") -> Trial:
    return replace(REAL, extras=Extras().with_source(name, Source(kind, where)))


def test_passwords_are_asked_for_where_a_login_needs_one() -> None:
    both = document(*LOGIN, *BACKUP)
    assert list(asked(both).values()) == [
        "Password of me on a.example.com (primary); kept until you leave",
        "Password of me on b.example.com (backup); kept until you leave",
    ]
    assert len(asked(both, replace(REAL, server=ServerChoice.BACKUP))) == 1
    assert asked(both, Trial()) == {}
    assert asked(both, replace(REAL, last=Stage.EHLO)) == {}
    assert asked(document("SMTPUserName=me", "SMTPUserPassword=clear-one")) == {}
    assert asked(document(*LOGIN), with_source("password", SourceKind.ENVIRONMENT, "X")) == {}


def test_a_typed_password_goes_to_its_own_server_only() -> None:
    primary = plan(document(*LOGIN)).primary
    assert primary is not None
    typed: dict[Key, Secret] = {login_of(primary): Secret("s")}
    assert gather(document(*LOGIN), typed=typed).means.passwords == {Role.PRIMARY: Secret("s")}
    assert gather(document(*LOGIN, "SMTPPort=26"), typed=typed).means.passwords == {}


def test_oauth_asks_for_a_token_or_for_what_fetches_one() -> None:
    oauth = document("SMTPUseOAuth=Y")
    assert list(asked(oauth).values()) == ["Access token on a.example.com (primary); kept until you leave"]
    extras = Extras(oauth=GrantName.REFRESH_TOKEN).with_source("refresh-token", Source(SourceKind.TYPED))
    assert list(asked(oauth, replace(REAL, extras=extras))) == ["refresh-token"]
    with pytest.raises(InputError, match="--oauth refresh-token needs --token-url"):
        gather(oauth, replace(REAL, extras=extras))


def test_a_password_out_of_a_file_the_environment_and_a_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secret"
    path.write_text("out-of-a-file\n")
    monkeypatch.setenv("CFGKIT_TEST_PASSWORD", "out-of-it")
    for kind, where, text in (
        (SourceKind.FILE, str(path), "out-of-a-file"),
        (SourceKind.ENVIRONMENT, "CFGKIT_TEST_PASSWORD", "out-of-it"),
        (SourceKind.COMMAND, f"{sys.executable} -c 'print(4711)'", "4711"),
    ):
        found = gather(document(*LOGIN), with_source("password", kind, where)).means.passwords
        assert found == {Role.PRIMARY: Secret(text)}


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        (SourceKind.FILE, "/not/there"),
        (SourceKind.FILE, "~nobody-of-that-name/password"),
        (SourceKind.ENVIRONMENT, "CFGKIT_NOT_THERE"),
        (SourceKind.COMMAND, f"{sys.executable} -c 'print(4711); raise SystemExit(1)'"),
        (SourceKind.COMMAND, "'"),
        (SourceKind.COMMAND, " "),
    ],
)
def test_a_source_that_gives_nothing_is_said_without_what_it_printed(kind: SourceKind, where: str) -> None:
    with pytest.raises(CfgkitError) as caught:
        gather(document(*LOGIN), with_source("password", kind, where))
    assert "4711" not in f"{caught.value} {caught.value.help}"


def test_a_trust_store_is_read_with_its_password_and_the_sandbox_needs_none(tmp_path: Path) -> None:
    path = tmp_path / "no-store"
    path.write_bytes(b"?")
    trial = replace(REAL, extras=Extras(trust=path))
    with pytest.raises(CfgkitError):
        gather(document(), trial)
    assert gather(document(), replace(trial, is_real=False)).means.trust is None
    typed = replace(trial, extras=trial.extras.with_source("trust-password", Source(SourceKind.TYPED)))
    assert list(asked(document(), typed)) == ["trust-password"]


def test_a_token_is_used_again_until_it_ends(tmp_path: Path) -> None:
    authority = throw_away_authority(tmp_path)
    issuer = tmp_path / "issuer.der"
    issuer.write_bytes(authority.der)
    answers = [said(access_token=name, token_type="Bearer", expires_in=3599) for name in ("first", "second", "third")]
    file = document("SMTPUserName=me", "SMTPUseOAuth=Y")
    with TokenService(authority.good, answers) as service:
        extras = Extras(
            oauth=GrantName.CLIENT_CREDENTIALS, client_id="app-1", token_url=service.endpoint.token, oauth_ca=issuer
        ).with_source("client-secret", Source(SourceKind.ENVIRONMENT, "CFGKIT_CLIENT_SECRET"))

        def fetch(tokens: Tokens) -> Tokens:
            what = Gathering(file, plan(file), REAL.options("f"), extras, {}, tokens, Cancellation(), print)
            return gathered(what).tokens

        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("CFGKIT_CLIENT_SECRET", "hunter2")
            tokens = fetch(fetch({}))
            ((key, kept),) = tokens.items()
            assert (len(service.asked), kept.token) == (1, Secret("first"))
            ended = fetch({key: kept._replace(until=kept.until - 3600)})
        assert (len(service.asked), ended[key].token) == (2, Secret("second"))
        assert ended[key].until > kept.until
