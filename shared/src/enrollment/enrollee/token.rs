//! An enrollment token's object: it counts the devices, and each public key has one enrollment with it.
//!
//! The first request of a key makes a ticket of that key's own, named after token and key, which then goes the way of every
//! ticket. What is used of the quota is one number: it grows when a slot is taken and shrinks when an enrollment ends that
//! was never proven. Devices that leave give nothing back, so a token enrolls at most as many as its quota says, ever.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::admit::{Admission, Admit};
use super::deadline::settle_overdue;
use super::events::{EnrolleeEvent, emit};
use super::provision::{EnrolleeKind, Provision};
use super::rows::{CertificateRow, DeviceRow, EnrolleeHeader, LeaseRow, TicketRow, TicketState};
use crate::api::RefusedAttempt;
use crate::device::{Life, RetireCause};
use crate::enrollment::Refusal;
use crate::enrollment::token::{TokenTerms, enrollment_of};
use crate::ids::{DeviceId, EnrolleeId, TenantId, TicketId, TokenId};
use crate::store::{Command, Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// A refusal for the same cause is written into the audit chain once in this time: one machine that keeps asking must not
/// fill it. Each is counted.
const TELL_REFUSALS_EVERY: Duration = Duration::from_hours(1);

/// What the object knows of its token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TokenRow {
    pub terms: TokenTerms,
    /// Devices that hold or held a proven enrollment, and those that are enrolling.
    pub used: u32,
    #[serde(default)]
    pub last_used_at: Option<Timestamp>,
    /// How many requests were refused.
    #[serde(default)]
    pub refusals: u64,
    /// The last refusal.
    #[serde(default)]
    pub refused: Option<RefusedAttempt>,
    /// When a refusal was last told to the tenant.
    #[serde(default)]
    pub told_at: Option<Timestamp>,
}

impl Row for TokenRow {
    const TABLE: Table = Table::TokenUse;

    fn key(&self) -> String {
        String::new()
    }
}

impl TokenRow {
    pub fn require(unit: &Unit<'_>) -> Result<Self, StoreFault> {
        unit.get("")?
            .ok_or_else(|| StoreFault::new("the token's object was never told of its token"))
    }

    /// Why no further enrollment begins with it, if none does.
    fn ended(&self, now: Timestamp) -> Option<Refusal> {
        if self.terms.revoked_at.is_some() {
            Some(Refusal::TokenRevoked)
        } else if self.terms.expires_at <= now {
            Some(Refusal::TokenExpired {
                expired_at: self.terms.expires_at,
            })
        } else {
            None
        }
    }

    fn used_up(&self) -> Option<Refusal> {
        (self.used >= self.terms.quota).then_some(Refusal::TokenQuotaReached {
            quota: self.terms.quota,
        })
    }
}

/// Tells the object what its token is; with the first, it learns who it is. Terms that are older than those it has are
/// passed over, so this may come late and often.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PutToken {
    /// The organisation.
    pub tenant: TenantId,
    /// The object's own enrollee.
    pub enrollee: EnrolleeId,
    /// What the token is.
    pub terms: TokenTerms,
}

impl Command for PutToken {
    type Object = Enrollee;
    type Answer = ();
    const NAME: &'static str = "put-token";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<(), StoreFault> {
        let provision = Provision {
            tenant: self.tenant,
            enrollee: self.enrollee,
            kind: EnrolleeKind::Token {
                token: self.terms.id,
            },
        };
        provision.run(unit, now)?;
        let row = match unit.get::<TokenRow>("")? {
            Some(known) if known.terms.revision >= self.terms.revision => return Ok(()),
            Some(known) => TokenRow {
                terms: self.terms,
                ..known
            },
            None => TokenRow {
                terms: self.terms,
                used: 0,
                last_used_at: None,
                refusals: 0,
                refused: None,
                told_at: None,
            },
        };
        unit.put(&row)
    }
}

/// How much of a token is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenUse {
    /// Devices that hold or held a proven enrollment, and those that are enrolling.
    pub used: u32,
    /// When a device last began to enroll.
    pub last_used_at: Option<Timestamp>,
    /// How many requests were refused.
    pub refusals: u64,
    /// The last of them.
    pub refused: Option<RefusedAttempt>,
}

/// Shows how much of the token is used; none when the object was never told of one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ShowTokenUse {}

impl Command for ShowTokenUse {
    type Object = Enrollee;
    type Answer = Option<TokenUse>;
    const NAME: &'static str = "show-token-use";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Option<TokenUse>, StoreFault> {
        settle_overdue(unit, now)?;
        Ok(unit.get::<TokenRow>("")?.map(|row| TokenUse {
            used: row.used,
            last_used_at: row.last_used_at,
            refusals: row.refusals,
            refused: row.refused,
        }))
    }
}

impl Admit {
    /// Admits a key by the token: what is overdue has been settled.
    pub(super) fn by_token(
        mut self,
        unit: &mut Unit<'_>,
        header: &mut EnrolleeHeader,
        token: TokenId,
        now: Timestamp,
    ) -> Result<Admission, StoreFault> {
        let row = TokenRow::require(unit)?;
        let enrollment = self.ticket;
        if enrollment != enrollment_of(&token, &self.key) {
            return Ok(Admission::refused(Refusal::TicketInvalid));
        }
        // The key belongs to its device for good, so the device is found by the key again, whatever has ended meanwhile.
        self.fresh.device = DeviceId::from_random(*enrollment.as_bytes());
        let admission = if row.terms.secret == self.secret {
            self.by_valid_token(unit, header, &row, now)?
        } else {
            // Only we seal tokens, so this one was good once.
            Admission::refused(Refusal::TokenRevoked)
        };
        if let Admission::Refused { refusal, trace } = &admission
            && !matches!(refusal, Refusal::EnrollmentInProgress { .. })
        {
            // What the rules refuse is in the chain already, with each rule.
            note_refusal(unit, enrollment, refusal, trace.is_empty(), now)?;
        }
        Ok(admission)
    }

    fn by_valid_token(
        self,
        unit: &mut Unit<'_>,
        header: &mut EnrolleeHeader,
        row: &TokenRow,
        now: Timestamp,
    ) -> Result<Admission, StoreFault> {
        let known: Option<TicketRow> = unit.get(&self.ticket.to_string())?;
        match known.as_ref().map(|ticket| ticket.state.clone()) {
            Some(TicketState::Bound {
                device,
                key,
                key_changes,
            }) => {
                let issued = CertificateRow::of_device(unit, &device)?
                    .iter()
                    .any(CertificateRow::is_live);
                match row.ended(now) {
                    Some(refusal) if !issued => {
                        self.hand_back(unit, &device, now)?;
                        Ok(Admission::refused(refusal))
                    }
                    _ => match known {
                        Some(ticket) => {
                            self.again(unit, header, ticket, device, key, key_changes, now)
                        }
                        None => Ok(Admission::refused(Refusal::TicketInvalid)),
                    },
                }
            }
            Some(TicketState::Spent { device, key, .. }) => {
                if never_proven(unit, &device)? {
                    // Its time ran out before it was used: it may begin anew.
                    return self.first_by_token(unit, header, row, now);
                }
                super::admit::spent(unit, device, key, self.key)
            }
            Some(TicketState::Open) | None => self.first_by_token(unit, header, row, now),
        }
    }

    /// The first request of a key.
    fn first_by_token(
        self,
        unit: &mut Unit<'_>,
        header: &mut EnrolleeHeader,
        row: &TokenRow,
        now: Timestamp,
    ) -> Result<Admission, StoreFault> {
        if let Some(refusal) = row.ended(now).or_else(|| row.used_up()) {
            return Ok(Admission::refused(refusal));
        }
        let ticket = TicketRow {
            id: self.ticket,
            secret: self.secret,
            request: row.terms.request,
            category: row.terms.category.clone(),
            opened_at: now,
            expires_at: row.terms.expires_at,
            refused: None,
            state: TicketState::Open,
        };
        let admission = self.first(unit, header, ticket, now)?;
        if let Admission::Granted { .. } = admission {
            let mut row = TokenRow::require(unit)?;
            row.used = row.used.saturating_add(1);
            row.last_used_at = Some(now);
            unit.put(&row)?;
            tell_use(unit, header, &row, now)?;
        }
        Ok(admission)
    }

    /// Nothing will be signed under the lease of the one who asks, if they hold one.
    fn hand_back(
        &self,
        unit: &mut Unit<'_>,
        device: &DeviceId,
        now: Timestamp,
    ) -> Result<(), StoreFault> {
        let key = device.to_string();
        let lease: Option<LeaseRow> = unit.get(&key)?;
        if let Some(lease) = lease.filter(|lease| self.holding == Some(lease.id)) {
            unit.delete::<LeaseRow>(&lease.key());
            if let (Some(ticket), Some(device)) =
                (unit.get(&self.ticket.to_string())?, unit.get(&key)?)
            {
                super::admit::release(unit, ticket, device, now)?;
            }
        }
        Ok(())
    }
}

/// Whether a device's enrollment ran out before its key was ever used.
fn never_proven(unit: &Unit<'_>, device: &DeviceId) -> Result<bool, StoreFault> {
    let row: Option<DeviceRow> = unit.get(&device.to_string())?;
    Ok(row.is_some_and(|row| {
        matches!(
            row.life,
            Life::Retired {
                cause: RetireCause::NotProven,
                ..
            }
        )
    }))
}

/// An enrollment ended that was never proven: with a token, its place is free again.
pub(super) fn give_place_back(
    unit: &mut Unit<'_>,
    header: &mut EnrolleeHeader,
    now: Timestamp,
) -> Result<(), StoreFault> {
    if let EnrolleeKind::Token { .. } = header.kind {
        let mut row = TokenRow::require(unit)?;
        row.used = row.used.saturating_sub(1);
        unit.put(&row)?;
        tell_use(unit, header, &row, now)?;
    }
    Ok(())
}

fn tell_use(
    unit: &mut Unit<'_>,
    header: &mut EnrolleeHeader,
    row: &TokenRow,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let event = EnrolleeEvent::TokenUsed {
        token: row.terms.id,
        used: row.used,
        last_used_at: row.last_used_at,
    };
    emit(unit, header, event, now)
}

/// Counts a refusal, and tells of it unless the same was told a short while ago.
fn note_refusal(
    unit: &mut Unit<'_>,
    enrollment: TicketId,
    refusal: &Refusal,
    to_be_told: bool,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let mut row = TokenRow::require(unit)?;
    let same = row
        .refused
        .as_ref()
        .is_some_and(|before| before.refusal.code() == refusal.code());
    let lately = row
        .told_at
        .is_some_and(|told| now < told.plus(TELL_REFUSALS_EVERY));
    row.refusals = row.refusals.saturating_add(1);
    row.refused = Some(RefusedAttempt {
        at: now,
        refusal: refusal.clone(),
        decision: None,
    });
    if to_be_told && !(same && lately) {
        row.told_at = Some(now);
        let event = EnrolleeEvent::EnrollmentRefused {
            ticket: enrollment,
            code: refusal.code().to_owned(),
            attempt: None,
        };
        emit(unit, &mut EnrolleeHeader::require(unit)?, event, now)?;
    }
    unit.put(&row)
}
