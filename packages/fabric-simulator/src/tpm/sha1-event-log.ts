import { ByteWriter } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { type EventToWrite, eventType } from '@gatehouse/measured-boot';

const sha1Size = 20;

/**
 * The log of a machine with a TPM 1.2: TCG_PCR_EVENT records with one SHA-1 digest each and no Spec ID
 * event of the crypto-agile form (TCG PC Client Platform Firmware Profile §10.2.1).
 */
export function encodeSha1EventLog(events: readonly EventToWrite[]): Uint8Array {
  const writer = new ByteWriter('little');
  for (const { pcr, type, data, digests } of events) {
    if (type === eventType.EV_NO_ACTION) continue;
    const digest = digests?.sha1 ?? hash('sha1', data);
    writer.u32(pcr).u32(type).bytes(digest.subarray(0, sha1Size)).u32(data.length).bytes(data);
  }
  return writer.finish();
}
