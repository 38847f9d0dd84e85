import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { openLine, type Line } from './plain-line.ts';

async function lineTo(answer: (response: ServerResponse) => void): Promise<Line> {
  const server = createServer((request, response) => request.resume().once('end', () => answer(response)));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const line = openLine((server.address() as AddressInfo).port, null);
  onTestFinished(() => {
    line.end();
    server.close();
  });
  return line;
}

it('I5 counts an answer with a length and one in chunks, whole or in pieces, one after the other', async () => {
  const answers: ((response: ServerResponse) => void)[] = [
    (response) => response.setHeader('content-length', 5).end('12345'),
    (response) => {
      response.statusCode = 503;
      response.write('a'.repeat(70_000));
      setTimeout(() => response.end('b'.repeat(20)), 20);
    },
    (response) => response.setHeader('content-length', 0).end(),
  ];
  const line = await lineTo((response) => answers.shift()?.(response));
  for (const expected of [
    { status: 200, bytes: 5 },
    { status: 503, bytes: 70_020 },
    { status: 200, bytes: 0 },
  ])
    expect(await line.ask('POST', '/', {}, 'body')).toEqual(expected);
});
