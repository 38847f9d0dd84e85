/** The top level is the customer's card plus what cannot lie anywhere else; a new entry there is a decision, not an accident. */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

const card = ['main', 'renderer', 'daemon', 'shared', 'resources', 'test', 'electron-builder.yml', 'package.json', 'tsconfig.base.json'];
const besides = ['server', 'docs', 'scripts', 'README.md', 'CHANGELOG.md', 'package-lock.json', 'tsconfig.json', 'eslint.config.js'];
const dotfiles = ['.ci', '.dependency-cruiser.js', '.github', '.gitignore', '.npmrc', '.prettierignore', '.prettierrc.json'];

/** Made by tools, ignored by git. */
function ignored(): string[] {
  const names = readFileSync(`${root}/.gitignore`, 'utf8')
    .split('\n')
    .map((line) => line.replace(/\/$/, ''));
  return [...names, '.git'];
}

describe('the top level', () => {
  it('L9 holds exactly what the card names and what cannot be elsewhere', () => {
    const made = new Set(ignored());
    const present = readdirSync(root).filter((name) => !made.has(name) && !name.endsWith('.log'));
    expect(present.toSorted()).toEqual([...card, ...besides, ...dotfiles].toSorted());
  });
});
