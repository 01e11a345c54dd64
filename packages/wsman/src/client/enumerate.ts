import { child, element, textOf, type XmlElement } from '@gatehouse/xml';
import type { CimInstance } from '../cim-instance.ts';
import { action, ns, wqlDialect } from '../namespaces.ts';
import { WsmanError } from '../wsman-error.ts';
import type { Ask, CallLimits } from './ask.ts';
import { readInstance } from './read-instance.ts';

/** Items asked for at once, and the most that are taken: a host is not trusted to stop. */
const batch = 200;
const mostItems = 100_000;

/**
 * All instances of a class, or those that a WQL query selects (DSP0226 §8). One round trip with hosts
 * that optimise; others answer only a context, from which the items are pulled.
 */
export async function enumerate(
  ask: Ask,
  resourceUri: string,
  wql: string | null,
  limits: CallLimits,
): Promise<readonly CimInstance[]> {
  const filter = wql === null ? null : element('w:Filter', { Dialect: wqlDialect }, wql);
  const first = await ask(
    { action: action.enumerate, resourceUri, repeatable: true },
    limits,
    element(
      'n:Enumerate',
      {},
      element('w:OptimizeEnumeration'),
      element('w:MaxElements', {}, batch),
      filter,
    ),
  );
  const items: CimInstance[] = [];
  let page = pageOf(first.content, 'EnumerateResponse', [ns.wsman, ns.enumeration]);
  for (;;) {
    items.push(...page.items);
    if (items.length > mostItems)
      throw new WsmanError('oversized', `The enumeration has more than ${mostItems} items.`);
    if (page.ended) return items;
    page = await pull(ask, resourceUri, page.context, limits);
  }
}

async function pull(
  ask: Ask,
  resourceUri: string,
  context: string,
  limits: CallLimits,
): Promise<Page> {
  if (context === '') throw new WsmanError('malformed', 'The enumeration has no context.');
  try {
    const { content } = await ask(
      { action: action.pull, resourceUri, repeatable: false },
      limits,
      element(
        'n:Pull',
        {},
        element('n:EnumerationContext', {}, context),
        element('n:MaxElements', {}, batch),
      ),
    );
    const page = pageOf(content, 'PullResponse', [ns.enumeration, ns.wsman]);
    if (!page.ended && page.items.length === 0)
      throw new WsmanError('malformed', 'The enumeration neither goes on nor ends.');
    return { ...page, context: page.context || context };
  } catch (error) {
    await release(ask, resourceUri, context);
    throw error;
  }
}

/** Frees the host's memory when we give up; it would do so itself after minutes. */
async function release(ask: Ask, resourceUri: string, context: string): Promise<void> {
  await ask(
    { action: action.release, resourceUri, repeatable: false, tidying: true },
    { timeoutMilliseconds: 2000 },
    element('n:Release', {}, element('n:EnumerationContext', {}, context)),
  ).catch(() => undefined);
}

interface Page {
  readonly items: readonly CimInstance[];
  readonly context: string;
  readonly ended: boolean;
}

/** Items and EndOfSequence are in WS-Man's namespace when optimised, else in WS-Enumeration's. */
function pageOf(response: XmlElement | null, name: string, namespaces: readonly string[]): Page {
  if (response?.name !== name || response.namespace !== ns.enumeration)
    throw new WsmanError('malformed', `The answer is not an ${name}.`);
  const find = (local: string): XmlElement | undefined =>
    namespaces.map((namespace) => child(response, local, namespace)).find((each) => each);
  return {
    items: (find('Items')?.children ?? []).map((item) => readInstance(item)),
    context: textOf(response, 'EnumerationContext', ns.enumeration) ?? '',
    ended: find('EndOfSequence') !== undefined,
  };
}
