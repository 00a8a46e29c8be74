"""The answers over SOAP."""

import time
import uuid

_S = "http://www.w3.org/2003/05/soap-envelope"
_NIL = ' xsi:nil="true"/>'
ENROLLMENT = "http://schemas.microsoft.com/windows/pki/2009/01/enrollment"
DISCOVERED = "http://schemas.microsoft.com/windows/management/2012/01/enrollment/IDiscoveryService/DiscoverResponse"
POLICIES = "http://schemas.microsoft.com/windows/pki/2009/01/enrollmentpolicy/IPolicy/GetPoliciesResponse"
ISSUED = ENROLLMENT + "/RSTRC/wstep"
_O = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"


def envelope(action, message, body, timed=False):
    """An answer to a MessageID."""
    at = [time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() + shift)) for shift in (-300, 300)]
    security = (
        (
            f'<o:Security s:mustUnderstand="1" xmlns:o="{_O}"><u:Timestamp u:Id="_0"><u:Created>{at[0]}</u:Created>'
            f"<u:Expires>{at[1]}</u:Expires></u:Timestamp></o:Security>"
        )
        if timed
        else ""
    )
    activity = uuid.uuid4()
    return (
        f'<s:Envelope xmlns:s="{_S}" xmlns:a="http://www.w3.org/2005/08/addressing" '
        'xmlns:u="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd">'
        f'<s:Header><a:Action s:mustUnderstand="1">{action}</a:Action>'
        f'<ActivityId CorrelationId="{activity}" xmlns="http://schemas.microsoft.com/2004/09/ServiceModel/Diagnostics">{activity}</ActivityId>'
        f"<a:RelatesTo>{message}</a:RelatesTo>{security}</s:Header>"
        '<s:Body xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
        f"{body}</s:Body></s:Envelope>"
    )


def discovered(base, federated):
    """The answer of discovery."""
    page = f"<AuthenticationServiceUrl>{base}/EnrollmentServer/Auth</AuthenticationServiceUrl>" if federated else ""
    return (
        '<DiscoverResponse xmlns="http://schemas.microsoft.com/windows/management/2012/01/enrollment"><DiscoverResult>'
        f"<AuthPolicy>{'Federated' if federated else 'OnPremise'}</AuthPolicy><EnrollmentVersion>4.0</EnrollmentVersion>"
        f"<EnrollmentPolicyServiceUrl>{base}/EnrollmentServer/Policy.svc</EnrollmentPolicyServiceUrl>"
        f"<EnrollmentServiceUrl>{base}/EnrollmentServer/Enrollment.svc</EnrollmentServiceUrl>{page}"
        "</DiscoverResult></DiscoverResponse>"
    )


def policies():
    """One policy: RSA-2048, SHA-256."""
    nil = lambda *names: "".join(f"<{name}{_NIL}" for name in names)  # noqa: E731 - a word for the many empty elements
    return (
        '<GetPoliciesResponse xmlns="http://schemas.microsoft.com/windows/pki/2009/01/enrollmentpolicy"><response><policyID/>'
        + nil("policyFriendlyName", "nextUpdateHours", "policiesNotChanged")
        + "<policies><policy><policyOIDReference>0</policyOIDReference>"
        + nil("cAs")
        + "<attributes><commonName>Stand-in</commonName><policySchema>3</policySchema><certificateValidity>"
        "<validityPeriodSeconds>31536000</validityPeriodSeconds><renewalPeriodSeconds>5184000</renewalPeriodSeconds></certificateValidity>"
        "<permission><enroll>true</enroll><autoEnroll>false</autoEnroll></permission><privateKeyAttributes>"
        "<minimalKeyLength>2048</minimalKeyLength>"
        + nil("keySpec", "keyUsageProperty", "permissions", "algorithmOIDReference", "cryptoProviders")
        + "</privateKeyAttributes><revision><majorRevision>101</majorRevision><minorRevision>0</minorRevision></revision>"
        + nil("supersededPolicies", "privateKeyFlags", "subjectNameFlags", "enrollmentFlags", "generalFlags")
        + "<hashAlgorithmOIDReference>0</hashAlgorithmOIDReference>"
        + nil("rARequirements", "keyArchivalAttributes", "extensions")
        + "</attributes></policy></policies></response>"
        + nil("cAs")
        + "<oIDs><oID><value>2.16.840.1.101.3.4.2.1</value><group>1</group><oIDReferenceID>0</oIDReferenceID>"
        "<defaultName>szOID_NIST_sha256</defaultName></oID></oIDs></GetPoliciesResponse>"
    )


def issued(token):
    """The collection with a provisioning document in base64."""
    kind = "http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment/"
    return (
        '<RequestSecurityTokenResponseCollection xmlns="http://docs.oasis-open.org/ws-sx/ws-trust/200512"><RequestSecurityTokenResponse>'
        f'<TokenType>{kind}DeviceEnrollmentToken</TokenType><DispositionMessage xmlns="{ENROLLMENT}"/>'
        f'<RequestedSecurityToken><BinarySecurityToken xmlns="{_O}" ValueType="{kind}DeviceEnrollmentProvisionDoc" '
        f'EncodingType="{_O}#base64binary">{token}</BinarySecurityToken></RequestedSecurityToken>'
        f'<RequestID xmlns="{ENROLLMENT}">0</RequestID></RequestSecurityTokenResponse></RequestSecurityTokenResponseCollection>'
    )


def fault(subcode, reason, error_type=None):
    """A refusal."""
    detail = (
        (
            f'<s:Detail><DeviceEnrollmentServiceError xmlns="{ENROLLMENT}"><ErrorType>{error_type}</ErrorType>'
            f"<Message>{reason}</Message><TraceId>7</TraceId></DeviceEnrollmentServiceError></s:Detail>"
        )
        if error_type
        else ""
    )
    return (
        f"<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>{subcode}</s:Value></s:Subcode></s:Code>"
        f'<s:Reason><s:Text xml:lang="en-us">{reason}</s:Text></s:Reason>{detail}</s:Fault>'
    )
