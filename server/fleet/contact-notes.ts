/**
 * I4: when and from where each kiosk was last heard of. Pings come every few seconds from every kiosk, so a contact is noted at most
 * once a minute (at once when the address changed, or the run of its daemon: H5), behind the answer and many in one transaction. What is lost when the server
 * is killed is a minute of a time that support looks at.
 */
import type { ServerDeps } from '../app-deps.ts';
import type { DeviceCaller } from '../callers.ts';
import { noteContact, type Contact } from '../database/devices.ts';
import type { Db } from '../database/schema.ts';
import { tenantScope } from '../database/tenant-scope.ts';

const onceAMs = 60_000;
/** Contacts of this long go into one transaction. */
const collectForMs = 500;
const mostTogether = 1000;

export class ContactNotes {
  readonly #deps: Pick<ServerDeps, 'database' | 'clock' | 'countryOf' | 'log'>;
  readonly #waiting = new Map<string, Contact>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #state: 'open' | 'closed' = 'open';

  constructor(deps: Pick<ServerDeps, 'database' | 'clock' | 'countryOf' | 'log'>) {
    this.#deps = deps;
  }

  /** Notes a contact some time soon, where there is anything new to note. */
  note(caller: DeviceCaller, address: string, run: string | null): void {
    const atMs = this.#deps.clock.wallMs();
    if (this.#state === 'closed') return;
    const isKnownRun = run === null || run === caller.lastRun;
    if (isKnownRun && atMs - caller.lastContactMs < onceAMs && caller.lastAddress === address) return;
    const { tenantId, deviceId } = caller;
    // Each run by itself: two that take turns within moments are two machines (H5).
    this.#waiting.set(`${tenantId} ${deviceId} ${run ?? ''}`, { tenantId, deviceId, address, country: this.#deps.countryOf(address), run, atMs });
    this.#timer ??= setTimeout(() => void this.flush(), collectForMs).unref();
  }

  /** Writes what waits; afterwards it is on the disk, or the log says why not. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const contacts = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#writing = this.#writing.then(() => this.#write(contacts));
    await this.#writing;
  }

  /** Writes what waits and takes no more: the database goes next. */
  async close(): Promise<void> {
    this.#state = 'closed';
    await this.flush();
  }

  async #write(contacts: readonly Contact[]): Promise<void> {
    // In one order, so that processes side by side do not wait for each other crosswise.
    const sorted = contacts.toSorted((one, other) => (`${one.tenantId} ${one.deviceId}` < `${other.tenantId} ${other.deviceId}` ? -1 : 1));
    try {
      for (let start = 0; start < sorted.length; start += mostTogether) await this.#writeSome(sorted.slice(start, start + mostTogether));
    } catch (cause) {
      this.#deps.log.log('server.contactsNotNoted', { contacts: contacts.length, reason: cause instanceof Error ? cause.message : 'unknown' });
    }
  }

  async #writeSome(contacts: readonly Contact[]): Promise<void> {
    await this.#deps.database.transaction(async (db) => {
      for (const contact of contacts) await this.#writeOne(db, contact);
    });
  }

  async #writeOne(db: Db, contact: Contact): Promise<void> {
    const heard = await noteContact(tenantScope(db, contact.tenantId), contact);
    if (heard === 'shared') this.#deps.log.log('server.deviceShared', { tenantId: contact.tenantId, deviceId: contact.deviceId, address: contact.address });
  }
}
