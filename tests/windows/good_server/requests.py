"""What the device sent, held to Microsoft's samples. `Wrong` becomes the fault s:MessageFormat."""

import base64
import binascii
import re
import subprocess
import tempfile
from xml.etree import ElementTree

S = "{http://www.w3.org/2003/05/soap-envelope}"
A = "{http://www.w3.org/2005/08/addressing}"
O = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd}"
T = "{http://docs.oasis-open.org/ws-sx/ws-trust/200512}"
C = "{http://schemas.xmlsoap.org/ws/2006/12/authorization}"
D = "{http://schemas.microsoft.com/windows/management/2012/01/enrollment}"
P = "{http://schemas.microsoft.com/windows/pki/2009/01/enrollmentpolicy}"
UUID = r"urn:uuid:[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_ASN1 = "30"


class Wrong(Exception):
    """The request is not what Windows sends."""


def _need(held, what):
    if not held:
        raise Wrong(what)


def _text(element, what):
    _need(element is not None and (element.text or "").strip(), f"no {what}")
    return element.text.strip()


class Envelope:
    """A request's header and the one element of its body."""

    def __init__(self, data, media_type, action, url):
        _need(media_type.replace(" ", "").lower() == "application/soap+xml;charset=utf-8", f"Content-Type {media_type}")
        root = ElementTree.fromstring(data)
        _need(root.tag == S + "Envelope", root.tag)
        self.header = root.find(S + "Header")
        found = self.header.find(A + "Action")
        _need(_text(found, "Action") == action and found.get(S + "mustUnderstand") == "1", "another Action")
        self.message = _text(self.header.find(A + "MessageID"), "MessageID")
        _need(re.fullmatch(UUID, self.message), f"MessageID {self.message}")
        _need(_text(self.header.find(A + "To"), "To").lower().replace(":443/", "/") == url.lower(), "To is another URL")
        _need(self.header.find(A + "ReplyTo") is not None, "no ReplyTo")
        self.body = list(root.find(S + "Body"))[0]

    def ticket(self):
        """The token of a federated request, decoded once; None when there is none."""
        token = self.header.find(f"{O}Security/{O}BinarySecurityToken")
        if token is None:
            return None
        _need(
            token.get("ValueType")
            == "http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment/DeviceEnrollmentUserToken",
            "ValueType of the user's token",
        )
        return _decoded(token).decode()

    def credentials(self):
        """User name and password of an on-premise request."""
        token = self.header.find(f"{O}Security/{O}UsernameToken")
        _need(token is not None, "no UsernameToken")
        return _text(token.find(O + "Username"), "Username"), token.find(O + "Password").text or ""


def _decoded(element):
    _need(element.get("EncodingType") == O[1:-1] + "#base64binary", "EncodingType")
    try:
        return base64.b64decode("".join((element.text or "").split()), validate=True)
    except binascii.Error as why:
        raise Wrong(f"base64: {why}") from None


class TokenRequest:
    """An Issue or a Renew: its kind, its bytes and its context items."""

    def __init__(self, body):
        _need(body.tag == T + "RequestSecurityToken", body.tag)
        _need(
            _text(body.find(T + "TokenType"), "TokenType").endswith("/ConfigurationManager/Enrollment/DeviceEnrollmentToken"),
            "TokenType",
        )
        self.kind = _text(body.find(T + "RequestType"), "RequestType")
        token = body.find(O + "BinarySecurityToken")
        wanted = {T[1:-1] + "/Issue": "PKCS10", T[1:-1] + "/Renew": "PKCS7"}
        _need(self.kind in wanted, self.kind)
        _need(token.get("ValueType").endswith("#" + wanted[self.kind]), f"ValueType {token.get('ValueType')}")
        self.data = _decoded(token)
        _need(self.data[:1].hex() == _ASN1, "no DER")
        self.items = {}
        for item in body.findall(f"{C}AdditionalContext/{C}ContextItem"):
            self.items.setdefault(item.get("Name"), []).append(item.find(C + "Value").text)
        needed = {"DeviceType", "ApplicationVersion"}
        if not self.renews:
            needed |= {"DeviceID", "EnrollmentType", "OSVersion", "OSEdition", "DeviceName", "HWDevID", "Locale", "MAC"}
        _need(needed <= set(self.items), f"context items {' '.join(self.items)}")

    @property
    def renews(self):
        """Whether it is a Renew."""
        return self.kind.endswith("/Renew")


def public_key(request):
    """The key of a PKCS#10 request, whose signature openssl verifies over the bytes as they are."""
    done = subprocess.run(
        ["openssl", "req", "-inform", "DER", "-verify", "-noout", "-pubkey"], input=request, capture_output=True, check=False
    )
    _need(done.returncode == 0, done.stderr.decode())
    text = re.search(rb"-----BEGIN PUBLIC KEY-----(.*)-----END PUBLIC KEY-----", done.stdout, re.S)
    return base64.b64decode(text.group(1))


def renewed(message, trusted):
    """The PKCS#10 inside a CMS SignedData, and the signer's certificate in PEM; openssl verifies both up to `trusted` (PEM)."""
    with tempfile.NamedTemporaryFile() as signer, tempfile.NamedTemporaryFile() as anchors:
        anchors.write(trusted)
        anchors.flush()
        done = subprocess.run(
            [
                "openssl",
                "cms",
                "-verify",
                "-inform",
                "DER",
                "-binary",
                "-purpose",
                "any",
                "-partial_chain",
                "-CAfile",
                anchors.name,
                "-signer",
                signer.name,
            ],
            input=message,
            capture_output=True,
            check=False,
        )
        _need(done.returncode == 0, done.stderr.decode())
        return done.stdout, signer.read()
