/** I6: the description for people, at /api/docs: grouped by who may call, without script, readable on a phone. */
import { z } from 'zod';
import { docsStyle } from './docs-page-style.ts';
import { escapeHtml, schemaText } from './docs-schema-text.ts';
import { openApiPath } from './openapi.ts';

const schema = z.record(z.string(), z.unknown());
const media = z.record(z.string(), z.object({ schema }));
const operation = z.object({
  operationId: z.string(),
  tags: z.array(z.string()),
  summary: z.string(),
  parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean(), schema })),
  requestBody: z.object({ description: z.string().optional(), content: media }).optional(),
  responses: z.record(z.string(), z.object({ $ref: z.string().optional(), content: media.optional() })),
});
const description = z.object({
  info: z.object({ title: z.string(), version: z.string(), description: z.string() }),
  tags: z.array(z.object({ name: z.string(), description: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), schema), responses: z.record(z.string(), z.object({ description: z.string() })) }),
});
type Operation = z.infer<typeof operation> & { readonly method: string; readonly path: string };

/** The page. @param api what describeApi() gives */
export function docsPage(api: unknown): string {
  const { info, tags, paths, components } = description.parse(api);
  const operations = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, one]) => ({ ...one, method: method.toUpperCase(), path })));
  const groups = tags.map((tag) => section(tag.name, tag.description, operations.filter((one) => one.tags.includes(tag.name)).map(operationHtml)));
  const problems = Object.entries(components.responses).filter(([name]) => !name.includes('.'));
  const schemas = Object.entries(components.schemas).map(([name, one]) => `<details id="schema-${escapeHtml(name)}" open><summary><code>${escapeHtml(name)}</code></summary><div class="inside"><pre>${schemaText(one)}</pre></div></details>`);
  const names = [...tags.map((tag) => tag.name), 'Problems', 'Schemas'];
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(info.title)}: API</title><style>${docsStyle}</style></head>
<body>
<header><h1>${escapeHtml(info.title)} <small>${escapeHtml(info.version)}</small></h1><p>${escapeHtml(info.description)} For programs: <a href="${openApiPath}">OpenAPI 3.1</a>.</p>
<nav aria-label="Sections">${names.map((name) => `<a href="#${name}">${name}</a>`).join('')}</nav></header>
<main>
${groups.join('\n')}
${section('Problems', 'Every refusal, by its code. An answer carries code, status and title, and where the input was at fault the fields.', [`<ul>${problems.map(([code, one]) => `<li id="problem-${code}"><code>${code}</code> ${escapeHtml(one.description.replace(`${code}: `, ''))}</li>`).join('')}</ul>`])}
${section('Schemas', 'What several routes speak of. Fields with ? may be left out.', schemas)}
</main>
</body>
</html>
`;
}

function section(name: string, text: string, parts: readonly string[]): string {
  return `<section aria-labelledby="${name}"><h2 id="${name}">${name}</h2><p>${escapeHtml(text)}</p>\n${parts.join('\n')}</section>`;
}

function operationHtml(one: Operation): string {
  const parameters = one.parameters.map((parameter) => `<b>${escapeHtml(parameter.name)}</b>${parameter.required ? '' : '?'} <i>in ${parameter.in}</i>: ${schemaText(parameter.schema)}`);
  const parts = [
    block('Parameters', parameters.join('\n')),
    block('Body', one.requestBody === undefined ? '' : `${one.requestBody.description === undefined ? '' : `<i>${escapeHtml(one.requestBody.description)}</i>\n`}${mediaHtml(one.requestBody.content)}`),
    block('Answer', mediaHtml(one.responses['200']?.content ?? {})),
    `<h3>Problems</h3><p>${problemsHtml(one)}</p>`,
  ];
  return `<details id="${one.operationId}"><summary><span class="method">${one.method}</span><code>${escapeHtml(one.path)}</code><span>${escapeHtml(one.summary)}</span></summary><div class="inside">${parts.join('')}</div></details>`;
}

function block(title: string, html: string): string {
  return html === '' ? '' : `<h3>${title}</h3><pre>${html}</pre>`;
}

function mediaHtml(content: z.infer<typeof media>): string {
  return Object.entries(content)
    .map(([type, { schema: one }]) => (type === 'application/json' ? schemaText(one) : `<i>${escapeHtml(type)}</i> ${schemaText(one)}`))
    .join('\n');
}

function problemsHtml(one: Operation): string {
  const codes = Object.entries(one.responses)
    .flatMap(([status, { $ref = '' }]) => (status === 'default' ? [] : ($ref.split('/').at(-1) ?? '').split('.')))
    .filter((code) => code !== '');
  return codes.map((code) => `<a href="#problem-${code}">${code}</a>`).join(', ');
}
