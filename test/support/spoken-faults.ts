/** What a screen reader would say of one story, by Chromium's accessibility tree: names, headings, language, and what is told by itself. */
import type { Page } from 'playwright-core';
import { z } from 'zod';
import englishTexts from '../../resources/texts/en.json' with { type: 'json' };

const interactive = new Set(['button', 'link', 'textbox', 'searchbox', 'checkbox', 'radio', 'switch', 'combobox', 'listbox', 'option', 'slider', 'spinbutton', 'tab', 'menuitem', 'progressbar', 'image']);
/** Scripts that are not Latin: in them a name that was not translated can be told by its letters. */
const scripts: Readonly<Record<string, RegExp>> = { ar: /\p{Script=Arabic}/u };
const rightToLeft = ['ar'];
/** What is shown of its own accord, while the focus is elsewhere; a name that ends in a dash stands for all that begin so. How much is unsent and what support should see to are there to be read, not told. */
const told = [
  ...['offline-bar', 'pin-message', 'sync-message', 'setup-error', 'setup-again-notice', 'form-trouble', 'sign-in-trouble', 'confirmation', 'idle-warning', 'requested', 'link-', 'broken-', 'blocked-'],
  ...['number', 'time', 'tell-when', 'answer-now', 'setup-done', 'provisioning-line', 'provisioning-code-left', 'enrol-again-error', 'enrol-again-done', 'admin-leaving', 'admin-notice', 'admin-failed', 'tile-sync-line'],
  ...['export-done', 'export-cancelled', 'export-failed', 'bundle-made', 'test-steps', 'export-notice', 'export-running-line', 'setup-again-syncing', 'notice'],
];

const value = z.object({ value: z.unknown().optional() });
const said = z.object({ value: z.string().optional() });
const tree = z.object({ nodes: z.array(z.object({ ignored: z.boolean(), role: said.optional(), name: said.optional(), properties: z.array(z.object({ name: z.string(), value })).optional() })) });
const facts = z.object({ lang: z.string(), dir: z.string(), names: z.array(z.string()), silent: z.array(z.string()), unlisted: z.number() });

interface SpokenNode {
  readonly role: string;
  readonly name: string;
  readonly level: unknown;
}

export async function spokenFaults(page: Page, language: string): Promise<string[]> {
  const nodes = await readTree(page);
  const { lang, dir, names, silent, unlisted } = facts.parse(await page.evaluate(lookAtPage));
  const titles = nodes.filter(({ role, level }) => role === 'heading' && level === 1);
  const wantedDirection = rightToLeft.includes(language) ? 'rtl' : 'ltr';
  return [
    ...nodes.filter(({ role }) => interactive.has(role)).flatMap((node) => nameFaults(node, language, names)),
    ...(titles.length === 1 && titles[0]?.name !== '' ? [] : [`${titles.length} headings of level 1`]),
    ...(lang === language && dir === wantedDirection ? [] : [`the page says it is ${lang}, ${dir}`]),
    ...silent.map((id) => `${id} is not told by itself`),
    ...(unlisted === 0 ? [] : [`${unlisted} live regions that no test id of the list names`]),
  ];
}

function nameFaults({ role, name }: SpokenNode, language: string, known: readonly string[]): string[] {
  if (name === '') return [`a ${role} has no name`];
  if (name in englishTexts) return [`a ${role} is called by the key ${name}`];
  const script = scripts[language];
  const words = known.reduce((rest, data) => rest.replaceAll(data, ' '), name);
  return script === undefined || script.test(name) || !/\p{L}{2,}/u.test(words) ? [] : [`the ${role} "${name}" is not translated`];
}

/** Runs in the page. An alert is told as it comes; a status has to stand there before. */
const lookAtPage = `(() => {
  const live = '[role="status"], [role="alert"], [aria-live]';
  const isTold = (element) => element.closest(live) !== null || element.querySelector(live) !== null;
  const standing = (id) => [...document.querySelectorAll('[data-testid' + (id.endsWith('-') ? '^="' : '="') + id + '"]')];
  const silent = ${JSON.stringify(told)}.filter((id) => standing(id).some((element) => !isTold(element)));
  const listed = ${JSON.stringify(told)}.flatMap(standing);
  const unlisted = [...document.querySelectorAll(live)].filter((region) => region.textContent.trim() !== '' && !listed.some((element) => element.contains(region) || region.contains(element))).length;
  const { lang, dir } = document.documentElement;
  return { lang, dir, names: window.knownNames(), silent, unlisted };
})()`;

async function readTree(page: Page): Promise<SpokenNode[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = tree.parse(await session.send('Accessibility.getFullAXTree'));
  await session.detach();
  return nodes.filter(({ ignored }) => !ignored).map(({ role, name, properties }) => ({ role: role?.value ?? '', name: (name?.value ?? '').trim(), level: properties?.find((property) => property.name === 'level')?.value.value }));
}
