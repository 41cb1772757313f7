import type { Devices } from './devices.svelte.ts';
import { Negotiation, type Manner } from './negotiation.ts';
import { Room, type Door, type Leaving } from './room.ts';
import type { Call, Sight } from './types.ts';

/** What a page wants to hear of its meeting. */
export interface Host {
  state(call: Call): void;
  left(why: Leaving): void;
  /** The two see each other, for the first time or again. */
  seen(): void;
}

/** Two people before their pages: the room, the connection, the pictures. */
export class Meeting {
  /** What the other side shows. */
  remote = $state<MediaStream | undefined>();
  /** Whether the other side is in the room. */
  peer = $state(false);
  /** Whether the line to the service is lost; pictures go on without it. */
  lost = $state(false);
  sight = $state<Sight>('alone');
  /** Of the service, for the next connection. */
  servers: RTCIceServer[] = [];
  private readonly room: Room;
  private readonly negotiation: Negotiation;
  private readonly stop = new AbortController();

  constructor(
    private readonly manner: Manner,
    door: Door,
    private readonly devices: Devices,
    private readonly host: Host,
  ) {
    this.negotiation = new Negotiation(manner, () => this.connect(), (signal) => this.room.say(signal), (state) => this.changed(state));
    this.room = new Room(door, {
      signal: (signal) => void this.negotiation.hear(signal),
      state: (call) => host.state(call),
      peer: (is) => this.met(is),
      line: (is) => (this.lost = is === 'lost'),
      left: (why) => {
        this.leave('silent');
        host.left(why);
      },
    });
  }

  enter(): void {
    const { signal } = this.stop;
    window.addEventListener('offline', () => this.room.network('offline'), { signal });
    window.addEventListener('online', () => this.room.network('online'), { signal });
    this.room.enter();
  }

  /** Goes, with a word or without: whoever lost their seat would have the other side part from who has it now. */
  leave(how: 'bye' | 'silent' = 'bye'): void {
    this.stop.abort();
    if (how === 'bye') this.room.say({ type: 'bye' });
    this.room.leave();
    this.negotiation.close();
    this.peer = false;
    this.lost = false;
  }

  /** Sends the person's picture and sound from now on, where a connection began without them. */
  show(): void {
    const connection = this.negotiation.current;
    const { stream } = this.devices;
    if (!connection || !stream) return;
    for (const track of stream.getTracks()) {
      const sender = connection.getSenders().find((one) => one.track?.kind === track.kind);
      if (sender) void sender.replaceTrack(track);
      else connection.addTrack(track, stream);
    }
  }

  private met(is: 'joined' | 'left'): void {
    this.peer = is === 'joined';
    if (is === 'joined') this.negotiation.joined();
    else if (this.sight === 'joining') this.sight = 'alone';
  }

  private connect(): RTCPeerConnection {
    const connection = new RTCPeerConnection({ iceServers: this.servers });
    const { stream } = this.devices;
    if (stream) for (const track of stream.getTracks()) connection.addTrack(track, stream);
    // Staff without a camera is to see the other side all the same; who answers takes what is offered.
    else if (this.manner === 'insists') for (const kind of ['audio', 'video']) connection.addTransceiver(kind, { direction: 'recvonly' });
    const remote = new MediaStream();
    connection.ontrack = ({ track }) => {
      remote.addTrack(track);
      this.remote = new MediaStream(remote.getTracks());
    };
    return connection;
  }

  private changed(state: RTCPeerConnectionState): void {
    switch (state) {
      case 'new':
      case 'connecting':
        if (this.sight !== 'dropped') this.sight = 'joining';
        return;
      case 'connected':
        this.sight = 'seen';
        return this.host.seen();
      case 'disconnected':
      case 'failed':
        this.sight = 'dropped';
        return;
      case 'closed':
        this.remote = undefined;
        this.sight = this.sight === 'seen' || this.sight === 'dropped' ? 'dropped' : 'alone';
    }
  }
}
