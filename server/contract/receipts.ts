// What customers may see of a colleague who reads and answers.

/**
 * `off`: nothing. `read`: that their messages were read. `typing`: also that an answer is being written. Twilio has no call that only marks
 * messages as read. (Meta: Cloud API, typing indicators; Twilio: typing indicators.)
 */
export const receiptModes = ["off", "read", "typing"] as const;

/** A mode of {@link receiptModes}. */
export type ReceiptMode = (typeof receiptModes)[number];
