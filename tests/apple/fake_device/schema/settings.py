"""The items of the command Settings (mdm/commands/settings.yaml)."""

SETTINGS = {
    "Wallpaper": """
Item: string! in Wallpaper
Image: data!
Where: integer! in 1 2 3
""",
    "DataRoaming": """
Item: string! in DataRoaming
Enabled: boolean!
""",
    "VoiceRoaming": """
Item: string! in VoiceRoaming
Enabled: boolean!
""",
    "PersonalHotspot": """
Item: string! in PersonalHotspot
Enabled: boolean!
""",
    "Bluetooth": """
Item: string! in Bluetooth
Enabled: boolean!
""",
    "ApplicationConfiguration": """
Item: string! in ApplicationConfiguration
Identifier: string!
Configuration: dict
  *: any
""",
    "ApplicationAttributes": """
Item: string! in ApplicationAttributes
Identifier: string!
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
""",
    "DeviceName": """
Item: string! in DeviceName
DeviceName: string!
""",
    "HostName": """
Item: string! in HostName
HostName: string!
""",
    "OrganizationInfo": """
Item: string! in OrganizationInfo
OrganizationInfo: dict
  OrganizationName: string!
  OrganizationShortName: string
  OrganizationAddress: string
  OrganizationPhone: string
  OrganizationEmail: string
  OrganizationMagic: string
""",
    "MDMOptions": """
Item: string! in MDMOptions
MDMOptions: dict!
  ActivationLockAllowedWhileSupervised: boolean
  BootstrapTokenAllowed: boolean
  PromptUserToAllowBootstrapTokenForAuthentication: boolean
""",
    "MaximumResidentUsers": """
Item: string! in MaximumResidentUsers
MaximumResidentUsers: integer!
""",
    "SharedDeviceConfiguration": """
Item: string! in SharedDeviceConfiguration
QuotaSize: integer
ResidentUsers: integer
UserSessionTimeout: integer
TemporarySessionTimeout: integer
TemporarySessionOnly: boolean
ManagedAppleIDDefaultDomains: array
  *: string
OnlineAuthenticationGracePeriod: integer
SkipLanguageAndLocaleSetupForNewUsers: boolean
AwaitUserConfiguration: dict
  Enabled: boolean!
PasscodePolicy: dict
  PasscodeLockGracePeriod: integer in 0 60 300 900 3600 14400
  AutoLockTime: integer
""",
    "DiagnosticSubmission": """
Item: string! in DiagnosticSubmission
Enabled: boolean!
""",
    "AppAnalytics": """
Item: string! in AppAnalytics
Enabled: boolean!
""",
    "PasscodeLockGracePeriod": """
Item: string! in PasscodeLockGracePeriod
PasscodeLockGracePeriod: integer! in 0 60 300 900 3600 14400
""",
    "TimeZone": """
Item: string! in TimeZone
TimeZone: string!
""",
    "SoftwareUpdateSettings": """
Item: string! in SoftwareUpdateSettings
RecommendationCadence: integer! in 0 1 2
""",
    "AccessibilitySettings": """
Item: string! in AccessibilitySettings
BoldTextEnabled: boolean
IncreaseContrastEnabled: boolean
ReduceMotionEnabled: boolean
ReduceTransparencyEnabled: boolean
TextSize: integer in 0 1 2 3 4 5 6 7 8 9 10 11
TouchAccommodationsEnabled: boolean
VoiceOverEnabled: boolean
ZoomEnabled: boolean
GrayscaleEnabled: boolean
""",
}
