use super::words;

words! {
    /// Words of Account.
    AccountText {
        title = "Account", "Konto";
        who = "Signed in as", "Angemeldet als";
        name = "Name", "Name";
        username = "User name", "Benutzername";
        organisation = "Organisation", "Organisation";
        session = "Signed in here until", "Hier angemeldet bis";
        look = "Language and appearance", "Sprache und Darstellung";
        look_text = "Kept in this browser, for you alone.", "Gilt in diesem Browser, nur für Sie.";
        terms = "Terms of use", "Nutzungsbedingungen";
        terms_loading = "Loading what you have accepted…", "Was Sie angenommen haben, wird geladen…";
        terms_none = "Your organisation asks you to accept none.", "Ihre Organisation verlangt keine.";
        terms_accepted(version: u32, moment: &str) = "Version {version}, accepted {moment}", "Fassung {version}, angenommen {moment}";
        terms_open(version: u32) = "Version {version}, not accepted yet. You are asked before you add a device.",
            "Fassung {version}, noch nicht angenommen. Sie werden gefragt, bevor Sie ein Gerät hinzufügen.";
        terms_read = "Read all of it", "Alles lesen";
        try_again = "Try again", "Noch einmal versuchen";
        mails = "Mails to you", "E-Mails an Sie";
        mails_text = "Your organisation decides which are sent, and to which address. You can’t change that here.",
            "Ihre Organisation legt fest, welche verschickt werden und an welche Adresse. Hier lässt sich das nicht ändern.";
        mail_added = "When a device is added in your name", "Wenn in Ihrem Namen ein Gerät hinzugefügt wird";
        mail_corporate = "When a device of yours becomes the organisation’s", "Wenn eines Ihrer Geräte zum Firmengerät wird";
        mail_rules = "When a device does not keep the organisation’s rules, with what to do",
            "Wenn ein Gerät die Regeln der Organisation nicht einhält, und was dann zu tun ist";
        sign_out = "Sign out", "Abmelden";
        here = "Sign out here", "Hier abmelden";
        here_text = "In this browser alone.", "Nur in diesem Browser.";
        everywhere = "Sign out everywhere", "Überall abmelden";
        everywhere_text = "In every browser that you are signed in with, this one too. Your devices stay as they are.",
            "In jedem Browser, in dem Sie angemeldet sind, auch in diesem. Ihre Geräte bleiben, wie sie sind.";
        busy = "Signing out…", "Wird abgemeldet…";
    }
}
