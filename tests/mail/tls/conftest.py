"""Key stores as the real keytool makes them, once for all tests."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pytest
from authority import issue

if TYPE_CHECKING:
    from pathlib import Path

    from authority import Issued

PASSWORD: Final = "store-p4ss"
ALIASES: Final = ("first", "second")


@dataclass(frozen=True)
class Stores:
    """Stores with the same two keys (chains of two) and one trusted certificate, by kind; and how to ask keytool."""

    program: str
    folder: Path
    trusted: Issued
    paths: dict[str, Path]

    def keytool(self, *words: str) -> bytes:
        done = subprocess.run([self.program, *words, "-storepass", PASSWORD], capture_output=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


KINDS: Final = {
    "JKS": ("-deststoretype", "JKS"),
    "PKCS12": ("-deststoretype", "PKCS12"),
    "PKCS12 of old": ("-deststoretype", "PKCS12", "-J-Dkeystore.pkcs12.legacy"),
}


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Stores:
    program = shutil.which("keytool")
    if program is None:
        pytest.skip("there is no keytool: no stores of Java's own making to read")
    folder = tmp_path_factory.mktemp("stores")
    found = Stores(program, folder, issue("Trusted", ca=True), {})
    origin = folder / "origin.p12"
    common = ("-keystore", str(origin), "-storetype", "PKCS12")
    found.keytool("-genkeypair", "-alias", "ca", "-dname", "CN=CA", "-keyalg", "EC", "-ext", "bc:c", *common)
    for alias in ALIASES:
        found.keytool(
            "-genkeypair", "-alias", alias, "-dname", f"CN={alias}", "-keyalg", "EC", "-signer", "ca", *common
        )
    (folder / "trusted.pem").write_bytes(found.trusted.pem)
    found.keytool("-importcert", "-noprompt", "-alias", "anchor", "-file", str(folder / "trusted.pem"), *common)
    found.keytool("-delete", "-alias", "ca", *common)
    source = ("-importkeystore", "-noprompt", "-srckeystore", str(origin), "-srcstorepass", PASSWORD)
    for kind, form in KINDS.items():
        path = found.paths[kind] = folder / kind.replace(" ", "_")
        found.keytool(*source, "-destkeystore", str(path), *form)
    return found
