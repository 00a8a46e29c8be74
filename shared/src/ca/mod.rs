//! The certificate authority: what may be signed, and what a certificate of ours says.
//!
//! A certificate comes about in four steps that the types keep in order. [`CertificateRequest::parse`] reads a PKCS#10
//! request and [`CertificateRequest::verify`] checks its signature over the bytes as they came; only then is there a
//! [`VerifiedRequest`]. [`prepare()`] writes the certificate's contents from the admission (never from the request), lints
//! them, and gives a [`Prepared`], which nothing else can make; [`Prepared::sign`] is the only way to a device certificate.
//! Revocation lists go the same way through [`prepare_crl`].
//!
//! Cryptography is a port: [`Signer`] and [`SignatureVerifier`]. The Worker answers it with native code; [`SoftwareSigner`]
//! and [`SoftwareVerifier`] are pure Rust, for native tests and the browser.

mod algorithm;
mod authority;
pub(crate) mod certificate;
pub mod cms;
mod crl;
mod crypto;
mod csr;
mod curve;
mod device_certificate;
pub(crate) mod emit;
pub(crate) mod extensions;
mod issuer;
pub(crate) mod key;
mod label;
mod lint;
mod names;
mod prepare;
mod profile;
mod published_keys;
mod push_certificate;
mod requested;
mod revocation;
mod signed_data;
mod software;
mod subject;
pub(crate) mod tlv;
mod weak;

pub use algorithm::{AlgorithmNotAccepted, HashAlgorithm, SignatureAlgorithm};
pub use authority::{NotAnAuthority, authority_digest};
pub use crl::{PreparedCrl, prepare_crl};
pub use crypto::{CryptoFault, KeyDecrypter, SignatureVerifier, Signer};
pub use csr::{CertificateRequest, CsrError, VerifiedRequest};
pub use device_certificate::{CertificateError, DeviceCertificate, VerifiedDeviceCertificate};
pub use issuer::{Issuer, IssuerError};
pub use key::KeyKind;
pub use label::{CertificateLabel, read_label};
pub use lint::LintFinding;
pub use prepare::{IssuedCertificate, PrepareError, Prepared, prepare};
pub use profile::{CertificateProfile, IssuanceUrls};
pub use push_certificate::{NotAPushCertificate, PushCertificate};
pub use revocation::{CrlEntry, RevocationReason};
pub use signed_data::SignedData;
pub(crate) use software::hash;
pub use software::{SoftwareDecrypter, SoftwareSigner, SoftwareVerifier};
pub use subject::DeviceSubject;
