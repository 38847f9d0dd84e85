/** Everything behind the screens, put together: one model for the page, given its link and its time. */
import type { KioskView } from '../shared/contracts/ipc.ts';
import { Clock } from './clock.svelte.ts';
import { Contrast } from './contrast.svelte.ts';
import type { DeviceContrast } from './contrast.svelte.ts';
import { I18n } from './i18n.svelte.ts';
import { Kiosk } from './kiosk.svelte.ts';
import type { ReadyView } from './kiosk.svelte.ts';
import { Link } from './link.svelte.ts';
import { PositionWatch } from './position-watch.ts';
import type { Locate } from './position-watch.ts';
import { Provisioning } from './provisioning.svelte.ts';
import { SetupWizard } from './setup.svelte.ts';
import { Status } from './status.svelte.ts';
import type { Timers } from './timers.ts';
import type { Transport } from './transport.ts';

export interface Model {
  readonly link: Link;
  readonly i18n: I18n;
  readonly contrast: Contrast;
  readonly clock: Clock;
  readonly status: Status;
  readonly kiosk: Kiosk;
  readonly setup: SetupWizard;
  readonly provisioning: Provisioning;
  /** Puts a language in use and fetches the server's texts for it. */
  useLanguage(language: string): void;
  /** The language that the kiosk comes back to. */
  useOwnLanguage(): void;
}

export interface ModelDeps {
  readonly transport: Transport;
  readonly timers: Timers;
  newId(): string;
  /** The platform's location service (C7). */
  readonly locate: Locate;
  /** The device's languages, best first: what setup speaks before a company is known. */
  readonly deviceLanguages: readonly string[];
  readonly deviceContrast: DeviceContrast;
}

/** The languages that setup can be done in: those that ship. */
export const shippedLanguages: readonly string[] = ['en', 'es', 'fr', 'ar'];

export function createModel(deps: ModelDeps): Model {
  const { timers } = deps;
  const link = new Link(deps.transport, timers);
  const i18n = new I18n();
  const contrast = new Contrast(deps.deviceContrast);
  const clock = new Clock(timers);
  const status = new Status(link, timers);
  const setup = new SetupWizard(link, timers);
  const provisioning = new Provisioning(link, timers);
  const useLanguage = (language: string): void => {
    i18n.use(language);
    void readTexts(link, i18n, language);
  };
  const useOwnLanguage = (): void => {
    const own = kiosk.ready ? ownLanguage(kiosk.ready) : i18n.language;
    if (own !== i18n.language) useLanguage(own);
  };
  const onLeave = (): void => {
    useOwnLanguage();
    contrast.useOwn();
  };
  const kiosk = new Kiosk({ link, timers, newId: deps.newId, nowMs: () => clock.nowMs, onLeave });
  const model: Model = { link, i18n, contrast, clock, status, kiosk, setup, provisioning, useLanguage, useOwnLanguage };
  i18n.use(firstKnown(deps.deviceLanguages, shippedLanguages));
  listen(model, new PositionWatch(link, timers, deps.locate));
  return model;
}

function listen({ link, i18n, clock, status, kiosk, setup, provisioning, useLanguage }: Model, position: PositionWatch): void {
  const showKiosk = (view: KioskView): void => {
    const before = kiosk.ready;
    if (view.kind === 'ready') i18n.followCompany(view.locale);
    kiosk.show(view);
    position.follow(view.kind === 'ready' && view.isPositionWanted);
    if (view.kind === 'setup') {
      provisioning.isByHand = false;
      void setup.refresh();
      void provisioning.refresh();
    }
    const isLanguageOpen = view.kind === 'ready' && (before === null || !view.languages.includes(i18n.language));
    if (isLanguageOpen) useLanguage(ownLanguage(view));
  };
  link.on('ping', ({ n }) => void link.call('pong', { n }));
  link.on('kioskChanged', showKiosk);
  link.on('statusChanged', (view) => {
    status.show(view);
    kiosk.pinPaused(view.pinPausedUntil);
    clock.correctBy(view.clockOffsetMs);
  });
  link.on('setupChanged', (view) => setup.show(view));
  link.on('provisioningChanged', (view) => provisioning.show(view));
  link.on('personMatched', (offer) => kiosk.personMatched(offer));
  link.on('sessionEnded', ({ sessionId }) => kiosk.sessionEnded(sessionId));
  link.on('diagnosticsChanged', () => void kiosk.diagnosing.changed());
  link.on('exportChanged', (view) => kiosk.exporting.show(view));
  link.on('operatorEnded', ({ operatorSessionId }) => kiosk.administration.ended(operatorSessionId));
  link.on('textsChanged', ({ language }) => void readTexts(link, i18n, language));
  link.onOpen(() => void refresh({ link, clock, status, kiosk }, showKiosk));
}

type Refreshed = Pick<Model, 'link' | 'clock' | 'status' | 'kiosk'>;

/** The link has opened, for the first time or again: everything that is shown is asked for anew. */
async function refresh({ link, clock, status, kiosk }: Refreshed, showKiosk: (view: KioskView) => void): Promise<void> {
  const kioskRead = await link.call('readKiosk', {});
  if (kioskRead.kind === 'answered') showKiosk(kioskRead.answer);
  await status.refresh();
  if (status.view) {
    clock.correctBy(status.view.clockOffsetMs);
    kiosk.pinPaused(status.view.pinPausedUntil);
  }
  await kiosk.checkSession();
}

async function readTexts(link: Link, i18n: I18n, language: string): Promise<void> {
  const outcome = await link.call('readTexts', { language });
  if (outcome.kind === 'answered') i18n.overlay(language, outcome.answer.texts);
}

/** The kiosk's own language: the one that was chosen for this device, else the company's, where the timeclock offers it, else the first that it offers. */
function ownLanguage(view: ReadyView): string {
  return firstKnown([...(view.language === null ? [] : [view.language]), view.locale], view.languages);
}

/** The first wanted language that is offered, by its tag or its language alone; else the first offered. */
function firstKnown(wanted: readonly string[], offered: readonly string[]): string {
  for (const tag of wanted) {
    const found = offered.find((language) => language === tag) ?? offered.find((language) => language.split('-')[0] === tag.split('-')[0]);
    if (found !== undefined) return found;
  }
  return offered[0] ?? 'en';
}
