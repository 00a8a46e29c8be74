//! Text that only Muster can have written.
//!
//! Tickets and session tokens carry where they belong (tenant, enrollee) in themselves, so that a request is routed without a
//! look-up. A message authentication code over the content, checked before anything of it is read, makes that safe: what was
//! guessed or changed is refused without asking any store.
//!
//! Form: a prefix that names the kind, then unpadded base64url of payload and code. The code is HMAC-SHA-256 (RFC 2104),
//! truncated to its first 16 octets, over a label, the prefix, a zero octet and the payload; so text of one kind never opens
//! as another. There is exactly one spelling per payload.

use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};

/// Sealed text longer than this, in octets, is refused unread.
pub const MAX_SEALED: usize = 256;

/// The octets of a truncated code: 128 bits, as many as the secrets inside have.
const CODE: usize = 16;

/// Separate what hides a secret, and what shows that it was not changed, from everything else that the key makes.
const HIDDEN: &str = "hidden secret 1";
const HIDDEN_CODE: &str = "hidden secret's code 1";

const LABEL: &[u8] = b"muster sealed text ";

/// The fewest octets of secret that [`SealingKey::new`] takes.
pub const MIN_KEY: usize = 32;

/// The secret that seals tickets and session tokens; whoever knows it can make both.
#[derive(Clone)]
pub struct SealingKey(Hmac<Sha256>);

/// The secret has fewer than [`MIN_KEY`] octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sealing key has at least 32 octets")]
pub struct KeyTooShort;

impl SealingKey {
    /// From at least [`MIN_KEY`] octets of secret; all of them count.
    ///
    /// # Errors
    /// [`KeyTooShort`].
    pub fn new(secret: &[u8]) -> Result<Self, KeyTooShort> {
        if secret.len() < MIN_KEY {
            return Err(KeyTooShort);
        }
        Hmac::new_from_slice(secret)
            .map(Self)
            .map_err(|_| KeyTooShort)
    }

    /// Writes `payload` as text of the kind that `prefix` names.
    pub(crate) fn seal(&self, prefix: &'static str, payload: &[u8]) -> String {
        let code = self.keyed(prefix, &[payload]).finalize().into_bytes();
        let body: Vec<u8> = payload
            .iter()
            .chain(code.iter().take(CODE))
            .copied()
            .collect();
        let mut text = String::from(prefix);
        text.push_str(&Base64UrlUnpadded::encode_string(&body));
        text
    }

    /// Reads the payload of what [`Self::seal`] wrote under the same key and prefix; nothing for any other text. The code is
    /// compared in constant time.
    pub(crate) fn open(&self, prefix: &'static str, text: &str) -> Option<Vec<u8>> {
        if text.len() > MAX_SEALED {
            return None;
        }
        // The decoder refuses padding, foreign characters and trailing bits that are not zero: one spelling only.
        let mut body = Base64UrlUnpadded::decode_vec(text.strip_prefix(prefix)?).ok()?;
        let (payload, code) = body.split_last_chunk::<CODE>()?;
        self.keyed(prefix, &[payload])
            .verify_truncated_left(code)
            .ok()?;
        body.truncate(body.len().checked_sub(CODE)?);
        Some(body)
    }

    /// A value that only this key can derive from `parts`, which must be of fixed length each.
    pub(crate) fn derive(&self, purpose: &'static str, parts: &[&[u8]]) -> [u8; 32] {
        self.keyed(purpose, parts).finalize().into_bytes().into()
    }

    /// Writes `secret` so that nobody else can read it, as base64url: for secrets that others have handed over to be kept, such as
    /// the token that takes a device's passcode away. `context` says whose it is; it opens with the same alone. `nonce` is drawn
    /// anew each time.
    ///
    /// Encrypt-then-MAC over a pseudorandom function: the key stream is HMAC-SHA-256 in counter mode (NIST SP 800-108r1 section
    /// 4.1), the code 128 bits of the same under another label, over context, nonce and text.
    #[must_use]
    pub fn hide(&self, context: &[u8], nonce: [u8; 16], secret: &[u8]) -> String {
        let mut body = nonce.to_vec();
        body.extend(self.masked(context, nonce, secret));
        let code = self.code_of_hidden(context, &body);
        body.extend(code.iter().take(CODE));
        Base64UrlUnpadded::encode_string(&body)
    }

    /// Reads what [`Self::hide`] wrote with the same key and context; nothing for any other text.
    #[must_use]
    pub fn reveal(&self, context: &[u8], hidden: &str) -> Option<Vec<u8>> {
        let body = Base64UrlUnpadded::decode_vec(hidden).ok()?;
        let (rest, code) = body.split_last_chunk::<CODE>()?;
        let right = self.code_of_hidden(context, rest);
        let right = right.first_chunk::<CODE>()?;
        if !bool::from(subtle::ConstantTimeEq::ct_eq(&right[..], &code[..])) {
            return None;
        }
        let (nonce, text) = rest.split_first_chunk()?;
        Some(self.masked(context, *nonce, text))
    }

    /// The text with the key stream over it: there and back are one.
    fn masked(&self, context: &[u8], nonce: [u8; 16], text: &[u8]) -> Vec<u8> {
        let whose = Sha256::digest(context);
        let mut masked = Vec::with_capacity(text.len());
        for (block, part) in (0_u32..).zip(text.chunks(32)) {
            let stream = self.derive(HIDDEN, &[&whose, &nonce, &block.to_be_bytes()]);
            masked.extend(part.iter().zip(stream).map(|(octet, mask)| octet ^ mask));
        }
        masked
    }

    fn code_of_hidden(&self, context: &[u8], body: &[u8]) -> [u8; 32] {
        self.derive(HIDDEN_CODE, &[&Sha256::digest(context), body])
    }

    fn keyed(&self, purpose: &'static str, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(LABEL);
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        for part in parts {
            mac.update(part);
        }
        mac
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> SealingKey {
        SealingKey::new(&[7; 32]).unwrap()
    }

    #[test]
    fn a_short_secret_is_not_a_key() {
        assert_eq!(SealingKey::new(&[7; 31]).err(), Some(KeyTooShort));
    }

    #[test]
    fn a_key_does_not_show_itself_in_logs() {
        assert_eq!(format!("{:?}", key()), "SealingKey(…)");
    }

    /// Tickets in people's hands must survive an update of Muster: computed with
    /// `openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…07` over the label, `mt1.`, a zero octet and `abc`.
    #[test]
    fn the_form_of_sealed_text_is_fixed() {
        assert_eq!(key().seal("mt1.", b"abc"), "mt1.YWJjEps0bPpodEU5ClWVUMQ5kg");
    }

    #[test]
    fn text_of_one_kind_never_opens_as_another() {
        let text = key().seal("mt1.", b"payload");
        assert_eq!(key().open("ms1.", &text.replace("mt1.", "ms1.")), None);
        assert_eq!(key().open("ms1.", &text), None);
    }

    #[test]
    fn another_key_opens_nothing() {
        let other = SealingKey::new(&[8; 32]).unwrap();
        assert_eq!(other.open("mt1.", &key().seal("mt1.", b"payload")), None);
    }

    #[test]
    fn two_spellings_of_the_same_octets_do_not_both_open() {
        // 16 + 1 octets leave two unused bits in the last character: only zeros are right.
        let text = key().seal("mt1.", b"x");
        assert!(key().open("mt1.", &text).is_some());
        let last = text.chars().next_back().unwrap();
        for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=".chars() {
            let spelling = format!("{}{other}", &text[..text.len() - 1]);
            assert_eq!(
                key().open("mt1.", &spelling).is_some(),
                other == last,
                "{spelling}"
            );
        }
        for padded in [
            format!("{text}="),
            format!("{text}\n"),
            format!(" {text}"),
            text.replace("mt1", "MT1"),
        ] {
            assert_eq!(key().open("mt1.", &padded), None, "{padded:?}");
        }
    }

    #[test]
    fn text_that_is_too_long_is_refused_unread() {
        let longest = key().seal("mt1.", &[0; 173]);
        assert_eq!(longest.len(), MAX_SEALED);
        assert!(key().open("mt1.", &longest).is_some());
        assert_eq!(key().open("mt1.", &key().seal("mt1.", &[0; 174])), None);
    }

    proptest! {
        #[test]
        fn what_was_sealed_opens_unchanged(payload in prop::collection::vec(any::<u8>(), 0..150)) {
            prop_assert_eq!(key().open("mt1.", &key().seal("mt1.", &payload)), Some(payload));
        }

        #[test]
        fn what_was_hidden_is_read_by_the_same_key_for_the_same_device_alone(
            secret in prop::collection::vec(any::<u8>(), 0..150), nonce: [u8; 16], at: prop::sample::Index,
        ) {
            let hidden = key().hide(b"dev 1", nonce, &secret);
            prop_assert_eq!(key().reveal(b"dev 1", &hidden), Some(secret.clone()));
            prop_assert_eq!(key().reveal(b"dev 2", &hidden), None);
            prop_assert_eq!(SealingKey::new(&[8; 32]).unwrap().reveal(b"dev 1", &hidden), None);
            let mut changed = Base64UrlUnpadded::decode_vec(&hidden).unwrap();
            let at = at.index(changed.len());
            changed[at] ^= 1;
            prop_assert_eq!(key().reveal(b"dev 1", &Base64UrlUnpadded::encode_string(&changed)), None);
            if secret.len() > 8 {
                let shown = Base64UrlUnpadded::decode_vec(&hidden).unwrap();
                let has_secret = shown.windows(secret.len()).any(|part| part == secret);
                prop_assert!(!has_secret);
            }
        }

        #[test]
        fn arbitrary_text_opens_nothing(text in any::<String>(), tail in "[A-Za-z0-9_-]{0,200}") {
            prop_assert_eq!(key().open("mt1.", &text), None);
            prop_assert_eq!(key().open("mt1.", &format!("mt1.{tail}")), None);
        }
    }
}
