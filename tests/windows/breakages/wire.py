"""What an answer must not be as HTTP and as SOAP."""

import re

from . import Broken, Change, answer, body, header, swap

_NOWHERE = "http://localhost/elsewhere"


def _chunked(response):
    response.set("Transfer-Encoding", "chunked")
    response.body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(response.body), response.body)


def _redirect(response):
    response.status = 307
    response.set("Location", _NOWHERE)


def _close(response):
    response.status = None


def _no_host(text):
    return re.sub(r"<(EnrollmentPolicyServiceUrl|EnrollmentServiceUrl)>[^<]*", r"<\1>https:///nowhere", text)


BROKEN = [
    Broken("the discovery answer is chunked", "not_chunked", answer("discovery", _chunked)),
    Broken("the policy answer is chunked", "not_chunked", answer("policies", _chunked)),
    Broken("the provisioning document comes chunked", "not_chunked", answer("enrollment", _chunked)),
    Broken("the first GET has no Content-Length", "content_length", header("hello", "X-No-Length", "1")),
    Broken("the enrollment answer has no Content-Length", "content_length", header("enrollment", "X-No-Length", "1")),
    Broken("the policy answer is compressed", "not_compressed", header("policies", "Content-Encoding", "gzip")),
    Broken("the discovery route redirects", "no_redirect", answer("discovery", _redirect)),
    Broken("the first GET redirects", "no_redirect", answer("hello", _redirect)),
    Broken("the enrollment route redirects", "no_redirect", answer("enrollment", _redirect)),
    Broken("the policy route sets a cookie", "no_cookie", header("policies", "Set-Cookie", "a=b")),
    Broken(
        "the discovery answer is text/xml, as SOAP 1.1",
        "content_type",
        header("discovery", "Content-Type", "text/xml; charset=utf-8"),
    ),
    Broken(
        "the enrollment answer is UTF-16 by its type",
        "content_type",
        header("enrollment", "Content-Type", "application/soap+xml; charset=utf-16"),
    ),
    Broken("the connection closes without an answer", "reachable", answer("policies", _close)),
    Broken("the service URLs name no host", "url", Change("soap:discovery", _no_host)),
    Broken("the first GET gives a page", "discovery_get", body("hello", b"<p>Welcome")),
    Broken("the first GET is not found", "discovery_get", body("hello", b"", status=404, kind="text/html")),
    Broken(
        "a refusal is a page of the proxy",
        "fault_is_soap",
        body("enrollment", b"<h1>Internal Server Error</h1>", "text/html", 500),
    ),
    Broken(
        "a refusal is problem+json",
        "fault_is_soap",
        body("policies", b'{"type":"about:blank"}', "application/problem+json", 400),
    ),
    Broken("the answer is empty", "has_body", body("discovery", b"")),
    Broken("the answer is not well-formed", "well_formed", body("discovery", lambda text: text.replace(b"</s:Body>", b""))),
    Broken(
        "the answer has a document type",
        "well_formed",
        body("discovery", lambda text: b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + text),
    ),
    Broken(
        "the answer is Latin-1", "well_formed", body("policies", lambda text: text.replace(b">Stand-in<", b">St\xe4nd-in<"))
    ),
    Broken(
        "a prefix is not declared", "well_formed", swap("soap:discovery", ' xmlns:a="http://www.w3.org/2005/08/addressing"', "")
    ),
    Broken(
        "the envelope is SOAP 1.1",
        "envelope",
        swap("soap:discovery", "http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/"),
    ),
    Broken("the envelope has no header", "envelope", body("discovery", lambda text: text.replace(b"s:Header", b"s:Head"))),
    Broken(
        "a header that must be understood is unknown",
        "must_understand",
        swap("soap:policies", "<s:Header>", '<s:Header><x:Tx xmlns:x="urn:x" s:mustUnderstand="1"/>'),
    ),
    Broken(
        "the answer has the request's Action",
        "action",
        swap("soap:discovery", "DiscoverResponse</a:Action>", "Discover</a:Action>"),
    ),
    Broken(
        "the policy answer has another operation's Action",
        "action",
        swap("soap:policies", "GetPoliciesResponse</a:Action>", "GetPolicies</a:Action>"),
    ),
    Broken(
        "RelatesTo is another message",
        "relates_to",
        swap("soap:enrollment", "<a:RelatesTo>urn:uuid:", "<a:RelatesTo>urn:uuid:0"),
    ),
    Broken("there is no RelatesTo", "relates_to", swap("soap:policies", "a:RelatesTo", "a:Relates", 2)),
    Broken(
        "RelatesTo is of another namespace",
        "relates_to",
        swap("soap:discovery", "<a:RelatesTo>", '<a:RelatesTo xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing">'),
    ),
    Broken(
        "a good answer comes with 201", "soap_status", answer("enrollment", lambda response: setattr(response, "status", 201))
    ),
    Broken("the body has two elements", "one_body", swap("soap:discovery", "</s:Body>", "<extra/></s:Body>")),
]
_FAULT = "soap:enrollment"
_REFUSED = {"refuse": ("enrollment", "s:Authorization", "This person may not enroll.", "DeviceCapReached")}
BROKEN += [
    Broken(
        "a fault comes with 403",
        "fault_status",
        answer("enrollment", lambda response: setattr(response, "status", 403)),
        **_REFUSED
    ),
    Broken("a fault has a code of its own", "fault_code", swap(_FAULT, "s:Receiver", "s:Server"), **_REFUSED),
    Broken(
        "a fault's subcode has a prefix that is not declared",
        "fault_prefix",
        swap(_FAULT, "s:Authorization", "zz:Authorization"),
        **_REFUSED
    ),
    Broken(
        "a fault gives no reason", "fault_reason", swap(_FAULT, "This person may not enroll.</s:Text>", "</s:Text>"), **_REFUSED
    ),
    Broken("a fault's reason has no language", "fault_reason", swap(_FAULT, ' xml:lang="en-us"', ""), **_REFUSED),
    Broken(
        "a fault's detail has no namespace",
        "fault_detail",
        swap(
            _FAULT,
            '<DeviceEnrollmentServiceError xmlns="http://schemas.microsoft.com/windows/pki/2009/01/enrollment">',
            "<DeviceEnrollmentServiceError>",
        ),
        **_REFUSED
    ),
    Broken(
        "a fault does not relate to the request",
        "relates_to",
        swap(_FAULT, "<a:RelatesTo>urn:uuid:", "<a:RelatesTo>urn:uuid:0"),
        **_REFUSED
    ),
]
