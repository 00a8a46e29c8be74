//! A device comes by. It is the proof of an enrollment, the moment a revocation takes effect, and where pending facts are
//! learnt; when there is nothing to do, it costs one small row.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::Enrollee;
use super::admit::{abandon_lease, record_attempt};
use super::commands::{hand_over, take_results};
use super::complete::{forget_proof_deadline, spend_ticket};
use super::compliance::{ComplianceBasis, answer, comply};
use super::configuration::{ConfigurationAsk, ConfigurationInputs};
use super::deadline::settle_overdue;
use super::events::{EnrolleeEvent, emit, emit_with};
use super::in_use::here_again;
use super::inventory::{known_by_now, note, own_name, take_in, take_in_scripts, told};
use super::own_facts::{categorised, own_facts};
use super::ownership::{made, recognise, tell_identifier};
use super::retire::{retire_device, revoke};
use super::rows::{
    CertificateRow, DeviceRow, EnrolleeHeader, LeaseRow, PendingFacts, PresenceRow, SeenSignature,
};
use super::same_machine::recognise_machine;
use crate::access::AccessRecord;
use crate::api::{
    CheckInReport, CommandResult, ComplianceAnswer, DeviceEventKind, DeviceFactName, DeviceStatus,
    SentCommand,
};
use crate::command::CommandOutcome;
use crate::compliance::CompliancePolicy;
use crate::device::{KeptFacts, Life, RetireCause, RevokeCause, Step};
use crate::enrollment::{
    Fact, Facts, RULES_VERSION, RecordedDecision, Refusal, Verdict, decide, groups_named_by,
};
use crate::identifier::LookUp;
use crate::ids::{CertificateSerial, CommandId, DeviceId, Digest, EnrolleeId};
use crate::platform::Ownership;
use crate::policy::{DecidedUnder, PolicySet};
use crate::store::{Command, StoreFault, Unit};
use crate::tenant::section::DeviceGroups;
use crate::time::Timestamp;

/// How long a device waits before it comes again: 8 hours, as Intune's clients do.
pub const CHECK_IN_INTERVAL: Duration = Duration::from_hours(8);

/// How often the rest of the house is told when a device was last here.
const TELL_EVERY: Duration = Duration::from_hours(24);

/// How long a signature is remembered: twice the window in which it is accepted, since clocks differ both ways.
const SIGNATURE_REMEMBERED: Duration = Duration::from_mins(10);

/// How many signatures of one device are remembered; more within the window are refused.
const SIGNATURES_REMEMBERED: usize = 32;

/// What shows that a request is new and not a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestProof {
    /// The TLS connection carried the certificate; TLS itself forbids replay.
    Tls,
    /// A management session, each message of which is good once.
    Session,
    /// The request is signed.
    Signature {
        /// When it says it was signed.
        created: Timestamp,
        /// SHA-256 of its nonce.
        nonce: Digest,
    },
}

/// A device checks in. It has been identified by the certificate `presented`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CheckIn {
    /// The device.
    pub device: DeviceId,
    /// The certificate it identified itself with.
    pub presented: CertificateSerial,
    /// What shows that the request is new.
    pub proof: RequestProof,
    /// What it tells of itself.
    pub report: CheckInReport,
    /// What a pending device is decided by: the policy and what is known of the person, or that nobody is. None when it
    /// reports nothing.
    pub decide_by: Option<(PolicySet, Facts)>,
    /// What that decision is recorded under.
    #[serde(default)]
    pub under: DecidedUnder,
    /// What the list of corporate identifiers says of what it tells.
    #[serde(default)]
    pub identifiers: LookUp,
    /// The groups of devices that the policy names.
    #[serde(default, skip_serializing_if = "DeviceGroups::is_empty")]
    pub device_groups: DeviceGroups,
    /// What the organisation keeps of its devices.
    #[serde(default)]
    pub keep: KeptFacts,
    /// What it tells and asks of its configuration.
    #[serde(default)]
    pub configuration: ConfigurationAsk,
    /// What its devices are held to; none where it asks nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compliance: Option<Box<ComplianceBasis>>,
    /// The hand-over that says whose groups are in `decide_by`: what [`CheckedIn::HandedOver`] has named, or 0 for those of the
    /// device's own enrollee.
    #[serde(default)]
    pub hand_over: u64,
    /// What it says has become of commands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub command_results: Vec<CommandResult>,
}

/// What a check-in came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckedIn {
    /// Welcome.
    Accepted {
        /// Where the device stands.
        status: DeviceStatus,
        /// Whether it should renew its certificate now.
        renew: bool,
        /// What its configuration is worked out from, where that was asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        inputs: Option<ConfigurationInputs>,
        /// What it must put right to keep the organisation's rules.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        compliance: Option<Box<ComplianceAnswer>>,
        /// What is asked of it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        commands: Vec<SentCommand>,
    },
    /// Nothing has happened yet: the groups that were told are not those of the person who uses the device. To be sent again
    /// with theirs.
    HandedOver {
        /// The person's object; nobody uses it, and no groups count, when none.
        to: Option<EnrolleeId>,
        /// The hand-over.
        number: u64,
    },
    /// No, and why.
    Refused {
        /// The one cause.
        refusal: Refusal,
    },
}

impl Command for CheckIn {
    type Object = Enrollee;
    type Answer = CheckedIn;
    const NAME: &'static str = "check-in";

    fn run(mut self, unit: &mut Unit<'_>, now: Timestamp) -> Result<CheckedIn, StoreFault> {
        let Some(header) = EnrolleeHeader::load(unit)? else {
            return Ok(CheckedIn::Refused {
                refusal: Refusal::CertificateRevoked,
            });
        };
        settle_overdue(unit, now)?;
        let mut row = match use_certificate(unit, &self.device, &self.presented, now)? {
            Ok(row) => row,
            Err(refusal) => return Ok(CheckedIn::Refused { refusal }),
        };
        if let Some(answer) = self.ask_for_other_groups(&header, &row) {
            return Ok(answer);
        }
        let before = row.clone();
        if let Err(refusal) = note_presence(unit, &mut row, self.proof, now)? {
            return Ok(CheckedIn::Refused { refusal });
        }
        let key = CertificateRow::key_of(&self.device, &self.presented);
        let presented: Option<CertificateRow> = unit.get(&key)?;
        let renew = presented.is_some_and(|certificate| {
            let (from, to) = (certificate.issued_at, certificate.not_after);
            row.renewal.is_to_be_told(from, to, now)
        });
        if renew {
            row.renewal.tell(now);
        }
        let mut configuration = core::mem::take(&mut self.configuration);
        let basis = self.compliance.take();
        let results = core::mem::take(&mut self.command_results);
        let put_off: Vec<CommandId> = results
            .iter()
            .filter(|result| result.outcome == CommandOutcome::NotNow)
            .map(|result| result.id)
            .collect();
        let row = self.learn(unit, &before, row, now)?;
        if let Life::Retired { .. } = row.life {
            return Ok(CheckedIn::Refused {
                refusal: row.refused.unwrap_or(Refusal::DeviceRetired),
            });
        }
        if let Some(results) = configuration.scripts.take() {
            take_in_scripts(unit, row.id, results, row.request.ownership)?;
        }
        let mut row = comply(unit, row, basis.as_deref(), now)?;
        if let Some(cause) = take_results(unit, &mut row, results, now)? {
            retire_device(unit, row, cause, now)?;
            return Ok(CheckedIn::Refused {
                refusal: Refusal::DeviceRetired,
            });
        }
        let commands = hand_over(unit, &mut row, &put_off, now)?;
        Ok(CheckedIn::Accepted {
            compliance: answer(unit, &row, now)?,
            status: row.status(now),
            renew,
            inputs: configuration.settle(unit, &row, now)?,
            commands,
        })
    }
}

/// The device behind a presented certificate, if the certificate still identifies it. Its use proves the enrollment or the
/// renewal that it came from.
pub(super) fn use_certificate(
    unit: &mut Unit<'_>,
    device: &DeviceId,
    presented: &CertificateSerial,
    now: Timestamp,
) -> Result<Result<DeviceRow, Refusal>, StoreFault> {
    let Some(row) = unit.get::<DeviceRow>(&device.to_string())? else {
        return Ok(Err(Refusal::CertificateRevoked));
    };
    if let Life::Retired { cause, .. } = row.life {
        return Ok(Err(match cause {
            RetireCause::FactsNotLearnt => Refusal::FactsNotLearnt,
            RetireCause::RefusedByPolicy => row.refused.unwrap_or(Refusal::DeviceRetired),
            _ => Refusal::DeviceRetired,
        }));
    }
    let Some(certificate) =
        unit.get::<CertificateRow>(&CertificateRow::key_of(device, presented))?
    else {
        return Ok(Err(Refusal::CertificateRevoked));
    };
    if !certificate.is_live() {
        return Ok(Err(Refusal::CertificateRevoked));
    }
    if certificate.not_after <= now {
        return Ok(Err(Refusal::CertificateExpired {
            expired_at: certificate.not_after,
        }));
    }
    if certificate.proven {
        return Ok(Ok(row));
    }
    prove(unit, row, certificate, now).map(Ok)
}

/// The key has been used: the enrollment is proven, or the renewal is, and the certificate before it ends.
fn prove(
    unit: &mut Unit<'_>,
    mut row: DeviceRow,
    mut certificate: CertificateRow,
    now: Timestamp,
) -> Result<DeviceRow, StoreFault> {
    let mut header = EnrolleeHeader::require(unit)?;
    certificate.proven = true;
    unit.put(&certificate)?;
    if certificate.renews.is_some() {
        for older in CertificateRow::of_device(unit, &row.id)? {
            if older.serial != certificate.serial {
                revoke(unit, &mut header, older, RevokeCause::Superseded, now)?;
            }
        }
        row.renewal.prove(now);
        unit.put(&row)?;
    } else {
        spend_ticket(unit, &row, certificate.key)?;
        forget_proof_deadline(unit, &row);
        // Another key was about to take the enrollment over; it comes too late.
        if let Some(lease) = unit.get::<LeaseRow>(&row.id.to_string())? {
            abandon_lease(unit, &mut header, &lease, now)?;
        }
    }
    if row.life == Life::AwaitingProof {
        row.take_step(Step::Prove, now)?;
        row.checked_in_at = Some(now);
        unit.put(&row)?;
        let record = row.record(unit, &header, now)?;
        emit(
            unit,
            &mut header,
            EnrolleeEvent::DeviceChanged { record },
            now,
        )?;
    }
    Ok(row)
}

/// Writes down that the device was here, and refuses a signature that was seen before. The first time is for the caller to
/// keep, in `row`.
pub(super) fn note_presence(
    unit: &mut Unit<'_>,
    row: &mut DeviceRow,
    proof: RequestProof,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreFault> {
    let known: Option<PresenceRow> = unit.get(&row.id.to_string())?;
    let mut seen = known
        .as_ref()
        .map(|presence| presence.seen.clone())
        .unwrap_or_default();
    seen.retain(|signature| signature.created.plus(SIGNATURE_REMEMBERED) > now);
    if let RequestProof::Signature { created, nonce } = proof {
        if seen.iter().any(|signature| signature.nonce == nonce) {
            return Ok(Err(Refusal::RequestReplayed));
        }
        if seen.len() >= SIGNATURES_REMEMBERED {
            return Ok(Err(Refusal::TooManyRequests {
                retry_after_seconds: u32::try_from(SIGNATURE_REMEMBERED.as_secs())
                    .unwrap_or(u32::MAX),
            }));
        }
        seen.push(SeenSignature { created, nonce });
    }
    if known.is_none() {
        // A key that issuance has proven is first used here.
        row.checked_in_at.get_or_insert(now);
    }
    // A copy says how long its device may be silent; it is told anew before that could be wrong for long.
    let published_at = known.as_ref().and_then(|presence| presence.published_at);
    let republish = row.compliance.is_some_and(|mark| {
        let third = mark.validity().checked_div(3).unwrap_or_default();
        published_at.is_none_or(|at| at.plus(third) <= now)
    });
    let tell = republish
        || known
            .as_ref()
            .is_none_or(|presence| presence.told_at.plus(TELL_EVERY) <= now);
    let told_at = if tell {
        now
    } else {
        known.as_ref().map_or(now, |presence| presence.told_at)
    };
    let seen_at = known.as_ref().map(|presence| presence.last_check_in);
    here_again(unit, row, seen_at, now)?;
    unit.put(&PresenceRow {
        device: row.id,
        last_check_in: now,
        told_at,
        published_at: if republish { Some(now) } else { published_at },
        seen,
    })?;
    if tell {
        let mut header = EnrolleeHeader::require(unit)?;
        let record = row.record(unit, &header, now)?;
        let event = EnrolleeEvent::DeviceChanged { record };
        emit_with(unit, &mut header, event, !republish, now)?;
        tell_identifier(unit, row, None, now)?;
    }
    Ok(Ok(()))
}

impl CheckIn {
    /// Whether anything in it goes by a person's groups.
    fn goes_by_groups(&self) -> bool {
        let names_groups = |basis: &ComplianceBasis| {
            let mut policies = basis.policies.iter();
            policies.any(CompliancePolicy::names_groups)
        };
        self.decide_by.is_some() || self.compliance.as_deref().is_some_and(names_groups)
    }

    /// What to answer when it goes by the groups of one who does not use the device.
    fn ask_for_other_groups(&self, header: &EnrolleeHeader, row: &DeviceRow) -> Option<CheckedIn> {
        let handed_over = row.handed_over(header);
        let number = handed_over.map_or(0, |hand_over| hand_over.number);
        (self.goes_by_groups() && self.hand_over != number).then(|| CheckedIn::HandedOver {
            to: row.used_by(header),
            number,
        })
    }

    /// Takes in what the device tells, and decides a pending device again. `before` is the device as it is stored.
    fn learn(
        mut self,
        unit: &mut Unit<'_>,
        before: &DeviceRow,
        mut row: DeviceRow,
        now: Timestamp,
    ) -> Result<DeviceRow, StoreFault> {
        let told = told(&self.report);
        if let Some((_, system)) = told
            .iter()
            .find(|(name, _)| *name == DeviceFactName::OsName)
        {
            row.os_name = Some(system.clone());
        }
        if let Some(version) = self.report.os_version {
            row.os_version = Fact::claimed(version);
        }
        if let Some(maker) = self.report.manufacturer.take() {
            row.manufacturer = Fact::claimed(maker);
        }
        if let Some(identifier) = self.identifiers.on_list(row.request.platform) {
            row.identifier = Some(identifier.clone());
        }
        let told_nothing = told.is_empty();
        let first = row.reported_at.is_none() && !told_nothing;
        let mut refusal = None;
        let (version, maker) = (&before.os_version, &before.manufacturer);
        let mut decides = row.os_version != *version || row.manufacturer != *maker;
        if let Some((policy, facts)) = self.decide_by.take()
            && (first || row.pending.is_some())
            && let Some(mut facts) = facts_by_now(unit, &row, facts, &self.identifiers, &told, now)?
        {
            facts.device_groups = groups_named_by(
                &policy,
                &self.device_groups,
                Some(row.id),
                &row.asked(),
                &facts,
            );
            if row.pending.is_some() {
                refusal = decide_again(unit, &mut row, (&policy, self.under), facts, now)?;
            } else {
                recognise(&mut row, policy.content().corporate_claims, &facts);
            }
        }
        let ownership = row.request.ownership;
        if ownership != before.request.ownership {
            note(unit, row.id, made(ownership), now)?;
        }
        if self.keep.keeps(DeviceFactName::HostName, ownership)
            && let Some(name) = own_name(&self.report).filter(|_| !row.named_by_person)
        {
            row.name = name;
        }
        if !told_nothing {
            let of_rules = told.iter().any(|(name, _)| {
                use DeviceFactName as Name;
                matches!(name, Name::Model | Name::OsEdition | Name::OsDistribution)
            });
            let changed = take_in(unit, row.id, told, &self.keep, ownership, now)?;
            decides |= changed && of_rules;
            if row.reported_at.is_none() {
                row.reported_at = Some(now);
            } else if changed {
                note(unit, row.id, DeviceEventKind::FactsChanged, now)?;
            }
        }
        if let Some(refusal) = refusal {
            row.refused = Some(refusal);
            retire_device(unit, row.clone(), RetireCause::RefusedByPolicy, now)?;
            let cause = RetireCause::RefusedByPolicy;
            row.take_step(Step::Retire { cause }, now)?;
            return Ok(row);
        }
        if !told_nothing {
            recognise_machine(unit, &mut row, now)?;
            decides |= row.hardware != before.hardware;
        }
        if row != *before {
            unit.put(&row)?;
        }
        // What the rules look at is told too: groups of devices, and what another policy would say, hang on it.
        let (shown_before, shown) = (before.view(None, now), row.view(None, now));
        if decides || shown != shown_before {
            let mut header = EnrolleeHeader::require(unit)?;
            let access = |shown| AccessRecord::of(header.enrollee, shown);
            let same_access = access(&shown) == access(&shown_before);
            let record = row.record(unit, &header, now)?;
            let event = EnrolleeEvent::DeviceChanged { record };
            emit_with(unit, &mut header, event, same_access, now)?;
        }
        if row.identifier != before.identifier {
            tell_identifier(unit, &row, None, now)?;
        }
        Ok(row)
    }
}

/// `facts` with what is known of a device by now. None when they are not of its holder.
fn facts_by_now(
    unit: &mut Unit<'_>,
    row: &DeviceRow,
    facts: Facts,
    identifiers: &LookUp,
    told: &[(DeviceFactName, String)],
    now: Timestamp,
) -> Result<Option<Facts>, StoreFault> {
    let platform = row.request.platform;
    // What an administrator said stands, whatever the list says.
    let (identifier, identifiers_listed) = match (row.owned_by_word, row.request.ownership) {
        (true, Ownership::Corporate) => (Fact::claimed(true), true),
        (true, Ownership::Personal) => (Fact::Unknown, false),
        (false, _) => (identifiers.fact(platform), identifiers.listed.on(platform)),
    };
    let Some(facts) = own_facts(unit, facts, row.id, now)? else {
        return Ok(None);
    };
    let known = known_by_now(unit, row.id, told)?;
    Ok(Some(Facts {
        os_version: row.os_version.clone(),
        manufacturer: row.manufacturer.clone(),
        model: known(DeviceFactName::Model),
        // The serial number decides by the list alone. The record of a decision is no place to keep one that is kept nowhere
        // else.
        os_edition: known(DeviceFactName::OsEdition),
        os_distribution: known(DeviceFactName::OsDistribution),
        identifier,
        identifiers_listed,
        category: categorised(facts.category, row.category.as_ref()),
        ..facts
    }))
}

/// Decides a pending device with what it has told by now. Answers the refusal, if there is one.
fn decide_again(
    unit: &mut Unit<'_>,
    row: &mut DeviceRow,
    (policy, under): (&PolicySet, DecidedUnder),
    facts: Facts,
    now: Timestamp,
) -> Result<Option<Refusal>, StoreFault> {
    let verdict = decide(policy, &row.asked(), &facts, now, &mut ());
    let number = record_again(unit, row, policy, under, facts, &verdict, now)?;
    row.attempt = Some(number);
    row.owned_as_decided(&verdict);
    match verdict {
        Verdict::Allow { .. } => {
            row.pending = None;
            Ok(None)
        }
        Verdict::AllowPending { missing, .. } => {
            // What has been learnt meanwhile does not move the day by which the rest is due.
            let until = row.pending.as_ref().map_or(now, |pending| pending.until);
            row.pending = Some(PendingFacts { missing, until });
            Ok(None)
        }
        Verdict::Refuse { refusal } => Ok(Some(refusal)),
    }
}

/// Records the decision that the first report led to, with all it was taken from.
fn record_again(
    unit: &mut Unit<'_>,
    row: &DeviceRow,
    policy: &PolicySet,
    under: DecidedUnder,
    facts: Facts,
    verdict: &Verdict,
    now: Timestamp,
) -> Result<u64, StoreFault> {
    let mut header = EnrolleeHeader::require(unit)?;
    let attempt = RecordedDecision {
        number: 0,
        at: now,
        request: row.asked(),
        facts,
        policy: policy.version(),
        rules: RULES_VERSION,
        under,
        verdict: verdict.clone(),
        device: Some(row.id),
    };
    record_attempt(unit, &mut header, attempt)
}
