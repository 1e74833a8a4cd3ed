"""What hypothesis draws files from: real names and spellings, and every hostile form that was ever seen."""

from __future__ import annotations

import codecs
from typing import Final

from hypothesis import strategies as st
from scanner import MARKER

EOLS: Final = ("\n", "\r\n", "\r")
SECTIONS: Final = (
    "SMTP Settings",
    "smtp settings",
    "Startup",
    "PSBRKDSP_dflt",
    "PSTOOLS",
    "A&B_c d",
    "Odd[2",
    "PSPUBHND_NEW",
)
KEYS: Final = (
    "SMTPServer",
    "smtpserver",
    "SMTPPort",
    "UserPswd",
    "JavaVM Options",
    "Log/Output Directory",
    "Key[2]",
    "Zz: y",
    "q",
)
VALUES: Final = (
    "",
    "Y",
    "25",
    "a=b;c#d",
    '"x"',
    "%PS_HOME%\\bin",
    "trailing  ",
    "{V1.1}abc==",
    "é",
    "\x85\u2028",
    "\0",
    "[/x]",
)
_ODD: Final = "\0\x0b\x0c\x1b\x1c\x85\u2028\u202e\ufeff"
_CHARS: Final = st.one_of(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), st.sampled_from(_ODD + " \t=;#[]:,\"'/\\<>|%")
)
#: Blanks as they stand round a `=` or in front of a line.
BLANKS: Final = st.sampled_from(("", "", "", " ", "\t", "  "))
noise: Final = st.text(_CHARS, max_size=12)
section_names: Final = st.one_of(
    st.sampled_from(SECTIONS), st.text(_CHARS.filter(lambda char: char not in "]\0"), min_size=1, max_size=6)
)
keys: Final = st.one_of(
    st.sampled_from(KEYS),
    st.text(_CHARS.filter(lambda char: char not in "=\0"), min_size=1, max_size=6)
    .map(lambda text: text.strip(" \t"))
    .filter(lambda key: bool(key) and key[0] not in "[;#\ufeff"),
)
values: Final = st.one_of(
    st.sampled_from(VALUES).filter(lambda value: "\0" not in value),
    st.text(_CHARS.filter(lambda char: char != "\0"), max_size=8).map(lambda text: text.lstrip(" \t")),
)
settings_lines: Final = st.builds(
    "{}{}{}={}{}".format, BLANKS, st.one_of(keys, noise), BLANKS, BLANKS, st.one_of(st.sampled_from(VALUES), noise)
)
lines: Final = st.one_of(
    settings_lines,
    settings_lines,
    st.builds("[{}]{}".format, section_names, BLANKS),
    st.builds("{}{}".format, st.sampled_from(";#"), settings_lines),
    st.builds("{}{}".format, st.sampled_from((";", "#", ";;", "; ", "# ")), noise),
    BLANKS,
    noise,
    st.sampled_from((
        f"{MARKER}  our own words behind it", "<<<<<<< HEAD", "=======", ">>>>>>> x=1", "||||||| base", "  <<<<<<<x=1",
        "[open", "[]", "[a]b", " [x]", "[a]]", "=no key", ";For example: SMTPPort=1", "; SMTPPort = 1", ";-----", ";",
    )),
)  # fmt: skip


@st.composite
def texts(draw: st.DrawFn, line: st.SearchStrategy[str] = lines, eols: tuple[str, ...] = EOLS) -> str:
    """Lines with endings of one kind or of several; the last one may have none."""
    kinds = draw(st.sampled_from([(eol,) for eol in eols] + [eols]))
    drawn = draw(st.lists(st.tuples(line, st.sampled_from(kinds)), max_size=14))
    text = "".join(text + eol for text, eol in drawn)
    return text if draw(st.booleans()) or not drawn else text[: -len(drawn[-1][1])]


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """The bytes of a structured file: UTF-8 mostly, with or without a BOM, UTF-16, latin-1, or a mishap."""
    text = draw(texts())
    form = draw(st.sampled_from(("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "latin-1", "torn")))
    if form == "latin-1":
        return text.encode("latin-1", "replace")
    if form == "torn":
        return codecs.BOM_UTF16_LE + text.encode("utf-16-le") + b"x"
    bom = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}.get(form, b"")
    return bom + text.encode(form)


#: Any bytes, structured or not.
data: Final = st.one_of(files(), files(), st.binary(max_size=60))
