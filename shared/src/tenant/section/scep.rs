//! Who may enroll by SCEP in this organisation, and with which algorithms.

use serde::{Deserialize, Serialize};

use super::{Section, SectionKind};
use crate::field::FieldFault;

/// The organisation's rules for SCEP clients. What is not said is as strict as current clients take it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Scep {
    /// Whether SCEP is served at all.
    pub allowed: bool,
    /// Whether a client may come to the address without a ticket or token in it, and show one in its message alone. Whoever
    /// does is decrypted for before anything is known of them.
    pub credential_in_message: bool,
    /// Whether messages may be encrypted with DES and triple DES.
    pub legacy_ciphers: bool,
    /// Whether messages and requests may be signed with SHA-1.
    pub sha1: bool,
}

impl Default for Scep {
    fn default() -> Self {
        Self {
            allowed: true,
            credential_in_message: true,
            legacy_ciphers: false,
            sha1: false,
        }
    }
}

impl Section for Scep {
    const KIND: SectionKind = SectionKind::Scep;

    fn check(&self) -> Result<(), FieldFault> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_broken_must_be_allowed_first() {
        let section = Scep::read("{}").unwrap();
        assert_eq!(section, Scep::default());
        assert!(section.allowed && !section.legacy_ciphers && !section.sha1);
        let section = Scep::read(r#"{"legacy_ciphers":true,"sha1":true}"#).unwrap();
        assert!(section.allowed && section.legacy_ciphers && section.sha1);
        assert!(Scep::read(r#"{"md5":true}"#).is_err());
    }
}
