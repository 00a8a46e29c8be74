//! The tables that each kind of object has.

use muster_shared::enrollment::enrollee::Enrollee;
use muster_shared::fleet::FleetIndex;
use muster_shared::store::Table;
use muster_shared::tenant::Tenant;

/// Which tables an object of this kind makes.
pub trait Tables {
    /// Its tables.
    const TABLES: &'static [Table];
}

impl Tables for Enrollee {
    const TABLES: &'static [Table] = &[
        Table::Header,
        Table::Deadline,
        Table::Outbox,
        Table::Ticket,
        Table::Device,
        Table::Presence,
        Table::Certificate,
        Table::Lease,
        Table::Attempt,
        Table::Credential,
        Table::Lockout,
        Table::Session,
        Table::Inventory,
        Table::History,
        Table::EndedTickets,
        Table::Acceptance,
        Table::TokenUse,
        Table::Tally,
    ];
}

impl Tables for Tenant {
    const TABLES: &'static [Table] = &[
        Table::Header,
        Table::Deadline,
        Table::Outbox,
        Table::Inbox,
        Table::Person,
        Table::Username,
        Table::EnrollmentToken,
        Table::Policy,
        Table::Identifier,
        Table::IdentifierShard,
        Table::Publication,
        Table::PolicyDraft,
        Table::Rollout,
        Table::Section,
        Table::Issuance,
        Table::KeyUse,
        Table::Revocation,
        Table::Mail,
        Table::Audit,
        Table::AuditDetail,
    ];
}

impl Tables for FleetIndex {
    const TABLES: &'static [Table] =
        &[Table::Inbox, Table::IndexedDevice, Table::IndexedAcceptance];
}
