import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { PunchChain } from '../../test/support/punch-chain.ts';
import { arrangeServer, enrol, upload } from '../../test/support/server-in-process.ts';
import { demo } from '../demo.ts';
import { saveEmployee } from '../use-cases/save-employee.ts';
import { tenantScope } from './tenant-scope.ts';

it('I2 begins every query of a scope with its tenant', async () => {
  const server = await arrangeServer();
  const scope = tenantScope(server.deps.database.reader, 'northwind');
  const started = [
    scope.selectTenant().selectAll(),
    scope.updateTenant().set({ name: 'x' }),
    scope.selectTimeclocks().selectAll(),
    scope.selectTexts().selectAll(),
    scope.deleteTexts(),
    scope.selectUsers().selectAll(),
    scope.updateUsers().set({ username: 'x' }),
    scope.deleteUserTimeclocks(),
    scope.selectUserTimeclocks().selectAll(),
    scope.deleteSessions(),
    scope.selectDevices().selectAll(),
    scope.updateDevices().set({ device_name: 'x' }),
    scope.selectEmployees().selectAll(),
    scope.updateEmployees().set({ first_name: 'x' }),
    scope.selectAssignments().selectAll(),
    scope.deleteAssignments(),
    scope.selectChanges().selectAll(),
    scope.selectPunches().selectAll(),
    scope.updatePunches().set({ noted: '[]' }),
    scope.selectSetAside().selectAll(),
    scope.selectVerdictChanges().selectAll(),
    scope.selectEnrolmentCodes().selectAll(),
    scope.updateEnrolmentCodes().set({ note: 'x' }),
    scope.selectCorrections().selectAll(),
    scope.updateCorrections().set({ reason: 'x' }),
    scope.selectPunchDecisions().selectAll(),
    scope.selectTemporaryEmployees().selectAll(),
    scope.updateTemporaryEmployees().set({ first_name: 'x' }),
    scope.selectTemporaryIds().selectAll(),
    scope.selectOutboxRecords().selectAll(),
    scope.selectAnswers().selectAll(),
    scope.selectQuestionVersions().selectAll(),
    scope.selectRequests().selectAll(),
    scope.updateRequests().set({ note: 'x' }),
    scope.selectMeetings().selectAll(),
    scope.updateMeetings().set({ decision: null }),
    scope.selectBatches().selectAll(),
    scope.deleteBatches(),
    scope.selectRejudge().selectAll(),
    scope.deleteRejudge(),
    scope.selectAuditLog().selectAll(),
  ];
  const begins = Object.keys(scope).filter((name) => /^(select|update|delete)/.test(name));
  expect(started).toHaveLength(begins.length);
  for (const query of started) {
    const { sql, parameters } = query.compile();
    expect(sql).toMatch(/where "\w+"\."tenant_id" = (\?|\$\d+)$/);
    expect(parameters.at(-1)).toBe('northwind');
  }
});

it('I2 names the tenant in every spelled-out query', () => {
  const folder = import.meta.dirname;
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))) {
    for (const [text] of readFileSync(path.join(folder, file), 'utf8').matchAll(/`(select|insert into|update|delete)[^`]*`/g)) {
      // What holds no tenant's rows: migrations, settings and rights of the database, lists and locks.
      if (/kysely_migration|current_setting|has_schema_privilege|unnest\(|pg_try_advisory_xact_lock/.test(text)) continue;
      expect(text).toContain('tenant_id');
    }
  }
});

it("I2 shows no tenant's punches to another tenant's people, and judges none by another's", async () => {
  const server = await arrangeServer();
  const { otherTenant } = demo;
  const ours = await enrol(server);
  const theirs = await enrol(server, { ...otherTenant.administrator, tenantId: otherTenant.tenantId, timeclockId: otherTenant.timeclockId });
  // The same employee id and the same moment at both.
  const twin = { employeeId: 'TWIN', firstName: 'Same', lastName: 'Id', jobTitle: '', photoDataUrl: null, pinHash: null, lastFourHash: null };
  for (const tenantId of [demo.tenantId, otherTenant.tenantId]) await saveEmployee(server.deps, tenantId, { employee: twin, assignments: [], lastWorkDate: null });
  const facts = { at: '2026-11-23T13:00:00.000Z', person: { kind: 'employee', employeeId: 'TWIN' }, assignmentId: null } as const;
  for (const credentials of [ours, theirs]) {
    const { verdicts } = await upload(server, { credentials, punches: [new PunchChain().next(facts)] });
    expect(verdicts).toMatchObject([{ kind: 'accepted', exceptions: ['noAssignment'] }]);
  }
  for (const administrator of [demo.administrator, otherTenant.administrator]) {
    const { sessionToken } = await server.answer('openSession', { body: administrator });
    const { total, punches } = await server.answer('readPunches', { token: sessionToken });
    expect([total, punches.length]).toEqual([1, 1]);
  }
});
