/** E8 G1 K16: an export by touch at a kiosk that is off line, and the files that lie on its disk afterwards, loaded at the server. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { demo } from '../../server/demo.ts';
import { importExport } from '../../server/use-cases/import-export.ts';
import { manifestIn } from '../support/exports.ts';
import { focused, patience } from '../support/focus.ts';
import { openKioskPage } from '../support/kiosk-page.ts';
import { englishTexts, punch } from '../support/kiosk-touches.ts';
import { feedOperators, operatorOf, operatorPasswords } from '../support/operators.ts';

it('E8 G1 K16 D9 J1 off line: the gesture, the sign-in, one touch, and whole files whose punches the server takes, each step read as it comes; back at the PIN screen, where a refused kiosk is signed in', async () => {
  const { kiosk, page, server, close, takeServerAway } = await openKioskPage(demo.timeclocks.dock);
  onTestFinished(close);
  await feedOperators(kiosk.kiosk, [await operatorOf('supervisor')]);
  takeServerAway();
  await punch(page, demo.people[0].pin, 'clockIn');
  await page.getByTestId('company').dblclick();
  await page.getByTestId('door-export').click();
  const isRead = (tag: string, name: string): Promise<void> => expect.poll(async () => await focused(page), patience).toMatchObject({ tag, name: expect.stringContaining(name) as string });
  const signIn = async (password: string): Promise<void> => {
    await page.getByTestId('sign-in-password').fill(password);
    await page.getByTestId('sign-in-continue').click();
  };
  await isRead('INPUT', englishTexts['setup.credentials.username']);
  expect((await focused(page)).description).toContain(englishTexts['admin.signIn.title']);
  await page.getByTestId('sign-in-username').fill('Sam');
  await signIn('not this one');
  await page.locator('[data-testid=sign-in-password][aria-invalid=true]').waitFor();
  await isRead('INPUT', englishTexts['setup.credentials.password']);
  expect((await focused(page)).description).toContain(englishTexts['problem.wrongPassword']);
  await signIn(operatorPasswords.supervisor);
  await page.getByTestId('export').waitFor();
  await isRead('H1', englishTexts['export.title']);
  // As main tells of a long one: what has begun is read and not read again while it goes on; cancel is the next stop, and then how it ended.
  const running = { kind: 'running', exportId: crypto.randomUUID(), phase: 'punches', written: 1, total: 2, isDriveSilent: false } as const;
  for (const view of [running, { ...running, written: 2 }, { ...running, isDriveSilent: true }]) {
    kiosk.kiosk.emit('exportChanged', view);
    await page.getByTestId(view.isDriveSilent ? 'notice' : 'export-progress').waitFor();
    await isRead('H2', englishTexts['export.phase.punches']);
  }
  await page.keyboard.press('Tab');
  await isRead('BUTTON', englishTexts['common.cancel']);
  await page.keyboard.press('Enter');
  kiosk.kiosk.emit('exportChanged', { kind: 'cancelled', exportId: running.exportId });
  await isRead('H2', englishTexts['export.cancelled']);
  await page.getByTestId('export-again').click();
  await page.getByTestId('target-device').click();
  await page.getByTestId('export-start').click();
  await page.getByTestId('export-done').waitFor();
  await isRead('H2', englishTexts['export.done']);
  const shown = await page.getByTestId('export-folder').textContent();
  await page.getByTestId('export-again').click();
  await page.getByTestId('export-start').waitFor();
  await isRead('H2', englishTexts['export.formats']);
  const [folder = ''] = readdirSync(join(kiosk.folder, 'exports'));
  expect(shown).toContain(folder);
  const written = join(kiosk.folder, 'exports', folder);
  expect(readdirSync(written).toSorted()).toEqual(['SHA256SUMS', 'forms.jose', 'manifest.json', 'manifest.mac', 'punches.csv', 'punches.json', 'punches.xlsx']);
  const { punches, madeBy } = manifestIn(written);
  expect([punches.pending, madeBy.userId]).toEqual([1, 'S1']);
  await page.getByTestId('done').click();
  await page.getByTestId('pin-key-1').waitFor();

  // K15: locked, there is nothing to type into, and that is read instead.
  await page.getByTestId('company').dblclick();
  await page.getByTestId('door-export').click();
  await page.getByTestId('sign-in-username').fill('Sam');
  for (let failure = 0; failure < 5; failure += 1) {
    await signIn('not this one');
    await page.locator('[data-testid=sign-in-password][aria-invalid=true], [data-testid=sign-in-locked]').waitFor();
  }
  await isRead('H2', englishTexts['admin.signIn.lockedTitle']);
  await page.getByTestId('sign-in-back').click();
  await page.getByTestId('pin-key-1').waitFor();

  // D9: a kiosk that is refused says so, and the way out of it stands beside the words.
  expect(await page.getByTestId('corner-sign-in').count()).toBe(0);
  kiosk.kiosk.state.takeReport({ state: 'unauthorised', recovery: false, online: true, progress: null, lastFailure: null, nextSyncAtMs: null });
  await page.getByTestId('corner-sign-in').click();
  await page.getByTestId('enrol-again').waitFor();
  await page.getByTestId('enrol-again-back').click();
  await page.getByTestId('pin-key-1').waitFor();

  expect(await importExport(server.deps, written, () => undefined)).toMatchObject({ kind: 'imported', counts: { punches: 1, accepted: 1 } });
});
