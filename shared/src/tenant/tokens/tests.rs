//! The register: names, bounds, revisions, and what is written down.

use core::time::Duration;

use pollster::block_on;

use super::*;
use crate::audit::AuditKind;
use crate::enrollment::EnrollmentRequest;
use crate::enrollment::token::MAX_LIFE;
use crate::ids::{Digest, TenantId};
use crate::platform::{EnrollmentMethod, Ownership, Platform};
use crate::ports::{Clock as _, Objects as _, Rng as _};
use crate::tenant::ReadAudit;
use crate::testing::{MemoryHouse, MovedClock, SeededRng};

struct Register {
    house: MemoryHouse,
    clock: MovedClock,
    rng: SeededRng,
    tenant: TenantId,
}

impl Register {
    fn new() -> Self {
        let clock = MovedClock::at(Timestamp::from_unix_seconds(1_800_000_000));
        Self {
            house: MemoryHouse::new(clock.clone()),
            clock,
            rng: SeededRng::new(5),
            tenant: "default".parse().unwrap(),
        }
    }

    fn draw(&self) -> [u8; 16] {
        self.rng.draw().unwrap()
    }

    fn ask<C: Command<Object = Tenant>>(&self, command: &C) -> C::Answer {
        block_on(self.house.tenant(&self.tenant, command)).unwrap()
    }

    fn terms(&self, name: &str) -> TokenTerms {
        TokenTerms {
            id: TokenId::from_random(self.draw()),
            name: name.parse().unwrap(),
            request: EnrollmentRequest {
                platform: Platform::Linux,
                method: EnrollmentMethod::Est,
                ownership: Ownership::Corporate,
            },
            category: None,
            quota: 20,
            expires_at: self.clock.now().plus(Duration::from_hours(24)),
            revoked_at: None,
            secret: Digest::of(&self.draw()),
            revision: 1,
        }
    }

    fn change(&self, change: TokenChange) -> TokenChanged {
        self.ask(&ChangeToken {
            tenant: self.tenant.clone(),
            change,
            by: UserId::from_random([1; 16]),
            salt: [2; 16],
        })
    }

    fn create(&self, terms: TokenTerms) -> TokenChanged {
        self.change(TokenChange::Create {
            terms: Box::new(terms),
            enrollee: EnrolleeId::from_random(self.draw()),
        })
    }

    fn made(&self, name: &str) -> EnrollmentToken {
        match self.create(self.terms(name)) {
            TokenChanged::Yes { token } => *token,
            other => panic!("{other:?}"),
        }
    }

    fn told(&self) -> Vec<(AuditKind, String)> {
        let page = self.ask(&ReadAudit {
            tenant: self.tenant.clone(),
            from: 0,
            limit: 200,
        });
        page.entries
            .into_iter()
            .map(|(entry, detail)| (entry.event.kind, detail.unwrap().text().to_owned()))
            .collect()
    }
}

fn set(token: &EnrollmentToken) -> TokenChange {
    TokenChange::Set {
        token: token.terms.id,
        expected: token.terms.revision,
        name: None,
        category: None,
        quota: None,
        expires_at: None,
    }
}

#[test]
fn no_two_tokens_have_names_that_differ_in_case_only_not_even_a_revoked_one() {
    let register = Register::new();
    let kiosks = register.made("Kiosks Nürnberg");
    let twin = || register.create(register.terms(" kiosks NÜRNBERG "));
    assert_eq!(twin(), TokenChanged::NameTaken);
    register.change(TokenChange::Revoke {
        token: kiosks.terms.id,
    });
    assert_eq!(twin(), TokenChanged::NameTaken);
    let other = register.made("Scanners");
    let mut renamed = set(&other);
    if let TokenChange::Set { name, .. } = &mut renamed {
        *name = Some("KIOSKS nürnberg".parse().unwrap());
    }
    assert_eq!(register.change(renamed), TokenChanged::NameTaken);
}

#[test]
fn a_name_is_1_to_64_characters_without_control_characters() {
    use crate::enrollment::token::TokenName;
    for bad in ["", "  ", "a\nb", "\u{7}", &"ü".repeat(65)] {
        assert!(bad.parse::<TokenName>().is_err(), "{bad:?}");
    }
    assert!("ü".repeat(64).parse::<TokenName>().is_ok());
}

#[test]
fn what_does_not_fit_names_the_field_and_changes_nothing() {
    let register = Register::new();
    let now = register.clock.now();
    let with = |change: fn(&mut TokenTerms, Timestamp)| {
        let mut terms = register.terms("Kiosks");
        change(&mut terms, now);
        register.create(terms)
    };
    for (change, field) in [
        (
            (|terms, _| terms.quota = 0) as fn(&mut TokenTerms, Timestamp),
            "quota",
        ),
        (|terms, _| terms.quota = 1_001, "quota"),
        (|terms, now| terms.expires_at = now, "expires_at"),
        (
            |terms, now| terms.expires_at = now.plus(MAX_LIFE + Duration::from_secs(1)),
            "expires_at",
        ),
        (
            |terms, _| terms.category = Some("kiosk".parse().unwrap()),
            "category",
        ),
        (
            |terms, _| {
                terms.request.platform = Platform::Windows;
                terms.request.method = EnrollmentMethod::Agent;
            },
            "method",
        ),
    ] {
        let TokenChanged::Unfit { fault } = with(change) else {
            panic!("{field} was taken")
        };
        assert_eq!(fault.path, field);
    }
    assert_eq!(register.told(), []);
    let all = ReadTokens {
        after: None,
        limit: 10,
    };
    assert_eq!(register.ask(&all), []);
    assert!(matches!(
        with(|terms, now| {
            terms.quota = 1_000;
            terms.expires_at = now.plus(MAX_LIFE);
        }),
        TokenChanged::Yes { .. }
    ));
}

#[test]
fn a_change_names_the_revision_it_changes_and_is_written_down_without_the_secret() {
    let register = Register::new();
    let token = register.made("Kiosks");
    let mut change = set(&token);
    if let TokenChange::Set { quota, .. } = &mut change {
        *quota = Some(30);
    }
    let TokenChanged::Yes { token: changed } = register.change(change.clone()) else {
        panic!("not changed")
    };
    assert_eq!((changed.terms.quota, changed.terms.revision), (30, 2));
    assert_eq!(
        register.change(change),
        TokenChanged::Conflict { current: 2 }
    );
    let secret = Digest::of(b"new");
    register.change(TokenChange::Replace {
        token: token.terms.id,
        secret,
    });
    register.change(TokenChange::Revoke {
        token: token.terms.id,
    });
    let told = register.told();
    let kinds: Vec<AuditKind> = told.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(
        kinds,
        [
            AuditKind::EnrollmentTokenCreated,
            AuditKind::EnrollmentTokenChanged,
            AuditKind::EnrollmentTokenReplaced,
            AuditKind::EnrollmentTokenRevoked
        ]
    );
    for (_, detail) in told {
        assert!(!detail.contains(&secret.to_string()), "{detail}");
        assert!(
            !detail.contains(&token.terms.secret.to_string()),
            "{detail}"
        );
    }
}

#[test]
fn a_token_is_revoked_once_and_stays_so() {
    let register = Register::new();
    let token = register.made("Kiosks");
    let revoke = || {
        register.change(TokenChange::Revoke {
            token: token.terms.id,
        })
    };
    let first = revoke();
    register.clock.advance(Duration::from_hours(1));
    assert_eq!(revoke(), first, "the second time it was another moment");
    assert_eq!(register.told().len(), 2);
    assert_eq!(register.change(set(&token)), TokenChanged::Revoked);
    let replace = TokenChange::Replace {
        token: token.terms.id,
        secret: Digest::of(b"new"),
    };
    assert_eq!(register.change(replace), TokenChanged::Revoked);
    let unknown = TokenChange::Revoke {
        token: TokenId::from_random([9; 16]),
    };
    assert_eq!(register.change(unknown), TokenChanged::Unknown);
}

#[test]
fn a_token_that_has_expired_may_be_renamed_and_may_be_given_more_time() {
    let register = Register::new();
    let token = register.made("Kiosks");
    register.clock.advance(Duration::from_hours(48));
    let mut renamed = set(&token);
    if let TokenChange::Set { name, .. } = &mut renamed {
        *name = Some("Old kiosks".parse().unwrap());
    }
    let TokenChanged::Yes { token } = register.change(renamed) else {
        panic!("not renamed")
    };
    assert_eq!(
        token.view(register.clock.now()).state,
        EnrollmentTokenState::Expired
    );
    let mut later = set(&token);
    if let TokenChange::Set { expires_at, .. } = &mut later {
        *expires_at = Some(register.clock.now().plus(Duration::from_hours(1)));
    }
    let TokenChanged::Yes { token } = register.change(later) else {
        panic!("no more time")
    };
    assert_eq!(
        token.view(register.clock.now()).state,
        EnrollmentTokenState::Open
    );
}

#[test]
fn a_token_of_before_is_read_by_its_defaults() {
    let old = r#"{"terms":{"id":"tok_00000000000000000000000000","name":"Kiosks",
        "request":{"platform":"linux","method":"est","ownership":"corporate"},"quota":20,
        "expires_at":"2027-01-15T08:00:00Z","secret":"0000000000000000000000000000000000000000000000000000000000000000",
        "revision":1},"enrollee":"enr_00000000000000000000000000","created_by":"usr_00000000000000000000000000",
        "created_at":"2026-12-01T12:00:00Z"}"#;
    let token: EnrollmentToken = serde_json::from_str(old).unwrap();
    assert_eq!(
        (token.used, token.last_used_at, token.terms.revoked_at),
        (0, None, None)
    );
}
