// Invisible characters (control, format such as zero-width and bidi marks, lone surrogates, other default-ignorables,
// line separators): two addresses that look the same must not differ by one, so they are refused, never kept or dropped.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/u;

// U+2010–U+2015 are the hyphens and dashes; U+2212 is the minus sign that spreadsheets put in their place.
const DASH = /[\u2010-\u2015\u2212]/g;
const SPACE = /\p{Zs}/gu;
const DECIMAL_DIGIT = /\p{Nd}/u;
const DECIMAL_DIGITS = /\p{Nd}/gu;

/** The first invisible character of a text as `U+200B`, or null when there is none. */
export function findInvisibleCharacter(text: string): string | null {
  const codePoint = INVISIBLE.exec(text)?.[0].codePointAt(0);
  return codePoint === undefined ? null : `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * Folds the Unicode spellings of ASCII that people paste: compatibility forms (NFKC: full-width plus, digits and letters),
 * the decimal digits of every script, every space and every dash.
 */
export function foldUnicode(text: string): string {
  return text.normalize('NFKC').replace(DASH, '-').replace(SPACE, ' ').replace(DECIMAL_DIGITS, toAsciiDigit);
}

/** Unicode guarantees that decimal digits stand in contiguous runs of ten from zero, so the place in the run is the value. */
function toAsciiDigit(digit: string): string {
  const codePoint = digit.codePointAt(0) ?? 0;
  let place = 0;
  while (place < codePoint && DECIMAL_DIGIT.test(String.fromCodePoint(codePoint - place - 1))) {
    place += 1;
  }
  return String(place % 10);
}
