/**
 * Ends the run with one line for people and scripts alike: "12 passed, 0 failed", and ", 3 skipped" when there are
 * some. Counts test cases; a test file that could not run counts as one failure.
 */
export default class CountReporter {
  constructor(globalConfig) {
    this.isWatching = globalConfig.watch || globalConfig.watchAll;
    // With --json standard output is a document, which a line more would break.
    this.stream = globalConfig.json ? process.stderr : process.stdout;
  }

  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`;
    // The summary and the global teardown still write after this; a watching run never ends.
    if (this.isWatching) this.stream.write(line);
    else process.once('exit', () => this.stream.write(line));
  }
}
