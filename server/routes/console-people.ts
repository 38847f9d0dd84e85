/** Employees, their assignments and PINs (A5, B6, I3). */
import type { ServerApp, ServerDeps } from '../app-deps.ts';
import { problem } from '../errors.ts';
import { importPeople } from '../use-cases/import-people.ts';
import { issuePin } from '../use-cases/issue-pin.ts';
import { listPeople } from '../use-cases/list-people.ts';
import { readPerson } from '../use-cases/read-person.ts';
import { removePin } from '../use-cases/remove-pin.ts';
import { savePerson } from '../use-cases/save-person.ts';
import { setPin } from '../use-cases/set-pin.ts';
import { register } from './register.ts';

/** A photo and two hundred assignments. */
const personBytes = 512 * 1024;
/** 20,000 people with several assignments each. */
const importBytes = 8 * 1024 * 1024;
const csvMediaType = 'text/csv';

export function registerConsolePeopleRoutes(app: ServerApp, deps: ServerDeps): void {
  registerPeople(app, deps);
  registerPins(app, deps);
  registerImport(app, deps);
}

function registerPeople(app: ServerApp, deps: ServerDeps): void {
  register(app, deps, 'listPeople', async ({ caller, query }) => {
    const outcome = await listPeople(deps, caller, query);
    return outcome.kind === 'page' ? { kind: 'answer', answer: outcome.answer } : outcome;
  });
  register(app, deps, 'readPerson', async ({ caller, params }) => {
    const outcome = await readPerson(deps, caller, params.employeeId);
    return outcome.kind === 'person' ? { kind: 'answer', answer: outcome.person } : outcome;
  });
  register(
    app,
    deps,
    'savePerson',
    async ({ caller, params, body }) => {
      const outcome = await savePerson(deps, caller, { employeeId: params.employeeId, person: body });
      return outcome.kind === 'saved' ? { kind: 'answer', answer: outcome.person } : outcome;
    },
    { bodyLimit: personBytes },
  );
}

function registerPins(app: ServerApp, deps: ServerDeps): void {
  register(app, deps, 'issuePin', async ({ caller, params, body }) => {
    const outcome = await issuePin(deps, caller, { employeeId: params.employeeId, digits: body.digits });
    return outcome.kind === 'issued' ? { kind: 'answer', answer: { pin: outcome.pin } } : outcome;
  });
  register(app, deps, 'setPin', async ({ caller, params, body }) => {
    const outcome = await setPin(deps, caller, { employeeId: params.employeeId, pin: body.pin });
    return outcome.kind === 'set' ? { kind: 'answer', answer: {} } : outcome;
  });
  register(app, deps, 'removePin', async ({ caller, params }) => {
    const outcome = await removePin(deps, caller, params.employeeId);
    return outcome.kind === 'removed' ? { kind: 'answer', answer: {} } : outcome;
  });
}

function registerImport(app: ServerApp, deps: ServerDeps): void {
  app.addContentTypeParser(csvMediaType, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  register(
    app,
    deps,
    'importPeople',
    async ({ caller, query, bytes }) => {
      if (bytes === null) return problem('unsupportedMediaType', { errors: [{ path: '', message: `send the list as ${csvMediaType}` }] });
      const outcome = await importPeople(deps, caller, { bytes, mode: query.mode });
      return outcome.kind === 'read' ? { kind: 'answer', answer: outcome.answer } : outcome;
    },
    { bodyLimit: importBytes },
  );
}
