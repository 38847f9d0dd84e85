/** `seed-demo` and `seed-people`: the demo tenant (L2), and generated people for its timeclocks. Both refuse a database of another machine. */
import { z } from 'zod';
import { demo, seedDemo } from '../demo.ts';
import { generatedPeople } from '../seed-people.ts';
import { seedPeople } from '../use-cases/seed-people.ts';
import { configOption, readArguments, refused, type Command } from './command.ts';
import { print, withServer } from './with-server.ts';

const mostPeople = 500_000;

export const seedDemoCommand: Command = {
  name: 'seed-demo',
  summary: 'Adds the demo tenant with its public passwords and PINs, where it is missing. Refused unless the server is on loopback and the database on this machine.',
  options: configOption,
  async run(input) {
    const read = readArguments(seedDemoCommand, z.object({ config: z.string().optional() }), input.argv);
    if (read.kind === 'refused') return read;
    return withServer(input, read.values.config, 'demo', async (deps) => {
      await seedDemo(deps);
      print({ event: 'demoSeeded', company: demo.company, alias: demo.alias });
      return { kind: 'done' };
    });
  },
};

const wholeNumber = (most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'a whole number')
    .transform(Number)
    .pipe(z.int().min(1, 'at least 1').max(most, `at most ${most}`));
const peopleArguments = z.object({ config: z.string().optional(), timeclock: wholeNumber(999_999_999).default(demo.timeclocks.dock), count: wholeNumber(mostPeople).default(100) });

export const seedPeopleCommand: Command = {
  name: 'seed-people',
  summary: 'Adds generated employees to a timeclock of the demo tenant, also while a server runs on the data.',
  options: { ...configOption, timeclock: { value: 'ID', help: `which timeclock; ${demo.timeclocks.dock} unless told otherwise` }, count: { value: 'N', help: 'how many; 100 unless told otherwise' } },
  async run(input) {
    const read = readArguments(seedPeopleCommand, peopleArguments, input.argv);
    if (read.kind === 'refused') return read;
    const { timeclock, count } = read.values;
    return withServer(input, read.values.config, 'demo', async (deps) => {
      await seedDemo(deps);
      const outcome = await seedPeople(deps, { tenantId: demo.tenantId, timeclock, people: generatedPeople(count) });
      if (outcome.kind !== 'seeded') return refused(`Nobody was added: the demo tenant has no timeclock ${timeclock}, or the people could not be taken (${outcome.kind}).`);
      print({ event: 'peopleSeeded', added: outcome.added });
      return { kind: 'done' };
    });
  },
};
