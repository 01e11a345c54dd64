import type { CauseCode } from '@gatehouse/contracts';

/** Why a host could not be read or changed, with the cause that its network node shows. */
export const hostFailureCauses = {
  'host-unresolved': 'host-unresolved',
  refused: 'host-refused',
  unreachable: 'host-unreachable',
  timeout: 'host-unreachable',
  unfinished: 'winrm-protocol-error',
  silent: 'winrm-silent',
  closed: 'host-closes-connection',
  tls: 'tls-failed',
  'plaintext-password': 'tls-failed',
  'not-wsman': 'winrm-not-wsman',
  'auth-rejected': 'credentials-rejected',
  'access-denied': 'access-denied',
  'class-missing': 'winrm-protocol-error',
  fault: 'winrm-protocol-error',
  malformed: 'winrm-protocol-error',
  oversized: 'winrm-protocol-error',
  aborted: 'never-checked',
  'command-failed': 'winrm-protocol-error',
  'change-refused': 'winrm-protocol-error',
} as const satisfies Record<string, CauseCode>;

export type HostFailureCode = keyof typeof hostFailureCauses;

export class HostFailure extends Error {
  override readonly name = 'HostFailure';
  readonly code: HostFailureCode;
  /** What to do about it, in a sentence. */
  readonly remedy: string;

  constructor(code: HostFailureCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
    this.remedy = remedies[code];
  }

  get causeCode(): (typeof hostFailureCauses)[HostFailureCode] {
    return hostFailureCauses[this.code];
  }

  /** Whether WS-Man itself works: the host answered, and what failed is what was asked for. */
  get answered(): boolean {
    return answeredCodes.has(this.code);
  }
}

const answeredCodes: ReadonlySet<HostFailureCode> = new Set([
  'access-denied',
  'class-missing',
  'fault',
  'unfinished',
  'command-failed',
  'change-refused',
]);

const remedies: Readonly<Record<HostFailureCode, string>> = {
  'host-unresolved': 'Check the name, and that DNS knows it.',
  refused: 'Start the WinRM service on the host (winrm quickconfig), and check its port.',
  unreachable: 'Check that the host is on, and the network and firewalls on the way to it.',
  timeout: 'Check the load of the host and the network, then refresh.',
  unfinished: 'Check the load of the host, and run the same on it to see what it waits for.',
  silent: 'Something accepts the connection but does not answer: restart WinRM on the host.',
  closed: 'The host closes the connection: check its WinRM service and any proxy on the way.',
  tls: "Check the certificate of the host's HTTPS listener, and that it is for this name.",
  'plaintext-password':
    'Use Negotiate, or an HTTPS listener: a password is not sent in the clear over a network.',
  'not-wsman': 'Another service answers on this port: check the port and the WinRM listener.',
  'auth-rejected': 'Check user name and password of the Run As account.',
  'access-denied': 'Make the Run As account an administrator of the host.',
  'class-missing': 'Install the Windows feature that has this class on the host.',
  fault: 'Read the message of the host; its event log has more.',
  malformed: 'The answer of the host cannot be read: check for a proxy, and report it.',
  oversized: 'The answer of the host is larger than is accepted: report it.',
  aborted: 'The call was given up before the host answered.',
  'command-failed': 'Read the message of the command; run it on the host to see more.',
  'change-refused': 'Read the return value that the host gave; its event log has more.',
};
