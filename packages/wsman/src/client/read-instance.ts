import type { XmlElement } from '@gatehouse/xml';
import type { CimInstance, CimScalar } from '../cim-instance.ts';
import { ns } from '../namespaces.ts';

/** An instance, or the parameters of a method, from its element. Namespaces of properties may differ. */
export function readInstance(element: XmlElement, className = element.name): CimInstance {
  const properties = new Map<string, CimScalar[]>();
  for (const each of element.children) {
    const values = properties.get(each.name);
    if (values === undefined) properties.set(each.name, [scalarOf(each)]);
    else values.push(scalarOf(each));
  }
  return { className, properties };
}

function scalarOf(element: XmlElement): CimScalar {
  if (isNil(element)) return null;
  const [only, ...more] = element.children;
  if (only === undefined) return element.text;
  if (only.namespace === ns.cim) return only.text.trim();
  const type = element.attributes.get(`{${ns.instance}}type`);
  if (type !== undefined) return readInstance(element, classOfType(type));
  // Some servers wrap the instance in an element named after its class.
  const wrapped = more.length === 0 && only.children.length > 0;
  return wrapped ? readInstance(only) : readInstance(element);
}

const isNil = ({ attributes }: XmlElement): boolean =>
  ['true', '1'].includes(attributes.get(`{${ns.instance}}nil`) ?? '');

/** xsi:type is a qualified name with `_Type` after the class (DSP0230 §7.2). */
const classOfType = (type: string): string =>
  type.slice(type.indexOf(':') + 1).replace(/_Type$/, '');
