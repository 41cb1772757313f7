import type { Signal } from './types.ts';

/** Who wins when both sides offer at one instant: staff's page insists, the applicant's gives way. */
export type Manner = 'insists' | 'gives_way';

/** As much of a browser's connection as two pages need to find each other. */
export type Connection = Pick<
  RTCPeerConnection,
  | 'signalingState' | 'connectionState' | 'localDescription' | 'setLocalDescription' | 'setRemoteDescription'
  | 'addIceCandidate' | 'restartIce' | 'close' | 'onnegotiationneeded' | 'onicecandidate' | 'onconnectionstatechange'
>;

/**
 * How two pages come to one connection, and keep it: the "perfect negotiation" of WebRTC 1.0, section 10.7.
 *
 * A page that was reloaded has new keys, which an old connection cannot take over. Its descriptions name another origin
 * (RFC 8866, section 5.2); whoever sees that begins a new connection. If only the socket was away, the connection stays.
 */
export class Negotiation<C extends Connection = RTCPeerConnection> {
  private connection: C | undefined;
  private offering = false;
  private ignoring = false;
  /** The origin of the other side's descriptions, once there is one. */
  private origin = '';
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly manner: Manner,
    /** Makes a connection that carries the own picture and sound already. */
    private readonly make: () => C,
    private readonly say: (signal: Signal) => void,
    private readonly changed: (state: RTCPeerConnectionState) => void,
  ) {}

  get current(): C | undefined {
    return this.connection;
  }

  /** The other side came into the room, or came back to it. */
  joined(): void {
    if (this.manner === 'gives_way') return;
    // What was offered while nobody was there is lost, and will never be answered.
    if (!this.connection || this.connection.signalingState !== 'stable') this.begin();
    else this.connection.restartIce();
  }

  /** Takes in what the other side says, one thing after the other. */
  hear(signal: Signal): Promise<void> {
    this.turn = this.turn.then(() => this.take(signal)).catch(() => undefined);
    return this.turn;
  }

  close(): void {
    const old = this.connection;
    this.connection = undefined;
    this.origin = '';
    this.offering = this.ignoring = false;
    if (!old) return;
    old.onnegotiationneeded = old.onicecandidate = old.onconnectionstatechange = null;
    old.close();
    this.changed('closed');
  }

  private begin(): C {
    this.close();
    const connection = this.make();
    this.connection = connection;
    connection.onnegotiationneeded = () => void this.offer(connection);
    connection.onicecandidate = ({ candidate }) => this.say({ type: 'candidate', candidate: candidate?.toJSON() ?? null });
    connection.onconnectionstatechange = () => {
      this.changed(connection.connectionState);
      if (connection.connectionState === 'failed' && this.manner === 'insists') connection.restartIce();
    };
    return connection;
  }

  private async offer(connection: C): Promise<void> {
    // The side that gives way answers first; later it may ask for something, such as a camera that was allowed.
    if (this.manner === 'gives_way' && !this.origin) return;
    try {
      this.offering = true;
      await connection.setLocalDescription();
      this.describe(connection);
    } catch {
      // A connection that was given up meanwhile cannot offer; the one that follows does.
    } finally {
      this.offering = false;
    }
  }

  private describe(connection: C): void {
    const description = connection.localDescription;
    if (connection !== this.connection || !description) return;
    if (description.type === 'offer' || description.type === 'answer') this.say({ type: description.type, sdp: description.sdp });
  }

  private async take(signal: Signal): Promise<void> {
    switch (signal.type) {
      case 'offer':
        return this.takeOffer(signal.sdp);
      case 'answer':
        return this.takeAnswer(signal.sdp);
      case 'candidate':
        return this.takeCandidate(signal.candidate);
      case 'bye':
        return this.close();
    }
  }

  private async takeOffer(sdp: string): Promise<void> {
    if (this.manner === 'insists' && !this.mayOffer(sdp)) return;
    this.ignoring = false;
    const connection = this.connection && !this.isStranger(sdp) ? this.connection : this.begin();
    this.origin = origin(sdp);
    await connection.setRemoteDescription({ type: 'offer', sdp });
    await connection.setLocalDescription();
    this.describe(connection);
  }

  /**
   * Whether an offer may be taken by the side that insists: not while its own is open, and from a page it knows alone.
   * New connections come from this side only, or two pages could answer each other's new keys with newer ones for ever.
   */
  private mayOffer(sdp: string): boolean {
    const idle = this.connection?.signalingState === 'stable' && !this.offering;
    const known = this.origin !== '' && !this.isStranger(sdp);
    this.ignoring = !idle || !known;
    if (idle && this.isStranger(sdp)) this.begin();
    return !this.ignoring;
  }

  private async takeAnswer(sdp: string): Promise<void> {
    const connection = this.connection;
    if (connection?.signalingState !== 'have-local-offer') return;
    if (this.isStranger(sdp)) {
      // Of the other side a new offer is on its way.
      if (this.manner === 'insists') this.begin();
      return;
    }
    this.origin = origin(sdp);
    await connection.setRemoteDescription({ type: 'answer', sdp });
  }

  private async takeCandidate(candidate: RTCIceCandidateInit | null): Promise<void> {
    try {
      await this.connection?.addIceCandidate(candidate ?? undefined);
    } catch (error) {
      // It belonged to an offer that was not taken, or to a connection that is no more; others will do.
      if (!this.ignoring) console.debug('candidate not taken', (error as Error).name);
    }
  }

  /** Whether a description comes from another page than the ones before. */
  private isStranger(sdp: string): boolean {
    return this.origin !== '' && origin(sdp) !== this.origin;
  }
}

/** User and session of a description's `o=` line; the version after them counts up within one page. */
export function origin(sdp: string): string {
  return /^o=(\S+ \S+) /m.exec(sdp)?.[1] ?? '';
}
