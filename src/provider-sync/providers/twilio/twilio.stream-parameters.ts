/** A `<Parameter>` of a stream; a type, so that it can be given as attributes. */
export type StreamParameter = { name: string; value: string };

/** Name and value together must stay under 500: https://www.twilio.com/docs/voice/twiml/stream#custom-parameters */
const LONGEST_PAIR = 499;

/**
 * Parameters as Twilio takes them. A value that is too long is sent in parts, `notes.1`, `notes.2` and so on, to be put
 * together again; no name of ours has a dot.
 */
export function streamParameters(parameters: Readonly<Record<string, string>>): StreamParameter[] {
  return Object.entries(parameters).flatMap(([name, value]) =>
    name.length + value.length <= LONGEST_PAIR ? [{ name, value }] : inParts(name, value),
  );
}

function inParts(name: string, value: string): StreamParameter[] {
  const parts: StreamParameter[] = [];
  for (let start = 0; start < value.length;) {
    const partName = `${name}.${parts.length + 1}`;
    const end = endOfPart(value, start + Math.max(2, LONGEST_PAIR - partName.length));
    parts.push({ name: partName, value: value.slice(start, end) });
    start = end;
  }
  return parts;
}

/** A character of two halves stays in one part. */
function endOfPart(value: string, end: number): number {
  return (value.codePointAt(end - 1) ?? 0) > 0xffff ? end - 1 : end;
}
