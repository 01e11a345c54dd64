import { type Codec, named, struct, tagged, u8, u16, u32, u64, type Value } from '@gatehouse/bytes';
import { tpm2bData, tpm2bDigest, tpm2bMaxNvBuffer, tpm2bName, tpmiYesNo } from './basic.ts';
import { tpmlPcrSelection } from './pcr-selection.ts';

/** TPM_GENERATED_VALUE — Part 2 §6.2: no TPM signs outside data that begins with it. */
export const tpmGenerated = 0xff544347;

/** TPMS_CLOCK_INFO — Part 2 §10.11.1; `clock` in milliseconds. */
export const tpmsClockInfo = struct('TPMS_CLOCK_INFO', {
  clock: u64,
  resetCount: u32,
  restartCount: u32,
  safe: tpmiYesNo,
});
export type ClockInfo = Value<typeof tpmsClockInfo>;

/** TPMS_TIME_INFO — Part 2 §10.11.6. */
export const tpmsTimeInfo = struct('TPMS_TIME_INFO', { time: u64, clockInfo: tpmsClockInfo });

/** TPMI_ST_ATTEST — Part 2 §10.12.10. */
const attestType = {
  nv: 0x8014,
  commandAudit: 0x8015,
  sessionAudit: 0x8016,
  certify: 0x8017,
  quote: 0x8018,
  time: 0x8019,
  creation: 0x801a,
  nvDigest: 0x801c,
} as const;

const attested = tagged(
  'TPMS_ATTEST',
  { field: 'type', codec: named('TPMI_ST_ATTEST', u16, attestType) },
  {
    qualifiedSigner: tpm2bName,
    extraData: tpm2bData,
    clockInfo: tpmsClockInfo,
    firmwareVersion: u64,
  },
  {
    quote: { pcrSelect: tpmlPcrSelection, pcrDigest: tpm2bDigest },
    certify: { name: tpm2bName, qualifiedName: tpm2bName },
    creation: { objectName: tpm2bName, creationHash: tpm2bDigest },
    time: { time: tpmsTimeInfo, firmware: u64 },
    nv: { indexName: tpm2bName, offset: u16, nvContents: tpm2bMaxNvBuffer },
    nvDigest: { indexName: tpm2bName, nvDigest: tpm2bDigest },
    commandAudit: {
      auditCounter: u64,
      digestAlg: u16,
      auditDigest: tpm2bDigest,
      commandDigest: tpm2bDigest,
    },
    sessionAudit: { exclusiveSession: u8, sessionDigest: tpm2bDigest },
  },
);
export type Attest = Value<typeof attested>;
export type QuoteAttest = Extract<Attest, { type: 'quote' }>;

/** TPMS_ATTEST — Part 2 §10.12.12, magic checked. */
export const tpmsAttest: Codec<Attest> = {
  name: 'TPMS_ATTEST',
  read: (r) =>
    r.within('TPMS_ATTEST', (reader) => {
      const at = reader.offset;
      const magic = reader.u32();
      if (magic !== tpmGenerated)
        reader.fail(`magic is 0x${magic.toString(16)}, not TPM_GENERATED_VALUE`, at);
      return attested.read(reader);
    }),
  write: (w, v) => {
    w.u32(tpmGenerated);
    attested.write(w, v);
  },
};
