import { createContext } from 'svelte';
import type { Model } from './model.ts';

/** The page's model, for every screen and part below App. */
export const [useModel, provideModel] = createContext<Model>();
