//! Sorting a handful, and gathering one into a set.
//!
//! The standard library's sort is made for millions of values and is compiled for each kind of value: some three kilobytes of
//! the Worker for every list of ten entries. This one is a few lines, and as fast where there are a few dozen.

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
    }
}
