"""What the command channel must not send."""

from fake_device import plist
from good_server import management, profiles

from . import Broken, Change, body, header, keyed, status

_XML = "application/xml"


def asks(name, check, *commands, **more):
    """A server that queues commands which a device does not take."""
    return Broken(name, check, None, "session", commands=list(commands), **more)


def frame(name, check, change, **more):
    """A server whose frames are wrong."""
    return Broken(name, check, change, "session", commands=[("ProfileList", {})], **more)


def installs(name, check, *payloads, **more):
    """A server that installs a profile which a device does not take."""

    def command(server):
        return {"Payload": profiles.sign(server, "command", profiles.configuration("more", *payloads))}

    return asks(name, check, ("InstallProfile", command), **more)


def _second_profile(server):
    top = profiles.enrollment(server, server.challenge())
    top["PayloadIdentifier"] = "com.example.stand-in.second"
    return {"Payload": profiles.sign(server, "command", top)}


def _vault(server, name):
    vault = profiles.payload(_VAULT, f"{name}.vault", Enable="On", Defer=True)
    return {"Payload": profiles.sign(server, "command", profiles.configuration(name, vault))}


class _Forever(Broken):
    """A broken server that answers with a command where the good one has none; it takes any result."""

    def alter(self, stage, value):
        if stage == "response:end" or stage == "response:refused":
            self.used = True
            value.body, value.status = plist.write(management.queued("ProfileList")), 200
            value.set("Content-Type", _XML)
        return value


class _Repeats(Broken):
    """A broken server that sends one command twice."""

    def __init__(self, name, check, **more):
        super().__init__(name, check, None, "session", **more)
        self.first = None

    def alter(self, stage, value):
        if stage == "command":
            self.first = self.first or value
        if stage == "response:end" and self.first:
            value.body, value.status, self.first = plist.write(self.first), 200, None
            value.set("Content-Type", _XML)
        if stage == "response:refused":
            value.body, value.status = b"", 200
        return value


_POLICY = "com.apple.mobiledevice.passwordpolicy"
_VAULT = "com.apple.MCX.FileVault2"
FRAMES = [
    Broken("Idle is answered with 204", "command-status", status("end", 204), "session"),
    frame("a command comes with 201", "command-status", status("command", 201)),
    Broken("the end is an empty property list", "end-empty", body("end", plist.write({}), _XML), "session"),
    Broken("the end is an empty array", "end-empty", body("end", plist.write([]), _XML), "session"),
    Broken("the end is a line break", "command-type", body("end", b"\n", "text/plain"), "session"),
    Broken("the end is OK", "command-plist", body("end", b"OK", _XML), "session"),
    frame("a command is text/plain", "command-type", header("command", "Content-Type", "text/plain")),
    frame("a command is a binary property list", "command-plist", body("command", b"bplist00")),
    frame("a command is JSON", "command-type", body("command", b"{}", "application/json")),
    frame(
        "a command has entities",
        "command-plist",
        body("command", lambda data: data.replace(b'1.0.dtd">', b'1.0.dtd" [<!ENTITY a "b">]>')),
    ),
    frame("a command has no CommandUUID", "command-frame", keyed("command", CommandUUID=None)),
    frame("a CommandUUID is empty", "command-frame", keyed("command", CommandUUID="")),
    frame("a command has no RequestType", "command-frame", keyed("command", "Command", RequestType=None)),
    frame("a command has a key beside its frame", "command-frame", keyed("command", Priority=1)),
    frame("a command is an array", "command-frame", Change("command", lambda value: [value])),
    _Forever("a session has no end", "session-ends", None, "session", device=["--longest", "9"]),
    _Repeats("a command is sent again after it was answered", "command-repeated", commands=[("ProfileList", {})]),
    _Repeats(
        "a command is sent again after it was put off",
        "not-now-kept",
        commands=[("ProfileList", {})],
        device=["--not-now", "ProfileList"],
    ),
]
KEYS = [
    asks("a command is one that nobody knows", "command-known", ("Celebrate", {})),
    asks("InstallProfile has no Payload", "command-key-missing", ("InstallProfile", {})),
    asks(
        "RemoveProfile names PayloadIdentifier", "command-key-unknown", ("RemoveProfile", {"PayloadIdentifier": "com.example"})
    ),
    asks("InstallProfile has text", "command-key-type", ("InstallProfile", {"Payload": "PD94"})),
    asks("Queries is text", "command-key-type", ("DeviceInformation", {"Queries": "UDID"})),
    asks("a PIN has four digits", "command-key-value", ("DeviceLock", {"PIN": "1234"}), model="mac"),
    asks("an obliteration is one that nobody knows", "command-key-value", ("EraseDevice", {"ObliterationBehavior": "Never"})),
    asks("a Mac is locked without a PIN", "lock-pin", ("DeviceLock", {"Message": "Lost"}), model="mac"),
    asks("a query is one that nobody knows", "query-known", ("DeviceInformation", {"Queries": ["UDID", "Colour"]})),
    asks(
        "a nonce is too long",
        "attestation-nonce",
        ("DeviceInformation", {"Queries": ["UDID"], "DeviceAttestationNonce": bytes(33)}),
    ),
    asks("a setting is one that nobody knows", "setting-known", ("Settings", {"Settings": [{"Item": "Colour"}]})),
    asks("a setting has no value", "command-key-missing", ("Settings", {"Settings": [{"Item": "DeviceName"}]})),
    asks("a setting has no Item", "command-key-missing", ("Settings", {"Settings": [{"DeviceName": "Ana"}]})),
    asks("declarations are no JSON", "declarative-json", ("DeclarativeManagement", {"Data": b"<plist/>"})),
    asks(
        "a FileVault key is asked of an iPhone",
        "command-platform",
        ("RotateFileVaultKey", {"KeyType": "personal", "FileVaultUnlock": {}}),
    ),
    asks("the passcode of a Mac is cleared", "command-platform", ("ClearPasscode", {"UnlockToken": b"token"}), model="mac"),
    asks("a person's own device is erased", "command-personal", ("EraseDevice", {}), model="iphone-person"),
    asks("a person's own device is restarted", "command-personal", ("RestartDevice", {}), model="iphone-person"),
    asks("a device is erased without the right", "command-right", ("EraseDevice", {}), model="iphone-few"),
]
PROFILES = [
    installs(
        "a policy has a key that nobody knows", "payload-key-unknown", profiles.payload(_POLICY, "policy", minimumLength=6)
    ),
    installs("a policy is out of range", "payload-key-value", profiles.payload(_POLICY, "policy", maxFailedAttempts=1)),
    installs(
        "a Mac gets a web clip",
        "payload-channel",
        profiles.payload("com.apple.webClip.managed", "clip", URL="https://localhost/", Label="Clip"),
        model="mac",
    ),
    installs(
        "a firewall's policy goes to an iPhone",
        "payload-platform",
        profiles.payload("com.apple.security.firewall", "wall", EnableFirewall=True),
    ),
    installs(
        "a person's own device gets a password for removal",
        "payload-personal",
        profiles.payload("com.apple.profileRemovalPassword", "removal", RemovalPassword="secret"),
        model="iphone-person",
    ),
    installs(
        "a firewall has no switch", "payload-key-missing", profiles.payload("com.apple.security.firewall", "wall"), model="mac"
    ),
    installs("an installed profile has no payloads", "payload-content"),
    installs(
        "FileVault is turned on at once by nobody",
        "vault-deferred",
        profiles.payload(_VAULT, "vault", Enable="On"),
        model="mac",
    ),
    installs(
        "FileVault has no recovery key",
        "vault-key",
        profiles.payload(_VAULT, "vault", Enable="On", Defer=True, UseRecoveryKey=False),
        model="mac",
    ),
    installs(
        "FileVault is switched by true",
        "payload-key-type",
        profiles.payload(_VAULT, "vault", Enable=True, Defer=True),
        model="mac",
    ),
    installs(
        "FileVault is switched by Yes",
        "payload-key-value",
        profiles.payload(_VAULT, "vault", Enable="Yes", Defer=True),
        model="mac",
    ),
    installs(
        "FileVault goes to an iPhone", "payload-platform", profiles.payload(_VAULT, "vault", Enable="On", Defer=True)
    ),
    installs(
        "FileVault is there twice",
        "payload-single",
        profiles.payload(_VAULT, "vault", Enable="On", Defer=True),
        profiles.payload(_VAULT, "other", Enable="On", Defer=True),
        model="mac",
    ),
    asks(
        "two profiles have FileVault",
        "payload-single",
        *(("InstallProfile", lambda server, name=name: _vault(server, name)) for name in ("one", "two")),
        model="mac",
    ),
    installs(
        "an escrow's certificate is not in the profile",
        "escrow-certificate",
        profiles.payload(
            "com.apple.security.FDERecoveryKeyEscrow",
            "escrow",
            Location="Stand-in",
            EncryptCertPayloadUUID="00000000-0000-0000-0000-000000000001",
        ),
        model="mac",
    ),
    asks("an installed profile is rubbish", "profile-signed", ("InstallProfile", {"Payload": b"\x30\x80rubbish"})),
    asks("another profile has an MDM payload", "second-mdm-payload", ("InstallProfile", _second_profile)),
    Broken(
        "a renewal by command has another ServerURL",
        "renewal-immutable",
        keyed("profile:renewal", "PayloadContent", 2, ServerURL=lambda old: old + "/2"),
        "session",
        commands=[("InstallProfile", lambda server: {"Payload": server.profile("renewal")})],
    ),
    Broken(
        "a renewal by command has another Topic",
        "renewal-immutable",
        keyed("profile:renewal", "PayloadContent", 2, Topic="com.apple.mgmt.External.00000000-0000-0000-0000-000000000001"),
        "session",
        commands=[("InstallProfile", lambda server: {"Payload": server.profile("renewal")})],
    ),
]
BROKEN = [*FRAMES, *KEYS, *PROFILES]
