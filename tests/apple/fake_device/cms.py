"""CMS (RFC 5652) as SCEP, profiles and Mdm-Signature use it: SignedData of one signer and EnvelopedData for one recipient.

Reading is strict DER. Writing is DER, or BER with indefinite lengths as Apple's encoder does it; `Signing` says which.
"""

import hashlib
import secrets
from collections import namedtuple

from . import aes, clock, der, openssl, rsa
from .certificate import Certificate

DATA, SIGNED, ENVELOPED = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2", "1.2.840.113549.1.7.3"
CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.5"
CIPHERS = {"2.16.840.1.101.3.4.1.2": ("aes-128-cbc", 16, 16), "1.2.840.113549.3.7": ("des-ede3-cbc", 24, 8)}
CIPHER_OIDS = {name: oid for oid, (name, _, _) in CIPHERS.items()}

Signing = namedtuple("Signing", "digest encoding", defaults=("sha256", "der"))


class Signer:
    """A SignerInfo: whose it is, its attributes as they stand, its signature."""

    def __init__(self, node):
        parts = node.expect(der.SEQUENCE).children()
        self.version = parts[0].number()
        self.issuer, self.serial = parts[1].expect(der.SEQUENCE).children()
        self.digest = parts[2].children()[0].oid()
        at = 4 if parts[3].tag == 0xA0 else 3
        self.signed = parts[3] if at == 4 else None
        self.attributes = {}
        for attribute in self.signed.children() if self.signed else []:
            kind, values = attribute.children()
            if kind.oid() in self.attributes:
                raise der.NotDer(f"attribute {kind.oid()} stands twice")
            self.attributes[kind.oid()] = values.expect(der.SET).children()
        self.algorithm, self.parameters = (parts[at].children() + [None])[:2]
        self.algorithm = self.algorithm.oid()
        self.signature = parts[at + 1].expect(der.OCTETS).body

    def is_of(self, certificate):
        """Whether the signer is this certificate, by the octets of issuer and serial number."""
        return (self.issuer.raw, self.serial.raw) == (certificate.issuer, certificate.serial)

    def one(self, kind, tag):
        """The contents of an attribute's single value of a tag; None when it is not so."""
        values = self.attributes.get(kind, [])
        return values[0].body if len(values) == 1 and values[0].tag == tag else None

    def digest_name(self):
        """The hash, as Python and openssl name it; None when it is not one of SHA."""
        return rsa.HASH_NAMES.get(self.digest)

    def digest_fits(self, content):
        """Whether the attributes are for this content."""
        name = self.digest_name()
        return bool(name) and self.one(MESSAGE_DIGEST, der.OCTETS) == hashlib.new(name, content).digest()

    def signature_fits(self, certificate):
        """Whether the signature over the attributes is by the certificate's key."""
        name = self.digest_name()
        if not self.signed or not name:
            return False
        return certificate.verifies(name, b"\x31" + self.signed.raw[1:], self.signature)


class SignedData:
    """A ContentInfo with SignedData, read strictly."""

    def __init__(self, data):
        try:
            kind, inner = der.read(data).expect(der.SEQUENCE).children()
            if kind.oid() != SIGNED:
                raise der.NotDer(f"content type {kind.oid()}")
            der.hold(data)
            parts = der.read(inner.expect(0xA0).body).expect(der.SEQUENCE).children()
            self.version = parts[0].number()
            self.digests = [one.children()[0].oid() for one in parts[1].expect(der.SET).children()]
            content = parts[2].expect(der.SEQUENCE).children()
            self.content_type = content[0].oid()
            self.content = der.read(content[1].expect(0xA0).body).expect(der.OCTETS).body if len(content) > 1 else None
            self.certificates = [Certificate(one.raw) for part in parts[3:-1] if part.tag == 0xA0 for one in part.children()]
            self.signers = [Signer(one) for one in parts[-1].expect(der.SET).children()]
        except (IndexError, ValueError) as why:
            raise der.NotDer(f"no SignedData: {why}") from None

    def certificate_of(self, signer):
        """The certificate of a signer that came along; None when it did not."""
        return next((one for one in self.certificates if signer.is_of(one)), None)


class EnvelopedData:
    """A ContentInfo with EnvelopedData, read strictly. `pieces` takes a content in pieces, as BER may have it."""

    def __init__(self, data, pieces=False):
        try:
            kind, inner = der.read(data).expect(der.SEQUENCE).children()
            if kind.oid() != ENVELOPED:
                raise der.NotDer(f"content type {kind.oid()}")
            der.hold(data)
            parts = der.read(inner.expect(0xA0).body).expect(der.SEQUENCE).children()
            self.version = parts[0].number()
            self.recipients = [one.expect(der.SEQUENCE).children() for one in parts[1].expect(der.SET).children()]
            content = parts[2].expect(der.SEQUENCE).children()
            self.content_type, algorithm = content[0].oid(), content[1].children()
            self.cipher, self.vector = algorithm[0].oid(), algorithm[1].expect(der.OCTETS).body
            if pieces and content[2].tag == 0xA0:
                self.encrypted = b"".join(piece.expect(der.OCTETS).body for piece in content[2].children())
            else:
                self.encrypted = content[2].expect(0x80).body
        except (IndexError, ValueError) as why:
            raise der.NotDer(f"no EnvelopedData: {why}") from None

    def is_for(self, certificate):
        """Whether the one recipient is this certificate, by issuer and serial number."""
        if len(self.recipients) != 1:
            return False
        return self.recipients[0][1].raw == der.sequence(certificate.issuer, certificate.serial)

    def key_algorithm(self):
        """How the key was encrypted."""
        return self.recipients[0][2].children()[0].oid()

    def key(self, private):
        """The content's key; None when it was not encrypted to us."""
        return private.decrypt(self.recipients[0][3].expect(der.OCTETS).body)

    def open(self, key):
        """The content; None when the cipher is unknown or the key wrong."""
        name, size, block = CIPHERS.get(self.cipher, ("", 0, 0))
        if not name or len(key) != size or len(self.vector) != block:
            return None
        if name == "aes-128-cbc":
            return aes.decrypt(key, self.vector, self.encrypted)
        return openssl.decrypt(name, key, self.vector, self.encrypted)


def attribute(kind, *values):
    """An Attribute."""
    return der.sequence(der.oid(kind), der.set_of(*values))


def signer_info(certificate, key, content, digest="sha256", attributes=(), algorithm=rsa.RSA_ENCRYPTION):
    """A SignerInfo over the content, with signing time."""
    hashed = hashlib.new(digest, content).digest()
    now = clock.now().strftime("%y%m%d%H%M%SZ").encode()
    every = [
        attribute(CONTENT_TYPE, der.oid(DATA)),
        attribute(SIGNING_TIME, der.element(der.UTC_TIME, now)),
        attribute(MESSAGE_DIGEST, der.element(der.OCTETS, hashed)),
        *attributes,
    ]
    signed = der.set_of(*every)
    return der.sequence(
        der.integer(1),
        der.sequence(certificate.issuer, certificate.serial),
        der.algorithm(rsa.HASHES[digest]),
        b"\xa0" + signed[1:],
        der.algorithm(algorithm),
        der.element(der.OCTETS, key.sign(digest, signed)),
    )


def signed_data(content, certificates, signers, digest="sha256", encoding="der", digests=None):
    """A SignedData of finished SignerInfos; with content None it is detached, or degenerate when there are no signers."""
    outer = der.element if encoding == "der" else der.endless
    inner = der.oid(DATA)
    if content is not None and encoding == "der":
        inner += der.element(0xA0, der.element(der.OCTETS, content))
    elif content is not None:
        # The content is written at once, so in one piece; readers that met nothing else know no other.
        inner += der.endless(0xA0, der.endless(der.OCTETS | 0x20, der.element(der.OCTETS, content)))
    hashes = [der.algorithm(rsa.HASHES[digest])] if signers else []
    body = outer(
        der.SEQUENCE,
        der.integer(1),
        der.set_of(*(hashes if digests is None else digests)),
        outer(der.SEQUENCE, inner),
        outer(0xA0, *certificates) if certificates else b"",
        der.set_of(*signers),
    )
    return outer(der.SEQUENCE, der.oid(SIGNED), outer(0xA0, body))


def sign(content, certificate, key, signing=Signing(), detached=False, attributes=(), chain=()):
    """A SignedData by one signer."""
    signer = signer_info(certificate, key, content, signing.digest, attributes)
    kept = None if detached else content
    return signed_data(kept, [certificate.data, *chain], [signer], signing.digest, signing.encoding)


def envelop(content, recipients, cipher="aes-128-cbc", encoding="der"):
    """An EnvelopedData; `recipients` are certificates with RSA keys."""
    outer = der.element if encoding == "der" else der.endless
    _, size, block = CIPHERS[CIPHER_OIDS[cipher]]
    key, vector = secrets.token_bytes(size), secrets.token_bytes(block)
    if cipher == "aes-128-cbc":
        encrypted = aes.encrypt(key, vector, content)
    else:
        encrypted = openssl.encrypt(cipher, key, vector, content)
    infos = [
        der.sequence(
            der.integer(0),
            der.sequence(one.issuer, one.serial),
            der.algorithm(rsa.RSA_ENCRYPTION),
            der.element(der.OCTETS, one.key.encrypt(key)),
        )
        for one in recipients
    ]
    kind = der.sequence(der.oid(CIPHER_OIDS[cipher]), der.element(der.OCTETS, vector))
    if encoding == "der":
        carried = der.element(0x80, encrypted)
    else:
        # What was encrypted comes first, and then the block with the padding.
        carried = der.endless(0xA0, *(der.element(der.OCTETS, piece) for piece in (encrypted[:-block], encrypted[-block:])))
    body = outer(der.SEQUENCE, der.integer(0), der.set_of(*infos), outer(der.SEQUENCE, der.oid(DATA), kind, carried))
    return outer(der.SEQUENCE, der.oid(ENVELOPED), outer(0xA0, body))
