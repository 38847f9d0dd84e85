/** What a person needs to try the demo, as text. Everything here is public: the server serves it on loopback alone (L2). */
import { demo } from '../../server/demo.ts';

const peopleShown = 5;

export function demoSheet(serverUrl: string): string {
  const { administrator, timeclocks } = demo;
  const people = demo.people.slice(0, peopleShown).map(({ pin, firstName, lastName, jobTitle }) => `    ${pin}   ${firstName} ${lastName}, ${jobTitle}`);
  return [
    '  Set the kiosk up with',
    `    Server         ${serverUrl}`,
    `    Company        ${demo.company}`,
    `    Alias          ${demo.alias}`,
    `    Timeclock      ${timeclocks.dock} (breaks), ${timeclocks.packing} (in and out only, asks questions at Clock Out)`,
    `    Administrator  ${administrator.username}, password ${administrator.password}`,
    '',
    '  Then punch with one of these PINs',
    ...people,
  ].join('\n');
}
