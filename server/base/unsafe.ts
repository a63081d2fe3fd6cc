// What is refused under a public address, and can be allowed by name in ALLOW_UNSAFE.

export const unsafe = ["http", "weak-secrets", "temporary-data", "root", "clock"] as const;
export type Unsafe = (typeof unsafe)[number];
