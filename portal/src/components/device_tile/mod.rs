//! A device as its person sees it at a glance: glyph, name, status, who owns it, and how old that knowledge is.

use leptos::prelude::*;
use muster_shared::access::may_access;
use muster_shared::api::{DeviceStatus, DeviceView};
use muster_shared::compliance::ComplianceStanding;
#[cfg(test)]
use muster_shared::compliance::ComplianceState;
use muster_shared::platform::Ownership;
use muster_shared::time::Timestamp;

use super::{Chip, IconName, PlatformGlyph, Status};
use crate::clock::use_now;
use crate::navigation::{Link, Place};
use crate::preferences::{say, use_locale, use_text};
use crate::text::DevicesText;

/// What a device's status asks of its person; the order is that of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The person has to do something.
    NeedsPerson,
    /// Nothing to do, or only to wait.
    Fine,
    /// It is gone, and shown so that its going is no riddle.
    Gone,
}

impl Standing {
    /// The standing of a device.
    #[must_use]
    pub fn of(device: &DeviceView, now: Timestamp) -> Self {
        match device.status {
            _ if is_barred(device, now) || in_grace(device).is_some() => Self::NeedsPerson,
            DeviceStatus::Pending | DeviceStatus::Expired => Self::NeedsPerson,
            DeviceStatus::WaitingForFirstCheckIn | DeviceStatus::Enrolled => Self::Fine,
            DeviceStatus::Retired => Self::Gone,
        }
    }
}

/// Whether a device that would have access has none, since it does not keep the organisation's rules. The gate asks the same.
#[must_use]
pub fn is_barred(device: &DeviceView, now: Timestamp) -> bool {
    may_access(device.status).is_ok() && !device.standing().is_tolerated(now)
}

/// Until when a device that has access may stay as it is although it does not keep them.
#[must_use]
pub fn in_grace(device: &DeviceView) -> Option<Timestamp> {
    device
        .grace_until
        .filter(|_| may_access(device.status).is_ok())
}

/// Whether a device with this status is about to change by itself.
#[must_use]
pub const fn is_on_its_way(status: DeviceStatus) -> bool {
    matches!(
        status,
        DeviceStatus::WaitingForFirstCheckIn | DeviceStatus::Pending
    )
}

/// What a tile says first of its device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    /// Its status, as it is.
    Status(DeviceStatus),
    /// It has access, and loses it at this moment unless something is put right.
    ActionBy(Timestamp),
    /// It has none, for it breaks a rule.
    Broken,
    /// It has none, for it has not checked in for too long.
    Silent,
}

impl Says {
    /// Made anew as time passes, so that no tile goes on promising access after its end.
    fn of(status: DeviceStatus, standing: ComplianceStanding, now: Timestamp) -> Self {
        if may_access(status).is_err() {
            Self::Status(status)
        } else if !standing.is_tolerated(now) {
            if standing.is_silent(now) {
                Self::Silent
            } else {
                Self::Broken
            }
        } else {
            standing
                .grace_until
                .map_or(Self::Status(status), Self::ActionBy)
        }
    }

    /// It looks as the status does that asks as much of its person.
    const fn looks_like(self) -> DeviceStatus {
        match self {
            Self::Status(status) => status,
            Self::ActionBy(_) => DeviceStatus::Pending,
            Self::Broken | Self::Silent => DeviceStatus::Expired,
        }
    }

    /// Whether its person has to do something, which its page explains.
    const fn asks(self) -> bool {
        !matches!(
            self,
            Self::Status(
                DeviceStatus::WaitingForFirstCheckIn
                    | DeviceStatus::Enrolled
                    | DeviceStatus::Retired
            )
        )
    }
}

struct Look {
    tile: &'static str,
    status: &'static str,
    icon: IconName,
}

const fn look(status: DeviceStatus) -> Look {
    let (tile, status, icon) = match status {
        DeviceStatus::WaitingForFirstCheckIn => {
            ("card tile tile--wait", "status--wait", IconName::Wait)
        }
        DeviceStatus::Pending => ("card tile tile--warn", "status--warn", IconName::Warn),
        DeviceStatus::Enrolled => ("card tile", "status--ok", IconName::Ok),
        DeviceStatus::Expired => ("card tile tile--stop", "status--stop", IconName::Stop),
        DeviceStatus::Retired => ("card tile tile--wait", "status--wait", IconName::Exit),
    };
    Look { tile, status, icon }
}

const fn status_words(status: DeviceStatus, text: &DevicesText) -> &'static str {
    match status {
        DeviceStatus::WaitingForFirstCheckIn => text.status_waiting,
        DeviceStatus::Pending => text.status_pending,
        DeviceStatus::Enrolled => text.status_enrolled,
        DeviceStatus::Expired => text.status_expired,
        DeviceStatus::Retired => text.status_retired,
    }
}

/// Who owns a device, in one word.
#[must_use]
pub const fn owner_words(ownership: Ownership, text: &DevicesText) -> &'static str {
    match ownership {
        Ownership::Personal => text.personal,
        Ownership::Corporate => text.corporate,
    }
}

/// What runs on a device: by the name that it gives itself, or platform and, where it is known, version.
#[must_use]
pub fn system_words(device: &DeviceView) -> String {
    let platform = device.platform.display_name();
    match (&device.os_name, device.os_version) {
        (Some(name), _) => name.clone(),
        (None, Some(version)) => format!("{platform} {version}"),
        (None, None) => platform.to_owned(),
    }
}

/// A device's status: drawing, colour and words.
#[component]
pub fn StatusOf(
    /// The status.
    status: DeviceStatus,
    /// Whether the rules bar it: see [`is_barred`].
    #[prop(optional)]
    barred: bool,
) -> impl IntoView {
    let text = use_text();
    let look = look(if barred {
        DeviceStatus::Expired
    } else {
        status
    });
    let words = move || match barred {
        true => text().devices.status_barred,
        false => status_words(status, &text().devices),
    };
    view! { <Status icon=look.icon class=look.status words=words/> }
}

/// The moment that a tile tells the age of: what is known dates from then.
fn known_since(device: &DeviceView) -> Timestamp {
    device.last_check_in.unwrap_or(device.enrolled_at)
}

/// That age in words.
fn age_words(device: &DeviceView, text: &DevicesText, age: &str) -> String {
    match (device.last_check_in, device.status) {
        (Some(_), _) => (text.checked_in)(age),
        (None, DeviceStatus::WaitingForFirstCheckIn) => (text.added)(age),
        (None, _) => (text.enrolled)(age),
    }
}

/// What it is still asked for; none where that is nothing.
fn waiting_words(count: u16, text: &DevicesText) -> Option<String> {
    match count {
        0 => None,
        1 => Some(text.waiting_one.to_owned()),
        _ => Some((text.waiting_many)(count)),
    }
}

/// Why it is so, in one sentence; none where there is nothing to explain. What is pending has one of its own.
const fn why_words(says: Says, is_hidden: bool, text: &DevicesText) -> Option<&'static str> {
    match says {
        Says::Status(DeviceStatus::Expired) => Some(text.expired_what),
        Says::ActionBy(_) => Some(text.grace_what),
        Says::Broken => Some(text.barred_what),
        _ if is_hidden => Some(text.hidden_what),
        Says::Silent => Some(text.silent_what),
        Says::Status(_) => None,
    }
}

/// A device's tile; a list item. The whole tile leads to the device's page.
#[component]
pub fn DeviceTile<R: Place>(
    /// The device.
    device: DeviceView,
    /// Its page.
    to: R,
    /// Whether it is the one in use.
    #[prop(optional)]
    this: bool,
) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let now = use_now();
    let (status, standing) = (device.status, device.standing());
    let says = move || Says::of(status, standing, now());
    let ownership = device.ownership;
    let system = system_words(&device);
    let status_words = move || match says() {
        Says::ActionBy(end) => (text().devices.action_by)(&locale().soon(now(), end)),
        says => status_words(says.looks_like(), &text().devices).to_owned(),
    };
    let (pending_until, is_hidden) = (device.pending_until, device.hidden_since.is_some());
    let why = move || match pending_until.filter(|_| status == DeviceStatus::Pending) {
        Some(until) => Some((text().devices.pending_until)(&locale().moment(until))),
        None => why_words(says(), is_hidden, &text().devices).map(str::to_owned),
    };
    let moment = known_since(&device);
    let platform = device.platform;
    let name = device.name.clone();
    let waiting = device.open_commands;
    let waiting = move || waiting_words(waiting, &text().devices);
    let age = move || age_words(&device, &text().devices, &locale().distance(now(), moment));
    view! {
        <li class=move || look(says().looks_like()).tile>
            <div class="tile__main">
                <PlatformGlyph platform=platform/>
                <div class="tile__text">
                    <h3>
                        <Link to class="tile__link">{name}</Link>
                    </h3>
                    <p class="tile__system">{system}</p>
                    <p class="tile__chips">
                        <Chip words=move || owner_words(ownership, &text().devices)/>
                        {this.then(|| view! { <Chip words=move || text().devices.this_device accent=true/> })}
                    </p>
                </div>
            </div>
            <div class="tile__status">
                {move || {
                    let Look { status, icon, .. } = look(says().looks_like());
                    view! { <Status icon class=status words=status_words/> }
                }}
                <time class="tile__age" datetime=moment.to_string() title=move || locale().moment(moment)>
                    {age}
                </time>
                {move || waiting().map(|words| view! { <p class="tile__waiting">{words}</p> })}
                {move || why().map(|words| view! {
                    <p class="tile__to-do">
                        {words}
                        {says().asks().then(|| view! {
                            " "
                            <Link to class="tile__how">{say(|text| text.devices.how)}</Link>
                        })}
                    </p>
                })}
            </div>
        </li>
    }
}

/// The place of tiles while they are being loaded; says nothing to a screen reader.
#[component]
pub fn BlankTiles(
    /// How many.
    number: usize,
) -> impl IntoView {
    view! {
        <ul class="tiles" aria-hidden="true">
            {(0..number)
                .map(|_| {
                    view! {
                        <li class="card tile tile--blank">
                            <div class="tile__main">
                                <span class="glyph"></span>
                                <div class="tile__text">
                                    <div class="tile__line"></div>
                                    <div class="tile__line tile__line--short"></div>
                                    <div class="tile__line tile__line--short"></div>
                                </div>
                            </div>
                            <div class="tile__status">
                                <div class="tile__line"></div>
                            </div>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, Text};
    use muster_shared::ids::DeviceId;
    use muster_shared::platform::{EnrollmentMethod, Platform};

    const ALL: [DeviceStatus; 5] = [
        DeviceStatus::WaitingForFirstCheckIn,
        DeviceStatus::Pending,
        DeviceStatus::Enrolled,
        DeviceStatus::Expired,
        DeviceStatus::Retired,
    ];

    fn device(status: DeviceStatus, last_check_in: Option<Timestamp>) -> DeviceView {
        DeviceView {
            id: DeviceId::from_random([1; 16]),
            name: "Build box".to_owned(),
            platform: Platform::Linux,
            method: EnrollmentMethod::Est,
            ownership: Ownership::Personal,
            category: None,
            status,
            enrolled_at: Timestamp::from_unix_seconds(1_000),
            last_check_in,
            os_name: None,
            os_version: None,
            certificate_serial: None,
            certificate_expires_at: None,
            pending_until: None,
            compliance: ComplianceState::Unknown,
            grace_until: None,
            compliant_until: None,
            same_machine_as: None,
            hidden_since: None,
            open_commands: 0,
        }
    }

    #[test]
    fn a_device_that_does_not_keep_the_rules_needs_its_person_and_is_not_said_to_have_access() {
        let now = Timestamp::from_unix_seconds(5_000);
        let mut device = device(DeviceStatus::Enrolled, Some(now));
        assert_eq!(Standing::of(&device, now), Standing::Fine);
        device.grace_until = Some(Timestamp::from_unix_seconds(5_001));
        device.compliance = ComplianceState::InGracePeriod;
        assert_eq!(Standing::of(&device, now), Standing::NeedsPerson);
        assert!(!is_barred(&device, now));
        assert!(is_barred(&device, Timestamp::from_unix_seconds(5_001)));
        device.status = DeviceStatus::Retired;
        assert_eq!(Standing::of(&device, now), Standing::Gone);
    }

    #[test]
    fn no_two_statuses_look_and_read_alike() {
        for language in Language::ALL {
            let text = &Text::of(language).devices;
            for (i, a) in ALL.into_iter().enumerate() {
                for b in ALL.into_iter().skip(i + 1) {
                    assert_ne!(status_words(a, text), status_words(b, text));
                    assert_ne!(look(a).icon, look(b).icon, "{a:?} / {b:?}");
                }
            }
        }
    }

    #[test]
    fn what_it_is_still_asked_for_is_counted_in_words() {
        for language in Language::ALL {
            let text = &Text::of(language).devices;
            assert_eq!(waiting_words(0, text), None);
            assert_eq!(waiting_words(1, text).as_deref(), Some(text.waiting_one));
            assert!(waiting_words(3, text).is_some_and(|words| words.starts_with("3 ")));
        }
    }

    #[test]
    fn a_system_is_called_what_it_calls_itself() {
        let mut device = device(DeviceStatus::Enrolled, None);
        assert_eq!(system_words(&device), "Linux");
        device.os_version = "12".parse().ok();
        assert_eq!(system_words(&device), "Linux 12");
        device.os_name = Some("Debian GNU/Linux 12 (bookworm)".to_owned());
        assert_eq!(system_words(&device), "Debian GNU/Linux 12 (bookworm)");
    }

    #[test]
    fn the_age_is_that_of_the_last_check_in_where_there_was_one() {
        let seen = Timestamp::from_unix_seconds(2_000);
        assert_eq!(
            known_since(&device(DeviceStatus::Enrolled, Some(seen))),
            seen
        );
    }

    #[test]
    fn a_device_that_never_checked_in_says_so() {
        let text = &Text::of(Language::English).devices;
        let device = device(DeviceStatus::Enrolled, None);
        assert_eq!(known_since(&device), Timestamp::from_unix_seconds(1_000));
        assert_eq!(
            age_words(&device, text, "4 minutes ago"),
            "Added 4 minutes ago, no check-in yet"
        );
    }

    #[test]
    fn a_tile_says_can_access_exactly_where_the_gate_lets_the_device_in() {
        let at = Timestamp::from_unix_seconds;
        let now = at(5_000);
        let standing = |state, grace_until, compliant_until| ComplianceStanding {
            state,
            grace_until,
            compliant_until,
        };
        let keeps = standing(ComplianceState::Compliant, None, Some(at(5_001)));
        let in_grace = standing(ComplianceState::InGracePeriod, Some(at(5_001)), None);
        let graced_out = standing(ComplianceState::InGracePeriod, Some(now), None);
        let breaks = standing(ComplianceState::NotCompliant, None, None);
        let silent = standing(ComplianceState::Compliant, None, Some(now));
        for status in ALL {
            let may = may_access(status).is_ok();
            let own = Says::Status(status);
            for (standing, says) in [
                (keeps, own),
                (in_grace, Says::ActionBy(at(5_001))),
                (graced_out, Says::Broken),
                (breaks, Says::Broken),
                (silent, Says::Silent),
            ] {
                let expected = if may { says } else { own };
                assert_eq!(Says::of(status, standing, now), expected);
                let mut device = device(status, None);
                device.compliance = standing.state;
                device.grace_until = standing.grace_until;
                device.compliant_until = standing.compliant_until;
                let barred = matches!(expected, Says::Broken | Says::Silent);
                assert_eq!(is_barred(&device, now), barred, "{status:?} {expected:?}");
                let needs = Standing::of(&device, now) == Standing::NeedsPerson;
                assert_eq!(needs, expected.asks(), "{status:?} {expected:?}");
            }
        }
    }

    #[test]
    fn one_that_is_hidden_says_how_it_comes_back_and_one_that_has_ended_what_helps() {
        let text = &Text::of(Language::English).devices;
        let enrolled = Says::Status(DeviceStatus::Enrolled);
        for (says, is_hidden, words) in [
            (enrolled, false, None),
            (enrolled, true, Some(text.hidden_what)),
            (Says::Silent, true, Some(text.hidden_what)),
            (Says::Silent, false, Some(text.silent_what)),
            (Says::Broken, true, Some(text.barred_what)),
            (
                Says::Status(DeviceStatus::Expired),
                true,
                Some(text.expired_what),
            ),
        ] {
            assert_eq!(why_words(says, is_hidden, text), words);
        }
    }

    #[test]
    fn what_needs_the_person_comes_first_and_what_is_gone_last() {
        let mut standings: Vec<Standing> = ALL
            .into_iter()
            .map(|status| Standing::of(&device(status, None), Timestamp::EPOCH))
            .collect();
        standings.sort();
        assert_eq!(standings.first(), Some(&Standing::NeedsPerson));
        assert_eq!(standings.last(), Some(&Standing::Gone));
    }
}
