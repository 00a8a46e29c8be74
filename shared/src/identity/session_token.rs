//! The session token: what a signed-in person's browser carries in its cookie.
//!
//! It names tenant, enrollee and session, so that a request finds the one object that knows whether the session is alive;
//! that object keeps only the digest of the secret. The CSRF token is derived from session and secret, so it needs no store,
//! ends with the session, and can't be made from what a store holds.
//!
//! Payload, before sealing: version (1 octet, now 1), enrollee, session id, secret (16 octets each), tenant (the rest, 1 to
//! 32 of ASCII). The text is of cookie octets only (RFC 6265 section 4.1.1).

use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use subtle::ConstantTimeEq as _;

use crate::ids::{Digest, EnrolleeId, SessionId, TenantId};
use crate::sealed::SealingKey;

/// The beginning of every session token.
pub const SESSION_PREFIX: &str = "ms1.";

/// Separates CSRF tokens from everything else that the sealing key makes.
const CSRF_PURPOSE: &str = "csrf1";

const VERSION: u8 = 1;

/// One person's session, as their browser carries it.
#[derive(Clone)]
pub struct SessionToken {
    /// The organisation.
    pub tenant: TenantId,
    /// The person's enrollee, whose object holds the session.
    pub enrollee: EnrolleeId,
    /// The session's name in lists and logs; not a secret.
    pub session: SessionId,
    /// 128 random bits that make the token unguessable even to one who can read the store.
    pub secret: [u8; 16],
}

impl SessionToken {
    /// Writes the token as text for a cookie: 92 characters and 4 for every 3 of the tenant's name, at most 135.
    #[must_use]
    pub fn seal(&self, key: &SealingKey) -> String {
        let mut payload = vec![VERSION];
        payload.extend_from_slice(self.enrollee.as_bytes());
        payload.extend_from_slice(self.session.as_bytes());
        payload.extend_from_slice(&self.secret);
        payload.extend_from_slice(self.tenant.as_str().as_bytes());
        key.seal(SESSION_PREFIX, &payload)
    }

    /// Reads what [`Self::seal`] wrote with the same key; nothing for any other text. Whether the session is alive is its
    /// object's to say.
    #[must_use]
    pub fn open(text: &str, key: &SealingKey) -> Option<Self> {
        let payload = key.open(SESSION_PREFIX, text)?;
        let (&[version], rest) = payload.split_first_chunk()?;
        let (enrollee, rest) = rest.split_first_chunk()?;
        let (session, rest) = rest.split_first_chunk()?;
        let (secret, tenant) = rest.split_first_chunk()?;
        if version != VERSION {
            return None;
        }
        Some(Self {
            tenant: core::str::from_utf8(tenant).ok()?.parse().ok()?,
            enrollee: EnrolleeId::from_random(*enrollee),
            session: SessionId::from_random(*session),
            secret: *secret,
        })
    }

    /// What the enrollee's object keeps to recognise the token: SHA-256 of the secret.
    #[must_use]
    pub fn secret_digest(&self) -> Digest {
        Digest::of(&self.secret)
    }

    /// What a page sends back in the `x-csrf-token` header to show that it belongs to this session: 43 characters.
    #[must_use]
    pub fn csrf_token(&self, key: &SealingKey) -> String {
        let value = key.derive(CSRF_PURPOSE, &[self.session.as_bytes(), &self.secret]);
        Base64UrlUnpadded::encode_string(&value)
    }

    /// Whether `presented` is this session's CSRF token, compared in constant time.
    #[must_use]
    pub fn csrf_matches(&self, key: &SealingKey, presented: &str) -> bool {
        self.csrf_token(key)
            .as_bytes()
            .ct_eq(presented.as_bytes())
            .into()
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionToken")
            .field("tenant", &self.tenant)
            .field("enrollee", &self.enrollee)
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> SealingKey {
        SealingKey::new(&[9; 32]).unwrap()
    }

    fn token(tenant: &str, ids: ([u8; 16], [u8; 16], [u8; 16])) -> SessionToken {
        SessionToken {
            tenant: tenant.parse().unwrap(),
            enrollee: EnrolleeId::from_random(ids.0),
            session: SessionId::from_random(ids.1),
            secret: ids.2,
        }
    }

    fn fields(token: &SessionToken) -> (String, EnrolleeId, SessionId, [u8; 16]) {
        (
            token.tenant.to_string(),
            token.enrollee,
            token.session,
            token.secret,
        )
    }

    proptest! {
        #[test]
        fn every_session_opens_as_it_was_sealed(tenant in "[a-z0-9]{1,32}", ids: ([u8; 16], [u8; 16], [u8; 16])) {
            let written = token(&tenant, ids);
            let text = written.seal(&key());
            prop_assert!(text.len() <= 135);
            let read = SessionToken::open(&text, &key()).map(|token| fields(&token));
            prop_assert_eq!(read, Some(fields(&written)));
        }

        #[test]
        fn a_session_with_one_changed_character_never_opens(
            ids: ([u8; 16], [u8; 16], [u8; 16]), place in any::<prop::sample::Index>(), change in 1..=255_u8,
        ) {
            let mut bytes = token("acme", ids).seal(&key()).into_bytes();
            let place = place.index(bytes.len());
            bytes[place] ^= change;
            if let Ok(text) = String::from_utf8(bytes) {
                prop_assert!(SessionToken::open(&text, &key()).is_none());
            }
        }

        #[test]
        fn a_csrf_token_belongs_to_one_session(one: ([u8; 16], [u8; 16], [u8; 16]), other: ([u8; 16], [u8; 16], [u8; 16])) {
            let csrf = token("acme", one).csrf_token(&key());
            prop_assert!(token("acme", one).csrf_matches(&key(), &csrf));
            let same = (one.1, one.2) == (other.1, other.2);
            prop_assert_eq!(token("acme", other).csrf_matches(&key(), &csrf), same);
        }
    }

    #[test]
    fn a_session_cut_off_anywhere_is_refused() {
        let text = token("acme", ([1; 16], [2; 16], [3; 16])).seal(&key());
        assert!(
            (0..text.len()).all(|length| SessionToken::open(&text[..length], &key()).is_none())
        );
    }

    #[test]
    fn a_session_of_a_later_version_is_refused() {
        let text = token("acme", ([1; 16], [2; 16], [3; 16])).seal(&key());
        let mut payload = key().open(SESSION_PREFIX, &text).unwrap();
        payload[0] = 2;
        let later = key().seal(SESSION_PREFIX, &payload);
        assert!(SessionToken::open(&later, &key()).is_none());
    }

    #[test]
    fn a_csrf_token_hangs_on_session_secret_and_key() {
        let token = |session, secret| token("acme", ([1; 16], [session; 16], [secret; 16]));
        let csrf = token(2, 3).csrf_token(&key());
        assert!(token(2, 3).csrf_matches(&key(), &csrf));
        assert!(!token(9, 3).csrf_matches(&key(), &csrf));
        assert!(!token(2, 9).csrf_matches(&key(), &csrf));
        let other = SealingKey::new(&[8; 32]).unwrap();
        assert!(!token(2, 3).csrf_matches(&other, &csrf));
    }

    #[test]
    fn a_csrf_token_is_compared_whole() {
        let token = token("acme", ([1; 16], [2; 16], [3; 16]));
        let csrf = token.csrf_token(&key());
        assert_eq!(csrf.len(), 43);
        for wrong in ["", &csrf[..42], &format!("{csrf}A"), &csrf.to_lowercase()] {
            assert!(!token.csrf_matches(&key(), wrong), "{wrong}");
        }
    }

    #[test]
    fn a_session_secret_does_not_show_itself_in_logs() {
        let shown = format!("{:?}", token("acme", ([1; 16], [2; 16], [251; 16])));
        assert!(!shown.contains("251"), "{shown}");
    }
}
