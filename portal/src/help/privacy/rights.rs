//! What IT can do to a device, from the rules that every command and every setting is held to.

use muster_shared::command::{CommandName, carried_out_by};
use muster_shared::device::rights::{DeviceAction, Requires};
use muster_shared::platform::{EnrollmentMethod, Ownership, Platform};
use muster_shared::profile::is_rendered_for;

use crate::text::PrivacyText;

/// Something that can be done to a device from afar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// What touches whoever uses the device.
    Action(DeviceAction),
    /// What is asked of the device beside that.
    Command(CommandName),
    /// Settings that anybody's device takes.
    SetSome,
    /// Those that only a device of the organisation's takes.
    SetAll,
}

impl Deed {
    /// Everything, in the order in which it is shown.
    pub const ALL: [Self; 15] = [
        Self::Action(DeviceAction::Retire),
        Self::Action(DeviceAction::Lock),
        Self::Action(DeviceAction::Reboot),
        Self::SetSome,
        Self::Command(CommandName::Sync),
        Self::Command(CommandName::RenewCertificate),
        Self::Command(CommandName::Custom),
        Self::SetAll,
        Self::Action(DeviceAction::RenameHost),
        Self::Action(DeviceAction::Wipe),
        Self::Action(DeviceAction::ResetPasscode),
        Self::Action(DeviceAction::ListApps),
        Self::Action(DeviceAction::ListCertificates),
        Self::Action(DeviceAction::KeepRecoveryKey),
        Self::Action(DeviceAction::Locate),
    ];

    /// Whose a device must be for it.
    #[must_use]
    pub const fn requires(self) -> Requires {
        match self {
            Self::Action(action) => action.requires(),
            Self::Command(command) => command.requires(),
            Self::SetSome => Requires::Nothing,
            Self::SetAll => Requires::Company,
        }
    }

    /// The command that does it; none where there is no such command.
    const fn command(self) -> Option<CommandName> {
        match self {
            Self::Action(DeviceAction::Retire) => Some(CommandName::Retire),
            Self::Action(DeviceAction::Lock) => Some(CommandName::Lock),
            Self::Action(DeviceAction::Reboot) => Some(CommandName::Reboot),
            Self::Action(DeviceAction::RenameHost) => Some(CommandName::RenameHost),
            Self::Action(DeviceAction::Wipe) => Some(CommandName::Wipe),
            Self::Command(command) => Some(command),
            Self::Action(DeviceAction::ResetPasscode) => Some(CommandName::ClearPasscode),
            Self::Action(
                DeviceAction::ListApps
                | DeviceAction::ListCertificates
                | DeviceAction::KeepRecoveryKey
                | DeviceAction::Locate,
            )
            | Self::SetSome
            | Self::SetAll => None,
        }
    }

    /// Whether what manages such a device can do it, whosever the device is.
    #[must_use]
    pub fn has_a_way(self, platform: Platform, method: EnrollmentMethod) -> bool {
        match self {
            Self::SetSome | Self::SetAll => is_rendered_for(platform, method),
            Self::Action(DeviceAction::ListApps | DeviceAction::ListCertificates) => {
                method.lists_installed()
            }
            Self::Action(DeviceAction::KeepRecoveryKey) => {
                platform == Platform::Macos && method.lists_installed()
            }
            _ => self
                .command()
                .is_some_and(|command| carried_out_by(platform, method).contains(&command)),
        }
    }

    /// Whether it can be done to such a device of this ownership.
    #[must_use]
    pub fn can(self, platform: Platform, method: EnrollmentMethod, ownership: Ownership) -> bool {
        self.requires().is_met_by(ownership) && self.has_a_way(platform, method)
    }

    /// Whether it can be done to some device of this ownership, by a way that is open today.
    #[must_use]
    pub fn can_somewhere(self, ownership: Ownership) -> bool {
        Platform::ALL.into_iter().any(|platform| {
            EnrollmentMethod::ALL
                .into_iter()
                .filter(|method| method.is_served() && method.is_offered_on(platform))
                .any(|method| self.can(platform, method, ownership))
        })
    }

    /// What it is.
    #[must_use]
    pub const fn words(self, text: &PrivacyText) -> &'static str {
        match self {
            Self::Action(DeviceAction::Retire) | Self::Command(CommandName::Retire) => text.retire,
            Self::Action(DeviceAction::Lock) | Self::Command(CommandName::Lock) => text.lock,
            Self::Action(DeviceAction::Reboot) | Self::Command(CommandName::Reboot) => text.reboot,
            Self::Action(DeviceAction::ResetPasscode)
            | Self::Command(CommandName::ClearPasscode) => text.reset_passcode,
            Self::Action(DeviceAction::RenameHost) | Self::Command(CommandName::RenameHost) => {
                text.rename_host
            }
            Self::Action(DeviceAction::ListApps) => text.list_apps,
            Self::Action(DeviceAction::ListCertificates) => text.list_certificates,
            Self::Action(DeviceAction::KeepRecoveryKey) => text.keep_recovery_key,
            Self::Action(DeviceAction::Locate) => text.locate,
            Self::Action(DeviceAction::Wipe) | Self::Command(CommandName::Wipe) => text.wipe,
            Self::Command(CommandName::Sync) => text.sync,
            Self::Command(CommandName::RenewCertificate) => text.renew,
            Self::Command(CommandName::Custom) => text.custom,
            Self::SetSome => text.set_some,
            Self::SetAll => text.set_all,
        }
    }
}

/// What IT can do to a device, and what it cannot, each with why not.
#[must_use]
pub fn of_device(
    platform: Platform,
    method: EnrollmentMethod,
    ownership: Ownership,
    text: &PrivacyText,
) -> (Vec<&'static str>, Vec<(&'static str, &'static str)>) {
    let mut can = Vec::new();
    let mut cannot = Vec::new();
    for deed in Deed::ALL {
        if deed.can(platform, method, ownership) {
            can.push(deed.words(text));
        } else if deed == Deed::Action(DeviceAction::Retire) {
            // Its record and its certificate end whatever the device itself can be asked for.
            can.push(text.end_access);
        } else {
            let why = if deed.requires().is_met_by(ownership) {
                text.no_way
            } else {
                text.not_on_own
            };
            cannot.push((deed.words(text), why));
        }
    }
    if ownership == Ownership::Personal {
        can.push(text.make_corporate);
    }
    (can, cannot)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, Text};
    use EnrollmentMethod::{Agent, AppleAutomated, Est};
    use Ownership::{Corporate, Personal};
    use muster_shared::profile::ItemValue;

    #[test]
    fn every_action_and_every_command_is_named_once_in_words_of_its_own() {
        let commands = Deed::ALL.map(Deed::command);
        for command in CommandName::ALL {
            assert_eq!(
                commands.iter().filter(|one| **one == Some(command)).count(),
                1,
                "{command}"
            );
        }
        for action in DeviceAction::ALL {
            assert!(Deed::ALL.contains(&Deed::Action(action)), "{action:?}");
        }
        for language in Language::ALL {
            let mut words = Deed::ALL.map(|deed| deed.words(&Text::of(language).privacy));
            words.sort_unstable();
            let twice = words
                .windows(2)
                .any(|two| matches!(two, [one, other] if one == other));
            assert!(!twice);
        }
    }

    #[test]
    fn what_the_page_says_of_commands_is_what_the_edge_lets_through() {
        for method in EnrollmentMethod::ALL {
            for platform in Platform::ALL {
                for ownership in [Personal, Corporate] {
                    for command in CommandName::ALL {
                        let named = Deed::ALL
                            .into_iter()
                            .find(|one| one.command() == Some(command));
                        let allowed = command.requires().is_met_by(ownership)
                            && carried_out_by(platform, method).contains(&command);
                        let said = named.unwrap().can(platform, method, ownership);
                        assert_eq!(
                            said, allowed,
                            "{command} {platform} {method:?} {ownership:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_said_of_settings_is_what_their_values_require() {
        let anybodys = ItemValue::LoginBanner("Hello".to_owned());
        let companys = ItemValue::Sysctl {
            name: "net.ipv4.ip_forward".to_owned(),
            value: "0".to_owned(),
        };
        assert_eq!(Deed::SetSome.requires(), anybodys.requires());
        assert_eq!(Deed::SetAll.requires(), companys.requires());
    }

    #[test]
    fn a_persons_own_device_is_never_erased_renamed_or_given_files() {
        let text = &Text::of(Language::English).privacy;
        for method in EnrollmentMethod::ALL {
            for platform in Platform::ALL {
                let (can, cannot) = of_device(platform, method, Personal, text);
                for words in [text.wipe, text.rename_host, text.set_all, text.locate] {
                    assert!(!can.contains(&words), "{method:?}: {words}");
                    assert!(
                        cannot.contains(&(words, text.not_on_own)),
                        "{method:?}: {words}"
                    );
                }
                assert!(can.contains(&text.make_corporate));
                assert_eq!(can.len() + cannot.len(), Deed::ALL.len() + 1);
            }
        }
    }

    #[test]
    fn by_est_alone_nothing_reaches_a_device_and_its_access_can_be_ended_all_the_same() {
        let text = &Text::of(Language::English).privacy;
        let (can, cannot) = of_device(Platform::Macos, Est, Corporate, text);
        assert_eq!(can, [text.end_access]);
        assert!(cannot.iter().all(|(_, why)| *why == text.no_way));
        let (can, _) = of_device(Platform::Linux, Agent, Corporate, text);
        assert!(can.contains(&text.set_all) && can.contains(&text.rename_host));
        // The agent does not erase; what manages a company's iPad does.
        assert!(!can.contains(&text.wipe));
        assert!(
            of_device(Platform::Ipados, AppleAutomated, Corporate, text)
                .0
                .contains(&text.wipe)
        );
    }

    #[test]
    fn of_an_apple_device_nothing_is_said_that_apple_forbids() {
        use EnrollmentMethod::{AppleDevice, AppleUser};
        let text = &Text::of(Language::English).privacy;
        let can = |platform, method, ownership| of_device(platform, method, ownership, text).0;
        let by_account = can(Platform::Macos, AppleUser, Personal);
        assert!(!by_account.contains(&text.lock));
        let mac = can(Platform::Macos, AppleDevice, Corporate);
        assert!(mac.contains(&text.reboot) && mac.contains(&text.rename_host));
        assert!(!mac.contains(&text.reset_passcode));
        let phone = can(Platform::Ios, AppleDevice, Corporate);
        assert!(phone.contains(&text.reset_passcode) && phone.contains(&text.lock));
        assert!(!phone.contains(&text.reboot) && !phone.contains(&text.rename_host));
    }

    #[test]
    fn in_general_nobody_is_told_of_what_no_way_that_is_open_can_do() {
        assert!(Deed::Action(DeviceAction::Lock).can_somewhere(Personal));
        assert!(!Deed::SetAll.can_somewhere(Personal) && Deed::SetAll.can_somewhere(Corporate));
        assert!(!Deed::Action(DeviceAction::Locate).can_somewhere(Corporate));
        for list in [DeviceAction::ListApps, DeviceAction::ListCertificates] {
            assert!(!Deed::Action(list).can_somewhere(Personal));
            assert!(Deed::Action(list).can_somewhere(Corporate));
        }
    }
}
