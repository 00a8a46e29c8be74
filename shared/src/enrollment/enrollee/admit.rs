//! Step 3 of an enrollment: the verdict that counts, the slot, and the right to sign once.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::deadline::{Deadline, DeadlineKind, settle_overdue};
use super::events::{EnrolleeEvent, emit};
use super::own_facts::{categorised, own_facts};
use super::provision::EnrolleeKind;
use super::rows::{
    CertificateRow, DeviceRow, EnrolleeHeader, LeasePurpose, LeaseRow, PendingFacts, TicketRow,
    TicketState,
};
use super::tally;
use super::tickets::{end_ticket, note_refusal};
use super::token::give_place_back;
use crate::device::{CertificateStore, Life, RenewalRecord, RevokeCause, Step};
use crate::enrollment::{
    DecisionInputs, Facts, RULES_VERSION, RecordedDecision, Refusal, RefusedInputs, TraceEntry,
    Verdict, decide, groups_named_by,
};
use crate::identifier::ListedKinds;
use crate::ids::{CertificateSerial, DeviceId, Digest, LeaseId, TicketId};
use crate::policy::{DecidedUnder, PolicySet, PolicyVersion};
use crate::store::{Command, Row, StoreFault, Unit};
use crate::tenant::section::DeviceGroups;
use crate::time::Timestamp;

/// How long one request may take to sign. After it the serial is abandoned and the next request signs anew.
pub const LEASE_TIME: Duration = Duration::from_secs(15);

/// How long an enrollment may stay unproven, or a device pending, before its slot is freed: 24 hours, as Intune counts it.
pub const PENDING_TIME: Duration = Duration::from_hours(24);

/// How often a ticket's key may change before its enrollment is proven.
pub const MAX_KEY_CHANGES: u8 = 3;

/// How many decisions an enrollee keeps; older ones are in the audit chain.
pub(super) const ATTEMPTS_KEPT: u64 = 200;

/// Random names, drawn by the caller, used when this admission turns out to need them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreshNames {
    /// For a device that is new.
    pub device: DeviceId,
    /// For the certificate to sign.
    pub serial: CertificateSerial,
    /// For the right to sign it.
    pub lease: LeaseId,
}

/// Asks to enroll with a ticket.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Admit {
    /// The ticket; with a token, the enrollment that this key has with it.
    pub ticket: TicketId,
    /// SHA-256 of its secret.
    pub secret: Digest,
    /// The public key of the certificate request, which has been verified.
    pub key: Digest,
    /// The policy to decide by.
    pub policy: PolicySet,
    /// What the decision is recorded under.
    #[serde(default)]
    pub under: DecidedUnder,
    /// What is known; the count is this object's own to add.
    pub facts: Facts,
    /// Which kinds of corporate identifiers there are any of.
    #[serde(default)]
    pub identifiers: ListedKinds,
    /// The groups of devices that the policy names.
    #[serde(default, skip_serializing_if = "DeviceGroups::is_empty")]
    pub device_groups: DeviceGroups,
    /// Names to use.
    pub fresh: FreshNames,
    /// The lease this request holds already, when it decides again because the policy has changed under it.
    pub holding: Option<LeaseId>,
    /// Where Windows' own client keeps its certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<CertificateStore>,
}

/// What an admission came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Admission {
    /// Sign this, once.
    Granted {
        /// The right to sign.
        lease: LeaseId,
        /// The device.
        device: DeviceId,
        /// The serial to use.
        serial: CertificateSerial,
        /// The policy version it was decided by; none for a renewal, which is not decided again.
        policy: Option<PolicyVersion>,
    },
    /// The same request was answered before; this is that answer.
    AlreadyIssued {
        /// The certificate, DER in base64.
        certificate: String,
    },
    /// No, and why.
    Refused {
        /// The one cause.
        refusal: Refusal,
        /// Each rule looked at; empty when no rule was asked.
        trace: Vec<TraceEntry>,
    },
}

impl Admission {
    pub(super) const fn refused(refusal: Refusal) -> Self {
        Self::Refused {
            refusal,
            trace: Vec::new(),
        }
    }
}

impl Command for Admit {
    type Object = Enrollee;
    type Answer = Admission;
    const NAME: &'static str = "admit";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<Admission, StoreFault> {
        if EnrolleeHeader::load(unit)?.is_none() {
            return Ok(Admission::refused(Refusal::TicketInvalid));
        }
        settle_overdue(unit, now)?;
        let header = &mut EnrolleeHeader::require(unit)?;
        if let EnrolleeKind::Token { token } = header.kind {
            return self.by_token(unit, header, token, now);
        }
        let Some(ticket) = unit.get::<TicketRow>(&self.ticket.to_string())? else {
            return Ok(Admission::refused(Refusal::TicketInvalid));
        };
        if ticket.secret != self.secret {
            return Ok(Admission::refused(Refusal::TicketInvalid));
        }
        let (ticket_id, next) = (ticket.id, header.next_attempt);
        let admission = match ticket.state {
            TicketState::Open if ticket.expires_at <= now => {
                Ok(Admission::refused(Refusal::TicketExpired {
                    expired_at: ticket.expires_at,
                }))
            }
            TicketState::Open => self.first(unit, header, ticket, now),
            TicketState::Bound {
                device,
                key,
                key_changes,
            } => self.again(unit, header, ticket, device, key, key_changes, now),
            TicketState::Spent { device, key, .. } => return spent(unit, device, key, self.key),
        }?;
        if let Admission::Refused { refusal, .. } = &admission {
            let decision = (header.next_attempt > next).then_some(next);
            note_refusal(unit, ticket_id, refusal, decision, now)?;
        }
        Ok(admission)
    }
}

/// A spent ticket has one answer left: its own certificate, to its own key.
pub(super) fn spent(
    unit: &Unit<'_>,
    device: DeviceId,
    bound: Digest,
    asking: Digest,
) -> Result<Admission, StoreFault> {
    if bound != asking {
        return Ok(Admission::refused(Refusal::TicketSpent));
    }
    let Some(row) = unit.get::<DeviceRow>(&device.to_string())? else {
        return Ok(Admission::refused(Refusal::TicketSpent));
    };
    if matches!(row.life, Life::Retired { .. }) {
        return Ok(Admission::refused(Refusal::DeviceRetired));
    }
    // The enrollment's certificate, not a renewal's: the same request gets the same bytes. A key that was given up and
    // taken again has an ended one beside the one that stands.
    let enrolled: Vec<CertificateRow> = CertificateRow::of_device(unit, &device)?
        .into_iter()
        .filter(|certificate| certificate.key == asking && certificate.renews.is_none())
        .collect();
    let ended = !enrolled.is_empty();
    Ok(match enrolled.into_iter().find(CertificateRow::is_live) {
        Some(certificate) => Admission::AlreadyIssued {
            certificate: certificate.der,
        },
        None if ended => Admission::refused(Refusal::CertificateRevoked),
        None => Admission::refused(Refusal::TicketSpent),
    })
}

/// A decision that has been recorded.
struct Decided {
    verdict: Verdict,
    trace: Vec<TraceEntry>,
    number: u64,
}

impl Admit {
    pub(super) fn first(
        self,
        unit: &mut Unit<'_>,
        header: &mut EnrolleeHeader,
        mut ticket: TicketRow,
        now: Timestamp,
    ) -> Result<Admission, StoreFault> {
        let device = self.fresh.device;
        let Decided {
            verdict,
            trace,
            number,
        } = self.decide(unit, header, &ticket, device, now)?;
        let pending = match pending_after(unit, &verdict, device)? {
            Ok(pending) => pending,
            Err(refusal) => return Ok(Admission::Refused { refusal, trace }),
        };
        let row = DeviceRow {
            attempt: Some(number),
            ..self.device_row(&ticket, device, pending, &verdict, now)
        };
        unit.delete::<Deadline>(&ticket_deadline(&ticket).key());
        ticket.refused = None;
        ticket.state = TicketState::Bound {
            device,
            key: self.key,
            key_changes: 0,
        };
        unit.put(&ticket)?;
        unit.put(&Deadline {
            at: now.plus(PENDING_TIME),
            kind: DeadlineKind::ProofDue { device },
        })?;
        tally::joins(unit, &row, now)?;
        self.grant(unit, &row, now)
    }

    /// The ticket is in the middle of enrolling `device` with the key `bound`.
    #[expect(
        clippy::too_many_arguments,
        reason = "the parts of one row, taken apart by the match that calls this"
    )]
    pub(super) fn again(
        self,
        unit: &mut Unit<'_>,
        header: &mut EnrolleeHeader,
        mut ticket: TicketRow,
        device: DeviceId,
        bound: Digest,
        key_changes: u8,
        now: Timestamp,
    ) -> Result<Admission, StoreFault> {
        let Some(mut row) = unit.get::<DeviceRow>(&device.to_string())? else {
            return Err(StoreFault::new(format_args!(
                "ticket {} is bound to no device",
                ticket.id
            )));
        };
        let lease = unit.get::<LeaseRow>(&device.to_string())?;
        match lease {
            Some(lease) if self.holding == Some(lease.id) && lease.ends_at > now => {
                return self.decide_again(unit, header, ticket, row, &lease, now);
            }
            Some(lease) if lease.ends_at > now => return Ok(in_progress(&lease, now)),
            Some(lease) => abandon_lease(unit, header, &lease, now)?,
            None => {}
        }
        let issued = CertificateRow::of_device(unit, &device)?
            .into_iter()
            .find(CertificateRow::is_live);
        if let Some(certificate) = &issued
            && certificate.key == self.key
        {
            return Ok(Admission::AlreadyIssued {
                certificate: certificate.der.clone(),
            });
        }
        if bound != self.key {
            if ticket.expires_at <= now {
                return Ok(Admission::refused(Refusal::TicketExpired {
                    expired_at: ticket.expires_at,
                }));
            }
            if key_changes >= MAX_KEY_CHANGES {
                return Ok(Admission::refused(Refusal::TooManyKeyChanges {
                    limit: MAX_KEY_CHANGES,
                }));
            }
            // The certificate before it ends when the new one is kept, not before: the new key may yet be refused.
            ticket.state = TicketState::Bound {
                device,
                key: self.key,
                key_changes: key_changes.saturating_add(1),
            };
            unit.put(&ticket)?;
        }
        let Decided {
            verdict,
            trace,
            number,
        } = self.decide(unit, header, &ticket, device, now)?;
        row.attempt = Some(number);
        row.pending = match pending_after(unit, &verdict, device)? {
            Ok(pending) => pending,
            Err(refusal) => {
                release(unit, ticket, row, now)?;
                return Ok(Admission::Refused { refusal, trace });
            }
        };
        row.owned_as_decided(&verdict);
        row.store = self.store.or(row.store);
        if issued.is_none() {
            row.take_step(Step::TakeOver, now)?;
        }
        if ticket.refused.take().is_some() {
            unit.put(&ticket)?;
        }
        self.grant(unit, &row, now)
    }

    /// The policy changed between the verdict and the intent: the holder of the lease asks once more.
    fn decide_again(
        self,
        unit: &mut Unit<'_>,
        header: &mut EnrolleeHeader,
        ticket: TicketRow,
        mut row: DeviceRow,
        lease: &LeaseRow,
        now: Timestamp,
    ) -> Result<Admission, StoreFault> {
        let Decided {
            verdict,
            trace,
            number,
        } = self.decide(unit, header, &ticket, row.id, now)?;
        row.attempt = Some(number);
        row.pending = match pending_after(unit, &verdict, row.id)? {
            Ok(pending) => pending,
            Err(refusal) => {
                // Nothing was signed under this lease: its holder is the one who asks.
                unit.delete::<LeaseRow>(&lease.key());
                release(unit, ticket, row, now)?;
                return Ok(Admission::Refused { refusal, trace });
            }
        };
        row.owned_as_decided(&verdict);
        unit.put(&row)?;
        Ok(Admission::Granted {
            lease: lease.id,
            device: row.id,
            serial: lease.serial,
            policy: Some(self.policy.version()),
        })
    }

    /// Decides with the exact count, and records the decision with all it was taken from.
    fn decide(
        &self,
        unit: &mut Unit<'_>,
        header: &mut EnrolleeHeader,
        ticket: &TicketRow,
        device: DeviceId,
        now: Timestamp,
    ) -> Result<Decided, StoreFault> {
        let mut facts = own_facts(unit, self.facts.clone(), device, now)?
            .ok_or_else(|| StoreFault::new("a person's device was admitted as nobody's"))?;
        facts.category = categorised(facts.category, ticket.category.as_ref());
        facts.identifiers_listed = self.identifiers.on(ticket.request.platform);
        let request = &ticket.request;
        let groups = &self.device_groups;
        facts.device_groups = groups_named_by(&self.policy, groups, Some(device), request, &facts);
        let mut trace = Vec::new();
        let verdict = decide(&self.policy, request, &facts, now, &mut trace);
        let refused = match &verdict {
            Verdict::Refuse { refusal } => Some(refusal.code().to_owned()),
            _ => None,
        };
        let number = record_attempt(
            unit,
            header,
            RecordedDecision {
                number: 0,
                at: now,
                request: ticket.request,
                facts: facts.clone(),
                policy: self.policy.version(),
                rules: RULES_VERSION,
                under: self.under,
                verdict: verdict.clone(),
                device: refused.is_none().then_some(device),
            },
        )?;
        if let Some(code) = refused {
            emit(
                unit,
                header,
                EnrolleeEvent::EnrollmentRefused {
                    ticket: ticket.id,
                    code,
                    attempt: Some(Box::new(RefusedInputs {
                        number,
                        inputs: DecisionInputs {
                            decided_at: Some(now),
                            request: ticket.request,
                            facts,
                        },
                    })),
                },
                now,
            )?;
        }
        Ok(Decided {
            verdict,
            trace,
            number,
        })
    }

    fn device_row(
        &self,
        ticket: &TicketRow,
        device: DeviceId,
        pending: Option<PendingFacts>,
        verdict: &Verdict,
        now: Timestamp,
    ) -> DeviceRow {
        let mut row = DeviceRow {
            id: device,
            name: first_name(ticket.request.platform, device),
            named_by_person: false,
            request: ticket.request,
            category: ticket.category.clone(),
            ticket: ticket.id,
            enrolled_at: now,
            issued_at: None,
            checked_in_at: None,
            reported_at: None,
            life: Life::Reserved,
            pending,
            refused: None,
            os_name: None,
            os_version: self.facts.os_version.clone(),
            manufacturer: self.facts.manufacturer.clone(),
            owned_by_word: false,
            claimed: None,
            identifier: None,
            certificate: None,
            certificate_expires_at: None,
            attempt: None,
            hand_over: None,
            hardware: None,
            same_machine_as: None,
            renewed_at: Vec::new(),
            renewal: RenewalRecord::default(),
            compliance: None,
            open_commands: 0,
            commands_due: None,
            store: self.store,
        };
        row.owned_as_decided(verdict);
        row
    }

    fn grant(
        &self,
        unit: &mut Unit<'_>,
        row: &DeviceRow,
        now: Timestamp,
    ) -> Result<Admission, StoreFault> {
        unit.put(row)?;
        let lease = LeaseRow {
            device: row.id,
            id: self.fresh.lease,
            serial: self.fresh.serial,
            key: self.key,
            taken_at: now,
            ends_at: now.plus(LEASE_TIME),
            purpose: LeasePurpose::Enrollment,
        };
        unit.put(&lease)?;
        Ok(Admission::Granted {
            lease: lease.id,
            device: row.id,
            serial: lease.serial,
            policy: Some(self.policy.version()),
        })
    }
}

/// What a device still has to tell after this verdict, with its deadline; or the refusal.
fn pending_after(
    unit: &mut Unit<'_>,
    verdict: &Verdict,
    device: DeviceId,
) -> Result<Result<Option<PendingFacts>, Refusal>, StoreFault> {
    match verdict {
        Verdict::Refuse { refusal } => Ok(Err(refusal.clone())),
        Verdict::Allow { .. } => Ok(Ok(None)),
        Verdict::AllowPending { missing, until, .. } => {
            unit.put(&Deadline {
                at: *until,
                kind: DeadlineKind::FactsDue { device },
            })?;
            Ok(Ok(Some(PendingFacts {
                missing: missing.clone(),
                until: *until,
            })))
        }
    }
}

/// The answer while another request holds the lease.
pub(super) fn in_progress(lease: &LeaseRow, now: Timestamp) -> Admission {
    let left = lease.ends_at.since(now).as_secs().max(1);
    Admission::refused(Refusal::EnrollmentInProgress {
        retry_after_seconds: u32::try_from(left).unwrap_or(u32::MAX),
    })
}

/// Ends a lease whose holder never came back. Its serial may have been signed, so it is revoked.
pub(super) fn abandon_lease(
    unit: &mut Unit<'_>,
    header: &mut EnrolleeHeader,
    lease: &LeaseRow,
    now: Timestamp,
) -> Result<(), StoreFault> {
    unit.delete::<LeaseRow>(&lease.key());
    let event = EnrolleeEvent::CertificateRevoked {
        device: lease.device,
        serial: lease.serial,
        cause: RevokeCause::Abandoned,
        // The longest that a certificate signed under this lease could last.
        not_after: lease.taken_at.plus(Duration::from_hours(400 * 24)),
    };
    emit(unit, header, event, now)
}

/// Takes back an admission under which nothing was signed. A device that has a certificate from an earlier key keeps it,
/// and its ticket stays bound to that key; otherwise the slot is freed and the ticket may be tried again.
pub(super) fn release(
    unit: &mut Unit<'_>,
    mut ticket: TicketRow,
    mut row: DeviceRow,
    now: Timestamp,
) -> Result<(), StoreFault> {
    let standing = CertificateRow::of_device(unit, &row.id)?
        .into_iter()
        .find(CertificateRow::is_live);
    if let Some(standing) = standing {
        if let TicketState::Bound { key_changes, .. } = ticket.state {
            ticket.state = TicketState::Bound {
                device: row.id,
                key: standing.key,
                key_changes,
            };
        }
        row.take_step(Step::GiveBack, now)?;
        unit.put(&ticket)?;
        return unit.put(&row);
    }
    let ended = CertificateRow::of_device(unit, &row.id)?;
    let had_ended = !ended.is_empty();
    for ended in ended {
        unit.delete::<CertificateRow>(&ended.key());
    }
    tally::leaves(unit, &row, now)?;
    unit.delete::<DeviceRow>(&row.key());
    let proof_due = Deadline {
        at: row.enrolled_at.plus(PENDING_TIME),
        kind: DeadlineKind::ProofDue { device: row.id },
    };
    unit.delete::<Deadline>(&proof_due.key());
    let mut header = EnrolleeHeader::require(unit)?;
    if let EnrolleeKind::Token { .. } = header.kind {
        // The next request of the key makes it again.
        unit.delete::<TicketRow>(&ticket.key());
        if had_ended {
            // It had been enrolled before and was to be again; others know of it.
            let device = row.id;
            emit(
                unit,
                &mut header,
                EnrolleeEvent::DeviceDeleted { device, by: None },
                now,
            )?;
        }
        return give_place_back(unit, &mut header, now);
    }
    if ticket.expires_at <= now {
        // It would have ended meanwhile, had it stayed open.
        return end_ticket(unit, ticket);
    }
    ticket.state = TicketState::Open;
    unit.put(&ticket_deadline(&ticket))?;
    unit.put(&ticket)
}

pub(super) fn ticket_deadline(ticket: &TicketRow) -> Deadline {
    Deadline {
        at: ticket.expires_at,
        kind: DeadlineKind::TicketEnds { ticket: ticket.id },
    }
}

/// Keeps a decision under the next number, which it answers.
pub(super) fn record_attempt(
    unit: &mut Unit<'_>,
    header: &mut EnrolleeHeader,
    mut attempt: RecordedDecision,
) -> Result<u64, StoreFault> {
    attempt.number = header.next_attempt;
    header.next_attempt = header.next_attempt.saturating_add(1);
    if let Some(oldest) = attempt.number.checked_sub(ATTEMPTS_KEPT) {
        unit.delete::<RecordedDecision>(&RecordedDecision::number_key(oldest));
    }
    unit.put(&attempt)?;
    unit.put(header)?;
    Ok(attempt.number)
}

/// A name to begin with: the platform, and enough of the identifier to tell two apart.
pub(super) fn first_name(platform: crate::platform::Platform, device: DeviceId) -> String {
    let id = device.to_string();
    let tail = id.get(id.len().saturating_sub(4)..).unwrap_or_default();
    format!("{} {}", platform.display_name(), tail.to_uppercase())
}

/// Hands back a lease under which nothing was signed and nothing will be: the tenant refused. An enrollment's slot and
/// ticket are as they were before it was admitted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GiveUp {
    /// The device.
    pub device: DeviceId,
    /// The lease.
    pub lease: LeaseId,
    /// Why.
    #[serde(default)]
    pub refusal: Option<Refusal>,
}

impl Command for GiveUp {
    type Object = Enrollee;
    type Answer = ();
    const NAME: &'static str = "give-up";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<(), StoreFault> {
        let key = self.device.to_string();
        let Some(lease) = unit
            .get::<LeaseRow>(&key)?
            .filter(|lease| lease.id == self.lease)
        else {
            return Ok(());
        };
        unit.delete::<LeaseRow>(&key);
        if lease.purpose != LeasePurpose::Enrollment {
            return Ok(());
        }
        let Some(row) = unit.get::<DeviceRow>(&key)? else {
            return Ok(());
        };
        match unit.get::<TicketRow>(&row.ticket.to_string())? {
            Some(ticket) if matches!(ticket.state, TicketState::Bound { .. }) => {
                let id = ticket.id;
                release(unit, ticket, row, now)?;
                match &self.refusal {
                    Some(refusal) => note_refusal(unit, id, refusal, None, now),
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }
}
