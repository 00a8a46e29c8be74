//! Who signs in under a name that nobody has.
//!
//! A lock-out that only people run into would tell which names are people's. So the failures of every other name are counted
//! as well, in objects of nobody's: a fixed number of them, chosen by a code that only the deployment's key makes, so that
//! nobody can choose whose object to fill.

use crate::ids::{Digest, EnrolleeId};
use crate::sealed::SealingKey;
use crate::tenant::Person;

/// Makes the code of a name.
const NAME_PURPOSE: &str = "stranger1";

/// Makes the identifier of an object of nobody's.
const OBJECT_PURPOSE: &str = "strangers1";

/// A user name that is no person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stranger {
    /// The object that counts the name's failures, one of 256.
    pub enrollee: EnrolleeId,
    /// What the name is called there.
    pub name: Digest,
}

impl Stranger {
    /// The stranger of this name; the same for every spelling that would be the same person.
    #[must_use]
    pub fn called(username: &str, key: &SealingKey) -> Self {
        let normal = Digest::of(Person::normal_username(username).as_bytes());
        let code = key.derive(NAME_PURPOSE, &[normal.as_bytes()]);
        let [object, ..] = code;
        Self {
            enrollee: object_of_nobody(object, key),
            name: Digest::from_bytes(code),
        }
    }
}

/// One of the 256 objects of nobody's.
pub(super) fn object_of_nobody(number: u8, key: &SealingKey) -> EnrolleeId {
    let id = key.derive(OBJECT_PURPOSE, &[&[number]]);
    EnrolleeId::from_random(core::array::from_fn(|at| {
        id.get(at).copied().unwrap_or_default()
    }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn key(octet: u8) -> SealingKey {
        SealingKey::new(&[octet; 32]).unwrap()
    }

    #[test]
    fn a_stranger_is_known_again_in_every_spelling_and_only_by_the_same_key() {
        let stranger = Stranger::called("nobody@example.com", &key(9));
        assert_eq!(stranger, Stranger::called(" NOBODY@example.com", &key(9)));
        assert_ne!(stranger, Stranger::called("nobody@example.org", &key(9)));
        assert_ne!(stranger, Stranger::called("nobody@example.com", &key(8)));
    }

    #[test]
    fn however_many_strangers_there_are_they_share_256_objects() {
        let strangers = (0..4_000).map(|n| Stranger::called(&n.to_string(), &key(9)));
        let (names, objects): (BTreeSet<_>, BTreeSet<_>) = strangers
            .map(|stranger| (stranger.name, stranger.enrollee))
            .unzip();
        assert_eq!(names.len(), 4_000);
        assert_eq!(objects.len(), 256);
    }
}
