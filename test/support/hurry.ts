/**
 * Makes the time-outs of the code under test pass sooner, so that a carrier that hangs does not hold up the suite. They
 * are all made with `AbortSignal.timeout`. Returns how to go back to real time.
 */
export function hurryTimeouts(factor: number): () => void {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => timeout(Math.ceil(ms / factor));
  return () => {
    AbortSignal.timeout = timeout;
  };
}
