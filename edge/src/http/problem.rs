//! The one place where what went wrong becomes an answer: problem+json (RFC 9457) for people and programs, one plain
//! sentence (RFC 7030 section 4.2.3) for EST clients.

use http::{HeaderName, StatusCode, header};
use muster_shared::api::{PROBLEM_CONTENT_TYPE, Problem};
use muster_shared::enrollment::{ActsNext, Refusal};
use muster_shared::guidance::Language;

use super::error::ScepClosed;
use super::{Answer, ApiError, Call};
use crate::mdm::windows::{messages, page, reader};

/// The header with the stable code, for those who see no more of an answer than its headers: a proxy that asks whether a
/// request may pass, and whoever sends `HEAD`.
pub const CODE_HEADER: &str = "x-muster-code";

/// The form in which a route answers, errors included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaks {
    /// JSON and problem+json.
    Json,
    /// Enrollment over Secure Transport: plain text for a person to read in a client's log.
    Est,
    /// Bytes of a fixed kind (certificates, lists): errors as problem+json.
    Files,
    /// SOAP 1.2 as Windows' enrollment client speaks it: errors as faults.
    Soap,
    /// SyncML as Windows' management client speaks it: errors that are not part of a session as plain text, which it only logs.
    SyncMl,
    /// Apple's management: errors as plain text, which a device only logs, and never a 401, at which it ends its management.
    Apple,
    /// Pages in a web view: errors as a page.
    Page,
    /// SCEP: what cannot be told in a message of its own as one plain sentence, which clients write into their log.
    Scep,
}

impl Speaks {
    /// How errors are answered where no route says so: below EST's base address (RFC 7030 section 3.2.2) as EST does.
    #[must_use]
    pub fn at(path: &str) -> Self {
        if path.starts_with("/EnrollmentServer/") {
            return Self::Soap;
        }
        if path.starts_with("/ManagementServer/") {
            return Self::SyncMl;
        }
        if path.starts_with("/mdm/apple/") {
            return Self::Apple;
        }
        if path == "/scep" || path.starts_with("/scep/") {
            return Self::Scep;
        }
        match path.strip_prefix("/.well-known/est") {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => Self::Est,
            _ => Self::Json,
        }
    }
}

/// What of a request an error's answer goes by.
#[derive(Debug)]
pub enum Asked {
    /// Nothing.
    Nothing,
    /// The message, which a fault of SOAP names.
    Message(Vec<u8>),
    /// Who reads the page.
    Page {
        /// What they would rather read.
        language: Language,
        /// The address at which they begin again, where it is known.
        again: Option<String>,
    },
}

impl Asked {
    /// That of a request to a route that answers in this form.
    #[must_use]
    pub fn by(call: &Call, speaks: Speaks) -> Self {
        match speaks {
            Speaks::Soap => Self::Message(call.body.clone()),
            Speaks::Page => reader(call),
            Speaks::Json
            | Speaks::Est
            | Speaks::Files
            | Speaks::SyncMl
            | Speaks::Scep
            | Speaks::Apple => Self::Nothing,
        }
    }
}

/// One error in words: status, stable code, cause, fix, who acts, when to ask again.
pub struct Described {
    /// The HTTP status in JSON.
    pub status: StatusCode,
    /// The stable code.
    pub code: &'static str,
    /// The cause, one sentence.
    pub title: String,
    /// The fix, one sentence.
    pub fix: String,
    /// Who can do it.
    pub acts_next: Option<ActsNext>,
    /// Seconds after which to ask again.
    pub retry_after: Option<u32>,
}

impl Described {
    fn new(status: StatusCode, code: &'static str, title: &str, fix: &str) -> Self {
        Self {
            status,
            code,
            title: title.to_owned(),
            fix: fix.to_owned(),
            acts_next: None,
            retry_after: None,
        }
    }
}

/// The status of each refusal. Total: a refusal without one does not compile.
#[must_use]
pub const fn status_of(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::TicketInvalid
        | Refusal::TicketExpired { .. }
        | Refusal::TokenRevoked
        | Refusal::TokenExpired { .. } => StatusCode::UNAUTHORIZED,
        Refusal::CertificateRevoked
        | Refusal::CertificateExpired { .. }
        | Refusal::DeviceRetired
        | Refusal::FactsNotLearnt
        | Refusal::RequestReplayed
        | Refusal::AccountDisabled
        | Refusal::EnrollmentNotInScope
        | Refusal::MethodNotAllowedForManager { .. }
        | Refusal::PlatformBlocked { .. }
        | Refusal::PersonalBlocked { .. }
        | Refusal::OsTooOld { .. }
        | Refusal::OsTooNew { .. }
        | Refusal::ManufacturerBlocked { .. }
        | Refusal::VersionNotSupported { .. }
        | Refusal::DeviceLimitReached { .. }
        | Refusal::WorkProfileLimitReached { .. }
        | Refusal::TermsNotAccepted { .. }
        | Refusal::TicketSpent
        | Refusal::TokenQuotaReached { .. }
        | Refusal::RenewalTooEarly { .. }
        | Refusal::TooManyKeyChanges { .. } => StatusCode::FORBIDDEN,
        Refusal::TooManyOpenTickets { .. }
        | Refusal::KeyReused
        | Refusal::OwnershipFixed { .. } => StatusCode::CONFLICT,
        Refusal::CsrMalformed { .. }
        | Refusal::CsrSignatureInvalid
        | Refusal::KeyNotAccepted { .. }
        | Refusal::KeyKnownWeak
        | Refusal::CsrAsksTooMuch { .. }
        | Refusal::RenewalSubjectDiffers => StatusCode::BAD_REQUEST,
        Refusal::RenewedTooOften { .. } | Refusal::TooManyRequests { .. } => {
            StatusCode::TOO_MANY_REQUESTS
        }
        Refusal::EnrollmentPaused | Refusal::EnrollmentInProgress { .. } => {
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

/// Puts an error into words. Faults say only that the fault is ours.
#[must_use]
pub fn describe(error: &ApiError) -> Described {
    match error {
        ApiError::Refused { refusal, .. } => Described {
            status: status_of(refusal),
            code: refusal.code(),
            title: refusal.sentence(),
            fix: refusal.fix(),
            acts_next: Some(refusal.acts_next()),
            retry_after: match refusal {
                Refusal::EnrollmentInProgress {
                    retry_after_seconds,
                }
                | Refusal::TooManyRequests {
                    retry_after_seconds,
                } => Some(*retry_after_seconds),
                Refusal::EnrollmentPaused => Some(300),
                _ => None,
            },
        },
        ApiError::SignInLocked {
            until,
            retry_after_seconds,
        } => Described {
            acts_next: Some(ActsNext::Time),
            retry_after: Some(*retry_after_seconds),
            ..Described::new(
                StatusCode::TOO_MANY_REQUESTS,
                "sign-in-locked",
                &format!("After several failed sign-ins this user name is locked until {until}."),
                "Wait until then, or ask IT for a new password.",
            )
        },
        ApiError::BodyTooLarge { limit } => Described::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body-too-large",
            &format!("The request's body is larger than {limit} bytes."),
            "Send only what the operation needs.",
        ),
        ApiError::UnsupportedMediaType { expected } => Described::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-media-type",
            &format!("The request's body must be {expected}."),
            &format!("Send the header `Content-Type: {expected}` and a body of that kind."),
        ),
        ApiError::BadBody { reason } => Described::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "bad-request-body",
            &format!("The request does not fit: {reason}."),
            "Compare it with the API's description at /api/v1/openapi.json.",
        ),
        ApiError::RowsRefused { rows } => Described::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "rows-refused",
            &format!(
                "{} of the file's rows cannot be taken, so that nothing was changed.",
                rows.len()
            ),
            "Correct the rows that are named by line and column, and send the whole file again.",
        ),
        ApiError::Soap(error) => Described::new(
            StatusCode::BAD_REQUEST,
            "message-not-understood",
            &format!("The device's message was not understood: {error}."),
            "Try again; if it stays, give IT the number of this answer.",
        ),
        // NanoMDM, which has met devices, answers so as well; another 4xx would do no harm, a 401 would end the management.
        ApiError::Apple(error) => Described::new(
            StatusCode::BAD_REQUEST,
            "apple-message-refused",
            &format!("The message was not taken: {error}."),
            "Compare it with docs/apple.md.",
        ),
        ApiError::Scep(error) => Described::new(
            StatusCode::BAD_REQUEST,
            "scep-message-refused",
            &format!("The message was not taken: {error}."),
            "Compare it with docs/scep.md.",
        ),
        ApiError::BadField(fault) => Described::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "bad-request-body",
            &format!("The request does not fit: {fault}."),
            "Compare it with the API's description at /api/v1/openapi.json.",
        ),
        ApiError::TermsChanged(_) => Described::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "terms-changed",
            "The terms of use have changed since you read them, so that nothing was accepted.",
            "Read them as they stand now, and accept them then.",
        ),
        ApiError::VersionConflict { current } => Described::new(
            StatusCode::PRECONDITION_FAILED,
            "version-conflict",
            &format!("It has been changed meanwhile; its version is now {current}."),
            "Read it again, look at what has changed, and send your change anew.",
        ),
        ApiError::Conflict { code, title, fix } => {
            Described::new(StatusCode::CONFLICT, code, title, fix)
        }
        ApiError::DeviceNotIdentified { reason } => Described {
            acts_next: Some(ActsNext::Client),
            ..Described::new(
                StatusCode::UNAUTHORIZED,
                "device-not-identified",
                &format!("The device did not show who it is: {reason}."),
                "Sign the request with the key of the device's certificate, or use that certificate for TLS.",
            )
        },
        ApiError::NoAccess(denial) => Described::new(
            StatusCode::FORBIDDEN,
            denial.code(),
            denial.sentence(),
            denial.fix(),
        ),
        fixed => describe_fixed(fixed),
    }
}

fn describe_fixed(error: &ApiError) -> Described {
    let (status, code, title, fix) = match error {
        ApiError::SignInRequired => (
            StatusCode::UNAUTHORIZED,
            "sign-in-required",
            "Nobody is signed in, or the session has ended.",
            "Sign in and try again.",
        ),
        ApiError::SignInFailed => (
            StatusCode::UNAUTHORIZED,
            "sign-in-failed",
            "The user name or the password is wrong.",
            "Check both and try again, or ask IT for a new password.",
        ),
        ApiError::CsrfTokenWrong => (
            StatusCode::FORBIDDEN,
            "csrf-token-wrong",
            "The request did not carry this session's CSRF token.",
            "Send the session's csrf_token in the header x-csrf-token.",
        ),
        ApiError::WrongOrigin => (
            StatusCode::FORBIDDEN,
            "wrong-origin",
            "The request comes from a page of another site.",
            "Open Muster at its own address and try again.",
        ),
        ApiError::UpgradeRequired => (
            StatusCode::UPGRADE_REQUIRED,
            "upgrade-required",
            "This address speaks only WebSocket.",
            "Send `Upgrade: websocket`, or read the same at the address without `/live`.",
        ),
        ApiError::NotPermitted => (
            StatusCode::FORBIDDEN,
            "not-permitted",
            "Your role does not include this.",
            "Ask an administrator for a role that does.",
        ),
        ApiError::ManagersDevices => (
            StatusCode::FORBIDDEN,
            "enrollment-managers-devices",
            "A device enrollment manager does not name or remove the devices they have enrolled.",
            "Ask an administrator to do it.",
        ),
        ApiError::OperatorTokenWrong => (
            StatusCode::UNAUTHORIZED,
            "operator-token-wrong",
            "The operator's token is missing or wrong.",
            "Send `Authorization: Bearer` with the deployment's SETUP_TOKEN.",
        ),
        ApiError::GateSecretWrong => (
            StatusCode::UNAUTHORIZED,
            "gate-secret-wrong",
            "The gate's secret is missing or wrong.",
            "Send the header X-Muster-Gate-Secret with the deployment's GATE_SECRET.",
        ),
        ApiError::NotFound => (
            StatusCode::NOT_FOUND,
            "not-found",
            "There is nothing here.",
            "Check the address.",
        ),
        ApiError::MethodNotAllowed => (
            StatusCode::METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "This address does not take that method.",
            "Look the method up in the API's description at /api/v1/openapi.json.",
        ),
        ApiError::VersionRequired => (
            StatusCode::PRECONDITION_REQUIRED,
            "version-required",
            "The change does not say which version it changes.",
            "Send the version you read in the header If-Match.",
        ),
        ApiError::ScepClosed(ScepClosed::NotSetUp) => (
            StatusCode::NOT_IMPLEMENTED,
            "scep-not-set-up",
            "SCEP is not set up in this deployment.",
            "Whoever runs it sets SCEP_RA_KEY and SCEP_RA_CERTIFICATE.",
        ),
        ApiError::ScepClosed(ScepClosed::NotAllowed) => (
            StatusCode::FORBIDDEN,
            "scep-not-allowed",
            "The organisation does not allow SCEP at this address.",
            "Use an address with a ticket in it, or ask IT to allow it.",
        ),
        ApiError::NotOffered => (
            StatusCode::NOT_IMPLEMENTED,
            "not-offered",
            "This operation of the protocol is not offered.",
            "Use simpleenroll with a key made on the device.",
        ),
        _ => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal-fault",
            "Something is broken on our side.",
            "Try again in a minute; if it stays, give IT the correlation id.",
        ),
    };
    Described::new(status, code, title, fix)
}

/// An error as the answer of a route.
#[must_use]
pub fn answer(error: ApiError, speaks: Speaks, correlation_id: &str, asked: &Asked) -> Answer {
    let described = describe(&error);
    let retry_after = described.retry_after;
    let answer = match speaks {
        Speaks::Est | Speaks::SyncMl => est(&error, &described, correlation_id),
        Speaks::Apple => apple(&described, correlation_id),
        Speaks::Soap => {
            let text = format!("{} {}", described.title, described.fix);
            let message: &[u8] = match asked {
                Asked::Message(message) => message,
                Asked::Nothing | Asked::Page { .. } => &[],
            };
            messages::fault(&error, &text, message, correlation_id)
        }
        Speaks::Page => page::problem(&described, correlation_id, asked),
        Speaks::Scep => scep(&described, correlation_id),
        Speaks::Json | Speaks::Files => json(error, described, correlation_id),
    };
    match retry_after {
        Some(seconds) => answer.with(header::RETRY_AFTER, &seconds.to_string()),
        None => answer,
    }
}

fn json(error: ApiError, described: Described, correlation_id: &str) -> Answer {
    let (mut trace, mut rows, mut field, mut rule) = (Vec::new(), Vec::new(), None, None);
    match error {
        ApiError::Refused {
            trace: looked_at, ..
        } => trace = looked_at,
        ApiError::RowsRefused { rows: refused } => rows = refused,
        ApiError::BadField(fault) | ApiError::TermsChanged(fault) => {
            field = Some(fault.path).filter(|path| !path.is_empty());
            rule = Some(fault.rule);
        }
        _ => {}
    }
    let problem = Problem {
        kind: format!("/problems/{}", described.code),
        title: described.title,
        status: described.status.as_u16(),
        code: described.code.to_owned(),
        fix: described.fix,
        acts_next: described.acts_next,
        correlation_id: correlation_id.to_owned(),
        retry_after_seconds: described.retry_after,
        field,
        rule,
        trace,
        rows,
    };
    let body = serde_json::to_vec(&problem).unwrap_or_else(|_| b"{}".to_vec());
    Answer::new(described.status, PROBLEM_CONTENT_TYPE, body)
        .with(HeaderName::from_static(CODE_HEADER), described.code)
}

/// What an Apple device only logs. A 401 would end its management
/// (<https://developer.apple.com/documentation/devicemanagement/errorunrecognizeddevice>).
fn apple(described: &Described, correlation_id: &str) -> Answer {
    let status = match described.status {
        StatusCode::UNAUTHORIZED => StatusCode::BAD_REQUEST,
        other => other,
    };
    let text = format!(
        "{} {} ({}, {correlation_id})\n",
        described.title, described.fix, described.code
    );
    Answer::new(status, "text/plain; charset=utf-8", text.into_bytes())
        .with(HeaderName::from_static(CODE_HEADER), described.code)
}

/// One plain sentence. Nobody is asked to sign in: some clients take a 401 for the end of their enrollment.
fn scep(described: &Described, correlation_id: &str) -> Answer {
    let status = match described.status {
        StatusCode::UNAUTHORIZED => StatusCode::FORBIDDEN,
        StatusCode::UNPROCESSABLE_ENTITY => StatusCode::BAD_REQUEST,
        status => status,
    };
    let text = format!(
        "{} {} [{}; {correlation_id}]\n",
        described.title, described.fix, described.code
    );
    Answer::new(status, "text/plain; charset=utf-8", text.into_bytes())
}

/// Whether the code says that another ticket or token is asked for.
fn names_credential(code: &str) -> bool {
    code.starts_with("ticket-") || code.starts_with("token-")
}

/// RFC 7030 section 4.2.3: a 4xx or 5xx with a plain sentence; 202 with Retry-After where the client is to repeat the
/// identical request.
fn est(error: &ApiError, described: &Described, correlation_id: &str) -> Answer {
    let repeat = matches!(
        error,
        ApiError::Refused {
            refusal: Refusal::EnrollmentInProgress { .. },
            ..
        }
    );
    let status = if repeat {
        StatusCode::ACCEPTED
    } else {
        described.status
    };
    let text = format!(
        "{} {} [{}; {correlation_id}]\n",
        described.title, described.fix, described.code
    );
    let answer = Answer::new(status, "text/plain; charset=utf-8", text.into_bytes());
    if status == StatusCode::UNAUTHORIZED && names_credential(described.code) {
        answer.with(
            header::WWW_AUTHENTICATE,
            "Basic realm=\"Muster enrollment\", charset=\"UTF-8\"",
        )
    } else {
        answer
    }
}
