import type { AuditEntry } from '@gatehouse/contracts';
import { accountSchema, type Database } from '@gatehouse/database';
import { and, asc, desc, ilike, or, type SQL } from 'drizzle-orm';
import { ProblemError } from '../problem-error.ts';
import type { AuditQuery, AuditRecord } from './accounts.ts';

const { auditEntries } = accountSchema;

const longest = 512;

export const recordAudit = async (db: Database, at: Date, entry: AuditRecord): Promise<void> => {
  await db.insert(auditEntries).values({
    at,
    actor: entry.actor.slice(0, longest),
    action: entry.action.slice(0, longest),
    object: entry.object.slice(0, longest),
    outcome: entry.outcome,
  });
};

const columns = {
  actor: auditEntries.actor,
  action: auditEntries.action,
  object: auditEntries.object,
  outcome: auditEntries.outcome,
};

const sortable = { at: auditEntries.id, ...columns };

const isKey = <T extends object>(table: T, key: string): key is Extract<keyof T, string> =>
  Object.hasOwn(table, key);

const containing = (text: string) => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;

const condition = (token: string): SQL | undefined => {
  const colon = token.indexOf(':');
  const key = token.slice(0, colon);
  if (colon > 0 && isKey(columns, key))
    return ilike(columns[key], containing(token.slice(colon + 1)));
  const anywhere = containing(token);
  return or(
    ...[auditEntries.actor, auditEntries.action, auditEntries.object].map((column) =>
      ilike(column, anywhere),
    ),
  );
};

const orderOf = (sort: string): SQL => {
  const descending = sort.startsWith('-');
  const key = descending ? sort.slice(1) : sort;
  if (!isKey(sortable, key)) {
    throw new ProblemError(
      'invalid-request',
      `The audit log has no column ${key}.`,
      `Sort by one of ${Object.keys(sortable).join(', ')}.`,
      [{ path: 'query.sort', message: 'unknown column' }],
    );
  }
  return descending ? desc(sortable[key]) : asc(sortable[key]);
};

/** Newest first unless sorted otherwise. */
export const listAudit = async (
  db: Database,
  { limit, offset, sort = '-at', filter = '' }: AuditQuery,
): Promise<{ readonly items: AuditEntry[]; readonly total: number }> => {
  const where = and(...filter.split(/\s+/).filter(Boolean).map(condition));
  const rows = await db
    .select()
    .from(auditEntries)
    .where(where)
    .orderBy(orderOf(sort), desc(auditEntries.id))
    .limit(limit)
    .offset(offset);
  const total = await db.$count(auditEntries, where);
  return {
    items: rows.map(({ id, at, ...entry }) => ({ id: String(id), at: at.toISOString(), ...entry })),
    total,
  };
};
