/**
 * The service as a process of its own that records calls, for tests that kill it. Started with the folder of a build and
 * the settings of the application as JSON; says `ready` when it runs, and answers each line `<prefix> <count>` on standard
 * input by recording so many calls.
 */
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [build, settings] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(`${build}/dist/${path}`).href);

await import('reflect-metadata');
const { createApp } = await load('bootstrap.js');
const { CallRecorder } = await load('inbound/calls/call-recorder.js');
const { encryptionKey, ...config } = JSON.parse(settings);
const app = await createApp({
  ...config,
  encryptionKeys: [Buffer.from(encryptionKey, 'base64')],
  carrierBaseUrls: new Map(),
});
await app.listen(0, '127.0.0.1');
const recorder = app.get(CallRecorder, { strict: false });
process.stdout.write('ready\n');

createInterface({ input: process.stdin }).on('line', (line) => {
  const [prefix, count] = line.split(' ');
  for (let n = 0; n < Number(count); n += 1) {
    recorder.record({
      organizationId: 1,
      configurationId: 1,
      provider: 'twilio',
      accountId: 'AC-any',
      callId: `${prefix}-${n}`,
      to: '+14155550100',
      from: '+12125550100',
      phoneNumberId: 1,
      phoneNumberVersion: 1,
      workflowId: 1,
      workflowVersion: 1,
      outcome: 'answered',
      reason: null,
      target: 'say',
      usedFallback: false,
      isStale: true,
      receivedAt: new Date(),
      latencyMs: 1,
      marginMs: 1,
    });
  }
});
