import { element, type Markup, type XmlElement } from '@gatehouse/xml';
import { ns } from '../namespaces.ts';
import { writeInstance, writeValues } from '../write-values.ts';
import { EndpointFault } from './endpoint-fault.ts';
import type { SoapRequest } from './parse-request.ts';
import type { CimProvider, ParameterValue } from './provider.ts';
import type { Resource } from './resource.ts';

type ClassResource = Extract<Resource, { kind: 'class' }>;

/** WS-Transfer Get of one instance (DSP0226 §7.3). */
export async function getInstance(provider: CimProvider, resource: ClassResource): Promise<Markup> {
  const found = await provider.get(resource.class, resource.namespace, resource.selectors);
  if (found === null)
    throw new EndpointFault('class-missing', 'No instance has the keys of the selectors.');
  return writeInstance(resource.class, resource.uri, found);
}

/** A CIM method: action is the resource URI, a slash and its name (DSP0230 §9). */
export async function invokeMethod(
  provider: CimProvider,
  request: SoapRequest,
  resource: ClassResource,
): Promise<Markup> {
  const method = methodOf(request);
  const body = request.body;
  if (body === null || body.name !== `${method}_INPUT`)
    throw new EndpointFault('schema-validation', `The body is not a ${method}_INPUT.`);
  const { out, returnValue } = await provider.invoke(
    resource.class,
    resource.namespace,
    method,
    parametersOf(body),
    resource.selectors,
  );
  return element(
    `p:${method}_OUTPUT`,
    { 'xmlns:p': resource.uri },
    ...writeValues(out, 'p', resource.uri),
    element('p:ReturnValue', {}, returnValue),
  );
}

function methodOf({ action, resourceUri }: SoapRequest): string {
  const prefix = `${resourceUri}/`.toLowerCase();
  const method = action.slice(prefix.length);
  if (!action.toLowerCase().startsWith(prefix) || !/^[A-Za-z_]\w{0,255}$/.test(method))
    throw new EndpointFault('action-not-supported', `The action ${action} is not supported.`);
  return method;
}

/** Repeated elements are an array; one element is a value (the class would tell, and we have none). */
function parametersOf(element: XmlElement): ReadonlyMap<string, ParameterValue> {
  const found = new Map<string, ParameterValue[]>();
  for (const each of element.children) {
    const values = found.get(each.name) ?? [];
    values.push(parameterOf(each));
    found.set(each.name, values);
  }
  return new Map(
    [...found].map(([name, [first, ...more]]) => [
      name,
      more.length === 0 ? (first ?? null) : [first ?? null, ...more],
    ]),
  );
}

function parameterOf(element: XmlElement): ParameterValue {
  if (element.attributes.get(`{${ns.instance}}nil`) === 'true') return null;
  const [only] = element.children;
  if (only === undefined) return element.text;
  if (only.namespace === ns.cim) return only.text.trim();
  const type = element.attributes.get(`{${ns.instance}}type`) ?? '';
  const className = type.slice(type.indexOf(':') + 1).replace(/_Type$/, '');
  return { class: className, properties: parametersOf(element) };
}
