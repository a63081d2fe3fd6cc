// Files of messages: the states in which one can be, and the notification that one is to be fetched.

/** The states of a stored file: with the provider, to be fetched, kept here, not to be had, refused by the virus scanner, deleted when its time was over. */
export const fileStates = ["remote", "waiting", "ready", "failed", "quarantined", "deleted"] as const;

/** A state of {@link fileStates}. */
export type FileState = (typeof fileStates)[number];

/** What the API says of a file; `link`: a public address that we sent, of which nothing is stored. */
export const attachmentStates = [...fileStates, "link"] as const;

/** The NOTIFY channel on which the process that fetches files listens. */
export const newFiles = "bellhop_files";
