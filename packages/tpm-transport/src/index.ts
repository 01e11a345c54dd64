export { connectMssim, connectSwtpm } from './connect.ts';
export { openDevice } from './device.ts';
export type { OpenTransport, TransportOptions } from './exclusive-transport.ts';
export { type FramingServer, serveFraming } from './serve-framing.ts';
export type { SocketAddress } from './socket-stream.ts';
export { TransportError } from './transport-error.ts';
