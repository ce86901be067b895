import { Injectable } from '@nestjs/common';
import type { CredentialCheck, CredentialFault } from '../../contract/credential-check.js';
import type { ProviderCredentials } from '../../contract/credentials.js';
import { TelnyxClient } from './telnyx.client.js';

/** Reads the key that verifies webhooks, and the application where the credentials name one. */
@Injectable()
export class TelnyxCredentialCheck implements CredentialCheck {
  constructor(private readonly client: TelnyxClient) {}

  async check(credentials: ProviderCredentials, signal: AbortSignal): Promise<readonly CredentialFault[]> {
    // One after the other: a wrong API key is told by the first, and need not be tried twice.
    const application = await this.checkApplication(credentials, signal);
    const publicKey = await this.checkPublicKey(credentials, signal);
    return [...application, ...publicKey];
  }

  private async checkApplication(
    credentials: ProviderCredentials,
    signal: AbortSignal,
  ): Promise<readonly CredentialFault[]> {
    const { connection_id: id } = credentials;
    if (typeof id !== 'string' || id === '') {
      await this.client.listNumbers(credentials, { page: 1 }, signal);
      return [];
    }
    if ((await this.client.getApplication(credentials, id, signal)) !== null) return [];
    const detail =
      'Telnyx has no call control application with this ID in the account of the API key. Copy the ID of a Voice API application from the Mission Control Portal, or leave the field blank and one is made.';
    return [{ field: 'connection_id', detail }];
  }

  private async checkPublicKey(
    credentials: ProviderCredentials,
    signal: AbortSignal,
  ): Promise<readonly CredentialFault[]> {
    const { webhook_public_key: key } = credentials;
    if (typeof key !== 'string' || key === '') return [];
    const signing = await this.client.getPublicKey(credentials, signal);
    if (signing === null || isSameKey(signing, key)) return [];
    const detail =
      'Telnyx signs the webhooks of this account with another key, so every call would be refused. Copy the Public Key from Keys & Credentials in the Mission Control Portal.';
    return [{ field: 'webhook_public_key', detail }];
  }
}

function isSameKey(left: string, right: string): boolean {
  return Buffer.from(left, 'base64').equals(Buffer.from(right, 'base64'));
}
