import { z } from 'zod';

const word = z.string().optional().catch(undefined);

/** What the address of the host list holds. */
export const hostsSearch = z.object({
  filter: word,
  sort: word,
  /** Host shown in the detail pane. */
  host: word,
  group: word,
  add: z.boolean().optional().catch(undefined),
});
export type HostsSearch = z.infer<typeof hostsSearch>;

export const hostTabs = [
  'status',
  'attestation',
  'host-guardian-service',
  'tpm',
  'hardware',
  'jobs',
  'history',
] as const;

/** What the address of one host holds. */
export const hostSearch = z.object({
  tab: z.enum(hostTabs).optional().catch(undefined),
  /** Attestation whose checks are shown. */
  verdict: word,
});
