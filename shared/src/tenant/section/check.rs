//! The rules that most sections ask for. Each says in words what is asked.

use core::ops::RangeInclusive;

/// Text for people: so many characters, with something to read in it, without control characters.
pub(super) fn text(value: &str, characters: RangeInclusive<usize>) -> Result<(), String> {
    let blank = *characters.start() > 0 && value.trim().is_empty();
    if !blank && characters.contains(&value.chars().count()) && !value.chars().any(char::is_control)
    {
        return Ok(());
    }
    let (least, most) = (characters.start(), characters.end());
    Err(format!(
        "must be {least} to {most} characters that can be read"
    ))
}

/// Text of several lines: as [`text`], and line breaks and tabs are fine.
pub(super) fn lines(value: &str, characters: RangeInclusive<usize>) -> Result<(), String> {
    text(&value.replace(['\n', '\r', '\t'], " "), characters)
}

/// A list that is not too long.
pub(super) fn at_most<T>(list: &[T], most: usize) -> Result<(), String> {
    if list.len() <= most {
        return Ok(());
    }
    Err(format!("at most {most} are possible"))
}

/// Values of which no two are the same; otherwise the place of the second of two.
pub(super) fn twin<T: ToString>(values: impl Iterator<Item = T>) -> Option<usize> {
    twin_of(values.map(|value| value.to_string()).collect())
}

/// The same for values as they are written: compiled once, and not for each kind of value.
fn twin_of(values: Vec<String>) -> Option<usize> {
    let mut sorted: Vec<(String, usize)> = values.into_iter().zip(0..).collect();
    crate::few::sort_many(&mut sorted, Ord::cmp);
    sorted
        .iter()
        .zip(sorted.iter().skip(1))
        .find_map(|(one, next)| (one.0 == next.0).then_some(next.1))
}

/// The same for a handful of values that have no text.
pub(super) fn first_again<T: PartialEq>(values: &[T]) -> Option<usize> {
    let mut places = values.iter().enumerate();
    let again = |(place, value): &(usize, &T)| values.iter().take(*place).any(|one| one == *value);
    places.find(again).map(|(place, _)| place)
}

/// An `https` address with a host, of the characters that an address is made of (RFC 3986 section 2).
pub(super) fn is_https(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("https://") else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let inside = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&b);
    host.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !host.contains('@')
        && address.bytes().all(inside)
}

/// A mail address of the common form: something, `@`, a host with a dot in it.
pub(super) fn is_mail(address: &str) -> bool {
    let fits = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_graphic() && !b"<>()[],;:@\"\\".contains(&b))
    };
    address.split_once('@').is_some_and(|(name, host)| {
        fits(name) && fits(host) && host.trim_matches('.').contains('.')
    })
}
