import { z } from 'zod';
import { base64, byId, hex, instant, listOf, name, nothing, sha256 } from '../common.ts';
import { route } from '../route.ts';

/** Where the log of a baseline comes from: the word of the host alone, or what its TPM has proven. */
export const bootSource = z.object({
  kind: z.enum(['uploaded', 'proven', 'claimed']),
  /** Name of the host; null for a file. */
  host: z.string().nullable(),
});
export type BootSource = z.infer<typeof bootSource>;

const named = z.object({ id: z.uuid(), name: z.string() });

export const baseline = z.object({
  id: z.uuid(),
  name: z.string(),
  /** SHA-256 of the log that it was made from. */
  eventLog: sha256,
  eventCount: z.number().int(),
  banks: z.array(z.string()),
  /** How many events it fixes. */
  fixedEvents: z.number().int(),
  enabled: z.boolean(),
  addedAt: instant,
  addedBy: z.string(),
  lastMatchedAt: instant.nullable(),
  /** Whether a host can match it at all: hosts quote one bank. */
  usable: z.boolean(),
  /** 1, or one more than that of the baseline that it supersedes. */
  version: z.number().int(),
  supersedes: named.nullable(),
  supersededBy: z.array(named),
  owner: z.string(),
  note: z.string(),
  source: bootSource,
  /** PCRs that it leaves out of those that a baseline fixes, and why. */
  ignores: z.array(z.number().int()),
  ignoresReason: z.string(),
  /** Set while it is disabled: by whom, when and why. */
  retired: z.object({ at: instant, by: z.string(), reason: z.string() }).nullable(),
  /** Authorised hosts whose last proven boot matched it. */
  hosts: z.number().int(),
});
export type Baseline = z.infer<typeof baseline>;

/** What a baseline does with some PCRs, and what that means. */
export const baselineScope = z.object({
  pcrs: z.array(z.number().int()),
  /** `left-out`: fixed as a rule, ignored by this baseline. */
  holds: z.enum(['fixed', 'ignored', 'left-out']),
  /** `boot`: up to the separator of the PCR. */
  until: z.enum(['whole', 'boot']),
  what: z.string(),
  why: z.string(),
  /** What is given up if it is left out, and what still holds; null where it cannot be. */
  ifIgnored: z.string().nullable(),
  /** Measurements of the log in these PCRs that are fixed. */
  events: z.number().int(),
});
export type BaselineScope = z.infer<typeof baselineScope>;

const measurement = z.object({
  event: z.number().int(),
  what: z.string(),
  digest: hex,
});

/** What kind of thing was measured, as its event claims; the variables are those of Secure Boot. */
export const measuredSubject = z.enum([
  'SecureBoot',
  'PK',
  'KEK',
  'db',
  'dbx',
  'mode',
  'variable',
  'authority',
  'image',
  'driver',
  'version',
  'firmware',
  'action',
  'separator',
  'signers',
  'other',
]);

/** One measurement that two boots do not share: `left` of the first, `right` of the second. */
export const bootDifference = z.object({
  kind: z.enum(['changed', 'added', 'removed', 'moved']),
  pcr: z.number().int(),
  subject: measuredSubject,
  left: measurement.nullable(),
  right: measurement.nullable(),
});
export type BootDifference = z.infer<typeof bootDifference>;

export const bootDifferences = z.object({
  /** At most 200; `total` says how many there are. */
  rows: z.array(bootDifference),
  total: z.number().int(),
});
export type BootDifferences = z.infer<typeof bootDifferences>;

const hostBoot = z.object({
  hostName: z.string(),
  ekHash: sha256,
  /** When the host last proved this boot, or claimed it while it waits. */
  at: instant,
});

export const baselineDetail = baseline.extend({
  scope: z.array(baselineScope),
  measurements: z.array(z.object({ pcr: z.number().int(), what: z.string(), digest: hex })),
  /** All that supersede one another with it, oldest first. */
  versions: z.array(
    named.extend({ version: z.number().int(), enabled: z.boolean(), addedAt: instant }),
  ),
  usedBy: z.array(hostBoot),
});
export type BaselineDetail = z.infer<typeof baselineDetail>;

/** What trusting a stored log as a baseline would mean. */
export const baselinePreview = z.object({
  eventLog: sha256,
  eventCount: z.number().int(),
  usable: z.boolean(),
  secureBoot: z.boolean().nullable(),
  source: bootSource,
  scope: z.array(baselineScope),
  /** The trusted baseline that shares most with it; null if none is trusted. */
  nearest: named
    .extend({
      /** Whether it lets this very boot pass already. */
      matches: z.boolean(),
      differences: bootDifferences,
    })
    .nullable(),
  /** Authorised hosts that match no trusted baseline now and would match this one. */
  wouldPass: z.array(hostBoot),
  /** Authorised hosts that match it and a trusted one as well. */
  passAlready: z.number().int(),
  /** Hosts that wait for approval and claim such a boot. */
  waiting: z.array(z.string()),
});
export type BaselinePreview = z.infer<typeof baselinePreview>;

const reason = z.string().trim().max(500);

const about = {
  /** Who answers for it. */
  owner: z.string().trim().max(128).default(''),
  note: z.string().trim().max(2000).default(''),
  /** PCRs to leave out; only those whose scope says `ifIgnored`. */
  ignores: z.array(z.number().int().min(0).max(23)).max(24).default([]),
  /** Why PCRs are left out; wanted then. */
  ignoresReason: reason.default(''),
  /** The baseline of which it is the next version. */
  supersedes: z.uuid().nullable().default(null),
};

/** One boot that a baseline can be made from: the last one of a host. */
export const boot = hostBoot.extend({
  eventLog: sha256,
  /** Whether the TPM of the host proved it; else it is the word of a waiting host. */
  proven: z.boolean(),
  baseline: z.string().nullable(),
});
export type Boot = z.infer<typeof boot>;

export const baselineRoutes = {
  listBaselines: route({
    method: 'GET',
    path: '/Administration/baselines',
    summary: 'TPM baselines (Get-HgsAttestationPolicy)',
    permission: 'hgs.read',
    response: listOf(baseline),
  }),
  getBaseline: route({
    method: 'GET',
    path: '/Administration/baselines/:id',
    summary: 'A baseline: what it fixes, its versions and where it is used',
    permission: 'hgs.read',
    params: byId,
    response: baselineDetail,
  }),
  addBaseline: route({
    method: 'POST',
    path: '/Administration/baselines',
    summary: 'Trusts the boot measurements of a TCG log (Add-HgsAttestationTpmPolicy)',
    permission: 'hgs.write',
    body: z.object({ name, content: base64.max(24 * 1024 * 1024), ...about }),
    response: baseline,
    status: 201,
  }),
  captureBaseline: route({
    method: 'POST',
    path: '/Administration/baselines/capture',
    summary: 'Trusts the boot of a log that a host has sent',
    permission: 'hgs.write',
    body: z.object({
      name,
      /** The log that was looked at, by its SHA-256: no other is trusted in its stead. */
      eventLog: sha256,
      ...about,
      /** Retires what it supersedes at once, with this reason; null keeps both trusted. */
      retireSuperseded: reason.min(1).nullable().default(null),
    }),
    response: baseline,
    status: 201,
  }),
  changeBaseline: route({
    method: 'PATCH',
    path: '/Administration/baselines/:id',
    summary: 'Retires a baseline with a reason, trusts it again, or changes its owner and note',
    permission: 'hgs.write',
    params: byId,
    body: z.object({
      enabled: z.boolean().optional(),
      /** Why it is retired. */
      reason: reason.optional(),
      owner: z.string().trim().max(128).optional(),
      note: z.string().trim().max(2000).optional(),
    }),
    response: baseline,
  }),
  removeBaseline: route({
    method: 'DELETE',
    path: '/Administration/baselines/:id',
    summary: 'Removes a baseline',
    permission: 'hgs.write',
    params: byId,
    response: nothing,
    status: 204,
  }),
  previewBaseline: route({
    method: 'GET',
    path: '/Administration/event-logs/:digest/baseline-preview',
    summary: 'What trusting a stored log as a baseline would mean',
    permission: 'hgs.read',
    params: z.object({ digest: sha256 }),
    query: z.object({
      /** PCRs to leave out, e.g. `2,14`. */
      ignores: z
        .string()
        .regex(/^(\d{1,2}(,\d{1,2})*)?$/, 'numbers of PCRs with commas between')
        .default(''),
    }),
    response: baselinePreview,
  }),
  listBoots: route({
    method: 'GET',
    path: '/Administration/boots',
    summary: 'The last proven boot of every authorised host, and what waiting hosts claim',
    permission: 'hgs.read',
    response: listOf(boot),
  }),
};
