//! What a decision is taken from, kept so that it can be taken again: by another policy, or by other groups of devices.

use serde::{Deserialize, Serialize};

use super::facts::Facts;
use super::request::EnrollmentRequest;
use crate::ids::EnrolleeId;
use crate::time::Timestamp;

/// What is known of a device and its holder, in the form in which it is decided by. No name and nothing else that does not
/// decide is in it; the groups of devices are left out, since they are asked anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionInputs {
    /// When what is said of the holder was so: the last decision. None when that is not kept any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
    /// What was asked for, with what an administrator has said of the ownership since.
    pub request: EnrollmentRequest,
    /// Of the holder as of the last decision, of the device as of now.
    pub facts: Facts,
    /// Who uses the device, where that is not who holds it: their groups count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_to: Option<HandedTo>,
}

/// Who uses a device that was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedTo {
    /// The person's object; nobody uses it, and no groups count, when none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<EnrolleeId>,
}

impl DecisionInputs {
    /// These with what an earlier state still knew of the holder, where these do not.
    #[must_use]
    pub fn after(self, earlier: Option<Self>) -> Self {
        match (self.decided_at, earlier) {
            (None, Some(earlier)) => Self {
                decided_at: earlier.decided_at,
                request: self.request,
                facts: earlier.facts.with_device_of(self.facts),
                handed_to: self.handed_to,
            },
            _ => self,
        }
    }
}

/// An attempt that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedInputs {
    /// Its number among the decisions of its enrollee.
    pub number: u64,
    /// What it was decided from.
    pub inputs: DecisionInputs,
}
