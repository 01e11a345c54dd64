import type { PolicyName } from '@gatehouse/attestation';
import type { HashName } from '@gatehouse/bytes/crypto';
import type { BootCause, Responsible } from '@gatehouse/contracts';
import type { EventToWrite, eventType } from '@gatehouse/measured-boot';
import type { HostConfiguration } from '../../model/host-configuration.ts';
import type { BootContext } from '../boot-step.ts';

/** Changes events that have the digests of both banks. */
export type Edit = (
  events: readonly EventToWrite[],
  context: BootContext,
) => readonly EventToWrite[];

/** A change of how a host starts. What it leaves out is as in a healthy boot. */
export interface BootChange {
  /** Settings of firmware and Windows. */
  readonly configuration?: Partial<HostConfiguration>;
  /** What the boot depends on besides its settings. */
  readonly context?: (context: BootContext) => BootContext;
  /** What TPM and log are given alike. */
  readonly measured?: Edit;
  /** What the log tells in place of what the TPM was given. */
  readonly told?: Edit;
  /** Banks that the log has. */
  readonly banks?: readonly HashName[];
  /** What is left of the bytes of the log. */
  readonly cut?: (log: Uint8Array) => Uint8Array;
  /** What is extended after the log was taken. */
  readonly afterwards?: readonly { readonly pcr: number; readonly digest: Uint8Array }[];
  /** The EK certificate is of a manufacturer that nobody trusts. */
  readonly foreignCertificate?: true;
  readonly expected: Expectation;
}

/** How HGS has to explain a change. */
export interface Expectation {
  /** Null for a change that passes. */
  readonly cause: BootCause | null;
  readonly who?: Responsible;
  /** PCR and type of the first event that shows it; nothing where no event does. */
  readonly at?: readonly [pcr: number, type: keyof typeof eventType];
  /** PCR that is named where no event can be. */
  readonly pcr?: number;
  /** Policies that have to be other than as delivered for it to be refused for this. */
  readonly policies?: Partial<Record<PolicyName, 'Enabled' | 'Disabled'>>;
}

type At = Expectation['at'];
type More = Omit<Expectation, 'cause' | 'who' | 'at'>;

/** Explained by this cause; the administrator of the host can put it right. */
export const host = (cause: BootCause, at?: At, more: More = {}): Expectation => ({
  cause,
  who: 'host administrator',
  ...(at !== undefined && { at }),
  ...more,
});

/** Explained by this cause; the HGS administrator decides. */
export const guardian = (cause: BootCause, at?: At, more: More = {}): Expectation => ({
  ...host(cause, at, more),
  who: 'HGS administrator',
});

export const passes: Expectation = { cause: null };
