//! Guidance as data: what must be ready, how each method goes, how another management is left.
//!
//! Portal, API and printed overview show the same words, so they stand in one file, `shared/guidance/guides.json`, each text
//! in every language beside the other. What a method *does* (whether it erases, whether anybody signs in) is not written
//! there: it comes from [`EnrollmentMethod`](crate::platform::EnrollmentMethod), which the rules use too, so a guide cannot
//! promise otherwise.

mod calendar;
mod catalogue;
mod readiness;

pub use calendar::{End, calendar};
pub use catalogue::{Acts, Guide, Guides, Language, LeaveOtherMdm, Prerequisite, Words};
pub use readiness::{Readiness, ReadinessCheck, ReadinessInputs, ReadinessState, readiness};
