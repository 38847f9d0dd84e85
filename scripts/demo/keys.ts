/** Keys pressed in the terminal; from a pipe, the first letter of each line. Answers the way to stop listening. */
export function listenToKeys(input: NodeJS.ReadStream, press: (key: string) => void): () => void {
  const raw = input.isTTY;
  if (raw) input.setRawMode(true);
  // A raw terminal sends Ctrl-C as a character instead of a signal.
  let listening = true;
  const hear = (data: Buffer): void => {
    for (const key of data.toString('utf8').replaceAll('\u0003', 'q')) if (listening) press(key);
  };
  input.on('data', hear);
  input.on('error', () => undefined);
  return () => {
    listening = false;
    input.off('data', hear);
    if (raw) input.setRawMode(false);
    input.pause();
  };
}
