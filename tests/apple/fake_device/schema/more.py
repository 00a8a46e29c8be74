"""More payloads of configuration profiles, which the device only checks and keeps (mdm/profiles/*.yaml)."""

MORE = {
    "com.apple.screensaver": """
askForPassword: boolean
askForPasswordDelay: integer
loginWindowIdleTime: integer
loginWindowModulePath: string
moduleName: string!
""",
    "com.apple.screensaver.user": """
moduleName: string!
modulePath: string
idleTime: integer
""",
    "com.apple.loginwindow": """
SHOWFULLNAME: boolean
HideLocalUsers: boolean
IncludeNetworkUser: boolean
HideAdminUsers: boolean
SHOWOTHERUSERS_MANAGED: boolean
AdminHostInfo: string in HostName SystemVersion IPAddress
AllowList: array
  *: string
DenyList: array
  *: string
HideMobileAccounts: boolean
ShutDownDisabled: boolean
RestartDisabled: boolean
SleepDisabled: boolean
DisableConsoleAccess: boolean
LoginwindowText: string
ShutDownDisabledWhileLoggedIn: boolean
RestartDisabledWhileLoggedIn: boolean
PowerOffDisabledWhileLoggedIn: boolean
LogOutDisabledWhileLoggedIn: boolean
DisableScreenLockImmediate: boolean
showInputMenu: boolean
DisableFDEAutoLogin: boolean
AutologinUsername: string
AutologinPassword: string
""",
    "com.apple.system-extension-policy": """
AllowUserOverrides: boolean
AllowedTeamIdentifiers: array
  *: string
AllowedSystemExtensionTypes: dict
  *: array
    *: string
AllowedSystemExtensions: dict
  *: array
    *: string
RemovableSystemExtensions: dict
  *: array
    *: string
NonRemovableSystemExtensions: dict
  *: array
    *: string
NonRemovableFromUISystemExtensions: dict
  *: array
    *: string
""",
    "com.apple.notificationsettings": """
NotificationSettings: array!
  *: dict
    BundleIdentifier: string!
    NotificationsEnabled: boolean
    ShowInNotificationCenter: boolean
    ShowInLockScreen: boolean
    AlertType: integer in 0 1 2
    BadgesEnabled: boolean
    SoundsEnabled: boolean
    ShowInCarPlay: boolean
    CriticalAlertEnabled: boolean
    GroupingType: integer in 0 1 2
    PreviewType: integer in 0 1 2
""",
    "com.apple.domains": """
EmailDomains: array
  *: string
WebDomains: array
  *: string
SafariPasswordAutoFillDomains: array
  *: string
CrossSiteTrackingPreventionRelaxedDomains: array
  *: string
""",
    "com.apple.dnsSettings.managed": """
DNSSettings: dict!
  DNSProtocol: string! in HTTPS TLS
  ServerURL: string
  ServerName: string
  ServerAddresses: array
    *: string
  SupplementalMatchDomains: array
    *: string
OnDemandRules: array
  *: dict
    Action: string! in Connect Disconnect EvaluateConnection
    ActionParameters: array
      *: dict
        Domains: array!
          *: string
        DomainAction: string! in NeverConnect ConnectIfNeeded
    DNSDomainMatch: array
      *: string
    DNSServerAddressMatch: array
      *: string
    InterfaceTypeMatch: string in Ethernet WiFi Cellular
    SSIDMatch: array
      *: string
    URLStringProbe: string
ProhibitDisablement: boolean
PayloadCertificateUUID: string
""",
    "com.apple.systempolicy.control": """
EnableAssessment: boolean
AllowIdentifiedDevelopers: boolean
EnableXProtectMalwareUpload: boolean
""",
    "com.apple.systempolicy.rule": """
Requirement: string
Comment: string
Priority: real
Expiration: date
OperationType: string in operation:execute operation:install operation:lsopen
LeafCertificate: data
""",
    "com.apple.SetupAssistant.managed": """
SkipCloudSetup: boolean
SkipSiriSetup: boolean
SkipPrivacySetup: boolean
SkipiCloudStorageSetup: boolean
SkipTrueTone: boolean
SkipAppearance: boolean
SkipTouchIDSetup: boolean
SkipScreenTime: boolean
SkipAccessibility: boolean
SkipSetupItems: array
  *: string
SkipUnlockWithWatch: boolean
SkipWallpaper: boolean
""",
    "com.apple.servicemanagement": """
Rules: array!
  *: dict
    RuleType: string! in BundleIdentifier BundleIdentifierPrefix Label LabelPrefix TeamIdentifier
    RuleValue: string!
    Comment: string
    TeamIdentifier: string
""",
    "com.apple.ManagedClient.preferences": """
PayloadContent: dict!
  *: dict
    Forced: array
      *: dict
        mcx_preference_settings: dict!
          *: any
    Set-Once: array
      *: dict
        mcx_preference_settings: dict!
          *: any
""",
    "com.apple.proxy.http.global": """
ProxyType: string in Manual Auto
ProxyServer: string
ProxyServerPort: integer
ProxyUsername: string
ProxyPassword: string
ProxyPACURL: string
ProxyPACFallbackAllowed: boolean
ProxyCaptiveLoginAllowed: boolean
""",
    "com.apple.preference.security": """
dontAllowPasswordResetUI: boolean
dontAllowLockMessageUI: boolean
dontAllowFireWallUI: boolean
""",
    "com.apple.security.smartcard": """
UserPairing: boolean
allowSmartCard: boolean
checkCertificateTrust: integer in 0 1 2 3
oneCardPerUser: boolean
tokenRemovalAction: integer in 0 1
enforceSmartCard: boolean
""",
    "com.apple.security.certificatetransparency": """
DisabledForCerts: array
  *: dict
    Algorithm: string! in sha256
    Hash: data!
DisabledForDomains: array
  *: string
""",
    "com.apple.associated-domains": """
Configuration: array!
  *: dict
    ApplicationIdentifier: string!
    AssociatedDomains: array!
      *: string
    EnableDirectDownloads: boolean
""",
    "com.apple.app.lock": """
App: dict!
  Identifier: string!
  Options: dict
    DisableTouch: boolean
    DisableDeviceRotation: boolean
    DisableVolumeButtons: boolean
    DisableRingerSwitch: boolean
    DisableSleepWakeButton: boolean
    DisableAutoLock: boolean
    EnableVoiceOver: boolean
    EnableZoom: boolean
    EnableInvertColors: boolean
    EnableAssistiveTouch: boolean
    EnableSpeakSelection: boolean
    EnableMonoAudio: boolean
    EnableVoiceControl: boolean
  UserEnabledOptions: dict
    VoiceControl: boolean
    VoiceOver: boolean
    Zoom: boolean
    InvertColors: boolean
    AssistiveTouch: boolean
""",
    "com.apple.configurationprofile.identification": """
PayloadIdentification: dict!
  UserName: string!
  FullName: string!
  EmailAddress: string!
  AuthMethod: string! in Password UserEnteredPassword
  Password: string!
  Prompt: string
  PromptMessage: string
""",
}
