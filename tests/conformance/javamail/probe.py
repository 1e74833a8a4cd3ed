"""JavaMail itself, as a process that sends one mail a request: Debian's jars, driven by Probe.java."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cryptography import x509

_JARS: Final = Path("/usr/share/java")
_STORE_PASSWORD: Final = "changeit"
_SOURCE: Final = Path(__file__).with_name("Probe.java")


@dataclass(frozen=True)
class Release:
    """One of the two that Debian has; Jakarta Mail's classes have another first name."""

    name: str
    package: str
    jars: tuple[str, ...]
    renamed: tuple[str, str] | None = None

    def why_not(self) -> str:
        """Why it can't be run here; empty where it can."""
        missing = [program for program in ("javac", "java") if shutil.which(program) is None]
        if missing:
            return f"no JDK: {', '.join(missing)} not found (see .ci/run)"
        return "" if all(map(Path.exists, self.paths)) else f"not installed: {self.package} (see .ci/run)"

    @property
    def paths(self) -> list[Path]:
        return [_JARS / jar for jar in self.jars]


RELEASES: Final = (
    Release("JavaMail 1.6.5", "libmail-java", ("javax.mail.jar", "javax.activation.jar")),
    Release(
        "Jakarta Mail 2.0.0",
        "libjakarta-mail-java",
        ("jakarta-mail.jar", "jakarta-activation.jar"),
        ("javax.mail", "jakarta.mail"),
    ),
)


@dataclass(frozen=True)
class Told:
    """What JavaMail said of one mail: its event, and the words of its exceptions, the causes after them."""

    event: str
    exceptions: tuple[str, ...]


class Probe:
    """The running process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def send(self, properties: Mapping[str, str]) -> Told:
        """Sends one mail as these properties say."""
        text = "".join(f"{name}={_escaped(value)}\n" for name, value in properties.items())
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(base64.b64encode(text.encode()).decode() + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline())
        return Told(told["event"], tuple(told["exceptions"]))


@contextmanager
def probe(release: Release, folder: Path, authority: x509.Certificate) -> Iterator[Probe]:
    """Compiles the probe into `folder` and runs it with a trust store that holds this authority alone."""
    folder.mkdir()
    path = ":".join(map(str, release.paths))
    text = _SOURCE.read_text()
    source = folder / _SOURCE.name
    source.write_text(text.replace(*release.renamed) if release.renamed else text)
    subprocess.run(["javac", "-cp", path, "-d", str(folder), str(source)], check=True, capture_output=True)
    command = [
        "java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
        f"-Djavax.net.ssl.trustStore={trust_store(folder / 'trusted', authority)}",
        f"-Djavax.net.ssl.trustStorePassword={_STORE_PASSWORD}",
        "-cp", f"{folder}:{path}", "Probe",
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Probe(process)


def trust_store(path: Path, authority: x509.Certificate) -> Path:
    """A key store that Java trusts this authority by."""
    lock = BestAvailableEncryption(_STORE_PASSWORD.encode())
    trusted = [pkcs12.PKCS12Certificate(authority, b"authority")]
    path.write_bytes(pkcs12.serialize_java_truststore(trusted, lock))
    return path


def _escaped(value: str) -> str:
    """As a Java properties text has it."""
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\x01", "\\u0001")
