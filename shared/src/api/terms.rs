use serde::{Deserialize, Serialize};

use crate::ids::{EnrolleeId, TermsId, TermsVersion, UserId};
use crate::time::Timestamp;

/// Terms of use as the person who is asked for them reads them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TermsView {
    /// The terms.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub terms: TermsId,
    /// Their version.
    pub version: u32,
    /// Their title.
    pub title: String,
    /// What they come to; may be empty.
    pub summary: String,
    /// The terms, plain text with line breaks.
    pub text: String,
    /// When the person accepted this version or a newer one; none before they have.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<Timestamp>,
}

/// The terms of use that a person has to accept before their devices may enroll, accepted or not.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TermsList {
    /// In the order in which they are read.
    pub terms: Vec<TermsView>,
}

/// The body of `POST /api/v1/me/terms/accept`: what the person has read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AcceptedTerms {
    /// Each with the version that stands now; at most 20.
    pub terms: Vec<TermsVersion>,
}

/// That a person has accepted terms of use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AcceptanceView {
    /// The person.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub user_id: UserId,
    /// The holder of their devices.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub enrollee: EnrolleeId,
    /// The newest version that they accepted.
    pub version: u32,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub accepted_at: Timestamp,
}

/// Who has accepted terms of use, a page of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AcceptanceList {
    /// In the order of the enrollees.
    pub acceptances: Vec<AcceptanceView>,
    /// Where to go on; none on the last page.
    pub next: Option<String>,
}
