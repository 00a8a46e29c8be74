use super::words;

words! {
    /// Words of the admin center.
    AdminText {
        role = "Admin center", "Verwaltung";
        devices = "Devices", "Geräte";
        devices_lead = "Everybody’s devices, in the order of their identifiers.", "Die Geräte von allen, nach ihren Kennungen geordnet.";
        loading = "Loading…", "Wird geladen…";
        column_name = "Name", "Name";
        column_platform = "System", "System";
        column_owner = "Owner", "Gehört";
        column_status = "Status", "Status";
        column_seen = "Last check-in", "Zuletzt gemeldet";
        never = "Never", "Nie";
        shown(count: usize) = "{count} devices on this page", "{count} Geräte auf dieser Seite";
        pages = "Pages", "Seiten";
        first = "First page", "Erste Seite";
        next = "Next page", "Nächste Seite";
        empty_title = "No device yet", "Noch kein Gerät";
        empty_text = "As soon as somebody adds one in the portal, it appears here.",
            "Sobald jemand im Portal eins hinzufügt, erscheint es hier.";
        mails = "Mail", "E-Mails";
        mails_lead = "The newest mails to people, and what became of each.", "Die neuesten E-Mails an Personen, und was aus jeder wurde.";
        mails_none = "No mail yet. One is written when a device is enrolled in somebody’s name.",
            "Noch keine E-Mail. Eine entsteht, wenn ein Gerät auf jemandes Namen hinzugefügt wird.";
        mail_sent(time: &str) = "Sent {time}", "Gesendet {time}";
        mail_waiting(time: &str) = "Waiting; next try {time}", "Wartet; nächster Versuch {time}";
        mail_failed(time: &str) = "Given up {time}", "Aufgegeben {time}";
        mail_kept = "Kept here, not sent", "Hier aufbewahrt, nicht gesendet";
        mail_text = "Read it", "Lesen";
        decision = "A recorded decision", "Eine Entscheidung";
        decision_lead = "What was decided about an enrollment, and each rule that was looked at.",
            "Was über eine Registrierung entschieden wurde, und jede Regel, die geprüft wurde.";
        decision_missing = "This decision is not kept", "Diese Entscheidung gibt es nicht";
        decision_missing_text = "The last 200 decisions about each person’s devices are kept. This one was before them, or the link is not complete.",
            "Von den Geräten jeder Person bleiben die letzten 200 Entscheidungen erhalten. Diese war davor, oder der Link ist nicht vollständig.";
        decided_allow = "The device may enroll", "Das Gerät darf sich registrieren";
        decided_pending = "The device may enroll for now: something must still be learnt", "Das Gerät darf sich vorerst registrieren: Eine Angabe fehlt noch";
        decision_at = "Decided", "Entschieden";
        decision_for = "Asked for", "Angefragt";
        decision_asked(platform: &str, method: &str, owner: &str) = "{platform}, by {method}, {owner}", "{platform}, über {method}, {owner}";
        decision_policy = "By the policy", "Nach der Richtlinie";
        decision_rules(version: u32) = ", rules of version {version}", ", Regeln der Version {version}";
        replay_differs = "Taken again, it comes out differently: the record is not what was written down.",
            "Noch einmal getroffen, fällt sie anders aus: Der Eintrag ist nicht, was aufgeschrieben wurde.";
        replay_rules_changed = "Taken again by the rules of today, it comes out differently.",
            "Nach den heutigen Regeln noch einmal getroffen, fällt sie anders aus.";
        replay_impossible = "The policy that decided is not kept any more, so the rules can’t be shown.",
            "Die Richtlinie, die entschied, wird nicht mehr aufbewahrt, daher lassen sich die Regeln nicht zeigen.";
        rules = "The rules, in their order", "Die Regeln, der Reihe nach";
        rule = "Rule", "Regel";
        rule_expected = "Asked for", "Verlangt";
        rule_seen = "Seen", "Gesehen";
        rule_concluded = "Conclusion", "Ergebnis";
        rule_passed = "Met", "Erfüllt";
        rule_failed = "Refuses", "Lehnt ab";
        rule_not_configured = "Nothing is set", "Nichts eingestellt";
        rule_not_evaluated = "Not known yet", "Noch nicht bekannt";
        rule_not_applied = "Does not apply", "Gilt hier nicht";
        rule_account = "The account is enabled", "Das Konto ist aktiv";
        rule_scope = "The person may enroll devices", "Die Person darf Geräte registrieren";
        rule_method = "The method is open to an enrollment manager", "Die Methode steht einem Registrierungsmanager offen";
        rule_ownership = "Whose the device is", "Wem das Gerät gehört";
        rule_policy = "The policy is for this device", "Die Richtlinie gilt für dieses Gerät";
        rule_platform = "The platform is allowed", "Die Plattform ist erlaubt";
        rule_personal = "Personal devices are allowed", "Persönliche Geräte sind erlaubt";
        rule_minimum = "Lowest version", "Niedrigste Version";
        rule_maximum = "Highest version", "Höchste Version";
        rule_manufacturer = "The maker is allowed", "Der Hersteller ist erlaubt";
        rule_supported = "The version is supported", "Die Version wird unterstützt";
        rule_limit = "Device limit", "Gerätelimit";
        rule_work_profiles = "Limit of work profiles", "Limit für Arbeitsprofile";
        rule_terms = "The terms of use are accepted", "Den Nutzungsbedingungen ist zugestimmt";
        denied_title = "This is for administrators", "Das hier ist für die Verwaltung";
        denied_text = "Your account may see its own devices only. If you need more, ask an administrator for a role.",
            "Ihr Konto darf nur die eigenen Geräte sehen. Brauchen Sie mehr, bitten Sie einen Administrator um eine Rolle.";
        denied_go = "Go to My devices", "Zu meinen Geräten";
        to_portal = "My devices", "Meine Geräte";
        try_again = "Try again", "Noch einmal versuchen";
    }
}
