/**
 * G2: doors of the administration that lead to screens of their own. Whoever builds one adds it here; what is not here has no tile and
 * no button.
 */
import Activity from '@lucide/svelte/icons/activity';
import FileDown from '@lucide/svelte/icons/file-down';
import RotateCcwKey from '@lucide/svelte/icons/rotate-ccw-key';
import type { Component } from 'svelte';
import type { OperatorPermission } from '../shared/contracts/admin-calls.ts';
import type { AdminWayBack, ScreenOf } from './screen.ts';
import type { TextKey } from './texts.ts';

/** The flows behind the doors; each is given the operator's session, which ends when the desk is left. */
export interface FurtherFlows {
  readonly exporting: { open(operatorSessionId: string, back: ScreenOf<'export'>['back']): Promise<void> };
  readonly diagnosing: { open(operatorSessionId: string): Promise<void> };
  readonly settingUpAgain: { open(operatorSessionId: string): Promise<void> };
}

export interface FurtherTile {
  readonly name: 'export' | 'diagnostics' | 'setupAgain';
  readonly permission: OperatorPermission;
  readonly title: TextKey;
  readonly hint: TextKey;
  readonly icon: Component<{ size?: number | string; 'aria-hidden'?: 'true' }>;
  readonly open: (flows: FurtherFlows, operatorSessionId: string, back: AdminWayBack) => void;
}

export const furtherTiles: readonly FurtherTile[] = [
  { name: 'export', permission: 'export', title: 'export.title', hint: 'export.hint', icon: FileDown, open: (flows, operatorSessionId, back) => void flows.exporting.open(operatorSessionId, back) },
  { name: 'diagnostics', permission: 'diagnostics', title: 'diag.title', hint: 'diag.hint', icon: Activity, open: (flows, operatorSessionId) => void flows.diagnosing.open(operatorSessionId) },
  { name: 'setupAgain', permission: 'setupAgain', title: 'setupAgain.title', hint: 'setupAgain.hint', icon: RotateCcwKey, open: (flows, operatorSessionId) => void flows.settingUpAgain.open(operatorSessionId) },
];
