/**
 * Makes values by name and keeps the last `max` of them; the one unused longest goes first. For what does
 * not change under its name. What could not be made is made again when it is asked for again.
 */
export function recent<T>(
  max: number,
  make: (name: string) => Promise<T>,
): (name: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (name) => {
    const value = known.get(name) ?? make(name);
    known.delete(name);
    known.set(name, value);
    value.catch(() => {
      if (known.get(name) === value) known.delete(name);
    });
    const [oldest] = known.keys();
    if (known.size > max && oldest !== undefined) known.delete(oldest);
    return value;
  };
}
