"""SCEP on the server's side: RFC 8894 with one message type for requests, and polls."""

import secrets

from fake_device import cms, der, rsa
from fake_device.certificate import CHALLENGE, Certificate

BASE = "2.16.840.1.113733.1.9."
CAPABILITIES = ["AES", "DES3", "POSTPKIOperation", "Renewal", "SCEPStandard", "SHA-1", "SHA-256", "SHA-384", "SHA-512"]


class Wrong(Exception):
    """What the device sent is not what a device sends."""


def need(held, what):
    """Complains unless it held."""
    if not held:
        raise Wrong(what)


class Request:
    """A pkiMessage that was verified, decrypted and read."""

    def __init__(self, data, key, certificate):
        signed = cms.SignedData(der.normal(data))
        need(len(signed.signers) == 1, f"{len(signed.signers)} signers")
        self.signer, self.certificate = signed.signers[0], signed.certificate_of(signed.signers[0])
        need(self.certificate is not None, "the signer's certificate is not there")
        need(self.signer.digest_fits(signed.content), "messageDigest")
        need(self.signer.signature_fits(self.certificate), "signature")
        self.kind, self.transaction = self._text("2"), self._text("7")
        self.nonce = self.signer.one(BASE + "5", der.OCTETS)
        need(self.nonce is not None and len(self.nonce) == 16, "senderNonce")
        self.digest = self.signer.digest_name()
        enveloped = cms.EnvelopedData(der.normal(signed.content), pieces=True)
        own = der.sequence(certificate.issuer, certificate.serial)
        enveloped.recipients = [one for one in enveloped.recipients if one[1].raw == own]
        need(enveloped.recipients, "another recipient")
        self.cipher = enveloped.cipher
        secret = enveloped.key(key)
        need(secret is not None, "the key of the envelope")
        self.content = enveloped.open(secret)
        need(self.content is not None, "the envelope does not open")

    def _text(self, number):
        found = self.signer.one(BASE + number, der.PRINTABLE)
        need(found is not None, f"attribute {number}")
        return found.decode("ascii")


class Csr:
    """A CertificationRequest: whose, for which key, with which challenge."""

    def __init__(self, data):
        info, algorithm, signature = der.read(data).children()
        _, self.subject, key, attributes = info.children()
        self.subject, self.info, self.key = self.subject.raw, key.raw, rsa.public_key(key)
        need(algorithm.children()[0].oid() == rsa.WITH_RSA["sha256"], "signatureAlgorithm of the request")
        need(self.key.verifies("sha256", info.raw, signature.body[1:]), "the request's own signature")
        self.challenge = None
        for one in attributes.children():
            kind, values = one.children()
            if kind.oid() == CHALLENGE:
                self.challenge = values.children()[0].body.decode()


def answer(server, data):
    """PKIOperation; the bytes of a CertRep."""
    request = Request(data, server.encryption[1], server.encryption[0])
    try:
        status, issued = _decide(server, request)
    except (Wrong, der.NotDer, IndexError, ValueError) as why:
        server.complaints.append(f"SCEP: {why}")
        status, issued = "2", None
    return certrep(server, request, status, issued)


def _decide(server, request):
    if request.kind == "20":
        waiting = server.waiting.get(request.transaction)
        need(waiting, "a poll for nothing")
        waiting["polls"] -= 1
        return ("3", None) if waiting["polls"] > 0 else ("0", waiting["issued"])
    need(request.kind == "19", f"messageType {request.kind}")
    csr = Csr(request.content)
    need(csr.info == request.certificate.info, "the request is for another key than the signer's")
    need(csr.key.bits >= 2048, "a weak key")
    enrollment = server.challenges.get(csr.challenge)
    need(enrollment is not None, "an unknown challenge")
    if enrollment["transaction"] not in (None, request.transaction):
        raise Wrong("a challenge that was used")
    enrollment["transaction"] = request.transaction
    if enrollment.get("certificate") is None:
        options = server.alter("issue", {"info": csr.info, "subject": enrollment["id"]})
        enrollment["certificate"] = server.authority.issue(**options)
        server.issued[Certificate(enrollment["certificate"]).data] = enrollment
    if server.polls:
        server.waiting[request.transaction] = {"polls": server.polls, "issued": enrollment["certificate"]}
        return "3", None
    return "0", enrollment["certificate"]


def certrep(server, request, status, issued):
    """A CertRep; every part of it is an option that a broken server sets."""
    certificate, key = server.signing
    options = server.alter(
        "certrep",
        {
            "status": status,
            "kind": "3",
            "transaction": request.transaction,
            "nonce": request.nonce,
            "sender": secrets.token_bytes(16),
            "failure": "2" if status == "2" else None,
            "certificates": [issued] if issued else [],
            "inner": None,
            "recipients": [request.certificate],
            "cipher": "aes-128-cbc",
            "digest": request.digest,
            "algorithm": rsa.RSA_ENCRYPTION,
            "tag": der.PRINTABLE,
            "signer": certificate,
            "key": key,
            "digests": None,
            "signers": 1,
            "encoding": "der",
            "content": None,
            "unsorted": False,
            "mangle": None,
        },
    )
    content = options["content"]
    if content is None and options["certificates"]:
        inner = options["inner"] or cms.signed_data(None, options["certificates"], [])
        content = cms.envelop(inner, options["recipients"], options["cipher"])
        content = options["mangle"](content) if options["mangle"] else content
    text = {"2": options["kind"], "3": options["status"], "4": options["failure"], "7": options["transaction"]}
    octets = {"5": options["sender"], "6": options["nonce"]}
    attributes = [
        *(
            cms.attribute(BASE + at, der.element(options["tag"], value.encode()))
            for at, value in text.items()
            if value is not None
        ),
        *(cms.attribute(BASE + at, der.element(der.OCTETS, value)) for at, value in octets.items() if value is not None),
    ]
    info = cms.signer_info(
        options["signer"], options["key"], content or b"", options["digest"], attributes, options["algorithm"]
    )
    if options["unsorted"]:
        info = _unsorted(info, options["key"], options["digest"])
    infos = [info] * options["signers"]
    return cms.signed_data(content, [options["signer"].data], infos, options["digest"], options["encoding"], options["digests"])


def _unsorted(info, key, digest):
    """The same with its attributes the other way round, signed so."""
    parts = der.read(info).children()
    turned = b"".join(one.raw for one in reversed(parts[3].children()))
    signature = key.sign(digest, der.element(der.SET, turned))
    raw = [part.raw for part in parts[:3]]
    return der.sequence(*raw, der.element(0xA0, turned), parts[4].raw, der.element(der.OCTETS, signature))
