import type { Route } from '@gatehouse/contracts';
import { addressOf } from '../api/api.ts';
import { shellString } from './quote.ts';

interface Call {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/**
 * A route as an administrator calls it with curl: signed in before into `cookies.txt`, the CSRF
 * token in `$CSRF`. Passwords are never written into a script; the caller passes a placeholder.
 */
export const curlOf = (origin: string, route: Route, call: Call): string => {
  const lines = [`curl --fail-with-body --cookie cookies.txt --request ${route.method}`];
  lines.push(`  ${shellString(origin + addressOf(route.path, { params: call.params ?? {} }))}`);
  if (route.method !== 'GET') lines.push('  --header "X-CSRF-Token: $CSRF"');
  if (call.body !== undefined) {
    lines.push("  --header 'Content-Type: application/json'");
    lines.push(`  --data ${shellString(JSON.stringify(call.body, null, 2))}`);
  }
  return lines.join(' \\\n');
};

/** How to get the cookie and the token that `curlOf` uses. */
export const curlSignIn = (origin: string, prefix: string): string =>
  [
    '# Signs in once; asks for the password.',
    `read -rp 'User: ' GATEHOUSE_USER; read -rsp 'Password: ' GATEHOUSE_PASSWORD`,
    `CSRF=$(jq -n --arg u "$GATEHOUSE_USER" --arg p "$GATEHOUSE_PASSWORD" '{username: $u, password: $p}' |`,
    `  curl --fail --silent --cookie-jar cookies.txt --json @- ${shellString(`${origin}${prefix}/session`)} | jq -r .csrfToken)`,
  ].join('\n');
