"""What an installed profile leaves on the device."""

from . import profile
from .refusal import require


def keep(device, made):
    """Puts a profile on the device, managed, and does what its payloads say."""
    device.save(profiles={**device.profiles(), made.identifier: made.facts(True)}, **effects_of(device, made))
    device.write(file(made.identifier), made.data)


def file(identifier):
    """Where a profile's bytes are kept."""
    return f"profile-{identifier}.mobileconfig"


def effects_of(device, made):
    """What a device's state is after these payloads."""
    changes = {}
    for payload in made.payloads("com.apple.mobiledevice.passwordpolicy"):
        changes["passcode_forced"] = payload.get("forcePIN", False)
    for payload in made.payloads("com.apple.security.firewall"):
        changes["firewall"] = {
            "FirewallEnabled": payload["EnableFirewall"],
            "BlockAllIncoming": payload.get("BlockAllIncoming", False),
            "StealthMode": payload.get("EnableStealthMode", False),
        }
    for payload in made.payloads("com.apple.MCX.FileVault2"):
        on = payload["Enable"] == "On"
        changes["filevault"] = {"enabled": on, "personal": on and payload.get("UseRecoveryKey", True), "institutional": False}
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
