//! The help's first page: whom to ask, what people ask, and every way to add a device, at a glance and on paper.

use leptos::prelude::*;
use muster_shared::api::{GuideList, GuideView};
use muster_shared::platform::{EnrollmentMethod, Ownership, OwnershipRule, Platform};

use super::contact::ContactBlock;
use super::faq::Questions;
use super::route::HelpRoute;
use crate::components::{Button, GlyphSize, PlatformGlyph};
use crate::navigation::Link;
use crate::preferences::{say, use_text};
use crate::text::HelpText;

/// Whose devices come by a way.
pub(super) const fn whose(rule: OwnershipRule, text: &HelpText) -> &'static str {
    match rule {
        OwnershipRule::Always(Ownership::Personal) => text.personal,
        OwnershipRule::Always(Ownership::Corporate) => text.corporate,
        OwnershipRule::AsClaimed | OwnershipRule::PersonalUnlessListed => text.either,
    }
}

/// What becomes of what is on the device.
pub(super) const fn erases(erases: bool, text: &HelpText) -> &'static str {
    if erases { text.erased } else { text.kept }
}

/// Whether the way can be gone today.
pub(super) const fn served(served: bool, text: &HelpText) -> &'static str {
    if served { text.served } else { text.later }
}

/// Whether a way is no platform's own.
const fn is_for_any_device(method: EnrollmentMethod) -> bool {
    matches!(method, EnrollmentMethod::Est | EnrollmentMethod::Scep)
}

/// Prints the page that is shown.
pub(super) fn print() {
    // A browser that can't print has no dialog to show, and nothing is lost.
    let _ = window().print();
}

/// Whom to ask, what people ask, and the ways, which come later than the rest.
#[component]
pub(super) fn OverviewPage(
    /// The ways, or what stands in their place.
    ways: AnyView,
) -> impl IntoView {
    view! {
        <div class="head">
            <h1 tabindex="-1">{say(|text| text.help.title)}</h1>
        </div>
        <div class="stack help__first">
            <ContactBlock/>
            <Questions/>
        </div>
        <div class="head help__ways">
            <div class="head__text">
                <h2>{say(|text| text.help.ways)}</h2>
                <p class="muted help__lead">{say(|text| text.help.lead)}</p>
            </div>
            <Button on_press=Callback::new(|()| print())>{say(|text| text.help.print)}</Button>
        </div>
        {ways}
    }
}

/// Every way to add a device.
#[component]
pub(super) fn Ways(list: GuideList) -> impl IntoView {
    let GuideList { guides, .. } = list;
    let platforms: Vec<(Platform, Vec<GuideView>)> = Platform::ALL
        .into_iter()
        .map(|platform| {
            let of_it = guides.iter().filter(|guide| guide.platform == platform);
            let mut of_it: Vec<GuideView> = of_it.cloned().collect();
            // The platform's own ways first, then those for any device.
            of_it.sort_by_key(|guide| is_for_any_device(guide.method));
            (platform, of_it)
        })
        .filter(|(_, guides)| !guides.is_empty())
        .collect();
    platforms
        .into_iter()
        .map(|(platform, guides)| view! { <OfPlatform platform guides/> })
        .collect_view()
}

#[component]
fn OfPlatform(platform: Platform, guides: Vec<GuideView>) -> impl IntoView {
    let name = format!("platform-{}", platform.as_str());
    let id = name.clone();
    view! {
        <section class="section ways" aria-labelledby=name>
            <h3 class="section__title ways__title" id=id>
                <PlatformGlyph platform=platform size=GlyphSize::Small/>
                <span>{platform.display_name()}</span>
            </h3>
            <div class="card">
                <table class="table table--ways">
                    <thead>
                        <tr>
                            <th scope="col">{say(|text| text.help.column_way)}</th>
                            <th scope="col">{say(|text| text.help.column_suits)}</th>
                            <th scope="col">{say(|text| text.help.column_whose)}</th>
                            <th scope="col">{say(|text| text.help.column_erases)}</th>
                            <th scope="col">{say(|text| text.help.column_time)}</th>
                            <th scope="col">{say(|text| text.help.column_served)}</th>
                        </tr>
                    </thead>
                    <tbody>{guides.into_iter().map(|guide| view! { <Row guide/> }).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn Row(guide: GuideView) -> impl IntoView {
    let text = use_text();
    let to = HelpRoute::Guide(guide.platform, guide.method);
    let (method, erased, here, minutes) = (guide.method, guide.erases, guide.served, guide.minutes);
    view! {
        <tr>
            <th scope="row">
                <Link to class="ways__link">
                    {guide.title}
                </Link>
            </th>
            <td data-column=say(|text| text.help.column_suits)>{guide.suits}</td>
            <td data-column=say(|text| text.help.column_whose)>
                {move || whose(method.ownership(), &text().help)}
            </td>
            <td data-column=say(|text| text.help.column_erases)>{move || erases(erased, &text().help)}</td>
            <td data-column=say(|text| text.help.column_time)>{move || (text().help.minutes)(minutes)}</td>
            <td data-column=say(|text| text.help.column_served)>{move || served(here, &text().help)}</td>
        </tr>
    }
}
