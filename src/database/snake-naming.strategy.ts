import { DefaultNamingStrategy } from 'typeorm';

/** `inboundWorkflowId` → `inbound_workflow_id`. Constraint names are always written by hand beside their columns. */
export class SnakeNamingStrategy extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string | undefined, prefixes: string[]): string {
    const name = customName ?? [...prefixes, propertyName].join('_');
    return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }

  override primaryKeyName(table: { name: string } | string): string {
    const name = typeof table === 'string' ? table : table.name;
    return `pk_${name.split('.').at(-1) ?? name}`;
  }
}
