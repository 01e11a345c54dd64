import { hierarchyCommands } from './hierarchies.ts';
import { objectCommands } from './objects.ts';
import { sessionCommands } from './sessions.ts';
import { signingCommands } from './signing.ts';
import { storageCommands } from './storage.ts';
import { systemCommands } from './system.ts';

/** The commands that we speak, as Part 3 lays them out. */
export const commands = {
  ...systemCommands,
  ...objectCommands,
  ...hierarchyCommands,
  ...sessionCommands,
  ...signingCommands,
  ...storageCommands,
};

export type Commands = typeof commands;
export type CommandName = keyof Commands;
