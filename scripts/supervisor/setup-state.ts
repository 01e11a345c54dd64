/** Whether a service still waits for its first administrator. */
export async function setupStateOf(api: string): Promise<boolean> {
  const response = await fetch(`${api}/setup`, { signal: AbortSignal.timeout(5_000) });
  const state: unknown = await response.json();
  return (
    typeof state === 'object' && state !== null && 'required' in state && state.required === true
  );
}
