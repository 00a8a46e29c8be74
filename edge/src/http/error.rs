//! Everything that can go wrong with a request, by who must act.

use muster_shared::access::Denial;
use muster_shared::ca::cms::CmsError;
use muster_shared::ca::{CryptoFault, CsrError};
use muster_shared::enrollment::{Refusal, TraceEntry};
use muster_shared::field::FieldFault;
use muster_shared::identifier::RowFault;
use muster_shared::protocol::apple::AppleError;
use muster_shared::protocol::mde::MdeError;
use muster_shared::protocol::scep::ScepError;
use muster_shared::store::StoreFault;
use muster_shared::time::Timestamp;

/// Why a request was not carried out.
#[derive(Debug)]
pub enum ApiError {
    /// The rules say no.
    Refused {
        /// The one cause.
        refusal: Refusal,
        /// Each rule looked at; empty when no rule was asked.
        trace: Vec<TraceEntry>,
    },
    /// Nobody is signed in, or the session has ended.
    SignInRequired,
    /// User name or password is wrong; which one is not said.
    SignInFailed,
    /// Too many failed sign-ins.
    SignInLocked {
        /// When the lock ends.
        until: Timestamp,
        /// Seconds until then.
        retry_after_seconds: u32,
    },
    /// The request comes from a page that is not ours.
    WrongOrigin,
    /// The address speaks only WebSocket.
    UpgradeRequired,
    /// The CSRF token is missing or not this session's.
    CsrfTokenWrong,
    /// The person may not do this.
    NotPermitted,
    /// The devices that a device enrollment manager has enrolled are not theirs to name or remove.
    ManagersDevices,
    /// The device did not show who it is, or not credibly.
    DeviceNotIdentified {
        /// What is wrong, without repeating what was sent.
        reason: String,
    },
    /// The operator's token is missing or wrong.
    OperatorTokenWrong,
    /// The gate's secret is missing or wrong.
    GateSecretWrong,
    /// The device may not reach what the gate protects.
    NoAccess(Denial),
    /// Nothing is here, or nothing that the caller may know of.
    NotFound,
    /// The path is right, the method is not.
    MethodNotAllowed,
    /// The body is larger than the route takes.
    BodyTooLarge {
        /// How much it takes, in bytes.
        limit: usize,
    },
    /// The body is of another kind than the route takes.
    UnsupportedMediaType {
        /// What it takes.
        expected: &'static str,
    },
    /// The body or a parameter does not fit.
    BadBody {
        /// What is wrong, without repeating what was sent.
        reason: String,
    },
    /// Rows of an imported file that cannot be taken; nothing of the file was.
    RowsRefused {
        /// Each of them.
        rows: Vec<RowFault>,
    },
    /// A message of Windows' enrollment client that was not understood.
    Soap(MdeError),
    /// A field of the body breaks a rule.
    BadField(FieldFault),
    /// What is to be accepted is not what stands now; where, and the rule.
    TermsChanged(FieldFault),
    /// A change did not say which version it changes.
    VersionRequired,
    /// Somebody else has changed it meanwhile.
    VersionConflict {
        /// The version that is current.
        current: u64,
    },
    /// What is asked for does not go with what is there.
    Conflict {
        /// The stable code.
        code: &'static str,
        /// The cause, one sentence.
        title: String,
        /// What to do about it, one sentence.
        fix: &'static str,
    },
    /// The operation exists in the protocol and is not offered.
    NotOffered,
    /// A message of an Apple device that cannot be read, or is of a kind that is not served.
    Apple(AppleError),
    /// SCEP is not to be had here.
    ScepClosed(ScepClosed),
    /// A message of SCEP's that cannot be read, or not be carried out.
    Scep(ScepError),
    /// We are broken. The detail goes to the log.
    Fault(String),
}

/// Why SCEP is not to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScepClosed {
    /// The deployment has no registration authority.
    NotSetUp,
    /// The organisation does not allow it, or not at this address.
    NotAllowed,
}

impl ApiError {
    /// A refusal that no rule was asked for.
    #[must_use]
    pub const fn refused(refusal: Refusal) -> Self {
        Self::Refused {
            refusal,
            trace: Vec::new(),
        }
    }
}

impl From<FieldFault> for ApiError {
    fn from(fault: FieldFault) -> Self {
        Self::BadField(fault)
    }
}

impl From<StoreFault> for ApiError {
    fn from(fault: StoreFault) -> Self {
        Self::Fault(fault.to_string())
    }
}

impl From<CryptoFault> for ApiError {
    fn from(fault: CryptoFault) -> Self {
        Self::Fault(format!("cryptography: {}", fault.detail()))
    }
}

impl From<ScepError> for ApiError {
    fn from(error: ScepError) -> Self {
        match error {
            ScepError::Cms(CmsError::Fault(fault)) => fault.into(),
            error => Self::Scep(error),
        }
    }
}

impl From<CsrError> for ApiError {
    fn from(error: CsrError) -> Self {
        match error {
            CsrError::Refusal(refusal) => Self::refused(refusal),
            CsrError::Fault(fault) => fault.into(),
        }
    }
}
