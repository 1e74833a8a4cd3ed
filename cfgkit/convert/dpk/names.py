"""DPK's own names. Source: reference/file_format.md, part 3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cfgkit.schema.setting import FileKind

#: The list that holds the domains of a kind of file.
LISTS: Final[dict[FileKind, str]] = {"psappsrv": "appserver_domain_list", "psprcs": "prcs_domain_list"}
CONFIG: Final = "config_settings"
DATABASE: Final = "db_settings"
STARTUP: Final = "Startup"
#: The settings of [Startup] that have a name of their own, in the order of the delivered YAML.
STARTUP_NAMES: Final = {
    "DBName": "db_name",
    "DBType": "db_type",
    "UserId": "db_opr_id",
    "UserPswd": "db_opr_pwd",
    "ConnectId": "db_connect_id",
    "ConnectPswd": "db_connect_pwd",
    "ServerName": "db_server_name",
}
STARTUP_KEYS: Final = {name: key for key, name in STARTUP_NAMES.items()}
_TYPE: Final = "db_type"
#: DPK's word for a database type, by the file's.
_TYPES: Final = {"MICROSFT": "MSSQL"}
#: What a whole block has beside the settings, which no .CFG tells.
BESIDE: Final = ("os_user", "ps_cfg_home_dir", "template_type", "feature_settings", "env_settings")


def to_dpk(name: str, value: str) -> str:
    """A database setting's value as DPK writes it."""
    return _TYPES.get(value.upper(), value) if name == _TYPE else value


def from_dpk(name: str, value: str) -> str:
    """A database setting's value as the file writes it."""
    back = {theirs: ours for ours, theirs in _TYPES.items()}
    return back.get(value.upper(), value) if name == _TYPE else value
