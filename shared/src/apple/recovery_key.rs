//! What opens the disk of a Mac when nobody knows its password: FileVault's personal recovery key. The Mac encrypts it to a certificate
//! that came with the setting (`com.apple.security.FDERecoveryKeyEscrow`) and hands it over with `SecurityInfo`.

use core::fmt;
use core::str::FromStr;

use crate::ids::Digest;

/// The longest envelope of a key, in octets.
pub const MAX_ENVELOPE: usize = 4 * 1024;

/// A personal recovery key: six groups of four capital letters and digits, such as `ABCD-2345-EFGH-6789-JKLM-NPQR`.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryKey(String);

/// The text was no recovery key. It is not repeated here: it might almost be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a recovery key is six groups of four capital letters and digits")]
pub struct NotARecoveryKey;

impl RecoveryKey {
    /// The key as it is typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What tells it from another, and tells nothing of it: the key has some 120 bits that nobody can guess.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(format!("recovery key\0{}", self.0).as_bytes())
    }
}

impl FromStr for RecoveryKey {
    type Err = NotARecoveryKey;

    fn from_str(text: &str) -> Result<Self, NotARecoveryKey> {
        let groups: Vec<&str> = text.split('-').collect();
        let is_group = |group: &&str| {
            let mut octets = group.bytes();
            group.len() == 4 && octets.all(|o| o.is_ascii_uppercase() || o.is_ascii_digit())
        };
        let is_key = groups.len() == 6 && groups.iter().all(is_group);
        is_key.then(|| Self(text.to_owned())).ok_or(NotARecoveryKey)
    }
}

impl fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_six_groups_of_four_and_is_never_shown_by_mistake() {
        let key: RecoveryKey = "ABCD-2345-EFGH-6789-JKLM-NPQR".parse().unwrap();
        assert_eq!(key.as_str(), "ABCD-2345-EFGH-6789-JKLM-NPQR");
        assert_eq!(format!("{key:?}"), "RecoveryKey(…)");
        for text in [
            "",
            "ABCD-2345-EFGH-6789-JKLM",
            "ABCD-2345-EFGH-6789-JKLM-NPQR-STUV",
            "abcd-2345-EFGH-6789-JKLM-NPQR",
            "ABCD-2345-EFGH-6789-JKLM-NPQ\u{2029}",
            "ABCD-2345-EFGH-6789-JKLM-NPQRS",
        ] {
            assert_eq!(text.parse::<RecoveryKey>(), Err(NotARecoveryKey), "{text}");
        }
    }
}
