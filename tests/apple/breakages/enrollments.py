"""What an enrollment profile must not say, and what its replacement must not change."""

import uuid

from good_server.profiles import payload

from . import Broken, Change, keyed
from .profiles import MDM, mdm, scep

RENEWAL = "profile:renewal"


def renewed(**keys):
    """Keys of the MDM payload in a replacement."""
    return keyed(RENEWAL, *MDM, **keys)


def _two(value):
    value["PayloadContent"].append({**value["PayloadContent"][2], **payload("com.apple.mdm", "second")})


def _root(value):
    value["PayloadContent"][2]["IdentityCertificateUUID"] = value["PayloadContent"][0]["PayloadUUID"]


def _web_clip():
    return payload("com.apple.webClip.managed", "portal", URL="https://localhost/", Label="Portal")


def _by_acme(value):
    identity = payload(
        "com.apple.security.acme",
        "acme",
        DirectoryURL="https://localhost/acme",
        ClientIdentifier="device",
        KeySize=256,
        KeyType="ECSECPrimeRandom",
        HardwareBound=True,
        Subject=[[["CN", "device"]]],
    )
    value["PayloadContent"].append(identity)
    value["PayloadContent"][2]["IdentityCertificateUUID"] = identity["PayloadUUID"]


BROKEN = [
    Broken(
        "an enrollment profile has no MDM payload",
        "one-mdm-payload",
        keyed("profile:enrollment", PayloadContent=lambda old: old[:2]),
    ),
    Broken("an enrollment profile has two MDM payloads", "one-mdm-payload", Change("profile:enrollment", _two)),
    Broken(
        "the identity is no payload of the profile", "identity-reference", mdm(IdentityCertificateUUID=str(uuid.UUID(int=1)))
    ),
    Broken("the identity is the root's certificate", "identity-reference", Change("profile:enrollment", _root)),
    Broken("the identity comes by ACME", "identity-scep", Change("profile:enrollment", _by_acme)),
    Broken("Topic is that of an app", "topic", mdm(Topic="com.example.app")),
    Broken("Topic ends with no UUID", "topic", mdm(Topic="com.apple.mgmt.External.example")),
    Broken("ServerURL is http to another machine", "server-url", mdm(ServerURL="http://mdm.example.com/mdm")),
    Broken("CheckInURL is a path", "server-url", mdm(CheckInURL="/checkin")),
    Broken("ServerURL has a fragment", "server-url", mdm(ServerURL="https://mdm.example.com/mdm#device")),
    Broken("SCEP is http to another machine", "https", scep(URL="http://mdm.example.com/scep")),
    Broken(
        "an enrollment profile is for a user of a Mac",
        "mac-scope",
        keyed("profile:enrollment", PayloadScope="User"),
        model="mac",
    ),
    Broken(
        "an enrollment profile for a Mac has no scope", "mac-scope", keyed("profile:enrollment", PayloadScope=None), model="mac"
    ),
    Broken("messages are not signed", "sign-message", mdm(SignMessage=False)),
    Broken("SignMessage is not there", "sign-message", mdm(SignMessage=None)),
    Broken("AccessRights is not there", "access-rights", mdm(AccessRights=None)),
    Broken("AccessRights is 0", "access-rights", mdm(AccessRights=0)),
    Broken("AccessRights is 16383", "access-rights", mdm(AccessRights=16383)),
    Broken("there is the right to install and none to inspect", "access-rights", mdm(AccessRights=2)),
    Broken("EnrollmentMode is there without an account", "enrollment-mode", mdm(EnrollmentMode="BYOD")),
    Broken(
        "an account is assigned that nobody signed in with", "enrollment-mode", mdm(AssignedManagedAppleID="ana@example.com")
    ),
    Broken(
        "a pinned certificate is not in the profile",
        "pinning-reference",
        mdm(ServerURLPinningCertificateUUIDs=[str(uuid.UUID(int=1))]),
    ),
    Broken(
        "a replacement has another identifier",
        "renewal-identifier",
        keyed(RENEWAL, PayloadIdentifier="com.example.stand-in.other"),
        "renew",
    ),
    Broken(
        "a replacement has another Topic",
        "renewal-immutable",
        renewed(Topic=f"com.apple.mgmt.External.{uuid.UUID(int=9)}"),
        "renew",
    ),
    Broken("a replacement has another ServerURL", "renewal-immutable", renewed(ServerURL=lambda old: old + "/2"), "renew"),
    Broken("a replacement has no CheckInURL", "renewal-immutable", renewed(CheckInURL=None), "renew"),
    Broken("a replacement has another capability", "renewal-immutable", renewed(ServerCapabilities=[]), "renew"),
    Broken("a replacement adds a right", "renewal-rights", renewed(AccessRights=8191), "renew", model="iphone-few"),
    Broken("a replacement has no MDM payload", "one-mdm-payload", keyed(RENEWAL, PayloadContent=lambda old: old[:2]), "renew"),
    Broken(
        "a Mac's replacement has a web clip",
        "payload-channel",
        keyed(RENEWAL, PayloadContent=lambda old: [*old, _web_clip()]),
        "renew",
        model="mac",
    ),
    Broken("a replacement has a challenge that was used", "renewal-challenge", None, "renew", reuse=True),
    Broken(
        "a renewed certificate ends earlier", "renewal-new", Change("issue", lambda one: one.update(days=(-1, 20))), "renew"
    ),
]
