import { once } from 'node:events';
import { enableCompileCache, flushCompileCache } from 'node:module';
import process from 'node:process';

// Loaded before the main module of a process that shall start soon: loads the code, then waits for a line on standard
// input. Nothing is started before that.
const { searchParams } = new URL(import.meta.url);
enableCompileCache(searchParams.get('cache') ?? '');
await import(searchParams.get('code') ?? '');
flushCompileCache();
// Whoever was to send it is gone.
process.stdin.once('end', process.exit);
await once(process.stdin, 'data');
process.stdin.removeAllListeners().pause();
