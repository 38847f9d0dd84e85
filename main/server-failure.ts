/** Why the server could not be asked, in the words of the wizard (A8). */
import type { SyncFailure } from '../shared/contracts/daemon.ts';
import type { CallAnswer } from '../shared/contracts/ipc.ts';
import type { ProblemCode } from '../shared/contracts/problems.ts';

type ServerAway = Extract<CallAnswer<'findCompany'>, { kind: 'serverAway' }>;

export function serverAway(reason: ServerAway['reason']): ServerAway {
  return { kind: 'serverAway', reason };
}

/** A request that did not come to an answer. */
export function fromFailure(failure: SyncFailure): ServerAway {
  switch (failure.kind) {
    case 'timeout':
    case 'unreachable':
    case 'tlsRequired':
      return serverAway(failure.kind);
    case 'notOurServer':
      return serverAway(failure.sign ?? 'notOurServer');
    case 'badAnswer':
      // It bears our server's mark, and says something that this version does not understand.
      return serverAway(otherVersion(failure.server));
    case 'serverError':
    case 'unauthorised':
    case 'tooLarge':
    case 'cursorUnknown':
    case 'mainRefused':
      return serverAway('serverError');
  }
}

/** Which of the two is to be updated, where that is known. */
export function otherVersion(server: 'older' | 'newer' | undefined): 'otherVersion' | 'serverOlder' | 'serverNewer' {
  if (server === undefined) return 'otherVersion';
  return server === 'older' ? 'serverOlder' : 'serverNewer';
}

/** A refusal that says nothing about what was typed. */
export function fromProblem(code: ProblemCode): ServerAway {
  switch (code) {
    case 'notFound':
    case 'invalidMessage':
    case 'unsupportedMediaType':
      return serverAway('otherVersion');
    case 'overloaded':
      return serverAway('serverBusy');
    default:
      return serverAway('serverError');
  }
}

const loopbackHosts = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export type AddressOutcome = { kind: 'address'; serverUrl: string } | { kind: 'bad' } | { kind: 'tlsRequired' };

/** A typed server address: without a path, TLS unless it is this machine (D2). */
export function checkServerAddress(typed: string): AddressOutcome {
  const text = typed.trim();
  if (!URL.canParse(text)) return { kind: 'bad' };
  const url = new URL(text);
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.search !== '' || url.hash !== '') return { kind: 'bad' };
  if (url.protocol === 'http:' && !loopbackHosts.test(url.hostname)) return { kind: 'tlsRequired' };
  return { kind: 'address', serverUrl: url.href.replace(/\/+$/, '') };
}
