use crate::api::{CommandResult, SentCommand};
use crate::apple::commands::{Means, Order, order_of, pin_of};
use crate::apple::installed::ITEMS;
use crate::apple::inventory::QUERIES;
use crate::apple::settings::{Planned, identifier, version};
use crate::command::{CommandName, CommandOutcome};
use crate::few::{set_of, sort_few};
use crate::platform::Platform;
use crate::protocol::apple::{EnrollmentProfile, Request, Uuid};
use crate::sealed::SealingKey;
use crate::time::Timestamp;

use super::receive::Received;
use super::state::{Applied, Asked, Listed, Outcome, SessionState, What};
use super::{MAX_COMMANDS, MAX_TRIES};

/// What there is to do on a device.
#[derive(Debug, Clone, Copy)]
pub struct Work<'a> {
    /// Its open commands, the oldest first.
    pub commands: &'a [SentCommand],
    /// What is to be set on it, all of it, as [`crate::apple::settings::plan`] makes it. None where that is not known just then:
    /// nothing is set, and nothing removed.
    pub settings: Option<&'a [Planned]>,
    /// Whether it is time for its next certificate.
    pub renews: bool,
    /// Whether it can be given that.
    pub can_renew: bool,
    /// Whether it is asked what is on it: the organisation's own, and managed as such.
    pub lists: bool,
    /// Whether it has left and does not know it: nothing else is asked then.
    pub leaves: bool,
    /// What identifiers begin with.
    pub base: &'a str,
    /// The organisation, as its people know it.
    pub organisation: &'a str,
    /// What kind of device it is.
    pub platform: Platform,
    /// What takes its passcode away, where the device has handed it over.
    pub unlock_token: Option<&'a [u8]>,
    /// What makes PINs.
    pub pins: &'a SealingKey,
    /// What a question's name is made of.
    pub random: [u8; 16],
}

/// What a device is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// This.
    Request(Request),
    /// The enrollment profile once more. To make one takes a signature, so that it is made only now.
    Renewal,
}

impl Work<'_> {
    const fn means<'m>(&'m self, pin: &'m str) -> Means<'m> {
        Means {
            base: self.base,
            platform: self.platform,
            pin,
            unlock_token: self.unlock_token,
        }
    }
}

/// Answers a report that has been taken in: with the next command under its name (`CommandUUID`), or with nothing when there is none.
/// With the answer comes the state that is to be kept.
#[must_use]
pub fn answer(
    received: Received,
    work: &Work<'_>,
    now: Timestamp,
) -> (SessionState, Option<(String, Ask)>) {
    let mut state = received.state;
    state.lists = work.lists;
    if let Some(plan) = work.settings {
        plan_settings(&mut state, plan, work.base);
        state.settings.settle();
    }
    if let Some(mut asked) = state.asked.take() {
        asked.tries = asked.tries.saturating_add(1);
        if asked.tries > MAX_TRIES {
            given_up(&mut state, asked.what, now);
        } else if let Some(ask) = ask_for(&asked.what, asked.pin.as_deref(), work) {
            let uuid = asked.uuid.clone();
            state.asked = Some(asked);
            return (state, Some((uuid, ask)));
        }
    }
    while state.count < MAX_COMMANDS {
        let Some(what) = next(&mut state, work, now) else {
            break;
        };
        let pin = match &what {
            What::Order { id, .. } => Some(pin_of(*id, work.pins)),
            _ => None,
        };
        let Some(ask) = ask_for(&what, pin.as_deref(), work) else {
            state.tried.push(what);
            continue;
        };
        let uuid = match &what {
            What::Order { id, .. } => Uuid::from_bits(*id.as_bytes()),
            _ => Uuid::from_bits(work.random),
        };
        let has_pin = matches!(
            ask,
            Ask::Request(
                Request::DeviceLock { pin: Some(_) } | Request::EraseDevice { pin: Some(_) }
            )
        );
        let uuid = uuid.to_string();
        state.count = state.count.saturating_add(1);
        if let What::Set { key } = &what
            && let Some(entry) = state.settings.entry(key)
        {
            entry.may_be_there = true;
        }
        state.asked = Some(Asked {
            uuid: uuid.clone(),
            what,
            pin: pin.filter(|_| has_pin),
            tries: 0,
        });
        return (state, Some((uuid, ask)));
    }
    (state, None)
}

/// A device has been asked again and again and says nothing of it.
fn given_up(state: &mut SessionState, what: What, now: Timestamp) {
    if let What::Set { key } | What::Unset { key } = &what
        && let Some(entry) = state.settings.entry(key)
    {
        entry.outcome = Outcome::Failed("the device does not answer".to_owned());
    }
    state.listed.note(&what, now);
    state.tried.push(what);
}

/// What is asked next.
fn next(state: &mut SessionState, work: &Work<'_>, now: Timestamp) -> Option<What> {
    if work.leaves {
        return (!state.has_tried(&What::Leave)).then_some(What::Leave);
    }
    // "The device will restart immediately" (Apple's schema, device.restart.yaml), which ends the session, and a Mac may not come again
    // before somebody signs in: it waits for all else.
    let (restarts, mut commands): (Vec<_>, Vec<_>) =
        (work.commands.iter()).partition(|command| command.kind == CommandName::Reboot);
    sort_few(&mut commands, |one, other| {
        how_late(one.kind).cmp(&how_late(other.kind))
    });
    for command in commands {
        let (id, kind) = (command.id, command.kind);
        let what = What::Order { id, kind };
        if state.has_tried(&what) || state.syncs.contains(&id) {
            continue;
        }
        let impossible = match order_of(command, &work.means("")) {
            Order::Inventory => {
                state.syncs.push(id);
                state.tried.retain(|what| !what.asks());
                state.listed = Listed::default();
                continue;
            }
            Order::Request(_) => return Some(what),
            Order::Renewal if work.can_renew => return Some(what),
            Order::Renewal => "The device's next certificate cannot be issued here just now.",
            Order::Impossible(why) => why,
        };
        state.tried.push(what);
        state.results.push(CommandResult {
            id,
            outcome: CommandOutcome::Failed,
            exit_code: None,
            output: Some(impossible.to_owned()),
        });
    }
    let questions = [What::Information, What::Security].into_iter();
    let looks = state
        .settings
        .is_to_be_looked_at(now)
        .then_some(What::Profiles);
    let keys = match work.settings {
        Some(plan) => settings_due(state, plan),
        None => Vec::new(),
    };
    let configured = state.awaits_configuration.then_some(What::Configured);
    let renewal = (work.renews && work.can_renew).then_some(What::Renewal);
    let lists = work.lists.then(|| state.listed.due(now));
    let restarts = restarts
        .into_iter()
        .map(|&SentCommand { id, kind, .. }| What::Order { id, kind });
    questions
        .chain(keys)
        .chain(looks)
        .chain(configured)
        .chain(renewal)
        .chain(lists.into_iter().flatten())
        .chain(restarts)
        .find(|what| !state.has_tried(what))
}

/// The order of commands that stop others from being carried out: a locked Mac does nothing else, and an erased device neither. One
/// that has left would never be erased.
const fn how_late(kind: CommandName) -> u8 {
    match kind {
        CommandName::Lock => 1,
        CommandName::Wipe => 2,
        CommandName::Retire => 3,
        _ => 0,
    }
}

/// Brings what is kept of the settings up to what is wanted: what is wanted anew waits to be set.
fn plan_settings(state: &mut SessionState, plan: &[Planned], base: &str) {
    let settings = &mut state.settings;
    settings.wanted = version(plan);
    let wanted = set_of(plan.iter().map(|one| &one.key));
    // What is not there need not go.
    settings
        .applied
        .retain(|one| one.may_be_there || wanted.contains(&one.key));
    for one in plan {
        let digest = one.digest();
        match settings.entry(&one.key) {
            Some(entry) if entry.value == digest => {}
            Some(entry) => {
                entry.value = digest;
                entry.outcome = Outcome::Pending;
            }
            None => settings.applied.push(Applied {
                key: one.key.clone(),
                value: digest,
                identifier: identifier(base, &one.key),
                may_be_there: false,
                outcome: Outcome::Pending,
            }),
        }
    }
    for one in &mut settings.applied {
        if !wanted.contains(&one.key) {
            one.outcome = Outcome::Pending;
        }
    }
}

/// What is to be removed, and what is to be installed, in this order.
fn settings_due(state: &SessionState, plan: &[Planned]) -> Vec<What> {
    let wanted = set_of(plan.iter().map(|one| &one.key));
    let due = state.settings.applied.iter();
    let due = due.filter(|one| one.outcome != Outcome::Done);
    let (set, unset): (Vec<_>, Vec<_>) = due.partition(|one| wanted.contains(&one.key));
    let unset = unset.into_iter().map(|one| What::Unset {
        key: one.key.clone(),
    });
    let set = set.into_iter().map(|one| What::Set {
        key: one.key.clone(),
    });
    unset.chain(set).collect()
}

/// What is asked of the device; none where there is no need for it any more.
fn ask_for(what: &What, pin: Option<&str>, work: &Work<'_>) -> Option<Ask> {
    Some(Ask::Request(match what {
        What::Information => Request::DeviceInformation(QUERIES),
        What::Security => Request::SecurityInfo,
        What::Profiles => Request::ProfileList,
        // It may have become its person's own since it was asked.
        What::Apps | What::Certificates if !work.lists => return None,
        What::Apps => Request::InstalledApplicationList(match work.platform {
            Platform::Macos => &[],
            _ => ITEMS,
        }),
        What::Certificates => Request::CertificateList,
        What::Order { id, .. } => {
            let command = work.commands.iter().find(|command| command.id == *id)?;
            let pin = pin.unwrap_or_default();
            match order_of(command, &work.means(pin)) {
                Order::Request(request) => request,
                Order::Renewal => return work.can_renew.then_some(Ask::Renewal),
                Order::Inventory | Order::Impossible(_) => return None,
            }
        }
        What::Set { key } => {
            let planned = work.settings?.iter().find(|one| one.key == *key)?;
            let profile = planned.profile(work.base, work.organisation);
            Request::InstallProfile(profile.into_bytes())
        }
        What::Unset { key } => {
            if work.settings?.iter().any(|one| one.key == *key) {
                return None;
            }
            Request::RemoveProfile(identifier(work.base, key))
        }
        What::Configured => Request::DeviceConfigured,
        What::Renewal => return work.can_renew.then_some(Ask::Renewal),
        What::Leave => Request::RemoveProfile(EnrollmentProfile::identifier(work.base)),
    }))
}
