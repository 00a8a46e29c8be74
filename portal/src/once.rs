//! What a page asks for once. While there is no connection it asks again by itself, so that nobody has to come back to it.

use core::future::Future;
use core::time::Duration;
use std::rc::Rc;

use leptos::prelude::*;

use crate::client::Failure;
use crate::connection;
use crate::session::Session;

/// The answer, or why there is none; nothing before the first.
pub type Known<T> = RwSignal<Option<Result<T, Failure>>>;

/// How often is asked although no connection has come back: it may be the server that was away.
const AGAIN: Duration = Duration::from_secs(15);

/// Whether nothing came for want of a connection.
#[must_use]
pub fn is_cut_off<T: Send + Sync + 'static>(known: Known<T>) -> bool {
    let cut_off = |known: &Option<Result<T, Failure>>| {
        matches!(known, Some(Err(Failure::Unreachable { .. })))
    };
    known.try_with_untracked(cut_off) == Some(true)
}

/// Takes an answer in. One that is missing again draws nothing again, so that the focus stays where it is.
pub fn take<T: Send + Sync + 'static>(known: Known<T>, answer: Result<T, Failure>) {
    if !(matches!(answer, Err(Failure::Unreachable { .. })) && is_cut_off(known)) {
        known.try_set(Some(answer));
    }
}

/// Asks again when the connection is back, and every 15 seconds, as long as it is wanted.
pub fn ask_again(is_wanted: impl Fn() -> bool + 'static, ask: impl Fn() + 'static) {
    look_again(Rc::new(move || {
        if is_wanted() {
            ask();
        }
    }));
}

/// The same, compiled once.
fn look_again(look: Rc<dyn Fn()>) {
    connection::on_return(Rc::clone(&look));
    if let Ok(looking) = set_interval_with_handle(move || look(), AGAIN) {
        on_cleanup(move || looking.clear());
    }
}

/// Asks, and again while there is no connection; and a way to ask again for whoever wants to.
pub fn once<T, F>(
    session: Session,
    ask: impl Fn() -> F + Copy + Send + Sync + 'static,
) -> (Known<T>, Callback<()>)
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, Failure>> + 'static,
{
    let known: Known<T> = RwSignal::new(None);
    let load = move || {
        leptos::task::spawn_local(async move {
            let answer = session.heed(ask().await);
            take(known, answer);
        });
    };
    load();
    ask_again(move || is_cut_off(known), load);
    let again = move |()| {
        // Who asks after a failure sees that it is asked.
        if known.with_untracked(|known| matches!(known, Some(Err(_)))) {
            known.set(None);
        }
        load();
    };
    (known, Callback::new(again))
}
