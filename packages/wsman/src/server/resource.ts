import { commandShell, dmtfClasses, microsoftClasses } from '../namespaces.ts';
import { EndpointFault } from './endpoint-fault.ts';
import type { SoapRequest } from './parse-request.ts';

/** What a resource URI names (MS-WSMV §2.2.5, §3.1.4.1.1). */
export type Resource =
  | { readonly kind: 'shell' }
  | {
      readonly kind: 'class';
      readonly namespace: string;
      /** `*`: the class is in the WQL filter. */
      readonly class: string;
      /** URI as the client wrote it: the namespace of the answer's elements. */
      readonly uri: string;
      /** Selectors without `__cimnamespace`. */
      readonly selectors: ReadonlyMap<string, string>;
    };

const classPath = /^(?:[A-Za-z0-9_.-]+\/)*([A-Za-z_][A-Za-z0-9_]*|\*)$/;

/** Both forms: Microsoft's, with the namespace in the URI, and DMTF's, with it in a selector. */
export function resourceOf(request: SoapRequest): Resource {
  const uri = request.resourceUri;
  if (uri.toLowerCase() === commandShell) return { kind: 'shell' };
  const selectors = new Map(request.selectors);
  const named = selectors.get('__cimnamespace');
  selectors.delete('__cimnamespace');
  const path = pathAfter(uri, microsoftClasses) ?? pathAfter(uri, dmtfClasses);
  const className = classPath.exec(path ?? '')?.[1];
  if (path === null || className === undefined)
    throw new EndpointFault('class-missing', `No resource has the URI ${uri}.`);
  const inUri = path.slice(0, -className.length - 1);
  const namespace = (inUri === '' ? (named ?? 'root/hardware') : inUri).replaceAll('\\', '/');
  return { kind: 'class', namespace, class: className, uri, selectors };
}

const pathAfter = (uri: string, prefix: string): string | null =>
  uri.toLowerCase().startsWith(prefix.toLowerCase()) ? uri.slice(prefix.length) : null;
