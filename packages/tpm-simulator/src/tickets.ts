import { equalSecrets, hmac } from '@gatehouse/bytes/crypto';
import { permanentHandle, type Ticket } from '@gatehouse/tpm';
import { isEnabled, isHierarchy } from './hierarchy.ts';
import { type Machine, proofOf } from './machine.ts';

const tags = {
  creation: [0x80, 0x21],
  verified: [0x80, 0x22],
  authSecret: [0x80, 0x23],
  hashCheck: [0x80, 0x24],
  authSigned: [0x80, 0x25],
} as const;
type Tag = keyof typeof tags;

export const nullTicket = <T extends Tag>(tag: T): Ticket<T> => ({
  tag,
  hierarchy: permanentHandle.null,
  digest: new Uint8Array(),
});

const digestOf = (machine: Machine, tag: Tag, hierarchy: number, parts: readonly Uint8Array[]) =>
  hmac('sha256', proofOf(machine, hierarchy), Uint8Array.of(...tags[tag]), ...parts);

/** What only this TPM can have said of `parts` — Part 2 §10.7; says nothing in the null hierarchy. */
export const ticketOf = <T extends Tag>(
  machine: Machine,
  tag: T,
  hierarchy: number,
  ...parts: readonly Uint8Array[]
): Ticket<T> =>
  hierarchy === permanentHandle.null
    ? nullTicket(tag)
    : { tag, hierarchy, digest: digestOf(machine, tag, hierarchy, parts) };

/** The ticket of an object's creation; that of the null hierarchy counts until the next reset. */
export const creationTicketOf = (
  machine: Machine,
  hierarchy: number,
  ...parts: readonly Uint8Array[]
): Ticket<'creation'> => ({
  tag: 'creation',
  hierarchy,
  digest: digestOf(machine, 'creation', hierarchy, parts),
});

/** Whether this TPM gave the ticket for `parts`; a null ticket never counts. */
export function isTicketOf(
  machine: Machine,
  ticket: Ticket,
  tag: Tag,
  ...parts: readonly Uint8Array[]
): boolean {
  const { hierarchy, digest } = ticket;
  if (ticket.tag !== tag || digest.length === 0) return false;
  if (!isHierarchy(hierarchy) || !isEnabled(machine, hierarchy)) return false;
  return equalSecrets(digest, digestOf(machine, tag, hierarchy, parts));
}
