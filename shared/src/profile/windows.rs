//! What only Windows has. How it becomes nodes of Windows' configuration service providers is
//! [`crate::windows::settings`]'.

use core::fmt;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::item::ItemValue;
use super::settings::Setting;
use crate::device::rights::Requires;
use crate::encoding::percent_encoded;
use crate::field::FieldFault;

/// Settings of Windows alone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct WindowsSettings {
    /// After how many minutes without anybody it locks itself: 1 to 999.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u16>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub max_inactivity_minutes: Setting<u16>,
    /// How many of the last passwords cannot be taken again, the one in use among them: 1 to 50.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u8>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub password_history: Setting<u8>,
    /// Whether the system's disk has to be encrypted by BitLocker.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub device_encryption: Setting<bool>,
    /// The firewall, on each kind of network.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<WindowsFirewall>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub firewall: Setting<WindowsFirewall>,
    /// Wireless networks by their name (SSID, 1 to 32 octets); at most 20.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<BTreeMap<String, WifiNetwork>>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub wifi: Setting<BTreeMap<String, WifiNetwork>>,
    /// Whether the camera may be used. The organisation's devices alone.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub camera: Setting<bool>,
    /// How much diagnostic data goes to Microsoft. The organisation's devices alone.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Telemetry>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub telemetry: Setting<Telemetry>,
}

/// The firewall, on each kind of network: on, or off. Off is for the organisation's devices alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct WindowsFirewall {
    /// Where the domain's controllers are.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub domain: Setting<bool>,
    /// Where people have said that it is at home or at work.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub private: Setting<bool>,
    /// Everywhere else.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub public: Setting<bool>,
}

/// A kind of network, as Windows' firewall tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirewallProfile {
    /// [`WindowsFirewall::domain`].
    Domain,
    /// [`WindowsFirewall::private`].
    Private,
    /// [`WindowsFirewall::public`].
    Public,
}

impl FirewallProfile {
    /// Its name in a setting's key.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Domain => "domain",
            Self::Private => "private",
            Self::Public => "public",
        }
    }
}

/// A wireless network with a passphrase (WPA2-Personal).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WifiNetwork {
    /// The passphrase: 8 to 63 printable ASCII characters (IEEE 802.11 annex J.4).
    pub passphrase: String,
    /// Whether it does not tell its name.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub hidden: bool,
    /// Whether devices join it by themselves.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub connect: bool,
}

const fn yes() -> bool {
    true
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
const fn is_yes(flag: &bool) -> bool {
    *flag
}

impl fmt::Debug for WifiNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hidden, connect) = (self.hidden, self.connect);
        write!(f, "WifiNetwork(… hidden: {hidden}, connect: {connect})")
    }
}

/// How much diagnostic data goes to Microsoft (Policy CSP, `System/AllowTelemetry`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Telemetry {
    /// None. Windows Enterprise and Education alone; elsewhere it counts as `required`.
    Off,
    /// What keeps the device up to date and safe.
    Required,
    /// More, such as what is done with apps.
    Optional,
}

impl Telemetry {
    /// The policy's number. 2 is gone with Windows 11.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Off => 0,
            Self::Required => 1,
            Self::Optional => 3,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Required => "required",
            Self::Optional => "optional",
        }
    }
}

/// What one item sets that only Windows has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WindowsItem {
    /// [`WindowsSettings::max_inactivity_minutes`].
    MaxInactivityMinutes(u16),
    /// [`WindowsSettings::password_history`].
    PasswordHistory(u8),
    /// [`WindowsSettings::device_encryption`].
    DeviceEncryption(bool),
    /// [`WindowsSettings::firewall`], on one kind of network.
    Firewall(FirewallProfile, bool),
    /// One of [`WindowsSettings::wifi`].
    Wifi {
        /// Its name.
        ssid: String,
        /// How it is joined.
        network: WifiNetwork,
    },
    /// [`WindowsSettings::camera`].
    Camera(bool),
    /// [`WindowsSettings::telemetry`].
    Telemetry(Telemetry),
}

impl WindowsItem {
    /// Whose a device must be for it. What makes a device safer may be asked of anybody's; a camera that is taken away, a firewall
    /// that is switched off and what Microsoft hears are their person's own business.
    #[must_use]
    pub const fn requires(&self) -> Requires {
        match self {
            Self::MaxInactivityMinutes(_)
            | Self::PasswordHistory(_)
            | Self::DeviceEncryption(_)
            | Self::Firewall(_, true)
            | Self::Wifi { .. } => Requires::Nothing,
            Self::Firewall(_, false) | Self::Camera(_) | Self::Telemetry(_) => Requires::Company,
        }
    }

    /// The value in a few words, for people; of a network never the passphrase.
    #[must_use]
    pub fn in_words(&self) -> String {
        let on = |on: bool| if on { "on" } else { "off" }.to_owned();
        match self {
            Self::MaxInactivityMinutes(1) => "1 minute".to_owned(),
            Self::MaxInactivityMinutes(minutes) => format!("{minutes} minutes"),
            Self::PasswordHistory(count) => count.to_string(),
            Self::DeviceEncryption(true) => "required".to_owned(),
            Self::DeviceEncryption(false) => "not required".to_owned(),
            Self::Firewall(_, state) => on(*state),
            Self::Wifi { network, .. } => networks_in_words(network),
            Self::Camera(true) => "allowed".to_owned(),
            Self::Camera(false) => "not allowed".to_owned(),
            Self::Telemetry(level) => level.as_str().to_owned(),
        }
    }

    /// The name of its setting.
    pub(super) fn key(&self) -> String {
        match self {
            Self::MaxInactivityMinutes(_) => "windows:max_inactivity_minutes".to_owned(),
            Self::PasswordHistory(_) => "windows:password_history".to_owned(),
            Self::DeviceEncryption(_) => "windows:device_encryption".to_owned(),
            Self::Firewall(profile, _) => format!("windows:firewall_{}", profile.as_str()),
            Self::Wifi { ssid, .. } => format!("wifi:{}", percent_encoded(ssid)),
            Self::Camera(_) => "windows:camera".to_owned(),
            Self::Telemetry(_) => "windows:telemetry".to_owned(),
        }
    }
}

impl WindowsSettings {
    /// All that is configured, item by item.
    pub(super) fn items(&self) -> impl Iterator<Item = WindowsItem> {
        use WindowsItem as Item;
        let firewall = self.firewall.configured().copied().unwrap_or_default();
        let single = [
            self.max_inactivity_minutes
                .configured()
                .map(|minutes| Item::MaxInactivityMinutes(*minutes)),
            self.password_history
                .configured()
                .map(|count| Item::PasswordHistory(*count)),
            self.device_encryption
                .configured()
                .map(|required| Item::DeviceEncryption(*required)),
            self.camera
                .configured()
                .map(|allowed| Item::Camera(*allowed)),
            self.telemetry
                .configured()
                .map(|level| Item::Telemetry(*level)),
        ];
        let firewall = [
            (FirewallProfile::Domain, firewall.domain),
            (FirewallProfile::Private, firewall.private),
            (FirewallProfile::Public, firewall.public),
        ]
        .into_iter()
        .filter_map(|(profile, state)| Some(Item::Firewall(profile, *state.configured()?)));
        let wifi = self.wifi.configured().into_iter().flatten();
        let wifi = wifi.map(|(ssid, network)| Item::Wifi {
            ssid: ssid.clone(),
            network: network.clone(),
        });
        single.into_iter().flatten().chain(firewall).chain(wifi)
    }

    /// Whether everything keeps its bounds.
    ///
    /// # Errors
    /// The first field that does not, and its rule.
    pub(super) fn check(&self) -> Result<(), FieldFault> {
        if let Setting::Configured(minutes) = self.max_inactivity_minutes
            && !(1..=999).contains(&minutes)
        {
            return Err(FieldFault::at("max_inactivity_minutes", "must be 1 to 999"));
        }
        if let Setting::Configured(count) = self.password_history
            && !(1..=50).contains(&count)
        {
            return Err(FieldFault::at("password_history", "must be 1 to 50"));
        }
        match &self.wifi {
            Setting::Configured(networks) => check_networks(networks),
            Setting::NotConfigured => Ok(()),
        }
    }
}

/// How a network is joined, without its passphrase.
pub(super) fn networks_in_words(network: &WifiNetwork) -> String {
    let joins = if network.connect {
        "joined by itself"
    } else {
        "joined by hand"
    };
    format!("WPA2, {joins}")
}

/// Whether networks by their names keep their bounds.
///
/// # Errors
/// The first that does not, and its rule.
pub(super) fn check_networks(networks: &BTreeMap<String, WifiNetwork>) -> Result<(), FieldFault> {
    super::settings::at_most("wifi", networks.len(), 20)?;
    for (place, (ssid, network)) in networks.iter().enumerate() {
        let at = format!("wifi[{place}]");
        if !(1..=32).contains(&ssid.len()) || ssid.chars().any(char::is_control) {
            let rule = "a network's name must be 1 to 32 octets that can be read";
            return Err(FieldFault::at(at, rule));
        }
        let phrase = &network.passphrase;
        let is_printable = |octet: u8| (b' '..=b'~').contains(&octet);
        if !(8..=63).contains(&phrase.len()) || !phrase.bytes().all(is_printable) {
            let rule = "must be 8 to 63 printable ASCII characters";
            return Err(FieldFault::at("passphrase", rule).below(&at));
        }
    }
    Ok(())
}

impl From<WindowsItem> for ItemValue {
    fn from(item: WindowsItem) -> Self {
        Self::Windows(item)
    }
}
