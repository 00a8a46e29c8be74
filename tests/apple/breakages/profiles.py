"""What a profile must not be: as an answer, as CMS, as a property list, and in its keys."""

import plistlib
import secrets

from fake_device import certificate, cms, der, plist
from fake_device.certificate import Certificate
from good_server.authority import usage
from good_server.profiles import payload

from . import Broken, Change, body, header, keyed, options, status

TOP = "profile:enrollment"
ROOT, SCEP, MDM = ("PayloadContent", 0), ("PayloadContent", 1), ("PayloadContent", 2)


def top(**keys):
    """Keys of the enrollment profile's top."""
    return keyed(TOP, **keys)


def mdm(**keys):
    """Keys of its MDM payload."""
    return keyed(TOP, *MDM, **keys)


def scep(**keys):
    """Keys within its SCEP payload's content."""
    return keyed(TOP, *SCEP, "PayloadContent", **keys)


def added(kind, name="more", **keys):
    """One more payload."""
    return keyed(TOP, PayloadContent=lambda old: [*old, payload(kind, name, **keys)])


def text(old, new):
    """The property list's text with something else in it; signed so."""

    def change(values):
        changed = values["content"].replace(old, new, 1)
        if changed == values["content"]:
            raise AssertionError(f"{old!r} is not there: {changed[:3000]}")
        values["content"] = changed

    return Change("sign", change)


def _same_uuid(value):
    value["PayloadUUID"] = value["PayloadContent"][0]["PayloadUUID"]


def _expired(values):
    key = values["key"]
    made = certificate.issue(
        certificate.name([("CN", "Expired")]),
        key.info(),
        certificate.name([("CN", "Expired")]),
        key,
        serial=secrets.randbits(60) | 1,
        extensions=[usage(0x80, 7)],
        days=(-20, -10),
    )
    values.update(signer=Certificate(made), chain=[])


def _encrypting(values):
    """A signer whose key is for encryption alone."""
    key = values["key"]
    subject = certificate.name([("CN", "Encrypting")])
    made = certificate.issue(subject, key.info(), subject, key, serial=7, extensions=[usage(0x20, 5)])
    values.update(signer=Certificate(made), chain=[])


def _false_chain(values):
    """An authority of the right name that did not sign."""
    key = values["key"]
    issuer = values["signer"].issuer
    authority = certificate.extension("2.5.29.19", der.sequence(der.element(der.BOOLEAN, b"\xff")), critical=True)
    made = certificate.issue(issuer, key.info(), issuer, key, serial=9, extensions=[authority])
    values.update(chain=[made])


def _ber(response):
    signed = cms.SignedData(response.body)
    outer = der.read(response.body).children()
    response.body = der.endless(der.SEQUENCE, *(one.raw for one in outer))
    assert signed.content


def _detached(data):
    signed = cms.SignedData(data)
    return cms.signed_data(None, [one.data for one in signed.certificates], [])


def _binary(values):
    values["content"] = plistlib.dumps(plist.read(values["content"]), fmt=plistlib.FMT_BINARY)


_USED = {}


def use(authority):
    """The authority whose keys the breakages take."""
    _USED["authority"] = authority


def keys():
    """That authority."""
    return _USED["authority"]


def other_key():
    """Another key."""
    return keys().keys["stranger"]


def stranger():
    """A certificate that has nothing to do with it."""
    return keys().stranger.data


def leaf():
    """A certificate that is no root."""
    return keys().signer.data


BROKEN = [
    Broken("a profile comes with 201", "profile-status", status("profile", 201)),
    Broken("a profile is application/xml", "profile-content-type", header("profile", "Content-Type", "application/xml")),
    Broken(
        "a profile's Content-Type has a charset",
        "profile-content-type",
        header("profile", "Content-Type", "application/x-apple-aspen-config; charset=utf-8"),
    ),
    Broken("a profile has no Content-Type", "profile-content-type", header("profile", "Content-Type", None)),
    Broken("a profile is not signed", "profile-signed", options("sign", plain=True)),
    Broken("a profile is cut short", "profile-signed", body("profile", lambda data: data[:-20])),
    Broken("a profile has indefinite lengths", "profile-signed", Change("response:profile", _ber)),
    Broken("a profile's signature is detached", "profile-signed", body("profile", _detached)),
    Broken("a profile has two signers", "profile-one-signer", options("sign", signers=2)),
    Broken("a profile has no signer", "profile-one-signer", options("sign", signers=0)),
    Broken("a profile is signed with SHA-1", "profile-digest", options("sign", digest="sha1")),
    Broken("a profile was changed after it was signed", "profile-signature", options("sign", signed=b"other")),
    Broken(
        "a profile is signed by another key",
        "profile-signature",
        Change("sign", lambda values: values.update(key=other_key())),
    ),
    Broken("a profile comes without its signer", "profile-signer-chain", options("sign", certificate=False)),
    Broken(
        "a profile has a certificate beside the chain",
        "profile-signer-chain",
        Change("sign", lambda values: values.update(chain=[*values["chain"], stranger()])),
    ),
    Broken("a profile's chain is of another authority with the name", "profile-signer-chain", Change("sign", _false_chain)),
    Broken("a profile's signer may not sign", "profile-signer-chain", Change("sign", _encrypting)),
    Broken("a profile's signer has expired", "profile-signer-dates", Change("sign", _expired)),
    Broken("a profile is no property list", "profile-plist", text(b"<plist", b"<list")),
    Broken("a profile is a binary property list", "profile-plist", Change("sign", _binary)),
    Broken("a profile has entities", "profile-plist", text(b'1.0.dtd">', b'1.0.dtd" [<!ENTITY a "b">]>')),
    Broken(
        "a profile has a key twice", "profile-plist", text(b"<dict>", b"<dict><key>PayloadVersion</key><integer>1</integer>")
    ),
    Broken("a profile has an element that is not known", "profile-plist", text(b"<integer>1</integer>", b"<number>1</number>")),
    Broken("a profile has text between its elements", "profile-plist", text(b"<dict>", b"<dict>text")),
    Broken("a profile's data is no base64", "profile-plist", text(b"<data>", b"<data>***")),
    Broken("a profile is an array", "profile-plist", Change(TOP, lambda value: [value])),
    Broken("a profile has a key that nobody knows", "payload-key-unknown", top(PayloadColour="blue")),
    Broken("an MDM payload has a key that nobody knows", "payload-key-unknown", mdm(CheckinURL="http://localhost/")),
    Broken("a SCEP payload has KeySize in the place of Keysize", "payload-key-unknown", scep(KeySize=2048)),
    Broken("SCEP's keys stand one level too high", "payload-key-unknown", keyed(TOP, *SCEP, Challenge="secret")),
    Broken("a profile has no PayloadUUID", "payload-key-missing", top(PayloadUUID=None)),
    Broken("a payload has no PayloadIdentifier", "payload-key-missing", mdm(PayloadIdentifier=None)),
    Broken("a payload has no PayloadType", "payload-key-missing", mdm(PayloadType=None)),
    Broken("an MDM payload has no Topic", "payload-key-missing", mdm(Topic=None)),
    Broken("a SCEP payload has no URL", "payload-key-missing", scep(URL=None)),
    Broken("SignMessage is text", "payload-key-type", mdm(SignMessage="true")),
    Broken("PayloadVersion is text", "payload-key-type", top(PayloadVersion="1")),
    Broken("AccessRights is text", "payload-key-type", mdm(AccessRights="8191")),
    Broken("a certificate is text", "payload-key-type", keyed(TOP, *ROOT, PayloadContent="MIIB")),
    Broken("Subject is a dictionary", "payload-key-type", scep(Subject={"CN": "device"})),
    Broken("PayloadType is a number", "payload-key-type", mdm(PayloadType=1)),
    Broken("PayloadVersion is 2", "payload-key-value", top(PayloadVersion=2)),
    Broken("the top is no Configuration", "payload-key-value", top(PayloadType="com.apple.mdm")),
    Broken("PayloadUUID is no UUID", "payload-key-value", top(PayloadUUID="enrollment")),
    Broken("Keysize is 3072", "payload-key-value", scep(Keysize=3072)),
    Broken("Key Type is EC", "payload-key-value", scep(Key_Type="EC")),
    Broken("a capability is one that nobody knows", "payload-key-value", mdm(ServerCapabilities=["com.apple.mdm.magic"])),
    Broken(
        "a passcode policy is out of range",
        "payload-key-value",
        added("com.apple.mobiledevice.passwordpolicy", maxInactivity=90),
    ),
    Broken(
        "an iPhone is to lock itself after 16 minutes",
        "payload-key-value",
        added("com.apple.mobiledevice.passwordpolicy", maxInactivity=16),
    ),
    Broken(
        "a Mac is to lock itself after 61 minutes",
        "payload-key-value",
        added("com.apple.mobiledevice.passwordpolicy", maxInactivity=61),
        model="mac",
    ),
    Broken(
        "a Mac's enrollment has a web clip",
        "payload-channel",
        added("com.apple.webClip.managed", URL="https://localhost/", Label="Portal"),
        model="mac",
    ),
    Broken(
        "a Mac's enrollment has a screen saver for its user",
        "payload-channel",
        added("com.apple.screensaver.user", moduleName="Flurry"),
        model="mac",
    ),
    Broken("a payload's type is one that nobody knows", "payload-type-known", added("com.example.magic")),
    Broken("a profile has no payloads", "payload-content", top(PayloadContent=[])),
    Broken("PayloadIdentifier is one word", "payload-identifier", top(PayloadIdentifier="enrollment")),
    Broken("two payloads have one UUID", "payload-uuid-unique", Change(TOP, _same_uuid)),
    Broken("two payloads have one identifier", "payload-identifier-unique", mdm(PayloadIdentifier="com.example.stand-in.scep")),
    Broken("a certificate payload has no certificate", "certificate-payload", keyed(TOP, *ROOT, PayloadContent=b"certificate")),
    Broken(
        "a root's payload has a certificate that is no root",
        "certificate-payload",
        Change(TOP, lambda value: value["PayloadContent"][0].update(PayloadContent=leaf())),
    ),
    Broken("Subject is one array too flat", "payload-key-type", scep(Subject=[["CN", "device"]])),
    Broken("Subject has an empty set", "scep-subject", scep(Subject=[[]])),
    Broken("Subject names an attribute that nobody knows", "scep-subject", scep(Subject=[[["CommonName", "device"]]])),
    Broken("Subject has three of a pair", "scep-subject", scep(Subject=[[["CN", "device", "more"]]])),
    Broken("Keysize is 1024", "scep-key-size", scep(Keysize=1024)),
    Broken("there is no Keysize, which means 1024", "scep-key-size", scep(Keysize=None)),
    Broken("SCEP's URL is of another scheme", "scep-url", scep(URL="scep://localhost/scep")),
]
