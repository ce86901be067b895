import { closestLanguage } from '../../contract/inbound/closest-language.js';

/** Languages of `<Say>`: https://www.twilio.com/docs/voice/twiml/say/text-speech; of several of a kind, the usual one first. */
const LANGUAGES: readonly string[] = [
  ...['af-ZA', 'am-ET', 'ar-XA', 'ar-AE', 'arb', 'bg-BG', 'bn-IN', 'ca-ES', 'cmn-CN', 'cmn-TW', 'cs-CZ', 'cy-GB'],
  ...['da-DK', 'de-DE', 'de-AT', 'el-GR', 'en-US', 'en-GB', 'en-AU', 'en-CA', 'en-IE', 'en-IN', 'en-NZ', 'en-ZA'],
  ...['en-GB-WLS', 'es-ES', 'es-MX', 'es-US', 'fi-FI', 'fil-PH', 'fr-FR', 'fr-CA', 'fr-BE', 'gu-IN', 'he-IL', 'hi-IN'],
  ...['hu-HU', 'id-ID', 'is-IS', 'it-IT', 'ja-JP', 'kn-IN', 'ko-KR', 'lv-LV', 'ml-IN', 'mr-IN', 'ms-MY', 'nb-NO'],
  ...['nl-NL', 'nl-BE', 'pa-IN', 'pl-PL', 'pt-BR', 'pt-PT', 'ro-RO', 'ru-RU', 'sk-SK', 'sr-RS', 'sv-SE', 'ta-IN'],
  ...['te-IN', 'th-TH', 'tr-TR', 'uk-UA', 'vi-VN', 'yue-HK', 'zh-CN', 'zh-TW', 'zh-HK'],
];

/** None of them is written with its script. */
const SCRIPT = /-[a-z]{4}(?=-|$)/i;

/**
 * The closest language that Twilio speaks. Undefined when there is none: Twilio refuses to speak in a language it does
 * not know, but speaks when none is named.
 * @param tag BCP 47
 */
export function sayLanguage(tag: string): string | undefined {
  return closestLanguage(tag.replace(SCRIPT, ''), LANGUAGES) ?? undefined;
}
