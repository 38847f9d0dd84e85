/** C9, C12: what a supervisor made of somebody's punches, as that person reads it on the kiosk. */
import { z } from 'zod';
import { instant } from './entities.ts';
import { correctable } from './entries.ts';

/** `before` is null for a punch that was added. */
export const sheetCorrection = z.strictObject({ correctionId: z.uuid(), madeAt: instant, madeBy: z.string(), reason: z.string(), before: correctable.nullable(), isAcknowledged: z.boolean() });
export type SheetCorrection = z.infer<typeof sheetCorrection>;

/** One that the person has not acknowledged. The punch comes whole: the device's own copy may be gone. */
export const updatedTime = z.strictObject({ punchId: z.uuid(), correction: sheetCorrection, after: correctable });
export type UpdatedTime = z.infer<typeof updatedTime>;
