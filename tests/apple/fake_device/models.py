"""The devices that this one can be, and what each says of itself."""

import hashlib
import secrets
import uuid

MODELS = {
    "iphone": {
        "platform": "ios",
        "family": "iPhone",
        "ModelName": "iPhone",
        "Model": "MTP13LL",
        "ModelNumber": "MTP13LL/A",
        "ProductName": "iPhone15,4",
        "OSVersion": "18.1",
        "BuildVersion": "22B83",
        "DeviceName": "Ana's iPhone",
        "IMEI": "35 209900 176148 1",
        "MEID": "35209900176148",
        "agent": "MDM-iOS/1.0 (iPhone15,4; 22B83)",
    },
    "ipad": {
        "platform": "ios",
        "family": "iPad",
        "ModelName": "iPad",
        "Model": "MPQ03LL",
        "ModelNumber": "MPQ03LL/A",
        "ProductName": "iPad13,18",
        "OSVersion": "18.1",
        "BuildVersion": "22B83",
        "DeviceName": "Ana's iPad",
        "agent": "MDM-iOS/1.0 (iPad13,18; 22B83)",
    },
    "mac": {
        "platform": "mac",
        "family": "Mac",
        "ModelName": "MacBook Air",
        "Model": "Mac14,2",
        "ModelNumber": "Z15S000CT",
        "ProductName": "Mac14,2",
        "OSVersion": "15.1",
        "BuildVersion": "24B83",
        "DeviceName": "Ana's MacBook Air",
        "agent": "MDM-OSX/1.0 mdmclient/1641",
    },
}
# What a device can be without: what is then told of it.
WITHOUT = {
    "passcode": {"passcode": False},
    "filevault": {"filevault": {"enabled": False, "personal": False, "institutional": False}},
}
_OWN = ("agent", "platform", "family")
APPS = {
    "ios": [("com.apple.Pages", "Pages", "14.2", "8132.1"), ("com.example.notes", "Notes of Example", "2.0", "200")],
    "mac": [("com.apple.Safari", "Safari", "18.1", "20619"), ("com.example.editor", "Editor", "5.1", "510")],
}


def new_identity(model, **given):
    """A new device of a model, with numbers of its own where none are given."""
    facts = dict(MODELS[model])
    identifier = secrets.token_hex(20)
    if facts["platform"] == "mac":
        facts["UDID"] = str(uuid.uuid4()).upper()
    else:
        # Since the iPhone XS: the chip's number and the chip's own identifier.
        facts["UDID"] = f"00008120-{identifier[:16].upper()}"
    facts["SerialNumber"] = "".join(secrets.choice("CDFGHJKLMNPQRTVWXY23456789") for _ in range(10))
    facts["EnrollmentID"] = str(uuid.uuid4()).upper()
    mac = hashlib.sha256(facts["UDID"].encode()).digest()
    facts["WiFiMAC"] = ":".join(f"{octet:02x}" for octet in bytes([0xF0]) + mac[:5])
    facts["BluetoothMAC"] = ":".join(f"{octet:02x}" for octet in bytes([0xF0]) + mac[5:10])
    facts.update({key: value for key, value in given.items() if value is not None})
    return facts


def authenticate_facts(identity, personal):
    """What Authenticate says of the device; a user enrollment gives neither serial number nor IMEI, and a generic name."""
    keys = ["DeviceName", "ModelName", "Model", "OSVersion", "BuildVersion", "ProductName"]
    if personal:
        return {key: identity[key] for key in keys} | {"DeviceName": identity["ModelName"]}
    return {key: identity[key] for key in [*keys, "SerialNumber", "IMEI", "MEID"] if key in identity}


def information(device, query):
    """The answer to a query of DeviceInformation; None when this device has none."""
    identity, platform = device["identity"], device["identity"]["platform"]
    settings = device.get("settings", {})
    if query in identity and query not in _OWN:
        return identity[query]
    every = {
        "IsSupervised": device.get("supervised", False),
        "DeviceCapacity": 128.0,
        "AvailableDeviceCapacity": 87.25,
        "BatteryLevel": 0.75,
        "AwaitingConfiguration": False,
        "PushToken": bytes.fromhex(device["token"]) if device.get("token") else None,
        "OrganizationInfo": settings.get("OrganizationInfo"),
        "MDMOptions": settings.get("MDMOptions", {}),
        "iTunesStoreAccountIsActive": False,
        "SoftwareUpdateDeviceID": identity["ProductName"] + "AP",
        "IsActivationLockEnabled": False,
    }
    ios = {
        "CellularTechnology": 1 if "IMEI" in identity else 0,
        "IsDeviceLocatorServiceEnabled": False,
        "IsCloudBackupEnabled": True,
        "IsMDMLostModeEnabled": False,
        "TimeZone": settings.get("TimeZone", "Europe/Zurich"),
        "DataRoamingEnabled": settings.get("DataRoaming", False),
        "PersonalHotspotEnabled": settings.get("PersonalHotspot", False),
        "DiagnosticSubmissionEnabled": settings.get("DiagnosticSubmission", False),
        "AppAnalyticsEnabled": settings.get("AppAnalytics", False),
        "IsMultiUser": False,
        "IsRoaming": False,
    }
    mac = {
        "HostName": settings.get("HostName", identity["DeviceName"]),
        "LocalHostName": "Anas-MacBook-Air",
        "IsAppleSilicon": True,
        "HasBattery": True,
        "SystemIntegrityProtectionEnabled": True,
        "ProvisioningUDID": f"00008112-{identity['UDID'].replace('-', '')[:16]}",
        "EthernetMAC": identity["WiFiMAC"],
        "PINRequiredForEraseDevice": False,
        "PINRequiredForDeviceLock": False,
        "IsActivationLockSupported": True,
        "SupportsiOSAppInstalls": True,
        "OSUpdateSettings": {"AutomaticCheckEnabled": True, "AutoCheckEnabled": True},
    }
    return (every | (mac if platform == "mac" else ios)).get(query)


def security(device, personal):
    """SecurityInfo as the model has it; a user enrollment tells less (userenrollment in schema information.security)."""
    passcode = device.get("passcode", True)
    management = {"EnrolledViaDEP": False, "UserApprovedEnrollment": True, "IsUserEnrollment": personal}
    if device["identity"]["platform"] == "mac":
        vault = device.get("filevault", {"enabled": True, "personal": True, "institutional": False})
        firewall = device.get("firewall", {"FirewallEnabled": False, "BlockAllIncoming": False, "StealthMode": False})
        return {
            "FDE_Enabled": vault["enabled"],
            "FDE_HasPersonalRecoveryKey": vault["personal"],
            "FDE_HasInstitutionalRecoveryKey": vault["institutional"],
            "SystemIntegrityProtectionEnabled": True,
            "FirewallSettings": firewall,
            "FirmwarePasswordStatus": {"PasswordExists": False, "ChangePending": False, "AllowOroms": False},
            "ManagementStatus": management | {"IsActivationLockManageable": False},
            "SecureBoot": {"SecureBootLevel": "full", "ExternalBootLevel": "disallowed"},
            "RemoteDesktopEnabled": False,
            "AuthenticatedRootVolumeEnabled": True,
            "BootstrapTokenAllowedForAuthentication": "allowed",
            "BootstrapTokenRequiredForSoftwareUpdate": True,
            "BootstrapTokenRequiredForKernelExtensionApproval": True,
            "IsRecoveryLockEnabled": False,
        }
    compliant = passcode or not device.get("passcode_forced", False)
    if personal:
        return {
            "HardwareEncryptionCaps": 3,
            "PasscodeCompliant": compliant,
            "ManagementStatus": {"IsUserEnrollment": personal},
        }
    return {
        "HardwareEncryptionCaps": 3,
        "PasscodePresent": passcode,
        "PasscodeCompliant": compliant,
        "PasscodeCompliantWithProfiles": compliant,
        "PasscodeLockGracePeriod": 0,
        "PasscodeLockGracePeriodEnforced": 0,
        "AutoLockTime": 120,
        "ManagementStatus": {"IsUserEnrollment": personal},
    }
