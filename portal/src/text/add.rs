use super::words;

words! {
    /// Words of Add a device.
    AddText {
        title = "Add a device", "Gerät hinzufügen";
        back = "My devices", "Meine Geräte";
        platform = "What runs on it?", "Was läuft darauf?";
        on_linux = "You run a few commands in a terminal. They need openssl and curl.",
            "Sie führen ein paar Befehle im Terminal aus. Sie brauchen openssl und curl.";
        on_macos = "You run a few commands in Terminal. All they need is on the Mac already.",
            "Sie führen ein paar Befehle im Terminal aus. Alles Nötige ist auf dem Mac schon da.";
        on_windows = "You run a few commands in a shell that has openssl and curl, such as Git Bash or WSL.",
            "Sie führen ein paar Befehle in einer Shell mit openssl und curl aus, etwa Git Bash oder WSL.";
        on_phone = "You need an app on it that speaks EST (RFC 7030). You give it an address and your ticket.",
            "Sie brauchen darauf eine App, die EST (RFC 7030) spricht. Sie geben ihr eine Adresse und Ihr Ticket.";
        ownership = "Who does it belong to?", "Wem gehört es?";
        personal = "It is mine", "Es gehört mir";
        corporate(organisation: &str) = "It belongs to {organisation}", "Es gehört {organisation}";
        it_sees = "IT sees", "Die IT sieht";
        sees = "The name, system version and maker it reports, and when it last checked in",
            "Name, Systemversion und Hersteller, die es meldet, und wann es sich zuletzt gemeldet hat";
        it_never_sees = "IT never sees", "Die IT sieht nie";
        never_sees = "Photos, messages, browsing, your files", "Fotos, Nachrichten, besuchte Seiten, Ihre Dateien";
        it_can = "IT can", "Die IT kann";
        can_personal = "End its access. Nothing on the device is changed",
            "Den Zugang beenden. Auf dem Gerät ändert sich nichts";
        can_corporate = "End its access, and apply its rules for company devices",
            "Den Zugang beenden und die Regeln für Firmengeräte anwenden";
        when_you_leave = "When you leave", "Wenn Sie gehen";
        leave_personal = "Access ends, everything of yours stays", "Der Zugang endet, alles von Ihnen bleibt";
        leave_corporate = "You hand the device back", "Sie geben das Gerät zurück";
        nothing_erased = "Nothing is erased", "Nichts wird gelöscht";
        nothing_erased_text = "Adding it leaves the device as it is", "Beim Hinzufügen bleibt das Gerät, wie es ist";
        next = "What happens next", "Wie es weitergeht";
        next_ticket = "You get a ticket: it lets one device join, once, and ends by itself.",
            "Sie bekommen ein Ticket: Ein Gerät kann damit einmal beitreten, danach gilt es nicht mehr.";
        next_key = "The device makes a key of its own, which never leaves it.",
            "Das Gerät erzeugt einen eigenen Schlüssel, der es nie verlässt.";
        next_listed = "It gets a certificate and appears under My devices. This takes about a minute.",
            "Es bekommt ein Zertifikat und erscheint unter Meine Geräte. Das dauert etwa eine Minute.";
        submit = "Get a ticket", "Ticket holen";
        busy = "Getting a ticket…", "Ticket wird geholt…";
    }
}
