const LONGEST_LABEL = 64;

/** What a pattern can name. */
export interface LabelValues {
  name: string | null;
  address: string;
  country: string | null;
}

/** Placeholders of a pattern: `{name}`, `{address}`, `{country}`. */
export const LABEL_PATTERN = /^(?:[^{}]|\{(?:name|address|country)\})*$/;

/** The label of an imported number; null when nothing is left of it. Cut to what a label can hold. */
export function labelOf(pattern: string, values: LabelValues): string | null {
  const text = pattern
    .replaceAll(/\{(name|address|country)\}/g, (_, key: keyof LabelValues) => values[key] ?? '')
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  const label = [...text].slice(0, LONGEST_LABEL).join('').trim();
  return label === '' ? null : label;
}
