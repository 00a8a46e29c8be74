"""GetPolicies ([MS-XCEP] 3.1.4.1): which key the device makes for its request.

The answer's types are sequences, so the order of the children counts; what is not said is there all the same, and nil.
"""

from . import names, soap
from .refusal import require

REQUEST = (
    f'<GetPolicies xmlns="{names.POLICY}"><client><lastUpdate xsi:nil="true"/><preferredLanguage xsi:nil="true"/>'
    "<TPMManufacturer>INTC</TPMManufacturer><TPMFirmwareVersion>600.18.26.0</TPMFirmwareVersion></client>"
    '<requestFilter xsi:nil="true"/></GetPolicies>'
)

_ORDER = {
    "GetPoliciesResponse": ("response", "cAs", "oIDs"),
    "response": ("policyID", "policyFriendlyName", "nextUpdateHours", "policiesNotChanged", "policies"),
    "policy": ("policyOIDReference", "cAs", "attributes"),
    "attributes": (
        "commonName",
        "policySchema",
        "certificateValidity",
        "permission",
        "privateKeyAttributes",
        "revision",
        "supersededPolicies",
        "privateKeyFlags",
        "subjectNameFlags",
        "enrollmentFlags",
        "generalFlags",
        "hashAlgorithmOIDReference",
        "rARequirements",
        "keyArchivalAttributes",
        "extensions",
    ),
    "certificateValidity": ("validityPeriodSeconds", "renewalPeriodSeconds"),
    "permission": ("enroll", "autoEnroll"),
    "privateKeyAttributes": (
        "minimalKeyLength",
        "keySpec",
        "keyUsageProperty",
        "permissions",
        "algorithmOIDReference",
        "cryptoProviders",
    ),
    "revision": ("majorRevision", "minorRevision"),
    "oID": ("value", "group", "oIDReferenceID", "defaultName"),
}
# Newer servers may ask for attestation of the key ([MS-MDE2] 3.3.4.1.1.2), which this PC cannot do and need not.
_ATTESTATION = ("AttestationFailureBehavior", "OperationTimeout", "attestation")
_DIGESTS = {
    "1.3.14.3.2.29": "sha1",
    "1.3.14.3.2.26": "sha1",
    "1.2.840.113549.1.1.5": "sha1",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "1.2.840.113549.1.1.11": "sha256",
}


def get_policies(wire, url, security, about):
    """Asks and holds the answer to its schema; the least length of a key and the digest's name."""
    answer, _ = soap.call(wire, url, names.GET_POLICIES, names.GET_POLICIES_RESPONSE, security, REQUEST, about)
    require("policies_response", answer.is_a(names.POLICY, "GetPoliciesResponse"), f"{{{answer.namespace}}}{answer.local}")
    for element in answer.walk():
        _ordered(element)
        _nil(element)
    policy = answer.below(names.POLICY, "response", "policies", "policy", "attributes")
    require("policies_response", policy is not None, "no policy with attributes")
    require("policy_schema", _number(policy, "policySchema") == 3, "policySchema is not 3, the version that has digests")
    valid = _number(policy, "certificateValidity", "validityPeriodSeconds")
    renews = _number(policy, "certificateValidity", "renewalPeriodSeconds")
    require("policy_validity", valid and renews and renews < valid, f"valid for {valid} s, renewed in {renews} s")
    enroll = policy.below(names.POLICY, "permission", "enroll")
    require("policy_permission", enroll is not None and enroll.value == "true", "permission/enroll is not true")
    least = _number(policy, "privateKeyAttributes", "minimalKeyLength")
    require("policy_key_length", least in (1024, 2048, 4096), f"minimalKeyLength {least}")
    return least, _digest(answer, policy)


def _ordered(element):
    wanted = _ORDER.get(element.local)
    if wanted is None or not element.children:
        return
    found = tuple(child.local for child in element.children if child.local not in _ATTESTATION)
    require("policy_order", found == wanted, f"{element.local} has {' '.join(found)}")
    require(
        "policies_response",
        all(child.namespace == names.POLICY for child in element.children),
        f"{element.local} has children of another namespace",
    )


def _nil(element):
    for namespace, local, value in element.attributes:
        if local == "nil":
            right = namespace == names.INSTANCE and value == "true" and not element.children and not element.value
            require("policy_nil", right, f'{element.local} {local}="{value}" in {namespace or "no namespace"}')


def _number(policy, *path):
    element = policy.below(names.POLICY, *path)
    return int(element.value) if element is not None and element.value.isdigit() else None


def _digest(answer, policy):
    reference = _number(policy, "hashAlgorithmOIDReference")
    for one in answer.below(names.POLICY, "oIDs").children:
        if _number(one, "oIDReferenceID") == reference:
            value = one.child(names.POLICY, "value").value
            # [MS-XCEP] 3.1.4.1.3.16: 1 is a hash algorithm; another server has shipped with 4, a signature.
            require("policy_digest_group", _number(one, "group") in (1, 4), f"group {_number(one, 'group')} of the oID {value}")
            require("policy_digest", value in _DIGESTS, f"oID {value}")
            return _DIGESTS[value]
    require("policy_digest", False, f"hashAlgorithmOIDReference {reference} is no oID of the answer")
