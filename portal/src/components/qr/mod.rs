//! A QR code: something to be opened with the camera of another device. The encoder is fetched when one is drawn.

use leptos::prelude::*;
use leptos::text_prop::TextProp;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/qr.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn draw(text: &str) -> Result<JsValue, JsValue>;
}

/// A text as a QR code; where it can't be drawn, what to do instead. The margin that readers need is part of the picture.
#[component]
pub fn Qr(
    /// The text.
    text: String,
    /// What it is, for a screen reader.
    #[prop(into)]
    label: TextProp,
    /// What to do where it can't be drawn.
    #[prop(into)]
    instead: TextProp,
) -> impl IntoView {
    // Empty where it can't be drawn.
    let drawn = RwSignal::new(None::<String>);
    leptos::task::spawn_local(async move {
        let picture = draw(&text).await.ok().and_then(|drawn| drawn.as_string());
        drawn.try_set(Some(picture.unwrap_or_default()));
    });
    view! {
        <div class="qr">
            {move || {
                let instead = instead.clone();
                let label = label.clone();
                let picture = drawn.get()?;
                Some(match picture.split_once(' ') {
                    None => view! { <p class="small">{move || instead.get()}</p> }.into_any(),
                    Some((side, path)) => view! {
                        <svg
                            class="qr__picture"
                            viewBox=format!("0 0 {side} {side}")
                            role="img"
                            aria-label=move || label.get()
                        >
                            <path d=path.to_owned()/>
                        </svg>
                    }
                    .into_any(),
                })
            }}
        </div>
    }
}
