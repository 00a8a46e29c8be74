use crate::time::Timestamp;

use super::{MAX_COMPONENTS, MAX_NONCE};

/// Why a signed request is not accepted: one cause each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureError {
    /// A header that every signed request has is not there.
    HeaderMissing {
        /// Its name.
        header: &'static str,
    },
    /// A value is longer than is read.
    TooLong {
        /// The header or component.
        component: String,
    },
    /// A header is not the structured field it should be (RFC 9651).
    HeaderMalformed {
        /// Its name.
        header: &'static str,
    },
    /// There is not exactly one signature, under the same label in both headers.
    NotOneSignature,
    /// More than [`MAX_COMPONENTS`] components are covered.
    TooManyComponents,
    /// A component is covered that the profile does not know, or with parameters.
    ComponentUnsupported {
        /// The component.
        component: String,
    },
    /// A component is covered twice.
    ComponentRepeated {
        /// The component.
        component: String,
    },
    /// A component that must be covered is not.
    NotCovered {
        /// The component.
        component: &'static str,
    },
    /// A header is covered that the request does not have.
    ComponentMissing {
        /// The component.
        component: String,
    },
    /// A covered value has a line break, a control character or a character beyond ASCII.
    ComponentUnprintable {
        /// The component.
        component: String,
    },
    /// `created` or `nonce` is not there.
    ParameterMissing {
        /// The parameter.
        parameter: &'static str,
    },
    /// A parameter's value is of the wrong type or range.
    ParameterInvalid {
        /// The parameter.
        parameter: &'static str,
    },
    /// A parameter that is not known, and so can't be honoured.
    ParameterUnsupported {
        /// The parameter.
        parameter: String,
    },
    /// What stands in `Device-Certificate` is not a certificate.
    CertificateMalformed,
    /// The certificate's key is of no supported kind.
    KeyUnsupported,
    /// `alg` names another algorithm than the certificate's key has.
    AlgorithmDiffers {
        /// The algorithm of the certificate's key.
        expected: &'static str,
    },
    /// The signature has another length than the algorithm's.
    SignatureLength,
    /// `Content-Digest` has neither `sha-256` nor `sha-512`.
    DigestUnsupported,
    /// `Content-Digest` is not that of the body.
    DigestDiffers,
    /// Too much time lies between signing and now.
    OutsideWindow {
        /// When it was signed, by the signer's clock.
        created: Timestamp,
        /// The time now.
        now: Timestamp,
    },
    /// The signer's own time limit is over.
    Expired {
        /// When it ended.
        expired_at: Timestamp,
    },
}

impl SignatureError {
    /// The stable name of the cause.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::HeaderMissing { .. } => "signature-header-missing",
            Self::TooLong { .. } => "signature-component-too-long",
            Self::HeaderMalformed { .. } => "signature-header-malformed",
            Self::NotOneSignature => "signature-not-one",
            Self::TooManyComponents => "signature-components-too-many",
            Self::ComponentUnsupported { .. } => "signature-component-unsupported",
            Self::ComponentRepeated { .. } => "signature-component-repeated",
            Self::NotCovered { .. } => "signature-component-not-covered",
            Self::ComponentMissing { .. } => "signature-component-missing",
            Self::ComponentUnprintable { .. } => "signature-component-unprintable",
            Self::ParameterMissing { .. } => "signature-parameter-missing",
            Self::ParameterInvalid { .. } => "signature-parameter-invalid",
            Self::ParameterUnsupported { .. } => "signature-parameter-unsupported",
            Self::CertificateMalformed => "signature-certificate-malformed",
            Self::KeyUnsupported => "signature-key-unsupported",
            Self::AlgorithmDiffers { .. } => "signature-algorithm-differs",
            Self::SignatureLength => "signature-length",
            Self::DigestUnsupported => "signature-digest-unsupported",
            Self::DigestDiffers => "signature-digest-differs",
            Self::OutsideWindow { .. } => "signature-outside-window",
            Self::Expired { .. } => "signature-expired",
        }
    }

    /// The cause in one sentence, for whoever wrote or set up the client.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::HeaderMissing { header } => format!("A signed request has the header {header}."),
            Self::TooLong { component } => format!("The value of {component} is longer than is accepted."),
            Self::HeaderMalformed { header } => format!("The header {header} is not the structured field it should be."),
            Self::NotOneSignature => {
                "Signature-Input and Signature must hold one signature, under the same label.".to_owned()
            }
            Self::TooManyComponents => format!("A signature covers at most {MAX_COMPONENTS} components."),
            Self::ComponentUnsupported { component } => format!("The component {component} can't be covered."),
            Self::ComponentRepeated { component } => format!("The component {component} is covered twice."),
            Self::NotCovered { component } => format!("The signature must cover {component}."),
            Self::ComponentMissing { component } => {
                format!("The signature covers the header {component}, which the request does not have.")
            }
            Self::ComponentUnprintable { component } => {
                format!("The value of {component} holds characters other than printable ASCII.")
            }
            Self::ParameterMissing { parameter } => format!("The signature must have the parameter {parameter}."),
            Self::ParameterInvalid { parameter: "nonce" } => {
                format!("The parameter nonce must be a string of 1 to {MAX_NONCE} characters.")
            }
            Self::ParameterInvalid { parameter } => format!("The parameter {parameter} has no usable value."),
            Self::ParameterUnsupported { parameter } => format!("The parameter {parameter} is not known here."),
            Self::CertificateMalformed => {
                "Device-Certificate must hold the device's certificate: DER, in base64, between colons.".to_owned()
            }
            Self::KeyUnsupported => "The certificate's key is neither RSA nor on P-256 or P-384.".to_owned(),
            Self::AlgorithmDiffers { expected } => format!("The certificate's key signs with {expected}."),
            Self::SignatureLength => "The signature has another length than its algorithm's.".to_owned(),
            Self::DigestUnsupported => "Content-Digest must hold sha-256 or sha-512.".to_owned(),
            Self::DigestDiffers => "Content-Digest is not the digest of the body.".to_owned(),
            Self::OutsideWindow { created, now } => {
                format!("The request was signed at {created} by the device's clock, and it is {now} here.")
            }
            Self::Expired { expired_at } => format!("The signature was good until {expired_at} only."),
        }
    }
}

impl core::fmt::Display for SignatureError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.sentence())
    }
}

impl core::error::Error for SignatureError {}
