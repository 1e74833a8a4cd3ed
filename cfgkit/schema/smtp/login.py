"""How the application server logs in to a mail server: password, OAuth 2.0, NTLM, SASL."""

from __future__ import annotations

from typing import Final

from cfgkit.schema.network_type import Host, Url
from cfgkit.schema.smtp.declare import BY_HAND, Backup, Declared
from cfgkit.schema.smtp.server import PORT, YES_NO
from cfgkit.schema.value_type import Choice, Flag, SecretText, Text

_TRUE_FALSE: Final = Flag("true", "false")
#: No source says how SMTPSASLEnable spells yes.
_ANY_FLAG: Final = Flag("true", "false", also=(("Y", True), ("N", False), ("1", True), ("0", False)))
_PSCIPHER: Final = "Encrypt it with PSCipher; whether clear text is accepted is not documented."
_AZURE: Final = "Set up as the manual's page on MCF mail with Azure says; the grant is an authorization code."
_ENCRYPTED: Final = "{V1.1}..."

PASSWORD: Final = (
    Declared(
        key="SMTPUserName",
        type=Text("user name"),
        group="auth",
        description="Account at a mail server that asks for a login.",
        example="hr-mailer",
        depends_on=("SMTPUserPassword",),
        aliases=("SMTPUsername",),
        notes=("A third party's sample spells it SMTPUsername.",),
        backup=Backup(notes=()),
    ),
    Declared(
        key="SMTPUserPassword",
        type=SecretText(),
        group="auth",
        description="Password of that account.",
        example=_ENCRYPTED,
        depends_on=("SMTPUserName",),
        aliases=("SMTPassword",),
        notes=(_PSCIPHER, "A third party's sample spells it SMTPassword."),
        is_secret=True,
        backup=Backup(notes=(_PSCIPHER,)),
    ),
)

OTHER: Final = (
    Declared(
        key="SMTPUseOAuth",
        type=YES_NO,
        group="oauth",
        description="Y logs in with an OAuth 2.0 token instead of a password.",
        example="Y",
        depends_on=("SMTPOAuthRedirectURI", "SMTPOAuthApplicationName", "SMTPOAuthPIAUser", "SMTPOAuthPIAPassword"),
        notes=(_AZURE, "How the token reaches the mail server is documented nowhere."),
        backup=Backup(),
    ),
    Declared(
        key="SMTPOAuthRedirectURI",
        type=Url(),
        group="oauth",
        description="Redirect URI of the OAuth 2.0 application, as its service application page shows it.",
        example="https://hr.example.com/PSIGW/RESTListeningConnector/PSFT_HR/redirect.v1",
        depends_on=("SMTPUseOAuth=Y",),
        backup=Backup(
            aliases=("SMTPRedirectURI",), notes=("The manual's paragraph calls it SMTPRedirectURI, taken for a slip.",)
        ),
    ),
    Declared(
        key="SMTPOAuthApplicationName",
        type=Text("application name"),
        group="oauth",
        description="Name of the OAuth 2.0 application, as its service application page shows it.",
        example="MCF_MAIL",
        depends_on=("SMTPUseOAuth=Y",),
        backup=Backup(),
    ),
    Declared(
        key="SMTPOAuthExternalProxyHost",
        type=Host(),
        group="oauth",
        description="Proxy towards microsoft.com, where one is needed.",
        example="proxy.example.com",
        depends_on=("SMTPUseOAuth=Y", "SMTPOAuthExternalProxyPort"),
        backup=Backup(),
    ),
    Declared(
        key="SMTPOAuthExternalProxyPort",
        type=PORT,
        group="oauth",
        description="Port of the proxy towards microsoft.com.",
        example="8080",
        depends_on=("SMTPUseOAuth=Y", "SMTPOAuthExternalProxyHost"),
        backup=Backup(),
    ),
    Declared(
        key="SMTPInternalProxyHost",
        type=Host(),
        group="oauth",
        description="Proxy towards the Integration Broker gateway, where one is needed.",
        example="proxy.example.com",
        depends_on=("SMTPUseOAuth=Y", "SMTPInternalProxyPort"),
        notes=("No OAuth in this name, unlike the external proxy's.",),
        backup=Backup(),
    ),
    Declared(
        key="SMTPInternalProxyPort",
        type=PORT,
        group="oauth",
        description="Port of the proxy towards the Integration Broker gateway.",
        example="8080",
        depends_on=("SMTPUseOAuth=Y", "SMTPInternalProxyHost"),
        notes=("No OAuth in this name, unlike the external proxy's.",),
        backup=Backup(),
    ),
    Declared(
        key="SMTPOAuthPIAUser",
        type=Text("PeopleSoft user"),
        group="oauth",
        description="PeopleSoft user whose OAuth 2.0 token is used; the user needs the role PeopleTools MCF Email.",
        example="MCFMAIL",
        depends_on=("SMTPUseOAuth=Y", "SMTPOAuthPIAPassword"),
        backup=Backup(),
    ),
    Declared(
        key="SMTPOAuthPIAPassword",
        type=SecretText(),
        group="oauth",
        description="Password of that PeopleSoft user.",
        example=_ENCRYPTED,
        depends_on=("SMTPUseOAuth=Y", "SMTPOAuthPIAUser"),
        notes=(_PSCIPHER,),
        is_secret=True,
        backup=Backup(notes=(_PSCIPHER, "The manual's text names SMTPOAuthPIAUser, surely for SMTPOAuthPIAUser1.")),
    ),
    Declared(
        key="SMTPNTLMEnable",
        type=_TRUE_FALSE,
        group="ntlm",
        description="true logs in by NTLM.",
        example="true",
        depends_on=("SMTPNTLMDomain",),
        otherwise=("added by hand", "added by hand"),
        notes=(BY_HAND,),
        backup=Backup(notes=(BY_HAND, "The words true and false are documented for the primary's key only.")),
    ),
    Declared(
        key="SMTPNTLMDomain",
        type=Text("NTLM domain"),
        group="ntlm",
        description="Windows domain of the NTLM login.",
        example="EXAMPLE",
        depends_on=("SMTPNTLMEnable=true",),
        otherwise=("added by hand", "added by hand"),
        notes=(BY_HAND,),
        backup=Backup(),
    ),
    Declared(
        key="SMTPSASLEnable",
        type=_ANY_FLAG,
        group="sasl",
        description="Switches the login by SASL on; how yes is spelled is not documented.",
        example="true",
        depends_on=("SMTPSASLMechanism",),
        otherwise=("added by hand", "added by hand"),
        notes=(BY_HAND,),
        backup=Backup(),
    ),
    Declared(
        key="SMTPSASLMechanism",
        type=Choice(("PLAIN",), is_open=True),
        group="sasl",
        description="SASL mechanism; PLAIN is the only one that is supported.",
        example="PLAIN",
        depends_on=("SMTPSASLEnable",),
        otherwise=("added by hand", "added by hand"),
        notes=(BY_HAND,),
        backup=Backup(),
    ),
    Declared(
        key="SMTPSASLAuthorizationid",
        type=Text("authorization id"),
        group="sasl",
        description="Identity to act as, where it is not the user's own.",
        example="hr-mailer",
        depends_on=("SMTPSASLEnable",),
        otherwise=("added by hand", "added by hand"),
        notes=(BY_HAND, "Its last two letters are small."),
        backup=Backup(),
    ),
    Declared(
        key="SMTPSASLRealm",
        type=Text("realm"),
        group="sasl",
        description="SASL realm; the mechanism PLAIN has none, so that it has no effect there.",
        example="example.com",
        depends_on=("SMTPSASLEnable",),
        otherwise=("added by hand", "added by hand"),
        notes=(BY_HAND,),
        backup=Backup(),
    ),
    Declared(
        key="SMTPOAuthUseUserSession",
        type=YES_NO,
        group="oauth",
        description="Y uses the token of the user whose session sends, N that of SMTPOAuthPIAUser.",
        example="N",
        depends_on=("SMTPUseOAuth=Y",),
        since="8.63; the feature may be older",
        notes=("The PeopleCode property is N by default; for the file no source says it.",),
    ),
)
