import { expect, it } from 'vitest';
import { DatabaseUnavailable } from '../database/unavailable.ts';
import { Lanes } from './lanes.ts';

const roomy = { mostJobs: 100, mostWeight: 1000, groupWeight: 4, atOnce: 1 };

/** Lanes whose work is done when the test says so; `groups` is what was worked on together. */
function arrange(limits = roomy) {
  const groups: string[][] = [];
  const gates: (() => void)[] = [];
  const ownerOf = (job: string): string => job.split(':')[0] ?? job;
  const lanes = new Lanes<string, string>(limits, ownerOf, async (jobs) => {
    groups.push([...jobs]);
    await new Promise<void>((open) => gates.push(open));
    if (jobs.includes('bad')) throw new Error('defect');
    if (jobs.includes('gone')) throw new DatabaseUnavailable('lost');
    return jobs.map((job) => `${job}!`);
  });
  const turn = async (): Promise<void> => {
    await new Promise((resume) => setTimeout(resume, 5));
    gates.splice(0).forEach((open) => open());
    await new Promise((resume) => setTimeout(resume, 5));
  };
  return { lanes, groups, turn };
}

it('I5 works off together what waits together, and answers each its own', async () => {
  const { lanes, groups, turn } = arrange();
  const offers = ['a', 'b', 'c'].map((job) => lanes.offer('normal', job, 1));
  await turn();
  expect(groups).toEqual([['a', 'b', 'c']]);
  expect(await Promise.all(offers)).toEqual(['a!', 'b!', 'c!'].map((answer) => ({ kind: 'done', answer })));
});

it('F2 takes recovery batches before normal ones, and one normal one along so that none waits for ever', async () => {
  const { lanes, groups, turn } = arrange();
  void lanes.offer('normal', 'first', 4);
  await turn();
  for (const job of ['n1', 'n2']) void lanes.offer('normal', job, 1);
  for (const job of ['r1', 'r2', 'r3', 'r4']) void lanes.offer('recovery', job, 1);
  await turn();
  await turn();
  await turn();
  expect(groups).toEqual([['first'], ['r1', 'r2', 'r3', 'n1'], ['r4', 'n2']]);
});

it('F2 keeps the order of one device: what it offered before goes along, what it offers after does not overtake', async () => {
  const { lanes, groups, turn } = arrange();
  void lanes.offer('normal', 'first', 4);
  await turn();
  for (const job of ['x', 'device:1', 'y']) void lanes.offer('normal', job, 1);
  void lanes.offer('recovery', 'device:2', 2);
  void lanes.offer('recovery', 'r', 1);
  void lanes.offer('normal', 'device:3', 1);
  for (let count = 0; count < 4; count += 1) await turn();
  expect(
    groups
      .slice(1)
      .flat()
      .filter((job) => job.startsWith('device')),
  ).toEqual(['device:1', 'device:2', 'device:3']);
});

it('I5 turns away what does not fit any more, with a time to come back, and finishes what is in hand', async () => {
  const { lanes, turn } = arrange({ mostJobs: 2, mostWeight: 1000, groupWeight: 4, atOnce: 1 });
  const [a, b, c] = [lanes.offer('normal', 'a', 1), lanes.offer('normal', 'b', 1), lanes.offer('recovery', 'c', 1)];
  expect(await c).toEqual({ kind: 'overloaded', retryAfterSeconds: 1 });
  await turn();
  expect(await Promise.all([a, b])).toEqual([
    { kind: 'done', answer: 'a!' },
    { kind: 'done', answer: 'b!' },
  ]);
});

it('I5 has a second group lie ready for another thread, and no third', async () => {
  const { lanes, groups, turn } = arrange({ ...roomy, atOnce: 2 });
  const offers = [lanes.offer('normal', 'a', 4), lanes.offer('normal', 'b', 3), lanes.offer('normal', 'c', 1), lanes.offer('recovery', 'd', 1)];
  await new Promise((resume) => setTimeout(resume, 5));
  expect(groups).toEqual([
    ['d', 'a'],
    ['b', 'c'],
  ]);
  for (let count = 0; count < 3; count += 1) await turn();
  expect((await Promise.all(offers)).map(({ kind }) => kind)).toEqual(['done', 'done', 'done', 'done']);
  await lanes.drained();
});

it('I5 bounds what waits by weight as well', async () => {
  const { lanes } = arrange({ mostJobs: 100, mostWeight: 5, groupWeight: 4, atOnce: 1 });
  void lanes.offer('normal', 'a', 4);
  expect(await lanes.offer('normal', 'b', 2)).toMatchObject({ kind: 'overloaded' });
});

it('H1 lets one bad job fail alone: the others of its group are worked off again without it', async () => {
  const { lanes, groups, turn } = arrange();
  const offers = ['a', 'bad', 'c'].map((job) => lanes.offer('normal', job, 1));
  const settled = Promise.allSettled(offers);
  for (let count = 0; count < 4; count += 1) await turn();
  expect((await settled).map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(groups).toEqual([['a', 'bad', 'c'], ['a'], ['bad'], ['c']]);
});

it('I5 answers all of a group at once when the database is away: nobody waits for one time-out after the other', async () => {
  const { lanes, groups, turn } = arrange();
  const settled = Promise.allSettled(['a', 'gone', 'c'].map((job) => lanes.offer('normal', job, 1)));
  await turn();
  expect((await settled).map((one) => one.status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(groups).toEqual([['a', 'gone', 'c']]);
});

it('I5 is drained when nothing waits', async () => {
  const { lanes, turn } = arrange();
  const offer = lanes.offer('normal', 'a', 1);
  const drained = lanes.drained();
  await turn();
  await drained;
  expect(await offer).toMatchObject({ kind: 'done' });
});
