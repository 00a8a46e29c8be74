"""The commands of device management (mdm/commands/*.yaml): their keys, the right that each needs, and where it may be sent."""

from collections import namedtuple

from . import table
from .settings import SETTINGS

# AccessRights, bit by bit.
RIGHTS = {
    "inspect profiles": 1,
    "install profiles": 2,
    "lock and passcode": 4,
    "erase": 8,
    "device information": 16,
    "network information": 32,
    "inspect provisioning": 64,
    "install provisioning": 128,
    "inspect apps": 256,
    "restrictions": 512,
    "security": 1024,
    "settings": 2048,
    "apps": 4096,
}
EVERY_RIGHT = 8191

Command = namedtuple("Command", "fields right platforms personal supervised")


def _command(text, right=None, platforms="ios mac", personal=True, supervised=""):
    """`personal`: user enrollment allows it, on all or on the named platforms. `supervised`: where it needs supervision."""
    if personal is True:
        personal = platforms
    return Command(table(text), RIGHTS.get(right, 0), platforms.split(), (personal or "").split(), supervised.split())


_APP = """
iTunesStoreID: integer
Identifier: string
Options: dict
  PurchaseMethod: integer in 0 1
ManifestURL: string
ManagementFlags: integer in 1 4 5
Configuration: dict
Attributes: dict
  VPNUUID: string
  ContentFilterUUID: string
  DNSProxyUUID: string
  RelayUUID: string
  AssociatedDomains: array
    *: string
  AssociatedDomainsEnableDirectDownloads: boolean
  Removable: boolean
  TapToPayScreenLock: boolean
  CellularSliceUUID: string
  Hideable: boolean
  Lockable: boolean
ChangeManagementState: string in Managed
InstallAsManaged: boolean
iOSApp: boolean
"""

_ITEMS = (
    "AdHocCodeSigned AppStoreVendable BetaApp BundleSize DeviceBasedVPP DistributorIdentifier DynamicSize "
    "ExternalVersionIdentifier HasUpdateAvailable Identifier Installing IsAppClip IsValidated Name ShortVersion Version"
)

COMMANDS = {
    "InstallProfile": _command("Payload: data!", "install profiles"),
    "RemoveProfile": _command("Identifier: string!", "install profiles"),
    "ProfileList": _command("ManagedOnly: boolean", "inspect profiles"),
    "CertificateList": _command("ManagedOnly: boolean", "inspect profiles"),
    "DeviceInformation": _command("""
Queries: array!
  *: string
DeviceAttestationNonce: data
"""),
    "SecurityInfo": _command("", "security"),
    "DeviceLock": _command(
        """
Message: string
PhoneNumber: string
PIN: string ~[0-9]{6}
""",
        "lock and passcode",
        personal="ios",
    ),
    "EraseDevice": _command(
        """
PreserveDataPlan: boolean
DisallowProximitySetup: boolean
PIN: string ~[0-9]{6}
ObliterationBehavior: string in Default DoNotObliterate ObliterateWithWarning Always
ReturnToService: dict
  Enabled: boolean!
  WiFiProfileData: data
  MDMProfileData: data
""",
        "erase",
        personal=None,
    ),
    "ClearPasscode": _command("UnlockToken: data!", "lock and passcode", "ios", None),
    "RestartDevice": _command(
        """
RebuildKernelCache: boolean
KextPaths: array
  *: string
NotifyUser: boolean
""",
        "lock and passcode",
        personal=None,
        supervised="ios",
    ),
    "ShutDownDevice": _command("", "lock and passcode", personal=None, supervised="ios"),
    "DeviceConfigured": _command("", personal=None, supervised="ios"),
    "DeclarativeManagement": _command("Data: data"),
    "InstalledApplicationList": _command(
        """
Identifiers: array
  *: string
ManagedAppsOnly: boolean
Items: array
  *: string in {items}
""".format(items=_ITEMS),
        "inspect apps",
        personal="ios",
    ),
    "ManagedApplicationList": _command("Identifiers: array\n  *: string", "apps"),
    "InstallApplication": _command(_APP, "apps"),
    "RemoveApplication": _command("Identifier: string!", "apps", personal="ios"),
    "InstallEnterpriseApplication": _command(
        """
Manifest: dict
ManifestURL: string
ManifestURLPinningCerts: array
  *: data
PinningRevocationCheckRequired: boolean
InstallAsManaged: boolean
ManagementFlags: integer in 1
Configuration: dict
ChangeManagementState: string in Managed
iOSApp: boolean
""",
        "apps",
        "mac",
    ),
    "RotateFileVaultKey": _command(
        """
KeyType: string! in personal institutional
FileVaultUnlock: dict!
  Password: string
  PrivateKeyExport: data
  PrivateKeyExportPassword: string
NewCertificate: data
ReplyEncryptionCertificate: data
""",
        "lock and passcode",
        "mac",
        None,
    ),
    "EnableLostMode": _command(
        """
Message: string
PhoneNumber: string
Footnote: string
""",
        None,
        "ios",
        None,
        "ios",
    ),
    "DisableLostMode": _command("", None, "ios", None, "ios"),
    "Settings": _command("Settings: array!\n  *: dict", "settings"),
}

# Those that this device answers with Error: it knows them by name alone.
UNSPOKEN = """AccountConfiguration ActivationLockBypassCode ActiveNSExtensions ApplyRedemptionCode AvailableOSUpdates
ClearActivationLockBypassCode ClearRestrictionsPassword ContentCachingInformation DeleteUser DeviceLocation DisableRemoteDesktop
EnableRemoteDesktop InstallMedia InstallProvisioningProfile InviteToProgram LOMDeviceRequest LOMSetupRequest LogOutUser
ManagedApplicationAttributes ManagedApplicationConfiguration ManagedApplicationFeedback ManagedMediaList NSExtensionMappings
OSUpdateStatus PlayLostModeSound ProvisioningProfileList RefreshCellularPlans RemoveMedia RemoveProvisioningProfile
RequestMirroring RequestUnlockToken Restrictions ScheduleOSUpdate ScheduleOSUpdateScan SetAutoAdminPassword SetFirmwarePassword
SetRecoveryLock StopMirroring UnlockUserAccount UserConfigured UserList ValidateApplications VerifyFirmwarePassword
VerifyRecoveryLock""".split()

SETTINGS = {item: table(text) for item, text in SETTINGS.items()}
PERSONAL_SETTINGS = ("ApplicationConfiguration", "ApplicationAttributes", "OrganizationInfo", "MDMOptions")

# Queries of DeviceInformation, by the right that they need; those in neither need none.
_GENERAL = """UDID ProvisioningUDID OrganizationInfo MDMOptions LastCloudBackupDate AwaitingConfiguration
iTunesStoreAccountIsActive iTunesStoreAccountHash"""
_INFORMATION = """DeviceName OSVersion SupplementalOSVersionExtra BuildVersion SupplementalBuildVersion ModelName Model
ModelNumber IsAppleSilicon ProductName SerialNumber DeviceCapacity AvailableDeviceCapacity IMEI MEID ModemFirmwareVersion
CellularTechnology BatteryLevel HasBattery IsSupervised IsMultiUser IsDeviceLocatorServiceEnabled IsActivationLockEnabled
IsActivationLockSupported IsDoNotDisturbInEffect DeviceID EASDeviceIdentifier IsCloudBackupEnabled ActiveManagedUsers
OSUpdateSettings LocalHostName HostName AutoSetupAdminAccounts SystemIntegrityProtectionEnabled SupportsLOMDevice
IsMDMLostModeEnabled MaximumResidentUsers EstimatedResidentUsers QuotaSize ResidentUsers UserSessionTimeout
TemporarySessionTimeout TemporarySessionOnly ManagedAppleIDDefaultDomains OnlineAuthenticationGracePeriod
SkipLanguageAndLocaleSetupForNewUsers PushToken DiagnosticSubmissionEnabled AppAnalyticsEnabled TimeZone
PINRequiredForEraseDevice PINRequiredForDeviceLock SupportsiOSAppInstalls SoftwareUpdateDeviceID SoftwareUpdateSettings
AccessibilitySettings DevicePropertiesAttestation EACSPreflight"""
_NETWORK = """ICCID BluetoothMAC WiFiMAC EthernetMAC CurrentCarrierNetwork SIMCarrierNetwork SubscriberCarrierNetwork
CarrierSettingsVersion PhoneNumber DataRoamingEnabled VoiceRoamingEnabled PersonalHotspotEnabled IsNetworkTethered IsRoaming
SubscriberMCC SubscriberMNC CurrentMCC CurrentMNC ServiceSubscriptions"""
QUERIES = {
    **dict.fromkeys(_GENERAL.split(), 0),
    **dict.fromkeys(_INFORMATION.split(), RIGHTS["device information"]),
    **dict.fromkeys(_NETWORK.split(), RIGHTS["network information"]),
}
# What a user enrollment withholds: identifiers of the device and what is the person's.
WITHHELD = """UDID ProvisioningUDID SerialNumber IMEI MEID ICCID BluetoothMAC WiFiMAC EthernetMAC PhoneNumber DeviceName
EASDeviceIdentifier iTunesStoreAccountHash iTunesStoreAccountIsActive HostName LocalHostName ServiceSubscriptions""".split()
