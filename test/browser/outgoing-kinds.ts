// Every kind of message that goes out, one row a kind: how it is sent, how the Desk shows it, and what arrives on the customer's phone through Meta
// and through Twilio. desk.sends.spec.ts sends them all.
import type { Page } from "@playwright/test";
import sharp from "sharp";
import { music, pdf, photo, video } from "./sample-files.ts";

/** What is seen of a message: a text in it, or an element, by its role and name or by a selector. */
export type Mark = string | { role: "button" | "img" | "group" | "link"; name: string } | { css: string };

export type SampleFile = { name: string; mimeType: string; buffer: Buffer };

/** What sends a message: a part of the reply box, another conversation's "Forward", or a program. */
export type Way =
  | { by: "text"; text: string; quotes?: string }
  | { by: "form"; fields: Record<string, string> }
  | { by: "file"; file: SampleFile; caption?: string }
  | { by: "recorder" }
  | { by: "template"; name: string; values: string[] }
  | { by: "forward"; text: string }
  | { by: "API"; message: object; file?: SampleFile };

/** `kind` is also what the reply box's menu calls it. A line without marks does not have the kind. */
export type Kind = { kind: string; way: Way; desk: Mark[]; meta?: Mark[]; twilio?: Mark[] };

/** The files that are sent, made once for a page. */
export async function samples(page: Page) {
  const file = (name: string, mimeType: string, buffer: Buffer): SampleFile => ({ name, mimeType, buffer });
  const shape = Buffer.from('<svg width="512" height="512"><circle cx="256" cy="256" r="200" fill="#c80"/></svg>');
  return {
    photo: file("gate.jpg", "image/jpeg", await photo(800, 600, 20)),
    video: file("gate.mp4", "video/mp4", await video(page)),
    music: file("jingle.mp3", "audio/mpeg", music()),
    document: file("contract.pdf", "application/pdf", pdf(["Contract"])),
    sticker: file("sticker.webp", "image/webp", await sharp(shape).webp().toBuffer()),
  };
}

type Samples = Awaited<ReturnType<typeof samples>>;

/** All rows, in the order in which they are sent. `on` holds the text of the message that one of them quotes, and of the one that is forwarded. */
export const kindsOf = (files: Samples, on: { quoted: string; forwarded: string }): Kind[] => [
  ...words(on),
  ...filesSent(files),
  ...asked,
  ...sentByPrograms(files),
];

const words = ({ quoted, forwarded }: { quoted: string; forwarded: string }): Kind[] => [
  {
    kind: "Text",
    way: { by: "text", text: "We are *open* until six." },
    desk: ["We are open until six."],
    meta: ["We are open until six."],
    twilio: ["We are open until six."],
  },
  {
    kind: "Quote",
    way: { by: "text", text: "That we have.", quotes: quoted },
    desk: ["That we have.", { role: "button", name: quoted }],
    meta: ["That we have.", quoted],
    twilio: ["That we have."],
  },
  {
    kind: "Forwarded text",
    way: { by: "forward", text: forwarded },
    desk: [forwarded],
    meta: [forwarded],
    twilio: [forwarded],
  },
  {
    kind: "Template",
    way: { by: "template", name: "follow_up", values: ["Noa"] },
    desk: ["follow_up", "Noa"],
    meta: ["Hello Noa, you wrote to us lately.", { role: "button", name: "Yes, please" }],
    twilio: ["Hello Noa, you wrote to us lately.", { role: "button", name: "Yes, please" }],
  },
  {
    kind: "Template with a header",
    way: { by: "template", name: "bay_booked", values: ["B12", "Noa", "18:00", "b12"] },
    desk: ["bay_booked", "Noa"],
    meta: ["Bay B12", "Hello Noa, your bay is kept until 18:00 today."],
  },
];

const filesSent = (files: Samples): Kind[] => [
  {
    kind: "Photo",
    way: { by: "file", file: files.photo, caption: "The gate" },
    desk: [{ role: "button", name: "Open photo: The gate" }, "The gate"],
    meta: [{ role: "img", name: "The gate" }, "The gate"],
    twilio: [{ role: "img", name: "The gate" }, "The gate"],
  },
  {
    kind: "Video",
    way: { by: "file", file: files.video, caption: "It opens" },
    desk: [{ css: 'video[aria-label="Video"]' }, "It opens"],
    meta: [{ css: 'video[aria-label="Video"]' }, "It opens"],
    twilio: [{ css: 'video[aria-label="Video"]' }, "It opens"],
  },
  {
    kind: "Audio",
    way: { by: "file", file: files.music },
    desk: ["jingle.mp3", { css: "audio" }],
    meta: [{ css: 'audio[aria-label="Audio"]' }],
    twilio: [{ css: 'audio[aria-label="Audio"]' }],
  },
  {
    kind: "Voice message",
    way: { by: "recorder" },
    desk: [{ role: "group", name: "Voice message" }, { css: "audio" }],
    meta: [{ css: 'audio[aria-label="Voice message"]' }],
    // Twilio has no mark for voice notes.
    twilio: [{ css: 'audio[aria-label="Audio"]' }],
  },
  {
    kind: "Document",
    way: { by: "file", file: files.document },
    desk: ["contract.pdf", { role: "button", name: "Preview" }],
    meta: [{ role: "link", name: "contract.pdf application/pdf" }],
    twilio: [{ role: "link", name: "contract.pdf application/pdf" }],
  },
];

const asked: Kind[] = [
  {
    kind: "Location",
    way: { by: "form", fields: { "Latitude and longitude": "59.9075, 10.7531", "Name (optional)": "Opera" } },
    desk: ["Opera", "59.90750, 10.75310", { role: "link", name: "Show on a map" }],
    meta: ["Opera", "59.9075, 10.7531"],
    twilio: ["Opera", "59.9075, 10.7531"],
  },
  {
    kind: "Contact card",
    way: { by: "form", fields: { Name: "Ivo Marsh", Numbers: "+47 400 00 001\n+47 400 00 002" } },
    desk: ["Ivo Marsh", "+47 400 00 001", "+47 400 00 002"],
    meta: ["Ivo Marsh", "+47 400 00 001", "+47 400 00 002"],
    twilio: ["Ivo Marsh\n+47 400 00 001\n+47 400 00 002"],
  },
  {
    kind: "Buttons",
    way: { by: "form", fields: { Text: "Shall we keep it?", Buttons: "Yes\nNo", "Footer (optional)": "Lot 4" } },
    desk: ["Shall we keep it?", "Yes", "No", "Lot 4"],
    meta: ["Shall we keep it?", { role: "button", name: "Yes" }, { role: "button", name: "No" }, "Lot 4"],
    twilio: ["Shall we keep it?", { role: "button", name: "Yes" }, { role: "button", name: "No" }],
  },
  {
    kind: "List",
    way: {
      by: "form",
      fields: {
        Text: "Which spot?",
        Choices: "Spot A | near the door\nSpot B",
        "Label of the button that opens the list": "Spots",
      },
    },
    desk: ["Which spot?", "Spot A", "Spot B"],
    meta: ["Which spot?", { role: "button", name: "Spots" }],
    twilio: ["Which spot?", { role: "button", name: "Spots" }],
  },
  {
    kind: "Link button",
    way: {
      by: "form",
      fields: {
        "Header (optional)": "Lot 4",
        Text: "Pay here",
        "Label of the button": "Pay now",
        Address: "https://example.com/pay",
      },
    },
    desk: ["Lot 4", "Pay here", { role: "link", name: "Pay now" }],
    meta: ["Lot 4", "Pay here", { role: "link", name: "Pay now" }],
    twilio: ["Lot 4", "Pay here", { role: "link", name: "Pay now" }],
  },
  {
    kind: "Ask for the location",
    way: { by: "form", fields: { Text: "Where did you park?" } },
    desk: ["Where did you park?", "With a button that sends their location"],
    meta: ["Where did you park?", { role: "button", name: "Send location" }],
    twilio: ["Where did you park?", "To send your location, tap + or the paper clip, then Location."],
  },
  {
    kind: "Ask for the number",
    way: { by: "form", fields: { Text: "May we have your number?" } },
    desk: ["May we have your number?", "With a button that shares their number"],
    meta: ["May we have your number?", { role: "button", name: "Share phone number" }],
    twilio: ["May we have your number?", "Reply with your phone number and its country code."],
  },
  {
    kind: "Ask to call",
    way: { by: "form", fields: { Text: "May we call you?" } },
    desk: ["May we call you?", "With buttons that allow or refuse calls"],
    // Calls to a sender of Twilio do not come to Bellhop.
    meta: ["May we call you?", { role: "button", name: "Allow calls" }, { role: "button", name: "Not now" }],
  },
];

const rows = (...titles: string[]) => titles.map((title) => ({ id: title, title }));

/** What has no form at the Desk, or not with all its parts. */
const sentByPrograms = (files: Samples): Kind[] => [
  {
    kind: "Sticker",
    way: { by: "API", message: { media: { type: "sticker" } }, file: files.sticker },
    desk: [{ role: "img", name: "Sticker" }],
    meta: [{ role: "img", name: "sticker" }],
    twilio: [{ role: "img", name: "sticker" }],
  },
  {
    kind: "List in sections",
    way: {
      by: "API",
      message: {
        content: {
          type: "list",
          text: "Which level?",
          button: "Levels",
          sections: [
            { title: "Above", rows: rows("Level 1", "Level 2") },
            { title: "Below", rows: rows("Level -1") },
          ],
        },
      },
    },
    desk: ["Which level?", "Level 1", "Level -1"],
    meta: ["Which level?", { role: "button", name: "Levels" }],
    twilio: ["Which level?", { role: "button", name: "Levels" }],
  },
  {
    kind: "Several contact cards",
    way: {
      by: "API",
      message: {
        content: {
          type: "contacts",
          contacts: [
            { name: "Ana Paz", phones: ["+15550100002"] },
            { name: "Rui Paz", phones: ["+15550100003"], emails: ["rui@example.com"] },
          ],
        },
      },
    },
    desk: ["Ana Paz", "Rui Paz", "rui@example.com"],
    meta: ["Ana Paz", "Rui Paz", "rui@example.com"],
    twilio: ["Ana Paz\n+15550100002\n\nRui Paz\n+15550100003\nrui@example.com"],
  },
];
