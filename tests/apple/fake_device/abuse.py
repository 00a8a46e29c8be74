"""Bad messages, for tests of a server: what is sent is wrong in one way each, and what was answered is reported.

Those beginning with `scep-` need a SCEP payload, of the enrollment or from `--profile`; with `post-` a `--url` that takes what
a device is; with `mdm-` an enrolled device. Nothing that a server refuses changes the device.
"""

from . import certrep, cms, der
from .abuse_mdm import MDM
from .abuse_post import POST
from .abuse_scep import SCEP, challenge_in_address
from .refusal import NoWay, require

KINDS = (*SCEP, *MDM, *POST)
# A replay may be answered as the first time, as long as it does nothing new; attributes that nobody knows may be left out; and
# some clients encrypt to every certificate they see.
MAY_PASS = ("scep-many-attributes", "scep-two-recipients", "scep-replay", "mdm-replay", "mdm-replay-result", "mdm-unknown-uuid")

# The same is true of this where the address shows the challenge already.
MAY_PASS_BY_ADDRESS = ("scep-no-challenge",)

# Kinds of messages that no server knows, or that ours says nowhere to serve.
UNKNOWN = ("mdm-unknown-message", "mdm-get-token", "mdm-declarations")


def run(device, wire, given, report):
    """Sends all that were asked for. A bad message that is taken, or answered with 401 or 5xx, is a refusal in the end."""
    kinds = given["kinds"] or [kind for kind in KINDS if _can(device, given, kind)]
    unknown = set(kinds) - set(KINDS)
    if unknown:
        raise NoWay(f"no such kind: {' '.join(sorted(unknown))}")
    passing = set(MAY_PASS)
    if set(kinds) & set(MAY_PASS_BY_ADDRESS) and challenge_in_address(device, wire, given):
        passing |= set(MAY_PASS_BY_ADDRESS)
    report["answers"] = []
    for kind in kinds:
        answer = {**SCEP, **MDM, **POST}[kind](device, wire, given)
        one = {
            "kind": kind,
            "status": answer.status,
            "content_type": answer.kind(),
            "bearer": kind in POST and (answer.header("WWW-Authenticate") or "").startswith("Bearer "),
            "body": answer.body[:500].decode("utf-8", "replace"),
            "milliseconds": wire.log[-1]["milliseconds"],
        }
        if kind in SCEP:
            one["scep"] = _said(answer)
        one["refused"] = 400 <= answer.status < 500 or one.get("scep", "").startswith("FAILURE")
        report["answers"].append(one)
    for one in report["answers"]:
        right = (one["status"] != 401 or one["bearer"]) and one["status"] < 500 and (one["refused"] or one["kind"] in passing)
        require("bad-message", right, f"{one['kind']}: {one['status']} {one.get('scep', '')} {one['body'][:100]}")
        require("unknown-message", one["kind"] not in UNKNOWN or one["status"] == 400, f"{one['kind']}: {one['status']}")


def _can(device, given, kind):
    if kind == "mdm-other-device" and not given["other"]:
        return False
    if kind in POST:
        return bool(given["url"])
    if kind in MDM:
        return device.get("state") == "enrolled"
    return bool(given["profile"] or device.get("scep"))


def _said(answer):
    """What a CertRep says, in words; empty when it is none."""
    try:
        signer = cms.SignedData(answer.body).signers[0]
    except (der.NotDer, IndexError):
        return ""
    status, reason = (signer.one(kind, der.PRINTABLE) for kind in (certrep.PKI_STATUS, certrep.FAIL_INFO))
    word = {b"0": "SUCCESS", b"2": "FAILURE", b"3": "PENDING"}.get(status, "?")
    return f"{word} {certrep.FAILURES.get((reason or b'').decode('latin-1'), '')}".strip()
