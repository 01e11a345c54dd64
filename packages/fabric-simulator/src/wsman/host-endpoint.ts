import {
  type CimProvider,
  createWsmanEndpoint,
  EndpointFault,
  type WsmanEndpoint,
} from '@gatehouse/wsman/server';
import type { SimulatedHost } from '../host/simulated-host.ts';
import type { CimClassRow, CimHost } from './cim-class.ts';
import { hgsClasses } from './hgs-classes.ts';
import { createHostFiles } from './host-files.ts';
import { platformClasses } from './platform-classes.ts';
import { runCommand } from './shell.ts';
import { windowsClasses } from './windows-classes.ts';

const keyOf = (namespace: string, name: string): string =>
  `${namespace.replaceAll('\\', '/')}/${name}`.toLowerCase();

const classes: ReadonlyMap<string, CimClassRow> = new Map(
  [...hgsClasses, ...platformClasses, ...windowsClasses].map((row) => [
    keyOf(row.namespace, row.name),
    row,
  ]),
);

function classOf(name: string, namespace: string): CimClassRow {
  const row = classes.get(keyOf(namespace, name));
  if (row === undefined)
    throw new EndpointFault('class-missing', `${namespace} has no class ${name}`);
  return row;
}

const provider = (host: CimHost): CimProvider => ({
  enumerate: async (name, namespace) => classOf(name, namespace).instances(host),
  get: async (name, namespace, selectors) => {
    const { key, instances } = classOf(name, namespace);
    const all = await instances(host);
    const wanted = [...selectors].find(([k]) => k.toLowerCase() === key?.toLowerCase())?.[1];
    if (key === undefined) return all[0] ?? null;
    return all.find((row) => String(row[key]).toLowerCase() === wanted?.toLowerCase()) ?? null;
  },
  invoke: async (name, namespace, method, parameters, selectors) => {
    const entries = Object.entries(classOf(name, namespace).methods ?? {});
    const found = entries.find(([known]) => known.toLowerCase() === method.toLowerCase());
    if (found === undefined)
      throw new EndpointFault('action-not-supported', `${name} has no method ${method}`);
    return found[1](host, parameters, selectors);
  },
  shell: { run: (command, args, stdin) => runCommand(host, command, args, stdin) },
});

export interface HostCredentials {
  /** `FABRIC\\gatehouse`. */
  readonly username: string;
  readonly password: string;
}

export interface HostEndpointOptions {
  readonly credentials: HostCredentials;
  readonly random: (length: number) => Uint8Array;
  /** Runs a task once the answer to the request is on its way. */
  readonly soon: (task: () => void) => void;
}

/** The WS-Man endpoint of one host, as it answers while the host is up. */
export function createHostEndpoint(
  host: SimulatedHost,
  { credentials, random, soon }: HostEndpointOptions,
): WsmanEndpoint {
  const { version } = host.identity.line.os;
  return createWsmanEndpoint({
    machine: host.identity.computerName,
    authentication: ['basic', 'negotiate'],
    passwordOf: (user) =>
      host.state.acceptsPassword && user.toLowerCase() === credentials.username.toLowerCase()
        ? credentials.password
        : null,
    identify: () => ({
      productVendor: 'Microsoft Corporation',
      productVersion: `OS: ${version} SP: 0.0 Stack: 3.0`,
    }),
    provider: provider({ host, files: createHostFiles(), soon }),
    now: () => new Date(host.now()),
    random,
  });
}
