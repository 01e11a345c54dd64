import type { IncomingMessage } from 'node:http';
import { WsmanError } from '@gatehouse/wsman';

/** The whole body, at most `limit` bytes; a longer one ends the connection. */
export function collectBody(incoming: IncomingMessage, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = [];
    let length = 0;
    incoming.on('data', (part: Uint8Array) => {
      length += part.length;
      if (length <= limit) parts.push(part);
      else incoming.destroy(new WsmanError('oversized', `The answer is above ${limit} bytes.`));
    });
    incoming.on('end', () => resolve(new Uint8Array(Buffer.concat(parts))));
    incoming.on('error', reject);
    incoming.on('close', () => {
      if (!incoming.complete)
        reject(new WsmanError('closed', 'The host closed the connection in its answer.'));
    });
  });
}
