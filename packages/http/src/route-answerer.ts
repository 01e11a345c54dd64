import { auditActionOf, type Route } from '@gatehouse/contracts';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import type { Accounts, AuditRecord } from './accounts/accounts.ts';
import { auditActorOf, auditObjectOf } from './audit-entry.ts';
import {
  type BearerReader,
  type Caller,
  identify,
  requireCsrfToken,
  requirePermission,
  requireSameOrigin,
} from './caller.ts';
import type { Actor } from './handler.ts';
import { ProblemError } from './problem-error.ts';
import { bodyLimitOf, readBody } from './read-body.ts';
import { validated } from './validation.ts';

/** A handler after its types have done their work. */
export type AnyHandler = (input: {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly caller: Caller;
  readonly actor: Actor;
  readonly address: string;
  readonly signal: AbortSignal;
  readonly subject: (name: string) => void;
  readonly response: Response;
}) => Promise<unknown>;

export interface AnswererOptions {
  readonly accounts: Accounts;
  readonly permissions: Readonly<Record<string, readonly string[]>>;
  readonly readers: readonly BearerReader[];
  readonly cookieName: string;
  readonly logger: Logger;
  /** Aborted when the service stops. */
  readonly stopping: AbortSignal;
}

const nobody: Actor = { id: '', username: '', role: '' };

/** A caller's address, for the throttle; IPv4 as IPv4 whatever the socket. */
export const addressOf = (request: Request): string =>
  (request.socket.remoteAddress ?? 'unknown').replace(/^::ffff:/, '');

/** Makes the function that answers one route: who → may they → what → do it → write it down. */
export const answererOf = (
  key: string,
  route: Route,
  handler: AnyHandler,
  options: AnswererOptions,
): ((request: Request, response: Response) => Promise<void>) => {
  const mutates = route.method !== 'GET';
  const limit = bodyLimitOf(route.body, route.permission === 'public');

  const admit = async (request: Request): Promise<Caller> => {
    const { accounts, readers, permissions } = options;
    const caller = await identify(request, { accounts, readers, cookieName: options.cookieName });
    if (mutates) requireSameOrigin(request);
    if (mutates && route.permission !== 'public') requireCsrfToken(request, caller);
    try {
      requirePermission(caller, route.permission, permissions);
    } catch (error) {
      if (mutates && caller.kind !== 'anonymous') {
        const { actor } = caller;
        const object = Object.values(request.params).join('/');
        const action = auditActionOf(key, route);
        await record({ actor: actor.username, action, object, outcome: 'refused' });
      }
      throw error;
    }
    return caller;
  };

  const record = async (entry: AuditRecord) => {
    await options.accounts.recordAudit(entry).catch((error: unknown) => {
      options.logger.fatal({ err: error, entry }, 'the audit log cannot be written');
    });
  };

  const noteFailure = async (note: Note, error: unknown) => {
    if (!isThrottled(error)) await note(isRefusal(error) ? 'refused' : 'failed');
  };

  return async (request, response) => {
    response.set('Cache-Control', 'no-store');
    const caller = await admit(request);
    const actor = caller.kind === 'anonymous' ? nobody : caller.actor;
    const input = {
      params: validated('params', route.params, { ...request.params }),
      query: validated('query', route.query, { ...request.query }),
      body: validated('body', route.body, await readBody(request, response, limit)),
    };
    // A handler that waits would not hear of an end that came before it began to listen.
    if (options.stopping.aborted) throw stopping();
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    let object: string | undefined;
    const note: Note = async (outcome) => {
      if (!mutates) return;
      await record({
        actor: auditActorOf(actor.username, input.body),
        action: auditActionOf(key, route, input.body),
        object: object ?? auditObjectOf(input),
        outcome,
      });
    };
    const name = (subject: string) => {
      object = subject;
    };
    const signal = AbortSignal.any([gone.signal, options.stopping]);
    const address = addressOf(request);
    const given = { ...input, caller, actor, address, signal, subject: name, response };
    try {
      const output = await handler(given);
      await note('done');
      send(response, route, output);
    } catch (error) {
      await noteFailure(note, error);
      if (gone.signal.aborted) return;
      throw options.stopping.aborted && isAbort(error) ? stopping() : error;
    }
  };
};

type Note = (outcome: AuditRecord['outcome']) => Promise<void>;

/** The contract is what goes out: a field that it does not name stays inside. */
const send = (response: Response, route: Route, output: unknown) => {
  if (response.destroyed) return;
  const status = route.status ?? 200;
  if (status === 204) {
    response.status(204).end();
    return;
  }
  response.status(status).json(route.response.parse(output));
};

const isThrottled = (error: unknown) =>
  error instanceof ProblemError && error.code === 'too-many-requests';

const isRefusal = (error: unknown) =>
  error instanceof ProblemError && (error.status === 401 || error.status === 403);

const isAbort = (error: unknown) => error instanceof Error && error.name === 'AbortError';

const stopping = () =>
  new ProblemError('unavailable', 'The service is stopping.', 'Try again in some seconds.');
