import type { UnprovenEventLog } from './event-log.ts';

export function parseEventLog(_bytes: Uint8Array): UnprovenEventLog {
  throw new Error('not ready');
}
