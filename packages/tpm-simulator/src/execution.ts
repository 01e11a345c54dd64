import type { CommandName, Commands, ParametersOf, ResponseOf } from '@gatehouse/tpm';
import type { Machine } from './machine.ts';

/** What an action works with, after handles, authorizations and parameters have been checked. */
export interface Execution<N extends CommandName> {
  readonly machine: Machine;
  readonly handles: readonly number[];
  readonly parameters: ParametersOf<Commands[N]>;
  readonly locality: number;
}

/** A handle in the layout of a command. */
export type CommandHandle = Commands[CommandName]['handles'][number];

/** The answer: parameters, and the handle where the command gives one. */
export type Outcome<N extends CommandName> = ResponseOf<Commands[N]> & {
  readonly handle?: number;
};

export type Action<N extends CommandName> = (execution: Execution<N>) => Outcome<N>;

export type Actions<N extends CommandName> = { readonly [K in N]: Action<K> };
