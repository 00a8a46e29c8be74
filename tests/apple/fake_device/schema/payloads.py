"""The payloads of configuration profiles (mdm/profiles/*.yaml)."""

from . import table
from .more import MORE
from .restrictions import RESTRICTIONS

UUID = r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"

TOP = table(rf"""
PayloadIdentifier: string!
PayloadUUID: string! ~{UUID}
PayloadType: string! in Configuration
PayloadVersion: integer! in 1
PayloadContent: array!
  *: dict
IsEncrypted: boolean
EncryptedPayloadContent: data
PayloadDescription: string
PayloadDisplayName: string
PayloadOrganization: string
HasRemovalPasscode: boolean
PayloadRemovalDisallowed: boolean
PayloadScope: string in System User
RemovalDate: date
DurationUntilRemoval: real
PayloadExpirationDate: date
TargetDeviceType: integer 0..6
ConsentText: dict
  *: string
""")

COMMON = table(rf"""
PayloadIdentifier: string!
PayloadUUID: string! ~{UUID}
PayloadType: string!
PayloadVersion: integer! in 1
PayloadDescription: string
PayloadDisplayName: string
PayloadOrganization: string
""")

# The first answer of an over-the-air enrollment; it is in no schema, only in Apple's guide to over-the-air profile delivery.
PROFILE_SERVICE = table(rf"""
PayloadIdentifier: string!
PayloadUUID: string! ~{UUID}
PayloadType: string! in Profile Service
PayloadVersion: integer! in 1
PayloadDescription: string
PayloadDisplayName: string
PayloadOrganization: string
PayloadContent: dict!
  URL: string!
  DeviceAttributes: array
    *: string in UDID VERSION PRODUCT SERIAL IMEI MEID ICCID DEVICE_NAME MAC_ADDRESS_EN0 COMPROMISED
  Challenge: string
""")
PROFILE_SERVICE[2].values = ["Profile Service"]

_CERTIFICATE = """
PayloadCertificateFileName: string
PayloadContent: data!
"""

_NAMES = """
  rfc822Name: string
  dNSName: string
  uniformResourceIdentifier: string
  ntPrincipalName: string
"""

PAYLOADS = {
    "com.apple.mdm": rf"""
IdentityCertificateUUID: string! ~{UUID}
Topic: string!
ServerURL: string!
CheckInURL: string
SignMessage: boolean
AccessRights: integer
UseDevelopmentAPNS: boolean
ManagedAppleID: string
AssignedManagedAppleID: string
EnrollmentMode: string in BYOD ADDE
ServerURLPinningCertificateUUIDs: array
  *: string
CheckInURLPinningCertificateUUIDs: array
  *: string
PinningRevocationCheckRequired: boolean
ServerCapabilities: array
  *: string in com.apple.mdm.per-user-connections com.apple.mdm.bootstraptoken com.apple.mdm.token
CheckOutWhenRemoved: boolean
RequiredAppIDForMDM: integer
PromptUserToAllowBootstrapTokenForAuthentication: boolean
""",
    "com.apple.security.scep": """
PayloadContent: dict!
  URL: string!
  Name: string
  Subject: array
    *: array
      *: array
        *: string
  Challenge: string
  Keysize: integer in 1024 2048 4096
  Key Type: string in RSA
  Key Usage: integer in 1 4 5
  CAFingerprint: data
  Retries: integer
  RetryDelay: integer
  SubjectAltName: dict
"""
    + _NAMES.replace("  ", "    ")
    + """
  KeyIsExtractable: boolean
  AllowAllAppsAccess: boolean
""",
    "com.apple.security.acme": """
DirectoryURL: string! ~https://.+
ClientIdentifier: string!
KeySize: integer!
KeyType: string! in RSA ECSECPrimeRandom
HardwareBound: boolean!
Subject: array!
  *: array
    *: array
      *: string
SubjectAltName: dict
"""
    + _NAMES
    + """
UsageFlags: integer in 1 4 5
ExtendedKeyUsage: array
  *: string
Attest: boolean
KeyIsExtractable: boolean
AllowAllAppsAccess: boolean
""",
    "com.apple.security.root": _CERTIFICATE,
    "com.apple.security.pkcs1": _CERTIFICATE,
    "com.apple.security.pem": _CERTIFICATE,
    "com.apple.security.pkcs12": _CERTIFICATE
    + """
Password: string
AllowAllAppsAccess: boolean
KeyIsExtractable: boolean
""",
    "com.apple.mobiledevice.passwordpolicy": """
allowSimple: boolean
forcePIN: boolean
maxFailedAttempts: integer 2..11
maxInactivity: integer 0..60
maxPINAgeInDays: integer 0..730
minComplexChars: integer 0..4
minLength: integer 0..16
requireAlphanumeric: boolean
pinHistory: integer 1..50
maxGracePeriod: integer
minutesUntilFailedLoginReset: integer
changeAtNextAuth: boolean
customRegex: dict
  passwordContentRegex: string!
  passwordContentDescription: dict
    *: string
""",
    "com.apple.wifi.managed": rf"""
AutoJoin: boolean
SSID_STR: string
HIDDEN_NETWORK: boolean
ProxyType: string in None Manual Auto
EncryptionType: string in WEP WPA WPA2 WPA3 Any None
Password: string
PayloadCertificateUUID: string ~{UUID}
EAPClientConfiguration: dict
  AcceptEAPTypes: array!
    *: integer in 13 17 18 21 23 25 43
  UserName: string
  UserPassword: string
  PayloadCertificateAnchorUUID: array
    *: string ~{UUID}
  TLSTrustedCertificates: array
    *: string
  TLSTrustedServerNames: array
    *: string
  TLSAllowTrustExceptions: boolean
  TLSCertificateIsRequired: boolean
  TTLSInnerAuthentication: string in PAP EAP CHAP MSCHAP MSCHAPv2
  TLSMinimumVersion: string in 1.0 1.1 1.2 1.3
  TLSMaximumVersion: string in 1.0 1.1 1.2 1.3
  OuterIdentity: string
  EAPFASTUsePAC: boolean
  EAPFASTProvisionPAC: boolean
  EAPFASTProvisionPACAnonymously: boolean
  EAPSIMNumberOfRANDs: integer in 2 3
  SystemModeCredentialsSource: string
  SystemModeUseOpenDirectoryCredentials: boolean
  OneTimeUserPassword: boolean
DisplayedOperatorName: string
DomainName: string
RoamingConsortiumOIs: array
  *: string
ServiceProviderRoamingEnabled: boolean
IsHotspot: boolean
HESSID: string
NAIRealmNames: array
  *: string
MCCAndMNCs: array
  *: string ~[0-9]{{6}}
CaptiveBypass: boolean
QoSMarkingPolicy: dict
SetupModes: array
  *: string in System Loginwindow
EnableIPv6: boolean
TLSCertificateRequired: boolean
ProxyServer: string
ProxyServerPort: integer 0..65535
ProxyUsername: string
ProxyPassword: string
ProxyPACURL: string
ProxyPACFallbackAllowed: boolean
DisableAssociationMACRandomization: boolean
""",
    "com.apple.security.FDERecoveryKeyEscrow": rf"""
Location: string!
EncryptCertPayloadUUID: string! ~{UUID}
DeviceKey: string
""",
    "com.apple.MCX.FileVault2": rf"""
Enable: string! in On Off
Defer: boolean
UserEntersMissingInfo: boolean
UseRecoveryKey: boolean
ShowRecoveryKey: boolean
OutputPath: string
Certificate: data
PayloadCertificateUUID: string ~{UUID}
Username: string
Password: string
UseKeychain: boolean
DeferForceAtUserLoginMaxBypassAttempts: integer -1..9999
DeferDontAskAtUserLogout: boolean
ForceEnableInSetupAssistant: boolean
""",
    "com.apple.MCX": """
dontAllowFDEDisable: boolean
dontAllowFDEEnable: boolean
DestroyFVKeyOnStandby: boolean
EnableGuestAccount: boolean
DisableGuestAccount: boolean
timeServer: string
timeZone: string
""",
    "com.apple.webClip.managed": """
Precomposed: boolean
FullScreen: boolean
URL: string!
Icon: data
IsRemovable: boolean
Label: string!
IgnoreManifestScope: boolean
TargetApplicationBundleIdentifier: string
""",
    "com.apple.SoftwareUpdate": """
CatalogURL: string
AllowPreReleaseInstallation: boolean
restrict-software-update-require-admin-to-install: boolean
AutomaticallyInstallMacOSUpdates: boolean
AutomaticallyInstallAppUpdates: boolean
AutomaticCheckEnabled: boolean
AutomaticDownload: boolean
CriticalUpdateInstall: boolean
ConfigDataInstall: boolean
""",
    "com.apple.security.firewall": """
EnableFirewall: boolean!
BlockAllIncoming: boolean
EnableStealthMode: boolean
Applications: array
  *: dict
    BundleID: string!
    Allowed: boolean!
EnableLogging: boolean
LoggingOption: string in throttled brief detail
AllowSigned: boolean
AllowSignedApp: boolean
""",
    "com.apple.profileRemovalPassword": """
RemovalPassword: string
""",
}
# Where a payload does nothing (supportedOS), and where a user enrollment forbids it (userenrollment).
_MAC_ONLY = """com.apple.MCX com.apple.MCX.FileVault2 com.apple.ManagedClient.preferences com.apple.SoftwareUpdate
com.apple.associated-domains com.apple.configurationprofile.identification com.apple.loginwindow com.apple.preference.security
com.apple.screensaver com.apple.screensaver.user com.apple.security.FDERecoveryKeyEscrow com.apple.security.firewall
com.apple.security.smartcard com.apple.servicemanagement com.apple.system-extension-policy com.apple.systempolicy.control
com.apple.systempolicy.rule""".split()
NOT_ON = {"ios": _MAC_ONLY, "mac": ["com.apple.app.lock"]}
_NOT_PERSONAL = (
    """com.apple.SetupAssistant.managed com.apple.dnsSettings.managed com.apple.domains com.apple.notificationsettings
com.apple.profileRemovalPassword com.apple.proxy.http.global""".split()
)
_SHARED = ("com.apple.associated-domains", "com.apple.configurationprofile.identification")
NOT_PERSONAL = {
    "ios": [*_NOT_PERSONAL, "com.apple.app.lock"],
    "mac": [*_NOT_PERSONAL, "com.apple.mobiledevice.passwordpolicy", *(kind for kind in _MAC_ONLY if kind not in _SHARED)],
}

# What a Mac takes for one of its users alone (devicechannel: false, userchannel: true of its supportedOS). This device has the
# device's channel, and an enrollment profile is for the whole of a Mac.
NOT_ON_DEVICE_CHANNEL = {"ios": [], "mac": ["com.apple.screensaver.user", "com.apple.webClip.managed"]}

# What may be on a device once (multiple: false); com.apple.mdm has a check of its own.
SINGLE = """com.apple.MCX.FileVault2 com.apple.SetupAssistant.managed com.apple.SoftwareUpdate com.apple.app.lock
com.apple.configurationprofile.identification com.apple.domains com.apple.notificationsettings com.apple.preference.security
com.apple.profileRemovalPassword com.apple.proxy.http.global com.apple.screensaver com.apple.screensaver.user
com.apple.security.FDERecoveryKeyEscrow com.apple.security.smartcard""".split()

PAYLOADS = {kind: table(text) for kind, text in {**PAYLOADS, **MORE, "com.apple.applicationaccess": RESTRICTIONS}.items()}

# What one kind of device takes less of than the other: the schema has one range for both, and says the Mac's in words.
NARROWER = {
    "ios": {"com.apple.mobiledevice.passwordpolicy": table("maxInactivity: integer 0..15\n*: any")},
    "mac": {},
}
