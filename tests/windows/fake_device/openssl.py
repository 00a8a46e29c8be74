"""The `openssl` command: keys, signatures and chains. What it says on failure is part of the report."""

import base64
import subprocess
import tempfile
from pathlib import Path

from .refusal import NoWay

# For SHA-1 the identifier of the OIW, as a capture has it.
_HASHES = {"sha256": "1.2.840.113549.1.1.11", "sha1": "1.3.14.3.2.29"}


def run(*arguments, given=None):
    """Runs a command of openssl; what it wrote, or `NoWay` with what it complained of."""
    done = subprocess.run(["openssl", *map(str, arguments)], input=given, capture_output=True, check=False)
    if done.returncode != 0:
        raise NoWay(f"openssl {arguments[0]}: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout


def new_key(path):
    """Writes an RSA-2048 key, the size that Windows makes without a policy that says otherwise."""
    Path(path).write_bytes(run("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"))
    Path(path).chmod(0o600)


def public_key(path):
    """The SubjectPublicKeyInfo of a key."""
    return run("pkey", "-in", path, "-pubout", "-outform", "DER")


def sign(path, data, digest="sha256"):
    """An RSASSA-PKCS1-v1_5 signature, and the identifier of its algorithm."""
    return run("dgst", f"-{digest}", "-sign", path, given=data), _HASHES[digest]


def pem(certificate):
    """A certificate's DER as PEM."""
    flat = base64.b64encode(certificate).decode()
    lines = [flat[at : at + 64] for at in range(0, len(flat), 64)]
    return "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""]).encode()


def chain_fault(root, intermediates, leaf):
    """What openssl says against a chain for a TLS client; None when it verifies."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "root").write_bytes(pem(root))
        (here / "leaf").write_bytes(pem(leaf))
        (here / "between").write_bytes(b"".join(map(pem, intermediates)))
        between = ["-untrusted", here / "between"] if intermediates else []
        try:
            run(
                "verify",
                "-purpose",
                "sslclient",
                "-no-CApath",
                "-no-CAstore",
                "-CAfile",
                here / "root",
                *between,
                here / "leaf",
            )
        except NoWay as why:
            return str(why)
    return None


def signed_data(content, certificate, key, chain=()):
    """A CMS SignedData with its content inside, signed by a certificate's key, as a renewal sends it."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "certificate").write_bytes(pem(certificate))
        (here / "chain").write_bytes(b"".join(map(pem, chain)))
        more = ["-certfile", here / "chain"] if chain else []
        return run(
            "cms",
            "-sign",
            "-binary",
            "-nodetach",
            "-nosmimecap",
            "-md",
            "sha256",
            "-signer",
            here / "certificate",
            "-inkey",
            key,
            *more,
            "-outform",
            "DER",
            given=content,
        )
