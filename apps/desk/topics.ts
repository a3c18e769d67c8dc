/** Which readings a live topic makes stale. Pure. */
const BY_TOPIC: Record<string, string[]> = {
  wallboard: ['/api/wallboard', '/api/now', '/api/talks', '/api/waiting', '/api/routing'],
  help: ['/api/talks'],
  workforce: ['/api/staffing', '/api/shifts'],
  tasks: ['/api/tasks', '/api/callbacks'],
  callbacks: ['/api/callbacks', '/api/left-messages'],
  recordings: ['/api/recordings', '/api/left-messages'],
  centre: ['/api/centre', '/api/staff', '/api/me', '/api/lines', '/api/recording-setting'],
  flow: ['/api/call-flow'],
  mailbox: ['/api/mailbox'],
  approvals: ['/api/approvals'],
  disclosures: ['/api/ledger', '/api/approvals', '/api/disclosures', '/api/demands', '/api/requests'],
  directory: ['/api/directory'],
  log: ['/api/log/state'],
  unusual: ['/api/unusual'],
};

/** True when a reading of `path` may have changed with these topics. What is not known makes everything stale. */
export function isStale(path: string, topics: ReadonlySet<string>): boolean {
  for (const topic of topics) {
    const [kind, id] = topic.split(':') as [string, string?];
    if (kind === 'contact' && id !== undefined) {
      if (path.startsWith(`/api/contacts/${id}`)) return true;
    } else if (kind === 'staff') {
      if (/^\/api\/(now|contacts|cases|approvals|disclosures|referrals|shifts)/.test(path)) return true;
    } else if (kind === 'case') {
      if (path.startsWith('/api/cases') || path.startsWith('/api/referrals')) return true;
    } else if (BY_TOPIC[topic] === undefined || BY_TOPIC[topic].some((start) => path.startsWith(start))) return true;
  }
  return false;
}
