//! Rollouts: a policy that decides for some before it decides for all.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::MAX_GROUPS;
use super::set::PolicySet;
use crate::field::FieldFault;
use crate::ids::{EnrolleeId, GroupId, RolloutId};
use crate::time::Timestamp;

/// For whom a candidate policy decides: members of some groups, and a share of everybody.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Ring {
    /// Pilot groups: all of their members; at most 200.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    #[serde(default)]
    pub groups: Vec<GroupId>,
    /// The share of everybody, in whole percent, 0 to 100.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 100))]
    #[serde(default)]
    pub percentage: u8,
}

impl Ring {
    /// Whether it can be a ring at all.
    ///
    /// # Errors
    /// The field that breaks a rule.
    pub fn check(&self) -> Result<(), FieldFault> {
        if self.percentage > 100 {
            return Err(FieldFault::at("percentage", "must be 0 to 100"));
        }
        if self.groups.len() > MAX_GROUPS {
            let rule = format!("at most {MAX_GROUPS} are possible");
            return Err(FieldFault::at("groups", rule));
        }
        Ok(())
    }

    /// Whether the candidate of `rollout` decides for `enrollee`, who is in `groups`.
    ///
    /// The share is drawn from the two names alone, so it is the same everywhere and at any time; another rollout draws
    /// another share. A higher percentage only adds.
    #[must_use]
    pub fn contains(&self, rollout: &RolloutId, enrollee: &EnrolleeId, groups: &[GroupId]) -> bool {
        place(rollout, enrollee) < self.percentage
            || groups.iter().any(|group| self.groups.contains(group))
    }
}

/// Where an enrollee stands in a rollout, from 0 to 99: the first 8 octets of SHA-256 over `muster rollout v1`, a zero octet
/// and both identifiers, as a fraction of all that 8 octets can be.
fn place(rollout: &RolloutId, enrollee: &EnrolleeId) -> u8 {
    share(
        b"muster rollout v1\0",
        &[rollout.as_bytes(), enrollee.as_bytes()],
    )
}

/// A stable draw from 0 to 99: the first 8 octets of SHA-256 over `what` is drawn and for whom, as a fraction of all that 8
/// octets can be. The parts are hashed one after the other, so they must be of fixed length or end themselves.
#[must_use]
pub fn share(what: &[u8], whom: &[&[u8]]) -> u8 {
    let mut hash = Sha256::new();
    hash.update(what);
    for part in whom {
        hash.update(part);
    }
    let hash: [u8; 32] = hash.finalize().into();
    let (first, _) = hash.split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
    let share = u128::from(u64::from_be_bytes(*first)).saturating_mul(100) >> 64;
    u8::try_from(share).unwrap_or(99)
}

/// A candidate policy on its way to everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rollout {
    /// Its name.
    pub id: RolloutId,
    /// The policy that decides in the ring.
    pub candidate: PolicySet,
    /// For whom.
    pub ring: Ring,
    /// Whether it decides for nobody for now.
    pub paused: bool,
    /// Since when there is the rollout.
    pub started_at: Timestamp,
}

impl Rollout {
    /// Whether its candidate decides for `enrollee`, who is in `groups`.
    #[must_use]
    pub fn decides_for(&self, enrollee: &EnrolleeId, groups: &[GroupId]) -> bool {
        !self.paused && self.ring.contains(&self.id, enrollee, groups)
    }
}

/// Under what a decision was taken: recorded with it, so that it can be told from others by the same policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DecidedUnder {
    /// The number of the configuration.
    pub configuration: u64,
    /// The rollout whose candidate decided; none when it was the policy of everybody.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ring: Option<RolloutId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rollout(n: u8) -> RolloutId {
        RolloutId::from_random([n; 16])
    }

    fn person(n: u32) -> EnrolleeId {
        EnrolleeId::from_random(u128::from(n).to_be_bytes())
    }

    fn ring(percentage: u8) -> Ring {
        Ring {
            groups: Vec::new(),
            percentage,
        }
    }

    #[test]
    fn the_share_is_about_what_was_asked_for_and_another_rollout_draws_another() {
        for percentage in [1, 10, 50, 99] {
            let inside = |n: u8| -> Vec<u32> {
                (0..20_000)
                    .filter(|who| ring(percentage).contains(&rollout(n), &person(*who), &[]))
                    .collect()
            };
            let first = inside(1);
            let expected = 200 * usize::from(percentage);
            // Five standard deviations of what chance would do; the draw is fixed, so this holds for ever or never.
            assert!(
                first.len().abs_diff(expected) < 354,
                "{percentage}: {}",
                first.len()
            );
            assert_ne!(first, inside(2));
        }
    }

    #[test]
    fn nobody_is_in_a_ring_of_nothing_and_everybody_in_one_of_a_hundred() {
        for who in 0..2_000 {
            assert!(!ring(0).contains(&rollout(3), &person(who), &[]));
            assert!(ring(100).contains(&rollout(3), &person(who), &[]));
        }
    }

    #[test]
    fn the_draw_never_changes() {
        // Computed by other means too. A device that was in a ring must find itself there after every update of Muster.
        let places: Vec<u8> = (0..8).map(|who| place(&rollout(7), &person(who))).collect();
        assert_eq!(places, [75, 91, 32, 62, 74, 57, 96, 31]);
    }

    #[test]
    fn a_pilot_group_is_in_whole_and_a_pause_leaves_nobody_in() {
        let pilots: GroupId = "pilots".parse().unwrap();
        let mut rollout = Rollout {
            id: rollout(1),
            candidate: PolicySet::starting(),
            ring: Ring {
                groups: vec![pilots.clone()],
                percentage: 0,
            },
            paused: false,
            started_at: Timestamp::from_unix_seconds(0),
        };
        assert!(rollout.decides_for(&person(1), std::slice::from_ref(&pilots)));
        assert!(!rollout.decides_for(&person(1), &[]));
        rollout.paused = true;
        assert!(!rollout.decides_for(&person(1), &[pilots]));
    }

    #[test]
    fn a_ring_out_of_range_names_the_field() {
        assert_eq!(ring(101).check().unwrap_err().path, "percentage");
        let crowd = Ring {
            groups: (0..=MAX_GROUPS)
                .map(|n| format!("g{n}").parse().unwrap())
                .collect(),
            percentage: 0,
        };
        assert_eq!(crowd.check().unwrap_err().path, "groups");
        assert_eq!(ring(100).check(), Ok(()));
    }

    proptest! {
        #[test]
        fn a_higher_percentage_only_adds(
            id in any::<[u8; 16]>(), who in any::<[u8; 16]>(), low in 0_u8..=100, high in 0_u8..=100,
        ) {
            let (low, high) = (low.min(high), low.max(high));
            let (id, who) = (RolloutId::from_random(id), EnrolleeId::from_random(who));
            prop_assert!(!ring(low).contains(&id, &who, &[]) || ring(high).contains(&id, &who, &[]));
        }
    }
}
