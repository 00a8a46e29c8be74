//! Following an enrollment: over a WebSocket, and where there is none by asking every few seconds. The page always says
//! which, so that nobody takes an old picture for a new one.

use core::time::Duration;

use leptos::prelude::*;
use muster_shared::api::{EnrollmentProgress, EnrollmentStage};
use muster_shared::ids::TicketId;
use muster_shared::time::Timestamp;
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{MessageEvent, WebSocket};

use crate::browser;
use crate::client::{self, Failure};
use crate::session::Session;

/// How often is asked where nothing is told unasked.
const EVERY: Duration = Duration::from_secs(3);
/// After how many rounds of [`EVERY`] a lost socket is opened again, and a live one is pinged.
const ROUNDS: u32 = 8;
/// A live socket that has been silent for longer, in spite of pings, is dead.
const SILENCE: Duration = Duration::from_secs(60);

/// How the page hears of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Nothing has been heard yet.
    Connecting,
    /// Each change is told as it happens.
    Live,
    /// The page asks every few seconds.
    Checking,
    /// The last question brought no answer; the page goes on asking.
    Lost,
}

/// An enrollment that is followed.
#[derive(Debug, Clone, Copy)]
pub struct Watch {
    /// How far it has come; none before the first answer.
    pub progress: RwSignal<Option<EnrollmentProgress>>,
    /// Why there is no progress to show; only while there is none.
    pub failure: RwSignal<Option<Failure>>,
    /// How the page hears of it.
    pub line: RwSignal<Line>,
    /// When it last heard anything.
    pub heard: RwSignal<Option<Timestamp>>,
}

/// Whether a progress can still change while the page is open.
#[must_use]
pub const fn is_settled(progress: &EnrollmentProgress) -> bool {
    matches!(
        progress.stage,
        EnrollmentStage::Enrolled | EnrollmentStage::Ended
    )
}

/// Whether another answer may come later: not where there is no such ticket, or nobody is signed in.
fn asks_again(failure: &Failure) -> bool {
    !matches!(failure.status(), Some(401 | 403 | 404))
}

impl Watch {
    /// Follows an enrollment until it is settled or the page goes.
    pub fn start(ticket: TicketId, session: Session) -> Self {
        let watch = Self {
            progress: RwSignal::new(None),
            failure: RwSignal::new(None),
            line: RwSignal::new(Line::Connecting),
            heard: RwSignal::new(None),
        };
        let socket = StoredValue::new_local(None::<Socket>);
        on_cleanup(move || {
            socket.try_update_value(Option::take);
        });
        leptos::task::spawn_local(watch.follow(ticket, session, socket));
        watch
    }

    async fn follow(
        self,
        ticket: TicketId,
        session: Session,
        socket: StoredValue<Option<Socket>, LocalStorage>,
    ) {
        let mut round = 0_u32;
        while !self.line.is_disposed() {
            let line = self.line.get_untracked();
            if line != Line::Live {
                let answer = session.heed(client::progress(ticket).await);
                if self.line.is_disposed() || !self.take(answer) {
                    break;
                }
            }
            if self.is_over() {
                break;
            }
            if round.is_multiple_of(ROUNDS) {
                socket.try_update_value(|socket| self.keep_open(socket, ticket));
            }
            round = round.wrapping_add(1);
            browser::sleep(EVERY).await;
        }
        socket.try_update_value(Option::take);
    }

    /// Opens a socket where none is live, and asks a live one for a sign of life.
    fn keep_open(self, socket: &mut Option<Socket>, ticket: TicketId) {
        let silent = self
            .heard
            .get_untracked()
            .is_some_and(|heard| browser::now().since(heard) > SILENCE);
        match (self.line.get_untracked(), &*socket) {
            (Line::Live, Some(open)) if !silent => open.ping(),
            _ => {
                *socket = None;
                *socket = Socket::open(self, ticket);
                if silent {
                    self.line.set(Line::Checking);
                }
            }
        }
    }

    /// Takes an answer in; whether it makes sense to ask again.
    fn take(self, answer: Result<EnrollmentProgress, Failure>) -> bool {
        match answer {
            Ok(progress) => {
                self.learn(progress);
                if self.line.get_untracked() != Line::Live {
                    self.line.set(Line::Checking);
                }
                true
            }
            Err(failure) => {
                let again = asks_again(&failure);
                if self.progress.with_untracked(Option::is_none) {
                    self.failure.set(Some(failure));
                }
                self.line.set(Line::Lost);
                again
            }
        }
    }

    fn learn(self, progress: EnrollmentProgress) {
        self.heard.set(Some(browser::now()));
        self.failure.set(None);
        // What says the same again draws nothing again.
        if self
            .progress
            .with_untracked(|known| known.as_ref() != Some(&progress))
        {
            self.progress.set(Some(progress));
        }
    }

    fn is_over(self) -> bool {
        self.progress
            .with_untracked(|progress| progress.as_ref().is_some_and(is_settled))
    }
}

/// An open socket with what listens to it; closed when it is dropped.
struct Socket {
    socket: WebSocket,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _close: Closure<dyn FnMut()>,
}

impl Socket {
    fn open(watch: Watch, ticket: TicketId) -> Option<Self> {
        let location = window().location();
        let scheme = if location.protocol().ok()? == "https:" {
            "wss"
        } else {
            "ws"
        };
        let host = location.host().ok()?;
        let path = client::progress_path(ticket);
        let socket = WebSocket::new(&format!("{scheme}://{host}{path}/live")).ok()?;
        let message = Closure::new(move |event: MessageEvent| {
            let Some(text) = event.data().as_string() else {
                return;
            };
            if watch.line.is_disposed() {
                return;
            }
            watch.line.set(Line::Live);
            match muster_shared::json::from_str(&text) {
                Ok(progress) => watch.learn(progress),
                // The answer to a ping.
                Err(_) => watch.heard.set(Some(browser::now())),
            }
        });
        let close = Closure::new(move || {
            if watch.line.try_get_untracked() == Some(Line::Live) {
                watch.line.set(Line::Checking);
            }
        });
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(close.as_ref().unchecked_ref()));
        Some(Self {
            socket,
            _message: message,
            _close: close,
        })
    }

    fn ping(&self) {
        let _ = self.socket.send_with_str("ping");
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        let _ = self.socket.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_in_trouble_is_asked_again_and_one_that_knows_no_such_ticket_is_not() {
        for status in [429, 500, 502, 503] {
            assert!(asks_again(&Failure::Unreadable { status }), "{status}");
        }
        assert!(asks_again(&Failure::Unreachable { maybe_done: false }));
        assert!(!asks_again(&Failure::Unreadable { status: 404 }));
        assert!(!asks_again(&Failure::SessionEnded));
    }
}
