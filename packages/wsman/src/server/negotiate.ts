import { fromBase64, MalformedError, toBase64 } from '@gatehouse/bytes';
import { messageTypeOf } from '../authentication/ntlm-messages.ts';
import {
  type NtlmHandshake,
  type NtlmServerOptions,
  startNtlmServer,
} from '../authentication/ntlm-server.ts';
import type { NtlmSession } from '../authentication/ntlm-session.ts';
import {
  isSealed,
  readSealedBody,
  sealedContentType,
  writeSealedBody,
} from '../authentication/sealed-body.ts';
import { negState, readSpnego, type SpnegoToken, writeResponse } from '../authentication/spnego.ts';
import type { MessageSeal, SignIn } from './sign-in.ts';

interface Progress {
  readonly handshake: NtlmHandshake;
  readonly mechTypes: Uint8Array | null;
}

/** NTLM within Negotiate, or bare; one state a connection. */
export interface NegotiateAcceptor {
  /** Null when the request neither signs in nor belongs to a connection that has. */
  signIn(authorization: string, contentType: string, connection: object): SignIn | null;
}

export function createNegotiateAcceptor(options: NtlmServerOptions): NegotiateAcceptor {
  const progress = new WeakMap<object, Progress>();
  const accepted = new WeakMap<object, { readonly user: string; readonly seal: MessageSeal }>();

  const finish = (
    scheme: string,
    last: { token: Uint8Array; mechListMic: Uint8Array | null; wrapped: boolean },
    connection: object,
  ): SignIn => {
    const begun = progress.get(connection);
    progress.delete(connection);
    const done = begun?.handshake.authenticate(last.token) ?? null;
    if (begun === undefined || done === null) return { kind: 'refused', challenges: [scheme] };
    const mic = exchangeMic(done.session, begun.mechTypes, last.mechListMic);
    if (mic === 'wrong') return { kind: 'refused', challenges: [scheme] };
    accepted.set(connection, { user: done.user, seal: sealOf(done.session) });
    if (!last.wrapped) return { kind: 'handshake', header: null };
    const state = negState.acceptCompleted;
    const reply = writeResponse(mic === null ? { state } : { state, mechListMic: mic });
    return { kind: 'handshake', header: `${scheme} ${toBase64(reply)}` };
  };

  const step = (scheme: string, bytes: Uint8Array, connection: object): SignIn => {
    accepted.delete(connection);
    const wrapped = bytes[0] !== 'N'.charCodeAt(0);
    const spnego = wrapped ? readSpnego(bytes) : bare(bytes);
    const token = spnego.token ?? new Uint8Array(0);
    const header = (reply: Uint8Array): string => `${scheme} ${toBase64(reply)}`;
    if (messageTypeOf(token) === 1) {
      const handshake = startNtlmServer(token, options);
      progress.set(connection, { handshake, mechTypes: spnego.mechTypes });
      const { challenge } = handshake;
      const state = negState.acceptIncomplete;
      const reply = wrapped
        ? writeResponse({ state, mechanism: true, token: challenge })
        : challenge;
      return { kind: 'refused', challenges: [header(reply)] };
    }
    return finish(scheme, { token, mechListMic: spnego.mechListMic, wrapped }, connection);
  };

  return {
    signIn(authorization, contentType, connection) {
      const sent = /^(Negotiate|NTLM) +([A-Za-z0-9+/]{1,24000}={0,2})$/i.exec(authorization);
      if (sent !== null)
        return attempt(() => step(sent[1] ?? '', fromBase64(sent[2] ?? ''), connection));
      const known = accepted.get(connection);
      // Once signed in, only sealed messages count: others could come from somebody in between.
      return known !== undefined && isSealed(contentType) ? { kind: 'accepted', ...known } : null;
    },
  };
}

function attempt(run: () => SignIn): SignIn {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof MalformedError) && !(error instanceof TypeError)) throw error;
    return { kind: 'refused', challenges: ['Negotiate'] };
  }
}

const bare = (token: Uint8Array): SpnegoToken => ({
  state: null,
  mechTypes: null,
  token,
  mechListMic: null,
});

/** Ours, to answer theirs with; null when there was none; the list is as the client had sent it. */
function exchangeMic(
  session: NtlmSession,
  mechTypes: Uint8Array | null,
  mic: Uint8Array | null,
): Uint8Array | null | 'wrong' {
  if (mic === null || mechTypes === null) return null;
  if (!session.verify(mechTypes, mic)) return 'wrong';
  const ours = session.sign(mechTypes);
  session.restartCiphers();
  return ours;
}

const sealOf = (session: NtlmSession): MessageSeal => ({
  open: (body) => readSealedBody(session, body),
  close: (message, contentType) => ({
    body: writeSealedBody(session, message, contentType),
    contentType: sealedContentType,
  }),
});
