import { z } from 'zod';
import { instant, sha256 } from '../common.ts';
import { route } from '../route.ts';
import { bootDifferences, measuredSubject } from './baselines.ts';

/** Hosts whose last boots no baseline can tell apart. */
export const bootCluster = z.object({
  /** SHA-256 over what a baseline fixes of the boot. */
  fingerprint: sha256,
  /** `outlier`: a few hosts that differ little from many. */
  kind: z.enum(['class', 'outlier']),
  hosts: z.number().int(),
  /** How many of them wait for approval: their boots are their own claim. */
  claimed: z.number().int(),
  /** Names of the first few hosts. */
  examples: z.array(z.string()),
  /** A log of one of them; proven if any is. */
  eventLog: sha256,
  /** Version of the firmware and the like, as the log calls it. */
  firmware: z.string().nullable(),
  secureBoot: z.boolean().nullable(),
  measurements: z.number().int(),
  /** Trusted baseline that lets it pass; null if none does. */
  baseline: z.string().nullable(),
  neighbour: z
    .object({
      fingerprint: sha256,
      hosts: z.number().int(),
      examples: z.array(z.string()),
      differing: z.number().int(),
      /** What differs, by kind; null where nobody has asked (open the cluster). */
      summary: z
        .array(
          z.object({
            kind: z.enum(['changed', 'added', 'removed', 'moved']),
            subject: measuredSubject,
            count: z.number().int(),
          }),
        )
        .nullable(),
    })
    .nullable(),
});
export type BootCluster = z.infer<typeof bootCluster>;

export const bootClusters = z.object({
  clusters: z.array(bootCluster),
  /** Hosts that are in one of them. */
  hosts: z.number().int(),
  /** Authorised hosts that have proven no boot yet, and logs that cannot be read. */
  withoutBoot: z.array(z.string()),
});
export type BootClusters = z.infer<typeof bootClusters>;

export const bootClusterDetail = bootCluster.extend({
  members: z.array(
    z.object({
      hostName: z.string(),
      ekHash: sha256,
      at: instant,
      proven: z.boolean(),
      eventLog: sha256,
    }),
  ),
  /** From the neighbour (left) to this cluster (right). */
  differences: bootDifferences.nullable(),
  /** A log of the neighbour. */
  neighbourLog: sha256.nullable(),
});
export type BootClusterDetail = z.infer<typeof bootClusterDetail>;

export const clusterRoutes = {
  listClusters: route({
    method: 'GET',
    path: '/Administration/clusters',
    summary: 'Hosts grouped by what they booted, outliers first',
    permission: 'hgs.read',
    response: bootClusters,
  }),
  getCluster: route({
    method: 'GET',
    path: '/Administration/clusters/:fingerprint',
    summary: 'The hosts of a cluster, and how it differs from the larger one that is most like it',
    permission: 'hgs.read',
    params: z.object({ fingerprint: sha256 }),
    response: bootClusterDetail,
  }),
};
