use super::words;

words! {
    /// Words for moments and ages; most of them come from the browser's `Intl`.
    TimeText {
        just_now = "just now", "gerade eben";
    }
}
