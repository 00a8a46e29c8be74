"""The provisioning documents."""

import base64
import hashlib
from urllib.parse import quote
from xml.sax.saxutils import quoteattr


def _parm(name, value, datatype=None):
    kind = f' datatype="{datatype}"' if datatype else ""
    return f"<parm name={quoteattr(name)} value={quoteattr(value)}{kind}/>"


def _in(kind, *contents):
    return f"<characteristic type={quoteattr(kind)}>{''.join(contents)}</characteristic>"


def certificate(data):
    """A certificate under its thumbprint."""
    return _in(hashlib.sha1(data).hexdigest().upper(), _parm("EncodedCertificate", base64.b64encode(data).decode()))


def _store(store, intermediate, client):
    return _in(
        store,
        certificate(intermediate) if intermediate else "",
        certificate(client),
        '<characteristic type="PrivateKeyContainer"/>',
    )


def enrollment(
    *, root, intermediate, client, store, subject, address, user, secret, server_secret, nonce, server_nonce, upn, ent_dm_id
):
    """Everything that a new device needs."""
    renew = _in(
        "WSTEP",
        _in(
            "Renew",
            _parm("ROBOSupport", "true", "boolean"),
            _parm("RenewPeriod", "60", "integer"),
            _parm("RetryInterval", "4", "integer"),
        ),
    )
    criteria = f"Subject={quote('CN=' + subject, safe='')}&Stores={quote(chr(92).join(['My', store]), safe='')}"
    auth = lambda *pairs: _in("APPAUTH", *(_parm(name, value) for name, value in pairs))  # noqa: E731 - used twice below
    poll = [
        ("NumberOfFirstRetries", "8"),
        ("IntervalForFirstSetOfRetries", "15"),
        ("NumberOfSecondRetries", "5"),
        ("IntervalForSecondSetOfRetries", "3"),
        ("NumberOfRemainingScheduledRetries", "0"),
        ("IntervalForRemainingScheduledRetries", "1560"),
    ]
    return (
        '<wap-provisioningdoc version="1.1">'
        + _in(
            "CertificateStore",
            _in("Root", _in("System", certificate(root))),
            _in("My", _store(store, intermediate, client), renew),
        )
        + _in(
            "APPLICATION",
            _parm("APPID", "w7"),
            _parm("PROVIDER-ID", "StandIn"),
            _parm("NAME", "Stand-in"),
            _parm("ADDR", address),
            _parm("CONNRETRYFREQ", "6"),
            _parm("INITIALBACKOFFTIME", "30000"),
            _parm("MAXBACKOFFTIME", "120000"),
            '<parm name="BACKCOMPATRETRYDISABLED"/>',
            _parm("DEFAULTENCODING", "application/vnd.syncml.dm+xml"),
            _parm("SSLCLIENTCERTSEARCHCRITERIA", criteria),
            auth(
                ("AAUTHLEVEL", "CLIENT"), ("AAUTHTYPE", "DIGEST"), ("AAUTHSECRET", server_secret), ("AAUTHDATA", server_nonce)
            ),
            auth(
                ("AAUTHLEVEL", "APPSRV"),
                ("AAUTHTYPE", "DIGEST"),
                ("AAUTHNAME", user),
                ("AAUTHSECRET", secret),
                ("AAUTHDATA", nonce),
            ),
        )
        + _in(
            "DMClient",
            _in(
                "Provider",
                _in(
                    "StandIn",
                    _parm("UPN", upn, "string"),
                    _parm("EntDMID", ent_dm_id, "string"),
                    _parm("EntDeviceName", "Stand-in PC", "string"),
                    _in(
                        "Poll",
                        *(_parm(name, value, "integer") for name, value in poll),
                        _parm("PollOnLogin", "true", "boolean"),
                        _parm("AllUsersPollOnFirstLogin", "true", "boolean"),
                    ),
                ),
            ),
        )
        + "</wap-provisioningdoc>"
    )


def renewal(*, client, store):
    """A new certificate for an old account."""
    return (
        '<wap-provisioningdoc version="1.1">'
        + _in("CertificateStore", _in("My", _store(store, None, client)))
        + _in("APPLICATION", _parm("PROVIDER-ID", "StandIn"))
        + "</wap-provisioningdoc>"
    )
