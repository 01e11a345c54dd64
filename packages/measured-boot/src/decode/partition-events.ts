import { ByteReader, toGuid } from '@gatehouse/bytes';
import { fromTerminated } from '../windows-payloads.ts';
import { counted, type EventDescription, hex32, hex64, numberDetail } from './detail.ts';
import { guidName } from './guids.ts';
import { describeBytes, textIn } from './text.ts';

const entryHead = 128;
const entryLimit = 1024n;

/**
 * UEFI_GPT_DATA (TCG PFP §10.2.5): header and used entries of the partition table (UEFI §5.3); EV_EFI_GPT_EVENT2
 * has its identifying GUIDs zeroed. Proves the table, nothing of what is in the partitions.
 */
export function describeGpt(data: Uint8Array): EventDescription {
  const r = new ByteReader(data, 'UEFI_GPT_DATA', 'little');
  if (textIn(r.bytes(8)) !== 'EFI PART') r.fail('no GPT header', 0);
  const revision = r.u32();
  r.bytes(12);
  const [headerAt, alternateAt, firstUsable, lastUsable] = [r.u64(), r.u64(), r.u64(), r.u64()];
  const disk = toGuid(r.bytes(16));
  const entriesAt = r.u64();
  const entries = r.u32();
  const entrySize = r.u32();
  r.bytes(4);
  const count = r.u64();
  if (entrySize < entryHead || count > entryLimit)
    r.fail(`${count} partitions of ${entrySize} bytes`);
  const partitions = Array.from({ length: Number(count) }, () => {
    const entry = r.nested(entrySize, 'EFI_PARTITION_ENTRY');
    return {
      type: guidName(toGuid(entry.bytes(16))),
      id: toGuid(entry.bytes(16)),
      first: numberDetail(entry.u64()),
      last: numberDetail(entry.u64()),
      attributes: hex64(entry.u64()),
      name: fromTerminated(entry.bytes(72)),
    };
  });
  return {
    description: `Partition table of disk ${disk}, ${counted(partitions.length, 'partition')}`,
    details: {
      disk,
      revision: `${revision >>> 16}.${revision & 0xffff}`,
      header: numberDetail(headerAt),
      alternate: numberDetail(alternateAt),
      firstUsable: numberDetail(firstUsable),
      lastUsable: numberDetail(lastUsable),
      entriesAt: numberDetail(entriesAt),
      entries,
      partitions,
    },
  };
}

const mbrTail = 72;
const mbrSignature = 0xaa55;

/** EV_IPL_PARTITION_DATA: the end of a master boot record, from its disk signature on. */
export function describeMbr(data: Uint8Array): EventDescription {
  const r = new ByteReader(data, 'MBR', 'little');
  if (data.length !== mbrTail || data[70] !== 0x55 || data[71] !== mbrSignature >>> 8)
    return describeBytes(data);
  const disk = hex32(r.u32());
  r.u16();
  const partitions = Array.from({ length: 4 }, () => {
    const active = r.u8() === 0x80;
    r.bytes(3);
    const type = `0x${r.u8().toString(16).padStart(2, '0')}`;
    r.bytes(3);
    return { active, type, first: r.u32(), sectors: r.u32() };
  }).filter(({ type }) => type !== '0x00');
  return {
    description: `Master boot record of disk ${disk}, ${counted(partitions.length, 'partition')}`,
    details: { disk, partitions },
  };
}
