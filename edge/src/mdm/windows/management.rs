//! Management sessions: OMA DM 1.2 as Windows speaks it ([MS-MDM]; `POST /ManagementServer/MDM.svc`).
//!
//! Each message is worked out here by pure functions: [`receive`] takes in what it tells, a check-in like any other device's has
//! it taken in and says what is asked, and [`answer`] writes that down. The state of the session lives in the object that holds
//! the device, which takes the next one only if no other message came in between.

use std::sync::Arc;

use http::{StatusCode, header};
use muster_shared::api::{CheckInReport, SentCommand};
use muster_shared::command::CommandName;
use muster_shared::enrollment::Refusal;
use muster_shared::enrollment::enrollee::{
    KeepManagement, Management, ManagementKept, ManagementStanding, OpenManagement, RequestProof,
};
use muster_shared::identity::{DeviceAccount, asked_nonces};
use muster_shared::ids::{CertificateSerial, CommandId};
use muster_shared::ports::Objects as _;
use muster_shared::protocol::syncml::Message;
use muster_shared::protocol::syncml::auth::{KnownCredential, Nonce};
use muster_shared::windows::session::{Identified, SessionState, Work, answer, receive};
use muster_shared::windows::settings::{Planned, plan};

use super::provisioning::PROVIDER_ID;
use crate::app::{App, Platform};
use crate::check_in::{Visit, Visitor, come_by, leave};
use crate::http::who::{DeviceIdentity, Who, device_of_tls};
use crate::http::{Answer, ApiError, Call};

const MEDIA_TYPE: &str = "application/vnd.syncml.dm+xml";

/// Whatever says it is a device: by the certificate of its TLS connection, or by the name of its account, for which the message
/// holds a digest. Whether that is right is part of the session, which asks for it until it is.
pub(super) struct ManagedDevice;

/// A message, and who says to have sent it.
pub(super) struct Sender {
    message: Message,
    claims: Option<Claim>,
}

struct Claim {
    account: DeviceAccount,
    /// The certificate of the TLS connection; without it the digest has to be right.
    certificate: Option<CertificateSerial>,
}

impl Who for ManagedDevice {
    type Identity = Sender;
    const STATEMENT: &'static str = "a device with its certificate or its account";

    async fn identify<P: Platform>(app: &App<P>, call: &Call) -> Result<Sender, ApiError> {
        call.expect_media_type(MEDIA_TYPE)?;
        let message = Message::read(&call.body).map_err(|error| ApiError::BadBody {
            reason: error.to_string(),
        })?;
        let claims = match device_of_tls(app, call)? {
            Some(DeviceIdentity { certificate, .. }) => Some(Claim {
                account: DeviceAccount {
                    tenant: certificate.tenant().clone(),
                    enrollee: certificate.enrollee(),
                    device: certificate.device(),
                },
                certificate: Some(certificate.serial()),
            }),
            None => message
                .header
                .source
                .name
                .as_deref()
                .and_then(|name| DeviceAccount::open(name, &app.config.sealing_key))
                .filter(|account| account.tenant == app.config.tenant)
                .map(|account| Claim {
                    account,
                    certificate: None,
                }),
        };
        Ok(Sender { message, claims })
    }
}

/// How often a message is worked out again because another came in between.
const TRIES: u8 = 3;

/// `POST /ManagementServer/MDM.svc`: one message of a session.
///
/// # Errors
/// [`Refusal::CertificateRevoked`] for a device that nothing is known of, [`Refusal::CertificateExpired`] for one that has to
/// enroll again, or a fault of ours. What is wrong inside a message is said in the answer.
pub(super) async fn message<P: Platform>(
    app: Arc<App<P>>,
    sender: Sender,
    _call: Call,
) -> Result<Answer, ApiError> {
    let Sender { message, claims } = sender;
    let Some(claim) = claims else {
        return ask_who(&app, &message);
    };
    for _ in 0..TRIES {
        let open = OpenManagement {
            device: claim.account.device,
        };
        let Claim { account, .. } = &claim;
        let management = app
            .platform
            .objects()
            .enrollee(&account.tenant, &account.enrollee, &open)
            .await?
            .ok_or_else(|| ApiError::refused(Refusal::CertificateRevoked))?;
        if let Some(answered) = turn(&app, &claim, management, &message).await? {
            return Ok(answered);
        }
    }
    Err(ApiError::refused(Refusal::TooManyRequests {
        retry_after_seconds: 5,
    }))
}

/// Nobody is named: whoever it is has to say so, and show it.
fn ask_who<P: Platform>(app: &App<P>, message: &Message) -> Result<Answer, ApiError> {
    let nobodys = KnownCredential::of("", "");
    let [nonce, _] = asked(app, message);
    let state = SessionState::provisioned(nonce);
    let identified = Identified::ByDigest(&nobodys);
    let received = receive(state, message, identified, app.now(), app.draw()?);
    let (_, answer) = answer(received, &Work::NOTHING, app.now());
    Ok(written(&answer))
}

/// The nonces by which a device that has not said who it is is asked to.
fn asked<P: Platform>(app: &App<P>, message: &Message) -> [Nonce; 2] {
    let header = &message.header;
    let now = app.now();
    let key = &app.config.sealing_key;
    asked_nonces(key, &header.source.uri, header.session.as_str(), now)
        .map(|nonce| Nonce::new(nonce, now))
}

fn written(message: &Message) -> Answer {
    // Nothing on the way may change its length: Windows reads no chunks.
    Answer::new(StatusCode::OK, MEDIA_TYPE, message.write().into_bytes())
        .with(header::CACHE_CONTROL, "no-store, no-transform")
}

/// Takes a message in and answers it; none when another came in between.
async fn turn<P: Platform>(
    app: &App<P>,
    claim: &Claim,
    management: Management,
    message: &Message,
) -> Result<Option<Answer>, ApiError> {
    let Claim {
        account,
        certificate,
    } = claim;
    let Management {
        standing,
        state,
        revision,
    } = management;
    let key = &app.config.sealing_key;
    let mut state = match state {
        Some(state) => state,
        None => SessionState::provisioned(Nonce::new(account.first_nonce(key), app.now())),
    };
    let known = KnownCredential::of(&account.name(key), &account.device_secret(key));
    // The nonce that it was asked by before it said who it is; else the one that it was given.
    if let Some(credential) = &message.header.credential {
        let is_by = |nonce: &Nonce| known.verify(credential, nonce, app.now()).is_ok();
        if let Some(nonce) = asked(app, message).into_iter().find(is_by) {
            state.was_asked(&message.header.session, nonce);
        }
    }
    let identified = match certificate {
        Some(_) => Identified::Already,
        None => Identified::ByDigest(&known),
    };
    let now = app.now();
    let received = receive(state, message, identified, now, app.draw()?);
    let mut orders = Orders::default();
    if received.is_accepted() {
        let visitor = |managed_by: CertificateSerial| Visitor {
            tenant: account.tenant.clone(),
            enrollee: account.enrollee,
            device: account.device,
            presented: certificate.unwrap_or(managed_by),
            proof: certificate.map_or(RequestProof::Session, |_| RequestProof::Tls),
        };
        orders = match standing {
            ManagementStanding::Retired => Orders::leave(app)?,
            ManagementStanding::Expired => {
                return Err(ApiError::refused(Refusal::CertificateRevoked));
            }
            ManagementStanding::Managed { certificate } if received.learnt.unenrolled => {
                leave(app, &visitor(certificate)).await?;
                Orders::default()
            }
            ManagementStanding::Managed { certificate } => {
                let report = received.learnt.report.clone();
                work(app, &visitor(certificate), report).await?
            }
        };
    }
    let work = Work {
        commands: &orders.commands,
        settings: orders.settings.as_deref(),
        provider: PROVIDER_ID,
    };
    let (state, answered) = answer(received, &work, now);
    let keep = KeepManagement {
        device: account.device,
        revision,
        state,
    };
    let kept = app
        .platform
        .objects()
        .enrollee(&account.tenant, &account.enrollee, &keep)
        .await?;
    Ok(match kept {
        ManagementKept::Kept => Some(written(&answered)),
        ManagementKept::Overtaken => None,
    })
}

/// What there is to do on a device.
#[derive(Default)]
struct Orders {
    commands: Vec<SentCommand>,
    settings: Option<Vec<Planned>>,
}

impl Orders {
    /// It has left and does not know it.
    fn leave<P: Platform>(app: &App<P>) -> Result<Self, ApiError> {
        Ok(Self {
            commands: vec![SentCommand {
                id: CommandId::from_random(app.draw()?),
                kind: CommandName::Retire,
                name: None,
            }],
            settings: None,
        })
    }
}

/// Has a check-in take in what the device told; what it is asked then.
async fn work<P: Platform>(
    app: &App<P>,
    visitor: &Visitor,
    report: CheckInReport,
) -> Result<Orders, ApiError> {
    match come_by(app, visitor, report).await? {
        Some(Visit {
            inputs, commands, ..
        }) => {
            let settings = match inputs {
                Some(inputs) => {
                    let of = app.configuration_of(Some(visitor.device), inputs).await?;
                    plan(&of.effective)
                }
                // Nothing is set on any device.
                None => Vec::new(),
            };
            Ok(Orders {
                commands,
                settings: Some(settings),
            })
        }
        None => Orders::leave(app),
    }
}
