import {
  type Problem,
  type ProblemCode,
  problemStatus,
  simulatorRoutes,
} from '@gatehouse/contracts';
import {
  fabricDomain,
  NoTpm20Error,
  type SimulatedFabric,
  type SimulatedHost,
} from '@gatehouse/fabric-simulator';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Logger } from 'pino';
import { ZodError, z } from 'zod';
import { PortTakenError, type TpmPorts } from './tpm-port/tpm-port.ts';

class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly code: ProblemCode;
  readonly remedy: string;

  constructor(code: ProblemCode, message: string, remedy: string) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }
}

function send(response: Response, code: ProblemCode, detail: string, remedy: string): void {
  const status = problemStatus[code];
  const body: Problem = { type: 'about:blank', title: code, status, detail, code, remedy };
  response.status(status).type('application/problem+json').json(body);
}

const readTheContract = 'See simulatorRoutes in the contract.';

/** Pages of other origins must not steer the simulation: no CORS, no foreign Origin, JSON only. */
function ownRequestsOnly(request: Request, _response: Response, next: NextFunction): void {
  const { origin, host } = request.headers;
  if (origin !== undefined && origin !== `http://${host}`)
    throw new ControlError(
      'permission-denied',
      'The request comes from a page of another origin.',
      'Use the Simulator page of the console, or a client without an Origin header.',
    );
  if (request.method === 'POST' && request.is('application/json') === false)
    throw new ControlError(
      'invalid-request',
      'The body is not JSON.',
      'Send Content-Type: application/json.',
    );
  next();
}

function hostOf(fabric: SimulatedFabric, name: string): SimulatedHost {
  const host = fabric.host(name);
  if (host === undefined)
    throw new ControlError(
      'not-found',
      `There is no simulated host ${name}.`,
      'GET /simulator/hosts lists them.',
    );
  return host;
}

/**
 * Steers the simulated fabric: contracts' `simulatorRoutes`. For loopback only. `tpmRoots`: PEM of the
 * CA certificates above the EK certificates of its TPMs.
 */
export function createControlApi(
  fabric: SimulatedFabric,
  tpmRoots: readonly string[],
  tpmPorts: TpmPorts,
  logger: Logger,
): Express {
  const app = express().disable('x-powered-by').set('query parser', 'simple');
  const {
    listSimulatedHosts,
    injectFault,
    undoFault,
    restartSimulatedHost,
    getSimulatedFabric,
    getTpmPort,
    openTpmPort,
    closeTpmPort,
  } = simulatorRoutes;

  app.get(['/healthz', '/readyz'], (_request, response) => {
    response.json({ status: 'ok', hosts: fabric.hosts.length });
  });
  app.use('/simulator', ownRequestsOnly, express.json({ limit: '16kb' }));
  app.get(listSimulatedHosts.path, (_request, response) => {
    response.json({ items: fabric.hosts.map((host) => host.view) });
  });
  app.get(getSimulatedFabric.path, (_request, response) => {
    const { tpmRoot, credentials } = fabric;
    response.json({ domain: fabricDomain, tpmRoot, tpmRoots, username: credentials.username });
  });
  app.post(injectFault.path, (request, response) => {
    const { name } = read(injectFault.params, request.params);
    const { fault } = read(injectFault.body, request.body);
    const host = hostOf(fabric, name);
    host.injectFault(fault);
    logger.info({ host: name, fault }, 'fault injected');
    response.json(host.view);
  });
  app.delete(undoFault.path, (request, response) => {
    const { name, fault } = read(undoFault.params, request.params);
    const host = hostOf(fabric, name);
    host.undoFault(fault);
    logger.info({ host: name, fault }, 'fault undone');
    response.json(host.view);
  });
  app.get(getTpmPort.path, (_request, response) => {
    response.json({ open: tpmPorts.current });
  });
  app.post(openTpmPort.path, async (request, response) => {
    const { name } = read(openTpmPort.params, request.params);
    const { framing } = read(openTpmPort.body, request.body);
    const host = hostOf(fabric, name);
    const port = await tpmPorts.open(host, framing).catch((error: unknown) => {
      throw refusalOf(error, name);
    });
    logger.info({ ...port }, 'the TPM of a host is open to tools');
    response.json(port);
  });
  app.delete(closeTpmPort.path, async (request, response) => {
    const { name } = read(closeTpmPort.params, request.params);
    if (tpmPorts.current?.host === hostOf(fabric, name).identity.name) await tpmPorts.close();
    response.json({ open: tpmPorts.current });
  });
  app.post(restartSimulatedHost.path, (request, response) => {
    const { name } = read(restartSimulatedHost.params, request.params);
    const host = hostOf(fabric, name);
    host.restart();
    response.json(host.view);
  });

  app.use((_request, response) => {
    send(response, 'not-found', 'Nothing answers here.', 'The simulator answers under /simulator.');
  });
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    if (error instanceof ControlError) send(response, error.code, error.message, error.remedy);
    else if (error instanceof ZodError)
      send(response, 'invalid-request', z.prettifyError(error), readTheContract);
    else if (isBodyError(error)) send(response, 'invalid-request', error.message, readTheContract);
    else {
      logger.error({ err: error }, 'a request failed');
      send(response, 'internal-error', 'The simulator failed.', 'Look at its log.');
    }
  });
  return app;
}

/** Why a TPM cannot be opened to tools. */
function refusalOf(error: unknown, name: string): unknown {
  if (error instanceof PortTakenError)
    return new ControlError(
      'conflict',
      `One TPM is open to tools at a time, and ${error.message}.`,
      'Close that port first.',
    );
  if (error instanceof NoTpm20Error)
    return new ControlError(
      'conflict',
      `${name} has a TPM 1.2: tools for TPM 2.0 cannot talk to it.`,
      'Choose another host.',
    );
  return error;
}

/** What express.json throws for a body that is too large or no JSON (http-errors below 500). */
const isBodyError = (error: unknown): error is Error =>
  error instanceof Error && 'expose' in error && error.expose === true;

/** A part of a request by its schema in the contract. */
function read<T extends z.ZodType>(schema: T | undefined, value: unknown): z.output<T> {
  if (schema === undefined) throw new TypeError('the route has no such part');
  return schema.parse(value);
}
