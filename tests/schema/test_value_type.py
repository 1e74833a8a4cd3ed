"""Types of values: what they take, what they refuse, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cfgkit.errors import InputError
from cfgkit.schema.catalogue import rows, setting_of
from cfgkit.schema.network_type import Email, Host, Url
from cfgkit.schema.smtp import smtp_settings
from cfgkit.schema.type_names import value_type
from cfgkit.schema.value_type import Choice, Flag, Number, Refusal, SecretText, Text, is_reference, refusal
from cfgkit.secret import Secret

if TYPE_CHECKING:
    from cfgkit.schema.value_type import ValueType

ALL: Final = list(
    dict.fromkeys(
        [one.type for one in smtp_settings("psappsrv").values()] + [setting_of(row).type for row in rows() if row.key]
    )
)
words: Final = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12)


def values_of(type_: ValueType[Any]) -> st.SearchStrategy[Any]:
    match type_:
        case Flag():
            return st.booleans()
        case Number(low=low, high=high, meanings=meanings):
            return st.integers(-(10**17) if low is None else low, 10**17 if high is None else high) | st.sampled_from(
                [value for value, _ in meanings] or [low or 1]
            )
        case Choice(options=options):
            return st.sampled_from(options)
        case Email():
            return st.from_regex(r"\A[a-z0-9.+-]{1,20}@[a-z0-9-]{1,20}\.[a-z]{2,5}\Z")
        case Host():
            return st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9.-]{0,60}\Z")
        case Url():
            return st.from_regex(r"\Ahttps?://[a-z0-9.]{1,20}(:[0-9]{1,5})?/[a-z0-9/._-]{0,20}\Z")
        case SecretText():
            return words.map(Secret)
        case Text(most=most):
            return words.map(lambda text: text[:most])
        case _:
            raise AssertionError(type_)


@pytest.mark.parametrize("type_", ALL, ids=str)
@given(data=st.data())
def test_what_a_type_writes_it_reads(type_: ValueType[Any], data: st.DataObject) -> None:
    value = data.draw(values_of(type_))
    assert type_.parse(type_.format(value)) == value


@pytest.mark.parametrize("type_", ALL, ids=str)
@given(text=st.text(st.characters(exclude_characters="\r\n\0"), min_size=1).map(str.strip).filter(bool))
@example(text="-")
@example(text=",")
@example(text="9" * 30)
@example(text="//")
@example(text="[]")
@example(text="@")
@example(text="a" * 300)
@example(text="\u0660")
def test_what_a_type_refuses_it_refuses_inside_the_text(type_: ValueType[Any], text: str) -> None:
    found = type_.parse(text)
    if isinstance(found, Refusal):
        assert 0 <= found.offset < len(text)
        assert text not in found.problem or len(text) < 8
        if found.fix is not None:
            assert not isinstance(type_.parse(found.fix), Refusal)
    else:
        again = type_.parse(type_.format(found))
        assert again == found


@pytest.mark.parametrize(
    ("type_", "text", "offset"),
    [
        (Number(1, 65535), "2x5", 1),
        (Number(1, 65535), "70000", 0),
        (Number(1, 65535), "-", 0),
        (Number(), "1,600", 1),
        (Number(), "9" * 20, 19),
        (Flag(), "Yup", 1),
        (Flag(), "maybe", 0),
        (Choice(("TLSv1.2", "TLSv1.3")), "TLSv1.1", 6),
        (Choice(("TLSv1.2", "TLSv1.3")), "TLSv1", 4),
        (Email(), "hr example@x", 2),
        (Email(), "hr@", 2),
        (Email(), "hr@ex ample", 5),
        (Email(), "hr", 1),
        (Host(), "a b", 1),
        (Host(), "//host", 0),
        (Host(), "a" * 256, 255),
        (Host(), "host/path", 4),
        (Host(listens=True), "//a b", 3),
        (Url(), "ftp://x", 0),
        (Url(), "https//x", 5),
        (Url(), "https://x/a b", 11),
        (Text(most=8), "123456789", 8),
    ],
)
def test_the_first_wrong_character(type_: ValueType[Any], text: str, offset: int) -> None:
    found = type_.parse(text)
    assert isinstance(found, Refusal)
    assert found.offset == offset


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        (Number(has_commas=True), "2,147,483,647", 2147483647),
        (Number(), "0465", 465),
        (Number(-1, None), "-1", -1),
        (Number(1, 5, meanings=((0, "not set"),)), "0", 0),
        (Host(listens=True), "//10.0.0.1", "10.0.0.1"),
        (Host(), "[::1]", "[::1]"),
        (Host(), "a" * 255, "a" * 255),
        (Host(), "fe80::1", "fe80::1"),
        (Email(), "o'brien+x@[10.0.0.1]", "o'brien+x@[10.0.0.1]"),
        (Choice(("PLAIN",), is_open=True), "other", "other"),
    ],
)
def test_what_is_taken(type_: ValueType[Any], text: str, value: object) -> None:
    assert type_.parse(text) == value


@pytest.mark.parametrize(("text", "fix"), [("y", "Y"), ("TRUE", "Y"), ("no", "N"), ("0", "N"), ("on", "Y")])
def test_a_foreign_yes_or_no_has_a_fix(text: str, fix: str) -> None:
    found = Flag().parse(text)
    assert isinstance(found, Refusal)
    assert found.fix == fix


@pytest.mark.parametrize("text", ["", "   ", "%PORT%", "%PS_HOME%/x", r"{$Startup\DBName}"])
def test_nothing_and_references_pass(text: str) -> None:
    assert refusal(Number(1, 5), text) is None


def test_a_percent_sign_alone_is_no_reference() -> None:
    assert not is_reference("50%")
    assert refusal(Number(1, 5), "50%") is not None


def test_blanks_at_the_end_are_no_matter_of_types() -> None:
    assert refusal(Flag(), "Y \t") is None


NO_TYPES: Final = (
    "", "int:MB:5..1", "int:MB:x", "choice:", "choice:a||b", "text:0", "text:٣", "text:-1", f"text:{'9' * 5000}", "texts",
    "flag:Y", "flag:/", "flag:Y/", "flag:/N", "flag:Y/Y", "flag:a/b/c",
)  # fmt: skip


@pytest.mark.parametrize("written", NO_TYPES)
def test_a_name_of_no_type_is_an_input_error(written: str) -> None:
    with pytest.raises(InputError):
        value_type(written)


@given(st.text(max_size=20))
def test_any_text_is_a_type_or_an_input_error(written: str) -> None:
    try:
        found = value_type(written)
    except InputError:
        return
    assume(found)
    assert found.words
