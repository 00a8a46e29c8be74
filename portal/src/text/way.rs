use super::words;

words! {
    /// Words of the way a device is added by. What a guide itself says comes from the server, in the person's language.
    WayText {
        title = "How it is added", "Wie es hinzukommt";
        loading = "Loading the guide…", "Die Anleitung wird geladen…";
        missing = "The guide could not be loaded just now. It stands under Help.",
            "Die Anleitung ließ sich gerade nicht laden. Sie steht unter Hilfe.";
        minutes(minutes: u16) = "It takes about {minutes} minutes.", "Es dauert etwa {minutes} Minuten.";
        kept = "Nothing is erased.", "Nichts wird gelöscht.";
        erases = "Everything on the device is erased first. Save what you want to keep.",
            "Auf dem Gerät wird zuerst alles gelöscht. Sichern Sie, was Sie behalten wollen.";
        leave = "Does another organisation manage it?", "Verwaltet es eine andere Organisation?";
        later(device: &str) = "The built-in way to add {device} is not there yet", "Den eingebauten Weg für {device} gibt es noch nicht";
        later_too(device: &str) = "Another way to add {device} is not there yet", "Einen weiteren Weg für {device} gibt es noch nicht";
        later_text = "This is how it will go. Until then, take the way above.", "So wird er gehen. Nehmen Sie bis dahin den Weg oben.";
        steps = "Steps", "Schritte";
        ready = "What must be ready", "Was bereit sein muss";
        others = "your IT sees to it", "darum kümmert sich Ihre IT";
        tips(organisation: &str) = "From {organisation}", "Von {organisation}";

        in_powershell = "Run this in PowerShell", "In PowerShell ausführen";
        in_powershell_where = "On the PC you are adding, signed in as yourself. No administrator is needed.",
            "Auf dem PC, den Sie hinzufügen, mit Ihrem eigenen Konto. Ein Administrator ist nicht nötig.";
        powershell_key = "Make a key in Windows’ own store, and a request signed with it. The key never leaves it.",
            "Einen Schlüssel im Speicher von Windows erzeugen und eine damit signierte Anfrage. Er verlässt ihn nie.";
        powershell_install = "Put the certificate beside your own (certmgr.msc). If Muster says no, show why.",
            "Das Zertifikat zu Ihren eigenen legen (certmgr.msc). Sagt Muster Nein, den Grund zeigen.";
    }
}
