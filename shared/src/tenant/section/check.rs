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

/// A list that is not too long.
pub(super) fn at_most<T>(list: &[T], most: usize) -> Result<(), String> {
    if list.len() <= most {
        return Ok(());
    }
    Err(format!("at most {most} are possible"))
}

/// Values of which no two are the same; otherwise the place of the second of two.
pub(super) fn twin<T: Ord>(values: impl Iterator<Item = T>) -> Option<usize> {
    let mut sorted: Vec<(T, usize)> = values.zip(0..).collect();
    sorted.sort();
    sorted
        .iter()
        .zip(sorted.iter().skip(1))
        .find_map(|(one, next)| (one.0 == next.0).then_some(next.1))
}
