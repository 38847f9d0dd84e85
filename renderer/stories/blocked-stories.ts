/** Nobody punches here now (C7, C8): before a tap, and at one. */
import type { Blocked, Offer } from '../../shared/contracts/punch-calls.ts';
import { fresh, online, ready } from './samples.ts';
import type { Stage, Story } from './story.ts';

async function keyIn({ model }: Stage): Promise<void> {
  for (const digit of '123456') model.kiosk.pin.touch(digit);
  await new Promise((resolve) => setTimeout(resolve, 0));
}

function turnedAway(name: string, blocked: Blocked): Story {
  const offer: Offer = { ...fresh, blocked };
  return { name, kiosk: ready, status: online, answers: { identifyByPin: { kind: 'identified', offer } }, act: keyIn };
}

export const blockedStories: readonly Story[] = [
  turnedAway('blocked-outside', { reason: 'outsideFence', distanceMetres: 1340, radiusMetres: 200 }),
  turnedAway('blocked-far-away', { reason: 'outsideFence', distanceMetres: 6_354_112, radiusMetres: 200 }),
  turnedAway('blocked-no-position', { reason: 'positionUnknown' }),
  turnedAway('blocked-network', { reason: 'ipNotAllowed', addresses: ['198.51.100.77', '10.20.30.40'] }),
  turnedAway('blocked-network-long', { reason: 'ipNotAllowed', addresses: ['2001:0db8:85a3:08d3:1319:8a2e:0370:7344', 'fd12:3456:789a:0001:02ff:fe23:4567:890a'] }),
];
