import { problem, type Route, simulatorRoutes } from '@gatehouse/contracts';
import { ProblemError } from '@gatehouse/http';
import type { z } from 'zod';
import type { FeatureHandlers } from '../../handler-table.ts';

const timeout = 15_000;

/** Passes the simulator's own routes on; there is nothing behind them when none is attached. */
export const simulatorHandlers = (options: {
  readonly url: string | null;
  /** A fault was injected or undone, or a host restarted. */
  readonly onChanged: (host: string) => void;
}): FeatureHandlers<
  | 'getSimulator'
  | 'listSimulatedHosts'
  | 'injectFault'
  | 'undoFault'
  | 'restartSimulatedHost'
  | 'getTpmPort'
  | 'openTpmPort'
  | 'closeTpmPort'
> => {
  const call = async <R extends z.ZodType>(
    route: Route<z.ZodType, z.ZodType, z.ZodType, R>,
    params: Readonly<Record<string, string>>,
    body?: unknown,
  ): Promise<z.output<R>> => {
    if (options.url === null) {
      throw new ProblemError(
        'not-found',
        'No simulated fabric is attached.',
        'Start Gatehouse with a simulator (npm start does) to use this page.',
      );
    }
    const path = route.path.replace(/:(\w+)/g, (_, key: string) =>
      encodeURIComponent(params[key] ?? ''),
    );
    const answer = await fetch(`${options.url}${path}`, {
      method: route.method,
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw unavailable({ cause });
    });
    const json: unknown = await answer.json().catch(() => null);
    if (answer.ok) return route.response.parse(json);
    const told = problem.safeParse(json);
    if (!told.success) throw unavailable();
    throw new ProblemError(told.data.code, told.data.detail, told.data.remedy, told.data.fields);
  };
  return {
    getSimulator: async () => ({ attached: options.url !== null }),
    listSimulatedHosts: () => call(simulatorRoutes.listSimulatedHosts, {}),
    injectFault: async ({ params, body, subject }) => {
      subject(`${params.name}: ${body.fault}`);
      const host = await call(simulatorRoutes.injectFault, params, body);
      options.onChanged(params.name);
      return host;
    },
    undoFault: async ({ params, subject }) => {
      subject(`${params.name}: ${params.fault}`);
      const host = await call(simulatorRoutes.undoFault, params);
      options.onChanged(params.name);
      return host;
    },
    getTpmPort: () => call(simulatorRoutes.getTpmPort, {}),
    openTpmPort: async ({ params, body, subject }) => {
      subject(`${params.name}: ${body.framing}`);
      const port = await call(simulatorRoutes.openTpmPort, params, body);
      options.onChanged(params.name);
      return port;
    },
    closeTpmPort: async ({ params, subject }) => {
      subject(params.name);
      const port = await call(simulatorRoutes.closeTpmPort, params);
      options.onChanged(params.name);
      return port;
    },
    restartSimulatedHost: async ({ params, subject }) => {
      subject(params.name);
      const host = await call(simulatorRoutes.restartSimulatedHost, params);
      options.onChanged(params.name);
      return host;
    },
  };
};

const unavailable = (options?: ErrorOptions) =>
  new ProblemError(
    'upstream-unavailable',
    'The simulator does not answer.',
    'Check that its process runs, then try again.',
    undefined,
    options,
  );
