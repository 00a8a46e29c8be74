//! What ends by itself one day, as a calendar (RFC 5545): whoever must renew it is reminded by a program that they look at anyway.

use core::fmt::Write as _;

use crate::time::Timestamp;

/// Days before the end at which a calendar reminds, the last of them when there is hardly time left.
const REMINDERS: [u8; 2] = [30, 7];

/// Something that ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// Its stable name, so that a later calendar moves the entry and adds none.
    pub id: &'static str,
    /// What ends, in a few words.
    pub what: &'static str,
    /// What to do before.
    pub todo: &'static str,
    /// When.
    pub at: Timestamp,
}

/// The calendar of an organisation that is reached at `host`, as it is `now`: one day for each end, in UTC.
#[must_use]
pub fn calendar(ends: &[End], host: &str, now: Timestamp) -> String {
    let mut lines = Lines(String::new());
    lines.add("BEGIN:VCALENDAR");
    lines.add("VERSION:2.0");
    lines.add("PRODID:-//Muster//Expiry//EN");
    for End { id, what, todo, at } in ends {
        lines.add("BEGIN:VEVENT");
        lines.add(&format!("UID:{id}@{host}"));
        lines.add(&format!("DTSTAMP:{}", moment(now)));
        lines.add(&format!("DTSTART;VALUE=DATE:{}", day(*at)));
        lines.add(&format!("SUMMARY:{}", text(what)));
        lines.add(&format!("DESCRIPTION:{}", text(todo)));
        lines.add("TRANSP:TRANSPARENT");
        for days in REMINDERS {
            lines.add("BEGIN:VALARM");
            lines.add("ACTION:DISPLAY");
            lines.add(&format!("DESCRIPTION:{}", text(what)));
            lines.add(&format!("TRIGGER:-P{days}D"));
            lines.add("END:VALARM");
        }
        lines.add("END:VEVENT");
    }
    lines.add("END:VCALENDAR");
    lines.0
}

/// Lines of at most 75 octets, the further ones of a long one beginning with a blank (RFC 5545 section 3.1).
struct Lines(String);

impl Lines {
    fn add(&mut self, line: &str) {
        let mut length = 0_usize;
        for character in line.chars() {
            length = length.saturating_add(character.len_utf8());
            if length > 75 {
                self.0.push_str("\r\n ");
                length = character.len_utf8().saturating_add(1);
            }
            self.0.push(character);
        }
        self.0.push_str("\r\n");
    }
}

/// RFC 5545 section 3.3.11.
fn text(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for character in words.chars() {
        match character {
            ',' | ';' | '\\' => {
                let _ = write!(escaped, "\\{character}");
            }
            '\n' => escaped.push_str("\\n"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// `2027-11-27T10:00:00Z` as `20271127T100000Z`.
fn moment(at: Timestamp) -> String {
    at.to_string().replace(['-', ':'], "")
}

fn day(at: Timestamp) -> String {
    moment(at).chars().take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_a_day_with_two_reminders_under_a_name_that_stays() {
        let ends = [End {
            id: "push-certificate",
            what: "The Apple push certificate ends",
            todo: "Renew it with the Apple account that it was made with; another one, however new, orphans every device.",
            at: "2027-11-27T10:00:00Z".parse().unwrap(),
        }];
        let now = "2026-11-27T16:00:00Z".parse().unwrap();
        let written = calendar(&ends, "muster.example.com", now);
        assert_eq!(
            written,
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Muster//Expiry//EN\r\nBEGIN:VEVENT\r\n\
             UID:push-certificate@muster.example.com\r\nDTSTAMP:20261127T160000Z\r\nDTSTART;VALUE=DATE:20271127\r\n\
             SUMMARY:The Apple push certificate ends\r\n\
             DESCRIPTION:Renew it with the Apple account that it was made with\\; another\r\n  one\\, however new\\, orphans every device.\r\n\
             TRANSP:TRANSPARENT\r\n\
             BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:The Apple push certificate ends\r\nTRIGGER:-P30D\r\nEND:VALARM\r\n\
             BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:The Apple push certificate ends\r\nTRIGGER:-P7D\r\nEND:VALARM\r\n\
             END:VEVENT\r\nEND:VCALENDAR\r\n"
        );
        assert!(written.lines().all(|line| line.len() <= 75));
    }

    #[test]
    fn letters_of_several_octets_are_not_cut() {
        let mut lines = Lines(String::new());
        lines.add(&"ü".repeat(100));
        assert_eq!(lines.0.replace("\r\n ", "").trim_end(), "ü".repeat(100));
    }
}
