/** Services whose state is health: Hyper-V, the HGS client, WinRM itself and SCVMM's agent. */
export const watchedServices = [
  'vmms',
  'vmcompute',
  'HgClientService',
  'WinRM',
  'SCVMMAgent',
] as const;
