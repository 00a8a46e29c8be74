"""The `openssl` command: new keys, block ciphers, and signatures that are not RSA."""

import base64
import subprocess
import tempfile
from pathlib import Path

from .refusal import NoWay


def run(*arguments, given=None):
    """Runs a command of openssl; what it wrote, or `NoWay` with what it complained of."""
    done = subprocess.run(["openssl", *map(str, arguments)], input=given, capture_output=True, check=False)
    if done.returncode != 0:
        raise NoWay(f"openssl {arguments[0]}: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout


def new_key(path, bits=2048):
    """Writes an RSA key."""
    Path(path).write_bytes(run("genpkey", "-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{bits}"))
    Path(path).chmod(0o600)


def encrypt(cipher, key, vector, data):
    """A block cipher in CBC with PKCS#7 padding."""
    return run("enc", f"-{cipher}", "-K", key.hex(), "-iv", vector.hex(), given=data)


def decrypt(cipher, key, vector, data):
    """The same backwards; None when key or padding are wrong."""
    try:
        return run("enc", "-d", f"-{cipher}", "-K", key.hex(), "-iv", vector.hex(), given=data)
    except NoWay:
        return None


def pem(data, kind="CERTIFICATE"):
    """DER as PEM."""
    flat = base64.b64encode(data).decode()
    lines = [flat[at : at + 64] for at in range(0, len(flat), 64)]
    return "\n".join([f"-----BEGIN {kind}-----", *lines, f"-----END {kind}-----", ""]).encode()


def verifies(info, digest, data, signature):
    """Whether a signature by a key of any kind is one over the data; for keys that are not RSA."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "key").write_bytes(pem(info, "PUBLIC KEY"))
        (here / "signature").write_bytes(signature)
        try:
            run("dgst", f"-{digest}", "-verify", here / "key", "-signature", here / "signature", given=data)
        except NoWay:
            return False
    return True
