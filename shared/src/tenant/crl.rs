//! What the revocation list says, and when it was last said.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::Tenant;
use super::rows::{RevocationRow, TenantEvent, TenantHeader, emit};
use crate::device::RevokeCause;
use crate::ids::CertificateSerial;
use crate::store::{Command, Row, StoreFault, Unit};
use crate::time::Timestamp;

/// How long a revocation list may be used: a week. A new one is made daily and at every revocation.
pub const CRL_LIFETIME: Duration = Duration::from_hours(7 * 24);

/// How many entries one list carries. Beyond it the list would outgrow what clients take.
const ENTRIES_AT_MOST: usize = 100_000;

/// The content of the next revocation list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrlContent {
    /// Its number; each list has a higher one.
    pub number: u64,
    /// When it is made.
    pub this_update: Timestamp,
    /// When it must have been replaced.
    pub next_update: Timestamp,
    /// What it lists: serial, since when, why; sorted by serial.
    pub entries: Vec<(CertificateSerial, Timestamp, RevokeCause)>,
}

/// Takes the next list's number and reads what it must say; certificates that have expired are dropped from it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReadRevocations {}

impl Command for ReadRevocations {
    type Object = Tenant;
    type Answer = CrlContent;
    const NAME: &'static str = "read-revocations";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<CrlContent, StoreFault> {
        let mut header = TenantHeader::load(unit)?;
        header.crl_number = header.crl_number.saturating_add(1);
        unit.put(&header)?;
        let mut entries = Vec::new();
        for row in unit.scan::<RevocationRow>(None, ENTRIES_AT_MOST)? {
            // RFC 5280 section 3.3: an entry appears on at least one list after the certificate's end.
            if row.not_after.plus(CRL_LIFETIME) <= now {
                unit.delete::<RevocationRow>(&row.key());
            } else {
                entries.push((row.serial, row.at, row.cause));
            }
        }
        Ok(CrlContent {
            number: header.crl_number,
            this_update: now,
            next_update: now.plus(CRL_LIFETIME),
            entries,
        })
    }
}

/// Asks for a new list to be published: the one there is has grown old, or there is none. The tenant object alone publishes
/// lists, so an older one never replaces a newer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RefreshCrl {}

impl Command for RefreshCrl {
    type Object = Tenant;
    type Answer = ();
    const NAME: &'static str = "refresh-crl";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<(), StoreFault> {
        let mut header = TenantHeader::load(unit)?;
        emit(unit, &mut header, TenantEvent::Crl)?;
        unit.put(&header)
    }
}
