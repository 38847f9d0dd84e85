/** G3: support at the kiosk, over real processes: the machine follows the server's going and coming, the self-test says where the way ends, a bundle lies on the disk. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { demo } from '../../server/demo.ts';
import { readZip } from '../support/read-zip.ts';
import { startRunningKiosk } from '../support/running-kiosk.ts';

const soonMs = 30_000;

it('G3 E1 K16 a supervisor sees the machine go off line and come back, tests the upload, and makes a bundle without names', async () => {
  const kiosk = await startRunningKiosk('done');
  onTestFinished(() => kiosk.close());
  const { page } = kiosk;
  const isIn = (state: string): Promise<void> => page.locator(`[data-testid="machine"][data-state="${state}"]`).waitFor({ timeout: soonMs });
  const step = (name: string, outcome: string): Promise<void> => page.locator(`[data-testid="test-${name}"][data-outcome="${outcome}"]`).waitFor({ timeout: soonMs });
  await page.getByTestId('company').dblclick();
  await page.getByTestId('door-admin').click();
  await page.getByTestId('sign-in-username').fill(demo.supervisor.username);
  await page.getByTestId('sign-in-password').fill(demo.supervisor.password);
  await page.getByTestId('sign-in-continue').click();
  await page.getByTestId('tile-diagnostics').click({ timeout: soonMs });
  await isIn('waiting');
  await page.getByTestId('test-start').click();
  await step('batch', 'passed');
  await page.getByTestId('test-passed').waitFor();

  await kiosk.takeServerAway();
  await isIn('offline');
  await page.getByTestId('log-lines').getByText('sync.offline').first().waitFor({ timeout: soonMs });
  await page.getByTestId('test-start').click();
  await step('connect', 'failed');

  await kiosk.bringServerBack();
  await isIn('waiting');
  await page.getByTestId('log-level-warning').click();
  await page.getByTestId('log-lines').getByText('sync.completed').first().waitFor({ state: 'detached', timeout: soonMs });
  await page.getByTestId('bundle-make').click();
  await page.getByTestId('bundle-made').waitFor({ timeout: soonMs });
  const folder = join(kiosk.folder, 'support');
  const [file = ''] = readdirSync(folder);
  expect(await page.getByTestId('bundle-made').textContent()).toContain(file);
  const entries = readZip(readFileSync(join(folder, file)));
  expect([...entries.keys()]).toEqual(expect.arrayContaining(['manifest.json', 'diagnostics.json', 'sync-log.jsonl', 'logs/main.log']));
  const everything = [...entries.values()].map((content) => content.toString('utf8')).join('\n');
  const names = demo.people.flatMap(({ firstName, lastName }) => [`"${firstName}"`, `"${lastName}"`]);
  expect(names.filter((name) => everything.includes(name))).toEqual([]);
  await page.getByTestId('diag-back').click();
  await page.getByTestId('admin-tiles').waitFor();
});
