import { concat, toHex } from '@gatehouse/bytes';
import {
  activateWithKeys,
  commands,
  createAttestationKeys,
  createTpmClient,
  describeResponseCode,
  makeCredential,
  type ResponseCodeName,
  srkTemplate,
} from '@gatehouse/tpm';
import { beforeAll, describe, expect, test } from 'vitest';
import { EccKeys } from './ecc.ts';
import { execute, executeOrThrow } from './execute.ts';
import { createMachine, type Machine } from './machine.ts';
import { RsaKeys } from './rsa-key.ts';
import { emptyPersistent } from './state.ts';
import { accepted } from './testing/accepted.ts';
import { codeOf, command } from './testing/raw-command.ts';
import { refusals } from './testing/refusals.ts';

/** `GATEHOUSE_FUZZ_COMMANDS=1000000` is the whole run; `GATEHOUSE_FUZZ_SEED` repeats one. */
const count = Number(process.env['GATEHOUSE_FUZZ_COMMANDS'] ?? 5_000);
const seed = Number(process.env['GATEHOUSE_FUZZ_SEED'] ?? 1);

/** Commands after which the TPM is exchanged, as its memory fills and its hierarchies close. */
const perTpm = 2_000;
/** A command that makes the largest RSA key on a busy machine. */
const mostMilliseconds = 30_000;

/** Every name that a response code here may have; FAILURE, of all, never. */
const specified: ReadonlySet<string> = new Set<ResponseCodeName>([
  ...(['SUCCESS', 'INITIALIZE', 'SEQUENCE', 'DISABLED', 'AUTH_TYPE', 'AUTH_MISSING'] as const),
  ...(['POLICY', 'PCR', 'PCR_CHANGED', 'AUTH_UNAVAILABLE', 'COMMAND_SIZE'] as const),
  ...(['COMMAND_CODE', 'AUTH_CONTEXT', 'NV_RANGE', 'NV_LOCKED', 'NV_AUTHORIZATION'] as const),
  ...(['NV_UNINITIALIZED', 'NV_SPACE', 'NV_DEFINED', 'CPHASH', 'ATTRIBUTES', 'HASH'] as const),
  ...(['VALUE', 'HIERARCHY', 'KEY_SIZE', 'MODE', 'TYPE', 'HANDLE', 'KDF', 'RANGE'] as const),
  ...([
    'AUTH_FAIL',
    'EXCLUSIVE',
    'NONCE',
    'PP',
    'SCHEME',
    'SIZE',
    'SYMMETRIC',
    'TAG',
    'INSUFFICIENT',
  ] as const),
  ...(['SIGNATURE', 'KEY', 'POLICY_FAIL', 'INTEGRITY', 'TICKET', 'RESERVED_BITS'] as const),
  ...(['BAD_AUTH', 'EXPIRED', 'POLICY_CC', 'BINDING', 'CURVE', 'ECC_POINT'] as const),
  ...(['OBJECT_MEMORY', 'SESSION_HANDLES', 'LOCALITY', 'LOCKOUT'] as const),
]);
const isSpecified = (name: string): boolean =>
  specified.has(name) || /^REFERENCE_[HS][0-6]$/.test(name);

/** Numbers in [0, below) that `start` alone decides — xorshift32. */
function generator(start: number): (below: number) => number {
  let state = start | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const machineOf = (fill: number): Machine => {
  const machine = createMachine({
    seed: new Uint8Array(32).fill(fill),
    persistent: emptyPersistent(),
    now: () => performance.now(),
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    rsaKeys: new RsaKeys(),
    eccKeys: new EccKeys(),
  });
  execute(machine, command('startup', [], '0000'));
  return machine;
};

/** Commands of a host that attests, as they were sent. */
async function attestationCommands(): Promise<readonly Uint8Array[]> {
  const machine = machineOf(1);
  const sent: Uint8Array[] = [];
  const client = createTpmClient({
    send: async (bytes) => {
      sent.push(bytes);
      return execute(machine, bytes);
    },
  });
  const keys = await createAttestationKeys(client);
  const secret = new Uint8Array(32);
  const input = { ekPublic: keys.ek.public, akName: keys.ak.name, secret };
  await activateWithKeys(client, keys, makeCredential(input));
  const selection = { hash: 'sha256', pcrs: [0, 7, 16] } as const;
  await client.pcrRead(selection);
  await client.pcrExtend(7, [{ hash: 'sha256', digest: secret }]);
  await client.quote(keys.ak.handle, secret, selection);
  await client.certify(keys.ak.handle, keys.ak.handle, secret);
  const storage = await client.createPrimary('owner', srkTemplate.eccP256);
  await client.loadExternal(storage.public);
  await client.readPublic(storage.handle);
  await client.evictControl(storage.handle, 0x81000001);
  await client.getCapability('tpmProperties', 0x100, 127);
  await client.readClock();
  return sent;
}

const interesting = [0, 1, 2, 0x10, 0x7f, 0x80, 0xff, 0x40, 0x81];
const handles = [0x40000001, 0x40000007, 0x4000000c, 0x80000000, 0x80000001, 0x02000000];
const setWord = (bytes: Uint8Array, at: number, value: number): void => {
  if (at + 4 <= bytes.length) new DataView(bytes.buffer, bytes.byteOffset).setUint32(at, value);
};

type Random = (below: number) => number;
type Mutation = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

const randomBytes = (length: number, random: Random): Uint8Array =>
  Uint8Array.from({ length }, () => random(256));
const codes = Object.values(commands).map(({ code }) => code);

const mutations: readonly Mutation[] = [
  (bytes) => bytes,
  (bytes, random) => {
    for (let left = 1 + random(4); left > 0; left--) bytes[random(bytes.length)] = random(256);
    return bytes;
  },
  (bytes, random) => {
    bytes[random(bytes.length)] = interesting[random(interesting.length)] ?? 0;
    return bytes;
  },
  (bytes, random) => {
    const at = random(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
    return bytes;
  },
  (bytes, random) => bytes.slice(0, 1 + random(bytes.length)),
  (bytes, random) => concat(bytes, randomBytes(1 + random(40), random)),
  (bytes, random, other) =>
    concat(bytes.subarray(0, random(bytes.length)), other.subarray(random(other.length))),
  (bytes, random) => {
    setWord(bytes, 10 + 4 * random(2), handles[random(handles.length)] ?? 0);
    return bytes;
  },
  (bytes, random) => {
    setWord(bytes, 6, codes[random(codes.length)] ?? 0);
    return bytes;
  },
  (_bytes, random) => {
    const bytes = concat(Uint8Array.of(0x80, 1 + random(2)), randomBytes(8 + random(90), random));
    setWord(bytes, 6, codes[random(codes.length)] ?? 0);
    return bytes;
  },
];

type Pick = () => Uint8Array;

/** A command that was sent, changed; mostly with its right size, as what is behind the header is to be reached. */
function mutated(random: Random, pick: Pick): Uint8Array {
  const mutate = mutations[random(mutations.length)] ?? ((bytes: Uint8Array) => bytes);
  const bytes = mutate(pick(), random, pick());
  if (random(8) > 0) setWord(bytes, 2, bytes.length);
  return bytes;
}

/** Throws unless the response is whole, in time, and has a specified code. */
function tell(machine: Machine, bytes: Uint8Array, locality: number): void {
  const began = performance.now();
  const response = execute(machine, bytes, locality);
  const took = performance.now() - began;
  const { name } = describeResponseCode(codeOf(response));
  // What the code hides: the exception.
  if (name === 'FAILURE') executeOrThrow(machine, bytes, locality);
  const size = new DataView(response.buffer, response.byteOffset).getUint32(2);
  if (!isSpecified(name) || took > mostMilliseconds || size !== response.length)
    throw new Error(`${toHex(bytes)}: ${name}, ${size} bytes, after ${took} ms`);
}

describe(`${count} random and mutated commands, seed ${seed}`, () => {
  let seeds: readonly Uint8Array[] = [];
  beforeAll(async () => {
    seeds = [
      ...(await attestationCommands()),
      ...[...accepted, ...refusals].map(([, bytes]) => bytes),
    ];
  });

  test('get a response with a specified code each, in bounded time', () => {
    const random = generator(seed);
    const pick = (): Uint8Array => (seeds[random(seeds.length)] ?? new Uint8Array()).slice();
    let machine = machineOf(1);
    for (let done = 0; done < count; done++) {
      if (done % perTpm === 0) machine = machineOf(1 + random(2));
      tell(machine, mutated(random, pick), random(5));
    }
    expect(codeOf(execute(machineOf(1), command('readClock')))).toBe(0);
  }, 3_600_000);
});
