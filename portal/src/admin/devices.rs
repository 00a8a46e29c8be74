//! A2, everybody's devices, a page at a time.

use leptos::prelude::*;
use muster_shared::api::FleetList;
use muster_shared::device::DeviceRecord;
use muster_shared::ids::DeviceId;

use super::route::AdminRoute;
use crate::browser;
use crate::client;
use crate::clock::use_now;
use crate::components::{
    Button, ButtonKind, ProblemNotice, StatusOf, is_barred, owner_words, system_words,
};
use crate::navigation::Link;
use crate::once::once;
use crate::preferences::{say, use_locale, use_text};
use crate::session::Session;

/// Everybody's devices.
#[component]
pub(super) fn FleetPage(
    /// The device after which the page begins; none for the first page.
    after: Option<DeviceId>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let (list, again) = once(session, move || client::fleet(after));
    view! {
        <div class="head">
            <div class="head__text">
                <h1 tabindex="-1">{say(|text| text.admin.devices)}</h1>
                <p class="muted">{say(|text| text.admin.devices_lead)}</p>
            </div>
        </div>
        {move || match list.get() {
            None => view! { <Loading/> }.into_any(),
            Some(Err(failure)) => view! {
                <ProblemNotice failure>
                    <Button on_press=again>{say(|text| text.admin.try_again)}</Button>
                </ProblemNotice>
            }
            .into_any(),
            Some(Ok(list)) if list.devices.is_empty() && after.is_none() => view! { <Empty/> }.into_any(),
            Some(Ok(list)) => view! { <Page list after/> }.into_any(),
        }}
    }
}

/// While an answer is on its way.
#[component]
pub(super) fn Loading() -> impl IntoView {
    view! {
        <p class="visually-hidden" role="status">{say(|text| text.admin.loading)}</p>
        <div class="card fleet-blank" aria-hidden="true"></div>
    }
}

#[component]
fn Empty() -> impl IntoView {
    view! {
        <section class="card card__body stack">
            <h2>{say(|text| text.admin.empty_title)}</h2>
            <p class="muted">{say(|text| text.admin.empty_text)}</p>
        </section>
    }
}

#[component]
fn Page(list: FleetList, after: Option<DeviceId>) -> impl IntoView {
    let text = use_text();
    let count = list.devices.len();
    let next = list
        .next
        .as_deref()
        .and_then(|next| next.parse::<DeviceId>().ok());
    view! {
        <p class="muted small fleet__count" role="status">{move || (text().admin.shown)(count)}</p>
        <div class="card fleet">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{say(|text| text.admin.column_name)}</th>
                        <th scope="col">{say(|text| text.admin.column_platform)}</th>
                        <th scope="col">{say(|text| text.admin.column_owner)}</th>
                        <th scope="col">{say(|text| text.admin.column_status)}</th>
                        <th scope="col">{say(|text| text.admin.column_seen)}</th>
                    </tr>
                </thead>
                <tbody>
                    {list.devices.into_iter().map(|record| view! { <Row record/> }).collect_view()}
                </tbody>
            </table>
        </div>
        <nav class="row fleet__pages" aria-label=say(|text| text.admin.pages)>
            {after.is_some().then(|| view! {
                <Link to=AdminRoute::Devices(None) class=ButtonKind::Plain.class()>
                    {say(|text| text.admin.first)}
                </Link>
            })}
            {next.map(|next| view! {
                <Link to=AdminRoute::Devices(Some(next)) class=ButtonKind::Plain.class()>
                    {say(|text| text.admin.next)}
                </Link>
            })}
        </nav>
    }
}

#[component]
fn Row(record: DeviceRecord) -> impl IntoView {
    let text = use_text();
    let locale = use_locale();
    let now = use_now();
    let device = record.device;
    let system = system_words(&device);
    let barred = is_barred(&device, browser::now());
    let (ownership, status, seen) = (device.ownership, device.status, device.last_check_in);
    let age = move || match seen {
        Some(seen) => locale().distance(now(), seen),
        None => text().admin.never.to_owned(),
    };
    // On a phone a row is a card, and each value stands beside the name of its column.
    view! {
        <tr>
            <th scope="row">{device.name}</th>
            <td data-column=say(|text| text.admin.column_platform)>{system}</td>
            <td data-column=say(|text| text.admin.column_owner)>
                {move || owner_words(ownership, &text().devices)}
            </td>
            <td data-column=say(|text| text.admin.column_status)>
                <StatusOf status barred/>
            </td>
            <td data-column=say(|text| text.admin.column_seen)>
                <time datetime=seen.map(|seen| seen.to_string()) title=move || seen.map(|seen| locale().moment(seen))>
                    {age}
                </time>
            </td>
        </tr>
    }
}
