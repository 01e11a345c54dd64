import {
  type CapabilityData,
  capability,
  commandAttributes,
  commands,
  eccCurve,
  handleType,
  pcrCount,
  permanentHandle,
  typeByteOf,
} from '@gatehouse/tpm';
import type { Actions } from '../execution.ts';
import type { Machine } from '../machine.ts';
import { allocatedBanks } from '../pcr-banks.ts';
import { implementedAlgorithms, propertiesFrom } from '../properties.ts';
import { refuse } from '../tpm-refusal.ts';

const allPcrs = Array.from({ length: pcrCount }, (_, pcr) => pcr);

/** Part 3 §30.2: for sessions the ranges 02 and 03 mean "loaded" and "saved", of either type. */
function handlesFrom(machine: Machine, property: number): readonly number[] {
  const { persistent, volatile } = machine;
  const ranges: Readonly<Record<number, Iterable<number>>> = {
    [handleType.pcr]: allPcrs,
    [handleType.nvIndex]: persistent.nv.keys(),
    [handleType.hmacSession]: volatile.sessions.keys(),
    [handleType.policySession]: volatile.savedSessions.keys(),
    [handleType.permanent]: Object.values(permanentHandle),
    [handleType.transient]: volatile.objects.keys(),
    [handleType.persistent]: persistent.objects.keys(),
  };
  const known = ranges[typeByteOf(property)] ?? refuse('HANDLE', 'parameter', 2);
  const from = property & 0xffffff;
  return [...known].filter((handle) => (handle & 0xffffff) >= from).toSorted((a, b) => a - b);
}

/** One page of a list that begins at `property` — Part 3 §30.2. */
function page<T>(items: readonly T[], count: number) {
  return { items: items.slice(0, count), moreData: items.length > count };
}

/** Most items of a page: as many as fit into the capability buffer of 1024 bytes. */
const limits = {
  algs: 127,
  handles: 254,
  commands: 256,
  pcrs: 16,
  tpmProperties: 127,
  eccCurves: 508,
} as const;

type Lists = {
  readonly [K in keyof typeof limits]: (
    machine: Machine,
    property: number,
    count: number,
  ) => { readonly moreData: boolean; readonly data: CapabilityData };
};

const lists: Lists = {
  algs(_machine, property, count) {
    const known = implementedAlgorithms.filter(({ alg }) => alg >= property);
    const { items, moreData } = page(known, Math.min(count, limits.algs));
    return { moreData, data: { capability: 'algs', items } };
  },
  eccCurves(_machine, property, count) {
    const known = Object.values(eccCurve).filter((curve) => curve >= property);
    const { items, moreData } = page(known, Math.min(count, limits.eccCurves));
    return { moreData, data: { capability: 'eccCurves', items } };
  },
  handles(machine, property, count) {
    const { items, moreData } = page(
      handlesFrom(machine, property),
      Math.min(count, limits.handles),
    );
    return { moreData, data: { capability: 'handles', items } };
  },
  commands(_machine, property, count) {
    const codes = Object.values(commands)
      .filter(({ code }) => code >= property)
      .toSorted((a, b) => a.code - b.code)
      .map(commandAttributes);
    const { items, moreData } = page(codes, Math.min(count, limits.commands));
    return { moreData, data: { capability: 'commands', items } };
  },
  pcrs(_machine, property) {
    if (property !== 0) refuse('VALUE', 'parameter', 2);
    const items = [
      ...allocatedBanks.map((hash) => ({ hash, pcrs: allPcrs })),
      { hash: 'sha512', pcrs: [] } as const,
    ];
    return { moreData: false, data: { capability: 'pcrs', items } };
  },
  tpmProperties(machine, property, count) {
    const from = propertiesFrom(machine, property);
    const { items, moreData } = page(from, Math.min(count, limits.tpmProperties));
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
