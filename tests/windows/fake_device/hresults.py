"""What a person sees when an enrollment ends: the HRESULTs of mdmregistration.h, and which fault brings which
(mobile-device-enrollment.md, "Enrollment error messages"; [MS-MDE2] 3.4.4.1.1.3)."""

NAMES = {
    0x80180001: "MENROLL_E_DEVICE_MESSAGE_FORMAT_ERROR",
    0x80180002: "MENROLL_E_DEVICE_AUTHENTICATION_ERROR",
    0x80180003: "MENROLL_E_DEVICE_AUTHORIZATION_ERROR",
    0x80180004: "MENROLL_E_DEVICE_CERTIFICATEREQUEST_ERROR",
    0x80180005: "MENROLL_E_DEVICE_CONFIGMGRSERVER_ERROR",
    0x80180006: "MENROLL_E_DEVICE_INTERNALSERVICE_ERROR",
    0x80180007: "MENROLL_E_DEVICE_INVALIDSECURITY_ERROR",
    0x80180008: "MENROLL_E_DEVICE_UNKNOWN_ERROR",
    0x8018000A: "MENROLL_E_DEVICE_ALREADY_ENROLLED",
    0x8018000D: "MENROLL_E_DISCOVERY_SEC_CERT_DATE_INVALID",
    0x8018000F: "MENROLL_E_WAB_ERROR",
    0x80180010: "MENROLL_E_CONNECTIVITY",
    0x80180012: "MENROLL_E_INVALIDSSLCERT",
    0x80180013: "MENROLL_E_DEVICECAPREACHED",
    0x80180014: "MENROLL_E_DEVICENOTSUPPORTED",
    0x80180015: "MENROLL_E_NOT_SUPPORTED",
    0x80180016: "MENROLL_E_NOTELIGIBLETORENEW",
    0x80180017: "MENROLL_E_INMAINTENANCE",
    0x80180018: "MENROLL_E_USER_LICENSE",
    0x80180019: "MENROLL_E_ENROLLMENTDATAINVALID",
    0x8018001A: "MENROLL_E_INSECUREREDIRECT",
    0x8018001E: "MENROLL_E_PROV_CSP_CERTSTORE",
    0x8018001F: "MENROLL_E_PROV_CSP_W7",
    0x80180020: "MENROLL_E_PROV_CSP_DMCLIENT",
    0x80180022: "MENROLL_E_PROV_CSP_MISC",
    0x80180023: "MENROLL_E_PROV_UNKNOWN",
    0x80180024: "MENROLL_E_PROV_SSLCERTNOTFOUND",
    0x80180026: "MENROLL_E_DEVICE_MANAGEMENT_BLOCKED",
    0x80180028: "MENROLL_E_CERTAUTH_FAILED_TO_FIND_CERT",
    0x80180029: "MENROLL_E_EMPTY_MESSAGE",
    0x80180030: "MENROLL_E_USER_CANCELLED",
    0x80180031: "MENROLL_E_MDM_NOT_CONFIGURED",
    0x80180032: "MENROLL_E_CUSTOMSERVERERROR",
}

UNKNOWN = 0x80180008

# Subcode of a fault, without its prefix and in lower case: the published samples and servers in use differ in case.
SUBCODES = {
    "messageformat": 0x80180001,
    "authentication": 0x80180002,
    "authorization": 0x80180003,
    "certificaterequest": 0x80180004,
    "enrollmentserver": 0x80180005,
    "internalservicefault": 0x80180006,
    "invalidsecurity": 0x80180007,
}

# ErrorType of DeviceEnrollmentServiceError; it stands over the subcode.
ERROR_TYPES = {
    "devicecapreached": 0x80180013,
    "devicenotsupported": 0x80180014,
    "notsupported": 0x80180015,
    "noteligibletorenew": 0x80180016,
    "inmaintenance": 0x80180017,
    "userlicense": 0x80180018,
    "invalidenrollmentdata": 0x80180019,
    "customservererror": 0x80180032,
}


def named(code):
    """The code as support reads it: `0x80180003 MENROLL_E_DEVICE_AUTHORIZATION_ERROR`."""
    return f"0x{code:08X} {NAMES.get(code, 'HTTP_E_STATUS' if code >> 16 == 0x8019 else '')}".strip()


def of_http(status):
    """An answer that is no SOAP shows its HTTP status: facility 0x19 with the number in the low half (winhttp's mapping)."""
    return 0x80190000 | status
