import { describe, expect, it } from 'vitest';
import { findTargets, mountedDrives, thisMachine, type Machine } from './find-targets.ts';

const mounts = [
  'proc /proc proc rw 0 0',
  '/dev/sda1 / ext4 rw 0 0',
  '/dev/sdb1 /media/kiosk/KING\\040STON vfat rw 0 0',
  '/dev/sdc1 /run/media/kiosk/DATA exfat ro 0 0',
  '/dev/sdd1 /mnt ext4 rw 0 0',
  '/dev/sdd1 /mnt ext4 rw 0 0',
  'tmpfs /run/user/1000 tmpfs rw 0 0',
  '',
].join('\n');

/** A machine on which every folder is there, and `DATA` cannot be written to. */
function machine(facts: Partial<Machine>): Machine {
  return {
    platform: 'linux',
    readMounts: () => Promise.resolve(mounts),
    foldersIn: () => Promise.resolve([]),
    isFolder: () => Promise.resolve(false),
    freeBytes: () => Promise.resolve(1000),
    isWritable: (path) => Promise.resolve(!path.endsWith('DATA')),
    ...facts,
  };
}

const own = { kind: 'device', path: '/data/exports', label: '/data/exports', freeBytes: 1000, isWritable: true };

describe('where an export can go', () => {
  it('E8 Linux: the own folder first, then what is mounted where drives are, read-only ones named as that', async () => {
    expect(mountedDrives(mounts).map(({ path }) => path)).toEqual(['/media/kiosk/KING STON', '/run/media/kiosk/DATA', '/mnt']);
    expect(await findTargets('/data/exports', machine({}))).toEqual([
      own,
      { kind: 'drive', path: '/media/kiosk/KING STON', label: 'KING STON', freeBytes: 1000, isWritable: true },
      { kind: 'drive', path: '/run/media/kiosk/DATA', label: 'DATA', freeBytes: 1000, isWritable: false },
      { kind: 'drive', path: '/mnt', label: 'mnt', freeBytes: 1000, isWritable: true },
    ]);
  });

  it('E8 Windows: letters that are there, but the system\u2019s own; macOS: volumes', async () => {
    const windows = machine({ platform: 'win32', isFolder: (path) => Promise.resolve(path === 'E:\\') });
    expect((await findTargets('/data/exports', windows)).slice(1)).toMatchObject([{ path: 'E:\\', label: 'E:' }]);
    const mac = machine({ platform: 'darwin', foldersIn: () => Promise.resolve(['STICK']) });
    expect((await findTargets('/data/exports', mac)).slice(1)).toMatchObject([{ path: '/Volumes/STICK', label: 'STICK' }]);
  });

  it('E8 J3 where nothing can be found out, the own folder is left', async () => {
    expect(await findTargets('/data/exports', machine({ readMounts: () => Promise.reject(new Error('no /proc')) }))).toEqual([own]);
  });

  it('E8 looks at this machine without a fault', async () => {
    const [first] = await findTargets(process.cwd(), thisMachine);
    expect(first).toMatchObject({ kind: 'device', isWritable: true });
    expect(first?.freeBytes).toBeGreaterThan(0);
  });
});
