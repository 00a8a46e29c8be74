//! A WebSocket client as small as a test needs it (RFC 6455): text, pings of its own kind, and how it ends.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use crate::server::Server;

/// What the other side sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Text.
    Text(String),
    /// The end, with its code (section 7.4).
    Close(u16),
}

/// An open connection.
pub struct WebSocket {
    stream: TcpStream,
}

impl WebSocket {
    /// Opens a connection; else the status that came instead of 101.
    pub fn open(server: &Server, path: &str, headers: &[(&str, &str)]) -> Result<Self, u16> {
        let authority = server.url().replace("http://", "");
        let mut stream = TcpStream::connect(&authority).unwrap();
        stream
            .set_read_timeout(Some(core::time::Duration::from_secs(30)))
            .unwrap();
        let mut request = format!(
            "GET {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        );
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).unwrap();
        let status: u16 = head.split(' ').nth(1).unwrap().parse().unwrap();
        if status != 101 {
            return Err(status);
        }
        // The answer to that key, from section 1.3.
        assert!(head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "{head}");
        Ok(Self { stream })
    }

    /// Sends text.
    pub fn send(&mut self, text: &str) {
        self.send_frame(1, text.as_bytes());
    }

    /// One frame with a mask of zeros, which leaves the payload as it is (section 5.3).
    fn send_frame(&mut self, opcode: u8, payload: &[u8]) {
        let length = u8::try_from(payload.len()).unwrap();
        assert!(length < 126);
        let mut frame = vec![0x80 | opcode, 0x80 | length, 0, 0, 0, 0];
        frame.extend_from_slice(payload);
        self.stream.write_all(&frame).unwrap();
    }

    /// The next message, within half a minute.
    pub fn receive(&mut self) -> Message {
        self.try_receive().expect("a message within half a minute")
    }

    /// The next message, unless none comes within `wait`.
    pub fn receive_within(&mut self, wait: core::time::Duration) -> Option<Message> {
        self.stream.set_read_timeout(Some(wait)).unwrap();
        let message = self.try_receive();
        self.stream
            .set_read_timeout(Some(core::time::Duration::from_secs(30)))
            .unwrap();
        message
    }

    fn try_receive(&mut self) -> Option<Message> {
        let mut head = [0; 2];
        self.stream.read_exact(&mut head).ok()?;
        let length = match head[1] {
            126 => {
                let mut length = [0; 2];
                self.stream.read_exact(&mut length).unwrap();
                usize::from(u16::from_be_bytes(length))
            }
            127 => panic!("a message of more than 64 KB"),
            length => usize::from(length),
        };
        let mut payload = vec![0; length];
        self.stream.read_exact(&mut payload).unwrap();
        match head[0] {
            0x81 => Some(Message::Text(String::from_utf8(payload).unwrap())),
            0x88 => {
                self.send_frame(8, &payload);
                Some(Message::Close(u16::from_be_bytes([payload[0], payload[1]])))
            }
            other => panic!("a frame of kind {other:#x}"),
        }
    }
}
