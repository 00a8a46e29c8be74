//! The API's description, OpenAPI 3.1: written natively from the types and this list, kept in `edge/openapi.json`, embedded.
//!
//! A test holds the file to what [`document`] writes, and the list to the router's table: a route without a description, or
//! a description without a route, fails.

use std::sync::Arc;

use http::StatusCode;

use crate::app::{App, Platform};
use crate::http::{Answer, ApiError, Call};

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
        "Says whose anybody's device is; what only a corporate device may give is erased at once of one that is not.",
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

/// What stands in a path, in the order in which it is described.
#[cfg(feature = "openapi")]
const PATHS: &[(&str, &str)] = &[
    ("ticket", "The ticket's identifier, `tkt_…`."),
    ("device", "The device's identifier, `dev_…`."),
    ("user", "The person's identifier, `usr_…`."),
    (
        "version",
        "The hash of a policy's content, 64 hexadecimal digits.",
    ),
    ("terms", "The short name of the terms of use."),
    ("token", "The token's identifier, `tok_…`."),
    ("enrollee", "The identifier of who holds devices, `enr_…`."),
    ("number", "The decision's number."),
];

/// The parameters of queries: the operation's id, the parameter, what it says.
#[cfg(feature = "openapi")]
const PARAMETERS: &[(&str, &str, &str)] = &[
    (
        "show_access",
        "device",
        "The device, where no certificate names it.",
    ),
    (
        "show_access",
        "exact",
        "1 asks the device's own object, where a revocation counts at once; without it the answer is up to a minute old.",
    ),
    (
        "list_devices",
        "after",
        "The last identifier of the page before.",
    ),
    ("list_devices", "limit", "How many at most, 1 to 100."),
    (
        "list_devices",
        "group",
        "Only the members of this group of devices.",
    ),
    (
        "list_device_decisions",
        "before",
        "Only decisions with a lower number.",
    ),
    (
        "list_decisions",
        "before",
        "Only decisions with a lower number.",
    ),
    (
        "list_what_if_inputs",
        "after",
        "The `next` of the page before.",
    ),
    (
        "list_enrollment_tokens",
        "after",
        "The last identifier of the page before.",
    ),
    (
        "list_enrollment_tokens",
        "limit",
        "How many at most, 1 to 100.",
    ),
    ("list_audit", "from", "The first index to read."),
    (
        "import_configuration",
        "dry_run",
        "`true` to see what would change, and change nothing.",
    ),
    (
        "list_publications",
        "before",
        "Only publications with a lower number.",
    ),
    (
        "show_policy_diff",
        "from",
        "`current`, `draft`, `candidate` or a version; `current` when left out.",
    ),
    ("show_policy_diff", "to", "The same; `draft` when left out."),
    (
        "list_people",
        "search",
        "Only those whose user name or display name begins so.",
    ),
    ("list_people", "after", "The `next` of the page before."),
    ("list_people", "limit", "How many at most, 1 to 100."),
    (
        "import_people",
        "dry_run",
        "With true, only says what would happen.",
    ),
    (
        "list_corporate_identifiers",
        "kind",
        "Only imei, serial_number or manufacturer_model_serial.",
    ),
    (
        "list_corporate_identifiers",
        "search",
        "Only those in which, or in whose details, this stands.",
    ),
    (
        "list_corporate_identifiers",
        "after",
        "The `next` of the page before.",
    ),
    (
        "list_corporate_identifiers",
        "limit",
        "How many at most, 1 to 200.",
    ),
    (
        "import_corporate_identifiers",
        "kind",
        "What the file holds: imei, serial_number or manufacturer_model_serial. Required.",
    ),
    (
        "import_corporate_identifiers",
        "existing",
        "What becomes of an identifier that is there with other details: refuse (the whole file), keep or overwrite.",
    ),
    (
        "import_corporate_identifiers",
        "dry_run",
        "With true, only says what would happen.",
    ),
];

/// Writes the description from [`OPERATIONS`] and the types' schemas.
#[cfg(feature = "openapi")]
#[must_use]
pub fn document(rows: &[crate::router::Row]) -> serde_json::Value {
    use serde_json::{Map, Value, json};

    let mut paths = Map::new();
    for operation in OPERATIONS {
        let row = rows.iter().find(|row| {
            row.path == operation.path && row.method.eq_ignore_ascii_case(operation.method)
        });
        let who = row.map_or("nobody", |row| row.who);
        let entry = paths
            .entry(operation.path)
            .or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(methods) = entry {
            methods.insert(operation.method.to_owned(), describe(operation, who));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Muster",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Device enrollment and management at the edge. Errors are problem+json (RFC 9457).",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "securitySchemes": {
                "session": { "type": "apiKey", "in": "cookie", "name": crate::http::who::SESSION_COOKIE },
                "csrf": { "type": "apiKey", "in": "header", "name": muster_shared::api::CSRF_HEADER },
                "signature": {
                    "type": "apiKey", "in": "header", "name": "Signature",
                    "description": "HTTP Message Signatures (RFC 9421) with the key of the device's certificate.",
                },
                "operator": { "type": "http", "scheme": "bearer" },
                "gate": { "type": "apiKey", "in": "header", "name": crate::http::who::GATE_SECRET_HEADER },
            },
        },
    })
}

#[cfg(feature = "openapi")]
fn describe(operation: &Operation, who: &str) -> serde_json::Value {
    use serde_json::json;

    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let (status, answer) = operation.answer;
    let success = match answer {
        Some(name) => json!({
            "description": "Done.",
            "content": { "application/json": { "schema": reference(name) } },
        }),
        None => json!({ "description": "Done." }),
    };
    let problem = json!({
        "description": "Not done: one cause, one code, one fix.",
        "content": { muster_shared::api::PROBLEM_CONTENT_TYPE: { "schema": reference("Problem") } },
    });
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "description": format!("For {who}."),
        "responses": { status.to_string(): success, "default": problem },
    });
    if let Some(object) = described.as_object_mut() {
        if let Some(name) = operation.request {
            let required = name != "CheckInReport";
            let content = if name == CSV {
                json!({ CSV: { "schema": { "type": "string" } } })
            } else if name == PICTURE {
                json!({ PICTURE: {} })
            } else {
                json!({ "application/json": { "schema": reference(name) } })
            };
            object.insert(
                "requestBody".to_owned(),
                json!({ "required": required, "content": content }),
            );
        }
        let security = if who == "anyone" {
            json!([])
        } else if who.starts_with("the operator") {
            json!([{ "operator": [] }])
        } else if who.starts_with("a gate") {
            json!([{ "gate": [] }])
        } else if who.starts_with("a device") {
            json!([{ "signature": [] }])
        } else if operation.method == "get" {
            json!([{ "session": [] }])
        } else {
            json!([{ "session": [], "csrf": [] }])
        };
        object.insert("security".to_owned(), security);
        let mut parameters = Vec::new();
        for (name, what) in PATHS {
            if operation.path.contains(&format!("{{{name}}}")) {
                parameters.push(json!({
                    "name": name, "in": "path", "required": true, "schema": { "type": "string" }, "description": what,
                }));
            }
        }
        if operation.path.contains("{section}") {
            let kinds: Vec<_> = muster_shared::tenant::SectionKind::ALL
                .iter()
                .map(|kind| kind.as_str())
                .collect();
            parameters.push(json!({
                "name": "section", "in": "path", "required": true, "schema": { "type": "string", "enum": kinds },
                "description": "Which section.",
            }));
        }
        if operation.path.contains("{picture}") {
            use muster_shared::tenant::section::BrandingPicture;
            let places = BrandingPicture::ALL;
            parameters.push(json!({
                "name": "picture", "in": "path", "required": true,
                "schema": { "type": "string", "enum": places.map(BrandingPicture::as_str) },
                "description": "Which picture.",
            }));
        }
        if operation.method == "put"
            || operation.summary.contains("If-Match")
            || operation.id == "change_enrollment_token"
        {
            parameters.push(json!({
                "name": "If-Match", "in": "header", "required": true, "schema": { "type": "string" },
                "description": "The ETag that was read.",
            }));
        }
        for (id, name, what) in PARAMETERS {
            if operation.id == *id {
                parameters.push(json!({
                    "name": name, "in": "query", "required": false, "schema": { "type": "string" }, "description": what,
                }));
            }
        }
        if !parameters.is_empty() {
            object.insert(
                "parameters".to_owned(),
                serde_json::Value::Array(parameters),
            );
        }
    }
    described
}

#[cfg(feature = "openapi")]
fn schemas() -> serde_json::Value {
    use muster_shared::{api, policy, tenant};
    use utoipa::ToSchema;

    let mut all = std::collections::BTreeMap::new();
    macro_rules! add {
        ($($of:ty),+ $(,)?) => {$(
            let mut nested = Vec::new();
            <$of as ToSchema>::schemas(&mut nested);
            nested.push((<$of as ToSchema>::name().into_owned(), <$of as utoipa::PartialSchema>::schema()));
            all.extend(nested);
        )+};
    }
    add!(
        api::AcceptanceList,
        api::AccessAnswer,
        api::AcceptedTerms,
        api::AddCorporateIdentifier,
        api::AuditList,
        api::BrandingView,
        api::ChangeDevice,
        api::ChangeList,
        api::CheckInAnswer,
        api::CheckInReport,
        api::CorporateIdentifierList,
        api::CreatePerson,
        api::DeleteCorporateIdentifiers,
        api::DecisionList,
        api::DeviceDetail,
        api::DeviceList,
        api::DraftView,
        api::EnrollmentTokenChange,
        api::EnrollmentTokenCreated,
        api::EnrollmentTokenDetail,
        api::EnrollmentTokenList,
        api::EnrollmentTokenRequest,
        api::EnrollmentProgress,
        api::FleetList,
        api::ConfigurationImportReport,
        api::GuideList,
        api::ImportReport,
        api::MailList,
        api::Me,
        api::PeopleReport,
        api::PersonEdit,
        api::PersonList,
        api::PersonPassword,
        api::PersonView,
        api::PolicyState,
        api::Preflight,
        api::Problem,
        api::PublicationList,
        api::ReadinessList,
        api::RenameDevice,
        api::SessionCreated,
        api::Setup,
        api::SignIn,
        api::TermsList,
        api::TicketCreated,
        api::TicketRequest,
        api::WhatIfAnswer,
        api::WhatIfInputs,
        api::WhatIfQuestion,
        policy::PolicyDraft,
        tenant::ConfigurationFile,
        tenant::Deleted,
        tenant::PolicySource,
        tenant::RolloutStep,
        tenant::Settings,
    );
    all.extend(tenant::section::schemas());
    serde_json::to_value(all).unwrap_or_default()
}
