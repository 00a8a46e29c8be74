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
        denied_title = "This is for administrators", "Das hier ist für die Verwaltung";
        denied_text = "Your account may see its own devices only. If you need more, ask an administrator for a role.",
            "Ihr Konto darf nur die eigenen Geräte sehen. Brauchen Sie mehr, bitten Sie einen Administrator um eine Rolle.";
        denied_go = "Go to My devices", "Zu meinen Geräten";
        to_portal = "My devices", "Meine Geräte";
        try_again = "Try again", "Noch einmal versuchen";
    }
}
