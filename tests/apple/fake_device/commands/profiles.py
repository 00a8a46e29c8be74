"""Profiles: installing, replacing, removing, listing."""

from .. import installed, profile
from ..enrollment import renew
from ..refusal import require
from .failure import CommandError


def _install(session, fields):
    """A profile in the place of the one with its identifier; the enrollment's own starts the check-in again."""
    device = session.device
    made = profile.Profile(fields["Payload"], unsigned=True)
    if profile.is_enrollment(made.top):
        if made.top.get("PayloadIdentifier") != device["enrollment_profile"]:
            require("second-mdm-payload", False, f"{made.top.get('PayloadIdentifier')} beside {device['enrollment_profile']}")
        renew(device, session.wire, made, session.given, session.report)
        session.channel.mdm = device["mdm"]
        session.effects.append("renewed")
        return
    profile.hold(made)
    profile.hold_for(made, device, device.personal)
    for payload in made.payloads(profile.SCEP) + made.payloads(profile.ACME):
        raise CommandError(
            4001, "MCInstallationErrorDomain", f"this device takes no {payload['PayloadType']} outside of its enrollment"
        )
    before = device.profiles().get(made.identifier)
    if before and not before["managed"]:
        raise CommandError(4001, "MCInstallationErrorDomain", "a profile that the person installed is not replaced")
    installed.keep(device, made)
    session.effects.append(f"{'replaced' if before else 'installed'} {made.identifier}")


def _remove(session, fields):
    device, identifier = session.device, fields["Identifier"]
    if identifier == device["enrollment_profile"]:
        session.effects.append("removed")
        return
    found = device.profiles().get(identifier)
    if not found:
        raise CommandError(12075, "MCMDMErrorDomain", f"no profile {identifier} is installed")
    if not found["managed"]:
        raise CommandError(12076, "MCMDMErrorDomain", f"the profile {identifier} is not managed")
    device.save(**installed.gone(device, identifier))
    device.path(installed.file(identifier)).unlink(missing_ok=True)
    session.effects.append(f"removed {identifier}")


def _list(session, fields):
    device, every = session.device, []
    for one in device.profiles().values():
        if not one["managed"] and (fields.get("ManagedOnly") or device.personal):
            continue
        item = {
            "HasRemovalPasscode": False,
            "IsEncrypted": False,
            "PayloadRemovalDisallowed": False,
            **one["top"],
            "PayloadContent": one["content"],
            "SignerCertificates": [bytes.fromhex(signer) for signer in one["signers"]],
        }
        if device["identity"]["platform"] == "ios":
            item["IsManaged"] = one["managed"]
        every.append(item)
    return {"ProfileList": every}


HANDLERS = {"InstallProfile": _install, "RemoveProfile": _remove, "ProfileList": _list}
