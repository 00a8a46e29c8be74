use super::words;

words! {
    /// Words of the rules that a device is held to.
    RuleText {
        title = "What to put right", "Was zu beheben ist";
        expected = "Expected", "Verlangt";
        found = "Found", "Gefunden";
        until = "Until", "Bis";
        until_left(moment: &str, left: &str) = "{moment} ({left})", "{moment} ({left})";
        over = "Now: it has no access until this is put right", "Sofort: Bis das behoben ist, hat es keinen Zugang";
        how = "How to fix it", "So beheben Sie es";
        more = "Read more", "Mehr dazu";
        unknown = "It has not told this yet", "Das hat es noch nicht gemeldet";
        unknown_how = "It tells this the next time it checks in.", "Es meldet das, wenn es sich das nächste Mal meldet.";
        error = "It could not find this out", "Das ließ sich nicht feststellen";
        error_how = "Check again. If it stays so, ask IT.", "Prüfen Sie noch einmal. Bleibt es dabei, fragen Sie Ihre IT.";
        one_met = "1 rule is met", "1 Regel ist erfüllt";
        met(count: usize) = "{count} rules are met", "{count} Regeln sind erfüllt";
        assigned = "Rules for it", "Regeln dafür";
        activity = "Last check-in", "Letzte Meldung";
        activity_expected(days: &str) = "In the last {days} days", "In den letzten {days} Tagen";
    }
}
