import { toHex } from '@gatehouse/bytes';
import { child, element, type Markup, textOf } from '@gatehouse/xml';
import type { CimValues } from '../cim-instance.ts';
import { ns, wqlDialect } from '../namespaces.ts';
import { writeInstance } from '../write-values.ts';
import { EndpointFault } from './endpoint-fault.ts';
import type { SoapRequest } from './parse-request.ts';
import type { CimProvider } from './provider.ts';
import type { Resource } from './resource.ts';
import { matchesWql, parseWql, selectColumns, type WqlQuery } from './wql.ts';

type ClassResource = Extract<Resource, { kind: 'class' }>;
interface Pending {
  readonly items: readonly Markup[];
  readonly startedAt: number;
}

/** EnumerationTimeoutms of a host, and how many it keeps open at once. */
const lifetimeMilliseconds = 240_000;
const mostPending = 100;
/** MaxBatchItems of a host. */
const largestBatch = 32_000;
/** Room in an envelope for what is around the items. */
const envelopeOverhead = 4096;

export interface Enumerations {
  enumerate(request: SoapRequest, resource: ClassResource, limit: number): Promise<Markup>;
  pull(request: SoapRequest, limit: number): Markup;
  release(request: SoapRequest): void;
}

/** Enumerate, Pull and Release (DSP0226 §8), optimised or not, as many items as fit. */
export function createEnumerations(
  provider: CimProvider,
  now: () => Date,
  random: (length: number) => Uint8Array,
): Enumerations {
  const pending = new Map<string, Pending>();

  const keep = (items: readonly Markup[]): string => {
    const at = now().getTime();
    for (const [id, { startedAt }] of pending)
      if (at - startedAt > lifetimeMilliseconds) pending.delete(id);
    if (pending.size >= mostPending)
      throw new EndpointFault('quota-limit', 'Too many enumerations are open.');
    const id = `uuid:${toHex(random(16)).toUpperCase()}`;
    pending.set(id, { items, startedAt: at });
    return id;
  };

  return {
    async enumerate(request, resource, limit) {
      const body = request.body;
      if (body?.name !== 'Enumerate' || body.namespace !== ns.enumeration)
        throw new EndpointFault('schema-validation', 'The body is not an Enumerate.');
      const items = await itemsOf(provider, resource, filterOf(request));
      if (child(body, 'OptimizeEnumeration', ns.wsman) === undefined)
        return enumerateResponse(keep(items));
      const most = batchOf(textOf(body, 'MaxElements', ns.wsman));
      const { batch, rest } = splitToFit(items, most, limit);
      const found = element('w:Items', {}, ...batch);
      return rest.length === 0
        ? enumerateResponse('', found, element('w:EndOfSequence'))
        : enumerateResponse(keep(rest), found);
    },

    pull(request, limit) {
      const context = contextOf(request);
      const open = pending.get(context);
      if (open === undefined)
        throw new EndpointFault('invalid-enumeration-context', 'The enumeration is not open.');
      pending.delete(context);
      const most = batchOf(
        request.body ? textOf(request.body, 'MaxElements', ns.enumeration) : '1',
      );
      const { batch, rest } = splitToFit(open.items, most, limit);
      return element(
        'n:PullResponse',
        {},
        rest.length === 0 ? null : element('n:EnumerationContext', {}, keep(rest)),
        element('n:Items', {}, ...batch),
        rest.length === 0 ? element('n:EndOfSequence') : null,
      );
    },

    release(request) {
      pending.delete(contextOf(request));
    },
  };
}

const enumerateResponse = (context: string, ...more: readonly Markup[]): Markup =>
  element('n:EnumerateResponse', {}, element('n:EnumerationContext', {}, context), ...more);

const contextOf = ({ body }: SoapRequest): string =>
  (body === null ? undefined : textOf(body, 'EnumerationContext', ns.enumeration)) ?? '';

/** MaxElements is 1 when it is not said (DSP0226 R8.2.3-4). */
const batchOf = (text: string | undefined): number =>
  text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Math.min(Number(text), largestBatch) : 1;

function filterOf({ body }: SoapRequest): WqlQuery | null {
  if (body === null) return null;
  const filter = child(body, 'Filter', ns.wsman) ?? child(body, 'Filter', ns.enumeration);
  if (filter === undefined) return null;
  if (filter.attributes.get('Dialect')?.toLowerCase() !== wqlDialect.toLowerCase())
    throw new EndpointFault('cannot-process-filter', 'Only filters in WQL are supported.');
  return parseWql(filter.text);
}

async function itemsOf(
  provider: CimProvider,
  resource: ClassResource,
  filter: WqlQuery | null,
): Promise<readonly Markup[]> {
  const className = resource.class === '*' ? filter?.class : resource.class;
  if (className === undefined)
    throw new EndpointFault('cannot-process-filter', 'A query is needed for the class *.');
  if (filter !== null && filter.class.toLowerCase() !== className.toLowerCase())
    throw new EndpointFault('cannot-process-filter', 'The query is over another class.');
  const uri = resource.class === '*' ? resource.uri.slice(0, -1) + className : resource.uri;
  const rows: readonly CimValues[] = await provider.enumerate(className, resource.namespace);
  return rows
    .filter((row) => filter === null || matchesWql(filter, row))
    .map((row) =>
      writeInstance(className, uri, filter === null ? row : selectColumns(filter, row)),
    );
}

function splitToFit(items: readonly Markup[], most: number, limit: number) {
  let size = envelopeOverhead;
  let count = 0;
  for (const { markup } of items.slice(0, most)) {
    size += markup.length;
    if (size > limit) break;
    count += 1;
  }
  if (count === 0 && items.length > 0)
    throw new EndpointFault('encoding-limit', 'An item is larger than MaxEnvelopeSize.');
  return { batch: items.slice(0, count), rest: items.slice(count) };
}
