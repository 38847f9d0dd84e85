import { describe, expect, it } from 'vitest';
import { ManualTimers } from './manual-timers.ts';
import { PinEntry } from './pin-entry.svelte.ts';

function arrange(): { pin: PinEntry; timers: ManualTimers; sent: string[] } {
  const timers = new ManualTimers(0);
  const sent: string[] = [];
  const pin = new PinEntry(timers, (code) => sent.push(code));
  return { pin, timers, sent };
}
function touch(pin: PinEntry, digits: string): void {
  for (const digit of digits) pin.touch(digit);
}

describe('PinEntry', () => {
  it('B1 sends itself when the last digit is touched', () => {
    const { pin, sent } = arrange();
    touch(pin, '12345');
    expect(sent).toEqual([]);
    pin.touch('6');
    expect(sent).toEqual(['123456']);
    expect(pin.isChecking).toBe(true);
  });

  it('B1 waits for four digits where the timeclock has four', () => {
    const { pin, sent } = arrange();
    pin.follow('lastFourSsn');
    touch(pin, '1234');
    expect(sent).toEqual(['1234']);
  });

  it('B1 discards what was keyed in when the PIN type changes in the middle of it, and says so', () => {
    const { pin, sent } = arrange();
    touch(pin, '123');
    pin.follow('fourDigits');
    expect([pin.digits, pin.length, pin.message]).toEqual(['', 4, 'typeChanged']);
    pin.touch('4');
    expect(sent).toEqual([]);
  });

  it('B1 keeps the entry when the same PIN type is told again', () => {
    const { pin } = arrange();
    touch(pin, '123');
    pin.follow('sixDigits');
    expect(pin.digits).toBe('123');
  });

  it('B1 does not send the first digits of a badge as a PIN', () => {
    const { pin, timers, sent } = arrange();
    for (const digit of '20417788') {
      pin.type(digit);
      timers.advance(5);
    }
    pin.scan('20417788');
    timers.advance(1000);
    expect(sent).toEqual(['20417788']);
  });

  it('B1 sends keyed digits a moment after the last', () => {
    const { pin, timers, sent } = arrange();
    for (const digit of '123456') pin.type(digit);
    expect(sent).toEqual([]);
    timers.advance(100);
    expect(sent).toEqual(['123456']);
  });

  it('B1 does not send an entry that was taken back in time', () => {
    const { pin, timers, sent } = arrange();
    for (const digit of '123456') pin.type(digit);
    pin.erase();
    timers.advance(1000);
    expect([sent, pin.digits]).toEqual([[], '12345']);
  });

  it('J3 refuses a badge that no look-up takes', () => {
    const { pin, sent } = arrange();
    pin.scan('1234567890123');
    expect([sent, pin.message]).toEqual([[], 'badgeUnreadable']);
  });

  it('B1 says of a badge that fits no PIN that it cannot be read, and of an entry that the kind of PIN has changed', () => {
    const { pin } = arrange();
    pin.scan('20417788');
    pin.answer('typeChanged');
    expect(pin.message).toBe('badgeUnreadable');
    touch(pin, '123456');
    pin.answer('typeChanged');
    expect(pin.message).toBe('typeChanged');
  });

  it('C11 takes no key while a look-up runs, and is empty after it', () => {
    const { pin, sent } = arrange();
    touch(pin, '1234567');
    pin.scan('99999');
    pin.clear();
    pin.submit();
    expect([sent, pin.digits]).toEqual([['123456'], '123456']);
    pin.answer('notFound');
    expect([pin.digits, pin.message, pin.isChecking]).toEqual(['', 'notFound', false]);
    pin.touch('1');
    expect(pin.message).toBeNull();
  });
});
