import type { ClientToServerEvents, LiveTopic, ServerToClientEvents } from '@gatehouse/contracts';
import type { LiveStore } from './live-store.ts';

/** Longer than two heartbeats of the server: then what is shown is called stale. */
const silenceMilliseconds = 15_000;

const idsOf = (rows: readonly { readonly id: string }[]) => rows.map((row) => row.id);

/** Connects the store to Socket.IO until stopped; a gap in the sequence asks for a snapshot. */
export const connectLive = (
  store: LiveStore,
  told: {
    readonly topics: (topics: readonly LiveTopic[]) => void;
    readonly rows: (hosts: readonly string[], jobs: readonly string[]) => void;
    readonly snapshot: () => void;
  },
): (() => void) => {
  let stopped = false;
  let disconnect = () => {};
  let silence: ReturnType<typeof setTimeout> | undefined;

  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => store.apply({ kind: 'silent' }), silenceMilliseconds);
  };

  const connect = async () => {
    const { io } = await import('socket.io-client');
    if (stopped) return;
    type Line = import('socket.io-client').Socket<ServerToClientEvents, ClientToServerEvents>;
    const line: Line = io({ transports: ['websocket'], reconnectionDelayMax: 5_000 });
    const step = (event: Parameters<LiveStore['apply']>[0]) => {
      heard();
      if (store.apply(event)) line.emit('live.resync');
    };
    line.on('live.snapshot', (snapshot) => {
      step({ kind: 'snapshot', snapshot });
      told.snapshot();
    });
    line.on('live.batch', (batch) => {
      step({ kind: 'batch', batch });
      if (batch.topics.length > 0) told.topics(batch.topics);
      told.rows(idsOf(batch.hosts), idsOf(batch.jobs));
    });
    line.on('live.heartbeat', (beat) => step({ kind: 'heartbeat', ...beat }));
    line.on('disconnect', () => store.apply({ kind: 'disconnected' }));
    disconnect = () => line.disconnect();
  };

  heard();
  connect().catch(() => store.apply({ kind: 'silent' }));
  return () => {
    stopped = true;
    clearTimeout(silence);
    disconnect();
  };
};
