/** Punches as administrators and supervisors see, type and correct them (I3, H7). */
import type { ServerApp, ServerDeps } from '../app-deps.ts';
import { correctPunch } from '../use-cases/correct-punch.ts';
import { decideMeeting } from '../use-cases/decide-meeting.ts';
import { listMeetings } from '../use-cases/list-meetings.ts';
import { readAnswers } from '../use-cases/read-answers.ts';
import { readBreakFindings } from '../use-cases/read-break-findings.ts';
import { readPunch } from '../use-cases/read-punch.ts';
import { readPunches } from '../use-cases/read-punches.ts';
import { readSilentKiosks } from '../use-cases/read-silent-kiosks.ts';
import { readTimesheet } from '../use-cases/read-timesheet.ts';
import { restorePunch } from '../use-cases/restore-punch.ts';
import { typePunch } from '../use-cases/type-punch.ts';
import { voidPunch } from '../use-cases/void-punch.ts';
import { register } from './register.ts';

export function registerConsolePunchRoutes(app: ServerApp, deps: ServerDeps): void {
  registerReading(app, deps);
  registerChanges(app, deps);
  registerMeetings(app, deps);
}

function registerReading(app: ServerApp, deps: ServerDeps): void {
  register(app, deps, 'readPunches', async ({ query, caller }) => {
    const outcome = await readPunches(deps, caller, query);
    return outcome.kind === 'page' ? { kind: 'answer', answer: outcome.answer } : outcome;
  });
  register(app, deps, 'readPunch', async ({ params, caller }) => {
    const outcome = await readPunch(deps, caller, params.punchId);
    return outcome.kind === 'punch' ? { kind: 'answer', answer: outcome.detail } : outcome;
  });
  register(app, deps, 'readTimesheet', async ({ params, query, caller }) => {
    const outcome = await readTimesheet(deps, caller, { ...query, employeeId: params.employeeId });
    return outcome.kind === 'timesheet' ? { kind: 'answer', answer: outcome.answer } : outcome;
  });
  register(app, deps, 'readBreakFindings', async ({ query, caller }) => {
    const outcome = await readBreakFindings(deps, caller, query);
    return outcome.kind === 'findings' ? { kind: 'answer', answer: { findings: outcome.findings, next: outcome.next } } : outcome;
  });
  register(app, deps, 'readAnswers', async ({ query, caller }) => {
    const outcome = await readAnswers(deps, caller, query);
    return outcome.kind === 'answers' ? { kind: 'answer', answer: { answers: outcome.answers, next: outcome.next } } : outcome;
  });
  register(app, deps, 'readSilentKiosks', async ({ params, caller }) => {
    const outcome = await readSilentKiosks(deps, caller, params.employeeId);
    return outcome.kind === 'kiosks' ? { kind: 'answer', answer: { silentKiosks: outcome.silentKiosks } } : outcome;
  });
}

function registerChanges(app: ServerApp, deps: ServerDeps): void {
  register(app, deps, 'typePunch', async ({ body, caller }) => {
    const outcome = await typePunch(deps, caller, body);
    return outcome.kind === 'typed' ? { kind: 'answer', answer: { punch: outcome.punch, silentKiosks: outcome.silentKiosks } } : outcome;
  });
  register(app, deps, 'correctPunch', async ({ params, body, caller }) => {
    const outcome = await correctPunch(deps, caller, params.punchId, body);
    return outcome.kind === 'corrected' ? { kind: 'answer', answer: outcome.punch } : outcome;
  });
  register(app, deps, 'voidPunch', async ({ params, body, caller }) => {
    const outcome = await voidPunch(deps, caller, params.punchId, body.reason);
    return outcome.kind === 'voided' ? { kind: 'answer', answer: outcome.punch } : outcome;
  });
  register(app, deps, 'restorePunch', async ({ params, body, caller }) => {
    const outcome = await restorePunch(deps, caller, params.punchId, body.reason);
    return outcome.kind === 'restored' ? { kind: 'answer', answer: outcome.punch } : outcome;
  });
}

function registerMeetings(app: ServerApp, deps: ServerDeps): void {
  register(app, deps, 'listMeetings', async ({ query, caller }) => {
    const outcome = await listMeetings(deps, caller, query);
    return outcome.kind === 'page' ? { kind: 'answer', answer: outcome.answer } : outcome;
  });
  register(app, deps, 'decideMeeting', async ({ params, body, caller }) => {
    const outcome = await decideMeeting(deps, caller, params.meetingId, body.decision);
    return outcome.kind === 'decided' ? { kind: 'answer', answer: {} } : outcome;
  });
}
