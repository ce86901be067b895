import fc from 'fast-check';
import { voiceFor } from './telnyx.voice.js';

it.each([
  ['en-US', 'en-US', 'AWS.Polly.Joanna'],
  ['en-us', 'en-US', 'AWS.Polly.Joanna'],
  ['en', 'en-US', 'AWS.Polly.Joanna'],
  ['en-GB', 'en-GB', 'AWS.Polly.Amy'],
  ['en-GB-WLS', 'en-GB-WLS', 'AWS.Polly.Geraint'],
  ['en-NZ', 'en-US', 'AWS.Polly.Joanna'],
  ['de', 'de-DE', 'AWS.Polly.Vicki'],
  ['de-AT', 'de-DE', 'AWS.Polly.Vicki'],
  ['es', 'es-ES', 'AWS.Polly.Lucia'],
  ['es-MX', 'es-MX', 'AWS.Polly.Mia'],
  ['fr', 'fr-FR', 'AWS.Polly.Lea'],
  ['pt', 'pt-BR', 'AWS.Polly.Camila'],
  ['ar-EG', 'arb', 'AWS.Polly.Zeina'],
  ['zh-CN', 'cmn-CN', 'AWS.Polly.Zhiyu'],
  ['no', 'nb-NO', 'AWS.Polly.Liv'],
  ['hi-IN', 'hi-IN', 'AWS.Polly.Aditi'],
  ['tlh', 'en-US', 'AWS.Polly.Joanna'],
  ['constructor', 'en-US', 'AWS.Polly.Joanna'],
])('%s is spoken in %s by %s', (language, spoken, voice) => {
  expect(voiceFor(language)).toEqual({ language: spoken, voice });
});

it('has a voice for every language', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/), (language) => {
      expect(voiceFor(language).voice).toMatch(/^AWS\.Polly\.[A-Z][a-z]+$/);
    }),
  );
});
