//! What an organisation may keep of a device and do to it, by whose it is.
//!
//! Two things are said here and nowhere else: what only a corporate device may give (a floor that no setting lowers), and
//! what the organisation has chosen beyond that. The enrollee object holds every report to it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::api::DeviceFactName;
use crate::platform::Ownership;

/// Whose a device must be for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requires {
    /// Anybody's.
    Nothing,
    /// The organisation's (`requires = company`).
    Company,
}

impl Requires {
    /// Whether a device of this ownership will do.
    #[must_use]
    pub const fn is_met_by(self, ownership: Ownership) -> bool {
        match self {
            Self::Nothing => true,
            Self::Company => matches!(ownership, Ownership::Corporate),
        }
    }
}

/// Whose a device must be for a fact of it to be kept.
///
/// The IMEI of a person's own phone names the person to every network. It is looked up on the list of corporate identifiers
/// and then forgotten.
#[must_use]
pub const fn fact_requires(fact: DeviceFactName) -> Requires {
    match fact {
        DeviceFactName::Imei => Requires::Company,
        DeviceFactName::OsName
        | DeviceFactName::OsDistribution
        | DeviceFactName::OsVersion
        | DeviceFactName::OsEdition
        | DeviceFactName::Kernel
        | DeviceFactName::Architecture
        | DeviceFactName::HostName
        | DeviceFactName::Manufacturer
        | DeviceFactName::Model
        | DeviceFactName::SerialNumber
        | DeviceFactName::DiskEncryption
        | DeviceFactName::AgentVersion
        | DeviceFactName::SecureBoot
        | DeviceFactName::Firewall
        | DeviceFactName::Antivirus
        | DeviceFactName::Tpm
        | DeviceFactName::Jailbroken
        | DeviceFactName::Passcode => Requires::Nothing,
    }
}

/// What a fact tells, and so how near it comes to the person behind the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PrivacyClass {
    /// Which software runs the device: the same on thousands of others.
    System,
    /// How the device is protected.
    Security,
    /// Which product it is: the same on thousands of others.
    Hardware,
    /// Which one it is: it can be told from all others by this, and found again elsewhere.
    Identity,
}

impl PrivacyClass {
    /// Every class, from what tells least of a person to what tells most.
    pub const ALL: [Self; 4] = [Self::System, Self::Security, Self::Hardware, Self::Identity];
}

/// What a fact tells. Total: a fact without a class does not compile.
#[must_use]
pub const fn privacy_class(fact: DeviceFactName) -> PrivacyClass {
    match fact {
        DeviceFactName::OsName
        | DeviceFactName::OsDistribution
        | DeviceFactName::OsVersion
        | DeviceFactName::OsEdition
        | DeviceFactName::Kernel
        | DeviceFactName::Architecture
        | DeviceFactName::AgentVersion => PrivacyClass::System,
        DeviceFactName::DiskEncryption
        | DeviceFactName::SecureBoot
        | DeviceFactName::Firewall
        | DeviceFactName::Antivirus
        | DeviceFactName::Tpm
        | DeviceFactName::Jailbroken
        | DeviceFactName::Passcode => PrivacyClass::Security,
        DeviceFactName::Manufacturer | DeviceFactName::Model => PrivacyClass::Hardware,
        DeviceFactName::HostName | DeviceFactName::SerialNumber | DeviceFactName::Imei => {
            PrivacyClass::Identity
        }
    }
}

/// What may be done to a device from afar. Commands (`command::CommandName`) ask here; for some of it there is none yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceAction {
    /// End its management.
    Retire,
    /// Lock its screen.
    Lock,
    /// Have it start anew.
    Reboot,
    /// Take its passcode away.
    ResetPasscode,
    /// Give it another host name.
    RenameHost,
    /// List every app on it.
    ListApps,
    /// List the certificates on it.
    ListCertificates,
    /// Keep what opens its disk.
    KeepRecoveryKey,
    /// Find out where it is.
    Locate,
    /// Erase all of it.
    Wipe,
}

impl DeviceAction {
    /// Every action.
    pub const ALL: [Self; 10] = [
        Self::Retire,
        Self::Lock,
        Self::Reboot,
        Self::ResetPasscode,
        Self::RenameHost,
        Self::ListApps,
        Self::ListCertificates,
        Self::KeepRecoveryKey,
        Self::Locate,
        Self::Wipe,
    ];

    /// Whose a device must be for this.
    #[must_use]
    pub const fn requires(self) -> Requires {
        match self {
            Self::Retire | Self::Lock | Self::Reboot | Self::ResetPasscode => Requires::Nothing,
            Self::RenameHost
            | Self::ListApps
            | Self::ListCertificates
            | Self::KeepRecoveryKey
            | Self::Locate
            | Self::Wipe => Requires::Company,
        }
    }
}

/// Of which devices a fact is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// Of all devices that may give it.
    #[default]
    Always,
    /// Of corporate devices.
    CorporateOnly,
    /// Of none.
    Never,
}

/// What an organisation has chosen to keep of its devices; a fact that is not named is kept wherever it may be.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeptFacts(BTreeMap<DeviceFactName, Keep>);

impl KeptFacts {
    /// With these choices.
    #[must_use]
    pub const fn new(choices: BTreeMap<DeviceFactName, Keep>) -> Self {
        Self(choices)
    }

    /// Whether nothing is chosen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether every choice can be had: what the rules read is kept of every device.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        use DeviceFactName as Fact;
        [Fact::OsVersion, Fact::Manufacturer, Fact::Model]
            .iter()
            .all(|fact| matches!(self.0.get(fact), None | Some(Keep::Always)))
    }

    /// Whether a fact is kept of a device of this ownership.
    #[must_use]
    pub fn keeps(&self, fact: DeviceFactName, ownership: Ownership) -> bool {
        let chosen = match self.0.get(&fact).copied().unwrap_or_default() {
            Keep::Always => true,
            Keep::CorporateOnly => ownership == Ownership::Corporate,
            Keep::Never => false,
        };
        chosen && fact_requires(fact).is_met_by(ownership)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DeviceFactName::{HostName, Imei, OsVersion, SerialNumber};
    use Ownership::{Corporate, Personal};

    fn kept(choices: &[(DeviceFactName, Keep)]) -> KeptFacts {
        KeptFacts::new(choices.iter().copied().collect())
    }

    #[test]
    fn a_choice_may_keep_less_and_never_more() {
        let nothing_chosen = KeptFacts::default();
        assert!(nothing_chosen.keeps(SerialNumber, Personal));
        assert!(nothing_chosen.keeps(Imei, Corporate));
        assert!(!nothing_chosen.keeps(Imei, Personal));
        assert!(!kept(&[(Imei, Keep::Always)]).keeps(Imei, Personal));
        let chosen = kept(&[(SerialNumber, Keep::CorporateOnly), (HostName, Keep::Never)]);
        assert!(chosen.keeps(SerialNumber, Corporate));
        assert!(!chosen.keeps(SerialNumber, Personal));
        assert!(!chosen.keeps(HostName, Corporate));
    }

    #[test]
    fn what_the_rules_read_is_always_kept() {
        assert!(kept(&[(OsVersion, Keep::Always)]).is_sound());
        assert!(!kept(&[(OsVersion, Keep::CorporateOnly)]).is_sound());
        assert!(!kept(&[(DeviceFactName::Model, Keep::Never)]).is_sound());
    }

    #[test]
    fn facts_stand_in_the_order_in_which_they_are_shown() {
        assert!(DeviceFactName::ALL.is_sorted());
    }

    #[test]
    fn what_names_one_device_is_marked_as_such_and_an_imei_is_never_kept_of_a_persons_own() {
        use crate::api::PrivacyFacts;
        let facts = PrivacyFacts::of(&kept(&[(SerialNumber, Keep::CorporateOnly)]), &[]).facts;
        let of = |name| facts.iter().find(|fact| fact.name == name).unwrap();
        assert_eq!(of(Imei).class, PrivacyClass::Identity);
        assert_eq!((of(Imei).personal, of(Imei).corporate), (false, true));
        let serial = of(SerialNumber);
        assert_eq!((serial.personal, serial.corporate), (false, true));
        assert_eq!(
            (of(OsVersion).personal, of(OsVersion).corporate),
            (true, true)
        );
    }

    #[test]
    fn choices_read_back_as_they_are_written() {
        let text = r#"{"host_name":"never","serial_number":"corporate_only"}"#;
        let read: KeptFacts = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
        assert!(serde_json::from_str::<KeptFacts>(r#"{"apps":"never"}"#).is_err());
    }

    #[test]
    fn only_a_corporate_device_is_located_or_erased() {
        for action in [
            DeviceAction::Wipe,
            DeviceAction::Locate,
            DeviceAction::ListApps,
            DeviceAction::ListCertificates,
        ] {
            assert!(!action.requires().is_met_by(Personal));
            assert!(action.requires().is_met_by(Corporate));
        }
        assert!(DeviceAction::Retire.requires().is_met_by(Personal));
    }
}
