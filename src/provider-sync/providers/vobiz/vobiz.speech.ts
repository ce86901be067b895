import { closestLanguage } from '../../contract/inbound/closest-language.js';

/** The attributes of a `<Speak>`. */
export interface VobizSpeech extends Record<string, string> {
  language: string;
  voice: 'WOMAN' | 'MAN';
}

/**
 * The languages of `<Speak>`, the most usual of each language first, and the voice of each.
 * @see https://www.vobiz.ai/docs/xml/speak
 */
const VOICES: Readonly<Record<string, VobizSpeech['voice']>> = {
  'en-US': 'WOMAN',
  'en-GB': 'WOMAN',
  'en-AU': 'WOMAN',
  'da-DK': 'WOMAN',
  'nl-NL': 'WOMAN',
  'fr-FR': 'WOMAN',
  'fr-CA': 'WOMAN',
  'de-DE': 'WOMAN',
  'it-IT': 'WOMAN',
  'pl-PL': 'WOMAN',
  'pt-BR': 'WOMAN',
  'pt-PT': 'MAN',
  'ru-RU': 'WOMAN',
  'es-US': 'WOMAN',
  'es-ES': 'WOMAN',
  'sv-SE': 'WOMAN',
};

/** How a text of a language is spoken; like American English when Vobiz has nothing closer. @param language BCP 47 */
export function vobizSpeech(language: string): VobizSpeech {
  const closest = closestLanguage(language, Object.keys(VOICES)) ?? 'en-US';
  return { language: closest, voice: VOICES[closest] ?? 'WOMAN' };
}
