//! The sections of the configuration as an isolate remembers them.

use core::any::Any;
use core::time::Duration;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use muster_shared::ports::Copies as _;
use muster_shared::store::StoreFault;
use muster_shared::tenant::{Section, SectionKind, SectionText};
use muster_shared::time::Timestamp;

use crate::app::{App, Platform};

/// How long an isolate uses its copy of a section before it looks at KV again.
const KEPT: Duration = Duration::from_secs(15);

/// Copies of sections.
#[derive(Default)]
pub struct KeptSections {
    kept: Mutex<BTreeMap<SectionKind, Kept>>,
}

struct Kept {
    read_at: Timestamp,
    /// None before the section was ever published.
    text: Option<SectionText>,
    /// The same, read, once somebody has asked for it.
    section: Option<Arc<dyn Any + Send + Sync>>,
}

impl Kept {
    fn revision(&self) -> u64 {
        self.text.as_ref().map_or(0, |text| text.revision)
    }
}

impl KeptSections {
    /// Remembers a section that came from the tenant object itself, or a newer one than is known.
    pub fn keep(&self, section: SectionText, now: Timestamp) {
        self.remember(section.kind, Some(section), now);
    }

    fn remember(&self, kind: SectionKind, text: Option<SectionText>, now: Timestamp) {
        let mut all = self.locked();
        let kept = all.entry(kind).or_insert(Kept {
            read_at: now,
            text: None,
            section: None,
        });
        kept.read_at = now;
        // KV may be behind what this isolate has been told by the tenant object itself.
        if text.as_ref().map_or(0, |text| text.revision) > kept.revision() {
            kept.text = text;
            kept.section = None;
        }
    }

    fn locked(&self) -> MutexGuard<'_, BTreeMap<SectionKind, Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_young(&self, kind: SectionKind, now: Timestamp) -> bool {
        self.locked()
            .get(&kind)
            .is_some_and(|kept| now.since(kept.read_at) < KEPT)
    }

    fn section<S: Section>(&self) -> Result<Arc<S>, StoreFault> {
        let mut all = self.locked();
        let Some(kept) = all.get_mut(&S::KIND) else {
            return Ok(Arc::new(S::default()));
        };
        let read = kept
            .section
            .as_ref()
            .and_then(|section| Arc::clone(section).downcast().ok());
        if let Some(section) = read {
            return Ok(section);
        }
        let section = Arc::new(match &kept.text {
            Some(text) => muster_shared::json::from_str(&text.text)
                .map_err(|error| StoreFault::new(format_args!("section {}: {error}", S::KIND)))?,
            None => S::default(),
        });
        let kept_section: Arc<dyn Any + Send + Sync> = Arc::<S>::clone(&section);
        kept.section = Some(kept_section);
        Ok(section)
    }
}

impl<P: Platform> App<P> {
    /// A section of the configuration, up to a minute old. One that was never published is what a new organisation has.
    ///
    /// # Errors
    /// [`StoreFault`] when KV does not answer, or what it has cannot be read.
    pub async fn section<S: Section>(&self) -> Result<Arc<S>, StoreFault> {
        let now = self.now();
        if !self.sections.is_young(S::KIND, now) {
            let copy: Option<SectionText> = self
                .platform
                .copies()
                .read(&self.config.tenant, S::KIND.as_str())
                .await?;
            self.sections.remember(S::KIND, copy, now);
        }
        self.sections.section()
    }
}
