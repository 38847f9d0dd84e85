import { z } from 'zod';

/** A8: what told that it is not our server, where that helps whoever sets a kiosk up: a web page or a redirect, or which fault its certificate has. */
export const foreignSign = z.enum(['portal', 'certificateUntrusted', 'certificateOtherName', 'certificateExpired', 'certificateNotYetValid', 'authorityUnreadable']);
export type ForeignSign = z.infer<typeof foreignSign>;
