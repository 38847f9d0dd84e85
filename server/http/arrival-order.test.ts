import { expect, it } from 'vitest';
import { ArrivalOrder } from './arrival-order.ts';

/** Preparations that end when the test says so. */
function arrange() {
  const order = new ArrivalOrder();
  const gates = new Map<string, PromiseWithResolvers<void>>();
  const begun: string[] = [];
  const start = (sender: string, name: string): Promise<string> => {
    const gate = Promise.withResolvers<void>();
    gates.set(name, gate);
    const begin = (): Promise<string> => {
      begun.push(name);
      return Promise.resolve(`${name}!`);
    };
    return order.inTurn(sender, () => gate.promise, begin);
  };
  return { begun, start, open: (name: string) => gates.get(name)?.resolve(), fail: (name: string) => gates.get(name)?.reject(new Error('unreadable')) };
}

const aWhile = () => new Promise((resume) => setTimeout(resume, 5));

it('F2 lets one device’s batches go in the order in which they came, and others meanwhile', async () => {
  const { begun, start, open } = arrange();
  const answers = [start('a', 'a1'), start('a', 'a2'), start('b', 'b1')];
  open('a2');
  open('b1');
  await aWhile();
  expect(begun).toEqual(['b1']);
  open('a1');
  expect(await Promise.all(answers)).toEqual(['a1!', 'a2!', 'b1!']);
  expect(begun).toEqual(['b1', 'a1', 'a2']);
});

it('F2 goes on behind a batch that cannot be opened, and still waits for those before it', async () => {
  const { begun, start, open, fail } = arrange();
  const [first, bad, last] = [start('a', 'a1'), start('a', 'a2'), start('a', 'a3')];
  fail('a2');
  open('a3');
  await expect(bad).rejects.toThrow('unreadable');
  await aWhile();
  expect(begun).toEqual([]);
  open('a1');
  expect(await first).toBe('a1!');
  expect(await last).toBe('a3!');
});
