//! What check-in messages do to what is kept of a device.

use super::state::{Asked, Listed, SessionState, Settings, What};
use crate::api::CommandResult;
use crate::apple::commands::word;
use crate::apple::inventory::{platform_of, report_of_beginning};
use crate::apple::push::PushAddress;
use crate::command::{CommandName, CommandOutcome};
use crate::encoding::hex;
use crate::ids::CertificateSerial;
use crate::platform::{EnrollmentMethod, Platform};
use crate::protocol::apple::{Authenticate, Enrollment, ManagementScope, TokenUpdate};

/// What is known where a device begins to enroll.
#[derive(Debug, Clone, Copy)]
pub struct Began<'a> {
    /// Whose message it is.
    pub from: &'a Enrollment,
    /// The certificate that has signed it.
    pub certificate: CertificateSerial,
    /// How far it is managed, as its address says.
    pub scope: ManagementScope,
    /// The platform that it enrolled for.
    pub platform: Platform,
    /// The way it enrolled by.
    pub method: EnrollmentMethod,
    /// The topic that profiles have now.
    pub topic: &'a str,
}

/// Why a message changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// The certificate is another device's.
    #[error("the certificate was issued to another device")]
    AnotherDevice,
    /// It has not begun to enroll.
    #[error("the device has not begun with `Authenticate`")]
    NotBegun,
    /// Its topic is none of ours.
    #[error("the topic is not this organisation's")]
    AnotherTopic,
    /// What enrolls is no device of the platform that was asked for.
    #[error("the device is of another platform than its ticket")]
    AnotherPlatform,
    /// The address is of another kind of management than the certificate was issued for, or than the device is enrolled with.
    #[error("the device is not managed by this address")]
    AnotherScope,
}

impl SessionState {
    /// A message is of this device: its certificates are tied to the name that came with the first.
    ///
    /// # Errors
    /// [`NotTaken`].
    pub fn is_of(&self, from: &Enrollment) -> Result<(), NotTaken> {
        match &self.device {
            None => Err(NotTaken::NotBegun),
            Some(device) if *device == from.device => Ok(()),
            Some(_) => Err(NotTaken::AnotherDevice),
        }
    }

    /// `Authenticate`: the device begins to enroll, or to go on with its next certificate. What it was asked is forgotten unless it
    /// renews: then it has everything that it had.
    ///
    /// # Errors
    /// [`NotTaken`]; nothing has changed then.
    pub fn begin(&mut self, said: &Authenticate, began: &Began<'_>) -> Result<(), NotTaken> {
        if self
            .device
            .as_ref()
            .is_some_and(|device| *device != began.from.device)
        {
            return Err(NotTaken::AnotherDevice);
        }
        if said.topic != began.topic && said.topic != self.topic {
            return Err(NotTaken::AnotherTopic);
        }
        let is_of_platform = match said.product.as_deref().map(platform_of) {
            Some(Some(platform)) => platform == began.platform,
            // An unknown one does not begin; one that has, before it was looked at so closely, goes on.
            Some(None) => self.device.is_some(),
            // `ProductName` is optional (Apple's schema, checkin/authenticate.yaml).
            None => true,
        };
        if !is_of_platform {
            return Err(NotTaken::AnotherPlatform);
        }
        // Whose the device is is not held against the organisation's scope: one on its list that enrolls over the air is a person's in
        // our books until its first check-in has told its serial number, and one that is made over to its person stays managed as it
        // was. The address gives no rights; those are in the profile, to which the device adds none.
        let stays = self.push.is_none() || self.scope.is_none_or(|scope| scope == began.scope);
        if !began.scope.is_of(began.method) || !stays {
            return Err(NotTaken::AnotherScope);
        }
        let renews = self
            .began_with
            .is_some_and(|serial| serial != began.certificate);
        if !renews {
            self.asked = None;
            self.tried.clear();
            self.settings = Settings::default();
            self.listed = Listed::default();
            self.escrowed = None;
            self.push = None;
            self.unlock_token = None;
        }
        self.renews = renews;
        self.device = Some(began.from.device.clone());
        self.began_with = Some(began.certificate);
        self.scope = Some(began.scope);
        self.topic.clone_from(&said.topic);
        self.beginning = Some(Box::new(report_of_beginning(said, began.platform)));
        Ok(())
    }

    /// `TokenUpdate`: the device is enrolled, or is woken by another token from now on. `unlock_token` is what it has handed over,
    /// hidden; `certificate` is that of this message. On the channel of a user nothing is kept: that is not managed.
    ///
    /// # Errors
    /// [`NotTaken`]; nothing has changed then.
    pub fn wake_by(
        &mut self,
        from: &Enrollment,
        certificate: CertificateSerial,
        said: &TokenUpdate,
        unlock_token: Option<String>,
    ) -> Result<(), NotTaken> {
        self.is_of(from)?;
        if said.topic != self.topic {
            return Err(NotTaken::AnotherTopic);
        }
        self.push = Some(PushAddress {
            topic: said.topic.clone(),
            token: hex(&said.token),
            magic: said.push_magic.clone(),
        });
        // A later one without it takes nothing away: it comes only while the device is unlocked.
        if unlock_token.is_some() {
            self.unlock_token = unlock_token;
        }
        self.awaits_configuration = said.awaiting_configuration;
        // A device that gave its renewal up goes on with the certificate that it had.
        if self.renews && self.began_with == Some(certificate) {
            self.renews = false;
            self.has_renewed();
        }
        Ok(())
    }

    /// The device has its next certificate: the profile by which it got that is installed, whether or not it can still say so. The
    /// certificate with which it might has ended.
    fn has_renewed(&mut self) {
        let is_renewal = |asked: &mut Asked| match asked.what {
            What::Renewal => true,
            What::Order { kind, .. } => kind == CommandName::RenewCertificate,
            _ => false,
        };
        let Some(asked) = self.asked.take_if(is_renewal) else {
            return;
        };
        if let What::Order { id, kind } = asked.what {
            self.results.push(CommandResult {
                id,
                outcome: CommandOutcome::Done,
                exit_code: None,
                output: word(kind, None),
            });
        }
        self.tried.push(asked.what);
    }

    /// Nobody is reached any more where the device was.
    pub fn forget_push(&mut self) {
        self.push = None;
    }

    /// The device has left: what it has handed over is kept no longer.
    pub fn forget_secrets(&mut self) {
        self.unlock_token = None;
        self.bootstrap_token = None;
    }

    /// `SetBootstrapToken`: what the Mac wants kept, hidden; none, to have it forgotten.
    pub fn keep_bootstrap_token(&mut self, token: Option<String>) {
        self.bootstrap_token = token;
    }
}
