//! A message, and what it is answered.
//!
//! Whoever may not, whatever the reason, gets the same answer: a failure with `badRequest`, and no more. The reason goes to the
//! log, and with the decision to where refused attempts are kept.

use muster_shared::ca::cms::{Digests, Stretched};
use muster_shared::ca::{CertificateRequest, VerifiedDeviceCertificate, VerifiedRequest};
use muster_shared::enrollment::enrollee::{KeepWaiting, PENDING_TIME, ReadWaiting};
use muster_shared::enrollment::{Credential, RENEWAL_PREFIX, Refusal, RenewalTicket};
use muster_shared::identity::Waiting;
use muster_shared::ids::Digest;
use muster_shared::ports::Objects as _;
use muster_shared::protocol::scep::{
    Answer, CertificateName, Content, Message, MessageType, RegistrationAuthority, VerifiedMessage,
    message_in_address,
};
use muster_shared::store::StoreFault;
use muster_shared::tenant::section::Scep;

use super::MAX_IN_ADDRESS;
use crate::api::current_list;
use crate::app::{App, Platform};
use crate::enrollment::{self, SaidAtOnce};
use crate::http::who::{ScepCaller, credential_of, renewal_of, verify_certificate};
use crate::http::{ApiError, Call};
use crate::router::log_error;

/// The message in an address.
pub(super) fn in_address(call: &Call) -> Result<Vec<u8>, ApiError> {
    let query = call.parts.uri.query().unwrap_or_default();
    message_in_address(query, MAX_IN_ADDRESS).ok_or_else(|| ApiError::BadBody {
        reason: format!(
            "`message` must be a message in base64 of at most {MAX_IN_ADDRESS} characters"
        ),
    })
}

/// Where messages are answered.
pub(super) struct Office<'a, P: Platform> {
    pub(super) app: &'a App<P>,
    pub(super) authority: &'a RegistrationAuthority,
    pub(super) key: &'a P::RegistrationKey,
    pub(super) section: &'a Scep,
}

impl<P: Platform> Office<'_, P> {
    /// Answers a message by a message, DER.
    ///
    /// # Errors
    /// [`ApiError::Scep`] for what cannot be read as a message; a fault of ours.
    pub(super) async fn answer(
        &self,
        caller: ScepCaller,
        octets: &[u8],
        correlation_id: &str,
    ) -> Result<Vec<u8>, ApiError> {
        use muster_shared::ca::Signer as _;
        let message = Message::read(octets)?;
        let (asked, signer) = (message.asked.clone(), message.signer().clone());
        let mut random = Stretched::new("scep", &self.drawn()?);
        let mut cipher = muster_shared::ca::cms::Cipher::Aes128;
        let answer = match message.verify(self.app.platform.verifier()) {
            Ok(verified) => {
                cipher = verified.cipher().answered_with();
                let transaction = &asked.transaction;
                self.carry_out(caller, transaction, &verified, &mut random)
                    .await
            }
            Err(error) => Err(error.into()),
        };
        let answer = match answer {
            Ok(answer) => answer,
            Err(ApiError::Fault(fault)) => return Err(ApiError::Fault(fault)),
            Err(error) => {
                log_error(self.app, "SCEP PKIOperation", &error, correlation_id);
                Answer::Failure
            }
        };
        let unsigned = answer.write(&asked, &signer, cipher, &mut random)?;
        let signature = self.key.sign(&unsigned.to_sign()).await?;
        Ok(unsigned.signed(self.authority, &signature))
    }

    fn drawn(&self) -> Result<[u8; 32], StoreFault> {
        let mut drawn = [0; 32];
        let draws = [self.app.draw()?, self.app.draw()?];
        for (to, from) in drawn.iter_mut().zip(draws.as_flattened()) {
            *to = *from;
        }
        Ok(drawn)
    }

    async fn carry_out(
        &self,
        caller: ScepCaller,
        transaction: &str,
        message: &VerifiedMessage,
        random: &mut Stretched,
    ) -> Result<Answer, ApiError> {
        let Scep {
            legacy_ciphers,
            sha1,
            ..
        } = *self.section;
        message.check_algorithms(legacy_ciphers, sha1)?;
        match message.open(self.authority, self.key, random)? {
            Content::Request(der) => {
                let digests = if sha1 {
                    Digests::WithSha1
                } else {
                    Digests::Modern
                };
                let request = CertificateRequest::parse_signed_with(&der, digests)
                    .map_err(ApiError::refused)?
                    .verify(self.app.platform.verifier())?;
                self.request(caller, transaction, message, &request).await
            }
            Content::Poll => self.poll(transaction, message).await,
            Content::Certificate(name) if message.kind == MessageType::Crl => {
                if name.issuer == self.app.issuer.subject_der() {
                    Ok(Answer::Crl(current_list(self.app).await?))
                } else {
                    Ok(Answer::NoSuchCertificate)
                }
            }
            Content::Certificate(name) => Ok(self.own_certificate(message, &name)),
        }
    }

    /// A first certificate, or the next one. One that has to wait is kept with its transaction, since who asks after it shows
    /// neither again.
    async fn request(
        &self,
        caller: ScepCaller,
        transaction: &str,
        message: &VerifiedMessage,
        request: &VerifiedRequest,
    ) -> Result<Answer, ApiError> {
        let presented = verify_certificate(self.app, message.signer().der());
        let challenge = request
            .challenge_password()
            .filter(|challenge| !challenge.is_empty())
            .map(str::to_owned);
        let shown = match (message.kind, challenge) {
            (MessageType::Renewal, _) => None,
            // Clients that renew by a plain request show their present certificate, and a new challenge where they were given
            // one (Apple's always).
            (_, None) if presented.is_ok() => None,
            (_, challenge) => Some(challenge.or(caller.credential).ok_or_else(no_credential)?),
        };
        let (answer, credential) = match shown {
            None => self.renewal(&presented?, request).await?,
            Some(shown) => self.shown(shown, presented, message, request).await?,
        };
        if answer == Answer::Pending {
            self.keep(transaction, message, request, &credential)
                .await?;
        }
        Ok(answer)
    }

    /// What is answered to a device that shows a credential, and what it is to be answered by again.
    async fn shown(
        &self,
        shown: String,
        presented: Result<VerifiedDeviceCertificate, ApiError>,
        message: &VerifiedMessage,
        request: &VerifiedRequest,
    ) -> Result<(Answer, String), ApiError> {
        let is_own_key = request.spki_der() == message.signer().spki_der();
        if shown.starts_with(RENEWAL_PREFIX) {
            let ticket = renewal_of(self.app, &shown)?;
            // Apple's devices sign with the present key, or with one of the moment.
            let is_of_device = match presented {
                Ok(presented) => presented.device() == ticket.device,
                Err(_) => is_own_key,
            };
            if !is_of_device {
                return Err(ApiError::refused(Refusal::CsrSignatureInvalid));
            }
            return Ok((self.next(&ticket, request).await?, shown));
        }
        if presented.is_err() && !is_own_key {
            return Err(ApiError::refused(Refusal::CsrSignatureInvalid));
        }
        let credential = credential_of(self.app, &shown)?;
        let enrolled = self.enroll(&credential, request).await;
        if let Ok(present) = &presented
            && self.is_spent_by(present, &credential, &enrolled)
        {
            return self.renewal(present, request).await;
        }
        Ok((enrolled?, shown))
    }

    /// Whether a device has shown, beside its present certificate, the very challenge that it was enrolled with: some clients repeat
    /// it whenever they renew, certmonger among them. A ticket that is new to it gives another device, and so another name.
    fn is_spent_by(
        &self,
        present: &VerifiedDeviceCertificate,
        credential: &Credential,
        enrolled: &Result<Answer, ApiError>,
    ) -> bool {
        match enrolled {
            Ok(Answer::Certificate(der)) => verify_certificate(self.app, der)
                .is_ok_and(|issued| issued.device() == present.device()),
            Err(ApiError::Refused {
                refusal: Refusal::TicketSpent | Refusal::TicketExpired { .. },
                ..
            }) => credential.enrollee() == present.enrollee(),
            _ => false,
        }
    }

    /// Keeps a request that waits, for the key that signed it and for the one that it is for: it may be asked after with either.
    async fn keep(
        &self,
        transaction: &str,
        message: &VerifiedMessage,
        request: &VerifiedRequest,
        credential: &str,
    ) -> Result<(), ApiError> {
        let key = &self.app.config.sealing_key;
        let (signer, own) = (message.signer().spki_der(), request.spki_der());
        let other = (signer != own).then_some(own);
        for may_ask in [Some(signer), other].into_iter().flatten() {
            let waiting = Waiting::of(transaction, &Digest::of(may_ask), key);
            let keep = KeepWaiting {
                name: waiting.name,
                hidden: waiting.hide(credential, request, key, self.app.draw()?),
            };
            let objects = self.app.platform.objects();
            let tenant = &self.app.config.tenant;
            objects.enrollee(tenant, &waiting.enrollee, &keep).await?;
        }
        Ok(())
    }

    /// The next certificate of a device that was handed what lets it have one. The same request again is answered with the same
    /// certificate, so that a recording of it gains nothing.
    async fn next(
        &self,
        ticket: &RenewalTicket,
        request: &VerifiedRequest,
    ) -> Result<Answer, ApiError> {
        answer_of(enrollment::renew_by_ticket(self.app, ticket, request).await)
    }

    /// The next certificate of a device that shows its present one, and what it may ask again with.
    async fn renewal(
        &self,
        present: &VerifiedDeviceCertificate,
        request: &VerifiedRequest,
    ) -> Result<(Answer, String), ApiError> {
        let ticket = RenewalTicket {
            tenant: present.tenant().clone(),
            enrollee: present.enrollee(),
            device: present.device(),
            presented: present.serial(),
            expires_at: self.app.now().plus(PENDING_TIME),
        };
        let answer = self.next(&ticket, request).await?;
        Ok((answer, ticket.seal(&self.app.config.sealing_key)))
    }

    async fn enroll(
        &self,
        credential: &Credential,
        request: &VerifiedRequest,
    ) -> Result<Answer, ApiError> {
        if !credential.request().method.comes_by_scep() {
            return Err(no_credential());
        }
        let said = SaidAtOnce::default();
        answer_of(enrollment::enroll(self.app, credential, request, said).await)
    }

    /// What became of a request that had to wait: the same as if it were sent again. The address gives no right here, or whoever
    /// asks after nothing would enroll.
    async fn poll(&self, transaction: &str, message: &VerifiedMessage) -> Result<Answer, ApiError> {
        let key = &self.app.config.sealing_key;
        let asks = Digest::of(message.signer().spki_der());
        let waiting = Waiting::of(transaction, &asks, key);
        let read = ReadWaiting { name: waiting.name };
        let objects = self.app.platform.objects();
        let tenant = &self.app.config.tenant;
        let kept = objects.enrollee(tenant, &waiting.enrollee, &read).await?;
        let Some(kept) = kept.and_then(|hidden| waiting.show(&hidden, key)) else {
            return Ok(Answer::NoSuchCertificate);
        };
        if kept.credential.starts_with(RENEWAL_PREFIX) {
            let ticket = renewal_of(self.app, &kept.credential)?;
            return self.next(&ticket, &kept.request).await;
        }
        let credential = credential_of(self.app, &kept.credential)?;
        self.enroll(&credential, &kept.request).await
    }

    /// A device is given the certificate that it shows, and no other.
    fn own_certificate(&self, message: &VerifiedMessage, name: &CertificateName) -> Answer {
        let is_own =
            verify_certificate(self.app, message.signer().der()).is_ok_and(|certificate| {
                name.issuer == self.app.issuer.subject_der()
                    && name.serial == certificate.serial().as_bytes()
            });
        if is_own {
            Answer::Certificate(message.signer().der().to_vec())
        } else {
            Answer::NoSuchCertificate
        }
    }
}

fn no_credential() -> ApiError {
    ApiError::refused(Refusal::TicketInvalid)
}

/// The certificate; that it may come later, where the same request can be granted without anybody doing anything about it here;
/// or why not.
fn answer_of(certificate: Result<Vec<u8>, ApiError>) -> Result<Answer, ApiError> {
    match certificate {
        Ok(certificate) => Ok(Answer::Certificate(certificate)),
        Err(ApiError::Refused {
            refusal: Refusal::EnrollmentInProgress { .. } | Refusal::EnrollmentPaused,
            ..
        }) => Ok(Answer::Pending),
        Err(error) => Err(error),
    }
}
