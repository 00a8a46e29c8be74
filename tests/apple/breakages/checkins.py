"""What must not be answered to check-ins."""

from fake_device import plist

from . import Broken, Change, body, header, status

_XML = "application/xml"


def _gone(**more):
    return plist.write({"code": "com.apple.unrecognized.device", **more})


BROKEN = [
    Broken("Authenticate is answered with 401", "no-stray-401", status("check-in", 401)),
    Broken("Idle is answered with 401", "no-stray-401", status("end", 401), "session"),
    Broken("a result is answered with 401", "no-stray-401", status("end", 401), "session", commands=[("ProfileList", {})]),
    Broken("CheckOut is answered with 401", "no-stray-401", status("check-in", 401), "checkout"),
    Broken("Authenticate is answered with 204", "check-in-status", status("check-in", 204)),
    Broken("Authenticate is answered with 202", "check-in-status", status("check-in", 202)),
    Broken("Authenticate is answered with an empty property list", "check-in-empty", body("check-in", plist.write({}), _XML)),
    Broken("CheckOut is answered with OK", "check-in-empty", body("check-in", b"OK", "text/plain"), "checkout"),
    Broken("TokenUpdate is answered with a command", "check-in-empty", body("check-in", b"<plist/>", _XML), "token-update"),
    Broken("check-in leads round and round", "redirects-end", status("check-in", 307, Location="/checkin")),
    Broken("check-in leads to http on another machine", "https", status("check-in", 307, Location="http://mdm.example.com/")),
    Broken("check-in leads nowhere", "url", status("check-in", 307, Location="https:///nowhere")),
    Broken("check-in is not answered", "reachable", status("check-in", None)),
    Broken("an answer is without end", "answer-size", body("check-in", b" " * (8 * 1024 * 1024 + 1))),
    Broken("the bootstrap token is bare", "bootstrap-answer", body("check-in", b"token", _XML), "bootstrap", model="mac"),
    Broken(
        "the bootstrap token is text",
        "bootstrap-answer",
        Change("bootstrap", lambda _: {"BootstrapToken": "dG9r"}),
        "bootstrap",
        model="mac",
    ),
    Broken(
        "the bootstrap token comes as text/plain",
        "bootstrap-answer",
        header("check-in", "Content-Type", "text/plain"),
        "bootstrap",
        model="mac",
    ),
    Broken(
        "the bootstrap token is another's",
        "bootstrap-same",
        Change("bootstrap", lambda _: {"BootstrapToken": b"other"}),
        "bootstrap",
        model="mac",
    ),
    Broken("an error has no type", "error-type", body("end", _gone(), "text/plain", 403), "session"),
    Broken(
        "an error is JSON by its type and XML within",
        "error-type",
        body("end", b'{"code":"com.apple.unrecognized.device"}', "text/html", 403),
        "session",
    ),
    Broken("an error has a key that nobody knows", "error-keys", body("end", _gone(reason="removed"), _XML, 403), "session"),
    Broken(
        "an error's code is of another step",
        "error-keys",
        body("end", b'{"code":"com.apple.well-known.failed"}', "application/json", 403),
        "session",
    ),
]
