//! The enrollee: the consistency boundary of "how many devices may this one have".
//!
//! One object for each person (an enrollment manager among them) and for each enrollment token. It owns tickets, devices
//! for as long as they live, their certificates, sessions and lock-out. Cap, ticket, retry and proof are decided here, one
//! at a time; whatever else wants to know is told through the outbox.
//!
//! Each file holds the commands of one concern; `rows` holds what is stored.

mod access;
mod admit;
mod apple;
mod check_in;
mod close;
mod commands;
mod complete;
mod compliance;
mod configuration;
mod deadline;
mod decisions;
mod delete;
mod devices;
mod events;
mod hand_over;
mod in_use;
mod installed;
mod inventory;
mod own_facts;
mod ownership;
mod progress;
mod provision;
mod recovery_key;
mod references;
mod rename;
mod renewal;
mod retire;
mod rows;
mod same_machine;
mod sessions;
mod slots;
mod standing;
mod tally;
mod terms;
mod tickets;
mod token;
mod waiting;
mod wake;
mod windows;

pub use access::ReadAccess;
pub use admit::{Admission, Admit, FreshNames, GiveUp, LEASE_TIME, MAX_KEY_CHANGES, PENDING_TIME};
pub use apple::{AppleManagement, AppleStanding, KeepApple, OpenApple};
pub use check_in::{CHECK_IN_INTERVAL, CheckIn, CheckedIn, RequestProof};
pub use close::{Close, Closing};
pub use commands::{CancelCommand, Cancelling, Enqueue, Enqueuing, ListCommands};
pub use complete::{Complete, Completion};
pub use compliance::{ComplianceBasis, DismissRetirement};
pub use configuration::{
    ConfigurationAsk, ConfigurationFetch, ConfigurationInputs, ConfigurationState,
    FetchConfiguration, ReadConfigurationState,
};
pub use deadline::{Deadline, DeadlineKind, RECORD_KEPT_AFTER_EXPIRY, RunDeadlines};
pub use decisions::ReadDecisions;
pub use delete::{DeleteDevice, Deletion};
pub use devices::{ListDevices, ShowDevice};
pub use events::{EnrolleeEvent, OutboxRow, SettleOutbox};
pub use hand_over::{ChangePrimaryUser, PrimaryUser, PrimaryUserChange, Reference, ReleaseDevice};
pub use in_use::IN_USE_TIME;
pub use installed::ShowInstalled;
pub use ownership::{ChangeOwnership, OwnershipChange};
pub use progress::{ShowProgress, read_progress};
pub use provision::{EnrolleeKind, Provision};
pub use recovery_key::{HiddenRecoveryKey, KeptRecoveryKey, ReadRecoveryKeys};
pub use references::{
    FindOwnDevice, ListOwnDevices, MAX_REFERRED, OwnDevice, OwnDevices, PutReference,
    ShowUsedDevices,
};
pub use rename::{Rename, Renaming};
pub use renewal::AdmitRenewal;
pub use retire::{Leave, Leaving, Retire, RetireAnswer};
pub use rows::{CertificateState, EnrolleeHeader};
pub use same_machine::SUPERSEDED_AFTER;
pub use sessions::{
    BeginSignIn, EndSession, FinishSignIn, MAX_SIGN_IN_FAILURES, PasswordGate, ReadPassword,
    ResolveSession, SESSION_TIME, SessionState, SetPassword,
};
pub use standing::{PersonTold, Standing, TellPerson};
pub use terms::{AcceptTerms, Acceptance, ShowAcceptances};
pub use tickets::{FindOpenTicket, FoundTicket, OpenTicket, TicketOpening};
pub use token::{PutToken, ShowTokenUse, TokenUse};
pub use waiting::{KeepWaiting, ReadWaiting};
pub use wake::{SettleWake, TakeWakes, WAKE_INTERVAL, WAKE_TRIES, WAKES_AT_ONCE, Wake, WakeEnd};
pub use windows::{
    KeepManagement, Management, ManagementKept, ManagementStanding, OpenManagement,
    ReadCertificateStore,
};

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
        Command,
        EndedTickets,
        Acceptance,
        TokenUse,
        Tally,
        Compliance,
        Hardware,
        Reference,
        Management,
        Apple,
        Installed,
        RecoveryKey,
        Wake,
        Waiting,
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
        FindOpenTicket,
        Admit,
        AdmitRenewal,
        ReadCertificateStore,
        OpenManagement,
        KeepManagement,
        OpenApple,
        KeepApple,
        TakeWakes,
        SettleWake,
        KeepWaiting,
        ReadWaiting,
        GiveUp,
        Complete,
        CheckIn,
        FetchConfiguration,
        ReadConfigurationState,
        DismissRetirement,
        Enqueue,
        CancelCommand,
        ListCommands,
        Retire,
        DeleteDevice,
        Close,
        Leave,
        ShowProgress,
        ListDevices,
        ReadAccess,
        ShowDevice,
        ShowInstalled,
        ReadRecoveryKeys,
        ReadDecisions,
        Rename,
        ChangeOwnership,
        ChangePrimaryUser,
        ReleaseDevice,
        PutReference,
        FindOwnDevice,
        ListOwnDevices,
        ShowUsedDevices,
        AcceptTerms,
        ShowAcceptances,
        RunDeadlines,
        SettleOutbox,
    ]
);

#[cfg(all(test, feature = "test-util"))]
mod tests;
