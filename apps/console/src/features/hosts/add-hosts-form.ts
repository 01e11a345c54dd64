import { type AddHosts, addHosts, hostName, type RunAsAccount } from '@gatehouse/contracts';
import { z } from 'zod';
import { expandNames } from './expand-names.ts';

/** Chosen in the list of accounts: another is to be made. */
export const newAccount = 'new';

/** What is typed into the dialog; the password of a new account is not part of it. */
export interface TypedHosts {
  readonly names: string;
  /** Id of a Run As account, or `new`; empty for the first there is. */
  readonly account: string;
  readonly accountName: string;
  readonly username: string;
  readonly group: string;
  readonly guarded: boolean;
  /** Id of a policy; empty to leave it as it is. */
  readonly policy: string;
}

const nothingTyped: TypedHosts = {
  names: '',
  account: '',
  accountName: '',
  username: '',
  group: 'All Hosts',
  guarded: true,
  policy: '',
};

const text = z.string().optional().catch(undefined);
const draft = z.object({
  names: text,
  account: text,
  accountName: text,
  username: text,
  group: text,
  guarded: z.boolean().optional().catch(undefined),
  policy: text,
});

/** The form as it was before a reload. */
export const typedOf = (kept: Readonly<Record<string, unknown>>): TypedHosts => {
  const { names, account, accountName, username, group, guarded, policy } = draft.parse(kept);
  return {
    names: names ?? nothingTyped.names,
    account: account ?? nothingTyped.account,
    accountName: accountName ?? nothingTyped.accountName,
    username: username ?? nothingTyped.username,
    group: group ?? nothingTyped.group,
    guarded: guarded ?? nothingTyped.guarded,
    policy: policy ?? nothingTyped.policy,
  };
};

/** The account that is chosen, also when nobody has chosen: the first, or a new one if there is none. */
export const accountOf = (
  { account }: Pick<TypedHosts, 'account'>,
  accounts: readonly Pick<RunAsAccount, 'id'>[] | undefined,
): string => {
  if (accounts === undefined) return '';
  if (account === newAccount || accounts.some(({ id }) => id === account)) return account;
  return accounts[0]?.id ?? newAccount;
};

export interface ReadHosts {
  /** Names that are not managed yet. */
  readonly fresh: readonly string[];
  /** Names that are managed already and are left out. */
  readonly known: readonly string[];
  /** What is wrong with the names, in a sentence. */
  readonly problem: string | null;
  /** Null while something is missing or wrong. */
  readonly input: AddHosts | null;
}

/** What the typed form asks for. */
export const readHosts = (
  typed: TypedHosts,
  account: string,
  managed: ReadonlySet<string>,
): ReadHosts => {
  const { names, problems } = expandNames(typed.names);
  const fresh = names.filter((name) => !managed.has(name));
  const known = names.filter((name) => managed.has(name));
  const bad = fresh.find((name) => !hostName.safeParse(name).success);
  const problem =
    problems[0] ??
    (bad === undefined ? null : `“${bad}” is not a host name such as hv-0001.fabric.test.`);
  const input = addHosts.safeParse({
    names: fresh,
    runAsAccountId: account,
    group: typed.group,
    guarded: typed.guarded,
    codeIntegrityPolicyId: typed.policy || null,
  });
  return { fresh, known, problem, input: problem === null && input.success ? input.data : null };
};
