import { concat, MalformedError } from '@gatehouse/bytes';
import { hmacMd5 } from '@gatehouse/bytes/crypto';
import { accountOf, ntProof, responseKey } from './ntlm-keys.ts';
import {
  av,
  fileTime,
  micOffset,
  neededFlags,
  offeredFlags,
  readChallenge,
  writeAuthenticate,
  writeAvPairs,
  writeNegotiate,
} from './ntlm-messages.ts';
import { createNtlmSession, type NtlmSession } from './ntlm-session.ts';
import { createRc4 } from './rc4.ts';

export interface NtlmAnswer {
  readonly token: Uint8Array;
  readonly session: NtlmSession;
}

export interface NtlmClientOptions {
  readonly username: string;
  readonly password: string;
  readonly random: (length: number) => Uint8Array;
  readonly now: () => Date;
}

/** The client's part of NTLMv2 (MS-NLMP §3.1.5.1): a first message, and the answer to a challenge. */
export function createNtlmClient(options: NtlmClientOptions) {
  const negotiate = writeNegotiate(offeredFlags);
  return {
    negotiate,
    /** Throws `MalformedError` for a challenge that is none, or that agrees to less than sealing. */
    authenticate(challengeBytes: Uint8Array): NtlmAnswer {
      const challenge = readChallenge(challengeBytes);
      if ((challenge.flags & neededFlags) >>> 0 !== neededFlags)
        throw new MalformedError('CHALLENGE_MESSAGE', 20, 'does not agree to sealed NTLMv2');
      const { domain, user } = accountOf(options.username);
      const key = responseKey(user, domain, options.password);
      const told = challenge.targetInfo.get(av.timestamp);
      const pairs = new Map(challenge.targetInfo);
      const micProvided = Uint8Array.of(2, 0, 0, 0);
      if (told !== undefined) pairs.set(av.flags, micProvided);
      const temp = concat(
        Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0),
        told ?? fileTime(options.now()),
        options.random(8),
        new Uint8Array(4),
        writeAvPairs(pairs),
        new Uint8Array(4),
      );
      const proof = ntProof(key, challenge.serverChallenge, temp);
      const exportedKey = options.random(16);
      const token = writeAuthenticate({
        flags: (challenge.flags & offeredFlags) >>> 0,
        domain,
        user,
        ntResponse: concat(proof, temp),
        encryptedSessionKey: createRc4(hmacMd5(key, proof))(exportedKey),
      });
      if (told !== undefined)
        token.set(hmacMd5(exportedKey, negotiate, challengeBytes, token), micOffset);
      return { token, session: createNtlmSession(exportedKey, 'client') };
    },
  };
}
