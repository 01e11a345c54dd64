/** What a route of the server can ask for, and which roles grant it. */
export const serverRoles = [
  'administrator',
  'fabric-administrator',
  'read-only-administrator',
] as const;
export type ServerRole = (typeof serverRoles)[number];

const everyone = serverRoles;
const fabric = ['administrator', 'fabric-administrator'] as const;
const administrators = ['administrator'] as const;

/** SCVMM's rule: only the Administrator changes settings; a Fabric Administrator works within them. */
export const serverPermissions = {
  'overview.read': everyone,
  'hosts.read': everyone,
  'hosts.write': fabric,
  'hosts.repair': fabric,
  'jobs.read': everyone,
  'jobs.write': fabric,
  'attestations.read': everyone,
  'hgs-settings.read': everyone,
  'hgs-settings.write': administrators,
  'code-integrity-policies.read': everyone,
  'code-integrity-policies.write': administrators,
  'run-as-accounts.read': everyone,
  'run-as-accounts.write': fabric,
  'users.read': administrators,
  'users.write': administrators,
  'audit.read': everyone,
  'simulator.read': everyone,
  'simulator.write': fabric,
} as const satisfies Record<string, readonly ServerRole[]>;
export type ServerPermission = keyof typeof serverPermissions;

/** Roles of hgs: its own administrators, and readers such as the server's feed. */
export const hgsRoles = ['hgs-administrator', 'hgs-reviewer'] as const;
export type HgsRole = (typeof hgsRoles)[number];

/** HGS Reviewers are read-only, as in the JEA endpoint of the Host Guardian Service. */
export const hgsPermissions = {
  'hgs.read': hgsRoles,
  'hgs.feed': hgsRoles,
  'hgs.write': ['hgs-administrator'],
} as const satisfies Record<string, readonly HgsRole[]>;
export type HgsPermission = keyof typeof hgsPermissions;

export type Public = 'public' | 'signed-in';

export const grants = <R extends string>(
  table: Readonly<Record<string, readonly R[]>>,
  role: R,
  permission: string,
): boolean => table[permission]?.includes(role) ?? false;
