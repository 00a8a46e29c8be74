"""Automatic renewal, "renew on behalf of" (certificate-renewal-windows-mdm.md; [MS-MDE2] 3.5): discovery, policies and
enrollment once more, without a person. A new key's request is signed by the old one, as CMS.

The documents show no GetPolicies of a renewal; it is sent with the header of the RST that they show [I], and can be left out, since
the service is optional.
"""

import time

from . import discovery, keys, names, openssl, policies, provisioning, soap
from .enrollment import context, document_of, ready_key, token_request
from .identity import Device
from .keys import Certificate
from .refusal import NoWay

_OF_THE_SAMPLE = ("DeviceType", "ApplicationVersion")


def _security(upn):
    """The header of the sample: a Timestamp, and a UsernameToken whose password is empty."""
    created, expires = (time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() + shift)) for shift in (0, 300))
    return soap.credentials(
        upn, "", f'<u:Timestamp u:Id="_0"><u:Created>{created}</u:Created><u:Expires>{expires}</u:Expires></u:Timestamp>'
    )


def renew(device, wire, options, report):
    """The whole renewal. The old certificate stays in its place until everything has been held to its rules."""
    if device.get("status") != "enrolled":
        raise NoWay("this PC is not enrolled")
    if not device["dm_client"].get("EntDMID"):
        raise NoWay("EntDMID is not set, and Windows does not renew without it")
    identity, about = device["identity"], report.setdefault("messages", {})
    old, between = Certificate(device.read("client.der")), device.read("intermediate.der")
    report["old"] = {"serial_number": old.serial.hex(), "not_after": old.not_after}
    # Nothing says what is offered for a renewal [I]; both are, since neither is used.
    offered = ["OnPremise", "Federated"]
    found = discovery.discover(
        wire,
        device["discovery_url"],
        identity,
        device["upn"],
        device["request_version"],
        offered,
        about.setdefault("discovery", {}),
    )
    security, digest = _security(device["upn"]), "sha256"
    if "EnrollmentPolicyServiceUrl" in found and options["policies"]:
        _, digest = policies.get_policies(wire, found["EnrollmentPolicyServiceUrl"], security, about.setdefault("policies", {}))
    key, new = device.path("client.key"), device.path("renewed.key")
    ready_key(new, options["key"])
    request = keys.request(new, identity["device_id"], options["csr"], digest)
    chain = [between] if between and options["chain"] else []
    signer = Device(options["signer"]) if options["signer"] else device
    signed = openssl.signed_data(request, signer.read("client.der"), signer.path("client.key"), chain)
    value = {"secext": names.PKCS7, "enrollment": names.PKCS7_OF_VERSION_1}[options["pkcs7"]]
    only = _OF_THE_SAMPLE if options["context"] == "sample" else None
    items = context(identity, device["type"], found, device["dm_client"]["EntDMID"], only)
    body = token_request(names.RENEW, value, signed, items)
    where = device["renewal"].get("ServerURL") or found["EnrollmentServiceUrl"]
    answer, header = soap.call(wire, where, names.RST, names.RSTRC, security, body, about.setdefault("renewal", {}))
    document = document_of(answer, header)
    device.write("renewal.xml", document)
    stores = provisioning.read_renewal(document, openssl.public_key(new), device)
    provisioning.install_renewal(stores, device)
    new.replace(key)
    device.save(renewal_due=False)
    report["new"] = {
        "serial_number": stores.client.serial.hex(),
        "not_after": stores.client.not_after,
        "subject": stores.client.subject_as_windows_shows_it(),
        "store": f"My\\{stores.store}",
    }
