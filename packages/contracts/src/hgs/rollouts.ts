import { z } from 'zod';
import { byId, instant, listOf, name, nothing, sha256 } from '../common.ts';
import { route } from '../route.ts';

/**
 * `planned`: nothing is trusted yet; `running`: old and new are; `paused`: both still are, and nothing
 * happens by itself; `withdrawn`: the new one is not any more; `finished`: the old one is not.
 */
export const rolloutState = z.enum(['planned', 'running', 'paused', 'withdrawn', 'finished']);
export type RolloutState = z.infer<typeof rolloutState>;

/** What can be done with a rollout, from which states and to which. */
export const rolloutSteps = {
  start: { from: ['planned'], to: 'running' },
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  withdraw: { from: ['running', 'paused'], to: 'withdrawn' },
  finish: { from: ['running', 'paused'], to: 'finished' },
  reopen: { from: ['withdrawn', 'finished'], to: 'running' },
} as const satisfies Readonly<
  Record<string, { readonly from: readonly RolloutState[]; readonly to: RolloutState }>
>;
export type RolloutStep = keyof typeof rolloutSteps;

/** A baseline of a rollout; without id once it has been removed. */
const end = z.object({ id: z.uuid().nullable(), name: z.string(), enabled: z.boolean() });

/**
 * Where the hosts of a rollout are, by the last boot that each has proven: on the old baseline, on
 * the new one, on neither, or not known. One whose boot matches both counts as moved.
 */
const progress = z.object({
  moved: z.number().int(),
  waiting: z.number().int(),
  strayed: z.number().int(),
  unknown: z.number().int(),
});

export const rollout = z.object({
  id: z.uuid(),
  name: z.string(),
  state: rolloutState,
  old: end,
  new: end,
  canary: z.string(),
  note: z.string(),
  /** Retires the old baseline by itself when the last host has moved. */
  autoRetire: z.boolean(),
  createdAt: instant,
  createdBy: z.string(),
  startedAt: instant.nullable(),
  changedAt: instant,
  changedBy: z.string(),
  /** Why it was paused, withdrawn or finished. */
  reason: z.string(),
  progress,
  /** Whether the last host has moved, so that the old baseline is not needed any more. */
  readyToFinish: z.boolean(),
});
export type Rollout = z.infer<typeof rollout>;

const outcome = z.object({ pass: z.number().int(), fail: z.number().int() });
const perTrust = <T extends z.ZodType>(item: T) => z.object({ old: item, both: item, new: item });

/** A kind of boot among the authorised hosts, and what would become of it. */
export const rolloutGroup = z.object({
  fingerprint: sha256,
  eventLog: sha256,
  hosts: z.number().int(),
  /** Whether a baseline lets it pass with the old one only, both, or the new one only trusted. */
  passes: perTrust(z.boolean()),
  /** Where it fails: what differs first from the baseline that is nearest with both trusted. */
  cause: z
    .object({
      baseline: z.string(),
      sentence: z.string(),
      remedy: z.string(),
    })
    .nullable(),
});
export type RolloutGroup = z.infer<typeof rolloutGroup>;

export const rolloutHost = z.object({
  hostName: z.string(),
  ekHash: sha256,
  /** `elsewhere`: not part of it, another baseline lets it pass. */
  place: z.enum(['moved', 'waiting', 'strayed', 'unknown', 'elsewhere']),
  /** When it last proved a boot. */
  at: instant.nullable(),
  /** Index in `groups`; null without a proven boot. */
  group: z.number().int().nullable(),
});
export type RolloutHost = z.infer<typeof rolloutHost>;

export const rolloutDetail = rollout.extend({
  outcomes: perTrust(outcome),
  groups: z.array(rolloutGroup),
  hosts: z.array(rolloutHost),
});
export type RolloutDetail = z.infer<typeof rolloutDetail>;

const reason = z.string().trim().min(1).max(500);

const step = <S extends RolloutStep, B extends z.ZodType>(key: S, summary: string, body: B) =>
  route({
    method: 'POST',
    path: `/Administration/rollouts/:id/${key}`,
    summary,
    permission: 'hgs.write',
    params: byId,
    body,
    response: rollout,
  });

export const rolloutRoutes = {
  listRollouts: route({
    method: 'GET',
    path: '/Administration/rollouts',
    summary: 'Rollouts of firmware and updates, newest first',
    permission: 'hgs.read',
    response: listOf(rollout),
  }),
  getRollout: route({
    method: 'GET',
    path: '/Administration/rollouts/:id',
    summary: 'A rollout: where every host is, and what would become of it',
    permission: 'hgs.read',
    params: byId,
    response: rolloutDetail,
  }),
  planRollout: route({
    method: 'POST',
    path: '/Administration/rollouts',
    summary: "Plans a move from a baseline to the boot of a canary's log; trusts nothing yet",
    permission: 'hgs.write',
    body: z.object({
      name,
      /** The baseline that the hosts match today. */
      old: z.uuid(),
      /** The log of the canary, by its SHA-256. */
      eventLog: sha256,
      /** Name of the new baseline, which is made disabled. */
      baseline: name,
      note: z.string().trim().max(2000).default(''),
      autoRetire: z.boolean().default(false),
    }),
    response: rollout,
    status: 201,
  }),
  changeRollout: route({
    method: 'PATCH',
    path: '/Administration/rollouts/:id',
    summary: 'Changes the note, or whether the old baseline retires by itself',
    permission: 'hgs.write',
    params: byId,
    body: z.object({
      note: z.string().trim().max(2000).optional(),
      autoRetire: z.boolean().optional(),
    }),
    response: rollout,
  }),
  startRollout: step('start', 'Pre-approves: trusts the new baseline beside the old', z.object({})),
  pauseRollout: step(
    'pause',
    'Stops what happens by itself; both stay trusted',
    z.object({ reason }),
  ),
  resumeRollout: step('resume', 'Goes on after a pause', z.object({})),
  withdrawRollout: step(
    'withdraw',
    'Trusts the new baseline no more: hosts that moved fail',
    z.object({ reason }),
  ),
  finishRollout: step(
    'finish',
    'Retires the old baseline',
    z.object({
      reason,
      /** Also while hosts have not moved: they fail at their next attestation. */
      leaveBehind: z.boolean().default(false),
    }),
  ),
  reopenRollout: step('reopen', 'Undoes a withdrawal or the end: trusts both again', z.object({})),
  removeRollout: route({
    method: 'DELETE',
    path: '/Administration/rollouts/:id',
    summary: 'Forgets a rollout that is planned, withdrawn or finished',
    permission: 'hgs.write',
    params: byId,
    response: nothing,
    status: 204,
  }),
};
