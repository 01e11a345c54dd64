/** Positions of equal tokens of two sequences, ascending in both. */
export interface CommonSubsequence {
  readonly pairs: readonly (readonly [left: number, right: number])[];
  /** Whether there is no longer one; false where the search was cut short. */
  readonly isLongest: boolean;
}

/** Edits after which the search for the longest is given up: its time and memory are their square. */
export const editLimit = 1024;

/**
 * The longest common subsequence by Myers' greedy algorithm ("An O(ND) Difference Algorithm", 1986)
 * on the tokens that both sequences have. Sequences that differ by more than {@link editLimit} of
 * those are aligned by the tokens that each has once, and what continues from there.
 */
export function commonSubsequence<T>(left: readonly T[], right: readonly T[]): CommonSubsequence {
  const ids = new Map<T, number>();
  const idOf = (token: T): number => {
    const id = ids.get(token) ?? ids.size;
    ids.set(token, id);
    return id;
  };
  const a = left.map(idOf);
  const b = right.map(idOf);
  const head = equalRun(a, b, 0, 0, 1, Math.min(a.length, b.length));
  const tail = equalRun(a, b, a.length - 1, b.length - 1, -1, Math.min(a.length, b.length) - head);
  const keptA = shared(a, head, a.length - tail, new Set(b.slice(head, b.length - tail)));
  const keptB = shared(b, head, b.length - tail, new Set(a.slice(head, a.length - tail)));
  const x = keptA.map((at) => a[at] ?? -1);
  const y = keptB.map((at) => b[at] ?? -1);
  const longest = myers(x, y);
  const middle = (longest ?? anchored(x, y)).map(([i, j]): Pair => [keptA[i] ?? 0, keptB[j] ?? 0]);
  return {
    pairs: [...run(0, 0, head), ...middle, ...run(a.length - tail, b.length - tail, tail)],
    isLongest: longest !== null,
  };
}

type Tokens = readonly number[];
type Pair = readonly [number, number];

const run = (left: number, right: number, length: number): readonly Pair[] =>
  Array.from({ length }, (_, i): Pair => [left + i, right + i]);

/** How many tokens are equal from two positions on, in steps of `step`, up to `most`. */
function equalRun(a: Tokens, b: Tokens, i: number, j: number, step: 1 | -1, most: number): number {
  let length = 0;
  while (length < most && a[i + length * step] === b[j + length * step]) length++;
  return length;
}

/** Positions of tokens that the other sequence has, too: the others are in no common subsequence. */
function shared(tokens: Tokens, from: number, end: number, other: ReadonlySet<number>): Tokens {
  const kept: number[] = [];
  for (let at = from; at < end; at++) if (other.has(tokens[at] ?? -1)) kept.push(at);
  return kept;
}

/** Furthest position in `a` on each diagonal, `center` being where both sequences are as far. */
interface Front {
  readonly furthest: Int32Array;
  readonly center: number;
}

/** Where `d` edits come to on diagonal `k`: one token of `b` more, or one of `a`. */
function step({ furthest, center }: Front, d: number, k: number): { x: number; from: number } {
  const below = furthest[center + k + 1] ?? 0;
  const before = furthest[center + k - 1] ?? 0;
  const takesB = k === -d || (k !== d && before < below);
  return takesB ? { x: below, from: k + 1 } : { x: before + 1, from: k - 1 };
}

/** Null if the sequences are more than `editLimit` edits apart. */
function myers(a: Tokens, b: Tokens): readonly Pair[] | null {
  const most = Math.min(a.length + b.length, editLimit);
  const front: Front = { furthest: new Int32Array(2 * most + 3), center: most + 1 };
  const trace: Front[] = [];
  for (let d = 0; d <= most; d++) {
    const { furthest, center } = front;
    trace.push({ furthest: furthest.slice(center - d - 1, center + d + 2), center: d + 1 });
    for (let k = -d; k <= d; k += 2) {
      const start = d === 0 ? 0 : step(front, d, k).x;
      const left = Math.min(a.length - start, b.length - start + k);
      const x = start + equalRun(a, b, start, start - k, 1, left);
      furthest[center + k] = x;
      if (x >= a.length && x - k >= b.length) return wayBack(a.length, b.length, trace);
    }
  }
  return null;
}

/** Follows the furthest positions of each number of edits back to the start. */
function wayBack(endX: number, endY: number, trace: readonly Front[]): readonly Pair[] {
  const pairs: Pair[] = [];
  let x = endX;
  let y = endY;
  for (let d = trace.length - 1; d > 0; d--) {
    const front = trace[d];
    if (front === undefined) break;
    const { x: start, from } = step(front, d, x - y);
    while (x > start) pairs.push([--x, --y]);
    x = front.furthest[front.center + from] ?? 0;
    y = x - from;
  }
  while (x > 0) pairs.push([--x, --y]);
  return pairs.reverse();
}

/** The longest ascending chain of tokens that each sequence has once, and what continues it. */
function anchored(a: Tokens, b: Tokens): readonly Pair[] {
  const inB = onceIn(b);
  const candidates = [...onceIn(a)].flatMap(([token, i]): readonly Pair[] => {
    const j = inB.get(token);
    return j === undefined ? [] : [[i, j]];
  });
  const pairs: Pair[] = [];
  let i = 0;
  let j = 0;
  for (const [nextI, nextJ] of [...ascending(candidates), [a.length, b.length] as const]) {
    const gap = Math.min(nextI - i, nextJ - j);
    const head = equalRun(a, b, i, j, 1, gap);
    const tail = equalRun(a, b, nextI - 1, nextJ - 1, -1, gap - head);
    pairs.push(...run(i, j, head), ...run(nextI - tail, nextJ - tail, tail));
    i = nextI;
    j = nextJ;
  }
  return pairs;
}

/** Tokens that occur once, with their position, in order. */
function onceIn(tokens: Tokens): ReadonlyMap<number, number> {
  const count = new Map<number, number>();
  for (const token of tokens) count.set(token, (count.get(token) ?? 0) + 1);
  return new Map(
    tokens.flatMap((token, at): Pair[] => (count.get(token) === 1 ? [[token, at]] : [])),
  );
}

/** Longest subsequence of pairs that ascends on the right, by patience sorting. */
function ascending(pairs: readonly Pair[]): readonly Pair[] {
  interface Link {
    readonly pair: Pair;
    readonly before: Link | undefined;
  }
  const piles: Link[] = [];
  for (const pair of pairs) {
    let low = 0;
    let high = piles.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((piles[middle]?.pair[1] ?? 0) < pair[1]) low = middle + 1;
      else high = middle;
    }
    piles[low] = { pair, before: piles[low - 1] };
  }
  const chain: Pair[] = [];
  for (let link = piles.at(-1); link !== undefined; link = link.before) chain.push(link.pair);
  return chain.reverse();
}
