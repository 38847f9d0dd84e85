/** A10: what a kiosk that is set up again knows of before. */
import type { Settings } from '../database/settings.ts';
import type { EventLog } from '../logger.ts';
import type { Storage } from '../open-storage.ts';
import { endSetAside, type Carried } from './set-aside.ts';

/** What goes over into the new data. */
export function carriedFrom(settings: Pick<Settings, 'read'>, head: { readonly sequenceNumber: number; readonly hash: string }): Carried {
  const [deviceId, enrolment, organisation] = [settings.read('deviceId'), settings.read('enrolment'), settings.read('organisation')];
  if (deviceId === null) throw new Error('a kiosk without a device id was to begin afresh');
  const { sequenceNumber, hash } = head;
  return {
    deviceId,
    deviceName: settings.read('deviceName'),
    deviceLanguage: settings.read('deviceLanguage'),
    fixedPosition: settings.read('fixedPosition'),
    serverUrl: enrolment?.serverUrl ?? '',
    company: organisation?.name ?? '',
    alias: organisation?.alias ?? '',
    chain: organisation === null || sequenceNumber === 0 ? null : { tenantId: organisation.tenantId, sequenceNumber, hash },
  };
}

/** Into the data that has just been opened, all or nothing; then the decision is carried out. */
export function takeCarried({ connection, settings, folder }: Pick<Storage, 'connection' | 'settings' | 'folder'>, given: Carried, log: EventLog): void {
  connection.transaction(() => {
    if (settings.read('deviceId') !== null) return;
    settings.write('deviceId', given.deviceId);
    if (given.deviceName !== null) settings.write('deviceName', given.deviceName);
    if (given.deviceLanguage !== null) settings.write('deviceLanguage', given.deviceLanguage);
    if (given.fixedPosition !== null) settings.write('fixedPosition', given.fixedPosition);
    if (given.chain !== null) settings.write('chainBefore', given.chain);
    if (given.serverUrl !== '') settings.write('setup', { step: 'company', serverUrl: given.serverUrl, company: given.company, alias: given.alias });
  });
  endSetAside(folder);
  log('setup.begunAfresh', { deviceId: given.deviceId });
}
