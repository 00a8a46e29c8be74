"""What SCEP must not answer."""

import hashlib

from fake_device import certificate, cms, der, rsa
from fake_device.certificate import Certificate
from good_server.authority import CLIENT, authority, usage

from . import Broken, Change, body, header, options, status
from .profiles import keys, other_key, scep, stranger

RA = {"put": {"registration": True}}


def certrep(name, check, **different):
    """A broken CertRep."""
    more = {key: different.pop(key) for key in ("put", "device") if key in different}
    return Broken(name, check, options("certrep", **different), **more)


def issued(name, check, **different):
    """A broken certificate."""
    return Broken(name, check, options("issue", **different))


def _first(*words):
    return b"\n".join(word.encode() for word in words) + b"\n"


def _ec(_):
    """An authority whose key is of an elliptic curve, signed by another key; nobody gets as far as its signature."""
    point = b"\x04" + bytes(64)
    info = der.sequence(
        der.sequence(der.oid("1.2.840.10045.2.1"), der.oid("1.2.840.10045.3.1.7")), der.element(der.BITS, b"\0", point)
    )
    own = keys()
    return certificate.issue(
        own.name("ca"), info, own.name("ca"), own.keys["ca"], serial=5, extensions=[authority(), usage(0xA6, 1)]
    )


def _authority(**different):
    """The authority's certificate with something else in it."""
    own = keys()
    return own.certificate("ca", "ca", different.pop("extensions", [authority(), usage(0xA6, 1)]), **different).data


def _registration(**different):
    own = keys()
    return [own.certificate("ra", "ca", **different).data, own.ca.data]


def _below_stranger():
    return keys().certificate("ra", "stranger", [usage(0xA0, 5)]).data


def _envelope_with(**different):
    """An envelope with one of its parts in another way."""

    def mangle(data):
        if "raw" in different:
            return different["raw"]
        outer = der.read(data).children()
        parts = der.read(outer[1].body).children()
        raw = [part.raw for part in parts]
        for at, change in different.items():
            raw[int(at[1:])] = change(parts[int(at[1:])])
        return der.sequence(outer[0].raw, der.element(0xA0, der.sequence(*raw)))

    return mangle


def _other_content_type(part):
    children = part.children()
    return der.sequence(der.oid("1.2.840.113549.1.7.2"), children[1].raw, children[2].raw)


def _broken_content(part):
    children = part.children()
    return der.sequence(children[0].raw, children[1].raw, der.element(0x80, children[2].body[:-5]))


def _unknown_cipher(part):
    children = part.children()
    kind = der.sequence(der.oid("1.3.14.3.2.7"), children[1].children()[1].raw)
    return der.sequence(children[0].raw, kind, children[2].raw)


def _broken_key(part):
    children = part.children()[0].children()
    raw = [one.raw for one in children[:3]]
    return der.set_of(der.sequence(*raw, der.element(der.OCTETS, bytes(256))))


def _to_another(_):
    key = other_key()
    return [Certificate(certificate.temporary(key, "another"))]


def _name_alone(values):
    """The right name and serial number, but another key."""
    mine, key = values["recipients"][0], other_key()
    number = int.from_bytes(mine.serial[2:], "big")
    return [
        Certificate(certificate.issue(mine.subject, key.info(), mine.issuer, key, serial=number, extensions=[usage(0xA0, 5)]))
    ]


def _signed_within(values):
    return cms.sign(b"", values["signer"], values["key"], detached=True)


def _caught(_):
    return Certificate(stranger())


def _typed(data):
    """The content's type, once, as another; the signature stays right."""
    return data.replace(der.oid(cms.DATA), der.oid(cms.SIGNED), 1)


def _changed(data):
    signed = cms.SignedData(data)
    at = data.index(signed.content) + len(signed.content) - 1
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


BROKEN = [
    Broken("GetCACert comes with 202", "ca-cert-status", status("ca-cert", 202)),
    Broken(
        "GetCACert has a charset",
        "ca-cert-type",
        header("ca-cert", "Content-Type", "application/x-x509-ca-cert; charset=utf-8"),
    ),
    Broken("GetCACert is octets", "ca-cert-type", header("ca-cert", "Content-Type", "application/octet-stream")),
    Broken("GetCACert has no Content-Type", "ca-cert-type", header("ca-cert", "Content-Type", None)),
    Broken(
        "GetCACert is PEM", "ca-cert-form", body("ca-cert", b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")
    ),
    Broken(
        "GetCACert is a certificate and says a set",
        "ca-cert-form",
        header("ca-cert", "Content-Type", "application/x-x509-ca-ra-cert"),
    ),
    Broken(
        "GetCACert is a set and says a certificate",
        "ca-cert-form",
        header("ca-cert", "Content-Type", "application/x-x509-ca-cert"),
        **RA,
    ),
    Broken("GetCACert is empty", "ca-cert-form", body("ca-cert", b"")),
    Broken("a set has one certificate", "ca-cert-set", Change("ca", lambda every: every[:1]), **RA),
    Broken(
        "a set's certificates have nothing to do with each other",
        "ca-cert-set",
        Change("ca", lambda every: [every[0], stranger()]),
        **RA,
    ),
    Broken(
        "a set leads to two authorities",
        "ca-cert-set",
        Change("ca", lambda every: [*every, stranger(), _below_stranger()]),
        **RA,
    ),
    Broken(
        "a set's registration authority may not encrypt",
        "ca-cert-set",
        Change("ca", lambda _: _registration(extensions=[usage(0x80, 7)])),
        **RA,
    ),
    Broken(
        "a set's registration authority has no key usage",
        "ca-cert-set",
        Change("ca", lambda _: _registration(extensions=[])),
        **RA,
    ),
    Broken("the authority has expired", "ca-cert-dates", Change("ca", lambda _: _authority(days=(-20, -10)))),
    Broken("the authority is of the future", "ca-cert-dates", Change("ca", lambda _: _authority(days=(10, 20)))),
    Broken("the authority's key is EC", "ca-cert-rsa", Change("ca", _ec)),
    Broken("the authority may not encrypt", "ca-cert-usage", Change("ca", lambda _: _authority(extensions=[usage(0x86, 1)]))),
    Broken("the fingerprint is another's", "ca-fingerprint", scep(CAFingerprint=hashlib.sha1(b"other").digest())),
    Broken("the fingerprint is a SHA-256", "ca-fingerprint", scep(CAFingerprint=hashlib.sha256(b"other").digest())),
    Broken("the fingerprint is no hash", "ca-fingerprint", scep(CAFingerprint=b"abc")),
    Broken("GetCACaps comes with 204", "caps-status", status("caps", 204)),
    Broken("GetCACaps is HTML", "caps-type", header("caps", "Content-Type", "text/html")),
    Broken("GetCACaps does not list POST", "caps-post", body("caps", _first("AES", "SHA-256"))),
    Broken("GetCACaps lists POST in other letters", "caps-post", body("caps", _first("AES", "SHA-256", "PostPKIOperation"))),
    Broken("GetCACaps separates by commas", "caps-post", body("caps", b"POSTPKIOperation,AES,SHA-256")),
    Broken("GetCACaps has spaces around", "caps-post", body("caps", b" POSTPKIOperation \n AES \n SHA-256 \n")),
    Broken("GetCACaps does not list AES", "caps-aes", body("caps", _first("POSTPKIOperation", "DES3", "SHA-256"))),
    Broken("GetCACaps lists SHA-1 alone", "caps-sha", body("caps", _first("POSTPKIOperation", "AES", "SHA-1"))),
    Broken("GetCACaps writes SHA256", "caps-sha", body("caps", _first("POSTPKIOperation", "AES", "SHA256"))),
    Broken("CertRep comes with 201", "pki-status", status("pki", 201)),
    Broken("CertRep is octets", "pki-type", header("pki", "Content-Type", "application/octet-stream")),
    Broken("CertRep has a charset", "pki-type", header("pki", "Content-Type", "application/x-pki-message; charset=utf-8")),
    Broken("SCEP answers PENDING without end", "pending-ends", Change("certrep", lambda _: None), put={"polls": 9}),
    Broken("CertRep is cut short", "certrep-der", body("pki", lambda data: data[:-10])),
    Broken("CertRep has octets after its end", "certrep-der", body("pki", lambda data: data + b"\0")),
    Broken("CertRep is PEM", "certrep-der", body("pki", b"-----BEGIN PKCS7-----\n")),
    certrep("CertRep has indefinite lengths", "certrep-der", encoding="ber"),
    certrep("CertRep has two signers", "certrep-one-signer", signers=2),
    certrep("CertRep has no signer", "certrep-one-signer", signers=0),
    Broken("CertRep's content is of type SignedData", "certrep-content-type", body("pki", _typed)),
    certrep(
        "CertRep is signed by the authority in the place of the registration",
        "certrep-signer",
        signer=lambda _: keys().ca,
        key=lambda _: keys().keys["ca"],
        **RA,
    ),
    certrep("CertRep is signed by a stranger", "certrep-signer", signer=_caught, key=lambda _: other_key()),
    certrep("signatureAlgorithm is sha256WithRSAEncryption", "certrep-signature-algorithm", algorithm=rsa.WITH_RSA["sha256"]),
    certrep("CertRep is signed with SHA-1", "certrep-digest-algorithm", digest="sha1"),
    certrep("digestAlgorithms is empty", "certrep-digest-algorithm", digests=[]),
    certrep("the attributes are not sorted", "certrep-sorted", unsorted=True),
    Broken("CertRep's content was changed", "certrep-digest", body("pki", _changed)),
    certrep("CertRep is signed by another key", "certrep-signature", key=lambda _: other_key()),
    certrep("the attributes are UTF8String", "certrep-printable", tag=der.UTF8),
    certrep("messageType is 19", "certrep-message-type", kind="19"),
    certrep("messageType is not there", "certrep-message-type", kind=None),
    certrep("transactionID is in lower case", "certrep-transaction", transaction=lambda one: one["transaction"].lower()),
    certrep("transactionID is not there", "certrep-transaction", transaction=None),
    certrep("recipientNonce is another", "certrep-recipient-nonce", nonce=bytes(16)),
    certrep("recipientNonce is not there", "certrep-recipient-nonce", nonce=None),
    certrep("senderNonce is not there", "certrep-sender-nonce", sender=None),
    certrep("senderNonce is the request's", "certrep-sender-nonce", sender=lambda one: one["nonce"]),
    certrep("senderNonce is short", "certrep-sender-nonce", sender=b"1234"),
    certrep("pkiStatus is a word", "certrep-pki-status", status="SUCCESS"),
    certrep("pkiStatus is not there", "certrep-pki-status", status=None),
    certrep("a FAILURE has no failInfo", "certrep-fail-info", status="2", certificates=[]),
    certrep("a FAILURE has a failInfo of its own", "certrep-fail-info", status="2", failure="7", certificates=[]),
    certrep("a FAILURE has an envelope", "certrep-no-envelope", status="2", failure="2"),
    certrep("a PENDING has an envelope", "certrep-no-envelope", status="3"),
    certrep("a SUCCESS has no envelope", "certrep-envelope", certificates=[]),
    certrep(
        "the certificates are not encrypted",
        "envelope-form",
        content=lambda one: cms.signed_data(None, one["certificates"], []),
    ),
    certrep("the envelope is rubbish", "envelope-form", mangle=_envelope_with(raw=b"rubbish")),
    certrep("the envelope's version is 2", "envelope-version", mangle=_envelope_with(_0=lambda _: der.integer(2))),
    certrep("the envelope is for another", "envelope-recipient", recipients=_to_another),
    certrep("the envelope is for two", "envelope-recipient", recipients=lambda one: [*one["recipients"], *_to_another(one)]),
    certrep(
        "the envelope's content is of type SignedData", "envelope-content-type", mangle=_envelope_with(_2=_other_content_type)
    ),
    certrep("the envelope is by single DES", "envelope-cipher", mangle=_envelope_with(_2=_unknown_cipher)),
    certrep("the envelope's key is zeros", "envelope-key", mangle=_envelope_with(_1=_broken_key)),
    certrep("the envelope is for our name with another key", "envelope-key", recipients=_name_alone),
    certrep("the envelope is cut short", "envelope-opens", mangle=_envelope_with(_2=_broken_content)),
    certrep("within the envelope is a bare certificate", "issued-form", inner=lambda one: one["certificates"][0]),
    certrep("within the envelope are no certificates", "issued-form", inner=lambda _: cms.signed_data(None, [], [])),
    certrep("within the envelope is a signature", "issued-form", inner=_signed_within),
    certrep(
        "the first certificate is the authority's",
        "issued-key",
        certificates=lambda one: [keys().ca.data, *one["certificates"]],
    ),
    issued("the certificate is for another key", "issued-key", info=lambda _: other_key().info()),
    issued("the certificate is by a stranger", "issued-chain", signer="stranger"),
    issued("the certificate has expired", "issued-dates", days=(-20, -10)),
    issued("the certificate has no key usage", "issued-usage", extensions=[certificate.extension("2.5.29.37", CLIENT)]),
    issued(
        "the certificate may not sign", "issued-usage", extensions=[usage(0x20, 5), certificate.extension("2.5.29.37", CLIENT)]
    ),
    issued(
        "the certificate is for servers",
        "issued-usage",
        extensions=[usage(0xA0, 5), certificate.extension("2.5.29.37", der.sequence(der.oid("1.3.6.1.5.5.7.3.1")))],
    ),
    issued("the certificate is an authority's", "issued-usage", extensions=[usage(0xA6, 1), authority()]),
    issued("the serial number has 21 octets", "issued-serial", serial=1 << 160),
    issued("the serial number is 0", "issued-serial", serial=0),
]
