"""FileVault: the recovery key of a Mac, escrowed and rotated."""

import secrets

from .. import cms, der
from ..certificate import Certificate
from ..refusal import require
from .failure import CommandError

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def recovery_key(device, new=False):
    """The personal recovery key, six groups of four."""
    if new or not device.get("recovery_key"):
        groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(6))
        device.save(recovery_key="-".join(groups))
    return device["recovery_key"]


def escrowed(device):
    """The recovery key, encrypted to the certificate of the escrow payload."""
    return cms.envelop(recovery_key(device).encode(), [_recipient(bytes.fromhex(device["escrow"]))])


def _recipient(data):
    try:
        found = Certificate(data)
    except der.NotDer as why:
        require("escrow-certificate", False, str(why))
    require("escrow-certificate", found.key is not None, "the certificate is not RSA")
    return found


def _rotate(session, fields):
    device, unlock = session.device, fields["FileVaultUnlock"]
    vault = device.get("filevault", {"enabled": True, "personal": True, "institutional": False})
    if not vault["enabled"] or fields["KeyType"] != "personal":
        raise CommandError(99999, "RotateFileVaultErrorDomain", "there is no personal recovery key to rotate")
    if unlock.get("Password") not in (recovery_key(device), device.get("password", "password")):
        raise CommandError(11, "RotateFileVaultErrorDomain", "the password does not unlock FileVault")
    old = device["recovery_key"]
    to = fields.get("ReplyEncryptionCertificate")
    recipient = _recipient(to) if to is not None else None
    new = recovery_key(device, new=True)
    session.effects.append("recovery key rotated")
    if recipient is None:
        return None
    assert new != old
    return {"RotateResult": {"EncryptedNewRecoveryKey": cms.envelop(new.encode(), [recipient])}}


HANDLERS = {"RotateFileVaultKey": _rotate}
