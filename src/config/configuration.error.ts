/** The start is refused: what is wrong with the environment, one readable line each, with the remedy. */
export class ConfigurationError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`Dialplane cannot start with this configuration:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}
