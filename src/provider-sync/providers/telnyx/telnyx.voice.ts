/** A voice and the language that it speaks, as the command to speak takes them. */
export interface TelnyxVoice {
  language: string;
  voice: string;
}

/**
 * One standard voice of Amazon Polly for each language that the command takes; they need no account of their own.
 * @see https://developers.telnyx.com/api-reference/call-commands/speak-text
 * @see https://docs.aws.amazon.com/polly/latest/dg/standard-voices.html
 */
const POLLY_VOICES = new Map([
  ['arb', 'Zeina'],
  ['cmn-CN', 'Zhiyu'],
  ['cy-GB', 'Gwyneth'],
  ['da-DK', 'Naja'],
  ['de-DE', 'Vicki'],
  ['en-AU', 'Nicole'],
  ['en-GB', 'Amy'],
  ['en-GB-WLS', 'Geraint'],
  ['en-IN', 'Raveena'],
  ['en-US', 'Joanna'],
  ['es-ES', 'Lucia'],
  ['es-MX', 'Mia'],
  ['es-US', 'Lupe'],
  ['fr-CA', 'Chantal'],
  ['fr-FR', 'Lea'],
  ['hi-IN', 'Aditi'],
  ['is-IS', 'Dora'],
  ['it-IT', 'Bianca'],
  ['ja-JP', 'Mizuki'],
  ['ko-KR', 'Seoyeon'],
  ['nb-NO', 'Liv'],
  ['nl-NL', 'Lotte'],
  ['pl-PL', 'Ewa'],
  ['pt-BR', 'Camila'],
  ['pt-PT', 'Ines'],
  ['ro-RO', 'Carmen'],
  ['ru-RU', 'Tatyana'],
  ['sv-SE', 'Astrid'],
  ['tr-TR', 'Filiz'],
]);

/** The languages under their tags in lower case. */
const BY_TAG = new Map([...POLLY_VOICES.keys()].map((language) => [language.toLowerCase(), language]));

/** What a language without a region, or with one that has no voice, is spoken in. */
const BY_PRIMARY = new Map([
  ...[...POLLY_VOICES.keys()].map((language): [string, string] => [primaryOf(language), language]),
  // Where more than one region has a voice, or the tag of Telnyx is not the usual one.
  ['ar', 'arb'],
  ['en', 'en-US'],
  ['es', 'es-ES'],
  ['fr', 'fr-FR'],
  ['no', 'nb-NO'],
  ['pt', 'pt-BR'],
  ['zh', 'cmn-CN'],
]);

const DEFAULT_LANGUAGE = 'en-US';

/** The voice for a language of BCP 47; a language that Telnyx does not speak is read by the default voice. */
export function voiceFor(language: string): TelnyxVoice {
  const tag = language.toLowerCase();
  const spoken = BY_TAG.get(tag) ?? BY_PRIMARY.get(primaryOf(tag)) ?? DEFAULT_LANGUAGE;
  return { language: spoken, voice: `AWS.Polly.${POLLY_VOICES.get(spoken) ?? ''}` };
}

function primaryOf(tag: string): string {
  return tag.split('-', 1)[0] ?? '';
}
