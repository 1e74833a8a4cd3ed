from __future__ import annotations

import pytest

from cfgkit.errors import InputError
from cfgkit.mail.auth import Account, AuthMode, link_warning
from cfgkit.secret import Secret


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        (AuthMode.PASSWORD, "the password goes over the connection in clear text"),
        (AuthMode.SASL, "the password goes over the connection in clear text"),
        (AuthMode.OAUTH, "the access token goes over the connection in clear text"),
        (AuthMode.NTLM, "the NTLM answer"),
    ],
)
def test_a_secret_on_an_unencrypted_link_is_warned_of(mode: AuthMode, words: str) -> None:
    warning = link_warning(Account(mode, "u", Secret("geheim")), encrypted=False)
    assert warning is not None
    assert warning.startswith(words)
    assert "geheim" not in warning
    assert link_warning(Account(mode, "u", Secret("geheim")), encrypted=True) is None
    assert link_warning(Account(mode, "u", None), encrypted=False) is None


def test_no_login_is_no_warning() -> None:
    assert link_warning(Account(AuthMode.NONE, "", None), encrypted=False) is None


def test_the_user_acts_as_itself_unless_told_otherwise() -> None:
    assert Account(AuthMode.PASSWORD, "u", None).acts_as == "u"
    assert Account(AuthMode.PASSWORD, "u", None, authorization_id="other").acts_as == "other"


@pytest.mark.parametrize(
    ("account", "what"),
    [
        ({"secret": Secret("gehe\udcffim")}, "the password holds"),
        ({"secret": Secret("gehe\udcffim"), "mode": AuthMode.OAUTH}, "the access token holds"),
        ({"user": "gehe\udcffim"}, "the user name holds"),
        ({"authorization_id": "gehe\udcffim"}, "the authorization id holds"),
    ],
)
def test_what_is_no_text_is_refused_before_it_is_tried(account: dict[str, object], what: str) -> None:
    with pytest.raises(InputError, match=what) as caught:
        Account(**{"mode": AuthMode.PASSWORD, "user": "u", "secret": None, **account})  # type: ignore[arg-type]
    assert "gehe" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_an_account_does_not_draw_its_secret() -> None:
    assert "geheim" not in repr(Account(AuthMode.PASSWORD, "u", Secret("geheim")))
