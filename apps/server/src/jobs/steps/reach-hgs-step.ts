import type { UrlAnswer } from '@gatehouse/fabric';
import { openPaths } from '../../hgs/open-paths.ts';
import { completed, type Step, StepError } from '../step.ts';
import { causeError } from './network-error.ts';

const textOf = ({ url, status, milliseconds, problem }: UrlAnswer): string =>
  `${url}: ${status === null ? (problem ?? 'no answer') : `HTTP ${status}`} after ${milliseconds} ms`;

const answers = ({ status }: UrlAnswer): boolean => status === 200;

/**
 * Whether the host itself reaches both services of the HGS that it is configured with. A fallback counts only
 * where the primary does not answer: then the host lives by it.
 */
export const reachHgsStep: Step = async ({ connection, signal }) => {
  const open = await connection();
  const { value: client } = await open.readHgsClient({ signal });
  const { attestationServerUrl, keyProtectionServerUrl } = client;
  if (attestationServerUrl === null || keyProtectionServerUrl === null)
    throw causeError('hgs-not-configured', {});
  const urls = [
    ...[attestationServerUrl, ...client.fallbackAttestationServerUrls.slice(0, 1)].map(
      (url) => `${url}${openPaths.info}`,
    ),
    ...[keyProtectionServerUrl, ...client.fallbackKeyProtectionServerUrls.slice(0, 1)].map(
      (url) => `${url}${openPaths.metadata}`,
    ),
  ];
  const { value: found } = await open.reachUrls(urls, { signal });
  const reached = (path: string) => found.some((each) => each.url.endsWith(path) && answers(each));
  const told = found.map(textOf).join('; ');
  if (found.every(answers)) return completed(told);
  if (Object.values(openPaths).every(reached)) return completed(`by the fallback alone: ${told}`);
  const { remedy } = causeError('hgs-unreachable', {});
  throw new StepError('hgs-unreachable', `The host does not reach HGS: ${told}.`, remedy);
};
