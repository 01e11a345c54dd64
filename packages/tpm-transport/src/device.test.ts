import { fromHex, toHex } from '@gatehouse/bytes';
import { describe, expect, test } from 'vitest';
import { type DeviceFile, deviceWire, openDevice } from './device.ts';
import { exclusiveTransport } from './exclusive-transport.ts';

const readClock = fromHex('80010000000a00000181');
const success = fromHex('80010000000a00000000');

/**
 * A stand-in for a character device: it shows that one command is one write and one response one read. What a
 * driver does beyond that has not been tried: no machine of ours has a TPM device.
 */
function standIn(taken: number, given: Uint8Array) {
  const calls: string[] = [];
  const file: DeviceFile = {
    async write(bytes) {
      calls.push(`write ${toHex(bytes)}`);
      return { bytesWritten: taken };
    },
    async read(buffer) {
      calls.push(`read up to ${buffer.length}`);
      buffer.set(given);
      return { bytesRead: given.length };
    },
    async close() {
      calls.push('close');
    },
  };
  return { calls, transport: exclusiveTransport(deviceWire(file, '/dev/tpmrm0')) };
}

describe('a character device', () => {
  test('takes a command in one write and gives its response in one read', async () => {
    const { calls, transport } = standIn(10, success);
    expect(await transport.send(readClock)).toEqual(success);
    transport.close();
    expect(calls).toEqual([`write ${toHex(readClock)}`, 'read up to 4096', 'close']);
  });

  test.each([
    ['takes a part', 9, success, 'took 9 of 10 bytes'],
    ['says nothing', 10, new Uint8Array(), 'no response'],
  ])('that %s is closed', async (_what, taken, given, message) => {
    const { calls, transport } = standIn(taken, given);
    await expect(transport.send(readClock)).rejects.toThrow(message);
    expect(calls.at(-1)).toBe('close');
    await expect(transport.send(readClock)).rejects.toThrow('closed (');
  });

  test('that is not there is said to be so', async () => {
    await expect(openDevice('/dev/no-such-tpm')).rejects.toThrow(
      '/dev/no-such-tpm: there is no such device; has this machine a TPM',
    );
  });
});
