//! What a new organisation still has to do before its first devices come.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// How long before its end the issuing CA asks for attention.
const CA_ATTENTION: Duration = Duration::from_hours(90 * 24);

/// How long before its end the push certificate does: whoever holds the Apple account may be away.
const PUSH_ATTENTION: Duration = Duration::from_hours(30 * 24);

/// What readiness is judged from. Counts may be up to a minute old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadinessInputs {
    /// Whether devices can reach the deployment under a public `https` address.
    pub public_address: bool,
    /// When the issuing CA ends.
    pub issuing_ca_ends_at: Timestamp,
    /// Enabled people.
    pub people: usize,
    /// Enabled people who may change the configuration.
    pub administrators: usize,
    /// Groups of people.
    pub groups: usize,
    /// Whether the organisation has changed what a new one starts with.
    pub policy_published: bool,
    /// Whether new enrollments are stopped.
    pub enrollment_paused: bool,
    /// Whether terms of use are in force.
    pub terms_published: bool,
    /// Whether people find out whom to ask.
    pub contact_named: bool,
    /// Devices that have enrolled.
    pub devices: usize,
    /// When the Apple push certificate ends; none where there is none.
    pub push_certificate_ends_at: Option<Timestamp>,
}

/// Something to be ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReadinessCheck {
    /// A public address with `https`.
    PublicAddress,
    /// An issuing CA that lasts.
    IssuingCa,
    /// People beside the first.
    People,
    /// A second administrator.
    Administrators,
    /// Groups to assign policies to.
    Groups,
    /// A policy of the organisation's own.
    Policy,
    /// The kill switch is off.
    EnrollmentOpen,
    /// Terms of use.
    Terms,
    /// Whom people ask.
    Contact,
    /// A first device.
    Pilot,
    /// A push certificate, for Apple devices.
    PushCertificate,
}

/// Where a check stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReadinessState {
    /// It is there.
    Ready,
    /// It can wait, and is worth having.
    Recommended,
    /// Nothing enrolls, or not safely, until somebody sees to it.
    Missing,
}

/// One check with its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Readiness {
    /// What.
    pub check: ReadinessCheck,
    /// Where it stands.
    pub state: ReadinessState,
    /// Where it stands, in one sentence.
    pub sentence: String,
    /// What to do; none where it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

/// Goes through everything, in the order in which it is best seen to.
#[must_use]
pub fn readiness(inputs: &ReadinessInputs, now: Timestamp) -> Vec<Readiness> {
    use ReadinessCheck as Check;
    use ReadinessState::{Missing, Recommended};
    let ca_lives = inputs.issuing_ca_ends_at > now;
    let ca_lasts = inputs.issuing_ca_ends_at > now.plus(CA_ATTENTION);
    vec![
        item(
            Check::PublicAddress,
            inputs.public_address,
            Recommended,
            (
                "Devices reach this deployment under its public address.",
                "This deployment has no public https address yet.",
            ),
            "Set PUBLIC_URL and a route before the first real device: the address stands in every certificate.",
        ),
        item(
            Check::IssuingCa,
            ca_lasts,
            if ca_lives { Recommended } else { Missing },
            (
                "The issuing CA lasts.",
                "The issuing CA ends within 90 days.",
            ),
            "Make a new issuing CA under the same root and put it in place.",
        ),
        item(
            Check::EnrollmentOpen,
            !inputs.enrollment_paused,
            Missing,
            ("Enrollment is open.", "New enrollments are stopped."),
            "Turn `enrollment_paused` off in the settings.",
        ),
        item(
            Check::People,
            inputs.people > 1,
            Missing,
            (
                "There are people in the directory.",
                "Nobody but the first administrator is in the directory.",
            ),
            "Create people, or import them from a CSV file.",
        ),
        item(
            Check::Administrators,
            inputs.administrators > 1,
            Recommended,
            (
                "More than one person may administer.",
                "Only one person may administer.",
            ),
            "Give a second person the role `administrator`.",
        ),
        item(
            Check::Groups,
            inputs.groups > 0,
            Recommended,
            (
                "There are groups to assign policies to.",
                "There are no groups.",
            ),
            "Make a group for a pilot, and put a few people in it.",
        ),
        item(
            Check::Policy,
            inputs.policy_published,
            Recommended,
            (
                "The policy is the organisation's own.",
                "The policy is the one a new organisation starts with: it allows everything.",
            ),
            "Decide which platforms and versions may enroll, and who.",
        ),
        item(
            Check::Terms,
            inputs.terms_published,
            Recommended,
            (
                "People accept terms of use before they enroll.",
                "There are no terms of use.",
            ),
            "Write terms of use if your organisation needs them.",
        ),
        item(
            Check::Contact,
            inputs.contact_named,
            Recommended,
            (
                "People find out whom to ask.",
                "The portal names nobody to ask.",
            ),
            "Enter a contact under branding.",
        ),
        item(
            Check::Pilot,
            inputs.devices > 0,
            Recommended,
            (
                "A first device has enrolled.",
                "No device has enrolled yet.",
            ),
            "Enroll one yourself, then a pilot group.",
        ),
        push_certificate(inputs.push_certificate_ends_at, now),
    ]
}

fn push_certificate(ends_at: Option<Timestamp>, now: Timestamp) -> Readiness {
    const RENEW: &str = "Renew it with the Apple account that it was made with, or every Apple device must enroll again.";
    let (otherwise, no, fix) = match ends_at {
        None => (
            ReadinessState::Recommended,
            "There is no Apple push certificate.",
            "It is needed once iPhone, iPad and Mac are managed by their own client.",
        ),
        Some(end) if end <= now => (
            ReadinessState::Missing,
            "The Apple push certificate has ended: no Apple device is woken any more.",
            RENEW,
        ),
        Some(_) => (
            ReadinessState::Recommended,
            "The Apple push certificate ends within 30 days.",
            RENEW,
        ),
    };
    item(
        ReadinessCheck::PushCertificate,
        ends_at.is_some_and(|end| end > now.plus(PUSH_ATTENTION)),
        otherwise,
        ("The Apple push certificate lasts.", no),
        fix,
    )
}

fn item(
    check: ReadinessCheck,
    ready: bool,
    otherwise: ReadinessState,
    (yes, no): (&str, &str),
    fix: &str,
) -> Readiness {
    Readiness {
        check,
        state: if ready {
            ReadinessState::Ready
        } else {
            otherwise
        },
        sentence: if ready { yes } else { no }.to_owned(),
        fix: (!ready).then(|| fix.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Lack = fn(&mut ReadinessInputs);

    const NOW: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);

    fn all_there() -> ReadinessInputs {
        ReadinessInputs {
            public_address: true,
            issuing_ca_ends_at: NOW.plus(CA_ATTENTION).plus(Duration::from_secs(1)),
            people: 2,
            administrators: 2,
            groups: 1,
            policy_published: true,
            enrollment_paused: false,
            terms_published: true,
            contact_named: true,
            devices: 1,
            push_certificate_ends_at: Some(NOW.plus(PUSH_ATTENTION).plus(Duration::from_secs(1))),
        }
    }

    fn not_ready(inputs: &ReadinessInputs) -> Vec<(ReadinessCheck, ReadinessState)> {
        readiness(inputs, NOW)
            .into_iter()
            .filter(|item| item.state != ReadinessState::Ready)
            .map(|item| {
                assert!(item.fix.is_some(), "{:?} says what to do", item.check);
                (item.check, item.state)
            })
            .collect()
    }

    #[test]
    fn an_organisation_that_has_everything_is_told_to_do_nothing() {
        assert_eq!(not_ready(&all_there()), []);
        assert!(
            readiness(&all_there(), NOW)
                .iter()
                .all(|item| item.fix.is_none())
        );
    }

    #[test]
    fn each_thing_that_lacks_is_named_alone() {
        use ReadinessCheck as Check;
        use ReadinessState::{Missing, Recommended};
        let lacking: [(Lack, _); 14] = [
            (
                |i| i.public_address = false,
                (Check::PublicAddress, Recommended),
            ),
            (
                |i| i.issuing_ca_ends_at = NOW.plus(CA_ATTENTION),
                (Check::IssuingCa, Recommended),
            ),
            (|i| i.issuing_ca_ends_at = NOW, (Check::IssuingCa, Missing)),
            (|i| i.people = 1, (Check::People, Missing)),
            (
                |i| i.administrators = 1,
                (Check::Administrators, Recommended),
            ),
            (|i| i.groups = 0, (Check::Groups, Recommended)),
            (|i| i.policy_published = false, (Check::Policy, Recommended)),
            (
                |i| i.enrollment_paused = true,
                (Check::EnrollmentOpen, Missing),
            ),
            (|i| i.terms_published = false, (Check::Terms, Recommended)),
            (|i| i.contact_named = false, (Check::Contact, Recommended)),
            (|i| i.devices = 0, (Check::Pilot, Recommended)),
            (
                |i| i.push_certificate_ends_at = None,
                (Check::PushCertificate, Recommended),
            ),
            (
                |i| i.push_certificate_ends_at = Some(NOW.plus(PUSH_ATTENTION)),
                (Check::PushCertificate, Recommended),
            ),
            (
                |i| i.push_certificate_ends_at = Some(NOW),
                (Check::PushCertificate, Missing),
            ),
        ];
        for (lack, expected) in lacking {
            let mut inputs = all_there();
            lack(&mut inputs);
            assert_eq!(not_ready(&inputs), [expected]);
        }
    }
}
