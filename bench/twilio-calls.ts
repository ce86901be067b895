import { createHmac, randomBytes } from 'node:crypto';

const PATH = '/api/v1/telephony/inbound/twilio';

/** An account whose calls are made up, signed as Twilio documents it. */
export interface CallingAccount {
  accountSid: string;
  authToken: string;
  publicBaseUrl: string;
}

/** The bytes of a signed webhook for a call to this number, each with a call id of its own. */
export function twilioCall({ accountSid, authToken, publicBaseUrl }: CallingAccount, to: string): Buffer {
  const fields: Record<string, string> = {
    AccountSid: accountSid,
    ApiVersion: '2010-04-01',
    CallSid: `CA${randomBytes(16).toString('hex')}`,
    CallStatus: 'ringing',
    Called: to,
    CalledCountry: 'US',
    Caller: '+14155550100',
    CallerCountry: 'US',
    Direction: 'inbound',
    From: '+14155550100',
    FromCountry: 'US',
    To: to,
    ToCountry: 'US',
  };
  const signed = Object.keys(fields)
    .sort()
    .reduce((text, name) => text + name + (fields[name] ?? ''), publicBaseUrl + PATH);
  const signature = createHmac('sha1', authToken).update(signed).digest('base64');
  const body = new URLSearchParams(fields).toString();
  return Buffer.from(
    [
      `POST ${PATH} HTTP/1.1`,
      'Host: 127.0.0.1',
      'Content-Type: application/x-www-form-urlencoded; charset=utf-8',
      'User-Agent: TwilioProxy/1.1',
      `X-Twilio-Signature: ${signature}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}

/** The n-th number of the bench. */
export function benchNumber(n: number): string {
  return `+1${2_012_000_000 + n}`;
}
