"""Postfix with a configuration of its own: one service a way of being a mail server, each on its own port."""

from __future__ import annotations

import pwd
import shutil
import subprocess
from typing import TYPE_CHECKING, Final

from servers.dovecot import PASSWORD, USER

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from servers.certificates import Certificates

DOMAIN: Final = "example.com"
#: The local parts that mail is taken for.
MAILBOXES: Final = ("a", "b", "ps")

_MAIN: Final = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = mx.{domain}
mydestination =
mynetworks = 192.0.2.1/32
alias_maps =
local_recipient_maps =
message_size_limit = 204800
virtual_mailbox_domains = {domain}
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = inline:{{ {mailboxes} }}
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_error_sleep_time = 0
smtpd_tls_chain_files = {server}
smtpd_tls_CAfile = {authority}
smtpd_tls_security_level = none
smtpd_tls_received_header = yes
smtpd_tls_loglevel = 1
smtpd_sasl_authenticated_header = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_sasl_local_domain = {domain}
smtpd_sasl_security_options = noanonymous
"""
# The helpers of a delivery to a mailbox; smtpd services are added below them.
_MASTER: Final = """\
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
error unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
_AUTH: Final = "smtpd_sasl_auth_enable=yes"
_MAY: Final = "smtpd_tls_security_level=may"
_MUST: Final = "smtpd_tls_security_level=encrypt"
_IMPLICIT: Final = "smtpd_tls_wrappermode=yes"
_CYRUS: Final = ("smtpd_sasl_type=cyrus", "smtpd_sasl_path=smtpd", _AUTH)
_NEWEST: Final = "smtpd_tls_mandatory_protocols=>=TLSv1.3"
_OLDER: Final = "smtpd_tls_mandatory_protocols=<=TLSv1.2"
_GREY: Final = (
    "{ smtpd_recipient_restrictions = check_recipient_access inline:{ "
    "{a@example.com = 450 4.7.1 Greylisted, come back later} }, reject_unauth_destination }"
)

#: Each service's name and what sets it apart.
SERVICES: Final[Mapping[str, tuple[str, ...]]] = {
    "plain": (),
    "starttls": (_MAY, _AUTH),
    "submission": (_MUST, _AUTH, "smtpd_tls_auth_only=yes", "smtpd_client_restrictions=permit_sasl_authenticated,reject"),
    "implicit": (_MUST, _IMPLICIT, _AUTH),
    "implicit-1.3": (_MUST, _IMPLICIT, _NEWEST),
    "implicit-1.2": (_MUST, _IMPLICIT, _OLDER),
    "starttls-1.3": (_MUST, _NEWEST),
    "starttls-1.2": (_MUST, _OLDER),
    "client-certificate": (_MUST, "smtpd_tls_req_ccert=yes"),
    "cyrus": _CYRUS,
    "other-name": (_MUST, "smtpd_tls_chain_files={other}"),
    "greylisting": (_GREY,),
}  # fmt: skip


def configure(folder: Path, certificates: Certificates, ports: Mapping[str, int]) -> Path:
    """Writes a configuration whose services listen on these ports of 127.0.0.1; returns its folder.

    Needs root, as Postfix does: the queue belongs to its own user.
    """
    owner = pwd.getpwnam("postfix")
    config = folder / "etc"
    (config / "sasl").mkdir(parents=True)
    for name in ("queue", "data", "mail"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", owner.pw_uid, owner.pw_gid)
    shutil.chown(folder / "mail", 65534, 65534)
    mailboxes = ", ".join(f"{{ {name}@{DOMAIN} = {name}/ }}" for name in MAILBOXES)
    (config / "main.cf").write_text(
        _MAIN.format(
            folder=folder, domain=DOMAIN, mailboxes=mailboxes,
            server=certificates.server, authority=certificates.authority,
        )
    )  # fmt: skip
    listening = (_service(ports[name], options, certificates.other) for name, options in SERVICES.items())
    (config / "master.cf").write_text(_MASTER + "".join(listening))
    _configure_cyrus(config / "sasl" / "smtpd.conf", folder / "sasldb2", owner.pw_uid)
    return config


def _service(port: int, options: tuple[str, ...], other: Path) -> str:
    lines = [
        f"127.0.0.1:{port} inet n - n - - smtpd",
        *(f"  -o {one.replace('{other}', str(other))}" for one in options),
    ]
    return "".join(f"{line}\n" for line in lines)


def _configure_cyrus(config: Path, database: Path, owner: int) -> None:
    # Debian's Postfix looks for this file below its own configuration and nowhere else.
    config.write_text(
        "pwcheck_method: auxprop\nauxprop_plugin: sasldb\n"
        f"sasldb_path: {database}\nmech_list: NTLM DIGEST-MD5 CRAM-MD5 PLAIN LOGIN\n"
    )
    subprocess.run(
        ["saslpasswd2", "-p", "-c", "-f", str(database), "-u", DOMAIN, USER],
        input=PASSWORD, text=True, check=True, capture_output=True,
    )  # fmt: skip
    shutil.chown(database, owner)
