"""How both sides prove themselves inside SyncML (OMA-TS-DM_Security 1.2.1, 5.3): MD5 over the name, the secret and
a nonce, or BASIC."""

import base64
import binascii
import hashlib

from . import names
from .refusal import require
from .syncml import described, leaf, meta, text_of


def digest(name, secret, nonce):
    """B64(MD5( B64(MD5(name ":" secret)) ":" nonce ))."""
    first = base64.b64encode(hashlib.md5(f"{name}:{secret}".encode()).digest())
    return base64.b64encode(hashlib.md5(first + b":" + nonce).digest()).decode()


def cred(kind, name, secret, nonce):
    """The Cred of a header."""
    if kind == "BASIC":
        data = base64.b64encode(f"{name}:{secret}".encode()).decode()
        return f"<Cred>{meta(Format='b64', Type='syncml:auth-basic')}{leaf('Data', data)}</Cred>"
    return f"<Cred>{meta(Format='b64', Type='syncml:auth-md5')}{leaf('Data', digest(name, secret, nonce))}</Cred>"


def challenge(status):
    """The next nonce of a Status with a Chal, as it is encoded; None when there is none."""
    chal = status.child(names.SYNCML, "Chal")
    if chal is None:
        return None
    kind, form, nonce = (described(chal, field) for field in ("Type", "Format", "NextNonce"))
    require("chal", kind in ("syncml:auth-md5", "syncml:auth-basic"), f"Chal of type {kind}")
    if kind == "syncml:auth-basic":
        return ""
    require("chal", form == "b64", f"Chal with Format {form}")
    try:
        raw = base64.b64decode(nonce or "", validate=True)
    except binascii.Error:
        raw = b""
    require("chal", len(raw) >= 8, f"NextNonce {nonce}")
    return nonce


def server_proves(header, provider_id, secret, nonce):
    """Whether a server that sends a Cred knows the CLIENT secret; nothing is asked of one that sends none, for TLS proves it."""
    given = header.child(names.SYNCML, "Cred")
    if given is None:
        return
    right = digest(provider_id, secret, base64.b64decode(nonce))
    require(
        "server_cred",
        described(given, "Type") == "syncml:auth-md5" and text_of(given, "Data") == right,
        "the server's Cred is wrong",
    )
