/** Organisation, timeclocks and texts as administrators set them (A2, A3, A6, I3). */
import type { ServerApp, ServerDeps } from '../app-deps.ts';
import { changeTimeclock } from '../use-cases/change-timeclock.ts';
import { countVerifiers } from '../use-cases/count-verifiers.ts';
import { listOwnTexts, listOwnTimeclocks, readOwnOrganisation, readOwnTimeclock } from '../use-cases/read-console-settings.ts';
import { saveOrganisation } from '../use-cases/save-organisation.ts';
import { saveTexts } from '../use-cases/save-texts.ts';
import { takeBackTexts } from '../use-cases/take-back-texts.ts';
import { register } from './register.ts';

/** A logo and eighty questions in many languages. */
const timeclockBytes = 2 * 1024 * 1024;
const textsBytes = 1024 * 1024;

export function registerConsoleSettingsRoutes(app: ServerApp, deps: ServerDeps): void {
  registerOrganisation(app, deps);
  registerTimeclocks(app, deps);
  registerTexts(app, deps);
}

function registerOrganisation(app: ServerApp, deps: ServerDeps): void {
  register(app, deps, 'readOrganisation', async ({ caller }) => {
    const outcome = await readOwnOrganisation(deps, caller);
    return outcome.kind === 'organisation' ? { kind: 'answer', answer: outcome.organisation } : outcome;
  });
  register(app, deps, 'saveOrganisation', async ({ caller, body }) => {
    const outcome = await saveOrganisation(deps, caller, body);
    return outcome.kind === 'saved' ? { kind: 'answer', answer: outcome.organisation } : outcome;
  });
}

function registerTimeclocks(app: ServerApp, deps: ServerDeps): void {
  register(app, deps, 'listTimeclocks', async ({ caller }) => ({ kind: 'answer', answer: { timeclocks: await listOwnTimeclocks(deps, caller) } }));
  register(app, deps, 'readTimeclockSettings', async ({ caller, params }) => {
    const outcome = await readOwnTimeclock(deps, caller, params.timeclockId);
    return outcome.kind === 'timeclock' ? { kind: 'answer', answer: outcome.properties } : outcome;
  });
  register(
    app,
    deps,
    'saveTimeclock',
    async ({ caller, params, body }) => {
      const outcome = await changeTimeclock(deps, caller, { timeclockId: params.timeclockId, properties: body });
      return outcome.kind === 'saved' ? { kind: 'answer', answer: outcome.properties } : outcome;
    },
    { bodyLimit: timeclockBytes },
  );
  register(app, deps, 'countVerifiers', async ({ caller, params }) => {
    const outcome = await countVerifiers(deps, caller, params.timeclockId);
    return outcome.kind === 'counted' ? { kind: 'answer', answer: outcome.answer } : outcome;
  });
}

function registerTexts(app: ServerApp, deps: ServerDeps): void {
  register(app, deps, 'listTexts', async ({ caller }) => ({ kind: 'answer', answer: { texts: await listOwnTexts(deps, caller) } }));
  register(
    app,
    deps,
    'saveTexts',
    async ({ caller, params, body }) => {
      const outcome = await saveTexts(deps, caller, { language: params.language, texts: body });
      return outcome.kind === 'saved' ? { kind: 'answer', answer: {} } : outcome;
    },
    { bodyLimit: textsBytes },
  );
  register(app, deps, 'removeTexts', async ({ caller, params }) => {
    const outcome = await takeBackTexts(deps, caller, params.language);
    return outcome.kind === 'removed' ? { kind: 'answer', answer: {} } : outcome;
  });
}
