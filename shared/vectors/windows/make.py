#!/usr/bin/env python3
"""Makes the messages of Windows enrollment: see README.md. Needs the openssl command."""

import base64
import pathlib
import subprocess
import tempfile

HERE = pathlib.Path(__file__).parent
CA = HERE / "../../tests/fixtures/ca"
CONFIG = HERE / "../../../scripts/dev-ca.cnf"

GUID = "urn:uuid:748132ec-a575-4329-b01b-6171a9cf8478"
TICKET = "mt1.AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8w"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
PASSWORD = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText"
POLICY = "http://schemas.microsoft.com/windows/pki/2009/01/enrollmentpolicy"
ENROLLMENT = "http://schemas.microsoft.com/windows/pki/2009/01/enrollment"
DISCOVERY = "http://schemas.microsoft.com/windows/management/2012/01/enrollment"
CONFIGURATION = "http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment"
TRUST = "http://docs.oasis-open.org/ws-sx/ws-trust/200512"


def b64(octets, width=0, end="\r\n"):
    text = base64.b64encode(octets).decode()
    if not width:
        return text
    return "".join(text[at : at + width] + end for at in range(0, len(text), width))


def compact(action, to, security, body, more=""):
    """The layout of the client of Windows 10 and 11: one line."""
    return (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing"'
        f' xmlns:u="{WSU}" xmlns:wsse="{WSSE}" xmlns:wst="{TRUST}"'
        ' xmlns:ac="http://schemas.xmlsoap.org/ws/2006/12/authorization">'
        f'<s:Header><a:Action s:mustUnderstand="1">{action}</a:Action><a:MessageID>{GUID}</a:MessageID>'
        "<a:ReplyTo><a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo>"
        f'<a:To s:mustUnderstand="1">https://muster.example{to}</a:To>{security}</s:Header>'
        f"<s:Body{more}>{body}</s:Body></s:Envelope>"
    )


FEDERATED = (
    '<wsse:Security s:mustUnderstand="1"><wsse:BinarySecurityToken'
    f' ValueType="{CONFIGURATION}/DeviceEnrollmentUserToken" EncodingType="{WSSE}#base64binary">'
    f"{b64(TICKET.encode())}</wsse:BinarySecurityToken></wsse:Security>"
)


def on_premise(password, prefix="wsse"):
    return f"""
    <wsse:Security s:mustUnderstand="1">
      <wsse:UsernameToken u:Id="uuid-cc1ccc1f-2fba-4bcf-b063-ffc0cac77917-4">
        <wsse:Username>ana@example.com</wsse:Username>
        <wsse:Password {prefix}:Type=
            "{PASSWORD}">{password}
        </wsse:Password>
      </wsse:UsernameToken>
    </wsse:Security>"""


DISCOVER_WINDOWS_11 = compact(
    DISCOVERY + "/IDiscoveryService/Discover",
    ":443/EnrollmentServer/Discovery.svc",
    "",
    f'<Discover xmlns="{DISCOVERY}"><request xmlns:i="http://www.w3.org/2001/XMLSchema-instance">'
    "<EmailAddress>ana@example.com</EmailAddress><RequestVersion>6.0</RequestVersion>"
    "<DeviceType>CIMClient_Windows</DeviceType><ApplicationVersion>10.0.22621.3155</ApplicationVersion>"
    "<OSEdition>101</OSEdition><AuthPolicies><AuthPolicy>OnPremise</AuthPolicy>"
    "<AuthPolicy>Federated</AuthPolicy></AuthPolicies></request></Discover>",
)

DISCOVER_DOCUMENTED = f"""\ufeff<?xml version="1.0"?>
<s:Envelope xmlns:a="http://www.w3.org/2005/08/addressing"
   xmlns:s="http://www.w3.org/2003/05/soap-envelope">
  <s:Header>
    <a:Action s:mustUnderstand="1">
      {DISCOVERY}/IDiscoveryService/Discover
    </a:Action>
    <a:MessageID>urn:uuid: 748132ec-a575-4329-b01b-6171a9cf8478</a:MessageID>
    <a:ReplyTo>
      <a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address>
    </a:ReplyTo>
    <a:To s:mustUnderstand="1">
      https://ENROLLTEST.EXAMPLE.COM/EnrollmentServer/Discovery.svc
    </a:To>
  </s:Header>
  <s:Body>
    <Discover xmlns="{DISCOVERY}/">
      <request xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
        <EmailAddress>example\\ana</EmailAddress>
        <OSEdition>3</OSEdition> <!--New -->
        <RequestVersion>3.0</RequestVersion> <!-- Updated -->
        <DeviceType>WindowsPhone</DeviceType> <!--Updated -->
        <ApplicationVersion>10.0.0.0</ApplicationVersion>
        <AuthPolicies>
           <AuthPolicy>OnPremise</AuthPolicy>
        </AuthPolicies>
      </request>
    </Discover>
  </s:Body>
</s:Envelope>
"""

SCHEMAS = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
GET_POLICIES = (
    f'<GetPolicies xmlns="{POLICY}"><client><lastUpdate xsi:nil="true"/><preferredLanguage xsi:nil="true"/>'
    '</client><requestFilter xsi:nil="true"/></GetPolicies>'
)
TO_POLICY, TO_ENROLLMENT = "/EnrollmentServer/Policy.svc", "/EnrollmentServer/Enrollment.svc"


def issue(csr):
    """A first request by Windows 11; the certificate request in lines of 64 that end as Windows ends them."""
    items = [
        ("UXInitiated", "true"),
        ("HWDevID", "4f2b1f9c0d3e5a6b7c8d9e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"),
        ("Locale", "en-US"),
        ("TargetedUserLoggedIn", "true"),
        ("OSEdition", "48"),
        ("DeviceName", "DESKTOP-7Q2LKF1"),
        ("MAC", "02-00-5E-10-00-01"),
        ("MAC", "02-00-5E-10-00-02"),
        ("DeviceID", "1F2E3D4C5B6A79880F1E2D3C4B5A6978"),
        ("EnrollmentType", "Full"),
        ("DeviceType", "CIMClient_Windows"),
        ("OSVersion", "10.0.22631.3296"),
        ("ApplicationVersion", "10.0.22631.3296"),
        ("NotInOobe", "true"),
        ("RequestVersion", "6.0"),
        ("Manufacturer", "Borealis Computers"),
        ("DeviceModel", "Book 14 & <more>"),
        ("SerialNumber", "BC-0042-7781"),
        ("EnrollmentData", ""),
    ]
    context = "".join(
        f'<ac:ContextItem Name="{name}"><ac:Value>{value.replace("&", "&amp;").replace("<", "&lt;")}</ac:Value></ac:ContextItem>'
        for name, value in items
    )
    return compact(
        ENROLLMENT + "/RST/wstep",
        TO_ENROLLMENT,
        FEDERATED,
        f"<wst:RequestSecurityToken><wst:TokenType>{CONFIGURATION}/DeviceEnrollmentToken</wst:TokenType>"
        f"<wst:RequestType>{TRUST}/Issue</wst:RequestType>"
        f'<wsse:BinarySecurityToken ValueType="{ENROLLMENT}#PKCS10" EncodingType="{WSSE}#base64binary">'
        f"{b64(csr, 64)}</wsse:BinarySecurityToken>"
        f'<ac:AdditionalContext xmlns="http://schemas.xmlsoap.org/ws/2006/12/authorization">{context}'
        "</ac:AdditionalContext></wst:RequestSecurityToken>",
    )


def documented(action, to, security, body):
    """The layout of Microsoft's documentation: indented, with blanks around text."""
    return f"""<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
   xmlns:a="http://www.w3.org/2005/08/addressing"
   xmlns:u="{WSU}"
   xmlns:wsse="{WSSE}"
   xmlns:wst="{TRUST}"
   xmlns:ac="http://schemas.xmlsoap.org/ws/2006/12/authorization">
  <s:Header>
    <a:Action s:mustUnderstand="1">
      {action}
    </a:Action>
    <a:MessageID>urn:uuid:0d5a1441-5891-453b-becf-a2e5f6ea3749</a:MessageID>
    <a:ReplyTo>
      <a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address>
    </a:ReplyTo>
    <a:To s:mustUnderstand="1">
      https://enrolltest.example.com:443/{to}
    </a:To>{security}
  </s:Header>
  <s:Body{SCHEMAS}>
    {body}
  </s:Body>
</s:Envelope>
"""


def issue_documented(csr):
    items = [
        ("OSEdition", " 4"),
        ("OSVersion", "10.0.9999.0"),
        ("DeviceName", "MY_WINDOWS_DEVICE"),
        ("MAC", "FF:FF:FF:FF:FF:FF"),
        ("MAC", "CC:CC:CC:CC:CC:CC"),
        ("IMEI", "49015420323756"),
        ("IMEI", "30215420323756"),
        ("EnrollmentType", "Device"),
        ("DeviceType", "CIMClient_Windows"),
        ("ApplicationVersion", "10.0.9999.0"),
        ("DeviceID", "7BA748C8-703E-4DF2-A74A-92984117346A"),
        ("TargetedUserLoggedIn", "True"),
    ]
    context = "".join(
        f'\n        <ac:ContextItem Name="{name}">\n          <ac:Value>{value}</ac:Value>\n        </ac:ContextItem>'
        for name, value in items
    )
    return documented(
        ENROLLMENT + "/RST/wstep",
        "ENROLLMENTSERVER/DEVICEENROLLMENTWEBSERVICE.SVC",
        on_premise("correct horse battery staple"),
        f"""<wst:RequestSecurityToken>
      <wst:TokenType>
        {CONFIGURATION}/DeviceEnrollmentToken
      </wst:TokenType>
      <wst:RequestType>
        {TRUST}/Issue</wst:RequestType>
      <wsse:BinarySecurityToken
          wsse:ValueType="{ENROLLMENT}#PKCS10"
          wsse:EncodingType="{WSSE}#base64binary">
{b64(csr, 76, chr(10))}      </wsse:BinarySecurityToken>
      <ac:AdditionalContext xmlns="http://schemas.xmlsoap.org/ws/2006/12/authorization">{context}
      </ac:AdditionalContext>
    </wst:RequestSecurityToken>""",
    )


def renew(token, value_type):
    """A renewal in the layout of Microsoft's documentation: other prefixes, a time, an empty password."""
    return f"""<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
   xmlns:a="http://www.w3.org/2005/08/addressing" xmlns:u=
   "{WSU}">
   <s:Header>
      <a:Action s:mustUnderstand="1">
         {ENROLLMENT}/RST/wstep</a:Action>
      <a:MessageID>urn:uuid:61a17f2c-42e9-4a45-9c85-f15c1c8baee8</a:MessageID>
      <a:ReplyTo>
         <a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address>
      </a:ReplyTo>
      <a:To s:mustUnderstand="1">
         https://muster.example/EnrollmentServer/Enrollment.svc</a:To>
      <o:Security s:mustUnderstand="1" xmlns:o=
         "{WSSE}">
         <u:Timestamp u:Id="_0">
            <u:Created>2026-12-01T12:29:56.579Z</u:Created>
            <u:Expires>2026-12-01T12:34:56.579Z</u:Expires>
         </u:Timestamp>
         <o:UsernameToken u:Id="uuid-2a734df6-b227-4e60-82a8-ed53c574b718-5">
            <o:Username>ana@example.com</o:Username>
            <o:Password o:Type=
               "{PASSWORD}">
            </o:Password>
         </o:UsernameToken>
      </o:Security>
   </s:Header>
   <s:Body>
      <RequestSecurityToken xmlns="{TRUST}">
         <TokenType>
    {CONFIGURATION}/DeviceEnrollmentToken
         </TokenType>
         <RequestType>{TRUST}/Renew</RequestType>
         <BinarySecurityToken
            ValueType="{value_type}#PKCS7"
            EncodingType="{WSSE}#base64binary"
            xmlns="{WSSE}">
{token}
         </BinarySecurityToken>
         <AdditionalContext xmlns="http://schemas.xmlsoap.org/ws/2006/12/authorization">
            <ContextItem Name="DeviceType">
               <Value>CIMClient_Windows</Value>
            </ContextItem>
            <ContextItem Name="ApplicationVersion">
               <Value>10.0.22631.3296</Value>
            </ContextItem>
         </AdditionalContext>
      </RequestSecurityToken>
   </s:Body>
</s:Envelope>
"""


def base32(octet):
    """A device's or an enrollee's id of one octet, sixteen times."""
    value, digits = int.from_bytes(bytes([octet]) * 16, "big"), ""
    for _ in range(26):
        digits = "0123456789abcdefghjkmnpqrstvwxyz"[value & 31] + digits
        value >>= 5
    return digits


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def make_signed(folder):
    device = f"dev_{base32(0x22)}"
    (folder / "ca.cnf").write_text(f"""
[ca]
default_ca = issuing
[issuing]
database = index.txt
serial = serial
new_certs_dir = .
policy = policy
default_md = sha256
unique_subject = no
[policy]
commonName = supplied
[device]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = URI:https://muster.invalid/acme/enr_{base32(0x11)}/{device}
""")
    (folder / "index.txt").write_text("")
    ca, config = (CA / "issuing_p256").resolve(), str(CONFIG.resolve())
    openssl(folder, "x509", "-inform", "DER", "-in", f"{ca}.der", "-out", "issuing.pem")
    openssl(folder, "pkey", "-inform", "DER", "-in", f"{ca}.key.der", "-out", "issuing.key")
    for name in ["present", "next", "other", "stranger"]:
        openssl(folder, "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", f"{name}.key")
        openssl(folder, "req", "-new", "-config", config, "-key", f"{name}.key", "-sha256", "-subj", f"/CN={device}",
                "-out", f"{name}.csr")
    for serial, name in [("91", "present"), ("92", "other")]:
        (folder / "serial").write_text(serial * 16 + "\n")
        openssl(folder, "ca", "-batch", "-config", "ca.cnf", "-extensions", "device", "-cert", "issuing.pem",
                "-keyfile", "issuing.key", "-startdate", "20260115000000Z", "-enddate", "20270115000000Z", "-notext",
                "-in", f"{name}.csr", "-out", f"{name}.pem")
    openssl(folder, "req", "-in", "next.csr", "-outform", "DER", "-out", "next_csr.der")
    openssl(folder, "x509", "-in", "present.pem", "-outform", "DER", "-out", "certificate.der")
    present = ["-signer", "present.pem", "-inkey", "present.key"]
    other = ["-signer", "other.pem", "-inkey", "other.key"]
    forms = {
        "sha256": [*present],
        "sha384": ["-md", "sha384", *present],
        "sha512": ["-md", "sha512", *present],
        "without_attributes": ["-noattr", *present],
        "without_certificate": ["-nocerts", *present],
        "by_key_identifier": ["-keyid", *present],
        "with_chain": ["-certfile", "issuing.pem", *present],
        "sha1": ["-md", "sha1", *present],
        "pss": [*present, "-keyopt", "rsa_padding_mode:pss"],
        "two_signers": [*present, *other],
        "by_another": [*other],
        "other_content": ["-econtent_type", "1.3.6.1.5.5.7.12.2", *present],
        "indefinite": ["-stream", *present],
    }
    for name, options in forms.items():
        openssl(folder, "cms", "-sign", "-binary", "-nodetach", "-nosmimecap", "-in", "next_csr.der", "-outform", "DER",
                "-out", f"{name}.p7", *options)
    openssl(folder, "cms", "-sign", "-binary", "-nosmimecap", "-in", "next_csr.der", "-outform", "DER", "-out", "detached.p7", *present)
    for made in [*folder.glob("*.p7"), folder / "certificate.der", folder / "next_csr.der"]:
        (HERE / "signed" / made.name).write_bytes(made.read_bytes())


def main():
    with tempfile.TemporaryDirectory() as folder:
        make_signed(pathlib.Path(folder))
    nul, utf8 = ((HERE / f"windows_csr_{kind}.der").read_bytes() for kind in ["printable_nul", "utf8"])
    signed = (HERE / "signed/sha256.p7").read_bytes()
    policies = POLICY + "/IPolicy/GetPolicies"
    requests = {
        "discover_windows_11": DISCOVER_WINDOWS_11,
        "discover_documented": DISCOVER_DOCUMENTED,
        "get_policies_federated": compact(policies, TO_POLICY, FEDERATED, GET_POLICIES, SCHEMAS),
        "get_policies_on_premise": documented(
            policies, "ENROLLMENTSERVER/DEVICEENROLLMENTWEBSERVICE.SVC",
            on_premise("correct horse battery staple"), GET_POLICIES,
        ),
        "issue_federated": issue(nul),
        "issue_on_premise": issue_documented(utf8),
        "renew_by_itself": renew(b64(signed, 76), WSSE),
        "renew_by_a_person": renew(b64(b64(signed, 64).encode(), 76), ENROLLMENT),
    }
    for name, text in requests.items():
        (HERE / f"requests/{name}.xml").write_bytes(text.encode())


main()
