import type { NodeRule } from '../fold-input.ts';
import { unread } from './unread.ts';

/** Name of the Hyper-V Virtual Machine Management service. */
const hyperVService = 'vmms';

export const hyperVRule: NodeRule = {
  tier: 'services',
  judge: ({ readings: { services } }) => {
    const expected = 'Hyper-V Virtual Machine Management running';
    if (services?.value == null) return unread(services, expected);
    const service = services.value.find(({ name }) => name.toLowerCase() === hyperVService);
    if (service === undefined) {
      return { checkedAt: services.at, causeCode: 'hyper-v-missing', expected, actual: 'absent' };
    }
    return {
      checkedAt: services.at,
      causeCode: service.state === 'Running' ? null : 'hyper-v-stopped',
      expected,
      actual: service.state.toLowerCase(),
    };
  },
};

/** Win32_DeviceGuard.VirtualizationBasedSecurityStatus; a host that is not guarded may do without. */
export const vbsRule: NodeRule = {
  tier: 'platform',
  judge: ({ host, readings: { deviceGuard } }) => {
    const expected = host.guarded ? 'running' : null;
    if (deviceGuard === null) return unread(deviceGuard, expected);
    const state = deviceGuard.value?.virtualizationBasedSecurity ?? 'off';
    return {
      checkedAt: deviceGuard.at,
      causeCode: state === 'running' || !host.guarded ? null : 'vbs-off',
      expected,
      actual: state,
    };
  },
};
