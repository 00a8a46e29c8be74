"""What the document of a renewal must not be."""

from good_server.authority import name

from . import Broken, Change, documents, swap
from .steps import sub

_W = "document:renewal"


def renewing(sentence, check, change):
    """A server that is broken when it renews."""
    return Broken(sentence, check, change, "renew")


def _everything(text):
    return text.replace(
        "</wap-provisioningdoc>",
        '<characteristic type="DMClient"><characteristic type="Provider"/></characteristic></wap-provisioningdoc>',
    )


_AUTH = '<characteristic type="APPAUTH"><parm name="AAUTHLEVEL" value="APPSRV"/><parm name="AAUTHSECRET" value="new"/></characteristic>'
BROKEN = [
    renewing("a renewal sets the poll schedule again", "renewal_parts", Change(_W, _everything)),
    renewing(
        "a renewal sets how it is renewed",
        "renewal_parts",
        swap(
            _W,
            '<characteristic type="My">',
            '<characteristic type="My"><characteristic type="WSTEP"><characteristic type="Renew"><parm name="ROBOSupport" value="true" '
            'datatype="boolean"/><parm name="RenewPeriod" value="60" datatype="integer"/><parm name="RetryInterval" value="4" datatype="integer"/></characteristic></characteristic>',
        ),
    ),
    renewing(
        "a renewal changes the secret",
        "renewal_credentials",
        swap(_W, '<parm name="PROVIDER-ID" value="StandIn"/>', f'<parm name="PROVIDER-ID" value="StandIn"/>{_AUTH}'),
    ),
    renewing(
        "a renewal changes the address",
        "renewal_credentials",
        swap(
            _W,
            '<parm name="PROVIDER-ID" value="StandIn"/>',
            '<parm name="PROVIDER-ID" value="StandIn"/><parm name="ADDR" value="https://elsewhere/"/>',
        ),
    ),
    renewing("a renewal is for another provider", "renewal_provider", swap(_W, 'value="StandIn"', 'value="Other"')),
    renewing("a renewal puts the certificate into another store", "renewal_store", swap(_W, 'type="User"', 'type="System"')),
    renewing(
        "a renewed certificate ends before the old one", "renewal_is_new", Change("certificate:renewal", lambda _: {"days": 30})
    ),
    renewing(
        "a renewed certificate has another subject",
        "renewal_subject",
        Change("certificate:renewal", lambda _: {"subject": name("someone")}),
    ),
    renewing(
        "a renewed certificate is for another key",
        "key_match",
        Change("certificate:renewal", lambda _: {"public_key": documents.stranger_key()}),
    ),
    renewing(
        "a renewal has no PrivateKeyContainer",
        "private_key_container",
        swap(_W, '<characteristic type="PrivateKeyContainer"/>', ""),
    ),
    renewing(
        "a renewal's thumbprint is in lower case",
        "thumbprint_form",
        sub(_W, 'type="[0-9A-F]{40}"', lambda found: found.group().lower()),
    ),
    renewing(
        "a renewal has a default namespace", "wap_no_namespace", swap(_W, 'version="1.1">', 'version="1.1" xmlns="urn:wap">')
    ),
]
