import { createDecoder, createVerifier } from 'fast-jwt';
import type { NumberRoute, WorkflowRoute } from '../routing/routes.js';
import { StreamTokenSigner } from './stream-token.signer.js';

const OLDER = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const NEWER = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;

const NUMBER: NumberRoute = {
  ...{ id: 7, version: 3, organizationId: 5, configurationId: 4, workflowId: 9, isActive: true },
  address: '+14155550100',
};

function workflowWith(...secrets: string[]): WorkflowRoute {
  return {
    ...{ id: 9, version: 1, organizationId: 5, name: 'Agent', isActive: true, fallbackTarget: null },
    target: { type: 'say', text: 'Hello', language: 'en-US' },
    secrets: () => secrets,
  };
}

const bytesOf = (secret: string): Buffer => Buffer.from(secret.slice('whsec_'.length), 'base64');
const verify = (secret: string, token: string | null): object =>
  createVerifier({ key: bytesOf(secret), algorithms: ['HS256'] })(token ?? '') as object;

describe('the token of a stream', () => {
  const signer = new StreamTokenSigner();

  it('says which call of which number it is for, for five minutes', () => {
    const token = signer.token('CA1', NUMBER, workflowWith(NEWER));
    const claims = verify(NEWER, token) as { iat: number; exp: number };
    expect(claims).toEqual({
      ...{ iss: 'dialplane', sub: 'CA1', number: 7, workflow: 9, organization: 5 },
      ...{ iat: expect.any(Number), exp: claims.iat + 300 },
    });
    expect(Math.abs(claims.iat - Date.now() / 1_000)).toBeLessThan(3);
    const { header } = createDecoder({ complete: true })(token ?? '') as { header: { alg: string } };
    expect(header.alg).toBe('HS256');
  });

  it('is signed with the older of two secrets, which the agent is sure to know', () => {
    const token = signer.token('CA1', NUMBER, workflowWith(NEWER, OLDER));
    expect(verify(OLDER, token)).toMatchObject({ sub: 'CA1' });
    expect(() => verify(NEWER, token)).toThrow();
    expect(verify(NEWER, signer.token('CA1', NUMBER, workflowWith(NEWER)))).toMatchObject({ sub: 'CA1' });
  });

  it('does not exist for a workflow without a secret', () => {
    expect(signer.token('CA1', NUMBER, workflowWith())).toBeNull();
  });
});
