//! What decisions about the fleet are taken from, for whoever asks what another policy would say.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::{FleetIndex, IndexedDevice};
use crate::api::DeviceStatus;
use crate::enrollment::{DecisionInputs, RefusedInputs};
use crate::ids::{DeviceId, EnrolleeId};
use crate::store::{Command, Row, StoreFault, Table, Unit};
use crate::time::Timestamp;

/// How many inputs one page holds at most.
pub const MAX_INPUTS: usize = 500;

/// How many refused attempts of one enrollee the index keeps.
const ATTEMPTS_KEPT: u64 = 4;

/// How long a refused attempt counts as recent: 30 days.
pub const ATTEMPT_SHOWN_FOR: Duration = Duration::from_hours(30 * 24);

/// What an input is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum InputOf {
    /// A device in management.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    Device(DeviceId),
    /// An attempt that was refused, by its number among the decisions of its enrollee.
    Attempt {
        /// Who tried.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        enrollee: EnrolleeId,
        /// Which of the decisions it was; none for a device that was retired for what it told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<u64>,
    },
}

impl From<DeviceId> for InputOf {
    fn from(device: DeviceId) -> Self {
        Self::Device(device)
    }
}

/// The last refused attempts of an enrollee: each takes the place of the one four before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct IndexedAttempt {
    from: EnrolleeId,
    place: u64,
    #[serde(default)]
    number: Option<u64>,
    inputs: DecisionInputs,
}

impl Row for IndexedAttempt {
    const TABLE: Table = Table::IndexedAttempt;

    fn key(&self) -> String {
        format!("{}/{}", self.from, self.place)
    }
}

impl IndexedAttempt {
    pub(super) fn of(from: EnrolleeId, attempt: RefusedInputs) -> Self {
        Self {
            from,
            place: attempt.number.checked_rem(ATTEMPTS_KEPT).unwrap_or(0),
            number: Some(attempt.number),
            inputs: attempt.inputs,
        }
    }

    /// Of a device that was let in and then told what is refused.
    pub(super) fn of_device(from: EnrolleeId, sequence: u64, inputs: &DecisionInputs) -> Self {
        Self {
            from,
            place: sequence.checked_rem(ATTEMPTS_KEPT).unwrap_or(0),
            number: None,
            inputs: inputs.clone(),
        }
    }
}

/// What a decision about one thing is taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownInput {
    /// What it is about.
    pub of: InputOf,
    /// What the decision is taken from.
    pub inputs: DecisionInputs,
}

/// A page of inputs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct InputsPage {
    /// Devices in management, then attempts.
    pub inputs: Vec<KnownInput>,
    /// Where the next page begins; none at the end.
    pub next: Option<String>,
    /// How many devices were passed over because nothing is known of what they are decided by.
    pub unknown: u32,
}

/// Lists what decisions are taken from: devices in management in the order of their identifiers, then the attempts refused in
/// the last 30 days.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListInputs {
    /// The `next` of the page before; from the beginning when none.
    pub after: Option<String>,
    /// How many rows are looked at, up to [`MAX_INPUTS`].
    pub limit: usize,
}

/// What a place among the attempts begins with; identifiers of devices begin otherwise.
const ATTEMPTS: &str = "attempts/";

impl Command for ListInputs {
    type Object = FleetIndex;
    type Answer = InputsPage;
    const NAME: &'static str = "list-inputs";

    fn run(self, unit: &mut Unit<'_>, now: Timestamp) -> Result<InputsPage, StoreFault> {
        let limit = self.limit.clamp(1, MAX_INPUTS);
        let after = self.after.as_deref();
        match after.and_then(|after| after.strip_prefix(ATTEMPTS)) {
            Some(after) => attempts(
                unit,
                Some(after).filter(|after| !after.is_empty()),
                limit,
                now,
            ),
            None => devices(unit, after, limit),
        }
    }
}

fn devices(unit: &Unit<'_>, after: Option<&str>, limit: usize) -> Result<InputsPage, StoreFault> {
    let rows: Vec<IndexedDevice> = unit.scan(after, limit)?;
    let last = rows.last().filter(|_| rows.len() >= limit).map(Row::key);
    let mut page = InputsPage {
        next: Some(last.unwrap_or_else(|| ATTEMPTS.to_owned())),
        ..InputsPage::default()
    };
    for row in rows {
        match (row.record.device.status, row.record.inputs) {
            (DeviceStatus::Retired, _) => {}
            (_, Some(inputs)) => page.inputs.push(KnownInput {
                of: row.record.device.id.into(),
                inputs: *inputs,
            }),
            (_, None) => page.unknown = page.unknown.saturating_add(1),
        }
    }
    Ok(page)
}

/// What is too old to be told is forgotten here, too.
fn attempts(
    unit: &mut Unit<'_>,
    after: Option<&str>,
    limit: usize,
    now: Timestamp,
) -> Result<InputsPage, StoreFault> {
    let rows: Vec<IndexedAttempt> = unit.scan(after, limit)?;
    let next = rows.last().filter(|_| rows.len() >= limit);
    let next = next.map(|last| format!("{ATTEMPTS}{}", last.key()));
    let (recent, old): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| {
        let at = row.inputs.decided_at;
        at.is_some_and(|at| at.plus(ATTEMPT_SHOWN_FOR) > now)
    });
    for row in old {
        unit.delete::<IndexedAttempt>(&row.key());
    }
    Ok(InputsPage {
        next,
        unknown: 0,
        inputs: recent
            .into_iter()
            .map(|row| KnownInput {
                of: InputOf::Attempt {
                    enrollee: row.from,
                    number: row.number,
                },
                inputs: row.inputs,
            })
            .collect(),
    })
}
