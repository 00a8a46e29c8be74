//! Wiring: the ports of one platform, the configuration and the CA, in one value that every handler gets.

use core::time::Duration;
use std::sync::{Mutex, PoisonError};

use muster_shared::ca::{IssuanceUrls, Issuer, KeyDecrypter, SignatureVerifier, Signer};
use muster_shared::ids::EnrolleeId;
use muster_shared::ports::{Clock, Copies, Objects, PublishedPerson, Rng};
use muster_shared::protocol::scep::RegistrationAuthority;
use muster_shared::store::StoreFault;
use muster_shared::tenant::section::Branding;
use muster_shared::tenant::{Configuration, Person, ReadConfiguration};
use muster_shared::time::Timestamp;

use crate::config::Config;
use crate::enrollment::FaultSwitch;
use crate::password::Scrypt;
use crate::sections::KeptSections;

/// How long an isolate uses its copy of the configuration before it looks at KV again. The tenant object has the last word
/// on every enrollment, so an old copy costs a second decision, never a wrong one.
const CONFIGURATION_KEPT: Duration = Duration::from_secs(15);

/// What a platform provides: the Worker's bindings, or memory.
pub trait Platform: Send + Sync + 'static {
    /// The objects.
    type Objects: Objects + Send + Sync;
    /// The published copies.
    type Copies: Copies + Send + Sync;
    /// The clock.
    type Clock: Clock + Send + Sync;
    /// Randomness.
    type Rng: Rng + Send + Sync;
    /// The issuing key.
    type Signer: Signer + Send + Sync;
    /// The key of SCEP's registration authority.
    type RegistrationKey: Signer + KeyDecrypter;
    /// Signature checks.
    type Verifier: SignatureVerifier + Send + Sync;
    /// Password hashing.
    type Scrypt: Scrypt + Send + Sync;

    /// The objects.
    fn objects(&self) -> &Self::Objects;
    /// The published copies.
    fn copies(&self) -> &Self::Copies;
    /// The clock.
    fn clock(&self) -> &Self::Clock;
    /// Randomness.
    fn rng(&self) -> &Self::Rng;
    /// The issuing key.
    fn signer(&self) -> &Self::Signer;
    /// Signature checks.
    fn verifier(&self) -> &Self::Verifier;
    /// Password hashing.
    fn scrypt(&self) -> &Self::Scrypt;
    /// The key of SCEP's registration authority; none where it is not set up.
    fn registration_key(&self) -> Option<&Self::RegistrationKey>;
    /// Writes one line, a JSON object, to the log.
    fn log(&self, line: &str);
    /// Where an enrollment is to stop, in test builds.
    fn fault_switch(&self) -> FaultSwitch {
        FaultSwitch::default()
    }
}

/// One deployment at work.
pub struct App<P: Platform> {
    /// What is configured.
    pub config: Config,
    /// The issuing CA.
    pub issuer: Issuer,
    /// SCEP's registration authority; none where it is not set up.
    pub registration: Option<RegistrationAuthority>,
    /// The platform.
    pub platform: P,
    /// The sections of the configuration that have been read.
    pub sections: KeptSections,
    configuration: Mutex<Option<(Timestamp, Configuration)>>,
}

impl<P: Platform> App<P> {
    /// Wires a deployment.
    pub fn new(
        config: Config,
        issuer: Issuer,
        registration: Option<RegistrationAuthority>,
        platform: P,
    ) -> Self {
        Self {
            config,
            issuer,
            registration,
            platform,
            sections: KeptSections::default(),
            configuration: Mutex::new(None),
        }
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.platform.clock().now()
    }

    /// 128 random bits.
    ///
    /// # Errors
    /// [`StoreFault`] when the platform has none.
    pub fn draw(&self) -> Result<[u8; 16], StoreFault> {
        self.platform.rng().draw()
    }

    /// What certificates say about where the CA and its revocation list are.
    pub fn issuance_urls(&self) -> IssuanceUrls {
        let base = &self.config.public_url;
        let id = self.issuer.id();
        IssuanceUrls {
            ca_issuers: format!("{base}/ca/{id}.cer"),
            crl: format!("{base}/crl/{id}.crl"),
        }
    }

    /// Policy and settings, up to a minute old.
    ///
    /// # Errors
    /// [`StoreFault`] when neither KV nor the tenant object answers.
    pub async fn configuration(&self) -> Result<Configuration, StoreFault> {
        let now = self.now();
        if let Some((read_at, configuration)) = &*self.kept()
            && now.since(*read_at) < CONFIGURATION_KEPT
        {
            return Ok(configuration.clone());
        }
        let tenant = &self.config.tenant;
        let configuration = match self
            .platform
            .copies()
            .read::<Configuration>(tenant, "")
            .await?
        {
            Some(copy) => copy,
            // Nothing has ever been published: the tenant object says what a new organisation starts with.
            None => {
                self.platform
                    .objects()
                    .tenant(tenant, &ReadConfiguration {})
                    .await?
            }
        };
        self.keep_configuration(&configuration);
        // KV may be behind what this isolate has been told by the tenant object itself.
        let newest = self.kept().as_ref().map(|(_, kept)| kept.clone());
        Ok(newest.unwrap_or(configuration))
    }

    /// The organisation's name as people read it: that of the branding, or of the settings.
    ///
    /// # Errors
    /// [`StoreFault`] when neither KV nor the tenant object answers.
    pub async fn organisation(&self) -> Result<String, StoreFault> {
        let branding = self.section::<Branding>().await?;
        if branding.name.is_empty() {
            Ok(self.configuration().await?.settings.organisation)
        } else {
            Ok(branding.name.clone())
        }
    }

    /// Remembers a configuration that came from the tenant object itself.
    pub fn keep_configuration(&self, configuration: &Configuration) {
        let now = self.now();
        let mut kept = self.kept();
        if kept
            .as_ref()
            .is_none_or(|(_, known)| known.number <= configuration.number)
        {
            *kept = Some((now, configuration.clone()));
        } else if let Some((read_at, _)) = kept.as_mut() {
            // KV is behind what we know; ask again later.
            *read_at = now;
        }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Option<(Timestamp, Configuration)>> {
        self.configuration
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The person behind an enrollee, as last published.
    ///
    /// # Errors
    /// [`StoreFault`] when KV does not answer.
    pub async fn person(&self, enrollee: &EnrolleeId) -> Result<Option<Person>, StoreFault> {
        let key = PublishedPerson::key_of(enrollee);
        let copy: Option<PublishedPerson> = self
            .platform
            .copies()
            .read(&self.config.tenant, &key)
            .await?;
        Ok(copy.map(|copy| copy.person))
    }
}
