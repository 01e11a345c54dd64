import { counted, encode, list, struct, u8, u16, u32 } from '@gatehouse/bytes';
import { algorithm } from './algorithms.ts';
import { frameCommand, readResponse } from './commands/framing.ts';
import { commands } from './commands/table.ts';
import { type Capability, capability as capabilityId } from './structures/capability.ts';
import { TpmError } from './tpm-error.ts';

/** What a TPM says of itself: a claim of whoever passed the answers on, proven by nothing. */
export interface TpmDescription {
  /** `2.0`. */
  readonly family: string;
  readonly level: number;
  /** `1.59`: revision of the specification, a hundredth each. */
  readonly revision: string;
  /** Four letters of the TCG Vendor ID Registry, e.g. `INTC`. */
  readonly manufacturer: string;
  readonly vendorString: string;
  /** 64 bits in hexadecimal, as in TPMS_ATTEST. */
  readonly firmwareVersion: string;
  readonly hierarchies: TpmHierarchies;
  readonly lockout: TpmLockout;
  /** PCRs of each allocated bank, of hashes too that we cannot compute; `0x0027` if without a name. */
  readonly banks: readonly { readonly hash: string; readonly pcrs: readonly number[] }[];
}

/** TPMA_PERMANENT and TPMA_STARTUP_CLEAR — Part 2 §8.6, §8.7. No attribute tells of platformAuth. */
export interface TpmHierarchies {
  readonly ownerAuthSet: boolean;
  readonly endorsementAuthSet: boolean;
  readonly lockoutAuthSet: boolean;
  /** shEnable, ehEnable, phEnable. */
  readonly ownerEnabled: boolean;
  readonly endorsementEnabled: boolean;
  readonly platformEnabled: boolean;
  /** TPM2_Clear with lockoutAuth is refused. */
  readonly clearDisabled: boolean;
}

/** Defence against guessing — Part 1 §19.8. Null where the TPM does not tell. */
export interface TpmLockout {
  readonly inLockout: boolean;
  readonly failedTries: number | null;
  readonly maxTries: number | null;
  /** Seconds until one failure is forgotten, and until lockoutAuth may be tried again. */
  readonly recoverySeconds: number | null;
  readonly lockoutAuthRecoverySeconds: number | null;
}

/** TPM_PT — Part 2 §6.13. */
const property = {
  fixed: 0x100,
  level: 0x101,
  revision: 0x102,
  manufacturer: 0x105,
  vendorStrings: [0x106, 0x107, 0x108, 0x109],
  firmwareVersion: [0x10b, 0x10c],
  variable: 0x200,
  startupClear: 0x201,
  lockoutCounter: 0x20e,
  maxAuthFail: 0x20f,
  lockoutInterval: 0x210,
  lockoutRecovery: 0x211,
} as const;

const permanentBit = { ownerAuth: 0, endorsementAuth: 1, lockoutAuth: 2, clear: 8, lockout: 9 };
const startupBit = { platform: 0, owner: 1, endorsement: 2 };

const ask = (capability: Capability, first: number, count: number): Uint8Array =>
  frameCommand({
    code: commands.getCapability.code,
    handles: [],
    authorizations: [],
    parameters: encode(commands.getCapability.parameters, {
      capability: capabilityId[capability],
      property: first,
      count,
    }),
  });

/** The commands whose answers {@link describeTpm} reads, in this order. They change nothing. */
export const describingCommands: readonly Uint8Array[] = [
  ask('tpmProperties', property.fixed, 64),
  ask('tpmProperties', property.variable, 64),
  ask('pcrs', 0, 16),
];

/**
 * TPML_PCR_SELECTION in TPMS_CAPABILITY_DATA — Part 2 §10.9.7: chips list banks of SM3 and SHA-3 beside
 * those that we compute, and bitmaps of four bytes.
 */
const pcrsAnswer = {
  responseHandle: false,
  response: struct('TPM2_GetCapability(PCRS) response', {
    moreData: u8,
    capability: u32,
    banks: list(
      'TPML_PCR_SELECTION',
      u32,
      struct('TPMS_PCR_SELECTION', { hash: u16, select: counted('TPMS_PCR_SELECT', u8, 4) }),
      16,
    ),
  }),
};

function parametersOf<R>(response: Uint8Array, layout: Parameters<typeof readResponse<R>>[1]): R {
  const { code, parameters } = readResponse(response, layout);
  if (parameters === null) throw new TpmError(commands.getCapability.name, code);
  return parameters;
}

const nameOfHash = (id: number): string =>
  Object.entries(algorithm).find(([, known]) => known === id)?.[0] ??
  `0x${id.toString(16).padStart(4, '0')}`;

const bitsOf = (bitmap: Uint8Array): readonly number[] =>
  [...bitmap].flatMap((byte, i) =>
    Array.from({ length: 8 }, (_, bit) => ((byte >> bit) & 1 ? 8 * i + bit : -1)).filter(
      (pcr) => pcr >= 0,
    ),
  );

/** The letters of a property, without what fills it up. */
const lettersOf = (words: readonly number[]): string =>
  String.fromCharCode(
    ...words.flatMap((word) => [24, 16, 8, 0].map((shift) => (word >>> shift) & 0xff)),
  )
    .replaceAll('\0', '')
    .replace(/[^\x20-\x7e]/g, '?')
    .trim();

const hexOf = (words: readonly number[]): string =>
  words.map((word) => word.toString(16).padStart(8, '0')).join('');

/**
 * Reads the answers to {@link describingCommands}. Throws `TpmError` when the TPM refused one, and
 * `MalformedError` for what is no answer.
 */
export function describeTpm(responses: readonly Uint8Array[]): TpmDescription {
  const [fixed, variable, pcrs] = responses;
  if (fixed === undefined || variable === undefined || pcrs === undefined)
    throw new RangeError(`${describingCommands.length} answers are needed`);
  const values = new Map(
    [fixed, variable]
      .map((response) => parametersOf(response, commands.getCapability).data)
      .flatMap((data) => (data.capability === 'tpmProperties' ? data.items : []))
      .map(({ property: id, value }) => [id, value]),
  );
  const one = (id: number): number => values.get(id) ?? 0;
  const told = (id: number): number | null => values.get(id) ?? null;
  const permanent = (bit: number): boolean => ((one(property.variable) >>> bit) & 1) === 1;
  const startup = (bit: number): boolean => ((one(property.startupClear) >>> bit) & 1) === 1;
  return {
    family: lettersOf([one(property.fixed)]),
    level: one(property.level),
    revision: (one(property.revision) / 100).toFixed(2),
    manufacturer: lettersOf([one(property.manufacturer)]),
    vendorString: lettersOf(property.vendorStrings.map(one)),
    firmwareVersion: hexOf(property.firmwareVersion.map(one)),
    hierarchies: {
      ownerAuthSet: permanent(permanentBit.ownerAuth),
      endorsementAuthSet: permanent(permanentBit.endorsementAuth),
      lockoutAuthSet: permanent(permanentBit.lockoutAuth),
      clearDisabled: permanent(permanentBit.clear),
      ownerEnabled: startup(startupBit.owner),
      endorsementEnabled: startup(startupBit.endorsement),
      platformEnabled: startup(startupBit.platform),
    },
    lockout: {
      inLockout: permanent(permanentBit.lockout),
      failedTries: told(property.lockoutCounter),
      maxTries: told(property.maxAuthFail),
      recoverySeconds: told(property.lockoutInterval),
      lockoutAuthRecoverySeconds: told(property.lockoutRecovery),
    },
    banks: parametersOf(pcrs, pcrsAnswer)
      .banks.map(({ hash, select }) => ({ hash: nameOfHash(hash), pcrs: bitsOf(select) }))
      .filter((bank) => bank.pcrs.length > 0),
  };
}
