"""Renewing, leaving, being erased; and bad messages."""

from fake_device import abuse
from fake_device.abuse_post import POST
from fake_device.state import Device

from .before import accepts, content, results


def renewed(stage):
    """A new enrollment profile comes by command: SCEP, Authenticate and TokenUpdate again, the result by the new
    certificate."""
    now, folder, device = stage.enrolled()
    before = Device(folder).certificate().data
    now.queue(device, "InstallProfile", Payload=now.profile("renewal"))
    report = accepts(stage.run("session", folder))
    content(now)
    assert report["effects"] == ["renewed"] and [kind for kind, _ in now.heard] == ["Authenticate", "TokenUpdate"]
    assert results(now) == [("InstallProfile", "Acknowledged")]
    after = Device(folder).certificate().data
    assert before != after == now.devices[device]["certificate"] and Device(folder).read("renewed.der") is None
    accepts(stage.run("session", folder))


def renewed_by_hand(stage):
    """The same by a profile that the person installs."""
    now, folder, _ = stage.enrolled("mac")
    before = Device(folder).certificate().data
    accepts(stage.run("renew", folder, stage.base + "/renewal"))
    content(now)
    assert Device(folder).certificate().data != before


def not_renewed(stage):
    """A renewal that check-in refuses leaves the old certificate in use."""
    now, folder, device = stage.enrolled()
    before = Device(folder).certificate().data
    now.queue(device, "InstallProfile", Payload=now.profile("renewal"))

    def alter(at, value):
        if at == "response:check-in":
            value.status = 503
        return value

    now.alter = alter
    report = accepts(stage.run("session", folder))
    assert report["commands"][0]["status"] == "Error" and Device(folder).certificate().data == before


def left(stage):
    """A person removes the management: CheckOut, and nothing of it is left."""
    now, folder, device = stage.enrolled()
    accepts(stage.run("checkout", folder))
    content(now)
    assert not now.devices[device]["enrolled"] and now.heard == [("CheckOut", device)]
    assert Device(folder).read("identity.der") is None and not Device(folder).profiles()
    assert stage.run("session", folder)["result"] == "cannot"
    accepts(stage.enroll(folder))


def dismissed(stage):
    """The server removes the enrollment profile: the result first, then CheckOut."""
    now, folder, device = stage.enrolled()
    now.queue(device, "RemoveProfile", Identifier="com.example.stand-in.enrollment")
    report = accepts(stage.run("session", folder))
    content(now)
    assert results(now) == [("RemoveProfile", "Acknowledged")] and now.heard == [("CheckOut", device)]
    assert report["state"] == "unenrolled by the server"


def unrecognized(stage):
    """A 403 with Apple's error unenrolls, in JSON and as a property list."""
    for kind, body in (
        ("application/json", b'{"code": "com.apple.unrecognized.device", "message": "gone"}'),
        (
            "application/xml",
            b'<plist version="1.0"><dict><key>code</key><string>com.apple.unrecognized.device</string></dict></plist>',
        ),
    ):
        now, folder, _ = stage.enrolled()

        def alter(at, value, kind=kind, body=body):
            if at == "response:end":
                value.status, value.body = 403, body
                value.set("Content-Type", kind)
            return value

        now.alter = alter
        report = stage.run("session", folder)
        assert report["result"] == "unenrolled" and Device(folder).get("state") == "unenrolled by the server", report


def refused(stage):
    """Any other 403, and 503, leave the device as it is."""
    now, folder, _ = stage.enrolled()
    for code in (400, 403, 503):
        now.alter = lambda at, value, code=code: setattr(value, "status", code) or value if at == "response:end" else value
        report = stage.run("session", folder)
        assert (report["result"], report["fault"]["http_status"]) == ("fault", code)
    now.alter = lambda _, value: value
    accepts(stage.run("session", folder))


def erased(stage):
    """An erased device knows nothing any more, and can be enrolled again with the same numbers."""
    now, folder, device = stage.enrolled()
    now.queue(device, "EraseDevice")
    now.queue(device, "ProfileList")
    report = accepts(stage.run("session", folder))
    assert (report["effects"], report["state"]) == (["erased"], "erased") and results(now) == [("EraseDevice", "Acknowledged")]
    assert (
        sorted(Device(folder).values) == ["identity", "local_http", "spare_key", "state"]
        and Device(folder).read("identity.pem") is None
    )
    now.devices.clear()
    accepts(stage.enroll(folder))


def abused(stage):
    """Every bad message is refused, nothing is stored, and the device goes on."""
    now, folder, device = stage.enrolled()
    other = stage.new_device()
    accepts(stage.enroll(other))
    known, issued = {name: one["magic"] for name, one in now.devices.items()}, len(now.issued)
    quick = [kind for kind in abuse.KINDS if kind not in ("scep-weak-key", "scep-foreign-key", *POST)]
    report = accepts(stage.run("abuse", folder, *quick, "--other", other, "--size", 20000))
    assert len(report["answers"]) == len(quick), [one["kind"] for one in report["answers"]]
    taken = [one["kind"] for one in report["answers"] if not one["refused"]]
    assert taken == ["scep-many-attributes", "scep-two-recipients", "scep-replay", "mdm-replay"], taken
    assert {name: one["magic"] for name, one in now.devices.items()} == known and len(now.issued) == issued
    now.queue(device, "ProfileList")
    assert [one["status"] for one in accepts(stage.run("session", folder))["commands"]] == ["Acknowledged"]


def abused_unknown(stage):
    """Bad messages by a device that nobody knows, to the profile service and to an account's server."""
    now = stage.put()
    for path in ("/ota", "/account"):
        report = accepts(
            stage.run("abuse", stage.new_device(), *POST, "--url", stage.base + path, "--local-http", "--size", 20000)
        )
        assert all(one["refused"] for one in report["answers"]) and len(report["answers"]) == len(POST), report["answers"]
    assert not now.issued and not now.devices


def abused_before(stage):
    """Bad messages before an enrollment leave its challenge good."""
    now, folder = stage.put(), stage.new_device()
    file = stage.folder / "abused.mobileconfig"
    file.write_bytes(now.profile())
    kinds = ["scep-truncated", "scep-wrong-recipient", "scep-two-signers", "scep-bad-signature", "scep-changed-request"]
    report = accepts(stage.run("abuse", folder, *kinds, "--profile", file, "--local-http"))
    assert all(one["refused"] for one in report["answers"]) and not now.issued
    accepts(stage.enroll(folder))


SCENES = {
    "a certificate is renewed by command": renewed,
    "a certificate is renewed by hand": renewed_by_hand,
    "a renewal that is refused": not_renewed,
    "a person leaves": left,
    "a server removes the management": dismissed,
    "a server does not recognize a device": unrecognized,
    "a server refuses a session": refused,
    "a device is erased": erased,
    "bad messages to a good server": abused,
    "bad messages by a stranger": abused_unknown,
    "bad messages before an enrollment": abused_before,
}
