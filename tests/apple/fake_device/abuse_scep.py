"""Bad messages to SCEP."""

import secrets
import uuid
from pathlib import Path

from . import certificate, cms, der, openssl, profile, rsa, scep
from .certificate import Certificate
from .refusal import NoWay


def _content(device, wire, given):
    if given["profile"]:
        place = given["profile"]
        data = profile.download(wire, place) if "://" in place else Path(place).read_bytes()
        return profile.identity_payload(profile.Profile(data, unsigned=True))["PayloadContent"]
    if device.get("scep"):
        return device["scep"]
    raise NoWay("a SCEP payload is needed: --profile")


def challenge_in_address(device, wire, given):
    """Whether the address holds the challenge, which is then shown with each message, also with one that lacks it inside."""
    content = _content(device, wire, given)
    return bool(content.get("Challenge")) and content["Challenge"] in content["URL"]


def _begun(device, wire, given):
    """A transaction with a key of the device, up to the request."""
    name = "spare"
    if device.read(f"{name}.pem") is None:
        device.new_key(name, given["key"])
    return scep.Enrollment(wire, _content(device, wire, given), device.key(name), device.signing)


def _good(one):
    return one.message(scep.PKCS_REQ, one.request())[0]


def _sends(make):
    def send(device, wire, given):
        one = _begun(device, wire, given)
        return one.send(make(one, given))

    return send


def _truncated(one, _):
    message = _good(one)
    return message[: len(message) * 2 // 3]


def _bad_signature(one, _):
    message = bytearray(_good(one))
    message[-1] ^= 1
    return bytes(message)


def _wrong_recipient(one, _):
    stranger = Certificate(certificate.temporary(one.key, "stranger"))
    return one.message(scep.PKCS_REQ, one.request(), [stranger])[0]


def _two_recipients(one, _):
    stranger = Certificate(certificate.temporary(one.key, "stranger"))
    return one.message(scep.PKCS_REQ, one.request(), [one.authority.encryption, stranger])[0]


def _other_challenge(text):
    def make(one, _):
        one.content = {**one.content, "Challenge": text}
        return _good(one)

    return make


def _no_request(one, _):
    return one.message(scep.PKCS_REQ, b"\x30\x03\x02\x01\x00")[0]


def _changed_request(one, _):
    """A request whose own signature does not fit."""
    request = bytearray(one.request())
    request[-1] ^= 1
    return one.message(scep.PKCS_REQ, bytes(request))[0]


def _message_type(kind):
    return lambda one, _: one.message(kind, one.request())[0]


def _unknown_poll(one, _):
    one.transaction = secrets.token_hex(20).upper()
    return one.message(scep.CERT_POLL, der.sequence(one.authority.top.subject, one.subject))[0]


def _attributes(one, transaction, nonce):
    return [
        cms.attribute(scep.ATTRIBUTES + "2", der.element(der.PRINTABLE, scep.PKCS_REQ.encode())),
        cms.attribute(scep.ATTRIBUTES + "7", der.element(der.PRINTABLE, transaction)),
        cms.attribute(scep.ATTRIBUTES + "5", der.element(der.OCTETS, nonce)),
    ]


def _two_signers(one, _):
    enveloped = cms.envelop(one.request(), [one.authority.encryption])
    attributes = _attributes(one, one.transaction.encode(), secrets.token_bytes(16))
    second = Certificate(certificate.temporary(one.key, str(uuid.uuid4())))
    infos = [cms.signer_info(who, one.key, enveloped, "sha256", attributes) for who in (one.signer, second)]
    return cms.signed_data(enveloped, [one.signer.data, second.data], infos)


def _foreign_key(one, _):
    """Signed by another key than the request's."""
    request = one.request()
    other = rsa.PrivateKey(_another_key())
    one.key, one.signer = other, Certificate(certificate.temporary(other, str(uuid.uuid4())))
    return one.message(scep.PKCS_REQ, request)[0]


def _weak_key(one, _):
    """A request for a key of 1024 bits."""
    weak = rsa.PrivateKey(_another_key(1024))
    one.key, one.signer = weak, Certificate(certificate.temporary(weak, str(uuid.uuid4())))
    return one.message(scep.PKCS_REQ, one.request())[0]


def _another_key(bits=2048):
    return openssl.run("genpkey", "-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{bits}")


def _huge(one, given):
    """A message as large as asked for, whose envelope is rubbish."""
    enveloped = der.element(der.SEQUENCE, der.element(der.OCTETS, bytes(given["size"])))
    attributes = _attributes(one, one.transaction.encode(), secrets.token_bytes(16))
    return cms.sign(enveloped, one.signer, one.key, one.signing, attributes=attributes)


def _deep(_, given):
    """Nothing but openings with indefinite lengths."""
    return b"\x30\x80" * (min(given["size"], 65536) // 2)


def _many_attributes(one, given):
    """As many attributes as fit into the size."""
    count = min(given["size"], 65536) // 32
    every = [cms.attribute(f"1.3.6.1.4.1.55555.{number}", der.integer(number)) for number in range(count)]
    enveloped = cms.envelop(one.request(), [one.authority.encryption])
    attributes = _attributes(one, one.transaction.encode(), secrets.token_bytes(16))
    return cms.sign(enveloped, one.signer, one.key, one.signing, attributes=[*attributes, *every])


def _long_transaction(one, _):
    enveloped = cms.envelop(one.request(), [one.authority.encryption])
    return cms.sign(
        enveloped, one.signer, one.key, one.signing, attributes=_attributes(one, b"A" * 5000, secrets.token_bytes(16))
    )


def _replay(device, wire, given):
    """The same message twice; the answer to the second."""
    one = _begun(device, wire, given)
    message = _good(one)
    one.send(message)
    return one.send(message)


SCEP = {
    "scep-empty": _sends(lambda *_: b""),
    "scep-not-cms": _sends(lambda *_: b"PKIOperation"),
    "scep-truncated": _sends(_truncated),
    "scep-bad-signature": _sends(_bad_signature),
    "scep-two-signers": _sends(_two_signers),
    "scep-wrong-recipient": _sends(_wrong_recipient),
    "scep-wrong-challenge": _sends(_other_challenge("wrong")),
    "scep-no-challenge": _sends(_other_challenge(None)),
    "scep-no-request": _sends(_no_request),
    "scep-changed-request": _sends(_changed_request),
    "scep-foreign-key": _sends(_foreign_key),
    "scep-weak-key": _sends(_weak_key),
    "scep-get-cert": _sends(_message_type("21")),
    "scep-unknown-type": _sends(_message_type("99")),
    "scep-unknown-poll": _sends(_unknown_poll),
    "scep-long-transaction": _sends(_long_transaction),
    "scep-many-attributes": _sends(_many_attributes),
    "scep-deep": _sends(_deep),
    "scep-huge": _sends(_huge),
    "scep-two-recipients": _sends(_two_recipients),
    "scep-replay": _replay,
}
