use serde::{Deserialize, Serialize};

use crate::tenant::KeptMail;

/// The newest mails to the organisation's people (`GET /api/v1/mail-outbox`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailList {
    /// At most 100, the newest first.
    pub mails: Vec<KeptMail>,
}
