import { closestLanguage } from '../../contract/inbound/closest-language.js';

/**
 * Languages that Vonage can speak; of each, the first is taken where it has no voice of the region.
 * https://developer.vonage.com/en/voice/voice-api/concepts/text-to-speech#supported-languages
 */
const LANGUAGES = (
  'af-ZA ar bg-BG bn-IN ca-ES cmn-CN cmn-TW cs-CZ cy-GB da-DK de-DE de-AT el-GR ' +
  'en-US en-AU en-GB en-GB-SCT en-GB-WLS en-IE en-IN en-NZ en-ZA es-ES es-CO es-MX es-US eu-ES fi-FI fil-PH ' +
  'fr-FR fr-CA gl-ES gu-IN he-IL hi-IN hu-HU id-ID is-IS it-IT ja-JP kn-IN ko-KR lv-LV ml-IN ms-MY nb-NO ' +
  'nl-NL nl-BE no-NO pa-IN pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK sr-RS sv-SE ta-IN te-IN th-TH tr-TR uk-UA vi-VN yue-CN'
).split(' ');

/** Other names of languages above, from the IANA registry of language subtags. The first that fits counts. */
const OTHER_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^zh\b.*-(?:yue|hk|mo)\b/i, 'yue-CN'],
  [/^(?:zh|cmn)\b.*-(?:tw|hant)\b/i, 'cmn-TW'],
  [/^zh\b/i, 'cmn-CN'],
  [/^iw\b/i, 'he-IL'],
  [/^in\b/i, 'id-ID'],
  [/^tl\b/i, 'fil-PH'],
  [/^nn\b/i, 'nb-NO'],
];

/**
 * The `language` of a talk action for a BCP 47 tag; null when Vonage has no such language, which means its default
 * voice (en-US).
 */
export function voiceLanguage(tag: string): string | null {
  const name = OTHER_NAMES.find(([pattern]) => pattern.test(tag))?.[1];
  return closestLanguage(name ?? tag, LANGUAGES);
}
