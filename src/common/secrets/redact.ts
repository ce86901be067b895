/** Names under which secrets travel, whatever the carrier calls them. */
const SENSITIVE_NAME =
  /token|secret|password|passphrase|private_?key|api_?key|credential|authorization|cookie|^key$|^parameters$/i;

/** Deeper than anything that is logged on purpose. */
const MAX_DEPTH = 6;

/** A copy in which the values of sensitive names are masked, at any depth; what is too deep is left out. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth > MAX_DEPTH) return '[too deep]';
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      SENSITIVE_NAME.test(name) ? '[redacted]' : redact(item, depth + 1),
    ]),
  );
}
