//! Commands that can wait a moment, so that one commit writes several of them.
//!
//! A commit costs more than what is written by it. What an enrollee tells the tenant and the fleet index is waited for by
//! nobody: it is kept until another command comes, which is written in any case, or until a moment has passed. Nothing is
//! answered before it is written, and whatever is asked meanwhile is answered with all that came before it.

use core::cell::{Cell, RefCell};
use core::future::poll_fn;
use core::task::{Poll, Waker};
use core::time::Duration;
use std::rc::Rc;

use muster_shared::store::StoreFault;

/// The answer of a command, as JSON.
pub type Answered = Result<Vec<u8>, StoreFault>;

/// Where a command's answer is put, and taken by the request that brought the command.
#[derive(Default)]
struct Slot {
    answer: RefCell<Option<Answered>>,
    request: RefCell<Option<Waker>>,
}

/// A command that waits.
pub struct Waiting {
    /// Its name.
    pub name: String,
    /// Its JSON.
    pub body: Vec<u8>,
    slot: Rc<Slot>,
}

impl Waiting {
    /// Hands the answer to the request that waits for it.
    pub fn answer(self, answer: Answered) {
        self.slot.answer.replace(Some(answer));
        if let Some(request) = self.slot.request.take() {
            request.wake();
        }
    }
}

/// The commands of one object that wait, in the order in which they came.
#[derive(Default)]
pub struct Gathered {
    waiting: RefCell<Vec<Waiting>>,
    timed: Cell<bool>,
}

/// Says that a timer runs, for as long as its future lives: one that is dropped early does not bar the next.
struct Timed<'a>(&'a Cell<bool>);

impl Drop for Timed<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

impl Gathered {
    /// Keeps a command; the future ends with its answer.
    pub fn keep(&self, name: String, body: Vec<u8>) -> impl Future<Output = Answered> + use<> {
        let slot = Rc::new(Slot::default());
        self.waiting.borrow_mut().push(Waiting {
            name,
            body,
            slot: Rc::clone(&slot),
        });
        poll_fn(move |context| match slot.answer.take() {
            Some(answer) => Poll::Ready(answer),
            None => {
                slot.request.replace(Some(context.waker().clone()));
                Poll::Pending
            }
        })
    }

    /// Takes all that wait.
    pub fn take(&self) -> Vec<Waiting> {
        self.waiting.take()
    }

    /// Whether nobody keeps the time for those who wait.
    pub fn is_untimed(&self) -> bool {
        !self.timed.get()
    }

    /// Lets a moment pass.
    pub async fn moment(&self, patience: Duration) {
        self.timed.set(true);
        let timed = Timed(&self.timed);
        worker::Delay::from(patience).await;
        drop(timed);
    }
}
