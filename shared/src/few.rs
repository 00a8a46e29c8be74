//! Sorting a handful or many, and gathering a handful into a set.
//!
//! The standard library's sort is made for millions of values and is compiled for each kind of value: some three kilobytes of
//! the Worker for every list of ten entries. [`sort_few`] is a few lines, and as fast where there are a few dozen.

use core::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Sorts a list of at most a few hundred values; what is equal stays in its order.
pub fn sort_few<T>(list: &mut [T], mut order: impl FnMut(&T, &T) -> Ordering) {
    for end in 1..list.len() {
        let mut at = end;
        while let (Some(before), Some(here)) = (
            at.checked_sub(1).and_then(|before| list.get(before)),
            list.get(at),
        ) {
            if order(before, here) != Ordering::Greater {
                break;
            }
            list.swap(at.saturating_sub(1), at);
            at = at.saturating_sub(1);
        }
    }
}

/// Sorts a list of any length; what is equal stays in its order. The standard library sorts the places, which are numbers
/// whatever is sorted, so that its sort is compiled once. Each value is moved twice.
pub fn sort_many<T>(list: &mut Vec<T>, mut order: impl FnMut(&T, &T) -> Ordering) {
    let mut places: Vec<usize> = (0..list.len()).collect();
    sort_places(
        &mut places,
        &mut |one, other| match (list.get(one), list.get(other)) {
            (Some(one), Some(other)) => order(one, other),
            _ => Ordering::Equal,
        },
    );
    let mut values: Vec<Option<T>> = core::mem::take(list).into_iter().map(Some).collect();
    list.reserve(places.len());
    for place in places {
        list.extend(values.get_mut(place).and_then(Option::take));
    }
}

#[inline(never)]
fn sort_places(places: &mut [usize], order: &mut dyn FnMut(usize, usize) -> Ordering) {
    places.sort_by(|one, other| order(*one, *other));
}

/// A set of these values. `collect` would sort them first, by a sort of its own.
pub fn set_of<T: Ord>(values: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    for value in values {
        set.insert(value);
    }
    set
}

/// A map of these pairs, of which the last of a key counts; likewise.
pub fn map_of<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    for (key, value) in pairs {
        map.insert(key, value);
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does_and_keeps_what_is_equal_in_its_order(
            values in proptest::collection::vec((0_u8..8, any::<u16>()), 0..60)
        ) {
            let mut ours = values.clone();
            sort_few(&mut ours, |one, other| one.0.cmp(&other.0));
            let mut theirs = values;
            theirs.sort_by_key(|value| value.0);
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn many_are_sorted_as_the_standard_library_does_and_what_is_equal_keeps_its_order(
            values in proptest::collection::vec((0_u16..300, any::<String>()), 0..600)
        ) {
            let mut ours = values.clone();
            sort_many(&mut ours, |one, other| one.0.cmp(&other.0));
            let mut theirs = values;
            theirs.sort_by_key(|value| value.0);
            prop_assert_eq!(ours, theirs);
        }
    }
}
