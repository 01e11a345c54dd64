import type { IncomingMessage } from 'node:http';
import type {
  ClientToServerEvents,
  LiveSnapshot,
  ServerToClientEvents,
} from '@gatehouse/contracts';
import type { CurrentSession, HttpService } from '@gatehouse/http';
import type { Logger } from 'pino';
import { Server, type Socket } from 'socket.io';
import { createDeltaBuffer, type DeltaBuffer, type LiveChange } from './delta-buffer.ts';

export interface LiveServer {
  publish(change: LiveChange): void;
  /** Ends the lines of a session that has ended. */
  endSession(csrfToken: string): void;
  endUser(userId: string): void;
  readonly connections: number;
  close(): Promise<void>;
}

export interface LiveServerOptions {
  readonly http: Pick<HttpService, 'server' | 'sessionOfRequest' | 'isSameOrigin'>;
  /** Hosts and recent jobs as they are now. */
  readonly snapshot: () => Promise<Pick<LiveSnapshot, 'hosts' | 'jobs'>>;
  /** Whether the user has a living session still. */
  readonly isSignedIn: (userId: string) => Promise<boolean>;
  readonly clock: () => Date;
  readonly logger: Logger;
  readonly batchMilliseconds: number;
}

type LiveSocket = Socket<ClientToServerEvents, ServerToClientEvents>;

interface Line {
  readonly socket: LiveSocket;
  readonly session: CurrentSession;
  /** Of each line its own: what a slow browser has not taken yet is merged, not queued. */
  readonly buffer: DeltaBuffer;
  ready: boolean;
  snapshotAt: number;
}

const heartbeatMilliseconds = 5000;
const recheckMilliseconds = 30_000;
/** A browser may ask for a snapshot this often. */
const resyncMilliseconds = 1000;

/** Pushes what changes to every signed-in browser; takes no orders. */
export const attachLiveServer = (options: LiveServerOptions): LiveServer => {
  const { http, clock, logger } = options;
  const lines = new Map<string, Line>();
  const sessions = new WeakMap<IncomingMessage, CurrentSession>();
  const io = new Server<ClientToServerEvents, ServerToClientEvents>(http.server, {
    path: '/socket.io',
    serveClient: false,
    maxHttpBufferSize: 4096,
    allowRequest: (request, decide) => {
      if (!http.isSameOrigin(request)) return decide('origin', false);
      http.sessionOfRequest(request).then(
        (session) => {
          if (session !== null) sessions.set(request, session);
          decide(session === null ? 'not-signed-in' : null, session !== null);
        },
        () => decide('unavailable', false),
      );
    },
  });

  const sendSnapshot = async (line: Line) => {
    line.ready = false;
    line.snapshotAt = clock().getTime();
    const state = await options.snapshot();
    // What changed while the snapshot was made is told again with the next batch: same rows, no harm.
    line.socket.emit('live.snapshot', {
      sequence: line.buffer.sequence,
      at: clock().toISOString(),
      ...state,
    });
    line.ready = true;
  };

  io.on('connection', (socket) => {
    const session = sessions.get(socket.request);
    if (session === undefined) {
      socket.disconnect(true);
      return;
    }
    const line: Line = {
      socket,
      session,
      buffer: createDeltaBuffer(),
      ready: false,
      snapshotAt: 0,
    };
    lines.set(socket.id, line);
    const failed = (error: unknown) => {
      logger.warn({ err: error }, 'a browser could not be given its snapshot');
      socket.disconnect(true);
    };
    socket.on('disconnect', () => lines.delete(socket.id));
    socket.on('live.resync', () => {
      const wait = Math.max(line.snapshotAt + resyncMilliseconds - clock().getTime(), 0);
      setTimeout(() => {
        if (lines.has(socket.id)) sendSnapshot(line).catch(failed);
      }, wait);
    });
    sendSnapshot(line).catch(failed);
  });

  const isBusy = ({ socket }: Line) =>
    !socket.conn.transport.writable ||
    (socket.conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length > 0;

  const flush = () => {
    const at = clock();
    for (const line of lines.values()) {
      if (!line.ready || isBusy(line)) continue;
      const batch = line.buffer.take(at);
      if (batch !== null) line.socket.emit('live.batch', batch);
    }
  };
  const beat = () => {
    const at = clock().toISOString();
    for (const line of lines.values()) {
      if (line.ready && !isBusy(line)) {
        line.socket.emit('live.heartbeat', { sequence: line.buffer.sequence, at });
      }
    }
  };
  const end = (select: (line: Line) => boolean) => {
    for (const line of [...lines.values()].filter(select)) line.socket.disconnect(true);
  };
  const recheck = async () => {
    const now = clock();
    end(({ session }) => session.expiresAt <= now);
    for (const userId of new Set([...lines.values()].map(({ session }) => session.actor.id))) {
      if (!(await options.isSignedIn(userId))) end(({ session }) => session.actor.id === userId);
    }
  };
  const timers = [
    setInterval(flush, options.batchMilliseconds),
    setInterval(beat, heartbeatMilliseconds),
    setInterval(() => {
      recheck().catch((error) => logger.warn({ err: error }, 'sessions cannot be looked up'));
    }, recheckMilliseconds),
  ];
  return {
    publish: (change) => {
      for (const { buffer } of lines.values()) buffer.add(change);
    },
    endSession: (csrfToken) => end(({ session }) => session.csrfToken === csrfToken),
    endUser: (userId) => end(({ session }) => session.actor.id === userId),
    get connections() {
      return lines.size;
    },
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      io.disconnectSockets(true);
      await new Promise<void>((resolve) => {
        io.engine.close();
        resolve();
      });
    },
  };
};
