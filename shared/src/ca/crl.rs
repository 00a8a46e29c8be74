//! Certificate revocation lists (RFC 5280 section 5): version 2, complete, numbered.
//!
//! The list is for those outside who rely on a device's certificate. Muster itself asks the enrollee's object, where a
//! revocation counts at once.

use std::collections::BTreeMap;

use const_oid::db::rfc5280;

use super::algorithm::SignatureAlgorithm;
use super::crypto::{CryptoFault, Signer};
use super::emit::{self, element, sequence};
use super::extensions::{authority_key_identifier, extension};
use super::issuer::Issuer;
use super::prepare::sign_contents;
use super::revocation::CrlEntry;
use super::tlv::tag;
use crate::ids::CertificateSerial;
use crate::time::Timestamp;

/// A revocation list that is written but not signed. Only [`prepare_crl`] makes one.
#[derive(Debug)]
pub struct PreparedCrl {
    contents: Vec<u8>,
    algorithm: SignatureAlgorithm,
}

/// Writes the list of what `issuer` has revoked.
///
/// `number` must grow from list to list. `next_update` is by when the next list will be there; one that is not after
/// `this_update` is taken as one second after it, since a list must be valid at some time. Entries may come in any order
/// and are written by serial, so that the same revocations give the same bytes; of two for one serial the earlier stands.
#[must_use]
pub fn prepare_crl(
    issuer: &Issuer,
    number: u64,
    this_update: Timestamp,
    next_update: Timestamp,
    entries: &[CrlEntry],
) -> PreparedCrl {
    let mut by_serial: BTreeMap<CertificateSerial, &CrlEntry> = BTreeMap::new();
    for entry in entries {
        let listed = by_serial.entry(entry.serial).or_insert(entry);
        if entry.revoked_at < listed.revoked_at {
            *listed = entry;
        }
    }
    let revoked: Vec<u8> = by_serial
        .values()
        .flat_map(|entry| revoked_certificate(entry))
        .collect();
    // RFC 5280 section 5.1.2.6: with nothing revoked the list must be left out, not empty.
    let revoked = if revoked.is_empty() {
        Vec::new()
    } else {
        sequence(&[&revoked])
    };

    let crl_number = emit::unsigned_integer(&number.to_be_bytes());
    let extensions = sequence(&[
        &authority_key_identifier(issuer.key_identifier()),
        &extension(&rfc5280::ID_CE_CRL_NUMBER, false, &crl_number),
    ]);
    let algorithm = issuer.signature_algorithm();
    let next_update = next_update.max(this_update.plus(core::time::Duration::from_secs(1)));
    const VERSION_2: &[u8] = &[1];
    let contents = sequence(&[
        &element(tag::INTEGER, &[VERSION_2]),
        &algorithm.to_algorithm_identifier(),
        issuer.subject_der(),
        &emit::time(this_update),
        &emit::time(next_update),
        &revoked,
        &element(tag::context_constructed(0), &[&extensions]),
    ]);
    PreparedCrl {
        contents,
        algorithm,
    }
}

/// `SEQUENCE { userCertificate, revocationDate, crlEntryExtensions OPTIONAL }`.
fn revoked_certificate(entry: &CrlEntry) -> Vec<u8> {
    let reason = entry.reason.code().map(|code| {
        let value = element(tag::ENUMERATED, &[&[code]]);
        sequence(&[&extension(&rfc5280::ID_CE_CRL_REASONS, false, &value)])
    });
    sequence(&[
        &emit::unsigned_integer(entry.serial.as_bytes()),
        &emit::time(entry.revoked_at),
        reason.as_deref().unwrap_or_default(),
    ])
}

impl PreparedCrl {
    /// Signs, and gives the DER of the list.
    ///
    /// # Errors
    /// [`CryptoFault`] when the signer's algorithm is not the one written into the list, or signing broke.
    pub async fn sign(self, signer: &impl Signer) -> Result<Vec<u8>, CryptoFault> {
        sign_contents(&self.contents, self.algorithm, signer).await
    }
}
