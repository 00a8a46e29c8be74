use serde::{Deserialize, Serialize};

use crate::enrollment::{TraceEntry, Verdict};
use crate::ids::{CategoryId, TicketId};
use crate::platform::{EnrollmentMethod, Ownership, Platform};
use crate::time::Timestamp;

/// The body of `POST /api/v1/me/tickets`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TicketRequest {
    /// The platform of the device to enroll.
    pub platform: Platform,
    /// How it will enroll.
    pub method: EnrollmentMethod,
    /// Who owns it.
    pub ownership: Ownership,
    /// The category to put it into: one of the organisation's.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryId>,
}

/// The one line to run on a Linux machine, with a ticket or an enrollment token in it. `origin` is where Muster is reached.
#[must_use]
pub fn agent_command(origin: &str, ticket: &str) -> String {
    format!("curl -fsS {origin}/agent/linux.sh | sudo sh -s -- enroll --ticket {ticket}")
}

/// The EST base address (RFC 7030 section 3.2.2). `origin` is where Muster is reached.
#[must_use]
pub fn est_url(origin: &str) -> String {
    format!("{origin}/.well-known/est")
}

/// The address of SCEP (RFC 8894) for whoever has this ticket: the ticket stands in it. `origin` is where Muster is reached.
#[must_use]
pub fn scep_url(origin: &str, ticket: &str) -> String {
    format!("{origin}/scep/{ticket}")
}

/// The answer of `POST /api/v1/me/tickets`: the ticket, and what only other clients than the portal need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketMade {
    /// The ticket.
    #[serde(flatten)]
    pub ticket: TicketCreated,
    /// For the method `scep`: where to enroll. It carries the ticket, so it is a secret, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scep_url: Option<String>,
}

/// A ticket: one enrollment. It is shown once and kept nowhere in the clear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketCreated {
    /// The ticket's name in lists and logs; not a secret.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: TicketId,
    /// The ticket itself, a secret: the password of HTTP Basic at the EST endpoints.
    pub ticket: String,
    /// When it ends, used or not.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
    /// The platform it is for.
    pub platform: Platform,
    /// The method it is for.
    pub method: EnrollmentMethod,
    /// Who will own the device.
    pub ownership: Ownership,
    /// Where to enroll: the EST base address, ending in `/.well-known/est`.
    pub est_url: String,
    /// For the method `agent`: the one line to run on the machine. It carries the ticket, so it is a secret, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// What the rule says now; it is decided again, with the exact count, when the device enrolls.
    pub verdict: Verdict,
    /// How that verdict came about.
    pub trace: Vec<TraceEntry>,
}
