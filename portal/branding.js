// How the organisation presents itself, before anybody is signed in: its colour, its name and its logo on the sign-in form.
//
// Asked for after everything that the form needs; without an answer the page is Muster's own. The colour is a value set by
// script, never a style in the page, so that the page's policy holds. The app asks again for the rest, and finds the answer in
// the browser's cache.

const root = document.documentElement;

/** Hue in degrees and chroma of `#rrggbb` in OKLCH (CSS Color 4 section 9.2), by the matrices of Björn Ottosson's Oklab. */
function hueAndChroma(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const x = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const y = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return [(Math.atan2(y, x) * 180) / Math.PI, Math.hypot(x, y)];
}

/** Puts the colour in place. Lightness stays the theme's own, but for the mark, which is the colour itself. */
function colour(accent, text) {
  const [hue, chroma] = hueAndChroma(accent);
  const set = (name, value) => root.style.setProperty(name, value);
  set('--org-h', hue.toFixed(1));
  set('--org-c', Math.min(chroma, 0.12).toFixed(4));
  set('--org', accent);
  set('--on-org', text);
}

/** Dresses the page, if the organisation has said how. */
export async function dress() {
  const answer = await fetch('/api/v1/branding', { priority: 'low', signal: AbortSignal.timeout(30_000) });
  if (!answer.ok) return;
  const { organisation, text_on_accent: text, branding } = await answer.json();
  if (branding.accent) colour(branding.accent, text);
  // Once somebody is signed in the form is gone, and the app says whose it is.
  const [name, mark] = ['name', 'mark'].map((part) => document.querySelector(`#main > .brand > .brand__${part}`));
  if (!name) return;
  name.textContent = organisation;
  mark.textContent = [...organisation][0].toUpperCase();
  if (!branding.logo) return;
  const logo = new Image();
  logo.className = 'brand__logo';
  logo.alt = '';
  logo.onload = () => mark.replaceWith(logo);
  logo.src = `/branding/${branding.logo}`;
}
