import { concat, utf8, utf16le } from '@gatehouse/bytes';
import { hmacMd5, md5 } from '@gatehouse/bytes/crypto';
import { md4 } from './md4.ts';

/** MS-NLMP §3.3.2 NTOWFv2. */
export const responseKey = (user: string, domain: string, password: string): Uint8Array =>
  hmacMd5(md4(utf16le(password)), utf16le(user.toUpperCase() + domain));

/** MS-NLMP §3.3.2: NTProofStr, the first 16 bytes of the NT response. */
export const ntProof = (key: Uint8Array, serverChallenge: Uint8Array, temp: Uint8Array) =>
  hmacMd5(key, serverChallenge, temp);

/** MS-NLMP §3.4.5.2 and §3.4.5.3, with extended session security and 128-bit keys. */
export function sessionKeys(exportedKey: Uint8Array, from: 'client' | 'server') {
  const way = from === 'client' ? 'client-to-server' : 'server-to-client';
  const derive = (use: 'signing' | 'sealing'): Uint8Array =>
    md5(concat(exportedKey, utf8(`session key to ${way} ${use} key magic constant\0`)));
  return { signing: derive('signing'), sealing: derive('sealing') };
}

/** An account as NTLM has it: `FABRIC\\gatehouse` has a domain, `gatehouse@fabric.test` is one name. */
export function accountOf(username: string): { readonly domain: string; readonly user: string } {
  const at = username.indexOf('\\');
  return at < 0
    ? { domain: '', user: username }
    : { domain: username.slice(0, at), user: username.slice(at + 1) };
}
