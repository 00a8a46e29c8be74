//! The answer at the top of a device's page: what its status means, and what follows.

use muster_shared::api::{DeviceDetail, DeviceStatus, DeviceView};
use muster_shared::platform::Ownership;
use muster_shared::time::Timestamp;

use crate::components::{ProblemWords, Tone, is_barred, system_words};
use crate::locale::Locale;
use crate::text::{DeviceText, Text};

/// The answer at the top of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) tone: Tone,
    pub(super) title: String,
    pub(super) text: String,
}

/// What a status means for the person, and what follows.
pub(super) fn standing(
    detail: &DeviceDetail,
    text: &DeviceText,
    locale: &Locale,
    now: Timestamp,
) -> Standing {
    let device = &detail.device;
    let say = |tone, title: &str, text: &str| Standing {
        tone,
        title: title.to_owned(),
        text: text.to_owned(),
    };
    match device.status {
        _ if is_barred(device, now) => say(Tone::Stop, text.barred, text.barred_text),
        DeviceStatus::Enrolled if device.grace_until.is_some() => {
            let title = (text.grace)(&locale.moment(device.grace_until.unwrap_or(now)));
            say(Tone::Warn, &title, text.grace_text)
        }
        DeviceStatus::Enrolled => say(Tone::Ok, text.can_access, text.can_access_text),
        DeviceStatus::WaitingForFirstCheckIn => say(Tone::Info, text.waiting, text.waiting_text),
        DeviceStatus::Pending => {
            let until = device.pending_until.unwrap_or(device.enrolled_at);
            let title = (text.pending)(&locale.moment(until));
            say(Tone::Warn, &title, text.pending_text)
        }
        DeviceStatus::Expired => say(Tone::Stop, text.expired, text.expired_text),
        DeviceStatus::Retired => match &detail.refused {
            Some(refusal) => {
                let why = ProblemWords::of_refusal(refusal, locale.language());
                say(
                    Tone::Stop,
                    text.removed,
                    &format!("{} {}", why.cause, why.fix),
                )
            }
            None => say(Tone::Info, text.removed, text.removed_text),
        },
    }
}

/// What it is and whose, in one line.
pub(super) fn what_it_is(device: &DeviceView, text: &Text) -> String {
    let system = system_words(device);
    match device.ownership {
        Ownership::Personal => (text.kinds.personal)(&system),
        Ownership::Corporate => (text.kinds.corporate)(&system),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;
    use muster_shared::compliance::ComplianceState;

    fn detail(status: &str, refused: &str) -> DeviceDetail {
        serde_json::from_str(&format!(
            r#"{{"device":{{"id":"dev_{}","name":"Build box","platform":"linux","method":"agent","ownership":"personal",
            "status":"{status}","enrolled_at":"2026-11-23T16:14:01Z","last_check_in":null,"os_version":"24.04",
            "certificate_serial":null,"certificate_expires_at":null,"pending_until":null}},
            "facts":[],"refused":{refused},"history":[]}}"#,
            "0".repeat(26)
        ))
        .unwrap()
    }

    fn words(detail: &DeviceDetail) -> Standing {
        let locale = Locale::new(Language::German, ["de"]);
        standing(
            detail,
            &Text::of(Language::German).device,
            &locale,
            Timestamp::EPOCH,
        )
    }

    #[test]
    fn only_a_device_that_can_access_is_called_well() {
        for status in [
            "waiting_for_first_check_in",
            "enrolled",
            "expired",
            "retired",
        ] {
            let ok = words(&detail(status, "null")).tone == Tone::Ok;
            assert_eq!(ok, status == "enrolled", "{status}");
        }
    }

    #[test]
    fn a_page_says_that_a_device_can_access_exactly_where_the_gate_lets_it_in() {
        let locale = Locale::new(Language::English, ["en"]);
        for status in [
            "waiting_for_first_check_in",
            "pending",
            "enrolled",
            "expired",
            "retired",
        ] {
            let detail = detail(status, "null");
            let text = &Text::of(Language::English).device;
            let said = match detail.device.status {
                // Only a browser writes moments; the words are these.
                DeviceStatus::Pending => text.pending_text.to_owned(),
                _ => {
                    let said = standing(&detail, text, &locale, Timestamp::EPOCH);
                    format!("{} {}", said.title, said.text)
                }
            };
            let can = said.contains("can access work");
            let may = muster_shared::access::may_access(detail.device.status).is_ok();
            assert_eq!(can, may, "{status}: {said}");
            let mut barred = detail;
            barred.device.compliance = ComplianceState::NotCompliant;
            let said = standing(&barred, text, &locale, Timestamp::EPOCH);
            assert!(!format!("{} {}", said.title, said.text).contains("can access work"));
        }
    }

    #[test]
    fn a_device_that_the_rules_removed_says_which_one_and_what_helps() {
        let removed = words(&detail(
            "retired",
            r#"{"code":"platform-blocked","platform":"linux"}"#,
        ));
        assert_eq!(removed.tone, Tone::Stop);
        assert!(removed.text.contains("Linux"), "{}", removed.text);
    }

    #[test]
    fn a_device_says_what_it_is_and_whose() {
        let device = detail("enrolled", "null").device;
        assert_eq!(
            what_it_is(&device, Text::of(Language::English)),
            "Linux 24.04, your own device"
        );
    }
}
