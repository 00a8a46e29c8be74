//! What a device can be asked for, each with what follows from it; and what others have asked of it.

use leptos::prelude::*;
use muster_shared::command::CommandName;
use muster_shared::platform::{EnrollmentMethod, Ownership, Platform};

use super::Known;
use super::course::Course;
use super::orders::{Order, button_id, is_offered, is_shown, newest};
use crate::browser;
use crate::client::Asked;
use crate::components::{Button, ButtonKind, Dialog, Field, ProblemNotice};
use crate::preferences::{say, use_text};
use crate::text::AskedText;

/// What has a row of its own; checking again stands where the answer stands.
const ROWS: [CommandName; 4] = [
    CommandName::Lock,
    CommandName::RenewCertificate,
    CommandName::Retire,
    CommandName::Wipe,
];

/// A device as far as the words for what it can be asked depend on it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct About {
    platform: Platform,
    ownership: Ownership,
    is_agent: bool,
}

impl About {
    const fn is_phone(self) -> bool {
        matches!(
            self.platform,
            Platform::Ios | Platform::Ipados | Platform::Android
        )
    }
}

/// Name, what follows, and what the button says.
const fn row(kind: CommandName, about: About, text: &AskedText) -> [&'static str; 3] {
    match kind {
        CommandName::Lock if about.is_phone() => [text.lock, text.lock_text_phone, text.lock],
        CommandName::Lock => [text.lock, text.lock_text_computer, text.lock],
        CommandName::RenewCertificate => [text.renew, text.renew_text, text.renew_do],
        CommandName::Retire => [text.retire, text.retire_text, text.retire_do],
        CommandName::Wipe => [text.wipe, text.wipe_text, text.wipe_do],
        _ => [text.sync, text.sync_text, text.sync],
    }
}

/// What follows from what cannot be undone once the device has heard of it; nothing for all that needs no second question.
fn follows(kind: CommandName, about: About, text: &AskedText) -> Vec<&'static str> {
    match kind {
        CommandName::Retire => {
            let mut follows = vec![text.retire_settings];
            if about.is_agent {
                follows.push(text.retire_agent);
            }
            follows.push(match about.ownership {
                Ownership::Personal => text.retire_personal,
                Ownership::Corporate => text.retire_corporate,
            });
            follows.push(text.retire_when);
            follows
        }
        CommandName::Wipe => vec![
            if about.is_phone() {
                text.wipe_files_phone
            } else {
                text.wipe_files_computer
            },
            text.wipe_leaves,
            text.wipe_when,
        ],
        _ => Vec::new(),
    }
}

/// The rows of what the device can be asked for.
#[component]
pub(super) fn Offers(known: Known) -> impl IntoView {
    let about = Memo::new(move |_| {
        known.with(|detail| About {
            platform: detail.device.platform,
            ownership: detail.device.ownership,
            is_agent: detail.device.method == EnrollmentMethod::Agent,
        })
    });
    let offered = Memo::new(move |_| {
        known
            .with(|detail| ROWS.map(|kind| is_offered(detail, kind)))
            .unwrap_or_default()
    });
    let heard = move |is_agent| {
        view! {
            <li class="acts__note">{say(if is_agent { |text| text.asked.heard_agent } else { |text| text.asked.heard })}</li>
        }
    };
    let is_lost = Memo::new(move |_| known.asked.with(|asked| matches!(asked, Some(Err(_)))));
    let lost = move || {
        is_lost.get().then(|| view! { <li class="acts__note" role="status">{say(|text| text.asked.not_known)}</li> })
    };
    // The rows stay as they are while what is known of the commands changes, and with them the focus.
    move || {
        let offered = offered.get();
        let about = about.get()?;
        let any = offered.contains(&true);
        Some(view! {
            {any.then(|| heard(about.is_agent))}
            {any.then_some(lost)}
            {ROWS
                .into_iter()
                .zip(offered)
                .filter(|(_, offered)| *offered)
                .map(|(kind, _)| view! { <li><Offer known kind about/></li> })
                .collect_view()}
        })
    }
}

#[component]
fn Offer(known: Known, kind: CommandName, about: About) -> impl IntoView {
    let text = use_text();
    let order = Order::new(known, kind);
    let part = move |part: usize| {
        move || {
            let row = row(kind, about, &text().asked);
            row.get(part).copied().unwrap_or_default()
        }
    };
    let newest = Memo::new(move |_| order.newest());
    let stays = Signal::derive(move || order.busy.get() || order.is_open());
    let is_asked_twice = matches!(kind, CommandName::Retire | CommandName::Wipe);
    let open = RwSignal::new(false);
    let press = move |()| {
        order.failure.set(None);
        if is_asked_twice {
            open.set(true);
        } else {
            order.ask(|| ());
        }
    };
    let words = move || {
        if order.is_open() {
            text().asked.asked
        } else if order.busy.get() {
            text().asked.asking
        } else {
            part(2)()
        }
    };
    let problem = move || {
        order
            .failure
            .get()
            .map(|failure| view! { <ProblemNotice failure/> })
    };
    view! {
        <div class="act">
            <div>
                <h3>{part(0)}</h3>
                <p>{part(1)}</p>
            </div>
            <Button
                id=button_id(kind)
                kind=if is_asked_twice { ButtonKind::Danger } else { ButtonKind::Plain }
                busy=stays
                on_press=Callback::new(press)
            >
                <span>{words}</span>
            </Button>
        </div>
        {move || newest.get().map(|asked| view! { <Course asked order/> })}
        {move || (!open.get()).then(problem)}
        {is_asked_twice.then(|| view! { <Twice order about open/> })}
    }
}

/// Asks once more, with all that follows; for what erases the device's name is typed.
#[component]
fn Twice(order: Order, about: About, open: RwSignal<bool>) -> impl IntoView {
    let text = use_text();
    let (kind, known) = (order.kind, order.known);
    let is_wipe = kind == CommandName::Wipe;
    let typed = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    let name = Memo::new(move |_| {
        known
            .with(|detail| detail.device.name.clone())
            .unwrap_or_default()
    });
    let title = move || {
        let text = &text().asked;
        name.with(|name| {
            if is_wipe {
                (text.wipe_title)(name)
            } else {
                (text.retire_title)(name)
            }
        })
    };
    let confirm = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let is_named =
            name.with_untracked(|name| typed.with_untracked(|typed| typed.trim() == name.trim()));
        if is_wipe && !is_named {
            wrong.set(true);
            browser::focus_soon("#wipe-name");
            return;
        }
        wrong.set(false);
        order.ask(move || open.set(false));
    };
    let keep = move |()| open.set(false);
    let error = Signal::derive(move || wrong.get().then_some("wipe-error"));
    view! {
        <Dialog id=if is_wipe { "wipe" } else { "retire" } title open>
            <form class="stack" on:submit=confirm novalidate>
                <ul class="bullets">
                    {move || {
                        follows(kind, about, &text().asked)
                            .into_iter()
                            .map(|words| view! { <li>{words}</li> })
                            .collect_view()
                    }}
                </ul>
                {is_wipe.then(|| view! {
                    <Field
                        id="wipe-name"
                        label=say(|text| text.asked.wipe_label)
                        hint=move || name.get()
                        autocomplete="off"
                        error_id=error
                        value=typed
                    />
                    <p class="field__error" id="wipe-error" role="alert">
                        {move || error.get().map(|_| text().asked.wipe_wrong)}
                    </p>
                })}
                {move || {
                    let shown = order.failure.get().filter(|_| open.get());
                    shown.map(|failure| view! { <ProblemNotice failure/> })
                }}
                <div class="row">
                    <Button kind=ButtonKind::Stop submit=true busy=order.busy>
                        {move || {
                            let text = &text().asked;
                            if order.busy.get() { text.asking } else if is_wipe { text.wipe } else { text.retire }
                        }}
                    </Button>
                    <Button on_press=Callback::new(keep)>{say(|text| text.asked.keep)}</Button>
                </div>
            </form>
        </Dialog>
    }
}

fn name_of(asked: &Asked, about: About, text: &AskedText) -> String {
    let name = asked.name.as_deref().unwrap_or_default();
    match asked.kind {
        CommandName::RenameHost => (text.rename_host)(name),
        CommandName::Custom => (text.custom)(name),
        kind => row(kind, about, text)[0].to_owned(),
    }
}

/// What is asked of it beyond what stands in a row: what only administrators ask, and what came before the newest.
#[component]
pub(super) fn Tasks(known: Known) -> impl IntoView {
    let text = use_text();
    let others = Memo::new(move |_| {
        let now = browser::now();
        let offered =
            known.with(|detail| CommandName::ALL.map(|kind| (kind, is_offered(detail, kind))));
        let has_row = |asked: &Asked, all: &[Asked]| {
            let offered = offered.iter().flatten();
            let is_offered = offered
                .into_iter()
                .any(|(kind, offered)| *kind == asked.kind && *offered);
            is_offered && newest(all, asked.kind, now) == Some(asked)
        };
        known
            .asked
            .known(|all| {
                let shown = all
                    .iter()
                    .filter(|asked| is_shown(asked, now) && !has_row(asked, all));
                shown.take(8).cloned().collect::<Vec<_>>()
            })
            .unwrap_or_default()
    });
    let about = About {
        platform: Platform::Linux,
        ownership: Ownership::Personal,
        is_agent: false,
    };
    let list = move || {
        let all = others.get().into_iter();
        all.map(|asked| {
            let order = Order::new(known, asked.kind);
            let named = asked.clone();
            view! {
                <li>
                    <h3>{move || name_of(&named, about, &text().asked)}</h3>
                    <Course asked order/>
                    {move || order.failure.get().map(|failure| view! { <ProblemNotice failure/> })}
                </li>
            }
        })
        .collect_view()
    };
    view! {
        <Show when=move || others.with(|others| !others.is_empty())>
            <section class="card" aria-labelledby="tasks">
                <div class="card__head">
                    <h2 id="tasks">{say(|text| text.asked.title)}</h2>
                </div>
                <ul class="acts">{list}</ul>
            </section>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, Text};

    fn about(platform: Platform, ownership: Ownership) -> About {
        About {
            platform,
            ownership,
            is_agent: platform == Platform::Linux,
        }
    }

    #[test]
    fn what_follows_depends_on_platform_and_ownership() {
        for language in Language::ALL {
            let text = &Text::of(language).asked;
            let of = |kind, platform, ownership| {
                let about = about(platform, ownership);
                (row(kind, about, text), follows(kind, about, text))
            };
            use Ownership::{Corporate, Personal};
            use Platform::{Ios, Linux, Macos};
            let retire = CommandName::Retire;
            assert_ne!(of(retire, Linux, Personal), of(retire, Linux, Corporate));
            assert_ne!(of(retire, Linux, Personal), of(retire, Macos, Personal));
            for kind in [CommandName::Lock, CommandName::Wipe] {
                assert_ne!(of(kind, Ios, Corporate), of(kind, Macos, Corporate));
            }
            // What is asked without a second question needs no list.
            assert!(of(CommandName::Lock, Linux, Personal).1.is_empty());
        }
    }

    #[test]
    fn every_kind_is_called_by_a_name_of_its_own() {
        for language in Language::ALL {
            let text = &Text::of(language).asked;
            let mut names: Vec<_> = CommandName::ALL
                .into_iter()
                .map(|kind| match kind {
                    CommandName::RenameHost => (text.rename_host)("a"),
                    CommandName::Custom => (text.custom)("a"),
                    kind => {
                        row(kind, about(Platform::Linux, Ownership::Personal), text)[0].to_owned()
                    }
                })
                .collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), CommandName::ALL.len());
        }
    }
}
