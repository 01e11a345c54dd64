import { fabricDomain, type HgsExchange } from '@gatehouse/fabric-simulator';

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

/**
 * The network of the simulated hosts: HTTP to any HGS. Names of the fabric's own domain that are no
 * host's resolve nowhere, without a question to a DNS server.
 */
export const hgsExchange: HgsExchange = async ({ method, url, body, signal }) => {
  const { hostname } = new URL(url);
  if (hostname === fabricDomain || hostname.endsWith(`.${fabricDomain}`))
    throw new Error(`${hostname} does not resolve`);
  const response = await fetch(url, {
    method,
    body,
    signal,
    redirect: 'error',
    headers: body === null ? {} : { 'content-type': 'application/json; charset=utf-8' },
  });
  return textOf(response);
};
