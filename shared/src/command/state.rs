//! How a command comes to its end: every state, every step between them, each with a name.

use serde::{Deserialize, Serialize};

/// Where a command stands.
///
/// ```text
/// queued ──deliver──▶ delivered ──done──▶ done
///   │  ▲                │  │ ├──failed──▶ failed
///   │  └─(nothing)      │  │ └──not now─▶ not_now ──deliver──▶ delivered
///   ├──undo──▶ cancelled│  │                │ └──undo──▶ cancelled
///   └──────────┴────────┴──┴── expire, fulfil, drop: from every open state
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CommandState {
    /// It waits for its device.
    Queued,
    /// The device has been told, and has not said what became of it.
    Delivered,
    /// The device could not do it just then; it is told again.
    NotNow,
    /// The device has done it.
    Done,
    /// The device could not do it.
    Failed,
    /// It was taken back before the device was told, or the device left before it was done.
    Cancelled,
    /// Its time ran out; whether a device that had been told has done it is not known.
    Expired,
}

/// What a device says has become of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CommandOutcome {
    /// It is done.
    Done,
    /// It cannot be done.
    Failed,
    /// Not now: ask again.
    NotNow,
}

/// What can happen to a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Its device is told, for the first time or again.
    Deliver,
    /// The device says what became of it.
    Answer(CommandOutcome),
    /// Whoever may takes it back.
    Undo,
    /// Its time runs out.
    Expire,
    /// What it asked for has happened without an answer: a device that was to leave has left.
    Fulfil,
    /// Its device has left management.
    Drop,
}

/// Why a step cannot be taken. The command stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Impossible {
    /// Nothing leaves an end.
    #[error("it has ended")]
    Ended,
    /// What a device has been told cannot be taken back.
    #[error("its device has been told")]
    Delivered,
    /// A device that has not been told has nothing to say of it.
    #[error("its device has not been told")]
    NotDelivered,
}

impl CommandState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Queued,
        Self::Delivered,
        Self::NotNow,
        Self::Done,
        Self::Failed,
        Self::Cancelled,
        Self::Expired,
    ];

    /// Whether something can still become of it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Delivered | Self::NotNow)
    }

    /// The state after a step.
    ///
    /// A command that the device put off may still be taken back: it does nothing until it is told again, and that is for us
    /// to say.
    ///
    /// # Errors
    /// [`Impossible`]; the state then stays.
    pub const fn after(self, step: Step) -> Result<Self, Impossible> {
        if !self.is_open() {
            return Err(Impossible::Ended);
        }
        match (step, self) {
            (Step::Deliver, _) => Ok(Self::Delivered),
            (Step::Answer(_), Self::Queued) => Err(Impossible::NotDelivered),
            (Step::Answer(CommandOutcome::Done), _) | (Step::Fulfil, _) => Ok(Self::Done),
            (Step::Answer(CommandOutcome::Failed), _) => Ok(Self::Failed),
            (Step::Answer(CommandOutcome::NotNow), _) => Ok(Self::NotNow),
            (Step::Undo, Self::Delivered) => Err(Impossible::Delivered),
            (Step::Undo | Step::Drop, _) => Ok(Self::Cancelled),
            (Step::Expire, _) => Ok(Self::Expired),
        }
    }
}
