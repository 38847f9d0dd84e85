/** C7: where the device is, as far as the page can find out. */
import { z } from 'zod';

/** A place on Earth, in degrees. */
export const place = z.strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) });

/** As the platform's location service tells it; never more than half around the Earth off. */
export const position = z.strictObject({ ...place.shape, accuracyMetres: z.number().min(0).max(20_100_000) });

export const placeCalls = {
  /** The page looks for it once a minute while the timeclock has a fence. */
  positionFound: {
    input: position,
    answer: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('noted') }), z.strictObject({ kind: z.literal('notWanted') })]),
  },
} as const;
