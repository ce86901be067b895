import { styleText } from 'node:util';

const NAME_WIDTH = 22;
const VALUE_WIDTH = 40;

/** Values by name, as a carrier has them. */
export type Fields = Readonly<Record<string, unknown>>;

const write = (line = ''): void => void process.stdout.write(`${line}\n`);

/** Colours where the reader has a terminal that shows them; `styleText` looks for itself. */
const bold = (text: string): string => styleText('bold', text);
const dim = (text: string): string => styleText('dim', text);

export function title(text: string): void {
  write();
  write(bold(text));
}

/** What is done, or what came of it. */
export function tell(text: string): void {
  write(`  ${text}`);
}

/** Something to look at below a line of the story. */
export function show(name: string, value: unknown): void {
  write(`    ${dim(name.padEnd(NAME_WIDTH))} ${spelled(value)}`);
}

export function request(line: string, status: number): void {
  const colour = status < 300 ? 'green' : 'yellow';
  write(`  ${line} ${styleText(colour, String(status))}`);
}

export function confirmed(text: string): void {
  write(`  ${styleText('green', '✓')} ${text}`);
}

/** The fields as they were and as they are. Those that did not change are dimmed; they are the ones that were kept. */
export function compare(before: Fields, after: Fields, names: readonly string[]): void {
  write(`    ${dim(`${'at the carrier'.padEnd(NAME_WIDTH)} ${'before'.padEnd(VALUE_WIDTH)} after`)}`);
  for (const name of names) {
    const [was, is] = [spelled(before[name]), spelled(after[name])];
    const row = `${name.padEnd(NAME_WIDTH)} ${was.padEnd(VALUE_WIDTH)}`;
    write(was === is ? `    ${dim(`${row} unchanged`)}` : `    ${row} ${styleText('cyan', is)}`);
  }
}

function spelled(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
