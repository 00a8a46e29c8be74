"""Locking, erasing, restarting."""

from ..refusal import require
from .failure import CommandError


def _lock(session, fields):
    device = session.device
    if device["identity"]["platform"] == "mac":
        require("lock-pin", "PIN" in fields, "DeviceLock without a PIN")
    device.save(locked={key: value for key, value in fields.items()})
    session.effects.append("locked")
    if fields.get("Message") or fields.get("PhoneNumber"):
        return {"MessageResult": "Success"}
    return None


def _erase(session, _):
    session.effects.append("erased")


def _clear_passcode(session, fields):
    device = session.device
    if fields["UnlockToken"].hex() != device["unlock_token"]:
        raise CommandError(5013, "MCPasscodeErrorDomain", "the unlock token is not this device's")
    device.save(passcode=False)
    session.effects.append("passcode cleared")


def _restart(session, _):
    session.effects.append("restarted")


def _shut_down(session, _):
    session.effects.append("shut down")


def _lost(session, fields):
    if not any(fields.get(key) for key in ("Message", "PhoneNumber")):
        raise CommandError(12065, "MCMDMErrorDomain", "lost mode needs a message or a number")
    session.device.save(lost=fields)


def _found(session, _):
    session.device.save(lost=None)


HANDLERS = {
    "DeviceLock": _lock,
    "EraseDevice": _erase,
    "ClearPasscode": _clear_passcode,
    "RestartDevice": _restart,
    "ShutDownDevice": _shut_down,
    "EnableLostMode": _lost,
    "DisableLostMode": _found,
}
