import { equalSecrets, hmac } from '@gatehouse/bytes/crypto';
import { permanentHandle, type Ticket } from '@gatehouse/tpm';
import { hierarchyOf } from './hierarchy.ts';
import { proofOf } from './keys.ts';
import type { Machine } from './machine.ts';

const tags = { hashCheck: [0x80, 0x24], verified: [0x80, 0x22] } as const;
type Tag = keyof typeof tags;

const nullTicket = (tag: Tag): Ticket => ({
  tag,
  hierarchy: permanentHandle.null,
  digest: new Uint8Array(),
});

/** What only this TPM can have said of `parts` — Part 2 §10.7; says nothing in the null hierarchy. */
export function ticketOf(
  machine: Machine,
  tag: Tag,
  hierarchy: number,
  ...parts: readonly Uint8Array[]
): Ticket {
  if (hierarchyOf(hierarchy) === permanentHandle.null) return nullTicket(tag);
  const proof = proofOf(machine.seedOf(hierarchy));
  return { tag, hierarchy, digest: hmac('sha256', proof, Uint8Array.of(...tags[tag]), ...parts) };
}

/** Whether this TPM gave the ticket for `parts`; a null ticket never counts. */
export function isTicketOf(
  machine: Machine,
  ticket: Ticket,
  tag: Tag,
  ...parts: readonly Uint8Array[]
): boolean {
  if (ticket.tag !== tag || ticket.digest.length === 0) return false;
  return equalSecrets(ticket.digest, ticketOf(machine, tag, ticket.hierarchy, ...parts).digest);
}
