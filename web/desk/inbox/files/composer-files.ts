// What the parts of the reply box that send files are given.
import type { Detail } from "../data.ts";
import type { ComposerState } from "../draft.ts";
import type { OutboundMessage } from "../sending.ts";

export type ComposerFiles = {
  conversation: number;
  /** Undefined until the conversation is loaded. */
  provider: Detail["channel"]["provider"] | undefined;
  /** Whether a message can be sent now, and why not: the 24-hour window is closed. */
  isClosed: boolean;
  composer: ComposerState;
  /** Sends a message at once, with the quote if there is one. */
  sendNow(message: OutboundMessage): void;
  /** Sends files of the tray: all, or those with these keys. */
  send(keys?: readonly string[]): Promise<void>;
};
