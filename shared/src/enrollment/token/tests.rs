use proptest::prelude::*;

use super::*;
use crate::enrollment::{Credential, Ticket};
use crate::time::Timestamp;

fn key() -> SealingKey {
    SealingKey::new(b"a sealing key for tests, 32 octets").unwrap()
}

fn token() -> Token {
    Token {
        tenant: "acme".parse().unwrap(),
        enrollee: EnrolleeId::from_random([1; 16]),
        id: TokenId::from_random([2; 16]),
        secret: TicketSecret::from_random([3; 16]),
        platform: Platform::Linux,
        method: EnrollmentMethod::Agent,
        ownership: Ownership::Corporate,
    }
}

prop_compose! {
    fn any_token()(
        tenant in "[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?",
        ids: ([u8; 16], [u8; 16], [u8; 16]),
        platform in prop::sample::select(&Platform::ALL[..]),
        method in prop::sample::select(&EnrollmentMethod::ALL[..]),
        ownership in prop::sample::select(&OWNERSHIPS[..]),
    ) -> Token {
        Token {
            tenant: tenant.parse().unwrap(),
            enrollee: EnrolleeId::from_random(ids.0),
            id: TokenId::from_random(ids.1),
            secret: TicketSecret::from_random(ids.2),
            platform, method, ownership,
        }
    }
}

proptest! {
    #[test]
    fn every_token_opens_as_it_was_sealed(token in any_token()) {
        let text = token.seal(&key());
        prop_assert!(text.len() <= 138, "{} characters", text.len());
        prop_assert_eq!(Credential::open(&text, &key()), Ok(Credential::Token(token)));
    }

    #[test]
    fn a_token_with_one_changed_character_never_opens(
        token in any_token(), place in any::<prop::sample::Index>(), change in 1..=255_u8,
    ) {
        let mut bytes = token.seal(&key()).into_bytes();
        let place = place.index(bytes.len());
        bytes[place] ^= change;
        if let Ok(text) = String::from_utf8(bytes) {
            prop_assert_eq!(Credential::open(&text, &key()), Err(Refusal::TicketInvalid));
        }
    }

    #[test]
    fn whatever_is_sent_as_a_token_is_read_or_refused(text in "mk1\\.[A-Za-z0-9_-]{0,300}") {
        prop_assert_eq!(Credential::open(&text, &key()), Err(Refusal::TicketInvalid));
    }

    /// What is inside the seal comes from us alone; should the form ever change, old text must not be read as new.
    #[test]
    fn any_payload_is_read_or_refused(payload in prop::collection::vec(any::<u8>(), 0..100)) {
        if let Some(token) = Token::from_payload(&payload) {
            prop_assert_eq!(token.seal(&key()), key().seal(TOKEN_PREFIX, &payload));
        }
    }
}

#[test]
fn a_ticket_never_opens_as_a_token_nor_a_token_as_a_ticket() {
    let text = token().seal(&key());
    let as_ticket = text.replacen("mk1.", "mt1.", 1);
    assert_eq!(
        Credential::open(&as_ticket, &key()),
        Err(Refusal::TicketInvalid)
    );
    let ticket = Ticket {
        tenant: "acme".parse().unwrap(),
        enrollee: EnrolleeId::from_random([1; 16]),
        id: TicketId::from_random([2; 16]),
        secret: TicketSecret::from_random([3; 16]),
        platform: Platform::Linux,
        method: EnrollmentMethod::Est,
        ownership: Ownership::Corporate,
        expires_at: Timestamp::from_unix_seconds(1_795_450_441),
    };
    let text = ticket.seal(&key());
    let as_token = text.replacen("mt1.", "mk1.", 1);
    assert_eq!(
        Credential::open(&as_token, &key()),
        Err(Refusal::TicketInvalid)
    );
    assert_eq!(
        Credential::open(&text, &key()),
        Ok(Credential::Ticket(ticket))
    );
}

/// Tokens are printed on labels: their form outlives an update of Muster. Computed with an HMAC
/// of another library over the label, `mk1.`, a zero octet and the payload.
#[test]
fn the_form_of_a_token_is_fixed() {
    assert_eq!(token().seal(&key()), FORM);
}

const FORM: &str = "mk1.AQYCAgEBAQEBAQEBAQEBAQEBAQECAgICAgICAgICAgICAgICAwMDAwMDAwMDAwMDAwMDA2FjbWUv9s0tHZYcnsLZXkHqyPbJ";

#[test]
fn a_token_does_not_show_its_secret_in_logs() {
    assert!(format!("{:?}", token()).contains("TicketSecret(…)"));
}

#[test]
fn each_key_has_an_enrollment_of_its_own_with_each_token() {
    let (one, other) = (TokenId::from_random([1; 16]), TokenId::from_random([2; 16]));
    let (a, b) = (Digest::of(b"a"), Digest::of(b"b"));
    // Computed with the SHA-256 of another library.
    assert_eq!(enrollment_of(&one, &a).as_bytes(), &NAME);
    assert_ne!(enrollment_of(&one, &a), enrollment_of(&one, &b));
    assert_ne!(enrollment_of(&one, &a), enrollment_of(&other, &a));
}

const NAME: [u8; 16] = [
    0xcd, 0x0b, 0xd5, 0x3c, 0xcd, 0x66, 0x63, 0x7c, 0x2f, 0x1b, 0x6a, 0x6d, 0x85, 0x44, 0x27, 0x3e,
];
