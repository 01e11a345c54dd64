import { ByteReader, ByteWriter, MalformedError } from '@gatehouse/bytes';
import { equalSecrets, hmacMd5 } from '@gatehouse/bytes/crypto';
import { sessionKeys } from './ntlm-keys.ts';
import { createRc4 } from './rc4.ts';

/** A sealed message: 16 bytes of signature, and the cipher text. */
export interface Sealed {
  readonly signature: Uint8Array;
  readonly data: Uint8Array;
}

/**
 * Signs and seals the messages of one connection (MS-NLMP §3.4.4.2, key exchange negotiated). Each
 * way is one RC4 stream with a sequence number: messages cannot be dropped, repeated or reordered.
 */
export interface NtlmSession {
  seal(message: Uint8Array): Sealed;
  /** Throws `MalformedError` for anything but the other side's next message. */
  unseal(sealed: Sealed): Uint8Array;
  /** Signature over a message that goes in the clear (mechListMIC of SPNEGO). */
  sign(message: Uint8Array): Uint8Array;
  verify(message: Uint8Array, signature: Uint8Array): boolean;
  /**
   * After mechListMIC was exchanged the cipher streams begin anew, the sequence numbers do not
   * (MS-SPNG §3.3.5.1).
   */
  restartCiphers(): void;
}

export const signatureLength = 16;

export function createNtlmSession(exportedKey: Uint8Array, side: 'client' | 'server'): NtlmSession {
  const outgoing = createDirection(exportedKey, side);
  const incoming = createDirection(exportedKey, side === 'client' ? 'server' : 'client');
  return {
    seal(message) {
      const data = outgoing.cipher(message);
      return { data, signature: outgoing.signature(message) };
    },
    unseal({ data, signature }) {
      const message = incoming.cipher(data);
      if (!equalSecrets(incoming.signature(message), signature))
        throw new MalformedError('NTLMSSP_MESSAGE_SIGNATURE', 0, 'the signature is not right');
      return message;
    },
    sign: (message) => outgoing.signature(message),
    verify: (message, signature) => equalSecrets(incoming.signature(message), signature),
    restartCiphers() {
      outgoing.restart();
      incoming.restart();
    },
  };
}

function createDirection(exportedKey: Uint8Array, from: 'client' | 'server') {
  const keys = sessionKeys(exportedKey, from);
  let rc4 = createRc4(keys.sealing);
  let sequence = 0;
  return {
    cipher: (data: Uint8Array): Uint8Array => rc4(data),
    /** MS-NLMP §2.2.2.9.2: version 1, enciphered checksum, sequence number. */
    signature(message: Uint8Array): Uint8Array {
      const number = new ByteWriter('little').u32(sequence).finish();
      sequence = (sequence + 1) >>> 0;
      const checksum = rc4(hmacMd5(keys.signing, number, message).subarray(0, 8));
      return new ByteWriter('little').u32(1).bytes(checksum).bytes(number).finish();
    },
    restart(): void {
      rc4 = createRc4(keys.sealing);
    },
  };
}

/** What stands in a sealed part of an HTTP body (MS-WSMV §2.2.9.1.1.2.2). */
export function readSealed(bytes: Uint8Array): Sealed {
  const reader = new ByteReader(bytes, 'sealed message', 'little');
  const length = reader.u32();
  if (length !== signatureLength) reader.fail(`a signature of ${length} bytes`, 0);
  return { signature: reader.bytes(length), data: reader.rest() };
}

export const writeSealed = ({ signature, data }: Sealed): Uint8Array =>
  new ByteWriter('little').u32(signature.length).bytes(signature).bytes(data).finish();
