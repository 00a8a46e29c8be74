//! People follow their enrollments over `WebSocket`. The enrollee's object holds the connections and lets itself be put to
//! sleep between messages (hibernation), so waiting costs nothing: whatever it must remember of a connection is attached to
//! the connection.

use muster_shared::api::EnrollmentStage;
use muster_shared::enrollment::enrollee::{Enrollee, read_progress};
use muster_shared::few::sort_few;
use muster_shared::ids::{Digest, SessionId, TicketId};
use muster_shared::ports::Clock as _;
use muster_shared::store::{Changes, Rows as _, StoreFault, Table};
use muster_shared::time::Timestamp;
use serde::{Deserialize, Serialize};
use worker::worker_sys::WebSocketRequestResponsePair;
use worker::{
    Env, Error, Headers, Request, RequestInit, Response, Result, WebSocket, WebSocketPair,
    console_error,
};

use super::crypto::NativeClock;
use super::object::Host;
use super::ports::OBJECT_BASE;
use crate::http::answer::Upgrade;

/// How many connections one enrollee's object holds; one more closes the oldest.
const CONNECTIONS_AT_MOST: usize = 16;

/// The path of a connection at the object, before its ticket and session.
pub const LIVE: &str = "live/";

/// The tables whose rows show in a progress.
const SHOWN: [Table; 7] = [
    Table::Ticket,
    Table::EndedTickets,
    Table::Device,
    Table::Presence,
    Table::Certificate,
    Table::Lease,
    Table::Attempt,
];

/// RFC 6455 section 7.4.1: nothing more comes.
const NORMAL: u16 = 1000;

/// RFC 6455 section 7.4.1: the other side did, or may do, what is not allowed.
const POLICY: u16 = 1008;

/// What is remembered of a connection.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Following {
    ticket: TicketId,
    session: SessionId,
    since: Timestamp,
    /// SHA-256 of the last message; none before the first.
    sent: Option<Digest>,
    /// It has been closed from here; the other side may not know yet.
    closed: bool,
}

impl Following {
    fn of(socket: &WebSocket) -> Option<Self> {
        let text: String = socket.deserialize_attachment().ok()??;
        muster_shared::json::from_str(&text).ok()
    }

    fn keep(&self, socket: &WebSocket) {
        // As text: what it is made of has no form in JavaScript but JSON.
        if let Ok(text) = serde_json::to_string(self) {
            let _ = socket.serialize_attachment(text);
        }
    }

    fn close(&mut self, socket: &WebSocket, code: u16, reason: &str) {
        self.closed = true;
        self.keep(socket);
        let _ = socket.close(Some(code), Some(reason));
    }
}

/// Has the object hold the connection that a request asks for.
pub async fn forward(env: &Env, upgrade: &Upgrade) -> Result<Response> {
    let Upgrade {
        tenant,
        enrollee,
        session,
        ticket,
    } = upgrade;
    let headers = Headers::new();
    headers.set("upgrade", "websocket")?;
    let mut init = RequestInit::new();
    init.with_headers(headers);
    let answered = env
        .durable_object("ENROLLEE")?
        .get_by_name(&format!("{tenant}/{enrollee}"))?
        .fetch_with_request(Request::new_with_init(
            &format!("{OBJECT_BASE}{LIVE}{ticket}/{session}"),
            &init,
        )?)
        .await?;
    match answered.status_code() {
        101 => Ok(answered),
        // What the object says then is for the log.
        other => Err(Error::RustError(format!(
            "the enrollee's object answered {other} to a connection"
        ))),
    }
}

/// Holds a connection, and says at once how far the enrollment has come.
pub fn accept(host: &Host<Enrollee>, path: &str) -> Result<Response> {
    let names = path.split_once('/').and_then(|(ticket, session)| {
        let names: (TicketId, SessionId) = (ticket.parse().ok()?, session.parse().ok()?);
        Some(names)
    });
    let Some((ticket, session)) = names else {
        return Response::error("no ticket and session", 500);
    };
    let mut open: Vec<(WebSocket, Following)> = open(host).collect();
    sort_few(&mut open, |(_, one), (_, other)| {
        one.since.cmp(&other.since)
    });
    let too_many = open
        .len()
        .saturating_add(1)
        .saturating_sub(CONNECTIONS_AT_MOST);
    for (socket, mut following) in open.into_iter().take(too_many) {
        following.close(&socket, POLICY, "too many pages follow");
    }
    let WebSocketPair { client, server } = WebSocketPair::new()?;
    host.state
        .accept_websocket_with_tags(&server, &[&ticket.to_string()]);
    // Answered by the platform, without waking the object.
    host.state
        .set_websocket_auto_response(&WebSocketRequestResponsePair::new("ping", "pong")?);
    let following = Following {
        ticket,
        session,
        since: NativeClock.now(),
        sent: None,
        closed: false,
    };
    following.keep(&server);
    if let Err(fault) = send(host, &server, following) {
        console_error!("enrollee: a progress was not sent: {fault}");
    }
    Response::from_websocket(client)
}

/// Tells everybody who follows what has changed by `changes`, which have been written.
pub fn tell(host: &Host<Enrollee>, changes: &Changes) {
    let shown = SHOWN.iter().any(|table| changes.touches(*table));
    let sessions = changes.touches(Table::Session);
    if !shown && !sessions {
        return;
    }
    for (socket, mut following) in open(host) {
        if sessions && !stands(host, following.session) {
            following.close(&socket, POLICY, "the session has ended");
        } else if shown && let Err(fault) = send(host, &socket, following) {
            console_error!("enrollee: a progress was not sent: {fault}");
        }
    }
}

/// What people send is answered by the platform or by nobody.
pub fn refuse_message(socket: &WebSocket) {
    if let Some(mut following) = Following::of(socket) {
        following.close(socket, POLICY, "nothing is read here but ping");
    }
}

fn open(host: &Host<Enrollee>) -> impl Iterator<Item = (WebSocket, Following)> {
    let sockets = host.state.get_websockets().into_iter();
    sockets.filter_map(|socket| {
        let following = Following::of(&socket).filter(|following| !following.closed)?;
        Some((socket, following))
    })
}

fn stands(host: &Host<Enrollee>, session: SessionId) -> bool {
    host.rows()
        .and_then(|rows| rows.read(Table::Session, &session.to_string()))
        .is_ok_and(|row| row.is_some())
}

/// Sends the progress as it is stored, if that is not what was sent last. What ends closes.
fn send(
    host: &Host<Enrollee>,
    socket: &WebSocket,
    mut following: Following,
) -> core::result::Result<(), StoreFault> {
    let progress = read_progress(host.rows()?, &following.ticket, NativeClock.now())?;
    let Some(progress) = progress else {
        following.close(socket, NORMAL, "the ticket is no longer remembered");
        return Ok(());
    };
    let text = serde_json::to_string(&progress).map_err(StoreFault::new)?;
    let digest = Digest::of(text.as_bytes());
    if following.sent != Some(digest) {
        // One that cannot be sent to has gone; it is told to nobody.
        if socket.send_with_str(text).is_err() {
            following.close(socket, NORMAL, "gone");
            return Ok(());
        }
        following.sent = Some(digest);
        following.keep(socket);
    }
    if matches!(
        progress.stage,
        EnrollmentStage::Enrolled | EnrollmentStage::Ended
    ) {
        following.close(socket, NORMAL, "nothing more comes");
    }
    Ok(())
}
