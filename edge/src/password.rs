//! Passwords as PHC strings, hashed with scrypt (RFC 7914).
//!
//! N = 2^14, r = 8, p = 5 is one of the settings OWASP names as equal in strength; it needs 16 MiB, where argon2id's or a
//! larger N's would crowd the Worker's 128 MB. The work is done by the platform's native code.

use muster_shared::store::StoreFault;
use password_hash::{Ident, ParamsString, PasswordHash, Salt};

/// scrypt, native to the platform.
pub trait Scrypt {
    /// Derives 32 bytes.
    ///
    /// # Errors
    /// [`StoreFault`] when the platform cannot.
    fn derive(
        &self,
        password: &[u8],
        salt: &[u8],
        cost: ScryptCost,
    ) -> Result<[u8; 32], StoreFault>;
}

/// How much work one guess is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScryptCost {
    /// N is two to this power; 10 to 15.
    pub log_n: u8,
    /// Block size; 8.
    pub r: u32,
    /// Parallelisation; 1 to 16.
    pub p: u32,
}

impl ScryptCost {
    /// What new passwords are hashed with.
    pub const NEW: Self = Self {
        log_n: 14,
        r: 8,
        p: 5,
    };
}

const SCRYPT: Ident<'static> = Ident::new_unwrap("scrypt");

/// Hashes a password into a PHC string.
///
/// # Errors
/// [`StoreFault`] when the platform cannot.
pub fn hash(scrypt: &impl Scrypt, password: &str, salt: [u8; 16]) -> Result<String, StoreFault> {
    let cost = ScryptCost::NEW;
    let derived = scrypt.derive(password.as_bytes(), &salt, cost)?;
    let salt = password_hash::SaltString::encode_b64(&salt).map_err(StoreFault::new)?;
    let mut params = ParamsString::new();
    for (name, value) in [("ln", u32::from(cost.log_n)), ("r", cost.r), ("p", cost.p)] {
        params.add_decimal(name, value).map_err(StoreFault::new)?;
    }
    let phc = PasswordHash {
        algorithm: SCRYPT,
        version: None,
        params,
        salt: Some(salt.as_salt()),
        hash: Some(password_hash::Output::new(&derived).map_err(StoreFault::new)?),
    };
    Ok(phc.to_string())
}

/// Whether `password` is the one behind the PHC string.
///
/// # Errors
/// [`StoreFault`] when the string is not ours, or the platform cannot.
pub fn verify(scrypt: &impl Scrypt, password: &str, phc: &str) -> Result<bool, StoreFault> {
    use subtle::ConstantTimeEq as _;
    let phc = PasswordHash::new(phc).map_err(StoreFault::new)?;
    let (SCRYPT, Some(salt), Some(expected)) = (phc.algorithm, phc.salt, phc.hash) else {
        return Err(StoreFault::new("a stored password is not an scrypt hash"));
    };
    let cost = stored_cost(&phc.params)
        .ok_or_else(|| StoreFault::new("a stored password's cost is out of range"))?;
    let mut buffer = [0_u8; Salt::MAX_LENGTH];
    let salt = salt.decode_b64(&mut buffer).map_err(StoreFault::new)?;
    let derived = scrypt.derive(password.as_bytes(), salt, cost)?;
    Ok(derived.as_slice().ct_eq(expected.as_bytes()).into())
}

fn stored_cost(params: &ParamsString) -> Option<ScryptCost> {
    let cost = ScryptCost {
        log_n: u8::try_from(params.get_decimal("ln")?).ok()?,
        r: params.get_decimal("r")?,
        p: params.get_decimal("p")?,
    };
    ((10..=15).contains(&cost.log_n) && cost.r == 8 && (1..=16).contains(&cost.p)).then_some(cost)
}

/// Does the work of one check for nobody, so that an unknown user name takes as long as a known one.
///
/// # Errors
/// [`StoreFault`] when the platform cannot.
pub fn waste(scrypt: &impl Scrypt, password: &str) -> Result<(), StoreFault> {
    scrypt
        .derive(password.as_bytes(), &[0; 16], ScryptCost::NEW)
        .map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SoftwareScrypt;

    #[test]
    fn a_password_is_known_again_and_another_is_not() {
        let phc = hash(&SoftwareScrypt, "correct horse", [7; 16]).unwrap();
        assert!(phc.starts_with("$scrypt$ln=14,r=8,p=5$"), "{phc}");
        assert_eq!(verify(&SoftwareScrypt, "correct horse", &phc), Ok(true));
        assert_eq!(verify(&SoftwareScrypt, "correct horsf", &phc), Ok(false));
    }

    #[test]
    fn a_stored_hash_cannot_ask_for_boundless_work() {
        let phc = "$scrypt$ln=30,r=8,p=5$BwcHBwcHBwcHBwcHBwcHBw$BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
        assert!(verify(&SoftwareScrypt, "x", phc).is_err());
    }
}
