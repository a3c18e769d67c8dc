/** A fake of AWS KMS: JSON 1.1 over HTTP with X-Amz-Target; each request's Signature Version 4 is computed again from the AWS documentation and compared. */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { serve } from './server.ts';
import type { FakeAnswer, FakeServer } from './server.ts';

export interface FakeKms extends FakeServer {
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  /** Makes one more key; answers its ARN. */
  makeKey(): string;
  disable(arn: string, on: boolean): void;
}

const sha = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
const mac = (key: Buffer | string, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** What the signature should be: docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html */
function signature(request: IncomingMessage, body: Buffer, secret: string, signedHeaders: string[], scope: string): string {
  const [date, region, service] = scope.split('/') as [string, string, string];
  const headers = signedHeaders.map((name) => `${name}:${String(request.headers[name]).trim().replace(/ +/g, ' ')}\n`).join('');
  const canonical = [request.method, new URL(request.url!, 'http://x').pathname, '', headers, signedHeaders.join(';'), sha(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha(canonical)].join('\n');
  return mac(mac(mac(mac(mac(`AWS4${secret}`, date), region), service), 'aws4_request'), text).toString('hex');
}

export async function startFakeKms(region = 'us-east-1'): Promise<FakeKms> {
  const credentials = { accessKeyId: 'AKIAFAKE', secretAccessKey: randomBytes(20).toString('hex') };
  const keys = new Map<string, { key: Buffer; disabled: boolean }>();
  const fail = (type: string, status = 400): FakeAnswer => ({ status, body: { __type: type, message: type } });
  const resolve = (id: string): string | undefined => [...keys.keys()].find((arn) => arn === id || arn.endsWith(`/${id}`));
  const seal = (arn: string, plain: Buffer): string => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', keys.get(arn)!.key, nonce).setAAD(Buffer.from(arn));
    const name = Buffer.from(arn);
    return Buffer.concat([Buffer.from([name.length]), name, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64');
  };
  const open = (blob: string): { arn: string; plain: Buffer } | null => {
    const bytes = Buffer.from(blob, 'base64');
    const arn = bytes.toString('utf8', 1, 1 + bytes[0]!);
    const rest = bytes.subarray(1 + bytes[0]!);
    const key = keys.get(arn);
    if (!key || rest.length < 28) return null;
    try {
      const decipher = createDecipheriv('aes-256-gcm', key.key, rest.subarray(0, 12)).setAAD(Buffer.from(arn)).setAuthTag(rest.subarray(-16));
      return { arn, plain: Buffer.concat([decipher.update(rest.subarray(12, -16)), decipher.final()]) };
    } catch {
      return null;
    }
  };
  const usable = (id: string | undefined): string | FakeAnswer => {
    const arn = id === undefined ? undefined : resolve(id);
    if (arn === undefined) return fail('NotFoundException');
    return keys.get(arn)!.disabled ? fail('DisabledException') : arn;
  };
  const server = await serve((request, body) => {
    const [, keyId, scope, signed, given] = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(request.headers.authorization ?? '') ?? [];
    if (given === undefined) return fail('MissingAuthenticationTokenException');
    const names = signed!.split(';');
    if (keyId !== credentials.accessKeyId || scope !== `${String(request.headers['x-amz-date']).slice(0, 8)}/${region}/kms/aws4_request` || !['host', 'x-amz-date', 'x-amz-target'].every((name) => names.includes(name))) return fail('UnrecognizedClientException');
    if (signature(request, body, credentials.secretAccessKey, names, scope) !== given) return fail('InvalidSignatureException', 403);
    if (request.headers['content-type'] !== 'application/x-amz-json-1.1') return fail('UnknownOperationException');
    const asked = JSON.parse(body.toString()) as { KeyId?: string; Plaintext?: string; CiphertextBlob?: string; SourceKeyId?: string; DestinationKeyId?: string; NumberOfBytes?: number };
    const target = String(request.headers['x-amz-target']);
    if (target === 'TrentService.Encrypt' || target === 'TrentService.GenerateDataKey') {
      const arn = usable(asked.KeyId);
      if (typeof arn !== 'string') return arn;
      const plain = target.endsWith('Encrypt') ? Buffer.from(asked.Plaintext!, 'base64') : randomBytes(asked.NumberOfBytes ?? 32);
      return { status: 200, body: { KeyId: arn, CiphertextBlob: seal(arn, plain), ...(target.endsWith('Encrypt') ? { EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' } : { Plaintext: plain.toString('base64') }) } };
    }
    if (target === 'TrentService.Decrypt' || target === 'TrentService.ReEncrypt') {
      const found = open(asked.CiphertextBlob!);
      if (!found) return fail('InvalidCiphertextException');
      const source = asked.KeyId ?? asked.SourceKeyId;
      if (source !== undefined && resolve(source) !== found.arn) return fail(resolve(source) === undefined ? 'NotFoundException' : 'IncorrectKeyException');
      const from = usable(found.arn);
      if (typeof from !== 'string') return from;
      if (target.endsWith('Decrypt')) return { status: 200, body: { KeyId: from, Plaintext: found.plain.toString('base64'), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' } };
      const to = usable(asked.DestinationKeyId);
      return typeof to === 'string' ? { status: 200, body: { SourceKeyId: from, KeyId: to, CiphertextBlob: seal(to, found.plain) } } : to;
    }
    return fail('UnknownOperationException');
  }, 'application/x-amz-json-1.1');
  const makeKey = (): string => {
    const arn = `arn:aws:kms:${region}:000000000000:key/${randomUUID()}`;
    keys.set(arn, { key: randomBytes(32), disabled: false });
    return arn;
  };
  return Object.defineProperties({ region, credentials, makeKey, disable: (arn: string, on: boolean) => void (keys.get(arn)!.disabled = on) }, Object.getOwnPropertyDescriptors(server)) as FakeKms;
}
