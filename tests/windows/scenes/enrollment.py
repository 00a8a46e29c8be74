"""Enrollments that go well or are refused in the right words."""

from fake_device import hresults
from fake_device.refusal import Fault

from .before import accepts


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
    report = accepts(
        stage.enroll(stage.new_pc(), "--csr", "printable-nul", "--type", "Device", "--request-version", "3.0", "--email", "")
    )
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
    for names, make in (
        (hresults.SUBCODES, lambda name: Fault(f"s:{name}", None, "", None, None, 500)),
        (hresults.ERROR_TYPES, lambda name: Fault("s:Authorization", name, "", None, None, 500)),
    ):
        for name, code in names.items():
            assert make(name.upper()).hresult == code and code in hresults.NAMES, name
    assert Fault("s:Whatever", None, "", None, None, 500).hresult == hresults.UNKNOWN


def twice(stage):
    """A PC that is enrolled does not enroll again."""
    stage.put()
    folder = stage.new_pc()
    accepts(stage.enroll(folder))
    assert stage.enroll(folder)["result"] == "cannot"


def script_in_a_file(stage):
    """The script may lie in a file of the server's own."""
    stage.put(pages_script="/EnrollmentServer/Auth/go.js")
    accepts(stage.enroll(stage.new_pc()))


def over_tls(stage):
    """A server with TLS, which the device must trust; the client's certificate is shown in TLS itself."""
    listener, authority = stage.with_tls()
    folder = stage.new_pc()
    refused = stage.enroll(folder)
    assert (refused["check"], refused["hresult"]) == ("tls", "0x80180012 MENROLL_E_INVALIDSSLCERT"), refused
    accepts(stage.enroll(folder, "--authority", authority))
    report = accepts(stage.run("session", folder, "--auth", "certificate", "--authority", authority))
    assert report["challenged"] == 0 and not report["authenticated"]
    accepts(stage.renew(folder, "--authority", authority))
    listener.shutdown()


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
    "a good server may have its script in a file": script_in_a_file,
    "a server with TLS is trusted or refused, and sees the certificate": over_tls,
    "a PC that is enrolled does not enroll again": twice,
}
