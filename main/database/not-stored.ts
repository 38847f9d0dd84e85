/** Why something could not be made durable, in the words that screens know. */
export interface NotStored {
  readonly kind: 'notStored';
  readonly reason: 'diskFull' | 'storageError';
  readonly why: string;
}

const diskFullCodes = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);

export function notStored(error: unknown): NotStored {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return { kind: 'notStored', reason: diskFullCodes.has(code) ? 'diskFull' : 'storageError', why: error instanceof Error ? error.message : String(error) };
}
