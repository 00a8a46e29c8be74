//! How devices that are to be woken are taken in turn and tried again, by many of them in one object.

use std::sync::Mutex;

use super::super::wake::{WakeRow, ask_to_wake};
use super::*;
use crate::apple::push::PushAddress;
use crate::ports::{Local, Waker, Woken, wake_device};
use crate::store::{Command, ObjectKind as _, StoreFault, Unit, from_json};
use crate::testing::MemoryRows;

/// An object, and Apple's service: what it hears, and how it answers for a device.
struct Object {
    rows: Mutex<MemoryRows>,
    clock: MovedClock,
}

struct Apple<'a> {
    heard: Mutex<Vec<String>>,
    says: &'a (dyn Fn(&str) -> Woken + Sync),
}

impl Local<Enrollee> for Object {
    fn run<C: Command<Object = Enrollee>>(&self, command: C) -> Result<C::Answer, StoreFault> {
        let body = serde_json::to_vec(&command).unwrap();
        let mut rows = self.rows.lock().unwrap();
        let handled = Enrollee::dispatch(C::NAME, &body, &*rows, self.clock.now())?;
        rows.apply(&handled.changes);
        from_json(&handled.answer).map_err(StoreFault::new)
    }
}

impl Waker for Apple<'_> {
    async fn wake(&self, address: &PushAddress, _now: Timestamp) -> Woken {
        self.heard.lock().unwrap().push(address.token.clone());
        (self.says)(&address.token)
    }
}

impl Apple<'_> {
    fn heard(&self) -> Vec<String> {
        core::mem::take(&mut self.heard.lock().unwrap())
    }
}

fn device(number: u8) -> DeviceId {
    DeviceId::from_random([number; 16])
}

fn token(number: u8) -> String {
    format!("{number:02x}")
}

impl Object {
    /// One of which these devices are to be woken.
    fn with(devices: impl Iterator<Item = u8>) -> Self {
        let object = Self {
            rows: Mutex::default(),
            clock: MovedClock::at(Timestamp::from_unix_seconds(1_800_000_000)),
        };
        devices.for_each(|number| object.ask_to_wake(number));
        object
    }

    fn ask_to_wake(&self, number: u8) {
        let address = PushAddress {
            topic: "topic".to_owned(),
            token: token(number),
            magic: "magic".to_owned(),
        };
        let mut rows = self.rows.lock().unwrap();
        let mut unit = Unit::new(&*rows);
        ask_to_wake(&mut unit, device(number), &address, self.clock.now()).unwrap();
        let changes = unit.into_changes();
        rows.apply(&changes);
    }

    fn take(&self, after: Option<DeviceId>) -> Vec<Wake> {
        let limit = WAKES_AT_ONCE;
        self.run(TakeWakes { after, limit }).unwrap()
    }

    /// As the host does it: until there is none left.
    fn wakes(&self, apple: &Apple<'_>) {
        self.run(RunDeadlines {}).unwrap();
        let mut after = None;
        loop {
            let taken = self.take(after);
            let Some(last) = taken.last() else { return };
            after = Some(last.device);
            for wake in taken {
                block_on(wake_device(wake, self.clock.now(), self, apple)).unwrap();
            }
        }
    }

    fn left(&self) -> usize {
        let rows = self.rows.lock().unwrap();
        let of =
            |(table, _, _): &(Table, &str, &str)| matches!(*table, Table::Wake | Table::Deadline);
        rows.iter().filter(of).count()
    }
}

const fn sent(_: &str) -> Woken {
    Woken::Sent
}

#[test]
fn however_many_devices_are_to_be_woken_each_is_and_nothing_is_left() {
    let object = Object::with(0..200);
    let apple = Apple {
        heard: Mutex::default(),
        says: &sent,
    };
    object.wakes(&apple);
    assert_eq!(apple.heard(), (0..200).map(token).collect::<Vec<_>>());
    assert_eq!(object.left(), 0);
}

#[test]
fn what_an_object_dies_over_is_tried_again_and_neither_for_ever() {
    let object = Object::with(0..3);
    // It dies before anything is heard, again and again.
    for _ in 0..WAKE_TRIES {
        assert_eq!(object.take(None).len(), 3);
        assert_eq!(object.take(None), []);
        object.clock.advance(Duration::from_secs(29));
        object.run(RunDeadlines {}).unwrap();
        assert_eq!(object.take(None), []);
        object.clock.advance(Duration::from_secs(1));
        object.run(RunDeadlines {}).unwrap();
    }
    assert_eq!(object.take(None), []);
    assert_eq!(object.left(), 0);
    // One that was never taken stays in line.
    let object = Object::with(0..1);
    for _ in 0..20 {
        object.clock.advance(Duration::from_secs(31));
        object.run(RunDeadlines {}).unwrap();
    }
    assert_eq!(object.take(None).len(), 1);
}

#[test]
fn what_may_pass_is_tried_again_a_few_times_and_later_each_time_and_nothing_else_is() {
    let says = |told: &'static Woken| {
        let object = Object::with(0..1);
        let says = |_: &str| told.clone();
        let apple = Apple {
            heard: Mutex::default(),
            says: &says,
        };
        let began = object.clock.now();
        let mut times = Vec::new();
        for _ in 0..8 * 720 {
            object.wakes(&apple);
            times.extend(
                apple
                    .heard()
                    .iter()
                    .map(|_| object.clock.now().since(began)),
            );
            object.clock.advance(Duration::from_secs(5));
        }
        assert_eq!(object.left(), 0);
        times.iter().map(Duration::as_secs).collect::<Vec<_>>()
    };
    let again = [0, 5, 65, 665, 4265];
    static PASSING: [Woken; 4] = [
        Woken::Refused(429, String::new()),
        Woken::Refused(500, String::new()),
        Woken::Refused(503, String::new()),
        Woken::Unreachable(String::new()),
    ];
    for passing in &PASSING {
        assert_eq!(says(passing), again, "{passing:?}");
    }
    static FINAL: [Woken; 5] = [
        Woken::Sent,
        Woken::NotConfigured,
        Woken::Refused(400, String::new()),
        Woken::Refused(403, String::new()),
        Woken::Refused(410, String::new()),
    ];
    for last in &FINAL {
        assert_eq!(says(last), [0], "{last:?}");
    }
}

#[test]
fn those_that_nobody_reaches_hold_up_nobody_else() {
    let object = Object::with(0..150);
    let says = |to: &str| match to {
        "95" => Woken::Sent,
        _ => Woken::Unreachable(String::new()),
    };
    let apple = Apple {
        heard: Mutex::default(),
        says: &says,
    };
    object.wakes(&apple);
    assert_eq!(apple.heard().len(), 150);
    // The last is asked for again, while all the others wait for their next try.
    object.ask_to_wake(0x95);
    object.wakes(&apple);
    assert_eq!(apple.heard(), ["95"]);
}

#[test]
fn what_is_heard_of_an_earlier_try_does_not_end_a_later_one() {
    let object = Object::with(0..1);
    let early = object.take(None).pop().unwrap();
    object.ask_to_wake(0);
    let end = WakeEnd::Done;
    let wake = early.clone();
    object.run(SettleWake { wake, end }).unwrap();
    let later = object.take(None).pop().unwrap();
    assert_ne!(later.number, early.number);
    object.run(SettleWake { wake: early, end }).unwrap();
    assert_eq!(object.left(), 2);
    object.run(SettleWake { wake: later, end }).unwrap();
    assert_eq!(object.left(), 0);
}

#[test]
fn a_row_from_before_there_were_tries_is_taken() {
    let object = Object::with(0..0);
    let old = format!(
        r#"{{"device":"{}","address":{{"topic":"t","token":"01","magic":"m"}}}}"#,
        device(1)
    );
    let row: WakeRow = serde_json::from_str(&old).unwrap();
    let mut rows = object.rows.lock().unwrap();
    let mut unit = Unit::new(&*rows);
    unit.put(&row).unwrap();
    let changes = unit.into_changes();
    rows.apply(&changes);
    drop(rows);
    assert_eq!(object.take(None).len(), 1);
    assert_eq!(object.left(), 2);
}
