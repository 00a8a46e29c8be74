//! The few spellings of bytes that Muster's names are made of.
//!
//! Lower-case hexadecimal for digests and serials, and a 26-character Crockford base32 for 128-bit identifiers: short, safe
//! in URLs, file names and certificate subjects, and without letters that are read wrongly aloud.

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or('0');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 0x0f)])
        .collect()
}

/// Reads hexadecimal of either case into exactly `N` bytes; `None` for any other length or character.
#[must_use]
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut out = [0_u8; N];
    if text.len() != N.checked_mul(2)? {
        return None;
    }
    let mut digits = text.chars().map(|c| c.to_digit(16));
    for byte in &mut out {
        let high = u8::try_from(digits.next()??).ok()?;
        let low = u8::try_from(digits.next()??).ok()?;
        *byte = (high << 4) | low;
    }
    Some(out)
}

const CROCKFORD: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// 128 bits as 26 characters of lower-case Crockford base32, most significant first.
#[must_use]
pub fn base32_128(bytes: [u8; 16]) -> String {
    let value = u128::from_be_bytes(bytes);
    (0..26_u32)
        .rev()
        .map(|place| {
            let digit = (value >> place.saturating_mul(5)) & 31;
            let index = usize::try_from(digit).unwrap_or(0);
            char::from(CROCKFORD.get(index).copied().unwrap_or(b'0'))
        })
        .collect()
}

/// Reads what [`base32_128`] writes, and nothing else: one spelling per value, so that text compares as values do.
#[must_use]
pub fn unbase32_128(text: &str) -> Option<[u8; 16]> {
    if text.len() != 26 {
        return None;
    }
    let mut value: u128 = 0;
    for (place, byte) in text.bytes().enumerate() {
        let digit = CROCKFORD.iter().position(|known| *known == byte)?;
        if place == 0 && digit > 7 {
            return None; // 26 characters hold 130 bits; the first may carry only three of its five.
        }
        value = (value << 5) | u128::try_from(digit).ok()?;
    }
    Some(value.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_identifier_reads_back_as_it_was_written(bytes: [u8; 16]) {
            prop_assert_eq!(unbase32_128(&base32_128(bytes)), Some(bytes));
            prop_assert_eq!(unhex::<16>(&hex(&bytes)), Some(bytes));
        }

        #[test]
        fn no_two_spellings_name_one_identifier(text in "[0-9a-z]{26}") {
            if let Some(bytes) = unbase32_128(&text) {
                prop_assert_eq!(base32_128(bytes), text);
            }
        }
    }

    #[test]
    fn the_largest_identifier_starts_with_seven() {
        assert_eq!(base32_128([0xff; 16]), "7zzzzzzzzzzzzzzzzzzzzzzzzz");
        assert_eq!(unbase32_128("8zzzzzzzzzzzzzzzzzzzzzzzzz"), None);
    }
}
