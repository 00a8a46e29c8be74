//! Errors in each protocol's form: one cause, one code, one fix.

use http::StatusCode;
use muster_shared::access::Denial;
use muster_shared::api::PERSON_PROBLEMS;
use muster_shared::command::{CommandName, CommandRefusal};
use muster_shared::enrollment::Refusal;
use muster_shared::field::FieldFault;
use muster_shared::ids::CommandId;
use muster_shared::platform::{EnrollmentMethod, Platform};
use muster_shared::protocol::apple::AppleError;
use muster_shared::protocol::scep::ScepError;
use muster_shared::time::Timestamp;

use crate::http::ApiError;
use crate::http::error::ScepClosed;
use crate::http::problem::{Asked, Speaks, answer, describe};

#[test]
fn every_refusal_has_its_own_answer_in_json_and_in_est() {
    for refusal in Refusal::examples() {
        let code = refusal.code();
        let described = describe(&ApiError::refused(refusal.clone()));
        assert!(
            described.status.is_client_error() || described.status.is_server_error(),
            "{code}"
        );
        let json = answer(
            ApiError::refused(refusal.clone()),
            Speaks::Json,
            "correlation",
            &Asked::Nothing,
        );
        let problem: muster_shared::api::Problem = serde_json::from_slice(&json.body).unwrap();
        assert_eq!(
            (problem.code.as_str(), problem.kind.as_str()),
            (code, format!("/problems/{code}").as_str())
        );
        assert!(
            !problem.title.is_empty() && !problem.fix.is_empty() && problem.acts_next.is_some(),
            "{code}"
        );
        let est = answer(
            ApiError::refused(refusal.clone()),
            Speaks::Est,
            "correlation",
            &Asked::Nothing,
        );
        let text = String::from_utf8(est.body).unwrap();
        assert!(
            text.contains(code) && text.ends_with("]\n") && text.lines().count() == 1,
            "{text}"
        );
        assert_ne!(est.status, StatusCode::OK, "{code}");
        let refused = ApiError::refused(refusal.clone());
        let soap = answer(refused, Speaks::Soap, "correlation", &Asked::Nothing);
        let text = String::from_utf8(soap.body).unwrap();
        assert_eq!(soap.status, StatusCode::INTERNAL_SERVER_ERROR, "{code}");
        assert!(
            text.contains("<s:Fault>") && !text.contains("InternalServiceFault"),
            "{code}: {text}"
        );
    }
}

#[test]
fn a_fault_of_ours_tells_the_caller_nothing_of_it() {
    for speaks in [
        Speaks::Json,
        Speaks::Est,
        Speaks::Files,
        Speaks::Soap,
        Speaks::Page,
    ] {
        let answered = answer(
            ApiError::Fault("row device/42: secret".to_owned()),
            speaks,
            "correlation",
            &Asked::Nothing,
        );
        let text = String::from_utf8(answered.body).unwrap();
        assert_eq!(answered.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(
            !text.contains("secret") && text.contains("correlation"),
            "{text}"
        );
    }
}

#[test]
fn an_est_client_is_told_to_repeat_while_the_same_enrollment_is_in_progress() {
    let refusal = Refusal::EnrollmentInProgress {
        retry_after_seconds: 7,
    };
    let answered = answer(
        ApiError::refused(refusal),
        Speaks::Est,
        "correlation",
        &Asked::Nothing,
    );
    assert_eq!(answered.status, StatusCode::ACCEPTED);
    assert_eq!(answered.headers.get("retry-after").unwrap(), "7");
}

/// Whether a person meets it on their own routes; an error that is added has to be sorted here. Refusals and conflicts have
/// codes of their own.
const fn meets_a_person(error: &ApiError) -> Option<bool> {
    match error {
        ApiError::Refused { .. } | ApiError::Conflict { .. } => None,
        ApiError::WrongOrigin
        | ApiError::UpgradeRequired
        | ApiError::CsrfTokenWrong
        | ApiError::NotPermitted
        | ApiError::ManagersDevices
        | ApiError::NotFound
        | ApiError::MethodNotAllowed
        | ApiError::BodyTooLarge { .. }
        | ApiError::UnsupportedMediaType { .. }
        | ApiError::BadBody { .. }
        | ApiError::BadField(_)
        | ApiError::TermsChanged(_)
        | ApiError::Fault(_) => Some(true),
        // The session's end, and the sign-in before there is one.
        ApiError::SignInRequired | ApiError::SignInFailed | ApiError::SignInLocked { .. }
        // Devices, operators and gates.
        | ApiError::DeviceNotIdentified { .. }
        | ApiError::Soap(_)
        | ApiError::ScepClosed(_)
        | ApiError::Apple(_)
        | ApiError::Scep(_)
        | ApiError::OperatorTokenWrong
        | ApiError::GateSecretWrong
        | ApiError::NoAccess(_)
        | ApiError::NotOffered
        // What only administrators change.
        | ApiError::RowsRefused { .. }
        | ApiError::VersionRequired
        | ApiError::VersionConflict { .. } => Some(false),
    }
}

/// Whether a person's own request can be refused so; a refusal that is added has to be sorted here. What refuses a device's
/// own request reaches its person as a part of the progress.
const fn is_a_persons(refusal: &Refusal) -> bool {
    match refusal {
        Refusal::AccountDisabled
        | Refusal::EnrollmentNotInScope
        | Refusal::MethodNotAllowedForManager { .. }
        | Refusal::PlatformBlocked { .. }
        | Refusal::PersonalBlocked { .. }
        | Refusal::OsTooOld { .. }
        | Refusal::OsTooNew { .. }
        | Refusal::ManufacturerBlocked { .. }
        | Refusal::VersionNotSupported { .. }
        | Refusal::WorkProfileLimitReached { .. }
        | Refusal::TermsNotAccepted { .. }
        | Refusal::DeviceLimitReached { .. }
        | Refusal::TooManyOpenTickets { .. }
        | Refusal::EnrollmentPaused
        | Refusal::EnrollmentInProgress { .. } => true,
        Refusal::TicketInvalid
        | Refusal::TicketExpired { .. }
        | Refusal::TicketSpent
        | Refusal::TokenRevoked
        | Refusal::TokenExpired { .. }
        | Refusal::TokenQuotaReached { .. }
        | Refusal::TooManyKeyChanges { .. }
        | Refusal::CsrMalformed { .. }
        | Refusal::CsrSignatureInvalid
        | Refusal::KeyNotAccepted { .. }
        | Refusal::KeyKnownWeak
        | Refusal::KeyReused
        | Refusal::CsrAsksTooMuch { .. }
        | Refusal::RenewalSubjectDiffers
        | Refusal::CertificateRevoked
        | Refusal::CertificateExpired { .. }
        | Refusal::DeviceRetired
        | Refusal::FactsNotLearnt
        | Refusal::OwnershipFixed { .. }
        | Refusal::RenewedTooOften { .. }
        | Refusal::RenewalTooEarly { .. }
        | Refusal::RequestReplayed
        | Refusal::TooManyRequests { .. } => false,
    }
}

/// A refusal of a command of every kind; one that is added has to be listed.
fn of_commands() -> [CommandRefusal; 10] {
    let kind = CommandName::Lock;
    let method = EnrollmentMethod::Agent;
    let command = CommandId::from_random([0; 16]);
    let _ = |refusal: &CommandRefusal| match refusal {
        CommandRefusal::PersonalDevice { .. }
        | CommandRefusal::NotPossible { .. }
        | CommandRefusal::AgentTooOld
        | CommandRefusal::AlreadyOpen { .. }
        | CommandRefusal::KeyReused { .. }
        | CommandRefusal::TooManyOpen
        | CommandRefusal::TooManyInADay
        | CommandRefusal::Delivered
        | CommandRefusal::Ended
        | CommandRefusal::Administrators => (),
    };
    [
        CommandRefusal::PersonalDevice { kind },
        CommandRefusal::NotPossible {
            kind,
            platform: Platform::Linux,
            method,
        },
        CommandRefusal::AgentTooOld,
        CommandRefusal::AlreadyOpen { command },
        CommandRefusal::KeyReused { command },
        CommandRefusal::TooManyOpen,
        CommandRefusal::TooManyInADay,
        CommandRefusal::Delivered,
        CommandRefusal::Ended,
        CommandRefusal::Administrators,
    ]
}

#[test]
fn what_a_persons_own_routes_can_answer_is_what_pages_have_words_for() {
    let text = String::new;
    let field = || FieldFault::at("field", "rule");
    let every = [
        ApiError::SignInRequired,
        ApiError::SignInFailed,
        ApiError::SignInLocked {
            until: Timestamp::EPOCH,
            retry_after_seconds: 1,
        },
        ApiError::WrongOrigin,
        ApiError::UpgradeRequired,
        ApiError::CsrfTokenWrong,
        ApiError::NotPermitted,
        ApiError::ManagersDevices,
        ApiError::DeviceNotIdentified { reason: text() },
        ApiError::OperatorTokenWrong,
        ApiError::GateSecretWrong,
        ApiError::NoAccess(Denial::NotCompliant),
        ApiError::NotFound,
        ApiError::MethodNotAllowed,
        ApiError::BodyTooLarge { limit: 1 },
        ApiError::UnsupportedMediaType { expected: "JSON" },
        ApiError::BadBody { reason: text() },
        ApiError::RowsRefused { rows: Vec::new() },
        ApiError::BadField(field()),
        ApiError::TermsChanged(field()),
        ApiError::VersionRequired,
        ApiError::VersionConflict { current: 1 },
        ApiError::NotOffered,
        ApiError::ScepClosed(ScepClosed::NotSetUp),
        ApiError::ScepClosed(ScepClosed::NotAllowed),
        ApiError::Apple(AppleError::UnknownKind),
        ApiError::Scep(ScepError::Attribute("messageType")),
        ApiError::Fault(text()),
    ];
    let mut met: Vec<&str> = every
        .iter()
        .filter(|error| meets_a_person(error) == Some(true))
        .map(|error| describe(error).code)
        .collect();
    let refusals = Refusal::examples();
    let refusals = refusals.iter().filter(|refusal| is_a_persons(refusal));
    met.extend(refusals.map(Refusal::code));
    met.extend(of_commands().iter().map(CommandRefusal::code));
    // Conflicts are named where they are found.
    for source in [
        include_str!("../api/me.rs"),
        include_str!("../api/commands.rs"),
        include_str!("../api/foreseen.rs"),
        include_str!("../api/terms.rs"),
        include_str!("../api/tickets.rs"),
    ] {
        let named = source.split("code: \"").skip(1);
        met.extend(named.filter_map(|rest| rest.split('"').next()));
    }
    met.sort_unstable();
    met.dedup();
    assert_eq!(met, PERSON_PROBLEMS);
}
