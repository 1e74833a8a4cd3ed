"""Dovecot's authentication service alone: the passwords, the authorization ids and the tokens that Postfix asks about."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

USER: Final = "psuser"
PASSWORD: Final = "Pa55w0rd"
#: USER may send as this one, by an authorization id.
ACTS_FOR: Final = "boss"
_TOKEN_KEY: Final = b"a made-up key that signs the tests' tokens"

# The penalty for refused logins (up to 15 s) is off: no test waits for it.
_CONFIG: Final = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols =
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
auth_mechanisms = plain login cram-md5 digest-md5 xoauth2 oauthbearer
auth_realms = example.com
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%n {folder}/users
  mechanisms = plain login
  master = yes
  result_success = continue
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%n {folder}/users
  mechanisms = plain login cram-md5 digest-md5
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid=65534 gid=65534 home=/nonexistent
}}
service auth {{
  user = root
  unix_listener {socket} {{
    mode = 0666
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""
_OAUTH2: Final = """\
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/keys/
username_attribute = upn
"""


def configure(folder: Path, socket: Path) -> Path:
    """Writes the configuration; Dovecot will listen on `socket`. Returns the file to start it with."""
    for name in ("run", "state"):
        (folder / name).mkdir(parents=True)
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n{ACTS_FOR}:{{PLAIN}}nobody-knows-it\n")
    (folder / "oauth2.conf").write_text(_OAUTH2.format(folder=folder))
    keys = folder / "keys" / "default" / "HS256"
    keys.mkdir(parents=True)
    (keys / "default").write_bytes(base64.b64encode(_TOKEN_KEY))
    config = folder / "dovecot.conf"
    config.write_text(_CONFIG.format(folder=folder, socket=socket))
    return config


def token(user: str = USER, *, valid_for: int = 3600) -> str:
    """A JWT for this user that Dovecot accepts for so many seconds; one that is over where negative."""
    now = int(time.time())
    claims = {"sub": user, "upn": user, "iat": now - 7200, "nbf": now - 7200, "exp": now + valid_for}
    head = {"alg": "HS256", "typ": "JWT", "kid": "default"}
    signed = b".".join(_url64(json.dumps(part).encode()) for part in (head, claims))
    return (signed + b"." + _url64(hmac.digest(_TOKEN_KEY, signed, hashlib.sha256))).decode()


def _url64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
