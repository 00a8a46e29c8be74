"""The ends of an enrollment, and its renewal."""

from fake_device.identity import Device
from good_server.management import command

from .before import accepts, enrolled


def disconnected(stage):
    """The person disconnects: the server hears 1226, and the PC has nothing left."""
    management, folder = enrolled(stage, [])
    accepts(stage.run("unenroll", folder))
    assert ("1226", [(None, "int", "com.microsoft:mdm.unenrollment.userrequest", "1", False)]) in [
        (one["data"], one["items"]) for one in management.heard
    ]
    assert stage.run("session", folder)["result"] == "cannot"
    accepts(stage.enroll(folder))


def retired(stage):
    """The server unenrolls: no Status, a new session with 1226."""
    management, folder = enrolled(
        stage, [[command("Exec", "./Device/Vendor/MSFT/DMClient/Provider/StandIn/Unenroll", "StandIn", "chr")]]
    )
    management.script = iter([management.script(), [], []]).__next__
    report = accepts(stage.run("session", folder))
    assert report["effects"] == ["unenrolled"] and report["commands"] == []
    assert [one["data"] for one in management.heard if one["name"] == "Alert"] == ["1201", "1224", "1201", "1224", "1226"]
    assert [one["cmd"] for one in management.heard if one["name"] == "Status"] == []


def wiped(stage):
    """After a wipe it is a new PC."""
    _, folder = enrolled(stage, [[command("Exec", "./Device/Vendor/MSFT/RemoteWipe/doWipe")]])
    assert accepts(stage.run("session", folder))["pc"] == "wiped"
    accepts(stage.enroll(folder))


def renewed(stage):
    """A new certificate by the old one, again and again, and the session goes on with the old credentials."""
    _, folder = enrolled(stage)
    report = accepts(stage.renew(folder))
    assert report["new"]["serial_number"] != report["old"]["serial_number"]
    accepts(stage.run("session", folder, "--auth", "certificate", "--header", "Stand-In-Client-Certificate: {certificate}"))


def renewed_otherwise(stage):
    """Version 1's ValueType, the sample's context, an old build's request, no policies, no chain, on-premise."""
    stage.put(federated=False)
    folder = stage.new_pc()
    accepts(stage.enroll(folder, "--flow", "onpremise"))
    accepts(
        stage.renew(
            folder, "--pkcs7", "enrollment", "--context", "sample", "--csr", "printable-nul", "--no-policies", "--no-chain"
        )
    )


def renewed_by_stranger(stage):
    """A certificate that the server did not issue signs: it is refused, and the old certificate stays."""
    _, folder = enrolled(stage)
    stranger = Device(stage.new_pc())
    stranger.write("client.der", stage.authority.stranger)
    stranger.write("client.key", stage.authority.key("stranger").read_bytes())
    report = stage.renew(folder, "--signer", stranger.folder)
    assert report["result"] == "fault", report
    accepts(stage.renew(folder))


def renewed_by_other(stage):
    """Another PC's certificate signs: the server renews that one's, which this PC does not take."""
    _, folder = enrolled(stage)
    other = stage.new_pc()
    accepts(stage.enroll(other))
    assert stage.renew(folder, "--signer", other)["check"] == "renewal_subject"
    accepts(stage.renew(folder))


SCENES = {
    "a person disconnects": disconnected,
    "a server unenrolls": retired,
    "a wiped PC is a new one": wiped,
    "a certificate is renewed": renewed,
    "a certificate is renewed in older ways": renewed_otherwise,
    "a renewal that a stranger signed is refused": renewed_by_stranger,
    "a renewal that another PC signed is not taken": renewed_by_other,
}
