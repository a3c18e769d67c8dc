import type { QueryClient } from '@tanstack/react-query';

/** Per client: the readings under way that are older than some news, by their hash. */
const older = new WeakMap<QueryClient, Set<string>>();

/**
 * Reads anew what is shown and stale. A reading under way may have been answered before what the news tells of, so it is done once more when
 * it has finished; it is not cut off, or a busy centre would keep a screen from ever finishing one. After an act of one's own (`atOnce`) it
 * is cut off, except a first one, which cannot be. Resolves when what could be read is.
 */
export function refresh(client: QueryClient, stale: (path: string) => boolean = () => true, atOnce = false): Promise<void> {
  let again = older.get(client);
  if (again === undefined) {
    again = new Set();
    older.set(client, again);
    const marked = again;
    client.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated' || !['success', 'error'].includes(event.action.type) || event.query.state.fetchStatus !== 'idle') return;
      if (marked.delete(event.query.queryHash)) void client.invalidateQueries({ queryKey: event.query.queryKey, exact: true });
    });
  }
  for (const query of client.getQueryCache().findAll({ predicate: (q) => stale(String(q.queryKey[0])) })) if (query.state.fetchStatus !== 'idle' && !(atOnce && query.state.data !== undefined)) again.add(query.queryHash);
  return client.invalidateQueries({ predicate: (q) => stale(String(q.queryKey[0])) }, { cancelRefetch: atOnce });
}
