//! What an enrollee object stores. A value gains only fields with defaults; see `store::Table`.

use serde::{Deserialize, Serialize};

use super::compliance::ComplianceMark;
use super::hand_over::HandOver;
use super::inventory::known_by_now;
use super::provision::EnrolleeKind;
use super::standing::Standing;
use super::token::TokenRow;
use crate::api::{DeviceFactName, DeviceStatus, DeviceView, RefusedAttempt};
use crate::compliance::ComplianceStanding;
use crate::device::{CertificateStore, DeviceRecord, Life, RenewalRecord, RevokeCause, Step};
use crate::enrollment::{
    DecisionInputs, EnrolleeClass, EnrollmentRequest, Fact, FactName, Facts, RecordedDecision,
    Refusal, Verdict,
};
use crate::identifier::CorporateIdentifier;
use crate::ids::{
    CategoryId, CertificateSerial, DeviceId, Digest, EnrolleeId, LeaseId, SessionId, TenantId,
    TicketId,
};
use crate::platform::{OsVersion, Ownership, Proof};
use crate::store::{Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// The object knows who it is: written once, before anything else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolleeHeader {
    /// The organisation.
    pub tenant: TenantId,
    /// The enrollee.
    pub enrollee: EnrolleeId,
    /// What kind of enrollee it is.
    pub kind: EnrolleeKind,
    /// The number of the next event.
    pub next_event: u64,
    /// The number of the next recorded decision.
    pub next_attempt: u64,
    /// Whether the object's person may sign in and enroll.
    #[serde(default)]
    pub standing: Standing,
    /// The person's revision that said so.
    #[serde(default)]
    pub standing_revision: u64,
    /// Whether the account is being deleted: nothing more begins here.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub closed: bool,
}

impl Row for EnrolleeHeader {
    const TABLE: Table = Table::Header;

    fn key(&self) -> String {
        String::new()
    }
}

impl EnrolleeHeader {
    pub(super) fn load(unit: &Unit<'_>) -> Result<Option<Self>, StoreFault> {
        unit.get("")
    }

    /// The header of an object that has been provisioned.
    pub(super) fn require(unit: &Unit<'_>) -> Result<Self, StoreFault> {
        Self::load(unit)?.ok_or_else(|| StoreFault::new("the enrollee was never provisioned"))
    }
}

/// How far a ticket has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(super) enum TicketState {
    /// Nobody has used it.
    Open,
    /// A device is enrolling with it and has not proven its key.
    Bound {
        device: DeviceId,
        key: Digest,
        key_changes: u8,
    },
    /// Its enrollment is proven: only that key gets an answer, always the same.
    Spent {
        device: DeviceId,
        key: Digest,
        #[serde(default)]
        key_changes: u8,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TicketRow {
    pub id: TicketId,
    pub secret: Digest,
    pub request: EnrollmentRequest,
    #[serde(default)]
    pub category: Option<CategoryId>,
    pub opened_at: Timestamp,
    pub expires_at: Timestamp,
    /// The last no that an attempt with it got, until another succeeds.
    #[serde(default)]
    pub refused: Option<RefusedAttempt>,
    #[serde(flatten)]
    pub state: TicketState,
}

impl Row for TicketRow {
    const TABLE: Table = Table::Ticket;

    fn key(&self) -> String {
        self.id.to_string()
    }
}

/// What must still be learnt about a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PendingFacts {
    pub missing: Vec<FactName>,
    pub until: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DeviceRow {
    pub id: DeviceId,
    pub name: String,
    /// A person gave it that name; it no longer follows what the device reports.
    #[serde(default)]
    pub named_by_person: bool,
    pub request: EnrollmentRequest,
    /// What it was put into when it enrolled.
    #[serde(default)]
    pub category: Option<CategoryId>,
    pub ticket: TicketId,
    /// When its slot was taken.
    pub enrolled_at: Timestamp,
    /// When its enrollment's certificate was issued; not known of devices that enrolled before it was kept.
    #[serde(default)]
    pub issued_at: Option<Timestamp>,
    /// When it first used its key.
    #[serde(default)]
    pub checked_in_at: Option<Timestamp>,
    /// When it first told what it is.
    #[serde(default)]
    pub reported_at: Option<Timestamp>,
    #[serde(flatten)]
    pub life: Life,
    #[serde(default)]
    pub pending: Option<PendingFacts>,
    /// Why the policy refused it once it had told what it is.
    #[serde(default)]
    pub refused: Option<Refusal>,
    /// The name that its system gives itself.
    #[serde(default)]
    pub os_name: Option<String>,
    #[serde(default)]
    pub os_version: Fact<OsVersion>,
    #[serde(default)]
    pub manufacturer: Fact<String>,
    /// An administrator said whose it is; no report changes that.
    #[serde(default)]
    pub owned_by_word: bool,
    /// Whose it was said to be when it enrolled, where that is not whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed: Option<Ownership>,
    /// The identifier that it told and that is on the organisation's list.
    #[serde(default)]
    pub identifier: Option<CorporateIdentifier>,
    /// The newest certificate, live or not.
    #[serde(default)]
    pub certificate: Option<CertificateSerial>,
    #[serde(default)]
    pub certificate_expires_at: Option<Timestamp>,
    /// The number of the last decision about it; not known of devices that enrolled before it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u64>,
    /// That somebody else than its enrollee uses it, or did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hand_over: Option<HandOver>,
    /// The machine that it says it is, where its serial number is kept; none once it has left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hardware: Option<Digest>,
    /// The newest other device of this enrollee that says it is the same machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_machine_as: Option<DeviceId>,
    /// When the newest certificates were issued, for the limit on renewals; at most as many as that limit.
    #[serde(default)]
    pub renewed_at: Vec<Timestamp>,
    /// How far the renewal of its certificate has come.
    #[serde(default, skip_serializing_if = "RenewalRecord::is_empty")]
    pub renewal: RenewalRecord,
    /// Whether it keeps the organisation's rules; none where nothing is asked, or nobody has asked yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compliance: Option<ComplianceMark>,
    /// How many of its commands are open.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub open_commands: u16,
    /// When time next ends one of its commands, or has one that has ended forgotten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commands_due: Option<Timestamp>,
    /// Where Windows' own client keeps its certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<CertificateStore>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
const fn is_zero(number: &u16) -> bool {
    *number == 0
}

impl Row for DeviceRow {
    const TABLE: Table = Table::Device;

    fn key(&self) -> String {
        self.id.to_string()
    }
}

impl DeviceRow {
    /// Whether it takes one of the enrollee's slots.
    pub const fn counts(&self) -> bool {
        self.life.counts()
    }

    /// Takes a step of its life: the one way in which that changes.
    pub fn take_step(&mut self, step: Step, now: Timestamp) -> Result<(), StoreFault> {
        self.life = self.life.after(step, now).map_err(StoreFault::new)?;
        Ok(())
    }

    /// Makes it whose a verdict says it is.
    pub fn owned_as_decided(&mut self, verdict: &Verdict) {
        if let Verdict::Allow { ownership } | Verdict::AllowPending { ownership, .. } = verdict {
            self.owned_by(*ownership);
        }
    }

    /// Makes it somebody's, and remembers whose it was said to be.
    pub fn owned_by(&mut self, ownership: Ownership) {
        if ownership != self.request.ownership {
            self.claimed.get_or_insert(self.request.ownership);
            self.request.ownership = ownership;
        }
    }

    /// What was asked for when it enrolled. What an administrator said of its ownership takes the place of what was claimed.
    pub fn asked(&self) -> EnrollmentRequest {
        let claimed = self.claimed.filter(|_| !self.owned_by_word);
        EnrollmentRequest {
            ownership: claimed.unwrap_or(self.request.ownership),
            ..self.request
        }
    }

    /// When its enrollment's certificate was issued, as well as is known.
    pub fn issued_at(&self) -> Option<Timestamp> {
        self.issued_at
            .or_else(|| self.certificate.map(|_| self.enrolled_at))
    }

    pub fn proof(&self) -> Proof {
        self.request.method.proof()
    }

    pub fn status(&self, now: Timestamp) -> DeviceStatus {
        match self.life {
            Life::Retired { .. } => DeviceStatus::Retired,
            Life::Reserved | Life::AwaitingProof => DeviceStatus::WaitingForFirstCheckIn,
            Life::Enrolled if self.certificate_expires_at.is_some_and(|end| end <= now) => {
                DeviceStatus::Expired
            }
            Life::Enrolled if self.pending.is_some() => DeviceStatus::Pending,
            Life::Enrolled => DeviceStatus::Enrolled,
        }
    }

    /// The device as it is shown.
    pub fn view(&self, presence: Option<&PresenceRow>, now: Timestamp) -> DeviceView {
        let live = !matches!(self.life, Life::Retired { .. });
        let last_check_in = presence.map(|presence| presence.last_check_in);
        let standing = self
            .compliance
            .filter(|_| live)
            .map_or_else(ComplianceStanding::default, |mark| {
                mark.standing(last_check_in)
            });
        DeviceView {
            id: self.id,
            name: self.name.clone(),
            platform: self.request.platform,
            method: self.request.method,
            ownership: self.request.ownership,
            category: self.category.clone(),
            status: self.status(now),
            enrolled_at: self.enrolled_at,
            last_check_in,
            os_name: self.os_name.clone(),
            os_version: self.os_version.known().map(|(version, _)| *version),
            certificate_serial: self.certificate.filter(|_| live),
            certificate_expires_at: self.certificate_expires_at.filter(|_| live),
            pending_until: self
                .pending
                .as_ref()
                .filter(|_| live)
                .map(|pending| pending.until),
            compliance: standing.at(now),
            grace_until: standing.grace_until,
            compliant_until: standing.compliant_until,
            same_machine_as: self.same_machine_as,
            hidden_since: None,
            open_commands: 0,
        }
    }

    /// The same for who looks at it here, with what only this object knows: copies elsewhere are not told of it.
    pub fn view_here(&self, presence: Option<&PresenceRow>, now: Timestamp) -> DeviceView {
        DeviceView {
            open_commands: self.open_commands,
            ..self.view(presence, now)
        }
    }

    /// The device as the index lists it.
    pub fn record(
        &self,
        unit: &Unit<'_>,
        header: &EnrolleeHeader,
        now: Timestamp,
    ) -> Result<DeviceRecord, StoreFault> {
        let presence: Option<PresenceRow> = unit.get(&self.key())?;
        Ok(DeviceRecord {
            enrollee: header.enrollee,
            device: self.view(presence.as_ref(), now),
            groups: Vec::new(),
            retire_listed: self.compliance.and_then(|mark| mark.retire_listed_at),
            primary_user: self.primary_user(header),
            duplicates: Vec::new(),
            hardware: self.hardware,
            inputs: Some(Box::new(self.inputs(unit, header)?)),
        })
    }

    /// What a decision about it would be taken from now, as far as this object knows.
    pub fn inputs(
        &self,
        unit: &Unit<'_>,
        header: &EnrolleeHeader,
    ) -> Result<DecisionInputs, StoreFault> {
        let attempt: Option<RecordedDecision> = match self.attempt {
            Some(number) => unit.get(&RecordedDecision::number_key(number))?,
            None => None,
        };
        let decided_at = attempt.as_ref().map(|attempt| attempt.at);
        let mut facts = attempt.map_or_else(Facts::default, |attempt| attempt.facts);
        if let EnrolleeKind::Token { .. } = header.kind {
            facts.enrollee = EnrolleeClass::Token;
            facts.enrollment_profile = Some(TokenRow::require(unit)?.terms.name.into());
        }
        let known = known_by_now(unit, self.id, &[])?;
        let mut facts = facts.with_device_of(Facts {
            os_version: self.os_version.clone(),
            manufacturer: self.manufacturer.clone(),
            model: known(DeviceFactName::Model),
            os_edition: known(DeviceFactName::OsEdition),
            os_distribution: known(DeviceFactName::OsDistribution),
            category: Fact::claimed(self.category.clone()),
            identifier: if self.identifier.is_some() {
                Fact::claimed(true)
            } else {
                Fact::Unknown
            },
            ..Facts::default()
        });
        if self.owned_by_word {
            // What an administrator said stands, whatever the list says.
            (facts.identifier, facts.identifiers_listed) = match self.request.ownership {
                Ownership::Corporate => (Fact::claimed(true), true),
                Ownership::Personal => (Fact::Unknown, false),
            };
        }
        Ok(DecisionInputs {
            decided_at,
            request: self.asked(),
            facts,
        })
    }
}

/// When a device was last here. Apart from [`DeviceRow`], so that a check-in with nothing to do writes this one small row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PresenceRow {
    pub device: DeviceId,
    pub last_check_in: Timestamp,
    /// When the rest of the house was last told.
    pub told_at: Timestamp,
    /// When that was last published, for those who must know when it has been silent for too long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Timestamp>,
    /// Signatures seen within the replay window.
    #[serde(default)]
    pub seen: Vec<SeenSignature>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SeenSignature {
    pub created: Timestamp,
    pub nonce: Digest,
}

impl Row for PresenceRow {
    const TABLE: Table = Table::Presence;

    fn key(&self) -> String {
        self.device.to_string()
    }
}

/// What has become of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CertificateState {
    /// It identifies its device, until it expires.
    Live,
    /// It no longer does.
    Revoked {
        /// Since when.
        at: Timestamp,
        /// Why.
        cause: RevokeCause,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CertificateRow {
    pub serial: CertificateSerial,
    pub device: DeviceId,
    pub key: Digest,
    /// The certificate, DER in base64.
    pub der: String,
    pub not_after: Timestamp,
    pub issued_at: Timestamp,
    /// The certificate it was issued to follow.
    #[serde(default)]
    pub renews: Option<CertificateSerial>,
    /// Whether its key has been used since.
    pub proven: bool,
    #[serde(flatten)]
    pub state: CertificateState,
}

impl Row for CertificateRow {
    const TABLE: Table = Table::Certificate;

    fn key(&self) -> String {
        format!("{}/{}", self.device, self.serial)
    }
}

impl CertificateRow {
    /// Certificates are kept by device, so that one device's are read together.
    pub fn key_of(device: &DeviceId, serial: &CertificateSerial) -> String {
        format!("{device}/{serial}")
    }

    /// All certificates of `device`, at most the 32 that a device can have before its record is tidied.
    pub fn of_device(unit: &Unit<'_>, device: &DeviceId) -> Result<Vec<Self>, StoreFault> {
        let rows: Vec<Self> = unit.scan(Some(&format!("{device}/")), 64)?;
        Ok(rows
            .into_iter()
            .take_while(|row| row.device == *device)
            .collect())
    }

    pub fn is_live(&self) -> bool {
        self.state == CertificateState::Live
    }
}

/// What a lease signs for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "for", rename_all = "snake_case")]
pub(super) enum LeasePurpose {
    Enrollment,
    Renewal { renews: CertificateSerial },
}

/// The right to sign one certificate for one device. Held from admission to completion; when it ends unused, its serial is
/// abandoned and revoked, because nobody knows whether it was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LeaseRow {
    pub device: DeviceId,
    pub id: LeaseId,
    pub serial: CertificateSerial,
    pub key: Digest,
    pub taken_at: Timestamp,
    pub ends_at: Timestamp,
    #[serde(flatten)]
    pub purpose: LeasePurpose,
}

impl Row for LeaseRow {
    const TABLE: Table = Table::Lease;

    fn key(&self) -> String {
        self.device.to_string()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CredentialRow {
    /// A PHC string.
    pub password: String,
}

impl Row for CredentialRow {
    const TABLE: Table = Table::Credential;

    fn key(&self) -> String {
        String::new()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LockoutRow {
    /// Whose failures these are: the name of one whom nobody knows; otherwise the person's.
    #[serde(default)]
    pub stranger: Option<Digest>,
    /// Sign-ins begun and not succeeded since the last success.
    pub failures: u32,
    /// No sign-in begins before this.
    pub locked_until: Option<Timestamp>,
    pub last_failure: Timestamp,
}

impl Row for LockoutRow {
    const TABLE: Table = Table::Lockout;

    fn key(&self) -> String {
        Self::key_of(self.stranger)
    }
}

impl LockoutRow {
    pub fn key_of(stranger: Option<Digest>) -> String {
        stranger.map(|name| name.to_string()).unwrap_or_default()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SessionRow {
    pub id: SessionId,
    pub secret: Digest,
    pub begun_at: Timestamp,
    pub ends_at: Timestamp,
}

impl Row for SessionRow {
    const TABLE: Table = Table::Session;

    fn key(&self) -> String {
        self.id.to_string()
    }
}
