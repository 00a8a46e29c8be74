//! Revocation lists, signed with the issuing key.

use base64ct::{Base64, Encoding as _};
use muster_shared::ca::{CrlEntry, Issuer, RevocationReason, Signer, prepare_crl};
use muster_shared::device::RevokeCause;
use muster_shared::ports::{CrlIssuer, PublishedCrl};
use muster_shared::store::StoreFault;
use muster_shared::tenant::CrlContent;

/// The issuer of revocation lists: the same key that signs certificates.
pub struct Crl<'a, S> {
    /// The issuing CA.
    pub issuer: &'a Issuer,
    /// Its key.
    pub signer: &'a S,
}

impl<S: Signer> CrlIssuer for Crl<'_, S> {
    async fn sign_crl(&self, content: &CrlContent) -> Result<PublishedCrl, StoreFault> {
        let entries: Vec<CrlEntry> = content
            .entries
            .iter()
            .map(|(serial, revoked_at, cause)| CrlEntry {
                serial: *serial,
                revoked_at: *revoked_at,
                reason: reason_of(*cause),
            })
            .collect();
        let prepared = prepare_crl(
            self.issuer,
            content.number,
            content.this_update,
            content.next_update,
            &entries,
        );
        let der = prepared.sign(self.signer).await.map_err(StoreFault::new)?;
        Ok(PublishedCrl {
            issuer: self.issuer.id().to_owned(),
            number: content.number,
            this_update: content.this_update,
            next_update: content.next_update,
            der: Base64::encode_string(&der),
        })
    }
}

const fn reason_of(cause: RevokeCause) -> RevocationReason {
    match cause {
        RevokeCause::Superseded => RevocationReason::Superseded,
        RevokeCause::Retired => RevocationReason::CessationOfOperation,
        RevokeCause::Abandoned => RevocationReason::Unspecified,
    }
}
