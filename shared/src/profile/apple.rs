//! What only Apple's devices have. How it becomes payloads is [`crate::apple::settings`]'.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::item::ItemValue;
use super::settings::Setting;
use super::windows::{WifiNetwork, check_networks, networks_in_words};
use crate::device::rights::Requires;
use crate::encoding::percent_encoded;
use crate::field::FieldFault;
use crate::platform::Platform;

/// Settings of Apple's devices alone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct AppleSettings {
    /// After how many minutes without anybody it locks itself: 1 to 5 on iPhones, to 15 on iPads, to 60 on Macs.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u8>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub max_inactivity_minutes: Setting<u8>,
    /// How many of the last passcodes cannot be taken again: 1 to 50.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u8>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub password_history: Setting<u8>,
    /// That a passcode locks it; only `true` is a value.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub passcode: Setting<bool>,
    /// That FileVault is turned on when its person next logs out; only `true` is a value. Macs of the organisation's alone.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub file_vault: Setting<bool>,
    /// Whether the firewall is on. Macs; off is for the organisation's devices alone.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub firewall: Setting<bool>,
    /// Wireless networks by their name (SSID, 1 to 32 octets); at most 20.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<BTreeMap<String, WifiNetwork>>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub wifi: Setting<BTreeMap<String, WifiNetwork>>,
    /// Whether the camera may be used. The organisation's devices alone; iPhones and iPads that are supervised, and Macs.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    #[serde(skip_serializing_if = "Setting::is_not_configured")]
    pub camera: Setting<bool>,
}

/// What one item sets that only Apple's devices have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppleItem {
    /// [`AppleSettings::max_inactivity_minutes`].
    MaxInactivityMinutes(u8),
    /// [`AppleSettings::password_history`].
    PasswordHistory(u8),
    /// [`AppleSettings::passcode`].
    Passcode,
    /// [`AppleSettings::file_vault`].
    FileVault,
    /// [`AppleSettings::firewall`].
    Firewall(bool),
    /// One of [`AppleSettings::wifi`].
    Wifi {
        /// Its name.
        ssid: String,
        /// How it is joined.
        network: WifiNetwork,
    },
    /// [`AppleSettings::camera`].
    Camera(bool),
}

impl AppleItem {
    /// Whose a device must be for it: as on Windows, but that a person turns on FileVault on a Mac of their own themselves, and
    /// keeps the recovery key where they will find it.
    #[must_use]
    pub const fn requires(&self) -> Requires {
        match self {
            Self::MaxInactivityMinutes(_)
            | Self::PasswordHistory(_)
            | Self::Passcode
            | Self::Firewall(true)
            | Self::Wifi { .. } => Requires::Nothing,
            Self::FileVault | Self::Firewall(false) | Self::Camera(_) => Requires::Company,
        }
    }

    /// The value in a few words, for people; of a network never the passphrase.
    #[must_use]
    pub fn in_words(&self) -> String {
        match self {
            Self::MaxInactivityMinutes(1) => "1 minute".to_owned(),
            Self::MaxInactivityMinutes(minutes) => format!("{minutes} minutes"),
            Self::PasswordHistory(count) => count.to_string(),
            Self::Passcode => "required".to_owned(),
            Self::FileVault | Self::Firewall(true) => "on".to_owned(),
            Self::Firewall(false) => "off".to_owned(),
            Self::Wifi { network, .. } => networks_in_words(network),
            Self::Camera(true) => "allowed".to_owned(),
            Self::Camera(false) => "not allowed".to_owned(),
        }
    }

    /// The name of its setting.
    pub(super) fn key(&self) -> String {
        match self {
            Self::MaxInactivityMinutes(_) => "apple:max_inactivity_minutes".to_owned(),
            Self::PasswordHistory(_) => "apple:password_history".to_owned(),
            Self::Passcode => "apple:passcode".to_owned(),
            Self::FileVault => "apple:file_vault".to_owned(),
            Self::Firewall(_) => "apple:firewall".to_owned(),
            Self::Wifi { ssid, .. } => format!("wifi:{}", percent_encoded(ssid)),
            Self::Camera(_) => "apple:camera".to_owned(),
        }
    }
}

impl AppleSettings {
    /// All that is configured, item by item.
    pub(super) fn items(&self) -> impl Iterator<Item = AppleItem> {
        use AppleItem as Item;
        let is_wanted = |setting: Setting<bool>| setting == Setting::Configured(true);
        let single = [
            self.max_inactivity_minutes
                .configured()
                .map(|minutes| Item::MaxInactivityMinutes(*minutes)),
            self.password_history
                .configured()
                .map(|count| Item::PasswordHistory(*count)),
            is_wanted(self.passcode).then_some(Item::Passcode),
            is_wanted(self.file_vault).then_some(Item::FileVault),
            self.firewall.configured().map(|on| Item::Firewall(*on)),
            self.camera
                .configured()
                .map(|allowed| Item::Camera(*allowed)),
        ];
        let wifi = self.wifi.configured().into_iter().flatten();
        let wifi = wifi.map(|(ssid, network)| Item::Wifi {
            ssid: ssid.clone(),
            network: network.clone(),
        });
        single.into_iter().flatten().chain(wifi)
    }

    /// Whether everything keeps its bounds on this platform.
    ///
    /// # Errors
    /// The first field that does not, and its rule.
    pub(super) fn check(&self, platform: Platform) -> Result<(), FieldFault> {
        let longest = match platform {
            Platform::Ios => 5,
            Platform::Ipados => 15,
            _ => 60,
        };
        if let Setting::Configured(minutes) = self.max_inactivity_minutes
            && !(1..=longest).contains(&minutes)
        {
            let rule = format!("must be 1 to {longest}");
            return Err(FieldFault::at("max_inactivity_minutes", rule));
        }
        if let Setting::Configured(count) = self.password_history
            && !(1..=50).contains(&count)
        {
            return Err(FieldFault::at("password_history", "must be 1 to 50"));
        }
        if self.passcode == Setting::Configured(false) {
            let rule = "must be `true`, or left out: no device can be told to have no passcode";
            return Err(FieldFault::at("passcode", rule));
        }
        if self.file_vault == Setting::Configured(false) {
            let rule = "must be `true`, or left out: a disk is not decrypted from here";
            return Err(FieldFault::at("file_vault", rule));
        }
        if self.file_vault.configured().is_some() && platform != Platform::Macos {
            return Err(FieldFault::at("file_vault", "is for Macs"));
        }
        if self.firewall.configured().is_some() && platform != Platform::Macos {
            return Err(FieldFault::at("firewall", "is for Macs"));
        }
        match &self.wifi {
            Setting::Configured(networks) => check_networks(networks),
            Setting::NotConfigured => Ok(()),
        }
    }
}

impl From<AppleItem> for ItemValue {
    fn from(item: AppleItem) -> Self {
        Self::Apple(item)
    }
}
