"""What the device does with a server in the self-test: the steps before the broken one, and the scenes that must go well."""

import shutil

from fake_device import command_line
from good_server import server


class Stage:
    """One listener whose server is put in anew for every scene, and one key for every enrollment, since keys are slow."""

    def __init__(self, folder, authority, listener):
        self.folder, self.authority, self.listener = folder, authority, listener
        self.key = authority.key("stranger")
        self.number = 0
        self.now = None

    def put(self, alter=None, federated=True, refuse=None):
        """A new server in the listener."""
        base = self.listener.stand_in.base
        self.now = server.StandIn(self.authority, federated, alter)
        self.now.base, self.now.refuse = base, refuse
        self.listener.stand_in = self.now
        return self.now

    def new_pc(self):
        """The folder of a new PC."""
        self.number += 1
        return str(self.folder / f"pc{self.number}")

    def run(self, command, folder, *arguments):
        """One command of the device; its report."""
        return command_line.run([command, "--state", folder, *arguments])

    def enroll(self, folder, *arguments):
        """An enrollment by the account of the stand-in, with the key that is used again."""
        key = ["--key", str(self.folder / "device.pem")]
        if not (self.folder / "device.pem").exists():
            from fake_device import openssl
            openssl.new_key(self.folder / "device.pem")
        return self.run("enroll", folder, "--server", self.now.base, "--upn", server.UPN, "--password", server.PASSWORD, *key, *arguments)

    def play(self, broken):
        """A broken server, up to what is broken."""
        folder = self.new_pc()
        self.put(broken.alter, refuse=broken.options.get("refuse"))
        report = self.enroll(folder)
        shutil.rmtree(folder, ignore_errors=True)
        return report


def _accepts(report):
    assert report["result"] == "ok", f"{report['result']} {report.get('check')} {report.get('detail')} {report.get('fault')}"
    return report


def federated(stage):
    """The usual way."""
    stage.put()
    report = _accepts(stage.enroll(stage.new_pc()))
    assert [page["title"] for page in report["pages"]] == ["Sign in", "Terms", "This PC", "Working"]
    assert report["account"]["store"] == "My\\User"


def on_premise(stage):
    """User name and password in the header, no pages."""
    stage.put(federated=False)
    assert "pages" not in _accepts(stage.enroll(stage.new_pc(), "--flow", "onpremise"))


def old_build(stage):
    """The request with a PrintableString and a NUL, a device's enrollment, the first version."""
    stage.put()
    report = _accepts(stage.enroll(stage.new_pc(), "--csr", "printable-nul", "--type", "Device", "--request-version", "3.0", "--email", ""))
    assert report["account"]["store"] == "My\\System"


def wrong_password(stage):
    """The page asks again."""
    stage.put()
    report = stage.enroll(stage.new_pc(), "--password", "wrong")
    assert (report["check"], report["hresult"][:10]) == ("signed_in", "0x80180030"), report


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


def subcodes(stage):
    """Every subcode and every ErrorType shows its own HRESULT."""
    from fake_device import hresults
    from fake_device.refusal import Fault
    for names, make in ((hresults.SUBCODES, lambda name: Fault(f"s:{name}", None, "", None, None, 500)),
                        (hresults.ERROR_TYPES, lambda name: Fault("s:Authorization", name, "", None, None, 500))):
        for name, code in names.items():
            assert make(name.upper()).hresult == code and code in hresults.NAMES, name
    assert Fault("s:Whatever", None, "", None, None, 500).hresult == hresults.UNKNOWN


def _managed(stage, *arguments, prepare=None, **put):
    """An enrollment and a session; the session's report and what the server heard."""
    now = stage.put(**put)
    if prepare:
        prepare(now.management)
    folder = stage.new_pc()
    _accepts(stage.enroll(folder))
    return stage.run("session", folder, *arguments), now.management.heard, folder


def _codes(report):
    return [(one["cmd"], one["status"]) for one in report["commands"]]


USUAL = [("Get", 200), ("Get", 200), ("Replace", 200), ("Replace", 200), ("Atomic", 200), ("Add", 200), ("Replace", 200), ("Delete", 404),
         ("Get", 404), ("Replace", 213), ("Replace", 200), ("Get", 200), ("Exec", 200)]


def managed(stage):
    """The usual script: everything is done, answered and heard."""
    report, heard, _ = _managed(stage)
    _accepts(report)
    assert _codes(report) == USUAL, _codes(report)
    assert report["challenged"] == 0 and report["authenticated"] and report["effects"] == ["renewal asked for"]
    results = {one["items"][0][0]: one["items"][0] for one in heard if one["name"] == "Results"}
    assert results["./DevDetail/SwV"][1:4] == ("chr", "text/plain", "10.0.22631.4460")
    assert "Antivirus/" in results["./Vendor/MSFT/DeviceStatus"][3] and results["./Vendor/MSFT/DeviceStatus"][1] == "node"
    assert [one["data"] for one in heard if one["name"] == "Alert"] == ["1201", "1224", "1222"]


SCENES = {
    "a good server is accepted": federated,
    "a good on-premise server is accepted": on_premise,
    "a good server is accepted by an old build that enrolls a device": old_build,
    "a wrong password is reported as one": wrong_password,
    "terms that are declined lead nowhere": declined,
    "a fault shows the person its HRESULT and its text": fault,
    "every subcode has its HRESULT": subcodes,
    "a session runs to its end": managed,
}
