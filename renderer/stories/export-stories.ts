/** E8: the export, from the choice to its end. */
import type { ExportTarget, ExportView } from '../../shared/contracts/export-calls.ts';
import { online, ready } from './samples.ts';
import type { Story } from './story.ts';

const device: ExportTarget = { targetId: 't1', kind: 'device', label: '/var/lib/zentime/kiosk/exports', freeBytes: 48_318_382_080, isWritable: true };
const stick: ExportTarget = { targetId: 't2', kind: 'drive', label: 'KINGSTON', freeBytes: 15_032_385_536, isWritable: true };
const locked: ExportTarget = { targetId: 't3', kind: 'drive', label: 'BACKUP 2', freeBytes: 1_200_000_000, isWritable: false };
const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const exportId = '3d0c2b0e-4c83-4a0e-9d2f-4c0fbb5d0001';

const running: ExportView = { kind: 'running', exportId, phase: 'punches', written: 412_300, total: 1_000_000, isDriveSilent: false };
const done: ExportView = {
  kind: 'done',
  exportId,
  folder: 'zentime-export-1042-3f2a9c1b-20261123-204000Z',
  target: { kind: 'drive', label: 'KINGSTON' },
  files: [
    { name: 'punches.json', format: 'json', bytes: 14_820_114, sha256, rows: 12_408 },
    { name: 'forms.jose', format: 'forms', bytes: 1840, sha256: sha256.slice(8) + sha256.slice(0, 8), rows: 3 },
    { name: 'punches.csv', format: 'csv', bytes: 5_420_870, sha256: sha256.slice(16) + sha256.slice(0, 16), rows: 12_408 },
    { name: 'punches.xlsx', format: 'xlsx', bytes: 1_930_442, sha256: sha256.slice(24) + sha256.slice(0, 24), rows: 12_408 },
  ],
  punches: { pending: 340, refused: 4, failed: 2, synced: 12_040, unknown: 0 },
  records: 22,
  fromJournal: 9_800,
  unreadableSegments: 0,
  manifestSha256: sha256,
};

function story(name: string, targets: ExportTarget[], view: ExportView | null, change: (exporting: { targetId: string | null }) => void = () => undefined): Story {
  return {
    name,
    kiosk: ready,
    status: online,
    answers: { readExportTargets: { kind: 'targets', targets, current: null } },
    act: async ({ model, transport }) => {
      await model.kiosk.exporting.open('o1', 'pin');
      change(model.kiosk.exporting);
      if (view !== null) transport.emit('exportChanged', view);
    },
  };
}

export const exportStories: readonly Story[] = [
  story('export', [device, stick, locked], null),
  story('export-no-drive', [device], null),
  story('export-running', [device, stick], running),
  story('export-drive-silent', [device, stick], { ...running, isDriveSilent: true }),
  story('export-closing', [device, stick], { ...running, phase: 'closing', written: 1_000_000 }),
  story('export-done', [device, stick], done),
  story('export-done-damaged', [device], { ...done, target: { kind: 'device', label: device.label }, unreadableSegments: 1, files: done.files.slice(0, 2) }),
  story('export-cancelled', [device], { kind: 'cancelled', exportId }),
  story('export-failed', [device, stick], { kind: 'failed', exportId, reason: 'driveGone' }),
];
