"""What discovery, the pages, the policies and the token must not say."""

import re

from . import Broken, Change, answer, body, header, swap


def sub(stage, pattern, new):
    """A pattern replaced, which must be there."""

    def change(text):
        out, count = re.subn(pattern, new, text, flags=re.S)
        if not count:
            raise AssertionError(f"{pattern} is not in {stage}")
        return out

    return Change(stage, change)


_D, _P, _E = "soap:discovery", "soap:policies", "soap:enrollment"
DISCOVERY = [
    Broken(
        "the discovery answer is of another namespace",
        "discover_response",
        swap(_D, '/2012/01/enrollment"><DiscoverResult', '/2011/01/enrollment"><DiscoverResult'),
    ),
    Broken("the discovery answer has no result", "discover_response", sub(_D, "DiscoverResult>", "Result>")),
    Broken(
        "the discovery answer has a field twice",
        "discover_fields",
        swap(_D, "</DiscoverResult>", "<AuthPolicy>Federated</AuthPolicy></DiscoverResult>"),
    ),
    Broken(
        "the discovery answer has a field in no namespace", "discover_fields", swap(_D, "<AuthPolicy>", '<AuthPolicy xmlns="">')
    ),
    Broken(
        "the discovery answer has an unknown field",
        "discover_fields",
        swap(_D, "</DiscoverResult>", "<Tenant>x</Tenant></DiscoverResult>"),
    ),
    Broken("AuthPolicy is one that was not offered", "auth_policy", swap(_D, ">Federated<", ">Certificate<")),
    Broken("AuthPolicy is in lower case", "auth_policy", swap(_D, ">Federated<", ">federated<")),
    Broken("EnrollmentVersion is from the future", "enrollment_version", swap(_D, ">4.0<", ">8.0<")),
    Broken("EnrollmentVersion is a whole number", "enrollment_version", swap(_D, ">4.0<", ">4<")),
    Broken(
        "there is no EnrollmentServiceUrl", "enrollment_url", sub(_D, "<EnrollmentServiceUrl>.*</EnrollmentServiceUrl>", "")
    ),
    Broken(
        "EnrollmentServiceUrl is http",
        "https",
        sub(_D, "<EnrollmentServiceUrl>http://localhost", "<EnrollmentServiceUrl>http://mdm.example.com"),
    ),
    Broken(
        "policy and enrollment are on two hosts",
        "one_host",
        sub(_D, "<EnrollmentServiceUrl>http://localhost", "<EnrollmentServiceUrl>http://127.0.0.1"),
    ),
    Broken(
        "Federated comes without a page",
        "authentication_url",
        sub(_D, "<AuthenticationServiceUrl>.*</AuthenticationServiceUrl>", ""),
    ),
    Broken(
        "the sign-in page is http",
        "authentication_https",
        sub(_D, "<AuthenticationServiceUrl>http://localhost", "<AuthenticationServiceUrl>http://mdm.example.com"),
    ),
]


def _loop(response):
    response.status = 303
    response.set("Location", "/EnrollmentServer/Auth/again")


def _away(response):
    response.status = 303
    response.set("Location", "ms-app://windows.immersivecontrolpanel?wresult=token")


PAGES = [
    Broken("the token is given in a redirect to ms-app:", "page_redirect", answer("page", _away)),
    Broken("the pages redirect without end", "page_ends", answer("page:any", _loop)),
    Broken("the last page is plain text", "page_is_html", header("page", "Content-Type", "text/plain")),
    Broken("the last page has no form", "page_leads_on", sub("page", "<form.*</form>", "<p>Close this window.</p>")),
    # Fetch, "append a request Origin header": then the Origin of a form is the word null.
    Broken(
        "the pages send no referrer to a server that looks at Origin",
        "page_leads_on",
        header("page:any", "Referrer-Policy", "no-referrer"),
    ),
    Broken(
        "the sign-in page comes back after the right password",
        "signed_in",
        body(
            "page:any",
            b'<form method="post" action="/EnrollmentServer/Auth/in"><input name="u"><input type="password" name="p"><button>In</button></form>',
        ),
    ),
    Broken(
        "the last form goes to another app",
        "appru",
        swap("page", "ms-app://windows.immersivecontrolpanel", "ms-app://windows.other"),
    ),
    Broken(
        "the appru has a slash added",
        "appru",
        swap("page", "ms-app://windows.immersivecontrolpanel", "ms-app://windows.immersivecontrolpanel/"),
    ),
    Broken("the last form is sent by GET", "posts_to_app", swap("page", 'method="post"', 'method="get"')),
    Broken("the token is called otherwise", "wresult", swap("page", 'name="wresult"', 'name="token"')),
    Broken("the token is empty", "wresult", sub("page", 'name="wresult" value="[^"]*"', 'name="wresult" value=""')),
    Broken(
        "another form stands before the last one", "first_form", swap("page", "<form", '<form action="/search"></form><form')
    ),
    Broken("no script posts the token", "auto_submit", sub("page", "<script.*</script>", "")),
    Broken("the script's nonce is not the policy's", "script_allowed", swap("page", 'nonce="', 'nonce="x')),
    Broken(
        "the policy allows only the server's own scripts",
        "script_allowed",
        header("page", "Content-Security-Policy", "script-src 'self'"),
    ),
    Broken(
        "the policy allows no inline script by its default",
        "script_allowed",
        header("page", "Content-Security-Policy", "default-src 'self'; form-action ms-app:"),
    ),
    Broken(
        "the policy lets forms go to the server alone",
        "form_allowed",
        header("page", "Content-Security-Policy", "script-src 'unsafe-inline'; form-action 'self'"),
    ),
]
POLICIES = [
    Broken(
        "the policies are of another namespace",
        "policies_response",
        swap(_P, '/pki/2009/01/enrollmentpolicy"><response', '/pki/2009/01/enrollment"><response'),
    ),
    Broken("there is no policy", "policies_response", sub(_P, "<policy>.*</policy>", "")),
    Broken(
        "the elements of a policy are out of order",
        "policy_order",
        sub(_P, "(<commonName>.*</commonName>)(<policySchema>.*</policySchema>)", r"\2\1"),
    ),
    Broken("an element that is nil is left out", "policy_order", swap(_P, '<keySpec xsi:nil="true"/>', "")),
    Broken("nil is of no namespace", "policy_nil", swap(_P, '<keySpec xsi:nil="true"/>', '<keySpec nil="true"/>')),
    Broken("nil is 1 and not empty", "policy_nil", swap(_P, '<keySpec xsi:nil="true"/>', '<keySpec xsi:nil="1">2</keySpec>')),
    Broken("policySchema is 2", "policy_schema", swap(_P, "<policySchema>3", "<policySchema>2")),
    Broken("a certificate is renewed after its end", "policy_validity", swap(_P, ">5184000<", ">61536000<")),
    Broken("the policy does not let the device enroll", "policy_permission", swap(_P, "<enroll>true", "<enroll>false")),
    Broken("the least length of a key is no number", "policy_key_length", swap(_P, ">2048<", ">2k<")),
    Broken("the digest is no oID of the answer", "policy_digest", swap(_P, "<oIDReferenceID>0", "<oIDReferenceID>1")),
    Broken("the digest is MD5", "policy_digest", swap(_P, "2.16.840.1.101.3.4.2.1", "1.2.840.113549.2.5")),
]
POLICIES += [
    Broken("the digest is of the group of extensions", "policy_digest_group", swap(_P, "<group>1", "<group>6")),
]
TOKEN = [
    Broken(
        "the collection is of the older WS-Trust",
        "rstrc",
        swap(_E, "docs.oasis-open.org/ws-sx/ws-trust/200512", "schemas.xmlsoap.org/ws/2005/02/trust"),
    ),
    Broken(
        "there is no collection around the response", "rstrc", sub(_E, "(</?RequestSecurityTokenResponse)Collection", r"\1")
    ),
    Broken("the token is of the trust's namespace", "rstrc", sub(_E, '(<BinarySecurityToken) xmlns="[^"]*"', r"\1")),
    Broken(
        "TokenType is the request's PKCS#10", "token_type", swap(_E, "DeviceEnrollmentToken</TokenType>", "PKCS10</TokenType>")
    ),
    Broken("ValueType is a certificate's", "token_value_type", swap(_E, "DeviceEnrollmentProvisionDoc", "X509v3")),
    Broken("EncodingType says Base64Binary", "token_encoding", swap(_E, "#base64binary", "#Base64Binary")),
    Broken("the document is not encoded", "token_base64", sub(_E, '(#base64binary">)[^<]*', r"\1&lt;wap-provisioningdoc/&gt;")),
    Broken("there is no RequestID", "request_id", sub(_E, "<RequestID.*</RequestID>", "")),
    Broken("there is no Security header", "timestamp", sub(_E, "<o:Security.*</o:Security>", "")),
    Broken("the Timestamp has passed", "timestamp", sub(_E, "<u:Expires>....-", "<u:Expires>1999-")),
    Broken("the Timestamp has a zone", "timestamp", swap(_E, ".000Z</u:Created>", ".000+00:00</u:Created>")),
]
BROKEN = DISCOVERY + PAGES + POLICIES + TOKEN
