"""What must go well, and what must go wrong in the right way."""

from fake_device import hresults
from fake_device.refusal import Fault
from good_server.management import TEXT, atomic, command


def accepts(report):
    """The report, which must be a good one."""
    assert report["result"] == "ok", f"{report['result']} {report.get('check')} {report.get('detail')} {report.get('fault')}"
    return report


# Enrollment


def federated(stage):
    """The usual way."""
    stage.put()
    report = accepts(stage.enroll(stage.new_pc()))
    assert [page["title"] for page in report["pages"]] == ["Sign in", "Terms", "This PC", "Working"]
    assert report["account"]["store"] == "My\\User"


def on_premise(stage):
    """User name and password in the header, no pages."""
    stage.put(federated=False)
    assert "pages" not in accepts(stage.enroll(stage.new_pc(), "--flow", "onpremise"))


def old_build(stage):
    """The request with a PrintableString and a NUL, a device's enrollment, the first version, an empty address."""
    stage.put()
    report = accepts(stage.enroll(stage.new_pc(), "--csr", "printable-nul", "--type", "Device", "--request-version", "3.0", "--email", ""))
    assert report["account"]["store"] == "My\\System"


def other_host(stage):
    """The host that a domain makes, served by this machine."""
    now = stage.put()
    place, now.base = now.base.removeprefix("http://localhost"), "http://enterpriseenrollment.example.com"
    accepts(stage.enroll(stage.new_pc(), "--connect", f"127.0.0.1{place}"))
    stage.listener.stand_in.base = f"http://localhost{place}"


def wrong_password(stage):
    """The page asks again."""
    stage.put()
    report = stage.enroll(stage.new_pc(), "--password", "wrong")
    assert (report["check"], report["hresult"][:10]) == ("signed_in", "0x80180030"), report


def wrong_password_on_premise(stage):
    """A fault."""
    stage.put(federated=False)
    report = stage.enroll(stage.new_pc(), "--flow", "onpremise", "--password", "wrong")
    assert report["hresult"] == "0x80180002 MENROLL_E_DEVICE_AUTHENTICATION_ERROR", report


def declined(stage):
    """Terms that are declined come back, and the pages have no end."""
    stage.put()
    assert stage.enroll(stage.new_pc(), "--choose", "do=decline")["check"] == "page_ends"


def fault(stage):
    """A fault is no breach: the person sees its HRESULT."""
    stage.put(refuse=("enrollment", "s:Authorization", "Too many devices.", "DeviceCapReached"))
    report = stage.enroll(stage.new_pc())
    assert (report["result"], report["hresult"]) == ("fault", "0x80180013 MENROLL_E_DEVICECAPREACHED"), report
    assert report["fault"]["message"] == "Too many devices."


def subcodes(_):
    """Every subcode and every ErrorType shows its own HRESULT."""
    for names, make in ((hresults.SUBCODES, lambda name: Fault(f"s:{name}", None, "", None, None, 500)),
                        (hresults.ERROR_TYPES, lambda name: Fault("s:Authorization", name, "", None, None, 500))):
        for name, code in names.items():
            assert make(name.upper()).hresult == code and code in hresults.NAMES, name
    assert Fault("s:Whatever", None, "", None, None, 500).hresult == hresults.UNKNOWN


def twice(stage):
    """A PC that is enrolled does not enroll again."""
    stage.put()
    folder = stage.new_pc()
    accepts(stage.enroll(folder))
    assert stage.enroll(folder)["result"] == "cannot"


# Sessions


def enrolled(stage, script=None, **put):
    """A PC that is enrolled with a new server; the server's management and the PC's folder."""
    now = stage.put(**put)
    folder = stage.new_pc()
    accepts(stage.enroll(folder))
    if script is not None:
        now.management.script = lambda: [(batch, True) for batch in script]
    return now.management, folder


def codes(report):
    """What was done, and its status."""
    return [(one["cmd"], one["status"]) for one in report["commands"]]


def managed(stage):
    """The usual script: everything is done, answered and heard."""
    management, folder = enrolled(stage)
    report = accepts(stage.run("session", folder))
    assert codes(report) == [
        ("Get", 200), ("Get", 200), ("Replace", 200), ("Replace", 200), ("Atomic", 200), ("Add", 200), ("Replace", 200), ("Delete", 404), ("Get", 404),
        ("Replace", 213), ("Replace", 200), ("Get", 200), ("Exec", 200)], codes(report)
    assert report["challenged"] == 0 and report["authenticated"] and report["effects"] == ["renewal asked for"]
    results = {one["items"][0][0]: one["items"][0] for one in management.heard if one["name"] == "Results"}
    assert results["./DevDetail/SwV"][1:4] == ("chr", "text/plain", "10.0.22631.4460")
    assert "Antivirus/" in results["./Vendor/MSFT/DeviceStatus"][3] and results["./Vendor/MSFT/DeviceStatus"][1] == "node"
    assert TEXT in [item[3] for item in results.values()]
    assert [one["data"] for one in management.heard if one["name"] == "Alert"] == ["1201", "1224", "1222"]
    statuses = [(one["cmd"], one["data"]) for one in management.heard if one["name"] == "Status"]
    assert statuses[:5] == [("SyncHdr", "200"), ("Get", "200"), ("Get", "200"), ("Atomic", "200"), ("Replace", "200")], statuses


def second_session(stage):
    """The nonce of the last Chal is the next session's, and the tree is kept."""
    management, folder = enrolled(stage)
    accepts(stage.run("session", folder))
    management.script = lambda: [([command("Get", "./Vendor/MSFT/WiFi/Profile")], True)]
    report = accepts(stage.run("session", folder))
    assert (report["session_id"], report["challenged"], report["commands"][0]["data"]) == ("2", 0, "Office")


def challenged(stage):
    """Without credentials the server asks for them."""
    _, folder = enrolled(stage)
    report = accepts(stage.run("session", folder, "--lazy"))
    assert report["challenged"] == 1 and [one["proved"] for one in report["messages"]][:3] == [False, True, False]


def each_message(stage):
    """A server that answers 200 wants credentials with every message, each with the next nonce."""
    management, folder = enrolled(stage)
    management.accept = "200"
    report = accepts(stage.run("session", folder))
    assert all(one["proved"] for one in report["messages"]) and report["challenged"] == 0


def by_certificate(stage):
    """A terminator of TLS says who it is, and no credentials are needed."""
    _, folder = enrolled(stage)
    report = accepts(stage.run("session", folder, "--auth", "certificate", "--header", "Stand-In-Client-Certificate: {certificate}"))
    assert report["challenged"] == 0 and not report["authenticated"]


def server_proved(stage):
    """A server that sends a Cred, and a right one."""
    management, folder = enrolled(stage)
    management.proves = True
    accepts(stage.run("session", folder))


def large_results(stage):
    """Results that are too large for a message come in chunks."""
    management, folder = enrolled(stage, [[command("Get", "./DevDetail/Ext/DeviceHardwareData"), command("Get", "./DevDetail/SwV")]])
    report = accepts(stage.run("session", folder, "--largest", "6000"))
    assert [one["final"] for one in report["messages"]].count(False) > 3
    parts = [one["items"][0] for one in management.heard if one["name"] == "Results" and one["items"][0][0].endswith("HardwareData")]
    assert "".join(part[3] for part in parts) == "VABHAEEA" * 1200 and [part[4] for part in parts] == [True] * (len(parts) - 1) + [False]


def rolled_back(stage):
    """One failure takes an Atomic back."""
    lock = "./Device/Vendor/MSFT/Policy/Config/DeviceLock/"
    management, folder = enrolled(stage, [
        [atomic(command("Replace", lock + "MinDevicePasswordLength", "8", "int"), command("Replace", lock + "DevicePasswordHistory", "500", "int"),
                command("Replace", lock + "DevicePasswordEnabled", "0", "int"))],
        [command("Get", lock + "MinDevicePasswordLength")]])
    report = accepts(stage.run("session", folder))
    heard = [(one["cmd"], one["data"]) for one in management.heard if one["name"] == "Status"][1:5]
    assert heard == [("Atomic", "507"), ("Replace", "216"), ("Replace", "500"), ("Replace", "215")], heard
    assert codes(report)[-1] == ("Get", 404)


def statuses(stage):
    """Windows' statuses for what cannot be done."""
    tries = [("Replace", "./DevDetail/SwV", "1", "chr", 405), ("Add", "./DevDetail/SwV", "1", "chr", 405), ("Exec", "./DevDetail/SwV", None, None, 405),
             ("Get", "./Vendor/MSFT/RemoteWipe/doWipe", None, None, 405), ("Exec", "./Vendor/MSFT/RemoteLock/Lock", None, None, 404),
             ("Replace", "./Vendor/MSFT/Policy/Config/Camera/AllowCamera", "no", "int", 415), ("Replace", "./Vendor/MSFT/Policy/Config/Camera/AllowCamera", "0", "chr", 415),
             ("Replace", "./Vendor/MSFT/Policy/Config/Camera/AllowCamera", "7", "int", 500), ("Add", "./vendor/msft/policy/config/camera/allowcamera", "0", "int", 200),
             ("Add", "./Device/Vendor/MSFT/Policy/Config/Camera/AllowCamera", "0", "int", 418), ("Replace", "./Vendor/MSFT/Policy/Config/Camera/AllowMirrors", "0", "int", 404),
             ("Delete", "./Device/Vendor/MSFT/Policy/Config/Camera/AllowCamera", None, None, 200), ("Delete", "./DevDetail/SwV", None, None, 405),
             ("Replace", "./Vendor/MSFT/CertificateStore/Root/System/" + "A" * 40 + "/EncodedCertificate", "AAAA", "b64", 404),
             ("Add", "./Vendor/MSFT/CertificateStore/Root/System/" + "A" * 40 + "/EncodedCertificate", "AAAA", "b64", 500),
             ("Get", "./DevDetail/SwV?list=Struct", None, None, 406),
             ("Replace", "./User/Vendor/MSFT/Policy/Config/Camera/AllowCamera", "0", "int", 404)]
    _, folder = enrolled(stage, [[command(*one[:4]) for one in tries]])
    report = accepts(stage.run("session", folder, "--login", "none"))
    assert [one["status"] for one in report["commands"]] == [one[4] for one in tries], codes(report)


def restarted(stage):
    """A new name is the PC's after a restart."""
    _, folder = enrolled(stage, [[command("Add", "./Device/Vendor/MSFT/Accounts/Domain/ComputerName", "OFFICE-%RAND:4%", "chr"),
                                 command("Exec", "./Device/Vendor/MSFT/Reboot/RebootNow")]])
    report = accepts(stage.run("session", folder))
    assert report["device_name"].startswith("OFFICE-") and len(report["device_name"]) == 11 and report["effects"] == ["rebooted"]


def facts(stage):
    """A fact that the tester sets is what the server reads."""
    _, folder = enrolled(stage, [[command("Get", "./Vendor/MSFT/DeviceStatus/SecureBootState")]])
    report = accepts(stage.run("session", folder, "--set", "./Vendor/MSFT/DeviceStatus/SecureBootState=0"))
    assert report["commands"][0]["data"] == "0"


# Leaving


def disconnected(stage):
    """The person disconnects: the server hears 1226, and the PC has nothing left."""
    management, folder = enrolled(stage, [])
    accepts(stage.run("unenroll", folder))
    assert ("1226", [(None, "int", "com.microsoft:mdm.unenrollment.userrequest", "1", False)]) in [(one["data"], one["items"]) for one in management.heard]
    assert stage.run("session", folder)["result"] == "cannot"
    accepts(stage.enroll(folder))


def retired(stage):
    """The server unenrolls: no Status, a new session with 1226."""
    management, folder = enrolled(stage, [[command("Exec", "./Device/Vendor/MSFT/DMClient/Provider/StandIn/Unenroll", "StandIn", "chr")]])
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


# Renewal


def renewed(stage):
    """A new certificate by the old one, again and again, and the session goes on with the old credentials."""
    _, folder = enrolled(stage)
    report = accepts(stage.renew(folder))
    assert report["new"]["serial_number"] != report["old"]["serial_number"]
    accepts(stage.run("session", folder, "--auth", "certificate", "--header", "Stand-In-Client-Certificate: {certificate}"))


def renewed_otherwise(stage):
    """The sample's ValueType, an old build's request, no policies, no chain, on-premise."""
    stage.put(federated=False)
    folder = stage.new_pc()
    accepts(stage.enroll(folder, "--flow", "onpremise"))
    accepts(stage.renew(folder, "--pkcs7", "secext", "--csr", "printable-nul", "--no-policies", "--no-chain"))


def renewed_by_another(stage):
    """A request that another key signed is refused, and the old certificate stays."""
    _, folder = enrolled(stage)
    report = stage.renew(folder, "--signer-key", stage.authority.key("stranger"))
    assert report["result"] in ("fault", "cannot"), report
    accepts(stage.renew(folder))


SCENES = {
    "a good server is accepted": federated,
    "a good on-premise server is accepted": on_premise,
    "a good server is accepted by an old build that enrolls a device": old_build,
    "a good server is accepted by the name that the domain makes": other_host,
    "a wrong password is reported as one": wrong_password,
    "a wrong password on premise is a fault": wrong_password_on_premise,
    "terms that are declined lead nowhere": declined,
    "a fault shows the person its HRESULT and its text": fault,
    "every subcode has its HRESULT": subcodes,
    "a PC that is enrolled does not enroll again": twice,
    "a session runs to its end": managed,
    "a second session has the next nonce and the kept tree": second_session,
    "a server that asks for credentials gets them": challenged,
    "a server that wants credentials each time gets them": each_message,
    "a certificate needs no credentials": by_certificate,
    "a server that proves itself is accepted": server_proved,
    "large results come in chunks": large_results,
    "an Atomic is taken back": rolled_back,
    "what cannot be done has Windows' status": statuses,
    "a restart gives the PC its new name": restarted,
    "a fact that is set is read": facts,
    "a person disconnects": disconnected,
    "a server unenrolls": retired,
    "a wiped PC is a new one": wiped,
    "a certificate is renewed": renewed,
    "a certificate is renewed as the sample does it": renewed_otherwise,
    "a renewal that another key signed is refused": renewed_by_another,
}
