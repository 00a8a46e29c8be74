//! A line between a client and a served Worker on which things go wrong.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use crate::server::Server;

/// What happens to one request.
pub enum Fate {
    /// It reaches the Worker, and the answer comes back.
    Pass,
    /// It reaches the Worker, and the answer is lost.
    LoseAnswer,
    /// It is answered on the way: status line without the protocol, headers, body.
    Answer(&'static str, Vec<String>, String),
    /// It passes, and the answer gets one more header.
    AddHeader(String),
}

/// A line that is up until it is dropped by the end of the process.
pub struct Between {
    port: u16,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Between {
    /// A line to `server`. `decide` is told the path and how many requests for it came before.
    pub fn on_the_way_to(
        server: &Server,
        decide: impl Fn(&str, usize) -> Fate + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let upstream = server.url().replace("http://", "");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let Some(request) = read_message(&stream) else {
                    continue;
                };
                let head = String::from_utf8_lossy(&request).into_owned();
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let before = log
                    .lock()
                    .unwrap()
                    .iter()
                    .filter(|known| **known == path)
                    .count();
                log.lock().unwrap().push(path.clone());
                handle(stream, &request, &upstream, decide(&path, before));
            }
        });
        Self { port, seen }
    }

    /// Where it begins.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// How many requests for a path have come.
    pub fn count(&self, path: &str) -> usize {
        self.seen
            .lock()
            .unwrap()
            .iter()
            .filter(|known| *known == path)
            .count()
    }
}

fn handle(mut client: TcpStream, request: &[u8], upstream: &str, fate: Fate) {
    let forward = || -> Vec<u8> {
        let mut server = TcpStream::connect(upstream).unwrap();
        server.write_all(request).unwrap();
        read_message(&server).unwrap_or_default()
    };
    let answer = match fate {
        Fate::Pass => forward(),
        Fate::LoseAnswer => {
            forward();
            return;
        }
        Fate::AddHeader(header) => {
            let answer = forward();
            let end = answer.windows(2).position(|pair| pair == b"\r\n").unwrap();
            [
                &answer[..end],
                format!("\r\n{header}").as_bytes(),
                &answer[end..],
            ]
            .concat()
        }
        Fate::Answer(status, headers, body) => {
            let headers: String = headers
                .iter()
                .map(|header| format!("{header}\r\n"))
                .collect();
            format!(
                "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n{body}",
                body.len()
            )
            .into_bytes()
        }
    };
    let _ = client.write_all(&answer);
}

/// A request or an answer with its body, as long as its header says.
fn read_message(mut stream: &TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head
                .split("content-length:")
                .nth(1)
                .and_then(|rest| rest.lines().next())
                .map_or(0, |length| length.trim().parse().unwrap());
            if bytes.len() >= end + 4 + length {
                return Some(bytes);
            }
        }
        match stream.read(&mut part) {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&part[..count]),
        }
    }
}
