//! The document itself: the list of operations and the types' schemas, written in OpenAPI's form.

use super::{CALENDAR, CSV, OPERATIONS, Operation, PICTURE, TEXT};

/// What stands in a path, in the order in which it is described.
const PATHS: &[(&str, &str)] = &[
    ("ticket", "The ticket's identifier, `tkt_…`."),
    ("device", "The device's identifier, `dev_…`."),
    ("command", "The command's identifier, `cmd_…`."),
    ("user", "The person's identifier, `usr_…`."),
    (
        "version",
        "The hash of a policy's content, 64 hexadecimal digits.",
    ),
    ("terms", "The short name of the terms of use."),
    ("token", "The token's identifier, `tok_…`."),
    ("webhook", "The webhook's identifier, `whk_…`."),
    ("enrollee", "The identifier of who holds devices, `enr_…`."),
    ("number", "The decision's number."),
];

/// The parameters of queries: the operation's id, the parameter, what it says.
const PARAMETERS: &[(&str, &str, &str)] = &[
    (
        "delete_session",
        "everywhere",
        "`true` signs out in every other browser, too.",
    ),
    (
        "foresee_configuration",
        "platform",
        "What runs on the device.",
    ),
    ("foresee_configuration", "method", "How it is to enroll."),
    (
        "foresee_configuration",
        "ownership",
        "Whose it is said to be.",
    ),
    (
        "foresee_configuration",
        "category",
        "The category that it is put into, if any.",
    ),
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
        "list_devices",
        "compliance",
        "Only devices in this state of compliance.",
    ),
    (
        "list_devices",
        "retire_list",
        "1: only devices on the list of those to be retired.",
    ),
    (
        "list_devices",
        "hidden",
        "`include` to list the devices that cleanup rules hide, too; `only` to list them alone.",
    ),
    (
        "preview_cleanup",
        "after_days",
        "The rule's days, 30 to 270.",
    ),
    (
        "preview_cleanup",
        "platform",
        "The rule's platform; every one when left out.",
    ),
    (
        "preview_cleanup",
        "after",
        "The last identifier of the page before.",
    ),
    ("preview_cleanup", "limit", "How many at most, 1 to 100."),
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

fn describe(operation: &Operation, who: &str) -> serde_json::Value {
    use serde_json::json;

    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let (status, answer) = operation.answer;
    let success = match answer {
        Some(kind @ (TEXT | CALENDAR)) => json!({
            "description": "Done.",
            "content": { kind: { "schema": { "type": "string" } } },
        }),
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
                let required = *id == "foresee_configuration" && *name != "category";
                parameters.push(json!({
                    "name": name, "in": "query", "required": required, "schema": { "type": "string" }, "description": what,
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
        api::CommandList,
        api::CommandRequest,
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
        api::ForeseenConfiguration,
        api::ConfigurationImportReport,
        api::GuideList,
        api::ImportReport,
        api::Installed,
        api::MailList,
        api::PushCertificateView,
        api::Me,
        api::PeopleReport,
        api::PersonEdit,
        api::PersonList,
        api::PersonPassword,
        api::PersonView,
        api::WebhookCreated,
        api::WebhookDeliveryList,
        api::WebhookForm,
        api::WebhookList,
        api::WebhookTested,
        api::PolicyState,
        api::PrivacyFacts,
        muster_shared::profile::ConfigurationStatus,
        api::Preflight,
        api::Problem,
        api::PublicationList,
        api::ReadinessList,
        api::RecoveryKeyList,
        api::RenameDevice,
        api::SessionCreated,
        api::Setup,
        api::SignIn,
        api::TermsList,
        api::TicketCreated,
        api::TicketMade,
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
