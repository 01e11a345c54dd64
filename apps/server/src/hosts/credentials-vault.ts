import { fromUtf8, utf8 } from '@gatehouse/bytes';
import { openSecret, sealSecret } from '@gatehouse/bytes/crypto';

/** Encrypts the passwords of Run As accounts with a key that is not in the database. */
export interface CredentialsVault {
  /** AES-256-GCM, bound to the account: a row copied onto another account does not open. */
  seal(accountId: string, password: string): Uint8Array;
  /** Throws when the key or the account is another one. */
  open(accountId: string, sealed: Uint8Array): string;
}

export const createCredentialsVault = (key: Uint8Array): CredentialsVault => ({
  seal: (accountId, password) => sealSecret(key, utf8(password), utf8(accountId)),
  open: (accountId, sealed) => fromUtf8(openSecret(key, sealed, utf8(accountId))),
});
