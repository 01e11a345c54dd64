import type { HostStatus, WaitingHost } from '@gatehouse/contracts';

/** How the path of an EK certificate is shown. */
export const statusOfPath: Readonly<Record<WaitingHost['certificatePath']['outcome'], HostStatus>> =
  { trusted: 'ok', untrusted: 'warning', absent: 'warning', invalid: 'error' };
