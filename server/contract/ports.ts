// The interfaces between core and edge. Adapters in edge/ implement them; core/ and api/ only use them.
import type { CallSettings, CallSettingsChange } from "./calls.ts";
import type { ChannelRef, InboundItem, Provider, ProviderError, WebhookSource } from "./inbound.ts";
import type { ProviderNews } from "./news.ts";
import type { Address, Advice, Draft, Outbound, OutgoingFile, SendResult, UploadResult } from "./outbound.ts";
import type {
  ProviderTemplate,
  TemplateCategory,
  TemplateChange,
  TemplateFault,
  TemplateStatus,
  WrittenTemplate,
} from "./templates.ts";

/** What a provider knows about a message for which it gave no answer. */
export type Found = { found: "yes"; providerId: string } | { found: "no" | "unknown" | "several" };

/** The result of checking a signature: it is right, there is none, or it is wrong. */
export type SignatureVerdict = "ok" | "missing" | "wrong";

/** A file on its way to a provider. */
export type FileToUpload = {
  /** By its content, without parameters. */
  mimeType: string;
  /** In bytes. */
  size: number;
  /** At most 60 safe characters, with the ending of its type. */
  name: string;
  content: NodeJS.ReadableStream;
};

/** How a provider gets the files that are sent: it takes an upload and names it, or fetches them from a public address. */
export type FileTransfer =
  | {
      by: "upload";
      /** How long the provider keeps an upload, in days. */
      keptDays: number;
      /** Uploads a file for the number `externalId`. Never throws for faults of the network or the provider. */
      upload(externalId: string, file: FileToUpload, signal?: AbortSignal): Promise<UploadResult>;
      /** Whether an error of a send can mean that the provider no longer has the upload. */
      isForgotten(error: ProviderError): boolean;
    }
  | { by: "address" };

/** A message of a customer, as its provider knows it. */
export type InboundRef = {
  /** Of our number. */
  externalId: string;
  providerId: string;
};

/** Sends through one provider. */
export interface Channel {
  readonly provider: Provider;
  /** Whether `find` can tell that a message arrived; false where only a status webhook can. */
  readonly canFind: boolean;
  readonly files: FileTransfer;
  /** The faults of a draft and its file, checked before it is queued (too long, too many buttons); empty when it can be sent. */
  check(draft: Draft, file?: OutgoingFile): string[];
  /** Makes one attempt. Never throws for faults of the network or the provider: the outcome reports them. */
  send(message: Outbound, signal?: AbortSignal): Promise<SendResult>;
  /**
   * Looks up whether an unanswered message arrived. `known`: provider ids of other messages to the same person, which are ruled out. `no`: the
   * provider works and has no trace of the message. `unknown`: the provider could not be asked this time; asking again may help. `several`:
   * more than one message may be it, so it cannot be told.
   */
  find(message: Outbound, known: ReadonlySet<string>, signal?: AbortSignal): Promise<Found>;
  /**
   * Shows the customer that a message of theirs and all before it were read, and with `typing` for 25 s, or until the answer, that one is being
   * written. Twilio shows both or nothing. Never throws; false when the provider did not take it.
   */
  showRead(message: InboundRef, typing: boolean, signal?: AbortSignal): Promise<boolean>;
  /** Normalises a recipient as a person typed it (`+1 (555) 010-0001`, a BSUID), or says why it cannot be one. */
  address(typed: string): { address: Address } | { fault: string };
  /** How to react to an error, also to one that comes later in a status. */
  advise(error: ProviderError): Advice;
}

/** A number for which something is looked up. Without an id any number of the account is meant. */
export type NumberKey = { externalId?: string; accountId: string | null };

/**
 * What speaks for the business's numbers, found by number: each has credentials of its own. Numbers are added, changed and removed while Bellhop
 * runs, so what was found is used at once and not kept.
 */
export interface ByNumber<T> {
  /**
   * What a number uses; undefined when there are no usable credentials for it. Without a number: that of any number of the provider, for what is
   * the same for all of them, such as limits and the meaning of errors.
   */
  get(provider: Provider, number?: NumberKey): T | undefined;
  /** Whether `get` finds something. */
  has(provider: Provider, number?: NumberKey): boolean;
}

/** Something that a check found; `channel` is null when it is about the account. */
export type HealthFinding = { channel: ChannelRef | null; news: ProviderNews };

/** Asks a provider itself how an account and its numbers are. */
export interface HealthCheck {
  readonly provider: Provider;
  /** What is wrong or soon will be, with what to do; empty when all is well. That the provider cannot be asked is a finding too. */
  check(channels: readonly ChannelRef[], signal?: AbortSignal): Promise<HealthFinding[]>;
}

/** Why a provider did not do what it was asked, as one sentence that says what to do. */
export type ProviderRefusal = { fault: string };

/** A template just created. */
export type CreatedTemplate = { providerId: string; status: TemplateStatus; category: TemplateCategory | null };

/** Reads and writes an account's templates (those of the WABA at Meta, of the account SID at Twilio). Nothing here ever throws. */
export interface TemplateProvider {
  readonly provider: Provider;
  /** All templates of an account; never a part of them. */
  list(accountId: string): Promise<{ templates: ProviderTemplate[] } | ProviderRefusal>;
  /** What this provider would refuse of a template, beyond the rules that hold for all. `sample`: the file of its header. */
  check(template: WrittenTemplate, sample: Pick<FileToUpload, "mimeType" | "size"> | null): TemplateFault[];
  /** Creates a template; at Meta that submits it for review, too. */
  create(
    accountId: string,
    template: WrittenTemplate,
    sample: FileToUpload | null,
  ): Promise<CreatedTemplate | ProviderRefusal>;
  /** Changes a template. `sample`: the file of the header of the new content. */
  edit(providerId: string, change: TemplateChange, sample: FileToUpload | null): Promise<null | ProviderRefusal>;
  /** Submits a template that was never submitted for Meta's review. */
  submit(
    providerId: string,
    name: string,
    category: TemplateCategory,
  ): Promise<{ status: TemplateStatus } | ProviderRefusal>;
  /** Deletes one template, or with `all` also those of the same name in other languages. */
  remove(
    accountId: string,
    template: Pick<ProviderTemplate, "providerId" | "name">,
    scope: "one" | "all",
  ): Promise<null | ProviderRefusal>;
}

/** What can be done with a call that there is. */
export type CallAction =
  /** The customer's call is about to be taken (`pre_accept`), or is taken (`accept`), with the same session description. */
  | { action: "pre_accept" | "accept"; sdp: string }
  /** A call that rings is refused, or any call is ended. */
  | { action: "reject" | "terminate" };

/** Whether a customer lets the business call, and whether it may ask. */
export type CallPermission = {
  mayCall: boolean;
  mayAsk: boolean;
  /** It does not end by itself. */
  isPermanent: boolean;
  /** When it ends; null when it does not, or there is none. */
  until: Date | null;
  /** When the business may ask again, where that is known. */
  mayAskAt: Date | null;
};

/** Why a provider did not do what it was asked, in a sentence that says what to do; `code` is its error number where it gave one. */
export type ProviderFault = { fault: string; code: number | null };

/** Makes and takes phone calls of a provider's numbers. No function throws for faults of the network or the provider. */
export interface CallProvider {
  readonly provider: Provider;
  act(externalId: string, callId: string, action: CallAction): Promise<"done" | ProviderFault>;
  /** Calls a customer; returns the provider's id of the call. */
  call(externalId: string, to: Address, sdp: string): Promise<{ callId: string } | ProviderFault>;
  permission(externalId: string, to: Address): Promise<CallPermission | ProviderFault>;
  settings(externalId: string): Promise<CallSettings | ProviderFault>;
  changeSettings(externalId: string, change: CallSettingsChange): Promise<"done" | ProviderFault>;
}

/** A webhook as an HTTP request. */
export type SignedRequest = {
  /** Path and query exactly as requested (`/api/x/?id=1`). */
  target: string;
  /** Lower-case header names. */
  headers: Record<string, string | string[] | undefined>;
  /** The bytes of the body as received. */
  body: Buffer;
};

/** Verifies the webhooks of one provider. */
export interface WebhookVerifier {
  /**
   * `missing`: no usable signature. `wrong`: it does not match. `unset`: no secret is configured, so nothing passes. `repeated`: it matches, but
   * does not say which value of a repeated parameter is meant.
   */
  verify(request: SignedRequest): SignatureVerdict | "unset" | "repeated";
}

/** Answers Meta's verification request: returns the challenge to echo, or null when the token is wrong or not configured. */
export type Challenge = (query: { mode?: string; token?: string; challenge?: string }) => string | null;

/** Reads a stored webhook. Never throws: what it cannot read is returned as `unreadable`. */
export type ReadWebhook = (webhook: { source: WebhookSource; query: string; body: Buffer }) => InboundItem[];

/** A file as its provider keeps it: what the webhook said of it. */
export type RemoteFile = {
  channel: ChannelRef;
  /** The provider's id of the file. */
  providerId: string | null;
  /** Where it is, if the webhook said so. */
  url: string | null;
};

/**
 * The result of asking for a file. `open`: its bytes follow; `sha256` (in hex) is what the provider says of them. `failed`: they cannot be had now,
 * for a reason in a sentence. Asking again: cannot help (`never`), helps within minutes or not at all (`soon`), or may help at any time (`later`).
 */
export type OpenedFile =
  | { outcome: "open"; body: AsyncIterable<Uint8Array>; sha256: string | null }
  | { outcome: "failed"; reason: string; again: "never" | "soon" | "later" };

/** Fetches the files that one provider keeps. */
export interface MediaSource {
  readonly provider: Provider;
  /** Asks for a file. Never throws for faults of the network or the provider; reading the body may. */
  open(file: RemoteFile, signal: AbortSignal): Promise<OpenedFile>;
}

/** Looks for viruses in files. */
export interface FileScanner {
  /** Scans a local file. Never throws: `unknown` when it could not be scanned, for a reason. */
  scan(
    path: string,
    signal: AbortSignal,
  ): Promise<{ verdict: "clean" } | { verdict: "infected"; found: string } | { verdict: "unknown"; reason: string }>;
}

/** Part of a file: from byte `start` to byte `end`, both included. */
export type ByteRange = { start: number; end: number };

/** Keeps files, each under a key that its content's checksum is part of: what is kept under a key never changes. */
export interface BlobStore {
  /** Keeps a copy of the local file at `path`. What is kept under the key already is the same, and stays. */
  put(key: string, path: string): Promise<void>;
  /** The bytes of a file, or of a part of it; null when nothing is kept under the key. */
  read(key: string, range?: ByteRange): Promise<NodeJS.ReadableStream | null>;
  /** Deletes a file; does nothing when there is none. */
  remove(key: string): Promise<void>;
  /** All keys, in no order. What a killed process left of a file that it was writing has a key of its own, which ends with `.part`. */
  list(): AsyncIterable<string>;
}

/** Returns the current time. Tests pass a clock of their own. */
export type Clock = () => Date;
