import { digestSize, type HashName } from '@gatehouse/bytes/crypto';
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
import { implementedAlgorithms } from '../algorithms.ts';
import type { Actions } from '../execution.ts';
import type { Machine } from '../machine.ts';
import { implementedBanks, pcrRules } from '../pcr-banks.ts';
import { propertiesFrom } from '../properties.ts';
import { refuse } from '../tpm-refusal.ts';

const allPcrs = Array.from({ length: pcrCount }, (_, pcr) => pcr);

/** Part 3 §30.2: for sessions the ranges 02 and 03 mean "loaded" and "saved", of either type. */
function handlesFrom({ persistent, volatile }: Machine, property: number): readonly number[] {
  const ranges: Readonly<Record<number, Iterable<number>>> = {
    [handleType.pcr]: allPcrs,
    [handleType.nvIndex]: persistent.nv.keys(),
    [handleType.hmacSession]: volatile.sessions.keys(),
    [handleType.policySession]: volatile.savedSessions.keys(),
    [handleType.permanent]: Object.values(permanentHandle),
    [handleType.transient]: [...volatile.objects.keys(), ...volatile.sequences.keys()],
    [handleType.persistent]: persistent.objects.keys(),
  };
  const known = ranges[typeByteOf(property)] ?? refuse('HANDLE', 'parameter', 2);
  const from = property & 0xffffff;
  return [...known].filter((handle) => (handle & 0xffffff) >= from).toSorted((a, b) => a - b);
}

type Rule = (typeof pcrRules)[number];
const at = (locality: number) => ({
  extend: ({ extendableFrom }: Rule) => extendableFrom.includes(locality),
  reset: ({ resettableFrom }: Rule) => resettableFrom.includes(locality),
});

/** TPM_PT_PCR — Part 2 §6.14: which PCRs have the property. */
const pcrProperties: readonly (readonly [tag: number, holds: (rule: Rule) => boolean])[] = [
  [0x00, ({ saved }) => saved],
  [0x01, at(0).extend],
  [0x02, at(0).reset],
  [0x03, at(1).extend],
  [0x04, at(1).reset],
  [0x05, at(2).extend],
  [0x06, at(2).reset],
  [0x07, at(3).extend],
  [0x08, at(3).reset],
  [0x09, at(4).extend],
  [0x0a, at(4).reset],
  [0x11, ({ counts }) => !counts],
  [0x12, ({ resetTo }) => resetTo === 0xff],
  [0x13, () => false],
  [0x14, () => false],
];

const bitmapOf = (holds: (rule: Rule) => boolean): Uint8Array => {
  const bitmap = new Uint8Array(pcrCount / 8);
  for (const [pcr, rule] of pcrRules.entries())
    if (holds(rule)) bitmap[pcr >> 3] = (bitmap[pcr >> 3] ?? 0) | (1 << (pcr & 7));
  return bitmap;
};

const hashBySize = new Map<number, HashName>(
  implementedBanks.map((name) => [digestSize[name], name]),
);

/** Hierarchies with a policy, and its hash, which the length of the digest tells. */
const authPoliciesFrom = ({ persistent }: Machine, property: number) =>
  [...persistent.policies]
    .filter(([handle]) => handle >= property)
    .toSorted(([a], [b]) => a - b)
    .flatMap(([handle, digest]) => {
      const hash = hashBySize.get(digest.length);
      return hash === undefined ? [] : [{ handle, policyHash: { hash, digest } }];
    });

/** One page of a list that begins at `property` — Part 3 §30.2. */
interface Page {
  readonly moreData: boolean;
  readonly data: CapabilityData;
}

/** Most items of a page: as many as fit into the capability buffer of 1024 bytes. */
function page<T>(
  items: readonly T[],
  count: number,
  most: number,
  data: (items: readonly T[]) => CapabilityData,
): Page {
  const taken = items.slice(0, Math.min(count, most));
  return { moreData: taken.length < items.length, data: data(taken) };
}

type Lists = Readonly<
  Record<keyof typeof capability, (machine: Machine, property: number, count: number) => Page>
>;

const lists: Lists = {
  algs(_machine, property, count) {
    const known = implementedAlgorithms.filter(({ alg }) => alg >= property);
    return page(known, count, 127, (items) => ({ capability: 'algs', items }));
  },
  handles(machine, property, count) {
    const known = handlesFrom(machine, property);
    return page(known, count, 254, (items) => ({ capability: 'handles', items }));
  },
  commands(_machine, property, count) {
    const known = Object.values(commands)
      .filter(({ code }) => code >= property)
      .toSorted((a, b) => a.code - b.code)
      .map(commandAttributes);
    return page(known, count, 254, (items) => ({ capability: 'commands', items }));
  },
  /** No command needs physical presence, and none is audited. */
  ppCommands: () => ({ moreData: false, data: { capability: 'ppCommands', items: [] } }),
  auditCommands: () => ({ moreData: false, data: { capability: 'auditCommands', items: [] } }),
  pcrs({ volatile }, property) {
    if (property !== 0) refuse('VALUE', 'parameter', 2);
    const items = implementedBanks.map((hash) => ({
      hash,
      pcrs: volatile.pcrs.banks.includes(hash) ? allPcrs : [],
    }));
    return { moreData: false, data: { capability: 'pcrs', items } };
  },
  tpmProperties(machine, property, count) {
    return page(propertiesFrom(machine, property), count, 127, (items) => ({
      capability: 'tpmProperties',
      items: items.map(([id, value]) => ({ property: id, value })),
    }));
  },
  pcrProperties(_machine, property, count) {
    const known = pcrProperties.filter(([tag]) => tag >= property);
    return page(known, count, 64, (items) => ({
      capability: 'pcrProperties',
      items: items.map(([tag, holds]) => ({ tag, select: bitmapOf(holds) })),
    }));
  },
  eccCurves(_machine, property, count) {
    const known = Object.values(eccCurve).filter((curve) => curve >= property);
    return page(known, count, 508, (items) => ({ capability: 'eccCurves', items }));
  },
  authPolicies(machine, property, count) {
    const known = authPoliciesFrom(machine, property);
    return page(known, count, 14, (items) => ({ capability: 'authPolicies', items }));
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
