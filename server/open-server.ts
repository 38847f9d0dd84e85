/** Opens everything that the server stands on: database, keys, texts. Shared by the command line, the seed command and tests. */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Logger } from 'pino';
import { textBundle, type TextBundle } from '../shared/contracts/entities.ts';
import { systemClock, type Clock } from '../shared/lib/clock.ts';
import { parseJson } from '../shared/lib/parse-json.ts';
import type { Announcement, ServerDeps } from './app-deps.ts';
import { createCountryOf, noCountry } from './fleet/country-of.ts';
import { DeviceLookUps } from './fleet/device-look-ups.ts';
import { openDatabase, type DatabaseTarget, type OpenRefused } from './database/open.ts';
import { keepServerState, readServerState } from './database/server-state.ts';
import { serverLog } from './log.ts';
import { newKeyRing } from './secrets/key-ring.ts';
import { SealOpener } from './secrets/sealing.ts';
import { NoteSigner } from './secrets/tokens.ts';

export interface OpenServerOptions {
  readonly database: DatabaseTarget;
  readonly logger: Logger;
  readonly announce: (line: Announcement) => void;
  readonly setupRequestsPerMinute: number;
  readonly answers: 'checked' | 'trusted';
  readonly clock?: Clock;
  /** C7: whether the country of an address is looked up; on unless told otherwise. */
  readonly countryHint?: 'on' | 'off';
}

export type OpenServerOutcome = { readonly kind: 'opened'; readonly deps: ServerDeps } | { readonly kind: OpenRefused };

export async function openServer(options: OpenServerOptions): Promise<OpenServerOutcome> {
  const opened = await openDatabase(options.database);
  if (opened.kind !== 'opened') return opened;
  const { database } = opened;
  const state = await database.transaction(async (db) => ({
    epoch: await keepServerState(db, 'epoch', randomBytes(16).toString('hex')),
    tokenKey: await keepServerState(db, 'tokenKey', randomBytes(32).toString('hex')),
    sealingKey: await keepServerState(db, 'sealingKey', await newKeyRing(randomBytes(8).toString('hex'))),
  }));
  const { clock = systemClock, countryHint = 'on', logger, ...rest } = options;
  const log = serverLog(logger);
  const seal = new SealOpener({ stored: state.sealingKey, load: () => readServerState(database.reader, 'sealingKey'), nowMs: () => clock.wallMs() });
  const countryOf = countryHint === 'on' ? createCountryOf((cause) => log.log('server.countryTablesMissing', { reason: cause instanceof Error ? cause.message : 'unknown' })) : noCountry;
  return {
    kind: 'opened',
    deps: {
      ...rest,
      database,
      deviceLookUps: new DeviceLookUps(database.reader),
      log,
      countryOf,
      clock,
      randomBytes,
      epoch: state.epoch,
      signer: new NoteSigner(state.tokenKey),
      seal,
      bundledTexts: readBundledTexts(),
      programVersion: readProgramVersion(),
    },
  };
}

/** What is only shown to support must not keep a server from starting. */
function readProgramVersion(): string | null {
  const manifest = path.join(import.meta.dirname, 'package.json');
  const read = existsSync(manifest) ? parseJson(readFileSync(manifest, 'utf8')) : null;
  const version = typeof read === 'object' && read !== null && 'version' in read ? read.version : null;
  return typeof version === 'string' ? version.slice(0, 32) : null;
}

const textsFolder = path.join(import.meta.dirname, '..', 'resources', 'texts');

/** A6: texts that ship, by language, from resources/texts. */
function readBundledTexts(): Record<string, TextBundle> {
  const files = readdirSync(textsFolder).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(files.map((file) => [path.basename(file, '.json'), textBundle.parse(JSON.parse(readFileSync(path.join(textsFolder, file), 'utf8')))]));
}
