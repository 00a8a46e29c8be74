//! A server for one request: what a client really sends, octet by octet.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::thread::JoinHandle;

use muster_shared::protocol::http_signature::{
    ParsedSignature, SignatureError, SignatureInput, SignedRequest,
};

/// A request as it arrived.
#[derive(Debug, Default)]
pub struct Received {
    pub method: String,
    pub path: String,
    pub query: Option<String>,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Received {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// What the parser makes of it.
    pub fn signature(&self) -> Result<ParsedSignature, SignatureError> {
        SignatureInput::parse(&SignedRequest {
            method: &self.method,
            authority: self.header("host").unwrap(),
            path: &self.path,
            query: self.query.as_deref(),
            headers: &|name| self.header(name),
            body: &self.body,
        })
    }
}

/// Listens on a free port of this machine for one request, answers it with `status` and `answer`, and gives the address
/// and, once it has been, the request.
pub fn serve_one(status: u16, answer: &'static str) -> (String, JoinHandle<Received>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(&stream);
        let mut line = String::new();
        let mut next_line = |reader: &mut BufReader<_>| {
            line.clear();
            reader.read_line(&mut line).unwrap();
            line.trim_end().to_owned()
        };
        let start = next_line(&mut reader);
        let mut words = start.split(' ');
        let mut received = Received {
            method: words.next().unwrap().to_owned(),
            ..Received::default()
        };
        let target = words.next().unwrap();
        let (path, query) = target
            .split_once('?')
            .map_or((target, None), |(path, query)| (path, Some(query)));
        (received.path, received.query) = (path.to_owned(), query.map(str::to_owned));
        loop {
            let header = next_line(&mut reader);
            let Some((name, value)) = header.split_once(':') else {
                break;
            };
            received
                .headers
                .push((name.to_lowercase(), value.trim().to_owned()));
        }
        let length = received
            .header("content-length")
            .map_or(0, |length| length.parse().unwrap());
        received.body.resize(length, 0);
        reader.read_exact(&mut received.body).unwrap();
        let head = format!(
            "HTTP/1.1 {status} x\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            answer.len()
        );
        (&stream)
            .write_all(format!("{head}{answer}").as_bytes())
            .unwrap();
        received
    });
    (address, server)
}
