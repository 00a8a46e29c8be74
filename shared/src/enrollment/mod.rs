//! Enrolling: the request, the facts, the one rule that decides, its verdict, and the enrollee that holds the result.

pub mod credential;
pub mod decide;
pub mod enrollee;
pub mod facts;
pub mod inputs;
pub mod ownership;
pub mod recorded;
pub mod refusal;
pub mod renewal_ticket;
pub mod request;
pub mod ticket;
pub mod token;
#[cfg(feature = "test-util")]
pub mod vectors;
pub mod verdict;
pub mod what_if;

pub use credential::Credential;
pub use decide::{
    LEARN_WITHIN, MANAGER_DEVICE_LIMIT, MANAGER_WORK_PROFILE_LIMIT, RULES_VERSION, asked_of_device,
    decide, device_limit, groups_named_by, groups_of_device,
};
pub use facts::{EnrolleeClass, Fact, Facts, GroupsOfDevice, Source};
pub use inputs::{DecisionInputs, RefusedInputs};
pub use ownership::{DerivedOwnership, OwnershipReason, derive_ownership};
pub use recorded::{RecordedDecision, Replay};
pub use refusal::{ActsNext, Refusal};
pub use renewal_ticket::{RENEWAL_PREFIX, RenewalTicket};
pub use request::EnrollmentRequest;
pub use ticket::{TICKET_PREFIX, Ticket, TicketSecret};
pub use token::{TOKEN_PREFIX, Token};
pub use verdict::{Conclusion, FactName, RuleName, TraceEntry, TraceSink, Verdict};
