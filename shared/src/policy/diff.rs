//! What differs between two policies.

use super::draft::PolicyDraft;
use crate::diff::{Change, diff as diff_of};

/// Every place in which two policies differ, drafts or not. A policy that is assigned is found again by its id, and a change
/// of the order of priority is a change of its own.
#[must_use]
pub fn diff(before: &PolicyDraft, after: &PolicyDraft) -> Vec<Change> {
    // A policy is text, numbers and lists of them: it always has a form in JSON.
    let value = |draft| serde_json::to_value(draft).unwrap_or_default();
    diff_of(&value(before), &value(after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Access, PolicySet};

    #[test]
    fn two_policies_differ_in_what_was_changed_and_nothing_else() {
        let before = PolicySet::starting().into_draft();
        let mut after = before.clone();
        assert_eq!(diff(&before, &after), []);
        after.platform_restrictions.default.linux.access = Access::Block;
        let changes = diff(&before, &after);
        assert_eq!(changes.len(), 1, "{changes:?}");
        let change = changes.first().unwrap();
        assert_eq!(change.path, "platform_restrictions.default.linux.access");
        assert_eq!(
            (&change.before, change.after.as_ref().unwrap()),
            (&None, &"block".into())
        );
        assert_eq!(
            change.sentence,
            "platform restrictions, for everybody else, Linux: enrollment is now blocked; nothing was set."
        );
    }
}
