"""Bad messages to check-in and to the command channel."""

import base64
import plistlib
import secrets
import uuid

from . import certificate, cms, models, plist
from .certificate import Certificate
from .checkin import CHECK_IN, COMMANDS, token_values
from .refusal import NoWay
from .state import Device

_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_TYPE = b'<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n'


def _idle(device, **more):
    return plist.write({**device.identifiers(), "Status": "Idle", **more})


def _message(device, kind, **more):
    return plist.write({"MessageType": kind, "Topic": device["mdm"]["Topic"], **device.identifiers(), **more})


def _token_update(device, **more):
    values = {**token_values(device), **more}
    return _message(device, "TokenUpdate", **{key: value for key, value in values.items() if value is not None})


def _signature(device, body):
    return cms.sign(body, device.certificate(), device.key("identity"), device.signing, detached=True)


def _put(device, wire, body, signature=None, check_in=False, kind=None, text=None):
    """Sends a body with a signature, which is the device's own over it unless another is given."""
    mdm = device["mdm"]
    url = mdm.get("CheckInURL", mdm["ServerURL"]) if check_in else mdm["ServerURL"]
    headers = [("Content-Type", kind or (CHECK_IN if check_in else COMMANDS))]
    if signature is not False:
        blob = base64.b64encode(_signature(device, body) if signature is None else signature).decode() if text is None else text
        headers.append(("Mdm-Signature", blob))
    return wire.exchange("PUT", url, headers, body)


def _idles(**how):
    """Idle, sent in a wrong way."""
    return lambda device, wire, given: _put(device, wire, _idle(device), **how)


def _bodies(make, check_in=True):
    """A wrong body with a right signature."""
    return lambda device, wire, given: _put(device, wire, make(device, given), check_in=check_in)


def _truncated(device, wire, _):
    body = _idle(device)
    signature = _signature(device, body)
    return _put(device, wire, body, signature[: len(signature) * 2 // 3])


def _other_body(device, wire, _):
    return _put(device, wire, _idle(device), _signature(device, _token_update(device)))


def _two_signers(device, wire, _):
    body, own, key = _idle(device), device.certificate(), device.key("identity")
    other = Certificate(certificate.temporary(key, str(uuid.uuid4())))
    infos = [cms.signer_info(who, key, body) for who in (own, other)]
    return _put(device, wire, body, cms.signed_data(None, [own.data, other.data], infos))


def _twice(device, wire, _):
    """Two equal SignerInfos of the right certificate."""
    body, own, key = _idle(device), device.certificate(), device.key("identity")
    infos = [cms.signer_info(own, key, body), cms.signer_info(own, key, body, "sha512")]
    return _put(device, wire, body, cms.signed_data(None, [own.data], infos))


def _no_signer(device, wire, _):
    return _put(device, wire, _idle(device), cms.signed_data(None, [device.certificate().data], []))


def _no_certificate(device, wire, _):
    body = _idle(device)
    info = cms.signer_info(device.certificate(), device.key("identity"), body)
    return _put(device, wire, body, cms.signed_data(None, [], [info]))


def _stranger(device, wire, _):
    """A certificate with the same name and serial number that nobody issued."""
    own, key, body = device.certificate(), device.key("identity"), _idle(device)
    usage = certificate.extension(certificate.KEY_USAGE, b"\x03\x02\x05\xa0", critical=True)
    number = int.from_bytes(own.serial[2:], "big")
    made = Certificate(certificate.issue(own.subject, key.info(), own.issuer, key, serial=number, extensions=[usage]))
    return _put(device, wire, body, cms.sign(body, made, key, detached=True))


def _self_signed(device, wire, _):
    key, body = device.key("identity"), _idle(device)
    return _put(device, wire, body, cms.sign(body, Certificate(certificate.temporary(key, "stranger")), key, detached=True))


def _other_device(device, wire, given):
    """Our name with another device's certificate, in each message."""
    if not given["other"]:
        raise NoWay("another enrolled device is needed: --other")
    other, body = Device(given["other"]), _token_update(device)
    return _put(device, wire, body, cms.sign(body, other.certificate(), other.key("identity"), detached=True), check_in=True)


def _wrong_udid(device, _):
    key = next(iter(device.identifiers()))
    return plist.write({key: str(uuid.uuid4()).upper(), "Status": "Idle"})


def laughing(body, before):
    """Billion laughs in a property list, in the place of what follows `before`: nine names, each ten times the one before."""
    names = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    head = _TYPE.replace(b">\n", b' [<!ENTITY a0 "ha">' + names + b"]>\n")
    return _HEAD + head + body.partition(_TYPE)[2].replace(before, b"<string>&a9;", 1)


def _quadratic(device, given):
    """One long entity, named often."""
    size = min(given["size"], 1 << 20)
    head = _TYPE.replace(b">\n", b' [<!ENTITY a "' + b"x" * (size // 2) + b'">]>\n')
    return _HEAD + head + _idle(device).partition(_TYPE)[2].replace(b"<string>Idle", b"<string>" + b"&a;" * (size // 8), 1)


def _external(device, _):
    head = _TYPE.replace(b">\n", b' [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n')
    return _HEAD + head + _idle(device).partition(_TYPE)[2].replace(b"<string>Idle", b"<string>&a;", 1)


def _huge(device, given):
    return _token_update(device, Token=bytes(given["size"] * 3 // 4))


def _many_keys(device, given):
    return _token_update(device, **{f"Key{number}": number for number in range(given["size"] // 64)})


def _deep(device, given):
    count = min(given["size"], 1 << 20) // 16
    tail = b"<key>Deep</key>" + b"<array>" * count + b"</array>" * count + b"</dict>\n</plist>"
    return _token_update(device).replace(b"</dict>\n</plist>", tail)


def _twice_keyed(device, _):
    body = _token_update(device)
    return body.replace(b"<dict>", b"<dict>\n\t<key>PushMagic</key>\n\t<string>other</string>", 1)


def _binary(device, _):
    return plistlib.dumps({**device.identifiers(), "Status": "Idle"}, fmt=plistlib.FMT_BINARY)


def _replayed(device, wire, _):
    body = _token_update(device)
    signature = _signature(device, body)
    _put(device, wire, body, signature, check_in=True)
    return _put(device, wire, body, signature, check_in=True)


def _replayed_result(device, wire, _):
    """The result of a command that was answered long ago."""
    done = (device.get("answered") or [str(uuid.uuid4()).upper()])[-1]
    body = _idle(device, Status="Acknowledged", CommandUUID=done)
    return _put(device, wire, body)


def _again(device, _):
    """Authenticate for a device with another serial number, by this certificate."""
    facts = models.authenticate_facts({**device["identity"], "SerialNumber": "X" * 10}, device.personal)
    return _message(device, "Authenticate", **facts).replace(_key(device), str(uuid.uuid4()).upper().encode())


def _key(device):
    return next(iter(device.identifiers().values())).encode()


MDM = {
    "mdm-unsigned": _idles(signature=False),
    "mdm-not-base64": _idles(text="*** no base64 ***"),
    "mdm-empty-signature": _idles(text=""),
    "mdm-no-cms": _idles(signature=b"signature"),
    "mdm-truncated": _truncated,
    "mdm-deep-signature": _idles(signature=b"\x30\x80" * 8000),
    "mdm-other-body": _other_body,
    "mdm-two-signers": _two_signers,
    "mdm-signed-twice": _twice,
    "mdm-no-signer": _no_signer,
    "mdm-no-certificate": _no_certificate,
    "mdm-stranger": _stranger,
    "mdm-self-signed": _self_signed,
    "mdm-other-device": _other_device,
    "mdm-wrong-udid": _bodies(_wrong_udid, check_in=False),
    "mdm-authenticate-other": _bodies(_again),
    "mdm-wrong-topic": _bodies(lambda device, _: _token_update(device, Topic=f"com.apple.mgmt.External.{uuid.uuid4()}")),
    "mdm-no-topic": _bodies(lambda device, _: plist.write({**device.identifiers(), "MessageType": "Authenticate"})),
    "mdm-no-identifier": _bodies(lambda device, _: plist.write({"Status": "Idle"}), check_in=False),
    "mdm-unknown-message": _bodies(lambda device, _: _message(device, "Celebrate")),
    "mdm-get-token": _bodies(lambda device, _: _message(device, "GetToken", TokenServiceType="com.apple.maid")),
    "mdm-declarations": _bodies(lambda device, _: _message(device, "DeclarativeManagement", Endpoint="tokens")),
    "mdm-unknown-status": _bodies(lambda device, _: _idle(device, Status="Happy"), check_in=False),
    "mdm-result-without-uuid": _bodies(lambda device, _: _idle(device, Status="Acknowledged"), check_in=False),
    "mdm-unknown-uuid": _bodies(
        lambda device, _: _idle(device, Status="Acknowledged", CommandUUID=str(uuid.uuid4()).upper()), check_in=False
    ),
    "mdm-no-token": _bodies(lambda device, _: _token_update(device, Token=None)),
    "mdm-token-is-text": _bodies(lambda device, _: _token_update(device, Token="token")),
    "mdm-not-plist": _bodies(lambda device, _: b"{}", check_in=False),
    "mdm-empty": _bodies(lambda device, _: b"", check_in=False),
    "mdm-noise": _bodies(lambda device, _: secrets.token_bytes(2000), check_in=False),
    "mdm-binary": _bodies(_binary, check_in=False),
    "mdm-array": _bodies(lambda device, _: plist.write([1, 2]), check_in=False),
    "mdm-key-twice": _bodies(_twice_keyed),
    "mdm-entities": _bodies(lambda device, _: laughing(_idle(device), b"<string>Idle"), check_in=False),
    "mdm-quadratic": _bodies(_quadratic, check_in=False),
    "mdm-external-entity": _bodies(_external, check_in=False),
    "mdm-deep": _bodies(_deep),
    "mdm-many-keys": _bodies(_many_keys),
    "mdm-huge": _bodies(_huge),
    "mdm-replay": _replayed,
    "mdm-replay-result": _replayed_result,
}
