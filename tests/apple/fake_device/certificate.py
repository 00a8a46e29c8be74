"""X.509 certificates and PKCS#10 requests (RFC 5280, RFC 2986): what the device reads of others', and its own."""

import datetime
import secrets

from . import clock, der, openssl, rsa

SHORT = {
    "CN": "2.5.4.3",
    "C": "2.5.4.6",
    "L": "2.5.4.7",
    "ST": "2.5.4.8",
    "O": "2.5.4.10",
    "OU": "2.5.4.11",
}
KEY_USAGE, BASIC_CONSTRAINTS, EXTENDED_USAGE = "2.5.29.15", "2.5.29.19", "2.5.29.37"
CHALLENGE, EXTENSION_REQUEST = "1.2.840.113549.1.9.7", "1.2.840.113549.1.9.14"
_ECDSA = {"1.2.840.10045.4.3.2": "sha256", "1.2.840.10045.4.3.3": "sha384", "1.2.840.10045.4.3.4": "sha512"}
_RSA = {oid: name for name, oid in rsa.WITH_RSA.items()}


class Certificate:
    """What a device looks at in a certificate."""

    def __init__(self, data):
        self.data = data
        try:
            body, kind, signature = der.read(data).expect(der.SEQUENCE).children()
            der.hold(data)
            self.body, self.kind, self.signature = body.raw, kind.children()[0].oid(), signature.expect(der.BITS).body[1:]
            parts = body.expect(der.SEQUENCE).children()
            at = 1 if parts[0].tag == 0xA0 else 0
            self.serial = parts[at].expect(der.INTEGER).raw
            self.issuer, self.subject = parts[at + 2].raw, parts[at + 4].raw
            self.not_before, self.not_after = (_time(node) for node in parts[at + 3].children())
            self.names = [_attribute(pair) for one in parts[at + 4].children() for pair in one.children()]
            self.info = parts[at + 5].raw
            self.key = rsa.public_key(parts[at + 5])
            found = [part for part in parts[at + 6 :] if part.tag == 0xA3]
            self.extensions = dict(map(_extension, found[0].children()[0].children())) if found else {}
            self._usage, self._purposes, self._authority = _limits(self.extensions)
        except (IndexError, ValueError) as why:
            raise der.NotDer(f"no certificate: {why}") from None

    def name(self):
        """The subject's CN."""
        return next((value for kind, value in self.names if kind == SHORT["CN"]), "")

    def is_now(self, now=None):
        """Whether the time is within the certificate's."""
        return self.not_before <= (now or clock.now()) <= self.not_after

    def is_authority(self):
        """Whether basic constraints make it a certification authority."""
        return self._authority

    def usage(self, bit):
        """Whether key usage has the bit, 0 for digitalSignature; True when there is no key usage."""
        bits = self._usage
        return bits is None or (bit // 8 < len(bits) and bool(bits[bit // 8] & 0x80 >> bit % 8))

    def is_for(self, purpose):
        """Whether extended key usage has the purpose, an object identifier; True when there is none."""
        return self._purposes is None or purpose in self._purposes

    def verifies(self, digest, data, signature):
        """Whether a signature is by this certificate's key."""
        if self.key:
            return self.key.verifies(digest, data, signature)
        return openssl.verifies(self.info, digest, data, signature)

    def is_signed_by(self, other):
        """Whether another certificate's key signed this one."""
        digest = _RSA.get(self.kind) or _ECDSA.get(self.kind)
        return bool(digest) and other.subject == self.issuer and other.verifies(digest, self.body, self.signature)


def _limits(extensions):
    """What key usage, extended key usage and basic constraints say; None for one of the first two that is not there."""
    bits, purposes, constraints = (extensions.get(kind) for kind in (KEY_USAGE, EXTENDED_USAGE, BASIC_CONSTRAINTS))
    return (
        None if bits is None else der.read(bits).expect(der.BITS).body[1:],
        None if purposes is None else [node.oid() for node in der.read(purposes).expect(der.SEQUENCE).children()],
        constraints is not None
        and any(
            node.tag == der.BOOLEAN and node.body != b"\0" for node in der.read(constraints).expect(der.SEQUENCE).children()
        ),
    )


def _time(node):
    text = node.body.decode("ascii")
    if not text.endswith("Z"):
        raise der.NotDer("a time that is not Z")
    if node.tag == der.UTC_TIME:
        text = ("20" if int(text[:2]) < 50 else "19") + text
    return datetime.datetime.strptime(text, "%Y%m%d%H%M%SZ")


def _attribute(pair):
    kind, value = pair.children()
    return kind.oid(), value.body.decode("utf-8", "replace")


def _extension(node):
    parts = node.children()
    return parts[0].oid(), parts[-1].expect(der.OCTETS).body


def name(pairs):
    """A Name of one attribute for each pair of a short name (or an object identifier) and a value."""
    return der.sequence(*(der.element(der.SET, _pair(kind, value)) for kind, value in pairs))


def _pair(kind, value):
    tag = der.PRINTABLE if kind == "C" else der.UTF8
    return der.sequence(der.oid(SHORT.get(kind, kind)), der.element(tag, value.encode()))


def subject_of(rdns):
    """The Name of a payload's Subject, an array of arrays of pairs."""
    return der.sequence(*(der.element(der.SET, *sorted(_pair(*pair) for pair in rdn)) for rdn in rdns))


def _when(moment):
    return der.element(der.UTC_TIME, moment.strftime("%y%m%d%H%M%SZ").encode())


def extension(kind, value, critical=False):
    """An Extension."""
    flag = [der.element(der.BOOLEAN, b"\xff")] if critical else []
    return der.sequence(der.oid(kind), *flag, der.element(der.OCTETS, value))


def issue(subject, info, issuer, signer, *, serial, extensions, days=(-1, 365), digest="sha256"):
    """A certificate of version 3, signed with a private key. `days` are its beginning and its end, from now."""
    now = clock.now()
    begins, ends = (now + datetime.timedelta(days=count) for count in days)
    kind = der.algorithm(rsa.WITH_RSA[digest])
    body = der.sequence(
        der.element(0xA0, der.integer(2)),
        der.integer(serial),
        kind,
        issuer,
        der.sequence(_when(begins), _when(ends)),
        subject,
        info,
        der.element(0xA3, der.sequence(*extensions)),
    )
    return der.sequence(body, kind, der.element(der.BITS, b"\0", signer.sign(digest, body)))


def temporary(key, common):
    """The self-signed certificate by which iOS signs its first SCEP request: digitalSignature and keyEncipherment."""
    subject = name([("CN", common)])
    usage = extension(KEY_USAGE, b"\x03\x02\x05\xa0", critical=True)
    return issue(subject, key.info(), subject, key, serial=secrets.randbits(63) | 1, extensions=[usage], days=(-1, 1))


def request(key, subject, challenge, usage, alternatives, digest="sha256"):
    """A CertificationRequest. `usage` is the payload's Key Usage (1 sign, 4 encrypt), `alternatives` its SubjectAltName."""
    bits = (0x80 if usage & 1 else 0) | (0x20 if usage & 4 else 0)
    asked = [extension(KEY_USAGE, der.element(der.BITS, bytes([5 if bits & 0x20 else 7, bits])), critical=True)]
    names = list(_alternatives(alternatives))
    if names:
        asked.append(extension("2.5.29.17", der.sequence(*names)))
    attributes = [der.sequence(der.oid(EXTENSION_REQUEST), der.set_of(der.sequence(*asked)))]
    if challenge:
        attributes.append(der.sequence(der.oid(CHALLENGE), der.set_of(_directory_string(challenge))))
    info = der.sequence(der.integer(0), subject, key.info(), der.element(0xA0, *sorted(attributes)))
    return der.sequence(info, der.algorithm(rsa.WITH_RSA[digest]), der.element(der.BITS, b"\0", key.sign(digest, info)))


def _directory_string(text):
    plain = all(one.isascii() and (one.isalnum() or one in " '()+,-./:=?") for one in text)
    return der.element(der.PRINTABLE if plain else der.UTF8, text.encode())


def _alternatives(given):
    tags = {"rfc822Name": 0x81, "dNSName": 0x82, "uniformResourceIdentifier": 0x86}
    for kind, value in given.items():
        if kind in tags:
            yield der.element(tags[kind], value.encode())
        elif kind == "ntPrincipalName":
            inner = der.element(0xA0, der.element(der.UTF8, value.encode()))
            yield der.element(0xA0, der.oid("1.3.6.1.4.1.311.20.2.3"), inner)
