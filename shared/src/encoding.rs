//! The few spellings of bytes that Muster's names are made of.
//!
//! Lower-case hexadecimal for digests and serials, and a 26-character Crockford base32 for 128-bit identifiers: short, safe
//! in URLs, file names and certificate subjects, and without letters that are read wrongly aloud.

const HEX: &[u8; 16] = b"0123456789abcdef";
const CROCKFORD: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// What each byte is worth as a digit of `alphabet`; [`NO_DIGIT`] for all others.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    reason = "computed by the compiler, which stops at whatever does not fit"
)]
const fn values(alphabet: &[u8]) -> [u8; 256] {
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < alphabet.len() {
        values[alphabet[value] as usize] = value as u8;
        value += 1;
    }
    values
}

const NO_DIGIT: u8 = u8::MAX;
const CROCKFORD_VALUES: [u8; 256] = values(CROCKFORD);

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().unwrap_or(b'0');
    let digits = bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 0x0f)])
        .collect();
    String::from_utf8(digits).unwrap_or_default()
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

/// 128 bits as 26 characters of lower-case Crockford base32, most significant first.
#[must_use]
pub fn base32_128(bytes: [u8; 16]) -> String {
    let mut value = u128::from_be_bytes(bytes);
    let mut digits = [b'0'; 26];
    for digit in digits.iter_mut().rev() {
        let index = usize::try_from(value & 31).unwrap_or(0);
        *digit = CROCKFORD.get(index).copied().unwrap_or(b'0');
        value >>= 5;
    }
    core::str::from_utf8(&digits).unwrap_or_default().to_owned()
}

/// Reads what [`base32_128`] writes, and nothing else: one spelling per value, so that text compares as values do.
#[must_use]
pub fn unbase32_128(text: &str) -> Option<[u8; 16]> {
    if text.len() != 26 {
        return None;
    }
    let mut value: u128 = 0;
    for (place, byte) in text.bytes().enumerate() {
        let digit = CROCKFORD_VALUES.get(usize::from(byte)).copied()?;
        if digit == NO_DIGIT || (place == 0 && digit > 7) {
            return None; // 26 characters hold 130 bits; the first may carry only three of its five.
        }
        value = (value << 5) | u128::from(digit);
    }
    Some(value.to_be_bytes())
}

/// A name as one segment of an address (RFC 3986 section 2.1): all octets but letters, digits, `-`, `.`, `_` and `~` become
/// `%XX`.
#[must_use]
pub fn percent_encoded(name: &str) -> String {
    let mut encoded = String::new();
    for octet in name.bytes() {
        if octet.is_ascii_alphanumeric() || b"-._~".contains(&octet) {
            encoded.push(char::from(octet));
        } else {
            encoded.push('%');
            encoded.push_str(&hex(&[octet]).to_ascii_uppercase());
        }
    }
    encoded
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
