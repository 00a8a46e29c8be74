//! Errors in each protocol's form: one cause, one code, one fix.

use http::StatusCode;
use muster_shared::enrollment::Refusal;

use crate::http::ApiError;
use crate::http::problem::{Speaks, answer, describe};

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
            None,
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
            None,
        );
        let text = String::from_utf8(est.body).unwrap();
        assert!(
            text.contains(code) && text.ends_with("]\n") && text.lines().count() == 1,
            "{text}"
        );
        assert_ne!(est.status, StatusCode::OK, "{code}");
        let refused = ApiError::refused(refusal.clone());
        let soap = answer(refused, Speaks::Soap, "correlation", None);
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
            None,
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
    let answered = answer(ApiError::refused(refusal), Speaks::Est, "correlation", None);
    assert_eq!(answered.status, StatusCode::ACCEPTED);
    assert_eq!(answered.headers.get("retry-after").unwrap(), "7");
}
