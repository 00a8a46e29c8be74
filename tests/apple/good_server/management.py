"""Check-in and the command channel on the server's side."""

import base64
import uuid

from fake_device import cms, der, plist
from fake_device.checkin import CHECK_IN, COMMANDS

from .scep import Wrong, need

_IDS = ("UDID", "EnrollmentID")
_KEYS = {
    "Authenticate": {"DeviceName", "ModelName", "Model", "OSVersion", "BuildVersion", "ProductName"},
    "TokenUpdate": {"Token", "PushMagic", "AwaitingConfiguration"},
    "CheckOut": set(),
    "SetBootstrapToken": {"AwaitingConfiguration"},
    "GetBootstrapToken": set(),
}
_MAY = {
    "Authenticate": {"SerialNumber", "IMEI", "MEID"},
    "TokenUpdate": {"UnlockToken", "NotOnConsole"},
    "SetBootstrapToken": {"BootstrapToken"},
}
STATUSES = ("Acknowledged", "Error", "CommandFormatError", "NotNow")


def signer(server, body, header):
    """The enrollment of the certificate that signed a message."""
    need(header, "no Mdm-Signature")
    try:
        signed = cms.SignedData(der.normal(base64.b64decode(header, validate=True)))
    except ValueError as why:
        raise Wrong(f"Mdm-Signature: {why}") from None
    need(len(signed.signers) == 1 and signed.content is None, "one signer and no content")
    one = signed.signers[0]
    certificate = signed.certificate_of(one)
    need(certificate is not None and certificate.data in server.issued, "a certificate that was not issued here")
    need(one.digest_fits(body) and one.signature_fits(certificate), "the signature does not fit")
    server.encodings.add("ber" if base64.b64decode(header)[1] == 0x80 else "der")
    server.hashes.add(one.digest_name())
    return server.issued[certificate.data], certificate


def _read(server, body, header):
    enrollment, certificate = signer(server, body, header)
    need(b"<!ENTITY" not in body, "entities")
    message = plist.read(body)
    need(isinstance(message, dict), "no dictionary")
    names = [key for key in _IDS if key in message]
    need(len(names) == 1, f"identified by {names}")
    device = message[names[0]]
    need((names[0] == "EnrollmentID") == (enrollment["mode"] == "BYOD"), f"{names[0]} in the mode {enrollment['mode']}")
    return enrollment, certificate, device, message


def check_in(server, body, headers):
    """A check-in message; the body of the answer."""
    need(headers.get("Content-Type") == CHECK_IN, f"Content-Type {headers.get('Content-Type')}")
    enrollment, certificate, device, message = _read(server, body, headers.get("Mdm-Signature"))
    _authorized(server, enrollment, headers)
    kind = message.get("MessageType")
    need(kind in _KEYS, f"MessageType {kind}")
    need(message.get("Topic") == server.topic, "another topic")
    rest = set(message) - {"MessageType", "Topic", *_IDS}
    need(_KEYS[kind] <= rest, f"{kind} has not {_KEYS[kind] - rest}")
    need(rest <= _KEYS[kind] | _MAY.get(kind, set()), f"{kind} has {rest - _KEYS[kind]}")
    if kind == "Authenticate":
        need(enrollment["device"] in (None, device), "a certificate of another device")
        enrollment["device"] = device
        known = server.devices.setdefault(device, {"enrolled": False, "queue": [], "bootstrap": None})
        known |= {"pending": certificate, "facts": message}
        server.heard.append((kind, device))
        return b""
    known = server.devices.get(device)
    need(known is not None and certificate.data in (known["pending"].data, known.get("certificate")), "not its certificate")
    server.heard.append((kind, device))
    return _known(server, kind, known, message, certificate)


def _known(server, kind, known, message, certificate):
    if kind == "TokenUpdate":
        need(isinstance(message["Token"], bytes) and len(message["Token"]) == 32, "Token")
        need(isinstance(message["PushMagic"], str) and message["PushMagic"], "PushMagic")
        known |= {"enrolled": True, "token": message["Token"], "magic": message["PushMagic"], "certificate": certificate.data}
    elif kind == "CheckOut":
        known["enrolled"] = False
    elif kind == "SetBootstrapToken":
        known["bootstrap"] = message.get("BootstrapToken")
    elif kind == "GetBootstrapToken":
        found = {"BootstrapToken": known["bootstrap"]} if known["bootstrap"] else None
        found = server.alter("bootstrap", found)
        return plist.write(found) if found is not None else b""
    return b""


class Expired(Exception):
    """The account must sign in again."""


def _authorized(server, enrollment, headers):
    if not enrollment["mode"]:
        return
    scheme, _, token = (headers.get("Authorization") or "").partition(" ")
    need(scheme == "Bearer" and token, "no Authorization")
    if token not in server.tokens:
        raise Expired


def command(server, body, headers):
    """A message to ServerURL; the body of the answer."""
    need(headers.get("Content-Type") == COMMANDS, f"Content-Type {headers.get('Content-Type')}")
    enrollment, certificate, device, message = _read(server, body, headers.get("Mdm-Signature"))
    _authorized(server, enrollment, headers)
    known = server.devices.get(device)
    need(known and known["enrolled"] and known["certificate"] == certificate.data, "not enrolled by this certificate")
    status, done = message.get("Status"), message.get("CommandUUID")
    need(status == "Idle" or status in STATUSES, f"Status {status}")
    need((status == "Idle") == (done is None), "CommandUUID")
    queue = known["queue"]
    if status == "Idle":
        known["put_off"] = set()
    else:
        found = next((one for one in queue if one["CommandUUID"] == done), None)
        need(found is not None, f"a result for {done}")
        server.results.append((found["Command"]["RequestType"], status, message))
        if status == "NotNow":
            known["put_off"].add(done)
        else:
            queue.remove(found)
    following = next((one for one in queue if one["CommandUUID"] not in known["put_off"]), None)
    following = server.alter("command", following)
    return plist.write(following) if following is not None else b""


def queued(request, /, **keys):
    """A command for a queue."""
    return {"CommandUUID": str(uuid.uuid4()).upper(), "Command": {"RequestType": request, **keys}}
