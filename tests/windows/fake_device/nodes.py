"""The nodes of a PC's management tree that this device has, from the documents of their providers (…-csp.md, …-ddf.md).

`FIXED` are there from the start: path, format, what may be done (Get, Replace, Add, Delete, eXec), value. `FAMILIES` are made by
the server: a pattern of the path, format, what may be done, and the range of a number. A path that is in neither is not found.
A small `r` replaces only what is there. Paths stand without `./` and without `Device/`; the tree compares them without case.
"""

import re

_FIREWALL = "Vendor/MSFT/Firewall/MdmStore/(Domain|Private|Public)Profile/"
_POLICIES = {
    "DeviceLock": {
        "AllowSimpleDevicePassword": (0, 1),
        "AlphanumericDevicePasswordRequired": (0, 2),
        "DevicePasswordEnabled": (0, 1),
        "DevicePasswordExpiration": (0, 730),
        "DevicePasswordHistory": (0, 50),
        "MaxDevicePasswordFailedAttempts": (0, 16),
        "MaxInactivityTimeDeviceLock": (0, 999),
        "MinDevicePasswordComplexCharacters": (1, 4),
        "MinDevicePasswordLength": (4, 16),
        "MinimumPasswordAge": (0, 998),
        "PreventEnablingLockScreenCamera": None,
        "PreventLockScreenSlideShow": None,
    },
    "Camera": {"AllowCamera": (0, 1)},
    "Connectivity": {"AllowBluetooth": (0, 2), "AllowUSBConnection": (0, 1), "AllowVPNOverCellular": (0, 1)},
    "Defender": {
        "AllowRealtimeMonitoring": (0, 1),
        "AllowCloudProtection": (0, 1),
        "AllowBehaviorMonitoring": (0, 1),
        "PUAProtection": (0, 2),
        "AllowIOAVProtection": (0, 1),
        "SubmitSamplesConsent": (0, 3),
        "ScheduleScanDay": (0, 8),
        "ScheduleScanTime": (0, 1380),
    },
    "Experience": {"AllowManualMDMUnenrollment": (0, 1), "AllowCortana": (0, 1), "AllowFindMyDevice": (0, 1)},
    "LocalPoliciesSecurityOptions": {
        "InteractiveLogon_MessageTextForUsersAttemptingToLogOn": None,
        "InteractiveLogon_MessageTitleForUsersAttemptingToLogOn": None,
        "InteractiveLogon_MachineInactivityLimit": (0, 599940),
        "Accounts_EnableGuestAccountStatus": (0, 1),
    },
    "Security": {"RequireDeviceEncryption": (0, 1), "AllowAddProvisioningPackage": (0, 1)},
    "SmartScreen": {"EnableSmartScreenInShell": (0, 1), "PreventOverrideForFilesInShell": (0, 1)},
    "Storage": {"RemovableDiskDenyWriteAccess": (0, 1)},
    "System": {"AllowTelemetry": (0, 3), "AllowStorageCard": (0, 1), "AllowLocation": (0, 2)},
    "Update": {
        "AllowAutoUpdate": (0, 5),
        "ActiveHoursStart": (0, 23),
        "ActiveHoursEnd": (0, 23),
        "DeferQualityUpdatesPeriodInDays": (0, 30),
        "DeferFeatureUpdatesPeriodInDays": (0, 365),
        "ConfigureDeadlineForQualityUpdates": (0, 30),
        "ScheduledInstallTime": (0, 24),
    },
}
_BITLOCKER = {
    "RequireDeviceEncryption": (0, 1),
    "AllowWarningForOtherDiskEncryption": (0, 1),
    "AllowStandardUserEncryption": (0, 1),
    "ConfigureRecoveryPasswordRotation": (0, 2),
    "EncryptionMethodByDriveType": None,
    "SystemDrivesRequireStartupAuthentication": None,
    "SystemDrivesMinimumPINLength": None,
    "SystemDrivesRecoveryOptions": None,
    "SystemDrivesRecoveryMessage": None,
    "SystemDrivesEncryptionType": None,
    "FixedDrivesRecoveryOptions": None,
    "FixedDrivesRequireEncryption": None,
    "FixedDrivesEncryptionType": None,
    "RemovableDrivesRequireEncryption": None,
}


def _policies():
    for root in ("Vendor/MSFT/Policy/Config", "User/Vendor/MSFT/Policy/Config"):
        for area, policies in _POLICIES.items():
            for name, span in policies.items():
                yield f"{root}/{area}/{name}", "int" if span else "chr", "GRAD", span
    for name, span in _BITLOCKER.items():
        yield f"Vendor/MSFT/BitLocker/{name}", "int" if span else "chr", "GRAD", span


FAMILIES = [
    (re.compile(pattern + r"\Z", re.I), form, access, span)
    for pattern, form, access, span in [
        *_policies(),
        (
            _FIREWALL
            + "(EnableFirewall|DisableStealthMode|DisableInboundNotifications|AllowLocalPolicyMerge|AuthAppsAllowUserPrefMerge"
            "|GlobalPortsAllowUserPrefMerge|AllowLocalIpsecPolicyMerge|DisableUnicastResponsesToMulticastBroadcast|Shielded)",
            "bool",
            "GRAD",
            None,
        ),
        (_FIREWALL + "Default(In|Out)boundAction", "int", "GRAD", (0, 1)),
        ("Vendor/MSFT/WiFi/Profile/[^/]+/WlanXml", "chr", "GrAD", None),
        ("Vendor/MSFT/WiFi/Profile/[^/]+/WiFiCost", "int", "GrAD", (1, 3)),
        ("Vendor/MSFT/CertificateStore/(Root|CA)/System/[0-9A-F]{40}/EncodedCertificate", "b64", "GrAD", None),
        (
            "Vendor/MSFT/RootCATrustedCertificates/(Root|CA|TrustedPublisher)/[0-9A-F]{40}/EncodedCertificate",
            "b64",
            "GrAD",
            None,
        ),
        ("Vendor/MSFT/Accounts/Domain/ComputerName", "chr", "A", None),
        ("Vendor/MSFT/Reboot/Schedule/(Single|DailyRecurrent)", "chr", "GRAD", None),
        (
            "Vendor/MSFT/DMClient/Provider/{provider}/(EntDMID|EntDeviceName|UPN|HelpPhoneNumber|HelpWebsite|HelpEmailAddress|SyncApplicationVersion"
            "|ManagementServerAddressList|PublisherDeviceID)",
            "chr",
            "GRAD",
            None,
        ),
        ("Vendor/MSFT/DMClient/Provider/{provider}/Push/PFN", "chr", "GRAD", None),
        (
            "Vendor/MSFT/DMClient/Provider/{provider}/Poll/(NumberOfFirstRetries|IntervalForFirstSetOfRetries|NumberOfSecondRetries"
            "|IntervalForSecondSetOfRetries|NumberOfRemainingScheduledRetries|IntervalForRemainingScheduledRetries)",
            "int",
            "GRAD",
            (0, 10**6),
        ),
        ("SyncML/DMAcc/[^/]+/AppAuth/[^/]+/(AAuthName|AAuthSecret|AAuthData|AAuthType|AAuthLevel)", "chr", "RA", None),
    ]
]

# Nodes under which a whole subtree may be deleted: what the server made there goes with it.
DELETABLE = [
    re.compile(pattern + r"\Z", re.I)
    for pattern in (
        "Vendor/MSFT/WiFi/Profile/[^/]+",
        "Vendor/MSFT/CertificateStore/(Root|CA)/System/[0-9A-F]{40}",
        "Vendor/MSFT/RootCATrustedCertificates/(Root|CA|TrustedPublisher)/[0-9A-F]{40}",
    )
]


def _dns_name(detail, identity):
    """From version 2004 on (devdetail-csp.md); before, the Accounts provider gives names."""
    if int(identity["os_version"].split(".")[2]) >= 19041:
        yield detail + "Microsoft/DNSComputerName", "chr", "GR", identity["device_name"]


def fixed(identity, provider_id):
    """The nodes of a PC with that identity."""
    edition = {"Enterprise": "4", "Professional": "48", "Core": "101", "Education": "121", "EnterpriseS": "125"}[
        identity["edition"]
    ]
    mac = identity["mac"].replace("-", "")
    status, detail, client = "Vendor/MSFT/DeviceStatus/", "DevDetail/Ext/", f"Vendor/MSFT/DMClient/Provider/{provider_id}/"
    return [
        ("DevInfo/DevId", "chr", "G", identity["device_id"]),
        ("DevInfo/Man", "chr", "G", identity["manufacturer"]),
        ("DevInfo/Mod", "chr", "G", identity["model"]),
        ("DevInfo/DmV", "chr", "G", "1.3"),
        ("DevInfo/Lang", "chr", "G", identity["locale"]),
        ("DevDetail/DevTyp", "chr", "G", identity["model"]),
        ("DevDetail/OEM", "chr", "G", identity["manufacturer"]),
        ("DevDetail/FwV", "chr", "G", "1.14.2"),
        ("DevDetail/HwV", "chr", "G", "1.14.2"),
        ("DevDetail/SwV", "chr", "G", identity["os_version"]),
        ("DevDetail/LrgObj", "bool", "G", "true"),
        ("DevDetail/URI/MaxDepth", "chr", "G", "0"),
        ("DevDetail/URI/MaxTotLen", "chr", "G", "0"),
        ("DevDetail/URI/MaxSegLen", "chr", "G", "0"),
        (detail + "Microsoft/DeviceName", "chr", "G", identity["device_name"]),
        *_dns_name(detail, identity),
        (detail + "Microsoft/LocalTime", "chr", "G", "{now}"),
        (detail + "Microsoft/OSPlatform", "chr", "G", f"Windows 10 {identity['edition']}"),
        (detail + "Microsoft/ProcessorType", "int", "G", "8664"),
        (detail + "Microsoft/ProcessorArchitecture", "int", "G", "9"),
        (detail + "Microsoft/TotalRAM", "int", "G", "16384"),
        (detail + "Microsoft/TotalStorage", "int", "G", "476938"),
        (detail + "Microsoft/SMBIOSSerialNumber", "chr", "G", identity["serial_number"]),
        (detail + "Microsoft/Resolution", "chr", "G", "1920x1080"),
        (detail + "Microsoft/SystemSKU", "chr", "G", "CB3"),
        (detail + "WLANMACAddress", "chr", "G", mac),
        (detail + "WlanIPv4Address", "chr", "G", "192.0.2.7"),
        (detail + "WlanSubnetMask", "chr", "G", "255.255.255.0"),
        (detail + "DeviceHardwareData", "chr", "G", "VABHAEEA" * 1200),
        (status + "SecureBootState", "int", "G", "1"),
        (status + "Compliance/EncryptionCompliance", "bool", "G", "true"),
        (status + "TPM/SpecificationVersion", "chr", "G", "2.0, 0, 1.38"),
        (status + "OS/Edition", "chr", "G", edition),
        (status + "OS/Mode", "int", "G", "0"),
        (status + "Antivirus/Status", "int", "G", "0"),
        (status + "Antivirus/SignatureStatus", "int", "G", "1"),
        (status + "Antispyware/Status", "int", "G", "0"),
        (status + "Antispyware/SignatureStatus", "int", "G", "1"),
        (status + "Firewall/Status", "int", "G", "0"),
        (status + "UAC/Status", "int", "G", "0"),
        (status + "Battery/Status", "int", "G", "1"),
        (status + "Battery/EstimatedChargeRemaining", "int", "G", "82"),
        (status + "DomainName", "chr", "G", ""),
        (status + "DeviceGuard/VirtualizationBasedSecurityStatus", "int", "G", "0"),
        (status + "DeviceGuard/LsaCfgCredGuardStatus", "int", "G", "0"),
        (status + f"NetworkIdentifiers/{mac}/IPAddressV4", "chr", "G", "192.0.2.7"),
        (status + f"NetworkIdentifiers/{mac}/IsConnected", "bool", "G", "true"),
        (status + f"NetworkIdentifiers/{mac}/Type", "int", "G", "2"),
        ("Vendor/MSFT/BitLocker/Status/DeviceEncryptionStatus", "int", "G", "0"),
        ("Vendor/MSFT/BitLocker/RotateRecoveryPasswords", "chr", "X", None),
        ("Vendor/MSFT/Defender/Health/ComputerState", "int", "G", "0"),
        ("Vendor/MSFT/Defender/Health/DefenderEnabled", "bool", "G", "true"),
        ("Vendor/MSFT/Defender/Health/RtpEnabled", "bool", "G", "true"),
        ("Vendor/MSFT/Defender/Health/SignatureOutOfDate", "bool", "G", "false"),
        ("Vendor/MSFT/WindowsLicensing/Edition", "int", "G", edition),
        ("Vendor/MSFT/WindowsLicensing/Status", "int", "G", "0"),
        ("Vendor/MSFT/DMClient/HWDevID", "chr", "G", identity["hw_dev_id"]),
        ("Vendor/MSFT/DMClient/Unenroll", "chr", "X", None),
        (client + "Unenroll", "chr", "X", None),
        (client + "MaxSyncApplicationVersion", "chr", "G", "3.0"),
        (client + "HWDevID", "chr", "G", identity["hw_dev_id"]),
        (client + "Push/ChannelURI", "chr", "G", ""),
        (client + "Push/Status", "int", "G", "3"),
        ("Vendor/MSFT/Reboot/RebootNow", "null", "GX", ""),
        *(
            (f"Vendor/MSFT/RemoteWipe/{name}", "chr", "X", None)
            for name in (
                "doWipe",
                "doWipeProtected",
                "doWipePersistProvisionedData",
                "doWipePersistUserData",
                "AutomaticRedeployment/doAutomaticRedeployment",
            )
        ),
        ("Vendor/MSFT/CertificateStore/My/WSTEP/Renew/RenewNow", "chr", "X", None),
        ("Vendor/MSFT/CertificateStore/My/WSTEP/Renew/Status", "int", "G", "0"),
        ("Vendor/MSFT/CertificateStore/My/WSTEP/Renew/ErrorCode", "int", "G", "0"),
        ("Vendor/MSFT/CertificateStore/My/WSTEP/Renew/RenewPeriod", "int", "GRAD", "60"),
        ("Vendor/MSFT/CertificateStore/My/WSTEP/Renew/RetryInterval", "int", "GRAD", "4"),
        ("Vendor/MSFT/CertificateStore/My/WSTEP/Renew/ROBOSupport", "bool", "GA", "true"),
        ("Vendor/MSFT/CertificateStore/My/WSTEP/Renew/ServerURL", "chr", "GRAD", ""),
    ]
