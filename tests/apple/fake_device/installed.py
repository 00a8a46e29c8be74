"""What an installed profile leaves on the device, and what its person then does."""

from . import profile
from .refusal import require


def keep(device, made):
    """Puts a profile on the device, managed, and does what its payloads say."""
    device.save(profiles={**device.profiles(), made.identifier: made.facts(True)}, **effects_of(device, made))
    device.write(file(made.identifier), made.data)


def file(identifier):
    """Where a profile's bytes are kept."""
    return f"profile-{identifier}.mobileconfig"


def gone(device, identifier):
    """What a device's state is after a profile was removed: FileVault stays on, and is not turned on any more."""
    waits = device.get("filevault_deferred")
    certificates = {name: one for name, one in device.get("certificates", {}).items() if name != identifier}
    return {
        "profiles": {name: one for name, one in device.profiles().items() if name != identifier},
        "certificates": certificates,
        "filevault_deferred": None if waits and waits["profile"] == identifier else waits,
        "passcode_forced": [name for name in device.get("passcode_forced", []) if name != identifier],
    }


def person(device):
    """What the device's person does once the session is over, asked by the system: on an iPhone they set the passcode that a
    profile forces (within an hour), on a Mac they log out, which is when FileVault that was deferred asks for their password.
    The names of what was done."""
    done, waits = [], device.get("filevault_deferred")
    if device["identity"]["platform"] == "ios" and device.get("passcode_forced") and not device.get("passcode", True):
        device.save(passcode=True)
        done.append("passcode set")
    if waits:
        device.save(filevault=waits["becomes"], filevault_deferred=None)
        done.append("FileVault turned on")
    return done


def _vault(device, identifier, payload):
    """FileVault as a payload has it: off, on with the password that is in it, or when somebody logs out."""
    if payload["Enable"] == "Off":
        return {"filevault": {"enabled": False, "personal": False, "institutional": False}, "filevault_deferred": None}
    if device.get("filevault", {"enabled": True})["enabled"]:
        return {}
    becomes = {"enabled": True, "personal": payload.get("UseRecoveryKey", True), "institutional": "Certificate" in payload}
    if payload.get("Defer", False):
        return {"filevault_deferred": {"profile": identifier, "becomes": becomes}}
    return {"filevault": becomes}


def effects_of(device, made):
    """What a device's state is after these payloads."""
    changes = {}
    # In a user enrollment every key is ignored: that the payload is there forces a passcode (Apple's page on Passcode).
    forcing = made.payloads("com.apple.mobiledevice.passwordpolicy")
    forcing = [payload for payload in forcing if device.personal or payload.get("forcePIN", False)]
    others = [name for name in device.get("passcode_forced", []) if name != made.identifier]
    changes["passcode_forced"] = others + [made.identifier] * bool(forcing)
    for payload in made.payloads("com.apple.security.firewall"):
        changes["firewall"] = {
            "FirewallEnabled": payload["EnableFirewall"],
            "BlockAllIncoming": payload.get("BlockAllIncoming", False),
            "StealthMode": payload.get("EnableStealthMode", False),
        }
    for payload in made.payloads(profile.FILE_VAULT):
        changes |= _vault(device, made.identifier, payload)
    for payload in made.payloads("com.apple.security.FDERecoveryKeyEscrow"):
        wanted = payload["EncryptCertPayloadUUID"]
        found = [
            one
            for one in made.top["PayloadContent"]
            if one["PayloadUUID"] == wanted and one["PayloadType"] in profile.CERTIFICATES
        ]
        require("escrow-certificate", len(found) == 1, f"EncryptCertPayloadUUID {wanted} is no certificate of the profile")
        changes["escrow"] = found[0]["PayloadContent"].hex()
    certificates = [one["PayloadContent"].hex() for kind in profile.CERTIFICATES[:2] for one in made.payloads(kind)]
    if certificates:
        changes["certificates"] = {**device.get("certificates", {}), made.identifier: certificates}
    return changes
