/** Texts in force, and what a download has staged besides people: settings and texts (D6, A6). */
import { organisation, textBundle, timeclockProperties, type Organisation, type TextBundle, type TimeclockProperties } from '../../shared/contracts/entities.ts';
import type { Connection } from './connection.ts';
import { build, given, query } from './query.ts';
import type { Settings } from './settings.ts';

const stage = query<{ kind: 'setting' | 'texts'; name: string; value: string }>()(
  build
    .insertInto('staged')
    .values({ kind: given<'setting' | 'texts'>('kind'), name: given<string>('name'), value: given<string>('value') })
    .onConflict((conflict) => conflict.columns(['kind', 'name']).doUpdateSet({ value: given<string>('value') })),
);
const readStaged = query()(build.selectFrom('staged').select(['kind', 'name', 'value']));
const emptyStaged = query()(build.deleteFrom('staged'));
const writeTexts = query<{ language: string; texts: string }>()(
  build
    .insertInto('texts')
    .values({ language: given<string>('language'), texts: given<string>('texts') })
    .onConflict((conflict) => conflict.column('language').doUpdateSet({ texts: given<string>('texts') })),
);
const readTextsOf = query<{ language: string }>()(build.selectFrom('texts').select('texts').where('language', '=', given<string>('language')));

export function stageTimeclock(connection: Connection, properties: TimeclockProperties): void {
  connection.run(stage, { kind: 'setting', name: 'timeclock', value: JSON.stringify(properties) });
}

export function stageOrganisation(connection: Connection, value: Organisation): void {
  connection.run(stage, { kind: 'setting', name: 'organisation', value: JSON.stringify(value) });
}

export function stageTexts(connection: Connection, language: string, texts: TextBundle): void {
  connection.run(stage, { kind: 'texts', name: language, value: JSON.stringify(texts) });
}

export interface AppliedStaged {
  /** Languages whose texts changed. */
  readonly languages: readonly string[];
  readonly settingsChanged: boolean;
}

/** Puts staged settings and texts in force, inside the caller's transaction. */
export function applyStaged(connection: Connection, settings: Settings): AppliedStaged {
  const languages: string[] = [];
  let settingsChanged = false;
  for (const row of connection.all(readStaged, {})) {
    if (row.kind === 'texts') {
      connection.run(writeTexts, { language: row.name, texts: row.value });
      languages.push(row.name);
      continue;
    }
    settingsChanged = true;
    if (row.name === 'timeclock') settings.write('timeclock', timeclockProperties.parse(JSON.parse(row.value)));
    else settings.write('organisation', organisation.parse(JSON.parse(row.value)));
  }
  connection.run(emptyStaged, {});
  return { languages, settingsChanged };
}

export function discardStaged(connection: Connection): void {
  connection.run(emptyStaged, {});
}

/** Texts that came from the server for one language; empty when there are none. */
export function readTexts(connection: Connection, language: string): TextBundle {
  const row = connection.get(readTextsOf, { language });
  return row === undefined ? {} : textBundle.parse(JSON.parse(row.texts));
}
