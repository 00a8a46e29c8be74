use serde::{Deserialize, Serialize};

use super::kind::AuditKind;
use crate::ids::{CertificateSerial, DeviceId, Digest, EnrolleeId};
use crate::time::Timestamp;

/// Something that happened, before it has its place in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEvent {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: AuditKind,
    /// Whose devices it concerns, if it concerns someone's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrollee: Option<EnrolleeId>,
    /// The device it concerns, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// The certificate it concerns, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<CertificateSerial>,
    /// What [`AuditDetail::commit`](super::AuditDetail::commit) gave for the part that may be erased.
    pub commitment: Digest,
}

/// An event in its place in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Its place; the first is 0.
    pub index: u64,
    /// The hash of the entry before.
    pub previous: Digest,
    /// What happened.
    #[serde(flatten)]
    pub event: AuditEvent,
    /// The hash of all of the above.
    pub hash: Digest,
}

/// The octets that are hashed: see the table in the module's description.
pub(super) fn canonical(index: u64, previous: &Digest, event: &AuditEvent) -> Vec<u8> {
    let kind = event.kind.as_str();
    // Every name is a few words; a test holds them to what one octet can count.
    let kind_length = u8::try_from(kind.len()).unwrap_or(u8::MAX);
    let mut octets = b"muster audit entry v1\0".to_vec();
    octets.extend_from_slice(&index.to_be_bytes());
    octets.extend_from_slice(previous.as_bytes());
    octets.extend_from_slice(&event.at.unix_seconds().to_be_bytes());
    octets.push(kind_length);
    octets.extend_from_slice(kind.as_bytes());
    for id in [
        event.enrollee.as_ref().map(EnrolleeId::as_bytes),
        event.device.as_ref().map(DeviceId::as_bytes),
        event.serial.as_ref().map(CertificateSerial::as_bytes),
    ] {
        octets.push(u8::from(id.is_some()));
        octets.extend_from_slice(id.map_or(&[], |id| id));
    }
    octets.extend_from_slice(event.commitment.as_bytes());
    octets
}
