const SEPARATORS = /[ \-.()/]/g;

// A number, then what a caller would dial after the answer: ";ext=55", "x55", "ext. 55", ",,55".
const WITH_EXTENSION = /^([+\d \-.()/]+)(?:[ ,;]*(?:ext(?:ension)?|x|#)[.=: ]*|[,;]+ *)\d*$/i;

/** Digits below which a text is an extension, not a phone number, unless it says otherwise with a plus or `tel:`. */
export const SHORTEST_NUMBER = 7;

/** Said wherever a number comes with an extension, whichever way it is written. */
export const NUMBER_WITH_EXTENSION = 'A number with an extension cannot be routed; add the number without it.';

/** Removes the visual separators (space - . ( ) /) of folded text. */
export function withoutSeparators(text: string): string {
  return text.replace(SEPARATORS, '');
}

/** Whether folded text has nothing but digits, plus signs and visual separators: an attempt at a phone number. */
export function isDialString(text: string): boolean {
  return /^[+\d]*$/.test(withoutSeparators(text));
}

/** Whether folded text is a phone number followed by an extension or by digits to dial after the answer. */
export function isNumberWithExtension(text: string): boolean {
  const number = WITH_EXTENSION.exec(text)?.[1] ?? '';
  return number.replace(/\D/g, '').length >= SHORTEST_NUMBER;
}
