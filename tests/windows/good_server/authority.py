"""A root, an intermediate, and certificates for devices. The certificate is written by hand and signed by `openssl`, so that every
part of it can be made wrong."""

import time
from pathlib import Path

from fake_device import der, openssl

_CN = der.oid("2.5.4.3")


def name(common):
    """A name of one CN."""
    return der.element(
        der.SEQUENCE, der.element(der.SET, der.element(der.SEQUENCE, _CN, der.element(der.UTF8, common.encode())))
    )


def _time(seconds):
    return der.element(der.UTC_TIME, time.strftime("%y%m%d%H%M%SZ", time.gmtime(seconds)).encode())


def _extension(kind, value, critical=False):
    flag = [der.element(der.BOOLEAN, b"\xff")] if critical else []
    return der.element(der.SEQUENCE, der.oid(kind), *flag, der.element(der.OCTETS, value))


def certificate(issuer, signer, subject, public_key, *, serial, authority=False, client=True, start=-3600, days=365):
    """A certificate, signed with the key in the file `signer`."""
    algorithm = der.element(der.SEQUENCE, der.oid("1.2.840.113549.1.1.11"), der.element(der.NULL))
    usage = b"\x03\x02\x01\x06" if authority else b"\x03\x02\x05\xa0"
    extensions = [_extension("2.5.29.15", usage, True)]
    if authority:
        extensions.insert(0, _extension("2.5.29.19", der.element(der.SEQUENCE, der.element(der.BOOLEAN, b"\xff")), True))
    if client and not authority:
        extensions.append(_extension("2.5.29.37", der.element(der.SEQUENCE, der.oid("1.3.6.1.5.5.7.3.2"))))
    begins = time.time() + start
    body = der.element(
        der.SEQUENCE,
        der.element(0xA0, der.element(der.INTEGER, b"\x02")),
        der.element(der.INTEGER, b"\x01" + serial),
        algorithm,
        issuer,
        der.element(der.SEQUENCE, _time(begins), _time(begins + days * 86400)),
        subject,
        public_key,
        der.element(0xA3, der.element(der.SEQUENCE, *extensions)),
    )
    signature, _ = openssl.sign(signer, body)
    return der.element(der.SEQUENCE, body, algorithm, der.element(der.BITS, b"\0", signature))


class Authority:
    """The keys and certificates in a folder; made at first use, since RSA keys are slow."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        for one in ("root", "intermediate", "stranger"):
            if not self.key(one).exists():
                openssl.new_key(self.key(one))
        self.public = {one: openssl.public_key(self.key(one)) for one in ("root", "intermediate", "stranger")}
        self.names = {one: name(f"Stand-in {one}") for one in self.public}
        self.root = certificate(
            self.names["root"], self.key("root"), self.names["root"], self.public["root"], serial=b"\1", authority=True
        )
        self.intermediate = certificate(
            self.names["root"],
            self.key("root"),
            self.names["intermediate"],
            self.public["intermediate"],
            serial=b"\2",
            authority=True,
        )
        self.stranger = certificate(
            self.names["stranger"],
            self.key("stranger"),
            self.names["stranger"],
            self.public["stranger"],
            serial=b"\3",
            authority=True,
        )

    def key(self, one):
        """Where a key lies."""
        return self.folder / f"{one}.pem"

    def issue(self, key, subject, serial, /, **different):
        """A device's certificate."""
        made = {
            "issuer": self.names["intermediate"],
            "signer": self.key("intermediate"),
            "subject": name(subject),
            "public_key": key,
            "serial": serial,
        } | different
        return certificate(**made)
