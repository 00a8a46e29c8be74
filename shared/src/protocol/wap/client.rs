//! What the client knows of its server (`DMClient` configuration service provider).

use super::{ProvisioningDocument, begin, typed};
use crate::protocol::xml::Writer;

/// When the device asks for work. Intervals are minutes; a set that counts 0 goes on for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Poll {
    /// How many times at first: what an enrollment has to fetch is fetched by these.
    pub first_retries: u16,
    /// Minutes between them.
    pub first_interval: u16,
    /// How many times after that.
    pub second_retries: u16,
    /// Minutes between them.
    pub second_interval: u16,
    /// Minutes between all that follow.
    pub interval: u16,
}

impl Poll {
    /// Every 3 minutes for a quarter of an hour, every 15 for two hours, then every 8 hours: Intune's own schedule for a
    /// device that has just enrolled.
    pub const AFTER_ENROLLMENT: Self = Self {
        first_retries: 5,
        first_interval: 3,
        second_retries: 8,
        second_interval: 15,
        interval: 480,
    };
}

pub(super) fn dm_client(xml: &mut Writer, document: &ProvisioningDocument<'_>) {
    begin(xml, "DMClient");
    begin(xml, "Provider");
    begin(xml, document.provider_id);
    if let Some(upn) = document.upn {
        typed(xml, "UPN", upn, "string");
    }
    typed(xml, "EntDMID", document.ent_dm_id, "string");
    if let Some(name) = document.device_name {
        typed(xml, "EntDeviceName", name, "string");
    }
    begin(xml, "Poll");
    let poll = document.poll;
    for (name, number) in [
        ("NumberOfFirstRetries", poll.first_retries),
        ("IntervalForFirstSetOfRetries", poll.first_interval),
        ("NumberOfSecondRetries", poll.second_retries),
        ("IntervalForSecondSetOfRetries", poll.second_interval),
        // 0: for ever.
        ("NumberOfRemainingScheduledRetries", 0),
        ("IntervalForRemainingScheduledRetries", poll.interval),
    ] {
        typed(xml, name, &number.to_string(), "integer");
    }
    typed(xml, "PollOnLogin", "true", "boolean");
    typed(xml, "AllUsersPollOnFirstLogin", "true", "boolean");
    xml.end().end().end().end();
}
