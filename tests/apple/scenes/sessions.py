"""Sessions: what commands do, and how they are answered."""

from fake_device import cms
from fake_device.state import Device
from good_server import profiles

from .before import accepts, answered, content, results


def _installs(server, *payloads, name="more"):
    return {"Payload": profiles.sign(server, "command", profiles.configuration(name, *payloads))}


def _managed(model, *commands, **more):
    """A session with these commands: the server, the device's folder, the report."""

    def scene(stage, arguments=()):
        now, folder, device = stage.enrolled(model)
        for request, keys in commands:
            now.queue(device, request, **(keys(now) if callable(keys) else keys))
        if more.get("supervised"):
            Device(folder).save(supervised=True)
        report = stage.run("session", folder, *arguments)
        content(now)
        return now, folder, report

    return scene


_VAULT = profiles.payload("com.apple.MCX.FileVault2", "vault", Enable="On", Defer=True)
_POLICY = profiles.payload("com.apple.mobiledevice.passwordpolicy", "policy", forcePIN=True, minLength=6)


def asked(stage):
    """Information, security and certificates."""
    queries = ["UDID", "DeviceName", "OSVersion", "SerialNumber", "WiFiMAC", "IsSupervised", "DeviceCapacity", "HostName"]
    commands = [("DeviceInformation", {"Queries": queries}), ("SecurityInfo", {}), ("CertificateList", {}), ("ProfileList", {})]
    now, _, report = _managed("iphone", *commands)(stage)
    accepts(report)
    told = answered(now, "DeviceInformation")["QueryResponses"]
    assert set(told) == set(queries) - {"HostName"} and told["DeviceCapacity"] == 128.0, told
    assert answered(now, "SecurityInfo")["SecurityInfo"]["PasscodePresent"] is True
    listed = answered(now, "CertificateList")["CertificateList"]
    assert [one["IsIdentity"] for one in listed] == [True, False] and listed[1]["CommonName"] == "Stand-in ca"
    only = answered(now, "ProfileList")["ProfileList"][0]
    assert (
        only["PayloadIdentifier"] == "com.example.stand-in.enrollment"
        and only["IsManaged"]
        and len(only["SignerCertificates"]) == 2
    )


def mac_security(stage):
    """A Mac tells of FileVault and firewall; its recovery key is escrowed and rotated."""
    key = stage.authority.keys["ca"]
    reader = profiles.payload("com.apple.security.pkcs1", "reader", PayloadContent=stage.authority.ca.data)
    escrow = profiles.payload(
        "com.apple.security.FDERecoveryKeyEscrow", "escrow", Location="Stand-in", EncryptCertPayloadUUID=reader["PayloadUUID"]
    )
    vault = profiles.payload("com.apple.MCX.FileVault2", "vault", Enable="On", Defer=True)
    wall = profiles.payload("com.apple.security.firewall", "wall", EnableFirewall=True)
    rotate = {
        "KeyType": "personal",
        "FileVaultUnlock": {"Password": "password"},
        "ReplyEncryptionCertificate": stage.authority.ca.data,
    }
    commands = [
        ("InstallProfile", lambda now: _installs(now, reader, escrow, vault, wall)),
        ("SecurityInfo", {}),
        ("RotateFileVaultKey", rotate),
    ]
    now, folder, report = _managed("mac", *commands)(stage)
    accepts(report)
    told = answered(now, "SecurityInfo")["SecurityInfo"]
    assert told["FDE_Enabled"] and told["FirewallSettings"]["FirewallEnabled"], told
    old, new = (
        _opened(one, key)
        for one in (
            told["FDE_PersonalRecoveryKeyCMS"],
            answered(now, "RotateFileVaultKey")["RotateResult"]["EncryptedNewRecoveryKey"],
        )
    )
    assert old != new == Device(folder)["recovery_key"], (old, new)


def _opened(data, key):
    sealed = cms.EnvelopedData(data)
    return sealed.open(sealed.key(key)).decode()


def installed(stage):
    """A profile is installed, replaced by its identifier, and removed."""
    now, folder, report = _managed("iphone", ("InstallProfile", lambda now: _installs(now, _POLICY)))(stage)
    accepts(report)
    assert report["effects"] == ["installed com.example.stand-in.more"] and Device(folder)["passcode_forced"]
    device = next(iter(now.devices))
    now.queue(device, "InstallProfile", **_installs(now, {**_POLICY, "forcePIN": False}))
    now.queue(device, "RemoveProfile", Identifier="com.example.stand-in.more")
    now.queue(device, "RemoveProfile", Identifier="com.example.stand-in.more")
    report = accepts(stage.run("session", folder))
    content(now)
    assert report["effects"] == ["replaced com.example.stand-in.more", "removed com.example.stand-in.more"], report
    assert (
        results(now)[-1] == ("RemoveProfile", "Error") and answered(now, "RemoveProfile")["ErrorChain"][0]["ErrorCode"] == 12075
    )


def remedied(stage):
    """A forced passcode is set by the person, and FileVault turned on when they log out: the next session tells."""
    for model, without, payload, told, done in (
        ("iphone", "passcode", _POLICY, "PasscodePresent", "passcode set"),
        ("mac", "filevault", _VAULT, "FDE_Enabled", "FileVault turned on"),
    ):
        now, folder = stage.put(), stage.new_device()
        accepts(stage.enroll(folder, "--model", model, "--without", without))
        device = next(iter(now.devices))
        now.queue(device, "InstallProfile", **_installs(now, payload))
        now.queue(device, "SecurityInfo")
        report = accepts(stage.run("session", folder))
        assert report["effects"] == ["installed com.example.stand-in.more", done], report
        assert answered(now, "SecurityInfo")["SecurityInfo"][told] is False
        now.queue(device, "RemoveProfile", Identifier="com.example.stand-in.more")
        now.queue(device, "SecurityInfo")
        assert accepts(stage.run("session", folder))["effects"] == ["removed com.example.stand-in.more"]
        assert answered(now, "SecurityInfo")["SecurityInfo"][told] is True, "what a person has set stays"
        content(now)


def ignored(stage):
    """A user enrollment ignores what a passcode's policy says: that it is there asks for a passcode."""
    says_no = {**_POLICY, "forcePIN": False}
    _, folder, report = _managed("iphone-person", ("InstallProfile", lambda now: _installs(now, says_no)))(stage)
    accepts(report)
    assert report["effects"] == ["installed com.example.stand-in.more"] and Device(folder)["passcode_forced"] == ["com.example.stand-in.more"]


def by_channel(stage):
    """An hour until it locks itself is a Mac's alone, and a web clip an iPhone's: a Mac has that on the channel of a user."""
    hour = {**_POLICY, "maxInactivity": 60}
    clip = profiles.payload("com.apple.webClip.managed", "clip", URL="https://localhost/", Label="Clip")
    for model, made in (("mac", hour), ("iphone", clip)):
        _, _, report = _managed(model, ("InstallProfile", lambda now, made=made: _installs(now, made)))(stage)
        accepts(report)


def put_off(stage):
    """A command that is put off comes again in the next session, and the others are not kept waiting."""
    commands = [("InstallProfile", lambda now: _installs(now, _POLICY)), ("ProfileList", {})]
    now, folder, report = _managed("iphone", *commands)(stage, ["--not-now", "InstallProfile"])
    accepts(report)
    assert results(now) == [("InstallProfile", "NotNow"), ("ProfileList", "Acknowledged")] and len(report["put_off"]) == 1
    accepts(stage.run("session", folder))
    assert results(now)[-1] == ("InstallProfile", "Acknowledged")


def failing(stage):
    """A tester makes a command fail."""
    now, _, report = _managed("iphone", ("ProfileList", {}))(stage, ["--fail", "ProfileList"])
    accepts(report)
    assert (
        results(now) == [("ProfileList", "Error")]
        and answered(now, "ProfileList")["ErrorChain"][0]["ErrorDomain"] == "MCMDMErrorDomain"
    )


def undelivered(stage):
    """A result that the server did not take is sent again in the next session, and nothing is done twice."""
    now, folder, device = stage.enrolled()
    uuid = now.queue(device, "InstallProfile", **_installs(now, _POLICY))
    now.alter = lambda at, value: setattr(value, "status", 503) or value if at == "response:end" else value
    assert stage.run("session", folder)["fault"]["http_status"] == 503
    now.devices[device]["queue"].append({"CommandUUID": uuid, "Command": {"RequestType": "InstallProfile"}})
    now.alter = lambda _, value: value
    report = accepts(stage.run("session", folder))
    content(now)
    assert report["sent_again"] and report["commands"] == [] and [one[1] for one in results(now)] == ["Acknowledged"] * 2
    assert "sent_again" not in accepts(stage.run("session", folder))


def format_error(stage):
    """A command with a wrong key is answered with CommandFormatError, and the session goes on."""
    now, _, report = _managed("iphone", ("RemoveProfile", {"Name": "x"}), ("ProfileList", {}))(stage)
    assert report["check"] == "command-key-unknown" and results(now)[0][1:] == ("CommandFormatError",)
    assert results(now)[1] == ("ProfileList", "Acknowledged")


def locked(stage):
    """An iPhone is locked with a message; its passcode is cleared by its own token alone."""
    now, folder, device = stage.enrolled()
    token = bytes.fromhex(Device(folder)["unlock_token"])
    now.queue(device, "DeviceLock", Message="Lost", PhoneNumber="555")
    now.queue(device, "ClearPasscode", UnlockToken=b"other")
    now.queue(device, "ClearPasscode", UnlockToken=token)
    now.queue(device, "SecurityInfo")
    report = accepts(stage.run("session", folder))
    assert report["effects"] == ["locked", "passcode cleared"] and answered(now, "DeviceLock")["MessageResult"] == "Success"
    assert [status for _, status in results(now)] == ["Acknowledged", "Error", "Acknowledged", "Acknowledged"]
    assert answered(now, "SecurityInfo")["SecurityInfo"]["PasscodePresent"] is False
    assert answered(now, "SecurityInfo")["SecurityInfo"]["PasscodeCompliant"] is True


def locked_mac(stage):
    """A Mac is locked with its PIN."""
    _, folder, report = _managed("mac", ("DeviceLock", {"PIN": "123456"}))(stage)
    assert accepts(report)["effects"] == ["locked"] and Device(folder)["locked"]["PIN"] == "123456"


def apps(stage):
    """Apps are installed as managed ones, listed, and removed."""
    now, _, report = _managed(
        "iphone",
        ("InstallApplication", {"iTunesStoreID": 361309726, "ManagementFlags": 1}),
        ("ManagedApplicationList", {}),
        ("InstalledApplicationList", {"ManagedAppsOnly": True}),
        ("RemoveApplication", {"Identifier": "com.apple.Pages"}),
        ("InstalledApplicationList", {"Items": ["Identifier"]}),
        ("InstallApplication", {}),
    )(stage)
    accepts(report)
    assert [status for _, status in results(now)] == ["Acknowledged"] * 5 + ["Error"], results(now)
    assert answered(now, "ManagedApplicationList")["ManagedApplicationList"]["com.apple.Pages"]["Status"] == "Managed"
    listed = answered(now, "InstalledApplicationList")["InstalledApplicationList"]
    assert all(set(one) == {"Identifier"} for one in listed) and len(listed) == 2


def named(stage):
    """A name is set on a Mac, and on an iPhone only if it is supervised."""
    item = {"Settings": [{"Item": "DeviceName", "DeviceName": "Office"}]}
    for model, more, status in (
        ("mac", {}, "Acknowledged"),
        ("iphone", {}, "Error"),
        ("iphone", {"supervised": True}, "Acknowledged"),
    ):
        now, folder, report = _managed(model, ("Settings", item), **more)(stage)
        accepts(report)
        assert answered(now, "Settings")["Settings"][0]["Status"] == status
        assert (Device(folder)["identity"]["DeviceName"] == "Office") == (status == "Acknowledged")


def restarted(stage):
    """A Mac restarts; an iPhone only if it is supervised."""
    now, _, report = _managed("mac", ("RestartDevice", {"NotifyUser": True}))(stage)
    assert accepts(report)["effects"] == ["restarted"]
    now, _, report = _managed("iphone", ("RestartDevice", {}))(stage)
    assert results(now) == [("RestartDevice", "Error")] and accepts(report)["effects"] == []


def withheld(stage):
    """A user enrollment withholds what is the person's."""
    commands = [("DeviceInformation", {"Queries": ["UDID", "SerialNumber", "OSVersion"]}), ("InstalledApplicationList", {})]
    now, _, report = _managed("iphone-person", *commands)(stage)
    accepts(report)
    assert answered(now, "DeviceInformation")["QueryResponses"] == {"OSVersion": "18.1"}
    assert answered(now, "InstalledApplicationList")["InstalledApplicationList"] == []


def woken(stage):
    """A push with another magic wakes nothing."""
    _, folder, _ = stage.enrolled()
    assert stage.run("session", folder, "--push", "other")["result"] == "cannot"
    accepts(stage.run("session", folder, "--push", Device(folder)["push_magic"]))


def bootstrap(stage):
    """A Mac leaves its bootstrap token with the server, gets it, and takes it back."""
    now, folder, _ = stage.enrolled("mac")
    set_first = accepts(stage.run("bootstrap", folder, "set"))["token"]
    assert accepts(stage.run("bootstrap", folder, "get"))["token"] == set_first
    accepts(stage.run("bootstrap", folder, "delete"))
    assert accepts(stage.run("bootstrap", folder, "get"))["token"] is None
    content(now)


SCENES = {
    "questions are answered": asked,
    "a Mac's security": mac_security,
    "profiles are installed, replaced, removed": installed,
    "what a profile asks of the person is done afterwards": remedied,
    "a user enrollment ignores the keys of a passcode's policy": ignored,
    "a payload is for a kind of device and its channel": by_channel,
    "a command is put off": put_off,
    "a command fails because the tester says so": failing,
    "a result that was not taken": undelivered,
    "a command with a wrong key": format_error,
    "an iPhone is locked and unlocked": locked,
    "a Mac is locked": locked_mac,
    "apps": apps,
    "names": named,
    "restarts": restarted,
    "a user enrollment withholds": withheld,
    "a push wakes": woken,
    "a bootstrap token": bootstrap,
}
