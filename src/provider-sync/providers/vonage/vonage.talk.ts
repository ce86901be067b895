import type { SayAction } from '../../contract/inbound/call-action.js';
import { voiceLanguage } from './vonage.voice-language.js';

/** https://developer.vonage.com/en/voice/voice-api/ncco-reference#talk */
export interface VonageTalk {
  action: 'talk';
  text: string;
  language?: string;
}

/** "A string of up to 1,500 characters." */
const MAX_TEXT = 1500;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** One action, or several where the text is too long for one. They are spoken one after the other. */
export function talk({ text, language }: SayAction): VonageTalk[] {
  const voice = voiceLanguage(language);
  return parts(text.toWellFormed()).map((part) => ({
    action: 'talk',
    text: plain(part),
    ...(voice !== null && { language: voice }),
  }));
}

/** Cut between words where there are some. Put together, the parts are the text. */
function parts(text: string): string[] {
  if (text.length <= MAX_TEXT) return [text];
  const word = text.slice(0, MAX_TEXT).search(/\s\S*$/) + 1;
  // Without a space: not in the middle of a character of two code units.
  const middle = /[\ud800-\udbff]/.test(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT;
  const end = word === 0 ? middle : word;
  return [text.slice(0, end), ...parts(text.slice(end))];
}

/** A text in a `speak` element is taken for SSML. One that only looks so is written as SSML that says it literally. */
function plain(text: string): string {
  if (!/^\s*<speak/i.test(text)) return text;
  return `<speak>${text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character)}</speak>`;
}
