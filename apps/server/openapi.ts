/** OpenAPI 3.1 from the same operations that the routes are made of. */
import * as contracts from '#contracts';
import type { Operation } from '#contracts';

const isOperation = (value: unknown): value is Operation => typeof value === 'object' && value !== null && 'callers' in value && 'path' in value && 'method' in value;

/** Every operation of the wire, by path and method. */
export function allOperations(): Operation[] {
  return Object.values(contracts)
    .flatMap((area) => (typeof area === 'object' && area !== null ? Object.values(area as object) : []))
    .filter(isOperation)
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.method < b.method ? -1 : 1));
}

const ERROR = {
  type: 'object', required: ['code', 'message', 'action'],
  properties: { code: { type: 'string' }, message: { type: 'string' }, action: { type: 'string', description: 'What to do now.' } },
};

/** The document, in a fixed order so that a drift shows. */
export function buildOpenApi(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const op of allOperations()) {
    const path = op.path.replace(/:(\w+)/g, '{$1}').replace('*', '{path}');
    const fields = (schema: any, place: 'path' | 'query') =>
      Object.entries((schema?.properties ?? {}) as Record<string, unknown>).map(([name, form]) => ({ name, in: place, required: place === 'path' || Boolean(schema.required?.includes(name)), schema: form }));
    (paths[path] ??= {})[op.method.toLowerCase()] = {
      operationId: op.name,
      summary: op.summary,
      'x-callers': op.callers,
      'x-errors': op.errors,
      parameters: [...(op.path.endsWith('*') ? [{ name: 'path', in: 'path', required: true, schema: { type: 'string' } }] : []), ...fields(op.params, 'path'), ...fields(op.query, 'query')],
      ...(op.stream ? { requestBody: { required: true, content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } } } : {}),
      ...(op.body ? { requestBody: { required: true, content: { 'application/json': { schema: op.body } } } } : {}),
      responses: {
        200: { description: op.summary, content: { 'application/json': { schema: op.result } } },
        default: { description: 'An error with a stable code, and what to do.', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
      },
    };
  }
  const document = {
    openapi: '3.1.0',
    info: { title: 'Havenline', version: '0.1.0', description: 'The wire between the server and the browser apps. Who may call stands in x-callers; the policy then decides about the row.' },
    paths,
    components: { schemas: { Error: ERROR } },
  };
  return JSON.parse(JSON.stringify(document)) as Record<string, unknown>;
}

export const openapiDocument = buildOpenApi;
