/** Stops the server of the tests and removes its files. */
export default async function globalTeardown(): Promise<void> {
  const server = globalThis.dialplaneTestServer;
  globalThis.dialplaneTestServer = undefined;
  await (await server)?.stop();
}
