use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::access::AccessRecord;
use crate::ids::{Digest, EnrolleeId, TenantId};
use crate::picture::PictureKind;
use crate::tenant::{Configuration, Person, PublishedShard, SectionText};
use crate::time::Timestamp;

/// Something published to KV: its prefix (with the version of its form), its key, and the text kept there.
///
/// Every key of KV is made by [`Publication::full_key`], so no two kinds ever meet, and the tenant always comes first.
pub trait Publication: Serialize + DeserializeOwned + Send + Sync {
    /// Kind and version of the form, such as `person/v1`.
    const PREFIX: &'static str;

    /// The key within the kind; empty where a tenant has only one.
    fn key(&self) -> String;

    /// The whole KV key.
    #[must_use]
    fn full_key(tenant: &TenantId, key: &str) -> String {
        format!("{tenant}/{}/{key}", Self::PREFIX)
    }
}

impl Publication for Configuration {
    const PREFIX: &'static str = "configuration/v1";

    fn key(&self) -> String {
        String::new()
    }
}

impl Publication for SectionText {
    const PREFIX: &'static str = "section/v1";

    fn key(&self) -> String {
        self.kind.as_str().to_owned()
    }
}

/// A person, found by the enrollee that holds their devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedPerson {
    /// The person.
    pub person: Person,
}

impl PublishedPerson {
    /// The key of an enrollee's person.
    #[must_use]
    pub fn key_of(enrollee: &EnrolleeId) -> String {
        enrollee.to_string()
    }
}

impl Publication for PublishedPerson {
    const PREFIX: &'static str = "person/v1";

    fn key(&self) -> String {
        Self::key_of(&self.person.enrollee)
    }
}

/// Which enrollee signs in under a user name. The key is a digest: no names in keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedUsername {
    /// SHA-256 of the user name in its normal form.
    pub username: Digest,
    /// The enrollee.
    pub enrollee: EnrolleeId,
}

impl PublishedUsername {
    /// The key of a user name.
    #[must_use]
    pub fn key_of(username: &str) -> String {
        Digest::of(Person::normal_username(username).as_bytes()).to_string()
    }
}

impl Publication for PublishedUsername {
    const PREFIX: &'static str = "username/v1";

    fn key(&self) -> String {
        self.username.to_string()
    }
}

/// A device, for the gate that must know at the edge whether it may pass: what that hangs on and no more, so that a device
/// which is only seen again is not published again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedDevice {
    /// The device.
    pub record: AccessRecord,
    /// The event it came from.
    pub sequence: u64,
}

impl Publication for PublishedDevice {
    const PREFIX: &'static str = "device/v2";

    fn key(&self) -> String {
        self.record.device.to_string()
    }
}

impl Publication for PublishedShard {
    const PREFIX: &'static str = "identifier/v1";

    fn key(&self) -> String {
        Self::key_of(self.shard)
    }
}

/// A picture that the organisation has uploaded, found by its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedPicture {
    /// SHA-256 of the file.
    pub digest: Digest,
    /// What it is.
    pub kind: PictureKind,
    /// The file in base64.
    pub base64: String,
}

impl Publication for PublishedPicture {
    const PREFIX: &'static str = "branding/v1";

    fn key(&self) -> String {
        self.digest.to_string()
    }
}

/// The signed revocation list of one issuer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedCrl {
    /// The issuer's short id.
    pub issuer: String,
    /// The list's number.
    pub number: u64,
    /// When it was made.
    pub this_update: Timestamp,
    /// When it must have been replaced.
    pub next_update: Timestamp,
    /// The list, DER in base64.
    pub der: String,
}

impl Publication for PublishedCrl {
    const PREFIX: &'static str = "crl/v1";

    fn key(&self) -> String {
        self.issuer.clone()
    }
}
