/** H6: what a kiosk tells of its stored data, with the status of every batch; the console shows it. */
import { z } from 'zod';
import { instant } from './entities.ts';

/** Its database was damaged and restored; `broughtBack`: punches and records that came back from its journal. */
export const restoredStatus = z.object({ at: instant, from: z.enum(['backup', 'journal']), backupMadeAt: instant.nullable(), broughtBack: z.int().min(0).max(1_000_000_000) });

/** The room on its disk. */
export const diskStatus = z.object({ state: z.enum(['fine', 'low', 'full']), freeBytes: z.int().min(0).nullable() });
