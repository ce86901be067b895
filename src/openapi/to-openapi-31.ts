type Json = Record<string, unknown>;

/** Keys below which a document holds values instead of schemas. */
const VALUES = new Set(['example', 'examples', 'default', 'enum']);

function nullable(schema: Json): Json {
  const { nullable: _nullable, ...rest } = schema;
  if (typeof rest['type'] === 'string') {
    const enumeration = Array.isArray(rest['enum']) ? { enum: [...(rest['enum'] as unknown[]), null] } : {};
    return { ...rest, type: [rest['type'], 'null'], ...enumeration };
  }
  const { allOf, $ref, ...annotations } = rest;
  const [only] = Array.isArray(allOf) ? (allOf as unknown[]) : [$ref === undefined ? undefined : { $ref }];
  return only === undefined ? rest : { ...annotations, oneOf: [only, { type: 'null' }] };
}

/**
 * OpenAPI 3.0's `nullable: true`, which the generator writes, in the words of 3.1: a type of its own. Examples are
 * values, not schemas, and stay as they are.
 */
export function toOpenApi31<T>(node: T): T {
  if (Array.isArray(node)) return node.map((item) => toOpenApi31(item as unknown)) as T;
  if (typeof node !== 'object' || node === null) return node;
  const converted = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, VALUES.has(key) ? value : toOpenApi31(value as unknown)]),
  );
  return (converted['nullable'] === true ? nullable(converted) : converted) as T;
}
