import type { ProviderFacade } from '../../provider-sync/contract/telephony-provider.js';
import type { PathFacts } from './path-facts.js';
import type { PathRepair } from './path-verdict.js';

const API = '/api/v1';

interface PathRequest {
  method: 'POST' | 'PATCH';
  path: string;
  body?: Record<string, unknown>;
}

function byRequest(title: string, { method, path, body }: PathRequest): PathRepair {
  return { title, request: { method, path: `${API}${path}`, body: body ?? null }, isInConsole: false };
}

/** The one thing to do about each kind of failure of a number's path. */
export class PathRepairs {
  private readonly config: string;
  private readonly number: string;

  constructor(
    private readonly provider: Pick<ProviderFacade, 'metadata' | 'application' | 'provisioning' | 'connection'>,
    private readonly facts: PathFacts,
  ) {
    this.config = `/organizations/telephony-configs/${facts.configurationId}`;
    this.number = `${this.config}/phone-numbers/${facts.phoneNumberId}`;
  }

  check(): PathRepair {
    return byRequest('Ask the carrier now', { method: 'POST', path: `${this.number}/path/check` });
  }

  reactivate(): PathRepair {
    return byRequest('Reactivate the configuration', { method: 'POST', path: `${this.config}/reactivate` });
  }

  enterCredentials(): PathRepair {
    return byRequest('Enter credentials that work', { method: 'PATCH', path: this.config });
  }

  letConnect(): PathRepair {
    return this.inConsole('Let this service connect');
  }

  /** A sync leaves an unbound number as it is, so that has to be bound first. */
  sync(): PathRepair {
    if (this.facts.workflow === null) return this.bindWorkflow();
    // Nothing is written where calls come over a connection of ours.
    if (this.provider.connection !== null) return this.inConsole('Correct the settings');
    return byRequest('Sync the number', { method: 'POST', path: `${this.number}/sync` });
  }

  addNumber(): PathRepair {
    return this.provider.provisioning ? this.sync() : this.inConsole('Add the number to the account');
  }

  replaceApplication(): PathRepair {
    const field = this.provider.metadata.applicationIdField;
    const request = { method: 'PATCH', path: this.config } as const;
    if (field === null || !this.provider.application?.lifecycle) {
      return byRequest('Enter the id of an application that exists', request);
    }
    const body = { config: { [field]: null } };
    return byRequest('Remove the application id, so that a new application is made', { ...request, body });
  }

  bindWorkflow(): PathRepair {
    return byRequest('Bind a workflow: set inbound_workflow_id', { method: 'PATCH', path: this.number });
  }

  activateWorkflow(id: number): PathRepair {
    const body = { is_active: true };
    return byRequest('Activate the workflow', { method: 'PATCH', path: `/workflows/${id}`, body });
  }

  activateNumber(): PathRepair {
    return byRequest('Activate the number', { method: 'PATCH', path: this.number, body: { is_active: true } });
  }

  setPublicUrl(): PathRepair {
    return this.byOperator('Set PUBLIC_BASE_URL to the public https URL of this service and restart it');
  }

  openPublicUrl(): PathRepair {
    return this.byOperator('Make /healthz below PUBLIC_BASE_URL lead to this service');
  }

  private inConsole(what: string): PathRepair {
    const title = `${what} in the ${this.provider.metadata.displayName} console`;
    return { title, request: null, isInConsole: true };
  }

  private byOperator(title: string): PathRepair {
    return { title, request: null, isInConsole: false };
  }
}
