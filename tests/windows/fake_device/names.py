"""Namespaces, actions and token types, letter for letter ([MS-MDE2] 2.2.1; Microsoft's federated and on-premise samples)."""

SOAP = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://www.w3.org/2005/08/addressing"
UTILITY = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
SECURITY = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
TRUST = "http://docs.oasis-open.org/ws-sx/ws-trust/200512"
AUTHORIZATION = "http://schemas.xmlsoap.org/ws/2006/12/authorization"
DISCOVERY = "http://schemas.microsoft.com/windows/management/2012/01/enrollment"
POLICY = "http://schemas.microsoft.com/windows/pki/2009/01/enrollmentpolicy"
ENROLLMENT = "http://schemas.microsoft.com/windows/pki/2009/01/enrollment"
DIAGNOSTICS = "http://schemas.microsoft.com/2004/09/ServiceModel/Diagnostics"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA = "http://www.w3.org/2001/XMLSchema"
XML = "http://www.w3.org/XML/1998/namespace"
SYNCML = "SYNCML:SYNCML1.2"
METINF = "syncml:metinf"
MSFT = "http://schemas.microsoft.com/MobileDevice/MDM"

ANONYMOUS = "http://www.w3.org/2005/08/addressing/anonymous"

DISCOVER = DISCOVERY + "/IDiscoveryService/Discover"
DISCOVER_RESPONSE = DISCOVERY + "/IDiscoveryService/DiscoverResponse"
GET_POLICIES = POLICY + "/IPolicy/GetPolicies"
GET_POLICIES_RESPONSE = POLICY + "/IPolicy/GetPoliciesResponse"
RST = ENROLLMENT + "/RST/wstep"
RSTRC = ENROLLMENT + "/RSTRC/wstep"

_MANAGER = "http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment/"
USER_TOKEN = _MANAGER + "DeviceEnrollmentUserToken"
DEVICE_TOKEN = _MANAGER + "DeviceEnrollmentToken"
PROVISION_DOCUMENT = _MANAGER + "DeviceEnrollmentProvisionDoc"
BASE64_BINARY = SECURITY + "#base64binary"
PASSWORD_TEXT = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText"
PKCS10 = ENROLLMENT + "#PKCS10"
PKCS7 = SECURITY + "#PKCS7"  # [MS-MDE2] 3.5.4.1.1.1; certificate-renewal-windows-mdm.md
PKCS7_OF_VERSION_1 = ENROLLMENT + "#PKCS7"  # [MS-MDE] 3.5.4.1.1.1
ISSUE = TRUST + "/Issue"
RENEW = TRUST + "/Renew"

SOAP_TYPE = "application/soap+xml; charset=utf-8"
SYNCML_TYPE = "application/vnd.syncml.dm+xml"

# The fixed Id of the sample, which [MS-MDE2] 3.5.4.1.1.1 makes a MUST.
USERNAME_TOKEN_ID = "uuid-cc1ccc1f-2fba-4bcf-b063-ffc0cac77917-4"
