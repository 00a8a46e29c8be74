"""Every check by its name: the rule as a sentence, where it is written down, and what a person sees when it does not hold.

A reference is a section of the handbook's notes on Windows (`1.2`), with the document behind it where one says it. `[I]` marks what
no document says and the notes infer. HRESULTs of an enrollment's refusals are the ones of the step; Windows' own choice among them
is not documented, so they are [I] wherever no fault was read.
"""

from collections import namedtuple

from . import session_checks

Check = namedtuple("Check", "sentence reference hresult")

_FORMAT, _CERTSTORE, _W7, _DMCLIENT, _PAGE = 0x80180001, 0x8018001E, 0x8018001F, 0x80180020, 0x8018000F
_CONNECTION = 0x80180010

_TRANSPORT = {
    "url": ("a URL that the server gives is an absolute one with http or https", "1.3", _FORMAT),
    "tls": ("the server's certificate is trusted by the device", "1.1", 0x80180012),
    "reachable": ("the server answers", "1.1", _CONNECTION),
    "no_redirect": ("a protocol's route does not redirect", "6.1; certificate-renewal", 0x8018001A),
    "no_cookie": ("a protocol's route sets no cookie", "6.1", _FORMAT),
    "not_chunked": ("no answer is chunked", "1.1; federated NOTE", _CONNECTION),
    "not_compressed": ("no answer is compressed, for the client asks for none", "1.1 [I]", _CONNECTION),
    "content_length": ("every answer has a Content-Length, and it is right", "1.1; federated NOTE", _CONNECTION),
    "content_type": ("the Content-Type is the protocol's", "1.1", _FORMAT),
}
_SOAP = {
    "has_body": ("an answer is not empty", "1.3; MENROLL_E_EMPTY_MESSAGE", 0x80180029),
    "well_formed": ("the answer is well-formed XML in UTF-8 without a DTD", "6.1", _FORMAT),
    "envelope": ("the answer is an Envelope of SOAP 1.2, with a Header and a Body", "1.1", _FORMAT),
    "must_understand": (
        "a header block that must be understood is one that the device knows",
        "SOAP 1.2 part 1, 5.2.3",
        _FORMAT,
    ),
    "action": ("the answer's Action is the operation's", "1.2", _FORMAT),
    "relates_to": ("RelatesTo is the MessageID of the request", "1.2; WS-Addressing 1.0, 3.4", _FORMAT),
    "soap_status": ("an answer that is no fault comes with 200", "1.9 [I]", _CONNECTION),
    "one_body": ("the Body has one element", "1.3", _FORMAT),
    "fault_is_soap": ("a refusal is a SOAP fault and never a page", "6.1", _CONNECTION),
    "fault_status": ("a fault comes with 200, 400 or 500", "1.9; SOAP 1.2 part 2, 7.5.2", _CONNECTION),
    "fault_code": ("a fault has one of SOAP's codes", "1.9", _FORMAT),
    "fault_prefix": ("the prefixes of a fault's codes are declared", "1.9; SOAP 1.2 part 1, 5.4.1", _FORMAT),
    "fault_reason": ("a fault gives a reason in a language", "1.9; SOAP 1.2 part 1, 5.4.2", _FORMAT),
    "fault_detail": ("DeviceEnrollmentServiceError is of the enrollment's namespace", "1.9", _FORMAT),
}
_DISCOVERY = {
    "discovery_get": ("the GET of discovery is answered with 200, text/html and nothing", "1.1", _CONNECTION),
    "discover_response": ("the Body has DiscoverResponse with DiscoverResult", "1.3; [MS-MDE2] 3.1.4.1.1.2", _FORMAT),
    "discover_fields": ("DiscoverResult has known fields, each once", "1.3; [MS-MDE2] 3.1.4.1.3.2", _FORMAT),
    "auth_policy": ("AuthPolicy is one that the device offered", "1.3", _FORMAT),
    "enrollment_version": ("EnrollmentVersion is 3.0 to 7.0", "1.3", _FORMAT),
    "enrollment_url": ("EnrollmentServiceUrl is there", "1.3", _FORMAT),
    "https": ("the service URLs are https", "1.1", _FORMAT),
    "one_host": ("policy and enrollment have one host name", "1.1; federated NOTE", _FORMAT),
    "authentication_url": ("Federated comes with AuthenticationServiceUrl", "1.3; federated", _FORMAT),
    "authentication_https": ("AuthenticationServiceUrl is https", "1.1; federated", _PAGE),
}
_PAGES = {
    "page_redirect": ("a page redirects to http or https", "1.4", _PAGE),
    "page_ends": ("the pages come to an end", "1.4", _PAGE),
    "page_is_html": ("a page is HTML", "1.4", _PAGE),
    "page_leads_on": ("a page has a form to go on with", "1.4", _PAGE),
    "signed_in": ("the right password is not asked for twice", "1.4", 0x80180030),
    "appru": ("the last form goes to the appru, unchanged", "1.4; federated", _PAGE),
    "posts_to_app": ("the last form is posted", "1.4; federated", _PAGE),
    "wresult": ("the last form has one wresult, not empty", "1.4; federated", _PAGE),
    "first_form": ("the last form is the page's first", "1.4; federated", _PAGE),
    "auto_submit": ("a script posts the last form", "1.4; federated", _PAGE),
    "script_allowed": ("the page's Content-Security-Policy lets that script run", "1.4 [I]; CSP 3, 6.7.3", _PAGE),
    "form_allowed": ("the page's Content-Security-Policy lets the form go to ms-app:", "1.4 [I]; CSP 3, 6.4.1", _PAGE),
}
_POLICIES = {
    "policies_response": (
        "the Body has GetPoliciesResponse with a policy, all of one namespace",
        "1.6; [MS-XCEP] 3.1.4.1.1.2",
        _FORMAT,
    ),
    "policy_order": ("the elements stand in the order of their sequence, all of them", "1.6; [MS-XCEP] 3.1.4.1.3", _FORMAT),
    "policy_nil": ("what is nil says so with xsi:nil and is empty", "1.6", _FORMAT),
    "policy_schema": ("policySchema is 3", "1.6", _FORMAT),
    "policy_validity": ("a certificate is renewed before it ends", "1.6", _FORMAT),
    "policy_permission": ("the device may enroll", "1.6", 0x80180003),
    "policy_key_length": ("minimalKeyLength is one that Windows makes", "1.6", _FORMAT),
    "policy_digest_group": ("that oID is of the group of hashes, or of signatures", "1.6; [MS-XCEP] 3.1.4.1.3.16", _FORMAT),
    "policy_digest": ("hashAlgorithmOIDReference names an oID that the device knows", "1.6; federated", _FORMAT),
}
_TOKEN = {
    "rstrc": ("the Body has one RequestSecurityTokenResponse with a token", "1.8", _FORMAT),
    "token_type": ("TokenType is DeviceEnrollmentToken", "1.8", _FORMAT),
    "token_value_type": ("the token's ValueType is DeviceEnrollmentProvisionDoc", "1.8", _FORMAT),
    "token_encoding": ("the token's EncodingType is base64binary", "1.8", _FORMAT),
    "token_base64": ("the token is base64", "1.8", _FORMAT),
    "request_id": ("the response has a RequestID", "1.8; [MS-WSTEP] 3.1.4.1.3.4", _FORMAT),
    "timestamp": ("the header has a Security that must be understood, with a Timestamp for now", "1.2", 0x80180007),
}
_DOCUMENT = {
    "wap_well_formed": ("the provisioning document is well-formed", "1.8", 0x80180023),
    "wap_no_namespace": ("the document declares no namespace", "6.1", 0x80180023),
    "wap_root": ("the root is wap-provisioningdoc, version 1.1", "1.8", 0x80180023),
    "wap_no_white_space": ("nothing stands between the elements", "1.8", 0x80180023),
    "wap_elements": ("there are characteristics with a type and parameters, and nothing else", "1.8", 0x80180023),
    "wap_parm": ("a parameter is empty", "1.8", 0x80180023),
    "wap_parm_attributes": ("a parameter has name, value and datatype, in this order", "6.1", 0x80180023),
    "wap_datatype": ("a datatype is string, integer, boolean or bin", "1.8", 0x80180023),
    "wap_boolean": ("a boolean is the word true or false", "6.1", 0x80180023),
    "wap_integer": ("an integer is decimal", "6.1", 0x80180023),
    "known_parts": (
        "the document has CertificateStore, APPLICATION and DMClient, and nothing else",
        "1.8; certificate-renewal",
        0x80180022,
    ),
}
_STORES = {
    "certificate_store": ("there is a CertificateStore", "1.8", _CERTSTORE),
    "store_names": (
        "certificates go to Root/System, CA/System, My/User and My/System",
        "1.8; certificatestore-csp",
        _CERTSTORE,
    ),
    "one_root": ("there is one root", "1.8; federated", _CERTSTORE),
    "one_intermediate": ("there is at most one intermediate", "1.8; federated", _CERTSTORE),
    "key_match": ("one certificate in My is for the key of the request", "1.8; [MS-WSTEP]", 0x80180028),
    "private_key_container": (
        "PrivateKeyContainer stands in the store of the client's certificate",
        "1.8; federated NOTE",
        _CERTSTORE,
    ),
    "encoded_certificate": ("EncodedCertificate is the base64 of a certificate", "1.8; certificatestore-csp", _CERTSTORE),
    "thumbprint_form": ("a thumbprint is 40 digits of hexadecimal in upper case", "6.1", _CERTSTORE),
    "thumbprint": ("a thumbprint is the SHA-1 of its certificate", "1.8; certificatestore-csp", _CERTSTORE),
    "root_is_root": ("the root is a self-signed authority", "1.8 [I]", _CERTSTORE),
    "intermediate_is_authority": ("the intermediate is an authority", "1.8 [I]", _CERTSTORE),
    "certificate_dates": ("every certificate is valid now", "1.9", 0x8018000D),
    "client_usage": ("the client's certificate is for clientAuth", "1.7", 0x80180024),
    "chain": ("root, intermediate and client chain up", "1.8; federated", _CERTSTORE),
    "store_of_type": ("EnrollmentType Full has its certificate in My/User, Device in My/System", "1.7", _CERTSTORE),
    "renewal": (
        "WSTEP/Renew has ROBOSupport, RenewPeriod, RetryInterval and known names",
        "1.8; certificatestore-csp",
        _CERTSTORE,
    ),
    "renewal_datatypes": ("they say their datatypes", "1.8; federated", _CERTSTORE),
    "retry_interval": ("RetryInterval is at most RenewPeriod, both 1 to 1000 days", "1.8; certificatestore-csp", _CERTSTORE),
    "robo_support": (
        "a federated enrollment has ROBOSupport true: there is no other renewal",
        "1.8; certificate-renewal",
        _CERTSTORE,
    ),
}
_APPLICATION = {
    "w7_application": ("there is one APPLICATION", "1.8", _W7),
    "w7_names": ("the names of w7 are in upper case and known, each once", "1.8; w7-application-csp", _W7),
    "w7_init": ("INIT is not there: it fails an enterprise's enrollment", "1.8; w7-application-csp", _W7),
    "w7_appid": ("APPID is w7", "1.8; w7-application-csp", _W7),
    "w7_required": ("PROVIDER-ID, NAME and ADDR are there", "1.8; federated NOTE", _W7),
    "provider_id": ("PROVIDER-ID needs no escaping", "1.8; dmclient-csp", _W7),
    "w7_address": ("ADDR is https", "1.1", _W7),
    "w7_numbers": ("numbers are decimal", "1.8; w7-application-csp", _W7),
    "w7_flags": ("BACKCOMPATRETRYDISABLED and USEHWDEVID have no value", "1.8; w7-application-csp", _W7),
    "w7_protover": ("PROTOVER is 1.1 or 1.2", "w7-application-csp", _W7),
    "default_encoding": ("DEFAULTENCODING is XML and not WBXML", "1.8", _W7),
    "w7_auth": ("there is one APPAUTH for CLIENT and one for APPSRV", "1.8; w7-application-csp", _W7),
    "w7_auth_type": ("CLIENT is DIGEST, APPSRV is DIGEST or BASIC", "1.8; w7-application-csp", _W7),
    "w7_secret": ("both have a secret", "1.8; w7-application-csp", _W7),
    "w7_auth_name": ("APPSRV has a name", "1.8", _W7),
    "w7_nonce": ("DIGEST has a nonce in base64", "1.8; w7-application-csp", _W7),
    "criteria": ("SSLCLIENTCERTSEARCHCRITERIA has Subject and Stores", "1.8; w7-application-csp", _W7),
    "criteria_escaped": ("its names and values are escaped by RFC 2396", "6.1; w7-application-csp", _W7),
    "criteria_store": ("its store is the one of the certificate", "6.1", 0x80180024),
    "criteria_subject": ("its subject is the certificate's", "6.1", 0x80180024),
}
_DM_CLIENT = {
    "dm_client": ("there is one DMClient/Provider", "1.8", _DMCLIENT),
    "dm_client_provider": ("its provider is PROVIDER-ID", "1.8; federated", _DMCLIENT),
    "dm_client_names": ("its names are the provider's", "1.8; dmclient-csp", _DMCLIENT),
    "dm_client_datatypes": ("its parameters say their datatypes", "1.8; federated", _DMCLIENT),
    "ent_dm_id": ("EntDMID is set, or no renewal will be", "1.8; certificate-renewal NOTE", _DMCLIENT),
    "dm_client_upn": ("UPN says who enrolled, when a person did", "1.8; 6.1", _DMCLIENT),
    "poll": ("there is a poll schedule", "1.8; federated", _DMCLIENT),
    "poll_names": ("its names are known", "1.8; dmclient-csp", _DMCLIENT),
    "poll_integers": ("its six numbers are there and are integers", "1.8; dmclient-csp", _DMCLIENT),
    "poll_booleans": ("its flags are booleans", "1.8; dmclient-csp", _DMCLIENT),
    "poll_first": ("NumberOfFirstRetries is not 0", "[MS-MDE2] 2.2.9.3, MUST NOT", _DMCLIENT),
    "poll_infinite": ("at most one of the schedules is without end", "[MS-MDE2] 2.2.9.3", _DMCLIENT),
}
_RENEWAL = {
    "renewal_parts": (
        "a renewal has certificates, and at most says for which provider",
        "1.10; [MS-MDE2] 3.5.4.1.1.2",
        0x80180022,
    ),
    "renewal_credentials": ("a renewal does not change the account: PROVIDER-ID is all that it says", "1.10", _W7),
    "renewal_provider": ("a renewal is for the provider of the enrollment", "1.10; certificate-renewal", _W7),
    "renewal_store": ("the new certificate goes where the old one was", "1.10 [I]", _CERTSTORE),
    "renewal_is_new": ("the certificate is a new one and ends no earlier", "1.10; certificate-renewal", _CERTSTORE),
    "renewal_subject": ("the new certificate has the subject that the search criteria look for", "1.10 [I]", 0x80180024),
}
GROUPS = {
    "transport": _TRANSPORT,
    "SOAP": _SOAP,
    "discovery": _DISCOVERY,
    "pages": _PAGES,
    "policies": _POLICIES,
    "token": _TOKEN,
    "document": _DOCUMENT,
    "CertificateStore": _STORES,
    "w7 APPLICATION": _APPLICATION,
    "DMClient": _DM_CLIENT,
    "renewal": _RENEWAL,
    **session_checks.GROUPS,
}
CHECKS = {name: Check(*rule) for group in GROUPS.values() for name, rule in group.items()}
