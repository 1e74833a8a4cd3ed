"""From an error of the TLS library to the class of the fault; its machine-readable parts only, never its text."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Final

from cfgkit.mail.faults import FaultClass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HANDSHAKE_FAILURE: Final = "SSLV3_ALERT_HANDSHAKE_FAILURE"
_REQUIRED: Final = frozenset({"TLSV13_ALERT_CERTIFICATE_REQUIRED"})
_REFUSED: Final = frozenset(
    {
        "SSLV3_ALERT_BAD_CERTIFICATE",
        "SSLV3_ALERT_CERTIFICATE_EXPIRED",
        "SSLV3_ALERT_CERTIFICATE_REVOKED",
        "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
        "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
        "TLSV1_ALERT_ACCESS_DENIED",
        "TLSV1_ALERT_DECRYPT_ERROR",
        "TLSV1_ALERT_UNKNOWN_CA",
    }
)
_VERSION: Final = frozenset(
    {
        "NO_PROTOCOLS_AVAILABLE",
        "TLSV1_ALERT_INSUFFICIENT_SECURITY",
        "TLSV1_ALERT_PROTOCOL_VERSION",
        "UNSUPPORTED_PROTOCOL",
        "WRONG_SSL_VERSION",
    }
)
#: What the library says to a greeting in the clear, and to other bytes that are no TLS.
_NOT_TLS: Final = frozenset(
    {"HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE", "UNKNOWN_PROTOCOL", "WRONG_VERSION_NUMBER"}
)
_REASONS: Final[Mapping[str, FaultClass]] = {
    **dict.fromkeys(_REQUIRED, FaultClass.CLIENT_CERT_REQUIRED),
    **dict.fromkeys(_REFUSED, FaultClass.CLIENT_CERT_REFUSED),
    **dict.fromkeys(_VERSION, FaultClass.TLS_VERSION),
    **dict.fromkeys(_NOT_TLS, FaultClass.TLS_NOT_TLS),
}
#: OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED and X509_V_ERR_HOSTNAME_MISMATCH.
_VERIFY: Final[Mapping[int, FaultClass]] = {
    9: FaultClass.CERT_NOT_YET_VALID,
    10: FaultClass.CERT_EXPIRED,
    62: FaultClass.CERT_NAME,
}


def late_fault(error: BaseException) -> FaultClass | None:
    """What a read or a write says of the client's certificate, None if it is about something else.

    In TLS 1.3 the client is done before the server looks at its certificate, so a refusal comes this late.
    """
    for one in _causes(error):
        if isinstance(one, ssl.SSLError):
            if one.reason in _REQUIRED:
                return FaultClass.CLIENT_CERT_REQUIRED
            if one.reason in _REFUSED:
                return FaultClass.CLIENT_CERT_REFUSED
    return None


def classify(error: OSError, *, chain_came: bool, client_shown: bool) -> tuple[FaultClass, str]:
    """The class of a handshake that failed, and the library's reason in words.

    `chain_came`: the server had sent its certificates; `client_shown`: we had one of our own to show.
    """
    if isinstance(error, TimeoutError):
        return FaultClass.TLS_TIMEOUT, "the handshake took too long"
    if isinstance(error, ssl.SSLCertVerificationError):
        return _VERIFY.get(error.verify_code, FaultClass.CERT_UNTRUSTED), error.verify_message
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError) or not isinstance(error, ssl.SSLError):
        return FaultClass.TLS_CLOSED, "the server closed the connection in the handshake"
    reason = error.reason or ""
    words = reason.lower().replace("_", " ") or "the TLS library gives no reason"
    if reason == _HANDSHAKE_FAILURE:
        return _handshake_failure(words, chain_came=chain_came, client_shown=client_shown)
    if chain_came and reason in _NOT_TLS:
        return FaultClass.TLS_FAILED, words
    return _REASONS.get(reason, FaultClass.TLS_FAILED), words


def _handshake_failure(words: str, *, chain_came: bool, client_shown: bool) -> tuple[FaultClass, str]:
    """TLS 1.2 has one alert for both: before the server's certificates it is about ciphers, after them about ours."""
    if not chain_came:
        return FaultClass.TLS_FAILED, f"{words}: no cipher in common, mostly"
    return (FaultClass.CLIENT_CERT_REFUSED if client_shown else FaultClass.CLIENT_CERT_REQUIRED), words


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and all that led to it, each once."""
    seen: set[int] = set()
    left: list[BaseException | None] = [error]
    while left:
        one = left.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            yield one
            left += [one.__context__, one.__cause__]
