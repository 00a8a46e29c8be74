"""SOAP 1.2 envelopes: what the device sends, and what it holds an answer to.

An answer's names are looked up by namespace, whatever its prefixes. Header blocks that say `mustUnderstand` must be ones that the
device understands; RelatesTo must be the MessageID that was sent.
"""

import base64

from . import markup, names
from .refusal import Fault, require
from .transport import hold_to_protocol

_UNDERSTOOD = {
    (names.ADDRESSING, "Action"),
    (names.ADDRESSING, "RelatesTo"),
    (names.ADDRESSING, "To"),
    (names.ADDRESSING, "MessageID"),
    (names.SECURITY, "Security"),
    (names.DIAGNOSTICS, "ActivityId"),
}


# Windows sends the MessageIDs of Microsoft's samples, the same each time (two captures): a server must not take one for a repetition.
_MESSAGES = {
    names.DISCOVER: "748132ec-a575-4329-b01b-6171a9cf8478",
    names.GET_POLICIES: "72048B64-0F19-448F-8C2E-B4C661860AA0",
    names.RST: "0d5a1441-5891-453b-becf-a2e5f6ea3749",
}


def envelope(action, to, message, security, body):
    """A request's bytes. The namespaces are declared where Windows' samples declare them."""
    return (
        f'<s:Envelope xmlns:s="{names.SOAP}" xmlns:a="{names.ADDRESSING}" xmlns:u="{names.UTILITY}" '
        f'xmlns:wsse="{names.SECURITY}" xmlns:wst="{names.TRUST}" xmlns:ac="{names.AUTHORIZATION}">'
        f'<s:Header><a:Action s:mustUnderstand="1">{action}</a:Action><a:MessageID>{message}</a:MessageID>'
        f"<a:ReplyTo><a:Address>{names.ANONYMOUS}</a:Address></a:ReplyTo>"
        f'<a:To s:mustUnderstand="1">{markup.text(to)}</a:To>{security}</s:Header>'
        f'<s:Body xmlns:xsi="{names.INSTANCE}" xmlns:xsd="{names.SCHEMA}">{body}</s:Body></s:Envelope>'
    ).encode()


def call(wire, url, action, answer_action, security, body, about, to=None):
    """Sends a request and gives the element in the answer's Body, and its header; raises `Fault` or `Refused`."""
    message = f"urn:uuid:{_MESSAGES[action]}"
    about["message_id"] = message
    answer = wire.exchange(
        "POST",
        url,
        [
            ("Content-Type", names.SOAP_TYPE),
            ("User-Agent", "ENROLLClient"),
        ],
        envelope(action, to or url, message, security, body),
    )
    hold_to_protocol(answer, "application/soap+xml")
    require("has_body", len(answer.body) > 0, f"{answer.status} with nothing in it")
    try:
        root = markup.read(answer.body)
    except markup.NotWellFormed as why:
        require("well_formed", False, why)
    require("envelope", root.is_a(names.SOAP, "Envelope"), f"{{{root.namespace}}}{root.local}")
    header, content = root.child(names.SOAP, "Header"), root.child(names.SOAP, "Body")
    require("envelope", header is not None and content is not None, "no Header or no Body in the namespace of SOAP 1.2")
    _header(header, message, answer_action)
    fault = next((one for one in content.children if one.namespace == names.SOAP and one.local.lower() == "fault"), None)
    if fault is not None:
        require("fault_status", answer.status in (200, 400, 500), f"a fault with HTTP status {answer.status}")
        raise _fault(fault, answer.status)
    require("soap_status", answer.status == 200, f"HTTP status {answer.status} without a fault")
    require("one_body", len(content.children) == 1, f"{len(content.children)} elements in the Body")
    return content.children[0], header


def _header(header, message, answer_action):
    for block in header.children:
        must = block.attribute("mustUnderstand", names.SOAP)
        if must in ("1", "true"):
            require("must_understand", (block.namespace, block.local) in _UNDERSTOOD, f"{{{block.namespace}}}{block.local}")
    action, related = header.child(names.ADDRESSING, "Action"), header.child(names.ADDRESSING, "RelatesTo")
    require(
        "action",
        action is not None and action.value == answer_action,
        f"{action.value if action else None}, not {answer_action}",
    )
    require(
        "relates_to", related is not None and related.value == message, f"{related.value if related else None}, not {message}"
    )


def _lower(element, *path):
    """An element by local names without their case: Microsoft publishes a sample fault that is entirely in lower case."""
    for name in path:
        element = element and next((one for one in element.children if one.local.lower() == name), None)
    return element


def _fault(fault, status):
    code = _lower(fault, "code", "value")
    require(
        "fault_code",
        code is not None
        and code.value.rpartition(":")[2].lower()
        in ("sender", "receiver", "mustunderstand", "versionmismatch", "dataencodingunknown"),
        f"Code {code.value if code else None}",
    )
    inner = _lower(fault, "code", "subcode", "value")
    for one in (code, inner):
        prefix = one.value.rpartition(":")[0] if one is not None else ""
        require("fault_prefix", not prefix or prefix in one.scope, f"prefix of {one.value if one else None} is not declared")
    reason = _lower(fault, "reason", "text")
    require(
        "fault_reason",
        reason is not None and reason.value and reason.attribute("lang", names.XML),
        "no Reason/Text with xml:lang",
    )
    error = _lower(fault, "detail", "deviceenrollmentserviceerror")
    if error is not None:
        require("fault_detail", error.namespace == names.ENROLLMENT, f"DeviceEnrollmentServiceError in {error.namespace}")
    kind, message, trace = (_lower(error, name) for name in ("errortype", "message", "traceid"))
    return Fault(
        inner.value if inner else None,
        kind.value if kind else None,
        reason.value,
        message.value if message else None,
        trace.value if trace else None,
        status,
    )


def ticket(token):
    """The header of a federated request: the page's token, base64-encoded once by the client."""
    return (
        f'<wsse:Security s:mustUnderstand="1"><wsse:BinarySecurityToken ValueType="{names.USER_TOKEN}" '
        f'EncodingType="{names.BASE64_BINARY}">{base64.b64encode(token.encode()).decode()}</wsse:BinarySecurityToken></wsse:Security>'
    )


def credentials(name, password, timestamp=""):
    """The header of an on-premise request, and of a renewal, whose password is empty."""
    return (
        f'<wsse:Security s:mustUnderstand="1">{timestamp}<wsse:UsernameToken u:Id="{names.USERNAME_TOKEN_ID}">'
        f"<wsse:Username>{markup.text(name)}</wsse:Username>"
        f'<wsse:Password wsse:Type="{names.PASSWORD_TEXT}">{markup.text(password)}</wsse:Password>'
        "</wsse:UsernameToken></wsse:Security>"
    )
