import { counted, list, named, struct, tagged, u8, u16, u32, type Value } from '@gatehouse/bytes';
import { tpmtHa } from './basic.ts';
import { tpmlPcrSelection } from './pcr-selection.ts';

/** TPM_CAP — Part 2 §6.12. */
export const capability = {
  algs: 0,
  handles: 1,
  commands: 2,
  ppCommands: 3,
  auditCommands: 4,
  pcrs: 5,
  tpmProperties: 6,
  pcrProperties: 7,
  eccCurves: 8,
  authPolicies: 9,
} as const;
export type Capability = keyof typeof capability;

const u32List = (name: string) => list(name, u32, u32, 256);

/** TPMS_CAPABILITY_DATA — Part 2 §10.10.2. */
export const tpmsCapabilityData = tagged(
  'TPMS_CAPABILITY_DATA',
  { field: 'capability', codec: named('TPM_CAP', u32, capability) },
  {},
  {
    algs: {
      items: list(
        'TPML_ALG_PROPERTY',
        u32,
        struct('TPMS_ALG_PROPERTY', { alg: u16, algProperties: u32 }),
        256,
      ),
    },
    handles: { items: u32List('TPML_HANDLE') },
    commands: { items: u32List('TPML_CCA') },
    ppCommands: { items: u32List('TPML_CC') },
    auditCommands: { items: u32List('TPML_CC') },
    pcrs: { items: tpmlPcrSelection },
    tpmProperties: {
      items: list(
        'TPML_TAGGED_TPM_PROPERTY',
        u32,
        struct('TPMS_TAGGED_PROPERTY', { property: u32, value: u32 }),
        127,
      ),
    },
    pcrProperties: {
      items: list(
        'TPML_TAGGED_PCR_PROPERTY',
        u32,
        struct('TPMS_TAGGED_PCR_SELECT', { tag: u32, select: counted('TPMS_PCR_SELECT', u8, 4) }),
        64,
      ),
    },
    eccCurves: { items: list('TPML_ECC_CURVE', u32, u16, 508) },
    authPolicies: {
      items: list(
        'TPML_TAGGED_POLICY',
        u32,
        struct('TPMS_TAGGED_POLICY', { handle: u32, policyHash: tpmtHa }),
        16,
      ),
    },
  },
);
export type CapabilityData = Value<typeof tpmsCapabilityData>;
