use serde::Serialize;
use serde::de::DeserializeOwned;

/// A table of an object. The names are those of the SQL tables; a table is never renamed, and a value gains only fields with
/// defaults, so that new code reads old rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// The object's own header: one row.
    Header,
    /// What is due, and when.
    Deadline,
    /// Events not delivered yet.
    Outbox,
    /// Last event taken from each sender.
    Inbox,

    /// Enrollee: tickets.
    Ticket,
    /// Enrollee: devices.
    Device,
    /// Enrollee: when each device was last here, and the nonces it used.
    Presence,
    /// Enrollee: certificates, live and ended.
    Certificate,
    /// Enrollee: signing leases.
    Lease,
    /// Enrollee: the last decisions.
    Attempt,
    /// Enrollee: the password's hash.
    Credential,
    /// Enrollee: failed sign-ins.
    Lockout,
    /// Enrollee: sessions.
    Session,
    /// Enrollee: what each device tells of itself.
    Inventory,
    /// Enrollee: what happened to each device.
    History,
    /// Enrollee: how what each device tells has changed.
    FactHistory,
    /// Enrollee: what each device last told of its configuration.
    Configuration,
    /// Enrollee: commands to each device, open and ended.
    Command,
    /// Enrollee: the last tickets that ended unused: one row.
    EndedTickets,
    /// Enrollee: terms of use that were accepted.
    Acceptance,
    /// Enrollee: what a token is and how much of it is used: one row.
    TokenUse,
    /// Enrollee: how many devices of an enrollment manager are in use, and when to look at which again.
    Tally,
    /// Enrollee: whether each device keeps the organisation's rules.
    Compliance,

    /// Enrollee and fleet index: which devices say that they are the same hardware.
    Hardware,
    /// Enrollee: devices held elsewhere that its person uses.
    Reference,
    /// Enrollee: management sessions of devices that speak OMA DM.
    Management,
    /// Enrollee: devices that Apple's client manages.
    Apple,
    /// Enrollee: the apps and certificates on each device.
    Installed,
    /// Enrollee: what opens the disks of the organisation's Macs, hidden.
    RecoveryKey,
    /// Enrollee: devices that are to be woken now.
    Wake,
    /// Enrollee: those who wait for an answer; in objects of nobody's.
    Waiting,

    /// Tenant: people.
    Person,
    /// Tenant: user names.
    Username,
    /// Tenant: enrollment tokens.
    EnrollmentToken,
    /// Tenant: policy versions.
    Policy,
    /// Tenant: corporate identifiers.
    Identifier,
    /// Tenant: what is published of them, by shard.
    IdentifierShard,
    /// Tenant: when each policy came into force.
    Publication,
    /// Tenant: the policy that is being written: one row.
    PolicyDraft,
    /// Tenant: the rollout that is under way: one row.
    Rollout,
    /// Tenant: sections of the configuration.
    Section,
    /// Tenant: the issuance log.
    Issuance,
    /// Tenant: public keys that certificates were issued for.
    KeyUse,
    /// Tenant: what the revocation list holds.
    Revocation,
    /// Tenant: mails to people, waiting and ended.
    Mail,
    /// Tenant: webhooks.
    Webhook,
    /// Tenant: what webhooks are to hear, and what became of it.
    Delivery,
    /// Tenant: the audit chain.
    Audit,
    /// Tenant: what the chain commits to and may be erased.
    AuditDetail,

    /// Fleet index: devices.
    IndexedDevice,
    /// Fleet index: terms of use that were accepted.
    IndexedAcceptance,
    /// Fleet index: the last attempts that were refused.
    IndexedAttempt,
}

impl Table {
    /// Every table.
    pub const ALL: &'static [Self] = &[
        Self::Header,
        Self::Deadline,
        Self::Outbox,
        Self::Inbox,
        Self::Ticket,
        Self::Device,
        Self::Presence,
        Self::Certificate,
        Self::Lease,
        Self::Attempt,
        Self::Credential,
        Self::Lockout,
        Self::Session,
        Self::Inventory,
        Self::History,
        Self::FactHistory,
        Self::Configuration,
        Self::Command,
        Self::EndedTickets,
        Self::Acceptance,
        Self::TokenUse,
        Self::Tally,
        Self::Compliance,
        Self::Hardware,
        Self::Reference,
        Self::Management,
        Self::Apple,
        Self::Installed,
        Self::RecoveryKey,
        Self::Wake,
        Self::Waiting,
        Self::Person,
        Self::Username,
        Self::EnrollmentToken,
        Self::Policy,
        Self::Identifier,
        Self::IdentifierShard,
        Self::Publication,
        Self::PolicyDraft,
        Self::Rollout,
        Self::Section,
        Self::Issuance,
        Self::KeyUse,
        Self::Revocation,
        Self::Mail,
        Self::Webhook,
        Self::Delivery,
        Self::Audit,
        Self::AuditDetail,
        Self::IndexedDevice,
        Self::IndexedAcceptance,
        Self::IndexedAttempt,
    ];

    /// The table's name in SQL.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Deadline => "deadline",
            Self::Outbox => "outbox",
            Self::Inbox => "inbox",
            Self::Ticket => "ticket",
            Self::Device => "device",
            Self::Presence => "presence",
            Self::Certificate => "certificate",
            Self::Lease => "lease",
            Self::Attempt => "attempt",
            Self::Credential => "credential",
            Self::Lockout => "lockout",
            Self::Session => "session",
            Self::Inventory => "inventory",
            Self::History => "history",
            Self::FactHistory => "fact_history",
            Self::Configuration => "configuration",
            Self::Command => "command",
            Self::EndedTickets => "ended_tickets",
            Self::Acceptance => "acceptance",
            Self::TokenUse => "token_use",
            Self::Tally => "tally",
            Self::Compliance => "compliance",
            Self::Hardware => "hardware",
            Self::Reference => "reference",
            Self::Management => "management",
            Self::Apple => "apple",
            Self::Installed => "installed",
            Self::RecoveryKey => "recovery_key",
            Self::Wake => "wake",
            Self::Waiting => "waiting",
            Self::Person => "person",
            Self::Username => "username",
            Self::EnrollmentToken => "enrollment_token",
            Self::Policy => "policy",
            Self::Identifier => "identifier",
            Self::IdentifierShard => "identifier_shard",
            Self::Publication => "publication",
            Self::PolicyDraft => "policy_draft",
            Self::Rollout => "rollout",
            Self::Section => "section",
            Self::Issuance => "issuance",
            Self::KeyUse => "key_use",
            Self::Revocation => "revocation",
            Self::Mail => "mail",
            Self::Webhook => "webhook",
            Self::Delivery => "delivery",
            Self::Audit => "audit",
            Self::AuditDetail => "audit_detail",
            Self::IndexedDevice => "indexed_device",
            Self::IndexedAcceptance => "indexed_acceptance",
            Self::IndexedAttempt => "indexed_attempt",
        }
    }
}

/// A value kept in one table under one key. Keys sort as text; numbers in keys are padded (see [`Row::number_key`]).
pub trait Row: Serialize + DeserializeOwned {
    /// Where it is kept.
    const TABLE: Table;

    /// Its key within the table.
    fn key(&self) -> String;

    /// A number as a key that sorts as the number does.
    #[must_use]
    fn number_key(number: u64) -> String {
        format!("{number:020}")
    }
}
