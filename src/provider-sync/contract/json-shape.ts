/** A parsed JSON object of which nothing else is known. */
export type JsonObject = Record<string, unknown>;

/** Recognises an answer. What is not described may be there and is not looked at: carriers add fields. */
export type Shape<T> = (value: unknown) => value is T;

interface Kinds {
  text: string;
  /** Text, null or absent. */
  'text?': string | null | undefined;
  /** Boolean, null or absent. */
  'flag?': boolean | null | undefined;
  object: JsonObject;
  'object?': JsonObject | undefined;
}

type Described<S extends Record<string, keyof Kinds>> = { [Name in keyof S]: Kinds[S[Name]] };

const CHECKS: { [Kind in keyof Kinds]: (value: unknown) => boolean } = {
  text: (value) => typeof value === 'string',
  'text?': (value) => value === null || value === undefined || typeof value === 'string',
  'flag?': (value) => value === null || value === undefined || typeof value === 'boolean',
  object: isJsonObject,
  'object?': (value) => value === undefined || isJsonObject(value),
};

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object with fields of these kinds. */
export function objectOf<const S extends Record<string, keyof Kinds>>(fields: S): Shape<Described<S> & JsonObject> {
  return (value): value is Described<S> & JsonObject =>
    isJsonObject(value) && Object.entries(fields).every(([name, kind]) => CHECKS[kind](value[name]));
}

/** A list of such things. */
export function isListOf<T>(value: unknown, isItem: Shape<T>): value is T[] {
  return Array.isArray(value) && value.every(isItem);
}

/** For answers whose content does not matter. */
export function isAnything(_value: unknown): _value is unknown {
  return true;
}

/** A text setting as it is kept: "not set" is null, whatever the carrier's spelling of it. */
export function textSetting(value: string | null | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}
