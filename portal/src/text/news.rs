use super::words;

words! {
    /// Words of what has changed for a person since they last looked.
    NewsText {
        title = "What changed for you", "Was sich für Sie geändert hat";
        seen = "Got it", "Verstanden";
        new_rule = "New rule", "Neue Regel";
        changed_rule = "Changed rule", "Geänderte Regel";
        new_setting = "New setting", "Neue Einstellung";
        changed_setting = "Changed setting", "Geänderte Einstellung";
        new_terms = "New terms of use", "Neue Nutzungsbedingungen";
        changed_terms = "Changed terms of use", "Geänderte Nutzungsbedingungen";
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
