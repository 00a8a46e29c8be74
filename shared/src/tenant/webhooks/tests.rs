//! What webhooks hear, when they hear it, and what becomes of those that do not answer.

use core::time::Duration;

use pollster::block_on;
use serde_json::{Value, json};

use super::*;
use crate::api::{DeliveryState, WebhookDelivery, WebhookForm, WebhookView};
use crate::device::RetireCause;
use crate::enrollment::Refusal;
use crate::enrollment::enrollee::{EnrolleeEvent, OutboxRow};
use crate::ids::{CertificateSerial, Digest, EnrolleeId, TenantId, TicketId, UserId, WebhookId};
use crate::ports::{Clock as _, Objects as _};
use crate::store::Command;
use crate::tenant::{ReadAudit, Receive, Tenant};
use crate::testing::{MemoryHouse, MovedClock};
use crate::time::Timestamp;
use crate::webhook::{
    Heard, WebhookAddress, WebhookEvent, WebhookRequest, WebhookSecret, signatures,
};

const ADMIN: UserId = UserId::from_random([9; 16]);
const ENROLLEE: EnrolleeId = EnrolleeId::from_random([2; 16]);

/// The schedule of the specification's example: seconds since the try before.
const WAITS: [u64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

struct House {
    house: MemoryHouse,
    clock: MovedClock,
    tenant: TenantId,
    next: core::cell::Cell<u64>,
}

impl House {
    fn new() -> Self {
        let clock = MovedClock::at(Timestamp::from_unix_seconds(1_800_000_000));
        Self {
            house: MemoryHouse::new(clock.clone()),
            clock,
            tenant: "default".parse().unwrap(),
            next: core::cell::Cell::new(1),
        }
    }

    fn ask<C: Command<Object = Tenant>>(&self, command: &C) -> C::Answer {
        block_on(self.house.tenant(&self.tenant, command)).unwrap()
    }

    fn change(&self, webhook: WebhookId, change: Change) -> WebhookChanged {
        let (action, form, expected, secret) = change;
        self.ask(&ChangeWebhook {
            tenant: self.tenant.clone(),
            webhook,
            action,
            form,
            expected,
            secret,
            by: ADMIN,
            salt: [4; 16],
        })
    }

    /// A webhook at `https://{name}.example.com/`.
    fn webhook(&self, name: &str, events: &[WebhookEvent]) -> WebhookId {
        let id = WebhookId::from_random(
            *Digest::of(name.as_bytes())
                .as_bytes()
                .first_chunk()
                .unwrap(),
        );
        let changed = self.change(id, create(name, events));
        assert!(matches!(changed, WebhookChanged::Yes(_)), "{changed:?}");
        id
    }

    fn receive(&self, event: EnrolleeEvent) {
        let sequence = self.next.replace(self.next.get() + 1);
        self.ask(&Receive {
            tenant: self.tenant.clone(),
            from: ENROLLEE,
            events: vec![OutboxRow {
                same_access: false,
                sequence,
                at: self.clock.now(),
                event,
            }],
            salt: [3; 16],
            portal: String::new(),
        });
    }

    fn enrolled(&self) {
        self.receive(EnrolleeEvent::DeviceEnrolled {
            record: record(),
            serial: CertificateSerial::from_random([7; 16]),
            key: Digest::of(b"key"),
            tell: None,
        });
    }

    fn sent(&self) -> Vec<WebhookRequest> {
        self.house.receivers().requests()
    }

    fn sent_to(&self, name: &str) -> usize {
        let url = url(name);
        let sent = self.sent();
        sent.iter().filter(|sent| sent.url.as_str() == url).count()
    }

    fn say(&self, name: &str, heard: Heard) {
        self.house.receivers().say(&url(name), heard);
    }

    /// Lets `seconds` pass and has the object woken, as its alarm would.
    fn wake_after(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
        self.ask(&ListWebhooks {});
    }

    fn view(&self, webhook: WebhookId) -> WebhookView {
        let all = self.ask(&ListWebhooks {});
        all.into_iter().find(|view| view.id == webhook).unwrap()
    }

    fn deliveries(&self, webhook: WebhookId) -> Vec<WebhookDelivery> {
        self.ask(&ListDeliveries { webhook }).unwrap()
    }

    fn rows_of(&self, table: &str) -> usize {
        let rows = self.house.tenant_rows(&self.tenant);
        rows.iter().filter(|(of, ..)| of.name() == table).count()
    }

    fn last_audit(&self) -> String {
        let page = self.ask(&ReadAudit {
            tenant: self.tenant.clone(),
            from: 0,
            limit: 200,
        });
        page.entries.last().unwrap().0.event.kind.to_string()
    }
}

fn url(name: &str) -> String {
    format!("https://{name}.example.com/")
}

fn secret_of(name: &str) -> WebhookSecret {
    let digest = *Digest::of(name.as_bytes()).as_bytes();
    WebhookSecret::from_random([
        *digest.first_chunk().unwrap(),
        *digest.last_chunk().unwrap(),
    ])
}

type Change = (WebhookAction, WebhookForm, u64, Option<WebhookSecret>);

fn create(name: &str, events: &[WebhookEvent]) -> Change {
    let form = WebhookForm {
        name: Some(name.to_owned()),
        url: WebhookAddress::parse(&url(name), false).ok(),
        events: Some(events.to_vec()),
        enabled: None,
    };
    (WebhookAction::Create, form, 0, Some(secret_of(name)))
}

fn set(expected: u64, form: WebhookForm) -> Change {
    (WebhookAction::Set, form, expected, None)
}

fn only(action: WebhookAction) -> Change {
    (action, WebhookForm::default(), 0, None)
}

fn record() -> crate::device::DeviceRecord {
    serde_json::from_value(json!({
        "enrollee": ENROLLEE,
        "device": {
            "id": "dev_00000000000000000000000001", "name": "Ana's laptop", "platform": "linux", "method": "agent",
            "ownership": "personal", "status": "enrolled", "enrolled_at": "2027-01-15T08:00:00Z", "last_check_in": null,
            "os_name": "Debian GNU/Linux 12", "os_version": null, "certificate_serial": null, "certificate_expires_at": null,
            "pending_until": null,
        },
    }))
    .unwrap()
}

fn body(request: &WebhookRequest) -> Value {
    serde_json::from_str(&request.body).unwrap()
}

#[test]
fn a_webhook_hears_of_the_events_that_were_chosen_and_of_no_others() {
    use WebhookEvent::{DeviceEnrolled, DeviceRetired, EnrollmentRefused};
    let house = House::new();
    let all = house.webhook("all", &[DeviceRetired, DeviceEnrolled, EnrollmentRefused]);
    house.webhook("enrolled", &[DeviceEnrolled]);
    house.enrolled();
    house.receive(EnrolleeEvent::EnrollmentRefused {
        ticket: TicketId::from_random([6; 16]),
        code: "platform-blocked".to_owned(),
        attempt: None,
    });
    house.receive(EnrolleeEvent::DeviceRetired {
        record: record(),
        cause: RetireCause::RefusedByPolicy,
        by: None,
        refusal: Some(Refusal::FactsNotLearnt),
    });
    house.receive(EnrolleeEvent::DeviceChanged { record: record() });
    assert_eq!((house.sent_to("all"), house.sent_to("enrolled")), (3, 1));
    let bodies: Vec<Value> = house
        .sent()
        .iter()
        .filter(|sent| sent.url.as_str() == url("all"))
        .map(body)
        .collect();
    let device = json!({
        "device": "dev_00000000000000000000000001", "enrollee": ENROLLEE, "platform": "linux", "method": "agent",
        "ownership": "personal",
    });
    let mut retired = device.clone();
    retired["cause"] = json!("refused-by-policy");
    retired["code"] = json!("facts-not-learnt");
    let at = "2027-01-15T08:00:00Z";
    assert_eq!(
        bodies,
        [
            json!({"type": "device.enrolled", "timestamp": at, "data": device}),
            json!({"type": "enrollment.refused", "timestamp": at, "data": {
                "enrollee": ENROLLEE, "ticket": TicketId::from_random([6; 16]), "code": "platform-blocked",
            }}),
            json!({"type": "device.retired", "timestamp": at, "data": retired}),
        ]
    );
    let view = house.view(all);
    assert_eq!((view.waiting, view.failing_since), (0, None));
    assert_eq!(view.delivered_at, Some(house.clock.now()));
}

#[test]
fn what_is_sent_carries_its_time_and_is_signed() {
    let house = House::new();
    house.webhook("one", &[WebhookEvent::DeviceEnrolled]);
    house.webhook("two", &[WebhookEvent::DeviceEnrolled]);
    house.enrolled();
    let sent = house.sent();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0].id, sent[1].id, "one event has one name");
    assert!(!sent[0].id.contains('.'), "{}", sent[0].id);
    for (request, name) in sent.iter().zip(sent.iter().map(|sent| {
        if sent.url.as_str() == url("one") {
            "one"
        } else {
            "two"
        }
    })) {
        let expected = signatures(&[secret_of(name)], &request.id, request.at, &request.body);
        assert_eq!(request.signature, expected);
        assert_eq!(request.at, house.clock.now());
    }
}

#[test]
fn the_same_event_again_is_not_told_again() {
    let house = House::new();
    house.webhook("one", &[WebhookEvent::DeviceEnrolled]);
    house.enrolled();
    house.next.set(1);
    house.enrolled();
    assert_eq!(house.sent().len(), 1);
}

#[test]
fn a_receiver_that_fails_is_tried_again_later_and_later_and_then_given_up() {
    let house = House::new();
    let webhook = house.webhook("dead", &[WebhookEvent::DeviceEnrolled]);
    house.say("dead", Heard::answer(500));
    house.enrolled();
    assert_eq!(house.sent().len(), 1);
    for (tries, wait) in (2_u32..).zip(WAITS) {
        let waiting = &house.deliveries(webhook)[0];
        assert_eq!(
            (waiting.state, waiting.tries, waiting.status),
            (DeliveryState::Waiting, tries - 1, Some(500))
        );
        let due = house.clock.now().plus(Duration::from_secs(wait));
        assert_eq!(waiting.next_try_at, Some(due));
        house.wake_after(wait - 1);
        assert_eq!(house.sent().len() + 1, tries as usize, "too early");
        house.wake_after(1);
        assert_eq!(house.sent().len(), tries as usize, "not tried in time");
    }
    let sent = house.sent();
    assert_eq!(sent.len(), DELIVERY_TRIES as usize);
    let span = sent[9].at.since(sent[0].at);
    assert_eq!(span, Duration::from_secs(75 * 3_600 + 35 * 60 + 5));
    assert!(sent.iter().all(|request| request.id == sent[0].id));
    assert_ne!(sent[1].signature, sent[0].signature);
    assert_eq!(sent[1].body, sent[0].body);
    let ended = &house.deliveries(webhook)[0];
    assert_eq!(ended.state, DeliveryState::Failed);
    assert_eq!(
        (ended.next_try_at, ended.ended_at),
        (None, Some(house.clock.now()))
    );
    assert_eq!(house.rows_of("deadline"), 0);
    house.wake_after(86_400 * 10);
    assert_eq!(house.sent().len(), 10, "what was given up is not sent");
}

#[test]
fn a_receiver_that_comes_back_gets_it_under_the_same_name() {
    let house = House::new();
    let webhook = house.webhook("one", &[WebhookEvent::DeviceEnrolled]);
    house.say("one", Heard::nothing("connection refused"));
    house.enrolled();
    let waiting = house.deliveries(webhook)[0].clone();
    assert_eq!(
        (waiting.status, waiting.reason.as_deref()),
        (None, Some("connection refused"))
    );
    assert_eq!(house.view(webhook).failing_since, Some(house.clock.now()));
    house.say("one", Heard::answer(200));
    house.wake_after(5);
    let sent = house.sent();
    assert_eq!((sent.len(), &sent[1].id), (2, &waiting.id));
    let delivery = &house.deliveries(webhook)[0];
    assert_eq!(
        (delivery.state, delivery.tries),
        (DeliveryState::Delivered, 2)
    );
    assert_eq!(house.view(webhook).failing_since, None);
}

#[test]
fn a_redirect_is_no_success_and_a_receiver_may_ask_to_be_left_alone() {
    let house = House::new();
    let webhook = house.webhook("one", &[WebhookEvent::DeviceEnrolled]);
    for (heard, wait) in [
        (Heard::answer(302), 5),
        (
            Heard {
                retry_after: 900,
                ..Heard::answer(429)
            },
            900,
        ),
        (
            Heard {
                retry_after: u32::MAX,
                ..Heard::answer(503)
            },
            86_400,
        ),
    ] {
        house.say("one", heard.clone());
        if house.sent().is_empty() {
            house.enrolled();
        }
        let waiting = &house.deliveries(webhook)[0];
        assert_eq!(
            waiting.next_try_at,
            Some(house.clock.now().plus(Duration::from_secs(wait))),
            "{heard:?}"
        );
        let next = match heard.status {
            Some(302) => Heard {
                retry_after: 900,
                ..Heard::answer(429)
            },
            _ => Heard {
                retry_after: u32::MAX,
                ..Heard::answer(503)
            },
        };
        house.say("one", next);
        house.wake_after(wait);
    }
}

#[test]
fn gone_disables_a_webhook_and_drops_what_waits() {
    let house = House::new();
    let webhook = house.webhook("gone", &[WebhookEvent::DeviceEnrolled]);
    house.say("gone", Heard::answer(500));
    house.enrolled();
    house.say("gone", Heard::answer(410));
    house.enrolled();
    let view = house.view(webhook);
    assert!(!view.enabled);
    assert_eq!(
        view.disabled_reason.as_deref(),
        Some("its receiver answered 410 Gone")
    );
    assert_eq!((view.waiting, view.dropped), (0, 1));
    let states: Vec<_> = house
        .deliveries(webhook)
        .iter()
        .map(|one| one.state)
        .collect();
    assert_eq!(states, [DeliveryState::Failed, DeliveryState::Dropped]);
    assert_eq!(house.last_audit(), "webhook-disabled");
    let before = house.sent().len();
    house.enrolled();
    house.wake_after(86_400);
    assert_eq!(
        house.sent().len(),
        before,
        "a disabled webhook hears nothing"
    );
    assert_eq!(
        house.change(webhook, only(WebhookAction::Test)),
        WebhookChanged::Disabled
    );

    house.say("gone", Heard::answer(200));
    let enable = WebhookForm {
        enabled: Some(true),
        ..WebhookForm::default()
    };
    house.change(webhook, set(view.revision, enable));
    house.enrolled();
    assert_eq!(house.sent().len(), before + 1);
    let view = house.view(webhook);
    assert_eq!(
        (view.enabled, view.disabled_at, view.disabled_reason),
        (true, None, None)
    );
}

#[test]
fn a_webhook_that_fails_for_five_days_is_disabled() {
    let house = House::new();
    let webhook = house.webhook("dead", &[WebhookEvent::DeviceEnrolled]);
    house.say("dead", Heard::nothing("no answer within 15 seconds"));
    for _ in 0..4 {
        house.enrolled();
        house.wake_after(86_400);
        assert!(house.view(webhook).enabled);
    }
    house.enrolled();
    for _ in 0..30 {
        house.wake_after(3_600);
    }
    let view = house.view(webhook);
    assert!(!view.enabled);
    assert_eq!(
        view.disabled_reason.as_deref(),
        Some("every try of five days has failed")
    );
    let since = view.disabled_at.unwrap().since(view.failing_since.unwrap());
    assert!(
        since >= FAILING_FOR && since < FAILING_FOR + Duration::from_hours(12),
        "{since:?}"
    );
    assert_eq!(house.last_audit(), "webhook-disabled");
}

#[test]
fn one_failure_after_quiet_days_disables_nothing() {
    let house = House::new();
    let webhook = house.webhook("one", &[WebhookEvent::DeviceEnrolled]);
    house.say("one", Heard::answer(500));
    house.enrolled();
    for wait in WAITS {
        house.wake_after(wait);
    }
    assert_eq!(house.deliveries(webhook)[0].state, DeliveryState::Failed);
    house.wake_after(86_400 * 5);
    house.enrolled();
    assert!(house.view(webhook).enabled);
    house.say("one", Heard::answer(200));
    house.wake_after(5);
    assert_eq!(house.view(webhook).failing_since, None);
}

#[test]
fn a_dead_receiver_holds_up_neither_another_nor_the_newest_of_its_own() {
    let house = House::new();
    let dead = house.webhook("dead", &[WebhookEvent::DeviceEnrolled]);
    house.say("dead", Heard::answer(500));
    for _ in 0..300 {
        house.enrolled();
    }
    house.webhook("well", &[WebhookEvent::DeviceEnrolled]);
    house.enrolled();
    assert_eq!(house.sent_to("well"), 1);
    // All that waits is due at once now, and what is new goes out beside it.
    house.say("dead", Heard::answer(200));
    house.clock.advance(Duration::from_hours(1));
    house.enrolled();
    assert_eq!(house.sent_to("well"), 2);
    assert_eq!(house.view(dead).waiting, 0);
}

#[test]
fn of_each_webhook_one_delivery_is_taken_and_of_a_busy_one_none() {
    let house = House::new();
    let dead = house.webhook("dead", &[WebhookEvent::DeviceEnrolled]);
    let well = house.webhook("well", &[WebhookEvent::DeviceEnrolled]);
    for name in ["dead", "well"] {
        house.say(name, Heard::answer(500));
    }
    for _ in 0..3 {
        house.enrolled();
    }
    house.clock.advance(Duration::from_secs(5));
    // Straight to the rows, without anybody who sends.
    let rows = house.house.tenant_rows(&house.tenant);
    let take = |busy: Vec<WebhookId>| {
        let mut unit = crate::store::Unit::new(&rows);
        let taken = TakeDeliveries { busy }
            .run(&mut unit, house.clock.now())
            .unwrap();
        taken.iter().map(|taken| taken.webhook).collect::<Vec<_>>()
    };
    let both = take(Vec::new());
    assert_eq!(both.len(), 2);
    assert!(both.contains(&dead) && both.contains(&well));
    assert_eq!(take(vec![dead]), [well]);
    assert_eq!(take(vec![dead, well]), []);
}

#[test]
fn a_dead_receiver_holds_up_no_mail() {
    let house = House::new();
    house.webhook("dead", &[WebhookEvent::DeviceEnrolled]);
    house.say("dead", Heard::answer(500));
    for _ in 0..600 {
        house.enrolled();
    }
    house.clock.advance(Duration::from_hours(1));
    let rows = house.house.tenant_rows(&house.tenant);
    let mut unit = crate::store::Unit::new(&rows);
    let mail = crate::tenant::due::Due {
        at: house.clock.now(),
        number: 1,
        webhook: None,
        fresh: false,
    };
    unit.put(&mail).unwrap();
    // As mails look for theirs, behind hundreds of due deliveries.
    let due = crate::tenant::due::due_by(&unit, mail.at, 256, |due| due.webhook.is_none());
    assert_eq!(due.unwrap(), [mail]);
    assert_eq!(house.rows_of("deadline"), 600);
}

#[test]
fn beyond_a_thousand_the_oldest_that_waits_is_dropped_and_counted() {
    let house = House::new();
    let webhook = house.webhook("dead", &[WebhookEvent::DeviceEnrolled]);
    house.say("dead", Heard::answer(500));
    for _ in 0..MAX_WAITING + 5 {
        house.enrolled();
    }
    let view = house.view(webhook);
    assert_eq!((view.waiting, view.dropped), (MAX_WAITING, 5));
    assert_eq!(house.rows_of("delivery") as u64, MAX_WAITING);
    assert_eq!(house.rows_of("deadline") as u64, MAX_WAITING);
    assert_eq!(house.deliveries(webhook).len() as u64, DELIVERIES_KEPT);
    house.say("dead", Heard::answer(200));
    house.wake_after(5);
    assert_eq!(house.view(webhook).waiting, 0);
    assert_eq!(house.rows_of("delivery") as u64, DELIVERIES_KEPT);
    let first = house
        .sent()
        .into_iter()
        .find(|sent| sent.at == house.clock.now());
    let sixth = house.sent()[5].id.clone();
    assert_eq!(first.unwrap().id, sixth, "the five oldest are not sent");
}

#[test]
fn a_try_that_nothing_was_heard_of_counts() {
    let house = House::new();
    let webhook = house.webhook("one", &[WebhookEvent::DeviceEnrolled]);
    house.say("one", Heard::answer(500));
    house.enrolled();
    for _ in 1..DELIVERY_TRIES {
        house.clock.advance(Duration::from_hours(24));
        // As if the object died between taking the delivery and hearing of it.
        let rows = house.house.tenant_rows(&house.tenant);
        let mut unit = crate::store::Unit::new(&rows);
        let taken = TakeDeliveries { busy: Vec::new() }
            .run(&mut unit, house.clock.now())
            .unwrap();
        assert_eq!(taken.len(), 1);
        house
            .house
            .write_tenant_rows(&house.tenant, &unit.into_changes());
    }
    house.wake_after(86_400);
    let delivery = &house.deliveries(webhook)[0];
    assert_eq!(
        (delivery.state, delivery.reason.as_deref()),
        (
            DeliveryState::Failed,
            Some("nothing was heard of the last try")
        )
    );
    assert_eq!(house.sent().len(), 1);
}

#[test]
fn while_a_secret_is_replaced_both_sign_and_after_a_day_the_new_one_alone() {
    let house = House::new();
    let webhook = house.webhook("one", &[WebhookEvent::DeviceEnrolled]);
    let new = Some(secret_of("new"));
    let rotate = (WebhookAction::Rotate, WebhookForm::default(), 0, new);
    let changed = house.change(webhook, rotate);
    let WebhookChanged::Yes(view) = changed else {
        panic!("{changed:?}")
    };
    assert_eq!(view.secret_hint, secret_of("new").hint());
    let until = house.clock.now().plus(SECRET_OVERLAP);
    assert_eq!(view.previous_secret_until, Some(until));
    let last_signature_is_by = |secrets: &[WebhookSecret]| {
        house.enrolled();
        let request = house.sent().pop().unwrap();
        assert_eq!(
            request.signature,
            signatures(secrets, &request.id, request.at, &request.body)
        );
    };
    last_signature_is_by(&[secret_of("new"), secret_of("one")]);
    house.clock.advance(SECRET_OVERLAP - Duration::from_secs(1));
    last_signature_is_by(&[secret_of("new"), secret_of("one")]);
    house.clock.advance(Duration::from_secs(1));
    last_signature_is_by(&[secret_of("new")]);
    assert_eq!(house.view(webhook).previous_secret_until, None);
    assert_eq!(house.last_audit(), "device-enrolled");
}

#[test]
fn what_waits_goes_where_the_webhook_points_now_and_with_it_when_it_is_deleted() {
    let house = House::new();
    let webhook = house.webhook("old", &[WebhookEvent::DeviceEnrolled]);
    house.say("old", Heard::answer(500));
    house.enrolled();
    house.enrolled();
    let new = WebhookForm {
        name: Some("new".to_owned()),
        url: WebhookAddress::parse(&url("new"), false).ok(),
        ..WebhookForm::default()
    };
    assert_eq!(
        house.change(webhook, set(7, new.clone())),
        WebhookChanged::Conflict(1)
    );
    house.change(webhook, set(1, new));
    house.say("new", Heard::answer(500));
    house.wake_after(5);
    assert_eq!((house.sent_to("old"), house.sent_to("new")), (2, 2));
    house.change(webhook, only(WebhookAction::Delete));
    assert_eq!(house.last_audit(), "webhook-deleted");
    assert_eq!(house.ask(&ListDeliveries { webhook }), None);
    for table in ["webhook", "delivery", "deadline"] {
        assert_eq!(house.rows_of(table), 0, "{table}");
    }
    assert_eq!(
        house.change(webhook, only(WebhookAction::Delete)),
        WebhookChanged::Unknown
    );
}

#[test]
fn there_are_at_most_ten_and_each_chooses_from_what_there_is() {
    use WebhookEvent::{DeviceEnrolled, DeviceRetired, Test};
    let house = House::new();
    let unfit = |events: &[WebhookEvent]| match house
        .change(WebhookId::from_random([0xaa; 16]), create("x", events))
    {
        WebhookChanged::Unfit(fault) => fault.path,
        other => panic!("{other:?}"),
    };
    assert_eq!(unfit(&[]), "events");
    assert_eq!(unfit(&[DeviceEnrolled, Test]), "events");
    for number in 0..MAX_WEBHOOKS {
        let id = house.webhook(
            &format!("w{number}"),
            &[DeviceRetired, DeviceEnrolled, DeviceRetired],
        );
        assert_eq!(house.view(id).events, [DeviceEnrolled, DeviceRetired]);
    }
    let id = WebhookId::from_random([0xaa; 16]);
    assert_eq!(
        house.change(id, create("x", &[DeviceEnrolled])),
        WebhookChanged::TooMany
    );
}

#[test]
fn a_test_is_sent_whatever_was_chosen() {
    let house = House::new();
    let webhook = house.webhook("one", &[WebhookEvent::DeviceRetired]);
    let tested = house.change(webhook, only(WebhookAction::Test));
    let WebhookChanged::Testing(id) = tested else {
        panic!("{tested:?}")
    };
    let sent = house.sent();
    assert_eq!((sent.len(), &sent[0].id), (1, &id));
    assert_eq!(body(&sent[0])["type"], "webhook.test");
    assert_eq!(body(&sent[0])["data"], json!({"webhook": webhook}));
}

#[test]
fn what_is_kept_and_shown_holds_the_secret_once() {
    let house = House::new();
    let webhook = house.webhook("one", &[WebhookEvent::DeviceEnrolled]);
    house.enrolled();
    let secret = secret_of("one").reveal();
    let rows = house.house.tenant_rows(&house.tenant);
    let holding: Vec<&str> = rows
        .iter()
        .filter(|(_, _, text)| text.contains(&secret))
        .map(|(table, ..)| table.name())
        .collect();
    assert_eq!(holding, ["webhook"]);
    let shown = serde_json::to_string(&house.view(webhook)).unwrap();
    assert!(
        !shown.contains(&secret) && shown.contains(&secret[secret.len() - 5..secret.len() - 1]),
        "{shown}"
    );
}

/// A row of the form before webhooks came.
#[test]
fn a_deadline_of_a_mail_from_before_is_still_read() {
    let row: crate::tenant::due::Due =
        serde_json::from_str(r#"{"at":"2027-01-15T08:00:00Z","number":7}"#).unwrap();
    assert_eq!((row.number, row.webhook, row.fresh), (7, None, false));
    use crate::store::Row as _;
    assert_eq!(row.key(), "00000000001800000000/00000000000000000007");
    assert_eq!(
        serde_json::to_string(&row).unwrap(),
        r#"{"at":"2027-01-15T08:00:00Z","number":7}"#
    );
}
