"""RequestSecurityToken, Issue ([MS-WSTEP] as [MS-MDE2] 3.4 changes it), and the whole way of an enrollment."""

import base64
import binascii
import re
import time
from pathlib import Path

from . import discovery, keys, markup, names, openssl, policies, provisioning, soap
from .identity import EDITIONS
from .refusal import NoWay, require
from .web_view import View


def context(identity, kind, found, ent_dm_id=None, only=None):
    """The AdditionalContext ([MS-MDE2] 3.4.4.1.1.1), in the order of a capture of Windows 11. EmmDeviceId and RequestVersion are there
    from version 5.0 on."""
    version = found.get("EnrollmentVersion", "3.0")
    newer = version >= "5.0"
    items = [
        ("UXInitiated", "true"),
        ("HWDevID", identity["hw_dev_id"]),
        ("Locale", identity["locale"]),
        ("TargetedUserLoggedIn", "true"),
        ("OSEdition", EDITIONS[identity["edition"]]),
        ("DeviceName", identity["device_name"]),
        ("MAC", identity["mac"]),
        ("MAC", "02-00-4C-4F-4F-50"),
        ("IMEI", identity["imei"]),
        ("DeviceID", identity["device_id"]),
        ("EnrollmentType", kind),
        ("DeviceType", "CIMClient_Windows"),
        ("OSVersion", identity["os_version"]),
        ("ApplicationVersion", identity["os_version"]),
        ("NotInOobe", "true"),
        ("EmmDeviceId", ent_dm_id if newer else None),
        ("RequestVersion", version if newer else None),
        ("Manufacturer", identity["manufacturer"]),
        ("DeviceModel", identity["model"]),
        ("SerialNumber", identity["serial_number"]),
    ]
    return "".join(
        f'<ac:ContextItem Name="{name}"><ac:Value>{markup.text(value)}</ac:Value></ac:ContextItem>'
        for name, value in items
        if value and (only is None or name in only)
    )


def wrapped(data, newline="\r\n"):
    """Base64 in lines of 64 characters, as CryptoAPI writes it."""
    flat = base64.b64encode(data).decode()
    return "".join(flat[at : at + 64] + newline for at in range(0, len(flat), 64))


def token_request(request_type, value_type, data, items):
    """The Body of an Issue or a Renew."""
    return (
        f"<wst:RequestSecurityToken><wst:TokenType>{names.DEVICE_TOKEN}</wst:TokenType>"
        f"<wst:RequestType>{request_type}</wst:RequestType>"
        f'<wsse:BinarySecurityToken ValueType="{value_type}" EncodingType="{names.BASE64_BINARY}">{wrapped(data)}</wsse:BinarySecurityToken>'
        f'<ac:AdditionalContext xmlns="{names.AUTHORIZATION}">{items}</ac:AdditionalContext></wst:RequestSecurityToken>'
    )


def document_of(answer, header):
    """The bytes of the provisioning document in a RequestSecurityTokenResponseCollection."""
    require(
        "rstrc", answer.is_a(names.TRUST, "RequestSecurityTokenResponseCollection"), f"{{{answer.namespace}}}{answer.local}"
    )
    responses = answer.all(names.TRUST, "RequestSecurityTokenResponse")
    require("rstrc", len(responses) == 1, f"{len(responses)} RequestSecurityTokenResponse")
    kind = responses[0].child(names.TRUST, "TokenType")
    require("token_type", kind is not None and kind.value == names.DEVICE_TOKEN, f"TokenType {kind.value if kind else None}")
    require("request_id", responses[0].child(names.ENROLLMENT, "RequestID") is not None, "no RequestID")
    requested = responses[0].child(names.TRUST, "RequestedSecurityToken")
    token = requested.child(names.SECURITY, "BinarySecurityToken") if requested else None
    require("rstrc", token is not None, "no RequestedSecurityToken/BinarySecurityToken")
    require(
        "token_value_type",
        token.attribute("ValueType") == names.PROVISION_DOCUMENT,
        f"ValueType {token.attribute('ValueType')}",
    )
    require(
        "token_encoding",
        token.attribute("EncodingType") == names.BASE64_BINARY,
        f"EncodingType {token.attribute('EncodingType')}",
    )
    _timestamp(header)
    try:
        return base64.b64decode("".join(token.text.split()), validate=True)
    except binascii.Error as why:
        require("token_base64", False, why)


def _timestamp(header):
    security = header.child(names.SECURITY, "Security")
    require(
        "timestamp",
        security is not None and security.attribute("mustUnderstand", names.SOAP) == "1",
        "no Security that must be understood",
    )
    stamp = security.child(names.UTILITY, "Timestamp")
    times = [stamp.child(names.UTILITY, name) if stamp else None for name in ("Created", "Expires")]
    form = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z"
    require(
        "timestamp",
        all(one is not None and re.fullmatch(form, one.value) for one in times),
        "no Timestamp with Created and Expires in UTC",
    )
    now = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())
    created, expires = (one.value[:19] for one in times)
    require("timestamp", created <= now <= expires, f"{created} to {expires}, and it is {now}")


def ready_key(path, given):
    """A new key, or a copy of one that a test keeps since making them is slow."""
    if given:
        path.write_bytes(Path(given).read_bytes())
    else:
        openssl.new_key(path)


def enroll(device, wire, options, report):
    """Discovery, signing in, policies, the request, and the document. `report` is filled as far as it goes."""
    if device.get("status") == "enrolled":
        raise NoWay("this PC is enrolled already")
    identity, upn, version = device["identity"], options["upn"], options["request_version"]
    start = discovery.address(options["server"], upn)
    offered = {"federated": ["OnPremise", "Federated"], "onpremise": ["OnPremise"]}[options["flow"]]
    about = report.setdefault("messages", {})
    found = discovery.discover(wire, start, identity, options["email"], version, offered, about.setdefault("discovery", {}))
    report["discovery"] = found
    if found["AuthPolicy"] == "Federated":
        view = View(wire, options["appru"])
        report["pages"] = view.seen
        security = soap.ticket(view.sign_in(found["AuthenticationServiceUrl"], upn, options["password"], options["choices"]))
    else:
        security = soap.credentials(upn, options["password"])
    least, digest = 2048, "sha256"
    if "EnrollmentPolicyServiceUrl" in found:
        least, digest = policies.get_policies(
            wire, found["EnrollmentPolicyServiceUrl"], security, about.setdefault("policies", {})
        )
        report["policies"] = {"minimal_key_length": least, "digest": digest}
    key = device.path("client.key")
    ready_key(key, options["key"])
    request = keys.request(key, identity["device_id"], options["csr"], digest)
    body = token_request(names.ISSUE, names.PKCS10, request, context(identity, options["type"], found))
    answer, header = soap.call(
        wire, found["EnrollmentServiceUrl"], names.RST, names.RSTRC, security, body, about.setdefault("enrollment", {})
    )
    document = document_of(answer, header)
    device.write("provisioning.xml", document)
    account = provisioning.read(document, openssl.public_key(key), found["AuthPolicy"], options["type"], wire)
    account.install(device)
    device.save(
        status="enrolled",
        upn=upn,
        flow=found["AuthPolicy"],
        type=options["type"],
        discovery_url=start,
        found=found,
        request_version=version,
    )
    report["account"] = account.report()
