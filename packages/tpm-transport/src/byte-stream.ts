/** A connection as the framings see it: bytes in order, both ways. */
export interface ByteStream {
  /** What is at the other end, for messages, e.g. `127.0.0.1:2321`. */
  readonly peer: string;
  /** Bytes that have come and that nobody has read, as far as they were looked at. */
  readonly unread: number;
  write(bytes: Uint8Array): void;
  /** Exactly `length` bytes. Rejects with `TransportError` when the stream ends or is closed before. */
  read(length: number): Promise<Uint8Array>;
  /** Pending and later reads reject with `reason`. */
  close(reason?: Error): void;
}
