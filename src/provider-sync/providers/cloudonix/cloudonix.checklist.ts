import { Injectable } from '@nestjs/common';
import type { SetupChecklist, SetupFacts, SetupStep } from '../../contract/setup-checklist.js';

interface Step {
  key: string;
  label: string;
  isDone: boolean;
  blocksOutbound: boolean;
  /** What to do while it is not done. */
  todo: string;
}

/** What a Cloudonix configuration needs before calls go out and come in. */
@Injectable()
export class CloudonixChecklist implements SetupChecklist {
  steps(facts: SetupFacts): readonly SetupStep[] {
    return stepsFor(facts).map(({ key, label, isDone, blocksOutbound, todo }) => ({
      key,
      label,
      is_done: isDone,
      blocks_outbound: blocksOutbound,
      detail: isDone ? null : todo,
    }));
  }
}

function stepsFor(facts: SetupFacts): Step[] {
  const { domain_uuid: uuid } = facts.credentials;
  return [
    {
      key: 'sip_domain',
      label: 'SIP domain resolved',
      isDone: typeof uuid === 'string' && uuid !== '',
      blocksOutbound: true,
      todo: 'Save the credentials again, so that the UUID of the domain is fetched from Cloudonix.',
    },
    {
      key: 'outbound_trunk',
      label: 'Outbound trunk',
      isDone: facts.activeTrunks > 0,
      blocksOutbound: true,
      todo: 'Add a trunk, with the region and the SIP domain of your carrier or PBX.',
    },
    {
      key: 'caller_id',
      label: 'Default caller id',
      isDone: facts.hasDefaultCallerId,
      blocksOutbound: true,
      todo: 'Add a number and make it the default caller id.',
    },
    ...(facts.activeTrunks > 1 ? [trunkAssignment(facts)] : []),
    {
      key: 'inbound_routing',
      label: 'Inbound routing',
      isDone: facts.boundNumbers > 0,
      blocksOutbound: false,
      todo: 'Bind a number to a workflow, so that calls to it are answered.',
    },
  ];
}

/** With one trunk there is nothing to choose. */
function trunkAssignment({ numbersWithoutTrunk }: SetupFacts): Step {
  return {
    key: 'trunk_assignment',
    label: 'Trunk of each number',
    isDone: numbersWithoutTrunk === 0,
    blocksOutbound: false,
    todo: 'There are several trunks: choose one for each active number.',
  };
}
