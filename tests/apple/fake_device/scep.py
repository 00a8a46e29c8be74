"""SCEP (RFC 8894) as iOS and macOS speak it: GetCACert before GetCACaps, PKCSReq always as message type 19, signed by a
certificate that the device makes for itself, and CertPoll while the answer is PENDING."""

import hashlib
import re
import secrets
import time
import uuid
from collections import namedtuple
from urllib.parse import quote

from . import certificate, certrep, cms, der
from .certificate import Certificate
from .refusal import Fault, require

CA_CERT, CA_RA_CERT, PKI = "application/x-x509-ca-cert", "application/x-x509-ca-ra-cert", "application/x-pki-message"
PKCS_REQ, CERT_POLL = "19", "20"
ATTRIBUTES = "2.16.840.1.113733.1.9."

Authority = namedtuple("Authority", "top signing encryption announced")


def url(content, operation, message=None):
    """The URL of an operation; `message` is the payload's Name."""
    joint = "&" if "?" in content["URL"] else "?"
    tail = f"&message={quote(message, safe='')}" if message is not None else ""
    return f"{content['URL']}{joint}operation={operation}{tail}"


def ca_certificates(wire, content):
    """GetCACert: the authority, whom to encrypt to, and who must sign."""
    answer = wire.follow("GET", url(content, "GetCACert", content.get("Name", "")))
    if answer.status >= 400:
        raise Fault("GetCACert", answer.status, answer.body)
    require("ca-cert-status", answer.status == 200, f"{answer.status}")
    require("ca-cert-type", answer.kind() in (CA_CERT, CA_RA_CERT), f"Content-Type: {answer.kind()}")
    try:
        if answer.kind() == CA_CERT:
            only = Certificate(answer.body)
            authority = Authority(only, only, only, (only,))
        else:
            authority = _registration(cms.SignedData(answer.body))
    except der.NotDer as why:
        require("ca-cert-form", False, str(why))
    for one in authority.announced:
        require("ca-cert-dates", one.is_now(), f"{one.name()}: {one.not_before} to {one.not_after}")
    require("ca-cert-rsa", authority.encryption.key is not None, "the certificate to encrypt to is not RSA")
    require("ca-cert-usage", authority.encryption.usage(2), "key usage has no keyEncipherment")
    wanted = content.get("CAFingerprint")
    if wanted is not None:
        name = {16: "md5", 20: "sha1"}.get(len(wanted))
        require("ca-fingerprint", name is not None, f"{len(wanted)} octets")
        found = hashlib.new(name, authority.top.data).digest()
        require("ca-fingerprint", found == wanted, f"{found.hex()} in the place of {wanted.hex()}")
    return authority


def _registration(signed):
    """Whom a set of certificates makes the registration authority: of those that have another above them, by key usage, the
    first that may sign and encrypt, unless there is one for each; all must lead to the same top."""
    require("ca-cert-set", not signed.signers and signed.content is None, "the set of certificates is signed or has content")
    require("ca-cert-set", len(signed.certificates) >= 2, f"{len(signed.certificates)} certificates")
    chains = [_chain(one, signed.certificates) for one in signed.certificates]
    chains = [chain for chain in chains if len(chain) > 1]
    require("ca-cert-set", len({chain[-1].data for chain in chains}) == 1, "the certificates do not lead to one authority")
    able = [(chain[0], *map(_explicitly(chain[0]), (0, 2))) for chain in chains]
    both = [one for one, signs, encrypts in able if signs and encrypts]
    signing = [one for one, signs, encrypts in able if signs and not encrypts]
    encryption = [one for one, signs, encrypts in able if encrypts and not signs]
    require("ca-cert-set", both or (signing and encryption), "no registration authority by key usage below another")
    if signing and encryption:
        return Authority(chains[0][-1], signing[0], encryption[0], signed.certificates)
    return Authority(chains[0][-1], both[0], both[0], signed.certificates)


def _chain(leaf, certificates):
    """A certificate and those above it within the set."""
    chain, left = [leaf], [one for one in certificates if one is not leaf]
    while chain[-1].issuer != chain[-1].subject:
        above = next((one for one in left if chain[-1].is_signed_by(one)), None)
        if above is None:
            break
        left.remove(above)
        chain.append(above)
    return chain


def _explicitly(one):
    """Whether key usage is there and has a bit."""
    return lambda bit: certificate.KEY_USAGE in one.extensions and one.usage(bit)


def capabilities(wire, content):
    """GetCACaps: words, one in a line, each to the letter."""
    answer = wire.follow("GET", url(content, "GetCACaps", content.get("Name", "")))
    if answer.status >= 400:
        raise Fault("GetCACaps", answer.status, answer.body)
    require("caps-status", answer.status == 200, f"{answer.status}")
    require("caps-type", answer.media_type() == "text/plain", f"Content-Type: {answer.kind()}")
    words = [word for word in re.split(rb"[\r\n]+", answer.body) if word]
    known = {word.decode("latin-1") for word in words}
    for check, needed in (("caps-post", "POSTPKIOperation"), ("caps-aes", "AES")):
        require(check, known & {needed, "SCEPStandard"}, lambda: f"{sorted(known)}")
    require("caps-sha", known & {"SHA-512", "SHA-256", "SCEPStandard"}, lambda: f"{sorted(known)}")
    return known


class Enrollment:
    """One transaction: the request, its polls, and the certificate that it ends with."""

    def __init__(self, wire, content, key, signing, patience=1.0):
        self.wire, self.content, self.key, self.patience = wire, content, key, patience
        self.authority = ca_certificates(wire, content)
        known = capabilities(wire, content)
        digest = next((name for word, name in (("SHA-512", "sha512"), ("SHA-256", "sha256")) if word in known), "sha256")
        self.signing = signing._replace(digest=digest)
        self.cipher = "aes-128-cbc"
        self.signer = Certificate(certificate.temporary(key, str(uuid.uuid4()).upper()))
        self.subject = certificate.subject_of(content.get("Subject", []))
        self.transaction = hashlib.sha1(key.point()).hexdigest().upper()
        self.polls = 0

    def request(self):
        """The PKCS#10 request with the challenge."""
        return certificate.request(
            self.key,
            self.subject,
            self.content.get("Challenge"),
            self.content.get("Key Usage", 5),
            self.content.get("SubjectAltName", {}),
        )

    def message(self, kind, inner, recipients=None, nonce=None):
        """A pkiMessage around what it says; its senderNonce goes with it."""
        nonce = nonce or secrets.token_bytes(16)
        attributes = [
            cms.attribute(ATTRIBUTES + "2", der.element(der.PRINTABLE, kind.encode())),
            cms.attribute(ATTRIBUTES + "7", der.element(der.PRINTABLE, self.transaction.encode())),
            cms.attribute(ATTRIBUTES + "5", der.element(der.OCTETS, nonce)),
        ]
        encoding = self.signing.encoding
        enveloped = cms.envelop(inner, recipients or [self.authority.encryption], self.cipher, encoding)
        return cms.sign(enveloped, self.signer, self.key, self.signing, attributes=attributes), nonce

    def send(self, message):
        """PKIOperation; the answer as it came."""
        return self.wire.exchange("POST", url(self.content, "PKIOperation"), [("Content-Type", PKI)], message)

    def ask(self, kind, inner):
        """Sends a message and reads the CertRep to the letter."""
        message, nonce = self.message(kind, inner)
        answer = self.send(message)
        if answer.status >= 400:
            raise Fault("PKIOperation", answer.status, answer.body)
        require("pki-status", answer.status == 200, f"{answer.status}")
        require("pki-type", answer.kind() == PKI, f"Content-Type: {answer.kind()}")
        return certrep.read(answer.body, self, nonce)

    def run(self):
        """The issued certificate."""
        reply = self.ask(PKCS_REQ, self.request())
        issuer_and_subject = der.sequence(self.authority.top.subject, self.subject)
        while reply.pending and self.polls < self.content.get("Retries", 3):
            time.sleep(min(self.content.get("RetryDelay", 10), self.patience) if self.polls else 0)
            self.polls += 1
            reply = self.ask(CERT_POLL, issuer_and_subject)
        require("pending-ends", not reply.pending, f"PENDING after {self.polls} polls")
        return reply.issued
