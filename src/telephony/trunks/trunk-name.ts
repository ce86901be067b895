const PREFIX = 'dialplane-';
const NAME = new RegExp(`^${PREFIX}[1-9]\\d*$`);

/** What the carrier calls a trunk of ours, whatever people call it here. */
export function carrierNameOf(trunkId: number): string {
  return `${PREFIX}${trunkId}`;
}

/** The same inside a statement, given the expression of the id. */
export function carrierNameExpression(trunkId: string): string {
  return `'${PREFIX}' || ${trunkId}`;
}

/** Whether it is such a name, where an orphan has it in the place of an id that nobody knows. */
export function isCarrierName(externalId: string): boolean {
  return NAME.test(externalId);
}
