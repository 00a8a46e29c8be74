"""CertRep: the answer of a SCEP server, held to what Apple's `SecSCEP.c` and RFC 8894 say of it."""

from collections import namedtuple

from . import certificate, cms, der, rsa
from .refusal import Fault, require

_BASE = "2.16.840.1.113733.1.9."
MESSAGE_TYPE, PKI_STATUS, FAIL_INFO = _BASE + "2", _BASE + "3", _BASE + "4"
SENDER_NONCE, RECIPIENT_NONCE, TRANSACTION = _BASE + "5", _BASE + "6", _BASE + "7"
FAIL_TEXT = "1.3.6.1.5.5.7.24.1"
FAILURES = {"0": "badAlg", "1": "badMessageCheck", "2": "badRequest", "3": "badTime", "4": "badCertId"}
CLIENT_AUTH = "1.3.6.1.5.5.7.3.2"

Reply = namedtuple("Reply", "pending issued")


def read(data, enrollment, nonce):
    """What the server answered; raises `Fault` for a FAILURE that is in order."""
    try:
        signed = cms.SignedData(data)
    except der.NotDer as why:
        require("certrep-der", False, str(why))
    signer = _signed(signed, enrollment)
    _addressed(signer, enrollment, nonce)
    status = _text(signer, PKI_STATUS, "certrep-pki-status")
    require("certrep-pki-status", status in ("0", "2", "3"), f"pkiStatus {status!r}")
    if status == "2":
        require("certrep-no-envelope", not signed.content, "a FAILURE with content")
        reason = _text(signer, FAIL_INFO, "certrep-fail-info")
        require("certrep-fail-info", reason in FAILURES, f"failInfo {reason!r}")
        text = signer.one(FAIL_TEXT, der.UTF8)
        raise Fault("SCEP", 200, b"", fail_info=FAILURES[reason], text=text.decode("utf-8", "replace") if text else None)
    if status == "3":
        require("certrep-no-envelope", not signed.content, "a PENDING with content")
        return Reply(True, None)
    require("certrep-envelope", signed.content, "a SUCCESS without content")
    return Reply(False, _issued(_opened(signed.content, enrollment), enrollment))


def _signed(signed, enrollment):
    """Who signed, and that it is the announced authority's signature."""
    require("certrep-one-signer", len(signed.signers) == 1, f"{len(signed.signers)} signers")
    signer, authority = signed.signers[0], enrollment.authority.signing
    require("certrep-content-type", signed.content_type == cms.DATA, signed.content_type)
    kind = signer.one(cms.CONTENT_TYPE, der.OID)
    require("certrep-content-type", kind and der.dotted(kind) == cms.DATA, "the attribute contentType is not data")
    require("certrep-signer", signer.is_of(authority), "the signer is not the one that GetCACert announced")
    came = signed.certificate_of(signer)
    require("certrep-signer", came is None or came.data == authority.data, "its certificate is another than the announced one")
    plain = signer.algorithm == rsa.RSA_ENCRYPTION and signer.parameters is not None and signer.parameters.tag == der.NULL
    require("certrep-signature-algorithm", plain, f"signatureAlgorithm {signer.algorithm}")
    known = signer.digest_name() in ("sha256", "sha384", "sha512") and signer.digest in signed.digests
    require("certrep-digest-algorithm", known, f"digestAlgorithm {signer.digest}, digestAlgorithms {signed.digests}")
    require("certrep-sorted", _is_sorted(signer), "the signed attributes are not sorted as DER sorts a SET OF")
    require("certrep-digest", signer.digest_fits(signed.content or b""), "messageDigest is not the content's")
    require("certrep-signature", signer.signature_fits(authority), "the signature is not the authority's")
    return signer


def _is_sorted(signer):
    raw = [one.raw for one in signer.signed.children()] if signer.signed else []
    return raw == sorted(raw)


def _addressed(signer, enrollment, nonce):
    """That this is the answer to our message."""
    kind = _text(signer, MESSAGE_TYPE, "certrep-message-type")
    require("certrep-message-type", kind == "3", f"messageType {kind!r}")
    transaction = _text(signer, TRANSACTION, "certrep-transaction")
    require(
        "certrep-transaction", transaction == enrollment.transaction, f"{transaction} in the place of {enrollment.transaction}"
    )
    heard = signer.one(RECIPIENT_NONCE, der.OCTETS)
    require("certrep-recipient-nonce", heard == nonce, f"{heard and heard.hex()} in the place of {nonce.hex()}")
    own = signer.one(SENDER_NONCE, der.OCTETS)
    require("certrep-sender-nonce", own is not None and len(own) == 16 and own != nonce, f"{own and own.hex()}")


def _text(signer, kind, check):
    """A PrintableString of one value."""
    values = signer.attributes.get(kind, [])
    require(check, len(values) == 1, f"{len(values)} values")
    require("certrep-printable", values[0].tag == der.PRINTABLE, f"{kind} has the tag {values[0].tag:02x}")
    return values[0].body.decode("latin-1")


def _opened(content, enrollment):
    """The message within the envelope."""
    try:
        enveloped = cms.EnvelopedData(content)
        require("envelope-version", enveloped.version == 0, f"version {enveloped.version}")
        require(
            "envelope-recipient",
            enveloped.is_for(enrollment.signer),
            "the recipient is not the certificate that signed the request",
        )
        require("envelope-recipient", enveloped.key_algorithm() == rsa.RSA_ENCRYPTION, enveloped.key_algorithm())
        require("envelope-content-type", enveloped.content_type == cms.DATA, enveloped.content_type)
        require("envelope-cipher", enveloped.cipher in cms.CIPHERS, f"cipher {enveloped.cipher}")
        key = enveloped.key(enrollment.key)
    except (der.NotDer, IndexError) as why:
        require("envelope-form", False, str(why))
    require("envelope-key", key is not None, "the key is not encrypted to us")
    plain = enveloped.open(key)
    require("envelope-opens", plain is not None, "the content does not decrypt")
    return plain


def _issued(plain, enrollment):
    """Our certificate, the first in a degenerate SignedData."""
    try:
        inner = cms.SignedData(plain)
    except der.NotDer as why:
        require("issued-form", False, str(why))
    require("issued-form", not inner.signers and inner.content is None, "the certificates are signed or have content")
    require("issued-form", inner.certificates, "no certificate")
    made = inner.certificates[0]
    require("issued-key", made.info == enrollment.key.info(), "the certificate is for another key")
    others = [*enrollment.authority.announced, *inner.certificates[1:]]
    require("issued-chain", any(made.is_signed_by(one) for one in others), "no announced authority signed the certificate")
    require("issued-dates", made.is_now(), f"{made.not_before} to {made.not_after}")
    require("issued-usage", made.usage(0) and certificate.KEY_USAGE in made.extensions, "key usage has no digitalSignature")
    require("issued-usage", made.is_for(CLIENT_AUTH), "extended key usage has no clientAuth")
    require("issued-usage", not made.is_authority(), "the certificate is an authority's")
    require(
        "issued-serial", 1 <= len(der.read(made.serial).body) <= 20 and der.read(made.serial).number() > 0, made.serial.hex()
    )
    return made
