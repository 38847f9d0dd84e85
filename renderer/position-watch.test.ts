import { describe, expect, it } from 'vitest';
import { arrange, settle, type Arranged } from './arrange.ts';
import { browserLocate, type Locate } from './position-watch.ts';
import { ready } from './stories/samples.ts';

const here = { latitude: 41.9, longitude: -87.6, accuracyMetres: 30 };
const fenced = { ...ready, isPositionWanted: true };
const begin = (locate: Locate, kiosk = fenced): Promise<Arranged> => arrange(kiosk, { positionFound: { kind: 'noted' } }, locate);

describe('PositionWatch', () => {
  it('C7 looks at once and then each minute while the timeclock has a fence', async () => {
    const { main, timers, asked } = await begin(() => Promise.resolve(here));
    await settle();
    expect(asked('positionFound')).toEqual([here]);
    timers.advance(60_000);
    await settle();
    expect(asked('positionFound')).toHaveLength(2);
    main.emit('kioskChanged', ready);
    timers.advance(600_000);
    await settle();
    expect(asked('positionFound')).toHaveLength(2);
    main.emit('kioskChanged', fenced);
    await settle();
    expect(asked('positionFound')).toHaveLength(3);
  });

  it('C7 tells nothing that was not found, nor where nobody asked, nor what came too late', async () => {
    let told: (position: typeof here) => void = () => undefined;
    const nowhere = await begin(() => Promise.resolve(null));
    const unasked = await begin(() => Promise.resolve(here), ready);
    const late = await begin(() => new Promise((resolve) => (told = resolve)));
    late.main.emit('kioskChanged', ready);
    told(here);
    await settle();
    for (const { asked } of [nowhere, unasked, late]) expect(asked('positionFound')).toEqual([]);
  });

  it("C7 reads the browser's service, and takes its refusal for no answer", async () => {
    const coords = { latitude: 1, longitude: 2, accuracy: 3 };
    const service = (work: (found: (position: unknown) => void, failed: () => void) => void): Pick<Navigator, 'geolocation'> => ({ geolocation: { getCurrentPosition: work } }) as unknown as Pick<Navigator, 'geolocation'>;
    expect(await browserLocate(service((found) => found({ coords })))()).toEqual({ latitude: 1, longitude: 2, accuracyMetres: 3 });
    expect(await browserLocate(service((_found, failed) => failed()))()).toBeNull();
  });
});
