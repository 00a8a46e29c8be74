//! Reading an event.
//!
//! What serde derives for a tagged enum that stands flat in a row reads it twice over: once into a copy of any form, and then
//! each kind of event from that copy, with all that a device's record holds. Here one flat record takes in whatever fields
//! come, and the code says which of them an event must have.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{EnrolleeEvent, OutboxRow, Reference};
use crate::api::DeviceFactName;
use crate::command::CommandRecord;
use crate::compliance::Fired;
use crate::device::DeviceRecord;
use crate::enrollment::{Refusal, RefusedInputs};
use crate::identifier::CorporateIdentifier;
use crate::ids::{
    CertificateSerial, DeviceId, Digest, EnrolleeId, TermsVersion, TicketId, TokenId, UserId,
};
use crate::time::Timestamp;

/// The fields of all events, with those of the row.
#[derive(Deserialize)]
pub(super) struct Fields {
    sequence: u64,
    at: Timestamp,
    #[serde(default)]
    same_access: bool,
    event: String,
    record: Option<Box<DeviceRecord>>,
    serial: Option<CertificateSerial>,
    key: Option<Digest>,
    tell: Option<UserId>,
    cause: Option<String>,
    refusal: Option<Refusal>,
    by: Option<UserId>,
    device: Option<DeviceId>,
    not_after: Option<Timestamp>,
    before: Option<String>,
    after: Option<String>,
    erased: Option<Vec<DeviceFactName>>,
    #[serde(default)]
    actions: Vec<Fired>,
    of: Option<EnrolleeId>,
    number: Option<u64>,
    reference: Option<Reference>,
    holder: Option<EnrolleeId>,
    identifier: Option<CorporateIdentifier>,
    failure: Option<String>,
    command: Option<Box<CommandRecord>>,
    ticket: Option<TicketId>,
    code: Option<String>,
    attempt: Option<Box<RefusedInputs>>,
    user: Option<UserId>,
    accepted: Option<Vec<TermsVersion>>,
    token: Option<TokenId>,
    used: Option<u32>,
    last_used_at: Option<Timestamp>,
}

/// Why the fields are no event.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotAnEvent {
    #[error("there is no event `{0}`")]
    Event(String),
    #[error("this event lacks `{0}`")]
    Lacks(&'static str),
    #[error("`{0}` does not fit this event")]
    Unfit(&'static str),
}

fn given<T>(field: Option<T>, name: &'static str) -> Result<T, NotAnEvent> {
    field.ok_or(NotAnEvent::Lacks(name))
}

/// A word that means something else in each kind of event.
fn word<T: DeserializeOwned>(field: Option<String>, name: &'static str) -> Result<T, NotAnEvent> {
    let text = given(field, name)?;
    let json = serde_json::Value::String(text);
    serde_json::from_value(json).map_err(|_| NotAnEvent::Unfit(name))
}

fn user(field: Option<String>, name: &'static str) -> Result<Option<UserId>, NotAnEvent> {
    field
        .map(|text| text.parse().map_err(|_| NotAnEvent::Unfit(name)))
        .transpose()
}

impl TryFrom<Fields> for OutboxRow {
    type Error = NotAnEvent;

    fn try_from(of: Fields) -> Result<Self, NotAnEvent> {
        let (sequence, at, same_access) = (of.sequence, of.at, of.same_access);
        Ok(Self {
            sequence,
            at,
            same_access,
            event: event(of)?,
        })
    }
}

fn event(of: Fields) -> Result<EnrolleeEvent, NotAnEvent> {
    use EnrolleeEvent as Event;
    let record = |record: Option<Box<DeviceRecord>>| given(record, "record").map(|record| *record);
    Ok(match of.event.as_str() {
        "device-enrolled" => Event::DeviceEnrolled {
            record: record(of.record)?,
            serial: given(of.serial, "serial")?,
            key: given(of.key, "key")?,
            tell: of.tell,
        },
        "device-renewed" => Event::DeviceRenewed {
            record: record(of.record)?,
            serial: given(of.serial, "serial")?,
            key: given(of.key, "key")?,
        },
        "device-changed" => Event::DeviceChanged {
            record: record(of.record)?,
        },
        "device-retired" => Event::DeviceRetired {
            record: record(of.record)?,
            cause: word(of.cause, "cause")?,
            refusal: of.refusal,
            by: of.by,
        },
        "device-deleted" => Event::DeviceDeleted {
            device: given(of.device, "device")?,
            by: of.by,
        },
        "certificate-revoked" => Event::CertificateRevoked {
            device: given(of.device, "device")?,
            serial: given(of.serial, "serial")?,
            cause: word(of.cause, "cause")?,
            not_after: given(of.not_after, "not_after")?,
        },
        "ownership-changed" => Event::OwnershipChanged {
            record: record(of.record)?,
            before: word(of.before, "before")?,
            by: given(of.by, "by")?,
            erased: given(of.erased, "erased")?,
            tell: of.tell,
        },
        "compliance-changed" => Event::ComplianceChanged {
            record: record(of.record)?,
            before: word(of.before, "before")?,
            after: word(of.after, "after")?,
            actions: of.actions,
            tell: of.tell,
        },
        "primary-user-changed" => Event::PrimaryUserChanged {
            record: record(of.record)?,
            before: user(of.before, "before")?,
            after: user(of.after, "after")?,
            by: of.by,
        },
        "reference-changed" => Event::ReferenceChanged {
            device: given(of.device, "device")?,
            of: given(of.of, "of")?,
            number: given(of.number, "number")?,
            reference: given(of.reference, "reference")?,
        },
        "primary-user-gone" => Event::PrimaryUserGone {
            device: given(of.device, "device")?,
            holder: given(of.holder, "holder")?,
        },
        "identifier-seen" => Event::IdentifierSeen {
            device: given(of.device, "device")?,
            identifier: given(of.identifier, "identifier")?,
            failure: of.failure,
        },
        "recovery-key-read" => Event::RecoveryKeyRead {
            device: given(of.device, "device")?,
            by: given(of.by, "by")?,
        },
        "command-changed" => Event::CommandChanged {
            command: given(of.command, "command")?,
        },
        "enrollment-refused" => Event::EnrollmentRefused {
            ticket: given(of.ticket, "ticket")?,
            code: given(of.code, "code")?,
            attempt: of.attempt,
        },
        "terms-accepted" => Event::TermsAccepted {
            user: given(of.user, "user")?,
            accepted: given(of.accepted, "accepted")?,
        },
        "token-used" => Event::TokenUsed {
            token: given(of.token, "token")?,
            used: given(of.used, "used")?,
            last_used_at: of.last_used_at,
        },
        _ => return Err(NotAnEvent::Event(of.event)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::{Ownership, Platform};

    /// The place of a kind of event among all; one that is added does not compile until it stands here, and then in the test.
    const fn place(event: &EnrolleeEvent) -> usize {
        use EnrolleeEvent as Event;
        match event {
            Event::DeviceEnrolled { .. } => 0,
            Event::DeviceRenewed { .. } => 1,
            Event::DeviceChanged { .. } => 2,
            Event::DeviceRetired { .. } => 3,
            Event::DeviceDeleted { .. } => 4,
            Event::CertificateRevoked { .. } => 5,
            Event::OwnershipChanged { .. } => 6,
            Event::ComplianceChanged { .. } => 7,
            Event::PrimaryUserChanged { .. } => 8,
            Event::ReferenceChanged { .. } => 9,
            Event::PrimaryUserGone { .. } => 10,
            Event::IdentifierSeen { .. } => 11,
            Event::CommandChanged { .. } => 12,
            Event::EnrollmentRefused { .. } => 13,
            Event::TermsAccepted { .. } => 14,
            Event::TokenUsed { .. } => 15,
            Event::RecoveryKeyRead { .. } => 16,
        }
    }

    const KINDS: usize = 17;

    fn record() -> DeviceRecord {
        serde_json::from_value(serde_json::json!({
            "enrollee": EnrolleeId::from_random([1; 16]),
            "device": { "id": DeviceId::from_random([2; 16]), "name": "n", "platform": Platform::Linux, "method": "agent",
                "ownership": "personal", "status": "enrolled", "enrolled_at": "2026-01-01T00:00:00Z", "last_check_in": null,
                "os_version": null, "certificate_serial": null, "certificate_expires_at": null, "pending_until": null },
        }))
        .unwrap()
    }

    fn samples() -> Vec<EnrolleeEvent> {
        use crate::compliance::ComplianceState;
        use crate::device::{RetireCause, RevokeCause};
        use EnrolleeEvent as Event;
        let device = DeviceId::from_random([2; 16]);
        let enrollee = EnrolleeId::from_random([1; 16]);
        let user = UserId::from_random([3; 16]);
        let serial = CertificateSerial::from_random([4; 16]);
        let key = Digest::of(b"key");
        let now = Timestamp::from_unix_seconds(1_800_000_000);
        let command: CommandRecord = serde_json::from_value(serde_json::json!({
            "id": crate::ids::CommandId::new(now, 0, [5; 16]), "device": device, "command": { "kind": "lock" }, "key": "k",
            "asked_as": "policy", "state": "queued", "queued_at": now, "expires_at": now,
        }))
        .unwrap();
        vec![
            Event::DeviceEnrolled {
                record: record(),
                serial,
                key,
                tell: Some(user),
            },
            Event::DeviceEnrolled {
                record: record(),
                serial,
                key,
                tell: None,
            },
            Event::DeviceRenewed {
                record: record(),
                serial,
                key,
            },
            Event::DeviceChanged { record: record() },
            Event::DeviceRetired {
                record: record(),
                cause: RetireCause::RefusedByPolicy,
                refusal: Some(Refusal::FactsNotLearnt),
                by: Some(user),
            },
            Event::DeviceDeleted { device, by: None },
            Event::CertificateRevoked {
                device,
                serial,
                cause: RevokeCause::Superseded,
                not_after: now,
            },
            Event::OwnershipChanged {
                record: record(),
                before: Ownership::Corporate,
                by: user,
                erased: vec![DeviceFactName::Imei],
                tell: None,
            },
            Event::ComplianceChanged {
                record: record(),
                before: ComplianceState::Compliant,
                after: ComplianceState::NotCompliant,
                actions: Vec::new(),
                tell: Some(user),
            },
            Event::PrimaryUserChanged {
                record: record(),
                before: Some(user),
                after: None,
                by: None,
            },
            Event::ReferenceChanged {
                device,
                of: enrollee,
                number: 7,
                reference: Reference::Gone,
            },
            Event::PrimaryUserGone {
                device,
                holder: enrollee,
            },
            Event::IdentifierSeen {
                device,
                identifier: serde_json::from_value(
                    serde_json::json!({ "kind": "serial_number", "serial_number": "A1" }),
                )
                .unwrap(),
                failure: Some("os-too-old".to_owned()),
            },
            Event::RecoveryKeyRead { device, by: user },
            Event::CommandChanged {
                command: Box::new(command),
            },
            Event::EnrollmentRefused {
                ticket: TicketId::from_random([6; 16]),
                code: "c".to_owned(),
                attempt: None,
            },
            Event::TermsAccepted {
                user,
                accepted: Vec::new(),
            },
            Event::TokenUsed {
                token: TokenId::from_random([8; 16]),
                used: 3,
                last_used_at: None,
            },
        ]
    }

    #[test]
    fn every_kind_of_event_reads_back_as_it_was_written() {
        let mut seen = [false; KINDS];
        for event in samples() {
            seen[place(&event)] = true;
            let row = OutboxRow {
                sequence: 3,
                at: Timestamp::from_unix_seconds(1_700_000_000),
                same_access: matches!(event, EnrolleeEvent::DeviceChanged { .. }),
                event,
            };
            let text = serde_json::to_string(&row).unwrap();
            assert_eq!(
                crate::json::from_str::<OutboxRow>(&text).unwrap(),
                row,
                "{text}"
            );
        }
        assert_eq!(seen, [true; KINDS], "a kind of event is in no sample");
    }

    #[test]
    fn what_is_no_event_or_lacks_something_is_refused_by_name() {
        let read = |text: &str| {
            crate::json::from_str::<OutboxRow>(text)
                .unwrap_err()
                .to_string()
        };
        let row = r#"{"sequence":1,"at":"2026-01-01T00:00:00Z","event":"#;
        assert!(read(&format!("{row}\"device-painted\"}}")).contains("no event `device-painted`"));
        assert!(read(&format!("{row}\"device-deleted\"}}")).contains("lacks `device`"));
        let device = DeviceId::from_random([2; 16]);
        let serial = CertificateSerial::from_random([4; 16]);
        let unfit = format!(
            "{row}\"certificate-revoked\",\"device\":\"{device}\",\"serial\":\"{serial}\",\"cause\":\"bored\",\"not_after\":\"2026-01-01T00:00:00Z\"}}"
        );
        assert!(
            read(&unfit).contains("`cause` does not fit"),
            "{}",
            read(&unfit)
        );
    }
}
