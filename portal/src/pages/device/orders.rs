//! What a device can be asked for by its person: which of it there is, asking once, and taking it back.

use leptos::prelude::*;
use muster_shared::api::{DeviceDetail, DeviceFactName, DeviceStatus};
use muster_shared::command::{CommandKind, CommandName, CommandState, may_be_given};
use muster_shared::platform::{EnrollmentMethod, Ownership, Platform};
use muster_shared::time::Timestamp;

use super::Known;
use crate::browser;
use crate::client::{self, Asked, Failure};

/// What a person can ask for, in the order of the page. The edge decides by the same function.
const FOR_PERSONS: [CommandKind; 6] = [
    CommandKind::Sync,
    CommandKind::Lock,
    CommandKind::Reboot,
    CommandKind::RenewCertificate,
    CommandKind::Retire,
    CommandKind::Wipe,
];

/// How many seconds what has ended stays on the page: a week.
const STAYS: u64 = 7 * 24 * 3_600;

fn offered_by(
    platform: Platform,
    method: EnrollmentMethod,
    agent: Option<&str>,
    ownership: Ownership,
) -> impl Iterator<Item = CommandName> {
    FOR_PERSONS
        .iter()
        .filter(move |kind| may_be_given(kind, platform, method, agent, ownership).is_ok())
        .map(CommandKind::name)
        .filter(|name| name.is_for_persons())
}

/// What can be asked of this device now.
pub(super) fn is_offered(detail: &DeviceDetail, name: CommandName) -> bool {
    let device = &detail.device;
    let is_live = !matches!(device.status, DeviceStatus::Expired | DeviceStatus::Retired);
    let mut facts = detail.facts.iter();
    let agent = facts.find(|fact| fact.name == DeviceFactName::AgentVersion);
    let agent = agent.map(|fact| fact.value.trim_matches('"'));
    is_live
        && offered_by(device.platform, device.method, agent, device.ownership)
            .any(|one| one == name)
}

/// The newest command of a kind, as long as it is open or has ended lately.
pub(super) fn newest(asked: &[Asked], kind: CommandName, now: Timestamp) -> Option<&Asked> {
    let mut all = asked.iter();
    all.find(|one| one.kind == kind)
        .filter(|one| is_shown(one, now))
}

/// Whether a command is still worth telling.
pub(super) fn is_shown(asked: &Asked, now: Timestamp) -> bool {
    asked
        .ended_at
        .is_none_or(|ended| now.since(ended).as_secs() < STAYS)
}

/// Whether a person can take a command back: the device knows nothing of it, and they asked for it themselves.
pub(super) fn is_undone(asked: &Asked) -> bool {
    let waits = matches!(asked.state, CommandState::Queued | CommandState::NotNow);
    waits && asked.asked_as == muster_shared::command::Requester::Person
}

/// Where the focus goes when what was asked is taken back.
const fn button(kind: CommandName) -> &'static str {
    match kind {
        CommandName::Lock => "#do-lock",
        CommandName::Reboot => "#do-reboot",
        CommandName::RenewCertificate => "#do-renew",
        CommandName::Retire => "#do-retire",
        CommandName::Wipe => "#do-wipe",
        _ => "#do-sync",
    }
}

/// The id of the button that asks for a kind.
pub(super) fn button_id(kind: CommandName) -> &'static str {
    button(kind).trim_start_matches('#')
}

/// What is sent.
pub(super) enum Sent {
    /// The device is asked; the dialog in which that was confirmed is closed when it is.
    Ask(Option<RwSignal<bool>>),
    /// A command is taken back.
    TakeBack(String),
}

/// One thing that a device can be asked for.
#[derive(Clone, Copy)]
pub(super) struct Order {
    pub(super) kind: CommandName,
    pub(super) known: Known,
    /// Something is under way.
    pub(super) busy: RwSignal<bool>,
    /// What came in between.
    pub(super) failure: RwSignal<Option<Failure>>,
    /// The name of a command of which no answer came: asked for again under it, it is asked for once. Empty for none.
    key: RwSignal<String>,
}

impl Order {
    pub(super) fn new(known: Known, kind: CommandName) -> Self {
        Self {
            kind,
            known,
            busy: RwSignal::new(false),
            failure: RwSignal::new(None),
            key: RwSignal::new(String::new()),
        }
    }

    /// The newest command of the kind.
    pub(super) fn newest(self) -> Option<Asked> {
        let now = browser::now();
        self.known
            .beside(|heard| newest(&heard.asked, self.kind, now).cloned())
    }

    /// Whether one is under way: then no other can be asked for.
    pub(super) fn is_open(self) -> bool {
        self.newest().is_some_and(|asked| asked.state.is_open())
    }

    /// Sends it, unless something is under way.
    pub(super) fn send(self, what: Sent) {
        let is_undo = matches!(what, Sent::TakeBack(_));
        if self.busy.get_untracked() || (!is_undo && untrack(|| self.is_open())) {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        if self.key.with_untracked(String::is_empty) {
            self.key.set(browser::fresh_key());
        }
        let (known, kind, key) = (self.known, self.kind, self.key.get_untracked());
        leptos::task::spawn_local(async move {
            let token = known.session.csrf_token();
            let outcome = match &what {
                Sent::Ask(_) => client::ask(&token, known.id, kind, &key).await,
                Sent::TakeBack(command) => client::take_back(&token, known.id, command).await,
            };
            let outcome = known.session.heed(outcome);
            if !matches!(outcome, Err(Failure::Unreachable { .. })) {
                self.key.try_set(String::new());
            }
            // What has come of it is on the page before it can be asked for again.
            known.ask_commands().await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match (outcome, what) {
                (Err(why_not), _) => {
                    known.note(&why_not);
                    self.failure.try_set(Some(why_not));
                }
                (Ok(()), Sent::Ask(dialog)) => {
                    known.tell(|text| text.asked.was_asked);
                    if let Some(dialog) = dialog {
                        dialog.set(false);
                    }
                }
                (Ok(()), Sent::TakeBack(_)) => {
                    known.tell(|text| text.asked.undone);
                    browser::focus_soon(button(kind));
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::command::{CommandParts, Requester, carried_out_by};

    /// Every way in which a device can be there.
    fn every_way() -> impl Iterator<Item = (Platform, EnrollmentMethod)> {
        EnrollmentMethod::ALL.into_iter().flat_map(|method| {
            let platforms = Platform::ALL.into_iter();
            platforms
                .filter(move |platform| method.is_offered_on(*platform))
                .map(move |platform| (platform, method))
        })
    }

    #[test]
    fn what_is_offered_is_exactly_what_the_edge_would_take_from_a_person() {
        for (platform, method) in every_way() {
            for ownership in [Ownership::Personal, Ownership::Corporate] {
                for agent in [None, Some("1"), Some("2"), Some("other")] {
                    let offered: Vec<_> = offered_by(platform, method, agent, ownership).collect();
                    for kind in CommandName::ALL {
                        let named = matches!(kind, CommandName::RenameHost | CommandName::Custom);
                        let parts = CommandParts {
                            kind,
                            name: named.then(|| "a".to_owned()),
                        };
                        let command = CommandKind::try_from(parts).unwrap();
                        let taken = kind.is_for_persons()
                            && may_be_given(&command, platform, method, agent, ownership).is_ok();
                        assert_eq!(
                            offered.contains(&kind),
                            taken,
                            "{kind} {platform} {method:?} {agent:?} {ownership:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_wipe_is_offered_on_the_organisations_devices_that_can_and_on_nobodys_own() {
        let offers = |platform, method, ownership| {
            offered_by(platform, method, None, ownership).any(|kind| kind == CommandName::Wipe)
        };
        let windows = (Platform::Windows, EnrollmentMethod::WindowsMdm);
        assert!(offers(windows.0, windows.1, Ownership::Corporate));
        for (platform, method) in every_way() {
            assert!(!offers(platform, method, Ownership::Personal), "{method:?}");
            let can = carried_out_by(platform, method).contains(&CommandName::Wipe);
            let offered = offers(platform, method, Ownership::Corporate);
            assert_eq!(offered, can, "{platform} {method:?}");
        }
    }

    #[test]
    fn no_button_is_shown_that_apple_would_refuse() {
        use EnrollmentMethod::{AppleDevice, AppleUser};
        let offers = |platform, method, kind| {
            offered_by(platform, method, None, Ownership::Personal).any(|one| one == kind)
        };
        for phone in [Platform::Ios, Platform::Ipados] {
            assert!(!offers(phone, AppleDevice, CommandName::Reboot));
            assert!(offers(phone, AppleUser, CommandName::Lock));
        }
        assert!(offers(Platform::Macos, AppleDevice, CommandName::Reboot));
        assert!(offers(Platform::Macos, AppleDevice, CommandName::Lock));
        assert!(!offers(Platform::Macos, AppleUser, CommandName::Lock));
    }

    #[test]
    fn only_what_one_asked_oneself_and_the_device_does_not_know_is_taken_back() {
        let asked = |state, asked_as| Asked {
            id: String::new(),
            kind: CommandName::Lock,
            name: None,
            asked_as,
            state,
            queued_at: Timestamp::EPOCH,
            delivered_at: None,
            ended_at: None,
            output: None,
        };
        for state in CommandState::ALL {
            let waits = matches!(state, CommandState::Queued | CommandState::NotNow);
            assert_eq!(is_undone(&asked(state, Requester::Person)), waits);
            for other in [Requester::Administrator, Requester::Policy] {
                assert!(!is_undone(&asked(state, other)));
            }
        }
    }

    #[test]
    fn what_has_ended_is_shown_for_a_week() {
        let mut asked = Asked {
            id: String::new(),
            kind: CommandName::Lock,
            name: None,
            asked_as: Requester::Person,
            state: CommandState::Done,
            queued_at: Timestamp::EPOCH,
            delivered_at: None,
            ended_at: Some(Timestamp::EPOCH),
            output: None,
        };
        let at = Timestamp::from_unix_seconds;
        assert!(
            newest(
                core::slice::from_ref(&asked),
                CommandName::Lock,
                at(STAYS - 1)
            )
            .is_some()
        );
        assert!(newest(core::slice::from_ref(&asked), CommandName::Lock, at(STAYS)).is_none());
        asked.ended_at = None;
        assert!(is_shown(&asked, at(STAYS)));
    }
}
