import type { Verdict } from '@gatehouse/contracts';
import type { HgsView } from '../health/fold-input.ts';

export type Standing = 'waiting' | 'authorized' | 'withdrawn';

/** What HGS told of one TPM under one name. */
export interface TpmStanding {
  readonly name: string;
  readonly ekHash: string;
  readonly standing: Standing;
  readonly at: string;
}

/** What is known from the feed of HGS: the last verdict and the standing of each TPM. */
export interface HgsKnowledge {
  addVerdict(verdict: Verdict): void;
  addStanding(standing: TpmStanding): void;
  verdictOf(ekHash: string): Verdict | null;
  /** The part of it about the host of this name, with this TPM if it was read already. */
  viewOf(
    name: string,
    ekHash: string | null,
  ): Pick<HgsView, 'verdict' | 'waiting' | 'authorizedEkHash'>;
}

/** Names are claims of whoever asks: how many are remembered is bounded, oldest forgotten first. */
const mostStandings = 20_000;

/** A name as HGS and the inventory can be compared by it: a claim may be without its domain. */
const keysOf = (name: string): readonly string[] => {
  const full = name.toLowerCase();
  const short = full.split('.')[0] ?? full;
  return full === short ? [full] : [full, short];
};

export const createHgsKnowledge = (): HgsKnowledge => {
  const verdicts = new Map<string, Verdict>();
  const verdictsByName = new Map<string, Verdict>();
  const standings = new Map<string, TpmStanding>();
  const byName = new Map<string, Map<string, TpmStanding>>();
  const byTpm = new Map<string, Map<string, TpmStanding>>();

  const forget = (key: string, standing: TpmStanding) => {
    standings.delete(key);
    removeFrom(byName, standing.name, key);
    removeFrom(byTpm, standing.ekHash, key);
  };
  const standingsOfName = (name: string) =>
    keysOf(name).flatMap((key) => [...(byName.get(key)?.values() ?? [])]);
  const authorizedUnder = (name: string) =>
    newest(standingsOfName(name).filter(({ standing }) => standing === 'authorized'));

  const verdictByName = (name: string) =>
    keysOf(name)
      .map((key) => verdictsByName.get(key))
      .find((found) => found !== undefined) ?? null;

  return {
    addVerdict: (verdict) => {
      if (isNotFromTpm(verdict)) return;
      const before = verdicts.get(verdict.ekHash);
      if (before !== undefined && before.at > verdict.at) return;
      verdicts.set(verdict.ekHash, verdict);
      if (verdict.authorized && verdict.hostName !== null) {
        verdictsByName.set(verdict.hostName.toLowerCase(), verdict);
      }
    },
    addStanding: (told) => {
      const standing = { ...told, name: told.name.toLowerCase() };
      // Approving or withdrawing a TPM settles whatever it waited for, under whichever name.
      if (standing.standing !== 'waiting') {
        for (const [key, other] of [...(byTpm.get(standing.ekHash) ?? [])]) forget(key, other);
      }
      const key = `${standing.name} ${standing.ekHash}`;
      const before = standings.get(key);
      if (before?.standing === 'authorized' && standing.standing === 'waiting') return;
      if (before !== undefined) forget(key, before);
      standings.set(key, standing);
      addTo(byName, standing.name, key, standing);
      addTo(byTpm, standing.ekHash, key, standing);
      const [oldest] = standings;
      if (standings.size > mostStandings && oldest !== undefined) forget(...oldest);
    },
    verdictOf: (ekHash) => verdicts.get(ekHash) ?? null,
    viewOf: (name, ekHash) => {
      const ofTpm = ekHash === null ? [] : [...(byTpm.get(ekHash)?.values() ?? [])];
      const authorizedTpm = ofTpm.some(({ standing }) => standing === 'authorized');
      const verdict = ekHash === null ? verdictByName(name) : (verdicts.get(ekHash) ?? null);
      const waiting = newest(
        [...ofTpm, ...standingsOfName(name)].filter(({ standing }) => standing === 'waiting'),
      );
      // Before its first standing is heard, a name belongs to the TPM that last attested under it.
      const passed = verdictByName(name);
      const withdrawn = standingsOfName(name).some(
        ({ ekHash: other, standing }) => other === passed?.ekHash && standing === 'withdrawn',
      );
      const byVerdict = withdrawn ? null : (passed?.ekHash ?? null);
      return {
        verdict,
        waiting: waiting === null ? null : { at: waiting.at, ekHash: waiting.ekHash },
        authorizedEkHash: authorizedTpm ? ekHash : (authorizedUnder(name)?.ekHash ?? byVerdict),
      };
    },
  };
};

/** Anybody can send evidence in the name of a TPM; without its activated credential it is not from it. */
const isNotFromTpm = ({ checks }: Verdict) =>
  checks.some(({ id, outcome }) => id === 'credential-activated' && outcome === 'failed');

type Index = Map<string, Map<string, TpmStanding>>;

const addTo = (index: Index, at: string, key: string, standing: TpmStanding) => {
  const entries = index.get(at) ?? new Map<string, TpmStanding>();
  entries.set(key, standing);
  index.set(at, entries);
};

const removeFrom = (index: Index, at: string, key: string) => {
  const entries = index.get(at);
  entries?.delete(key);
  if (entries?.size === 0) index.delete(at);
};

const newest = (standings: readonly TpmStanding[]): TpmStanding | null =>
  standings.reduce<TpmStanding | null>(
    (best, standing) => (best === null || standing.at > best.at ? standing : best),
    null,
  );
