import { readFile } from 'node:fs/promises';
import { MalformedError } from '@gatehouse/bytes';

/** A tool that reads one file and says what is in it. */
export interface FileTool<T> {
  readonly name: string;
  readonly read: (bytes: Uint8Array) => T;
  readonly json: (value: T) => string;
  readonly text: (value: T, options: ReadonlySet<string>) => string;
  /** What the text can be asked for with; none unless said. */
  readonly options?: readonly string[];
}

/** `NAME FILE [--json | OPTION]`: exit status 0, or 1 with one line that says what is wrong and where. */
export async function readFileTool<T>(tool: FileTool<T>): Promise<void> {
  const args = process.argv.slice(2);
  const options = ['--json', ...(tool.options ?? [])];
  const files = args.filter((argument) => !options.includes(argument));
  const [file] = files;
  if (file === undefined || files.length !== 1 || file.startsWith('-')) {
    fail(`usage: npm run -s ${tool.name} -- FILE [${options.join(' | ')}]`);
    return;
  }
  try {
    const value = tool.read(new Uint8Array(await readFile(file)));
    process.stdout.write(
      `${args.includes('--json') ? tool.json(value) : tool.text(value, new Set(args))}\n`,
    );
  } catch (error) {
    if (!(error instanceof MalformedError) && !isSystemError(error)) throw error;
    fail(`${file}: ${isSystemError(error) ? `cannot be read (${error.code})` : error.message}`);
  }
}

const isSystemError = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && 'code' in error && 'syscall' in error;

function fail(line: string): void {
  process.stderr.write(`${line}\n`);
  process.exitCode = 1;
}
