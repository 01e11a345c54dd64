import { ByteReader, decode, fixed, struct, toHex, u16, u32, utf8 } from '@gatehouse/bytes';
import { type TpmtPublic, tpm2bPublic } from './structures/public-area.ts';

/** Sizes of the parts that follow the header, in their order. */
const partSizes = {
  cbPublic: u32,
  cbPrivate: u32,
  cbMigrationPublic: u32,
  cbMigrationPrivate: u32,
  cbPolicyDigestList: u32,
  cbPcrBinding: u32,
  cbPcrDigest: u32,
  cbEncryptedSecret: u32,
  cbTpm12HostageBlob: u32,
};

/** PCP_20_KEY_BLOB (TpmAtt.h of Microsoft's TPM Platform Crypto Provider toolkit), little-endian. */
const pcpKeyBlob = struct('PCP_20_KEY_BLOB', {
  magic: fixed(4),
  cbHeader: u32,
  pcpType: u32,
  flags: u32,
  ...partSizes,
  pcrAlgId: u16,
});

const magic = toHex(utf8('PCPM'));
const tpm20 = 2;

/**
 * Public area of the key in a blob of Windows' Platform Crypto Provider, e.g. that of an AIK below
 * `HKLM\…\Services\TPM\WMI\taskStates`. Throws `MalformedError`, also for a key of a TPM 1.2.
 */
export function publicOfPcpBlob(blob: Uint8Array): TpmtPublic {
  const reader = new ByteReader(blob, pcpKeyBlob.name, 'little');
  const header = pcpKeyBlob.read(reader);
  if (toHex(header.magic) !== magic) reader.fail('does not begin with "PCPM"', 0);
  if (header.pcpType !== tpm20) reader.fail(`the key is of type ${header.pcpType}, not of TPM 2.0`);
  if (header.cbHeader < reader.offset) reader.fail(`a header of ${header.cbHeader} bytes`);
  reader.skip(header.cbHeader - reader.offset);
  const publicArea = reader.bytes(header.cbPublic);
  for (const name of Object.keys(partSizes) as (keyof typeof partSizes)[])
    if (name !== 'cbPublic') reader.skip(header[name]);
  return reader.done(decode(tpm2bPublic, publicArea));
}
