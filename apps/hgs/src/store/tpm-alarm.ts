import { type TpmHost, tpmHost } from '@gatehouse/contracts';

/** The alarm of an authorised TPM as it is stored; null if there is none. */
export const readAlarm = (stored: unknown): TpmHost['alarm'] =>
  tpmHost.shape.alarm.parse(stored ?? null);
