import { expect, it } from 'vitest';
import { batchAnswer, sealedMediaType, type BatchAnswer } from '../../shared/contracts/http.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import { PunchChain } from '../../test/support/punch-chain.ts';
import { arrangeServer, enrol, sealedBatch, testNowMs } from '../../test/support/server-in-process.ts';
import { buildApp } from '../app.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { demo } from '../demo.ts';

it('I5 H1 H2 turns away under pressure with a time to come back, and loses and doubles nothing of what kiosks send again', { timeout: 60_000 }, async () => {
  const server = await arrangeServer();
  const app = await buildApp(server.deps, { lanes: { mostJobs: 3, mostWeight: 40, groupWeight: 20, atOnce: 1 } });
  const statuses: number[] = [];

  /** Sends its batches one after the other, each until it is answered. */
  const kiosk = async (name: string): Promise<void> => {
    const credentials = await enrol(server, { deviceId: name });
    const chain = new PunchChain(name);
    for (let batch = 0; batch < 6; batch += 1) {
      const punches = Array.from({ length: 8 }, (_, index) => chain.next({ at: new Date(testNowMs - 86_400_000 + batch * 900_000 + index * 70_000).toISOString() }));
      const payload = await sealedBatch({ credentials, deviceId: name, punches, recovery: batch % 2 === 0 });
      const answer = await untilAnswered(payload, credentials.deviceToken, batch % 2 === 0 ? 'recovery' : 'normal');
      expect(answer.verdicts.map((verdict) => verdict.punchId)).toEqual(punches.map((punch) => punch.punchId));
      expect(answer.chainEnd.sequenceNumber).toBe((batch + 1) * 8);
    }
  };

  const untilAnswered = async (payload: string, token: string, lane: string): Promise<BatchAnswer> => {
    for (;;) {
      const response = await app.inject({ method: 'POST', url: `${apiPrefix}/batches`, query: { lane }, headers: { authorization: `Bearer ${token}`, 'content-type': sealedMediaType }, payload });
      statuses.push(response.statusCode);
      if (response.statusCode === 200) return batchAnswer.parse(response.json());
      expect(response.statusCode).toBe(503);
      expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
      await new Promise((resume) => setTimeout(resume, 10));
    }
  };

  await Promise.all(Array.from({ length: 12 }, (_, index) => kiosk(`pressed-${index}`)));
  const stored = await tenantScope(server.deps.database.reader, demo.tenantId)
    .selectPunches()
    .select((eb) => [eb.fn.countAll<number>().as('rows'), eb.fn.count<number>('punch_id').distinct().as('punches')])
    .executeTakeFirstOrThrow();
  expect(stored).toEqual({ rows: 576, punches: 576 });
  expect(statuses.filter((status) => status === 200)).toHaveLength(72);
  expect(statuses).toContain(503);
});
