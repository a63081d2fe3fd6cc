// What customers say about marketing: that they want no more of it, or that they want it again.

export const marketingChoices = ["stop", "resume"] as const;

/** That a customer wants no more marketing, or wants it again. */
export type MarketingChoice = (typeof marketingChoices)[number];

/**
 * How a choice became known. `whatsapp`: they chose it in WhatsApp. `refused`: the provider refused a message because of it. `word`: they wrote STOP
 * or START. `staff`: a colleague or an API client recorded it.
 */
export const choiceSources = ["whatsapp", "refused", "word", "staff"] as const;

export type ChoiceSource = (typeof choiceSources)[number];
