//! What an administrator sets for a token.

use core::fmt;
use core::str::FromStr;
use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::enrollment::EnrollmentRequest;
use crate::field::FieldFault;
use crate::ids::{CategoryId, Digest, TokenId};
use crate::platform::EnrollmentMethod;
use crate::time::Timestamp;

/// The highest quota. One object counts all devices of a token and writes down each of their enrollments, one at a time;
/// 1,000 are as many as an enrollment manager has, and more devices take another token.
pub const MAX_QUOTA: u32 = 1_000;

/// The longest that a token lasts: a year.
pub const MAX_LIFE: Duration = Duration::from_hours(365 * 24);

/// The longest name, in characters.
const LONGEST_NAME: usize = 64;

/// A token's name: 1 to 64 characters that are not all white space, none of them a control character. White space at both
/// ends is dropped. Rules may speak of it, as the profile that a device enrolled with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TokenName(String);

/// The text cannot be a token's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a token's name is 1 to 64 characters without control characters")]
pub struct NotATokenName;

impl TokenName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether two names are too alike to be told apart: they differ in upper and lower case only.
    #[must_use]
    pub fn is_taken_by(&self, other: &Self) -> bool {
        self.0.to_lowercase() == other.0.to_lowercase()
    }
}

impl FromStr for TokenName {
    type Err = NotATokenName;

    fn from_str(text: &str) -> Result<Self, NotATokenName> {
        let name = text.trim();
        let fits = (1..=LONGEST_NAME).contains(&name.chars().count())
            && !name.chars().any(char::is_control);
        fits.then(|| Self(name.to_owned())).ok_or(NotATokenName)
    }
}

impl TryFrom<String> for TokenName {
    type Error = NotATokenName;

    fn try_from(text: String) -> Result<Self, NotATokenName> {
        text.parse()
    }
}

impl From<TokenName> for String {
    fn from(name: TokenName) -> Self {
        name.0
    }
}

impl fmt::Display for TokenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A token as the tenant object owns it and its own object goes by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenTerms {
    /// The token.
    pub id: TokenId,
    /// Its name.
    pub name: TokenName,
    /// What it enrolls.
    pub request: EnrollmentRequest,
    /// The category that its devices get.
    #[serde(default)]
    pub category: Option<CategoryId>,
    /// How many devices it enrolls.
    pub quota: u32,
    /// The first moment at which it no longer counts.
    pub expires_at: Timestamp,
    /// Since when an administrator has ended it.
    #[serde(default)]
    pub revoked_at: Option<Timestamp>,
    /// SHA-256 of its secret; the secret itself is kept nowhere.
    pub secret: Digest,
    /// Counts up with every change, so that an older copy never replaces a newer one.
    pub revision: u64,
}

impl TokenTerms {
    /// The first field that does not fit at `now`, when `before` is to become these terms. A moment that has passed is no
    /// fault in a field that is left as it is.
    #[must_use]
    pub fn unfit(&self, before: Option<&Self>, now: Timestamp) -> Option<FieldFault> {
        let unfit = |field: &str, rule: &str| Some(FieldFault::at(field, rule));
        if !(1..=MAX_QUOTA).contains(&self.quota) {
            return unfit("quota", "must be 1 to 1000");
        }
        let moved = before.is_none_or(|before| before.expires_at != self.expires_at);
        if moved && !(now < self.expires_at && self.expires_at <= now.plus(MAX_LIFE)) {
            return unfit(
                "expires_at",
                "must be later than now and at most a year away",
            );
        }
        if !self.request.method.is_offered_on(self.request.platform) {
            return unfit("method", "must be one that is offered on the platform");
        }
        if !self.request.method.is_served() {
            return unfit("method", "must be one that is served here");
        }
        // Nobody is behind a token.
        if self.request.method == EnrollmentMethod::AppleUser {
            return unfit(
                "method",
                "must be one that does not begin with a person's account",
            );
        }
        None
    }
}
