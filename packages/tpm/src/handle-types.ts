import { type HandleType, isHandle, permanentHandle } from './handles.ts';

type Permanent = keyof typeof permanentHandle;
interface HandleRule {
  readonly ranges?: readonly HandleType[];
  readonly permanent?: readonly Permanent[];
}

const object = { ranges: ['transient', 'persistent'] } as const;
const entity = {
  ranges: ['pcr', 'nvIndex', 'transient', 'persistent'],
  permanent: ['owner', 'endorsement', 'platform', 'lockout'],
} as const;
const orNull = ({ permanent = [], ...rule }: HandleRule): HandleRule => ({
  ...rule,
  permanent: [...permanent, 'null'],
});

/** What a handle of a command may be — the TPMI_DH, TPMI_RH and TPMI_SH types of Part 2 §9. */
export const handleRules = {
  /** TPMI_DH_OBJECT, and `+`. */
  object,
  objectOrNull: orNull(object),
  /** TPMI_DH_CONTEXT. */
  context: { ranges: ['hmacSession', 'policySession', 'transient'] },
  /** TPMI_DH_ENTITY, and `+`. */
  entity,
  entityOrNull: orNull(entity),
  /** TPMI_DH_PCR, and `+`. */
  pcr: { ranges: ['pcr'] },
  pcrOrNull: orNull({ ranges: ['pcr'] }),
  /** TPMI_RH_HIERARCHY+. */
  hierarchyOrNull: { permanent: ['owner', 'endorsement', 'platform', 'null'] },
  /** TPMI_RH_HIERARCHY_AUTH. */
  hierarchyAuth: { permanent: ['owner', 'endorsement', 'platform', 'lockout'] },
  /** TPMI_RH_HIERARCHY without null: who may switch hierarchies. */
  hierarchy: { permanent: ['owner', 'endorsement', 'platform'] },
  /** TPMI_DH_PARENT+. */
  parentOrNull: {
    ranges: ['transient', 'persistent'],
    permanent: ['owner', 'endorsement', 'platform', 'null'],
  },
  /** TPMI_RH_PROVISION. */
  provision: { permanent: ['owner', 'platform'] },
  /** TPMI_RH_CLEAR. */
  clear: { permanent: ['lockout', 'platform'] },
  platform: { permanent: ['platform'] },
  lockout: { permanent: ['lockout'] },
  endorsement: { permanent: ['endorsement'] },
  /** TPMI_RH_NV_AUTH. */
  nvAuth: { ranges: ['nvIndex'], permanent: ['owner', 'platform'] },
  nvIndex: { ranges: ['nvIndex'] },
  hmacSession: { ranges: ['hmacSession'] },
  policySession: { ranges: ['policySession'] },
} as const satisfies Readonly<Record<string, HandleRule>>;
export type HandleRuleName = keyof typeof handleRules;

/** Whether the handle is of a range or one of the permanent handles that the rule allows. */
export function isAllowedHandle(name: HandleRuleName, handle: number): boolean {
  const { ranges = [], permanent = [] }: HandleRule = handleRules[name];
  return (
    ranges.some((range) => isHandle(handle, range)) ||
    permanent.some((known) => permanentHandle[known] === handle)
  );
}
