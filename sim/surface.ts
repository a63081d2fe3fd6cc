// The interface of a simulator for tests and for its own HTTP API. The implementation is in simulator.ts.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { SimEvent } from "./bus.ts";
import type { Calls } from "./chat/calls.ts";
import type { ChatMessage, Line, Phone } from "./chat/message.ts";
import type { PhoneActions } from "./chat/phone.ts";
import type { PhoneChange } from "./chat/phones.ts";
import type { Faults } from "./faults.ts";
import type { Account } from "./graph/account.ts";
import type { CallSettings } from "./graph/call-settings.ts";
import type { MediaStore } from "./media-store.ts";
import type { Park } from "./park/surface.ts";
import type { Review } from "./review.ts";
import type { TwilioAccountState } from "./twilio/account.ts";
import type { Waiting } from "./waiting.ts";
import type { WireLog } from "./wire-log.ts";

export type Simulator = PhoneActions &
  Pick<Calls, "call" | "answer" | "decline" | "hangUp"> &
  Review &
  Waiting & {
    /** Answers a request; the path is the part after the mount point, with or without a query. */
    handle(req: IncomingMessage, res: ServerResponse, pathWithoutPrefix: string): void;
    /** Ends the open event streams; their pages reconnect when a server listens again. */
    endStreams(): void;
    /** Stops every timer, connection and open response. Work in progress is dropped. */
    close(): Promise<void>;
    /** Creates or changes a phone. Throws if the number has fewer than 5 digits. */
    phone(number: string, change?: PhoneChange): Phone;
    phones(): Phone[];
    /** Both sides of a chat, oldest first. */
    transcript(phone: string, line?: Line): ChatMessage[];
    /** The phone reads the chat now: delivered messages become `read`. */
    readChat(phone: string, line?: Line): void;
    /** While a chat is open, incoming messages are read at once. */
    setChatOpen(phone: string, line: Line, open: boolean): void;
    /** As if the phone had last written 25 hours ago: the 24-hour window is closed. */
    closeWindow(phone: string, line?: Line): void;
    /** Messages that the provider accepted with this echo key: equal at Meta, part of the StatusCallback URL at Twilio. */
    sends(key: string): ChatMessage[];
    /** All messages that the business sent and the provider accepted. */
    sent(filter?: { line?: Line; phone?: string }): ChatMessage[];
    faults: Faults;
    /** The files that phones and businesses sent. */
    media: MediaStore;
    /** The state of the account at Meta. */
    account: Account;
    /** The call settings of the number at Meta. */
    callSettings: CallSettings;
    /** The state of the account at Twilio. */
    twilioAccount: TwilioAccountState;
    /** Sends Bellhop a webhook of a field about the account, a number or a template. */
    tellNews(field: string, value: Record<string, unknown>): Promise<void>;
    /** The car park; null if the options give no access to Bellhop for it. */
    park: Park | null;
    wire: WireLog;
    /** Calls `listener` with every event until the returned function is called. */
    listen(listener: (event: SimEvent) => void): () => void;
    /** Meta's check of the callback URL (Meta: webhooks, verification requests): true when Bellhop echoed the challenge. */
    verifyWebhook(): Promise<boolean>;
  };
