import { MalformedError } from '@gatehouse/bytes';
import {
  encodeReply,
  encodeSigningCertificates,
  type HgsReply,
  readRequest,
} from '@gatehouse/hgs-protocol';
import { encodeCertificates } from '@gatehouse/pki';
import express, { type ErrorRequestHandler, type Response, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { HgsContext } from '../dependencies.ts';
import { validCertificates } from '../keys/service-keys.ts';
import { attest, refusal } from './attest.ts';
import { replyStatus } from './reply-status.ts';

/** A log of 2 MiB as base64, twice wrapped; as an array of numbers it may have 3 MiB less. */
const maxBody = '8mb';

export interface AttestationLimits {
  /** Requests a minute from one address: thousands of hosts may be behind one. */
  readonly requestsPerMinute: number;
}

/**
 * What hosts speak (MS-HGSA §3.1.5), in TPM mode. Unauthenticated: the evidence itself says who asks. Paths
 * are case-insensitive and the version may be missing, as in Microsoft's own packet parser.
 */
export function createAttestationRouter(context: HgsContext, limits: AttestationLimits): Router {
  const router = Router({ caseSensitive: false });
  const limit = rateLimit({
    windowMs: 60_000,
    limit: limits.requestsPerMinute,
    standardHeaders: true,
    legacyHeaders: false,
    handler: (_request, response) => {
      response.status(429);
      send(response, refusal('UnavailableErrorReply'), 429);
    },
  });
  const body = express.text({ type: () => true, limit: maxBody });

  router.get('/getinfo', (_request, response) => {
    send(response, {
      kind: 'ServiceInfoReply',
      functionalLevel: 2,
      operationMode: 'tpm',
      supportedFunctionalLevels: [1, 2],
    });
  });

  router.get(
    ['/v2.0/signingCertificates', '/attestationservice.svc/v2.0/signingCertificates'],
    async (_request, response) => {
      await context.signer();
      const certificates = await validCertificates(
        context.database.db,
        'attestation-signer',
        context.now(),
      );
      response
        .type('application/json')
        .send(encodeSigningCertificates(encodeCertificates(certificates)));
    },
  );

  router.post(
    ['/attest', '/v1.0/attest', '/v2.0/attest'],
    limit,
    body,
    async (request, response) => {
      const text: unknown = request.body;
      send(response, await answer(context, typeof text === 'string' ? text : ''));
    },
  );

  const otherModes = ['domainattest', 'hostkeyattest'];
  router.post(
    otherModes.flatMap((path) => [`/${path}`, `/v1.0/${path}`, `/v2.0/${path}`]),
    limit,
    (_request, response) => {
      send(response, {
        kind: 'OperationModeErrorReply',
        retryable: true,
        expectedOperationMode: 'tpm',
      });
    },
  );

  router.use((_request, response) => {
    send(response, refusal('PayloadErrorReply'), 404);
  });
  router.use(onError(context));
  return router;
}

async function answer(context: HgsContext, text: string): Promise<HgsReply> {
  try {
    return await attest(context, readRequest(text));
  } catch (error) {
    if (error instanceof MalformedError) return refusal('PayloadErrorReply');
    throw error;
  }
}

function send(response: Response, reply: HgsReply, status = replyStatus[reply.kind]): void {
  response.status(status).type('application/json').send(encodeReply(reply));
}

/** A body that is too large or cannot be read is the host's fault; anything else is ours. */
const onError =
  (context: HgsContext): ErrorRequestHandler =>
  (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const status = statusOf(error);
    if (status !== null && status >= 400 && status < 500)
      return send(response, refusal('PayloadErrorReply'), status);
    context.logger.error({ error }, 'attestation failed');
    return send(response, refusal('UnavailableErrorReply'));
  };

const statusOf = (error: unknown): number | null =>
  error instanceof Error && 'status' in error && typeof error.status === 'number'
    ? error.status
    : null;
