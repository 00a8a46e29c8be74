//! The names on the wire, each of them exact ([MS-MDE2] section 2.2.1, [MS-XCEP], [MS-WSTEP]).

/// SOAP 1.2.
pub(super) const SOAP: &str = "http://www.w3.org/2003/05/soap-envelope";
/// WS-Addressing 1.0.
pub(super) const ADDRESSING: &str = "http://www.w3.org/2005/08/addressing";
/// WS-Security's timestamps and ids.
pub(super) const UTILITY: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
/// WS-Security.
pub(super) const SECURITY: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
/// WS-Trust 1.3.
pub(super) const TRUST: &str = "http://docs.oasis-open.org/ws-sx/ws-trust/200512";
/// Where `AdditionalContext` lives.
pub(super) const AUTHORIZATION: &str = "http://schemas.xmlsoap.org/ws/2006/12/authorization";
/// [MS-MDE2] discovery. Microsoft's own samples write it with a slash at its end, too.
pub(super) const DISCOVERY: &str =
    "http://schemas.microsoft.com/windows/management/2012/01/enrollment";
/// [`DISCOVERY`] as some samples have it.
pub(super) const DISCOVERY_SLASH: &str =
    "http://schemas.microsoft.com/windows/management/2012/01/enrollment/";
/// [MS-XCEP].
pub(super) const POLICY: &str = "http://schemas.microsoft.com/windows/pki/2009/01/enrollmentpolicy";
/// [MS-WSTEP].
pub(super) const ENROLLMENT: &str = "http://schemas.microsoft.com/windows/pki/2009/01/enrollment";
/// `ActivityId`.
pub(super) const DIAGNOSTICS: &str =
    "http://schemas.microsoft.com/2004/09/ServiceModel/Diagnostics";
/// `xsi:nil`.
pub(super) const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// How a binary token is written.
pub(super) const BASE64_BINARY: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd#base64binary";
/// What an enrollment gives.
pub(super) const ENROLLMENT_TOKEN: &str =
    "http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment/DeviceEnrollmentToken";
/// The kind of the token that holds the provisioning document.
pub(super) const PROVISION_DOCUMENT: &str = "http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment/DeviceEnrollmentProvisionDoc";
/// The kind of the token that the federated page gave.
pub(super) const USER_TOKEN: &str = "http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment/DeviceEnrollmentUserToken";
/// A certificate request.
pub(super) const PKCS10: &str =
    "http://schemas.microsoft.com/windows/pki/2009/01/enrollment#PKCS10";
/// A signed certificate request, as [MS-MDE2] section 3.5.4.1.1.1 has it.
pub(super) const PKCS7: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd#PKCS7";
/// The same as [MS-MDE] section 3.5.4.1.1.1 and Windows have it.
pub(super) const PKCS7_MICROSOFT: &str =
    "http://schemas.microsoft.com/windows/pki/2009/01/enrollment#PKCS7";
/// A password in the clear, below TLS.
pub(super) const PASSWORD_TEXT: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText";
/// `RequestType` of a first certificate.
pub(super) const ISSUE: &str = "http://docs.oasis-open.org/ws-sx/ws-trust/200512/Issue";
/// `RequestType` of the next one.
pub(super) const RENEW: &str = "http://docs.oasis-open.org/ws-sx/ws-trust/200512/Renew";
