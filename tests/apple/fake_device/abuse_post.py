"""Bad messages to where a device that has no certificate yet posts what it is: the profile service, and an account's
BaseURL."""

import secrets
import uuid

from . import certificate, cms, der, ota, plist
from .abuse_mdm import laughing
from .certificate import Certificate
from .refusal import NoWay


def _sends(make):
    def send(device, wire, given):
        if not given["url"]:
            raise NoWay("a URL is needed: --url")
        signer, key = ota.stand_in_identity(device)
        return wire.exchange("POST", given["url"], [("Content-Type", ota.SIGNED)], make(device, signer, key, given))

    return send


def _facts(device, **more):
    identity = device["identity"]
    return plist.write({"PRODUCT": identity["ProductName"], "VERSION": identity["BuildVersion"], "LANGUAGE": "en-US", **more})


def _signed(make):
    """A wrong content with a right signature."""
    return _sends(lambda device, signer, key, given: cms.sign(make(device, given), signer, key))


def _truncated(device, signer, key, _):
    message = cms.sign(_facts(device), signer, key)
    return message[: len(message) * 2 // 3]


def _changed(device, signer, key, _):
    body = _facts(device)
    return cms.sign(body, signer, key).replace(body, body.replace(b"en-US", b"de-DE"))


def _two_signers(device, signer, key, _):
    body = _facts(device)
    other = Certificate(certificate.temporary(key, str(uuid.uuid4())))
    return cms.signed_data(body, [signer.data, other.data], [cms.signer_info(who, key, body) for who in (signer, other)])


def _detached(device, signer, key, _):
    return cms.sign(_facts(device), signer, key, detached=True)


POST = {
    "post-empty": _sends(lambda *_: b""),
    "post-noise": _sends(lambda *_: secrets.token_bytes(2000)),
    "post-truncated": _sends(_truncated),
    "post-changed": _sends(_changed),
    "post-two-signers": _sends(_two_signers),
    "post-no-signer": _sends(lambda device, signer, key, _: cms.signed_data(_facts(device), [signer.data], [])),
    "post-detached": _sends(_detached),
    "post-deep": _sends(lambda device, signer, key, given: b"\x30\x80" * (min(given["size"], 65536) // 2)),
    "post-huge": _sends(lambda device, signer, key, given: der.sequence(der.element(der.OCTETS, bytes(given["size"])))),
    "post-array": _signed(lambda device, given: plist.write([1])),
    "post-no-plist": _signed(lambda device, given: b"{}"),
    "post-entities": _signed(lambda device, given: laughing(_facts(device), b"<string>en-US")),
    "post-long": _signed(lambda device, given: _facts(device, PRODUCT="x" * given["size"])),
}
