use serde::{Deserialize, Serialize};

use crate::audit::{AuditEntry, ChainHead};

/// An entry of the audit chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditView {
    /// The entry as it was hashed.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub entry: AuditEntry,
    /// What it commits to, a JSON text; none once it was erased.
    pub detail: Option<String>,
}

/// A stretch of the audit chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditList {
    /// The entries, in order.
    pub entries: Vec<AuditView>,
    /// The chain's length and last hash now.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub head: ChainHead,
}
