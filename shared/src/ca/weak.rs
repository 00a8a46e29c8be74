//! Keys that are publicly known to be weak: well formed, of an accepted size, and broken all the same.
//!
//! The checks are those that a CA in the public web makes (CA/Browser Forum Baseline Requirements, section 6.1.1.3): a
//! small factor, close primes, the ROCA fingerprint, and keys whose private half is printed in a standard.

use rsa::BigUint;

use super::key::PublicKey;
use super::published_keys;
use crate::ids::Digest;

/// Whether the key is publicly known to be weak.
pub(crate) fn is_known_weak(spki_der: &[u8], key: &PublicKey<'_>) -> bool {
    if published_keys::is_published(&Digest::of(spki_der).to_string()) {
        return true;
    }
    let Some(modulus) = key.modulus else {
        return false;
    };
    let residues = residues(modulus);
    has_small_factor(&residues) || has_roca_fingerprint(&residues) || has_close_primes(modulus)
}

/// The primes to try: 133 of them, up to 751.
const PRIMES: [u32; 133] = first_primes();

#[expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "computed while compiling, where both would stop the build"
)]
const fn first_primes() -> [u32; 133] {
    let mut primes = [2; 133];
    let mut found = 1;
    let mut candidate = 3;
    while found < primes.len() {
        let mut index = 0;
        while index < found && candidate % primes[index] != 0 {
            index += 1;
        }
        if index == found {
            primes[found] = candidate;
            found += 1;
        }
        candidate += 2;
    }
    primes
}

/// The modulus reduced by each of [`PRIMES`]: the prime and what remains.
///
/// The modulus is divided by products of primes that just fit into 32 bits: a fourth of the divisions.
fn residues(modulus: &[u8]) -> Vec<(u32, u32)> {
    let mut residues = Vec::with_capacity(PRIMES.len());
    let mut primes = PRIMES.as_slice();
    while !primes.is_empty() {
        let mut product = 1_u32;
        let fitting = primes
            .iter()
            .map_while(|prime| {
                product = product.checked_mul(*prime)?;
                Some(prime)
            })
            .count();
        let (group, others) = primes.split_at(fitting);
        let rest = remainder(modulus, product);
        residues.extend(
            group
                .iter()
                .map(|prime| (*prime, rest.checked_rem(*prime).unwrap_or(0))),
        );
        primes = others;
    }
    residues
}

/// Trial division: the factors of a sound modulus have a thousand bits.
fn has_small_factor(residues: &[(u32, u32)]) -> bool {
    residues.iter().any(|(_, residue)| *residue == 0)
}

/// ROCA (CVE-2017-15361): the affected library made primes of the form `k·M + (65537^a mod M)`, so that a modulus, reduced
/// by any of the small primes in `M`, is a power of 65537. Nemec et al., "The Return of Coppersmith's Attack", CCS 2017,
/// section 2.2; the 38 odd primes up to 167 are those of its smallest `M`. One sound modulus in 239 million looks the same.
fn has_roca_fingerprint(residues: &[(u32, u32)]) -> bool {
    residues
        .iter()
        .filter(|(prime, _)| (3..=167).contains(prime))
        .all(|(prime, residue)| is_power_of_65537(*residue, *prime))
}

/// Whether `value` lies in the group that 65537 generates modulo `prime`.
fn is_power_of_65537(value: u32, prime: u32) -> bool {
    let step = 65_537_u32.checked_rem(prime).unwrap_or(0);
    let mut power = 1_u32;
    for _ in 0..prime {
        if power == value {
            return true;
        }
        power = power.saturating_mul(step).checked_rem(prime).unwrap_or(0);
    }
    false
}

/// Fermat's method finds two primes that are close to each other at once (CVE-2022-26320); sound primes differ in their
/// first hundred bits, and then no number of rounds that we could afford finds them.
const FERMAT_ROUNDS: u32 = 100;

/// n = a² − b² = (a + b)(a − b): looks for an a, from the root of n upwards, whose a² − n is a square.
///
/// Squares are rare, also modulo small numbers; so only those remainders are carried from a to the next one, and the large
/// number is looked at where they all allow a square: once for every fourth sound key.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "BigUint grows instead of overflowing, a² is not below n, and the small numbers stay below 2^32"
)]
fn has_close_primes(modulus: &[u8]) -> bool {
    let n = BigUint::from_bytes_be(modulus);
    let mut start = n.sqrt();
    if &start * &start < n {
        start += 1_u8;
    }
    let difference = &start * &start - &n;
    let small = |number: &BigUint| remainder(&number.to_bytes_be(), SIEVE_MODULUS);
    let (mut a, mut b_squared) = (small(&start), small(&difference));
    for round in 0..FERMAT_ROUNDS {
        if could_be_square(b_squared) {
            let a = &start + round;
            if is_square(&(&a * &a - &n)) {
                return true;
            }
        }
        // (a + 1)² − n is a² − n and 2a + 1.
        b_squared = (b_squared + 2 * a + 1) % SIEVE_MODULUS;
        a = (a + 1) % SIEVE_MODULUS;
    }
    false
}

/// Numbers without a common factor, modulo each of which few numbers are squares: 12, 16, 21, 6, 9 and 10 of them.
const SIEVE: [u32; 6] = [64, 63, 65, 11, 17, 19];
/// Their product, of which three fit into 32 bits.
const SIEVE_MODULUS: u32 = 64 * 63 * 65 * 11 * 17 * 19;
/// For each, the squares modulo it, as bits.
const SQUARES: [u128; 6] = [
    squares(64),
    squares(63),
    squares(65),
    squares(11),
    squares(17),
    squares(19),
];

#[expect(
    clippy::arithmetic_side_effects,
    reason = "computed while compiling, where it would stop the build"
)]
const fn squares(modulus: u32) -> u128 {
    let mut bits = 0;
    let mut root = 0;
    while root < modulus {
        bits |= 1 << (root * root % modulus);
        root += 1;
    }
    bits
}

/// Whether a number that leaves this remainder by [`SIEVE_MODULUS`] can be a square: one in 427 can.
fn could_be_square(remainder: u32) -> bool {
    SIEVE.iter().zip(SQUARES).all(|(modulus, squares)| {
        let place = remainder.checked_rem(*modulus).unwrap_or(0);
        squares.checked_shr(place).unwrap_or(0) & 1 == 1
    })
}

#[expect(
    clippy::arithmetic_side_effects,
    reason = "BigUint grows instead of overflowing"
)]
fn is_square(value: &BigUint) -> bool {
    let root = value.sqrt();
    &root * &root == *value
}

/// A large number, most significant octet first, modulo a small one; zero modulo zero.
fn remainder(number: &[u8], modulus: u32) -> u32 {
    let modulus = u64::from(modulus);
    let (first, words) = number.as_rchunks::<4>();
    let reduce = |rest: u64| rest.checked_rem(modulus).unwrap_or(0);
    let rest = first
        .iter()
        .fold(0, |rest, octet| reduce((rest << 8) | u64::from(*octet)));
    let rest = words.iter().fold(rest, |rest, word| {
        reduce((rest << 32) | u64::from(u32::from_be_bytes(*word)))
    });
    u32::try_from(rest).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn octets(number: u128) -> Vec<u8> {
        number
            .to_be_bytes()
            .into_iter()
            .skip_while(|octet| *octet == 0)
            .collect()
    }

    #[test]
    fn close_primes_are_found_within_a_hundred_rounds_and_not_after() {
        // With factors a + b and a - b, about b² / 2a rounds lead from the root of their product to a.
        let a = 1_u128 << 40;
        let product = |b: u128| octets((a + b) * (a - b));
        assert!(has_close_primes(&product(1)));
        assert!(has_close_primes(&product(14_800_000)), "99.6 rounds");
        assert!(!has_close_primes(&product(14_900_000)), "100.9 rounds");
        assert!(has_close_primes(&octets(1_000_003 * 1_000_033)));
        assert!(has_close_primes(&octets(a * a)), "the same prime twice");
    }

    #[test]
    fn numbers_that_cannot_be_squares_are_none_and_squares_always_can() {
        for root in 0..5_000_u32 {
            assert!(could_be_square(root * root % SIEVE_MODULUS), "{root}");
        }
        let counts = SQUARES.map(u128::count_ones);
        assert_eq!(counts, [12, 16, 21, 6, 9, 10]);
        assert!(
            [2, 3, 5, 6, 7, 8]
                .into_iter()
                .all(|number| !could_be_square(number))
        );
    }

    #[test]
    fn squares_are_told_from_other_numbers() {
        for root in [0_u128, 1, 2, 3, 44, 45_045, 1 << 40, (1 << 60) - 1] {
            assert!(
                is_square(&BigUint::from_bytes_be(&octets(root * root))),
                "{root}"
            );
            let next = BigUint::from_bytes_be(&octets(root * root + 2));
            assert!(!is_square(&next), "{root}");
        }
    }

    #[test]
    fn factors_up_to_751_are_small() {
        assert_eq!(PRIMES[..5], [2, 3, 5, 7, 11]);
        assert_eq!(PRIMES[132], 751);
        let large = 170_141_183_460_469_231_731_687_303_715_884_105_727_u128; // 2^127 - 1, a prime
        assert!(!has_small_factor(&residues(&octets(large))));
        for prime in [2, 3, 751] {
            assert!(
                has_small_factor(&residues(&octets(large / 1_000_000 * prime))),
                "{prime}"
            );
        }
        assert!(
            !has_small_factor(&residues(&octets(757 * 761))),
            "the first primes beyond"
        );
    }

    #[test]
    fn the_fingerprint_is_that_of_powers_of_65537_and_of_nothing_else() {
        for power in [1_u128, 65_537, 65_537 * 65_537, 65_537_u128.pow(7)] {
            assert!(has_roca_fingerprint(&residues(&octets(power))), "{power}");
        }
        assert!(!has_roca_fingerprint(&residues(&octets(65_539))));
        assert!(!has_roca_fingerprint(&residues(&octets(65_537 * 3))));
        // One sound modulus in this many has the fingerprint by chance.
        let by_chance: u64 = PRIMES
            .into_iter()
            .filter(|prime| (3..=167).contains(prime))
            .map(|prime| {
                let powers = (0..prime)
                    .filter(|value| is_power_of_65537(*value, prime))
                    .count();
                u64::from(prime - 1) / u64::try_from(powers).unwrap()
            })
            .product();
        assert_eq!(by_chance, 238_878_720);
    }

    #[test]
    fn remainders_are_those_of_whole_numbers() {
        let number = 0xfedc_ba98_7654_3210_0123_4567_89ab_cdef_u128;
        for modulus in [1, 2, 3, 167, 751, SIEVE_MODULUS, u32::MAX] {
            for shift in [0, 3, 8, 100, 127] {
                let number = number >> shift;
                assert_eq!(
                    u128::from(remainder(&octets(number), modulus)),
                    number % u128::from(modulus)
                );
            }
        }
    }
}
