//! How the organisation manages Apple's devices.

use base64ct::{Base64, Encoding as _};
use serde::{Deserialize, Serialize};

use super::{Section, SectionKind};
use crate::ca::PushCertificate;
use crate::field::FieldFault;

/// The longest push certificate, in characters.
const LONGEST_CERTIFICATE: usize = 8 * 1024;

/// What an organisation has of Apple.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Apple {
    /// The certificate with which devices are woken, as <https://identity.apple.com/pushcert> gives it: PEM, or base64 of the DER;
    /// empty where there is none. Its private key stays with whoever opens the connection to Apple.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub push_certificate: String,
}

impl Apple {
    /// What is known of the push certificate; none where there is none.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn push(&self) -> Result<Option<PushCertificate>, String> {
        if self.push_certificate.is_empty() {
            return Ok(None);
        }
        if self.push_certificate.len() > LONGEST_CERTIFICATE {
            return Err(format!("must be at most {LONGEST_CERTIFICATE} characters"));
        }
        let lines = self.push_certificate.lines().map(str::trim);
        let base64: String = lines.filter(|line| !line.starts_with("-----")).collect();
        let der = Base64::decode_vec(&base64)
            .map_err(|_| "is neither PEM nor base64 of one certificate".to_owned())?;
        let read = PushCertificate::read(&der).map_err(|error| error.to_string())?;
        Ok(Some(read))
    }
}

impl Section for Apple {
    const KIND: SectionKind = SectionKind::Apple;

    fn check(&self) -> Result<(), FieldFault> {
        match self.push() {
            Ok(_) => Ok(()),
            Err(rule) => Err(FieldFault::at("push_certificate", rule)),
        }
    }
}
