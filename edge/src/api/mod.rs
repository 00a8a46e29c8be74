//! The JSON API: everything the portal does, for programs too.

mod access;
mod apple;
mod audit;
mod branding;
mod calendar;
mod commands;
mod configuration;
mod decisions;
mod device;
mod devices;
mod enrollment_tokens;
mod files;
mod foreseen;
mod guides;
mod identifiers;
mod mails;
mod me;
#[cfg(any(test, feature = "openapi"))]
mod openapi;
mod people;
mod policies;
mod push_topic;
mod sections;
pub(crate) mod session;
mod setup;
pub(crate) mod terms;
pub(crate) mod tickets;
mod transfer;
mod unknown_groups;
mod webhooks;
mod what_if;

pub(crate) use files::current_list;
#[cfg(any(test, feature = "openapi"))]
pub use openapi::OPERATIONS;
#[cfg(feature = "openapi")]
pub use openapi::document;

use crate::app::Platform;
use crate::http::problem::Speaks;
use crate::http::who::{
    Anyone, ChangeDevices, CommandDevices, Device, Gate, Operator, ReadAudit, ReadConfiguration,
    ReadDevices, ReadIdentifiers, ReadPeople, ReadTokens, ReadWebhooks, RetireDevices, SignedIn,
    SignedInOnOurPage, WriteConfiguration, WriteIdentifiers, WritePeople, WriteTokens,
    WriteWebhooks, permitted,
};
use crate::router::{
    LARGEST_BODY, LARGEST_CHECK_IN, LARGEST_CONFIGURATION, LARGEST_IMPORT, LARGEST_PICTURE_BODY,
    Table, delete, get, patch, post, put,
};

/// Adds the routes of the API, and those of plain files.
pub fn add_routes<P: Platform>(table: Table<P>) -> Table<P> {
    table
        .route(get("/healthz"), Anyone, files::health)
        .route(
            get("/ca/{file}").speaks(Speaks::Files),
            Anyone,
            files::ca_certificate,
        )
        .route(
            get("/crl/{file}").speaks(Speaks::Files),
            Anyone,
            files::revocation_list,
        )
        .route(
            get("/agent/linux.sh").speaks(Speaks::Files),
            Anyone,
            files::linux_agent,
        )
        .route(
            get("/branding/portal.webmanifest").speaks(Speaks::Files),
            Anyone,
            branding::manifest,
        )
        .route(
            get("/branding/{file}").speaks(Speaks::Files),
            Anyone,
            branding::picture,
        )
        .route(get("/api/v1/branding"), Anyone, branding::show)
        .route(
            put("/api/v1/branding/{picture}").body_limit(LARGEST_PICTURE_BODY),
            permitted::<WriteConfiguration>(),
            branding::upload,
        )
        .route(
            get("/api/v1/apple/push-certificate"),
            permitted::<ReadConfiguration>(),
            apple::push_certificate,
        )
        .route(
            get("/api/v1/mail-outbox"),
            permitted::<ReadAudit>(),
            mails::list,
        )
        .route(post("/api/v1/session"), Anyone, session::create)
        .route(delete("/api/v1/session"), SignedIn, session::delete)
        .route(get("/api/v1/me"), SignedIn, me::show)
        .route(get("/api/v1/me/preflight"), SignedIn, me::preflight)
        .route(get("/api/v1/me/configuration"), SignedIn, foreseen::show)
        .route(get("/api/v1/me/devices"), SignedIn, me::list_devices)
        .route(
            get("/api/v1/me/devices/{device}"),
            SignedIn,
            me::show_device,
        )
        .route(
            patch("/api/v1/me/devices/{device}"),
            SignedIn,
            me::rename_device,
        )
        .route(
            delete("/api/v1/me/devices/{device}"),
            SignedIn,
            me::remove_device,
        )
        .route(
            get("/api/v1/me/devices/{device}/configuration"),
            SignedIn,
            me::show_configuration,
        )
        .route(get("/api/v1/me/privacy"), SignedIn, me::show_privacy)
        .route(
            get("/api/v1/me/devices/{device}/installed"),
            SignedIn,
            me::show_installed,
        )
        .route(
            post("/api/v1/me/devices/{device}/recovery-keys"),
            SignedIn,
            me::read_recovery_keys,
        )
        .route(
            get("/api/v1/me/devices/{device}/commands"),
            SignedIn,
            commands::list_mine,
        )
        .route(
            post("/api/v1/me/devices/{device}/commands"),
            SignedIn,
            commands::create_mine,
        )
        .route(
            delete("/api/v1/me/devices/{device}/commands/{command}"),
            SignedIn,
            commands::cancel_mine,
        )
        .route(get("/api/v1/guides"), SignedIn, guides::list)
        .route(
            get("/api/v1/calendar.ics"),
            permitted::<ReadConfiguration>(),
            calendar::show,
        )
        .route(
            get("/api/v1/readiness"),
            permitted::<ReadConfiguration>(),
            guides::show_readiness,
        )
        .route(get("/api/v1/me/terms"), SignedIn, terms::show_mine)
        .route(post("/api/v1/me/terms/accept"), SignedIn, terms::accept)
        .route(
            get("/api/v1/terms/{terms}/acceptances"),
            permitted::<ReadConfiguration>(),
            terms::list_acceptances,
        )
        .route(post("/api/v1/me/tickets"), SignedIn, tickets::create_ticket)
        .route(
            get("/api/v1/me/tickets/{ticket}"),
            SignedIn,
            tickets::show_ticket,
        )
        .route(
            get("/api/v1/me/tickets/{ticket}/live"),
            SignedInOnOurPage,
            tickets::follow_ticket,
        )
        .route(
            post("/api/v1/device/check-in").body_limit(LARGEST_CHECK_IN),
            Device,
            device::check_in,
        )
        .route(
            post("/api/v1/device/configuration"),
            Device,
            device::fetch_configuration,
        )
        .route(post("/api/v1/device/unenroll"), Device, device::unenroll)
        .route(get("/api/v1/access"), Gate, access::show)
        .route(
            get("/api/v1/devices"),
            permitted::<ReadDevices>(),
            devices::list,
        )
        .route(
            get("/api/v1/devices/{device}"),
            permitted::<ReadDevices>(),
            devices::show,
        )
        .route(
            get("/api/v1/devices/{device}/configuration"),
            permitted::<ReadDevices>(),
            devices::show_configuration,
        )
        .route(
            get("/api/v1/devices/{device}/installed"),
            permitted::<ReadDevices>(),
            devices::show_installed,
        )
        .route(
            post("/api/v1/devices/{device}/recovery-keys"),
            permitted::<CommandDevices>(),
            devices::read_recovery_keys,
        )
        .route(
            delete("/api/v1/devices/{device}/record"),
            permitted::<RetireDevices>(),
            devices::delete_record,
        )
        .route(
            get("/api/v1/devices/cleanup-preview"),
            permitted::<ReadDevices>(),
            devices::preview_cleanup,
        )
        .route(
            delete("/api/v1/devices/{device}"),
            permitted::<RetireDevices>(),
            devices::retire,
        )
        .route(
            patch("/api/v1/devices/{device}"),
            permitted::<ChangeDevices>(),
            devices::change,
        )
        .route(
            delete("/api/v1/devices/{device}/retire-list"),
            permitted::<RetireDevices>(),
            devices::dismiss,
        )
        .route(
            get("/api/v1/devices/{device}/commands"),
            permitted::<ReadDevices>(),
            commands::list,
        )
        .route(
            post("/api/v1/devices/{device}/commands"),
            permitted::<CommandDevices>(),
            commands::create,
        )
        .route(
            delete("/api/v1/devices/{device}/commands/{command}"),
            permitted::<CommandDevices>(),
            commands::cancel,
        )
        .route(
            get("/api/v1/devices/{device}/decisions"),
            permitted::<ReadDevices>(),
            decisions::of_device,
        )
        .route(
            get("/api/v1/enrollees/{enrollee}/decisions"),
            permitted::<ReadDevices>(),
            decisions::of_enrollee,
        )
        .route(
            get("/api/v1/enrollees/{enrollee}/decisions/{number}/replay"),
            permitted::<ReadDevices>(),
            decisions::replay,
        )
        .route(
            get("/api/v1/what-if/inputs"),
            permitted::<ReadDevices>(),
            what_if::inputs,
        )
        .route(
            get("/api/v1/corporate-identifiers"),
            permitted::<ReadIdentifiers>(),
            identifiers::list,
        )
        .route(
            post("/api/v1/corporate-identifiers"),
            permitted::<WriteIdentifiers>(),
            identifiers::add,
        )
        .route(
            post("/api/v1/corporate-identifiers/import").body_limit(LARGEST_IMPORT),
            permitted::<WriteIdentifiers>(),
            identifiers::import,
        )
        .route(
            post("/api/v1/corporate-identifiers/delete").body_limit(LARGEST_BODY),
            permitted::<WriteIdentifiers>(),
            identifiers::delete,
        )
        .route(
            get("/api/v1/policy"),
            permitted::<ReadConfiguration>(),
            configuration::show_policy,
        )
        .route(
            put("/api/v1/policy").body_limit(LARGEST_BODY),
            permitted::<WriteConfiguration>(),
            configuration::publish_policy,
        )
        .route(
            get("/api/v1/policy/publications"),
            permitted::<ReadConfiguration>(),
            policies::list,
        )
        .route(
            post("/api/v1/policy/publications"),
            permitted::<WriteConfiguration>(),
            policies::publish,
        )
        .route(
            get("/api/v1/policy/versions/{version}"),
            permitted::<ReadConfiguration>(),
            policies::show_version,
        )
        .route(
            get("/api/v1/policy/draft"),
            permitted::<ReadConfiguration>(),
            policies::show_draft,
        )
        .route(
            put("/api/v1/policy/draft").body_limit(LARGEST_BODY),
            permitted::<WriteConfiguration>(),
            policies::put_draft,
        )
        .route(
            delete("/api/v1/policy/draft"),
            permitted::<WriteConfiguration>(),
            policies::discard_draft,
        )
        .route(
            get("/api/v1/policy/diff"),
            permitted::<ReadConfiguration>(),
            policies::show_diff,
        )
        .route(
            post("/api/v1/policy/what-if"),
            permitted::<ReadDevices>(),
            what_if::ask,
        )
        .route(
            get("/api/v1/policy/rollout"),
            permitted::<ReadConfiguration>(),
            policies::show_rollout,
        )
        .route(
            post("/api/v1/policy/rollout").body_limit(LARGEST_BODY),
            permitted::<WriteConfiguration>(),
            policies::steer_rollout,
        )
        .route(
            get("/api/v1/settings"),
            permitted::<ReadConfiguration>(),
            configuration::show_settings,
        )
        .route(
            put("/api/v1/settings"),
            permitted::<WriteConfiguration>(),
            configuration::publish_settings,
        )
        .route(
            get("/api/v1/configuration/export"),
            permitted::<ReadConfiguration>(),
            transfer::export,
        )
        .route(
            post("/api/v1/configuration/import").body_limit(LARGEST_CONFIGURATION),
            permitted::<WriteConfiguration>(),
            transfer::import,
        )
        .route(
            get("/api/v1/configuration/{section}"),
            permitted::<ReadConfiguration>(),
            sections::show,
        )
        .route(
            put("/api/v1/configuration/{section}").body_limit(LARGEST_BODY),
            permitted::<WriteConfiguration>(),
            sections::replace,
        )
        .route(
            get("/api/v1/people"),
            permitted::<ReadPeople>(),
            people::list,
        )
        .route(
            post("/api/v1/people"),
            permitted::<WritePeople>(),
            people::create,
        )
        .route(
            post("/api/v1/people/import").body_limit(LARGEST_IMPORT),
            permitted::<WritePeople>(),
            people::import,
        )
        .route(
            get("/api/v1/people/{user}"),
            permitted::<ReadPeople>(),
            people::show,
        )
        .route(
            patch("/api/v1/people/{user}"),
            permitted::<WritePeople>(),
            people::edit,
        )
        .route(
            delete("/api/v1/people/{user}"),
            permitted::<WritePeople>(),
            people::delete,
        )
        .route(
            post("/api/v1/people/{user}/password"),
            permitted::<WritePeople>(),
            people::set_password,
        )
        .route(
            post("/api/v1/people/{user}/disable"),
            permitted::<WritePeople>(),
            people::disable,
        )
        .route(
            post("/api/v1/people/{user}/enable"),
            permitted::<WritePeople>(),
            people::enable,
        )
        .route(
            post("/api/v1/enrollment-tokens"),
            permitted::<WriteTokens>(),
            enrollment_tokens::create,
        )
        .route(
            get("/api/v1/enrollment-tokens"),
            permitted::<ReadTokens>(),
            enrollment_tokens::list,
        )
        .route(
            get("/api/v1/enrollment-tokens/{token}"),
            permitted::<ReadTokens>(),
            enrollment_tokens::show,
        )
        .route(
            patch("/api/v1/enrollment-tokens/{token}"),
            permitted::<WriteTokens>(),
            enrollment_tokens::set,
        )
        .route(
            delete("/api/v1/enrollment-tokens/{token}"),
            permitted::<WriteTokens>(),
            enrollment_tokens::revoke,
        )
        .route(
            post("/api/v1/enrollment-tokens/{token}/replace"),
            permitted::<WriteTokens>(),
            enrollment_tokens::replace,
        )
        .route(
            get("/api/v1/webhooks"),
            permitted::<ReadWebhooks>(),
            webhooks::list,
        )
        .route(
            post("/api/v1/webhooks"),
            permitted::<WriteWebhooks>(),
            webhooks::create,
        )
        .route(
            get("/api/v1/webhooks/{webhook}"),
            permitted::<ReadWebhooks>(),
            webhooks::show,
        )
        .route(
            patch("/api/v1/webhooks/{webhook}"),
            permitted::<WriteWebhooks>(),
            webhooks::set,
        )
        .route(
            delete("/api/v1/webhooks/{webhook}"),
            permitted::<WriteWebhooks>(),
            webhooks::delete,
        )
        .route(
            post("/api/v1/webhooks/{webhook}/rotate"),
            permitted::<WriteWebhooks>(),
            webhooks::rotate,
        )
        .route(
            post("/api/v1/webhooks/{webhook}/test"),
            permitted::<WriteWebhooks>(),
            webhooks::test,
        )
        .route(
            get("/api/v1/webhooks/{webhook}/deliveries"),
            permitted::<ReadWebhooks>(),
            webhooks::list_deliveries,
        )
        .route(get("/api/v1/audit"), permitted::<ReadAudit>(), audit::list)
        .route(post("/api/v1/setup"), Operator, setup::put_people)
}
