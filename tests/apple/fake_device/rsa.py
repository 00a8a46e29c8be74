"""RSA with PKCS#1 v1.5 in numbers (RFC 8017): a program for every signature would take longer than the signature. It is for
tests and hides nothing from a clock."""

import base64
import hashlib
import secrets

from . import der

RSA_ENCRYPTION = "1.2.840.113549.1.1.1"
HASHES = {
    "sha1": "1.3.14.3.2.26",
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
}
HASH_NAMES = {oid: name for name, oid in HASHES.items()}
WITH_RSA = {
    "sha1": "1.2.840.113549.1.1.5",
    "sha256": "1.2.840.113549.1.1.11",
    "sha384": "1.2.840.113549.1.1.12",
    "sha512": "1.2.840.113549.1.1.13",
}
_PREFIXES = {
    name: der.read(der.sequence(der.algorithm(oid), der.element(der.OCTETS, bytes(hashlib.new(name).digest_size)))).raw[
        : -hashlib.new(name).digest_size
    ]
    for name, oid in HASHES.items()
}


class PublicKey:
    """A modulus and an exponent."""

    def __init__(self, modulus, exponent):
        self.modulus, self.exponent = modulus, exponent
        self.size = (modulus.bit_length() + 7) // 8

    @property
    def bits(self):
        """The length of the modulus in bits."""
        return self.modulus.bit_length()

    def point(self):
        """RSAPublicKey, which is what the BIT STRING of a SubjectPublicKeyInfo holds."""
        return der.sequence(der.integer(self.modulus), der.integer(self.exponent))

    def info(self):
        """SubjectPublicKeyInfo."""
        return der.sequence(der.algorithm(RSA_ENCRYPTION), der.element(der.BITS, b"\0", self.point()))

    def verifies(self, digest, data, signature):
        """Whether the signature is one over the data."""
        if len(signature) != self.size:
            return False
        found = pow(int.from_bytes(signature, "big"), self.exponent, self.modulus).to_bytes(self.size, "big")
        return found == _padded(digest, data, self.size)

    def encrypt(self, secret):
        """RSAES-PKCS1-v1_5."""
        fill = bytes(secrets.randbelow(255) + 1 for _ in range(self.size - len(secret) - 3))
        block = int.from_bytes(b"\0\2" + fill + b"\0" + secret, "big")
        return pow(block, self.exponent, self.modulus).to_bytes(self.size, "big")


class PrivateKey(PublicKey):
    """A private key, from the PEM that `openssl genpkey` writes."""

    def __init__(self, pem):
        lines = pem.decode().split("-----")[2]
        try:
            inner = der.read(der.read(base64.b64decode(lines)).children()[2].expect(der.OCTETS).body)
            numbers = [node.number() for node in inner.children()]
            super().__init__(numbers[1], numbers[2])
            self.p, self.q, self.dp, self.dq, self.inverse = numbers[4:9]
        except (IndexError, der.NotDer, ValueError) as why:
            raise ValueError(f"no RSA key in PKCS#8: {why}") from None

    def _private(self, number):
        one, two = pow(number, self.dp, self.p), pow(number, self.dq, self.q)
        return two + self.q * (self.inverse * (one - two) % self.p)

    def sign(self, digest, data):
        """RSASSA-PKCS1-v1_5."""
        return self._private(int.from_bytes(_padded(digest, data, self.size), "big")).to_bytes(self.size, "big")

    def decrypt(self, block):
        """The secret, or None when there is none in the block."""
        number = int.from_bytes(block, "big")
        if len(block) != self.size or number >= self.modulus:
            return None
        plain = self._private(number).to_bytes(self.size, "big")
        end = plain.find(b"\0", 2)
        return plain[end + 1 :] if plain[:2] == b"\0\2" and end >= 10 else None


def _padded(digest, data, size):
    tail = _PREFIXES[digest] + hashlib.new(digest, data).digest()
    return b"\0\1" + b"\xff" * (size - len(tail) - 3) + b"\0" + tail


def public_key(info):
    """The RSA key in a SubjectPublicKeyInfo; None when it is of another kind."""
    kind, bits = info.children()
    if kind.children()[0].oid() != RSA_ENCRYPTION:
        return None
    modulus, exponent = (node.number() for node in der.read(bits.expect(der.BITS).body[1:]).children())
    if modulus <= 0 or exponent <= 0:
        raise der.NotDer("an RSA key with negative numbers")
    return PublicKey(modulus, exponent)
