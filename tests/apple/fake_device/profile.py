"""Configuration profiles: how they come, who signed them, and every key in them."""

import base64
import json
import re

from . import cms, der, plist, schema
from .certificate import SHORT, Certificate
from .refusal import Fault, require
from .schema.commands import EVERY_RIGHT
from .schema.payloads import (
    COMMON,
    NARROWER,
    NOT_ON,
    NOT_ON_DEVICE_CHANNEL,
    NOT_PERSONAL,
    PAYLOADS,
    PROFILE_SERVICE,
    SINGLE,
    TOP,
    UUID,
)

CONTENT_TYPE = "application/x-apple-aspen-config"
MDM, SCEP, ACME, PKCS12 = "com.apple.mdm", "com.apple.security.scep", "com.apple.security.acme", "com.apple.security.pkcs12"
FILE_VAULT = "com.apple.MCX.FileVault2"
CERTIFICATES = ("com.apple.security.root", "com.apple.security.pkcs1", "com.apple.security.pem")
IMMUTABLE = (
    "Topic",
    "ServerURL",
    "CheckInURL",
    "ServerCapabilities",
    "EnrollmentMode",
    "AssignedManagedAppleID",
)
_TOPIC = re.compile(rf"com\.apple\.mgmt\.External\.{UUID}")
_REVERSE = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9_-]+)+")


def download(wire, url, headers=(), method="GET", body=None):
    """A profile from a URL, which must come with its content type to the letter."""
    answer = wire.follow(method, url, headers, body)
    hold_answer(answer)
    return answer.body


def hold_answer(answer):
    """The HTTP side of a profile."""
    if answer.status >= 400:
        raise Fault("profile", answer.status, answer.body)
    require("profile-status", answer.status == 200, f"{answer.status} from {answer.url}")
    require("profile-content-type", answer.kind() == CONTENT_TYPE, f"Content-Type: {answer.kind()}")


def is_enrollment(top):
    """Whether a profile, of which nothing has been checked, has an MDM payload."""
    payloads = top.get("PayloadContent")
    inside = payloads if isinstance(payloads, list) else []
    return MDM in [one.get("PayloadType") for one in inside if isinstance(one, dict)]


class Profile:
    """A profile that was opened: its dictionary, the bytes as they came, and who signed."""

    def __init__(self, data, unsigned=False):
        self.data, self.signers = data, []
        if data[:1] == b"\x30":
            data = self._opened(data)
        else:
            require("profile-signed", unsigned, f"it begins with {data[:20]!r}")
        try:
            self.top = plist.read(data)
        except plist.NotPlist as why:
            require("profile-plist", False, str(why))
        require("profile-plist", isinstance(self.top, dict), "the root is no dictionary")

    def _opened(self, data):
        try:
            signed = cms.SignedData(data)
        except der.NotDer as why:
            require("profile-signed", False, str(why))
        require("profile-signed", signed.content is not None and signed.content_type == cms.DATA, "no content of type data")
        require("profile-one-signer", len(signed.signers) == 1, f"{len(signed.signers)} signers")
        signer = signed.signers[0]
        certificate = signed.certificate_of(signer)
        require("profile-signer-chain", certificate is not None, "the signer's certificate is not in it")
        require("profile-digest", signer.digest_name() in ("sha256", "sha384", "sha512"), signer.digest)
        require("profile-signature", _is_data(signer), "the attribute contentType is not data")
        require("profile-signature", signer.digest_fits(signed.content), "messageDigest is not the content's")
        require("profile-signature", signer.signature_fits(certificate), "the signature is not the signer's")
        self.signers = _chain(certificate, signed.certificates)
        return signed.content

    @property
    def identifier(self):
        """PayloadIdentifier, by which a profile replaces another."""
        return self.top["PayloadIdentifier"]

    def payloads(self, kind):
        """The payloads of a type."""
        return [one for one in self.top["PayloadContent"] if one["PayloadType"] == kind]

    @property
    def mdm(self):
        """The MDM payload."""
        return self.payloads(MDM)[0]

    def facts(self, managed):
        """What the device keeps and ProfileList tells."""
        keys = ("PayloadUUID", "PayloadIdentifier", "PayloadVersion", "PayloadDisplayName", "PayloadOrganization")
        more = (*keys, "PayloadDescription", "PayloadType")
        inside = [{key: one[key] for key in more if key in one} for one in self.top["PayloadContent"]]
        top = {key: self.top[key] for key in (*keys, "PayloadDescription", "PayloadRemovalDisallowed") if key in self.top}
        signers = [one.data.hex() for one in self.signers]
        return {"top": top, "content": inside, "managed": managed, "signers": signers}


def _is_data(signer):
    kind = signer.one(cms.CONTENT_TYPE, der.OID)
    return kind is not None and der.dotted(kind) == cms.DATA


def _chain(leaf, certificates):
    """The chain of a signer: each certificate valid now and signed by the next; it may end at one whose issuer is not in it."""
    chain, left = [leaf], [one for one in certificates if one.data != leaf.data]
    while chain[-1].issuer != chain[-1].subject:
        above = next((one for one in left if one.subject == chain[-1].issuer), None)
        if above is None:
            break
        require("profile-signer-chain", chain[-1].is_signed_by(above), f"{above.name()} did not sign {chain[-1].name()}")
        require("profile-signer-chain", above.is_authority(), f"{above.name()} is no authority")
        left.remove(above)
        chain.append(above)
    require("profile-signer-chain", not left, lambda: f"certificates beside the chain: {[one.name() for one in left]}")
    for one in chain:
        require("profile-signer-dates", one.is_now(), f"{one.name()}: {one.not_before} to {one.not_after}")
    require("profile-signer-chain", leaf.usage(0), "the signer's key usage has no digitalSignature")
    return chain


# Every profile


def _hold(fields, value, where):
    for problem in schema.problems(fields, value, where):
        require(f"payload-key-{problem.kind}", False, f"{problem.where or 'the profile'}: {problem.what}")


def hold(profile):
    """Every key of a configuration profile."""
    top = profile.top
    _hold(TOP, top, "")
    require("payload-identifier", _REVERSE.fullmatch(top["PayloadIdentifier"]), top["PayloadIdentifier"])
    require("payload-content", top["PayloadContent"], "PayloadContent is empty")
    uuids, identifiers = [top["PayloadUUID"].upper()], [top["PayloadIdentifier"]]
    for payload in top["PayloadContent"]:
        kind = payload.get("PayloadType")
        require("payload-key-missing", "PayloadType" in payload, "PayloadContent: PayloadType")
        require("payload-key-type", isinstance(kind, str), "PayloadContent.PayloadType")
        require("payload-type-known", kind in PAYLOADS, kind)
        own = {field.name for field in PAYLOADS[kind]}
        _hold(PAYLOADS[kind] + [field for field in COMMON if field.name not in own], payload, f"{kind}.")
        uuids.append(payload["PayloadUUID"].upper())
        identifiers.append(payload["PayloadIdentifier"])
    require("payload-uuid-unique", len(set(uuids)) == len(uuids), uuids)
    require("payload-identifier-unique", len(set(identifiers)) == len(identifiers), identifiers)
    for kind in CERTIFICATES:
        for payload in profile.payloads(kind):
            _certificate(payload["PayloadContent"], kind)
    for payload in profile.payloads(SCEP):
        _scep(payload["PayloadContent"])
    for payload in profile.payloads(FILE_VAULT):
        _vault(payload)


def _certificate(data, kind):
    try:
        text = data.split(b"-----")
        made = Certificate(data if kind != "com.apple.security.pem" else _from_pem(text))
    except (der.NotDer, ValueError, IndexError) as why:
        require("certificate-payload", False, f"{kind}: {why}")
    require(
        "certificate-payload", kind != "com.apple.security.root" or made.subject == made.issuer, "the root is not self-signed"
    )


def _from_pem(parts):
    return base64.b64decode(parts[2])


def _scep(content):
    require("scep-subject", _is_subject(content.get("Subject", [])), lambda: json.dumps(content.get("Subject")))
    require("scep-key-size", content.get("Keysize", 1024) >= 2048, f"Keysize {content.get('Keysize', 'is not there: 1024')}")


def _vault(payload):
    """FileVault turned on: only with somebody's password, and so that the disk can be opened without it."""
    if payload["Enable"] != "On":
        return
    named = "Username" in payload and ("Password" in payload or payload.get("UserEntersMissingInfo", False))
    require("vault-deferred", payload.get("Defer", False) or named, f"neither Defer nor a user: {sorted(payload)}")
    institution = any(key in payload for key in ("Certificate", "PayloadCertificateUUID")) or payload.get("UseKeychain", False)
    require("vault-key", payload.get("UseRecoveryKey", True) or institution, "no recovery key of any kind")


def _is_subject(rdns):
    """An array of RDNs; an RDN is an array of pairs of a short name or an object identifier and a value."""
    for rdn in rdns:
        for pair in rdn:
            if len(pair) != 2 or not (pair[0] in SHORT or re.fullmatch(r"[0-2](\.\d+)+", pair[0])) or not pair[1]:
                return False
    return all(rdns)


def hold_for(profile, device, personal):
    """That every payload is for this kind of device, in this kind of enrollment, and not there already; `personal` is a user
    enrollment."""
    platform = device["identity"]["platform"]
    if platform == "mac" and profile.payloads(MDM):
        scope = profile.top.get("PayloadScope")
        require("mac-scope", scope == "System", f"PayloadScope {scope}")
    for payload in profile.top["PayloadContent"]:
        kind = payload["PayloadType"]
        require("payload-channel", kind not in NOT_ON_DEVICE_CHANNEL[platform], f"{kind} for the whole of a Mac")
        if kind in NARROWER[platform]:
            _hold(NARROWER[platform][kind], payload, f"{kind}.")
        require("payload-platform", kind not in NOT_ON[platform], f"{kind} on {device['identity']['family']}")
        others = [one for name, one in device.profiles().items() if name != profile.identifier]
        there = [one["PayloadType"] for other in others for one in other["content"]]
        once = kind not in there and len(profile.payloads(kind)) == 1
        require("payload-single", kind not in SINGLE or once, f"a second {kind}")
        require("payload-personal", not personal or kind not in NOT_PERSONAL[platform], f"{kind} in a user enrollment")


# Enrollment profiles


def hold_enrollment(profile, wire, account=None):
    """An enrollment profile. `account` is the account of an account-driven enrollment with its mode, `mdm-byod` or
    `mdm-adde`."""
    hold(profile)
    found = profile.payloads(MDM)
    require("one-mdm-payload", len(found) == 1, f"{len(found)} payloads of com.apple.mdm")
    mdm = found[0]
    kinds = {one["PayloadUUID"]: one["PayloadType"] for one in profile.top["PayloadContent"]}
    kind = kinds.get(mdm["IdentityCertificateUUID"])
    require("identity-reference", kind in (SCEP, ACME, PKCS12), f"IdentityCertificateUUID is of {kind}")
    require("identity-scep", kind == SCEP, f"the identity comes by {kind}, which is not spoken here")
    require("topic", _TOPIC.fullmatch(mdm["Topic"]), mdm["Topic"])
    for name in ("ServerURL", "CheckInURL"):
        if name in mdm:
            require("server-url", wire.is_secure(mdm[name]) and "#" not in mdm[name], f"{name} {mdm[name]}")
    scep = identity_payload(profile)["PayloadContent"]
    require("scep-url", scep["URL"].startswith(("http://", "https://")), scep["URL"])
    require("https", wire.is_secure(scep["URL"]), scep["URL"])
    require("sign-message", mdm.get("SignMessage") is True, "SignMessage is not true, and no client certificate is asked for")
    for pinned in (*mdm.get("ServerURLPinningCertificateUUIDs", []), *mdm.get("CheckInURLPinningCertificateUUIDs", [])):
        require("pinning-reference", kinds.get(pinned) in CERTIFICATES, pinned)
    _hold_mode(mdm, account)


def _hold_mode(mdm, account):
    mode, rights = mdm.get("EnrollmentMode"), mdm.get("AccessRights")
    if account is None:
        require(
            "enrollment-mode", mode is None and "AssignedManagedAppleID" not in mdm, f"EnrollmentMode {mode} without an account"
        )
    else:
        require("enrollment-mode", mode == {"mdm-byod": "BYOD", "mdm-adde": "ADDE"}[account[1]], f"{mode} for {account[1]}")
        assigned = mdm.get("AssignedManagedAppleID")
        require("assigned-account", assigned == account[0], f"AssignedManagedAppleID {assigned} for {account[0]}")
    if mode == "BYOD":
        require("access-rights", rights is None, f"AccessRights {rights} in a user enrollment")
        return
    require("access-rights", rights is not None and 1 <= rights <= EVERY_RIGHT, f"AccessRights {rights}")
    require("access-rights", not rights & 2 or rights & 1, "the right to install profiles without the one to inspect them")
    require("access-rights", not rights & 128 or rights & 64, "the right to install provisioning without the one to inspect it")


def identity_payload(profile):
    """The payload that the MDM payload's identity comes from."""
    wanted = profile.mdm["IdentityCertificateUUID"]
    return next(one for one in profile.top["PayloadContent"] if one["PayloadUUID"] == wanted)


def hold_renewal(profile, before, identifier):
    """What an enrollment profile may not change when it replaces the one before it."""
    mdm = profile.mdm
    require("renewal-identifier", profile.identifier == identifier, f"{profile.identifier} in the place of {identifier}")
    for key in IMMUTABLE:
        old, new = (sorted(one) if isinstance(one, list) else one for one in (before.get(key), mdm.get(key)))
        require("renewal-immutable", old == new, f"{key}: {old} became {new}")
    added = mdm.get("AccessRights", 0) & ~before.get("AccessRights", 0)
    require("renewal-rights", not added, f"AccessRights gained {added}")


def hold_phase(profile, phase):
    """The profiles of the over-the-air service: the one that asks, and the one with SCEP alone."""
    if phase == 1:
        _hold(PROFILE_SERVICE, profile.top, "")
        return
    hold(profile)
    kinds = [one["PayloadType"] for one in profile.top["PayloadContent"]]
    require("ota-phase-two", kinds.count(SCEP) == 1 and MDM not in kinds, f"{kinds}")
