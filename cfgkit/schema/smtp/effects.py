"""When changes of [SMTP Settings] take effect: the manuals' lists, the templates' marks, and where they disagree.

| release          | PSAPPSRV.CFG: need a reboot                 | source                             |
|------------------|---------------------------------------------|------------------------------------|
| 8.50, 8.54       | all but the first nine delivered keys       | comments of the delivered file     |
| 8.56, 8.57       | SMTPGuaranteed, SMTPTrace, SMTPSendTime     | the manual's list                  |
| 8.61, 8.63       | SMTPTrace, SMTPSendTime                     | the manual's list                  |

PSPRCS.CFG: a delivered comment calls the whole section dynamic, the 8.54 template marks eight keys only,
and no source speaks of later releases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cfgkit.schema.effect import Effect, History
from cfgkit.schema.release import Release

if TYPE_CHECKING:
    from cfgkit.schema.setting import FileKind

_FILES: Final = (Release(8, 50), Release(8, 54))
_LISTS: Final = (Release(8, 56), Release(8, 57), Release(8, 61), Release(8, 63))
_LISTED: Final = Effect("reboot", "documented", "on the manual's list of settings that are not dynamic")
_NOT_LISTED: Final = Effect("dynamic", "assumed", "not on the manual's list of settings that are not dynamic")
_LISTED_ALWAYS: Final = frozenset({"SMTPTrace", "SMTPSendTime"})
_LISTED_AT_FIRST: Final = "SMTPGuaranteed"
_FIRST_LISTS: Final = _LISTS[:2]

_MARKED_FIRST: Final = frozenset(
    {"SMTPServer", "SMTPPort", "SMTPServer1", "SMTPPort1", "SMTPSender"}
    | {"SMTPBlackberryReplyTo", "SMTPSourceMachine", "SMTPCharacterSet", "SMTPEncodingDLL"}
)
_MARKED: Final = Effect("dynamic", "template", "comment above the key in the delivered files of 8.50 and 8.54")
_UNMARKED: Final = Effect(
    "reboot", "assumed", "the delivered files of 8.50 and 8.54 mark other keys as dynamic, not this"
)
_PRCS_MARKED: Final = Effect("dynamic", "template", "comment and template of 8.54 agree")
_PRCS_UNMARKED: Final = Effect(
    "reboot", "assumed", "sources disagree: a delivered comment says dynamic, the template of 8.54 has no mark"
)
_PRCS_LATER: Final = Effect(
    "reboot",
    "assumed",
    "no source speaks of PSPRCS.CFG after 8.54: the safer answer; the delivered comment says dynamic",
)
_GUARANTEED: Final = Effect("reboot", "assumed", "needs a reboot by the manuals of 8.56 and 8.57, not by later ones")


def history(file: FileKind, key: str, *, was_delivered: bool) -> History:
    """The history of one key in one kind of file."""
    if file == "psprcs":
        return _prcs_history(key, was_delivered=was_delivered)
    marks = [(one, _MARKED if key in _MARKED_FIRST else _UNMARKED) for one in _FILES] if was_delivered else []
    lists = [(one, _LISTED if _is_listed(key, one) else _NOT_LISTED) for one in _LISTS]
    overall = _GUARANTEED if key == _LISTED_AT_FIRST else lists[-1][1]
    return History(overall, (*marks, *lists))


def _is_listed(key: str, release: Release) -> bool:
    return key in _LISTED_ALWAYS or (key == _LISTED_AT_FIRST and release in _FIRST_LISTS)


def _prcs_history(key: str, *, was_delivered: bool) -> History:
    marked = _PRCS_MARKED if key in _MARKED_FIRST else _PRCS_UNMARKED
    marks = tuple((one, marked) for one in _FILES) if was_delivered else ()
    return History(_PRCS_LATER, marks, _PRCS_LATER)
