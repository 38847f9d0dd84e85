/** H6, J3: what a kiosk tells of its stored data, and of what it could not take in, with the status of every batch; the console shows it. */
import { z } from 'zod';
import { instant, storableText } from './entities.ts';

/** Its database was damaged and restored; `broughtBack`: punches and records that came back from its journal. */
export const restoredStatus = z.object({ at: instant, from: z.enum(['backup', 'journal']), backupMadeAt: instant.nullable(), broughtBack: z.int().min(0).max(1_000_000_000) });

/**
 * J3, D5: what of the server's changes the kiosk cannot use, and keeps as it was, until it is told in a form that it can use. `path` is the place that is
 * wrong and `id` whose it is; never a value.
 */
export const passedOverStatus = z.object({
  count: z.int().min(1).max(1_000_000_000),
  /** The latest first. */
  latest: z.array(z.object({ at: instant, of: storableText(64), path: storableText(200), id: storableText(64).nullable() })).max(10),
});

/** The room on its disk. */
export const diskStatus = z.object({ state: z.enum(['fine', 'low', 'full']), freeBytes: z.int().min(0).nullable() });
