import { expect, it } from 'vitest';
import { WriteTurns } from './write-turns.ts';

/** Work that says when it begins and ends when it is told to. */
function arrange() {
  const turns = new WriteTurns();
  const begun: string[] = [];
  const ends = new Map<string, (outcome: 'well' | 'badly') => void>();
  const work = (name: string) => async (): Promise<string> => {
    begun.push(name);
    const outcome = await new Promise((resolve) => ends.set(name, resolve));
    if (outcome === 'badly') throw new Error(name);
    return name;
  };
  const settle = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    begun,
    alone: (name: string) => turns.alone(work(name)),
    together: (name: string) => turns.together(work(name)),
    end: async (name: string, outcome: 'well' | 'badly' = 'well') => {
      ends.get(name)?.(outcome);
      await settle();
    },
    settle,
  };
}

it('H1 lets one writer of this thread go after the other, in the order of asking, and answers each', async () => {
  const { alone, begun, end, settle } = arrange();
  const answers = Promise.allSettled([alone('first'), alone('second'), alone('third')]);
  await settle();
  expect(begun).toEqual(['first']);
  await end('first');
  expect(begun).toEqual(['first', 'second']);
  await end('second', 'badly');
  expect(begun).toEqual(['first', 'second', 'third']);
  await end('third');
  expect((await answers).map((answer) => (answer.status === 'fulfilled' ? answer.value : String(answer.reason)))).toEqual(['first', 'Error: second', 'third']);
});

it('I5 has several groups under way for another thread, and none while this one writes', async () => {
  const { alone, together, begun, end, settle } = arrange();
  const all = [together('group 1'), together('group 2'), alone('contacts'), together('group 3')];
  await settle();
  expect(begun).toEqual(['group 1', 'group 2']);
  await end('group 1');
  expect(begun).toEqual(['group 1', 'group 2']);
  await end('group 2');
  expect(begun).toEqual(['group 1', 'group 2', 'contacts']);
  await end('contacts');
  expect(begun).toEqual(['group 1', 'group 2', 'contacts', 'group 3']);
  await end('group 3');
  await Promise.all(all);
});

it('I5 keeps nobody waiting behind groups that go on coming', async () => {
  const { alone, together, begun, end, settle } = arrange();
  const all = [together('group 1'), alone('token')];
  await settle();
  all.push(together('group 2'), together('group 3'));
  await settle();
  await end('group 1');
  expect(begun).toEqual(['group 1', 'token']);
  await end('token');
  expect(begun).toEqual(['group 1', 'token', 'group 2', 'group 3']);
  await end('group 2');
  await end('group 3');
  await Promise.all(all);
});
