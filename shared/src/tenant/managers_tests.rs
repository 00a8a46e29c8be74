//! The 150 enrollment managers, exactly.

use pollster::block_on;

use super::*;
use crate::ids::{EnrolleeId, TenantId, UserId};
use crate::ports::{Objects as _, Rng as _};
use crate::tenant::{PersonPut, PutPerson};
use crate::testing::{MemoryHouse, MovedClock, SeededRng};
use crate::time::Timestamp;

#[test]
fn there_are_150_enrollment_managers_and_not_one_more() {
    let house = MemoryHouse::new(MovedClock::at(Timestamp::from_unix_seconds(1_800_000_000)));
    let tenant: TenantId = "default".parse().unwrap();
    let rng = SeededRng::new(1);
    let put = |name: u32, enrollment_manager: bool| {
        let put = PutPerson {
            tenant: tenant.clone(),
            username: format!("p{name}@example.com"),
            display_name: "P".to_owned(),
            groups: Vec::new(),
            roles: Vec::new(),
            disabled: false,
            enrollment_manager,
            fresh_user: UserId::from_random(rng.draw().unwrap()),
            fresh_enrollee: EnrolleeId::from_random(rng.draw().unwrap()),
            salt: [0; 16],
        };
        block_on(house.tenant(&tenant, &put)).unwrap()
    };
    let is = |answer: PersonPut| matches!(answer, PersonPut::Yes { .. });
    for name in 0..MAX_ENROLLMENT_MANAGERS {
        assert!(is(put(name, true)), "{name}");
        assert!(is(put(name, true)), "{name} again");
    }
    assert_eq!(put(150, true), PersonPut::TooManyManagers);
    assert!(is(put(150, false)), "who is no manager is not counted");
    assert_eq!(put(150, true), PersonPut::TooManyManagers);
    assert!(is(put(7, false)));
    assert!(is(put(150, true)), "the place that is free is taken");
    assert_eq!(put(7, true), PersonPut::TooManyManagers);
}
