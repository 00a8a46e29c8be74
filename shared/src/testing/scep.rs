//! A SCEP client, for tests that need one whose every step can be chosen. Real ones are in `tests/tests/scep.rs`.

use const_oid::db::{rfc5911, rfc5912};

use crate::ca::cms::{
    Cipher, CmsError, Digests, EnvelopedMessage, SignedMessage, SignerCertificate, Stretched,
    seal_for,
};
use crate::ca::tlv::{self, tag};
use crate::ca::{
    HashAlgorithm, Signer as _, SoftwareDecrypter, SoftwareSigner, SoftwareVerifier, emit, hash,
};
use crate::protocol::scep::attribute;

/// A device with a key and the certificate that it shows. With an RSA key, it can be answered.
pub struct ScepDevice {
    signer: SoftwareSigner,
    decrypter: Option<SoftwareDecrypter>,
    certificate: SignerCertificate,
}

/// What an answer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScepAnswer {
    /// `pkiStatus`: `0` success, `2` failure, `3` pending.
    pub status: String,
    /// `failInfo`.
    pub failure: Option<String>,
    /// `transactionID`.
    pub transaction: String,
    /// What was inside, decrypted: a message without signers.
    pub inside: Option<Vec<u8>>,
    /// The certificate of whoever answers.
    pub answerer: Vec<u8>,
}

impl ScepAnswer {
    /// The one certificate inside.
    #[must_use]
    pub fn certificate(&self) -> Option<Vec<u8>> {
        let inside = self.inside.as_deref()?;
        let content = tlv::only(inside, tag::SEQUENCE, "").ok()?;
        let mut fields = content.inside();
        fields.expect(tag::OID, "").ok()?;
        let signed = fields.expect(tag::context_constructed(0), "").ok()?;
        let mut fields = tlv::only(signed.content, tag::SEQUENCE, "").ok()?.inside();
        for _ in 0..3 {
            fields.next("").ok()?;
        }
        let certificates = fields.expect(tag::context_constructed(0), "").ok()?;
        let mut list = certificates.inside();
        let first = list.next("").ok()?;
        list.is_empty().then(|| first.whole.to_vec())
    }
}

impl ScepDevice {
    /// A device with this PKCS#8 key, and a certificate that it signed for itself.
    ///
    /// # Errors
    /// [`CmsError`] when the key is none.
    pub fn new(pkcs8: &[u8]) -> Result<Self, CmsError> {
        let signer = SoftwareSigner::from_pkcs8_der(pkcs8)?;
        let name = emit::sequence(&[]);
        let time = emit::element(tag::UTC_TIME, &[b"260101000000Z"]);
        let signed = emit::sequence(&[
            &emit::unsigned_integer(&[0x5a; 33]),
            &signer.algorithm().to_algorithm_identifier(),
            &name,
            &emit::sequence(&[&time, &time]),
            &name,
            &signer.spki_der()?,
        ]);
        let certificate = signed_structure(&signer, &signed)?;
        Self::showing(pkcs8, &certificate)
    }

    /// The same with a certificate that it was issued.
    ///
    /// # Errors
    /// [`CmsError`] when key or certificate are none.
    pub fn showing(pkcs8: &[u8], certificate: &[u8]) -> Result<Self, CmsError> {
        Ok(Self {
            signer: SoftwareSigner::from_pkcs8_der(pkcs8)?,
            decrypter: SoftwareDecrypter::from_pkcs8_der(pkcs8, [6; 16]).ok(),
            certificate: SignerCertificate::read(certificate)?,
        })
    }

    /// A certificate request for the device's key, DER.
    ///
    /// # Errors
    /// [`CmsError::Fault`].
    pub fn request(&self, challenge: Option<&str>) -> Result<Vec<u8>, CmsError> {
        let attribute = challenge.map(|challenge| {
            let oid = const_oid::ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.7");
            let value = emit::element(tag::UTF8_STRING, &[challenge.as_bytes()]);
            emit::sequence(&[&emit::oid(&oid), &emit::element(tag::SET, &[&value])])
        });
        let signed = emit::sequence(&[
            &emit::unsigned_integer(&[0]),
            &emit::sequence(&[]),
            &self.signer.spki_der()?,
            &emit::element(
                tag::context_constructed(0),
                &[attribute.as_deref().unwrap_or_default()],
            ),
        ]);
        signed_structure(&self.signer, &signed)
    }

    /// `IssuerAndSerialNumber` of the certificate that the device shows.
    #[must_use]
    pub fn own_name(&self) -> Vec<u8> {
        emit::sequence(&[
            self.certificate.issuer_der(),
            &emit::element(tag::INTEGER, &[self.certificate.serial()]),
        ])
    }

    /// A message of this type with this content, encrypted for the certificate `recipient`.
    ///
    /// # Errors
    /// [`CmsError`].
    pub fn message(
        &self,
        kind: &str,
        transaction: &str,
        content: &[u8],
        (recipient, cipher): (&[u8], Cipher),
    ) -> Result<Vec<u8>, CmsError> {
        let mut random = Stretched::new("scep client", transaction.as_bytes());
        let recipient = SignerCertificate::read(recipient)?;
        let envelope = seal_for(&recipient, content, cipher, &mut random)?;
        self.enveloping(kind, transaction, &envelope)
    }

    /// A message around an envelope that was made otherwise, or around something else.
    ///
    /// # Errors
    /// [`CmsError::Fault`].
    pub fn enveloping(
        &self,
        kind: &str,
        transaction: &str,
        envelope: &[u8],
    ) -> Result<Vec<u8>, CmsError> {
        let nonce: [u8; 16] = Stretched::new("scep nonce", transaction.as_bytes()).octets();
        let text = |text: &str| emit::element(tag::PRINTABLE_STRING, &[text.as_bytes()]);
        let digest = hash(HashAlgorithm::Sha256, envelope);
        let attributes: Vec<u8> = [
            (rfc5911::ID_CONTENT_TYPE, emit::oid(&rfc5911::ID_DATA)),
            (
                rfc5911::ID_MESSAGE_DIGEST,
                emit::element(tag::OCTET_STRING, &[&digest]),
            ),
            (attribute::MESSAGE_TYPE, text(kind)),
            (attribute::TRANSACTION_ID, text(transaction)),
            (
                attribute::SENDER_NONCE,
                emit::element(tag::OCTET_STRING, &[&nonce]),
            ),
        ]
        .iter()
        .flat_map(|(oid, value)| {
            emit::sequence(&[&emit::oid(oid), &emit::element(tag::SET, &[value])])
        })
        .collect();
        let signature = self
            .signer
            .sign_now(&emit::element(tag::SET, &[&attributes]))?;
        let sha256 = emit::sequence(&[&emit::oid(&rfc5912::ID_SHA_256)]);
        let signer = emit::sequence(&[
            &emit::unsigned_integer(&[1]),
            &self.own_name(),
            &sha256,
            &emit::element(tag::context_constructed(0), &[&attributes]),
            &self.signer.algorithm().to_algorithm_identifier(),
            &emit::element(tag::OCTET_STRING, &[&signature]),
        ]);
        let inside = emit::element(
            tag::context_constructed(0),
            &[&emit::element(tag::OCTET_STRING, &[envelope])],
        );
        let signed = emit::sequence(&[
            &emit::unsigned_integer(&[1]),
            &emit::element(tag::SET, &[&sha256]),
            &emit::sequence(&[&emit::oid(&rfc5911::ID_DATA), &inside]),
            &emit::element(tag::context_constructed(0), &[self.certificate.der()]),
            &emit::element(tag::SET, &[&signer]),
        ]);
        Ok(emit::sequence(&[
            &emit::oid(&rfc5911::ID_SIGNED_DATA),
            &emit::element(tag::context_constructed(0), &[&signed]),
        ]))
    }

    /// Reads an answer as strictly as the strictest client: signed, and encrypted for this device.
    ///
    /// # Errors
    /// [`CmsError`].
    pub fn read(&self, answer: &[u8]) -> Result<ScepAnswer, CmsError> {
        let message = SignedMessage::read(answer, Digests::Modern)?;
        let text = |oid| {
            let value = tlv::only(message.attribute(oid)?, tag::PRINTABLE_STRING, "").ok()?;
            Some(String::from_utf8_lossy(value.content).into_owned())
        };
        let required = |oid, what| text(oid).ok_or(CmsError::Malformed(what));
        let (status, transaction) = (
            required(&attribute::PKI_STATUS, "pkiStatus")?,
            required(&attribute::TRANSACTION_ID, "transactionID")?,
        );
        let failure = text(&attribute::FAIL_INFO);
        if text(&attribute::MESSAGE_TYPE).as_deref() != Some("3") {
            return Err(CmsError::Malformed("messageType"));
        }
        if message.attribute(&attribute::RECIPIENT_NONCE).is_none() {
            return Err(CmsError::Malformed("recipientNonce"));
        }
        let verified = message.verify(&SoftwareVerifier)?;
        let inside = match verified.content() {
            [] => None,
            envelope => {
                let mut random = Stretched::new("scep client", b"");
                let envelope = EnvelopedMessage::read(envelope)?;
                let decrypter = self.decrypter.as_ref().ok_or(CmsError::Envelope)?;
                Some(envelope.open(&self.certificate, decrypter, &mut random)?)
            }
        };
        Ok(ScepAnswer {
            status,
            failure,
            transaction,
            inside,
            answerer: verified.certificate().der().to_vec(),
        })
    }
}

/// `SEQUENCE { signed, algorithm, signature }`, as certificates and requests are.
fn signed_structure(signer: &SoftwareSigner, signed: &[u8]) -> Result<Vec<u8>, CmsError> {
    let signature = signer.sign_now(signed)?;
    Ok(emit::sequence(&[
        signed,
        &signer.algorithm().to_algorithm_identifier(),
        &emit::bit_string(&signature),
    ]))
}
