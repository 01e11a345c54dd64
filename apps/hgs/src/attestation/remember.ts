import { toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';

/**
 * A function of bytes that remembers its last results, at most `max` of them; the one unused longest goes
 * first. For what hosts send again and again: reading a certificate costs more than a verdict.
 */
export function remember<T>(max: number, make: (bytes: Uint8Array) => T): (bytes: Uint8Array) => T {
  const known = new Map<string, T>();
  return (bytes) => {
    const name = toHex(hash('sha256', bytes));
    const found = known.get(name);
    const value = found ?? make(bytes);
    known.delete(name);
    known.set(name, value);
    const [oldest] = known.keys();
    if (known.size > max && oldest !== undefined) known.delete(oldest);
    return value;
  };
}
