use proptest::prelude::*;

use super::entry::canonical;
use super::*;
use crate::ids::{CertificateSerial, DeviceId, Digest, EnrolleeId, TenantId};
use crate::time::Timestamp;

fn genesis() -> ChainHead {
    ChainHead::genesis(&"acme".parse::<TenantId>().unwrap())
}

fn event(number: u8) -> AuditEvent {
    AuditEvent {
        at: Timestamp::from_unix_seconds(1_795_450_441)
            .plus(core::time::Duration::from_secs(number.into())),
        kind: AuditKind::DeviceEnrolled,
        enrollee: Some(EnrolleeId::from_random([number; 16])),
        device: Some(DeviceId::from_random([2; 16])),
        serial: Some(CertificateSerial::from_random([3; 16])),
        commitment: AuditDetail::new([4; 16], r#"{"actor":"ana@example.com"}"#.to_owned()).commit(),
    }
}

fn chain(length: u8) -> (Vec<AuditEntry>, ChainHead) {
    let mut head = genesis();
    let entries = (0..length)
        .map(|number| {
            let (entry, next) = append(head, event(number));
            head = next;
            entry
        })
        .collect();
    (entries, head)
}

/// Computed outside this program. If this fails, no chain that anyone has kept verifies any more.
#[test]
fn the_hashes_of_a_chain_are_fixed() {
    let (first, head) = append(genesis(), event(1));
    assert_eq!(
        genesis().hash.to_string(),
        "356d14efe38f96d06a4cd246e81f897cb6a999c9b1d0fa2de6ea3c6db2dd7950"
    );
    assert_eq!(
        first.event.commitment.to_string(),
        "ef3ea37e55a9f495533f1b6c5061c03cff8b5e180c18977646d0f80490586180"
    );
    assert_eq!(
        first.hash.to_string(),
        "3b1da23d07db2e2f60e1b9716585fc4c9d60780466ca9cfce9ae0b65b913c4d3"
    );
    let bare = AuditEvent {
        kind: AuditKind::PolicyPublished,
        enrollee: None,
        device: None,
        serial: None,
        ..event(2)
    };
    assert_eq!(
        append(head, bare).0.hash.to_string(),
        "d267fe78b222dbc83c790525e3dfbb846e541e139fbe8c3fdc6e2c47cdd4b3c2"
    );
}

#[test]
fn a_chain_verifies_from_any_earlier_head() {
    let (entries, head) = chain(5);
    assert_eq!(verify(&entries, genesis()), Ok(head));
    assert_eq!(verify(&[], head), Ok(head));
    let earlier = verify(&entries[..3], genesis()).unwrap();
    assert_eq!((earlier.length, earlier.hash), (3, entries[2].hash));
    assert_eq!(verify(&entries[3..], earlier), Ok(head));
}

#[test]
fn entries_missing_at_the_end_show_in_the_head() {
    let (entries, head) = chain(5);
    assert_ne!(verify(&entries[..4], genesis()), Ok(head));
}

#[test]
fn the_first_broken_place_is_named() {
    let (entries, _) = chain(5);
    let broken = |bend: fn(&mut Vec<AuditEntry>)| {
        let mut bent = entries.clone();
        bend(&mut bent);
        verify(&bent, genesis()).unwrap_err()
    };
    let at = |index, fault| ChainBreak { index, fault };
    assert_eq!(
        broken(|entries| entries.retain(|entry| entry.index != 2)),
        at(2, ChainFault::Index { found: 3 })
    );
    assert_eq!(
        broken(|entries| entries.swap(1, 2)),
        at(1, ChainFault::Index { found: 2 })
    );
    assert_eq!(
        broken(|entries| entries.insert(2, entries[1])),
        at(2, ChainFault::Index { found: 1 })
    );
    assert_eq!(
        broken(|entries| entries[3].event.kind = AuditKind::DeviceRetired),
        at(3, ChainFault::Hash)
    );
    assert_eq!(
        broken(|entries| entries[0].previous = Digest::of(b"")),
        at(0, ChainFault::Previous)
    );
    assert_eq!(
        broken(|entries| {
            // One who changes an entry and hashes it anew breaks the next.
            let head = ChainHead {
                length: 1,
                hash: entries[0].hash,
            };
            entries[1] = append(head, event(9)).0;
        }),
        at(2, ChainFault::Previous)
    );
    let shown = at(3, ChainFault::Hash).to_string();
    assert_eq!(
        shown,
        "the audit chain is broken at entry 3: its content was changed"
    );
}

#[test]
fn one_tenants_chain_is_not_anothers() {
    let (entries, _) = chain(1);
    let other = ChainHead::genesis(&"globex".parse().unwrap());
    assert_eq!(
        verify(&entries, other),
        Err(ChainBreak {
            index: 0,
            fault: ChainFault::Previous
        })
    );
}

#[test]
fn every_part_of_an_event_is_in_the_hash() {
    let base = event(1);
    let variants = [
        base,
        AuditEvent {
            at: Timestamp::EPOCH,
            ..base
        },
        AuditEvent {
            kind: AuditKind::DeviceRetired,
            ..base
        },
        AuditEvent {
            enrollee: None,
            ..base
        },
        AuditEvent {
            enrollee: Some(EnrolleeId::from_random([9; 16])),
            ..base
        },
        AuditEvent {
            device: None,
            ..base
        },
        AuditEvent {
            device: Some(DeviceId::from_random([9; 16])),
            ..base
        },
        AuditEvent {
            serial: None,
            ..base
        },
        AuditEvent {
            serial: Some(CertificateSerial::from_random([9; 16])),
            ..base
        },
        AuditEvent {
            commitment: Digest::of(b""),
            ..base
        },
    ];
    let hashes: std::collections::BTreeSet<_> = variants
        .iter()
        .map(|event| append(genesis(), *event).0.hash)
        .collect();
    assert_eq!(hashes.len(), variants.len());
}

#[test]
fn a_kind_is_written_alike_in_json_and_in_the_hash() {
    for kind in AuditKind::ALL.iter().copied() {
        assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{kind}\""));
        assert!(kind.as_str().len() < 256);
    }
}

#[test]
fn an_entry_reads_back_from_json() {
    let (entries, _) = chain(2);
    let json = serde_json::to_string(&entries).unwrap();
    assert_eq!(
        serde_json::from_str::<Vec<AuditEntry>>(&json).unwrap(),
        entries
    );
    assert!(json.contains(r#""kind":"device-enrolled""#), "{json}");
}

#[test]
fn a_detail_can_be_erased_and_its_salt_hides_what_it_was() {
    let text = || "ana@example.com".to_owned();
    let detail = AuditDetail::new([1; 16], text());
    assert_ne!(detail.commit(), AuditDetail::new([2; 16], text()).commit());
    assert_ne!(
        detail.commit(),
        AuditDetail::new([1; 16], "ben@example.com".to_owned()).commit()
    );
    assert_eq!(format!("{detail:?}"), "AuditDetail(…)");
    let json = serde_json::to_string(&detail).unwrap();
    assert_eq!(serde_json::from_str::<AuditDetail>(&json).unwrap(), detail);
    assert!(serde_json::from_str::<AuditDetail>(r#"{"salt":"00","text":""}"#).is_err());
}

proptest! {
    #[test]
    fn a_changed_octet_anywhere_breaks_the_chain(
        which in 0..4_usize, place in any::<prop::sample::Index>(), change in 1..=255_u8,
    ) {
        let (mut entries, _) = chain(4);
        let entry = &mut entries[which];
        // Bend one of the fields that are free octets; the others have a test of their own.
        let mut octets = [*entry.event.commitment.as_bytes(), *entry.hash.as_bytes(), *entry.previous.as_bytes()].concat();
        octets[place.index(96)] ^= change;
        let part = |from: usize| Digest::from_bytes(octets[from..from + 32].try_into().unwrap());
        (entry.event.commitment, entry.hash, entry.previous) = (part(0), part(32), part(64));
        let broken = verify(&entries, genesis()).unwrap_err();
        prop_assert_eq!(broken.index, u64::try_from(which).unwrap());
    }

    #[test]
    fn no_two_events_have_the_same_canonical_octets(
        one in any_event(), other in any_event(), indices in (0..3_u64, 0..3_u64),
    ) {
        let same = (one, indices.0) == (other, indices.1);
        let previous = genesis().hash;
        prop_assert_eq!(canonical(indices.0, &previous, &one) == canonical(indices.1, &previous, &other), same);
    }

    #[test]
    fn arbitrary_json_is_never_an_entry_that_verifies(text in any::<String>()) {
        if let Ok(entry) = serde_json::from_str::<AuditEntry>(&text) {
            prop_assert!(verify(&[entry], genesis()).is_err());
        }
    }
}

prop_compose! {
    /// From few values of each, so that equal events do come up.
    fn any_event()(
        seconds in 0..2_u64,
        kind in prop::sample::select(&AuditKind::ALL[..2]),
        ids in (any::<Option<bool>>(), any::<Option<bool>>(), any::<Option<bool>>()),
    ) -> AuditEvent {
        let bits = |id: bool| [u8::from(id); 16];
        AuditEvent {
            at: Timestamp::from_unix_seconds(seconds),
            kind,
            enrollee: ids.0.map(|id| EnrolleeId::from_random(bits(id))),
            device: ids.1.map(|id| DeviceId::from_random(bits(id))),
            serial: ids.2.map(|id| CertificateSerial::from_random(bits(id))),
            commitment: Digest::of(b"x"),
        }
    }
}
