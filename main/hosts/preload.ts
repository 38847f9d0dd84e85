/** Runs sandboxed before the page, bundled to one CommonJS file: hands it the bridge and nothing else. */
import { contextBridge, ipcRenderer } from 'electron';
import { makeBridge } from './preload-bridge.ts';

contextBridge.exposeInMainWorld('zentime', makeBridge(ipcRenderer));
