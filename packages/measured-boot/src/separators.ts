import { utf8 } from '@gatehouse/bytes';
import { type HashName, hash } from '@gatehouse/bytes/crypto';
import type { LoggedEvent } from './logged-event.ts';
import { isMeasured } from './replay.ts';

/** Contents of an EV_SEPARATOR; the last is the error that firmware reports (TCG PFP §2.3.4). */
const firmwareContents = [
  Uint8Array.of(0, 0, 0, 0),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff),
  Uint8Array.of(1, 0, 0, 0),
];
const windowsContents = [utf8('WBCL')];

const digestsOf = (bank: HashName) => ({
  firmware: firmwareContents.map((content) => hash(bank, content)),
  windows: windowsContents.map((content) => hash(bank, content)),
});
const known: Readonly<Record<HashName, ReturnType<typeof digestsOf>>> = {
  sha1: digestsOf('sha1'),
  sha256: digestsOf('sha256'),
  sha384: digestsOf('sha384'),
  sha512: digestsOf('sha512'),
};

/**
 * Whether an event separates what booted from what came after: told by its digest, never by its
 * type, which anybody may rewrite in a log without changing what it replays to.
 */
export function isSeparator(event: LoggedEvent, bank: HashName): boolean {
  if (!isMeasured(event)) return false;
  const { firmware, windows } = known[bank];
  for (const each of event.pcr <= 7 ? firmware : windows)
    if (event.digestIs(bank, each)) return true;
  return false;
}
