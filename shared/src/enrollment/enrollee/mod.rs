//! The enrollee: the consistency boundary of "how many devices may this one have".
//!
//! One object for each person (an enrollment manager among them) and for each enrollment token. It owns tickets, devices
//! for as long as they live, their certificates, sessions and lock-out. Cap, ticket, retry and proof are decided here, one
//! at a time; whatever else wants to know is told through the outbox.
//!
//! Each file holds the commands of one concern; `rows` holds what is stored.

mod access;
mod admit;
mod check_in;
mod close;
mod complete;
mod configuration;
mod deadline;
mod decisions;
mod delete;
mod devices;
mod events;
mod in_use;
mod inventory;
mod own_facts;
mod ownership;
mod progress;
mod provision;
mod rename;
mod renewal;
mod retire;
mod rows;
mod sessions;
mod slots;
mod standing;
mod tally;
mod terms;
mod tickets;
mod token;

pub use access::ReadAccess;
pub use admit::{Admission, Admit, FreshNames, GiveUp, LEASE_TIME, MAX_KEY_CHANGES, PENDING_TIME};
pub use check_in::{CHECK_IN_INTERVAL, CheckIn, CheckedIn, RequestProof};
pub use close::{Close, Closing};
pub use complete::{Complete, Completion};
pub use configuration::{
    ConfigurationAsk, ConfigurationFetch, ConfigurationState, FetchConfiguration,
    ReadConfigurationState,
};
pub use deadline::{Deadline, DeadlineKind, RECORD_KEPT_AFTER_EXPIRY, RunDeadlines};
pub use decisions::ReadDecisions;
pub use delete::{DeleteDevice, Deletion};
pub use devices::{ListDevices, ShowDevice};
pub use events::{EnrolleeEvent, OutboxRow, SettleOutbox};
pub use in_use::IN_USE_TIME;
pub use ownership::{ChangeOwnership, OwnershipChange};
pub use progress::{ShowProgress, read_progress};
pub use provision::{EnrolleeKind, Provision};
pub use rename::{Rename, Renaming};
pub use renewal::AdmitRenewal;
pub use retire::{Leave, Leaving, Retire, RetireAnswer};
pub use rows::{CertificateState, EnrolleeHeader};
pub use sessions::{
    BeginSignIn, EndSession, FinishSignIn, MAX_SIGN_IN_FAILURES, PasswordGate, ReadPassword,
    ResolveSession, SESSION_TIME, SessionState, SetPassword,
};
pub use standing::{PersonTold, Standing, TellPerson};
pub use terms::{AcceptTerms, Acceptance, ShowAcceptances};
pub use tickets::{OpenTicket, TicketOpening};
pub use token::{PutToken, ShowTokenUse, TokenUse};

use crate::store::object_kind;

object_kind!(
    /// The enrollee object.
    Enrollee,
    "enrollee",
    [
        Header,
        Deadline,
        Outbox,
        Ticket,
        Device,
        Presence,
        Certificate,
        Lease,
        Attempt,
        Credential,
        Lockout,
        Session,
        Inventory,
        History,
        FactHistory,
        Configuration,
        EndedTickets,
        Acceptance,
        TokenUse,
        Tally,
    ],
    [
        Provision,
        TellPerson,
        PutToken,
        ShowTokenUse,
        SetPassword,
        ReadPassword,
        BeginSignIn,
        FinishSignIn,
        ResolveSession,
        EndSession,
        OpenTicket,
        Admit,
        AdmitRenewal,
        GiveUp,
        Complete,
        CheckIn,
        FetchConfiguration,
        ReadConfigurationState,
        Retire,
        DeleteDevice,
        Close,
        Leave,
        ShowProgress,
        ListDevices,
        ReadAccess,
        ShowDevice,
        ReadDecisions,
        Rename,
        ChangeOwnership,
        AcceptTerms,
        ShowAcceptances,
        RunDeadlines,
        SettleOutbox,
    ]
);

#[cfg(all(test, feature = "test-util"))]
mod tests;
