import { patience } from '../patience.ts';
import type { Call, Frame, Signal } from './types.ts';

/** Why a room is left for good: another page of the same side sits there, the lease is lost, the call is over, or it was refused. */
export type Leaving = 'taken_over' | 'lease_lost' | 'over' | 'refused';

/** What a page does with what happens in the room. */
export interface Ears {
  signal(signal: Signal): void;
  state(call: Call): void;
  peer(is: 'joined' | 'left'): void;
  /** Whether the line to the service is there; after `lost` the room comes back by itself. */
  line(is: 'open' | 'lost'): void;
  left(why: Leaving): void;
}

/** As much of a browser's socket as a room needs. */
export type Socket = Pick<WebSocket, 'readyState' | 'send' | 'close' | 'onopen' | 'onmessage' | 'onclose'>;

/** How a socket is opened; the credentials may have changed since the last time. */
export type Door = () => Socket;

const OPEN = 1;
const POLICY = 1008;

/** One side of a call's room: a socket that comes back when it drops, until the room is left for good. */
export class Room {
  private socket: Socket | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private over = false;
  /** Set once the last known state is the end. */
  private ended = false;

  constructor(
    private readonly door: Door,
    private readonly ears: Ears,
    private readonly wait: (failures: number) => number = patience,
  ) {}

  enter(): void {
    if (this.over || this.socket) return;
    clearTimeout(this.timer);
    const socket = this.door();
    this.socket = socket;
    socket.onopen = () => {
      this.failures = 0;
      this.ears.line('open');
    };
    socket.onmessage = ({ data }) => {
      if (typeof data === 'string') this.hear(JSON.parse(data) as Frame);
    };
    socket.onclose = ({ code }) => this.closed(socket, code);
  }

  say(signal: Signal): void {
    // What is said into a lost line is lost; whoever comes back begins anew.
    if (this.socket?.readyState === OPEN) this.socket.send(JSON.stringify(signal));
  }

  /** Leaves for good. */
  leave(): void {
    this.over = true;
    clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(1000);
  }

  /** The network is gone, or back: a socket does not notice that for minutes. */
  network(is: 'online' | 'offline'): void {
    const socket = this.socket;
    if (is === 'offline' && socket) {
      socket.onclose = null;
      socket.close();
      this.closed(socket, 1006);
    } else if (is === 'online') this.enter();
  }

  private hear(frame: Frame): void {
    switch (frame.type) {
      case 'state':
        this.ended = frame.call.state === 'ended';
        return this.ears.state(frame.call);
      case 'peer_joined':
        return this.ears.peer('joined');
      case 'peer_left':
        return this.ears.peer('left');
      case 'taken_over':
      case 'lease_lost':
        return this.go(frame.type);
      case 'problem':
        // One that ends the connection is followed by its close; the others concern one frame, which is not repeated.
        return;
      case 'offer':
      case 'answer':
      case 'candidate':
      case 'bye':
        return this.ears.signal(frame);
    }
  }

  private closed(socket: Socket, code: number): void {
    if (socket !== this.socket || this.over) return;
    this.socket = undefined;
    if (this.ended) return this.go('over');
    if (code === POLICY) return this.go('refused');
    this.failures += 1;
    this.ears.line('lost');
    this.timer = setTimeout(() => this.enter(), this.wait(this.failures));
  }

  private go(why: Leaving): void {
    this.leave();
    this.ears.left(why);
  }
}

/** The socket's address on this page's own host. */
export function address(path: string): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`;
}
