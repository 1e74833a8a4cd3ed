"""The login at a mail server, as JavaMail does it: one mechanism, one try.

| module    | idea                                                            |
|-----------|-----------------------------------------------------------------|
| account   | who logs in, how, with which secret                             |
| choice    | what the server offers, and the mechanism that JavaMail takes    |
| mechanism | what each mechanism is: an initial response, and answers         |
| login     | plain, ntlm, xoauth2: one mechanism each                         |
| exchange  | AUTH, its challenges and its end                                 |
| refusal   | the class of a refusal, and what its words hint at               |
| masking   | a server's words without the secrets that they echo              |
| token     | what an access token says of itself                              |
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfgkit.lazy import names_at_first_use

if TYPE_CHECKING:
    from cfgkit.mail.auth.account import Account, AuthMode, link_warning
    from cfgkit.mail.auth.choice import Choice, Offer, choose, offer_in
    from cfgkit.mail.auth.exchange import Authentication, AuthOutcome, authenticate, require_available
    from cfgkit.mail.auth.masking import masked, masker
    from cfgkit.mail.auth.refusal import classify_auth
    from cfgkit.mail.auth.token import Remark, TokenClaims, claims, remarks

_HOMES = {
    "account": ("Account", "AuthMode", "link_warning"),
    "choice": ("Choice", "Offer", "choose", "offer_in"),
    "exchange": ("AuthOutcome", "Authentication", "authenticate", "require_available"),
    "masking": ("masked", "masker"),
    "refusal": ("classify_auth",),
    "token": ("Remark", "TokenClaims", "claims", "remarks"),
}
__all__ = [
    "Account",
    "AuthMode",
    "AuthOutcome",
    "Authentication",
    "Choice",
    "Offer",
    "Remark",
    "TokenClaims",
    "authenticate",
    "choose",
    "claims",
    "classify_auth",
    "link_warning",
    "masked",
    "masker",
    "offer_in",
    "remarks",
    "require_available",
]

__getattr__ = names_at_first_use(__name__, _HOMES)
