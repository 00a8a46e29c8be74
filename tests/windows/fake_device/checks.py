"""Every check by its name: the rule as a sentence, where it is written down, and what a person sees when it does not hold.

References are Microsoft's open specifications, its pages under windows/client-management by their file names, and the standards
behind them. `[I]` marks what no document says: it is inferred from samples, from captures that were published, or from what other
servers do. Which HRESULT Windows shows is documented for faults only; for everything else it is the one of the step, and inferred.
"""

from collections import namedtuple

from . import session_checks

Check = namedtuple("Check", "sentence reference hresult")

_FORMAT, _CERTSTORE, _W7, _DMCLIENT, _PAGE = 0x80180001, 0x8018001E, 0x8018001F, 0x80180020, 0x8018000F
_CONNECTION = 0x80180010

_TRANSPORT = {
    "url": ("a URL that the server gives is an absolute one with http or https", "[MS-MDE2] 3.1.4.1.3.2", _FORMAT),
    "tls": ("the server's certificate is trusted by the device", "federated-authentication", 0x80180012),
    "reachable": ("the server answers", "MENROLL_E_CONNECTIVITY", _CONNECTION),
    "no_redirect": ("a protocol's route does not redirect", "certificate-renewal; for the other routes [I]", 0x8018001A),
    "no_cookie": ("a protocol's route sets no cookie", "[I]", _FORMAT),
    "not_chunked": ("no answer is chunked", "federated-authentication, NOTE", _CONNECTION),
    "not_compressed": ("no answer is compressed, for the client asks for none", "federated-authentication [I]", _CONNECTION),
    "content_length": ("every answer has a Content-Length, and it is right", "federated-authentication, NOTE", _CONNECTION),
    "content_type": ("the Content-Type is the protocol's", "SOAP 1.2 part 2, 7.1.4; OMA SyncML HTTP Binding 1.2, 4.1", _FORMAT),
}
_SOAP = {
    "has_body": ("an answer is not empty", "MENROLL_E_EMPTY_MESSAGE", 0x80180029),
    "well_formed": ("the answer is well-formed XML in UTF-8 without a DTD", "XML 1.0; that no DTD is allowed is [I]", _FORMAT),
    "envelope": ("the answer is an Envelope of SOAP 1.2, with a Header and a Body", "federated-authentication", _FORMAT),
    "must_understand": (
        "a header block that must be understood is one that the device knows",
        "SOAP 1.2 part 1, 5.2.3",
        _FORMAT,
    ),
    "action": ("the answer's Action is the operation's", "[MS-MDE2] 3.1.4.1.1, 3.3.4.1.1, 3.4.4.1.1", _FORMAT),
    "relates_to": ("RelatesTo is the MessageID of the request", "WS-Addressing 1.0, 3.4", _FORMAT),
    "soap_status": ("an answer that is no fault comes with 200", "[I]", _CONNECTION),
    "one_body": ("the Body has one element", "[MS-MDE2] 3.1.4.1.3.2", _FORMAT),
    "fault_is_soap": ("a refusal is a SOAP fault and never a page", "[MS-MDE2] 2.2.10", _CONNECTION),
    "fault_status": ("a fault comes with 200, 400 or 500", "SOAP 1.2 part 2, 7.5.2", _CONNECTION),
    "fault_code": ("a fault has one of SOAP's codes", "[MS-MDE2] 2.2.10", _FORMAT),
    "fault_prefix": ("the prefixes of a fault's codes are declared", "SOAP 1.2 part 1, 5.4.1", _FORMAT),
    "fault_reason": ("a fault gives a reason in a language", "SOAP 1.2 part 1, 5.4.2", _FORMAT),
    "fault_detail": ("DeviceEnrollmentServiceError is of the enrollment's namespace", "[MS-MDE2] 2.2.10", _FORMAT),
}
_DISCOVERY = {
    "discovery_get": (
        "the GET of discovery is answered with 200, text/html and nothing",
        "federated-authentication; [MS-MDE2] 1.3",
        _CONNECTION,
    ),
    "discover_response": ("the Body has DiscoverResponse with DiscoverResult", "[MS-MDE2] 3.1.4.1.1.2", _FORMAT),
    "discover_fields": ("DiscoverResult has known fields, each once", "[MS-MDE2] 3.1.4.1.3.2", _FORMAT),
    "auth_policy": ("AuthPolicy is one that the device offered", "[MS-MDE2] 3.1.4.1.3.2", _FORMAT),
    "enrollment_version": ("EnrollmentVersion is 3.0 to 7.0", "[MS-MDE2] 3.1.4.1.3.2", _FORMAT),
    "enrollment_url": ("EnrollmentServiceUrl is there", "[MS-MDE2] 3.1.4.1.3.2", _FORMAT),
    "https": ("the service URLs are https", "federated-authentication", _FORMAT),
    "one_host": ("policy and enrollment have one host name", "federated-authentication, NOTE", _FORMAT),
    "authentication_url": ("Federated comes with AuthenticationServiceUrl", "federated-authentication", _FORMAT),
    "authentication_https": ("AuthenticationServiceUrl is https", "federated-authentication", _PAGE),
}
_PAGES = {
    "page_redirect": ("a page redirects to http or https", "[I]", _PAGE),
    "page_ends": ("the pages come to an end", "[I]", _PAGE),
    "page_is_html": ("a page is HTML", "[MS-MDE2] 3.2", _PAGE),
    "page_leads_on": ("a page has a form to go on with", "[I]", _PAGE),
    "signed_in": ("the right password is not asked for twice", "[I]", 0x80180030),
    "appru": ("the last form goes to the appru, unchanged", "federated-authentication", _PAGE),
    "posts_to_app": ("the last form is posted", "federated-authentication", _PAGE),
    "wresult": ("the last form has one wresult, not empty", "federated-authentication", _PAGE),
    "first_form": ("the last form is the page's first", "federated-authentication", _PAGE),
    "auto_submit": ("a script posts the last form", "federated-authentication", _PAGE),
    "script_allowed": ("the page's Content-Security-Policy lets that script run", "CSP 3, 6.7.3 [I]", _PAGE),
    "form_allowed": ("the page's Content-Security-Policy lets the form go to ms-app:", "CSP 3, 6.4.1 [I]", _PAGE),
}
_POLICIES = {
    "policies_response": (
        "the Body has GetPoliciesResponse with a policy, all of one namespace",
        "[MS-XCEP] 3.1.4.1.1.2",
        _FORMAT,
    ),
    "policy_order": ("the elements stand in the order of their sequence, all of them", "[MS-XCEP] 3.1.4.1.3", _FORMAT),
    "policy_nil": ("what is nil says so with xsi:nil and is empty", "[MS-MDE2] 3.3.4.1.1.2", _FORMAT),
    "policy_schema": ("policySchema is 3", "[MS-MDE2] 3.3.4.1.1.2", _FORMAT),
    "policy_validity": ("a certificate is renewed before it ends", "[MS-MDE2] 3.3.4.1.1.2", _FORMAT),
    "policy_permission": ("the device may enroll", "[MS-MDE2] 3.3.4.1.1.2", 0x80180003),
    "policy_key_length": ("minimalKeyLength is one that Windows makes", "[MS-MDE2] 3.3.4.1.1.2", _FORMAT),
    "policy_digest_group": ("that oID is of the group of hashes, or of signatures", "[MS-XCEP] 3.1.4.1.3.16", _FORMAT),
    "policy_digest": ("hashAlgorithmOIDReference names an oID that the device knows", "federated-authentication", _FORMAT),
}
_TOKEN = {
    "rstrc": ("the Body has one RequestSecurityTokenResponse with a token", "[MS-MDE2] 3.4.4.1.1.2", _FORMAT),
    "token_type": ("TokenType is DeviceEnrollmentToken", "[MS-MDE2] 3.4.4.1.1.2", _FORMAT),
    "token_value_type": ("the token's ValueType is DeviceEnrollmentProvisionDoc", "[MS-MDE2] 3.4.4.1.1.2", _FORMAT),
    "token_encoding": ("the token's EncodingType is base64binary", "[MS-MDE2] 3.4.4.1.1.2", _FORMAT),
    "token_base64": ("the token is base64", "[MS-MDE2] 3.4.4.1.1.2", _FORMAT),
    "request_id": ("the response has a RequestID", "[MS-WSTEP] 3.1.4.1.3.4", _FORMAT),
    "timestamp": (
        "the header has a Security that must be understood, with a Timestamp for now",
        "the sample of [MS-MDE2] 4.3; a capture shows a time long past being taken [I]",
        0x80180007,
    ),
}
_DOCUMENT = {
    "wap_well_formed": ("the provisioning document is well-formed", "[MS-MDE2] 2.2.9.1", 0x80180023),
    "wap_no_namespace": ("the document declares no namespace", "[I]", 0x80180023),
    "wap_root": ("the root is wap-provisioningdoc, version 1.1", "[MS-MDE2] 2.2.9.1", 0x80180023),
    "wap_no_white_space": ("nothing stands between the elements", "[I]", 0x80180023),
    "wap_elements": ("there are characteristics with a type and parameters, and nothing else", "[MS-MDE2] 2.2.9.1", 0x80180023),
    "wap_parm": ("a parameter is empty", "[MS-MDE2] 2.2.9.1", 0x80180023),
    "wap_parm_attributes": (
        "a parameter has name, value and datatype, in this order",
        "the order of the samples [I]",
        0x80180023,
    ),
    "wap_datatype": ("a datatype is string, integer, boolean or bin", "[MS-MDE2] 2.2.9.1", 0x80180023),
    "wap_boolean": ("a boolean is the word true or false", "[MS-MDE2] 2.2.9.1", 0x80180023),
    "wap_integer": ("an integer is decimal", "[MS-MDE2] 2.2.9.1", 0x80180023),
    "known_parts": (
        "the document has CertificateStore, APPLICATION and DMClient, and nothing else",
        "certificate-renewal",
        0x80180022,
    ),
}
_STORES = {
    "certificate_store": ("there is a CertificateStore", "[MS-MDE2] 2.2.9.1", _CERTSTORE),
    "store_names": (
        "certificates go to Root/System, CA/System, My/User and My/System",
        "[MS-MDE2] 2.2.9.2",
        _CERTSTORE,
    ),
    "one_root": ("there is one root", "federated-authentication", _CERTSTORE),
    "one_intermediate": ("there is at most one intermediate", "federated-authentication", _CERTSTORE),
    "key_match": ("one certificate in My is for the key of the request", "[MS-WSTEP] 3.1.4.1.3.2", 0x80180028),
    "private_key_container": (
        "PrivateKeyContainer stands in the store of the client's certificate",
        "federated-authentication, NOTE",
        _CERTSTORE,
    ),
    "encoded_certificate": ("EncodedCertificate is the base64 of a certificate", "[MS-MDE2] 2.2.9.2", _CERTSTORE),
    "thumbprint_form": (
        "a thumbprint is 40 digits of hexadecimal in upper case",
        "[MS-MDE2] 2.2.9.2; the case is [I]",
        _CERTSTORE,
    ),
    "thumbprint": ("a thumbprint is the SHA-1 of its certificate", "[MS-MDE2] 2.2.9.2", _CERTSTORE),
    "root_is_root": ("the root is a self-signed authority", "[MS-MDE2] 2.2.9.1 [I]", _CERTSTORE),
    "intermediate_is_authority": ("the intermediate is an authority", "[MS-MDE2] 2.2.9.1 [I]", _CERTSTORE),
    "certificate_dates": ("every certificate is valid now", "MENROLL_E_DISCOVERY_SEC_CERT_DATE_INVALID [I]", 0x8018000D),
    "client_usage": ("the client's certificate is for clientAuth", "MENROLL_E_PROV_SSLCERTNOTFOUND [I]", 0x80180024),
    "chain": ("root, intermediate and client chain up", "federated-authentication", _CERTSTORE),
    "store_of_type": (
        "EnrollmentType Full has its certificate in My/User, Device in My/System",
        "[MS-MDE2] 2.2.9.1, user and device context",
        _CERTSTORE,
    ),
    "renewal": (
        "WSTEP/Renew has ROBOSupport, RenewPeriod, RetryInterval and known names",
        "[MS-MDE2] 2.2.9.2",
        _CERTSTORE,
    ),
    "renewal_datatypes": ("they say their datatypes", "federated-authentication", _CERTSTORE),
    "retry_interval": ("RetryInterval is at most RenewPeriod, both 1 to 1000 days", "[MS-MDE2] 2.2.9.2", _CERTSTORE),
    "robo_support": (
        "a federated enrollment has ROBOSupport true: there is no other renewal",
        "certificate-renewal",
        _CERTSTORE,
    ),
}
_APPLICATION = {
    "w7_application": ("there is one APPLICATION", "[MS-MDE2] 2.2.9.1", _W7),
    "w7_names": ("the names of w7 are in upper case and known, each once", "[MS-MDE2] 2.2.9.5", _W7),
    "w7_init": ("INIT is not there: it fails an enterprise's enrollment", "[MS-MDE2] 2.2.9.5", _W7),
    "w7_appid": ("APPID is w7", "w7-application-csp", _W7),
    "w7_required": ("PROVIDER-ID, NAME and ADDR are there", "federated-authentication, NOTE", _W7),
    "provider_id": ("PROVIDER-ID needs no escaping", "[MS-MDE2] 2.2.9.3, best practice", _W7),
    "w7_address": ("ADDR is https", "federated-authentication", _W7),
    "w7_numbers": ("numbers are decimal", "w7-application-csp", _W7),
    "w7_flags": ("BACKCOMPATRETRYDISABLED and USEHWDEVID have no value", "w7-application-csp", _W7),
    "w7_protover": ("PROTOVER is 1.1 or 1.2", "w7-application-csp", _W7),
    "default_encoding": ("DEFAULTENCODING is XML and not WBXML", "the other is not spoken here [I]", _W7),
    "w7_auth": ("there is one APPAUTH for CLIENT and one for APPSRV", "[MS-MDE2] 2.2.9.5", _W7),
    "w7_auth_type": ("CLIENT is DIGEST, APPSRV is DIGEST or BASIC", "[MS-MDE2] 2.2.9.5", _W7),
    "w7_secret": ("both have a secret", "w7-application-csp", _W7),
    "w7_auth_name": ("APPSRV has a name", "the samples [I]", _W7),
    "w7_nonce": ("DIGEST has a nonce in base64", "w7-application-csp", _W7),
    "criteria": ("SSLCLIENTCERTSEARCHCRITERIA has Subject and Stores", "w7-application-csp", _W7),
    "criteria_escaped": ("its names and values are escaped by RFC 2396", "w7-application-csp", _W7),
    "criteria_store": (
        "its store is the one of the certificate",
        "[MS-MDE2] 2.2.9.5; MENROLL_E_PROV_SSLCERTNOTFOUND",
        0x80180024,
    ),
    "criteria_subject": ("its subject is the certificate's", "[MS-MDE2] 2.2.9.5; MENROLL_E_PROV_SSLCERTNOTFOUND", 0x80180024),
}
_DM_CLIENT = {
    "dm_client": ("there is one DMClient/Provider", "[MS-MDE2] 2.2.9.1", _DMCLIENT),
    "dm_client_provider": ("its provider is PROVIDER-ID", "federated-authentication", _DMCLIENT),
    "dm_client_names": ("its names are the provider's", "dmclient-csp", _DMCLIENT),
    "dm_client_datatypes": ("its parameters say their datatypes", "federated-authentication", _DMCLIENT),
    "ent_dm_id": ("EntDMID is set, or no renewal will be", "[MS-MDE2] 2.2.9.3", _DMCLIENT),
    "dm_client_upn": ("UPN says who enrolled, when a person did", "[I]", _DMCLIENT),
    "poll": ("there is a poll schedule", "federated-authentication", _DMCLIENT),
    "poll_names": ("its names are known", "dmclient-csp", _DMCLIENT),
    "poll_integers": (
        "its six numbers are there and are integers",
        "[MS-MDE2] 2.2.9.3; that all six are there is [I]",
        _DMCLIENT,
    ),
    "poll_booleans": ("its flags are booleans", "dmclient-csp", _DMCLIENT),
    "poll_first": ("NumberOfFirstRetries is not 0", "[MS-MDE2] 2.2.9.3, MUST NOT", _DMCLIENT),
    "poll_infinite": ("at most one of the schedules is without end", "[MS-MDE2] 2.2.9.3", _DMCLIENT),
}
_RENEWAL = {
    "renewal_parts": (
        "a renewal has certificates, and at most says for which provider",
        "[MS-MDE2] 3.5.4.1.1.2",
        0x80180022,
    ),
    "renewal_credentials": (
        "a renewal does not change the account: PROVIDER-ID is all that it says",
        "[MS-MDE2] 3.5.4.1.1.2",
        _W7,
    ),
    "renewal_provider": ("a renewal is for the provider of the enrollment", "certificate-renewal", _W7),
    "renewal_store": ("the new certificate goes where the old one was", "[MS-MDE2] 3.5.4.1.1.2 [I]", _CERTSTORE),
    "renewal_is_new": ("the certificate is a new one and ends no earlier", "certificate-renewal", _CERTSTORE),
    "renewal_subject": (
        "the new certificate has the subject that the search criteria look for",
        "[MS-MDE2] 3.5.4.1.1.2 [I]",
        0x80180024,
    ),
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
