import { MalformedError, utf16le } from '@gatehouse/bytes';
import { equalSecrets, hmacMd5 } from '@gatehouse/bytes/crypto';
import { ntProof, responseKey } from './ntlm-keys.ts';
import {
  av,
  fileTime,
  flagsOf,
  hasFlag,
  micOffset,
  neededFlags,
  ntlmFlag,
  offeredFlags,
  readAuthenticate,
  readAvPairs,
  readNegotiateFlags,
  writeChallenge,
} from './ntlm-messages.ts';
import { createNtlmSession, type NtlmSession } from './ntlm-session.ts';
import { createRc4 } from './rc4.ts';

export interface NtlmServerOptions {
  readonly machine: string;
  passwordOf(user: string): string | null;
  readonly random: (length: number) => Uint8Array;
  readonly now: () => Date;
}

export interface NtlmAccepted {
  readonly user: string;
  readonly session: NtlmSession;
}

export interface NtlmHandshake {
  readonly challenge: Uint8Array;
  /** Null when the account or its proof is not right. Throws `MalformedError`. */
  authenticate(token: Uint8Array): NtlmAccepted | null;
}

/** The server's part of NTLMv2 (MS-NLMP §3.2.5.1), for one connection. Null: no common ground. */
export function startNtlmServer(
  negotiate: Uint8Array,
  { machine, passwordOf, random, now }: NtlmServerOptions,
): NtlmHandshake {
  const asked = readNegotiateFlags(negotiate);
  const serverChallenge = random(8);
  const flags =
    ((asked & offeredFlags) |
      flagsOf('unicode', 'ntlm', 'targetInfo', 'targetTypeServer', 'extendedSessionSecurity') |
      (asksForOemOnly(asked) ? ntlmFlag.oem : 0)) >>>
    0;
  const name = utf16le(machine);
  const dnsName = utf16le(machine.toLowerCase());
  const challenge = writeChallenge({
    flags,
    serverChallenge,
    targetName: machine,
    targetInfo: new Map([
      [av.domainName, name],
      [av.computerName, name],
      [av.dnsDomainName, dnsName],
      [av.dnsComputerName, dnsName],
      [av.timestamp, fileTime(now())],
    ]),
  });
  return {
    challenge,
    authenticate(token) {
      const message = readAuthenticate(token);
      if ((message.flags & neededFlags) >>> 0 !== neededFlags)
        throw new MalformedError('AUTHENTICATE_MESSAGE', 60, 'does not agree to sealed NTLMv2');
      const account = message.domain === '' ? message.user : `${message.domain}\\${message.user}`;
      const password = passwordOf(account);
      const key = responseKey(message.user, message.domain, password ?? '');
      const temp = message.ntResponse.subarray(16);
      const proof = ntProof(key, serverChallenge, temp);
      const proven = equalSecrets(proof, message.ntResponse.subarray(0, 16));
      if (!proven || password === null) return null;
      const exportedKey = exportedKeyOf(message, hmacMd5(key, proof));
      if (providesMic(temp) && !micIsRight(exportedKey, negotiate, challenge, token, message.mic))
        return null;
      return { user: account, session: createNtlmSession(exportedKey, 'server') };
    },
  };
}

/**
 * Of these clients requests-ntlm subtracts OEM from the answer to arrive at UNICODE, and without it loses
 * NEGOTIATE_SIGN by the borrow. Others refuse an answer with both, so only who asks like that gets it.
 */
const asksForOemOnly = (asked: number): boolean =>
  hasFlag(asked, 'oem') && !hasFlag(asked, 'unicode');

function exportedKeyOf(
  message: { readonly flags: number; readonly encryptedSessionKey: Uint8Array },
  keyExchangeKey: Uint8Array,
): Uint8Array {
  if (!hasFlag(message.flags, 'keyExchange')) return keyExchangeKey;
  if (message.encryptedSessionKey.length !== 16)
    throw new MalformedError('AUTHENTICATE_MESSAGE', 52, 'the session key has not 16 bytes');
  return createRc4(keyExchangeKey)(message.encryptedSessionKey);
}

/** Target information begins after 28 bytes of NTLMv2_CLIENT_CHALLENGE (§2.2.2.7). */
const providesMic = (temp: Uint8Array): boolean =>
  ((readAvPairs(temp.subarray(28)).get(av.flags)?.[0] ?? 0) & 2) !== 0;

function micIsRight(
  key: Uint8Array,
  negotiate: Uint8Array,
  challenge: Uint8Array,
  token: Uint8Array,
  mic: Uint8Array,
): boolean {
  const unsigned = token.slice();
  unsigned.fill(0, micOffset, micOffset + 16);
  return equalSecrets(hmacMd5(key, negotiate, challenge, unsigned), mic);
}
