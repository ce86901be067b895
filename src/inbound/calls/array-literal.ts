type Scalar = number | boolean | null;

const TO_ESCAPE = /["\\]/g;
const UNUSUAL = /["\\\0]/;

/**
 * PostgreSQL arrays in their text form (https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO). A column of a
 * batch is one parameter; the driver would make the same text from a JavaScript array in twice the time.
 */
export function scalarArray(values: readonly Scalar[]): string {
  return `{${values.map((value) => (value === null ? 'NULL' : value)).join(',')}}`;
}

/** @param maxLength of what the column takes; the rest is cut off, because a call is better known in part than not at all */
export function textArray(values: readonly (string | null)[], maxLength: number): string {
  return `{${values.map((value) => (value === null ? 'NULL' : quoted(value, maxLength))).join(',')}}`;
}

export function timeArray(values: readonly Date[]): string {
  return `{${values.map((value) => (Number.isNaN(value.getTime()) ? '"no time"' : `"${value.toISOString()}"`)).join(',')}}`;
}

/** PostgreSQL knows no NUL in a text. */
function quoted(text: string, maxLength: number): string {
  const cut = text.length > maxLength ? text.slice(0, maxLength) : text;
  return UNUSUAL.test(cut) ? `"${cut.replaceAll('\0', '').replace(TO_ESCAPE, String.raw`\$&`)}"` : `"${cut}"`;
}
