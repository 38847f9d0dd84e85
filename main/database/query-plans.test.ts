/** E7: what a touch asks of the database is found by an index, however many punches there are. */
import { describe, expect, it } from 'vitest';
import { arrangeReadyKiosk, identify, somebody, tap, type KioskInProcess } from '../../test/support/kiosk-in-process.ts';
import { readTimesheet } from '../use-cases/read-timesheet.ts';
import { sendRequest } from '../use-cases/send-request.ts';
import { undoPunch } from '../use-cases/undo-punch.ts';
import type { Query } from './query.ts';

type Asked = { readonly query: Query<object, unknown>; readonly parameters: object };

/** Notes every query of the connection, with the parameters that it ran with. */
function listen({ kiosk: { connection } }: KioskInProcess): Map<string, Asked> {
  const asked = new Map<string, Asked>();
  for (const name of ['all', 'get', 'run'] as const) {
    const original = connection[name].bind(connection) as (query: Query<object, unknown>, parameters: object) => unknown;
    Object.assign(connection, {
      [name]: (query: Query<object, unknown>, parameters: object) => {
        asked.set(query.sql, { query, parameters });
        return original(query, parameters);
      },
    });
  }
  return asked;
}

const large = /\b(SCAN) (punches|punch_records|punch_history|entries|outbox|employees|punch_receipts|temporary_employees)\b/;

/** The last row by primary key: the scan ends with the first row that it meets. */
function readsLastRow(sql: string, steps: readonly string[]): boolean {
  return /order by "(\w+"\.")?(sequence_number|outbox_number)" desc limit 1$/.test(sql) && !steps.some((step) => step.includes('TEMP B-TREE'));
}

describe('queries of a touch', () => {
  it('E7 read no table from end to end: PIN, offer, punch, undo, timesheet, request', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const { kiosk, clock } = arranged;
    const asked = listen(arranged);
    const offer = await identify(kiosk, '111111');
    const first = tap(kiosk, offer);
    if (first.kind !== 'recorded') throw new Error(first.kind);
    expect(undoPunch(kiosk, { sessionId: offer.sessionId, punchId: first.punch.punchId }).kind).toBe('undone');
    expect(tap(kiosk, offer).kind).toBe('recorded');
    clock.advance(3_600_000);
    const again = await identify(kiosk, '111111');
    expect(readTimesheet(kiosk, { sessionId: again.sessionId, weekOf: null }).kind).toBe('read');
    expect(sendRequest(kiosk, { sessionId: again.sessionId, tapId: crypto.randomUUID(), request: 'missedPunch', workDate: '2026-11-23', punchId: null, type: 'breakOut', wallTime: '08:30', note: '' }).kind).toBe('sent');
    const plans = [...asked.values()].map(({ query, parameters }) => ({
      sql: query.sql,
      steps: kiosk.connection.all<object, { detail: string }>({ sql: `EXPLAIN QUERY PLAN ${query.sql}`, constants: query.constants }, parameters).map((row) => row.detail),
    }));
    expect(plans.length).toBeGreaterThan(15);
    expect(plans.filter(({ sql, steps }) => steps.some((step) => large.test(step)) && !readsLastRow(sql, steps))).toEqual([]);
  });
});
