// The way to the QR encoder: a file of its own that is fetched when a picture is to be drawn, and not before. Its name gets the
// hash of its content when the pages are put together.

/** The side of the picture in modules, its margin included, and the dark ones as an SVG path. */
export const draw = (text) => import('/assets/qr.js').then(({ picture }) => picture(text));
