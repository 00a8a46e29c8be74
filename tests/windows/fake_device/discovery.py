"""Discovery ([MS-MDE2] 3.1): a GET that only asks whether somebody is there, then what the device may do and where."""

import re
from urllib.parse import urlsplit

from . import markup, names, soap
from .identity import EDITIONS
from .refusal import require
from .transport import hold_to_protocol, is_secure, same_host

PATH = "/EnrollmentServer/Discovery.svc"
VERSIONS = ("3.0", "4.0", "5.0", "6.0", "7.0")
_FIELDS = {"AuthPolicy", "EnrollmentVersion", "EnrollmentPolicyServiceUrl", "EnrollmentServiceUrl", "AuthenticationServiceUrl"}


def address(server, upn):
    """Where discovery is asked: what the person typed, or the host that the domain of the address makes."""
    if not server:
        return f"https://enterpriseenrollment.{upn.rpartition('@')[2]}{PATH}"
    url = server if "://" in server else f"https://{server}"
    return url if urlsplit(url).path.strip("/") else url.rstrip("/") + PATH


def discover(wire, url, identity, email, version, offered, about):
    """Both requests; the answer as a mapping of its fields."""
    parts = urlsplit(url)
    # A capture spells the host that it made itself in this way, and names the port.
    found = (parts.hostname or "").startswith("enterpriseenrollment.") and parts.port is None
    spelled = url.replace("enterpriseenrollment.", "EnterpriseEnrollment.").replace(PATH, f":443{PATH}") if found else url
    hello = wire.exchange("GET", url, [("User-Agent", "ENROLLClient"), ("Pragma", "no-cache")])
    hold_to_protocol(hello, "text/html")
    require("discovery_get", hello.status == 200 and not hello.body, f"GET gave {hello.status} with {len(hello.body)} bytes")
    policies = "".join(f"<AuthPolicy>{one}</AuthPolicy>" for one in offered)
    body = (
        f'<Discover xmlns="{names.DISCOVERY}"><request xmlns:i="{names.INSTANCE}">'
        f"<EmailAddress>{markup.text(email)}</EmailAddress><RequestVersion>{version}</RequestVersion>"
        f"<DeviceType>CIMClient_Windows</DeviceType><ApplicationVersion>{identity['os_version']}</ApplicationVersion>"
        f"<OSEdition>{EDITIONS[identity['edition']]}</OSEdition><AuthPolicies>{policies}</AuthPolicies></request></Discover>"
    )
    answer, _ = soap.call(wire, url, names.DISCOVER, names.DISCOVER_RESPONSE, "", body, about, spelled)
    require("discover_response", answer.is_a(names.DISCOVERY, "DiscoverResponse"), f"{{{answer.namespace}}}{answer.local}")
    result = answer.child(names.DISCOVERY, "DiscoverResult")
    require("discover_response", result is not None, "no DiscoverResult")
    found = {}
    for field in result.children:
        known = field.namespace == names.DISCOVERY and field.local in _FIELDS and field.local not in found
        require("discover_fields", known, f"{{{field.namespace}}}{field.local}, or twice")
        found[field.local] = field.value
    return _held(found, offered, wire)


def _held(found, offered, wire):
    policy = found.get("AuthPolicy")
    require("auth_policy", policy in offered, f"AuthPolicy {policy}, offered {' '.join(offered)}")
    if "EnrollmentVersion" in found:
        version = found["EnrollmentVersion"]
        known = re.fullmatch(r"\d\.\d", version) and VERSIONS[0] <= version <= VERSIONS[-1]
        require("enrollment_version", known, f"EnrollmentVersion {version}")
    require("enrollment_url", found.get("EnrollmentServiceUrl"), "no EnrollmentServiceUrl")
    for name in ("EnrollmentServiceUrl", "EnrollmentPolicyServiceUrl"):
        require("https", name not in found or is_secure(found[name], wire), f"{name} {found.get(name)}")
    if "EnrollmentPolicyServiceUrl" in found:
        both = (found["EnrollmentPolicyServiceUrl"], found["EnrollmentServiceUrl"])
        require("one_host", same_host(*both), " and ".join(both))
    if policy == "Federated":
        page = found.get("AuthenticationServiceUrl")
        require("authentication_url", page, "Federated without AuthenticationServiceUrl")
        require("authentication_https", is_secure(page, wire), f"AuthenticationServiceUrl {page}")
    return found
