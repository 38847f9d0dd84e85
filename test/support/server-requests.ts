/** What kiosks send, over real connections to server processes. */
import { deviceCredentials, routes, sealedMediaType, type BatchAnswer, type DeviceCredentials } from '../../shared/contracts/http.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import { sealedBatch, signInBody } from './server-in-process.ts';

export async function enrolOver(url: string, deviceId = 'kiosk-1'): Promise<DeviceCredentials> {
  const response = await fetch(url + apiPrefix + routes.enrolDevice.path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(signInBody({ deviceId })) });
  return deviceCredentials.parse(await response.json());
}

export interface BatchToSend {
  readonly credentials: DeviceCredentials;
  readonly deviceId: string;
  readonly punches: readonly unknown[];
}

/** `turnedAway`: the server answered that it cannot do it now; `cut`: there was no answer. */
export type SendOutcome =
  { readonly kind: 'answered'; readonly answer: BatchAnswer } | { readonly kind: 'turnedAway'; readonly retryAfter: string | null } | { readonly kind: 'refused'; readonly status: number; readonly body: string } | { readonly kind: 'cut' };

export async function sendBatch(url: string, batch: BatchToSend): Promise<SendOutcome> {
  const headers = { 'content-type': sealedMediaType, authorization: `Bearer ${batch.credentials.deviceToken}` };
  const body = await sealedBatch({ ...batch, recovery: true });
  try {
    const response = await fetch(`${url}${apiPrefix}${routes.uploadBatch.path}?lane=recovery`, { method: 'POST', headers, body, signal: AbortSignal.timeout(30_000) });
    if (response.status === 503) return { kind: 'turnedAway', retryAfter: response.headers.get('retry-after') };
    if (!response.ok) return { kind: 'refused', status: response.status, body: await response.text() };
    return { kind: 'answered', answer: routes.uploadBatch.answer.parse(await response.json()) };
  } catch {
    return { kind: 'cut' };
  }
}
