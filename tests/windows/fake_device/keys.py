"""The certificate request as Windows writes it, and as much of an X.509 certificate as the device compares."""

import uuid

from . import der, openssl

_COMMON_NAME = "2.5.4.3"
_SHORT = {
    _COMMON_NAME: "CN",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "S",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "2.5.4.12": "T",
    "2.5.4.5": "SERIALNUMBER",
    "0.9.2342.19200300.100.1.25": "DC",
    "1.2.840.113549.1.9.1": "E",
}


def request_subject(device_id, form):
    """The common name: as much of a GUID as leaves room for `!`, the DeviceID and a NUL within 64 characters (two captures). Older
    builds write a PrintableString, which allows neither `!` nor the NUL at its end; newer ones a UTF8String."""
    name = f"{str(uuid.uuid4()).upper()[:30]}!{device_id[:32]}".encode()
    value = der.element(der.PRINTABLE, name, b"\0") if form == "printable-nul" else der.element(der.UTF8, name)
    return der.element(der.SEQUENCE, der.element(der.SET, der.element(der.SEQUENCE, der.oid(_COMMON_NAME), value)))


def request(key, device_id, form="utf8", digest="sha256"):
    """A PKCS#10 request. Its extension 1.3.6.1.4.1.311.66.1.0 holds text and a NUL where DER belongs: so does Windows'."""
    client = der.element(der.SEQUENCE, der.oid("1.3.6.1.5.5.7.3.2"))
    extensions = der.element(
        der.SEQUENCE,
        der.element(der.SEQUENCE, der.oid("2.5.29.37"), der.element(der.OCTETS, client)),
        der.element(der.SEQUENCE, der.oid("1.3.6.1.4.1.311.66.1.0"), der.element(der.OCTETS, device_id[:32].encode(), b"\0")),
    )
    asked = der.element(der.SEQUENCE, der.oid("1.2.840.113549.1.9.14"), der.element(der.SET, extensions))
    info = der.element(
        der.SEQUENCE,
        der.element(der.INTEGER, b"\0"),
        request_subject(device_id, form),
        openssl.public_key(key),
        der.element(0xA0, asked),
    )
    signature, algorithm = openssl.sign(key, info, digest)
    return der.element(
        der.SEQUENCE,
        info,
        der.element(der.SEQUENCE, der.oid(algorithm), der.element(der.NULL)),
        der.element(der.BITS, b"\0", signature),
    )


class Certificate:
    """What a device looks at in a certificate."""

    def __init__(self, data):
        self.data = data
        try:
            parts = der.read(data).children()[0].children()
            at = 1 if parts[0].tag == 0xA0 else 0
            self.serial = parts[at].body
            self.issuer, self.subject_raw = parts[at + 2].raw, parts[at + 4].raw
            self.not_before, self.not_after = (_time(node) for node in parts[at + 3].children())
            self.subject = [_attribute(pair) for one in parts[at + 4].children() for pair in one.children()]
            self.public_key = parts[at + 5].raw
            found = [part for part in parts[at + 6 :] if part.tag == 0xA3]
            self.extensions = dict(map(_extension, found[0].children()[0].children())) if found else {}
        except (IndexError, ValueError) as why:
            raise der.NotDer(f"no certificate: {why}") from None

    def subject_as_windows_shows_it(self):
        """The subject in the order of the certificate, as `CertNameToStr` writes X.500 names; values with special characters
        stand in quotes."""
        return ", ".join(f"{_SHORT.get(kind, 'OID.' + kind)}={_quoted(value)}" for kind, value in self.subject)

    def is_authority(self):
        """Whether basic constraints make it a certification authority."""
        constraints = self.extensions.get("2.5.29.19")
        return bool(constraints) and any(
            node.tag == der.BOOLEAN and node.body != b"\0" for node in der.read(constraints).children()
        )

    def is_for_clients(self):
        """Whether its extended key usage has clientAuth."""
        usage = self.extensions.get("2.5.29.37")
        return bool(usage) and "1.3.6.1.5.5.7.3.2" in [der.dotted(node.body) for node in der.read(usage).children()]


def _time(node):
    """A time as `YYYYMMDDhhmmss`, which compares as text."""
    text = node.body.decode("ascii").rstrip("Z")
    if node.tag == der.UTC_TIME:
        text = ("20" if int(text[:2]) < 50 else "19") + text
    return text


def _attribute(pair):
    kind, value = pair.children()
    return der.dotted(kind.body), value.body.decode("utf-8", "replace")


def _extension(node):
    parts = node.children()
    return der.dotted(parts[0].body), parts[-1].body


def _quoted(value):
    special = value != value.strip() or any(one in value for one in ',+="\n<>#;')
    return '"' + value.replace('"', '""') + '"' if special else value
