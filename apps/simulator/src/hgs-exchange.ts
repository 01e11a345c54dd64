import { fabricDomain, type HgsExchange, type UrlReach } from '@gatehouse/fabric-simulator';

/** Replies of an HGS have some kilobytes. */
const maxReplyBytes = 1024 * 1024;

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxReplyBytes) throw new Error('the reply is larger than 1 MiB');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** Names of the fabric's own domain that are no host's resolve nowhere, without a question to a DNS server. */
function requireResolves(url: string): void {
  const { hostname } = new URL(url);
  if (hostname === fabricDomain || hostname.endsWith(`.${fabricDomain}`))
    throw new Error(`${hostname} does not resolve`);
}

/** The network of the simulated hosts: HTTP to any HGS. */
export const hgsExchange: HgsExchange = async ({ method, url, body, signal }) => {
  requireResolves(url);
  const response = await fetch(url, {
    method,
    body,
    signal,
    redirect: 'error',
    headers: body === null ? {} : { 'content-type': 'application/json; charset=utf-8' },
  });
  return textOf(response);
};

/** The same network, when only whether somebody answers is asked. */
export const urlReach: UrlReach = async (url, signal) => {
  requireResolves(url);
  const response = await fetch(url, { signal, redirect: 'error' });
  await response.body?.cancel();
  return response.status;
};
