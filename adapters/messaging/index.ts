/** Sends the centre's messages to partners: to a mail server, or nowhere at all (the local mailbox). */
import { createTransport } from 'nodemailer';
export { createPoster } from './https.ts';
export type { OutgoingDocument, Poster } from './https.ts';

/** `id` names the message: sent twice, it is the same one to a mail server that knows duplicates (RFC 5322, 3.6.4). */
export interface OutgoingMail { id: string; to: string; subject: string; text: string }
export interface Mailer { send(mail: OutgoingMail): Promise<void> }

/** The default: the message stays in the centre's own mailbox table, where the desk shows it. */
export function createLocalMailer(): Mailer {
  return { send: async () => {} };
}

/**
 * A real mail server, as `smtp://user:password@host:port` or `smtps://…`. A failure is thrown with a stable `code` (ECONNREFUSED, ETIMEDOUT, EAUTH, …);
 * nothing is kept or retried here: that is the job's work.
 */
export function createSmtpMailer({ url, from }: { url: string; from: string }): Mailer {
  const transport = createTransport(url, { from, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 } as never);
  return {
    async send(mail) {
      await transport.sendMail({ from, to: mail.to, subject: mail.subject, text: mail.text, messageId: `<${mail.id}@${from.split('@')[1] ?? 'centre'}>` });
    },
  };
}

/** The mailer for an optional server address. */
export function createMailer({ smtpUrl, from = 'havenline@centre.example' }: { smtpUrl?: string | undefined; from?: string }): Mailer {
  return smtpUrl ? createSmtpMailer({ url: smtpUrl, from }) : createLocalMailer();
}
