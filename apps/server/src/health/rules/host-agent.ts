import type { NodeRule } from '../fold-input.ts';
import { unread } from './unread.ts';

/** The services that can manage a host, best first: SCVMM's agent where there is one, else WinRM itself. */
const agentServices = ['SCVMMAgent', 'WinRM'] as const;

export const agentServiceRule: NodeRule = {
  tier: 'services',
  judge: ({ readings: { services } }) => {
    if (services?.value == null) return unread(services, 'a running management service');
    const agent = agentServices
      .map((name) => services.value?.find((service) => sameName(service.name, name)))
      .find((service) => service !== undefined);
    // WinRM answered, or there would be no list: a host that does not list it is managed through it.
    const { name, state } = agent ?? { name: 'WinRM', state: 'Running' };
    return {
      checkedAt: services.at,
      causeCode: state === 'Running' ? null : 'agent-stopped',
      expected: name,
      actual: `${name} ${state.toLowerCase()}`,
    };
  },
};

/** WinRM stack 3.0 (Windows Server 2012) is the first whose answers carry what is read here. */
const leastStack = 3;

export const agentVersionRule: NodeRule = {
  tier: 'reachability',
  judge: ({ readings: { reachability } }) => {
    const expected = `WinRM stack ${leastStack}.0 or later`;
    if (reachability === null || reachability.failure !== null) {
      return { checkedAt: null, causeCode: 'never-checked', expected };
    }
    const stack = /Stack:\s*(\d+)\.(\d+)/i.exec(reachability.productVersion ?? '');
    const outdated = stack !== null && Number(stack[1]) < leastStack;
    return {
      checkedAt: reachability.at,
      causeCode: outdated ? 'agent-outdated' : null,
      expected,
      actual: stack === null ? reachability.productVersion : `WinRM stack ${stack[1]}.${stack[2]}`,
    };
  },
};

const sameName = (left: string, right: string) => left.toLowerCase() === right.toLowerCase();
