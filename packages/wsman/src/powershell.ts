import { fromBase64, fromUtf16le, MalformedError, toBase64, utf16le } from '@gatehouse/bytes';

/** Longest command line that cmd.exe takes; WinRS commands are subject to it. */
const longestCommandLine = 8191;

export interface CommandLine {
  readonly command: string;
  readonly arguments: readonly string[];
}

/**
 * The command line that runs a PowerShell script as it is: nothing in it is quoted or interpolated.
 * What varies goes to the script's standard input. Throws `RangeError` above 8191 characters.
 */
export function powerShell(script: string): CommandLine {
  const encoded = toBase64(utf16le(script));
  const line = {
    command: 'powershell.exe',
    arguments: ['-NoProfile', '-NonInteractive', '-EncodedCommand', encoded],
  };
  if ([line.command, ...line.arguments].join(' ').length > longestCommandLine)
    throw new RangeError(`the script is too long for a command line: ${script.length} characters`);
  return line;
}

/** The script of a command line with -EncodedCommand; null if it is another one. */
export function encodedPowerShellOf(line: CommandLine): string | null {
  const words = [line.command, ...line.arguments].join(' ').trim().split(/\s+/);
  if (!/(^|\\)powershell(\.exe)?$/i.test(words[0] ?? '')) return null;
  const at = words.findIndex((word) => /^-e(nc|ncodedcommand|c)?$/i.test(word));
  const encoded = words[at + 1];
  if (at < 0 || encoded === undefined) return null;
  try {
    return fromUtf16le(fromBase64(encoded));
  } catch {
    throw new MalformedError('EncodedCommand', 0, 'is not base64 of UTF-16LE text');
  }
}
