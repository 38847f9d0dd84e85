/** What the server is made of, handed to routes and use cases. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { TextBundle } from '../shared/contracts/entities.ts';
import type { Clock } from '../shared/lib/clock.ts';
import type { CountryOf } from './fleet/country-of.ts';
import type { DeviceLookUps } from './fleet/device-look-ups.ts';
import type { ServerDatabase } from './database/server-database.ts';
import type { ServerLog } from './log.ts';
import type { SealOpener } from './secrets/sealing.ts';
import type { NoteSigner, RandomBytes } from './secrets/tokens.ts';

/** Lines on standard output that other programs wait for. */
export type Announcement =
  | { readonly event: 'serverReady'; readonly url: string }
  | { readonly event: 'punchesStored'; readonly deviceId: string; readonly recovery: boolean; readonly count: number; readonly accepted: number; readonly duplicate: number; readonly refused: number };

/** Fastify as this server runs it; without TLS files it listens in plain all the same (on loopback alone). */
export type ServerApp = FastifyInstance<Server, IncomingMessage, ServerResponse, Logger>;

export interface ServerDeps {
  readonly database: ServerDatabase;
  readonly clock: Clock;
  readonly deviceLookUps: DeviceLookUps;
  readonly randomBytes: RandomBytes;
  readonly log: ServerLog;
  readonly announce: (line: Announcement) => void;
  /** D10: random, made with the database. */
  readonly epoch: string;
  readonly signer: NoteSigner;
  readonly seal: SealOpener;
  /** Texts that ship with the server, by language (A6). */
  readonly bundledTexts: Readonly<Record<string, TextBundle>>;
  readonly setupRequestsPerMinute: number;
  /** C7: a hint for support alone. */
  readonly countryOf: CountryOf;
  /** G3: of this program, as its package names it; null where it cannot be read. */
  readonly programVersion: string | null;
  /** Whether every answer is checked against its schema before it goes out: tests do, the kiosk does by itself. */
  readonly answers: 'checked' | 'trusted';
}
