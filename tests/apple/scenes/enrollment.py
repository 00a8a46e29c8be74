"""Enrollments that go well, each held to what the reference says a device sends."""

import hashlib
import random
import re
import subprocess
import tempfile
from pathlib import Path

from fake_device import cms, der, openssl, plist, scep
from fake_device.certificate import Certificate
from fake_device.state import Device
from good_server import profiles, server
from good_server import scep as server_scep

from .before import accepts, content


def _enrolls(*arguments, **put):
    def scene(stage):
        now, folder = stage.put(**put), stage.new_device()
        report = accepts(stage.enroll(folder, *arguments))
        content(now)
        assert [kind for kind, _ in now.heard] == ["Authenticate", "TokenUpdate"], now.heard
        assert re.fullmatch("[0-9A-F]{40}", report["scep"]["transaction"]), report["scep"]
        return now, folder, report

    return scene


def plain(stage):
    """GetCACert before GetCACaps; the facts of an iPhone; what wakes it."""
    now, _, report = _enrolls()(stage)
    operations = re.findall(r"operation=(\w+)", " ".join(one["url"] for one in report["requests"]))
    assert operations == ["GetCACert", "GetCACaps", "PKIOperation"], operations
    device = now.devices[report["UDID"]]
    assert device["facts"]["ProductName"] == "iPhone15,4" and device["facts"]["IMEI"] and len(device["token"]) == 32
    assert report["push"]["magic"] == device["magic"] and report["push"]["token"] == device["token"].hex()
    assert now.hashes == {"sha256"} and now.encodings == {"der"}


def as_apple_encodes(stage):
    """BER with indefinite lengths, and SHA-1."""
    now, _, _ = _enrolls("--encoding", "ber", "--hash", "sha1")(stage)
    assert now.hashes == {"sha1"} and now.encodings == {"ber"}


def mac(stage):
    """A Mac."""
    now, _, report = _enrolls("--model", "mac")(stage)
    assert (
        now.devices[report["UDID"]]["facts"]["ProductName"] == "Mac14,2" and "IMEI" not in now.devices[report["UDID"]]["facts"]
    )


def ipad(stage):
    """An iPad, with numbers that the tester chose."""
    now, _, report = _enrolls(
        "--model", "ipad", "--serial-number", "F9FX0001", "--udid", "00008027-0001", "--name", "Reception"
    )(stage)
    facts = now.devices["00008027-0001"]["facts"]
    assert (report["UDID"], facts["SerialNumber"], facts["DeviceName"]) == ("00008027-0001", "F9FX0001", "Reception")


def polled(stage):
    """PENDING twice, and then the certificate."""
    _, _, report = _enrolls(polls=3)(stage)
    assert report["scep"]["polls"] == 3, report["scep"]


def refused_by_scep(stage):
    """A FAILURE that is in order is a fault, and says why."""
    now, folder = stage.put(), stage.new_device()
    challenge = next(iter(now.challenges), None)
    now.alter = lambda at, value: _forget(now, value) if at == "profile:enrollment" else value
    report = stage.enroll(folder)
    assert challenge is None and report["result"] == "fault" and report["fault"]["fail_info"] == "badRequest", report
    assert not now.devices and not now.issued


def _forget(now, value):
    now.challenges.clear()
    return value


def refused_by_status(stage):
    """A 403 is a fault, and the device is not enrolled."""

    def alter(at, value):
        if at == "response:check-in":
            value.status, value.body = 403, b"No"
        return value

    _, folder = stage.put(alter), stage.new_device()
    report = stage.enroll(folder)
    assert (report["result"], report["fault"]["http_status"], report["fault"]["step"]) == ("fault", 403, "Authenticate"), report
    assert Device(folder).get("state") == "enrolling"


def unsigned(stage):
    """A profile that nobody signed, where that was asked for."""

    def alter(at, value):
        if at == "sign":
            value["plain"] = True
        return value

    stage.put(alter)
    accepts(stage.enroll(stage.new_device(), "--unsigned"))


def signed_by_a_curve(stage):
    """A profile signed with ECDSA, as by a certificate of a public authority."""
    now, here = stage.put(), stage.folder
    request = [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/CN=Curve",
        "-days",
        "2",
    ]
    openssl.run(*request, "-keyout", here / "curve.key", "-out", here / "curve.pem")
    made = plist.write(profiles.enrollment(now, now.challenge()))
    signed = [
        "cms",
        "-sign",
        "-binary",
        "-nodetach",
        "-md",
        "sha256",
        "-signer",
        here / "curve.pem",
        "-inkey",
        here / "curve.key",
    ]
    data = openssl.run(*signed, "-outform", "DER", given=made)
    (here / "curve.mobileconfig").write_bytes(data)
    accepts(stage.run("enroll", stage.new_device(), here / "curve.mobileconfig", "--local-http"))
    (here / "curve.mobileconfig").write_bytes(data.replace(b"<string>com.apple.mdm<", b"<string>com.apple.mdn<"))
    report = stage.run("enroll", stage.new_device(), here / "curve.mobileconfig", "--local-http")
    assert report["check"] == "profile-signature", report


def with_fingerprint(stage):
    """The authority's SHA-1 as CAFingerprint."""

    def alter(at, value):
        if at == "profile:enrollment":
            value["PayloadContent"][1]["PayloadContent"]["CAFingerprint"] = hashlib.sha1(stage.authority.ca.data).digest()
        return value

    _enrolls(alter=alter, registration=True)(stage)


def garbled(stage):
    """Whatever is changed in an answer, the device says what is wrong with it, or finds nothing wrong; it does not stumble."""
    routes = (
        "profile",
        "ca-cert",
        "caps",
        "pki",
        "check-in",
        "service",
        "ota",
        "well-known",
        "account",
        "account-401",
        "account-end",
    )
    chance = random.Random(8894)
    for route in routes * 2:

        def alter(at, value, route=route):
            if at == f"response:{route}":
                value.body = _garbled(chance, value.body)
                for name, text in list(value.headers):
                    value.set(name, _garbled(chance, text.encode()).decode("latin-1").translate({10: 32, 13: 32}))
            return value

        stage.put(alter)
        if route.startswith(("account", "well-known")):
            report = stage.sign_in(stage.new_device())
        else:
            report = stage.enroll(stage.new_device(), path="/service" if route in ("service", "ota") else "/enroll")
        assert report["result"] in ("ok", "refused", "fault"), report


def _garbled(chance, data):
    """The same with a few octets changed, left out or doubled."""
    data = bytearray(data)
    for _ in range(chance.choice((0, 1, 2))):
        at = chance.randrange(len(data) + 1)
        data[at : at + chance.randrange(3)] = bytes(chance.randrange(256) for _ in range(chance.randrange(3)))
    return bytes(data)


def from_a_file(stage):
    """A profile from a file."""
    now, folder = stage.put(), stage.new_device()
    file = stage.folder / "enroll.mobileconfig"
    file.write_bytes(now.profile())
    accepts(stage.run("enroll", folder, file, "--local-http"))


def redirected(stage):
    """Redirects are followed with the method and the body, and not remembered."""
    turns = iter(range(2))

    def alter(at, value):
        if at == "response:check-in" and next(turns, None) is not None:
            value.status, value.body = 307, b""
            value.set("Location", "/checkin")
        return value

    now = stage.put(alter)
    report = accepts(stage.enroll(stage.new_device()))
    content(now)
    assert [one["status"] for one in report["requests"]][-4:] == [307, 307, 200, 200], report["requests"]


def twice(stage):
    """A device that is enrolled does not enroll again."""
    _, folder, _ = stage.enrolled()
    assert stage.enroll(folder)["result"] == "cannot"


def interrupted(stage):
    """Power is cut after Authenticate; the device begins again with another profile."""
    now, folder = stage.put(), stage.new_device()
    accepts(stage.enroll(folder, "--stop-after", "Authenticate"))
    assert not next(iter(now.devices.values()))["enrolled"]
    now.devices.clear()
    accepts(stage.enroll(folder))


def over_the_air(stage):
    """Three phases, the second certificate being for the profile."""
    now, folder = stage.put(), stage.new_device()
    accepts(stage.enroll(folder, path="/service"))
    content(now)
    assert len(now.issued) == 2


def account(stage):
    """A person signs in; the device says its EnrollmentID, no serial number, and its token each time."""
    now, folder = stage.put(), stage.new_device()
    report = accepts(stage.sign_in(folder))
    content(now)
    facts = next(iter(now.devices.values()))["facts"]
    assert set(report) >= {"EnrollmentID", "well_known", "sign_in"} and "UDID" not in report
    assert not {"UDID", "SerialNumber", "IMEI"} & set(facts) and facts["DeviceName"] == "iPhone"
    accepts(stage.run("session", folder))


def account_of_device(stage):
    """Account-driven enrollment of a device."""
    now, folder = stage.put(), stage.new_device()
    now.version = "mdm-adde"
    report = accepts(stage.sign_in(folder))
    content(now)
    assert "UDID" in report and next(iter(now.devices.values()))["facts"]["SerialNumber"]


def wrong_password(stage):
    """The sign-in says no."""
    _, folder = stage.put(), stage.new_device()
    report = stage.sign_in(folder, "--choose", "password=wrong")
    assert (report["result"], report["fault"]["step"]) == ("fault", "sign-in"), report


def expired_token(stage):
    """401 with Bearer asks a device with an account to sign in again, and does not unenroll it."""
    now, folder, _ = stage.enrolled("iphone-person")
    now.tokens.clear()
    report = stage.run("session", folder)
    assert (report["result"], report["fault"]["http_status"]) == ("fault", 401) and Device(folder).get("state") == "enrolled"
    report = accepts(stage.run("session", folder, "--choose", f"password={server.PASSWORD}"))
    content(now)
    assert len(report["sign_in"]) == 2 and len(now.tokens) == 1
    assert "sign_in" not in accepts(stage.run("session", folder))


def over_tls(stage):
    """https, with a certificate that the device trusts or does not."""
    listener, trusted = stage.with_tls()
    try:
        url = f"{stage.now.base}/enroll"
        accepts(stage.run("enroll", stage.new_device(), url, "--authority", trusted))
        content(stage.now)
        assert stage.run("enroll", stage.new_device(), url)["check"] == "tls"
    finally:
        listener.shutdown()


def openssl_agrees(stage):
    """What the device signs and encrypts is verified and opened by openssl, in DER and in BER."""
    authority = stage.authority
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "ca").write_bytes(openssl.pem(authority.ca.data))
        for encoding in ("der", "ber"):
            signing = cms.Signing("sha256", encoding)
            body = plist.write({"Status": "Idle"})
            (here / "body").write_bytes(body)
            signed = cms.sign(body, authority.signer, authority.keys["signer"], signing, detached=True)
            command = ["cms", "-verify", "-inform", "DER", "-binary", "-content", here / "body", "-CAfile", here / "ca"]
            assert openssl.run(*command, "-purpose", "any", given=signed) == body
            attached = cms.sign(body * 40, authority.signer, authority.keys["signer"], signing)
            command = ["cms", "-verify", "-inform", "DER", "-binary", "-CAfile", here / "ca", "-purpose", "any"]
            assert openssl.run(*command, given=attached) == body * 40
            sealed = cms.envelop(body * 40, [authority.ca], encoding=encoding)
            command = ["cms", "-decrypt", "-inform", "DER", "-binary", "-inkey", authority.files["ca"]]
            assert openssl.run(*command, given=sealed) == body * 40
        request = here / "request"
        key = authority.keys["stranger"]
        one = scep.certificate.request(
            key, scep.certificate.name([("CN", "device")]), "secret", 5, {"dNSName": "a.example.com"}
        )
        request.write_bytes(one)
        said = subprocess.run(
            ["openssl", "req", "-verify", "-inform", "DER", "-in", request, "-text", "-noout"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "self-signature verify OK" in said.stderr and "DNS:a.example.com" in said.stdout, said
        assert "challengePassword" in said.stdout and server_scep.Csr(one).challenge == "secret"


def strict_der(stage):
    """DER with lengths that are longer than needed, indefinite, cut or nested without end is refused, and BER is understood."""
    for wrong in (
        b"\x30\x81\x01\x05",
        b"\x30\x80\x00\x00",
        b"\x30\x05\x02",
        b"\x02\x02\x00\x01",
        b"",
        b"\x30\x84\x7f\xff\xff\xff",
    ):
        try:
            node = der.read(wrong)
            node.number()
        except der.NotDer:
            continue
        raise AssertionError(wrong)
    nested = der.endless(der.SEQUENCE, der.endless(0x24, der.element(4, b"ab"), der.element(4, b"c")))
    assert der.normal(nested) == der.sequence(der.element(der.OCTETS, b"abc"))
    assert Certificate(stage.authority.ca.data).name() == "Stand-in ca"


SCENES = {
    "an iPhone enrolls": plain,
    "an iPhone enrolls with Apple's encoding": as_apple_encodes,
    "a Mac enrolls": mac,
    "an iPad enrolls": ipad,
    "an enrollment with a registration authority": lambda stage: _enrolls(registration=True)(stage),
    "an enrollment with a registration authority in halves": lambda stage: _enrolls(registration="halves")(stage),
    "an enrollment that is polled for": polled,
    "an enrollment that SCEP refuses": refused_by_scep,
    "an enrollment that check-in refuses": refused_by_status,
    "an enrollment by an unsigned profile": unsigned,
    "an enrollment by a profile that is signed with ECDSA": signed_by_a_curve,
    "an enrollment with a fingerprint": with_fingerprint,
    "garbled answers": garbled,
    "an enrollment by a file": from_a_file,
    "redirects are followed": redirected,
    "an enrolled device does not enroll": twice,
    "an enrollment that is interrupted": interrupted,
    "an enrollment over the air": over_the_air,
    "an account-driven user enrollment": account,
    "an account-driven device enrollment": account_of_device,
    "a sign-in with a wrong password": wrong_password,
    "a token that has expired": expired_token,
    "an enrollment over TLS": over_tls,
    "openssl understands what the device writes": openssl_agrees,
    "DER is read to the letter": strict_der,
}
