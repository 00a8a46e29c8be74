"""The over-the-air profile service in three phases: who the device is, a certificate, and then the profile.

A real device signs phase 2 with a certificate of Apple's that nobody else has; here it is one that the device makes for itself,
so a server must be told to take it.
"""

import uuid

from . import certificate, cms, plist, profile
from .certificate import Certificate
from .enrollment import enroll, identity
from .refusal import require

SIGNED = "application/pkcs7-signature"
_ATTRIBUTES = {
    "UDID": "UDID",
    "VERSION": "BuildVersion",
    "PRODUCT": "ProductName",
    "SERIAL": "SerialNumber",
    "IMEI": "IMEI",
    "MEID": "MEID",
    "DEVICE_NAME": "DeviceName",
    "MAC_ADDRESS_EN0": "WiFiMAC",
}


def stand_in_identity(device):
    """The certificate and key in the place of those that Apple puts into a device."""
    if device.read("apple.der") is None:
        key = device.new_key("apple", device.get("spare_key"))
        device.write("apple.der", certificate.temporary(key, str(uuid.uuid4()).upper()))
    return Certificate(device.read("apple.der")), device.key("apple")


def run(device, wire, first, given, report):
    """All phases, from the profile of the first."""
    profile.hold_phase(first, 1)
    service = first.top["PayloadContent"]
    require("https", wire.is_secure(service["URL"]), service["URL"])
    facts = device["identity"]
    said = {
        name: facts[key] for name, key in _ATTRIBUTES.items() if name in service.get("DeviceAttributes", []) and key in facts
    }
    if "Challenge" in service:
        said["CHALLENGE"] = service["Challenge"]
    body = plist.write(said)
    second = _post(wire, service["URL"], cms.sign(body, *stand_in_identity(device), device.signing), given)
    profile.hold_phase(second, 2)
    content = second.payloads(profile.SCEP)[0]["PayloadContent"]
    report["ota"] = identity(device, wire, content, given, "ota")
    signed = cms.sign(body, device.certificate("ota"), device.key("ota"), device.signing)
    enroll(device, wire, _post(wire, service["URL"], signed, given), given, report)


def _post(wire, url, body, given):
    return profile.Profile(profile.download(wire, url, [("Content-Type", SIGNED)], "POST", body), given["unsigned"])
