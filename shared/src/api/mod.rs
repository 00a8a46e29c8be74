//! The JSON API's types: one definition for the edge, the portal and the tests.
//!
//! Collections stand under one named key, times are RFC 3339 in UTC, errors are [`Problem`] (RFC 9457).

mod access;
mod apple;
mod audit;
mod branding;
mod command;
mod compliance;
mod decision;
mod device;
mod enrollment_token;
mod foreseen;
mod guide;
mod identifier;
mod installed;
mod inventory;
mod mail;
mod person;
mod policy;
mod preflight;
mod privacy;
mod problem;
mod progress;
mod recovery_key;
mod session;
mod setup;
mod terms;
mod ticket;
mod webhook;

pub use access::AccessAnswer;
pub use apple::PushCertificateView;
pub use audit::{AuditList, AuditView};
pub use branding::{BrandingView, ManifestIcon, PortalManifest};
pub use command::{CommandList, CommandRequest, CommandResult, SentCommand};
pub use compliance::ComplianceAnswer;
pub use decision::{
    DecisionList, DecisionView, WhatIfAnswer, WhatIfInput, WhatIfInputs, WhatIfQuestion,
};
pub use device::{
    ChangeDevice, CheckInAnswer, CheckInReport, DeviceList, DeviceStatus, DeviceView, FleetList,
};
pub(crate) use enrollment_token::said;
pub use enrollment_token::{
    EnrollmentQr, EnrollmentTokenChange, EnrollmentTokenCreated, EnrollmentTokenDetail,
    EnrollmentTokenList, EnrollmentTokenRequest, EnrollmentTokenState, EnrollmentTokenView,
};
pub use foreseen::ForeseenConfiguration;
pub use guide::{GuideList, GuideView, PrerequisiteView, ReadinessList};
pub use identifier::{
    AddCorporateIdentifier, CorporateIdentifierList, DeleteCorporateIdentifiers, ImportReport,
    ImportedRow,
};
pub use installed::{
    Installed, InstalledApp, InstalledApps, InstalledCertificate, InstalledCertificates,
};
pub use inventory::{
    DeviceDetail, DeviceEvent, DeviceEventKind, DeviceFact, DeviceFactName, DiskEncryption,
    FactChange, Inventory, RenameDevice, Renewal, YesNo,
};
pub use mail::MailList;
pub use person::{
    CreatePerson, PeopleReport, PersonEdit, PersonList, PersonPassword, PersonRowOutcome,
    PersonView,
};
pub(crate) use person::{NAME_RULE, is_name};
pub use policy::{
    ChangeList, ConfigurationImportReport, DraftView, PolicyState, PublicationList, RolloutView,
    UnknownGroups,
};
pub use preflight::Preflight;
pub use privacy::{PrivacyFact, PrivacyFacts};
pub use problem::{PERSON_PROBLEMS, PROBLEM_CONTENT_TYPE, Problem};
pub use progress::{EnrollmentProgress, EnrollmentStage, RefusedAttempt};
pub use recovery_key::{RecoveryKeyList, RecoveryKeyView};
pub use session::{Me, SessionCreated, SignIn};
pub use setup::{Setup, SetupPerson};
pub use terms::{AcceptanceList, AcceptanceView, AcceptedTerms, TermsList, TermsView};
pub use ticket::{TicketCreated, TicketMade, TicketRequest, agent_command, est_url, scep_url};
pub use webhook::{
    DeliveryState, WebhookCreated, WebhookDelivery, WebhookDeliveryList, WebhookForm, WebhookList,
    WebhookTested, WebhookView,
};

/// The header that carries the CSRF token on every request of a person that changes something.
pub const CSRF_HEADER: &str = "x-csrf-token";
