//! What a device says of a command, made fit to be kept and read by people.

/// How many results one check-in may bring.
pub const MAX_RESULTS: usize = 32;

/// How much of a command's output is kept.
pub const MAX_OUTPUT_BYTES: usize = 2_048;

/// Text without what a terminal or a page could be misled by: control characters but ends of lines and tabs, and marks that
/// turn the direction of writing. Whole characters are kept, of [`MAX_OUTPUT_BYTES`] at most; nothing of blank text.
///
/// It is made fit rather than refused, because a device would else bring the same result for ever.
#[must_use]
pub fn clean_output(text: &str) -> Option<String> {
    let is_kept = |c: &char| match c {
        '\n' | '\t' => true,
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => false,
        c => !c.is_control(),
    };
    let mut kept = String::new();
    for c in text.trim().chars().filter(is_kept) {
        if kept.len().saturating_add(c.len_utf8()) > MAX_OUTPUT_BYTES {
            break;
        }
        kept.push(c);
    }
    let kept = kept.trim();
    (!kept.is_empty()).then(|| kept.to_owned())
}
