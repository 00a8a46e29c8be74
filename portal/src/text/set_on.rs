use super::words;

words! {
    /// Words of what an organisation sets on a device.
    SetOnText {
        title = "What is set on it", "Was darauf eingestellt ist";
        loading = "Loading…", "Wird geladen…";
        before = "What will be set on it", "Was darauf eingestellt wird";
        before_when = "As soon as it has joined. When it leaves, this is put back as it was.",
            "Sobald es beigetreten ist. Wenn es geht, wird das zurückgesetzt.";
        before_more(count: usize) = "{count} more", "{count} weitere";
        before_open = "What the device tells of itself can still change this.", "Was das Gerät über sich mitteilt, kann daran noch etwas ändern.";
        none = "Your organisation sets nothing on it.", "Ihre Organisation stellt darauf nichts ein.";
        not_known = "This could not be loaded.", "Das ließ sich nicht laden.";
        file = "File", "Datei";
        trusted_root = "Trusted authority", "Vertraute Zertifizierungsstelle";
        sysctl = "Kernel setting", "Kernel-Einstellung";
        banner = "Notice before sign-in", "Hinweis vor der Anmeldung";
        script = "Check at each check-in", "Prüfung bei jeder Meldung";
        script_value = "A script of your organisation looks at the device.", "Ein Skript Ihrer Organisation sieht auf dem Gerät nach.";
        password = "New passwords", "Neue Passwörter";
        length(count: &str) = "At least {count} characters", "Mindestens {count} Zeichen";
        lowercase(count: &str) = "Small letters: at least {count}", "Kleinbuchstaben: mindestens {count}";
        uppercase(count: &str) = "Capital letters: at least {count}", "Großbuchstaben: mindestens {count}";
        digits(count: &str) = "Digits: at least {count}", "Ziffern: mindestens {count}";
        symbols(count: &str) = "Other characters: at least {count}", "Andere Zeichen: mindestens {count}";
        lock = "Locks itself", "Sperrt sich selbst";
        lock_after(count: &str) = "After minutes without anybody: {count}", "Nach Minuten ohne jemanden: {count}";
        history = "Old passwords", "Alte Passwörter";
        history_last(count: &str) = "The last {count} are not taken again", "Die letzten {count} gelten nicht noch einmal";
        encryption = "Disk encryption (BitLocker)", "Verschlüsselung der Festplatte (BitLocker)";
        passcode = "Passcode", "Gerätecode";
        file_vault = "FileVault", "FileVault";
        firewall = "Firewall", "Firewall";
        firewall_domain = "Firewall in the organisation’s network", "Firewall im Netz der Organisation";
        firewall_private = "Firewall in private networks", "Firewall in privaten Netzen";
        firewall_public = "Firewall in all other networks", "Firewall in allen anderen Netzen";
        camera = "Camera", "Kamera";
        telemetry = "Diagnostic data for Microsoft", "Diagnosedaten für Microsoft";
        wifi = "Wi-Fi network", "WLAN";
        on = "On", "Ein";
        off = "Off", "Aus";
        required = "Required", "Verlangt";
        not_required = "Not required", "Nicht verlangt";
        allowed = "Allowed", "Erlaubt";
        not_allowed = "Not allowed", "Nicht erlaubt";
        success = "In force", "In Kraft";
        pending = "Not told yet", "Noch nicht gemeldet";
        error = "Could not be set", "Ließ sich nicht einstellen";
        conflict = "Not set: it is wanted in two ways. IT has to settle it.",
            "Nicht eingestellt: Verlangt ist Verschiedenes. Das muss die IT klären.";
        not_applicable = "Not set on this device", "Auf diesem Gerät nicht eingestellt";
    }
}
