import { CreateOrganizations1732400000000 } from './1732400000000-create-organizations.js';
import { CreateApiKeys1732400001000 } from './1732400001000-create-api-keys.js';
import { CreateWorkflows1732400002000 } from './1732400002000-create-workflows.js';
import { CreateTelephonyConfigurations1732400003000 } from './1732400003000-create-telephony-configurations.js';
import { CreatePhoneNumbers1732400004000 } from './1732400004000-create-phone-numbers.js';
import { CreatePhoneNumberSyncs1732400005000 } from './1732400005000-create-phone-number-syncs.js';
import { CreateProviderApplications1732400006000 } from './1732400006000-create-provider-applications.js';
import { CreateIdempotencyKeys1732400007000 } from './1732400007000-create-idempotency-keys.js';
import { CreateProviderOrphans1732400008000 } from './1732400008000-create-provider-orphans.js';
import { ScheduleSyncs1732400009000 } from './1732400009000-schedule-syncs.js';
import { CreateJobs1732400010000 } from './1732400010000-create-jobs.js';
import { WatchConfigurations1732400011000 } from './1732400011000-watch-configurations.js';
import { CreateTelephonyTrunks1732400012000 } from './1732400012000-create-telephony-trunks.js';
import { RememberPublicUrls1732400013000 } from './1732400013000-remember-public-urls.js';
import { ObserveApplications1732400014000 } from './1732400014000-observe-applications.js';
import { CreateProviderConnections1732400015000 } from './1732400015000-create-provider-connections.js';
import { AnnounceRouteChanges1732400016000 } from './1732400016000-announce-route-changes.js';
import { CreateCalls1732400017000 } from './1732400017000-create-calls.js';
import { CreateSignatureDiagnoses1732400018000 } from './1732400018000-create-signature-diagnoses.js';
import { CreateRouteAssertions1732400019000 } from './1732400019000-create-route-assertions.js';
import { AddWorkflowSecrets1732400020000 } from './1732400020000-add-workflow-secrets.js';

/** Append only. A list, not a glob, so that a stale build folder cannot add one. */
export const MIGRATIONS = [
  CreateOrganizations1732400000000,
  CreateApiKeys1732400001000,
  CreateWorkflows1732400002000,
  CreateTelephonyConfigurations1732400003000,
  CreatePhoneNumbers1732400004000,
  CreatePhoneNumberSyncs1732400005000,
  CreateProviderApplications1732400006000,
  CreateIdempotencyKeys1732400007000,
  CreateProviderOrphans1732400008000,
  ScheduleSyncs1732400009000,
  CreateJobs1732400010000,
  WatchConfigurations1732400011000,
  CreateTelephonyTrunks1732400012000,
  RememberPublicUrls1732400013000,
  ObserveApplications1732400014000,
  CreateProviderConnections1732400015000,
  AnnounceRouteChanges1732400016000,
  CreateCalls1732400017000,
  CreateSignatureDiagnoses1732400018000,
  CreateRouteAssertions1732400019000,
  AddWorkflowSecrets1732400020000,
];
