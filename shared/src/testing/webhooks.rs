use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::ports::WebhookSender;
use crate::webhook::{Heard, WebhookRequest};

/// Receivers in memory: each keeps what it is sent and answers what it was told to, 204 as long as it was told nothing.
#[derive(Debug, Clone, Default)]
pub struct MemoryReceivers {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    requests: Vec<WebhookRequest>,
    says: BTreeMap<String, Heard>,
}

impl MemoryReceivers {
    /// From now on this is heard of the receiver at `url`.
    pub fn say(&self, url: &str, heard: Heard) {
        self.locked().says.insert(url.to_owned(), heard);
    }

    /// What was sent, the oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<WebhookRequest> {
        self.locked().requests.clone()
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WebhookSender for MemoryReceivers {
    async fn send(&self, request: &WebhookRequest) -> Heard {
        let mut state = self.locked();
        state.requests.push(request.clone());
        let said = state.says.get(request.url.as_str()).cloned();
        said.unwrap_or_else(|| Heard::answer(204))
    }
}
