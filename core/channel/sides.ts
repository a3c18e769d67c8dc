/** Further voices and keys of a talk: the engine is brought to what the database wants of them. */
import { inTx, publish } from '../kernel/index.ts';
import type { Call, ChannelDeps, Party } from './ports.ts';

/** The sides of the calls that this server drives. */
export function createSides({ db, telephony, contacts }: Pick<ChannelDeps, 'db' | 'telephony' | 'contacts'>, endpointOf: (staffId: string) => Promise<string>) {
  /** Keys in a talk: two stars one after the other are the covert wish; 1 and 2 are a yes and a no, shown to the counsellor and kept nowhere. */
  async function key(call: Call, digit: string): Promise<void> {
    call.stars = digit === '*' ? call.stars + 1 : 0;
    await inTx(db, async (tx) => {
      if (call.stars === 2) await contacts.duress(tx, { kind: 'caller', contactId: call.contactId }, call.contactId, true);
      const row = digit === '1' || digit === '2' ? await contacts.byId(tx, call.contactId) : undefined;
      if (row?.counsellor_id) await publish(tx, `staff:${row.counsellor_id}`, `key-${digit}`);
    });
  }
  /** Brings the voices on the line to those of the database. */
  async function settleParties(call: Call, all: readonly Party[]): Promise<void> {
    const wanted = all.filter((p) => p.contact_id === call.contactId && (p.state === 'ringing' || p.state === 'joined'));
    for (const [id] of call.parties) {
      if (wanted.some((p) => p.id === id)) continue;
      call.parties.delete(id);
      await telephony.hangupAgent(call.callId, id);
    }
    for (const p of wanted) {
      const side = call.parties.get(p.id);
      if (!side) {
        if (p.state === 'joined') {
          // We were away when they left.
          await inTx(db, (tx) => contacts.partyEnded(tx, p.id, 'left'));
          continue;
        }
        call.parties.set(p.id, { mode: p.mode, muted: false });
        await telephony.addParty(call.callId, p.id, p.number === null ? { endpoint: await endpointOf(p.staff_id!) } : { number: p.number }, p.mode, 30);
        continue;
      }
      if (side.mode !== p.mode) await telephony.setPartyMode(call.callId, p.id, (side.mode = p.mode));
      if (side.muted !== p.muted) await telephony.setMute(call.callId, p.id, (side.muted = p.muted));
    }
  }
  return { key, settleParties };
}
