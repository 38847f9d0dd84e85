/**
 * Ends the program once, whoever asks first: a key, a signal, the end of what it runs. Answers the way to ask; a second
 * signal while it is stopping changes nothing, because what it started ends within a bound of its own.
 */
export function stopOnSignals(stop: () => Promise<void>): (exitCode: number) => void {
  let stopping = false;
  const ask = (exitCode: number): void => {
    if (stopping) return;
    stopping = true;
    void stop().then(() => process.exit(exitCode));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ask(0));
  return ask;
}
