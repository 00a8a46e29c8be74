//! The API's description, OpenAPI 3.1: written natively from the types and this list, kept in `edge/openapi.json`, embedded.
//!
//! A test holds the file to what [`document`] writes, and the list to the router's table: a route without a description, or
//! a description without a route, fails.

#[cfg(feature = "openapi")]
mod document;

use std::sync::Arc;

use http::StatusCode;

use crate::app::{App, Platform};
use crate::http::{Answer, ApiError, Call};

#[cfg(feature = "openapi")]
pub use document::document;

static DOCUMENT: &[u8] = include_bytes!("../../openapi.json");

/// `GET /api/v1/openapi.json`.
///
/// # Errors
/// None.
pub async fn show<P: Platform>(_app: Arc<App<P>>, (): (), _call: Call) -> Result<Answer, ApiError> {
    Ok(Answer::new(
        StatusCode::OK,
        "application/json",
        DOCUMENT.to_vec(),
    ))
}

/// One operation of the API.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// The method, in lower case.
    pub method: &'static str,
    /// The path.
    pub path: &'static str,
    /// Its stable name: verb and resource.
    pub id: &'static str,
    /// What it does, one sentence.
    pub summary: &'static str,
    /// The schema of its body, if it takes one.
    pub request: Option<&'static str>,
    /// The status of success and the schema of its answer.
    pub answer: (u16, Option<&'static str>),
}

const fn operation(
    method: &'static str,
    path: &'static str,
    id: &'static str,
    summary: &'static str,
    request: Option<&'static str>,
    answer: (u16, Option<&'static str>),
) -> Operation {
    Operation {
        method,
        path,
        id,
        summary,
        request,
        answer,
    }
}

/// A body of comma-separated values in place of a schema's name.
const CSV: &str = "text/csv";

/// A body that is a picture, likewise.
const PICTURE: &str = "image/*";

/// Every operation, in the order of the router's table.
pub const OPERATIONS: &[Operation] = &[
    operation(
        "get",
        "/api/v1/branding",
        "show_branding",
        "Shows how the organisation presents itself; its pictures are at `/branding/{sha256}`.",
        None,
        (200, Some("BrandingView")),
    ),
    operation(
        "put",
        "/api/v1/branding/{picture}",
        "put_branding_picture",
        "Puts a picture into the branding: PNG or JPEG, known by its content.",
        Some(PICTURE),
        (200, Some("Branding")),
    ),
    operation(
        "get",
        "/api/v1/mail-outbox",
        "list_mails",
        "Lists the newest mails to people, each with what has become of it.",
        None,
        (200, Some("MailList")),
    ),
    operation(
        "get",
        "/api/v1/openapi.json",
        "show_openapi",
        "This description.",
        None,
        (200, None),
    ),
    operation(
        "post",
        "/api/v1/session",
        "create_session",
        "Signs in with a local account; the session travels in a cookie.",
        Some("SignIn"),
        (200, Some("SessionCreated")),
    ),
    operation(
        "delete",
        "/api/v1/session",
        "delete_session",
        "Signs out.",
        None,
        (204, None),
    ),
    operation(
        "get",
        "/api/v1/me",
        "show_me",
        "Says who is signed in.",
        None,
        (200, Some("Me")),
    ),
    operation(
        "get",
        "/api/v1/me/preflight",
        "show_preflight",
        "Shows what decides whether one's device may enroll: the policy as far as it is one's own, and what is known.",
        None,
        (200, Some("Preflight")),
    ),
    operation(
        "get",
        "/api/v1/me/devices",
        "list_my_devices",
        "Lists one's own devices.",
        None,
        (200, Some("DeviceList")),
    ),
    operation(
        "get",
        "/api/v1/me/devices/{device}",
        "show_my_device",
        "Shows one of one's own devices: what it told, and what happened to it.",
        None,
        (200, Some("DeviceDetail")),
    ),
    operation(
        "patch",
        "/api/v1/me/devices/{device}",
        "rename_my_device",
        "Gives one's own device another name, which then no longer follows its host name.",
        Some("RenameDevice"),
        (200, Some("DeviceView")),
    ),
    operation(
        "delete",
        "/api/v1/me/devices/{device}",
        "remove_my_device",
        "Removes one's own device; its certificate ends at once.",
        None,
        (204, None),
    ),
    operation(
        "get",
        "/api/v1/guides",
        "list_guides",
        "Lists every way to enroll, with what the organisation has added.",
        None,
        (200, Some("GuideList")),
    ),
    operation(
        "get",
        "/api/v1/readiness",
        "show_readiness",
        "Says what the organisation still has to do before its first devices come.",
        None,
        (200, Some("ReadinessList")),
    ),
    operation(
        "get",
        "/api/v1/me/terms",
        "list_my_terms",
        "Lists the terms of use that one has to accept before a device may enroll, accepted or not.",
        None,
        (200, Some("TermsList")),
    ),
    operation(
        "post",
        "/api/v1/me/terms/accept",
        "accept_terms",
        "Accepts terms of use, each at the version that stands now.",
        Some("AcceptedTerms"),
        (200, Some("TermsList")),
    ),
    operation(
        "get",
        "/api/v1/terms/{terms}/acceptances",
        "list_terms_acceptances",
        "Lists who has accepted terms of use, at which version and when.",
        None,
        (200, Some("AcceptanceList")),
    ),
    operation(
        "post",
        "/api/v1/me/tickets",
        "create_ticket",
        "Makes a ticket for one enrollment.",
        Some("TicketRequest"),
        (201, Some("TicketCreated")),
    ),
    operation(
        "get",
        "/api/v1/me/tickets/{ticket}",
        "show_ticket",
        "Shows how far the enrollment with one's own ticket has come.",
        None,
        (200, Some("EnrollmentProgress")),
    ),
    operation(
        "get",
        "/api/v1/me/tickets/{ticket}/live",
        "follow_ticket",
        "The same over a WebSocket (RFC 6455): one EnrollmentProgress in JSON a message, now and after every change. \
         The Origin must be the deployment's own. `ping` is answered by `pong`; closed with 1000 when nothing more can come.",
        None,
        (101, None),
    ),
    operation(
        "post",
        "/api/v1/device/check-in",
        "check_in_device",
        "A device comes by; signed with its key (RFC 9421), or over TLS with its certificate.",
        Some("CheckInReport"),
        (200, Some("CheckInAnswer")),
    ),
    operation(
        "post",
        "/api/v1/device/unenroll",
        "unenroll_device",
        "A device leaves management by itself; its certificate ends at once.",
        None,
        (204, None),
    ),
    operation(
        "get",
        "/api/v1/access",
        "show_access",
        "Says whether a device may reach what the organisation protects: 200, or 401 or 403 with the code in `X-Muster-Code`. It is named by the certificate in `Client-Cert` or by `device`.",
        None,
        (200, Some("AccessAnswer")),
    ),
    operation(
        "get",
        "/api/v1/devices",
        "list_devices",
        "Lists everybody's devices.",
        None,
        (200, Some("FleetList")),
    ),
    operation(
        "delete",
        "/api/v1/devices/{device}",
        "retire_device",
        "Retires anybody's device; its certificate ends at once.",
        None,
        (204, None),
    ),
    operation(
        "patch",
        "/api/v1/devices/{device}",
        "change_device",
        "Says whose anybody's device is, or who uses it; what only a corporate device may give is erased at once of one that is not.",
        Some("ChangeDevice"),
        (200, Some("DeviceView")),
    ),
    operation(
        "get",
        "/api/v1/devices/{device}/decisions",
        "list_device_decisions",
        "The decisions about a device, the newest first, each taken again with every rule.",
        None,
        (200, Some("DecisionList")),
    ),
    operation(
        "get",
        "/api/v1/enrollees/{enrollee}/decisions",
        "list_decisions",
        "The decisions about all devices of a person or a token, refused attempts among them.",
        None,
        (200, Some("DecisionList")),
    ),
    operation(
        "get",
        "/api/v1/enrollees/{enrollee}/decisions/{number}/replay",
        "replay_decision",
        "Takes a recorded decision again, by the policy that took it, and says whether it comes out the same.",
        None,
        (200, Some("DecisionView")),
    ),
    operation(
        "get",
        "/api/v1/what-if/inputs",
        "list_what_if_inputs",
        "What decisions about the fleet and about recent attempts are taken from, a page at a time.",
        None,
        (200, Some("WhatIfInputs")),
    ),
    operation(
        "get",
        "/api/v1/corporate-identifiers",
        "list_corporate_identifiers",
        "Lists the corporate identifiers, with what has become of their devices.",
        None,
        (200, Some("CorporateIdentifierList")),
    ),
    operation(
        "post",
        "/api/v1/corporate-identifiers",
        "add_corporate_identifier",
        "Puts one corporate identifier on the list; 201 when it is new.",
        Some("AddCorporateIdentifier"),
        (200, Some("ImportReport")),
    ),
    operation(
        "post",
        "/api/v1/corporate-identifiers/import",
        "import_corporate_identifiers",
        "Puts a file of corporate identifiers on the list, all of it or nothing: no heading, one kind, at most 5,000 rows and 5 MB.",
        Some(CSV),
        (200, Some("ImportReport")),
    ),
    operation(
        "post",
        "/api/v1/corporate-identifiers/delete",
        "delete_corporate_identifiers",
        "Takes up to 500 corporate identifiers off the list; devices that enrolled by them stay whose they are.",
        Some("DeleteCorporateIdentifiers"),
        (200, Some("Deleted")),
    ),
    operation(
        "get",
        "/api/v1/policy",
        "show_policy",
        "Shows the policy in force.",
        None,
        (200, Some("PolicyDraft")),
    ),
    operation(
        "put",
        "/api/v1/policy",
        "publish_policy",
        "Publishes a new policy, against the version in If-Match.",
        Some("PolicyDraft"),
        (200, Some("PolicyDraft")),
    ),
    operation(
        "get",
        "/api/v1/policy/publications",
        "list_publications",
        "Lists when which policy came into force, and by whom.",
        None,
        (200, Some("PublicationList")),
    ),
    operation(
        "post",
        "/api/v1/policy/publications",
        "publish_from",
        "Puts the draft in force, or a version that was before, against the version in If-Match.",
        Some("PolicySource"),
        (200, Some("PolicyState")),
    ),
    operation(
        "get",
        "/api/v1/policy/versions/{version}",
        "show_policy_version",
        "Shows a policy by the hash of its content.",
        None,
        (200, Some("PolicyDraft")),
    ),
    operation(
        "get",
        "/api/v1/policy/draft",
        "show_policy_draft",
        "Shows the policy that is being written.",
        None,
        (200, Some("DraftView")),
    ),
    operation(
        "put",
        "/api/v1/policy/draft",
        "write_policy_draft",
        "Writes the draft of the next policy, against the revision in If-Match; it is checked when it is published.",
        Some("PolicyDraft"),
        (200, Some("DraftView")),
    ),
    operation(
        "delete",
        "/api/v1/policy/draft",
        "discard_policy_draft",
        "Discards the draft, against the revision in If-Match.",
        None,
        (204, None),
    ),
    operation(
        "get",
        "/api/v1/policy/diff",
        "show_policy_diff",
        "Shows where two policies differ, in words too.",
        None,
        (200, Some("ChangeList")),
    ),
    operation(
        "post",
        "/api/v1/policy/what-if",
        "ask_what_if",
        "Says who would be decided differently by another policy, and why.",
        Some("WhatIfQuestion"),
        (200, Some("WhatIfAnswer")),
    ),
    operation(
        "get",
        "/api/v1/policy/rollout",
        "show_rollout",
        "Shows which policy decides for everybody, and whether another is tried out in a ring.",
        None,
        (200, Some("PolicyState")),
    ),
    operation(
        "post",
        "/api/v1/policy/rollout",
        "steer_rollout",
        "Starts a rollout, changes its ring, pauses, resumes, promotes or stops it, against the version in If-Match.",
        Some("RolloutStep"),
        (200, Some("PolicyState")),
    ),
    operation(
        "get",
        "/api/v1/settings",
        "show_settings",
        "Shows the settings in force.",
        None,
        (200, Some("Settings")),
    ),
    operation(
        "put",
        "/api/v1/settings",
        "publish_settings",
        "Publishes new settings, against the version in If-Match.",
        Some("Settings"),
        (200, Some("Settings")),
    ),
    operation(
        "get",
        "/api/v1/people",
        "list_people",
        "Lists people, in the order of their identifiers.",
        None,
        (200, Some("PersonList")),
    ),
    operation(
        "post",
        "/api/v1/people",
        "create_person",
        "Creates a person, who has no password yet.",
        Some("CreatePerson"),
        (201, Some("PersonView")),
    ),
    operation(
        "post",
        "/api/v1/people/import",
        "import_people",
        "Creates or changes the people of a file `username,display_name,email,groups` with that heading, groups separated by `;`, at most 500 rows: all or none.",
        Some(CSV),
        (200, Some("PeopleReport")),
    ),
    operation(
        "get",
        "/api/v1/people/{user}",
        "show_person",
        "Shows one person.",
        None,
        (200, Some("PersonView")),
    ),
    operation(
        "patch",
        "/api/v1/people/{user}",
        "change_person",
        "Changes a person, with If-Match; what is left out stays.",
        Some("PersonEdit"),
        (200, Some("PersonView")),
    ),
    operation(
        "delete",
        "/api/v1/people/{user}",
        "delete_person",
        "Deletes a disabled person who has no devices; the user name is free again.",
        None,
        (204, None),
    ),
    operation(
        "post",
        "/api/v1/people/{user}/password",
        "set_person_password",
        "Sets a person's local password; their sessions end.",
        Some("PersonPassword"),
        (204, None),
    ),
    operation(
        "post",
        "/api/v1/people/{user}/disable",
        "disable_person",
        "Disables a person: sessions end at once, tickets enroll nothing, devices stay.",
        None,
        (200, Some("PersonView")),
    ),
    operation(
        "post",
        "/api/v1/people/{user}/enable",
        "enable_person",
        "Enables a person again.",
        None,
        (200, Some("PersonView")),
    ),
    operation(
        "post",
        "/api/v1/enrollment-tokens",
        "create_enrollment_token",
        "Makes a token with which many devices enroll. Its text is in this answer and nowhere else.",
        Some("EnrollmentTokenRequest"),
        (201, Some("EnrollmentTokenCreated")),
    ),
    operation(
        "get",
        "/api/v1/enrollment-tokens",
        "list_enrollment_tokens",
        "Lists the tokens, without anything secret.",
        None,
        (200, Some("EnrollmentTokenList")),
    ),
    operation(
        "get",
        "/api/v1/enrollment-tokens/{token}",
        "show_enrollment_token",
        "Shows a token with what it refused.",
        None,
        (200, Some("EnrollmentTokenDetail")),
    ),
    operation(
        "patch",
        "/api/v1/enrollment-tokens/{token}",
        "change_enrollment_token",
        "Changes a token, against the version in If-Match. Its devices stay as they are.",
        Some("EnrollmentTokenChange"),
        (200, Some("EnrollmentTokenDetail")),
    ),
    operation(
        "delete",
        "/api/v1/enrollment-tokens/{token}",
        "revoke_enrollment_token",
        "Ends a token; its devices stay enrolled.",
        None,
        (204, None),
    ),
    operation(
        "post",
        "/api/v1/enrollment-tokens/{token}/replace",
        "replace_enrollment_token",
        "Gives a token a new text; the one before ends at once.",
        None,
        (200, Some("EnrollmentTokenCreated")),
    ),
    operation(
        "get",
        "/api/v1/configuration/export",
        "export_configuration",
        "Writes the whole configuration as one file: policy, settings and sections; no people and no secrets.",
        None,
        (200, Some("ConfigurationFile")),
    ),
    operation(
        "post",
        "/api/v1/configuration/import",
        "import_configuration",
        "Puts the configuration of a file in place, all of it or nothing, against the ETag of an export in If-Match.",
        Some("ConfigurationFile"),
        (200, Some("ConfigurationImportReport")),
    ),
    operation(
        "get",
        "/api/v1/configuration/{section}",
        "show_section",
        "Shows a section of the configuration.",
        None,
        (200, Some("Section")),
    ),
    operation(
        "put",
        "/api/v1/configuration/{section}",
        "replace_section",
        "Replaces a section of the configuration, against the revision in If-Match.",
        Some("Section"),
        (200, Some("Section")),
    ),
    operation(
        "get",
        "/api/v1/audit",
        "list_audit",
        "Reads the audit chain.",
        None,
        (200, Some("AuditList")),
    ),
    operation(
        "post",
        "/api/v1/setup",
        "put_people",
        "Creates people with local accounts, or changes them; for the operator.",
        Some("Setup"),
        (204, None),
    ),
];
