"""From an enrollment profile to an enrolled device, and the same again when the profile is replaced."""

from . import installed, profile, scep
from .checkin import Channel
from .refusal import NoWay, require


def is_profile_service(data):
    """Whether the bytes look like the first answer of an over-the-air enrollment; what they are is checked later."""
    return b"<string>Profile Service</string>" in data


def identity(device, wire, content, given, name):
    """SCEP: a key and a certificate under a name, `identity` or `renewed`."""
    key = device.new_key(name, given["key"], content.get("Keysize", 1024))
    require("scep-key-size", key.bits >= 2048, f"{key.bits} bits")
    made = scep.Enrollment(wire, content, key, device.signing, given["patience"])
    issued = made.run()
    device.write(f"{name}.der", issued.data)
    return {"transaction": made.transaction, "polls": made.polls, "serial": issued.serial.hex(), "subject": issued.name()}


def enroll(device, wire, made, given, report, account=None):
    """Installs an enrollment profile on a device that has none."""
    if device.get("state") == "enrolled":
        raise NoWay("this device is enrolled; unenroll it first, or take another folder")
    profile.hold_enrollment(made, wire, account)
    profile.hold_for(made, device, made.mdm.get("EnrollmentMode") == "BYOD")
    content = profile.identity_payload(made)["PayloadContent"]
    report["scep"] = identity(device, wire, content, given, "identity")
    mode = made.mdm.get("EnrollmentMode")
    device.save(
        mode=mode, mdm=made.mdm, scep=_plain(content), enrollment_profile=made.identifier, state="enrolling", answered=[]
    )
    channel = Channel(device, wire, made.mdm)
    channel.authenticate()
    if not given["stop_after"]:
        channel.token_update()
        installed.keep(device, made)
        device.save(state="enrolled")
    report |= {"topic": made.mdm["Topic"], "identifier": made.identifier, "state": device["state"], **device.identifiers()}
    report["push"] = {"token": device.get("token"), "magic": device.get("push_magic"), "topic": made.mdm["Topic"]}


def renew(device, wire, made, given, report):
    """Replaces the enrollment profile: a new certificate, and check-in with it. Until that has gone well the old one is
    kept."""
    device["enrollment_profile"]
    account = (device["mdm"]["AssignedManagedAppleID"], device["account_version"]) if device.get("account_version") else None
    profile.hold_enrollment(made, wire, account)
    profile.hold_for(made, device, made.mdm.get("EnrollmentMode") == "BYOD")
    profile.hold_renewal(made, device["mdm"], device["enrollment_profile"])
    content = profile.identity_payload(made)["PayloadContent"]
    fresh = content.get("Challenge") is None or content.get("Challenge") != device["scep"].get("Challenge")
    require("renewal-challenge", fresh, "the challenge was used before")
    found = identity(device, wire, content, {**given, "key": given["renewal_key"]}, "renewed")
    before, now = device.certificate(), device.certificate("renewed")
    require("renewal-new", (now.issuer, now.serial) != (before.issuer, before.serial), "the certificate is not a new one")
    require("renewal-new", now.not_after >= before.not_after, f"it ends {now.not_after}, before {before.not_after}")
    channel = Channel(device, wire, made.mdm, "renewed")
    channel.authenticate()
    channel.token_update()
    device.adopt("renewed")
    device.save(mdm=made.mdm, scep=_plain(content))
    installed.keep(device, made)
    report["renewal"] = found


def _plain(content):
    """SCEP's keys without bytes, for the state."""
    return {key: value for key, value in content.items() if not isinstance(value, bytes)}
