/** A name, or `*.` and a suffix, and the address that stands for it. */
export interface ResolveRule {
  readonly pattern: string;
  readonly address: string;
  readonly port: number | null;
}

/** Reads `*.fabric.test=127.0.0.1:15985,hgs.bastion.local=10.0.0.5`; throws on anything else. */
export const parseResolveRules = (text: string): readonly ResolveRule[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
    .map((item) => {
      const match =
        /^(?<pattern>(?:\*\.)?[a-z0-9.-]+)=(?<address>[0-9.]+)(?::(?<port>\d{1,5}))?$/i.exec(item);
      const { pattern, address, port } = match?.groups ?? {};
      if (pattern === undefined || address === undefined || Number(port ?? 1) > 65_535) {
        throw new Error(
          `has ${JSON.stringify(item)}, which is not of the form *.fabric.test=127.0.0.1:15985`,
        );
      }
      return {
        pattern: pattern.toLowerCase(),
        address,
        port: port === undefined ? null : Number(port),
      };
    });

/** Address of a name by the first rule that fits; null: ask DNS. */
export const resolveBy =
  (rules: readonly ResolveRule[]) =>
  (hostname: string): { readonly address: string; readonly port?: number } | null => {
    const name = hostname.toLowerCase();
    const rule = rules.find(({ pattern }) =>
      pattern.startsWith('*.') ? name.endsWith(pattern.slice(1)) : name === pattern,
    );
    if (rule === undefined) return null;
    return rule.port === null
      ? { address: rule.address }
      : { address: rule.address, port: rule.port };
  };
