import { maskUserinfo } from './mask-userinfo.js';

describe('credentials in URLs', () => {
  it.each([
    ['https://user:pass@ivr.example.net/answer?a=b@c', 'https://****@ivr.example.net/answer?a=b@c'],
    ['https://token@ivr.example.net', 'https://****@ivr.example.net'],
    ['https://user:p@ss@ivr.example.net/', 'https://****@ivr.example.net/'],
    ['https://:pass@ivr.example.net:8443/', 'https://****@ivr.example.net:8443/'],
    ['HTTPS://User:Pass@ivr.example.net', 'HTTPS://****@ivr.example.net'],
    ['https:\\\\user:pass@ivr.example.net', 'https:\\\\****@ivr.example.net'],
    ['wss://user:pass@media.example.net/x', 'wss://****@media.example.net/x'],
    ['https://a:b@one.example https://c:d@two.example', 'https://****@one.example https://****@two.example'],
    ['sip:alice:secret@sip.example.net', 'sip:alice:****@sip.example.net'],
    ['sips:alice:secret@sip.example.net;transport=tls', 'sips:alice:****@sip.example.net;transport=tls'],
  ])('in %s are masked', (text, shown) => {
    expect(maskUserinfo(text)).toBe(shown);
  });

  it.each([
    'https://ivr.example.net/answer',
    'https://ivr.example.net/a@b?to=c@d#e@f',
    'sip:alice@sip.example.net:5060',
    'sip:+14155550100@sip.example.net;user=phone',
    'someone@example.net',
    'POST',
    '',
  ])('are not found in %s, which stays as it is', (text) => {
    expect(maskUserinfo(text)).toBe(text);
  });
});
