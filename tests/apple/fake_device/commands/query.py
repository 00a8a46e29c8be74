"""Questions: about the device, its security and its certificates."""

import json

from .. import models
from ..certificate import Certificate
from ..refusal import require
from ..schema.commands import QUERIES, WITHHELD
from . import vault


def _information(session, fields):
    """Answers what was asked, may be asked, and is known here; the rest is left out, as a device does."""
    device, answers = session.device, {}
    nonce = fields.get("DeviceAttestationNonce")
    require("attestation-nonce", nonce is None or len(nonce) <= 32, lambda: f"{len(nonce)} octets")
    rights = device["mdm"].get("AccessRights", 0)
    for query in fields["Queries"]:
        require("query-known", query in QUERIES, query)
        allowed = query not in WITHHELD if device.personal else not QUERIES[query] or QUERIES[query] & rights
        value = models.information(device, query) if allowed else None
        if value is not None:
            answers[query] = value
    return {"QueryResponses": answers}


def _security(session, _):
    facts = models.security(session.device, session.device.personal)
    if session.device.get("escrow") and facts.get("FDE_HasPersonalRecoveryKey"):
        facts["FDE_PersonalRecoveryKeyCMS"] = vault.escrowed(session.device)
        facts["FDE_PersonalRecoveryKeyDeviceKey"] = session.device["identity"]["SerialNumber"]
    return {"SecurityInfo": facts}


def _certificates(session, _):
    device = session.device
    data = [bytes.fromhex(one) for every in device.get("certificates", {}).values() for one in every]
    listed = [(device.certificate().data, True), *((one, False) for one in data)]
    return {"CertificateList": [{"CommonName": Certificate(one).name(), "IsIdentity": own, "Data": one} for one, own in listed]}


def _declarative(_, fields):
    """The device would now ask for declarations; this one only looks at what it was sent."""
    try:
        json.loads(fields.get("Data", b"{}"))
    except ValueError as why:
        require("declarative-json", False, str(why))


HANDLERS = {
    "DeviceInformation": _information,
    "SecurityInfo": _security,
    "CertificateList": _certificates,
    "DeclarativeManagement": _declarative,
    "DeviceConfigured": lambda *_: None,
}
