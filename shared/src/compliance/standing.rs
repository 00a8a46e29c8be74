use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Where a device stands. Of several causes the later in this order is shown (Intune: the state with the highest severity).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ComplianceState {
    /// Nobody has asked yet, or it has not reported yet.
    #[default]
    Unknown,
    /// Nothing that is asked can be asked of it.
    NotApplicable,
    /// It keeps every rule.
    Compliant,
    /// It breaks a rule, and has time left.
    InGracePeriod,
    /// It breaks a rule.
    NotCompliant,
    /// Whether it keeps a rule could not be found out; after seven days it counts as not compliant.
    Error,
}

impl ComplianceState {
    /// Every state, the least severe first.
    pub const ALL: [Self; 6] = [
        Self::Unknown,
        Self::NotApplicable,
        Self::Compliant,
        Self::InGracePeriod,
        Self::NotCompliant,
        Self::Error,
    ];

    /// The stable name, in the API as in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::NotApplicable => "not_applicable",
            Self::Compliant => "compliant",
            Self::InGracePeriod => "in_grace_period",
            Self::NotCompliant => "not_compliant",
            Self::Error => "error",
        }
    }

    /// Whether that is what a device has of which nothing is known.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }
}

/// What must be known of a device to say at any later moment whether it is compliant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ComplianceStanding {
    /// Where it stood when this was written.
    pub state: ComplianceState,
    /// When what is tolerated now is tolerated no more.
    pub grace_until: Option<Timestamp>,
    /// When it will have been silent for too long.
    pub compliant_until: Option<Timestamp>,
}

impl ComplianceStanding {
    /// The state at a later moment: time ends grace, and silence ends everything.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> ComplianceState {
        let ended = is_over(self.grace_until, now) || self.is_silent(now);
        match self.state {
            // What is both an error and a broken rule is shown as the error that it is.
            ComplianceState::Error if !self.is_silent(now) => ComplianceState::Error,
            _ if ended => ComplianceState::NotCompliant,
            state => state,
        }
    }

    /// Whether it counts as compliant: by what is tolerated too.
    #[must_use]
    pub fn is_tolerated(&self, now: Timestamp) -> bool {
        self.state != ComplianceState::NotCompliant
            && !is_over(self.grace_until, now)
            && !self.is_silent(now)
    }

    /// Whether it has been silent for too long.
    #[must_use]
    pub fn is_silent(&self, now: Timestamp) -> bool {
        is_over(self.compliant_until, now)
    }
}

fn is_over(end: Option<Timestamp>, now: Timestamp) -> bool {
    end.is_some_and(|end| end <= now)
}
