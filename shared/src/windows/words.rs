//! What a status of Windows' says, in words for administrators ("SyncML response status codes" in Microsoft's "OMA DM protocol
//! support").

use crate::protocol::syncml::{Status, code};

/// Whether a status says that it was done, or has begun.
pub(super) const fn is_done(status: &Status) -> bool {
    matches!(status.code, code::OK | code::ACCEPTED | code::CANCELLED)
}

/// Whether a status says that it may be asked again: Windows is busy with something else.
pub(super) const fn is_later(status: &Status) -> bool {
    matches!(status.code, code::CONFLICT | code::BUSY)
}

/// Why it was not done, in one line: what the code means, the code, and Microsoft's own error where it came with one.
pub(super) fn why_not(status: &Status) -> String {
    let words = match status.code {
        code::NOT_EXECUTED => {
            "it was stopped at the device, or because something it belongs to failed"
        }
        code::ROLLED_BACK => "it was undone because something it belongs to failed",
        code::BAD_REQUEST | code::BAD_FORMAT => "Windows did not understand it",
        code::INVALID_CREDENTIALS | code::FORBIDDEN | code::PERMISSION_DENIED => {
            "Windows does not let it be managed"
        }
        code::NOT_FOUND | code::NOT_ALLOWED | code::NOT_SUPPORTED => {
            "this version or edition of Windows does not have it"
        }
        code::CONFLICT | code::BUSY => "Windows was busy",
        code::TOO_LARGE => "it is larger than Windows takes",
        code::ALREADY_EXISTS => "there is another one already",
        code::ATOMIC_FAILED | code::ROLL_BACK_FAILED => "something it belongs to failed",
        _ => "Windows could not do it",
    };
    match status.original_error.as_deref().and_then(error_code) {
        Some(error) => format!("{words} ({}, {error})", status.code),
        None => format!("{words} ({})", status.code),
    }
}

/// An error as Windows writes it: `0x` and hexadecimal digits.
fn error_code(text: &str) -> Option<&str> {
    let digits = text.strip_prefix("0x")?;
    let fits = (1..=16).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_hexdigit());
    fits.then_some(text)
}
