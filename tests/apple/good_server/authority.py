"""The keys and certificates of the stand-in, made once for all servers: an authority, its registration authority, who signs
profiles."""

import secrets
from pathlib import Path

from fake_device import certificate, der, openssl, rsa
from fake_device.certificate import Certificate

CLIENT = der.sequence(der.oid("1.3.6.1.5.5.7.3.2"))


def usage(bits, unused):
    """KeyUsage."""
    return certificate.extension(certificate.KEY_USAGE, der.element(der.BITS, bytes([unused, bits])), critical=True)


def authority():
    """BasicConstraints of an authority."""
    return certificate.extension(certificate.BASIC_CONSTRAINTS, der.sequence(der.element(der.BOOLEAN, b"\xff")), critical=True)


class Authority:
    """In a folder; keys are made at first use, since RSA keys are slow. The self-test makes short ones: it is about form, not
    strength."""

    NAMES = ("ca", "ra", "signer", "stranger")

    def __init__(self, folder):
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.keys, self.files = {}, {}
        for name in self.NAMES:
            self.files[name] = folder / f"{name}.pem"
            if not self.files[name].exists():
                openssl.new_key(self.files[name])
            self.keys[name] = rsa.PrivateKey(self.files[name].read_bytes())
        # The authority signs and decrypts; digitalSignature, keyEncipherment, keyCertSign, cRLSign.
        whole = [authority(), usage(0xA6, 1)]
        self.ca = self.certificate("ca", "ca", whole, days=(-1, 3650))
        self.ra = self.certificate("ra", "ca", [usage(0xA0, 5)])
        self.signer = self.certificate("signer", "ca", [usage(0x80, 7)])
        # Apart, one half of the registration authority signs and the other decrypts.
        self.verifier = self.certificate("ra", "ca", [usage(0x80, 7)])
        self.opener = self.certificate("signer", "ca", [usage(0x20, 5)])
        self.stranger = self.certificate("stranger", "stranger", whole)

    def certificate(self, subject, issuer, extensions, key=None, **different):
        """A certificate among these keys."""
        made = certificate.issue(
            self.name(subject),
            (key or self.keys[subject]).info(),
            self.name(issuer),
            self.keys[issuer],
            **{"serial": secrets.randbits(120) | 1, "extensions": extensions, **different},
        )
        return Certificate(made)

    @staticmethod
    def name(common):
        """A name among these."""
        return certificate.name([("O", "Stand-in"), ("CN", f"Stand-in {common}")])

    def issue(self, info, subject, *, extensions=None, signer="ca", **different):
        """A device's certificate for a SubjectPublicKeyInfo."""
        every = (
            [usage(0xA0, 5), certificate.extension(certificate.EXTENDED_USAGE, CLIENT)] if extensions is None else extensions
        )
        return certificate.issue(
            certificate.name([("O", "Stand-in"), ("CN", subject)]),
            info,
            self.name(signer),
            self.keys[signer],
            **{"serial": secrets.randbits(120) | 1, "extensions": every, "days": (-1, 365), **different},
        )
