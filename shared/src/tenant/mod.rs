//! The tenant object: what an organisation has decided, and what has been signed in its name.
//!
//! Small and authoritative. It owns policy versions, settings with the kill switch, the sections of the configuration, people and the register of enrollee
//! objects, the issuance log with the public keys in use, the revocation list, and the audit chain. Each change is compared,
//! made and audited in one transaction. What others read often is published to KV from here.

mod audit_log;
mod changes;
mod configuration;
mod crl;
mod due;
mod identifiers;
mod inbox;
mod issuance;
mod mails;
mod managers;
mod people;
mod policies;
mod rows;
pub mod section;
mod tokens;
mod transfer;
mod webhooks;

pub use audit_log::{AuditHead, AuditPage, ReadAudit};
pub use configuration::{Configuration, PublishSettings, ReadConfiguration, Settings};
pub use crl::{CRL_LIFETIME, CrlContent, ReadRevocations, RefreshCrl};
pub use identifiers::{
    DeleteIdentifiers, Deleted, Existing, IdentifierPage, ImportIdentifiers, Imported,
    ListIdentifiers, MAX_DELETED, MAX_IDENTIFIERS, PublishedShard, ReadIdentifierShard, RowOutcome,
};
pub use inbox::Receive;
pub use issuance::{AppendIntent, IntentAnswer, IntentPurpose};
pub use mails::{
    KeptMail, ListMails, MAIL_TRIES, MAILS_AT_ONCE, MAILS_KEPT, MailOutcome, MailState, SettleMail,
    TakeMails, TakenMail, TakenMails,
};
pub use managers::MAX_ENROLLMENT_MANAGERS;
pub use people::{
    ChangePerson, FreshPerson, ImportPeople, ListPeople, MAX_IMPORTED_PEOPLE, PeoplePage,
    Permission, Person, PersonChange, PersonChanged, PersonOutcome, PersonPut, PersonRow,
    PutPerson, ReadPerson, Role, read_people_csv,
};
pub use policies::{
    Draft, DraftPut, PolicySource, Publication, PublicationOrigin, PublishFrom, PublishPolicy,
    Published, PutDraft, ReadDraft, ReadPolicy, ReadPublications, RolloutStep, SteerRollout,
};
pub use rows::{TenantEvent, TenantHeader, TenantOutboxRow};
pub use section::{PutSection, ReadSection, Section, SectionKind, SectionPut, SectionText};
pub use tokens::{
    ChangeToken, EnrollmentToken, MAX_TOKENS, ReadToken, ReadTokens, TokenChange, TokenChanged,
};
pub use transfer::{
    ConfigurationExported, ConfigurationFile, ConfigurationImported, ExportConfiguration,
    ImportConfiguration,
};
pub use webhooks::{
    ChangeWebhook, DELIVERIES_KEPT, DELIVERY_TRIES, FAILING_FOR, ListDeliveries, ListWebhooks,
    MAX_WAITING, MAX_WEBHOOKS, SECRET_OVERLAP, SettleDelivery, TakeDeliveries, WebhookAction,
    WebhookChanged,
};

use crate::store::{Command, StoreFault, Unit, object_kind};
use crate::time::Timestamp;

object_kind!(
    /// The tenant object.
    Tenant,
    "tenant",
    [
        Header,
        Deadline,
        Outbox,
        Inbox,
        Person,
        Username,
        EnrollmentToken,
        Policy,
        Identifier,
        IdentifierShard,
        Publication,
        PolicyDraft,
        Rollout,
        Section,
        Issuance,
        KeyUse,
        Revocation,
        Mail,
        Webhook,
        Delivery,
        Audit,
        AuditDetail,
    ],
    [
        ReadConfiguration,
        PublishPolicy,
        PublishFrom,
        ReadPublications,
        ReadPolicy,
        ReadDraft,
        PutDraft,
        SteerRollout,
        PublishSettings,
        ExportConfiguration,
        ImportConfiguration,
        ReadSection,
        PutSection,
        PutPerson,
        ChangePerson,
        ImportPeople,
        ListPeople,
        ReadPerson,
        ChangeToken,
        ReadTokens,
        ReadToken,
        AppendIntent,
        Receive,
        ReadRevocations,
        RefreshCrl,
        ReadAudit,
        ImportIdentifiers,
        DeleteIdentifiers,
        ListIdentifiers,
        ReadIdentifierShard,
        TakeMails,
        SettleMail,
        ListMails,
        ChangeWebhook,
        ListWebhooks,
        ListDeliveries,
        TakeDeliveries,
        SettleDelivery,
        SettleTenantOutbox,
    ]
);

/// Drops the events up to and including `through`: they have been published.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct SettleTenantOutbox {
    /// The last delivered number.
    pub through: u64,
}

impl Command for SettleTenantOutbox {
    type Object = Tenant;
    type Answer = ();
    const NAME: &'static str = "settle-outbox";

    fn run(self, unit: &mut Unit<'_>, _now: Timestamp) -> Result<(), StoreFault> {
        use crate::store::Row as _;
        for row in unit.scan::<TenantOutboxRow>(None, 256)? {
            if row.sequence <= self.through {
                unit.delete::<TenantOutboxRow>(&row.key());
            }
        }
        Ok(())
    }
}

#[cfg(all(test, feature = "test-util"))]
mod tests;
