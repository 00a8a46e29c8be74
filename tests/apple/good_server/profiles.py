"""The profiles that the stand-in hands out."""

import uuid

from fake_device import cms, plist

CAPABILITIES = ["com.apple.mdm.per-user-connections", "com.apple.mdm.bootstraptoken"]
ACCOUNT = "ana@example.com"


def payload(kind, name, **keys):
    """A payload."""
    return {
        "PayloadType": kind,
        "PayloadVersion": 1,
        "PayloadIdentifier": f"com.example.stand-in.{name}",
        "PayloadUUID": str(uuid.uuid4()).upper(),
        **keys,
    }


def configuration(name, *payloads, **keys):
    """A profile of payloads."""
    return payload("Configuration", name, PayloadContent=list(payloads), PayloadDisplayName="Stand-in", **keys)


def scep(server, challenge, **different):
    """The SCEP payload."""
    content = {
        "URL": f"{server.base}/scep",
        "Name": "stand-in",
        "Subject": [[["O", "Stand-in"]], [["CN", "device"]]],
        "Challenge": challenge,
        "Keysize": 2048,
        "Key Type": "RSA",
        "Key Usage": 5,
        "Retries": 3,
        "RetryDelay": 0,
        **different,
    }
    return payload("com.apple.security.scep", "scep", PayloadContent=content)


def enrollment(server, challenge, mode=None):
    """An enrollment profile; `mode` is BYOD or ADDE where there is an account."""
    identity = scep(server, challenge)
    keys = {"AccessRights": 8191} if mode != "BYOD" else {}
    if mode:
        keys |= {"EnrollmentMode": mode, "AssignedManagedAppleID": ACCOUNT}
    mdm = payload(
        "com.apple.mdm",
        "mdm",
        IdentityCertificateUUID=identity["PayloadUUID"],
        Topic=server.topic,
        ServerURL=f"{server.base}/mdm",
        CheckInURL=f"{server.base}/checkin",
        SignMessage=True,
        CheckOutWhenRemoved=True,
        ServerCapabilities=CAPABILITIES,
        **keys,
    )
    root = payload("com.apple.security.root", "root", PayloadContent=server.authority.ca.data)
    return configuration("enrollment", root, identity, mdm, PayloadScope="System")


def service(server, challenge):
    """The profile that asks the device who it is."""
    content = {
        "URL": f"{server.base}/ota",
        "DeviceAttributes": ["UDID", "VERSION", "PRODUCT", "SERIAL"],
        "Challenge": challenge,
    }
    return payload("Profile Service", "service", PayloadContent=content)


def sign(server, stage, top):
    """A profile as it goes out: signed by the signer's certificate and its chain."""
    top = server.alter(f"profile:{stage}", top)
    authority = server.authority
    options = server.alter(
        "sign",
        {
            "content": plist.write(top),
            "signer": authority.signer,
            "key": authority.keys["signer"],
            "chain": [authority.ca.data],
            "digest": "sha256",
            "certificate": True,
            "signers": 1,
            "signed": None,
            "plain": False,
        },
    )
    if options["plain"]:
        return options["content"]
    signed = options["content"] if options["signed"] is None else options["signed"]
    info = cms.signer_info(options["signer"], options["key"], signed, options["digest"])
    own = [options["signer"].data] if options["certificate"] else []
    return cms.signed_data(options["content"], [*own, *options["chain"]], [info] * options["signers"], options["digest"])
