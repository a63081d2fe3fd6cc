// What leaves for the business's own people: mails, and alarms to a webhook. Types only; edge/mail sends them.

/** By which way something is told. */
export const staffMessageWays = ["mail", "webhook"] as const;

export type StaffMessageWay = (typeof staffMessageWays)[number];

/** A mail. */
export type Mail = {
  to: string;
  /** A UUID, the same in every attempt: it becomes the Message-ID, by which mail servers recognise a repeat. */
  key: string;
  subject: string;
  text: string;
  html: string;
};

/** A request to the webhook for alarms. */
export type AlarmRequest = {
  /** A UUID, the same in every attempt. */
  key: string;
  /** JSON. */
  body: string;
  at: Date;
};

/**
 * What became of an attempt. `taken`: the server has it. `refused`: it will never take this one. `later`: trying again may help. `answer`: what the
 * server said, or why it could not be asked; without secrets.
 */
export type StaffMessageResult = { outcome: "taken" | "refused" | "later"; answer: string };

/** Sends mail. */
export interface Mailer {
  /** The server's host and port, for people. */
  readonly server: string;
  readonly from: string;
  /** Makes one attempt, within two minutes. Never throws. */
  send(mail: Mail): Promise<StaffMessageResult>;
}

/** Sends alarms to a webhook. */
export interface AlarmWebhook {
  /** The host, for people: an address may hold a secret. */
  readonly host: string;
  /** Makes one attempt, within 15 s. Never throws. */
  send(request: AlarmRequest, signal?: AbortSignal): Promise<StaffMessageResult>;
}
