// A QR code (ISO/IEC 18004) as the numbers of an SVG.
import { encode } from 'uqr';

/** The standard asks for a margin of four modules. */
const MARGIN = 4;

/** `SIDE PATH`: a square for each run of dark modules in a row. A screen is not torn, so the lowest correction will do. */
export function picture(text) {
  const { data, size } = encode(text, { ecc: 'L', border: MARGIN });
  const runs = data.flatMap((row, y) => [...row.map((dark) => (dark ? '1' : '0')).join('').matchAll(/1+/g)]
    .map(({ index, 0: { length } }) => `M${index} ${y}h${length}v1h-${length}z`));
  return `${size} ${runs.join('')}`;
}
