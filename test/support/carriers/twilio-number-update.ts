import { isHttpUrl } from './http-url.js';
import type { TwilioAccount } from './twilio-account.js';
import { twilioBadRequest } from './twilio-errors.js';
import { twilioDate, type TwilioNumber } from './twilio-number.js';

type FieldsOf<T> = { [K in keyof TwilioNumber]: TwilioNumber[K] extends T ? K : never }[keyof TwilioNumber];
type Changes = { -readonly [K in keyof TwilioNumber]?: TwilioNumber[K] };
type Change = (name: string, value: string, changes: Changes, account: TwilioAccount) => void;

/**
 * An update of an IncomingPhoneNumber. What is not sent stays; an empty string clears.
 * The real API ignores parameters it does not know; here they are refused, because each one is a misspelling of ours.
 */
export function updatedTwilioNumber(number: TwilioNumber, form: URLSearchParams, account: TwilioAccount): TwilioNumber {
  const changes: Changes = {};
  for (const [name, value] of form) {
    const change = PARAMETERS[name];
    if (!change) throw twilioBadRequest(20001, `Unknown parameter ${name}`);
    change(name, value, changes, account);
  }
  const updated = { ...number, ...changes, ...exclusiveHandler(changes), date_updated: twilioDate() };
  refuseOrphanedFallback(changes, updated);
  return updated;
}

/** "Setting a trunk_sid will automatically delete your voice_application_sid and vice versa." */
function exclusiveHandler({ trunk_sid: trunk, voice_application_sid: application }: Changes): Changes {
  if (trunk) return { voice_application_sid: '' };
  return application ? { trunk_sid: null } : {};
}

/** Errors 21405 and 21406: "You cannot set a fallback URL without specifying a primary URL". */
function refuseOrphanedFallback(changes: Changes, updated: TwilioNumber): void {
  if (changes.voice_fallback_url && !updated.voice_url) {
    throw twilioBadRequest(21405, 'Cannot set VoiceFallbackUrl without setting Url');
  }
  if (changes.sms_fallback_url && !updated.sms_url) {
    throw twilioBadRequest(21406, 'Cannot set SmsFallbackUrl without setting SmsUrl');
  }
}

function url(field: FieldsOf<string>): Change {
  return (name, value, changes) => {
    if (value !== '' && !isHttpUrl(value)) throw twilioBadRequest(21402, `${name} is not a valid URL: ${value}`);
    changes[field] = value;
  };
}

function method(field: FieldsOf<string>): Change {
  return (name, value, changes) => {
    if (value !== 'GET' && value !== 'POST') throw twilioBadRequest(21403, `${name} is not a valid method: ${value}`);
    changes[field] = value;
  };
}

function application(field: 'voice_application_sid' | 'sms_application_sid'): Change {
  return (name, value, changes, account) => {
    if (value !== '' && !account.applications.has(value)) {
      throw twilioBadRequest(21420, `${name} ${value} is not accessible`);
    }
    changes[field] = value;
  };
}

function trunk(): Change {
  return (name, value, changes, account) => {
    if (value !== '' && !account.trunks.has(value)) throw twilioBadRequest(20001, `${name} ${value} is not valid`);
    changes.trunk_sid = value === '' ? null : value;
  };
}

function oneOf(field: FieldsOf<string>, allowed: readonly string[]): Change {
  return (name, value, changes) => {
    if (!allowed.includes(value)) throw twilioBadRequest(20001, `${name} must be one of ${allowed.join(', ')}`);
    changes[field] = value;
  };
}

function text(field: FieldsOf<string>, maxLength: number): Change {
  return (name, value, changes) => {
    if (value.length > maxLength) throw twilioBadRequest(20001, `${name} is longer than ${maxLength} characters`);
    changes[field] = value;
  };
}

function flag(field: FieldsOf<boolean>): Change {
  return (name, value, changes) => {
    if (value !== 'true' && value !== 'false') throw twilioBadRequest(20001, `${name} must be true or false`);
    changes[field] = value === 'true';
  };
}

function reference(field: 'address_sid' | 'bundle_sid' | 'emergency_address_sid' | 'identity_sid'): Change {
  return (_name, value, changes) => {
    changes[field] = value === '' ? null : value;
  };
}

const PARAMETERS: Readonly<Record<string, Change>> = {
  AddressSid: reference('address_sid'),
  ApiVersion: oneOf('api_version', ['2010-04-01', '2008-08-01']),
  BundleSid: reference('bundle_sid'),
  EmergencyAddressSid: reference('emergency_address_sid'),
  EmergencyStatus: oneOf('emergency_status', ['Active', 'Inactive']),
  FriendlyName: text('friendly_name', 64),
  IdentitySid: reference('identity_sid'),
  SmsApplicationSid: application('sms_application_sid'),
  SmsFallbackMethod: method('sms_fallback_method'),
  SmsFallbackUrl: url('sms_fallback_url'),
  SmsMethod: method('sms_method'),
  SmsUrl: url('sms_url'),
  StatusCallback: url('status_callback'),
  StatusCallbackMethod: method('status_callback_method'),
  TrunkSid: trunk(),
  VoiceApplicationSid: application('voice_application_sid'),
  VoiceCallerIdLookup: flag('voice_caller_id_lookup'),
  VoiceFallbackMethod: method('voice_fallback_method'),
  VoiceFallbackUrl: url('voice_fallback_url'),
  VoiceMethod: method('voice_method'),
  VoiceReceiveMode: oneOf('voice_receive_mode', ['voice', 'fax']),
  VoiceUrl: url('voice_url'),
};
