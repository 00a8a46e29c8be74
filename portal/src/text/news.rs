use super::words;

words! {
    /// Words of what has changed for a person since they last looked.
    NewsText {
        title = "What changed for you", "Was sich für Sie geändert hat";
        seen = "Got it", "Verstanden";
        new_rule(what: &str) = "New rule: {what}", "Neue Regel: {what}";
        changed_rule(what: &str) = "Changed rule: {what}", "Geänderte Regel: {what}";
        new_setting(what: &str) = "New setting: {what}", "Neue Einstellung: {what}";
        changed_setting(what: &str) = "Changed setting: {what}", "Geänderte Einstellung: {what}";
        new_terms(what: &str) = "New terms of use: {what}", "Neue Nutzungsbedingungen: {what}";
        changed_terms(what: &str) = "Changed terms of use: {what}", "Geänderte Nutzungsbedingungen: {what}";
        kept(what: &str, of_whose: &str) = "{what} is now kept {of_whose}", "{what} wird jetzt {of_whose} gespeichert";
        of_all = "of every device", "von jedem Gerät";
        of_personal = "of people’s own devices only", "nur von persönlichen Geräten";
        of_corporate = "of the organisation’s devices only", "nur von Firmengeräten";
        of_none = "of no device", "von keinem Gerät";
        rules_gone = "Some rules no longer apply.", "Einige Regeln gelten nicht mehr.";
        settings_gone = "Some settings are no longer set.", "Einige Einstellungen sind nicht mehr vorgegeben.";
        terms_gone = "Some terms of use are no longer asked for.", "Einige Nutzungsbedingungen werden nicht mehr verlangt.";
    }
}
