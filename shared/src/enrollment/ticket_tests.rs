use core::time::Duration;

use proptest::prelude::*;

use super::*;

fn key() -> SealingKey {
    SealingKey::new(b"a sealing key for tests, 32 octets").unwrap()
}

fn ticket() -> Ticket {
    Ticket {
        tenant: "acme".parse().unwrap(),
        enrollee: EnrolleeId::from_random([1; 16]),
        id: TicketId::from_random([2; 16]),
        secret: TicketSecret::from_random([3; 16]),
        platform: Platform::Linux,
        method: EnrollmentMethod::Est,
        ownership: Ownership::Corporate,
        expires_at: Timestamp::from_unix_seconds(1_795_450_441),
    }
}

prop_compose! {
    fn any_ticket()(
        tenant in "[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?",
        ids: ([u8; 16], [u8; 16], [u8; 16]),
        platform in prop::sample::select(&Platform::ALL[..]),
        method in prop::sample::select(&EnrollmentMethod::ALL[..]),
        ownership in prop::sample::select(&OWNERSHIPS[..]),
        seconds in 0..253_402_300_800_u64,
    ) -> Ticket {
        Ticket {
            tenant: tenant.parse().unwrap(),
            enrollee: EnrolleeId::from_random(ids.0),
            id: TicketId::from_random(ids.1),
            secret: TicketSecret::from_random(ids.2),
            platform, method, ownership,
            expires_at: Timestamp::from_unix_seconds(seconds),
        }
    }
}

proptest! {
    #[test]
    fn every_ticket_opens_as_it_was_sealed(ticket in any_ticket()) {
        let text = ticket.seal(&key());
        prop_assert!(text.len() <= 148, "{} characters", text.len());
        prop_assert_eq!(Ticket::open(&text, &key()), Ok(ticket));
    }

    #[test]
    fn a_ticket_with_one_changed_character_never_opens(
        ticket in any_ticket(), place in any::<prop::sample::Index>(), change in 1..=255_u8,
    ) {
        let mut bytes = ticket.seal(&key()).into_bytes();
        let place = place.index(bytes.len());
        bytes[place] ^= change;
        if let Ok(text) = String::from_utf8(bytes) {
            prop_assert_eq!(Ticket::open(&text, &key()), Err(Refusal::TicketInvalid));
        }
    }

    #[test]
    fn a_payload_sealed_by_us_but_of_another_form_is_refused_not_misread(payload in prop::collection::vec(any::<u8>(), 0..128)) {
        let text = key().seal(TICKET_PREFIX, &payload);
        if let Ok(ticket) = Ticket::open(&text, &key()) {
            prop_assert_eq!(ticket.seal(&key()), text);
        }
    }
}

/// A ticket handed out today must open after every later release.
#[test]
fn the_form_of_a_ticket_is_fixed() {
    let text = "mt1.AQYBAgAAAABrBGZJAQEBAQEBAQEBAQEBAQEBAQICAgICAgICAgICAgICAgIDAwMDAwMDAwMDAwMDAwMDYWNtZUqvySusZxkHMwCLU1_YlPA";
    assert_eq!(ticket().seal(&key()), text);
    assert_eq!(Ticket::open(text, &key()), Ok(ticket()));
}

#[test]
fn a_ticket_cut_off_anywhere_is_refused() {
    let text = ticket().seal(&key());
    for length in 0..text.len() {
        assert_eq!(
            Ticket::open(&text[..length], &key()),
            Err(Refusal::TicketInvalid),
            "{length}"
        );
    }
}

#[test]
fn a_ticket_of_a_later_version_is_refused() {
    let payload = key().open(TICKET_PREFIX, &ticket().seal(&key())).unwrap();
    for place in 0..4 {
        let mut changed = payload.clone();
        changed[place] = 99;
        let text = key().seal(TICKET_PREFIX, &changed);
        assert_eq!(
            Ticket::open(&text, &key()),
            Err(Refusal::TicketInvalid),
            "octet {place}"
        );
    }
}

/// The clamped time would otherwise be a second spelling of the last second of 9999.
#[test]
fn an_expiry_beyond_the_end_of_time_is_refused() {
    let mut payload = key().open(TICKET_PREFIX, &ticket().seal(&key())).unwrap();
    payload[4..12].fill(0xff);
    let text = key().seal(TICKET_PREFIX, &payload);
    assert_eq!(Ticket::open(&text, &key()), Err(Refusal::TicketInvalid));
}

#[test]
fn a_ticket_ends_with_the_second_it_names() {
    let ticket = ticket();
    let expired_at = ticket.expires_at;
    assert_eq!(
        ticket.check_time(expired_at.minus(Duration::from_secs(1))),
        Ok(())
    );
    assert_eq!(
        ticket.check_time(expired_at),
        Err(Refusal::TicketExpired { expired_at })
    );
}

#[test]
fn a_secret_does_not_show_itself_in_logs() {
    let shown = format!("{:?}", ticket());
    assert!(shown.contains("TicketSecret(…)"), "{shown}");
    assert!(!shown.contains("3, 3"), "{shown}");
}
