// What counts as one emoji.

const emoji = /^(?:\p{RGI_Emoji}|\p{Extended_Pictographic}\uFE0F?)$/v;

/** Whether a text is exactly one emoji, with its skin tone and what else belongs to it. */
export const isEmoji = (text: string): boolean => emoji.test(text);
