import type { Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';

/**
 * Watches the request that opens a WebSocket. The WebSocket itself only says that it failed; whether the PBX refused the
 * sign-in, or was not there at all, is known here.
 */
export class AriHandshake {
  /** Of an answer that was not the opening of a WebSocket. */
  status: number | null = null;
  /** Code of the fault when there was no answer, such as `ECONNREFUSED`. */
  faultCode: string | null = null;
  socket: Duplex | null = null;

  /** The dispatcher, watched. */
  watch(dispatcher: Dispatcher): Dispatcher {
    return dispatcher.compose((dispatch) => (options, handler) => dispatch(options, this.beside(handler)));
  }

  private beside(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
    return {
      onRequestStart: (...start) => handler.onRequestStart?.(...start),
      onRequestUpgrade: (controller, status, headers, socket) => {
        this.socket = socket;
        handler.onRequestUpgrade?.(controller, status, headers, socket);
      },
      onResponseStart: (controller, status, ...rest) => {
        this.status = status;
        handler.onResponseStart?.(controller, status, ...rest);
      },
      onResponseData: (...data) => handler.onResponseData?.(...data),
      onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
      onResponseError: (controller, error) => {
        this.faultCode ??= (error as NodeJS.ErrnoException).code ?? 'NETWORK_ERROR';
        handler.onResponseError?.(controller, error);
      },
    };
  }
}
