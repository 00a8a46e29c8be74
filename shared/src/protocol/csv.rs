//! Comma-separated values (RFC 4180), as an administrator uploads them: small, UTF-8, and refused by line and column.
//!
//! Narrower than the RFC in one thing: a quoted field ends on its line. Nothing that is imported holds a line break, and so
//! a quote that was left open spoils one line, not all that follow it. The usual readers of CSV take any bytes at all and
//! say nowhere what is wrong with them, which is why this is none of them.

use core::fmt;
use core::iter::Enumerate;
use core::str::Split;
use std::borrow::Cow;

/// A line has at most this many fields; no import reads as many.
const MAX_FIELDS: usize = 16;

/// One field and where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<'a> {
    /// Its text, without the quotes around it.
    pub text: Cow<'a, str>,
    /// The character of the line it begins at, counted from 1.
    pub column: u32,
}

/// A line that is not blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<'a> {
    /// The line, counted from 1.
    pub line: u32,
    /// Its fields; at least one.
    pub fields: Vec<Field<'a>>,
}

/// What a line or a file breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvRule {
    /// The bytes are not UTF-8.
    NotUtf8,
    /// A control character.
    ControlCharacter,
    /// A quote where none may stand.
    StrayQuote,
    /// A quoted field that does not end on its line.
    OpenQuote,
    /// More fields than any import reads.
    TooManyFields,
}

impl fmt::Display for CsvRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotUtf8 => "the file must be UTF-8",
            Self::ControlCharacter => "a field holds no control characters",
            Self::StrayQuote => {
                "a quote stands around a whole field, and is written twice inside one"
            }
            Self::OpenQuote => "a quoted field ends on its line",
            Self::TooManyFields => "a line has at most 16 fields",
        })
    }
}

/// Where a file is no CSV, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {rule}")]
pub struct CsvFault {
    /// The line, counted from 1.
    pub line: u32,
    /// The character, counted from 1.
    pub column: u32,
    /// The rule.
    pub rule: CsvRule,
}

/// Begins to read. A byte order mark is passed over, blank lines too; a line ends with LF or CRLF.
///
/// # Errors
/// [`CsvRule::NotUtf8`] with the first place that is none.
pub fn records(bytes: &[u8]) -> Result<Records<'_>, CsvFault> {
    let text = core::str::from_utf8(bytes).map_err(|error| {
        let sound = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let sound = String::from_utf8_lossy(sound);
        let last = sound.rsplit('\n').next().unwrap_or_default();
        CsvFault {
            line: place(sound.matches('\n').count()),
            column: place(last.chars().count()),
            rule: CsvRule::NotUtf8,
        }
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(Records {
        lines: text.split('\n').enumerate(),
    })
}

/// A place counted from 1.
fn place(before: usize) -> u32 {
    u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
}

/// The lines of a file, each as a record or as what is wrong with it.
#[derive(Debug, Clone)]
pub struct Records<'a> {
    lines: Enumerate<Split<'a, char>>,
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>, CsvFault>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (before, line) = self.lines.next()?;
            let text = line.strip_suffix('\r').unwrap_or(line);
            if text.trim().is_empty() {
                continue;
            }
            let line = place(before);
            return Some(match fields(text) {
                Ok(fields) => Ok(Record { line, fields }),
                Err((column, rule)) => Err(CsvFault { line, column, rule }),
            });
        }
    }
}

/// Takes a line apart, or says at which character it breaks which rule.
fn fields(line: &str) -> Result<Vec<Field<'_>>, (u32, CsvRule)> {
    if let Some(before) = line.chars().position(char::is_control) {
        return Err((place(before), CsvRule::ControlCharacter));
    }
    let mut fields = Vec::new();
    let mut rest = line;
    let mut column: u32 = 1;
    loop {
        if fields.len() >= MAX_FIELDS {
            return Err((column, CsvRule::TooManyFields));
        }
        let (text, after) = match rest.strip_prefix('"') {
            Some(inside) => quoted(inside, column)?,
            None => plain(rest, column)?,
        };
        let read = rest.len().saturating_sub(after.len());
        let width = rest.get(..read).unwrap_or_default().chars().count();
        fields.push(Field { text, column });
        column = column.saturating_add(u32::try_from(width).unwrap_or(u32::MAX));
        match after.strip_prefix(',') {
            Some(next) => {
                rest = next;
                column = column.saturating_add(1);
            }
            None => return Ok(fields),
        }
    }
}

type Taken<'a> = Result<(Cow<'a, str>, &'a str), (u32, CsvRule)>;

/// A field without quotes, and what follows it.
fn plain(rest: &str, column: u32) -> Taken<'_> {
    let end = rest.find(',').unwrap_or(rest.len());
    let (text, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
    match text.find('"') {
        None => Ok((Cow::Borrowed(text), after)),
        Some(at) => {
            let before = text.get(..at).unwrap_or_default().chars().count();
            let before = u32::try_from(before).unwrap_or(u32::MAX);
            Err((column.saturating_add(before), CsvRule::StrayQuote))
        }
    }
}

/// A field whose first quote has been read, and what follows its last.
fn quoted(inside: &str, column: u32) -> Taken<'_> {
    let mut rest = inside;
    let mut text = String::new();
    loop {
        let Some((before, after)) = rest.split_once('"') else {
            return Err((column, CsvRule::OpenQuote));
        };
        text.push_str(before);
        match after.strip_prefix('"') {
            Some(more) => {
                text.push('"');
                rest = more;
            }
            None if after.is_empty() || after.starts_with(',') => {
                return Ok((Cow::Owned(text), after));
            }
            None => {
                let read = inside.len().saturating_sub(after.len());
                let width = inside.get(..read).unwrap_or_default().chars().count();
                // The first quote, what was read, and then what may not follow.
                return Err((column.saturating_add(place(width)), CsvRule::StrayQuote));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line with its fields, or a place with the rule that is broken there.
    type Line = Result<(u32, Vec<String>), (u32, u32, CsvRule)>;

    fn read(text: &str) -> Vec<Line> {
        records(text.as_bytes())
            .unwrap()
            .map(|record| {
                record
                    .map(|record| {
                        let texts = record.fields.into_iter().map(|field| field.text.into());
                        (record.line, texts.collect())
                    })
                    .map_err(|fault| (fault.line, fault.column, fault.rule))
            })
            .collect()
    }

    #[test]
    fn lines_fields_and_quotes_are_read_as_the_rfc_writes_them() {
        let text = "\u{feff}a,b\r\n\n  \n\"c,\"\"d\"\"\",\n,\n\"\"\nü\r\n";
        let expected: Vec<Line> = [
            (1, vec!["a", "b"]),
            (4, vec!["c,\"d\"", ""]),
            (5, vec!["", ""]),
            (6, vec![""]),
            (7, vec!["ü"]),
        ]
        .into_iter()
        .map(|(line, fields)| Ok((line, fields.into_iter().map(str::to_owned).collect())))
        .collect();
        assert_eq!(read(text), expected);
        assert_eq!(read(""), []);
    }

    #[test]
    fn a_field_knows_the_character_it_begins_at() {
        let record = records("ü,\"a\"\"b\",,c".as_bytes())
            .unwrap()
            .next()
            .unwrap()
            .unwrap();
        let columns: Vec<u32> = record.fields.iter().map(|field| field.column).collect();
        assert_eq!(columns, [1, 3, 10, 11]);
    }

    #[test]
    fn what_is_no_csv_is_refused_by_line_and_column_and_the_next_line_is_read_all_the_same() {
        for (bad, column, rule) in [
            ("ü\"b", 2, CsvRule::StrayQuote),
            ("a,b\"", 4, CsvRule::StrayQuote),
            ("\"a\" ,b", 4, CsvRule::StrayQuote),
            ("\"a\"b", 4, CsvRule::StrayQuote),
            ("a,\"b", 3, CsvRule::OpenQuote),
            ("\"", 1, CsvRule::OpenQuote),
            ("\"\"\"", 1, CsvRule::OpenQuote),
            ("a\tb", 2, CsvRule::ControlCharacter),
            ("a\rb", 2, CsvRule::ControlCharacter),
            ("\0", 1, CsvRule::ControlCharacter),
            (&",".repeat(16), 17, CsvRule::TooManyFields),
        ] {
            let text = format!("first\n{bad}\nlast");
            assert_eq!(
                read(&text),
                [
                    Ok((1, vec!["first".to_owned()])),
                    Err((2, column, rule)),
                    Ok((3, vec!["last".to_owned()])),
                ],
                "{bad:?}"
            );
        }
        assert!(read(&",".repeat(15))[0].is_ok());
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_refused_at_the_first_of_them() {
        let place = |bytes: &[u8]| {
            let fault = records(bytes).unwrap_err();
            assert_eq!(fault.rule, CsvRule::NotUtf8);
            (fault.line, fault.column)
        };
        assert_eq!(place(b"a\nb,\xff"), (2, 3));
        // As spreadsheets save "Unicode text".
        assert_eq!(place(b"\xff\xfea\0"), (1, 1));
        assert_eq!(place(b"\xc3"), (1, 1));
    }
}
