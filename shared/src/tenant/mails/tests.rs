//! Who gets which mail, and what becomes of it.

use core::time::Duration;

use pollster::block_on;
use serde_json::{Value, json};

use super::*;
use crate::device::RevokeCause;
use crate::enrollment::enrollee::{EnrolleeEvent, OutboxRow};
use crate::ids::{CertificateSerial, DeviceId, Digest, EnrolleeId, TenantId, UserId};
use crate::ports::{Carried, Clock as _, Copies as _, MailFault, Objects as _, PublishedCrl};
use crate::store::Command;
use crate::tenant::{
    ChangePerson, PersonChange, PersonChanged, PutSection, ReadAudit, Receive, SectionKind,
    SectionPut, Tenant,
};
use crate::testing::{MemoryHouse, MovedClock, SentMail};
use crate::time::Timestamp;

const ANA: UserId = UserId::from_random([1; 16]);
const HER_OBJECT: EnrolleeId = EnrolleeId::from_random([2; 16]);

struct House {
    house: MemoryHouse,
    clock: MovedClock,
    tenant: TenantId,
}

impl House {
    /// With Ana, who is in the group lab and has an address, and one notification for everybody.
    fn new() -> Self {
        Self::with(
            &json!({"email": "ana@example.com"}),
            &json!([{"id": "all", "subject": "Hello {{UserName}}", "message": "<p>{{DeviceName}} runs {{Platform}}.</p>"}]),
        )
    }

    fn with(ana: &Value, notifications: &Value) -> Self {
        let clock = MovedClock::at(Timestamp::from_unix_seconds(1_800_000_000));
        let house = Self {
            house: MemoryHouse::new(clock.clone()),
            clock,
            tenant: "default".parse().unwrap(),
        };
        let mut person =
            json!({"username": "ana@example.com", "display_name": "Ana <b>", "groups": ["lab"]});
        for (field, value) in ana.as_object().unwrap() {
            person[field] = value.clone();
        }
        house.change(PersonChange::Create {
            person: serde_json::from_value(person).unwrap(),
            fresh_user: ANA,
            fresh_enrollee: HER_OBJECT,
        });
        house.put(
            SectionKind::Notifications,
            0,
            &json!({"from": "muster@example.com", "notifications": notifications}),
        );
        house
    }

    fn ask<C: Command<Object = Tenant>>(&self, command: &C) -> C::Answer {
        block_on(self.house.tenant(&self.tenant, command)).unwrap()
    }

    fn change(&self, change: PersonChange) {
        let changed = self.ask(&ChangePerson {
            tenant: self.tenant.clone(),
            change,
            by: ANA,
            salt: [4; 16],
        });
        assert!(matches!(changed, PersonChanged::Yes { .. }), "{changed:?}");
    }

    fn put(&self, kind: SectionKind, expected: u64, section: &Value) {
        let put = self.ask(&PutSection {
            tenant: self.tenant.clone(),
            kind,
            expected,
            text: section.to_string(),
            by: None,
            salt: [5; 16],
        });
        assert!(matches!(put, SectionPut::Kept { .. }), "{put:?}");
    }

    fn receive(&self, sequence: u64, event: EnrolleeEvent) {
        self.ask(&Receive {
            tenant: self.tenant.clone(),
            from: HER_OBJECT,
            events: vec![OutboxRow {
                same_access: false,
                sequence,
                at: self.clock.now(),
                event,
            }],
            salt: [3; 16],
            portal: "https://portal.test".to_owned(),
        });
    }

    fn enrolled(&self, sequence: u64, tell: Option<UserId>) {
        self.receive(
            sequence,
            EnrolleeEvent::DeviceEnrolled {
                record: record("personal"),
                serial: CertificateSerial::from_random([7; 16]),
                key: Digest::of(b"key"),
                tell,
            },
        );
    }

    fn sent(&self) -> Vec<SentMail> {
        self.house.mailer().sent()
    }

    /// The one mail that an enrollment of Ana's leads to.
    fn mail_of_an_enrollment(&self) -> SentMail {
        self.enrolled(1, Some(ANA));
        let mut sent = self.sent();
        assert_eq!(sent.len(), 1, "{sent:?}");
        sent.remove(0)
    }

    /// Lets `seconds` pass and has the object woken, as its alarm would.
    fn wake_after(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
        self.ask(&ListMails {});
    }

    fn states(&self) -> Vec<MailState> {
        let mails = self.ask(&ListMails {});
        mails.into_iter().map(|mail| mail.state).collect()
    }

    fn fails(&self, for_good: bool) {
        self.house.mailer().say(Some(Err(MailFault {
            reason: "connection refused".to_owned(),
            for_good,
        })));
    }
}

fn record(ownership: &str) -> crate::device::DeviceRecord {
    serde_json::from_value(json!({
        "enrollee": HER_OBJECT,
        "device": {
            "id": DeviceId::from_random([6; 16]), "name": "Ana's \"box\"", "platform": "linux", "method": "agent",
            "ownership": ownership, "status": "enrolled", "enrolled_at": "2026-12-01T12:00:00Z", "last_check_in": null,
            "os_name": "Debian GNU/Linux 12", "os_version": "12.4", "certificate_serial": null,
            "certificate_expires_at": null, "pending_until": null,
        },
    }))
    .unwrap()
}

#[test]
fn a_person_gets_a_mail_of_their_device_with_what_it_stands_for_as_text() {
    let mail = House::new().mail_of_an_enrollment();
    assert_eq!(mail.from.as_str(), "muster@example.com");
    assert_eq!(mail.message.to.as_str(), "ana@example.com");
    assert_eq!(mail.message.subject, "Hello Ana <b>");
    assert_eq!(
        mail.message.html,
        "<p>Ana&#39;s &quot;box&quot; runs Linux.</p>"
    );
    assert_eq!(mail.message.text, "Ana's \"box\" runs Linux.");
}

#[test]
fn the_first_notification_for_ones_groups_is_ones_own() {
    let note = |id: &str, groups: Value| json!({"id": id, "groups": groups, "subject": id, "message": "x"});
    for (groups, subject) in [
        (json!(["lab"]), Some("lab")),
        (json!(["office"]), Some("rest")),
        (json!([]), Some("rest")),
    ] {
        let notifications = json!([note("lab", json!(["lab"])), note("rest", json!([]))]);
        let house = House::with(
            &json!({"email": "ana@example.com", "groups": groups}),
            &notifications,
        );
        let mail = house.mail_of_an_enrollment();
        assert_eq!(Some(mail.message.subject.as_str()), subject);
    }
    let only_lab = json!([note("lab", json!(["lab"]))]);
    let house = House::with(
        &json!({"email": "ana@example.com", "groups": ["office"]}),
        &only_lab,
    );
    house.enrolled(1, Some(ANA));
    assert_eq!(house.sent(), []);
}

#[test]
fn who_has_no_address_a_token_and_an_enrollment_manager_get_none() {
    let all = json!([{"id": "all", "subject": "x", "message": "x"}]);
    let house = House::with(&json!({}), &all);
    house.enrolled(1, Some(ANA));
    assert_eq!(house.states(), []);
    let manager = json!({"email": "ana@example.com", "enrollment_manager": true});
    let house = House::with(&manager, &all);
    house.enrolled(1, Some(ANA));
    assert_eq!(house.states(), []);
    let house = House::new();
    house.enrolled(1, None);
    assert_eq!(house.states(), []);
}

#[test]
fn each_part_around_the_message_stands_there_only_when_it_is_wanted() {
    let logo = Digest::of(b"logo");
    let branding = json!({
        "name": "Acme & Co", "logo": logo, "contact_name": "Service Desk", "contact_phone": "+49 30 1",
        "contact_email": "it@acme.example", "support_name": "Help", "support_url": "https://help.acme.example",
    });
    let picture = format!("https://portal.test/branding/{logo}");
    for (setting, html, text) in [
        ("show_logo", picture.as_str(), ""),
        (
            "show_organisation",
            "<strong>Acme &amp; Co</strong>",
            "Acme & Co",
        ),
        ("show_contact", "Service Desk", "Phone: +49 30 1"),
        (
            "show_contact",
            "https://help.acme.example",
            "Help: https://help.acme.example",
        ),
        (
            "show_portal_link",
            "href=\"https://portal.test\"",
            "https://portal.test",
        ),
        ("show_device", "Debian GNU/Linux 12", "Version: 12.4"),
    ] {
        for wanted in [true, false] {
            let note = json!([{"id": "all", "subject": "x", "message": "x", setting: wanted}]);
            let house = House::with(&json!({"email": "ana@example.com"}), &note);
            house.put(SectionKind::Branding, 0, &branding);
            let message = house.mail_of_an_enrollment().message;
            assert_eq!(
                message.html.contains(html),
                wanted,
                "{setting}: {}",
                message.html
            );
            assert!(
                message.text.contains(text) || !wanted,
                "{setting}: {}",
                message.text
            );
            assert!(wanted || message.text == "x", "{setting}: {}", message.text);
        }
    }
}

#[test]
fn nobody_is_told_twice_when_the_event_comes_twice() {
    let house = House::new();
    house.enrolled(1, Some(ANA));
    house.enrolled(1, Some(ANA));
    house.wake_after(86_400);
    assert_eq!(house.sent().len(), 1);
    assert!(matches!(
        house.states().as_slice(),
        [MailState::Sent { .. }]
    ));
}

#[test]
fn a_mail_that_is_not_taken_is_tried_again_later_each_time_as_itself_and_then_given_up() {
    let house = House::new();
    house.fails(false);
    house.enrolled(1, Some(ANA));
    let mailer = house.house.mailer();
    assert_eq!(mailer.tries(), 1);
    house.wake_after(59);
    assert_eq!(mailer.tries(), 1, "too early");
    for (tries, seconds) in [(2, 1), (3, 300), (4, 1_800), (5, 7_200), (6, 21_600)] {
        house.wake_after(seconds);
        assert_eq!(mailer.tries(), tries);
        let [MailState::Waiting { reason, .. }] = &house.states()[..] else {
            panic!("{:?}", house.states())
        };
        assert_eq!(reason.as_deref(), Some("connection refused"));
    }
    house.wake_after(43_200);
    assert_eq!(mailer.tries(), MAIL_TRIES);
    let [MailState::Failed { reason, .. }] = &house.states()[..] else {
        panic!("{:?}", house.states())
    };
    assert_eq!(reason, "connection refused");
    mailer.say(None);
    house.wake_after(86_400);
    assert_eq!(house.sent(), [], "what was given up is not sent");
    let page = house.ask(&ReadAudit {
        tenant: house.tenant.clone(),
        from: 0,
        limit: 200,
    });
    let (entry, detail) = page.entries.last().unwrap();
    assert_eq!(entry.event.kind.as_str(), "mail-failed");
    assert!(
        detail
            .as_ref()
            .unwrap()
            .text()
            .contains("connection refused")
    );
}

#[test]
fn a_mail_server_that_comes_back_gets_the_mail_with_the_name_it_had() {
    let house = House::new();
    house.fails(false);
    house.enrolled(1, Some(ANA));
    let id = house.ask(&ListMails {})[0].id.clone();
    house.house.mailer().say(None);
    house.wake_after(60);
    assert_eq!(house.sent()[0].id, id);
}

#[test]
fn a_no_for_good_is_not_asked_twice() {
    let house = House::new();
    house.fails(true);
    house.enrolled(1, Some(ANA));
    house.wake_after(86_400);
    assert_eq!(house.house.mailer().tries(), 1);
    assert!(matches!(
        house.states().as_slice(),
        [MailState::Failed { .. }]
    ));
}

#[test]
fn a_try_that_nothing_was_heard_of_counts() {
    let house = House::new();
    house.fails(false);
    house.enrolled(1, Some(ANA));
    house.house.mailer().say(None);
    for _ in 1..MAIL_TRIES {
        house.clock.advance(Duration::from_hours(24));
        // As if the object died between taking the mail and hearing of it.
        let taken = house.ask(&TakeMails {
            tenant: house.tenant.clone(),
            salt: [8; 16],
        });
        assert_eq!(taken.mails.len(), 1);
    }
    house.wake_after(86_400);
    assert_eq!(house.sent(), []);
    let [MailState::Failed { reason, .. }] = &house.states()[..] else {
        panic!("{:?}", house.states())
    };
    assert_eq!(reason, "nothing was heard of the last try");
}

#[test]
fn a_dead_mail_server_holds_up_no_revocation_list() {
    let house = House::new();
    house.fails(false);
    house.enrolled(1, Some(ANA));
    house.receive(
        2,
        EnrolleeEvent::CertificateRevoked {
            device: DeviceId::from_random([6; 16]),
            serial: CertificateSerial::from_random([7; 16]),
            cause: RevokeCause::Retired,
            not_after: house.clock.now().plus(Duration::from_hours(24)),
        },
    );
    let list: Option<PublishedCrl> =
        block_on(house.house.copies().read(&house.tenant, "unsigned")).unwrap();
    assert_eq!(list.map(|list| list.number), Some(1));
    assert!(matches!(
        house.states().as_slice(),
        [MailState::Waiting { .. }]
    ));
}

#[test]
fn without_a_sender_or_a_mail_server_mails_are_kept_to_be_read() {
    let house = House::new();
    house.house.mailer().say(Some(Ok(Carried::NoServer)));
    house.enrolled(1, Some(ANA));
    house.put(
        SectionKind::Notifications,
        1,
        &json!({"notifications": [{"id": "all", "subject": "x", "message": "x"}]}),
    );
    house.enrolled(2, Some(ANA));
    let reasons: Vec<String> = house
        .states()
        .into_iter()
        .map(|state| match state {
            MailState::Kept { reason } => reason,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        reasons,
        [
            "the organisation has set no sender for its notifications",
            "this deployment has no mail binding"
        ]
    );
    assert_eq!(house.house.mailer().tries(), 1);
}

#[test]
fn who_loses_a_device_to_the_organisation_learns_what_it_may_see() {
    let change = |before: &str, after: &str| {
        let house = House::new();
        house.receive(
            1,
            EnrolleeEvent::OwnershipChanged {
                record: record(after),
                before: serde_json::from_value(json!(before)).unwrap(),
                by: UserId::from_random([9; 16]),
                erased: Vec::new(),
                tell: Some(ANA),
            },
        );
        house.sent()
    };
    assert_eq!(change("corporate", "personal"), []);
    let sent = change("personal", "corporate");
    assert_eq!(sent.len(), 1);
    let text = &sent[0].message.text;
    assert!(text.contains("owned by the organisation"), "{text}");
    // The floor of what only a corporate device may give.
    assert!(
        text.contains("the IMEI") && !text.contains("serial"),
        "{text}"
    );
}

#[test]
fn the_newest_hundred_are_kept_and_those_of_who_has_left_are_not() {
    let house = House::new();
    for sequence in 1..=103 {
        house.enrolled(sequence, Some(ANA));
    }
    let mails = house.ask(&ListMails {});
    assert_eq!((mails.len(), mails[0].number), (100, 102));
    let rows = house.house.tenant_rows(&house.tenant);
    let kept = rows.iter().filter(|(table, ..)| table.name() == "mail");
    assert_eq!(kept.count(), 100);
    house.change(PersonChange::Disable {
        user: ANA,
        disabled: true,
    });
    house.change(PersonChange::Delete {
        user: ANA,
        expected: 2,
    });
    assert_eq!(house.states(), []);
}
