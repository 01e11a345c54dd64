import { type CapabilityData, capability, commands, digestSizeOf, pcrCount } from '@gatehouse/tpm';
import type { Actions } from '../execution.ts';
import { firmwareVersion, manufacturer } from '../identity.ts';
import type { Machine } from '../machine.ts';
import { allocatedBanks } from '../pcr-banks.ts';
import { refuse } from '../tpm-refusal.ts';

/** TPM_PT — Part 2 §6.13, the fixed group. */
const properties: readonly (readonly [property: number, value: number])[] = [
  [0x100, 0x322e3000],
  [0x101, 0],
  [0x102, 164],
  [0x105, manufacturer],
  [0x106, 0x47617465],
  [0x107, 0x686f7573],
  [0x10b, Number(firmwareVersion >> 32n)],
  [0x10c, Number(firmwareVersion & 0xffffffffn)],
  [0x112, pcrCount],
  [0x113, 3],
  [0x11e, 4096],
  [0x11f, 4096],
  [0x120, digestSizeOf('sha512')],
  [0x12c, 1024],
];

const allPcrs = Array.from({ length: pcrCount }, (_, pcr) => pcr);

function handlesFrom(machine: Machine, property: number): readonly number[] {
  const { persistent, volatile } = machine;
  const known = [
    ...persistent.nv.keys(),
    ...persistent.objects.keys(),
    ...volatile.objects.keys(),
    ...volatile.sessions.keys(),
    ...allPcrs,
  ];
  return known
    .filter((handle) => handle >>> 24 === property >>> 24 && handle >= property)
    .toSorted((a, b) => a - b);
}

/** One page of a list that begins at `property` — Part 3 §30.2. */
function page<T>(items: readonly T[], count: number) {
  return { items: items.slice(0, count), moreData: items.length > count };
}

type Lists = {
  readonly [K in 'handles' | 'commands' | 'pcrs' | 'tpmProperties']: (
    machine: Machine,
    property: number,
    count: number,
  ) => { readonly moreData: boolean; readonly data: CapabilityData };
};

const lists: Lists = {
  handles(machine, property, count) {
    const { items, moreData } = page(handlesFrom(machine, property), Math.min(count, 254));
    return { moreData, data: { capability: 'handles', items } };
  },
  commands(_machine, property, count) {
    const codes = Object.values(commands)
      .map(({ code }) => code)
      .filter((code) => code >= property)
      .toSorted((a, b) => a - b);
    const { items, moreData } = page(codes, Math.min(count, 256));
    return { moreData, data: { capability: 'commands', items } };
  },
  pcrs(_machine, property) {
    if (property !== 0) refuse('VALUE', 'parameter', 2);
    const items = allocatedBanks.map((hash) => ({ hash, pcrs: allPcrs }));
    return { moreData: false, data: { capability: 'pcrs', items } };
  },
  tpmProperties(_machine, property, count) {
    const from = properties.filter(([id]) => id >= property);
    const { items, moreData } = page(from, Math.min(count, 127));
    return {
      moreData,
      data: {
        capability: 'tpmProperties',
        items: items.map(([id, value]) => ({ property: id, value })),
      },
    };
  },
};

const nameById = new Map<number, string>(
  Object.entries(capability).map(([name, id]) => [id, name]),
);
const isListed = (name: string | undefined): name is keyof Lists =>
  name !== undefined && name in lists;

/** Capability commands — Part 3 §30. */
export const capabilityActions: Actions<'getCapability'> = {
  getCapability({ machine, parameters }) {
    const name = nameById.get(parameters.capability);
    return isListed(name)
      ? lists[name](machine, parameters.property, parameters.count)
      : refuse('VALUE', 'parameter', 1);
  },
};
