import { QueueTask, RegisteredTask } from '../../queue/queue-task.js';
import { PublicUrlProbe } from './public-url.probe.js';

/** Every ten minutes, tries whether the public URL leads here. */
@RegisteredTask()
export class ProbePublicUrlTask extends QueueTask {
  readonly taskName = 'probe-public-url';
  override readonly schedule = '*/10 * * * *';

  constructor(private readonly urlProbe: PublicUrlProbe) {
    super();
  }

  async run(): Promise<void> {
    await this.urlProbe.probe();
  }
}
