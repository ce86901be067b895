import { Injectable } from '@nestjs/common';
import type { CarrierAccount, CarrierCall } from '../../contract/carrier-call.js';
import { basicAuth, pathSegment } from '../../contract/carrier-call.js';
import { CarrierEndpoints } from '../../contract/carrier-endpoints.js';
import { refused } from '../../contract/carrier-fault.js';
import { CarrierHttp } from '../../contract/carrier-http.js';
import { objectOf } from '../../contract/json-shape.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { credential } from '../../contract/credentials.js';
import type { ProviderError } from '../../contract/provider-error.js';
import { TWILIO, TWILIO_API } from './twilio.metadata.js';
import type { TwilioNumber, TwilioNumberPage } from './twilio.number.js';
import { isTwilioNumber, isTwilioNumberPage } from './twilio.number.js';

const MAX_PAGES = 20;

/** The query that asks for a page. */
type PageQuery = Readonly<Record<string, string>>;

/** The largest page that Twilio gives. */
export const FIRST_PAGE: PageQuery = { PageSize: String(TWILIO.capabilities.inventoryPageSize) };

/** Some numbers of the account. */
export interface TwilioNumbers {
  numbers: TwilioNumber[];
  /** Null on the last page. */
  next: PageQuery | null;
}

const isAccount = objectOf({ status: 'text' });

/**
 * The IncomingPhoneNumber and Account resources of Twilio's API 2010-04-01.
 * @see https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
 * @see https://www.twilio.com/docs/iam/api/account
 */
@Injectable()
export class TwilioClient {
  constructor(
    private readonly http: CarrierHttp,
    private readonly endpoints: CarrierEndpoints,
  ) {}

  /** The number with exactly this E.164 form, or null when the account has none. */
  async findNumber(credentials: ProviderCredentials, e164: string, signal: AbortSignal): Promise<TwilioNumber | null> {
    // The filter also finds numbers that only contain these digits.
    let query: PageQuery | null = { ...FIRST_PAGE, PhoneNumber: e164 };
    for (let pages = 0; query !== null && pages < MAX_PAGES; pages += 1) {
      const { numbers, next }: TwilioNumbers = await this.listNumbers(credentials, query, signal);
      const found = numbers.find((number) => number.phone_number === e164);
      if (found) return found;
      query = next;
    }
    return null;
  }

  /** @param query {@link FIRST_PAGE}, with filters where wanted, or the `next` of the page before */
  async listNumbers(credentials: ProviderCredentials, query: PageQuery, signal: AbortSignal): Promise<TwilioNumbers> {
    const call = { ...this.numberCall(credentials), query };
    const page = await this.http.send(call, isTwilioNumberPage, signal);
    return { numbers: page.incoming_phone_numbers, next: nextQuery(page) };
  }

  /** `active`, `suspended` or `closed`; null where the host, that of a Region, has no such resource. */
  async accountStatus(credentials: ProviderCredentials, signal: AbortSignal): Promise<string | null> {
    const account = await this.http.send({ ...this.call(credentials), nullOn: [404] }, isAccount, signal);
    return account && account.status;
  }

  /** The number with this SID, or null when the account has it no more. */
  async getNumber(credentials: ProviderCredentials, sid: string, signal: AbortSignal): Promise<TwilioNumber | null> {
    return this.http.send({ ...this.numberCall(credentials, sid), nullOn: [404] }, isTwilioNumber, signal);
  }

  /** Changes the parameters that are given; all others stay. */
  async updateNumber(
    credentials: ProviderCredentials,
    sid: string,
    parameters: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<void> {
    const call = this.numberCall(credentials, sid);
    await this.http.send({ ...call, method: 'POST', form: parameters }, isTwilioNumber, signal);
  }

  /** What to throw when the number that was to be changed has left the account. */
  notOwned(credentials: ProviderCredentials): ProviderError {
    return refused(this.account(credentials), null, 'NOT_OWNED');
  }

  private numberCall(credentials: ProviderCredentials, sid?: string): CarrierCall & { nullOn?: never } {
    return this.call(credentials, `/IncomingPhoneNumbers${sid === undefined ? '' : `/${pathSegment(sid)}`}`);
  }

  /** @param path below the account; left out, the account itself */
  private call(credentials: ProviderCredentials, path = ''): CarrierCall & { nullOn?: never } {
    const accountSid = credential(credentials, 'account_sid');
    return {
      account: this.account(credentials),
      method: 'GET',
      url: `${this.baseUrl(credentials)}/2010-04-01/Accounts/${pathSegment(accountSid)}${path}.json`,
      headers: basicAuth(accountSid, credential(credentials, 'auth_token')),
    };
  }

  private account(credentials: ProviderCredentials): CarrierAccount {
    return {
      provider: TWILIO.provider,
      displayName: TWILIO.displayName,
      id: credential(credentials, 'account_sid'),
      secret: credential(credentials, 'auth_token'),
      credentialLabels: ['Account SID', 'Auth Token'],
    };
  }

  /**
   * `{product}.{edge}.{region}.twilio.com`; without a Region it is us1.
   * @see https://www.twilio.com/docs/global-infrastructure/using-the-twilio-rest-api-in-a-non-us-region
   */
  private baseUrl({ region, edge }: ProviderCredentials): string {
    if (!edge || this.endpoints.isOverridden(TWILIO_API)) return this.endpoints.urlOf(TWILIO_API);
    return `https://api.${String(edge)}.${region ? String(region) : 'us1'}.twilio.com`;
  }
}

/** Only the query of the next page is taken: the address that the credentials are sent to is not the carrier's to choose. */
function nextQuery({ next_page_uri: uri }: TwilioNumberPage): PageQuery | null {
  if (!uri || !URL.canParse(uri, TWILIO_API.defaultUrl)) return null;
  return Object.fromEntries(new URL(uri, TWILIO_API.defaultUrl).searchParams);
}
